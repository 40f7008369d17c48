"""Quantities in news text: what is counted, how much of it, and whether two tell the same."""

# ruff: noqa: RUF001 - typographic apostrophes and dashes are what news text is made of.
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isclose
from typing import Literal

from vectorstore.language.dates import dates
from vectorstore.language.lists import listed
from vectorstore.language.terms import STOP_WORDS, stem

Bound = Literal["", "over", "under", "about"]


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a text tells it: `text[start:end]` is the figure with its sign and unit.

    `value` is the figure after its scale ("1.1k" -> 1100). `low` and `high` are the ends of a
    range ("20 to 30") or of a loose word ("dozens"), else both the value. `unit` is a measure in
    its short form ("%", "$", "km", "week", "fraction") or empty; `noun` is the stem of what is
    counted ("400 extremists" -> "extremist") or empty. `bound`: what the words before it make of
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A figure or a number word."""

    start: int
    end: int
    word: str
    value: float
    literal: bool = False


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure put together from its pieces, before its sign, unit and noun."""

    start: int
    end: int
    value: float
    ordinal: bool = False
    fraction: bool = False
    high: float | None = None


_SMALL = {
    word: value
    for value, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
            "eighteen", "nineteen",
        )
    )
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12,
    "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "hundredth": 100,
}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "tenth": 10, "tenths": 10, "eighths": 8,
}  # fmt: skip
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_LOOSE = {"dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999)} | {
    f"{scale}s": (2 * size, 999 * size) for scale, size in _SCALES.items()
}
_SIGNS = {"$": "$", "£": "£", "€": "€", "¥": "¥", "₹": "₹", "₽": "₽", "₪": "₪", "₩": "₩"}

_UNITS = {
    form: unit
    for unit, forms in {
        "%": "% percent pct pc",
        "$": "dollar dollars usd buck bucks",
        "£": "gbp sterling",
        "€": "euro euros eur",
        "¥": "yen jpy yuan",
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
        "kg": "kg kgs kilo kilos kilogram kilograms",
        "g": "gram grams",
        "tonne": "tonne tonnes ton tons",
        "lb": "lb lbs",
        "litre": "litre litres liter liters",
        "gallon": "gallon gallons",
        "barrel": "barrel barrels",
        "hectare": "hectare hectares ha",
        "acre": "acre acres",
        "degree": "degree degrees °c °f c °",
        "watt": "watt watts",
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
_PER_CENT = re.compile(r"[\s-]*(?:%|per\s?cent\b|percent\b|pct\b|pc\b)(?!\w)", re.IGNORECASE)
_POINTS = re.compile(r"[\s-]percentage[\s-]points?\b", re.IGNORECASE)
_UNIT = re.compile(r"(?:\s|-|\b)?((?:square|cubic|sq\.?)\s+)?(°\s?[CF]?|[A-Za-z]+)(?!\w)")
_OLD = re.compile(r"[-\s](year|month|week|day)s?[-\s]old\b", re.IGNORECASE)
_POUNDS = re.compile(r"\s+pounds?\b", re.IGNORECASE)

_WORD_PIECES = _SMALL.keys() | _TENS.keys() | _SCALES.keys() | {"hundred", "dozen"}
_NUMBER_WORDS = "|".join(sorted(_WORD_PIECES, key=len, reverse=True))
_LITERAL = (
    r"(?<![\w.,:/#°+])(?<![A-Za-z]-)(?:"
    r"(?P<figure>(?:\d{1,3}(?:[,\u2009\u202f\xa0]\d{3})+|\d+)(?:\.\d+)?)(?P<glyph>[½¼¾⅓⅔])?"
    r"|(?P<only>[½¼¾⅓⅔]))"
)
_PIECE = re.compile(rf"{_LITERAL}|\b(?P<word>{_NUMBER_WORDS})\b", re.IGNORECASE)
_NOT_A_FIGURE = re.compile(
    r"[.,:/]\d|\s*(?:a\.m\b|p\.m\b|am\b|pm\b)|\s*o[’']clock|[’']s\b|s\b"
    r"|(?!(?:st|nd|rd|th|k|m|mn|mln|bn|bln|b|tn?|trn|km|kms|kg|g|cm|mm|ft|mph|kph|c|mw|gw|lb|lbs|"
    r"ha|mi|pc|x|hr|hrs|min|mins|yr|yrs)(?![^\W_]))[^\W\d_]|_",
    re.IGNORECASE,
)
_TH = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_SHORT_SCALE = re.compile(r"(?:\s?(mn|mln|bn|bln|tn|trn)|(k|m|b|t))(?![^\W_])", re.IGNORECASE)
_METRES = re.compile(r"m\s+(?:long|wide|tall|high|deep|away|from|below|above|race|sprint)\b")
_ORDINAL_WORDS = "|".join(_ORDINALS)
_ORDINAL = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(_TENS)})[-\s])?(?P<word>{_ORDINAL_WORDS})\b", re.IGNORECASE
)
_FRACTION = re.compile(
    r"\b(?:(?P<count>a|an|one|two|three|four|five|seven|nine)[-\s]"
    r"(?P<part>half|thirds?|quarters?|fifths?|sixths?|tenths?|eighths?)\b|(?P<half>half)\b)"
    r"(?!-(?:hour|time|day|mile|brother|sister|century|year|term|dozen|empty|mast|life|back))",
    re.IGNORECASE,
)
_HALF_SCALE = re.compile(
    r"\b(?:a\s+)?half[-\s](?:an?\s+)?(?P<scale>dozen|hundred|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
_NO_FRACTION = re.compile(
    r"\b(?:first|second|other|better|latter|top|bottom|third|fourth|last|this|next|each|every"
    r"|in|and\s+a|final|previous|past|per|opening|and)[-\s]+$",
    re.IGNORECASE,
)
_LOOSE_WORDS = re.compile(
    r"\b(?:(?P<tens>tens|hundreds)\s+of\s+)?"
    r"(?P<word>dozens|scores|hundreds|thousands|millions|billions|trillions)\b",
    re.IGNORECASE,
)
_A_SCALE = re.compile(r"\b(?:a|an)\s+$", re.IGNORECASE)
_HALF_MORE = re.compile(r"\s+and\s+(?:a\s+half|one[-\s]half)(?:\s+(?=\w))?", re.IGNORECASE)
_BETWEEN = re.compile(r"[-\s]+$|\s*,?\s+and\s+$")
_RANGE = re.compile(r"\s*(?:–|—|-|\bto\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:(?:US|A|C|NZ|HK|S)?\$|[£€¥₹₽₪₩])\s?$")
_LETTER_CURRENCY = re.compile(r"\b(?:USD|EUR|GBP|JPY|Rs\.?)\s?$")
_LETTERS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "RS": "₹"}

