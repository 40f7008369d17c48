"""Whether quotes hold the numbers and dates of a statement, with what is counted and bounded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vectorstore.text import (
    DateMention,
    Number,
    Span,
    dates,
    numbers,
    same,
    stem,
    terms,
)

_MINUS = re.compile(r"(?:(?<![\w)])[-−–]|\bminus\s+)[$£€¥]?$", re.IGNORECASE)
_EXACTLY = re.compile(r"\b(?:exactly|precisely)\s+$", re.IGNORECASE)
# "Over three days" tells how long something took, "for over three days" that it took longer.
_DURING = re.compile(r"(?<!\bfor )(?<!\bafter )(?<!\bby )\bover\s+(?:the\s+)?$", re.IGNORECASE)
# "A dispute over 12 seats" is about twelve.
_ABOUT_WHAT = re.compile(
    r"\b(?:disputes?|rows?|clash\w*|concerns?|fights?|quarrels?|talks|charged|arrested|sued|deals?"
    r"|protests?|protested|battles?|questions?|anger|argu\w+|control)\s+over\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})
_HELD_BY = {
    "": {"", "about"},
    "about": {"", "about"},
    "over": {"over"},
    "under": {"under"},
}
_BOUNDS = {"": "", "over": "more than", "under": "at most", "about": "about"}
# Who or what is counted may be told by a wider word.
_WIDE = frozenset(
    stem(word)
    for word in """
    people persons men women civilians residents victims members others cases pieces items units
    fighters militants extremists jihadists insurgents rebels gunmen soldiers troops children
    passengers patients workers employees staff travellers voters citizens inhabitants officers
    dead deaths lives casualties
    """.split()
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_LETTERS = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)([1-9]|0[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_PART = re.compile(
    r"\b(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
    r"|\d{1,2}(?:st|nd|rd|th)?|(?:1\d|20)\d\d)\b"
)
_ISO = re.compile(r"(?<!\d)((?:1\d|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Held:
    """The spans of a statement that the quotes hold in some form, and what is lacking."""

    spans: tuple[Span, ...]
    lacking: tuple[str, ...]


def held_numbers(statement: str, quoted: str) -> Held:
    """Which numbers of a statement the quotes hold.

    A number is held by one that is the same after scale, counts the same, has the same sign and
    no other bound: "more than" and "fewer than" may neither be dropped nor added nor
    exchanged, "about" may be dropped unless "exactly" takes its place.
    """
    known = numbers(quoted)
    said = frozenset(terms(quoted))
    spans: list[Span] = []
    lacking: list[str] = []
    for number in numbers(statement):
        if reason := _lacks(statement, number, quoted, known, said):
            lacking.append(reason)
        else:
            spans.append(Span(number.start, number.end))
    return Held(tuple(spans), tuple(lacking))


def _lacks(
    statement: str, number: Number, quoted: str, known: Sequence[Number], said: frozenset[str]
) -> str:
    """What the quotes lack of a number; empty when they hold it."""
    alike = [other for other in known if same(number, other)]
    minus = _is_minus(statement, number)
    alike = [other for other in alike if _is_minus(quoted, other) == minus]
    if not alike:
        return f"number {'-' * minus}{number.text}"
    counted = [other for other in alike if _counts_alike(number, other, said)]
    if not counted:
        return f"number {number.text} {_counted(statement, number)}"
    bounds = _HELD_BY[_bound(statement, number)]
    if _EXACTLY.search(statement[max(0, number.start - 20) : number.start]):
        bounds = {""}
    if not any(_bound(quoted, other) in bounds for other in counted):
        if number.bound:
            return f"number {_BOUNDS[number.bound]} {number.text}"
        return f"number {number.text} without “{_BOUNDS[counted[0].bound] or 'exactly'}”"
    return ""


def _counted(text: str, number: Number) -> str:
    """What a number counts, as the text writes it."""
    after = _LETTERS.findall(text[number.end : number.end + 80])
    return next((word for word in after if stem(word) == number.noun), number.noun)


def _is_minus(text: str, number: Number) -> bool:
    return _MINUS.search(text[max(0, number.start - 8) : number.start]) is not None


def _bound(text: str, number: Number) -> str:
    before = text[max(0, number.start - 30) : number.start]
    if number.bound == "over" and _ABOUT_WHAT.search(before):
        return ""
    if number.unit in _TIMES and number.bound == "over" and _DURING.search(before):
        return ""
    return number.bound


def _counts_alike(number: Number, other: Number, said: frozenset[str]) -> bool:
    if not number.noun or not other.noun or number.noun == other.noun or number.noun in said:
        return True
    return number.noun in _WIDE and other.noun in _WIDE


def held_dates(statement: str, quoted: str) -> Held:
    """Which dates of a statement the quotes hold, in any form, as precisely or more so."""
    known = dates(quoted)
    flat = _BLANKS.sub(" ", quoted).casefold()
    spans: list[Span] = []
    lacking: list[str] = []
    for mention in dates(statement):
        told = _BLANKS.sub(" ", mention.text).strip(" .,;:").casefold()
        as_written = re.search(rf"(?<![\w-]){re.escape(told)}(?!\w)", flat)
        if as_written or any(agrees(mention, other) for other in known):
            spans.append(Span(mention.start, mention.end))
        else:
            lacking.append(f"date {mention.text}")
    return Held(tuple(spans), tuple(lacking))


def agrees(mention: DateMention, other: DateMention) -> bool:
    """Whether all that a mention tells of its day is told by the other as well."""
    if mention.first and mention.last and other.first and other.last:
        if (mention.first, mention.last) == (other.first, other.last):
            return True
        if mention.relative or other.relative:
            return False
        return mention.first <= other.first and other.last <= mention.last
    if mention.precision not in ("day", "month"):
        return False
    ours, theirs = _parts(mention), _parts(other)
    return bool(ours) and ours <= theirs


def _parts(mention: DateMention) -> frozenset[str]:
    """The day, month, year and weekday that a mention tells, each with what it is."""
    if mention.first is not None and mention.first == mention.last and not mention.relative:
        return _parts_of(mention.first)
    return frozenset(_named(mention.text))


def _named(text: str) -> Iterator[str]:
    for word in _LETTERS.findall(text.lower()):
        head = word[:3]
        if head in _MONTHS:
            yield f"month {_MONTHS.index(head) + 1}"
        elif head in _WEEKDAYS:
            yield f"weekday {_WEEKDAYS.index(head)}"
        elif word not in ("th", "st", "nd", "rd", "of", "the"):
            yield word  # "last March" is no plain March
    yield from (f"day {int(match[1])}" for match in _DAY.finditer(text))
    yield from (f"year {match[0]}" for match in _YEAR.finditer(text))


def parts_told(texts: Iterable[str]) -> frozenset[str]:
    """The days, months, years and weekdays that texts tell anywhere, of one date or of several."""
    found: set[str] = set()
    for text in texts:
        for match in _PART.finditer(text):
            found.update(_named(match[0]))
        for year, month, day in _ISO.findall(text):
            found |= {f"year {year}", f"month {int(month)}", f"day {int(day)}"}
    return frozenset(found)


def untold(mention: DateMention, told: Collection[str]) -> float:
    """The share of a date's day, month, year and weekday that is not told anywhere; 1 for none."""
    parts = _parts(mention)
    return sum(part not in told for part in parts) / len(parts) if parts else 1.0


def _parts_of(day: date) -> frozenset[str]:
    return frozenset(
        {f"day {day.day}", f"month {day.month}", f"year {day.year}", f"weekday {day.weekday()}"}
    )
