"""The dates of a translated sentence, laid beside those that its quotes tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.verification.verify import Quoted
from vectorstore.text import dates
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.calendar import (
    FOREIGN_MONTHS,
    FOREIGN_WEEKDAYS,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
)

_MONTHS = MONTHS | FOREIGN_MONTHS
_WEEKDAYS = WEEKDAYS | FOREIGN_WEEKDAYS
_ALSO_WORDS = listed("mai mars marta marca maj maja mayo mei may march мая марта май март")
"""Months in one language, other words or names in another: months only beside a day or year."""
_MONTH = any_of(_MONTHS)
_DAY = r"(?<![\d.,:])(?P<day>[12]\d|3[01]|0?[1-9])"
_WRITTEN = re.compile(
    rf"(?:{_DAY}(?:\.|er|re|º|ª|°|-?(?:го|е|th|e|ste|de))?\s+(?:de\s+|of\s+|d[’'])?)?"
    rf"\b(?P<month>{_MONTH})\b"
    r"(?P<more>\s+(?:de\s+|del\s+|van\s+)?(?:1[5-9]|20)\d\d\b)?",
    re.IGNORECASE,
)
_IN_FIGURES = re.compile(
    r"(?<![\d.])(?:(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d\d)(?!\d))?"
    r"|(?P<day2>\d{1,2})[/-](?P<month2>\d{1,2})[/-](?P<year2>\d{4}|\d\d)"
    r"|(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d))(?!\d)"
)
_ENGLISH = any_of((*MONTHS, *SHORT_MONTHS))
_ROW = r"\d{1,2}(?:st|nd|rd|th)?(?:(?:\s*[,/–-]\s*|\s+(?:and|or|to)\s+)\d{1,2}(?:st|nd|rd|th)?)*"
_IN_QUOTE = re.compile(
    rf"\b(?P<month>{_ENGLISH})\b\.?(?:\s+(?P<after>{_ROW})(?!\d))?"
    rf"|(?<!\d)(?P<before>{_ROW})\s+(?:of\s+)?(?P<month2>{_ENGLISH})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class TranslatedDates:
    """What of a sentence's dates no quote tells, its text without dates in figures, and the
    figures that the quotes' days may be written with."""

    wrong: tuple[str, ...]
    rest: str
    figures: frozenset[str]


def translated_dates(sentence: str, quotes: Sequence[Quoted]) -> TranslatedDates:
    """The dates of a sentence in another language against those of its quotes, whose relative days
    count from when they were published. Months and weekdays are known in the languages of
    `FOREIGN_MONTHS`; of others only figures are read."""
    known = _Known(quotes)
    wrong = [*_wrong_in_figures(sentence, known), *_wrong_in_words(sentence, known)]
    rest = _IN_FIGURES.sub(" ", sentence)
    return TranslatedDates(tuple(wrong), rest, known.figures)


class _Known:
    """The months, days of months, years and weekdays that quotes tell, and the words in them."""

    def __init__(self, quotes: Sequence[Quoted]) -> None:
        self.days = {each for quote in quotes for each in _days(quote)}
        self.months = {month for month, _ in self.days}
        text = "\n".join(quote.text for quote in quotes)
        self.words = frozenset(word.lower() for word in _WORD.findall(text))
        self.weekdays = {
            number
            for name, number in WEEKDAYS.items()
            if not self.words.isdisjoint((name, f"{name}s"))
        }
        self.years = {int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)}
        told = [(first, last) for quote in quotes for first, last in _told(quote)]
        self.weekdays |= {day.weekday() for row in told for day in _each(*row)}
        self.years |= {day.year for row in told for day in row}
        numbers = {each for month, day in self.days for each in (month, day)} | self.years
        self.figures = frozenset(map(str, numbers - {0}))


def _told(quote: Quoted) -> Iterator[tuple[date, date]]:
    """The first and last day of each date that a quote tells."""
    for mention in dates(quote.text, quote.day):
        if mention.first is not None and mention.last is not None:
            yield mention.first, mention.last


def _each(first: date, last: date) -> Iterator[date]:
    """The days of a stretch; none of one that is longer than a week."""
    if last - first <= _WEEK:
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _days(quote: Quoted) -> Iterator[tuple[int, int]]:
    """The months and days that a quote tells; the day 0 where only a month is told."""
    for first, last in _told(quote):
        yield from ((day.month, day.day) for day in _each(first, last))
        if (first.year, first.month) == (last.year, last.month):
            yield first.month, 0
    for found in _IN_QUOTE.finditer(quote.text):
        name = (found["month"] or found["month2"]).lower()
        month = MONTHS.get(name) or SHORT_MONTHS[name]
        yield month, 0
        for day in re.findall(r"\d+", found["after"] or found["before"] or ""):
            yield month, int(day)


def _wrong_in_words(sentence: str, known: _Known) -> Iterator[str]:
    for found in _WRITTEN.finditer(sentence):
        word = found["month"].lower()
        dated = found["day"] or found["more"]
        if not dated and (word in _ALSO_WORDS or word in known.words):
            continue
        month, day = _MONTHS[word], int(found["day"] or 0)
        if (month, day) not in known.days and (day or month not in known.months):
            yield f"date {found[0].strip()}"
    for word in _WORD.findall(sentence):
        number = _WEEKDAYS.get(word.lower())
        if number is not None and number not in known.weekdays:
            yield f"date {word}"


def _wrong_in_figures(sentence: str, known: _Known) -> Iterator[str]:
    for found in _IN_FIGURES.finditer(sentence):
        day, month, year = (
            next((f for n in ("", 2, 3) if (f := found[f"{part}{n}"])), "")
            for part in ("day", "month", "year")
        )
        told = (int(month), int(day)) in known.days
        same_year = not year or any(str(one).endswith(year) for one in known.years)
        if not (told and same_year):
            yield f"date {found[0]}"
