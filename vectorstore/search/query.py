"""A question as the store reads it: its vector, its tokens, and what each of its words tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.text import terms, words
from vectorstore.text.encoder import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What is searched: its words, its vector, the vectors of its tokens.

    `vector` has shape (dimension,), `tokens` (m, size), both of unit length. `rarity`, shape
    (m,), is the inverse document frequency of the word that each token is part of; `terms`
    gives it for each stem.
    """

    text: str
    vector: Vectors
    tokens: Vectors
    rarity: NDArray[np.float32]
    terms: Mapping[str, float]

    def matched(self, best: NDArray[np.float32]) -> NDArray[np.float32]:
        """Token matches, shape (n, m), as three numbers each: shape (n, 3).

        The mean over all tokens; the mean weighted by rarity; and that of the two together.
        """
        if not best.shape[1]:
            return np.zeros((len(best), 3), dtype=np.float32)
        told = self.rarity if self.rarity.any() else np.ones_like(self.rarity)
        both = self.rarity + 1
        columns = (best.mean(axis=1), best @ told / told.sum(), best @ both / both.sum())
        return np.stack(columns, axis=1).astype(np.float32)


def query_weights(
    text: str, spans: Sequence[tuple[int, int]], rarity: Mapping[str, float]
) -> NDArray[np.float32]:
    """For each token span of a text the rarity of its word, shared among the word's tokens."""
    found = np.zeros(len(spans), dtype=np.float32)
    for start, end in words(text):
        within = [at for at, span in enumerate(spans) if span[0] < end and span[1] > start]
        told = max((rarity.get(term, 0.0) for term in terms(text[start:end])), default=0.0)
        for at in within:
            found[at] = told / len(within)
    return found
