"""Searching a library: two rankings into one, the best of it read again token by token."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog.catalog import Catalog
from vectorstore.catalog.chunks import Place
from vectorstore.documents import Article, ArticleFilter, Passage
from vectorstore.errors import LibraryBusy
from vectorstore.index import VectorStore
from vectorstore.lock import WriteLock
from vectorstore.search.late import (
    EncodedQuery,
    Tokens,
    basis,
    best_in,
    projected,
    similarities,
    token_rarity,
    unpacked,
)
from vectorstore.search.matrix import SIMILARITY_DIGITS, Matrix
from vectorstore.search.ranking import (
    FEATURES,
    Found,
    diversified,
    features,
    fuse,
    recency,
    weights,
)
from vectorstore.search.words import SHORTEST, content_words, one_slip_apart, spellings, stemmed
from vectorstore.text import Span, sentences, terms
from vectorstore.text.encoder import Embeddings, TokenStates, Vectors, embed_tokens
from vectorstore.text.terms import fold

_TRIES = 5
_MOST_PASSAGES = 10_000
_CANDIDATES = 100
_OVERSAMPLING = 4
_COMMON_SHARE = 0.1
_COMMON_FROM = 2_000
_SAME_WORDS = 0.6
_FEWEST_TERMS = 4
_READ_AGAIN = 60
"""So many passages of the fused ranking are compared word by word."""
_QUERIES = 64
_FILTERS = 16
_SPARE = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A chunk: its number, where it stands, its score by the fused rankings, its vector."""

    number: int
    place: Place
    fused: float
    vector: Vectors
    article: Article


