"""The persons, organisations, places and other things that a text names, each with all its names.

The tagger finds the names and their kinds; here names that mean one are brought together: a
surname with the full name, initials with what they stand for, a short name with a longer one, and
spellings that differ in case, accents, points or endings. An entity is what most of its mentions
are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from vectorstore.text import tagger
from vectorstore.text.annotations import Entity, Kind, Mention
from vectorstore.text.encoder import TokenStates
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.titles import HONORIFICS, TITLES
from vectorstore.text.names import names
from vectorstore.text.places import ALIASES

Key = tuple[str, ...]

_PART = re.compile(r"[^\W_]+(?:[’'-][^\W_]{2,})*\+?")
_SMALL = listed("of the and for in on at a an de la le du des der von van und & s")
_ENDINGS = listed(
    "inc incorporated corp corporation co company ltd limited llc plc group ag gmbh sa"
)
_GENERIC = listed(
    """
    county parish national state park prefecture province region circle island islands lake river
    mountain mountains ocean sea reef valley district peninsula high magnet school university
    college academy brewery restaurant hospital airport stadium party league beverages motors
    airlines bank museum church police harbour harbor
    """
)
"""What follows the name of a place or a body to say what it is, and is left out later."""
_GENERATIONS = listed("jr sr ii iii iv")
_BRACKET = re.compile(r"['’]?s?\s\([\"“]?([A-Z][\w.&-]{1,9})[\"”]?[),]")
_COURTESY = re.compile(r"(?:[\W_]|(?:mr|mrs|ms|mx|dr|prof)\b(?=\W+\w))*", re.IGNORECASE)
"""What may stand before a name and is no part of it: marks, and how a person is addressed."""
_BETWEEN = re.compile(r"(?<=\w)\W+[a-z]{4,}\W+(?=[A-Z])")
"""None of 4,524 labelled names of persons, bodies and places has such a word in it."""
_TAIL = re.compile(r"[ \xa0][a-z]+$")
"""A word in small letters ends none of 2,314 labelled names of persons and places."""
_IN = re.compile(r"\b[Ii]n\s$")
_OWNED = re.compile(r"[’']s?\b")
_PARTICLE = re.compile(r"\b[ae]l-(?=\w)")
"""Written or left out before an Arabic surname: al-Assad is Mr Assad."""
_TITLED = re.compile(r"(?P<title>(?<![\w’'.-])(?:[\w’'.-]++[ \xa0]){1,5})$")


@dataclass(frozen=True, slots=True)
class TaggedName:
    """A name where it was found: its span, kind, and how sure the tagger was (0..1)."""

    start: int
    end: int
    kind: Kind
    sure: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """The entities of a text, and the mentions of them in each of its sentences, in order."""

    entities: tuple[Entity, ...]
    mentions: tuple[tuple[Mention, ...], ...]


def tag(text: str, sentences: Sequence[tuple[int, int]], states: TokenStates) -> Tagged:
    """What the sentences of a text name; they are spans in order, without overlap.

    `states` are the embedding model's for the tokens of the text, in order, with their places in
    it. Where they are of a model without a tagger, names are told by their capitals alone, and are
    of kind "other".
    """
    if states.layers is None or not sentences:
        found = [name for name in names(text) if " " in name.text or name.acronym]
        alike = [TaggedName(name.start, name.end, "other", 0.5) for name in found]
        return together(text, sentences, alike)
    network = tagger.weights()
    words = tagger.words(text, sentences)
    spans = tagger.named(words, network.hidden(words, states), network)
    return together(text, sentences, list(_names(text, words, spans)))


def _names(text: str, words: tagger.Words, spans: tagger.Spans) -> Iterator[TaggedName]:
    """The names that were tagged, by their places in the text, without what stands before them."""
    for first, last, kind, sure in zip(spans.first, spans.last, spans.tag, spans.sure, strict=True):
        start, end = int(words.starts[first]), int(words.ends[last])
        for first_char, last_char in _parted(text, start, end, tagger.TAGS[kind]):
            begin = _COURTESY.match(text, first_char, last_char).end()  # type: ignore[union-attr]
            known = _in_place(text, begin, last_char, tagger.TAGS[kind])
            if begin < last_char and not _is_common(text[begin:last_char], known):
                yield TaggedName(begin, last_char, known, float(sure))


def _in_place(text: str, start: int, end: int, kind: Kind) -> Kind:
    """The kind of a name: what stands behind "in" is no person (none of 173 labelled names)."""
    person = kind == "person" and _IN.search(text, max(0, start - 4), start)
    return "place" if person and not _OWNED.match(text, end) else kind


def _is_common(name: str, kind: Kind) -> bool:
    """Whether a word alone names nobody: "Ms" without a name, "Harbour" without the harbour's."""
    word = name.rstrip(".").casefold()
    return word in HONORIFICS or (kind == "place" and word in _GENERIC)


