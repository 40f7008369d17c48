"""Searching a library: two rankings into one, the best of it read again token by token."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog.catalog import Catalog
from vectorstore.documents import Article, ArticleFilter, Passage
from vectorstore.index import VectorStore
from vectorstore.search import (
    FEATURES,
    Found,
    Query,
    diversified,
    features,
    fuse,
    query_weights,
    recency,
    weights,
)
from vectorstore.search.late import Tokens, basis, best_in, projected, similarities, unpacked
from vectorstore.search.matrix import SIMILARITY_DIGITS, Matrix
from vectorstore.text import STOP_WORDS, Span, forms, terms, words
from vectorstore.text.encoder import Embeddings, TokenStates, Vectors, embed_tokens

_CANDIDATES = 100
_OVERSAMPLING = 4
_COMMON_SHARE = 0.1
_COMMON_FROM = 2_000
_SAME_WORDS = 0.6
_READ_AGAIN = 60
"""So many passages of the fused ranking are compared word by word."""
_QUERIES = 64
_FILTERS = 16
_SPARE = 10


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A chunk: its number, its article's id with start and end, and its fused rank's score."""

    number: int
    span: tuple[str, int, int]
    fused: float


class Searcher:
    """Finds chunks of one library, and says how well sentences meet a question."""

    def __init__(
        self,
        catalog: Catalog,
        matrix: Matrix,
        embeddings: Embeddings,
        store: Callable[[], VectorStore],
        exact_limit: int,
    ) -> None:
        self._catalog = catalog
        self._matrix = matrix
        self._embeddings = embeddings
        self._store = store
        self._exact_limit = exact_limit
        self._queries: dict[tuple[str, int], Query] = {}
        self._passing: dict[tuple[ArticleFilter, int], list[int]] = {}

    def found(self, query: str, k: int, filter: ArticleFilter | None) -> list[Passage]:
        """The k best passages by what is in the catalog now, as `Library.search` gives them."""
        candidates = self._candidates(query, filter, max(_READ_AGAIN, 2 * k))
        vectors = self._catalog.vectors_of([one.number for one in candidates])
        rows = self._features(query, candidates, vectors, filter)
        scores = weights("vectorstore.search", "passages.json", FEATURES).score(rows)
        best = sorted(range(len(scores)), key=lambda at: (-scores[at], candidates[at].span))
        best = [at for at in best if candidates[at].number in vectors]
        if not best:
            return []
        # Copies that are folded leave room for others.
        order = diversified(
            scores[best], np.stack([vectors[candidates[at].number] for at in best]), k + _SPARE
        )
        ranked = [best[at] for at in order]
        return self._passages([(candidates[at].span, _as_share(scores[at])) for at in ranked], k)

    def rated(
        self, text: str, filter: ArticleFilter | None = None
    ) -> tuple[list[tuple[str, int, int]], NDArray[np.float32]]:
        """The chunks that a search orders (article id, start, end), by their fused rank, and a
        row of `ranking.FEATURES` for each: what weights are learned from."""
        candidates = self._candidates(text, filter, _READ_AGAIN)
        vectors = self._catalog.vectors_of([one.number for one in candidates])
        rows = self._features(text, candidates, vectors, filter)
        return [one.span for one in candidates], rows

    def _candidates(self, text: str, filter: ArticleFilter | None, most: int) -> list[_Candidate]:
        """The first of the fused ranking."""
        if not self._catalog.counts()[1]:
            return []
        depth = max(_CANDIDATES, most)
        by_words = [n for n, _ in self._catalog.match(self._looked_up(text), filter, depth)]
        by_vector = self._nearest(self.query(text).vector, filter, depth)
        fused = fuse([by_words, [number for number, _ in by_vector]])
        spans = self._catalog.spans(list(fused))
        found = [_Candidate(n, spans[n], score) for n, score in fused.items() if n in spans]
        return sorted(found, key=lambda one: (-round(one.fused, 9), one.span))[:most]

    def _features(
        self,
        text: str,
        candidates: Sequence[_Candidate],
        vectors: Mapping[int, Vectors],
        filter: ArticleFilter | None,
    ) -> NDArray[np.float32]:
        """What speaks for each candidate, `vectors` by number; one that is gone gets zeros."""
        if not candidates:
            return np.zeros((0, len(FEATURES)), dtype=np.float32)
        query = self.query(text)
        tokens = self._catalog.tokens([one.number for one in candidates])
        texts = self._texts(one.span for one in candidates)
        asked = filter.as_of if filter else None
        kept = {
            one.number: self._tokens(
                tokens.get(one.number), vectors[one.number], one.span[2] - one.span[1]
            )
            for one in candidates
            if one.number in vectors
        }
        similar = dict(zip(kept, similarities(query.tokens, list(kept.values())), strict=True))
        found = []
        for one in candidates:
            article_id, start, end = one.span
            article, body, within = texts[article_id, start]
            if one.number not in kept or article is None:
                found.append(_nothing(query))
                continue
            met = best_in(similar[one.number], kept[one.number], [*within, (0, end - start + 1)])
            likeness = float(vectors[one.number] @ query.vector)
            found.append(
                Found(
                    body,
                    article.title,
                    start,
                    one.fused,
                    round(likeness, SIMILARITY_DIGITS),
                    recency(article.day, asked),
                    met[:-1],
                    met[-1:],
                )
            )
        return features(query, found)

    def _tokens(self, blob: bytes | None, vector: Vectors, length: int) -> Tokens:
        """A chunk's token vectors; of one that was added without, its own for all its words."""
        if blob:
            with contextlib.suppress(ValueError):
                return unpacked(blob)
        along = basis(self._embeddings.name, self._embeddings.dimension)
        return projected(TokenStates(vector[None, :], [(0, length)]), along)

    def _texts(
        self, spans: Iterable[tuple[str, int, int]]
    ) -> dict[tuple[str, int], tuple[Article | None, str, list[tuple[int, int]]]]:
        """By article id and start: the article, the text, and the sentences within it."""
        wanted: dict[str, list[tuple[int, int]]] = {}
        for article_id, start, end in spans:
            wanted.setdefault(article_id, []).append((start, end))
        found = {}
        for article_id, places in wanted.items():
            article = self._catalog.article(article_id)
            sentences = self._catalog.sentences(article_id)
            for start, end in places:
                within = [
                    (max(one.start, start) - start, min(one.end, end) - start)
                    for one in sentences
                    if one.start < end and one.end > start
                ]
                text = article.text[start:end] if article else ""
                found[article_id, start] = (article, text, within)
        return found

    def query(self, text: str) -> Query:
        """A question as the store reads it; the last few are kept."""
        key = (text, self._catalog.generation)
        known = self._queries.get(key)
        if known is None:
            vectors, (states,) = embed_tokens(self._embeddings, [text])
            along = basis(self._embeddings.name, self._embeddings.dimension)
            tokens = projected(states, along)
            rarity = self.rarity(text)
            spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
            told = query_weights(text, spans, rarity)
            known = Query(text, vectors[0], tokens.vectors, told, rarity)
            if len(self._queries) >= _QUERIES:
                self._queries.clear()
            self._queries[key] = known
        return known

    def matched(
        self, query: Query, places: Sequence[tuple[str, int, Sequence[Span]]]
    ) -> list[NDArray[np.float32]]:
        """How well sentences meet each token of a query, shape (sentences, m) for each place.

        A place is an article's id, the start of one of its chunks, and spans in the article's
        text within that chunk. A place that is no chunk any more gets zeros.
        """
        starts = self._catalog.starting([(article_id, start) for article_id, start, _ in places])
        numbers = list(starts.values())
        packs, vectors = self._catalog.tokens(numbers), self._catalog.vectors_of(numbers)
        kept = {}
        for article_id, start, spans in places:
            number = starts.get((article_id, start), -1)
            if number in vectors:
                length = max((span.end for span in spans), default=start) - start
                kept[number] = self._tokens(packs.get(number), vectors[number], length)
        similar = dict(zip(kept, similarities(query.tokens, list(kept.values())), strict=True))
        found = []
        for article_id, start, spans in places:
            number = starts.get((article_id, start), -1)
            if number in kept:
                within = [(span.start - start, span.end - start) for span in spans]
                found.append(best_in(similar[number], kept[number], within))
            else:
                found.append(np.zeros((len(spans), len(query.tokens)), dtype=np.float32))
        return found

    def _looked_up(self, query: str) -> list[str]:
        """The words to look up, in all their spellings."""
        return [form for word in self._query_words(query) for form in spellings(word)]

    def _passages(
        self, found: Sequence[tuple[tuple[str, int, int], float]], k: int
    ) -> list[Passage]:
        """The first k passages; of copies that say the same only the first publication's."""
        articles: dict[str, Article] = {}
        passages: list[Passage] = []
        for (article_id, start, end), score in found:
            article = articles.get(article_id) or self._catalog.article(article_id)
            if article is None:  # removed by another process since the search
                continue
            articles[article_id] = article
            passage = Passage(
                article_id, article.title, article.publisher, article.published,
                article.text[start:end], start, end, score,
            )  # fmt: skip
            at = _told_already(passage, passages, articles)
            if at is None and len(passages) == k:
                break
            if at is None:
                passages.append(passage)
            elif _precedes(article, articles[passages[at].article_id]):
                passages[at] = replace(passage, score=passages[at].score)
        return passages

    def _query_words(self, query: str) -> list[str]:
        """The words worth looking up: no stop words, none that a tenth of all chunks have."""
        found = _content_words(query)
        chunks = self._catalog.counts()[1]
        if chunks < _COMMON_FROM:
            return found
        limit = chunks * _COMMON_SHARE
        rare = [word for word in found if self._catalog.frequency(word) <= limit]
        return rare or found

    def _nearest(
        self, vector: Vectors, filter: ArticleFilter | None, depth: int
    ) -> list[tuple[int, float]]:
        """The nearest chunks with their similarity; exact, but for a large library without a
        filter."""
        if filter is None and self._catalog.counts()[1] > self._exact_limit:
            ids = self._store().nearest(vector, depth * _OVERSAMPLING)
            if ids is not None:
                return self._reranked(ids, vector)[:depth]
        numbers = None if filter is None else self._numbers(filter)
        return self._in_order(self._matrix.nearest(vector, depth, numbers))[:depth]

    def _numbers(self, filter: ArticleFilter) -> list[int]:
        """The numbers of the chunks that pass; those of the last few filters are kept."""
        key = (filter, self._catalog.generation)
        if key not in self._passing:
            if len(self._passing) >= _FILTERS:
                self._passing.clear()
            self._passing[key] = self._catalog.chunk_numbers(filter)
        return self._passing[key]

    def _in_order(self, found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Nearest first; equally near ones by article and place, not by when they were added."""
        spans = self._catalog.spans([number for number, _ in found])
        kept = [(-similarity, spans[number], number) for number, similarity in found
                if number in spans]  # fmt: skip
        return [(number, -similarity) for similarity, _, number in sorted(kept)]

    def _reranked(self, ids: Sequence[str], vector: Vectors) -> list[tuple[int, float]]:
        """What Chroma found, ordered by exact similarity."""
        known = self._catalog.numbers_by_id(ids)
        kept = [i for i in ids if i in known]
        if not kept:
            return []
        similarities = np.round(self._catalog.vectors(kept) @ vector, SIMILARITY_DIGITS)
        return self._in_order(
            [(known[i], float(s)) for i, s in zip(kept, similarities, strict=True)]
        )

    def rarity(self, text: str) -> dict[str, float]:
        """The stems of the text's content words, each with how much it tells here.

        That is the inverse document frequency over chunks in the form BM25 uses
        (Robertson and Spärck Jones), 0 or more, a word's other forms counted in; a word
        that no chunk has gets the most.
        """
        chunks = self._catalog.counts()[1]
        found: dict[str, float] = {}
        for word in _content_words(text):
            having = max(self._catalog.frequency(form) for form in spellings(word))
            rarity = math.log(1 + (chunks - having + 0.5) / (having + 0.5))
            for term in terms(word):
                found[term] = max(found.get(term, 0.0), rarity)
        return found


def _nothing(query: Query) -> Found:
    none = np.zeros((1, len(query.tokens)), dtype=np.float32)
    return Found("", "", 0, 0.0, 0.0, 0.0, none, none)


def _as_share(score: float) -> float:
    """A weighted sum as a number in 0..1."""
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, score)))), 6)


def _content_words(text: str) -> list[str]:
    """The words that are no stop words, in lower case, each once, in order.

    In capitals a stop word is an acronym: US, WHO.
    """
    found = []
    for span in words(text):
        word = text[span.start : span.end]
        if word.casefold() not in STOP_WORDS or (len(word) > 1 and word.isupper()):
            found.append(word.casefold())
    return list(dict.fromkeys(found))


def spellings(word: str) -> list[str]:
    """What to look a word up by: its irregular forms, an acronym with and without stops."""
    bare = word.replace(".", "")
    if not bare.isalpha() or (bare == word and len(word) > 2):
        return list(forms(word))
    return list(dict.fromkeys([*forms(word), bare, ".".join(bare)]))


def _told_already(
    passage: Passage, passages: Sequence[Passage], articles: Mapping[str, Article]
) -> int | None:
    """The place of a passage of a copy of the same article that says the same."""
    group = _group(articles[passage.article_id])
    said: frozenset[str] | None = None
    for at, other in enumerate(passages):
        if other.article_id == passage.article_id or _group(articles[other.article_id]) != group:
            continue
        if said is None:
            said = frozenset(terms(passage.text))
        told = frozenset(terms(other.text))
        if len(said & told) >= _SAME_WORDS * min(len(said), len(told)):
            return at
    return None


def _group(article: Article) -> str:
    return article.copy_of or article.id


def _precedes(one: Article, other: Article) -> bool:
    """Whether one goes before the other: an original before its copies, then by age."""
    return (bool(one.copy_of), _age(one)) < (bool(other.copy_of), _age(other))


def _age(article: Article) -> tuple[bool, int, str]:
    day = article.day
    return (day is None, day.toordinal() if day else 0, article.id)
