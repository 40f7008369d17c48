"""Sentences about another event than the one at hand: "in that storm", "those attacks"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.text.lexicon import listed
from vectorstore.text.terms import STOP_WORDS, stem, terms

_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_NO_THINGS = STOP_WORDS | listed(
    """
    day night morning afternoon evening week weekend month year season summer winter spring autumn
    fall decade century moment point time date hour minute period matter reason case end way sort
    kind said
    """
)
"""Times, of which a sentence may be understood without, and what is set phrases."""
_OPENS = re.compile(
    r"\W*(?:(?:and|but|so|yet)\s+)?(?:that|those)\s+(?P<noun>[a-z][\w-]+)", re.IGNORECASE
)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:about|after|against|amid|at|before|behind|by|during|for|from|in|into|of|on|over|since"
    r"|through|to|under|until|with|without)\s+(?:that|those)\s+(?P<noun>[a-z][\w-]+)"
)
"""Behind a preposition "that" points; elsewhere it may only join two clauses."""


def pointed_at(text: str) -> list[str]:
    """The nouns of a sentence of which only the text before it says which is meant, by "that" or
    "those" outside quotation marks; "those who" and "that night" do not count."""
    return list(_nouns(_QUOTED.sub(" ", text)))


def _nouns(text: str) -> Iterator[str]:
    opening = _OPENS.match(text)
    for match in (*([opening] if opening else []), *_AFTER_PREPOSITION.finditer(text)):
        noun = match["noun"].lower()
        if noun in _NO_THINGS or noun.endswith(("ed", "ing")):
            continue
        if stem(noun) not in terms(text[: match.start()]):  # "49 deaths, 27 of those deaths"
            yield noun
