"""Late interaction: a text compared with a question token by token, not as one vector.

After Khattab and Zaharia, "ColBERT" (SIGIR 2020); tokens are kept in the few directions that
tell most, in four bits each, as Santhanam et al. do in "PLAID" (CIKM 2022) with their own codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.text import terms, words
from vectorstore.text.encoder import BUNDLED, TokenStates, Vectors

SIZE = 96
"""So many directions are kept: some four fifths of the length of MiniLM's token vectors lies
along them (`benchmarks/answers/basis.py` prints it)."""
_LEVELS = 7
"""Each number is kept as one of the whole numbers from -7 to 7: four bits."""
_HEADER = np.dtype("<i4")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Tokens in the order of the text: unit vectors, shape (n, size), and where each stands.

    `starts` and `ends` are code point offsets into the text, shape (n,).
    """

    vectors: Vectors
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class EncodedQuery:
    """What is searched: its words, its vector, the vectors of its tokens.

    `vector` has shape (dimension,), `tokens` (m, size), both of unit length. `rarity`, shape
    (m,), is the inverse document frequency of the word that each token is part of; `terms`
    gives it for each stem.
    """

    text: str
    vector: Vectors
    tokens: Vectors
    rarity: NDArray[np.float32]
    terms: Mapping[str, float]

    def coverage(self, best: NDArray[np.float32]) -> NDArray[np.float32]:
        """Token matches, shape (n, m), as three numbers each: shape (n, 3).

        The mean over all tokens; the mean weighted by rarity; and that of the two together.
        """
        if not best.shape[1]:
            return np.zeros((len(best), 3), dtype=np.float32)
        rarity = self.rarity if self.rarity.any() else np.ones_like(self.rarity)
        both = self.rarity + 1
        columns = (best.mean(axis=1), best @ rarity / rarity.sum(), best @ both / both.sum())
        return np.stack(columns, axis=1).astype(np.float32)


def token_rarity(
    text: str, spans: Sequence[tuple[int, int]], rarity: Mapping[str, float]
) -> NDArray[np.float32]:
    """For each token span of a text the rarity of its word, shared among the word's tokens."""
    found = np.zeros(len(spans), dtype=np.float32)
    for start, end in words(text):
        within = [place for place, span in enumerate(spans) if span[0] < end and span[1] > start]
        most = max((rarity.get(term, 0.0) for term in terms(text[start:end])), default=0.0)
        found[within] = most / max(1, len(within))
    return found


@cache
def basis(name: str, dimension: int) -> Vectors:
    """The directions in which a model's token vectors are kept: orthonormal columns, shape
    (dimension, SIZE or less), the same on every run.

    For the bundled model they are the principal directions of the token vectors of the sample
    articles (`benchmarks/answers/basis.py` made the file). For any other model they are random:
    similarities are kept on average (Johnson and Lindenstrauss 1984), a little less exactly.
    """
    if name == BUNDLED:
        with (files("vectorstore.search") / "basis.npy").open("rb") as file:
            kept: Vectors = np.load(file, allow_pickle=False).astype(np.float32)
            return kept
    size = min(SIZE, dimension - dimension % 2)
    drawn = np.random.default_rng(0).standard_normal((dimension, size))
    columns: Vectors = np.linalg.qr(drawn).Q.astype(np.float32)
    return columns


def projected(states: TokenStates, basis: Vectors, *, shift: int = 0) -> Tokens:
    """A model's token states along the basis, shape (dimension, size), as unit vectors.

    Offsets are moved by `shift`; tokens that then stand before the text are left out.
    """
    spans = np.asarray(states.spans, dtype=np.int64).reshape(-1, 2) + shift
    first = int(np.searchsorted(spans[:, 0], 0))
    spans, rows = spans[first:], states.vectors[first:] @ basis
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.maximum(lengths, 1e-9)[:, None]
    return Tokens(rows.astype(np.float32, copy=False), spans[:, 0], spans[:, 1])


def packed(tokens: Tokens) -> bytes:
    """Tokens in bytes: count and size, places, scales, and two numbers of a vector a byte.

    `size` must be even.
    """
    count, size = tokens.vectors.shape
    scales = np.maximum(np.abs(tokens.vectors).max(axis=1, initial=0), 1e-6).astype("<f2")
    levels = np.rint(tokens.vectors / scales[:, None].astype(np.float32) * _LEVELS)
    codes = (np.clip(levels, -_LEVELS, _LEVELS) + _LEVELS).astype(np.uint8)
    halves = codes[:, 0::2] | (codes[:, 1::2] << 4)
    places = np.stack([tokens.starts, tokens.ends]).astype(_HEADER)
    header = np.array([count, size], dtype=_HEADER)
    return b"".join(part.tobytes() for part in (header, places, scales, halves))


def unpacked(blob: bytes) -> Tokens:
    """What `packed` made, to within a fourteenth of a vector's largest number.

    Raises ValueError for bytes that are not whole.
    """
    if len(blob) < 8:
        raise ValueError("no token vectors")
    count, size = np.frombuffer(blob, _HEADER, 2).tolist()
    if len(blob) != 8 + count * (8 + 2 + size // 2):
        raise ValueError("token vectors are cut short")
    starts, ends = np.frombuffer(blob, _HEADER, 2 * count, 8).reshape(2, count).astype(np.int64)
    scales = np.frombuffer(blob, "<f2", count, 8 + 8 * count).astype(np.float32)
    halves = np.frombuffer(blob, np.uint8, offset=8 + 10 * count).reshape(count, size // 2)
    codes = np.empty((count, size), dtype=np.float32)
    codes[:, 0::2], codes[:, 1::2] = halves & 15, halves >> 4
    vectors = (codes - _LEVELS) * (scales / _LEVELS)[:, None]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return Tokens(vectors.astype(np.float32), starts, ends)


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
