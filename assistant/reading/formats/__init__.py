"""The file formats that are read: one table of them, what bytes are in, and files in files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from assistant.reading.types import Broken, Draft, Unreadable
from vectorstore.documents import digest

Reader = Callable[[bytes], Iterable[Draft | Broken]]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, its file endings, and where its reader is.

    The reader takes the bytes of a file and gives its articles in order, one for
    most formats, and a Broken for each part that is none. It raises Unreadable for bytes
    that hold no article at all. Files that are `shared` have endings that files of other
    purposes have too, such as settings in JSON.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    function: str
    shared: bool = False

    def read(self, content: bytes) -> Iterable[Draft | Broken]:
        """The drafts of the articles in `content`; the format's module is imported here."""
        return cast(Reader, self.own(f"read_{self.function}"))(content)

    def fits(self, content: bytes) -> bool:
        """Whether `content` may hold articles: False for a file of another purpose.

        True for a damaged file too, of which reading tells what is wrong.
        """
        if not self.shared:
            return True
        return cast(Callable[[bytes], bool], self.own(f"fits_{self.function}"))(content)

    def own(self, name: str) -> object:
        """A function of the format's module, by its name."""
        return getattr(import_module(f"{__name__}.{self.module}"), name)


TEXT = Format("text", (".txt", ".text"), "text", "text")
MARKDOWN = Format("Markdown", (".md", ".markdown"), "text", "markdown")
HTML = Format("HTML", (".html", ".htm", ".xhtml"), "html", "page")
PDF = Format("PDF", (".pdf",), "pdf", "pdf")
DOCX = Format("Word", (".docx",), "text", "docx")
RTF = Format("RTF", (".rtf",), "text", "rtf")
EPUB = Format("EPUB", (".epub", ".epub3"), "epub", "epub")
MAIL = Format("e-mail", (".eml",), "mail", "mail")
MBOX = Format("mailbox", (".mbox",), "mail", "mailbox")
JSON = Format("JSON", (".json", ".jsonl", ".ndjson"), "records", "json", shared=True)
TABLE = Format("CSV", (".csv", ".tsv"), "records", "table", shared=True)
FEED = Format("feed", (".rss", ".atom", ".rdf", ".xml"), "feed", "feed", shared=True)
MHTML = Format("saved page", (".mhtml", ".mht"), "saved_pages", "mhtml")
WEBARCHIVE = Format("web archive", (".webarchive",), "saved_pages", "webarchive")
ODT = Format("OpenDocument", (".odt",), "open_document", "odt")
RIS = Format("RIS", (".ris",), "citations", "ris")
BIBTEX = Format("BibTeX", (".bib", ".bibtex"), "citations", "bibtex")
PRESS_XML = Format("Factiva's XML", (), "press_pages", "press_xml")
ZIP = Format("ZIP", (".zip",), "archive", "zip")
GZIP = Format("gzip", (".gz",), "archive", "gzip")

FORMATS = (
    TEXT, MARKDOWN, HTML, PDF, DOCX, RTF, ODT, EPUB, MAIL, MBOX, MHTML, WEBARCHIVE, JSON, TABLE,
    RIS, BIBTEX, FEED, ZIP, GZIP,
)  # fmt: skip
_BY_SUFFIX = {suffix: form for form in FORMATS for suffix in form.suffixes}


def by_suffix(suffix: str) -> Format | None:
    """The format of files with this ending (".txt", any case), or None."""
    return _BY_SUFFIX.get(suffix.lower())


def endings() -> str:
    """All file endings that are read, for messages: ".txt, .text, .md, …"."""
    return ", ".join(_BY_SUFFIX)


# What bytes are, by how they begin: for standard input, downloads and wrong endings.

_SNIFFED = 4096
_MARKS_AND_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article")
_PAGE_TAGS = (b"<p>", b"<p ", b"<div", b"<article", b"<body", b"<meta ", b"<h1")
_FEED = re.compile(rb"<(?:[a-z][\w-]*:)?(?:rss|feed|rdf)[\s>]")
_PROLOG = re.compile(rb"(?s)\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^<>\[]*(?:\[[^\]]*\])?\s*>)")
_PRESS_XML = re.compile(rb"<(?:PPSResponse|ppsArticleResponse|ppsarticle|accessionNo)\b")
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[{\]]")
_HEADERS = 64 * 1024
_HEADER = re.compile(rb"([!-9;-~]+):")
_ONLY_IN_MAIL = frozenset(
    b"message-id mime-version received return-path delivered-to content-type to newsgroups"
    b" x-google-language x-google-thread x-gm-thrid x-gmail-labels".split()
)
_POSTMARK = re.compile(rb"From \S.*\n(?:>From .*\n)*")


