"""Words that differ by one slip of the pen."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

SHORTEST = 5
"""Shorter words that differ by a letter are other words."""


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter was left out, added or changed, or two neighbours exchanged.

    That is a distance of one as Damerau (1964) counts it; most misspellings are of this kind.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    if at < 0:  # the longer one goes on
        return True
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[at:] == long[at + 1 :]
    exchanged = one[at : at + 2] == other[at : at + 2][::-1] and len(one) > at + 1
    return one[at + 1 :] == other[at + 1 :] or (exchanged and one[at + 2 :] == other[at + 2 :])


@lru_cache(maxsize=1024)
def stemmed(word: str) -> tuple[str, ...]:
    """A word as it is, and as SQLite's full-text index stems it (Porter 1980)."""
    stem = str(snowballstemmer.stemmer("porter").stemWord(word))
    return (word,) if stem == word else (word, stem)
