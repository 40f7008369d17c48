"""A sentence that leans on the one before it, shown with the name it leaves out in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.citations import Quote
from assistant.writing.draft import Drafted
from vectorstore.text import Name, Span, names

_OPENING = re.compile(
    r"^(?P<lead>[\"“'‘]?(?:(?:But|And|So|Later|Earlier|Then|Meanwhile|However),?\s+)?)"
    r"(?P<word>He|She|It|he|she|it)\b(?![’'])"
)
_PERSONAL = frozenset({"he", "she"})
_NO_THING = re.compile(
    r"\s+(?:is|was|has been|will be|would be|seems|appears|remains|takes|took)\s+(?:not\s+)?"
    r"(?:\w+\s+)?(?:that|to|unclear|likely|possible|clear|known|the\s+first\s+time|raining)\b",
    re.IGNORECASE,
)
"""After these "it" means nothing that was named."""


def standing(drafted: Drafted, sentences: Sequence[Span]) -> Drafted:
    """The statement with "[Name]" after a pronoun that opens it, and the sentence that has the
    name cited beside it; itself where nothing is left out or who is meant is not plain.

    `sentences` are those around the statement, in order. Only the sentence just before is
    asked, and only a name that it opens with, or the only one of its kind there, is taken.
    """
    quote = drafted.quotes[0]
    match = _OPENING.match(drafted.text)
    before = [span for span in sentences if span.end <= quote.start]
    if match is None or not before:
        return drafted
    word = match["word"].casefold()
    if word == "it" and _NO_THING.match(drafted.text, match.end()):
        return drafted
    earlier = Quote(quote.article, before[-1].start, before[-1].end)
    name = _meant(earlier.text, word in _PERSONAL)
    if name is None:
        return drafted
    end = match.end()
    text = f"{drafted.text[:end]} [{name.text}]{drafted.text[end:]}"
    return Drafted(text, (*drafted.quotes, earlier))


def _meant(text: str, person: bool) -> Name | None:
    """The name that a pronoun after this sentence stands for."""
    fitting = [
        name for name in names(text) if (name.kind == "person") == person and not _is_day(name.text)
    ]
    if len(fitting) == 1:
        return fitting[0] if person or fitting[0].start < len(text) // 3 else None
    opening = [name for name in fitting if name.start <= 4]
    return opening[0] if opening else None


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+ \d+", text))
