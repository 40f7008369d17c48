"""Figures written in digits or words, and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from vectorstore.text.lexicon.number_words import MULTIPLES, ORDINALS, SCALES, SMALL, TENS
from vectorstore.text.terms import held_words


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure at `text[start:end]`, scale words included, without sign and unit.

    `low` and `high` are the ends of a range or of a loose word ("dozens"), else the value.
    `scale`: what the digits or words were multiplied by. `digits`: written in digits.
    """

    start: int
    end: int
    value: float
    low: float
    high: float
    scale: float = 1.0
    ordinal: bool = False
    fraction: bool = False
    loose: bool = False
    digits: bool = False


_SHORT_SCALES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12,
    "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3} | {
    "1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "1/3": 1 / 3, "2/3": 2 / 3,
}  # fmt: skip
_LOOSE = {"dozens": (24.0, 99.0), "hundreds": (200.0, 999.0)} | {
    f"{scale}s": (2 * size, 999 * size) for scale, size in SCALES.items()
}

_LITERAL = re.compile(
    r"(?<![\w.,:/#°+])(?<![^\W\d_]-)(?P<figure>(?:\d{1,3}(?:[,\u2009\u202f\xa0]\d{3})+(?!\d)|\d+)"
    r"(?:\.\d+)?)(?P<glyph>\s?[½¼¾⅓⅔]|\s(?:1/[234]|3/4|2/3)(?![\w/]))?|(?P<only>[½¼¾⅓⅔])"
)
# What comes right after digits that are no figure: a version, a time, a decade, a name.
_NO_FIGURE = re.compile(
    r"[.,:/]\d|\s?(?:a\.m|p\.m|am\b|pm\b)|\s*o[’']clock|[’']s\b|-[^\W\d_]\b|_"
    r"|(?!(?:st|nd|rd|th|k|m|mn|mln|bn|bln|b|tn?|trn|km|kms|kg|g|cm|mm|ft|mph|kph|c|f|mw|gw|lbs?"
    r"|ha|mi|pc|hrs?|mins?|yrs?)(?![^\W_]))[^\W\d_]",
    re.IGNORECASE,
)
# Telephone numbers, addresses on the web, handles: digits that count nothing.
_NO_COUNT = re.compile(r"(?<!\S)\S*?(?:://|@|www\.)\S*|(?<!\d)\d+(?:[-–]\d+){2,}|\(\d{3}\)\s?\d+")
_BARS = re.compile(r"://|@|www\.|\d[-–)]")
_SHORT_SCALE = re.compile(r"(?:\s?(?P<wide>mn|mln|bn|bln|tn|trn)|(?P<near>[kmbt]))(?![^\W_])", re.I)
_METRES = re.compile(
    r"m\s+(?:long|wide|tall|high|deep|away|from|below|above|race|sprint|freestyle)"
)
_TH = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_WORDS = re.compile(r"\b(?:" + "|".join([*SMALL, *TENS, *MULTIPLES]) + r")\b", re.IGNORECASE)
_HALF_MORE = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:a|an)\s+$", re.IGNORECASE)
_ORDINAL = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(TENS)})[-\s])?(?P<word>{'|'.join(ORDINALS)})\b", re.IGNORECASE
)
# "A second", "per second": the time. "Every second": either.
_SECONDS = re.compile(r"\b(?:per|split|\d|half|milli|a\s+few)[-\s]*$", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<count>a|an|one|two|three|four|five|seven|nine)[-\s]"
    r"(?P<part>half|third|quarter|fifth|sixth|tenth|eighth)s?\b|(?P<half>half)\b)"
    r"(?!-|\s+(?:hour|time|day|mile|brother|sister|century|year|term|dozen|past|way|minute)\b)",
    re.IGNORECASE,
)
_NO_FRACTION = re.compile(
    r"(?:\b(?:first|second|other|better|latter|top|bottom|third|fourth|last|this|next|each|every"
    r"|in|and|and\s+a|final|previous|past|per|opening|lower|upper|in\s+the|the)\s+|-)$",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+(?:of|the|its|their|his|her|our|as|that|those|all)\b", re.IGNORECASE)
_HALF_SCALE = re.compile(
    r"\b(?:a\s+)?half[-\s](?:an?\s+)?(?P<scale>dozen|thousand|million|billion|trillion)\b",
    re.IGNORECASE,
)
_LOOSE_WORD = re.compile(
    r"\b(?:(?P<count>tens|hundreds)\s+of\s+)?"
    r"(?P<word>dozens|hundreds|thousands|millions|billions|trillions)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:(?P<dash>[-–—])|to|(?P<and>and)|(?P<or>or))\s*[$£€¥₹]?\s?$")
_FROM = re.compile(r"\b(?:from|rose|fell|grew|went|rising|falling|up|down)\s+[$£€¥₹]?$")
_TWO_SIDES = re.compile(r"\bbetween\s+(?:about\s+|an\s+estimated\s+)?[$£€¥₹]?$", re.IGNORECASE)
_ONE_THING = re.compile(
    r"\s+(?!(?:of|by|day|thing|another|time|point|side|way|hand|more|or|and|is|was|has|had|can"
    r"|could|would|will|who|that|which|in|on|at|to|for|from|with|as|but|the|a|an|could|should"
    r"|may|might|must|day’s)\b)[a-z]|-[a-z]"
)
_NOT_ONE = re.compile(
    r"\b(?:no|the|this|that|any|every|some|each|which|last|next|first|only|another|for|by|as|on"
    r"|not|square|a|single)[\s-]+$",
    re.IGNORECASE,
)


def figures(text: str) -> list[Figure]:
    """The figures of a text in order and without overlap; a text without any: an empty list."""
    barred = [match.span() for match in _NO_COUNT.finditer(text)] if _BARS.search(text) else []
    held = held_words(text)
    found = [figure for words, of in _WAYS if not words.isdisjoint(held) for figure in of(text)]
    found.sort(key=lambda figure: (figure.start, -figure.end))
    chosen: list[Figure] = []
    position = 0
    for figure in found:
        while position < len(barred) and barred[position][1] <= figure.start:
            position += 1
        inside = position < len(barred) and barred[position][0] < figure.end
        if not inside and (not chosen or figure.start >= chosen[-1].end):
            chosen.append(figure)
    return _ranges(text, chosen)


def _exact(start: int, end: int, value: float, scale: float = 1.0) -> Figure:
    return Figure(start, end, value, value, value, scale)


def _halves(text: str) -> Iterator[Figure]:
    """Half a dozen, half a million."""
    for match in _HALF_SCALE.finditer(text):
        scale = MULTIPLES[match["scale"].lower()]
        yield _exact(match.start(), match.end(), scale / 2, scale)


def _fractions(text: str) -> Iterator[Figure]:
    """Half, a third of, two-thirds, three quarters."""
    for match in _FRACTION.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        part = (match["part"] or "half").lower()
        count = (match["count"] or "one").lower()
        single = match["count"] is not None and count in ("a", "an", "one")
        follows = _OF.match(text, match.end()) is not None
        if _NO_FRACTION.search(before) and not follows:
            continue
        if single and part != "half" and not follows and count != "one":
            # "A third man" comes third.
            continue
        value = SMALL.get(count, 1) / _PARTS[part]
        yield replace(_exact(match.start(), match.end(), value), fraction=True)


def _loose(text: str) -> Iterator[Figure]:
    """Dozens, hundreds, tens of thousands."""
    for match in _LOOSE_WORD.finditer(text):
        word, count = match["word"].lower(), (match["count"] or "").lower()
        if (
            match[0][0].isupper()
            and text[max(0, match.start() - 1) : match.start()] == " "
            and (text[match.start() - 2 : match.start() - 1].isalnum())
        ):
            # "Mega Millions": part of a name.
            continue
        low, high = _LOOSE[word]
        if count and word.rstrip("s") in SCALES:
            scale = SCALES[word.rstrip("s")]
            low, high = (10 * scale, 99 * scale) if count == "tens" else (100 * scale, 999 * scale)
        yield Figure(match.start(), match.end(), low, low, high, loose=True)


def _ordinals(text: str) -> Iterator[Figure]:
    """First, twenty-third."""
    for match in _ORDINAL.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if match["word"].lower() == "second" and _SECONDS.search(before):
            continue
        value = 0.0 + TENS.get((match["ten"] or "").lower(), 0) + ORDINALS[match["word"].lower()]
        yield replace(_exact(match.start(), match.end(), value), ordinal=True)


_Pieces = list[tuple[int, int, str]]


def _pieces(text: str) -> _Pieces:
    """The number words of a text with their places."""
    return [(match.start(), match.end(), match[0].lower()) for match in _WORDS.finditer(text)]


def _digits(text: str) -> Iterator[Figure]:
    """Figures in digits, with the scale words after them."""
    pieces, following = _pieces(text), 0
    for match in _LITERAL.finditer(text):
        figure = _literal(text, match)
        if figure is None:
            continue
        while following < len(pieces) and pieces[following][0] < figure.end:
            following += 1
        if not figure.ordinal and figure.scale == 1:
            value, end, scale, _ = _extend(text, pieces, following, figure.value, figure.end, "")
            figure = replace(_exact(figure.start, end, value, scale), digits=True)
        yield figure


def _spelt(text: str) -> Iterator[Figure]:
    """Figures in words."""
    pieces, position = _pieces(text), 0
    while position < len(pieces):
        start, end, word = pieces[position]
        if word in MULTIPLES:
            article = _ARTICLE.search(text[max(0, start - 8) : start])
            if article is None:
                position += 1
                continue
            value, end, scale, after = _extend(text, pieces, position, 1.0, start, "")
            start -= len(article[0])
        else:
            first = float(SMALL.get(word, TENS.get(word, 0)))
            value, end, scale, after = _extend(text, pieces, position + 1, first, end, word)
        if word != "one" or after > position + 1 or _is_count(text, start, end):
            yield _exact(start, end, value, scale)
        position = max(after, position + 1)


def _literal(text: str, match: re.Match[str]) -> Figure | None:
    """What digits tell, or nothing when they are part of a name, a time or the like."""
    written, glyph = match["figure"] or "", (match["glyph"] or match["only"] or "").strip()
    start, end = match.span()
    if len(written) > 24 or _NO_FIGURE.match(text, end):
        return None
    value = float(re.sub(r"[^\d.]", "", written) or 0) + _GLYPHS.get(glyph, 0.0)
    if match_th := _TH.match(text, end):
        return replace(_exact(start, match_th.end(), value), ordinal=True, digits=True)
    scale = _SHORT_SCALE.match(text, end)
    if scale and not _METRES.match(text, end):
        size = _SHORT_SCALES[(scale["wide"] or scale["near"]).lower()]
        return replace(_exact(start, scale.end(), value * size, size), digits=True)
    return replace(_exact(start, end, value), digits=True)


def _extend(
    text: str, pieces: _Pieces, position: int, value: float, end: int, word: str
) -> tuple[float, int, float, int]:
    """Takes in the number words that go on from a figure: "two" "hundred" "and" "five".

    Gives the value, where it ends, its scale, and the position of the first word left over.
    """
    total, current, scale, largest = 0.0, value, 1.0, float("inf")
    while True:
        half = _HALF_MORE.match(text, end)
        if half and current == int(current) and scale == 1:
            current, end, word = current + 0.5, half.end(), ""
        if position >= len(pieces):
            break
        start, stop, following = pieces[position]
        gap = text[end:start]
        joined = gap in ("", " ", "-") or (len(gap) < 4 and not gap.strip())
        anded = gap.strip().lower() == "and" and len(gap) < 8
        if following in MULTIPLES:
            size = MULTIPLES[following]
            if not joined or size >= largest or current == 0:
                break
            scale = max(scale, size)
            if following == "hundred":
                current *= size
            else:
                total, current, largest = total + current * size, 0.0, size
        elif joined or anded:
            small = SMALL.get(following)
            adds = float(TENS[following] if small is None else small)
            units = word in TENS and joined and 0 < adds < 10
            hundreds = scale > 1 and current % 100 == 0 and adds > 0
            if not units and not hundreds:
                break
            current += adds
        else:
            break
        position, end, word = position + 1, stop, following
    return total + current, end, scale, position


def _is_count(text: str, start: int, end: int) -> bool:
    """Whether a lone "one" counts something: "one soldier", not "no one", "one of them"."""
    before = text[max(0, start - 10) : start]
    return _ONE_THING.match(text, end) is not None and not _NOT_ONE.search(before)


# Of which words a text must hold one for each way to be tried.
_WAYS: tuple[tuple[set[str], Callable[[str], Iterator[Figure]]], ...] = (
    ({"half"}, _halves),
    ({f"{part}{end}" for part in _PARTS for end in ("", "s")}, _fractions),
    (set(_LOOSE), _loose),
    (set(ORDINALS), _ordinals),
    ({*SMALL, *TENS, *MULTIPLES}, _spelt),
    ({"0"}, _digits),
)


def _ranges(text: str, found: list[Figure]) -> list[Figure]:
    """The figures with two that are the ends of a range made one."""
    joined: list[Figure] = []
    for figure in found:
        whole = _range(text, joined[-1], figure) if joined else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(figure)
    return joined


def _range(text: str, low: Figure, high: Figure) -> Figure | None:
    """The range from one figure to the next: "20 to 30", "between 2 and 3 million", "1.5-2bn"."""
    gap = text[low.end : high.start]
    link = _RANGE.match(gap) if len(gap) < 9 else None
    if (
        not link
        or low.low < low.high
        or any(f.ordinal or f.fraction or f.loose for f in (low, high))
    ):
        return None
    before = text[max(0, low.start - 25) : low.start]
    if link["and"] and not _TWO_SIDES.search(before):
        return None
    if not link["dash"] and not link["and"] and _FROM.search(before):
        return None
    first = low.value
    if low.scale == 1 < high.scale and first * high.scale < high.value:
        first *= high.scale
    if first >= high.value:
        return None
    digits = low.digits and high.digits
    return Figure(
        low.start, high.end, first, first, high.value, max(low.scale, high.scale), digits=digits
    )
