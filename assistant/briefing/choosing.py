"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.concepts import Concepts, concepts, pairs, weights
from assistant.briefing.facts import Fact, Told
from assistant.briefing.news import Before
from assistant.briefing.relevance import features, relevance
from assistant.briefing.scoping import Scope
from assistant.briefing.selecting import selected
from assistant.briefing.telling import LONGEST, Telling, is_page, tellings
from assistant.briefing.trimming import CUT, trimmed
from assistant.citing.citations import Quote
from assistant.citing.gate import verify
from assistant.facts.same import group
from assistant.writing.draft import Drafted

_REPEATED = 0.35
"""Of two points neither holds so much of the other's words."""
_WORTH, _WORTH_OF_FEW = 0.7, 2.0
"""How much what a fact tells counts beside its belonging to the topic, and how much more of few
articles."""
_MANY = 50
_LENGTH = 0.3
"""How strongly a long sentence pays for its words: 0 not at all, 1 in full."""
_FEWEST_FACTS, _WORDS_A_FACT = 15, 6
"""The lead on a topic is made of so many facts, or of one for so many words."""
_COMPARED = 2000
"""So many sentences are compared word by word, that a lead may not repeat itself."""
_TRIMMED = 40
"""So many sentences, those that tell most, may also be told without their asides."""
_SHORTEST = 8
"""Sentences of a lead have at least this many words, where there are such."""
_MUCH = 0.5
"""Leaning sentences are told where this share of the room is left without them."""


@dataclass(frozen=True, slots=True)
class Point:
    """A fact to be told: its sentence with who says the same, and how many do.

    `publishers` counts independent ones, `articles` all that tell it, of which `copies` are copies
    of others.
    """

    drafted: Drafted
    publishers: int
    articles: int
    copies: int


@dataclass(frozen=True, slots=True, eq=False)
class _Wording:
    """A sentence by its number, as it is or `shorter`, its words, and the pairs it holds."""

    at: int
    shorter: str
    length: int
    held: frozenset[int]


class Chooser(Protocol):
    """What a briefing asks of the articles it reads."""

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order."""

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The facts that matter most, none twice and none that a lead of `beside` words tells."""

    def new(self, before: Before, count: int) -> list[Point]:
        """The facts that matter most of those that no earlier article tells."""

    def worth(self, sentence: str) -> float:
        """How much a sentence matters by itself."""

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""


