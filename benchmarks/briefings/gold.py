"""How a briefing's sections fare on the sample articles, against what is known of them.

    python benchmarks/briefings/gold.py [--results FILE]

Through the public API, on a library of the sample articles (`seeds/gold.json` is the record):

- timeline: the days of each story against the expected ones (F1 over the six stories), for
  as many entries as are expected and for as many as the product gives; a month is right when
  an entry falls into it.
- conflicts: an expected one is found when two of its sides or more are sides of one conflict
  (a cited sentence holds the expected words, or, where none does, stands next to them);
  precision over all that are found, and how many of the found ones are of the right kind.
- quotes: quotations that articles word differently are found once, with both wordings, and no
  other is said to differ.
- copies and first publications; independent publishers of each story.

Each line also says what was missed and what was wrong, by name.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import RESULTS, keep, show

from assistant import ArticleFilter, Assistant
from assistant.reading import Document, read
from assistant.samples import samples_folder
from assistant.types import Conflict

Figures = dict[str, object]
_NEAR = 250
"""A side that no cited sentence tells may be told so many characters from one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected side of a conflict: what is told, and where."""

    article: str
    value: str
    start: int
    end: int


def rates(hits: int, found: int, expected: int) -> Figures:
    """Precision, recall and F1 in per cent."""
    return {
        "precision": round(100 * hits / found, 1) if found else 0.0,
        "recall": round(100 * hits / expected, 1) if expected else 0.0,
        "F1": round(200 * hits / (found + expected), 1) if found + expected else 0.0,
        "found": found,
        "expected": expected,
    }


def files() -> dict[str, str]:
    """The ids of the articles by file, as the record names it."""
    folder = samples_folder()
    return {
        path.relative_to(folder).as_posix(): one.article.id
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for one in read(path)
        if isinstance(one, Document)
    }


def timeline(assistant: Assistant, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Figures:
    """The days of each story, with as many entries as expected, then as many as are given."""
    figures: Figures = {}
    for way, asked in (("as many as expected", True), ("as many as given", False)):
        hits = found = expected = 0
        missed = []
        for story, entries in gold["timeline"].items():
            days = [entry["date"] for entry in entries]
            told = assistant.timeline(
                entries=len(days) if asked else None, filter=_story(story, ids)
            )
            right = [one for one in days if any(_on(entry.date, one) for entry in told)]
            missed += [f"{story} {one}" for one in days if one not in right]
            hits, found, expected = hits + len(right), found + len(told), expected + len(days)
        figures[f"F1, {way}"] = rates(hits, found, expected)["F1"]
        figures[f"missed, {way}"] = missed
    return figures


def _on(day: object, expected: str) -> bool:
    return str(day).startswith(expected)


def _story(story: str, ids: Mapping[str, str]) -> ArticleFilter:
    return ArticleFilter(
        article_ids=tuple(one for file, one in ids.items() if file.startswith(f"{story}/"))
    )


def conflicts(assistant: Assistant, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Figures:
    """Every expected conflict, and every conflict found."""
    found = assistant.conflicts()
    texts = {article.id: article.text for article in assistant.articles()}
    kinds: dict[str, list[bool]] = {"update": [], "contradiction": []}
    missed, matched = [], set()
    for planted in gold["conflicts"]:
        sides = [_known(side, ids, texts) for side in planted["sides"]]
        near = 0 if any(_sides(one, sides, 0) >= 2 for one in found) else _NEAR
        same = [at for at, one in enumerate(found) if _sides(one, sides, near) >= 2]
        if not same:
            missed.append(planted["what"])
            continue
        best = max(same, key=lambda at: (_sides(found[at], sides, near), -at))
        kinds[planted["kind"]].append(found[best].kind == planted["kind"])
        matched.update(same if near == 0 else [best])
    told = sum(map(len, kinds.values()))
    expected = len(gold["conflicts"])
    return {
        "precision": round(100 * len(matched) / len(found), 1) if found else 0.0,
        "recall": round(100 * told / expected, 1),
        **{
            f"{kind}s of the right kind": f"{sum(right)} of {len(right)}"
            for kind, right in kinds.items()
        },
        "found": len(found),
        "expected": expected,
        "missed": missed,
        "wrong": [one.about for number, one in enumerate(found) if number not in matched],
    }


def _known(side: Mapping[str, str], ids: Mapping[str, str], texts: Mapping[str, str]) -> Expected:
    """An expected side, with the place of its quote."""
    article = ids[side["article"]]
    pattern = r"\s+".join(map(re.escape, side["quote"].split()))
    match = re.search(pattern, texts[article])
    if match is None:
        raise SystemExit(f"{side['article']} does not hold its quote: {side['quote']}")
    return Expected(article, side["value"].lower(), *match.span())


def _sides(conflict: Conflict, expected: Sequence[Expected], near: int) -> int:
    """How many expected sides are sides of a conflict, each another one."""
    matched = set()
    for side in expected:
        for number, ours in enumerate(conflict.sides):
            for one in ours.citations:
                close = one.start - near < side.end and side.start < one.end + near
                if one.article_id == side.article and (close or side.value in ours.value.lower()):
                    matched.add(number)
    return len(matched)


def quotes(assistant: Assistant, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Figures:
    """The quotations that are worded differently, in the briefings on the stories."""
    wanted = {
        (one["speaker"], frozenset(side["quote"] for side in one["sides"]))
        for one in gold["quotes"]
    }
    told = {
        (one.speaker, frozenset({one.words, *one.wordings}))
        for story in gold["timeline"]
        for one in assistant.brief(filter=_story(story, ids)).quotes
        if one.wordings
    }
    return {**rates(len(wanted & told), len(told), len(wanted)), **_names(wanted, told)}


def _names(wanted: Collection[Any], told: Collection[Any]) -> Figures:
    return {
        "missed": sorted(one[0] for one in wanted if one not in told),
        "wrong": sorted(one[0] for one in told if one not in wanted),
    }


def copies(assistant: Assistant, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Figures:
    """Copies with their first publications."""
    names = {one: file for file, one in ids.items()}
    wanted = {
        (copy["article"], group["first"]) for group in gold["copies"] for copy in group["copies"]
    }
    told = {(names[one.id], names[one.copy_of]) for one in assistant.articles() if one.copy_of}
    return {**rates(len(wanted & told), len(told), len(wanted)), **_names(wanted, told)}


def publishers(assistant: Assistant, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Figures:
    """Independent publishers of the stories that the library finds."""
    names = {one: file for file, one in ids.items()}
    stories = {
        frozenset(names[one] for one in story.article_ids): story.publishers
        for story in assistant.stories()
    }
    whole = {
        story: frozenset(file for file in ids if file.startswith(f"{story}/"))
        for story in gold["publishers"]
    }
    right = [one for one, known in gold["publishers"].items() if stories.get(whole[one]) == known]
    return {
        "stories whole": f"{sum(one in stories for one in whole.values())} of {len(whole)}",
        "publishers right": f"{len(right)} of {len(whole)}",
        "wrong": [one for one in whole if one not in right],
    }


def parts() -> Iterator[tuple[str, Any]]:
    """What is measured, by name."""
    yield from {
        "timeline": timeline,
        "conflicts": conflicts,
        "quotes worded differently": quotes,
        "copies": copies,
        "publishers": publishers,
    }.items()


def main() -> None:
    """Measures, prints, and writes the results."""
    parser = argparse.ArgumentParser(description="Measure sections on the sample articles.")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    gold = json.loads((samples_folder().parent / "gold.json").read_text("utf-8"))
    ids = files()
    with (
        tempfile.TemporaryDirectory() as folder,
        Assistant(Path(folder) / "library", model="", chroma="") as assistant,
    ):
        assistant.add(samples_folder())
        table = {name: measure(assistant, gold, ids) for name, measure in parts()}
    show(table)
    keep("gold", table, given.results)


if __name__ == "__main__":
    main()
