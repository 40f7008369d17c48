"""Calendar dates as headers and bylines write them; ambiguous ones stay undecided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES.split(), 1)}
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
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
class Found:
    """A date in a text at `start`..`end`; `day` is None where 03/05/2024 may mean two days."""

    start: int
    end: int
    day: date | None


def find(text: str) -> list[Found]:
    """All dates with a year in `text`, in order; impossible ones (31 June) are left out."""
    found = []
    for match in _FORMS.finditer(text):
        try:
            found.append(Found(match.start(), match.end(), _day(match)))
        except ValueError:
            continue
    return found


def parse(text: str) -> date | None:
    """The first date with a year in `text` that can mean only one day, else None."""
    return next((found.day for found in find(text) if found.day), None)


def moment(text: str) -> date | datetime | None:
    """As `parse`, but with the time where `text` is one moment with its zone, as ISO 8601 or
    RFC 5322 write it. Midnight is how a system writes a day, so it gives the day."""
    try:
        if match := _ISO_MOMENT.match(text):
            told = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
        elif _MAIL_MOMENT.match(text):
            told = parsedate_to_datetime(text.strip())
        else:
            return parse(text)
    except ValueError:
        return parse(text)
    return told.date() if told.tzinfo is None or told.time() == time() else told


def latest_allowed(texts: Iterable[str], today: date) -> date | None:
    """The day of the first of `texts` that is a date and not after `today`, else None."""
    told = latest_told(texts, today)
    return told.date() if isinstance(told, datetime) else told


def latest_told(texts: Iterable[str], today: date) -> date | datetime | None:
    """The first of `texts` that is a date or moment and not after `today`, else None.

    A moment that is after it only in its own zone comes in UTC. The first of January 1970
    is no date but what a system writes for none.
    """
    for text in texts:
        told = moment(text)
        if isinstance(told, datetime) and told.date() > today:
            told = told.astimezone(UTC)
        day = told.date() if isinstance(told, datetime) else told
        if day and _UNSET < day <= today:
            return told
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
    if second > 12:
        return date(year, first, second)
    return None


def month_number(name: str) -> int:
    """The number of a month by its English name or the first three letters of it."""
    return _MONTHS[name[:3].lower()]


def _number(day: str) -> int:
    return int(day.rstrip("stndrhSTNDRH"))
