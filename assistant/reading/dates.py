"""Calendar dates as pages write them, and when an article was published and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vectorstore.documents import day_of
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import (
    FOREIGN_MONTHS,
    MONTHS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
)

if TYPE_CHECKING:
    from assistant.reading.cleaning import Cleaned

_NUMBERS = FOREIGN_MONTHS | {name[:3]: number for name, number in MONTHS.items()}
MONTH = any_of(name.capitalize() for name in (*MONTHS, *SHORT_MONTHS))
"""A pattern for the name of a month, also a short one without its point."""
WEEKDAY = any_of(name.capitalize() for name in (*WEEKDAYS, *SHORT_WEEKDAYS))
"""A pattern for the name of a weekday, also a short one without its point."""
_ANY_MONTH = any_of(name.capitalize() for name in (*MONTHS, *SHORT_MONTHS, *FOREIGN_MONTHS))
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.?º|\.)?"
_YEAR = r"(?:1[6-9]|20|21)\d{2}"
_CLOCK = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = re.compile(
    rf"\b(?P<iy>{_YEAR})[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})(?!\d){_CLOCK}"
    rf"|\b(?P<dd>{_DAY})(?:\s+(?:of|de|di))?[\s-]+(?P<dm>{_ANY_MONTH})\.?,?(?:\s+del?)?[\s-]+"
    rf"(?P<dy>{_YEAR})\b"
    rf"|\b(?P<mm>{MONTH})\.?\s+(?P<md>{_DAY}),?\s+(?P<my>{_YEAR})\b"
    rf"|(?:\b(?P<nw>{WEEKDAY})\.?,\s+)?\b(?P<n1>\d{{1,2}})(?P<ns>[/.-])(?P<n2>\d{{1,2}})(?P=ns)(?P<ny>{_YEAR})\b"
    rf"|(?P<ey>{_YEAR})年(?P<em>\d{{1,2}})月(?P<ed>\d{{1,2}})日"
    rf"|\b(?P<cy>{_YEAR})(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?:\d{{6}}|T\d{{4,6}}(?:Z|[+-]\d{{4}})?)?\b",
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
            start = match.start("n1") if match["n1"] else match.start()
            found.append(DateSpan(start, match.end(), _day(match)))
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
    """The number of a month by its name, or by the first three letters of an English one."""
    return _NUMBERS.get(name.lower()) or _NUMBERS[name[:3].lower()]


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["iy"]:
        return date(int(part["iy"]), int(part["im"]), int(part["id"]))
    if part["ey"]:
        return date(int(part["ey"]), int(part["em"]), int(part["ed"]))
    if part["cy"]:
        return date(int(part["cy"]), int(part["cm"]), int(part["cd"]))
    if part["dd"]:
        return date(int(part["dy"]), month_number(part["dm"]), _number(part["dd"]))
    if part["mm"]:
        return date(int(part["my"]), month_number(part["mm"]), _number(part["md"]))
    first, second, year = int(part["n1"]), int(part["n2"]), int(part["ny"])
    return _numeric(first, second, year, part["ns"], part["nw"] or "")


def _numeric(first: int, second: int, year: int, mark: str, weekday: str) -> date | None:
    if mark == "." or first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    # Wednesday 09/08/2021: it was one in September.
    both = (date(year, second, first), date(year, first, second))
    told = [day for day in both if weekday and _DAYS[day.weekday()] == weekday[:3].lower()]
    return told[0] if len(told) == 1 else None


def _number(day: str) -> int:
    return int(day.rstrip("stndrheSTNDRHE.º"))


# Whether 03/05/2024 is of March or of May.

_NUMERIC = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}})([/.-])(\d{{1,2}})\2({_YEAR}|\d{{2}})(?![\d/-]|\.\d)"
)
_PIVOT = 69
_MONTH_FIRST = ("en-us", "en_us", "en-ph")


def month_first(texts: Iterable[str], language: str = "") -> bool | None:
    """Whether dates in figures put the month first, by those of `texts` that can be read in one
    way only, else by the language ("en-US" does, "en-GB" and "fr" do not); None where neither
    tells, as "en" does not."""
    first = second = 0
    for text in texts:
        for match in _NUMERIC.finditer(text):
            if match[2] == ".":
                continue
            first += int(match[1]) > 12 >= int(match[3])
            second += int(match[3]) > 12 >= int(match[1])
    if first or second:
        return None if first and second else bool(second)
    code = language.lower()
    if code.startswith(_MONTH_FIRST):
        return True
    return False if code and code != "en" else None


def in_order(text: str, month: bool | None, centuries: bool = False) -> str:
    """`text` with its dates in figures written as ISO dates, where it is known (`month`: the
    month is first) which way they are to be read; `centuries`: years of two figures too."""

    def iso(match: re.Match[str]) -> str:
        first, second, year = int(match[1]), int(match[3]), match[4]
        turned = month and match[2] != "."
        if len(year) == 2:
            if not centuries:
                return match[0]
            year = f"{19 if int(year) > _PIVOT else 20}{year}"
        try:
            day = date(int(year), *((first, second) if turned else (second, first)))
        except ValueError:
            return match[0]
        return day.isoformat()

    known = month is not None or centuries
    return (
        _NUMERIC.sub(lambda m: iso(m) if month is not None or m[2] == "." else m[0], text)
        if (known)
        else text
    )


# When an article was published.

FROM_METADATA = 1.0
FROM_HEADER = 0.9
FROM_URL = 0.8
FROM_DATELINE = 0.7
"""How sure a publication date is by what tells it: the file's own fields, a header, byline or
date line, the address, a dateline whose year the address tells; what a text mentions is less."""

_IN_URL = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}})(?:[/-](\d{{1,2}}|{MONTH})[/-](\d{{1,2}})|(\d{{2}})(\d{{2}}))(?!\d)",
    re.IGNORECASE,
)
_YEAR_IN_URL = re.compile(r"/((?:19|20)\d{2})(?=[/-])")


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A publication date with how sure it is, 0..1; None and 0.0 when nothing tells."""

    published: date | datetime | None = None
    confidence: float = 0.0


