"""A text prepared for comparing with others: its words, its figures and names, its signature.

Words are kept without case and accents: "7" and "seven", "per cent" and "%" are the same; in
scripts without spaces overlapping pieces stand for words.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, WEEKDAYS
from vectorstore.text.lexicon.number_words import SMALL, TENS
from vectorstore.text.terms import fold

if TYPE_CHECKING:
    from datasketch import MinHash

# Words

DATES = frozenset({*MONTHS, *WEEKDAYS})
_SHORT_MONTHS = {month[:3]: month for month in MONTHS} | {"sept": "september"}
_VALUES = {word: value for word, value in (SMALL | TENS).items() if value}
_UNITS = [word for word, value in SMALL.items() if 0 < value < 10]

# Scripts without spaces: ideographs and kana, where a word is a sign or two, and the scripts of
# mainland South-East Asia, where it is about four. A piece is as long as the gaps between words
# allow: RUN pieces in a row are then about as rare as RUN words.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LOOSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PIECE = {"dense": 3, "loose": 10}
# Vowel signs that Python does not count as letters: Arabic, Hebrew and the scripts of India.
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff"
_LETTER = rf"[^\W\d_{_DENSE}{_LOOSE}]"
# First what stands together, by a quick pattern; what it holds is worked out once.
_TOGETHER = re.compile(rf"[\w{_SIGNS}]+(?:[.,:'’ʼ‐‑-][\w{_SIGNS}]+)*|[%％]")
_WORD = re.compile(
    rf"(?P<figure>\d+(?:[.,:]\d+)*"
    rf"|\b(?i:{any_of(TENS)}[-‐‑]{any_of(_UNITS)})\b)"
    rf"|(?P<dense>[{_DENSE}]+)|(?P<loose>[{_LOOSE}]+)"
    r"|(?P<acronym>\b[A-Za-z](?:\.[A-Za-z])+\b)"
    r"|(?P<percent>[%％])"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|[{_SIGNS}]|['’ʼ](?={_LETTER}))*)"
)
_LONG = 40
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-‐]\r?\n(?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")


class Word(NamedTuple):
    """A word as it is compared, and what it is marked as: a number, a date, a name or nothing."""

    plain: str
    mark: str


NUMBER, DATE, NAME = "#", "=", "@"
"""Marks: a number ("one" is too often none), a weekday or month, another capital."""


def whole(text: str) -> str:
    """The text without marks inside words: soft hyphens, breaks at the ends of lines."""
    return _BROKEN.sub("", _INVISIBLE.sub("", text)).replace("per cent", "%")


def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared, in order."""
    return [word for chunk in _TOGETHER.findall(whole(text)) for word, _ in _held(chunk)]


def words(text: str) -> list[tuple[int, int, tuple[Word, ...]]]:
    """Where words stand together in a text that is `whole`, and which ones; in order."""
    return [
        (match.start(), match.end(), _held(match.group())) for match in _TOGETHER.finditer(text)
    ]


def _held(chunk: str) -> tuple[Word, ...]:
    return _remembered(chunk) if len(chunk) <= _LONG else _words_in(chunk)


def _words_in(chunk: str) -> tuple[Word, ...]:
    """The words that stand together: "al-Assad's" holds two, "4.5" and "U.S" one."""
    found: list[Word] = []
    for match in _WORD.finditer(chunk):
        kind, raw = match.lastgroup or "", match.group()
        if kind in _PIECE:
            found += (Word(piece, "") for piece in _pieces(raw, _PIECE[kind]))
        else:
            plain = _plain(raw, kind)
            found.append(Word(plain, _mark(plain, raw)))
    return tuple(found)


_remembered = lru_cache(maxsize=65536)(_words_in)


def _mark(plain: str, raw: str) -> str:
    if plain[0].isdigit():
        return NUMBER if plain != "1" or raw == "1" else ""
    if not raw[0].isupper():
        return ""
    return DATE if plain in DATES else NAME


def _pieces(run: str, length: int) -> list[str]:
    """Overlapping pieces of a run of signs without spaces, which stand for its words."""
    return [run[start : start + length] for start in range(max(1, len(run) - length + 1))]


