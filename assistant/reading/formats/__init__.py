"""The file formats that are read: each is one module with one function, named in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from assistant.reading.types import Broken, Draft

Reader = Callable[[bytes], Iterable[Draft | Broken]]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, its file endings, and the module whose `read` reads it.

    `read(content)` takes the bytes of a file and gives its articles in order, one for
    most formats, and a Broken for each part that is none. It raises Unreadable for bytes
    that hold no article at all.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str

    def read(self, content: bytes) -> Iterable[Draft | Broken]:
        """The drafts of the articles in `content`; the format's module is imported here."""
        reader = cast(Reader, import_module(f"{__name__}.{self.module}").read)
        return reader(content)


TEXT = Format("text", (".txt", ".text"), "text")
MARKDOWN = Format("Markdown", (".md", ".markdown"), "markdown")
HTML = Format("HTML", (".html", ".htm", ".xhtml"), "html")
PDF = Format("PDF", (".pdf",), "pdf")
DOCX = Format("Word", (".docx",), "docx")

FORMATS = (TEXT, MARKDOWN, HTML, PDF, DOCX)
_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}
_SNIFFED = 2048
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article")
_PAGE_TAGS = (b"<p>", b"<p ", b"<div", b"<article", b"<body", b"<meta ", b"<h1")


def by_suffix(suffix: str) -> Format | None:
    """The format of files with this ending (".txt", any case), or None."""
    return _BY_SUFFIX.get(suffix.lower())


def by_content(content: bytes) -> Format:
    """The format that the first bytes speak for; text when nothing else does."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return DOCX
    return HTML if is_page(content, strict=False) else TEXT


def is_page(content: bytes, *, strict: bool) -> bool:
    """Whether `content` is an HTML page; strict: by how it begins, else by its tags too."""
    start = content[:_SNIFFED].replace(b"\0", b"").lower()
    opening = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if opening.startswith(_PAGE_STARTS):
        return True
    return not strict and opening.startswith(b"<") and any(tag in start for tag in _PAGE_TAGS)


def endings() -> str:
    """All file endings that are read, for messages: ".txt, .text, .md, …"."""
    return ", ".join(_BY_SUFFIX)
