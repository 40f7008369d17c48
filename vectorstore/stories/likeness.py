"""How alike articles are: in their rare words, in meaning, and in when they came out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.documents import Article
from vectorstore.text import terms, words

_LEAD = 1500
"""So many characters of a text, beside its title, say what it is about."""
_TITLE = 2.0
"""What a word of the title counts, beside one of the text."""
_CAPITAL = 2.0
"""What a capital letter, most often of a name, adds to a word by."""
_KEPT = 80
"""An article is told apart by its weightiest words, so many at most."""
_BACKGROUND = 50
"""Articles imagined beside those of a library: in a small one every word is rare elsewhere."""
_WORDS = 0.5
"""What the words count in how alike two articles are; the rest is the vectors'."""
_STRANGE = 0.15
"""Vectors of articles that have nothing to do with each other are alike by this much."""
_HALF = 45.0
"""Days after which a report is half as likely to be of the same event."""
_UNDATED = 0.85
_ROWS = 512
_FEW = 64
"""Up to so many articles are compared in one product of matrices, which is quicker."""

Surfaces = Mapping[tuple[str, str], float]
"""By a word's stem and the word as written: how much it is used."""


def surfaces(article: Article) -> Surfaces:
    """How much the title and the lead use each word: (stem, the word as written) to a weight."""
    found: dict[tuple[str, str], float] = {}
    for text, weight in ((article.title, _TITLE), (article.text[:_LEAD], 1.0)):
        used = Counter([text[span.start : span.end] for span in words(text)])
        for word, times in used.items():
            told = times * weight * (_CAPITAL if word[:1].isupper() else 1.0)
            for term in _terms(word):
                found[term, word] = found.get((term, word), 0.0) + told
    return found


@lru_cache(maxsize=65536)
def _terms(word: str) -> tuple[str, ...]:
    return tuple(terms(word))


def weighted(articles: Sequence[Surfaces]) -> list[dict[str, float]]:
    """For each article its words by stem, as a vector of length 1: much used, seldom elsewhere.

    Weights are log(1 + use) x inverse document frequency over the articles.
    """
    used: list[dict[str, float]] = []
    for surface in articles:
        by_stem: dict[str, float] = defaultdict(float)
        for (term, _), weight in surface.items():
            by_stem[term] += weight
        used.append(by_stem)
    held = Counter(term for one in used for term in one)
    total = len(used) + _BACKGROUND
    found = []
    for one in used:
        weights = {
            term: math.log1p(use) * math.log(1 + total / held[term]) for term, use in one.items()
        }
        best = sorted(weights, key=lambda term: (-weights[term], term))[:_KEPT]
        weights = {term: weights[term] for term in sorted(best)}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found.append({term: weight / length for term, weight in weights.items()})
    return found


class Alike:
    """How alike each two of some articles are, 0..1, worked out when asked for.

    `vectors` are unit vectors by article id; where one is lacking the words decide. Articles
    far apart in time are less alike; for one without a date a little is taken off.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        weights: Sequence[Mapping[str, float]],
        vectors: Mapping[str, NDArray[np.float32]],
    ) -> None:
        self._articles = articles
        self._weights = weights
        self._vectors = vectors
        width = next((len(vectors[one.id]) for one in articles if one.id in vectors), 0)
        self._meant = np.zeros((len(articles), width), dtype=np.float32)
        self._known = np.zeros(len(articles), dtype=bool)
        for place, one in enumerate(articles):
            if one.id in vectors:
                self._meant[place], self._known[place] = vectors[one.id], True
        self._days = np.array([one.day.toordinal() if one.day else 0 for one in articles])

    def near(self, least: float) -> list[tuple[int, int]]:
        """Every pair that is alike by `least`, the smaller number first."""
        found: list[tuple[int, int]] = []
        for start in range(0, len(self._articles), _ROWS):
            within = slice(start, start + _ROWS)
            beside = self._at_the_time(within, least)
            for row, column in np.argwhere(self._rows(within, beside) >= least):
                if start + row < beside[column]:
                    found.append((int(start + row), int(beside[column])))
        return found

    def _at_the_time(self, rows: slice, least: float) -> NDArray[np.intp]:
        """The articles from these on that are not too far from all of them in time."""
        days, ours = self._days, self._days[rows]
        counts = np.arange(len(days)) >= rows.start
        if least > 0 and (ours > 0).all():
            apart = _HALF * math.sqrt(max(1 / least - 1, 0)) + 1
            counts &= (days == 0) | (days >= ours.min() - apart) & (days <= ours.max() + apart)
        return np.flatnonzero(counts)

    def among(self, members: Sequence[int]) -> NDArray[np.float64]:
        """How alike each two of these are: a square matrix, the same both ways."""
        own = [self._articles[one] for one in members]
        block = Alike(own, [self._weights[one] for one in members], self._vectors)
        rows = block._rows(slice(0, len(own)), np.arange(len(own)))
        return np.maximum(rows, rows.T)

    @cached_property
    def _held(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        return _postings(self._weights)

    def _rows(self, rows: slice, columns: NDArray[np.intp]) -> NDArray[np.float64]:
        said = self._said(rows)[:, columns]
        meant = (self._meant[rows] @ self._meant[columns].T).astype(np.float64)
        meant = np.clip((meant - _STRANGE) / (1 - _STRANGE), 0, 1)
        both = self._known[rows][:, None] & self._known[None, columns]
        content = np.where(both, _WORDS * said + (1 - _WORDS) * meant, said)
        # The order of a sum shows in the last digits; what is decided must not hang on them.
        return np.round(content * self._close(rows, columns), 5)

    def _said(self, rows: slice) -> NDArray[np.float64]:
        """How alike the words of these are to those of each article."""
        count = len(self._articles)
        if count <= _FEW:
            return _together(self._weights)[rows]
        said = np.zeros((len(self._weights[rows]), count))
        for place, weights in enumerate(self._weights[rows]):
            met = [(self._held[term], weights[term]) for term in weights if term in self._held]
            if met:
                said[place] = np.bincount(
                    np.concatenate([ids for (ids, _), _ in met]),
                    np.concatenate([weight * theirs for (_, theirs), weight in met]),
                    count,
                )
        return said

    def _close(self, rows: slice, columns: NDArray[np.intp]) -> NDArray[np.float64]:
        ours, theirs = self._days[rows][:, None], self._days[None, columns]
        dated = (ours > 0) & (theirs > 0)
        return np.where(dated, 1 / (1 + ((ours - theirs) / _HALF) ** 2), _UNDATED)


def _together(weights: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """How alike the words of each two are, for a few articles."""
    terms_of = sorted({term for one in weights for term in one})
    column = {term: place for place, term in enumerate(terms_of)}
    table = np.zeros((len(weights), len(column)))
    for row, one in zip(table, weights, strict=True):
        row[[column[term] for term in one]] = list(one.values())
    return table @ table.T


def _postings(
    weights: Sequence[Mapping[str, float]],
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """The articles that hold each word, with its weight there; words of one article are left."""
    held: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, one in enumerate(weights):
        for term, weight in one.items():
            held[term].append((place, weight))
    return {
        term: (np.array([at for at, _ in places]), np.array([weight for _, weight in places]))
        for term, places in held.items()
        if len(places) > 1
    }
