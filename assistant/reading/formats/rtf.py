"""RTF files: title and author as the file states them, each paragraph as one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from typing import cast

from assistant.reading import headers
from assistant.reading.types import Draft, Unreadable

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_INFO = re.compile(r"\{\\info\b")
_FIELD = r"\{\\%s\s((?:[^{}\\]|\\[^{}]|\\[{}]|\{[^{}]*\})*)\}"
_TITLE, _AUTHOR = (re.compile(_FIELD % name) for name in ("title", "author"))
_MOST_OF_INFO = 4096
_PICTURE = re.compile(r"(?i)[0-9a-f]{64,}")
_LARGEST = 8 * 1024 * 1024
_LONGEST_FONT = 2000
_CELLS_END = re.compile(r"(?:\s*\|)+\s*$")
_UNSET = ("untitled", "document", "unknown", "user", "microsoft word")
_NO_RTF = "is no RTF file or is damaged; open it in a word processor and save it anew"
_TOO_LARGE = f"holds more than {_LARGEST >> 20} MB without its pictures; split it into its articles"
_EMPTY = "holds no text; add the document with its text"


def read(content: bytes) -> Sequence[Draft]:
    """One draft: title and author of the file's properties, and its text; code pages and
    Unicode are read as the file declares them. The date of the file is no publication date
    and is not taken. Raises Unreadable for anything that is no RTF file.
    """
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise Unreadable(_NO_RTF)
    page = _CODE_PAGE.search(content)
    encoding = _encoding(f"cp{page[1].decode()}" if page else "cp1252")
    # Words of pictures and objects would be read letter by letter.
    text = _PICTURE.sub("", content.decode(encoding, "replace"))
    if len(text) > _LARGEST:
        raise Unreadable(_TOO_LARGE)
    lines = [_CELLS_END.sub("", line.replace("|", " | ")) for line in _plain(text, encoding)]
    paragraphs = [" ".join(line.split()) for line in lines if line.strip()]
    if not paragraphs:
        raise Unreadable(_EMPTY)
    title, author = _properties(text, encoding)
    return (Draft("\n\n".join(paragraphs), title=title or None, authors=headers.names(author)),)


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _plain(text: str, encoding: str) -> list[str]:
    """The lines of the text that a reader of the document sees."""
    from striprtf import striprtf

    # The package has no types.
    converted = cast(Callable[..., str], striprtf.rtf_to_text)
    font_table = cast(Callable[[str], str], striprtf.font_table_group)
    # The addresses of links are no words of the text, and are searched for without end.
    text = text.replace("{\\field{", "{{").replace(";", ";\n")
    if any(len(font) > _LONGEST_FONT for font in font_table(text).split(";")):
        raise Unreadable(_NO_RTF)
    try:
        told = converted(text, encoding=encoding, errors="replace")
    except LookupError:
        # A font in a code page that is not known; the rest may be read without it.
        told = converted(text.replace("\\fcharset", "\\x"), encoding=encoding, errors="replace")
    whole = told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.split("\n")


def _properties(text: str, encoding: str) -> tuple[str, str]:
    """Title and author as the file's properties tell them, "" where they do not."""
    info = _INFO.search(text)
    start = text[info.start() : info.start() + _MOST_OF_INFO] if info else ""
    found = []
    for pattern in (_TITLE, _AUTHOR):
        match = pattern.search(start)
        told = " ".join(_plain("{\\rtf1 " + match[1] + "}", encoding)) if match else ""
        bare = " ".join(told.split())
        found.append("" if bare.lower() in _UNSET else bare)
    return found[0], found[1]
