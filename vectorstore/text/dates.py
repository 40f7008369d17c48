"""Days, months and years that a news text names, worked out from the day it was published."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.calendar import (
    MONTHS,
    SEASONS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
)
from vectorstore.text.tenses import tenses
from vectorstore.text.terms import held_words

Precision = Literal["day", "weekend", "week", "month", "season", "year", "decade"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a text tells it: `text[start:end]`, from the day `first` to the day `last`.

    `first` and `last` are None when the text does not settle them. `relative`: told from the
    day of publication ("on Sunday", "last May", "two weeks ago"), not by the calendar.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: Precision
    relative: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a form of words was taken to mean."""

    days: tuple[date, date] | None
    precision: Precision
    relative: bool


@dataclass(frozen=True, slots=True)
class _Scene:
    """The text that a mention stands in and the day it was published."""

    text: str
    anchor: date | None

    def before(self, start: int) -> str:
        """What the sentence says before a position."""
        return _BREAK.split(self.text[max(0, start - 160) : start])[-1]

    def after(self, end: int) -> str:
        """What the sentence says after a position."""
        return _BREAK.split(self.text[end : end + 160], maxsplit=1)[0]

    def ahead(self, match: re.Match[str]) -> bool:
        """Whether the sentence speaks of what is still to come: by the verb nearest before, or
        else by the first one after."""
        before = tenses(self.before(match.start()))
        if before.to_come or before.gone:
            return max(before.to_come, default=-1) > max(before.gone, default=-1)
        after = tenses(self.after(match.end()))
        return min(after.to_come, default=999) < min(after.gone, default=999)

    def gone(self, match: re.Match[str]) -> bool:
        """Whether the sentence has a word that tells what has happened."""
        return bool(tenses(self.before(match.start()) + self.after(match.end())).gone)


_BREAK = re.compile(r"(?<=[^.A-Z].)[.!?][\"'”’)]?\s|\n\s*\n")

# Calendar arithmetic.


def _month(year: int, month: int) -> tuple[date, date]:
    """The first and last day of a month; months run over into the years beside."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(1)


def _years(first: int, last: int) -> tuple[date, date]:
    return date(first, 1, 1), date(last, 12, 31)


def _week(day: date) -> tuple[date, date]:
    """The week, Monday to Sunday, that a day lies in."""
    monday = day - timedelta(day.weekday())
    return monday, monday + timedelta(6)


def _season(year: int, name: str) -> tuple[date, date]:
    """A season of the northern half, by whole months; a winter ends in the next year."""
    month = SEASONS[name]
    return _month(year, month)[0], _month(year, month + 2)[1]


def _unit(anchor: date, unit: str, steps: int) -> tuple[date, date]:
    """The day, week, month, year or decade some steps from a day's own."""
    if unit == "day":
        day = anchor + timedelta(steps)
        return day, day
    if unit == "week":
        return _week(anchor + timedelta(7 * steps))
    if unit == "month":
        return _month(anchor.year, anchor.month + steps)
    if unit == "year":
        return _years(anchor.year + steps, anchor.year + steps)
    first = anchor.year // 10 * 10 + 10 * steps
    return _years(first, first + 9)


def _rolling(anchor: date, unit: str, count: int) -> tuple[date, date]:
    """The days from some units before a day up to it."""
    length = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
    if unit in ("month", "year"):
        first, last = _month(anchor.year, anchor.month - count * (12 if unit == "year" else 1))
        return min(last, first + timedelta(anchor.day - 1)), anchor
    return anchor - timedelta(length[unit] * count), anchor


# "The Jan. 6 committee", "the 3 May attack": what is named by its day has happened.
_NAMED_BY_DAY = re.compile(
    r"\s+(?:[\w-]+\s+)?(?:committee|commission|panel|investigation|probe|inquiry|hearings|attacks?"
    r"|insurrection|riots?|rally|shootings?|massacre|killings?|raid|crash|bombings?|blast|explosion"
    r"|earthquake|quake|storm|flood|fire|uprising|coup|assassination|murders?|letter|report|ruling"
    r"|statement|defendants?|rioters?|victims|survivors|anniversary)\b",
    re.IGNORECASE,
)
_MONTHS = MONTHS | SHORT_MONTHS
_WEEKDAYS = {name[:3]: number for name, number in WEEKDAYS.items()}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30,
}  # fmt: skip


