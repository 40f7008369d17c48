"""Whether quotes hold the numbers, dates and names of a statement, in whatever form."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from vectorstore.text import (
    DateMention,
    Name,
    Number,
    Span,
    dates,
    names,
    numbers,
    same,
    same_name,
    stem,
    terms,
)
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS

Kind = Literal["number", "date", "name"]

_BOUNDS = {"": "exactly", "over": "more than", "under": "at most", "about": "about"}
_MONTH = MONTHS | SHORT_MONTHS
_WEEKDAY = WEEKDAYS | SHORT_WEEKDAYS
_LETTERS = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)([1-9]|0[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_PART = re.compile(
    rf"\b(?:{any_of(word.capitalize() for word in [*_MONTH, *_WEEKDAY])}"
    r"|\d{1,2}(?:st|nd|rd|th)?|(?:1\d|20)\d\d)\b"
)
_ISO = re.compile(r"(?<!\d)((?:1\d|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_MINUS = re.compile(r"(?:(?<![\w)])[-−–]|\bminus\s+)[$£€¥]?$", re.IGNORECASE)
_BETWEEN = 4
"""So many other content words may stand between those of a name."""
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number, date or name where it stands: `text[start:end]`, and what was read there."""

    kind: Kind
    start: int
    end: int
    text: str
    value: Number | DateMention | Name

    def same(self, other: Mention) -> bool:
        """Whether both tell the same number, day, person or place."""
        mine, its = self.value, other.value
        if isinstance(mine, Number) and isinstance(its, Number):
            return same(mine, its)
        if isinstance(mine, DateMention) and isinstance(its, DateMention):
            return self.text.casefold() == other.text.casefold() or _agrees(mine, its)
        return self.kind == other.kind == "name" and same_name(self.text, other.text)


@dataclass(frozen=True, slots=True)
class Held:
    """The spans of a statement's mentions that the quotes hold in some form, and what is lacking.

    `dates` are the dates that are lacking, and `reasons` says of every lacking mention what it is
    that no quote tells, in the order number, date, name.
    """

    spans: tuple[Span, ...]
    dates: tuple[DateMention, ...]
    counts: dict[Kind, int]
    reasons: tuple[str, ...]


@lru_cache(maxsize=2048)
def mentions(text: str) -> tuple[Mention, ...]:
    """The numbers, then the dates, then the names of a text, each in order."""
    found: list[tuple[Kind, Number | DateMention | Name]] = [
        *(("number", number) for number in numbers(text)),
        *(("date", mention) for mention in dates(text)),
        *(("name", name) for name in names(text)),
    ]
    return tuple(Mention(kind, each.start, each.end, each.text, each) for kind, each in found)


def held(statement: str, quoted: str, dated: Iterable[DateMention] = ()) -> Held:
    """Which numbers, dates and names of a statement the quotes hold.

    A number is held by one that is the same after scale, counts the same, has the same sign and
    no other bound: "more than" and "fewer than" may neither be dropped nor added nor exchanged,
    "about" may be dropped. A date is held in any form, as precisely or more so, a name by any
    that may mean the same, or where the quotes have all its words. `dated` are dates that the
    quotes tell, worked out from the days on which they were published.
    """
    known = _Quoted(quoted, dated)
    dated_at = {place for day in dates(statement) for place in range(day.start, day.end)}
    figures = {place for number in numbers(statement) for place in range(number.start, number.end)}
    spans: list[Span] = []
    lacking: list[DateMention] = []
    counts: Counter[Kind] = Counter()
    reasons: list[str] = []
    for each in mentions(statement):
        if isinstance(each.value, Number):
            reason = known.lacks_number(each.value, statement)
        elif isinstance(each.value, DateMention):
            reason = "" if known.has_date(each.value) else each.text
        elif figures.issuperset((each.start, each.end - 1)) or (
            dated_at.issuperset((each.start, each.end - 1))
        ):
            continue  # a number that is written as a word is no name, nor is a month
        else:
            reason = "" if known.has_name(each.text) else each.text
        if not reason:
            spans.append(Span(each.start, each.end))
            continue
        counts[each.kind] += 1
        reasons.append(f"{each.kind} {reason}")
        if isinstance(each.value, DateMention):
            lacking.append(each.value)
    return Held(tuple(spans), tuple(lacking), counts, tuple(reasons))


