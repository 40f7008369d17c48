"""Words and the stems of content words: what two texts are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from vectorstore.text.irregular import base
from vectorstore.text.lexicon import listed
from vectorstore.text.spans import Span

STOP_WORDS = listed(
    """
    a about above after again against all along already also although am among an and another any
    anyone anything are around as at away back be became because become been before being below
    between both but by came can cannot come could did do does doing done down during each either
    else even ever every few for from further get gets getting give given go goes going gone got
    had has have having he her here hers herself him himself his how however i if in indeed into is
    it its itself just least less let like made make makes many may me might more most much must my
    myself near need neither no none nor not nothing now of off often on once one only onto or other
    others ought our ours ourselves out over own perhaps put quite rather really said same say
    saying says see seem seemed seems shall she should since so some someone something still such
    take taken than that the their theirs them themselves then there therefore these they thing
    things this those though through thus to together too toward towards under until up upon us
    very via was we well went were what whatever when where whether which while who whoever whole
    whom whose why will with within without would yet you your yours yourself yourselves
    us d ll m re s t ve im ive id youre theyre theres thats lets mr mrs ms eg ie
    """
)
"""Words that say nothing about what a text is about, lower-cased, without apostrophes."""

_APOSTROPHES = "'’ʼ＇"
# Letters and digits, held together by an apostrophe, a hyphen, a full stop or a comma that stands
# between two of them: don't, al-Assad, U.S, 11,000, 4.5. Underscores separate.
_WORD = re.compile(
    rf"[^\W_]+(?:[{_APOSTROPHES}][^\W\d_]+|[-‐‑][^\W_]+|(?<=\d)[.,](?=\d)[^\W_]+"
    r"|(?<![^\W_]{2})\.(?=[^\W\d_](?![^\W_]))[^\W\d_])*"
    r"|[^\W_]"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERIC = re.compile(r"[\d½¼¾⅓⅔]")
_HYPHENS = re.compile(r"[-‐‑]")
_ENDING = re.compile(rf"[{_APOSTROPHES}](?:s|d|m|re|ve|ll)?$", re.IGNORECASE)
_NOT = re.compile(rf"n[{_APOSTROPHES}]t$", re.IGNORECASE)
# What decomposition leaves whole.
_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Snowball's English stemmer ("Porter2") keeps its state in the object: one caller at a time.
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()


def words(text: str) -> list[Span]:
    """The words of a text in order: runs of letters and digits, in any script.

    An apostrophe, a hyphen, and the points and commas of a figure or an acronym stay inside a
    word ("don't", "al-Assad", "1,100", "U.S" of "U.S."). Without words: an empty list.
    """
    return [Span(*match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def held_words(text: str) -> frozenset[str]:
    """The runs of letters in a text in lower case, and "0" where it has a digit or a fraction: a
    quick look that saves many a close one."""
    held = frozenset(_LETTERS.findall(text.lower()))
    return held | {"0"} if _NUMERIC.search(text) else held


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word, lower-cased and without accents ("Fighters" -> "fighter").

    Irregular forms give the stem of their base ("fell" -> "fall"). Source: M. F. Porter, the
    English (Porter2) algorithm of Snowball.
    """
    folded = base(fold(word))
    with _STEMMING:
        return str(_STEMMER.stemWord(folded))


def fold(word: str) -> str:
    """A word lower-cased, without accents ("Élysée" -> "elysee", "Łódź" -> "lodz")."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_FOLDS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def terms(text: str) -> list[str]:
    """The stems of a text's content words, in order, repeats kept.

    Stop words are dropped, figures are kept without their commas ("1,100" -> "1100"), an
    acronym's points go ("U.S." -> "us": the pronoun is a stop word, so nothing else gives "us"),
    and a hyphenated word gives its parts, then the whole ("six-week" -> "six", "week",
    "six-week"). A text without content words: an empty list.
    """
    shouted = text.isupper()
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        found.extend(_of_word(word.lower() if shouted else word))
    return found


@lru_cache(maxsize=65536)
def _of_word(word: str) -> tuple[str, ...]:
    """The terms that one word of a text gives."""
    if word[0].isdigit() and not _HYPHENS.search(word):
        return (fold(word.replace(",", "")),)
    bare = _ENDING.sub("", word)
    if not bare or _NOT.search(word):
        return ()
    if "." in bare:
        whole = fold(bare).replace(".", "")
        return () if whole in {"eg", "ie"} else (stem(whole) if len(whole) > 2 else whole,)
    if _HYPHENS.search(bare):
        parts = _HYPHENS.split(bare)
        each = [term for part in parts for term in _of_word(part)]
        return (*each, "-".join(stem(part) for part in parts))
    key = fold(bare)
    if key in STOP_WORDS:
        # "US" and "IS" in capitals are names, "us" and "is" say nothing.
        return (key,) if len(bare) > 1 and bare.isupper() else ()
    return (stem(key),)
