"""Ways to tell copies: newsbrief's, and what a user would pick instead."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from datasketch import MinHash, MinHashLSH
from pairs import Pair

from vectorstore.duplicates import ENOUGH, are_copies, signature
from vectorstore.text.encoder import SentenceTransformerEmbeddings

Judge = Callable[[Pair], bool]
Score = Callable[[Pair], float]
_PERMUTATIONS = 128


def newsbrief(pair: Pair) -> bool:
    """As the library does it: read only where the signatures share enough."""
    one, other = pair.one, pair.other
    if one.version == other.version:
        return True
    shared = _bands(one.text) & _bands(other.text)
    return len(shared) >= ENOUGH and are_copies(one, other)


@cache
def _bands(text: str) -> frozenset[int]:
    return frozenset(signature(text, "").bands)


def by_lsh(threshold: float) -> Judge:
    """What datasketch's MinHash LSH gives back for a text, at this threshold."""
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)

    def judge(pair: Pair) -> bool:
        index.insert("one", _sketch(pair.one.text))
        found = bool(index.query(_sketch(pair.other.text)))
        index.remove("one")
        return found

    return judge


def jaccard(pair: Pair) -> float:
    """The Jaccard similarity of the texts' runs of three words, as MinHash estimates it."""
    return _sketch(pair.one.text).jaccard(_sketch(pair.other.text))


@cache
def _sketch(text: str) -> MinHash:
    words = text.lower().split()
    sketch = MinHash(num_perm=_PERMUTATIONS)
    sketch.update_batch([" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)])
    return sketch


def ratio(pair: Pair) -> float:
    """The ratio of difflib's SequenceMatcher on the words."""
    one, other = pair.one.text.split(), pair.other.text.split()
    return difflib.SequenceMatcher(None, one, other).ratio()


def cosine(pairs: Sequence[Pair]) -> Score:
    """The cosine of the texts' MiniLM vectors (of their first 256 tokens, which it reads)."""
    texts = sorted({article.text for pair in pairs for article in (pair.one, pair.other)})
    vectors = SentenceTransformerEmbeddings().embed(texts)
    row = {text: number for number, text in enumerate(texts)}

    def score(pair: Pair) -> float:
        return float(np.dot(vectors[row[pair.one.text]], vectors[row[pair.other.text]]))

    return score
