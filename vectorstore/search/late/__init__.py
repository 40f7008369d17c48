"""Late interaction: a text compared with a question token by token, not as one vector.

After Khattab and Zaharia, "ColBERT" (SIGIR 2020); tokens are kept in the few directions that
tell most, in four bits each, as Santhanam et al. do in "PLAID" (CIKM 2022) with their own codes.
"""

from vectorstore.search.late.basis import SIZE, basis
from vectorstore.search.late.matching import best_in, similarities
from vectorstore.search.late.tokens import Tokens, packed, projected, unpacked

__all__ = [
    "SIZE",
    "Tokens",
    "basis",
    "best_in",
    "packed",
    "projected",
    "similarities",
    "unpacked",
]
