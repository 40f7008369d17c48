"""The store: articles kept whole in SQLite, found again by words and by vectors.

`Library` is the way in; the rest is plain data. Names are handed out on first use, so
that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.adding import Incoming, Outcome, Status
    from vectorstore.catalog.catalog import linked
    from vectorstore.documents import Article, ArticleFilter, Chunk, Passage
    from vectorstore.errors import VectorStoreError
    from vectorstore.library import Library
    from vectorstore.text.encoder import BUNDLED, Embeddings, SentenceTransformerEmbeddings
    from vectorstore.upkeep import Finding

_HOME = {
    "Article": "documents",
    "ArticleFilter": "documents",
    "BUNDLED": "text.encoder",
    "Chunk": "documents",
    "Embeddings": "text.encoder",
    "Finding": "upkeep",
    "Incoming": "adding",
    "Library": "library",
    "Outcome": "adding",
    "Passage": "documents",
    "SentenceTransformerEmbeddings": "text.encoder",
    "Status": "adding",
    "VectorStoreError": "errors",
    "linked": "catalog.catalog",
}

__all__ = [
    "BUNDLED",
    "Article",
    "ArticleFilter",
    "Chunk",
    "Embeddings",
    "Finding",
    "Incoming",
    "Library",
    "Outcome",
    "Passage",
    "SentenceTransformerEmbeddings",
    "Status",
    "VectorStoreError",
    "linked",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
