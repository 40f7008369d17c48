"""Bytes become text: byte order marks, UTF-8, then Windows-1252; binary is refused."""

from __future__ import annotations

import codecs

from assistant.reading.types import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WHITE = "\t\n\r\f\v"
_MOST_CONTROLS = 0.05
_BINARY = "is binary, not text; give the file the ending of its true format, or save it as text"


def decode(content: bytes, declared: str = "") -> str:
    """The text of `content`.

    A byte order mark decides; without one UTF-8 is tried, then the `declared` encoding
    (of an HTML page), then Windows-1252, in which every byte means something. Raises
    Unreadable when the result holds NUL characters or more than 5% control characters.
    """
    text = _decoded(content, declared)
    controls = sum(1 for sign in text if sign < " " and sign not in _WHITE)
    if "\0" in text or controls > _MOST_CONTROLS * len(text):
        raise Unreadable(_BINARY)
    return text


def _decoded(content: bytes, declared: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    for encoding in ("utf-8", declared, "cp1252"):
        try:
            return content.decode(encoding) if encoding else content.decode("ascii")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    # Five bytes are undefined in Windows-1252; Latin-1 reads them as control characters.
    return content.decode("latin-1")