_OVER = (
    r"more\s+than|over|above|at\s+least|upwards?\s+of|in\s+excess\s+of|no\s+fewer\s+than"
    r"|no\s+less\s+than|not\s+less\s+than|exceed(?:s|ed|ing)?|greater\s+than|higher\s+than"
    r"|a\s+minimum\s+of|well\s+over|beyond|surpass(?:es|ed|ing)|topp(?:ed|ing)"
)
_UNDER = (
    r"less\s+than|fewer\s+than|under|below|up\s+to|at\s+most|no\s+more\s+than|not\s+more\s+than"
    r"|as\s+many\s+as|as\s+much\s+as|a\s+maximum\s+of|lower\s+than|short\s+of"
)
_ABOUT = (
    r"about|around|some|roughly|approximately|approx\.?|an\s+estimated|estimated|nearly|almost"
    r"|close\s+to|circa|c\.|ca\.|more\s+or\s+less|or\s+so|just\s+over|just\s+under|perhaps|~|≈"
)
_BOUND = re.compile(
    rf"(?:(?P<about>(?<![\w]){_ABOUT})|(?P<over>\b(?:{_OVER}))|(?P<under>\b(?:{_UNDER})))"
    r"\s*(?:an?\s+|the\s+|as\s+)?$".replace("(?<![\\w])", "(?<!\\w)(?:").replace("≈)", "≈))"),
    re.IGNORECASE,
)
_AFTER_BOUND = re.compile(
    r"(?P<over>\s+(?:or|and)\s+(?:more|over|above)\b|\s?\+)|(?P<about>\s+or\s+so\b)"
    r"|(?P<under>\s+or\s+(?:fewer|less|under)\b)",
    re.IGNORECASE,
)