def by_content(content: bytes) -> Format:
    """The format that the first bytes speak for; text when nothing else does."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(content)
    if content.startswith(b"\x1f\x8b"):
        return GZIP
    start = _start(content)
    if start.startswith(b"{\\rtf"):
        return RTF
    if is_feed(content):
        return FEED
    if start.startswith(b"<") and _PRESS_XML.search(start):
        return PRESS_XML
    if is_page(content, strict=False):
        return HTML
    headers = _start(content, _HEADERS)
    postmark = _POSTMARK.match(headers)
    if _is_mail(headers[postmark.end() if postmark else 0 :]):
        return MBOX if postmark else MAIL
    if _JSON.match(start):
        return JSON
    return TABLE if cast(Callable[[bytes], bool], TABLE.own("begins_table"))(content) else TEXT


def settled_format(content: bytes, name: str) -> Format | None:
    """The format of a file with this name; None where files of its ending are not read.

    A page or an RTF file that was saved under a text name is what it is, and so is XML that a
    press database exports.
    """
    form = by_suffix(PurePosixPath(name).suffix)
    if form is TEXT:
        if is_page(content, strict=True):
            return HTML
        if _start(content).startswith(b"{\\rtf"):
            return RTF
    if form is FEED and _PRESS_XML.search(content[:_SNIFFED]):
        return PRESS_XML
    return form


def is_page(content: bytes, *, strict: bool) -> bool:
    """Whether `content` is an HTML page; strict: by how it begins, else by its tags too."""
    start = _start(content).lower()
    if start.startswith(_PAGE_STARTS):
        return True
    return not strict and start.startswith(b"<") and any(tag in start for tag in _PAGE_TAGS)


def is_feed(content: bytes) -> bool:
    """Whether the outermost element of `content` is that of a feed: RSS, RDF or Atom."""
    start = _start(content).lower()
    position = 0
    while prolog := _PROLOG.match(start, position):
        position = prolog.end()
    return bool(_FEED.match(start[position:].lstrip()))


def _start(content: bytes, size: int = _SNIFFED) -> bytes:
    """The first bytes without byte order marks, the zeros of UTF-16 and leading blanks."""
    return content[:size].replace(b"\0", b"").lstrip(_MARKS_AND_SPACE).replace(b"\r\n", b"\n")


def _of_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ZIP
    if "META-INF/container.xml" in names:
        return EPUB
    if "word/document.xml" in names:
        return DOCX
    return ODT if "content.xml" in names and "META-INF/manifest.xml" in names else ZIP


def _is_mail(start: bytes) -> bool:
    """Whether header lines open `start` that mails have and articles do not."""
    names = set()
    for line in start.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            continue
        header = _HEADER.match(line)
        if not header:
            break
        names.add(header[1].lower())
    return b"from" in names and bool(names & {b"subject", b"date"}) and bool(names & _ONLY_IN_MAIL)


# Files inside others (members, attachments), and where the articles of one file are in it.

_LONGEST_PLACE = 160
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Part:
    """What an article of a file goes by: its names, the most lasting first ("" for none),
    and all its words."""

    names: tuple[str, ...]
    words: str


def places(parts: Sequence[Part]) -> list[str]:
    """The place of each part: its first name that no other part of the file has, else a
    digest of its words. Only parts with the same words may have the same place."""
    digests = [digest(part.words) for part in parts]
    holders: dict[str, set[str]] = {}
    named = [tuple(tidy(name) for name in part.names) for part in parts]
    for names, words in zip(named, digests, strict=True):
        for name in names:
            holders.setdefault(name, set()).add(words)
    return [
        next((name for name in names if name and len(holders[name]) == 1), words)
        for names, words in zip(named, digests, strict=True)
    ]


def tidy(name: str) -> str:
    """`name` on one line and no longer than a line; a long one keeps a digest of its rest."""
    bare = " ".join(_CONTROLS.sub(" ", name).split())
    return (
        bare if len(bare) <= _LONGEST_PLACE else f"{bare[:_LONGEST_PLACE].rstrip()}…{digest(bare)}"
    )


def embedded(form: Format, content: bytes, place: str = "") -> Iterator[Draft | Broken]:
    """The articles of a file that lies at `place` in another, and a Broken for what is none
    there; nothing is raised, whatever the file holds."""
    try:
        for part in form.read(content):
            inner = "#".join(filter(None, (place, part.place)))
            if isinstance(part, Broken):
                yield Broken(inner, part.reason)
            else:
                yield replace(part, place=inner, original=part.original if part.place else content)
    except Unreadable as error:
        yield Broken(place, str(error))
    # Parsers meet damaged files with errors of every kind.
    except Exception as error:
        failed = f"cannot be read as {form.name} ({type(error).__name__})"
        yield Broken(place, f"{failed}; it may be damaged: get the file again")
