"""The words of a text as copies keep them: without case, accents and habits of spelling.

"Organised" and "organized", "7" and "seven", "per cent" and "%" are the same words; in scripts
without spaces overlapping pieces stand for words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vectorstore.text.lexicon import listed
from vectorstore.text.terms import fold

MONTHS = listed(
    "january february march april may june july august september october november december"
)
DATES = MONTHS | listed("monday tuesday wednesday thursday friday saturday sunday")
_SHORT_MONTHS = {month[:3]: month for month in MONTHS} | {"sept": "september"}

_UNITS = "two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {
    **{word: value for value, word in enumerate(("one", *_UNITS.split()), 1)},
    **{word: value for value, word in enumerate(_TEENS.split(), 10)},
    **{word: value * 10 for value, word in enumerate(_TENS.split(), 2)},
}

# Scripts without spaces: ideographs and kana, where a word is a sign or two, and the scripts of
# mainland South-East Asia, where it is about four. A piece is as long as the gaps between words
# allow: RUN pieces in a row are then about as rare as RUN words.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LOOSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PIECE = {"dense": 3, "loose": 10}
# Vowel signs that Python does not count as letters: Arabic, Hebrew and the scripts of India.
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff"
_LETTER = rf"[^\W\d_{_DENSE}{_LOOSE}]"
# First what stands together, by a quick pattern; what it holds is told once and kept.
_TOGETHER = re.compile(rf"[\w{_SIGNS}]+(?:[.,:'’ʼ‐‑-][\w{_SIGNS}]+)*|[%％]")
_WORD = re.compile(
    rf"(?P<figure>\d+(?:[.,:]\d+)*"
    rf"|\b(?i:(?:{_TENS.replace(' ', '|')})[-‐‑](?:one|{_UNITS.replace(' ', '|')}))\b)"
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
# Only for comparing: that "called" becomes "caled" and "presence" "presense" harms nothing.
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(?<=\w\w)is(e|ed|es|ing|ation|ations|er|ers)$", r"iz\1"),
        (r"(?<=\w\w)ys(e|ed|es|ing)$", r"yz\1"),
        (r"(?<=\w\w)our(s|ed|ing|ite|ites|able|hood|hoods|al)?$", r"or\1"),
        (r"(?<=\w\w[bt])re(s?)$", r"er\1"),
        (r"(?<=\w\w)ll(ed|ing|er|ers|or|ors)$", r"l\1"),
        (r"(?<=\w\w)ogue(s?)$", r"og\1"),
        (r"(?<=\w\w)gramme(s?)$", r"gram\1"),
        (r"(?<=\w\w)ence(s?)$", r"ense\1"),
        (r"(?<=\w)wards$", r"ward"),
        (r"(?<=dg)e(ments?)$", r"\1"),
        (r"^grey", "gray"),
    )
)


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
    return [(one.start(), one.end(), _held(one.group())) for one in _TOGETHER.finditer(text)]


def _held(chunk: str) -> tuple[Word, ...]:
    return _told(chunk) if len(chunk) <= _LONG else _read(chunk)


def _read(chunk: str) -> tuple[Word, ...]:
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


_told = lru_cache(maxsize=65536)(_read)


def _mark(plain: str, raw: str) -> str:
    if plain[0].isdigit():
        return NUMBER if plain != "1" or raw == "1" else ""
    if not raw[0].isupper():
        return ""
    return DATE if plain in DATES else NAME


def _pieces(run: str, length: int) -> list[str]:
    """Overlapping pieces of a run of signs without spaces, which stand for its words."""
    return [run[at : at + length] for at in range(max(1, len(run) - length + 1))]


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
    if len(word) < 5:
        return _SHORT_MONTHS.get(word, word)
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


def _figure(raw: str) -> str:
    """A figure as it is compared: "2,300" -> "2300", "4,75" -> "4.75", "Twenty-two" -> "22"."""
    if raw[0].isdigit():
        figure = _THOUSANDS.sub("", fold(raw)).replace(",", ".").replace(":", ".")
        return figure.lstrip("0") or "0"
    tens, unit = re.split(r"[-‐‑ ]", fold(raw))
    return str(_VALUES[tens] + _VALUES[unit])
