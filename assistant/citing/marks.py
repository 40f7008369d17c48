"""The [n] marks in a text: found, taken out, written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ONE = r"\d{1,4}(?:\s*[-–]\s*\d{1,4})?"
# [1], [1, 2], [1][2], [1-3], [^1], 【1】: the forms that chat models write.
_MARK = re.compile(rf"\s*[\[【]\s*\^?\s*({_ONE}(?:\s*[,;]\s*\^?{_ONE})*)\s*(?:†[^\]】]*)?[\]】]")
_WIDEST_RANGE = 20
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


def marks(text: str) -> list[int]:
    """The numbers in the text's marks, in order, each once; ranges are spelled out."""
    found: list[int] = []
    for match in _MARK.finditer(text):
        for part in re.split(r"[,;]", match.group(1)):
            first, *rest = (int(number) for number in re.findall(r"\d+", part))
            last = rest[0] if rest else first
            if last - first <= _WIDEST_RANGE:
                found += range(first, last + 1)
    return list(dict.fromkeys(found))


def without_marks(text: str) -> str:
    """The text with its marks, and the spaces before them, taken out."""
    return _MARK.sub("", text)


def closed(text: str) -> str:
    """The text as it stands among sentences: a caption gets the full stop it lacks."""
    return text if not text or _CLOSED.search(text) else f"{text}."


def with_marks(text: str, numbers: Sequence[int]) -> str:
    """The text, closed, and a mark for each number: `It fell. [1][2]`."""
    marked = "".join(f"[{number}]" for number in numbers)
    return f"{closed(text)} {marked}" if marked else closed(text)
