"""What people are quoted as saying, each quotation once, with the wordings it is printed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import cached_property

from assistant.sections.cast import cast
from assistant.sections.mentions import key, respelt
from assistant.sections.namewords import is_medium
from assistant.sections.roles import HONORIFICS, RANKS, TITLES
from assistant.sections.sentences import by_time, days_apart, originals
from assistant.sections.utterances import FEWEST, Utterance, utterances
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article
from vectorstore.text import terms
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Quotation", "quotations"]

_SHINGLE = 4
_DAYS = 14
"""One saying in two wordings is printed within so many days."""
_SHARED, _IN_ORDER, _LENGTH = 0.32, 0.4, 0.66
"""One saying in two wordings: of all content words so many are in both, so many words are in
the same order, and the shorter has so many of the longer's words."""
_ALL = 0.9
"""Where nearly all content words of one are in the other, their order makes no difference."""
_OFTEN = 3
"""A content word in so many sayings of one speaker tells none of them apart."""
_COMMON = 300
_RELAYED = 8
"""So many words in a row are told once, whoever is said to say them: one relays the other."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_POINTS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)|(?<=\.[a-z])\.")
_CUTS = re.compile(r"\[[^\]]*\]|…|\.\s?\.\s?\.|(?<=[.!?])[\"”’)]*\s+(?=[A-Z“‘\"(])")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is quoted as saying; a cut by "she said" shows as an ellipsis in `words`.

    `publisher` and `published` are those of the earliest article that prints it. `quotes` hold
    the sentences of one article of each independent publisher: of those that print `words`,
    then of those that print another one of the `wordings`.
    """

    speaker: str
    words: str
    publisher: str
    published: date | datetime | None
    quotes: tuple[Quote, ...]
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Print:
    """An utterance with what it is compared by."""

    said: Utterance
    number: int

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Its runs of words without a cut inside, in order, one for each sentence."""
        found = (_tokens(part) for part in _CUTS.split(self.said.words))
        return tuple(part for part in found if part)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """All its words in order."""
        return tuple(token for part in self.parts for token in part)

    @cached_property
    def content(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(terms(self.said.words))

    @property
    def article(self) -> Article:
        """Where it is printed."""
        return self.said.quote.article


def quotations(told: Sequence[AnnotatedArticle], most: int = 12) -> list[Quotation]:
    """What is quoted directly, at most `most`: what most independent publishers print first.

    Then what the more quoted speakers say, then the earlier. Copies of an article count once.
    A shorter excerpt of the same words, and other points, capitals and ellipses are the same
    quotation; other words of the same speaker that are mostly the same are told in `wordings`.
    The order of the articles makes no difference. Nothing quoted: an empty list.
    """
    prints = _prints(told)
    entries = _wordings(_same(prints), prints)
    spoken = _importance(prints)
    rows = [(_rank(entry, spoken), entry) for entry in entries]
    return [_made(entry) for _, entry in sorted(rows, key=lambda row: row[0])[: max(0, most)]]


def _prints(told: Sequence[AnnotatedArticle]) -> list[_Print]:
    kept = originals(told)
    said = [utterance for one in kept for utterance in utterances(one)]
    fuller = _speakers(said, kept)
    named = [replace(u, speaker=fuller.get(u.speaker, u.speaker)) if u.named else u for u in said]
    return [_Print(utterance, number) for number, utterance in enumerate(named)]


def _speakers(said: Iterable[Utterance], told: Iterable[AnnotatedArticle]) -> dict[str, str]:
    """Names of one word with the one full name that the articles know for them."""
    names = {utterance.speaker for utterance in said if utterance.named}
    short = {key(name)[0]: name for name in names if len(key(name)) == 1}
    full: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for one in told:
        known = cast(one.article.text)
        for name in known.by_name:
            words = key(name)
            if len(words) > 1 and words[-1] in short and known.kind(name) == "person":
                full[words[-1]].setdefault(words, name)
    return {
        name: next(iter(full[word].values()))
        for word, name in short.items()
        if len(full[word]) == 1 and next(iter(full[word].values())) in names
    }


def _tokens(text: str) -> tuple[str, ...]:
    plain = _POINTS.sub("", text.casefold().replace("’", "'"))
    plain = plain.replace("can't", "can not").replace("n't", " not")
    return tuple(match[0] for match in _TOKEN.finditer(plain))


def _who(speaker: str) -> tuple[str, ...]:
    """A speaker to compare by: without titles, a full name by its first letter and surname."""
    words = [w for w in key(speaker) if w not in HONORIFICS | RANKS | TITLES]
    return tuple(words) or key(speaker)


def _one_speaker(one: Utterance, other: Utterance) -> bool:
    """Whether two speakers may be one: one of them nameless, or their surnames the same."""
    if not one.named or not other.named:
        return True
    ours, theirs = _who(one.speaker), _who(other.speaker)
    if ours[-1] != theirs[-1]:
        return respelt(ours, theirs)
    return 1 in (len(ours), len(theirs)) or ours[0][0] == theirs[0][0]


class _Sets:
    """Sets of numbers that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self._head = list(range(count))

    def find(self, number: int) -> int:
        while self._head[number] != number:
            self._head[number] = self._head[self._head[number]]
            number = self._head[number]
        return number

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._head[second] = first


