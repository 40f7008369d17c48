"""Sentences that say the same, and the first publication of the same words."""

from __future__ import annotations

from datetime import date

from assistant import Article
from assistant.facts.same import first_published, groups


def test_the_same_words_and_figures_are_one_fact() -> None:
    """Small changes of wording join; another figure parts."""
    texts = [
        "Seven people died when the ferry ran aground off Ostrey, police said.",
        "Pensions will rise by a tenth in spring.",
        "Police said 7 people died when the ferry ran aground off Ostrey.",
        "Eleven people died when the ferry ran aground off Ostrey, police said.",
    ]
    assert groups(texts) == [[0, 2], [1], [3]]


def test_what_hundreds_carry_is_still_one_fact() -> None:
    """However common its words are, a sentence told by 300 is one fact told by 300."""
    assert groups(["The dam above Orvik held, engineers said."] * 300) == [list(range(300))]


def test_nothing_gives_nothing() -> None:
    """No texts, no groups; texts without words are alike."""
    assert groups([]) == []
    assert groups(["…", "!"]) == [[0, 1]]


def test_the_first_publication_does_not_follow_the_order() -> None:
    """The earliest day is the first, an undated one the last; ids part equals."""
    days = [date(2024, 5, 4), date(2024, 5, 3), None]
    copies = [Article("Words.", publisher=str(n), published=d) for n, d in enumerate(days)]
    assert first_published(copies) == first_published(copies[::-1]) == {
        copies[0].version: copies[1]
    }  # fmt: skip