class _Quoted:
    """The numbers, dates and names of quotes, each once, and their content words."""

    def __init__(self, text: str, dated: Iterable[DateMention] = ()) -> None:
        self._row = terms(text)
        self._terms = frozenset(self._row)
        self._flat = _flat(text)
        self._numbers: dict[str, dict[object, tuple[Number, bool]]] = defaultdict(dict)
        for number in numbers(text):
            minus = _is_minus(text, number)
            as_written = (number.low, number.high, number.unit, number.noun, number.bound, minus)
            self._numbers[_digits(number)].setdefault(
                (*as_written, number.ordinal), (number, minus)
            )
        worked_out = tuple(dated)
        self._dated = any(each.first for each in worked_out)
        told = (*dates(text), *worked_out)
        self._dates = list({(each.text, each.first): each for each in told}.values())
        self._years = frozenset(f"year {found[0]}" for found in _YEAR.finditer(text))
        self._names = sorted({name.text for name in names(text)})

    def lacks_number(self, number: Number, statement: str) -> str:
        """What is lacking of a number, in words; empty when nothing is."""
        minus = _is_minus(statement, number)
        alike = [
            other
            for other, its_minus in self._numbers[_digits(number)].values()
            if same(number, other) and its_minus == minus
        ]
        if not alike:
            return "-" * minus + number.text
        counted = [other for other in alike if self._counts_alike(number, other)]
        if not counted:
            return f"{number.text} {_counted(statement, number)}"
        bounds = {"", "about"} if number.bound in ("", "about") else {number.bound}
        if any(other.bound in bounds for other in counted):
            return ""
        if number.bound:
            return f"{_BOUNDS[number.bound]} {number.text}"
        return f"{number.text} without “{_BOUNDS[counted[0].bound]}”"

    def _counts_alike(self, number: Number, other: Number) -> bool:
        return not number.noun or other.noun in ("", number.noun) or number.noun in self._terms

    def has_date(self, mention: DateMention) -> bool:
        """Whether a date stands there as it is written, or in another form."""
        written = _flat(mention.text).strip(" .,;:")
        if re.search(rf"(?<![\w-]){re.escape(written)}(?!\w)", self._flat):
            return True
        agreed = any(_agrees(mention, other) for other in self._dates)
        return agreed or (not self._dated and self._pieced(mention))

    def _pieced(self, mention: DateMention) -> bool:
        """Whether its day and month stand together, and its year elsewhere."""
        parts = _parts(mention)
        year = {part for part in parts if part.startswith("year ")}
        rest = {part for part in parts - year if not part.startswith("weekday ")}
        if not year or not rest or not year <= self._years:
            return False
        yearless = (other for other in self._dates if other.first is None)
        return any(rest <= _parts(other) for other in yearless)

    def has_name(self, name: str) -> bool:
        """Whether a name, or one that may mean the same, or all its words stand there."""
        # "US" alone has no content word, and the pronoun is no sign of it.
        parts = terms(name)
        if parts and self._terms.issuperset(parts) and (" " not in name or self._near(parts)):
            return True
        return any(same_name(name, other) for other in self._names)

    def _near(self, parts: Sequence[str]) -> bool:
        """Whether some words stand together, in any order."""
        wanted, width = set(parts), len(parts) + _BETWEEN
        at = (place for place, term in enumerate(self._row) if term in wanted)
        return any(wanted.issubset(self._row[place : place + width]) for place in at)


def shares_mention(statement: str, quote: str) -> bool:
    """Whether one of a statement's numbers or names stands in a quote in another form."""
    ours = [each for each in mentions(statement) if each.kind != "date"]
    return bool(ours) and any(each.same(other) for each in ours for other in mentions(quote))


def _digits(number: Number) -> str:
    """The leading digits of a number: the same for a half and for 50 per cent."""
    return f"{abs(number.low):.5e}"[:7]


def _counted(text: str, number: Number) -> str:
    """What a number counts, as the text writes it."""
    after = _LETTERS.findall(text[number.end : number.end + 80])
    return next((word for word in after if stem(word) == number.noun), number.noun)


def _is_minus(text: str, number: Number) -> bool:
    return _MINUS.search(text[max(0, number.start - 8) : number.start]) is not None


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).casefold()


# ---------------------------------------------------------------- times of day

_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[.:h](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)


def clocks(text: str) -> frozenset[int]:
    """The times of day in a text, in minutes after midnight."""
    found = set()
    for match in _CLOCK.finditer(text):
        if match["word"]:
            found.add(12 * 60 if match["word"].lower() == "noon" else 0)
        elif match["half"]:
            late = 12 * (match["half"].lower() == "p")
            found.add((int(match["hour"]) % 12 + late) * 60 + int(match["minute"] or 0))
        else:
            found.add(int(match["hour24"]) * 60 + int(match["minute24"]))
    return frozenset(found)


# ---------------------------------------------------------------- days, months, years


def _agrees(mention: DateMention, other: DateMention) -> bool:
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


def _parts_of(day: date) -> frozenset[str]:
    return frozenset(
        {f"day {day.day}", f"month {day.month}", f"year {day.year}", f"weekday {day.weekday()}"}
    )


def _named(text: str) -> Iterator[str]:
    for word in _LETTERS.findall(text.lower()):
        if word in _MONTH:
            yield f"month {_MONTH[word]}"
        elif word in _WEEKDAY:
            yield f"weekday {_WEEKDAY[word]}"
        elif word not in ("th", "st", "nd", "rd", "of", "the"):
            yield word  # "last March" is no plain March
    yield from (f"day {int(match[1])}" for match in _DAY.finditer(text))
    yield from (f"year {match[0]}" for match in _YEAR.finditer(text))


def untold(lacking: Iterable[DateMention], quotes: Iterable[str]) -> float:
    """For each date the share of its day, month, year and weekday that stands in no quote, added
    up."""
    known = _parts_in(quotes) if (row := list(lacking)) else frozenset()
    return sum(_untold(mention, known) for mention in row)


def _parts_in(texts: Iterable[str]) -> frozenset[str]:
    """The days, months, years and weekdays that texts tell anywhere, of one date or of several."""
    found: set[str] = set()
    for text in texts:
        for match in _PART.finditer(text):
            found.update(_named(match[0]))
        for year, month, day in _ISO.findall(text):
            found |= {f"year {year}", f"month {int(month)}", f"day {int(day)}"}
    return frozenset(found)


def _untold(mention: DateMention, known: Collection[str]) -> float:
    parts = _parts(mention)
    return sum(part not in known for part in parts) / len(parts) if parts else 1.0
