"""Quantities in news text: how many, of what, and whether two tell the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose
from typing import Literal

from vectorstore.text.dates import REMEMBERED, DateMention, dates
from vectorstore.text.lexicon import listed
from vectorstore.text.numerals import Figure, figures
from vectorstore.text.spans import Span
from vectorstore.text.terms import STOP_WORDS, stem

Bound = Literal["", "over", "under", "about"]


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a text tells it: `text[start:end]` is the figure with its sign and unit.

    `value` is the figure after its scale ("1.1k" -> 1100). `low` and `high` are the ends of a
    range ("20 to 30") or of a loose word ("dozens"), else both are the value. `unit` is a measure
    in its short form ("%", "$", "km", "week", "fraction") or empty; `noun` is the stem of what is
    counted ("400 extremists" -> "extremist") or empty. `bound`: what the words beside it make of
    it ("more than 400" -> "over").
    """

    start: int
    end: int
    text: str
    value: float
    low: float
    high: float
    unit: str = ""
    noun: str = ""
    bound: Bound = ""
    ordinal: bool = False


_UNITS = {
    form: unit
    for unit, forms in {
        "$": "dollar dollars usd buck bucks",
        "£": "gbp sterling",
        "€": "euro euros eur",
        "¥": "yen jpy",
        "₽": "rouble roubles ruble rubles",
        "₹": "rupee rupees",
        "km": "km kms kilometre kilometres kilometer kilometers",
        "m": "m metre metres meter meters",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres millimeter millimeters",
        "mile": "mile miles mi",
        "ft": "ft foot feet",
        "inch": "inch inches",
        "yard": "yard yards",
        "mph": "mph",
        "kph": "kph kmh",
        "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
        "g": "g gram grams",
        "tonne": "tonne tonnes ton tons",
        "lb": "lb lbs",
        "litre": "litre litres liter liters",
        "gallon": "gallon gallons",
        "barrel": "barrel barrels",
        "hectare": "hectare hectares ha",
        "acre": "acre acres",
        "degree": "degree degrees c f",
        "mw": "mw megawatt megawatts",
        "gw": "gw gigawatt gigawatts",
        "second": "seconds",
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
        "point": "point points",
    }.items()
    for form in forms.split()
}
_ALIKE = ({"£", "pound"}, {"lb", "pound"})
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})
# These letters are units only where they touch digits: "10m long", "25C".
_TOUCHING = frozenset({"m", "g", "c", "f", "min", "ha", "mi"})
_PER_CENT = re.compile(r"[\s-]?(?:[%％]|per\s?cent\b|pct\b|pc\b)", re.IGNORECASE)
_POINTS = re.compile(r"[\s-]percentage[\s-]points?\b", re.IGNORECASE)
_OLD = re.compile(r"[-‑\s](year|month|week|day)s?[-‑\s]old\b", re.IGNORECASE)
_UNIT = re.compile(
    r"([\s\xa0\u202f-]?)((?:square|cubic|sq\.?)[\s-]|(?:US|American|Australian|Canadian)\s)?"
    r"([A-Za-z]+)\b(?!\w)"
)
_DEGREES = re.compile(r"\s?°\s?[CF]?\b")
_POUNDS = re.compile(r"\s+pounds?\b(?!\s+of\b)", re.IGNORECASE)
_SIGN = re.compile(r"(?:\b(?:US|AU|NZ|HK|CA|A|C|S))?([$£€¥₹₽₪₩])\s?$")