def publication_date(
    written: Sequence[str],
    cleaned: Cleaned,
    url: str,
    text: str,
    today: date,
    shown: Sequence[str] = (),
) -> PublicationDate:
    """The publication date by the best source that tells one, never after `today`.

    In this order: `written`, what the file's own fields say; what the page shows above its text
    (`shown`); the header, byline or date line that cleaning found; the address `url`; a dateline
    whose year the address completes; what the raw `text` mentions. Where the fields tell
    several days, one that the address or the page's own date has too goes first. A moment with
    its zone is kept as it is written, in its own offset.
    """
    by_address = date_in_url(url or cleaned.url)
    displayed = first_valid(shown, today)
    if published := first_valid(written, today):
        beside = {by_address, day_of(displayed)} - {None}
        moments = [first_valid([told], today) for told in written]
        agreed = (moment for moment in moments if moment and day_of(moment) in beside)
        return PublicationDate(next(agreed, published), FROM_METADATA)
    if displayed or cleaned.published:
        return PublicationDate(displayed or cleaned.published, FROM_HEADER)
    if by_address and by_address <= today:
        return PublicationDate(by_address, FROM_URL)
    if day := _by_dateline(cleaned.dateline, url or cleaned.url):
        return PublicationDate(day, FROM_DATELINE) if day <= today else PublicationDate()
    return date_by_mentions(text, today)


def date_in_url(url: str) -> date | None:
    """The day in an address such as "/2016/03/27/", "/2016/mar/27/" or "-20160327"."""
    for match in _IN_URL.finditer(urlsplit(url).path):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        try:
            number = int(month) if month.isdecimal() else month_number(month)
            return date(int(year), number, int(day))
        except ValueError:
            continue
    return None


def _by_dateline(dateline: str, url: str) -> date | None:
    """A dateline's day in the year that the address names."""
    year = _YEAR_IN_URL.search(urlsplit(url).path) if dateline else None
    return in_year(dateline, int(year[1])) if year else None


# The dates that a text mentions: rather none than a wrong one.

# News on the web begins about here; an older date in a text is history.
_NEWS_BEGAN = date(1995, 1, 1)
_NEAR_DAYS = 7
_AGREES = (0, 1, 2)
_OPENING_LINES = 6
_UPPER_LINES = 12
_LONGEST_CAPTION = 400
_REACH = 160
_FEWEST_LETTERS = 60

_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DAYS = [name[:3] for name in WEEKDAYS]
_WEEKDAY_BEFORE = re.compile(rf"\b({WEEKDAY})\.?,?\s+(?:the\s+)?$", re.IGNORECASE)
_FULL_WEEKDAY = any_of(name.capitalize() for name in WEEKDAYS)
_BARE_WEEKDAY = re.compile(
    rf"(?<!next )(?<!last )(?<!since )(?<!until )\b({_FULL_WEEKDAY})\b"
    rf"(?!,?\s+(?:{MONTH}|the\s+\d|\d))"
)
_SENTENCE = re.compile(r"(?<=[a-z\d)”\"’'][.!?])[\"”’)]?\s+(?=[\"“‘(A-Z])")

