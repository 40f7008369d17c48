"""The vectors of a text's tokens, and the few bytes in which a library keeps them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.encoder import TokenStates, Vectors

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
