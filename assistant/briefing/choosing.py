"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

import math
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
        self._leads: dict[int, tuple[int, ...]] = {}

    # ---------------------------------------------------------------- the lead

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order.

        Those that stand alone as far as they go; where they leave much of the room, whole
        sentences that lean on others too; where there is none of either kind, whatever fits.
        """
        return tuple(self._drafted(self.told.around(at)) for at in self._numbered(words))

    def _numbered(self, words: int) -> tuple[int, ...]:
        if words not in self._leads:
            self._leads[words] = self._in_order(self._lead(words))
        return self._leads[words]

    def _lead(self, words: int) -> list[int]:
        told = self.told.tellings
        tiers = (
            lambda one: one.stands and one.length >= _SHORTEST,
            lambda one: one.stands or one.whole,
            lambda one: True,
        )
        best: list[int] = []
        for fits in tiers:
            among = [at for at, one in enumerate(told) if fits(one) and not self._stale[at]]
            found = self._selected(among, words)
            if sum(told[at].length for at in found) > sum(told[at].length for at in best):
                best = found
            if sum(told[at].length for at in best) > _MUCH * words:
                break
        return best

    def _selected(self, among: Sequence[int], words: int) -> list[int]:
        held = [self._concepts.held[at] for at in among]
        lengths = [self.told.tellings[at].length for at in among]
        place = {at: number for number, at in enumerate(among)}
        alike = [
            frozenset(
                place[other] for other in self.told.links.of(at)[0].tolist() if other in place
            )
            for at in among
        ]
        return [among[at] for at in selected(held, self._weights, lengths, words, alike)]

    def _in_order(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """By day of publication, then by place: so that the sentences read as one text."""
        return tuple(sorted(chosen, key=lambda at: _place(self.told.tellings[at])))

    # ---------------------------------------------------------------- the points

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The facts that matter most, none twice and none that a lead of `beside` words tells.

        Facts whose sentence stands alone go first.
        """
        besides = () if beside is None else self._numbered(beside)
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
        total = float(sum(self._weights[one] for one in sorted(held)))
        return total / math.pow(max(1, words), _LENGTH)

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return {one.article.id for one in self.told.tellings if one.whole}

    def _point(self, fact: Fact) -> Point:
        copies = self._copies(fact)
        return Point(
            self._drafted(fact), self.told.publishers(fact), len(fact.tellers) + copies, copies
        )

    def _drafted(self, fact: Fact) -> Drafted:
        """A fact's best sentence, quoted with all others that say the same."""
        quotes = [self.told.tellings[at].quote for at in fact.tellers]
        return Drafted(quotes[0].text, tuple(quotes))

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
