"""Whether conflicts are found between invented reports, and none where there is none.

    python benchmarks/conflicts/run.py [--wrong]

`pairs.txt`: a case opens with `= name part kind` (kind: update, contradiction or none), then for
each report a line `- publisher | day | title` and its text on one line. The parts: `tuned` cases
were looked at while the rules were made; `held` and `fresh` ones were written before the first
run on them, and what a first run got wrong was looked at afterwards (results.json keeps the
figures of that first run).
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.sections.conflicts import conflicts
from vectorstore.documents import Article
from vectorstore.text.annotate import annotated

PAIRS = Path(__file__).with_name("pairs.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """Reports, and the kind of conflict between them (none: no conflict)."""

    name: str
    part: str
    kind: str
    articles: tuple[Article, ...]


def cases(path: Path = PAIRS) -> list[Case]:
    """The cases of a file in order."""
    found = []
    for block in path.read_text(encoding="utf-8").removeprefix("= ").split("\n= "):
        head, *lines = block.strip().splitlines()
        name, part, kind, *_ = head.split()
        articles = []
        for heading, text in zip(lines[::2], lines[1::2], strict=True):
            publisher, day, title = (told.strip() for told in heading[2:].split("|"))
            published = date.fromisoformat(day)
            articles.append(Article(text, publisher=publisher, published=published, title=title))
        found.append(Case(name, part, kind, tuple(articles)))
    return found


def verdict(case: Case) -> str:
    """`right`, `missed`, `false` (a conflict that is none) or `kind` (told as the other kind)."""
    found = conflicts([annotated(one) for one in case.articles])
    kinds = {conflict.kind for conflict in found}
    if case.kind == "none":
        return "false" if kinds else "right"
    if not kinds:
        return "missed"
    return "right" if kinds == {case.kind} else "kind"


def main() -> None:
    """Prints how many cases of each part came out how; with --wrong the others by name."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--wrong", action="store_true", help="name the cases that are not right")
    wrong = arguments.parse_args().wrong
    verdicts = [(case, verdict(case)) for case in cases()]
    tally = Counter((case.part, case.kind, told) for case, told in verdicts)
    for (part, kind, told), count in sorted(tally.items()):
        print(f"{part:6} {kind:14} {told:7} {count}")
    for case, told in verdicts if wrong else ():
        if told != "right":
            print(f"{told}: {case.name}")


if __name__ == "__main__":
    main()