def _plain(raw: str, kind: str) -> str:
    """A word as it is compared."""
    if kind == "percent":
        return "percent"
    if kind == "acronym":
        return fold(raw.replace(".", ""))
    if kind == "figure":
        return _figure(raw)
    word = _POSSESSIVE.sub("", fold(raw)).replace("’", "'").replace("ʼ", "'")
    if word in _VALUES:
        return str(_VALUES[word])
    return _SHORT_MONTHS.get(word, word)


def _figure(raw: str) -> str:
    """A figure as it is compared: "2,300" -> "2300", "4,75" -> "4.75", "Twenty-two" -> "22"."""
    if raw[0].isdigit():
        figure = _THOUSANDS.sub("", fold(raw)).replace(",", ".").replace(":", ".")
        return figure.lstrip("0") or "0"
    tens, unit = re.split(r"[-‐‑ ]", fold(raw))
    return str(_VALUES[tens] + _VALUES[unit])


# Runs of words, and where figures and names stand

RUN = 3
"""Words in a row that must be the same to count as shared."""
LEAD = 40
"""So many words give the news first: an update writes them anew."""
_BESIDE = 2
"""Words on either side of a figure or name that mark its place in a sentence."""
_DATELINE = 8
"""Up to so many words from the start a date is that of writing, not of the event."""
_FRAGMENT = 12
_MOST_BOILERPLATE = 0.4
"""Lines without a sentence are the text itself where they are more of it than this."""
_MOST_CAPITALS = 0.3
"""Where more words are capitalised, as in headlines and in German, capitals mark no names."""

_MARKS = (NUMBER, DATE, NAME)
_SENTENCE_END = re.compile(r"[.!?:;\n\"“„«‘|•]")
_LINE_ENDS = frozenset(".!?…:;,\"'”’»)]。！？」』।؟–—-")

Place = tuple[str, ...]
"""The words around a figure or name, with marks for other figures and names among them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text prepared for comparing.

    `words`: as they are compared, in order. `runs`: every RUN words in a row, and where they
    stand first. `boilerplate`: how many of the words before each place, and of all, are in lines
    such as menus. `figures` and `names`: what stands at each place; `first`: the
    places of numbers among the first words.
    """

    words: tuple[str, ...]
    runs: dict[tuple[str, ...], int]
    boilerplate: tuple[int, ...]
    figures: dict[Place, set[str]]
    names: dict[Place, set[str]]
    first: frozenset[Place]


@lru_cache(maxsize=512)
def wording(text: str) -> Wording:
    """The text prepared for comparing; about 1 ms for 600 words, the last texts are kept."""
    plain, marks, boilerplate = _read(whole(text))
    if sum(boilerplate) > _MOST_BOILERPLATE * len(plain):
        boilerplate = [False] * len(plain)
    marks = [
        word if skipped else mark
        for word, mark, skipped in zip(plain, marks, boilerplate, strict=True)
    ]
    _mark_dates(plain, marks)
    runs = list(zip(*(plain[start:] for start in range(RUN)), strict=False))
    named = marks.count(NAME) <= _MOST_CAPITALS * len(plain)
    first = slice(0, LEAD + _BESIDE)
    return Wording(
        words=tuple(plain),
        runs=dict(zip(reversed(runs), range(len(runs) - 1, -1, -1), strict=True)),
        boilerplate=tuple(accumulate(boilerplate, initial=0)),
        figures=_places(plain, marks, NUMBER + DATE),
        names=_places(plain, marks, NAME) if named else {},
        first=frozenset(_places(plain[first], marks[first], NUMBER)),
    )


def _read(text: str) -> tuple[list[str], list[str], list[bool]]:
    """The words, the same with marks for figures and names, and whether they are boilerplate."""
    plain: list[str] = []
    marks: list[str] = []
    boilerplate: list[bool] = []
    for line in text.splitlines():
        before = len(plain)
        _read_line(line, plain, marks)
        count = len(plain) - before
        boilerplate += [_is_boilerplate(line, count)] * count
    return plain, marks, boilerplate


def _read_line(line: str, plain: list[str], marks: list[str]) -> None:
    """Adds the words of a line, and the same with marks for figures and names."""
    before = 0
    for start, end, together in words(line):
        for word, mark in together:
            plain.append(word)
            if not mark or (
                mark == NAME and (not before or _SENTENCE_END.search(line, before, start))
            ):
                marks.append(word)
            else:
                marks.append(mark)
            before = end


