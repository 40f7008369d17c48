"""How alike articles are: in their rare words, in meaning, and in when they came out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.documents import Article
from vectorstore.text import terms, words
from vectorstore.text.lexicon.calendar import CALENDAR
from vectorstore.text.lexicon.number_words import CARDINALS

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
_UNRELATED = 0.15
"""Vectors of articles that have nothing to do with each other are alike by this much."""
_HALF = 45.0
"""Days after which a report is half as likely to be of the same event."""
_UNDATED = 0.85
_NAMELESS = 0.35
"""How alike articles are left that name things and none of them in common: two crashes in two
towns are told in the same words."""
_ONE_NAME, _SEVERAL = 0.45, 3
"""And that share but one, a town most often, of three or more: two trials in one court."""
_EVERYWHERE = 0.1
"""A name in more of the articles than this tells none apart."""
_RELATED = 0.15
"""Two articles are of one story that are alike by this much, by their words alone."""
_ROWS = 512

_FEW = 10
_COUNTS = CALENDAR | CARDINALS
Surfaces = Mapping[tuple[str, str, bool], float]
"""By a word's stem, the word as written, and whether it opens a sentence: how much it is used."""


def surfaces(article: Article) -> Surfaces:
    """How much the title and the lead use each word: stem, word and place to a weight."""
    found: dict[tuple[str, str, bool], float] = {}
    for text, weight in ((article.title, _TITLE), (article.text[:_LEAD], 1.0)):
        used = Counter(
            (text[span.start : span.end], _opens(text, span.start)) for span in words(text)
        )
        for (word, opens), times in used.items():
            use = times * weight * (_CAPITAL if word[:1].isupper() else 1.0)
            for term in _terms(word):
                key = term, word, opens
                found[key] = found.get(key, 0.0) + use
    return found


def _opens(text: str, start: int) -> bool:
    """Whether the word that begins there is the first of a sentence."""
    before = text[max(0, start - 4) : start].rstrip('"“‘( ')
    return not before or before[-1] in ".!?:\n"


@lru_cache(maxsize=65536)
def _terms(word: str) -> tuple[str, ...]:
    return tuple(terms(word))


def names_of(articles: Sequence[Surfaces]) -> list[frozenset[str]]:
    """For each article what it names: terms that are never written small and somewhere inside a
    sentence, but for numbers, days and what most articles name."""
    written = [told for surface in articles for told in surface]
    small = {term for term, word, _ in written if not word[:1].isupper()}
    inside = {term for term, _, opens in written if not opens}
    found = [
        frozenset(
            term
            for term, word, _ in surface
            if term in inside and term not in small and word.lower() not in _COUNTS
        )
        for surface in articles
    ]
    held = Counter(term for names in found for term in names)
    most = max(_FEW, _EVERYWHERE * len(articles))
    return [frozenset(term for term in names if held[term] <= most) for names in found]


def term_weights(articles: Sequence[Surfaces]) -> list[dict[str, float]]:
    """For each article its words by stem, as a vector of length 1: much used, seldom elsewhere.

    Weights are log(1 + use) x inverse document frequency over the articles.
    """
    uses: list[dict[str, float]] = []
    for surface in articles:
        by_stem: dict[str, float] = defaultdict(float)
        for (term, _, _), use in surface.items():
            by_stem[term] += use
        uses.append(by_stem)
    held = Counter(term for by_stem in uses for term in by_stem)
    total = len(uses) + _BACKGROUND
    found = []
    for by_stem in uses:
        weights = {
            term: math.log1p(use) * math.log(1 + total / held[term])
            for term, use in by_stem.items()
        }
        best = sorted(weights, key=lambda term: (-weights[term], term))[:_KEPT]
        weights = {term: weights[term] for term in sorted(best)}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found.append({term: weight / length for term, weight in weights.items()})
    return found


_FEW = 1_000_000
"""Up to so many numbers are kept in an array."""


