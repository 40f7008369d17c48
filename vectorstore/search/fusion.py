"""Several rankings into one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

RANK_CONSTANT = 60
"""The constant of reciprocal rank fusion, as its authors found it to work."""


def fuse(rankings: Sequence[Sequence[Item]], constant: int = RANK_CONSTANT) -> dict[Item, float]:
    """Reciprocal rank fusion: each item's score is the sum of 1 / (constant + its rank).

    Ranks count from 1; an item a ranking lacks gets nothing from it. Scores are divided
    by the best that can be had, so they lie in 0..1. (Cormack, Clarke and Büttcher,
    SIGIR 2009.)
    """
    best = len(rankings) / (constant + 1)
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (constant + rank) / best
    return scores
