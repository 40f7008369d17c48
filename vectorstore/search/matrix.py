"""Exact nearest-neighbour search over every vector of a library."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog.catalog import Catalog
from vectorstore.text.encoder import Vectors

SIMILARITY_DIGITS = 6
"""Sums of floats differ in their last digits with the order of rows; beyond this they count
as equal."""


class Matrix:
    """All chunk vectors in memory, read again from the catalog when it has changed."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._reading = threading.Lock()
        self._generation = -1
        self._numbers: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def nearest(
        self, vector: Vectors, k: int, numbers: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Chunk numbers and rounded cosine similarities of the k nearest chunks, in no order.

        More than k where the last ones are equally near: who decides between them must
        know more than numbers, which follow the order of adding.

        `vector` has unit length and shape (dimension,). `numbers`, rising, limits the
        search to these chunks.
        """
        known, vectors = self._current(len(vector))
        if numbers is not None:
            rows = np.flatnonzero(np.isin(known, np.asarray(numbers, dtype=np.int64)))
            known, vectors = known[rows], vectors[rows]
        if not len(known):
            return []
        similarities = np.round(vectors @ vector, SIMILARITY_DIGITS)
        k = min(k, len(known))
        least = np.partition(similarities, len(known) - k)[len(known) - k]
        top = np.flatnonzero(similarities >= least)
        return [(int(known[row]), float(similarities[row])) for row in top]

    def _current(self, dimension: int) -> tuple[NDArray[np.int64], Vectors]:
        with self._reading:
            generation = self._catalog.generation
            if generation != self._generation:
                found, self._vectors = self._catalog.chunks.matrix(dimension)
                self._numbers = np.array(found, dtype=np.int64)
                self._generation = generation
            return self._numbers, self._vectors
