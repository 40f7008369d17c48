"""Rankings: several into one, and the best of that read again, token by token."""

from vectorstore.ranking.diversity import diversified
from vectorstore.ranking.features import FEATURES, Found, features, recency, stems
from vectorstore.ranking.fusion import RANK_CONSTANT, fuse
from vectorstore.ranking.query import Query, query_weights
from vectorstore.ranking.weighing import Weights, weights

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
