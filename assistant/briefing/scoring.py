"""How much each sentence and each cluster of a scope matters."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.clusters import Clustering
from assistant.briefing.concepts import Concepts, concepts, weights
from assistant.briefing.relevance import features, relevance
from assistant.briefing.scoping import Scope

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

    def worth(self, held: Collection[int], words: int) -> float:
        """How much a sentence of so many words matters by itself: a long one more, but not for
        each of its words."""
        return float(self.weights[sorted(held)].sum()) / math.pow(max(1, words), _LENGTH)

    def ranked(
        self, besides: Sequence[int] = (), prior: NDArray[np.float64] | None = None
    ) -> list[int]:
        """The numbers of the clusters, the one that matters most first.

        On a topic those that belong to it; of few articles, where that is less sure, rather
        those that tell most. What the sentences `besides` tell counts no more. `prior` is how
        likely each cluster is to be news, whatever it tells.
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
        if self._scope.topic and not self._scope.named:
            few = 1 - min(1.0, clustering.articles / _MANY)
            weight = _WORTH + _WORTH_OF_FEW * few
            scores = self._relevance + weight * np.log(worths + 1e-3)
        else:
            carried = np.array([clustering.voices(cluster) for cluster in clustering.clusters])
            scores = worths * (1 + np.log(carried)) * (1.0 if prior is None else prior)
        rounded = np.round(scores, 9)
        return sorted(range(len(rounded)), key=lambda number: (-rounded[number], number))

    @cached_property
    def _relevance(self) -> NDArray[np.float64]:
        return relevance(features(self._clustering, self._scope.topic, self._scope.closeness))

    @cached_property
    def _concepts(self) -> Concepts:
        return concepts(self._clustering.sentences)
