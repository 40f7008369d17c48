"""What a briefing costs in time and memory, and a timeline, as the library grows.

    python benchmarks/briefings/scale.py [--results FILE]

Articles of about 600 words, made as `benchmarks/adding/run.py` makes them: words that follow
each other in the sample articles, so that each of them tells a little of all six stories and
every topic finds nearly all articles. For 10, 100 and 500 articles, each in a process of its own:
seconds and peak memory of a briefing on the whole library, on a topic, and on all articles as
one text; for 1,000 a timeline. Each also as a multiple of what it takes to embed ten of the
articles in the same process, which tells more than seconds do on a machine that others load.
Memory is the most that the process held (with Python, PyTorch and the embedding model) and how
much more that is than before the call.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import RESULTS, ROOT, answered, elsewhere, keep, module, show

from assistant import ArticleFilter, Assistant
from vectorstore import SentenceTransformerEmbeddings

SIZES = (10, 100, 500)
TIMELINE = 1000
TOPIC = "The ferry that ran aground"
_EMBEDDED = 10

Call = Callable[[Assistant], object]


def calls() -> dict[str, Call]:
    """What is timed, by name."""
    return {
        "brief, whole library": lambda assistant: assistant.brief(),
        "brief, a topic": lambda assistant: assistant.brief(TOPIC),
        "brief, all as one": lambda assistant: assistant.brief(
            filter=ArticleFilter(article_ids=tuple(one.id for one in assistant.articles()))
        ),
        "timeline, whole library": lambda assistant: assistant.timeline(),
    }


def taken(task: dict[str, Any]) -> dict[str, float]:
    """What one call takes on one library, in this process."""
    adding = module(ROOT / "benchmarks/adding/run.py")
    model = SentenceTransformerEmbeddings()
    model.embed(["Loading the model is no part of what is measured."])
    with Assistant(Path(task["library"]), model="", chroma="", embeddings=model) as assistant:
        before = _peak()
        began = time.perf_counter()
        calls()[task["call"]](assistant)
        seconds = time.perf_counter() - began
        peak = _peak()
    timed = adding.Timed(model)  # after the call: embedding takes more memory than it does
    with tempfile.TemporaryDirectory() as place:
        articles = sorted(Path(task["articles"]).iterdir())[:_EMBEDDED]
        with Assistant(Path(place), model="", chroma="", embeddings=timed) as assistant:
            assistant.add(*articles)
    return {
        "seconds": round(seconds, 2),
        "times embedding ten": round(seconds / timed.seconds, 2),
        "peak memory, MB": round(peak),
        "more than before, MB": round(peak - before),
    }


def _peak() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what Linux else counts has the parent's memory in it
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def made(number: int, place: Path) -> dict[str, str]:
    """A folder of articles, and a library of them."""
    adding = module(ROOT / "benchmarks/adding/run.py")
    choice, chain = random.Random(number), adding.sample_chain()
    folder = place / f"articles-{number}"
    folder.mkdir()
    for at in range(number):
        (folder / f"{at:05}.txt").write_text(adding.article(choice, chain), "utf-8")
    library = place / f"library-{number}"
    with Assistant(library, model="", chroma="") as assistant:
        assistant.add(folder)
        assistant.stories()  # found once and kept: what a user pays for at the first look
    return {"articles": str(folder), "library": str(library)}


def main() -> None:
    """Measures, prints, and writes the results."""
    parser = argparse.ArgumentParser(description="Measure what briefings cost.")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    wanted = [(size, [name for name in calls() if name.startswith("brief")]) for size in SIZES]
    wanted.append((TIMELINE, ["timeline, whole library"]))
    table: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place:
        for size, names in wanted:
            task = made(size, Path(place))
            for name in names:
                line = f"{name}, {size} articles"
                table[line] = elsewhere("scale.py", task | {"call": name})
                show({line: table[line]})
    keep("scale", table, given.results)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1].endswith(".json"):
        answered(taken)
    else:
        main()
