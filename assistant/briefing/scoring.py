"""How much each sentence and each cluster of a scope matters."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.clusters import Clustering
from assistant.briefing.concepts import Concepts, concepts, pairs, weights
from assistant.briefing.relevance import features, relevance
from assistant.briefing.scoping import Scope
from assistant.briefing.trimming import CUT

_WORTH, _WORTH_OF_FEW = 0.7, 2.0
"""How much what a cluster tells counts beside its belonging to the topic, and how much more of few
articles."""
_MANY = 50
_LENGTH = 0.3
"""How strongly a long sentence pays for its words: 0 not at all, 1 in full."""


class Scoring:
    """What the sentences of a scope are worth, by the pairs of words that they hold."""

    def __init__(self, scope: Scope, clustering: Clustering) -> None:
        self._scope = scope
        self._clustering = clustering

    @property
    def held(self) -> Sequence[frozenset[int]]:
        """The known pairs that each sentence holds, by number."""
        return self._concepts.held

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """What each pair of words is worth."""
        return weights(self._concepts)

    def weight(self, held: Collection[int]) -> float:
        """What some pairs are worth together."""
        return float(self.weights[sorted(held)].sum())

    def pairs_of(self, sentence: str) -> frozenset[int]:
        """The known pairs of a sentence, which may have cuts; none spans a cut."""
        return frozenset(
            self._numbers[pair]
            for part in sentence.split(CUT)
            for pair in pairs(part)
            if pair in self._numbers
        )

    def worth(self, held: Collection[int], words: int) -> float:
        """How much a sentence of so many words matters by itself: a long one more, but not for
        each of its words."""
        return self.weight(held) / math.pow(max(1, words), _LENGTH)

    def ranked(self, besides: Sequence[int] = ()) -> list[int]:
        """The numbers of the clusters, the one that matters most first.

        On a topic those that belong to it; of few articles, where that is less sure, rather
        those that tell most. What the sentences `besides` tell counts no more.
        """
        known = frozenset(concept for number in besides for concept in self.held[number])
        clustering = self._clustering
        worths = np.array(
            [
                self.worth(
                    self.held[cluster.best] - known, clustering.sentences[cluster.best].length
                )
                for cluster in clustering.clusters
            ]
        )
        if self._scope.topic:
            few = 1 - min(1.0, clustering.articles / _MANY)
            weight = _WORTH + _WORTH_OF_FEW * few
            scores = self._relevance + weight * np.log(worths + 1e-3)
        else:
            carried = np.array([clustering.publishers(cluster) for cluster in clustering.clusters])
            scores = worths * (1 + np.log(carried))
        rounded = np.round(scores, 9)
        return sorted(range(len(rounded)), key=lambda number: (-rounded[number], number))

    def relevance(self, cluster: int) -> float:
        """The logit of how sure it is that a cluster belongs to the topic; without a topic 0."""
        return float(self._relevance[cluster]) if self._scope.topic else 0.0

    @cached_property
    def _relevance(self) -> NDArray[np.float64]:
        return relevance(features(self._clustering, self._scope.topic, self._scope.closeness))

    @cached_property
    def _concepts(self) -> Concepts:
        return concepts(self._clustering.sentences)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {pair: number for number, pair in enumerate(self._concepts.pairs)}
