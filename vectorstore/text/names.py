"""Names of people, places and bodies in news text, and whether two mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.calendar import CALENDAR, SHORT_MONTHS, SHORT_WEEKDAYS
from vectorstore.text.lexicon.titles import TITLES
from vectorstore.text.places import ALIASES, DEMONYMS, PLACES
from vectorstore.text.sentences import sentences
from vectorstore.text.terms import STOP_WORDS, fold, words

Kind = Literal["person", "place", "organisation", ""]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a text tells it: `text[start:end]`, a title before it included.

    `acronym`: capitals that stand for words ("SDF", "U.S."). `kind` is a cheap guess from titles,
    endings, prepositions and short lists; empty when nothing speaks for any.
    """

    start: int
    end: int
    text: str
    acronym: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text; `head`: it opens a sentence or a quotation."""

    start: int
    end: int
    text: str
    head: bool = False

    @property
    def key(self) -> str:
        return self.text.lower().rstrip(".")

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() or _PREFIXED.match(self.text) is not None

    @property
    def acronym(self) -> bool:
        bare = self.text.replace(".", "")
        if not 2 <= len(bare) <= 7 or _ACRONYM.fullmatch(bare) is None:
            return False
        # "NOT over": a word that is stressed, unless it is a known name as well ("IS", "US").
        return self.key not in STOP_WORDS or self.key in ALIASES


_PREFIXED = re.compile(
    r"(?:al|el|ad|as|ash|an|ar|at|az|d|l|de|e|i)[-’'][A-Z]|[a-z]{1,2}[A-Z][a-z]{2}"
)
_ACRONYM = re.compile(r"[A-Z]{2,}[a-z]?\d?|[A-Z]+&[A-Z]+|[A-Z]{2,}-\d+|[A-Z]\d+")
_WEB = re.compile(r"\.(?:com|co|org|net|uk|[a-z]{2,4}/|[a-z]{2,4}\.[a-z])\b|@\w")
_POSSESSIVE = re.compile(r"[’'][sS]?$")
_HALF_NAME = re.compile(r"([^\W\d_][\w.]*)[-‐‑][a-z]")
_OPENS = re.compile(r"(?:^|[\s(\[—–-])[“‘\"'«]\s?$|[:•*·]\s*$|\n\s*$|[-–—]\s$")
_GAP = re.compile(r"[ \xa0]{1,2}$")
_POINT_GAP = re.compile(r"\.[ \xa0]?$")

_TITLE_PARTS = listed(
    """
    prime cabinet foreign defence defense interior finance vice deputy first home culture former
    attorney lieutenant major chief acting assistant under senior state crown supreme press economy
    health trade oil justice education transport environment energy
    """
)
_ORGANISATIONS = listed(
    """
    ltd inc corp plc llc co company companies corporation group holdings bank ministry department
    office bureau agency authority commission committee council court parliament congress senate
    assembly party front movement union league alliance coalition federation association society
    institute institution university college school hospital church army navy forces force guard
    guards police brigade brigades militia observatory organisation organization foundation trust
    fund centre center club united city-council times post news press network television radio
    airlines airways motors industries systems bros brothers nations house
    """
)
_PLACE_ENDS = listed(
    """
    city town village province governorate region district county state states republic kingdom
    island islands river lake sea ocean gulf bay valley mountain mountains desert street road
    avenue square airport bridge palace stadium prison border
    """
)
_PARTICLES = listed("of al el de la le du da di do dos van von der den bin bint ibn abu ben ter y")
_LINKED = listed("observatory centre center institute committee council agency movement campaign")
_CALENDAR = {*CALENDAR, *SHORT_MONTHS, *SHORT_WEEKDAYS} - {"may"}
# Words that open sentences and are no names, beside the stop words.
_ORDINARY = listed(
    """
    activists additional advertisement afterwards aid aircraft airstrikes analysis analysts angry
    article asked attack attackers attacks authorities bad based being best big bombs breaking brief
    britons caption campaigners casualties children city civilians click clashes comment comments
    commanders company comparing contact continue contributing copyright credit critics crowds
    customers dead dear defeated describing despite detailed doctors dozens economists editor
    elsewhere email emergency employees evidence exclusive experts explosions eyewitnesses families
    fans fellow fighters fighting figures find fire firefighters flights follow following footage
    forces fresh friends further gallery given good government great gunmen half heavy help high
    homes hospitals hours hundreds image images immediately inside investigators islamist jihadist
    join journalists judges key large latest lawmakers lawyers leader leaders leave legal listen
    live local locals long look low main majority man many markets media medics meet members men
    middle military militants millions ministers minister money months most mothers moves national
    nearly neighbours new news nine nobody nothing number numbers observers officer officers
    official officials old oil opinion opposition others our owners parents passengers patients
    people photo photograph photographs photos picture pictured pictures please police politicians
    poor president pressure previous prices prime privately prosecutors protesters protests public
    published questions read readers reading real rebels recent record regime related relatives
    reply report reporters reporting reports required rescue rescuers researchers residents
    restaurants right rights rising russian-backed sales scientists scores scroll search secretary
    security see senior several share shares shops sign small social soldiers some sources special
    spokesman spokeswoman staff state statement stocks stop story strikes students studies study
    subscribe supporters survivors suspected swipe taking talks tens thank thanks thousands three
    today tomorrow tonight top total traders troops two unlike updated used using victims victorious
    video view violence voters war warplanes watch weather week weeks what whether witnesses women
    work workers world worth writing written year years yes yesterday young yours tweet tweets terms
    towards army another anyone any foreign former four five six seven eight ten twelve twenty
    leaving speaking talking according adding asking calling coming getting going having heading
    holding keeping knowing living looking losing making moving paying playing putting running
    saying seeing sending setting showing sitting standing starting telling trying turning waiting
    walking wanting working town village province region road street bridge river airport hospital
    school church court parliament ministry council committee party bank group union club team game
    match season winner mayor governor judge king queen prince doctor professor captain general
    colonel sir madam mum dad mother father brother sister son daughter wife husband baby boy girl
    friend neighbour driver teacher student
    """
)
_ORDINARY_ENDS = ("tion", "tions", "ment", "ments", "ness", "ing", "ings", "ly")
_SPEAKS = re.compile(r"\s*,\s+(?:\d{1,3}\s*,|aged\s+\d|who\b)")
_IN = re.compile(r"\b(?:in|near|at|around|outside|inside|towards?|across|into|throughout)\s+$")
_PLACE_OF = re.compile(
    r"\b(?:city|town|village|province|region|state|district|island|port|capital)(?:\s+of)?,?\s+$"
)


def names(text: str) -> list[Name]:
    """The names of a text in order and without overlap.

    A name is a run of capitalised words with the particles inside it ("Bashar al-Assad",
    "Ministry of Defence"). What opens a sentence counts unless it is an ordinary word; months and
    weekdays are none. In a headline with Every Word Capitalised only what is known from the rest
    of the text, from short lists, or by its capitals is taken. No names: an empty list.
    """
    split = [
        (row := _words_of(text, start, end), _headline(row, text[max(start, end - 3) : end]))
        for start, end in sentences(text)
    ]
    lower = {word.text for row, _ in split for word in row if word.text.islower()}
    known = {
        word.key
        for row, headline in split
        for word in row
        if not headline and word.capital and not word.head and word.key not in STOP_WORDS
    }
    known |= {
        f"{word.key} {following.key}"
        for row, headline in split
        for word, following in pairwise(row)
        if not headline and word.capital and following.capital and not word.head
    }
    return [
        name
        for row, headline in split
        for run in _runs(text, row, known, lower, headline)
        for name in _named(text, run)
    ]


def _words_of(text: str, start: int, end: int) -> list[_Word]:
    """The words of a sentence, without possessive endings, half-names cut ("US-backed": "US")."""
    row: list[_Word] = []
    for left, right in words(text[start:end]):
        at, stop = start + left, start + right
        word = text[at:stop]
        if _WEB.match(text, stop) or (at and text[at - 1] in "@#/"):
            continue
        if "." in word and text[stop : stop + 1] == ".":
            stop += 1
        elif half := _HALF_NAME.match(word):
            if word[0].isupper():
                stop = at + len(half[1])
        elif ending := _POSSESSIVE.search(word):
            stop = at + ending.start()
        head = not row or _OPENS.search(text[max(start, at - 3) : at]) is not None
        row.append(_Word(at, stop, text[at:stop], head))
    return row


def _headline(row: list[_Word], ending: str) -> bool:
    """Whether a sentence is set in Headline Case or in CAPITALS."""
    if any(mark in ending for mark in '.!”"') and not all(word.text.isupper() for word in row):
        return False
    long = [word for word in row if len(word.text) > 3 and word.text[0].isalpha()]
    if len(long) < 4:
        return len(row) > 1 and all(word.text.isupper() for word in row) and len(long) > 1
    return sum(word.text[0].isupper() for word in long) > 0.75 * len(long)


def _runs(
    text: str, row: list[_Word], known: set[str], lower: set[str], strict: bool
) -> Iterator[list[_Word]]:
    """The runs of capitalised words of a sentence."""
    shouted = strict and all(word.text.isupper() for word in row if word.text[0].isalpha())
    run: list[_Word] = []
    pending: list[_Word] = []
    for position, word in enumerate(row):
        if run and not _adjoins(text, (pending or run)[-1], word):
            yield run
            run, pending = [], []
        if _is_name_word(word, run, known, lower, strict, shouted, _next(text, row, position)):
            run = [*run, *pending, word]
            pending = []
        elif run and len(pending) < 2 and _links(word, run):
            pending.append(word)
        else:
            if run:
                yield run
            run, pending = [], []
    if run:
        yield run


def _next(text: str, row: list[_Word], position: int) -> str:
    """The next word in lower case, if it is capitalised and adjoins; else nothing."""
    if position + 1 >= len(row):
        return ""
    word, following = row[position], row[position + 1]
    return following.key if following.capital and _adjoins(text, word, following) else ""


def _adjoins(text: str, word: _Word, following: _Word) -> bool:
    """Whether only a space, or a full stop after an initial or a title, stands between."""
    gap = text[word.end : following.start]
    if _GAP.match(gap) or gap in (" & ", "&"):
        return True
    short = len(word.text) == 1 or word.key in TITLES or word.key in ("st", "mt", "jr", "sr")
    return short and _POINT_GAP.match(gap) is not None


def _links(word: _Word, run: list[_Word]) -> bool:
    """Whether a lower-case word may stand inside a name: "of", "al", "for" after some."""
    if word.text in _PARTICLES:
        return True
    if word.text == "the":
        return False
    return word.text in ("for", "on", "and") and any(part.key in _LINKED for part in run)


def _is_name_word(
    word: _Word, run: list[_Word], known: set[str], lower: set[str],
    strict: bool, shouted: bool, following: str,
) -> bool:  # fmt: skip
    """Whether a word is part of a name."""
    key = word.key
    if not word.capital or key in _CALENDAR or word.text in ("I", "A"):
        return False
    if len(word.text) == 1 and not (run or following):
        return False
    if key.partition("’")[0].partition("'")[0] == "i":
        return False
    listed_name = key in PLACES or key in DEMONYMS
    if shouted:
        return listed_name or (key in known and key not in _ORDINARY and key not in STOP_WORDS)
    if word.acronym:
        return True
    if strict:
        return listed_name or (key in known and key not in _ORDINARY)
    if not word.head:
        return key not in STOP_WORDS or bool(run) or (bool(following) and key in TITLES)
    if listed_name or key in TITLES:
        return listed_name or bool(following)
    if f"{key} {following}" in known:
        return True
    if key in STOP_WORDS or key in _ORDINARY or (key in lower and key not in known):
        return False
    return bool(following) or key in known or not _looks_ordinary(key)


def _looks_ordinary(key: str) -> bool:
    """Whether a word that stands alone at the head of a sentence ends like an ordinary one."""
    if key.endswith(_ORDINARY_ENDS) or not key.isalpha():
        return True
    return key.endswith("s") and not key.endswith(("ss", "us", "is", "as"))


def _named(text: str, run: list[_Word]) -> Iterator[Name]:
    """The names that a run holds: "Syrian President Bashar al-Assad" is two."""
    if all(word.key in TITLES or word.key in _TITLE_PARTS for word in run):
        return
    title_end = _title_at(run)
    if title_end > 0:
        yield from _named(text, run[:title_end])
        run = run[title_end:]
    start, end = run[0].start, run[-1].end
    acronym = len(run) == 1 and run[0].acronym
    yield Name(start, end, text[start:end], acronym, _kind(text, run))


def _title_at(run: list[_Word]) -> int:
    """Where a title begins inside a run that goes on with a name; 0 when none does."""
    for position in range(1, len(run) - 1):
        if run[position].key in TITLES and run[position + 1].key not in _ORGANISATIONS:
            while position > 0 and run[position - 1].key in _TITLE_PARTS:
                position -= 1
            return position
    return 0


def _kind(text: str, run: list[_Word]) -> Kind:
    """A guess at what a name names."""
    keys = [word.key for word in run]
    start, end = run[0].start, run[-1].end
    whole = ALIASES.get(" ".join(keys).replace(".", ""), " ".join(keys))
    if len(keys) == 1 and (keys[0] in DEMONYMS or keys[0] in ("american", "british", "saudi")):
        return ""
    if whole in PLACES or whole in ("saudi arabia", "united arab emirates", "north korea"):
        return "place"
    if any(key in _ORGANISATIONS for key in keys) or whole in (
        "united nations",
        "european union",
        "islamic state",
        "nato",
    ):
        return "organisation"
    if keys[-1] in _PLACE_ENDS and len(keys) > 1:
        return "place"
    if len(keys) > 1 and (keys[0] in TITLES or (keys[0] in _TITLE_PARTS and _titled(keys))):
        return "person"
    before, after = text[max(0, start - 30) : start], text[end : end + 12]
    if _PLACE_OF.search(before):
        return "place"
    if len(run) > 1 and (_SPEAKS.match(after) or any(key in _PERSONAL for key in keys)):
        return "person"
    if len(run) == 1 and not run[0].acronym and _IN.search(before) and keys[0] not in DEMONYMS:
        return "place"
    return ""


_BODIES = frozenset({"united nations", "european union", "islamic state", "nato", "fbi", "cia"})
_PERSONAL = listed("bin bint ibn abu van von ben")


# Whether two names mean the same.

_SPLIT = re.compile(r"[\s\-‐‑/,]+")
_DROPPED = _PARTICLES | listed("the for and &")
_COMPANY_ENDS = listed("ltd inc corp plc llc co group company corporation limited")
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
    one, other = _canonical(a), _canonical(b)
    if not one or not other:
        return False
    return one == other or _abbreviates(a, b) or _abbreviates(b, a) or _shortens(one, other)


@lru_cache(maxsize=16384)
def _canonical(name: str) -> tuple[str, ...]:
    """A name's words in lower case, without titles, particles and what else may be left out."""
    bare = _POSSESSIVE.sub("", name.strip().strip("“”‘’\"'(),;:"))
    plain = fold(bare).replace(".", " " if " " in bare else "").strip()
    plain = plain.removeprefix("the ")
    plain = " ".join(plain.split())
    whole = ALIASES.get(plain, DEMONYMS.get(plain, plain))
    if whole != plain or plain in ALIASES:
        return tuple(ALIASES.get(whole, whole).split())
    parts = [part for part in _SPLIT.split(plain) if part and part not in _DROPPED]
    while len(parts) > 1 and (parts[0] in TITLES or (parts[0] in _TITLE_PARTS and _titled(parts))):
        parts = parts[1:]
    while len(parts) > 1 and (parts[-1] in _COMPANY_ENDS or parts[-1] in _PLACE_ENDS):
        parts = parts[:-1]
    if len(parts) == 1:
        return tuple(ALIASES.get(parts[0], DEMONYMS.get(parts[0], parts[0])).split())
    return tuple(DEMONYMS.get(part, part) for part in parts)


