"""Calendar dates as headers and bylines write them; ambiguous ones stay undecided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from vectorstore.documents import day_of
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS

_NUMBERS = {name[:3]: number for name, number in MONTHS.items()}
MONTH = any_of(name.capitalize() for name in (*MONTHS, *SHORT_MONTHS))
"""A pattern for the name of a month, also a short one without its point."""
WEEKDAY = any_of(name.capitalize() for name in (*WEEKDAYS, *SHORT_WEEKDAYS))
"""A pattern for the name of a weekday, also a short one without its point."""
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[6-9]|20|21)\d{2}"
_CLOCK = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = re.compile(
    rf"\b(?P<iy>{_YEAR})[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})(?!\d){_CLOCK}"
    rf"|\b(?P<dd>{_DAY})(?:\s+of)?[\s-]+(?P<dm>{MONTH})\.?,?[\s-]+(?P<dy>{_YEAR})\b"
    rf"|\b(?P<mm>{MONTH})\.?\s+(?P<md>{_DAY}),?\s+(?P<my>{_YEAR})\b"
    rf"|\b(?P<n1>\d{{1,2}})(?P<ns>[/.-])(?P<n2>\d{{1,2}})(?P=ns)(?P<ny>{_YEAR})\b"
    rf"|\b(?P<cy>{_YEAR})(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?:\d{{6}})?\b",
    re.IGNORECASE,
)
_WITHOUT_YEAR = re.compile(
    rf"\b(?P<d1>{_DAY})\s+(?P<m1>{MONTH})\b\.?|\b(?P<m2>{MONTH})\.?\s+(?P<d2>{_DAY})\b",
    re.IGNORECASE,
)
_ISO_MOMENT = re.compile(
    r"\s*(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s?(Z|[+-]\d{2}:?\d{2})\s*$"
)
_MAIL_MOMENT = re.compile(
    r"\s*(?:[A-Z][a-z]{2},\s+)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?"
    r" (?:GMT|UTC?|[+-]\d{4})(?:\s+\([^()]*\))?\s*$"
)
_UNSET = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in a text at `start`..`end`; `day` is None where 03/05/2024 may mean two days."""

    start: int
    end: int
    day: date | None


def find_dates(text: str) -> list[DateSpan]:
    """All dates with a year in `text`, in order; impossible ones (31 June) are left out."""
    found = []
    for match in _FORMS.finditer(text):
        try:
            found.append(DateSpan(match.start(), match.end(), _day(match)))
        except ValueError:
            continue
    return found


def parse_date(text: str) -> date | None:
    """The first date with a year in `text` that can mean only one day, else None."""
    return next((span.day for span in find_dates(text) if span.day), None)


def parse_moment(text: str) -> date | datetime | None:
    """As `parse_date`, but with the time where `text` is one moment with its zone, as ISO 8601
    or RFC 5322 write it. Midnight is how a system writes a day, so it gives the day."""
    try:
        if match := _ISO_MOMENT.match(text):
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
        elif _MAIL_MOMENT.match(text):
            moment = parsedate_to_datetime(text.strip())
        else:
            return parse_date(text)
    except ValueError:
        return parse_date(text)
    return moment.date() if moment.tzinfo is None or moment.time() == time() else moment


def first_valid(texts: Iterable[str], today: date) -> date | datetime | None:
    """The first of `texts` that is a date or moment and not after `today`, else None.

    A moment that is after it only in its own zone comes in UTC. The first of January 1970
    is no date but what a system writes for none.
    """
    for text in texts:
        moment = parse_moment(text)
        if isinstance(moment, datetime) and moment.date() > today:
            moment = moment.astimezone(UTC)
        day = day_of(moment)
        if day and _UNSET < day <= today:
            return moment
    return None


def in_year(text: str, year: int) -> date | None:
    """The day and month in `text` ("27 March") in `year`, or None."""
    match = _WITHOUT_YEAR.search(text)
    if not match:
        return None
    month, day = match["m1"] or match["m2"], match["d1"] or match["d2"]
    try:
        return date(year, month_number(month), _number(day))
    except ValueError:
        return None


def month_number(name: str) -> int:
    """The number of a month by its English name or the first three letters of it."""
    return _NUMBERS[name[:3].lower()]


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["iy"]:
        return date(int(part["iy"]), int(part["im"]), int(part["id"]))
    if part["cy"]:
        return date(int(part["cy"]), int(part["cm"]), int(part["cd"]))
    if part["dd"]:
        return date(int(part["dy"]), month_number(part["dm"]), _number(part["dd"]))
    if part["mm"]:
        return date(int(part["my"]), month_number(part["mm"]), _number(part["md"]))
    return _numeric(int(part["n1"]), int(part["n2"]), int(part["ny"]), part["ns"])


def _numeric(first: int, second: int, year: int, mark: str) -> date | None:
    if mark == "." or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def _number(day: str) -> int:
    return int(day.rstrip("stndrhSTNDRH"))