def _parted(text: str, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int]]:
    """A name that has a verb or the like in it as the two names that it is; titles have those."""
    if kind != "other":
        for match in _BETWEEN.finditer(text, start, end):
            yield start, match.start()
            start = match.end()
    tail = _TAIL.search(text, start, end)
    if tail and kind in ("person", "place") and text[start].isupper():
        end = tail.start()
    yield start, end


def together(
    text: str, sentences: Sequence[tuple[int, int]], names: Sequence[TaggedName]
) -> Tagged:
    """Names of a text, in order, as mentions of entities in the order of their first mention."""
    names = _unprefixed(text, names)
    groups = _groups(text, names)
    order = list(dict.fromkeys(groups))
    number = {group: at for at, group in enumerate(order)}
    rows: list[list[TaggedName]] = [[] for _ in order]
    for group, name in zip(groups, names, strict=True):
        rows[number[group]].append(name)
    mentions: list[list[Mention]] = [[] for _ in sentences]
    starts = np.asarray([start for start, _ in sentences], dtype=np.int64)
    for group, name in zip(groups, names, strict=True):
        inside = int(np.searchsorted(starts, name.start, side="right")) - 1
        if inside >= 0:
            title = _title(text, sentences[inside][0], name)
            mentions[inside].append(Mention(name.start, name.end, number[group], title))
    return Tagged(tuple(_entity(text, row) for row in rows), tuple(map(tuple, mentions)))


# "the ex-Vale United coach": of the coach.
_PREFIX = re.compile(r"(?<![\w-])(?!ex[-‐‑])[a-z]+[-‐‑]$")
_FIRST = re.compile(r"\S+\s+(?=\w)")


def _unprefixed(text: str, names: Sequence[TaggedName]) -> list[TaggedName]:
    """The names; where a prefix is joined to the first word of several ("the pro-Vale Harbour
    League") and the text has the others as a name alone, these."""
    bare = {key(text[name.start : name.end]) for name in names if not _prefixed(text, name)}
    found = []
    for name in names:
        first = _FIRST.match(text, name.start, name.end) if _prefixed(text, name) else None
        if first and key(text[first.end() : name.end]) in bare:
            name = replace(name, start=first.end())
        found.append(name)
    return found


def _prefixed(text: str, name: TaggedName) -> re.Match[str] | None:
    """The prefix that a hyphen joins to a name: "pro-", "anti-"."""
    return _PREFIX.search(text, max(0, name.start - 12), name.start)


def _entity(text: str, row: Sequence[TaggedName]) -> Entity:
    bare = any(not _prefixed(text, name) for name in row)
    begins = [name.start if bare else _begin(text, name) for name in row]
    spelt = Counter(
        " ".join(text[begin : name.end].split()) for begin, name in zip(begins, row, strict=True)
    )
    name = max(spelt, key=lambda one: (len(_PART.findall(one)), len(one), spelt[one]))
    return Entity(name, _kind(row), tuple(one for one in spelt if one != name))


def _begin(text: str, name: TaggedName) -> int:
    """Where a name begins as it is shown: that of a body of several words with its prefix."""
    several = name.kind in ("organisation", "other") and " " in text[name.start : name.end]
    prefix = _prefixed(text, name) if several else None
    return prefix.start() if prefix else name.start


def _kind(row: Sequence[TaggedName]) -> Kind:
    """What most mentions are, each by how sure it is; longer names are surer."""
    weight: Counter[Kind] = Counter()
    for name in row:
        weight[name.kind] += name.sure  # type: ignore[assignment]
    return max(weight, key=lambda kind: weight[kind])


def _title(text: str, floor: int, name: TaggedName) -> int:
    """Where the title before a person's name begins; the name's start where there is none."""
    if name.kind != "person":
        return name.start
    start = name.start
    match = _TITLED.search(text, max(floor, start - 60), start)
    if match is None:
        return start
    for word in reversed(list(re.finditer(r"[^ \xa0]+", match["title"]))):
        if word[0].casefold().rstrip(".") not in TITLES:
            break
        start = match.start() + word.start()
    return start


@dataclass(frozen=True, slots=True)
class _Form:
    """All names of a text that have one key: the place of the first, their count and kind."""

    first: int
    count: int
    kind: Kind
    written: str


def _groups(text: str, names: Sequence[TaggedName]) -> list[int]:
    """For each name the first one, by its place in the list, that means the same."""
    rows: dict[Key, list[int]] = defaultdict(list)
    keys = [key(text[name.start : name.end]) for name in names]
    for at, words in enumerate(keys):
        rows[words].append(at)
    forms = {
        words: _Form(
            row[0],
            len(row),
            _kind([names[at] for at in row]),
            text[names[row[0]].start : names[row[0]].end],
        )
        for words, row in rows.items()
    }
    parent: dict[Key, Key] = {}

    def top(words: Key) -> Key:
        while words in parent:
            words = parent[words]
        return words

    for short, long in _same(forms, _bracketed(text, names, keys)):
        if top(short) != top(long):
            parent[top(short)] = top(long)
    first: dict[Key, int] = {}
    for words, form in forms.items():
        first.setdefault(top(words), form.first)
    return [first[top(words)] for words in keys]


