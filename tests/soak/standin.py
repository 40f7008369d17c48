"""An embedding model that costs nothing: each text gets its own direction, by its hash."""

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from vectorstore.text import terms, words
from vectorstore.text.encoder import Vectors


class HashedTexts:
    """Equal texts have equal vectors, different texts unrelated ones; counts what it embeds.

    `pause`: seconds to rest for each text, as long as a model would take.
    """

    name = "hashed-texts"
    checksum = hashlib.sha256(b"hashed-texts").hexdigest()
    dimension = 384
    window = 60

    def __init__(self, pause: float = 0.0) -> None:
        self.embedded = 0
        self._pause = pause

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in words(text)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        time.sleep(self._pause * len(texts))
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = hashlib.sha256(text.encode("utf-8", "replace")).digest()
            row[:] = np.random.default_rng(list(seed[:16])).standard_normal(self.dimension)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class WordSums(HashedTexts):
    """Texts are alike where they share words: quick, and good enough to tell events apart."""

    name = "word-sums"
    checksum = hashlib.sha256(b"word-sums").hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                row += super().embed([term])[0]
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