class Choice:
    """The sentences of a scope, how much each matters, and what a briefing makes of them."""

    def __init__(self, scope: Scope, replaced: Mapping[Quote, Quote] | None = None) -> None:
        """`replaced` are sentences that later reports replace, each with the newest report: they
        are told beside it only."""
        self.scope = scope
        self.told = Told(tellings(scope.originals))
        at = {(one.article.id, one.quote.start): n for n, one in enumerate(self.told.tellings)}
        pairs_ = ((_key(old), _key(new)) for old, new in (replaced or {}).items())
        self._newest = {at[old]: at[new] for old, new in pairs_ if old in at and new in at}
        self._leads: dict[int, tuple[_Wording, ...]] = {}

    # ---------------------------------------------------------------- the lead

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order.

        Those that stand alone as far as they go; where they leave much of the room, whole
        sentences that lean on others too; where there is none of either kind, whatever fits.
        """
        return tuple(
            self._drafted(self.told.around(one.at), one.shorter) for one in self._chosen(words)
        )

    def _chosen(self, words: int) -> tuple[_Wording, ...]:
        if words not in self._leads:
            self._leads[words] = self._in_order(self._lead(words))
        return self._leads[words]

    def _lead(self, words: int) -> list[_Wording]:
        told = self.told.tellings
        eligible = self._eligible(words)
        standing = [at for at in eligible if told[at].stands and told[at].length >= _SHORTEST]
        best = self._selected(standing, words)
        if _length(best) <= _MUCH * words:
            further = [at for at in eligible if told[at].stands or _may_follow(told[at])]
            best = max(best, self._selected(further, words), key=_length)
        return best or self._first(eligible, words)

    def _first(self, among: Sequence[int], words: int) -> list[_Wording]:
        """The first sentences that fit, where no choice can be made: one word, another script."""
        found: list[_Wording] = []
        for at in among:
            one = self.told.tellings[at]
            if one.length <= words - _length(found) and not is_page(one.text):
                found.append(_Wording(at, "", one.length, self._concepts.held[at]))
        return found[:_FEWEST_FACTS]

    def _eligible(self, words: int) -> list[int]:
        """The sentences that a lead may tell: on a topic those of the facts that matter most."""
        if not self.scope.topic:
            return list(range(len(self.told.tellings)))
        most = max(_FEWEST_FACTS, words // _WORDS_A_FACT)
        facts = (self.told.facts[number] for number in self._ranked()[:most])
        return sorted(at for fact in facts for at in fact.members)

    def _selected(self, among: Sequence[int], words: int) -> list[_Wording]:
        """Of these sentences, whole or without their asides, those that together tell most."""
        bundles = self._bundles(among)
        places: dict[int, list[int]] = defaultdict(list)
        for number, bundle in enumerate(bundles):
            for one in bundle:
                places[one.at].append(number)
        repeats: dict[int, set[int]] = {at: {at} for at in places}
        for at in places:
            repeats[at].update(self.told.links.of(at)[0].tolist())
        for one_at, other_at in self.told.overlapping(sorted(places)[:_COMPARED]):
            repeats[one_at].add(other_at)
            repeats[other_at].add(one_at)
        alike = [
            frozenset(
                number
                for one in bundle
                for other in repeats[one.at]
                for number in places.get(other, ())
                if bundles[number] is not bundle
            )
            for bundle in bundles
        ]
        held = [frozenset().union(*(one.held for one in bundle)) for bundle in bundles]
        lengths = [sum(one.length for one in bundle) for bundle in bundles]
        chosen = selected(held, self._weights, lengths, words, alike)
        return [one for number in chosen for one in bundles[number]]

    def _bundles(self, among: Sequence[int]) -> list[tuple[_Wording, ...]]:
        """What may be told: a sentence, or one that was replaced with what replaces it.

        The sentences that tell most may also be told without their asides.
        """
        told = self.told.tellings
        whole = {at: _Wording(at, "", told[at].length, self._concepts.held[at]) for at in among}
        found: list[tuple[_Wording, ...]] = []
        for at, one in whole.items():
            newest = self._newest.get(at)
            if newest is None:
                found.append((one,))
            elif newest in whole and newest not in self._newest:
                found.append((one, whole[newest]))
        best = sorted(whole.values(), key=lambda one: (-round(self._weight(one.held), 9), one.at))
        for one in best[:_TRIMMED]:
            shorter = "" if one.at in self._newest else trimmed(told[one.at].text)
            if shorter:
                size = len(shorter.split())
                found.append((_Wording(one.at, shorter, size, self._concepts_of(shorter)),))
        return found

    def _concepts_of(self, shorter: str) -> frozenset[int]:
        """The known pairs of a sentence with cuts; none spans a cut."""
        return frozenset(
            self._numbers[pair]
            for part in shorter.split(CUT)
            for pair in pairs(part)
            if pair in self._numbers
        )

    def _weight(self, held: Collection[int]) -> float:
        return float(self._weights[sorted(held)].sum())

    def _in_order(self, chosen: Sequence[_Wording]) -> tuple[_Wording, ...]:
        """By day of publication, then by place: so that the sentences read as one text."""
        return tuple(sorted(chosen, key=lambda one: _place(self.told.tellings[one.at])))

    # ---------------------------------------------------------------- the points

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The facts that matter most, none twice and none that a lead of `beside` words tells.

        Facts whose sentence stands alone go first.
        """
        besides = () if beside is None else tuple(one.at for one in self._chosen(beside))
        known = [self.told.around(at) for at in besides]
        chosen: list[Fact] = []
        ranked = self._ranked(besides)
        for stands in (True, False):
            for number in ranked:
                if len(chosen) >= count:
                    break
                fact = self.told.facts[number]
                one = self.told.tellings[fact.best]
                if one.stands is not stands or not (stands or _may_follow(one)):
                    continue
                for one_fact in self._with_newest(fact):
                    if len(chosen) < count and not self._repeats(one_fact, known):
                        chosen.append(one_fact)
                        known.append(one_fact)
        chosen = chosen or self.told.facts[: min(count, 1)]
        return [self._point(fact) for fact in chosen]

    def _with_newest(self, fact: Fact) -> list[Fact]:
        """A fact, after the report that replaces it where there is one."""
        newest = self._newest.get(fact.best)
        return [fact] if newest is None else [self.told.around(newest), fact]

    def new(self, before: Before, count: int) -> list[Point]:
        """The facts that matter most of those that no earlier article tells."""
        told = self.told.tellings
        chosen: list[Fact] = []
        for number in self._ranked():
            fact = self.told.facts[number]
            fresh = all(before.is_new(told[at].article) for at in fact.tellers)
            if fresh and told[fact.best].stands and not self._repeats(fact, chosen):
                chosen.append(fact)
            if len(chosen) == count:
                break
        return [self._point(fact) for fact in chosen]

    def _repeats(self, fact: Fact, known: Sequence[Fact]) -> bool:
        return any(self.told.redundant(fact, other, _REPEATED) for other in known)

    def worth(self, sentence: str) -> float:
        """How much a sentence matters by itself: a long one more, but not for each of its words."""
        held = (self._numbers[pair] for pair in pairs(sentence) if pair in self._numbers)
        return self._worth(set(held), len(sentence.split()))

    def _worth(self, held: Collection[int], words: int) -> float:
        return self._weight(held) / math.pow(max(1, words), _LENGTH)

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return {one.article.id for one in self.told.tellings if one.whole}

    def _point(self, fact: Fact) -> Point:
        copies = self._copies(fact)
        return Point(
            self._drafted(fact), self.told.publishers(fact), len(fact.tellers) + copies, copies
        )

    def _drafted(self, fact: Fact, shorter: str = "") -> Drafted:
        """A fact's best sentence, or a shorter wording of it, quoted with all that say the same."""
        quotes = [self.told.tellings[at].quote for at in fact.tellers]
        if shorter:  # who says the same may say only what was cut
            quotes[1:] = [one for one in quotes[1:] if verify(shorter, [one.text]).supported]
        return Drafted(shorter or quotes[0].text, tuple(quotes))

    def _copies(self, fact: Fact) -> int:
        """How many copies there are of the articles that tell a fact."""
        tellers = {group(self.told.tellings[at].article) for at in fact.tellers}
        originals = {article.id for article, _ in self.scope.originals}
        return sum(
            group(article) in tellers and article.id not in originals
            for article, _ in self.scope.articles
        )

    # ---------------------------------------------------------------- what matters

    @cached_property
    def _features(self) -> NDArray[np.float64]:
        return features(self.told, self.scope.topic, self.scope.closeness)

    def _ranked(self, besides: Sequence[int] = ()) -> list[int]:
        """The numbers of the facts, the one that matters most first.

        On a topic those that belong to it; of few articles, where that is less sure, rather
        those that tell most. What the sentences `besides` tell counts no more.
        """
        told = frozenset(one for at in besides for one in self._concepts.held[at])
        worths = np.array(
            [
                self._worth(
                    self._concepts.held[fact.best] - told, self.told.tellings[fact.best].length
                )
                for fact in self.told.facts
            ]
        )
        if self.scope.topic:
            few = 1 - min(1.0, self.told.articles / _MANY)
            weight = _WORTH + _WORTH_OF_FEW * few
            scores = relevance(self._features) + weight * np.log(worths + 1e-3)
        else:
            carried = np.array([self.told.publishers(fact) for fact in self.told.facts])
            scores = worths * (1 + np.log(carried))
        rounded = np.round(scores, 9)
        return sorted(range(len(rounded)), key=lambda number: (-rounded[number], number))

    @cached_property
    def _concepts(self) -> Concepts:
        return concepts(self.told.tellings)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {pair: number for number, pair in enumerate(self._concepts.pairs)}

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        """What each pair of words is worth."""
        return weights(self._concepts)


def _length(wordings: Sequence[_Wording]) -> int:
    return sum(one.length for one in wordings)


def _may_follow(one: Telling) -> bool:
    """Whether a sentence that leans on others may be told where there is room."""
    return (
        one.whole and one.length <= LONGEST and not one.text.endswith("?") and not is_page(one.text)
    )


def _key(quote: Quote) -> tuple[str, int]:
    return quote.article.id, quote.start


def _place(one: Telling) -> tuple[bool, int, str, int]:
    day = one.article.day
    return (day is None, day.toordinal() if day else 0, one.article.id, one.position)
