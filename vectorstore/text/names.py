"""Names found by their capitals, and whether two names mean the same.

For texts that are read while somebody waits: a page of 300 sentences that a statement is laid
beside takes 15 ms here and some 4 s of the tagger's states, and which names a quote lacks is told
as well without their kinds (WiCE AUROC .847); and for the few words of a follow-up, of which the
tagger, alone with "Homs?", reads 14 in 111 wrongly. What articles and whole questions name is read
off their annotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.text.annotations import Name
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.calendar import CALENDAR, SHORT_MONTHS, SHORT_WEEKDAYS
from vectorstore.text.lexicon.roles import BODY_NOUNS
from vectorstore.text.lexicon.titles import TITLES
from vectorstore.text.places import ALIASES, DEMONYMS, PLACES
from vectorstore.text.terms import STOP_WORDS, fold, words


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text without its possessive ending; `head`: it opens a sentence."""

    start: int
    end: int
    text: str
    head: bool

    @property
    def key(self) -> str:
        return self.text.lower().rstrip(".")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or _PREFIXED.match(self.text) is not None


_PREFIXED = re.compile(
    r"(?:al|el|ad|as|ash|an|ar|at|az|d|l|de|e|i)[-’'][A-Z]|[a-z]{1,2}[A-Z][a-z]{2}"
)
_WEB = re.compile(r"\.(?:com|co|org|net|uk|[a-z]{2,4}/|[a-z]{2,4}\.[a-z])\b|@\w")
_ENDING = re.compile(r"[’'][sS]?$|(?<=\w)[-‐‑][a-z].*$")
_HEAD = re.compile(r"(?:^|[.!?:•*·\n–—-]|(?:^|[\s(\[–—-])[“‘\"'«])\s*$")
_GAP = re.compile(r"[ \xa0]{1,2}$|[ ]?&[ ]?$")
_POINT_GAP = re.compile(r"\.[ \xa0]?$")
_PARTICLES = listed("of al el de la le du da di do dos van von der den bin bint ibn abu ben ter y")
_NO_NAMES = (frozenset({*CALENDAR, *SHORT_MONTHS, *SHORT_WEEKDAYS}) - {"may"}) | {"i", "a"}


def names(text: str) -> list[Name]:
    """The names of a text in order and without overlap; without any: an empty list.

    A name is a run of capitalised words with the particles inside it ("Bashar al-Assad",
    "Ministry of Defence"). What opens a sentence counts unless it stands in small letters
    elsewhere or says nothing alone; months and weekdays are none.
    """
    row = list(_words(text))
    small = {word.text for word in row if word.text.islower()}
    return [
        Name(run[0].start, run[-1].end, text[run[0].start : run[-1].end])
        for run in _runs(text, row, small)
        if len(run) > 1 or run[0].key not in TITLES
    ]


def _words(text: str) -> Iterator[_Word]:
    """The words of a text, half-names cut ("US-backed": "US"), no addresses."""
    for start, end in words(text):
        if _WEB.match(text, end) or (start and text[start - 1] in "@#/"):
            continue
        if "." in text[start:end] and text[end : end + 1] == ".":
            end += 1
        elif ending := _ENDING.search(text, start, end):
            end = ending.start() or end
        head = _HEAD.search(text, max(0, start - 4), start) is not None
        yield _Word(start, end, text[start:end], head)


def _runs(text: str, row: list[_Word], small: set[str]) -> Iterator[list[_Word]]:
    """The runs of capitalised words, with the particles inside them."""
    run: list[_Word] = []
    between: list[_Word] = []
    for word in row:
        if run and not _adjoins(text, (between or run)[-1], word):
            yield run
            run, between = [], []
        if word.capital and word.key not in _NO_NAMES and not (word.head and _opens(word, small)):
            run, between = [*run, *between, word], []
        elif run and len(between) < 2 and word.text in _PARTICLES:
            between.append(word)
        elif run:
            yield run
            run, between = [], []
    if run:
        yield run