def _month_number(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _count(word: str) -> int | None:
    """The number that a count word or figure tells; None for "several" and the like."""
    return int(word) if word.isdecimal() else _COUNTS.get(word.lower())


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


# What each form of words means.

_Read = Callable[[re.Match[str], _Scene], _Reading | None]


def _read_iso(match: re.Match[str], scene: _Scene) -> _Reading | None:
    days = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _Reading(days, "day", False) if days else None


def _read_slashed(match: re.Match[str], scene: _Scene) -> _Reading | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    readings = {days for days in (_day(year, two, one), _day(year, one, two)) if days}
    if not readings:
        return None
    # 05/04/2016 is April in London and May in Washington.
    return _Reading(readings.pop() if len(readings) == 1 else None, "day", False)


def _read_day(match: re.Match[str], scene: _Scene) -> _Reading | None:
    month, day = _month_number(match["month"]), int(match["day"])
    until = int(match["until"] or day)
    if match["year"]:
        first, last = _day(int(match["year"]), month, day), _day(int(match["year"]), month, until)
        return _Reading((first[0], last[0]), "day", False) if first and last else None
    if not _day(2000, month, day):
        return None
    first = _in_some_year(match, scene, month, day)
    last = _day(first[0].year, month, until) if first else None
    return _Reading((first[0], last[0]) if first and last else None, "day", False)


def _in_some_year(
    match: re.Match[str], scene: _Scene, month: int, day: int
) -> tuple[date, date] | None:
    """A day told without its year: the last one, or the next where what is to come is told."""
    anchor = scene.anchor
    if anchor is None:
        return None
    years = range(max(1, anchor.year - 4), min(9999, anchor.year + 4) + 1)
    near = [_day(year, month, day) for year in years]
    if match["weekday"]:
        # "Saturday, 24 September" is in one of the years in which that is a Saturday.
        weekday = _WEEKDAYS[match["weekday"].lower()[:3]]
        on_weekday = [days for days in near if days and days[0].weekday() == weekday]
        return min(on_weekday, key=lambda days: abs(days[0] - anchor), default=None)
    past = max((days for days in near if days and days[0] <= anchor), default=None)
    to_come = min((days for days in near if days and days[0] >= anchor), default=None)
    if past is None or to_come is None:
        return past or to_come
    if _NAMED_BY_DAY.match(scene.after(match.end())):
        return past
    if scene.ahead(match):
        # "July 1: Trial begins" in a list of late July looks back.
        just = (anchor - past[0]).days < 45 and (to_come[0] - anchor).days > 300
        return past if just else to_come
    soon = (to_come[0] - anchor).days < 45 and (anchor - past[0]).days > 300
    return to_come if soon and not scene.gone(match) else past


def _read_month_of_year(match: re.Match[str], scene: _Scene) -> _Reading | None:
    return _Reading(_month(int(match["year"]), _month_number(match["month"])), "month", False)


def _read_relative_month(match: re.Match[str], scene: _Scene) -> _Reading | None:
    anchor, month = scene.anchor, _month_number(match["month"])
    if anchor is None:
        return _Reading(None, "month", True)
    step, year = _STEPS[(match["step"] or match["year_step"]).lower()], anchor.year
    if match["year_step"] or (step < 0 and month >= anchor.month):
        year += step
    elif step > 0 and month <= anchor.month:
        year += 1
    return _Reading(_month(year, month), "month", True)


def _read_month(match: re.Match[str], scene: _Scene) -> _Reading | None:
    name, before = match["month"], scene.before(match.start())
    month = _month_number(name)
    lead = _MONTH_LEAD.search(before)
    if lead is None and name.rstrip(".").title() in _DOUBTFUL:
        return None
    following = scene.text[match.end() : match.end() + 40]
    if re.match(r"\s+[A-Z][a-z]", following) and (lead is None or _OF.match(lead[0])):
        return None
    shared = _SHARED_YEAR.match(following)
    if shared:
        return _Reading(_month(int(shared["year"]), month), "month", False)
    anchor = scene.anchor
    if anchor is None:
        return _Reading(None, "month", False)
    year = anchor.year - (month > anchor.month)
    if scene.ahead(match):
        year = anchor.year + (month < anchor.month)
    return _Reading(_month(year, month), "month", False)


def _read_season(match: re.Match[str], scene: _Scene) -> _Reading | None:
    name, anchor = match["name"].lower(), scene.anchor
    if match["year"]:
        return _Reading(_season(int(match["year"]), name), "season", False)
    if anchor is None:
        return _Reading(None, "season", True)
    if match["year_step"]:
        year = anchor.year + _STEPS[match["year_step"].lower()]
        return _Reading(_season(year, name), "season", True)
    step = _STEPS[match["step"].lower()]
    years = range(anchor.year - 2, anchor.year + 3)
    seasons = [_season(year, name) for year in years]
    if step < 0:
        days = max(season for season in seasons if season[1] < anchor)
    elif step > 0:
        days = min(season for season in seasons if season[0] > anchor)
    else:
        days = min(season for season in seasons if season[1] >= anchor)
        in_the_past = tenses(scene.before(match.start())).gone and not scene.ahead(match)
        if in_the_past and days[0] > anchor:
            days = max(season for season in seasons if season[0] <= anchor)
    return _Reading(days, "season", True)


def _read_decade(match: re.Match[str], scene: _Scene) -> _Reading | None:
    year = int(match["year"])
    return _Reading(_years(year, year + 9), "decade", False)


def _read_weekend(match: re.Match[str], scene: _Scene) -> _Reading | None:
    anchor = scene.anchor
    if anchor is None:
        return _Reading(None, "weekend", True)
    saturday = anchor + timedelta(5 - anchor.weekday())
    lead = match["lead"].lower()
    if lead == "last" or (lead != "next" and anchor.weekday() < 5 and not _to_come(match, scene)):
        saturday -= timedelta(7)
    if lead == "next" and anchor.weekday() >= 5:
        saturday += timedelta(7)
    return _Reading((saturday, saturday + timedelta(1)), "weekend", True)


def _to_come(match: re.Match[str], scene: _Scene) -> bool:
    """Whether "this" weekend or weekday lies ahead: unless the sentence tells what happened."""
    if match["lead"] and match["lead"].lower() in ("this", "coming", "this coming"):
        return scene.ahead(match) or not scene.gone(match)
    return scene.ahead(match)


def _read_weekday(match: re.Match[str], scene: _Scene) -> _Reading | None:
    anchor = scene.anchor
    if _PAPER.match(scene.text, match.end()):
        return None
    if anchor is None:
        return _Reading(None, "day", True)
    back = (anchor.weekday() - _WEEKDAYS[match["name"].lower()[:3]]) % 7
    lead, week = (match["lead"] or "").lower(), (match["week"] or "").lower()
    if week:
        monday = _week(anchor)[0] + timedelta(7 * _STEPS[week])
        day = monday + timedelta(_WEEKDAYS[match["name"].lower()[:3]])
    elif lead == "next" or (lead not in ("last", "past", "this past") and _to_come(match, scene)):
        ahead = (7 - back) % 7
        day = anchor + timedelta(7 if lead == "next" and ahead == 0 else ahead)
    else:
        day = anchor - timedelta(7 if back == 0 and lead else back)
    return _Reading((day, day), "day", True)


# "The Sunday Telegraph", "Saturday Night Live".
_PAPER = re.compile(
    r"\s+(?:Telegraph|Times|Mail|Mirror|Post|Express|Herald|Independent|Live\b|Night\s+(?:Live|Football))"
)
_NEAR_DAYS = {
    "before yesterday": (-2, -2), "yesterday": (-1, -1), "last night": (-1, -1),
    "overnight": (-1, 0), "tomorrow": (1, 1), "after tomorrow": (2, 2),
}  # fmt: skip


def _read_near_day(match: re.Match[str], scene: _Scene) -> _Reading | None:
    if match[0] == "TODAY":
        # The newspaper.
        return None
    if scene.anchor is None:
        return _Reading(None, "day", True)
    key = " ".join(match[0].lower().split()).removeprefix("the day ")
    first, last = _NEAR_DAYS.get(key, (0, 0))
    days = scene.anchor + timedelta(first), scene.anchor + timedelta(last)
    return _Reading(days, "day", True)


_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}


