"""What is new: by a day, or by an earlier briefing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.briefing.news import Before, since_briefing
from tests.briefings import ARTICLES, UNNAMED, WIRE, full, small
from vectorstore.documents import Article


def test_a_day_is_new_from_that_day_on() -> None:
    """Published that day or later is new, the day before is not, a moment counts by its day."""
    before = Before(date(2024, 5, 4))
    days = [date(2024, 5, 3), date(2024, 5, 4), date(2024, 5, 5)]
    assert [before.is_new(Article("x", published=day)) for day in days] == [False, True, True]
    assert before.is_new(Article("x", published=datetime(2024, 5, 4, 0, 1, tzinfo=UTC)))


def test_an_undated_article_is_not_new_by_day() -> None:
    """Nobody knows when it came."""
    assert not Before(date(2024, 5, 4)).is_new(Article("x"))


def test_by_an_earlier_briefing_new_is_what_it_had_not_read() -> None:
    """Cited and unused articles were read; dates do not matter."""
    before = since_briefing(full())
    assert not any(before.is_new(article) for article in ARTICLES)
    assert before.known is not None
    assert {"a1", "a2", "a3"} <= before.known
    assert before.is_new(Article("another", published=date(1999, 1, 1)))
    assert before.since == full().coverage.newest


def test_a_briefing_that_cites_one_article_knows_one() -> None:
    """What it did not read is new, undated or not."""
    before = since_briefing(small())
    assert (before.is_new(WIRE), before.is_new(UNNAMED)) == (False, True)
