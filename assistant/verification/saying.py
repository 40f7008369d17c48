"""What somebody said, told as if it were so: the "X said that" that a statement leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.text import sentences, terms

_SAID = (
    r"(?:said|says|told|tells|stated|states|reported|reports|announced|added|adds|insisted|argued)"
)
_DOUBTFUL = (
    r"(?:claim(?:s|ed)?|alleg(?:es?|ed)|believ(?:es?|ed)|suspect(?:s|ed)?|suggest(?:s|ed)?"
    r"|think(?:s)?|thought|fear(?:s|ed)?|speculat(?:es?|ed)|accus(?:es?|ed)|estimat(?:es?|ed)"
    r"|predict(?:s|ed)?|warn(?:s|ed)?|hop(?:es?|ed))"
)
_ANY = re.compile(
    rf"\b(?:{_SAID}|{_DOUBTFUL}|saying|according|say|tell|reportedly|allegedly|supposedly|purportedly"
    r"|quoted|cited|alleged|claims?|reports?|statement|announc\w+|declar\w+|confirm\w+|acknowledg\w+"
    r"|admit\w+|not\w+\s+that|explain\w+|maintain\w+|assert\w+|express\w+|describ\w+|call\w+)\b",
    re.IGNORECASE,
)
# "The mayor said on Sunday that …": who says it, in a few words without a comma, then what.
_OPENING = re.compile(
    rf"^[\W_]*+(?P<who>(?:[^\s,;:]++\s++){{1,10}}?(?P<verb>{_SAID}|{_DOUBTFUL}))\s+"
    r"(?:(?:on\s+)?\w+day\s+)?(?P<what>(?!to\b|of\b|in\b|about\b|by\b|with\b|for\b)(?:that\s+)?.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OPENING_BY = re.compile(
    r"^[\W_]*+(?P<who>according\s+to\s+[^,;:]{2,80}),\s*(?P<what>.+)$", re.IGNORECASE | re.DOTALL
)
_ADVERB = re.compile(r"\b(?:allegedly|reportedly|supposedly|purportedly)\b", re.IGNORECASE)
_CLOSING = re.compile(
    rf"^(?P<what>.+?),\s+[”\"]?\s*(?P<who>(?:[^\s,;:]++\s++){{1,6}}?{_DOUBTFUL})[\W_]*+$",
    re.IGNORECASE | re.DOTALL,
)
_LEAST = 0.6
_FEWEST = 2


def unattributed(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """What a statement tells as fact where the quotes have it as somebody's word.

    Told as "attribution: ‘the mayor said’". A `…` marks a cut that readers see, and any word of
    saying in the statement is taken for an attribution. A plain "said" after its sentence may be
    left out; before it, or a word of doubt ("claimed", "allegedly") anywhere, may not, unless
    another quoted sentence tells the same without.
    """
    if "…" in statement or _ANY.search(statement):
        return
    said = frozenset(terms(statement))
    if len(said) < _FEWEST:
        return
    left_out = ""
    for quote in quotes:
        for start, end in sentences(quote):
            sentence = quote[start:end]
            if not _covers(sentence, said):
                continue
            who = _spoken(sentence, said)
            if not who:
                return
            left_out = left_out or who
    if left_out:
        yield f"attribution: ‘{left_out}’"


def _covers(text: str, said: frozenset[str]) -> bool:
    return len(said.intersection(terms(text))) >= _LEAST * len(said)


def _spoken(sentence: str, said: frozenset[str]) -> str:
    """Who says what a statement tells, in the sentence's words; empty when nobody does."""
    for form in (_OPENING, _OPENING_BY, _CLOSING):
        match = form.match(sentence)
        if match and _covers(match["what"], said) and said.isdisjoint(terms(match["who"])):
            return " ".join(match["who"].split())
    adverb = _ADVERB.search(sentence)
    return adverb[0] if adverb else ""
