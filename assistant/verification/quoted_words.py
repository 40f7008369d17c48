"""What a statement puts in quotation marks: words that its quotes must have letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.text import terms

_MARKED = re.compile(
    r"“(?P<a>[^“”]+)”|\"(?P<b>[^\"]+)\"|[«„](?P<c>[^«»„“”]+)[»“”]|(?<!\w)‘(?P<d>[^‘’]+)’(?!\w)"
)
_LETTERS = re.compile(r"[^\W_]+")
_CUT = re.compile(r"…|\.{3}|\[[^\]]*\]")
_LONGEST_SHOWN = 60


def misquoted(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """The quotations of a statement that stand in no quote, told as "quotation “…”".

    Case, punctuation and the form of signs aside; a `…` or words in square brackets are a cut,
    and where a quote parts its words ("…," she said, "…") a statement may join them.
    """
    told = [text for quote in quotes for text in (_flat(quote), _spoken(quote))]
    known = {term for quote in quotes for term in terms(quote)}
    for match in _MARKED.finditer(statement):
        words = match["a"] or match["b"] or match["c"] or match["d"]
        if _is_title(words) and known.issuperset(terms(words)):
            continue
        pieces = [flat for piece in _CUT.split(words) if (flat := _flat(piece)).strip()]
        if pieces and not any(_holds(text, pieces) for text in told):
            short = words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
            yield f"quotation “{short}”"


def _is_title(words: str) -> bool:
    """Whether quoted words are the title of a work or a case: all but its small words begin with a
    capital, and not all of them are in capitals."""
    row = [word for word in _LETTERS.findall(words) if terms(word)]
    return len(row) > 1 and not words.isupper() and all(word[0].isupper() for word in row)


def _flat(text: str) -> str:
    return f" {' '.join(word.casefold() for word in _LETTERS.findall(text))} "


def _spoken(text: str) -> str:
    """All that a text has in quotation marks, joined."""
    return _flat(" ".join(match[0] for match in _MARKED.finditer(text)))


def _holds(text: str, pieces: Sequence[str]) -> bool:
    place = 0
    for piece in pieces:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece) - 1
    return True