def _same(forms: dict[Key, _Form], bracketed: dict[Key, Key]) -> Iterator[tuple[Key, Key]]:
    """Pairs of keys that mean one, the shorter first."""
    initials: dict[str, Key] = {}
    by_word: dict[str, list[Key]] = defaultdict(list)
    for words in forms:
        if len(words) > 1:
            initials.setdefault(_initials(words), words)
        for word in dict.fromkeys(words):
            by_word[word].append(words)
    for words, form in forms.items():
        spelt_out = bracketed.get(words) or _spelt_out(words, form, initials)
        if spelt_out is not None:
            yield words, spelt_out
            continue
        near = dict.fromkeys(by_word[words[-1]] + by_word[words[0]])
        among = {one: forms[one] for one in near if one != words and forms[one].kind == form.kind}
        if form.kind == "person":
            long = _full_name(words, form, among)
        else:
            long = _longer(words, form.kind, among) or _singular(words, forms)
        if long is not None:
            yield words, long


def _bracketed(text: str, names: Sequence[TaggedName], keys: Sequence[Key]) -> dict[Key, Key]:
    """What a name in brackets right behind a longer one is short for."""
    found: dict[Key, Key] = {}
    for name, words in zip(names, keys, strict=True):
        if len(words) > 1 and (match := _BRACKET.match(text, name.end)):
            short = key(match[1])
            if short != words and short[0][0] in _initials(words):
                found.setdefault(short, words)
    return found


def _spelt_out(words: Key, form: _Form, initials: dict[str, Key]) -> Key | None:
    """What initials stand for."""
    if len(words) > 1 or not 2 <= len(words[0]) <= 6 or form.written.casefold() == form.written:
        return None
    if not form.written.replace(".", "").isupper():
        return None
    if words[0] in initials:
        return initials[words[0]]
    longer = [long for short, long in initials.items() if short.startswith(words[0])]
    return longer[0] if len(longer) == 1 and len(words[0]) > 2 else None


def _full_name(words: Key, form: _Form, among: dict[Key, _Form]) -> Key | None:
    """The full name that a person's surname, forename or other spelling stands for."""
    size = len(words)
    bearers = [one for one in among if len(one) > size and one[-size:] == words]
    bearers = bearers or [one for one in among if len(one) > size and one[:size] == words]
    if bearers:
        return max(bearers, key=lambda one: (among[one].count, -among[one].first))
    if size == 1:
        return None
    for one, other in among.items():
        longer = (len(one), form.first) > (size, other.first)
        if longer and one[-1] == words[-1] and _same_forename(words[0], one[0]):
            return one
    return None


def _same_forename(one: str, other: str) -> bool:
    """Whether two forenames may be one: the same, an initial, or cut short."""
    shorter = min(len(one), len(other))
    return one[0] == other[0] and (shorter == 1 or one[:3] == other[:3])


def _longer(words: Key, kind: Kind, among: dict[Key, _Form]) -> Key | None:
    """The longer name of which this is all but what says what it is; of bodies and things also
    one that this ends, or begins with two words and more."""
    size = len(words)
    begins = [one for one in among if len(one) > size and one[:size] == words]
    found = [one for one in begins if _GENERIC.issuperset(one[size:])]
    if not found and kind != "place":
        found = [one for one in among if len(one) > size and one[-size:] == words]
        if not found and size > 1:
            found = begins
        if not found and kind == "organisation":
            inside = [one for one in among if size == 1 and words[0] in one[1:-1]]
            found = inside if len(inside) == 1 else []
    return max(found, key=lambda one: (among[one].count, -among[one].first)) if found else None


def _singular(words: Key, forms: dict[Key, _Form]) -> Key | None:
    """The same name without the ending of the plural."""
    single = (*words[:-1], words[-1][:-1])
    return single if words[-1][-1:] == "s" and single in forms else None


def _initials(words: Key) -> str:
    return "".join("us" if word == "us" else word[0] for word in words)


@lru_cache(maxsize=10_000)
def key(name: str) -> Key:
    """The words of a name that tell it apart: without case, accents, points, article and ending."""
    plain = unicodedata.normalize("NFKD", name.replace(".", "")).casefold()
    plain = _PARTICLE.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
    alias = ALIASES.get(" ".join(plain.split()), "")
    words = [word for word in _PART.findall(alias or plain) if word not in _SMALL]
    while len(words) > 1 and (words[-1] in _ENDINGS or words[-1] in _GENERATIONS):
        words.pop()
    return tuple(words) or (plain,)
