"""Where reports differ: on the sample corpus, on invented pairs, and one promise at a time."""

import importlib.util
import json
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.samples import samples_folder
from assistant.sections.conflicts import Conflict, conflicts, differing
from assistant.verification.citations import Quote
from tests.reports import STORIES, story, told
from vectorstore.documents import Article
from vectorstore.text import sentences
from vectorstore.text.annotations import AnnotatedArticle

ROOT = Path(__file__).resolve().parents[2]
GOLD: dict[str, Any] = json.loads((ROOT / "seeds" / "gold.json").read_text(encoding="utf-8"))


def benchmark() -> ModuleType:
    """The benchmark of invented pairs, which is no package."""
    path = ROOT / "benchmarks" / "conflicts" / "run.py"
    spec = importlib.util.spec_from_file_location("conflict_pairs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CASES = benchmark().cases()
MISSED = frozenset(
    "union-police airport-reopened crash-time dev-dispute dev-control second-ship-fire"
    " second-police-toll".split()
)
"""Pairs that are not found: at odds within one article, or told in quite other words."""
UNTOLD = frozenset(
    {
        "whether fighting in Palmyra was over on the day it was retaken",
        "length of the siege of Baghuz", "time at which the ferry struck",
        "cause of the ferry accident", "vote of the board on the rate rise",
        "cause of the reactions to Febrivax", "day on which Halden first heard of a problem",
        "number of postal ballots that were not counted", "whether the ruling would be appealed",
    }
)  # fmt: skip


def ferry(text: str, publisher: str = "Delta Mail", day: object = "2024-05-04") -> Article:
    """A report of one ferry."""
    return Article(text, title="Ferry Lorna", publisher=publisher, published=day)  # type: ignore[arg-type]


@cache
def corpus() -> dict[str, AnnotatedArticle]:
    """The articles of the sample corpus by file."""
    rows = (row for name in STORIES for row in story(name))
    return {str(Path(row.article.origin).relative_to(samples_folder())): row for row in rows}


@cache
def found_in_corpus() -> tuple[Conflict, ...]:
    return tuple(conflicts([*corpus().values()]))


def fits(conflict: Conflict, planted: dict[str, Any]) -> int:
    """How many planted sides are sides of a conflict, each another one."""
    matched = set()
    for side in planted["sides"]:
        article = corpus()[side["article"]].article
        quote = " ".join(side["quote"].split())
        for number, ours in enumerate(conflict.sides):
            for told_by in ours.quotes:
                text = " ".join(told_by.text.split())
                near = quote in text or text in quote or side["value"].lower() in ours.value.lower()
                if told_by.article.id == article.id and near:
                    matched.add(number)
    return len(matched)


@pytest.mark.parametrize(
    "planted",
    [one for one in GOLD["conflicts"] if one["what"] not in UNTOLD],
    ids=lambda planted: str(planted["what"]),
)
def test_planted_figures_are_found_and_told_apart(planted: dict[str, Any]) -> None:
    """Each conflict of figures is found with two sides or more, of its kind."""
    best = max(found_in_corpus(), key=lambda conflict: fits(conflict, planted))
    assert fits(best, planted) >= 2
    assert best.kind == planted["kind"]


def test_nothing_else_in_the_sample_corpus_is_a_conflict() -> None:
    """No false conflict: every one that is found was planted."""
    strays = [
        conflict.about
        for conflict in found_in_corpus()
        if not any(fits(conflict, planted) >= 2 for planted in GOLD["conflicts"])
    ]
    assert strays == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_invented_pairs(case: Any) -> None:
    """Pairs of reports are at odds, or one updates the other, or neither; whatever the order."""
    given = told(*case.articles)
    found = conflicts(given)
    assert found == conflicts(given[::-1])
    kinds = {conflict.kind for conflict in found}
    expected = set() if case.kind == "none" else {case.kind}
    assert kinds == expected or (case.name in MISSED and not kinds)


def test_a_side_tells_its_value_and_who_says_so() -> None:
    """A value as told, with its bound; independent publishers, earliest first; exact spans."""
    first = ferry("The ferry Lorna sank off Arn with 90 people on board, the owner said.")
    second = ferry("At least 112 people were on board the ferry Lorna off Arn.", "Gulf Courier")
    third = ferry(
        "The ferry Lorna, which sank off Arn, had 90 people on board.", "Lowland Eye", "2024-05-05"
    )
    (conflict,) = conflicts(told(third, second, first))
    assert (conflict.kind, conflict.about) == ("contradiction", "on board")
    sides = {side.value: side for side in conflict.sides}
    assert set(sides) == {"90", "At least 112"}
    assert [quote.article.publisher for quote in sides["90"].quotes] == [
        "Delta Mail",
        "Lowland Eye",
    ]
    assert sides["90"].quotes[0].article.published == date(2024, 5, 4)
    assert sides["90"].quotes[0].text == first.text


def test_a_later_hour_of_the_same_day_is_an_update() -> None:
    """Where the hour of publication is known, a toll that has risen by evening is an update."""
    morning = ferry(
        "The wreck of the ferry Lorna off Arn killed three people.",
        day=datetime(2024, 5, 4, 8, 0),
    )
    evening = ferry(
        "The wreck of the ferry Lorna off Arn killed nine people.",
        "Gulf Courier",
        datetime(2024, 5, 4, 21, 0),
    )
    (conflict,) = conflicts(told(evening, morning))
    assert conflict.kind == "update"
    assert [side.value for side in conflict.sides] == ["three", "nine"]


def test_undated_and_empty_input_does_no_harm() -> None:
    """Nothing, empty articles and articles without date or publisher: an answer all the same."""
    assert conflicts([]) == []
    assert conflicts(told(Article(""))) == []
    ones = [Article(f"The wreck of the ferry Lorna off Arn killed {n} people.") for n in (3, 9)]
    (conflict,) = conflicts(told(*ones))
    assert conflict.kind == "contradiction"


def test_the_sentences_of_an_answer_alone_show_both_sides() -> None:
    """From the few sentences that an answer found, the two sides are told as well."""
    chronicle = corpus()["port-ansel-vote/01-port-ansel-chronicle.txt"].article
    herald = corpus()["port-ansel-vote/02-bay-herald.txt"].article
    quotes = [
        Quote(article, span.start, span.end)
        for article in (chronicle, herald)
        for span in sentences(article.text)
        if "per cent" in article.text[span.start : span.end]
    ]
    (conflict,) = differing(quotes)
    assert (conflict.kind, conflict.about) == ("contradiction", "turnout")
    assert {side.value for side in conflict.sides} == {"58.3 per cent", "61 per cent"}
    assert differing(quotes[::-1]) == [conflict]
    assert differing([]) == []