class Searcher:
    """Finds chunks of one library, and says how well sentences meet a question.

    `store` gives the vector store, which is asked where there are more than `exact_limit`
    chunks and no filter; else every vector is compared.
    """

    def __init__(
        self,
        catalog: Catalog,
        lock: WriteLock,
        embeddings: Embeddings,
        store: Callable[[], VectorStore],
        exact_limit: int,
    ) -> None:
        self._catalog = catalog
        self._chunks = catalog.chunks
        self._lock = lock
        self._matrix = Matrix(catalog)
        self._embeddings = embeddings
        self._store = store
        self._exact_limit = exact_limit
        self._queries: dict[tuple[str, int], EncodedQuery] = {}
        self._passing: dict[tuple[ArticleFilter, int], list[int]] = {}

    # ---------------------------------------------------------------- passages

    def search(self, query: str, k: int, filter: ArticleFilter | None = None) -> list[Passage]:
        """The k best passages of one moment of the catalog (`Library.search`)."""
        k = min(k, _MOST_PASSAGES)
        within = self._catalog.stories.resolved(filter or None)
        if not query.strip() or k < 1:
            return []
        for _ in range(_TRIES):
            generation = self._catalog.generation
            found = self._search(query, k, within)
            if self._catalog.generation == generation:
                return found
            # Another process wrote meanwhile: parts may be from before and after.
        with contextlib.suppress(LibraryBusy), self._lock.held():
            found = self._search(query, k, within)
        return found

    def features(
        self, text: str, filter: ArticleFilter | None = None
    ) -> tuple[list[Place], NDArray[np.float32]]:
        """The chunks that a search orders, by their fused rank, and a row of `FEATURES` for
        each: what weights are learned from."""
        within = self._catalog.stories.resolved(filter)
        candidates = self._candidates(text, within, _READ_AGAIN)
        return [one.place for one in candidates], self._features(text, candidates, within)

    def _search(self, query: str, k: int, filter: ArticleFilter | None) -> list[Passage]:
        candidates = self._candidates(query, filter, max(_READ_AGAIN, 2 * k))
        if not candidates:
            return []
        rows = self._features(query, candidates, filter)
        scores = weights("vectorstore.search", "passages.json", FEATURES).score(rows)
        best = sorted(range(len(scores)), key=lambda row: (-scores[row], candidates[row].place))
        vectors = np.stack([candidates[row].vector for row in best])
        # Copies that are folded leave room for others.
        order = [best[place] for place in diversified(scores[best], vectors, k + _SPARE)]
        return _passages([(candidates[row], _as_share(scores[row])) for row in order], k)

    def _candidates(self, text: str, filter: ArticleFilter | None, most: int) -> list[_Candidate]:
        """The first of the fused ranking, but for what another process removed meanwhile."""
        if not self._chunks.count():
            return []
        depth = max(_CANDIDATES, most)
        by_words = [n for n, _ in self._chunks.match(self._looked_up(text), filter, depth)]
        by_vector = self._nearest(self.query(text).vector, filter, depth)
        fused = fuse([by_words, [number for number, _ in by_vector]])
        places = self._chunks.places(list(fused))
        first = sorted(places, key=lambda n: (-round(fused[n], 9), places[n]))[:most]
        vectors = self._chunks.vectors_by_number(first)
        articles = self._catalog.articles.named(places[n][0] for n in first)
        return [
            _Candidate(n, places[n], fused[n], vectors[n], article)
            for n in first
            if n in vectors and (article := articles.get(places[n][0]))
        ]

    def _features(
        self, text: str, candidates: Sequence[_Candidate], filter: ArticleFilter | None
    ) -> NDArray[np.float32]:
        """What speaks for each candidate."""
        if not candidates:
            return np.zeros((0, len(FEATURES)), dtype=np.float32)
        query, asked = self.query(text), filter.as_of if filter else None
        lengths = {one.number: one.place[2] - one.place[1] for one in candidates}
        tokens = self._tokens(query, lengths, {one.number: one.vector for one in candidates})
        sentences = self._catalog.articles.sentences_of(one.article.id for one in candidates)
        found = []
        for candidate in candidates:
            article, (_, start, end) = candidate.article, candidate.place
            within = [
                (max(sentence.start, start) - start, min(sentence.end, end) - start)
                for sentence in sentences.get(article.id, ())
                if sentence.start < end and sentence.end > start
            ]
            met = best_in(*tokens[candidate.number], [*within, (0, end - start + 1)])
            found.append(
                Found(
                    article.text[start:end],
                    article.title,
                    start,
                    candidate.fused,
                    round(float(candidate.vector @ query.vector), SIMILARITY_DIGITS),
                    recency(article.day, asked),
                    met[:-1],
                    met[-1:],
                )
            )
        return features(query, found)

    # ---------------------------------------------------------------- vectors

    def query(self, text: str) -> EncodedQuery:
        """A question as the store reads it; the last few are kept."""
        key = (text, self._catalog.generation)
        known = self._queries.get(key)
        if known is None:
            vectors, (states,) = embed_tokens(self._embeddings, [text])
            tokens = projected(states, self._basis)
            rarity = self.rarity(text)
            spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
            weighted = token_rarity(text, spans, rarity)
            known = EncodedQuery(text, vectors[0], tokens.vectors, weighted, rarity)
            if len(self._queries) >= _QUERIES:
                self._queries.clear()
            self._queries[key] = known
        return known

    def token_matches(
        self, query: EncodedQuery, places: Sequence[tuple[str, int, Sequence[Span]]]
    ) -> list[NDArray[np.float32]]:
        """How well sentences meet each token of a query, shape (sentences, m) for each place.

        A place is an article's id, the start of one of its chunks, and spans in the article's
        text within that chunk. A place that is no chunk any more gets zeros.
        """
        numbers = self._chunks.numbers_by_start([(id, start) for id, start, _ in places])
        vectors = self._chunks.vectors_by_number(list(numbers.values()))
        lengths = {
            numbers[id, start]: max((span.end for span in spans), default=start) - start
            for id, start, spans in places
            if (id, start) in numbers
        }
        tokens = self._tokens(query, lengths, vectors)
        found = []
        for article_id, start, spans in places:
            number = numbers.get((article_id, start), -1)
            if number in tokens:
                within = [(span.start - start, span.end - start) for span in spans]
                found.append(best_in(*tokens[number], within))
            else:
                found.append(np.zeros((len(spans), len(query.tokens)), dtype=np.float32))
        return found

    def passage_tokens(self, places: Sequence[tuple[str, int]]) -> list[Tokens | None]:
        """The token vectors of passages, as article id and the start of the chunk; None for what
        is no chunk any more, or was added without them."""
        numbers = self._chunks.numbers_by_start(places)
        packs = self._chunks.tokens(list(numbers.values()))
        found: list[Tokens | None] = []
        for place in places:
            blob = packs.get(numbers.get(place, -1))
            try:
                found.append(unpacked(blob) if blob else None)
            except ValueError:
                found.append(None)
        return found

    def similarity_to(
        self, texts: Sequence[str], article_ids: Sequence[str]
    ) -> dict[str, list[tuple[int, int, float]]]:
        """How near the chunks of articles are to texts that say the same in several ways.

        For each article its chunks in order: start, end, and the cosine of the chunk's vector
        and the mean of the texts' vectors. Empty without texts.
        """
        if not texts:
            return {}
        mean = np.asarray(self._embeddings.embed(list(texts))).mean(axis=0)
        mean /= max(float(np.linalg.norm(mean)), 1e-12)
        found: dict[str, list[tuple[int, int, float]]] = {}
        for article_id, start, end, vector in self._chunks.vectors_of_articles(article_ids):
            near = round(float(vector @ mean), SIMILARITY_DIGITS)
            found.setdefault(article_id, []).append((start, end, near))
        return found

    @property
    def _basis(self) -> Vectors:
        return basis(self._embeddings.name, self._embeddings.dimension)

    def _tokens(
        self, query: EncodedQuery, lengths: Mapping[int, int], vectors: Mapping[int, Vectors]
    ) -> dict[int, tuple[NDArray[np.float32], Tokens]]:
        """The tokens of chunks, by number, with their similarities to those of a query.

        `lengths` of the chunks' texts; a chunk without a vector is gone, and left out.
        """
        packs = self._chunks.tokens(list(lengths))
        tokens = {
            number: self._unpacked(packs.get(number), vectors[number], length)
            for number, length in lengths.items()
            if number in vectors
        }
        similar = similarities(query.tokens, list(tokens.values()))
        return {number: (own, tokens[number]) for number, own in zip(tokens, similar, strict=True)}

    def _unpacked(self, blob: bytes | None, vector: Vectors, length: int) -> Tokens:
        """A chunk's token vectors; of one that was added without, its own for all its words."""
        if blob:
            with contextlib.suppress(ValueError):
                return unpacked(blob)
        return projected(TokenStates(vector[None, :], [(0, length)]), self._basis)

    def _nearest(
        self, vector: Vectors, filter: ArticleFilter | None, depth: int
    ) -> list[tuple[int, float]]:
        """The nearest chunks with their similarity; exact, but for a large library without a
        filter."""
        if filter is None and self._chunks.count() > self._exact_limit:
            ids = self._store().nearest(vector, depth * _OVERSAMPLING)
            if ids is not None:
                return self._compared_exactly(ids, vector)[:depth]
        numbers = None if filter is None else self._numbers(filter)
        return self._in_order(self._matrix.nearest(vector, depth, numbers))[:depth]

    def _numbers(self, filter: ArticleFilter) -> list[int]:
        """The numbers of the chunks that pass; those of the last few filters are kept."""
        key = (filter, self._catalog.generation)
        if key not in self._passing:
            if len(self._passing) >= _FILTERS:
                self._passing.clear()
            self._passing[key] = self._chunks.numbers(filter)
        return self._passing[key]

    def _in_order(self, found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Nearest first; equally near ones by article and place, not by when they were added."""
        places = self._chunks.places([number for number, _ in found])
        kept = [(-similarity, places[number], number) for number, similarity in found
                if number in places]  # fmt: skip
        return [(number, -similarity) for similarity, _, number in sorted(kept)]

    def _compared_exactly(self, ids: Sequence[str], vector: Vectors) -> list[tuple[int, float]]:
        """What Chroma found, ordered by exact similarity."""
        numbers = self._chunks.numbers_by_id(ids).values()
        vectors = self._chunks.vectors_by_number(list(numbers))
        if not vectors:
            return []
        near = np.round(np.stack(list(vectors.values())) @ vector, SIMILARITY_DIGITS)
        return self._in_order(list(zip(vectors, near.tolist(), strict=True)))

    # ---------------------------------------------------------------- words

    def rarity(self, text: str) -> dict[str, float]:
        """The stems of the text's content words, each with how much it tells here.

        That is the inverse document frequency over chunks in the form BM25 uses
        (Robertson and Spärck Jones), 0 or more, a word's other forms counted in; a word
        that no chunk has gets the most.
        """
        chunks = self._chunks.count()
        found: dict[str, float] = {}
        for word in content_words(text):
            having = max(self._chunks.frequency(form) for form in spellings(word))
            rarity = math.log(1 + (chunks - having + 0.5) / (having + 0.5))
            for term in terms(word):
                found[term] = max(found.get(term, 0.0), rarity)
        return found

    def has_word(self, word: str) -> bool:
        """Whether any chunk has the word or another form of it."""
        return any(self._chunks.frequency(form) for form in spellings(word.casefold()))

    def spelling_suggestions(self, word: str) -> list[str]:
        """Indexed words that may be meant by one that no chunk has: a slip of the pen apart,
        with the same first letter. Words of fewer than five letters have none."""
        folded = fold(word)
        if len(folded) < SHORTEST or not folded[0].isalpha():
            return []
        indexed = self._chunks.indexed_words(folded[0])
        return sorted(t for t in indexed if any(one_slip_apart(f, t) for f in stemmed(folded)))

    def _looked_up(self, query: str) -> list[str]:
        """The words to look up, in all their spellings: none that a tenth of all chunks have."""
        words, chunks = content_words(query), self._chunks.count()
        if chunks >= _COMMON_FROM:
            limit = chunks * _COMMON_SHARE
            words = [word for word in words if self._chunks.frequency(word) <= limit] or words
        return [form for word in words for form in spellings(word)]


def _passages(found: Sequence[tuple[_Candidate, float]], k: int) -> list[Passage]:
    """The first k passages; of copies that say the same only the first publication's."""
    articles: dict[str, Article] = {}
    passages: list[Passage] = []
    for candidate, score in found:
        article, (article_id, start, end) = candidate.article, candidate.place
        articles[article_id] = article
        passage = Passage(
            article_id, article.title, article.publisher, article.published,
            article.text[start:end], start, end, score,
        )  # fmt: skip
        copied = _same_in_a_copy(passage, passages, articles)
        if copied is None and len(passages) == k:
            break
        if copied is None:
            passages.append(passage)
        elif _precedes(article, articles[passages[copied].article_id]):
            passages[copied] = replace(passage, score=passages[copied].score)
    return passages


def _as_share(score: float) -> float:
    """A weighted sum as a number in 0..1."""
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, score)))), 6)