class Likeness:
    """How alike each two of some articles are, 0..1, worked out when asked for.

    `vectors` are unit vectors by article id; where one is lacking the words decide. Articles
    far apart in time are less alike; for one without a date a little is taken off. So are those
    that share none of their `names`, where these are given.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        weights: Sequence[Mapping[str, float]],
        vectors: Mapping[str, NDArray[np.float32]],
        names: Sequence[frozenset[str]] = (),
    ) -> None:
        width = next((len(vectors[one.id]) for one in articles if one.id in vectors), 0)
        nothing = np.zeros(width, dtype=np.float32)
        rows = [vectors.get(article.id, nothing) for article in articles]
        self._vectors = np.stack(rows) if rows else nothing[None, :0]
        self._known = np.array([article.id in vectors for article in articles], dtype=bool)
        self._days = np.array([one.day.toordinal() if one.day else 0 for one in articles])
        self._words = _table(weights)
        held = names or [frozenset[str]()] * len(articles)
        self._names = _table([dict.fromkeys(sorted(row), 1.0) for row in held])

    def near(self, least: float) -> list[tuple[int, int]]:
        """Every pair that is alike by `least`, the smaller number first."""
        found: list[tuple[int, int]] = []
        for start in range(0, len(self._days), _ROWS):
            rows = np.arange(start, min(start + _ROWS, len(self._days)))
            beside = self._at_the_time(rows, least)
            for row, column in np.argwhere(self._rows(rows, beside) >= least):
                if rows[row] < beside[column]:
                    found.append((int(rows[row]), int(beside[column])))
        return found

    def among(self, members: Sequence[int]) -> NDArray[np.float64]:
        """How alike each two of these are: a square matrix, the same both ways."""
        rows = self._rows(np.array(members), np.array(members))
        return np.maximum(rows, rows.T)

    def _at_the_time(self, rows: NDArray[np.intp], least: float) -> NDArray[np.intp]:
        """The articles from these on that are not too far from all of them in time."""
        days, ours = self._days, self._days[rows]
        counts = np.arange(len(days)) >= rows[0]
        if least > 0 and (ours > 0).all():
            apart = _HALF * math.sqrt(max(1 / least - 1, 0)) + 1
            counts &= (days == 0) | (days >= ours.min() - apart) & (days <= ours.max() + apart)
        return np.flatnonzero(counts)

    def _rows(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
        words = _products(self._words, rows, columns)
        meaning = (self._vectors[rows] @ self._vectors[columns].T).astype(np.float64)
        meaning = np.clip((meaning - _UNRELATED) / (1 - _UNRELATED), 0, 1)
        both = self._known[rows][:, None] & self._known[None, columns]
        content = np.where(both, _WORDS * words + (1 - _WORDS) * meaning, words)
        shared = _products(self._names, rows, columns)
        named = np.asarray(self._names.sum(axis=1))
        fewer = np.minimum(named[rows][:, None], named[None, columns])
        content = np.where((shared == 0) & (fewer > 0), _NAMELESS * content, content)
        content = np.where((shared == 1) & (fewer >= _SEVERAL), _ONE_NAME * content, content)
        ours, theirs = self._days[rows][:, None], self._days[None, columns]
        dated = (ours > 0) & (theirs > 0)
        close = np.where(dated, 1 / (1 + ((ours - theirs) / _HALF) ** 2), _UNDATED)
        # The order of a sum shows in the last digits; what is decided must not hang on them.
        rounded: NDArray[np.float64] = np.round(content * close, 5)
        return rounded


def _table(weights: Sequence[Mapping[str, float]]) -> Any:
    """The words' weights as a matrix: a row for each article, a column for each word; an array
    where they are few, else a sparse one."""
    column = {term: n for n, term in enumerate(sorted({term for one in weights for term in one}))}
    columns = [column[term] for one in weights for term in one]
    values = [weight for one in weights for weight in one.values()]
    shape = (len(weights), max(1, len(column)))
    if shape[0] * shape[1] <= _FEW:
        dense = np.zeros(shape)
        dense[np.repeat(np.arange(shape[0]), [len(one) for one in weights]), columns] = values
        return dense
    # Imported late: it takes a fifth of a second.
    from scipy.sparse import csr_array

    return csr_array((values, columns, np.cumsum([0, *map(len, weights)])), shape=shape)


def _products(table: Any, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Any:
    """The product of each of some rows with each of others."""
    found = table[rows] @ table[columns].T
    return found if isinstance(found, np.ndarray) else found.toarray()


def same_story(articles: Sequence[Article]) -> set[tuple[int, int]]:
    """The pairs of articles that tell one story by their words alone, the smaller number first.

    For a few articles at hand, which need be in no library: no average is taken over a group, so
    that less is enough than for the articles of a `Story`. No articles: an empty set.
    """
    if not articles:
        return set()
    weights = term_weights([surfaces(article) for article in articles])
    return set(Likeness(articles, weights, {}).near(_RELATED))