def _is_boilerplate(line: str, count: int) -> bool:
    """Whether a line is no sentence: a menu, a link, a caption, a row of figures."""
    return 0 < count <= _FRAGMENT and line.rstrip()[-1] not in _LINE_ENDS


def _mark_dates(plain: list[str], marks: list[str]) -> None:
    """Marks the numbers beside a month as parts of a date, and takes a dateline's mark away."""
    for place, word in enumerate(plain):
        if word in MONTHS and marks[place] == DATE:
            for beside in (place - 1, place + 1):
                if 0 <= beside < len(marks) and marks[beside] == NUMBER:
                    marks[beside] = DATE
    for place in range(min(_DATELINE, len(marks))):
        if marks[place] == DATE:
            marks[place] = plain[place]


def _places(plain: list[str], marks: list[str], wanted: str) -> dict[Place, set[str]]:
    """The values of the marked words by what stands around them, where that marks the place."""
    found: dict[Place, set[str]] = defaultdict(set)
    for number, mark in enumerate(marks):
        if mark not in wanted:
            continue
        near = (
            *marks[max(0, number - _BESIDE) : number],
            "",
            *marks[number + 1 : number + 1 + _BESIDE],
        )
        if sum(word not in _MARKS for word in near) > _BESIDE:
            found[near].add(plain[number])
    return dict(found)


# Signatures: MinHash (Broder 1997). Of many orderings of all runs of words each text keeps its
# first run. Two texts keep the same one for as large a share of the orderings as the share of
# their runs that is common to both.

SHORTEST = 25
"""Texts with fewer words are copies only when all their words are the same."""
ENOUGH = 2
"""Texts that share fewer bands than this are too unlike to be copies."""
# Runs of five words seldom stand in two texts by chance, so that a band can be a single run:
# with runs of three, and two of them a band, an excerpt of a long text would be missed.
_SHINGLE = 5
_BANDS = 64
# Most excerpts are a text's beginning: of a long text it is too little to stand among the first
# runs of the whole, so that it has bands of its own.
_BEGINNING = 60
_OF_BEGINNING = 16


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of one text to find its near copies.

    `version` is its article's, `words` their number. `bands` are signed 64-bit integers, the
    same on every machine: two texts that share ENOUGH of them are worth comparing word by word.
    """

    version: str
    words: int
    bands: tuple[int, ...]


def signature(text: str, version: str) -> Signature:
    """The signature of a text, in about 1.1 ms for 600 words; without words it has no bands.

    The bands of a short text are shared by texts with the same words only.
    """
    plain = plain_words(text)
    if len(plain) < SHORTEST:
        whole = zlib.crc32(" ".join(plain).encode("utf-8", "surrogatepass"))
        values = [whole] * ENOUGH if plain else []
        return Signature(version, len(plain), _numbered(values, _BANDS + _OF_BEGINNING))
    runs = [" ".join(plain[start : start + _SHINGLE]) for start in range(len(plain) - _SHINGLE + 1)]
    beginning = _least(runs[: _BEGINNING - _SHINGLE + 1])[:_OF_BEGINNING]
    bands = _numbered(_least(runs), 0) + _numbered(beginning, _BANDS)
    return Signature(version, len(plain), bands)


def _least(runs: list[str]) -> list[int]:
    """For each ordering the first of the runs, as a 32-bit integer."""
    sketch = _empty().copy()
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
    return sketch.hashvalues.tolist()  # type: ignore[no-any-return]


def _numbered(values: list[int], first: int) -> tuple[int, ...]:
    """Bands: 32-bit values, each with its number, in one integer."""
    return tuple((number << 32) | value for number, value in enumerate(values, first))


@cache
def _empty() -> MinHash:
    """A sketch without runs, whose orderings all others take over."""
    # Imported late: it brings scipy, which takes half a second.
    from datasketch import MinHash

    # The checksum is a weak hash, but this scheme mixes it before it is used.
    return MinHash(num_perm=_BANDS, seed=1, scheme="affine32", hashfunc=zlib.crc32)
