"""EPUB books and magazines: each chapter with a text is an article of the publication."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from assistant.reading.bylines import byline
from assistant.reading.encoding import decode
from assistant.reading.formats import markup
from assistant.reading.formats.archive import Archive, Budget
from assistant.reading.layout import listed_names
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FEWEST_WORDS = 100
_FEWEST_ARTICLES = 2
_BYLINE_REACH = 6
_LONGEST_TITLE = 300
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w-]{2,30})")
_BODY = re.compile(r"(?i)<body[\s>]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NUMBERED = re.compile(r"(?i)(?:chapter |part |section |no\.? ?)?[\divxlc]+[.:]?")
_DATED = re.compile(r"(?<!\s)\s*+[\[(][^\[\]()\d]*+\d[^\[\]()]*+[\])]\s*\Z")
_MENU = re.compile(
    r"(?i)[\s|]*(?:(?:next|previous|section menu|main menu|table of contents)[\s|]*)+"
)
_TAKEN_FROM = re.compile(r"(?i)this article was downloaded by\b.{0,60}\bfrom\s+(https?://\S+)")
_UNSET = ("calibre", "unknown", "unknown author", "anonymous")
_NO_BOOK = "is no EPUB file or is damaged; get the file again"
_LOCKED = "is locked by its seller (DRM); get a copy without a lock"
_EMPTY = "holds no text, only pictures; add a book with text"


@dataclass(frozen=True, slots=True)
class _Book:
    """What a book says of itself, as a draft without text, its text documents in the order of
    reading, and what its table of contents calls them."""

    draft: Draft
    documents: tuple[str, ...]
    labels: dict[str, str]


@dataclass(slots=True)
class _Section:
    """An article of a book: the document it begins in, its heading, its paragraphs."""

    document: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    original: bytes = b""


def read_epub(content: bytes) -> Iterator[Draft]:
    """A draft for each document of the book that has a heading and 100 words or more.

    Its heading, else its name in the table of contents, is the title; the book's
    publisher, else the title of the book, is the publisher; date, language and authors
    are the book's, but an article's own byline goes first. A document without a heading
    goes on with the one before. Covers, imprints and lists of contents are left out. A
    book of fewer than two such documents is one article under the title of the book.
    Raises Unreadable for damaged and locked files and for books of pictures.
    """
    archive = Archive(content, Budget())
    book = _opened(archive)
    sections = _sections(archive, book)
    articles = [section for section in sections if _words(section.paragraphs) >= _FEWEST_WORDS]
    if len(articles) >= _FEWEST_ARTICLES:
        yield from (_draft(section, book) for section in articles)
        return
    lines = [line for section in sections for line in (section.title, *section.paragraphs) if line]
    if not lines:
        raise Unreadable(_EMPTY)
    text = "\n\n".join(line for line in lines if line != book.draft.title)
    yield replace(book.draft, text=text)


def _draft(section: _Section, book: _Book) -> Draft:
    source = next(filter(None, map(_TAKEN_FROM.match, section.paragraphs[-3:])), None)
    paragraphs = [line for line in section.paragraphs if not _TAKEN_FROM.match(line)]
    signed = any(byline(line) for line in paragraphs[:_BYLINE_REACH])
    return replace(
        book.draft,
        text="\n\n".join(paragraphs),
        title=section.title or None,
        publisher=book.draft.publisher or _DATED.sub("", (book.draft.title or "")[:_LONGEST_TITLE]),
        url=source[1] if source else "",
        authors=() if signed else book.draft.authors,
        place=section.document,
        original=section.original,
    )


def _words(paragraphs: Sequence[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


# Its documents.


def _sections(archive: Archive, book: _Book) -> list[_Section]:
    """The documents in the order of reading, those that go on joined to what they go on."""
    sections: list[_Section] = []
    for name in book.documents:
        entry = archive.named(name)
        content = archive.read(entry) if entry else b""
        title, paragraphs = _document(content)
        label = book.labels.get(name, "")
        if sections and not (title or label):
            sections[-1].paragraphs += paragraphs
            sections[-1].original += content
        else:
            sections.append(_Section(name, title or label, paragraphs, content))
    return sections


def _document(content: bytes) -> tuple[str, list[str]]:
    """The heading that opens a document, "" for none, and its paragraphs."""
    declared = _DECLARED.match(content)
    text = decode(content, declared[1].decode() if declared else "")
    body = _BODY.search(text)
    blocks = [
        block
        for block in markup.blocks(text[body.start() if body else 0 :])
        if not _MENU.fullmatch(block.text)
    ]
    first = next(
        (place for place, block in enumerate(blocks) if block.tag in _HEADINGS), len(blocks)
    )
    if _words([block.text for block in blocks[:first]]) >= _FEWEST_WORDS or first == len(blocks):
        return "", [block.text for block in blocks]
    end = first + 1
    if _NUMBERED.fullmatch(blocks[first].text) and end < len(blocks):
        end += blocks[end].tag in _HEADINGS
    title = ": ".join(block.text.rstrip(".:").replace("\n", " ") for block in blocks[first:end])
    return title, [block.text for block in blocks[:first] + blocks[end:]]


# What the book says of itself.


def _opened(archive: Archive) -> _Book:
    container = _xml(archive, "META-INF/container.xml")
    roots = container.xpath("//*[local-name()='rootfile']/@full-path")
    if not roots:
        raise Unreadable(_NO_BOOK)
    root = str(roots[0])
    package = _xml(archive, root)
    items = {
        str(item.get("id")): item
        for item in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
    }
    named = {key: _path(root, item.get("href") or "") for key, item in items.items()}
    spine = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']")
    nav = [key for key, item in items.items() if "nav" in (item.get("properties") or "").split()]
    order = [str(reference.get("idref")) for reference in spine if reference.get("linear") != "no"]
    documents = tuple(named[key] for key in order if key in named and key not in nav)
    if _locked(archive) & set(documents):
        raise Unreadable(_LOCKED)
    ncx = [key for key, item in items.items() if "dtbncx" in (item.get("media-type") or "")]
    labels: dict[str, str] = {}
    for key in [*nav, *ncx]:
        labels = _labels(archive, named[key]) | labels
    creators = map(listed_names, _values(package, "creator"))
    draft = Draft(
        text="",
        title=_first(package, "title") or None,
        publisher=_first(package, "publisher"),
        dates=_dates(package),
        authors=tuple(name for names in creators for name in names),
        language=_first(package, "language")[:2].lower(),
    )
    return _Book(draft, documents, labels)


def _xml(archive: Archive, name: str) -> Element:
    """A document of the package; no entity in it is expanded and nothing is fetched."""
    from lxml import etree

    entry = archive.named(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(archive.read(entry), parser) if entry else None
    except etree.XMLSyntaxError as error:
        raise Unreadable(_NO_BOOK) from error
    if root is None:
        raise Unreadable(_NO_BOOK)
    return root


def _path(base: str, address: str) -> str:
    """The name of the member that an address in `base` stands for."""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(base), unquote(address.split("#")[0]))
    )


def _values(package: Element, name: str) -> list[str]:
    found = package.xpath(f"//*[local-name()='metadata']//*[local-name()='{name}']")
    values = [" ".join("".join(element.itertext()).split()) for element in found]
    return [value for value in values if value and value.lower() not in _UNSET]


def _first(package: Element, name: str) -> str:
    return next(iter(_values(package, name)), "")


def _dates(package: Element) -> tuple[str, ...]:
    """The dates of publication, without those of a change to the file."""
    found = package.xpath("//*[local-name()='metadata']//*[local-name()='date']")
    events = [str(next(iter(element.xpath("@*[local-name()='event']")), "")) for element in found]
    kept = [
        element for element, event in zip(found, events, strict=True) if event != "modification"
    ]
    return tuple("".join(element.itertext()).strip() for element in kept)


def _locked(archive: Archive) -> set[str]:
    """The documents that are encrypted; fonts often are, in books that can be read."""
    name = "META-INF/encryption.xml"
    if not archive.named(name):
        return set()
    return {
        unquote(str(address))
        for address in _xml(archive, name).xpath("//*[local-name()='CipherReference']/@URI")
    }


def _labels(archive: Archive, name: str) -> dict[str, str]:
    """What a table of contents, of either kind, calls each document."""
    try:
        root = _xml(archive, name)
    except Unreadable:
        return {}
    labels: dict[str, str] = {}
    for point in root.xpath("//*[local-name()='navPoint']"):
        address = "".join(point.xpath("./*[local-name()='content']/@src")[:1])
        texts = point.xpath("./*[local-name()='navLabel']//text()")
        labels.setdefault(_path(name, address), " ".join("".join(texts).split()))
    for link in root.xpath("//*[local-name()='a'][@href]"):
        label = " ".join("".join(link.itertext()).split())
        labels.setdefault(_path(name, str(link.get("href"))), label)
    return labels
