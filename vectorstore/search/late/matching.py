"""How well each of several runs of a text matches each token of a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.search.late.tokens import Tokens
from vectorstore.text.encoder import Vectors


def similarities(question: Vectors, texts: Sequence[Tokens]) -> list[NDArray[np.float32]]:
    """The similarity of each token of each text to each question token, shape (n, m) a text.

    `question` has unit rows, shape (m, size). One product for all: many small ones cost more
    than their sum.
    """
    if not texts:
        return []
    every = np.concatenate([text.vectors for text in texts]) @ question.T
    ends = np.cumsum([len(text) for text in texts])
    return np.split(every, ends[:-1])


def best_in(
    similar: NDArray[np.float32], tokens: Tokens, spans: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """The best of the similarities within each span, shape (len(spans), m).

    `similar` has a row for each of the tokens. `spans` are (start, end); a span without tokens
    gets zeros.
    """
    found = np.zeros((len(spans), similar.shape[1]), dtype=np.float32)
    if not len(tokens) or not similar.shape[1]:
        return found
    middles = (tokens.starts + tokens.ends) / 2
    firsts, lasts = np.searchsorted(middles, np.asarray(spans).reshape(-1, 2).T)
    for row, (first, last) in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        if first < last:
            found[row] = similar[first:last].max(axis=0)
    return found
