"""Ways to search that are simpler than the product's, to see what the product's adds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from vectorstore.catalog.catalog import Catalog
from vectorstore.documents import Passage
from vectorstore.library import Library
from vectorstore.lock import CATALOG
from vectorstore.search import fuse
from vectorstore.search.matrix import Matrix
from vectorstore.search.words import spellings
from vectorstore.text import STOP_WORDS, words

Ranker = Callable[[str, int], list[Passage]]
"""A way to search: a query and how many passages are wanted; passages, best first."""

_CANDIDATES = 100


@contextlib.contextmanager
def plain_rankers(library: Library) -> Iterator[dict[str, Ranker]]:
    """Full text alone (`bm25`), vectors alone (`vectors`), and both by reciprocal rank (`fused`).

    They read the library's catalog beside the library itself, leave copies in, and rank
    nothing anew; they are of use within the context only.
    """
    catalog = Catalog(library.folder / CATALOG)
    matrix = Matrix(catalog)

    @lru_cache(maxsize=1)
    def by_words(query: str) -> list[int]:
        forms = [form for word in _content(query) for form in spellings(word)]
        return [number for number, _ in catalog.chunks.match(forms, None, _CANDIDATES)]

    @lru_cache(maxsize=1)
    def by_vector(query: str) -> list[int]:
        found = matrix.nearest(library.embeddings.embed([query])[0], _CANDIDATES)
        return [number for number, _ in sorted(found, key=lambda hit: (-hit[1], hit[0]))]

    def both(query: str) -> list[int]:
        scores = fuse([by_words(query), by_vector(query)])
        return sorted(scores, key=lambda number: (-round(scores[number], 9), number))

    ways: dict[str, Callable[[str], list[int]]] = {
        "bm25": by_words,
        "vectors": by_vector,
        "fused": both,
    }
    try:
        yield {name: _ranker(catalog, way) for name, way in ways.items()}
    finally:
        catalog.close()


def _ranker(catalog: Catalog, way: Callable[[str], Sequence[int]]) -> Ranker:
    return lambda query, k: _passages(catalog, way(query)[:k])


def _content(query: str) -> list[str]:
    found = [query[span.start : span.end].casefold() for span in words(query)]
    return [word for word in dict.fromkeys(found) if word not in STOP_WORDS]


def _passages(catalog: Catalog, numbers: Sequence[int]) -> list[Passage]:
    places = catalog.chunks.places(numbers)
    passages = []
    for rank, number in enumerate(numbers):
        article_id, start, end = places[number]
        article = catalog.articles.get(article_id)
        if article is not None:
            passages.append(
                Passage(
                    article_id, article.title, article.publisher, article.published,
                    article.text[start:end], start, end, 1 / (rank + 1),
                )
            )  # fmt: skip
    return passages
