"""Where quotations stand in a text: the words between marks that open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vectorstore.text import Span

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"'}
_MARK = re.compile('[“”„«»‘’"]')
_LONGEST = 1500
_BEFORE_OPENING = re.compile(r"(?:^|[\s(\[{—–:/\-‑'‘“„«])$")
_CLOSES_SINGLE = re.compile(r"’(?=$|[\s.,;:!?)\]—–”])")


@dataclass(frozen=True, slots=True)
class Marked:
    """A quotation: `start` to `end` with its marks, the words between them in `inner`.

    `goes_on`: its paragraph ends before it is closed, and the next one opens it again.
    """

    start: int
    end: int
    inner: Span
    goes_on: bool = False


def paragraphs(text: str, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Sentences in runs that no line break parts."""
    run: list[Span] = []
    for span in spans:
        if run and "\n" in text[run[-1].end : span.start]:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def marked(text: str, start: int, end: int) -> list[Marked]:
    """The quotations between two places of a text, outermost only, in order.

    A mark that opens and is never closed quotes nothing, unless the stretch ends in it and the
    next one opens with the same mark. One straight mark too many costs its neighbour only.
    """
    found: list[Marked] = []
    at = start
    while match := _MARK.search(text, at, end):
        opening = match.start()
        mark = match[0]
        at = match.end()
        if mark not in _PAIRS or not _opens(text, opening, start, end):
            continue
        closing = _closing(text, opening, end)
        if closing is None:
            if _goes_on(text, mark, end):
                inner = _trimmed(text, opening + 1, end)
                found.append(Marked(opening, end, inner, True))
                break
            continue
        found.append(Marked(opening, closing + 1, _trimmed(text, opening + 1, closing)))
        at = closing + 1
    return found


def _opens(text: str, at: int, start: int, end: int) -> bool:
    """Whether a mark opens: something touches it behind, and nothing before."""
    behind = text[at + 1 : at + 2]
    if at + 1 >= end or (behind.isspace() and text[at] != "«"):
        return False
    before = text[at - 1] if at > start else ""
    return _BEFORE_OPENING.search(before) is not None


def _closing(text: str, opening: int, end: int) -> int | None:
    """Where the quotation closes that opens at a place, or nothing."""
    mark = text[opening]
    limit = min(end, opening + _LONGEST)
    if mark == '"':
        return _straight(text, opening, limit)
    if mark == "‘":
        return _single(text, opening, limit)
    depth = 0
    for at in range(opening + 1, limit):
        char = text[at]
        if char in _PAIRS[mark] and depth == 0:
            return at
        if char == '"' and mark == "“" and text[at - 1] in ",.!?…" and _parts(text, at, end):
            return at
        if char == mark:
            depth += 1
            if depth > 1:
                return None
        elif char in _PAIRS[mark]:
            depth -= 1
    return None


def _parts(text: str, at: int, end: int) -> bool:
    """Whether a straight mark ends what a curly one began: the next mark opens or is far."""
    following = _MARK.search(text, at + 1, end)
    return following is None or (following[0] in '“"' and text[at + 1 : at + 2].isspace())


def _straight(text: str, opening: int, limit: int) -> int | None:
    at = opening
    curly = text.find("”", at, limit)
    while (at := text.find('"', at + 1, limit)) >= 0:
        if at > curly > 0 and "“" not in text[opening:curly]:
            return curly
        before, behind = text[at - 1], text[at + 1 : at + 2]
        if not before.isspace() and (not behind or not behind.isalnum()):
            return at
        if before.isspace() and behind and not behind.isspace():
            return None
        if not before.isspace():
            return at
    return curly if curly > 0 and "“" not in text[opening:curly] else None


def _single(text: str, opening: int, limit: int) -> int | None:
    """Where single marks close: at no apostrophe, of "the boys’ boat" neither, if it can be."""
    perhaps = None
    for match in _CLOSES_SINGLE.finditer(text, opening + 1, limit):
        at = match.start()
        following = text[at + 1 : at + 3]
        if text[at - 1] in ".,!?…" or following[:1] in ",.;:)—":
            return at
        if text[at - 1] not in "sS":
            return at
        perhaps = perhaps or at
    return perhaps


def _goes_on(text: str, mark: str, end: int) -> bool:
    following = text[end : end + 12].lstrip()
    return following.startswith(mark) and "\n" in text[end : end + 12]


def _trimmed(text: str, start: int, end: int) -> Span:
    """The words without white space and a comma that only leads on to "she said"."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    while right > left and piece[right - 1] in ",;:" and piece[right - 2 : right] != ",,":
        right -= 1
    return Span(start + left, start + max(left, right))
