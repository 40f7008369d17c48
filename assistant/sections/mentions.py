"""The names that stand in a text, without their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.sections.forenames import MEN, WOMEN
from assistant.sections.nameparts import parted
from assistant.sections.namewords import ALONE, BODY_WORDS, EVENTS, NO_NAMES, is_body
from assistant.sections.roles import HONORIFICS, PERSONS, RANKS, TITLE_PARTS, TITLES, is_body_noun
from vectorstore.text import Name, names
from vectorstore.text.lexicon import listed
from vectorstore.text.places import ALIASES, DEMONYMS, PLACES
from vectorstore.text.terms import STOP_WORDS, fold

_POSSESSIVE = re.compile(r"[’'][sS]?$")
_ARTICLE = re.compile(r"\b(?:al|el|ad|as|ash|an|ar|at|az)[-‐‑’'](?=\w)")
_REST = re.compile(
    r"[-‐‑](?!(?:backed|led|based|style|era|linked|run|born|owned|appointed|like)\b)[a-z]+\b"
)
_SECRETARY = "Secretary of State "
_OF_STATE = re.compile(r"Secretary of $")
_OF = re.compile(r"[ \xa0]of[ \xa0]")
_TITLE_TO = re.compile(r"\b(?P<title>[A-Za-z]+) (?:to|of|for|in) (?:the )?$")
_NICKNAME = re.compile(r"[\"“‘(][^\"”’)]*[\"”’)]\s+")
_LONG = 6
"""A surname of so many letters may be spelt with one more elsewhere."""
_BEAUTY, _WON = listed("miss mister"), listed("world universe earth international")
_YEAR = re.compile(r" (?:19|20)\d\d\b")
_PARTISANS = listed("democrat republican")
_OFFICE = listed("gm ceo cfo coo cto mp mep msp qb")
_PARTED = re.compile(r" (?:for|of the|on|of) | and ")
_SECOND = listed(
    """
    services prevention technology development families diseases aging education welfare sport
    sports tourism culture communications medicine research management statistics trade industry
    commerce affairs security agriculture forestry fisheries energy climate environment science
    innovation skills pensions customs explosives firearms transport housing planning justice
    labour finance
    """
)
_OFFICES = listed(
    "office centers centres center centre department ministry institute committee council"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in an article: `start` to `end` without its title, which begins at `outer`.

    `full` is the name as the article first spells it out: "Jane Roe" for a later "Ms Roe".
    """

    outer: int
    start: int
    end: int
    title: str
    text: str
    full: str

    @property
    def titled(self) -> bool:
        """Whether a title stands before it."""
        return self.outer < self.start


def mentions(text: str) -> list[Mention]:
    """The names of a text in order, each standing for itself."""
    return _names_apart(text, list(_bare(text)))


@lru_cache(maxsize=32768)
def key(name: str) -> tuple[str, ...]:
    """A name's words to compare it by: lower case, without accents and points."""
    plain = _ARTICLE.sub("", fold(_POSSESSIVE.sub("", _NICKNAME.sub("", name))))
    return tuple(word for word in re.split(r"[\s.]+", plain) if word)


