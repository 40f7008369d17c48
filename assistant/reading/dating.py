"""When an article was published, and how sure that is: page, header, address, dateline, text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from assistant.reading import dates
from assistant.reading.cleaning import BY_HEADER, COMPLETED, Cleaned
from assistant.reading.mentions import mentioned

BY_PAGE = 1.0
BY_ADDRESS = 0.8
"""How sure a publication date is by what told it: the file's own fields, a header, byline or
date line, the address, a dateline whose year stands elsewhere; what a text mentions is less."""

_MONTHS = dates.MONTH
_IN_ADDRESS = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}})(?:[/-](\d{{1,2}}|{_MONTHS})[/-](\d{{1,2}})|(\d{{2}})(\d{{2}}))(?!\d)",
    re.IGNORECASE,
)
_YEAR_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})(?=[/-])")


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date with how sure it is, 0..1; None and 0.0 when nothing tells."""

    published: date | datetime | None = None
    confidence: float = 0.0


def dated(told: Iterable[str], cleaned: Cleaned, url: str, text: str, today: date) -> Dated:
    """The publication date by the best source that tells one, never after `today`.

    In this order: `told`, what the file's own fields say; the header, byline or date line
    that cleaning found; the address `url`; a dateline whose year the page or the address
    completes; what the raw `text` mentions. A moment with its zone is kept as it is told,
    in its own offset.
    """
    if published := dates.latest_told(told, today):
        return Dated(published, BY_PAGE)
    if cleaned.published and cleaned.confidence >= BY_HEADER:
        return Dated(cleaned.published, cleaned.confidence)
    day = by_address(url or cleaned.url)
    if day and day <= today:
        return Dated(day, BY_ADDRESS)
    if cleaned.published:
        return Dated(cleaned.published, cleaned.confidence)
    if day := _by_dateline(cleaned.dateline, url or cleaned.url):
        return Dated(day, COMPLETED) if day <= today else Dated()
    found = mentioned(text, today)
    return Dated(*found) if found else Dated()


def by_address(url: str) -> date | None:
    """The day in an address such as "/2016/03/27/", "/2016/mar/27/" or "-20160327"."""
    for match in _IN_ADDRESS.finditer(urlsplit(url).path):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        try:
            number = int(month) if month.isdecimal() else dates.month_number(month)
            return date(int(year), number, int(day))
        except ValueError:
            continue
    return None


def _by_dateline(dateline: str, url: str) -> date | None:
    """A dateline's day in the year that the address names."""
    year = _YEAR_IN_ADDRESS.search(urlsplit(url).path) if dateline else None
    return dates.in_year(dateline, int(year[1])) if year else None
