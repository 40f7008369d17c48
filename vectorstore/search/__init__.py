"""Search: two rankings into one, and the best of that read again, token by token."""

from vectorstore.search.late import EncodedQuery, Tokens
from vectorstore.search.ranking import FEATURES, fuse, stems, weights

__all__ = ["FEATURES", "EncodedQuery", "Tokens", "fuse", "stems", "weights"]
