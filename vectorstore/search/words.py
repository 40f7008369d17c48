"""The words of a question: which are looked up, their other spellings, slips of the pen."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from vectorstore.text import STOP_WORDS, forms, words

SHORTEST = 5
"""Shorter words that differ by a letter are other words."""


def content_words(text: str) -> list[str]:
    """The words that are no stop words, in lower case, each once, in order.

    In capitals a stop word is an acronym: US, WHO.
    """
    found = []
    for span in words(text):
        word = text[span.start : span.end]
        if word.casefold() not in STOP_WORDS or (len(word) > 1 and word.isupper()):
            found.append(word.casefold())
    return list(dict.fromkeys(found))


def spellings(word: str) -> list[str]:
    """What to look a word up by: its irregular forms, an acronym with and without stops."""
    bare = word.replace(".", "")
    if not bare.isalpha() or (bare == word and len(word) > 2):
        return list(forms(word))
    return list(dict.fromkeys([*forms(word), bare, ".".join(bare)]))


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
