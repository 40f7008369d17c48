"""How well each of several runs of a text matches each token of a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import Vectors
from vectorstore.late.tokens import Tokens


def matches(
    question: Vectors, tokens: Tokens, spans: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """For each span the best similarity that any of its tokens has to each question token.

    `question` has unit rows, shape (m, size); the result has shape (len(spans), m). `spans`
    are (start, end), in order; a span without tokens gets zeros.
    """
    found = np.zeros((len(spans), len(question)), dtype=np.float32)
    if not len(tokens) or not len(question):
        return found
    similar = tokens.vectors @ question.T
    middles = (tokens.starts + tokens.ends) / 2
    for row, (start, end) in enumerate(spans):
        first, last = np.searchsorted(middles, (start, end))
        if first < last:
            found[row] = similar[first:last].max(axis=0)
    return found