def _same(prints: Sequence[_Print]) -> list[list[_Print]]:
    """Prints of the same words together, in order of their first."""
    by_shingle: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sets = _Sets(len(prints))
    for one in prints:
        near: dict[int, None] = {}
        shingles = {part[at : at + _SHINGLE] for part in one.parts for at in range(len(part))}
        for shingle in sorted(shingles):
            known = by_shingle[shingle]
            if len(shingle) == _SHINGLE and len(known) < _COMMON:
                near.update(dict.fromkeys(known))
                known.append(one.number)
        for number in near:
            other = prints[number]
            apart = sets.find(number) != sets.find(one.number)
            if apart and (
                (_one_speaker(one.said, other.said) and _shares(one, other))
                or _verbatim(one, other)
            ):
                sets.join(number, one.number)
    found: dict[int, list[_Print]] = defaultdict(list)
    for one in prints:
        found[sets.find(one.number)].append(one)
    return list(found.values())


def _shares(one: _Print, other: _Print) -> bool:
    """Whether a run of words between cuts stands in the other, so that both are one saying."""
    for mine, its in ((one, other), (other, one)):
        for part in mine.parts:
            if len(part) >= _SHINGLE and any(_holds(longer, part) for longer in its.parts):
                return True
        if _holds(its.tokens, mine.tokens):
            return True
    return False


def _verbatim(one: _Print, other: _Print) -> bool:
    """Whether all words of one stand in the other, so many that nobody else said them too."""
    short, long = sorted((one.tokens, other.tokens), key=len)
    return len(short) >= _RELAYED and _holds(long, short)


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether words stand in a row in others."""
    size = len(shorter)
    if size > len(longer):
        return False
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A saying: its prints, and the prints of it in other words."""

    prints: tuple[_Print, ...]
    others: tuple[tuple[_Print, ...], ...] = ()

    @property
    def all(self) -> list[_Print]:
        """Every print, those of the first wording first."""
        return [*self.prints, *(one for row in self.others for one in row)]


def _wordings(groups: Sequence[list[_Print]], prints: Sequence[_Print]) -> list[_Entry]:
    """The sayings, those of one speaker in words mostly the same brought together."""
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        named = next((p.said for p in group if p.said.named), None)
        if named is not None:
            rows[_who(named.speaker)[-1:]].append(number)
    sets = _Sets(len(groups))
    for row in rows.values():
        often: dict[str, int] = defaultdict(int)
        for number in row:
            for word in frozenset(w for p in groups[number] for w in p.content):
                often[word] += 1
        usual = frozenset(word for word, count in often.items() if count > _OFTEN)
        for one, other in _pairs(row):
            if _reworded(groups[one], groups[other], usual):
                sets.join(one, other)
    found: dict[int, list[list[_Print]]] = defaultdict(list)
    for number, group in enumerate(groups):
        found[sets.find(number)].append(group)
    return [_entry(members) for members in found.values()]


