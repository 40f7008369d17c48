"""Rankings: several into one, and the best of that read again, token by token."""

from vectorstore.search.diversity import diversified
from vectorstore.search.features import FEATURES, Found, features, recency, stems
from vectorstore.search.fusion import RANK_CONSTANT, fuse
from vectorstore.search.query import Query, query_weights
from vectorstore.search.weights import Weights, weights

__all__ = [
    "FEATURES",
    "RANK_CONSTANT",
    "Found",
    "Query",
    "Weights",
    "diversified",
    "features",
    "fuse",
    "query_weights",
    "recency",
    "stems",
    "weights",
]
