"""Word files: the heading as title, core properties, paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.reading import headers
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_OLE = b"\xd0\xcf\x11\xe0"
_UNSET = ("word document", "document", "untitled", "python-docx", "microsoft word")
_LARGEST = 256 * 1024 * 1024


def read(content: bytes) -> Sequence[Draft]:
    """One draft: the first line in a title or top heading style is the title, else the
    title property is. The creation date of the file is no publication date and is not
    taken. Raises Unreadable for anything that is no Word file of the .docx kind.
    """
    from docx.opc.exceptions import PackageNotFoundError

    if content.startswith(_OLE):
        raise Unreadable(
            "is an old .doc or a file with a password; save it as .docx without a password"
        )
    try:
        document = _opened(content)
        lines = list(_lines(document))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise Unreadable(
            "is not a Word file or is damaged; open it in Word and save it as .docx"
        ) from error
    titles = [text for style, text in lines if style == "title"]
    body = [text for style, text in lines if not (style == "title" and text == titles[0])]
    if not lines:
        raise Unreadable("holds no text; add the document with its text")
    core = document.core_properties
    property_title = _told(core.title)
    return (
        Draft(
            text="\n\n".join(body) if body else titles[0],
            title=titles[0] if titles and body else property_title or None,
            authors=headers.names(_told(core.author)),
            language=(core.language or "")[:2].lower(),
        ),
    )


def _opened(content: bytes) -> Document:
    from docx import Document as open_document

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise ValueError("too large when unpacked")
    return open_document(io.BytesIO(content))


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    """The lines with their kind, "title" or "text"; a table's row is one line."""
    from docx.text.paragraph import Paragraph

    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            for line in part.text.split("\n"):
                if line.strip():
                    yield _kind(part), line.strip()
        else:
            for row in part.rows:
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                if any(cells):
                    yield "text", " | ".join(cell for cell in cells if cell)


def _kind(paragraph: Paragraph) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    return "title" if style in ("title", "heading 1") else "text"


def _told(value: str | None) -> str:
    bare = (value or "").strip()
    return "" if bare.lower() in _UNSET else bare