def _read_unit(match: re.Match[str], scene: _Scene) -> _Reading | None:
    unit, lead = match["unit"].lower(), " ".join(match["lead"].lower().split())
    precision = _PRECISIONS[unit]
    if scene.anchor is None:
        return _Reading(None, precision, True)
    if lead.startswith("the ") and lead.split()[1] in ("past", "last"):
        return _Reading(_rolling(scene.anchor, unit, 1), precision, True)
    return _Reading(_unit(scene.anchor, unit, _STEPS[lead.split()[-1]]), precision, True)


def _read_span(match: re.Match[str], scene: _Scene) -> _Reading | None:
    count, unit = _count(match["count"]), match["unit"].lower()
    days = _rolling(scene.anchor, unit, count) if scene.anchor and count is not None else None
    return _Reading(days, _PRECISIONS[unit], True)


def _read_distance(match: re.Match[str], scene: _Scene) -> _Reading | None:
    count, unit = _count(match["count"]), match["unit"].lower()
    way = match["way"].lower()
    if scene.anchor is None or count is None or match["half"] or way != "ago":
        # "two years earlier" counts from a day that the text has told before.
        return _Reading(None, _PRECISIONS[unit], True)
    return _Reading(_unit(scene.anchor, unit, -count), _PRECISIONS[unit], True)


