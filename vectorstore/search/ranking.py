"""Several rankings into one, what speaks for a passage as numbers, and their learned weights."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.search.late import EncodedQuery
from vectorstore.text import terms

Item = TypeVar("Item", bound=Hashable)

RANK_CONSTANT = 60
"""The constant of reciprocal rank fusion, as its authors found it to work."""
REPEATING = 4.0
"""What a passage loses, on the scale of its score, for being the same as one before it."""

FEATURES = (
    "fused",  # by reciprocal rank, 0..1
    "similarity",  # cosine of question and passage
    "match",  # how well each question token is met in the passage, on average
    "rare match",  # the same, weighted by how rare each word is
    "best sentence",  # the same for the sentence that meets them best
    "overlap",  # share of the question's words, by rarity, that the passage has
    "title",  # the same for the title
    "phrases",  # share of the question's pairs of neighbouring words that stand so here
    "opening",  # how near the passage is to the start of its article
    "recent",  # how short before the day of asking it was published; 0 where none is given
)

stems = lru_cache(maxsize=8192)(terms)
"""`terms` of a text, kept: the same passages and sentences are read for question after question."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A passage that was found: its text, its article's title, and how it was found.

    `sentences`, shape (n, m), and `whole`, shape (1, m), are the best matches of each question
    token in each sentence and in the passage; `recent` is 1 for the day of asking, a half for
    a week before it (`recency`).
    """

    text: str
    title: str
    start: int
    fused: float
    similarity: float
    recent: float
    sentences: NDArray[np.float32]
    whole: NDArray[np.float32]


def recency(published: date | None, asked: date | None) -> float:
    """1 for what came out on the day of asking, 1/2 a week before, 1/3 two weeks before; 0 where
    either day is unknown."""
    if published is None or asked is None or published > asked:
        return 0.0
    return 1 / (1 + (asked - published).days / 7)


def features(query: EncodedQuery, found: Sequence[Found]) -> NDArray[np.float32]:
    """One row of `FEATURES` for each passage, shape (len(found), len(FEATURES))."""
    rows = np.zeros((len(found), len(FEATURES)), dtype=np.float32)
    pairs = set(pairwise(terms(query.text)))
    total = sum(query.terms.values()) or 1.0
    for row, passage in zip(rows, found, strict=True):
        words = stems(passage.text)
        here, title = set(words), set(stems(passage.title))
        whole = query.coverage(passage.whole)[0]
        sentences = query.coverage(passage.sentences)
        row[:] = (
            passage.fused,
            passage.similarity,
            whole[0],
            whole[1],
            sentences[:, 2].max(initial=0.0),
            sum(rarity for term, rarity in query.terms.items() if term in here) / total,
            sum(rarity for term, rarity in query.terms.items() if term in title) / total,
            len(pairs & set(pairwise(words))) / (len(pairs) or 1),
            1 / (1 + passage.start / 1000),
            passage.recent,
        )
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """One number for each feature, in order; `bias` is added to the sum."""

    values: NDArray[np.float32]
    bias: float = 0.0

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The weighted sum of each row of features, shape (n,), rounded so that it orders the
        same everywhere."""
        return np.round(rows.astype(np.float64) @ self.values.astype(np.float64) + self.bias, 6)


@cache
def weights(package: str, name: str, names: Sequence[str]) -> Weights:
    """The weights in a package's JSON file, {"weights": {feature: number}, "bias": number}.

    Raises KeyError where a feature has none: file and code must be of one state.
    """
    content = json.loads((files(package) / name).read_text("utf-8"))
    values = np.array([content["weights"][feature] for feature in names], dtype=np.float32)
    return Weights(values, float(content.get("bias", 0.0)))


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
        best = max(
            left, key=lambda row: (round(float(scores[row] - REPEATING * alike[row]), 6), -row)
        )
        left.remove(best)
        taken.append(best)
        alike = np.maximum(alike, vectors.astype(np.float64) @ vectors[best])
    return [*taken, *sorted(left, key=lambda row: (-scores[row], row))]
