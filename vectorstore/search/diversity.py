"""Passages that tell something new before those that tell the same once more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

REPEATING = 4.0
"""What a passage loses, on the scale of its score, for being the same as one before it."""


def diversified(scores: NDArray[np.float64], vectors: NDArray[np.float32], most: int) -> list[int]:
    """Indices, best first: the first `most` by maximal marginal relevance, then by score.

    `vectors` has one unit row for each score. What counts is a passage's score less its
    likeness to the most alike passage already taken (Carbonell and Goldstein, SIGIR 1998).
    Equal ones keep the order in which they are given.
    """
    left = list(range(len(scores)))
    taken: list[int] = []
    alike = np.zeros(len(scores), dtype=np.float64)
    while left and len(taken) < most:
        best = max(left, key=lambda at: (round(float(scores[at] - REPEATING * alike[at]), 6), -at))
        left.remove(best)
        taken.append(best)
        alike = np.maximum(alike, vectors.astype(np.float64) @ vectors[best])
    return [*taken, *sorted(left, key=lambda at: (-scores[at], at))]