_PRECISIONS: dict[str, Precision] = {
    "day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade",
}  # fmt: skip


def _read_year(match: re.Match[str], scene: _Scene) -> _Reading | None:
    year = int(match["year"])
    lead = _YEAR_LEAD.search(scene.text[max(0, match.start() - 20) : match.start()])
    if not lead and _COUNTED.match(scene.text[match.end() : match.end() + 40]):
        return None
    if not 1900 <= year < 2100 and not lead:
        return None
    until = year
    if match["until"]:
        until = int(match["until"])
        until += year // 100 * 100 if until < 100 else 0
        if until <= year:
            return None
    return _Reading(_years(year, until), "year", False)


_MONTH = (
    rf"(?P<month>{any_of(cased for name in MONTHS for cased in (name.title(), name.upper()))}"
    rf"|{any_of(name.title() for name in SHORT_MONTHS)}\b\.?)"
)
# Abbreviated weekdays need their point: "Sun" and "Sat" are words.
_WEEKDAY = (
    rf"(?P<name>{any_of(cased for name in WEEKDAYS for cased in (name.title(), name.upper()))}"
    r"|(?<!The )(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.)"
)
_LEADING_WEEKDAY = r"(?:\b" + _WEEKDAY.replace("(?P<name>", "(?P<weekday>") + r",?\s+)?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_UNTIL = r"(?P<until>3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)"
_HEAD = r"(?<![\w$£€.,:/#-])"
_TAIL = r"(?![\w%]|[.,:/-]\d)"
_COUNT = (
    r"(?P<count>\d{1,3}|" + "|".join(_COUNTS) + r"|several|a\s+few|few|(?:a\s+)?couple(?:\s+of)?)"
)
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
_DOUBTFUL = frozenset({"May", "March", "Mar", "April", "June", "August", "Jan"})
_MONTH_LEAD = re.compile(
    r"\b(?:in|on|since|until|till|by|from|to|of|during|before|after|through|between|for|early|late"
    r"|mid|every|each|around|about|throughout|next|last|this)[\s-]+$",
    re.IGNORECASE,
)
# "By April Jones", "of August Wilson": a person.
_OF = re.compile(r"of|by|from|to|for|after|before|about|between", re.IGNORECASE)
# "Between May and July 2014".
_SHARED_YEAR = re.compile(
    r"\s*(?:and|to|or|until|[-–])\s*" + _MONTH + r"(?:\s+\d\d?,)?\s+" + _YEAR + _TAIL
)
_YEAR_LEAD = re.compile(
    r"(?:\b(?:in|since|until|till|by|from|of|during|before|after|through|between|early|late|mid"
    r"|circa|the|year|[A-Z][a-z]+)[\s-]+|[’']s\s+|\()$"
)
# What follows a number that counts things: "2000 people", "1200 houses".
_COUNTED = re.compile(
    r"\s+(?:[a-z-]+\s+)?(?:people|men|women|children|troops|police|[a-z]{3,}[^s\W\d]s)\b"
    r"|\s*(?:km|kg|m|ft|miles|hours|tonnes|tons|dollars|euros|pounds)\b"
)

