"""Who says what a statement tells: not somebody else than in its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.text import names, same_name, terms
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.speech import SAYING

_VERBS = SAYING | listed(
    "described describes called calls criticised criticized praised told accused said"
)
_SAY = any_of(_VERBS)
_INVERTED = any_of(_VERBS - listed("told tell tells asked asks urged texted messaged"))
"""Verbs behind which stands who says it, and not who hears it."""
_SAYS = re.compile(
    rf"(?:\s\([^)]{{1,40}}\))?(?:,[^,“”\"]{{1,90}},)?\s+(?:(?:also|then|later|has|had|have|\w+ly)\s+)?(?:{_SAY})\b"
)
_TITLE = (
    r"(?!(?:in|on|at|to|from|by|with|for|that|about|during|of|and|as|it|he|she|they|his|her|their|how"
    r"|what|who|why|when)\b)[\w’'-]+"
)
_SAID = re.compile(
    rf"(?:\b(?:{_INVERTED}|labell?ed)(?:\s+by)?|\baccording\s+to)\s+(?:(?:the|an?)\s+)?(?:{_TITLE}\s+){{0,5}}?$",
    re.IGNORECASE,
)
_MARK = re.compile(r"[“”\"]")
_SAYING_TERMS = frozenset(term for verb in _VERBS for term in terms(verb)) | {"accord"}
_COVERED, _MANY = 0.6, 3
"""What share of a sentence's other content words a quoted one has that tells the same; of fewer
than so many, all."""


def other_speaker(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """Who else says what a sentence has a person or body say, told as "speaker: ‘Jane Roe’".

    Only where each quoted sentence that tells the same names who says it, and none by that name.
    """
    speaking = _speakers(sentence, near=True)
    if not speaking:
        return
    who = {term for name in speaking for term in terms(name)}
    wanted = frozenset(terms(sentence)) - who - _SAYING_TERMS
    least = _COVERED * len(wanted) if len(wanted) >= _MANY else max(1, len(wanted))
    telling = [_speakers(quote) for quote in quotes if len(wanted & set(terms(quote))) >= least]
    if not telling or not all(telling):
        return
    if any(_alike(mine, its) for mine in speaking for row in telling for its in row):
        return
    yield f"speaker: ‘{telling[0][0]}’"


def _alike(name: str, other: str) -> bool:
    mine, its = set(terms(name)), set(terms(other))
    return same_name(name, other) or mine <= its or its <= mine


def _speakers(text: str, *, near: bool = False) -> list[str]:
    """The names that may be those of who says it: outside of quotation marks, before a verb of
    saying that follows one of them, or behind "said" or "according to"; `near`: only that one."""
    found: dict[str, None] = {}
    for start, end in _unquoted(text):
        row = [name for name in names(text) if start <= name.start and name.end <= end]
        for name in row:
            if _SAYS.match(text, name.end):
                beside = [each for each in row if each.end <= name.end]
            elif _SAID.search(text, start, name.start):
                beside = [each for each in row if each.start >= name.start]
            else:
                continue
            found |= dict.fromkeys(each.text for each in ([name] if near else beside))
    return list(found)


def _unquoted(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence outside of quotation marks; it may begin or end within them."""
    marks = list(_MARK.finditer(text))
    first = marks[0] if marks else None
    inside = first is not None and (
        first[0] == "”" or (len(marks) % 2 == 1 and text[: first.start()][-1:] in tuple(",.?!…"))
    )
    start = 0
    for match in marks:
        if not inside:
            yield start, match.start()
        inside, start = not inside, match.end()
    if not inside:
        yield start, len(text)
