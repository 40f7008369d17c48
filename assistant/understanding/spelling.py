"""Slips of the pen in a question: words that no article has, read as one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.library import Library
from vectorstore.text import terms

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST, _SHORTEST_NAME = 5, 4
_MOST = 12
"""So many unknown words are looked at; a question with more of them is in another language."""
_ASKING = ("what", "where", "when", "which", "why", "whose", "happened")


def corrected(question: str, library: Library) -> tuple[str, tuple[str, ...]]:
    """The question with its misspelled words as the articles write them, and what was read how.

    A word counts as misspelled that no article has and that is one slip (a letter left out,
    added or changed, or two exchanged) from just one word that is there, with the same first
    letter; of four letters only a name does, with two letters exchanged. Question words are
    known without articles.
    """
    slips: dict[str, str] = {}
    unknown = [
        word for word in dict.fromkeys(_WORD.findall(question)) if _is_unknown(word, library)
    ]
    for word in unknown if len(unknown) <= _MOST else ():
        if meant := _meant(word, library):
            slips[word] = meant
    text = _WORD.sub(lambda found: slips.get(found[0], found[0]), question)
    return text, tuple(f"“{word}” is read as “{meant}”." for word, meant in slips.items())


def _is_unknown(word: str, library: Library) -> bool:
    asking = any(one_slip(word.lower(), known) for known in _ASKING)
    return (asking or bool(terms(word))) and not library.searcher.has_word(word)


def _meant(word: str, library: Library) -> str:
    """The word that is meant; "" where none is, or more than one."""
    low = word.lower()
    asking = [known for known in _ASKING if one_slip(low, known)]
    if len(asking) == 1:
        return asking[0].capitalize() if word[0].isupper() else asking[0]
    found = {one for one in _neighbours(low) if one[0] == low[0] and library.searcher.has_word(one)}
    if len(word) < _SHORTEST:
        exchanged = len(word) == _SHORTEST_NAME and word[0].isupper()
        found = {one for one in found if exchanged and sorted(one) == sorted(low)}
    if len(found) != 1:
        return ""
    meant = found.pop()
    return meant.capitalize() if word[0].isupper() else meant


def one_slip(one: str, other: str) -> bool:
    """Whether a word is one slip from another."""
    return one != other and other in set(_neighbours(one))


def _neighbours(word: str) -> Iterator[str]:
    """All words one slip away: letters exchanged, left out, changed and added."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(word)):
        before, after = word[:at], word[at:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield before + after[1:]
        for letter in letters:
            yield before + letter + after[1:]
            yield before + letter + after
    for letter in letters:
        yield word + letter