_SEASON = rf"(?P<name>{any_of(SEASONS)})"


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of words, how it is read, and of which words a text must hold one each."""

    read: _Read
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]


def _form(read: _Read, pattern: str, *needs: frozenset[str], small: bool = False) -> _Form:
    return _Form(read, re.compile(pattern, re.IGNORECASE if small else 0), needs)


_IS_DIGIT = frozenset({"0"})
"""What stands for any digit among the words of a text."""
_IS_MONTH = frozenset({*MONTHS, *SHORT_MONTHS})
_IS_WEEKDAY = frozenset({*WEEKDAYS, *SHORT_WEEKDAYS, "wed"})
_IS_SEASON = frozenset(SEASONS)
_IS_UNIT = frozenset(f"{unit}{end}" for unit in _PRECISIONS for end in ("", "s"))
_IS_STEP = listed("last past this next coming")
_IS_WAY = listed("ago earlier later before after")
_IS_NEAR = listed("today tonight yesterday tomorrow overnight night morning afternoon evening")
# In order of preference where two begin at the same place.
_FORMS: tuple[_Form, ...] = (
    _form(
        _read_iso, rf"{_HEAD}{_YEAR}-(?P<month>0[1-9]|1[0-2])-{_DAY}(?![\w-])", _IS_DIGIT
    ),
    _form(
        _read_slashed,
        rf"{_HEAD}(?P<one>3[01]|[12]\d|0?[1-9])(?P<mark>[/.])(?P<two>3[01]|[12]\d|0?[1-9])"
        r"(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\w/]|[.,]\d)",
        _IS_DIGIT,
    ),
    _form(
        _read_day,
        rf"{_LEADING_WEEKDAY}(?:\bthe\s+)?{_HEAD}{_DAY}{_TH}"
        rf"(?:\s*(?:[-–]|to|and)\s*{_UNTIL}{_TH})?\s+(?:of\s+)?{_MONTH}"
        rf"(?:,?\s+{_YEAR}{_TAIL})?(?!\w)",
        _IS_DIGIT, _IS_MONTH,
    ),
    _form(
        _read_day,
        rf"{_LEADING_WEEKDAY}\b{_MONTH}\s+(?:the\s+)?{_DAY}{_TH}"
        rf"(?:\s*[-–]\s*{_UNTIL}{_TH})?(?![\w%]|[.,:/]\d)(?:,?\s+{_YEAR}{_TAIL})?",
        _IS_DIGIT, _IS_MONTH,
    ),
    _form(
        _read_month_of_year, rf"\b{_MONTH}(?:,|\s+of)?\s+{_YEAR}{_TAIL}", _IS_DIGIT, _IS_MONTH
    ),
    _form(
        _read_relative_month,
        rf"\b(?P<step>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast)\s+{_MONTH}(?P<year_step>(?!))?(?!\w|\s+\d)",
        _IS_MONTH, _IS_STEP,
    ),
    _form(
        _read_relative_month,
        rf"\b{_MONTH}\s+(?:of\s+)?(?P<step>(?!))?(?P<year_step>last|this|next)\s+year\b",
        _IS_MONTH, _IS_STEP, _IS_UNIT,
    ),
    _form(
        _read_season,
        rf"\b(?P<step>last|this|next|past)\s+{_SEASON}\b(?P<year>(?!))?(?P<year_step>(?!))?",
        _IS_SEASON, _IS_STEP, small=True,
    ),
    _form(
        _read_season,
        rf"\b(?:the\s+)?(?P<step>(?!))?{_SEASON}\s+(?:of\s+)?"
        rf"(?:{_YEAR}{_TAIL}|(?P<year_step>last|this|next)\s+year\b)",
        _IS_SEASON, small=True,
    ),
    _form(
        _read_decade,
        r"(?:\bthe\s+)?(?:\b(?:early|mid|late)[- ])?(?<![\w$£€.,])"
        r"(?P<year>1[0-9]\d0|20\d0)[’']?s\b",
        _IS_DIGIT,
    ),
    _form(
        _read_weekend,
        r"\b(?P<lead>(?:at|over|on|during)\s+the|this|last|next|(?:the\s+)?past)\s+weekend\b",
        frozenset({"weekend"}), small=True,
    ),
    _form(
        _read_weekday,
        r"\b(?:(?P<lead>[Ll]ast|[Nn]ext|[Tt]his(?:\s+past|\s+coming)?|[Pp]ast|[Cc]oming)\s+)?"
        rf"{_WEEKDAY}(?!\w)(?:\s+(?P<week>last|next|this)\s+week\b)?"
        r"(?:\s+(?:morning|afternoon|evening|night)\b)?",
        _IS_WEEKDAY,
    ),
    _form(
        _read_near_day,
        r"\b(?:the\s+day\s+(?:before\s+yesterday|after\s+tomorrow)|yesterday|today|tonight"
        r"|tomorrow|last\s+night|overnight|this\s+(?:morning|afternoon|evening))\b",
        _IS_NEAR, small=True,
    ),
    _form(
        _read_unit,
        r"\b(?P<lead>(?:the\s+)?(?:past|last)|this|next|the\s+coming)\s+"
        r"(?P<unit>week|month|year|decade)\b",
        _IS_UNIT, _IS_STEP, small=True,
    ),
    _form(
        _read_span, rf"\b(?:the\s+)?(?:past|last)\s+{_COUNT}\s+{_UNIT}\b",
        _IS_UNIT, _IS_STEP, small=True,
    ),
    _form(
        _read_distance,
        rf"\b{_COUNT}\s+(?P<half>and\s+a\s+half\s+)?{_UNIT}\s+(?P<way>{any_of(_IS_WAY)})\b",
        _IS_UNIT, _IS_WAY, small=True,
    ),
    _form(_read_month, rf"\b{_MONTH}(?![\w-])", _IS_MONTH),
    _form(
        _read_year,
        rf"{_HEAD}{_YEAR}(?:[-–/](?P<until>(?:1[0-9]|20)\d\d|\d\d))?(?![\w%]|[.,:/]\d|[-–]\d)",
        _IS_DIGIT,
    ),
)  # fmt: skip


REMEMBERED = 32768
"""What so many sentences tell is kept: several questions are asked of each."""


def dates(text: str, anchor: date | None = None) -> list[DateMention]:
    """The dates that a text tells, in order and without overlap.

    `anchor` is the day of publication. A weekday without more is the last one up to that day,
    or the next where the sentence tells what is to come; so is a day or month without its year.
    Without an anchor such a mention has no `first` and `last`. "Two years earlier" has none
    either: it counts from a day that other words tell. A text without dates: an empty list.
    """
    return list(_dates(text, anchor))


@lru_cache(maxsize=REMEMBERED)
def _dates(text: str, anchor: date | None) -> tuple[DateMention, ...]:
    scene = _Scene(text, anchor)
    found: list[DateMention] = []
    held = held_words(text)
    for form in _FORMS:
        if not any(needed.isdisjoint(held) for needed in form.needs):
            found.extend(
                mention
                for match in form.pattern.finditer(text)
                if (mention := _mention(match, form.read, scene)) is not None
            )
    chosen: list[DateMention] = []
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
    return tuple(chosen)


def _mention(match: re.Match[str], read: _Read, scene: _Scene) -> DateMention | None:
    """What a match tells, or nothing when it is no date."""
    try:
        reading = read(match, scene)
    except (OverflowError, ValueError):
        # Counted from an anchor beyond what a calendar holds.
        return None
    if reading is None:
        return None
    first, last = reading.days or (None, None)
    return DateMention(
        match.start(), match.end(), match[0], first, last, reading.precision, reading.relative
    )
