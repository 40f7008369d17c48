"""The table of the formats that are read: names, file endings, and the module of each."""

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
    that hold no article at all. Files that are `shared` have endings that files of other
    purposes have too, such as settings in JSON.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    shared: bool = False

    def read(self, content: bytes) -> Iterable[Draft | Broken]:
        """The drafts of the articles in `content`; the format's module is imported here."""
        reader = cast(Reader, self._own("read"))
        return reader(content)

    def fits(self, content: bytes) -> bool:
        """Whether `content` may hold articles: False for a file of another purpose.

        True for a damaged file too, of which reading tells what is wrong.
        """
        return not self.shared or cast(Callable[[bytes], bool], self._own("fits"))(content)

    def _own(self, name: str) -> object:
        return getattr(import_module(f"{__package__}.{self.module}"), name)


TEXT = Format("text", (".txt", ".text"), "text")
MARKDOWN = Format("Markdown", (".md", ".markdown"), "markdown")
HTML = Format("HTML", (".html", ".htm", ".xhtml"), "html")
PDF = Format("PDF", (".pdf",), "pdf")
DOCX = Format("Word", (".docx",), "docx")
RTF = Format("RTF", (".rtf",), "rtf")
EPUB = Format("EPUB", (".epub",), "epub")
MAIL = Format("e-mail", (".eml",), "mail")
MBOX = Format("mailbox", (".mbox",), "mbox")
JSON = Format("JSON", (".json", ".jsonl", ".ndjson"), "json", shared=True)
TABLE = Format("CSV", (".csv", ".tsv"), "table", shared=True)
FEED = Format("feed", (".rss", ".atom", ".rdf", ".xml"), "feed", shared=True)
ZIP = Format("ZIP", (".zip",), "archive")
GZIP = Format("gzip", (".gz",), "gzipped")

FORMATS = (
    TEXT, MARKDOWN, HTML, PDF, DOCX, RTF, EPUB, MAIL, MBOX, JSON, TABLE, FEED, ZIP, GZIP,
)  # fmt: skip
_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}


def by_suffix(suffix: str) -> Format | None:
    """The format of files with this ending (".txt", any case), or None."""
    return _BY_SUFFIX.get(suffix.lower())


def endings() -> str:
    """All file endings that are read, for messages: ".txt, .text, .md, …"."""
    return ", ".join(_BY_SUFFIX)
