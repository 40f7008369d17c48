"""The directions in which a model's token vectors are kept."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from vectorstore.text.encoder import BUNDLED, Vectors

SIZE = 96
"""So many directions are kept: some four fifths of the length of MiniLM's token vectors lies
along them (`benchmarks/answers/basis.py` prints it)."""


@cache
def basis(name: str, dimension: int) -> Vectors:
    """Orthonormal columns, shape (dimension, SIZE or less), the same on every run.

    For the bundled model they are the principal directions of the token vectors of the sample
    articles (`benchmarks/answers/basis.py` made the file). For any other model they are random:
    similarities are kept on average (Johnson and Lindenstrauss 1984), a little less exactly.
    """
    if name == BUNDLED:
        with (files("vectorstore.search.late") / "basis.npy").open("rb") as file:
            kept: Vectors = np.load(file, allow_pickle=False).astype(np.float32)
            return kept
    size = min(SIZE, dimension - dimension % 2)
    drawn = np.random.default_rng(0).standard_normal((dimension, size))
    columns: Vectors = np.linalg.qr(drawn).Q.astype(np.float32)
    return columns
