"""What bytes are, told by how they begin: for standard input, downloads and wrong endings."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from assistant.reading.formats import known

_SNIFFED = 4096
_MARKS_AND_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article")
_PAGE_TAGS = (b"<p>", b"<p ", b"<div", b"<article", b"<body", b"<meta ", b"<h1")
_FEED = re.compile(rb"<(?:[a-z][\w-]*:)?(?:rss|feed|rdf)[\s>]")
_PROLOG = re.compile(rb"(?s)\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^<>\[]*(?:\[[^\]]*\])?\s*>)")
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[{\]]")
_HEADERS = 64 * 1024
_HEADER = re.compile(rb"([!-9;-~]+):")
_TOLD_BY_MAIL = frozenset(
    b"message-id mime-version received return-path delivered-to content-type to newsgroups"
    b" x-google-language x-google-thread x-gm-thrid x-gmail-labels".split()
)
_POSTMARK = re.compile(rb"From \S.*\n(?:>From .*\n)*")


def by_content(content: bytes) -> known.Format:
    """The format that the first bytes speak for; text when nothing else does."""
    if content.startswith(b"%PDF-"):
        return known.PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(content)
    if content.startswith(b"\x1f\x8b"):
        return known.GZIP
    start = _start(content)
    if start.startswith(b"{\\rtf"):
        return known.RTF
    if is_feed(content):
        return known.FEED
    if is_page(content, strict=False):
        return known.HTML
    headers = _start(content, _HEADERS)
    postmark = _POSTMARK.match(headers)
    if _is_mail(headers[postmark.end() if postmark else 0 :]):
        return known.MBOX if postmark else known.MAIL
    if _JSON.match(start):
        return known.JSON
    return known.TABLE if _is_table(content) else known.TEXT


def settled(content: bytes, name: str) -> known.Format | None:
    """The format of a file with this name; None where files of its ending are not read.

    A page or an RTF file that was saved under a text name is what it is.
    """
    one = known.by_suffix(PurePosixPath(name).suffix)
    if one is known.TEXT:
        if is_page(content, strict=True):
            return known.HTML
        if _start(content).startswith(b"{\\rtf"):
            return known.RTF
    return one


def is_page(content: bytes, *, strict: bool) -> bool:
    """Whether `content` is an HTML page; strict: by how it begins, else by its tags too."""
    start = _start(content).lower()
    if start.startswith(_PAGE_STARTS):
        return True
    return not strict and start.startswith(b"<") and any(tag in start for tag in _PAGE_TAGS)


def is_feed(content: bytes) -> bool:
    """Whether the outermost element of `content` is that of a feed: RSS, RDF or Atom."""
    start = _start(content).lower()
    at = 0
    while prolog := _PROLOG.match(start, at):
        at = prolog.end()
    return bool(_FEED.match(start[at:].lstrip()))


def _start(content: bytes, size: int = _SNIFFED) -> bytes:
    """The first bytes without byte order marks, the zeros of UTF-16 and leading blanks."""
    return content[:size].replace(b"\0", b"").lstrip(_MARKS_AND_SPACE).replace(b"\r\n", b"\n")


def _of_zip(content: bytes) -> known.Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return known.ZIP
    if "META-INF/container.xml" in names:
        return known.EPUB
    return known.DOCX if "word/document.xml" in names else known.ZIP


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
    return b"from" in names and bool(names & {b"subject", b"date"}) and bool(names & _TOLD_BY_MAIL)


def _is_table(content: bytes) -> bool:
    from assistant.reading.formats import table

    return table.begins(content)