def _same_in_a_copy(
    passage: Passage, passages: Sequence[Passage], articles: Mapping[str, Article]
) -> int | None:
    """The index of a passage of a copy of the same article that says the same."""
    original = _original(articles[passage.article_id])
    own: frozenset[str] | None = None
    for index, other in enumerate(passages):
        same_article = other.article_id == passage.article_id
        if same_article or _original(articles[other.article_id]) != original:
            continue
        if own is None:
            own = frozenset(terms(passage.text))
        theirs = frozenset(terms(other.text))
        alike = len(own & theirs) >= _SAME_WORDS * min(len(own), len(theirs))
        if alike and not _adds(passage.text, theirs) and not _adds(other.text, own):
            return index
    return None


def _adds(text: str, known: frozenset[str]) -> bool:
    """Whether a text has a sentence most of whose words another one has not."""
    for start, end in sentences(text):
        own = frozenset(terms(text[start:end]))
        if len(own) >= _FEWEST_TERMS and len(own & known) < _SAME_WORDS * len(own):
            return True
    return False


def _original(article: Article) -> str:
    return article.copy_of or article.id


def _precedes(one: Article, other: Article) -> bool:
    """Whether one goes before the other: an original before its copies, then by age."""
    return (bool(one.copy_of), _age(one)) < (bool(other.copy_of), _age(other))


def _age(article: Article) -> tuple[bool, int, str]:
    day = article.day
    return (day is None, day.toordinal() if day else 0, article.id)
