"""Whom a sentence means that says "she" or "there": the one that the sentences above it name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vectorstore.text import names, terms
from vectorstore.text.annotations import Annotations, Entity, Kind, Sentence
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.speech import SAYING
from vectorstore.text.quotations import sexes
from vectorstore.text.roles import NamedText

_BEFORE = 6
"""A name is looked for in so many sentences before a pronoun."""
_POINTS = re.compile(
    r"\b(?:(?P<one>he|she)|(?P<many>they)|(?P<thing>it)|(?P<place>there"
    r"|the (?:city|town|village|island|country|province|region)))\b",
    re.IGNORECASE,
)
_LEADING, _MOST_AHEAD = ("many", "thing"), 2
"""What "they" and "it" stand for is looked for above only where they lead the sentence or a part
of it, behind so few words: else it is mostly what the sentence itself has named."""
_SAYS = re.compile(rf"\s(?:{any_of(SAYING)})\b")
_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "one": ("person",),
    "many": ("person", "organisation"),
    "thing": ("organisation", "other"),
    "place": ("place",),
}
"""What each may stand for: only a person, or a body that can speak, says something."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a sentence means: the place of the sentence that names it, and of the entity; `entity`
    None where the text names several, or none."""

    sentence: int
    entity: int | None
    kinds: tuple[Kind, ...]


def meant(text: str, known: Annotations, at: int) -> Iterator[Meant]:
    """Whom or what the sentence `at` of a text points back at, for each word that does.

    That is the only one that may be meant in the nearest sentence above that names such; of two
    neither is taken. A word behind a name that it may stand for points at nothing above.
    """
    sentence = known.sentences[at]
    seen: set[str] = set()
    for found in _POINTS.finditer(text, sentence.start, sentence.end):
        sort = found.lastgroup or ""
        before = text[sentence.start : found.start()]
        far = sort in _LEADING and len(before.rpartition(",")[2].split()) > _MOST_AHEAD
        if sort in seen or far or _is_quoted(text, found.start()):
            continue
        seen.add(sort)
        here = (known.entities[m.entity].kind for m in sentence.mentions if m.end <= found.start())
        if not any(kind in _KINDS[sort] for kind in here):
            yield _above(text, known, at, found[0].lower(), _KINDS[sort])


def points_elsewhere(draft: str, text: str, known: Annotations, first: int) -> bool:
    """Whether a sentence of a draft names another than whom the text means: of the sentence `first`
    and the next one, that which tells most of the draft says "she" of her, or of nobody certain.

    Only what a pronoun may stand for is compared, and in any case who is said to say something.
    """
    wanted = set(terms(draft))
    both = [text[one.start : one.end] for one in known.sentences[first : first + 2]]
    telling = max(range(len(both)), key=lambda n: len(wanted & set(terms(both[n]))))
    own = set(terms(both[telling]))
    lacking = [
        (words, _SAYS.match(draft, name.end) is not None)
        for name in names(draft)
        if (words := set(terms(name.text)) - own)
    ]
    for found in meant(text, known, first + telling):
        fitting = [words_of(one) for one in known.entities if one.kind in found.kinds]
        its = words_of(known.entities[found.entity]) if found.entity is not None else set()
        for words, speaks in lacking:
            if not words <= its and (speaks or any(words <= other for other in fitting)):
                return True
    return False


def words_of(entity: Entity) -> set[str]:
    """The content words of all the names of one entity."""
    return {term for name in (entity.name, *entity.aliases) for term in terms(name)}


def _above(text: str, known: Annotations, at: int, word: str, kinds: tuple[Kind, ...]) -> Meant:
    mentions = [mention for sentence in known.sentences for mention in sentence.mentions]
    told = sexes(NamedText(text, mentions, known.entities)) if word in ("he", "she") else {}
    for number in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        named = {
            entity
            for entity in _named(text, known.sentences[number])
            if known.entities[entity].kind in kinds and told.get(entity, word) == word
        }
        if named:
            return Meant(number, named.pop() if len(named) == 1 else None, kinds)
    return Meant(at, None, kinds)


def _named(text: str, sentence: Sentence) -> Iterator[int]:
    """What a sentence names outside of quotation marks."""
    for mention in sentence.mentions:
        if not _is_quoted(text, mention.start):
            yield mention.entity


def _is_quoted(text: str, place: int) -> bool:
    """Whether a place stands in quotation marks that its paragraph opened."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