def _titled(parts: list[str]) -> bool:
    """Whether a title follows the words that may stand before one: "prime minister"."""
    rest = [part for part in parts if part not in _TITLE_PARTS]
    return bool(rest) and rest[0] in TITLES


def _abbreviates(short: str, long: str) -> bool:
    """Whether one name is made of the other's initials."""
    letters = _POSSESSIVE.sub("", short.strip()).replace(".", "")
    if not (2 <= len(letters) <= 7 and letters.isupper()):
        return False
    parts = [part for part in _SPLIT.split(_POSSESSIVE.sub("", long.strip())) if part]
    full = "".join(part[0] for part in parts).upper()
    main = "".join(part[0] for part in parts if part[0].isupper())
    return len(parts) > 1 and letters in (full, main)


def _shortens(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is a shorter form of the other."""
    short, long = sorted((one, other), key=lambda name: (len(name), name))
    if len(short) == 1:
        generic = short[0] in _ORGANISATIONS | _PLACE_ENDS | PLACES or len(short[0]) < 2
        return len(long) > 1 and short[0] == long[-1] and not generic and long[0] not in _DIRECTIONS
    if short[-1] != long[-1] or any(part in _ORGANISATIONS for part in long):
        return False
    first, second = short[0], long[0]
    initial = first[0] == second[0] and first[0].isalpha() and 1 in (len(first), len(second))
    inner = iter(long[1:-1])
    return (first == second or initial) and all(
        any(len(part) == 1 or part == middle for middle in inner) for part in short[1:-1]
    )
