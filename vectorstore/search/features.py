"""What speaks for a passage, as numbers that can each be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vectorstore.search.query import Query
from vectorstore.text import terms

stems = lru_cache(maxsize=8192)(terms)
"""`terms` of a text, kept: the same passages and sentences are read for question after question."""

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


def features(query: Query, found: Sequence[Found]) -> NDArray[np.float32]:
    """One row of `FEATURES` for each passage, shape (len(found), len(FEATURES))."""
    rows = np.zeros((len(found), len(FEATURES)), dtype=np.float32)
    asked = terms(query.text)
    pairs = set(pairwise(asked))
    total = sum(query.terms.values()) or 1.0
    for row, one in zip(rows, found, strict=True):
        words = stems(one.text)
        here, title = set(words), set(stems(one.title))
        whole = query.matched(one.whole)[0]
        sentences = query.matched(one.sentences)
        row[:] = (
            one.fused,
            one.similarity,
            whole[0],
            whole[1],
            sentences[:, 2].max(initial=0.0),
            sum(told for term, told in query.terms.items() if term in here) / total,
            sum(told for term, told in query.terms.items() if term in title) / total,
            len(pairs & set(pairwise(words))) / (len(pairs) or 1),
            1 / (1 + one.start / 1000),
            one.recent,
        )
    return rows