def _adjoins(text: str, word: _Word, following: _Word) -> bool:
    """Whether only a space, or a full stop after an initial or a title, stands between."""
    gap = text[word.end : following.start]
    short = len(word.text) == 1 or word.key in TITLES or word.key in ("st", "mt", "jr", "sr")
    return _GAP.match(gap) is not None or (short and _POINT_GAP.match(gap) is not None)


def _opens(word: _Word, small: set[str]) -> bool:
    """Whether a word has its capital only because it opens a sentence."""
    if word.text.replace(".", "").isupper() and len(word.text) > 1 and word.key in ALIASES:
        return False
    return word.key in STOP_WORDS or word.key in small


# Whether two names mean the same.

_SPLIT = re.compile(r"[\s\-‐‑/,]+")
_DROPPED = _PARTICLES | listed("the for and &")
_ENDS = listed(
    """
    ltd inc corp plc llc co group company corporation limited city town village province region
    governorate district county state states republic kingdom island islands river lake sea ocean
    gulf bay valley mountain mountains desert street road avenue square airport bridge palace
    stadium prison border
    """
)
_GENERIC = _ENDS | BODY_NOUNS | PLACES
# What stands before a place and makes it another: "New York" is not "York".
_DIRECTIONS = listed(
    "new north south east west northern southern eastern western united great little san santa los"
    " las saint st el port fort upper lower central"
)


def same_name(a: str, b: str) -> bool:
    """Whether two names may mean the same person, place or body.

    Case, accents, points, titles and possessives aside: equal names, a surname and a full name
    ("Assad", "Bashar al-Assad"), initials ("SDF", "Syrian Democratic Forces"), other names of a
    state or body ("ISIS", "Islamic State"), and a country and its people ("Russian", "Russia").
    An empty name is like none.
    """
    one, other = _key(a), _key(b)
    if not one or not other:
        return False
    return one == other or _abbreviates(a, b) or _abbreviates(b, a) or _shortens(one, other)


@lru_cache(maxsize=16384)
def _key(name: str) -> tuple[str, ...]:
    """A name's words in lower case, without titles, particles and what else may be left out."""
    bare = _ENDING.sub("", name.strip().strip("“”‘’\"'(),;:"))
    plain = fold(bare).replace(".", " " if " " in bare else "")
    plain = " ".join(plain.split()).removeprefix("the ")
    if plain in ALIASES or plain in DEMONYMS:
        whole = DEMONYMS.get(plain, plain)
        return tuple(ALIASES.get(whole, whole).split())
    parts = [part for part in _SPLIT.split(plain) if part and part not in _DROPPED]
    titles = [number for number, part in enumerate(parts[:-1]) if part in TITLES]
    parts = parts[titles[-1] + 1 :] if titles else parts
    while len(parts) > 1 and parts[-1] in _ENDS:
        parts = parts[:-1]
    return tuple(
        word for part in parts for word in ALIASES.get(part, DEMONYMS.get(part, part)).split()
    )


def _abbreviates(short: str, long: str) -> bool:
    """Whether one name is made of the other's initials."""
    letters = _ENDING.sub("", short.strip()).replace(".", "")
    if not (2 <= len(letters) <= 7 and letters.isupper()):
        return False
    parts = [part for part in _SPLIT.split(_ENDING.sub("", long.strip())) if part]
    full = "".join(part[0] for part in parts).upper()
    main = "".join(part[0] for part in parts if part[0].isupper())
    return len(parts) > 1 and letters in (full, main)


def _shortens(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is a shorter form of the other."""
    short, long = sorted((one, other), key=lambda name: (len(name), name))
    if short[-1] != long[-1] or len(long) == 1:
        return False
    if len(short) == 1:
        return short[0] not in _GENERIC and len(short[0]) > 1 and long[0] not in _DIRECTIONS
    first, second = short[0], long[0]
    initial = first[0] == second[0] and 1 in (len(first), len(second))
    return (
        (first == second or initial)
        and _GENERIC.isdisjoint(long)
        and short[1:-1] in ((), long[1:-1])
    )
