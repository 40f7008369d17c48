"""Slips of the pen in a question: words that no article has, read as one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.library import Library
from vectorstore.text import terms

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 6
_MOST = 6
"""So many unknown words are looked at; a question with more of them is in another language."""
_ASKING = {
    "wat": "what", "waht": "what", "whta": "what", "wich": "which", "whcih": "which",
    "wehre": "where", "whre": "where", "wher": "where", "wehn": "when", "wen": "when",
    "hwo": "who", "hapened": "happened", "happend": "happened", "hapend": "happened",
}  # fmt: skip
"""Slips in the words that ask, which are no words themselves."""


def corrected(question: str, library: Library) -> tuple[str, tuple[str, ...]]:
    """The question with its misspelled words as the articles write them, and what was read how.

    A word of six letters or more counts as misspelled that no article has, is written small, and
    is two exchanged letters, or one left out, from just one word that is there; a name, whatever
    its length, only with two letters exchanged, and never for a word that means nothing alone.
    What else is changed may be a word of its own; so is what the embedding model's vocabulary has
    whole, and what a request begins with says what is to be done.
    """
    slips: dict[str, str] = {}
    outlets = {word.casefold() for name in library.publishers() for word in _WORD.findall(name)}
    spelled = tuple(dict.fromkeys(_WORD.findall(question)))
    first = spelled[:1]
    unknown = [word for word in spelled if _is_unknown(word, library, opens=word in first)]
    for word in unknown if len(unknown) <= _MOST else ():
        meant = "" if word.casefold() in outlets else _meant(word, library)
        is_name = word[0].isupper() and word != spelled[0]
        if meant and not (is_name and not terms(meant)):
            slips[word] = meant
    text = _WORD.sub(lambda found: slips.get(found[0], found[0]), question)
    return text, tuple(f"“{word}” is read as “{meant}”." for word, meant in slips.items())


def _is_unknown(word: str, library: Library, *, opens: bool) -> bool:
    if word.lower() in _ASKING:
        return not library.searcher.has_word(word)
    if opens or len(library.embeddings.token_spans(word)) == 1:
        return False
    return len(word) > _FEWEST and bool(terms(word)) and not library.searcher.has_word(word)


_FEWEST = 3


def _meant(word: str, library: Library) -> str:
    """The word that is meant; "" where none is, or more than one."""
    low = word.lower()
    if meant := _ASKING.get(low):
        return meant.capitalize() if word[0].isupper() else meant
    name = word[0].isupper()
    if not name and len(word) < _SHORTEST:
        return ""
    found = {
        one
        for one in _neighbours(low, exchanged=name)
        if one[:1] == low[0] and library.searcher.has_word(one)
    }
    if len(found) != 1:
        return ""
    meant = found.pop()
    return meant.capitalize() if name else meant


def _neighbours(word: str, *, exchanged: bool) -> Iterator[str]:
    """The words that two exchanged letters may come from, and those with a letter more or less."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(1, len(word)):
        before, after = word[:at], word[at:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        if exchanged:
            continue
        yield before + after[1:]
        yield from (before + letter + after for letter in letters)
