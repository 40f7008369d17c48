"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.concepts import Concepts, concepts, pairs, weights
from assistant.briefing.facts import Fact, Told
from assistant.briefing.news import Before
from assistant.briefing.relevance import features, nearness, relevance
from assistant.briefing.scoping import Scope
from assistant.briefing.selecting import selected
from assistant.briefing.telling import Telling, tellings
from assistant.briefing.trimming import CUT, trimmed
from assistant.citing.citations import Quote
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

    def __init__(self, scope: Scope, replaced: Collection[Quote] = ()) -> None:
        """`replaced` are sentences whose figures later reports replace: they are not told."""
        self.scope = scope
        self.told = Told(tellings(scope.originals))
        stale = {(one.article.id, one.start) for one in replaced}
        self._stale = [(t.article.id, t.quote.start) in stale for t in self.told.tellings]
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
        tiers = (
            lambda one: one.stands and one.length >= _SHORTEST,
            lambda one: one.stands or one.whole,
            lambda one: True,
        )
        best: list[_Wording] = []
        for fits in tiers:
            among = [at for at, one in enumerate(told) if fits(one) and not self._stale[at]]
            found = self._selected(among, words)
            if sum(one.length for one in found) > sum(one.length for one in best):
                best = found
            if sum(one.length for one in best) > _MUCH * words:
                break
        return best

    def _selected(self, among: Sequence[int], words: int) -> list[_Wording]:
        """Of these sentences, whole or without their asides, those that together tell most."""
        wordings = self._wordings(among)
        places: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(wordings):
            places[one.at].append(number)
        alike = [
            frozenset(
                number
                for other in (one.at, *self.told.links.of(one.at)[0].tolist())
                for number in places.get(other, ())
                if wordings[number] is not one
            )
            for one in wordings
        ]
        held = [one.held for one in wordings]
        lengths = [one.length for one in wordings]
        return [wordings[at] for at in selected(held, self._weights, lengths, words, alike)]

    def _wordings(self, among: Sequence[int]) -> list[_Wording]:
        """The sentences as they are, and those that tell most also without their asides."""
        told = self.told.tellings
        found = [_Wording(at, "", told[at].length, self._concepts.held[at]) for at in among]
        best = sorted(found, key=lambda one: (-round(self._weight(one.held), 9), one.at))
        for one in best[:_TRIMMED]:
            shorter = trimmed(told[one.at].text)
            if shorter:
                found.append(
                    _Wording(one.at, shorter, len(shorter.split()), self._concepts_of(shorter))
                )
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
                fact = self.told.facts[number]
                one = self.told.tellings[fact.best]
                if one.stands is not stands or not (stands or one.whole):
                    continue
                if stands and self._stale[fact.best]:
                    continue
                if len(chosen) == count:
                    break
                if not self._repeats(fact, known):
                    chosen.append(fact)
                    known.append(fact)
        return [self._point(fact) for fact in chosen]

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
        """What each pair of words is worth; on a topic only as far as it belongs to it."""
        found = weights(self._concepts)
        if not self.scope.topic:
            return found
        near = nearness(self._features, self.told.articles)
        best = np.zeros(len(found))
        for fact, share in zip(self.told.facts, near.tolist(), strict=True):
            for at in fact.members:
                held = list(self._concepts.held[at])
                best[held] = np.maximum(best[held], share)
        return found * best


def _place(one: Telling) -> tuple[bool, int, str, int]:
    day = one.article.day
    return (day is None, day.toordinal() if day else 0, one.article.id, one.position)
