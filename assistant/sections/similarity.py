"""The one measure of whether sentences say the same: the rare words that they share."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from vectorstore.text import Number, numbers, same, terms

_ROWS = 1024
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


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The content words of many sentences, and what each word weighs.

    `held` has shape (sentences, words): 1 where the sentence has the word. A word weighs
    `log(1 + n / d)` where d of n articles have it (inverse document frequency); `weights` has
    shape (words,), and `loads` is what all words of a sentence weigh together.
    """

    words: dict[str, int]
    held: sparse.csr_matrix
    weights: NDArray[np.float64]
    loads: NDArray[np.float64]

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
    rows: list[int] = []
    columns: list[int] = []
    for row, held in enumerate(sentences):
        for word in sorted(set(held)):
            rows.append(row)
            columns.append(words.setdefault(word, len(words)))
    shape = (len(sentences), len(words))
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    total = max(articles, default=-1) + 1
    weights = np.log1p(
        (total + background) / np.maximum(_document_frequency(matrix, articles, total), 1)
    )
    weights[np.asarray(matrix.sum(axis=0)).ravel() > _COMMON] = 0.0
    return WordTable(words, matrix, weights, np.asarray(matrix @ weights))


def _document_frequency(
    held: sparse.csr_matrix, articles: Sequence[int], total: int
) -> NDArray[np.float64]:
    """How many articles have each word."""
    rows = np.arange(len(articles))
    member = sparse.csr_matrix(
        (np.ones(len(articles)), (np.asarray(articles, dtype=np.int64), rows)),
        shape=(total, len(articles)),
    )
    return np.asarray(((member @ held) > 0).sum(axis=0)).ravel().astype(np.float64)


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
    weighted = table.held.multiply(np.sqrt(table.weights)[None, :]).tocsr()
    turned = weighted.T.tocsc()
    sizes_of = np.diff(table.held.indptr)
    starts, others, shares = [0], [], []
    for first in range(0, weighted.shape[0], _ROWS):
        common = (weighted[first : first + _ROWS] @ turned).tocsr()
        common.sort_indices()
        sizes = np.diff(common.indptr)
        rows = np.repeat(np.arange(first, first + len(sizes)), sizes)
        columns = common.indices.astype(np.int64)
        either = table.loads[rows] + table.loads[columns] - common.data
        share = common.data / np.maximum(either, 1e-9)
        shorter = np.minimum(sizes_of[rows], sizes_of[columns])
        needed = np.where(shorter < _SHORT, np.maximum(least, _LEAST_SHORT), least)
        kept = (share >= needed) & (rows != columns)
        counts = np.bincount(rows[kept] - first, minlength=len(sizes))
        starts.extend((starts[-1] + np.cumsum(counts)).tolist())
        others.append(columns[kept])
        shares.append(share[kept])
    return Links(
        np.array(starts, dtype=np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *others]),
        np.concatenate([np.zeros(0), *shares]),
    )


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
