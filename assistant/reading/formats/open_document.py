"""Text documents of OpenDocument (.odt): headings, paragraphs, lists and the rows of tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.reading.formats.exports import divided, under_headings
from assistant.reading.layout import listed_names
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SIGNS = {f"{_TEXT}tab": " ", f"{_TEXT}s": " ", f"{_TEXT}line-break": "\n"}
_NOT_SHOWN = frozenset((f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"))
_LARGEST = 256 * 1024 * 1024
_DAMAGED = "is no OpenDocument text or is damaged; open it in a word processor and save it anew"
_NO_TEXT = "holds no text; add the document with its text"


def read_odt(content: bytes) -> Sequence[Draft]:
    """The articles of a document: one, or one for each heading of the first level that is a
    title. Raises Unreadable for anything that is no OpenDocument text."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise Unreadable(_DAMAGED)
            tree = etree.fromstring(archive.read("content.xml"), parser)
            names = archive.namelist()
            meta = archive.read("meta.xml") if "meta.xml" in names else b"<meta/>"
            about = etree.fromstring(meta, parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError) as error:
        raise Unreadable(_DAMAGED) from error
    body = tree.find(f".//{_OFFICE}text")
    lines = list(_lines(body)) if body is not None else []
    if not lines:
        raise Unreadable(_NO_TEXT)
    whole = "\n\n".join(text for _, text in lines)
    if found := divided(whole) or under_headings(lines):
        return found
    title = next((text for kind, text in lines if kind != "text"), "") or _about(about, "title")
    text = "\n\n".join(text for kind, text in lines if kind == "text" or text != title)
    authors = listed_names(_about(about, "initial-creator") or _about(about, "creator"))
    return (Draft(text or title, title=title or None, authors=authors),)


def _about(tree: _Element, name: str) -> str:
    found = tree.find(f".//{{*}}{name}")
    return " ".join((found.text or "").split()) if found is not None else ""


def _lines(parent: _Element) -> Iterator[tuple[str, str]]:
    """The paragraphs with their kind: "title", "heading" (of the first level) or "text"."""
    for element in parent:
        if element.tag in _NOT_SHOWN:
            continue
        if element.tag == f"{_TABLE}table-row":
            cells = [" ".join(text for _, text in _lines(cell)) for cell in element]
            if any(cells):
                yield "text", " | ".join(filter(None, cells))
        elif element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            first = element.tag == f"{_TEXT}h" and element.get(f"{_TEXT}outline-level", "1") == "1"
            named = (element.get(f"{_TEXT}style-name") or "") == "Title"
            for line in _written(element).split("\n"):
                if line.strip():
                    yield "title" if named else "heading" if first else "text", line.strip()
            for inside in element.iter(f"{_TEXT}note-body"):
                yield from _lines(inside)
        else:
            yield from _lines(element)


def _written(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif isinstance(child.tag, str) and child.tag not in _NOT_SHOWN:
            parts.append("" if child.tag == f"{_TEXT}note" else _written(child))
        parts.append(child.tail or "")
    return "".join(parts)