def _pairs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each with the next ones of its speaker: many sayings of one are far apart in time."""
    for place, one in enumerate(row):
        for other in row[place + 1 : place + 41]:
            yield one, other


def _reworded(one: Sequence[_Print], other: Sequence[_Print], usual: frozenset[str]) -> bool:
    """Whether two publishers print one saying of one speaker in different words."""
    return any(
        publisher_key(a.article) != publisher_key(b.article)
        and abs(days_apart(a.article, b.article) or 0) <= _DAYS
        and a.said.named
        and b.said.named
        and _one_speaker(a.said, b.said)
        and _alike(a, b, usual)
        for a in one[:4]
        for b in other[:4]
    )


def _alike(one: _Print, other: _Print, usual: frozenset[str]) -> bool:
    """Whether the words are mostly the same, as a whole or in one sentence of each."""
    if _close(one.said.words, other.said.words, usual):
        return True
    mine, its = _SENTENCES.split(one.said.words), _SENTENCES.split(other.said.words)
    if len(mine) * len(its) > 30:
        return False
    return any(_close(a, b, usual) for a in mine for b in its)


def _close(one: str, other: str, usual: frozenset[str]) -> bool:
    ours, theirs = _tokens(one), _tokens(other)
    short, long = sorted((len(ours), len(theirs)))
    if short < FEWEST + 1 or short < _LENGTH * long:
        return False
    mine, its = frozenset(terms(one)), frozenset(terms(other))
    shared = mine & its
    if len(shared - usual) < 2 or len(shared) < _SHARED * len(mine | its):
        return False
    if len(shared) >= _ALL * min(len(mine), len(its)) and len(shared) > 2:
        return True
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.ratio() >= _IN_ORDER


def _entry(members: Sequence[list[_Print]]) -> _Entry:
    """A saying with the wording first that most publishers print."""
    rows = sorted(
        members,
        key=lambda row: (-_publishers(row), *by_time(row[0].article), row[0].said.quote.start),
    )
    return _Entry(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _publishers(prints: Iterable[_Print]) -> int:
    return len({publisher_key(one.article) for one in prints})


def _importance(prints: Sequence[_Print]) -> dict[tuple[str, ...], tuple[int, int]]:
    """How many publishers quote each speaker, and how often."""
    quoting: dict[tuple[str, ...], list[_Print]] = defaultdict(list)
    for one in prints:
        if one.said.named:
            quoting[_who(one.said.speaker)[-1:]].append(one)
    return {who: (_publishers(row), len(row)) for who, row in quoting.items()}


def _rank(entry: _Entry, spoken: dict[tuple[str, ...], tuple[int, int]]) -> tuple[object, ...]:
    said = _speaker(entry.all)
    publishers, times = spoken.get(_who(said.speaker)[-1:], (0, 0)) if said.named else (0, 0)
    best = _best(entry.prints)
    first = min(by_time(one.article) for one in entry.all)
    return (
        not said.speaker, -_publishers(entry.all), not said.named, -publishers, not best.said.whole,
        -times, first, best.said.quote.start,
    )  # fmt: skip


def _speaker(prints: Iterable[_Print]) -> Utterance:
    """The print that names the speaker best: a full name, else a name, else a phrase.

    A newspaper or an agency comes last: it relays what another says.
    """
    return min(
        (one.said for one in prints),
        key=lambda said: (
            not said.named or is_medium(said.speaker),
            not said.speaker,
            not said.named,
            -len(key(said.speaker)),
        ),
    )


def _best(prints: Sequence[_Print]) -> _Print:
    """The print whose words most publishers print, of those the longest, then the earliest."""

    def merit(one: _Print) -> tuple[object, ...]:
        holding = [p for p in prints if p is one or _holds(p.tokens, one.tokens)]
        return (
            -_publishers(holding), -len(one.tokens), *by_time(one.article), one.said.quote.start
        )  # fmt: skip

    return min(prints, key=merit)


def _made(entry: _Entry) -> Quotation:
    chosen = [_best(row) for row in (entry.prints, *entry.others)]
    best = chosen[0]
    first = min(entry.all, key=lambda one: (*by_time(one.article), one.said.quote.start)).article
    quotes: dict[tuple[int, str], Quote] = {}
    for at, row in enumerate((entry.prints, *entry.others)):
        for one in sorted(row, key=lambda p: (p is not chosen[at], by_time(p.article))):
            quotes.setdefault((at, publisher_key(one.article)), one.said.quote)
    wordings = dict.fromkeys(one.said.words for one in chosen[1:])
    return Quotation(
        _speaker(entry.all).speaker, best.said.words, first.publisher, first.published,
        tuple(quotes.values()), tuple(wordings),
    )  # fmt: skip
