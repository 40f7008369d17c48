"""Sentences that say the same, and which of several copies is cited."""

from __future__ import annotations

from datetime import date

from assistant import Article
from assistant.sections.same import groups, told_once


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


def test_of_copies_the_original_is_cited_else_the_earliest() -> None:
    """Whatever the order: the original; without it the earliest day, undated last, then ids."""
    days = [date(2024, 5, 4), date(2024, 5, 3), None]
    original = Article("Words.", publisher="first", published=date(2024, 5, 9))
    copies = [
        Article("Words.", publisher=str(n), published=day, copy_of=original.id)
        for n, day in enumerate(days)
    ]
    assert told_once(copies) == told_once(copies[::-1]) == {original.id: copies[1]}
    assert told_once([*copies, original]) == {original.id: original}
