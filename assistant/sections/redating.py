"""Weekdays of articles that were mended after their day of publication, dated by the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.sections.eventdays import Telling

_WEEK = timedelta(7)
_NEXT_DAYS, _LATEST = 2, 4
"""So many days after its publication a page is still mended; its very news, so many."""
_OPENING = 3
_LEAST, _SHARE = 3, 0.4
_MORE, _MOST = 5, 0.6
"""Two sentences tell one event that share so many content words, and this share of the shorter;
where the days are far apart, the second two."""


def redated(tellings: Sequence[Telling]) -> list[Telling]:
    """The sentences, a weekday of some read as the coming one.

    "Died on Friday" in a page of Thursday is last week's Friday, or the page was published in
    a zone where it was still Thursday, or mended since. It is the coming Friday where another
    article, not older than that day, tells it of that day in the same words, and none of the
    week before tells it of the other; then all the page says of Friday is of that one. What
    nobody else tells stays as it was read.
    """
    found = list(tellings)
    # A page that others have dated may date the next.
    for _ in range(2):
        by_day: dict[date, list[Telling]] = defaultdict(list)
        for telling in found:
            if telling.timed.precision == "day":
                by_day[telling.timed.day].append(telling)
        mended = {_page(telling) for telling in found if _mended(telling, by_day)}
        found = [
            _moved(one) if one.timed.weekday and _page(one) in mended else one for one in found
        ]
    return found


def _page(telling: Telling) -> tuple[str, date]:
    return telling.timed.quote.article.id, telling.timed.day


def _moved(telling: Telling) -> Telling:
    """A sentence a week later, if its day is a bare weekday."""
    if not telling.timed.weekday:
        return telling
    day = telling.timed.day + _WEEK
    return replace(telling, timed=replace(telling.timed, day=day, late=True))


def _mended(telling: Telling, by_day: Mapping[date, Sequence[Telling]]) -> bool:
    """Whether the others tell what a sentence tells of a weekday of the one a week later."""
    timed = telling.timed
    published = timed.published
    if not timed.weekday or timed.late or published is None or published - timed.day < _WEEK / 3:
        return False
    if timed.day > date.max - _WEEK:
        return False
    ahead = (timed.day + _WEEK - published).days
    if ahead > _LATEST or (ahead > _NEXT_DAYS and timed.position >= _OPENING):
        return False
    least, share = (_LEAST, _SHARE) if ahead <= _NEXT_DAYS else (_MORE, _MOST)

    def told(day: date, since: date, until: date) -> bool:
        for other in by_day.get(day, ()):
            when, article = other.timed.published, other.timed.quote.article
            if when is None or article.id == timed.quote.article.id or not other.timed.tells:
                continue
            own = other.timed.late or since <= when <= until
            if own and _alike(telling.terms, other.terms, least, share):
                return True
        return False

    coming = timed.day + _WEEK
    if not told(coming, coming, date.max):
        return False
    return not told(timed.day, timed.day, published - timedelta(1))


def _alike(one: frozenset[str], other: frozenset[str], least: int, share: float) -> bool:
    shared = len(one & other)
    return shared >= max(least, share * min(len(one), len(other)))