def respelt(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names are one in two spellings: a letter more or less in a long surname."""
    if len(one) < 2 or len(other) < 2 or one[0] != other[0] or one == other:
        return False
    first, last = sorted((one[-1], other[-1]), key=len)
    if len(first) < _LONG or len(last) - len(first) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[at:] == last[at + 1 :]


def is_personal(mention: Mention) -> bool:
    """Whether a name of several words may be a person's: no word of it names a body or place."""
    words = [word.lower() for word in mention.text.split()]
    whole = " ".join(words)
    if whole in PLACES or words[-1] in EVENTS or any(is_body_noun(word) for word in words):
        return False
    return len(words) <= 4 and words[0] not in NO_NAMES and words[0] not in DEMONYMS


def _bare(text: str) -> Iterator[Mention]:
    """The names of a text without their titles, those that name nobody left out."""
    for name in _joined(text, list(parted(text, names(text)))):
        start, title = _untitled(name)
        outer = name.start
        if not title and (sent := _sent(text, name)):
            outer, title, start = sent
        if _OF_STATE.search(text, max(0, outer - 13), outer) and text.startswith("State ", start):
            title, outer, start = "Secretary of State", outer - len("Secretary of "), start + 6
        end = name.end
        if " " in text[start:end] and (rest := _REST.match(text, end)):
            end = rest.end()
        if of := _OF.search(text, start, end):
            first = text[start : of.start()].lower().split()
            of_place = fold(text[of.end() : end]) in PLACES
            known = first[0] in MEN or first[0] in WOMEN or bool(title) or of_place
            if len(first) > 1 and known and not is_body(first):
                end = of.start()
        bare = text[start:end]
        if "\n" in bare or not bare.strip() or _nobody(bare, title):
            continue
        if title.lower() in _BEAUTY and _is_beauty(text, bare, end):
            continue
        yield Mention(outer, start, end, title, bare, bare)


def _joined(text: str, found: Sequence[Name]) -> Iterator[Name]:
    """Names, the parts of "Office for National Statistics" together."""
    last: Name | None = None
    for name in found:
        if last is not None and _one_body(text, last, name):
            last = Name(last.start, name.end, text[last.start : name.end], False, last.kind)
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _one_body(text: str, one: Name, other: Name) -> bool:
    gap = text[one.end : other.start]
    if not _PARTED.fullmatch(gap):
        return False
    words = one.text.lower().split()
    if gap == " and ":
        second = other.text.lower().split()
        if len(words) == 1 and second[-1] in BODY_WORDS | {"administration"}:
            # "the Food and Drug Administration"
            return len(second) > 1 and text[: one.start].endswith("the ")
        return len(second) < 3 and second[-1] in _SECOND and not _OFFICES.isdisjoint(words)
    return words[-1] in _OFFICES


def _untitled(name: Name) -> tuple[int, str]:
    """Where a name begins behind its title, and the title."""
    if name.text.startswith(_SECRETARY) and len(name.text) > len(_SECRETARY):
        return name.start + len(_SECRETARY), _SECRETARY.strip()
    words = list(re.finditer(r"\S+", name.text))
    # "Reds GM Ann Poe": the office stands between the body and the name.
    office = TITLES | PERSONS | _OFFICE
    at = next((n for n in range(len(words) - 3, -1, -1) if words[n][0].lower() in office), -1)
    follows = words[at + 1][0].lower() if at >= 0 else "of"
    if follows not in ("of", "for", "and", "&") and not is_body([words[-1][0]]):
        return name.start + words[at + 1].start(), name.text[: words[at].end()]
    at = 0
    while at < len(words) - 1:
        word = words[at][0].lower().rstrip(".")
        following = words[at + 1][0].lower().rstrip(".")
        is_title = word in TITLES or word in HONORIFICS or word in RANKS
        if not is_title and not (word in TITLE_PARTS and following in TITLES | TITLE_PARTS):
            break
        at += 1
    rest = [word[0].lower() for word in words[at:]]
    if at and (rest[0] in ("of", "for", "and") or rest[-1] in BODY_WORDS):
        return name.start, ""
    return name.start + words[at].start(), name.text[: words[at].start()].strip()


def _sent(text: str, name: Name) -> tuple[int, str, int] | None:
    """Where the title begins, the title, and where the name does: "Envoy to Mali Ann Poe"."""
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", name.text)]
    title = _TITLE_TO.search(text, max(0, name.start - 60), name.start)
    if title is None or title["title"].lower() not in TITLES:
        return None
    for at in range(len(words) - 2, 0, -1):
        place = name.text[: words[at - 1][1]]
        if fold(place) in PLACES or fold(place) in ALIASES:
            begins, start = title.start("title"), name.start + words[at][0]
            return begins, text[begins:start].strip(), start
    return None


def _is_beauty(text: str, bare: str, end: int) -> bool:
    """Whether "Miss" and a word are a title that is won: "Miss Larnia 2024", "Miss World"."""
    word = fold(bare)
    return word in PLACES or word in _WON or _YEAR.match(text, end) is not None


def _nobody(bare: str, title: str) -> bool:
    words = bare.lower().split()
    if len(words) == 1:
        word = words[0].rstrip(".")
        if word in ALONE:
            return True
        return len(word) < 2 or word in NO_NAMES or (not title and word in DEMONYMS) or (
            word in STOP_WORDS and not bare.isupper()
        )  # fmt: skip
    return len(words) > 7 or words[0] in ("i", "the") or words[-1] in _PARTISANS


def _names_apart(text: str, found: list[Mention]) -> list[Mention]:
    """Names without those that only begin an office: "Senate Minority" Leader Ann Poe."""
    after: list[Mention | None] = [*found[1:], None][: len(found)]
    return [
        one
        for one, following in zip(found, after, strict=True)
        if not (
            following is not None
            and following.titled
            and " " in one.text
            and (one.end > following.outer or text[one.end : following.outer] == " ")
            and not is_body(one.text.split()[-1:])
        )
    ]
