"""Sentences of a draft that speak of what the model was given to read, and not of the news.

Weak models describe their prompt: "The excerpt is a quote from a news article". Such a sentence
says so little that almost any quote seems to hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vectorstore.text import terms

_SOURCE = r"(?:news )?(?:articles?|excerpts?|passages?|reports?|sources?|texts?)"
_LEADS_IN = re.compile(
    rf"(?:according to|as told in|based on) (?:the|these|this) {_SOURCE}"
    r"(?: (?:above|given|provided))?, "
    rf"|(?:the|this|one|an?) {_SOURCE} (?:says?|states?|reports?|notes?|mentions?|adds?) that ",
    re.IGNORECASE,
)
"""Ways to begin that leave a sentence about the news."""
_GIVEN = re.compile(
    r"\b(?:excerpts?|snippets?|(?:news )?articles?|(?:original|source|given|provided) texts?"
    r"|the (?:passages?|texts?))\b",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"(?:(?:the|this|these) (?:news )?(?:answers?|figures?|information|quot(?:es?|ations?)|reports?"
    r"|sources?|statements?|stor(?:y|ies)|summar(?:y|ies)) (?:is|are|was|were) "
    r"(?:also |an? |just |not |only )*(?:about(?! \d)|based on|incomplete|included|mentioned"
    r"|provided|quot(?:e|es|ed|ation)|taken from)"
    r"|(?:it|this|that|these|they) (?:is|are|was|were) (?:an? )?"
    r"(?:quot(?:e|es|ed|ation)|taken) from)\b",
    re.IGNORECASE,
)


def speaks_of_material(sentence: str, quotes: Iterable[str]) -> str:
    """The words by which a sentence speaks of what the model was given; "" where it does not, or
    where a quote has these words itself. "According to the article, …" may stand before
    what is told."""
    rest = _LEADS_IN.sub("", sentence)
    quoted = [quote.casefold() for quote in quotes]
    if (found := _DESCRIBES.match(rest)) and not any(found[0].casefold() in q for q in quoted):
        return found[0]
    known = {term for quote in quoted for term in terms(quote)}
    given = (found[0] for found in _GIVEN.finditer(rest))
    return next((words for words in given if not known.issuperset(terms(words))), "")