# "— Port Herald (@portherald) March 27, 2016": a message quoted with its day.
_POSTED_BEFORE = re.compile(r"\(@\w{1,30}\)\s+$")
_TO_COME = re.compile(
    r"\b(?:will|would|shall|won[’']t|due|set (?:for|to)|scheduled|planned|plans?|expected|upcoming"
    r"|deadlines?|expires?|takes? place|no later than|next (?:\w+day|week|month|year))\b|[’']ll\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\b(?:anniversary|(?:years?|months?|decades?) (?:ago|later|earlier|before|since)|born|since"
    r"|back (?:in|on)|historic(?:al)?)\b",
    re.IGNORECASE,
)
# A caption says what its picture shows; it reports nothing.
_REPORTS = re.compile(r"\b(?:said|says|told|was|were|had|has|have|according)\b", re.IGNORECASE)


_CAPTION, _POSTED, _NAMED = 0.4, 0.5, 0.55
"""How sure a date is that ends a caption, that of a quoted message, one with its weekday."""
_BACKED = 0.6


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day that a text may have been published about, how sure it is, and in which line."""

    day: date
    confidence: float
    line: int


def date_by_mentions(text: str, today: date) -> PublicationDate:
    """The day about which `text` was published, by what it mentions, and how sure that is.

    Of all full dates count those of the present: the day of a quoted message, a day with
    its weekday that something happened on, the end of a caption; never one that its weekday
    contradicts, that is to come, or that is history. The latest of them is taken. It has to
    be backed: by another such date within a week, by the weekday that the text opens with
    ("on Sunday" in a text whose date is a Sunday), or by standing at the very top.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    found = [mention for mention in _mentions(lines) if _NEWS_BEGAN <= mention.day <= today]
    if not found:
        return PublicationDate()
    latest = max(found, key=lambda mention: (mention.day, mention.confidence))
    confidence = _confidence(latest, found, lines)
    return PublicationDate(latest.day, confidence) if confidence else PublicationDate()


def _confidence(latest: _Mention, found: Sequence[_Mention], lines: Sequence[str]) -> float:
    """How sure the latest mention is, by its kind and what backs it; 0 when nothing does."""
    if any(_backs(mention, latest) for mention in found):
        return _BACKED
    weekdays = _opening_weekdays(lines)
    steps = {(day - latest.day.weekday()) % len(_DAYS) for day in weekdays}
    if latest.confidence == _CAPTION:
        backed = latest.line < _UPPER_LINES and weekdays[:1] == [latest.day.weekday()]
    elif weekdays:
        backed = bool(steps & set(_AGREES))
    else:
        backed = latest.line < _OPENING_LINES and latest.confidence == _NAMED
    return latest.confidence if backed else 0.0


def _backs(other: _Mention, latest: _Mention) -> bool:
    """Whether another mention speaks for the latest: not a second caption of one famous day."""
    if other.line == latest.line or (latest.day - other.day).days > _NEAR_DAYS:
        return False
    captions = other.confidence == latest.confidence == _CAPTION
    return not captions or other.day != latest.day


def _mentions(lines: Sequence[str]) -> Iterator[_Mention]:
    for number, line in enumerate(lines):
        if not _HAS_YEAR.search(line):
            continue
        for span in find_dates(line):
            if span.day and (confidence := _confidence_of(line, span, span.day)):
                yield _Mention(span.day, confidence, number)


def _confidence_of(line: str, span: DateSpan, day: date) -> float:
    """How sure a date is by how it stands in its line; 0 where it tells nothing."""
    before = line[max(0, span.start - _REACH) : span.start]
    weekday = _WEEKDAY_BEFORE.search(before)
    if weekday and weekday[1][:3].lower() != _DAYS[day.weekday()]:
        return 0.0
    if _POSTED_BEFORE.search(before):
        return _POSTED
    sentence = _sentence(line, span.start, span.end)
    if _TO_COME.search(sentence) or _LONG_AGO.search(sentence):
        return 0.0
    if weekday:
        return _NAMED
    ends = len(line) <= _LONGEST_CAPTION and not re.search(r"\w", line[span.end :])
    return _CAPTION if ends and not _REPORTS.search(line) else 0.0


def _sentence(line: str, start: int, end: int) -> str:
    """What its sentence says before and after a place in a line, as far as is looked."""
    before = _SENTENCE.split(line[max(0, start - _REACH) : start])[-1]
    # With the sign before it, a full stop right after the place is seen to end a sentence.
    after = _SENTENCE.split(line[end - 1 : end - 1 + _REACH])[0][1:]
    return f"{before} {after}"


def _opening_weekdays(lines: Sequence[str]) -> list[int]:
    """The weekdays without a date in the first paragraphs, in their order, Monday as 0."""
    opening = [line for line in lines if len(line) > _FEWEST_LETTERS][:_OPENING_LINES]
    named = (match[1] for line in opening for match in _BARE_WEEKDAY.finditer(line))
    return [_DAYS.index(name[:3].lower()) for name in named]
