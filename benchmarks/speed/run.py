"""Whole processes timed beside what a user would write instead, in turn, several times.

    python benchmarks/speed/run.py NEWS RIVALS_PYTHON [RUNS]

NEWS is a JSON Lines file of articles with title, published and text, of which the first hundred
are taken; RIVALS_PYTHON the interpreter of an environment with rivals/requirements.txt. Each pair
runs in turn, RUNS times (5). Prints, and writes to results.json, the medians of wall and processor
seconds and the ratio of ours to theirs: the same texts, the same model, the same questions.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from vectorstore import SentenceTransformerEmbeddings

HERE = Path(__file__).resolve().parent
ARTICLES, BRIEFED = 100, 10
QUESTION = "What did the president say?"


class Cost(NamedTuple):
    """Seconds of one process: by the clock, and of all processors."""

    wall: float
    processor: float


class Pair(NamedTuple):
    """A command of ours and theirs, and what has to be gone before either runs."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    fresh: Sequence[Path] = ()


def cost(command: Sequence[str]) -> Cost:
    """Run a command; raises CalledProcessError where it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, used)


def measured(pair: Pair, runs: int) -> dict[str, object]:
    """The medians of a pair and their ratios."""
    costs: dict[str, list[Cost]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        for who, command in (("ours", pair.ours), ("theirs", pair.theirs)):
            for folder in pair.fresh:
                shutil.rmtree(folder, ignore_errors=True)
            costs[who].append(cost(command))
    found: dict[str, object] = {"what": pair.name, "runs": runs}
    for field in Cost._fields:
        ours, theirs = (
            statistics.median(getattr(one, field) for one in costs[who]) for who in costs
        )
        found |= {
            f"{field} ours": round(ours, 2),
            f"{field} theirs": round(theirs, 2),
            f"{field} ratio": round(ours / theirs, 2),
        }
    return found


def written(news: Path, folder: Path, count: int) -> None:
    """The first articles of the news as text files with a header."""
    folder.mkdir()
    with news.open(encoding="utf-8") as lines:
        for number, line in zip(range(count), lines, strict=False):
            one = json.loads(line)
            head = f"Title: {one['title']}\nDate: {one['published'][:10]}\n\n"
            (folder / f"{number:03}.txt").write_text(head + one["text"] + "\n", "utf-8")


def pairs(place: Path, rivals: str) -> list[Pair]:
    """Everything that is timed; libraries that are only read from are made here."""
    newsbrief = str(Path(sys.executable).with_name("newsbrief"))
    model = str(SentenceTransformerEmbeddings().folder)
    hundred, ten = place / "hundred", place / "ten"
    ours, theirs, few = place / "ours", place / "theirs", place / "few"
    script = [rivals, str(HERE / "rivals/langchain_script.py")]
    add = [newsbrief, "--library", str(ours), "add", str(hundred)]
    theirs_add = [*script, "add", model, str(theirs), str(hundred)]
    cost([newsbrief, "--library", str(few), "add", str(ten)])
    cost(add)
    cost(theirs_add)
    cost([newsbrief, "--library", str(ours), "ask", QUESTION])
    cost([newsbrief, "--library", str(few), "brief"])
    return [
        Pair(
            "cold ask, 100 articles",
            [newsbrief, "--library", str(ours), "ask", QUESTION],
            [*script, "ask", model, str(theirs), QUESTION],
        ),
        Pair(
            "cold brief of 10 articles; theirs: loading the model",
            [newsbrief, "--library", str(few), "brief"],
            [rivals, str(HERE / "rivals/load_model.py"), model],
        ),
        Pair("add 100 articles", add, theirs_add, (ours, theirs)),
    ]


def main(news: Path, rivals: str, runs: int) -> None:
    """Time all pairs; print and write what was found."""
    place = Path(tempfile.mkdtemp(prefix="newsbrief-speed-"))
    tell: Callable[[object], None] = print
    try:
        written(news, place / "hundred", ARTICLES)
        written(news, place / "ten", BRIEFED)
        found = []
        for pair in pairs(place, rivals):
            found.append(measured(pair, runs))
            tell(json.dumps(found[-1]))
    finally:
        shutil.rmtree(place)
    (HERE / "results.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5)
