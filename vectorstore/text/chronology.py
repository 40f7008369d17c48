"""Chronologies in a text: lines under a year, whose days belong to it ("2021: … on May 7")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from vectorstore.text.dates import DateMention
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS
from vectorstore.text.spans import Span

_MONTH = any_of(name.title() for name in (*MONTHS, *SHORT_MONTHS))
_HEADING = re.compile(
    rf"^[ \t]*+(?:[•*–-][ \t]*+)?(?:{_MONTH}\.?[ \t]+(?:\d{{1,2}},?[ \t]+)?)?"
    r"(?P<year>(?:1[6-9]|20)\d\d)(?:[ \t]*+$|[ \t]*+:|[ \t]++[–—-][ \t](?!\d))",
    re.MULTILINE,
)
_FEWEST = 3
_BLANKS = re.compile(r"\s*+")
_HAS_YEAR = re.compile(r"\b\d{4}\b")


def years_told(text: str, spans: Sequence[Span]) -> Iterator[int | None]:
    """The year under which each sentence stands; None for most.

    A year that opens a line rules that line; alone on its line, the one after it. Where at least
    three stand in order, they are a chronology: each but the last rules all up to the next.
    """
    ruled = list(_ruled(text))
    at = 0
    for span in spans:
        while at < len(ruled) and ruled[at][0].end <= span.start:
            at += 1
        inside = at < len(ruled) and ruled[at][0].start <= span.start
        yield ruled[at][1] if inside else None


def _ruled(text: str) -> Iterator[tuple[Span, int]]:
    headings = list(_HEADING.finditer(text))
    years = [int(match["year"]) for match in headings]
    listed = len(years) >= _FEWEST and years in (sorted(years), sorted(years, reverse=True))
    following = [match.start() for match in headings[1:]] if listed else []
    for match, end in zip_longest(headings, following):
        if end is None:
            alone = text[match.end() : match.end() + 1] in ("", "\n")
            begin = _BLANKS.match(text, match.end()) if alone else None
            end = _line_end(text, begin.end() if begin else match.end())
        yield Span(match.start(), end), int(match["year"])


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def in_their_year(mentions: Sequence[DateMention], year: int | None) -> list[DateMention]:
    """The dates of a sentence that stands under a year: days and months without one are of it,
    and what would count from the day of publication is left open."""
    return list(mentions) if year is None else [_in(mention, year) for mention in mentions]


def _in(mention: DateMention, year: int) -> DateMention:
    if _HAS_YEAR.search(mention.text) or mention.first is None or mention.last is None:
        return mention
    if mention.relative:
        return replace(mention, first=None, last=None)
    later = mention.last.year - mention.first.year
    first, last = _moved(mention.first, year), _moved(mention.last, year + later)
    return replace(mention, first=first, last=last)


def _moved(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # no such day in that year
        return None