_OVER = re.compile(
    r"\b(?:more\s+than|over|above|at\s+least|upwards?\s+of|in\s+excess\s+of|no\s+fewer\s+than"
    r"|not?\s+less\s+than|exceed(?:s|ed|ing)?|greater\s+than|higher\s+than|a\s+minimum\s+of"
    r"|beyond|surpass(?:es|ed|ing)|topp(?:ed|ing))\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\b(?:less\s+than|fewer\s+than|under|below|up\s+to|at\s+most|not?\s+more\s+than"
    r"|as\s+(?:many|much)\s+as|a\s+maximum\s+of|lower\s+than|short\s+of)\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|some|roughly|approximately|(?:an\s+)?estimated|nearly|almost|close\s+to|circa"
    r"|just\s+over|just\s+under|perhaps)\s+|\b(?:approx|ca?)\.\s*|[~≈]\s?)(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(r"\b(?:no|not)\s+more\s+than\s+(?:an?\s+)?$", re.IGNORECASE)
_NOT_UNDER = re.compile(r"\b(?:no|not)\s+(?:fewer|less)\s+than\s+(?:an?\s+)?$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|cannot|\w+n[’']t)\s+$", re.IGNORECASE)
_OR_MORE = re.compile(r"(?:\s+[\w’'-]+)?\s+(?:or|and)\s+(?:more|over|above)\b|\s?\+", re.IGNORECASE)
# "12 people and more than 40 homes": of the next figure.
_NEXT_FIGURE = re.compile(r"\s+(?:than\b|[\d$£€])", re.IGNORECASE)
_OR_SO = re.compile(r"(?:\s+[\w’'-]+)?\s+or\s+so\b|-odd\b", re.IGNORECASE)
_OR_LESS = re.compile(r"(?:\s+[\w’'-]+)?\s+or\s+(?:fewer|less|under)\b", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CUT = re.compile(r"[.,;:!?()\"“”\[\]–—\n]")
_OF = re.compile(r"\s+of\s+(?:(?:all|the|its|their|his|her|our|these|those|such)\s+)*")
_SKIPPED = listed("more other such additional further extra new different separate own")
_PLURALS = listed(
    """
    people men women children police troops personnel cattle staff crew lives wives fish aircraft
    teeth geese mice
    """
)
_SINGULAR_ENDS = ("ss", "us", "is", "ous", "'s", "’s")
_STOPS = (STOP_WORDS - _SKIPPED) | listed(
    """
    killed dead died wounded injured hurt arrested missing held told according including ago later
    earlier per plus minus percent times appears continues takes turns shows makes gives gets goes
    runs begins remains means comes ends starts wants needs includes faces costs weighs
    """
)


def numbers(text: str) -> list[Number]:
    """The quantities that a text tells, in order and without overlap.

    Dates, years, times of day, versions, web addresses and telephone numbers are none. A decimal
    comma ("3,5") is left alone. A text without quantities: an empty list.
    """
    return list(_numbers(text))


@lru_cache(maxsize=REMEMBERED)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(numbers_beside(text, dates(text)))


def numbers_beside(text: str, date_mentions: Sequence[DateMention]) -> list[Number]:
    """What `numbers` gives for a text whose dates are known."""
    calendar = [(m.start, m.end) for m in date_mentions if not m.relative]
    found: list[Number] = []
    position = 0
    for figure in figures(text):
        while position < len(calendar) and calendar[position][1] <= figure.start:
            position += 1
        if position < len(calendar) and calendar[position][0] < figure.end:
            continue
        floor = found[-1].end if found else 0
        number = _number(text, figure, floor)
        found.append(number)
    return found


def with_bound(text: str, start: int, end: int) -> Span:
    """A figure, which stands from `start` to `end`, with the words beside it that say what it is
    the bound of ("no more than 4", "400 or more") and what they deny; as it is where none do."""
    before = text[max(0, start - 40) : start]
    found = (one.search(before) for one in (_OVER, _UNDER, _ABOUT))
    begins = [match.start() for match in found if match]
    if begins:
        denied = _DENIED.search(before, 0, min(begins))
        first = denied.start() if denied else min(begins)
        start -= len(before) - first
    for beside in (_OR_MORE, _OR_LESS, _OR_SO):
        match = beside.match(text, end, end + 40)
        if match and not _NEXT_FIGURE.match(text, match.end()):
            return Span(start, match.end())
    return Span(start, end)


def same(a: Number, b: Number) -> bool:
    """Whether two quantities tell the same figure: equal after scale, in units that agree.

    What is counted is not compared, nor "over" and "about"; a half is 50 per cent.
    """
    if a.ordinal != b.ordinal:
        return False
    units = {a.unit, b.unit}
    one = other = 1.0
    if units == {"fraction", "%"}:
        one, other = (100.0, 1.0) if a.unit == "fraction" else (1.0, 100.0)
    elif (
        len(units) > 1
        and units not in _ALIKE
        and not (not (a.unit and b.unit) and _loosely(a) and _loosely(b))
    ):
        return False
    return isclose(a.low * one, b.low * other) and isclose(a.high * one, b.high * other)


def _loosely(number: Number) -> bool:
    """Whether a quantity may be told with or without its unit."""
    if not number.unit:
        return not number.noun
    return number.unit not in ("%", "fraction") and number.unit.isalpha()


def _number(text: str, figure: Figure, floor: int) -> Number:
    """A figure with the sign, unit, noun and bound that stand beside it."""
    start, end, unit = figure.start, figure.end, "fraction" if figure.fraction else ""
    before = text[max(0, start - 40) : start]
    if sign := _SIGN.search(before):
        start, unit = start - len(sign[0]), sign[1]
    hyphened = text[end : end + 1] in ("-", "‑")
    if not unit and not figure.ordinal:
        end, unit = _unit(text, figure)
    noun = "" if _is_money(unit) else _noun(text, end, figure, unit, hyphened)
    return Number(
        start, end, text[start:end], figure.value, figure.low, figure.high, unit, noun,
        _bound(text, floor, start, end), figure.ordinal,
    )  # fmt: skip


def _is_money(unit: str) -> bool:
    return bool(unit) and unit in "$£€¥₹₽₪₩"


def _unit(text: str, figure: Figure) -> tuple[int, str]:
    """Where a figure ends with its unit, and the unit's short form."""
    end = figure.end
    if match := _PER_CENT.match(text, end):
        return match.end(), "%"
    if match := _POINTS.match(text, end):
        return match.end(), "point"
    if match := _OLD.match(text, end):
        return match.end(), match[1].lower()
    if match := _DEGREES.match(text, end):
        return match.end(), "degree"
    if match := _POUNDS.match(text, end):
        # Money or weight: the word does not say.
        return match.end(), "pound"
    match = _UNIT.match(text, end)
    if match is None:
        return end, ""
    unit = _UNITS.get(match[3].lower(), "")
    if not unit or (match[3].lower() in _TOUCHING and (match[1] or not figure.digits)):
        return end, ""
    size = (match[2] or "").strip(" -.").lower()
    if size in ("square", "sq", "cubic"):
        unit = f"{'cubic' if size == 'cubic' else 'square'} {unit}"
    return match.end(), unit


def _noun(text: str, end: int, figure: Figure, unit: str, hyphened: bool) -> str:
    """The stem of what a figure counts: the first plural that follows it closely."""
    if unit in _TIMES and not hyphened:
        return ""
    of = _OF.match(text, end)
    if of:
        end = of.end()
    elif unit in ("%", "fraction"):
        return ""
    following = _CUT.split(text[end : end + 60], maxsplit=1)[0]
    words: list[str] = _WORD.findall(following)[:5]
    while words and words[0].lower() in _SKIPPED:
        words = words[1:]
    named: list[str] = []
    for word in words:
        key = word.lower()
        if key in _STOPS:
            break
        named.append(word)
        if key in _PLURALS or (key.endswith("s") and not key.endswith(_SINGULAR_ENDS)):
            return stem(word)
    singular = figure.value == 1 or figure.ordinal or hyphened
    return stem(named[0]) if singular and named else ""


def _bound(text: str, floor: int, start: int, end: int) -> Bound:
    """What the words around a figure make of it."""
    before, after = text[max(floor, start - 40) : start], text[end : end + 40]
    if _NOT_OVER.search(before):
        return "under"
    if _NOT_UNDER.search(before):
        return "over"
    if _ABOUT.search(before) or _OR_SO.match(after):
        return "about"
    if _OVER.search(before) or _OR_MORE.match(after):
        return "over"
    if _UNDER.search(before) or _OR_LESS.match(after):
        return "under"
    return ""
