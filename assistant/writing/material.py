"""Sentences of a draft that are no news: of what the model was given, or of what it makes of it.

Weak models describe their prompt ("The excerpt is a quote from a news article"), fill in a form
("The answer is: 18,774.") or comment ("… was a clear indication of …"). Such a sentence says so
little that almost any quote seems to hold it.
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
    r"\b(?:excerpts?|snippets?|(?:news|this|the) articles?"
    r"|(?:original|source|given|provided) texts?|the (?:passages?|texts?))\b",
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
_ANSWERS = re.compile(r"(?:the|my) (?:\w+ )?answer (?:to \w+ \w+ )?is\b", re.IGNORECASE)
_COMMENTS = re.compile(
    r"\b(?:is|are|was|were) (?:an?|the) (?:\w+ )?"
    r"(?:indications?|examples?|reminders?|testaments?|reflections?|demonstrations?)\b",
    re.IGNORECASE,
)
_IN_CIRCLES = re.compile(r"\b((?:\w+\W+){4,20}\w+)\b.+\b\1\b", re.IGNORECASE)
"""Five words or more a second time: a model that has begun to repeat itself."""


def speaks_of_material(sentence: str, quotes: Iterable[str]) -> str:
    """The words by which a sentence speaks of what the model was given or makes of it; "" where it
    does not, or where a quote has these words itself. "The article says that …" may stand before
    what is told."""
    rest = _LEADS_IN.sub("", sentence)
    quoted = [quote.casefold() for quote in quotes]
    for found in (_DESCRIBES.match(rest), _ANSWERS.match(rest), _IN_CIRCLES.search(rest[:600])):
        if found and not any(found[0].casefold() in quote for quote in quoted):
            return found[0]
    known = {term for quote in quoted for term in terms(quote)}
    given = (each[0] for told in (_GIVEN, _COMMENTS) for each in told.finditer(rest))
    return next((words for words in given if not known.issuperset(terms(words))), "")
