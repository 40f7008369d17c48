"""How much later than it must a reader see the first sentence that a chat model writes.

    PYTHONPATH=. python benchmarks/model/first_token.py [QUESTIONS]

A scripted server on loopback thinks for a second, and then sends one token of twenty a second: the
first two sentences of an excerpt. A sentence can be checked, and shown, once the next one begins.
Prints, and writes to first_token.json, the medians over questions of seeds/ of seconds from the
question to the first shown sentence, of the server's own until the second sentence begins, of
retrieval, and of the ratio of the first to the sum of the others.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assistant import Assistant
from assistant.evaluating.collection import read_collection
from assistant.samples import seeds_folder
from tests.integration.scripted_server import Fault, ScriptedServer, serving
from vectorstore.text import sentences

THINKS, TOKEN = 1.0, 0.05
_EXCERPT = re.compile(r"<excerpt>\n(\[\d+\])[^\n]*\n(.*?)\n</excerpt>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class First:
    """Seconds until a first sentence was shown, and what they had to be."""

    shown: float
    server: float
    retrieval: float

    @property
    def ratio(self) -> float:
        """How many times as long it took as it had to."""
        return self.shown / (self.server + self.retrieval)


def repeated(system: str, user: str) -> str:
    """The first two sentences of the first excerpt that has so many, each with its mark."""
    for mark, text in _EXCERPT.findall(user):
        told = [text[start:end] for start, end in sentences(" ".join(text.split()))][:2]
        if len(told) == 2:
            return " ".join(f"{sentence} {mark}" for sentence in told)
    return "Nothing."


def first(assistant: Assistant, server: ScriptedServer, question: str) -> First | None:
    """The times of one question; None where no model wrote."""
    server.faults, server.requests[:] = [Fault(silence=THINKS)] * 3, []
    began = time.perf_counter()
    growing = assistant.stream(question, kind="answer")
    answer = next(growing)
    shown = time.perf_counter() - began
    growing.close()
    if not answer.statements or answer.writer != assistant.model:
        return None
    timings = answer.timings
    stages = ("request", "understand", "search", "rank")
    retrieval = sum(timings.get(stage, 0.0) for stage in stages)
    ((system, user),) = server.prompts()[:1]
    return First(shown, THINKS + _until_second(repeated(system, user)) * TOKEN, retrieval)


def _until_second(written: str) -> int:
    """How many words the server sends until the second sentence has begun."""
    return len(re.split(r"(?<=\])\s", written)[0].split()) + 1


def main(most: int) -> None:
    """Run on a fresh library of the sample articles."""
    collection = read_collection(seeds_folder())
    asked = [one for one in collection.questions if one.answerable and not one.history]
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(repeated) as server,
        Assistant(Path(folder) / "l", model="openai:scripted", model_url=server.url) as assistant,
    ):
        assistant.add(collection.articles)
        server.wait = TOKEN
        assistant.ask(asked[0].text)  # what is loaded once
        times = (first(assistant, server, one.text) for one in asked[1:])
        found = list(islice((each for each in times if each is not None), most))
    results = {
        "questions": len(found),
        "first sentence shown": round(statistics.median(each.shown for each in found), 2),
        "of the server": round(statistics.median(each.server for each in found), 2),
        "of retrieval": round(statistics.median(each.retrieval for each in found), 2),
        "ratio": round(statistics.median(each.ratio for each in found), 3),
    }
    print(json.dumps(results, indent=2))
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
