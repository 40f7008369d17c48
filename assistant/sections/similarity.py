"""The one measure of whether sentences say the same: the rare words that they share."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

from vectorstore.text import Number, numbers, same, terms

_ROWS = 1024
_FEW = 200
"""So few sentences are compared in one table of all words."""
_SHORT, _LEAST_SHORT = 8, 0.45
"""Sentences of fewer content words share so much by chance: they must share this much."""
_LARGE = 50
_COMMON = 1000
"""A word in more sentences than this tells no two apart, and weighs nothing."""
_SMALL = 5
SAME = 0.4
"""How alike two texts are that say the same, whatever articles there are around."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The pairs of sentences that are alike, each both ways round, by the first one.

    `shares[starts[n]:starts[n + 1]]` says how alike sentence n is to each of the sentences
    `others[starts[n]:starts[n + 1]]`, in rising order; 1 is the same words.
    """

    starts: NDArray[np.int64]
    others: NDArray[np.int64]
    shares: NDArray[np.float64]

    def of(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The sentences that one is alike, and how much."""
        here = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.others[here], self.shares[here]


@dataclass(frozen=True, eq=False)
class WordTable:
    """The content words of many sentences, and what each word weighs.

    The words of sentence n are `columns[starts[n]:starts[n + 1]]`, as numbers in `words`. A word
    weighs `log(1 + n / d)` where d of n articles have it (inverse document frequency); `weights`
    has shape (words,), and `loads` is what all words of a sentence weigh together.
    """

    words: dict[str, int]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: NDArray[np.float64]
    loads: NDArray[np.float64]

    @cached_property
    def held(self) -> sparse.csr_matrix:
        """The same as a matrix of shape (sentences, words): 1 where the sentence has the word."""
        from scipy import sparse  # a quarter of a second, which few sentences need not

        shape = (len(self.starts) - 1, len(self.words))
        return sparse.csr_matrix((np.ones(len(self.columns)), self.columns, self.starts), shape)

    def rows(self, sentences: Sequence[int]) -> sparse.csr_matrix:
        """Some of the sentences."""
        return self.held[np.asarray(sentences, dtype=np.int64)]


def word_table(
    sentences: Sequence[Collection[str]], articles: Sequence[int], background: int = 0
) -> WordTable:
    """The words of sentences, each of which stands in an article, by number from 0.

    With a `background` of so many articles without any of the words, words weigh more alike.
    """
    words: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    for held in sentences:
        columns.extend(sorted(words.setdefault(word, len(words)) for word in sorted(set(held))))
        starts.append(len(columns))
    column, start = np.array(columns, dtype=np.int64), np.array(starts, dtype=np.int64)
    sizes, count = np.diff(start), len(words)
    total = max(articles, default=-1) + 1
    article = np.repeat(np.asarray(articles, dtype=np.int64), sizes)
    having = np.bincount(np.unique(article * count + column) % max(count, 1), minlength=count)
    weights = np.log1p((total + background) / np.maximum(having, 1))
    weights[np.bincount(column, minlength=count) > _COMMON] = 0.0
    row = np.repeat(np.arange(len(sizes)), sizes)
    loads = np.bincount(row, weights[column], len(sizes)).astype(np.float64)
    return WordTable(words, start, column, weights, loads)


def least_similarity(articles: int) -> float:
    """How alike two sentences of so many articles are, at least, to tell the same.

    Among few articles a word of the common subject counts as rare, and what two sentences
    share by chance is more: the bound falls from 0.40 for 5 articles to 0.22 for 50.
    """
    bounded = min(max(articles, _SMALL), _LARGE)
    return SAME - 0.18 * math.log(bounded / _SMALL) / math.log(_LARGE / _SMALL)


def links(table: WordTable, least: float) -> Links:
    """The pairs that share at least `least` of the weight of all words in either of them.

    A Jaccard index whose words weigh by rarity. A sentence is not linked to itself.
    """
    sizes_of = np.diff(table.starts)
    starts, others, shares = [0], [], []
    for first, (rows, columns, common, height) in _shared_weights(table):
        either = table.loads[rows] + table.loads[columns] - common
        share = common / np.maximum(either, 1e-9)
        shorter = np.minimum(sizes_of[rows], sizes_of[columns])
        needed = np.where(shorter < _SHORT, np.maximum(least, _LEAST_SHORT), least)
        kept = (share >= needed) & (rows != columns)
        counts = np.bincount(rows[kept] - first, minlength=height)
        starts.extend((starts[-1] + np.cumsum(counts)).tolist())
        others.append(columns[kept])
        shares.append(share[kept])
    return Links(
        np.array(starts, dtype=np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *others]),
        np.concatenate([np.zeros(0), *shares]),
    )


_Shared = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], int]


def _shared_weights(table: WordTable) -> Iterator[tuple[int, _Shared]]:
    """Pairs of sentences that share a word, and what the words that they share weigh, in the order
    of both; by blocks of sentences, with the number of its first and how many it has."""
    count = len(table.starts) - 1
    roots = np.sqrt(table.weights)
    if count <= _FEW:
        dense = np.zeros((count, len(table.words)))
        dense[np.repeat(np.arange(count), np.diff(table.starts)), table.columns] = roots[
            table.columns
        ]
        both = dense @ dense.T
        rows, columns = np.nonzero(both)
        yield 0, (rows, columns, both[rows, columns], count)
        return
    weighted = table.held.multiply(roots[None, :]).tocsr()
    turned = weighted.T.tocsc()
    for first in range(0, count, _ROWS):
        common = (weighted[first : first + _ROWS] @ turned).tocsr()
        common.sort_indices()
        sizes = np.diff(common.indptr)
        rows = np.repeat(np.arange(first, first + len(sizes)), sizes)
        yield first, (rows, common.indices.astype(np.int64), common.data, len(sizes))


def figures_agree(ours: Sequence[Number], theirs: Sequence[Number]) -> bool:
    """Whether no number in one sentence is missing from the other."""
    return all(any(same(a, b) for b in theirs) for a in ours) and all(
        any(same(a, b) for a in ours) for b in theirs
    )


def clusters(texts: Sequence[str]) -> list[list[int]]:
    """Indices of the texts, together where they say the same; clusters by their first member.

    A text joins the first cluster whose first member it is alike and which tells the same
    figures: a toll of 7 and one of 11 are two facts, however alike the words.
    """
    table = word_table([frozenset(terms(text)) for text in texts], range(len(texts)))
    linked = links(table, SAME)
    figures = [tuple(numbers(text)) for text in texts]
    heads: dict[int, list[int]] = {}
    for index, text in enumerate(texts):
        others, _ = linked.of(index)
        near = [int(other) for other in others if int(other) in heads]
        same_words = [head for head in heads if texts[head] == text]
        head = next(
            (
                near_index
                for near_index in (*same_words, *near)
                if figures_agree(figures[index], figures[near_index])
            ),
            index,
        )
        heads.setdefault(head, []).append(index)
    return list(heads.values())
