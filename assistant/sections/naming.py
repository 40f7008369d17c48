"""Which days and months a sentence names, counted from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from vectorstore.text import DateMention, dates

Precision = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Named:
    """A day, or a month by its first day, that `text[start:end]` of a sentence names."""

    day: date
    precision: Precision
    start: int
    end: int


_SOON = 75
"""A day without a year that last came round nearly a year ago is the next one, if so near."""

_HINT = re.compile(
    r"\d|days?\b|night\b|overnight|morning\b|evening\b|afternoon\b|weekend"
    r"|\b(?:week|month|year)s?\b|(?i:mon|tues?|wed|thurs?|fri|sat|sun)\.|(?i:today|tomorrow)"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP"
    r"|OCT|NOV|DEC)|DAY\b"
)
_IN = re.compile(r"\b(?:in|during)\s+(?:(?:early|late|mid)[\s-]+)?$", re.IGNORECASE)
_HAD = re.compile(r"\bhad\s+\w+(?:ed|en|n|t)\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = re.compile(r"\s(?P<way>earlier|later)$", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b|\byear\b")
_UNIT = re.compile(r"\bmonths?\b", re.IGNORECASE)
_NO_YEAR = re.compile(r"^(?!.*\b\d{4}\b).*[A-Za-z]", re.DOTALL)
_NEAREST_THIS = re.compile(r"this\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


def named(text: str, anchor: date | None, reference: date | None) -> Iterator[Named]:
    """The days that a sentence names, once each, in order; where it names none, the months.

    `anchor` is the day of publication, `reference` the day told last before the sentence, from
    which "two days later" counts. What is vaguer than a month is left out, and so is the month
    of publication without its year.
    """
    if not _HINT.search(text):
        return
    mentions = _dates(text, anchor)
    seen: set[date] = set()
    for at, mention in enumerate(mentions):
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        day = _day(text, mention, following, anchor, reference)
        if day is not None:
            reference = day
            if day not in seen:
                seen.add(day)
                yield Named(day, "day", mention.start, mention.end)
    if not seen:
        yield from _months(text, mentions, anchor)


def _months(text: str, mentions: Sequence[DateMention], anchor: date | None) -> Iterator[Named]:
    """The months in which a sentence says something happened, by their first days."""
    seen: set[date] = set()
    for mention in mentions:
        if mention.precision != "month" or mention.first is None or mention.first in seen:
            continue
        bare = not mention.relative and not _YEAR.search(mention.text)
        if anchor and _of_month(mention, anchor):
            # "A storm in March", told in March: of this year or of another?
            continue
        told = not bare or _IN.search(text[: mention.start])
        if told and not _UNIT.search(mention.text):
            seen.add(mention.first)
            yield Named(mention.first, "month", mention.start, mention.end)


@lru_cache(maxsize=65536)
def _dates(text: str, anchor: date | None) -> tuple[DateMention, ...]:
    return tuple(dates(text, anchor))


def _day(
    text: str,
    mention: DateMention,
    following: DateMention | None,
    anchor: date | None,
    reference: date | None,
) -> date | None:
    """The day that a mention means; None where it is vaguer than a day."""
    if mention.precision != "day":
        return None
    if mention.first is None or mention.last is None:
        opens = not text[: mention.start].strip('"“‘ ')
        return _stepped(mention.text, reference) if opens or _HAD.search(text) else None
    if following and following.precision == "week" and following.first is not None:
        weekday = mention.text[:3].lower()
        if weekday in _WEEKDAYS and text[mention.end : following.start].strip() == "of":
            return following.first + timedelta(_WEEKDAYS.index(weekday))
    # "Overnight" and "12-14 March": what is told came to its end on the last day.
    return _nearest(mention, anchor)


def _nearest(mention: DateMention, anchor: date | None) -> date | None:
    """The day meant: one without a year, or "this Friday", may lie just ahead of publication."""
    day = mention.last
    if day is None or anchor is None:
        return day
    if not mention.relative and _NO_YEAR.match(mention.text) and day < anchor:
        try:
            ahead = day.replace(year=day.year + 1)
        except ValueError:
            return day
        return ahead if (ahead - anchor).days <= _SOON else day
    if _NEAREST_THIS.match(mention.text) and (anchor - day).days > 3:
        return day + timedelta(7)
    return day


def _stepped(distance: str, reference: date | None) -> date | None:
    """The day that is "two days earlier" or "a week later" than another."""
    step = _STEP.search(distance)
    if step is None or reference is None:
        return None
    count = distance[: step.start()]
    counted = f"{count} ago" if step["way"].lower() == "earlier" else f"in {count}’s time"
    for mention in dates(counted, reference):
        if mention.precision == "day":
            return mention.last
    return None


def looks_back(text: str, anchor: date) -> bool:
    """Whether a sentence names a month or year gone by, or without its year the present month."""
    return any(
        _of_month(mention, anchor)
        or (
            mention.precision in ("month", "season", "year", "decade", "century")
            and mention.last is not None
            and mention.last < anchor
        )
        for mention in _dates(text, anchor)
    )


def _of_month(mention: DateMention, anchor: date) -> bool:
    if mention.precision != "month" or mention.relative or _YEAR.search(mention.text):
        return False
    return mention.first == anchor.replace(day=1)
