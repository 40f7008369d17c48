"""Files of articles for tests of reading, and what reading gives of them."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from docx import Document as new_docx
from fpdf import FPDF

from assistant.reading import Document, Failure, read
from vectorstore.documents import Article

TODAY = date(2024, 6, 1)
TITLE = "Harbour bridge open again"
FIRST = "The harbour bridge was opened again on Monday after two years of repair work."
SECOND = "Some 4,000 cars crossed it in the first hour, the port authority said."
TEXT = f"{FIRST}\n\n{SECOND}"
ARTICLE = f"{TITLE}\n\n{TEXT}\n"


def results(
    source: Path | str, content: bytes | str | None = None, today: date = TODAY
) -> list[Document | Failure]:
    """All that a file gives, once it has this content; "-" is a stream with it."""
    content = content.encode() if isinstance(content, str) else content
    if isinstance(source, Path) and content is not None:
        source.write_bytes(content)
    found = read(source, stdin=io.BytesIO(content or b""), today=today)
    return [one for one in found if isinstance(one, Document | Failure)]


def documents(source: Path | str, content: bytes | str | None = None) -> list[Document]:
    """The documents of a source in which nothing fails."""
    found = results(source, content)
    assert [one for one in found if isinstance(one, Failure)] == []
    return [one for one in found if isinstance(one, Document)]


def articles(source: Path | str, content: bytes | str | None = None) -> list[Article]:
    """The articles of a source in which nothing fails."""
    return [one.article for one in documents(source, content)]


def article(source: Path | str, content: bytes | str | None = None) -> Article:
    """The one article of a source."""
    (one,) = articles(source, content)
    return one


def place(origin: str) -> str:
    """Where in its file an article lies."""
    return origin.partition("#")[2]


def failures(found: Iterable[object]) -> list[tuple[str, str]]:
    """The places and reasons of what failed."""
    return [(place(one.source), one.reason) for one in found if isinstance(one, Failure)]


def reason(source: Path | str, content: bytes | str | None = None) -> str:
    """The one line that is told of a source; it says what to do."""
    (one,) = results(source, content)
    assert isinstance(one, Failure), one
    assert one.source.partition("#")[0] == str(source)
    assert ";" in one.reason
    assert "\n" not in one.reason + one.source
    return one.reason


def zipped(files: Iterable[tuple[str, bytes | str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def docx(title: str, *paragraphs: str, author: str = "", row: tuple[str, ...] = ()) -> bytes:
    """A Word file with a heading, paragraphs and a table of one row."""
    file = new_docx()
    file.core_properties.author = author
    if title:
        file.add_heading(title, 0)
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    if row:
        for cell, text in zip(file.add_table(1, len(row)).rows[0].cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def pdf(title: str, *pages: tuple[str, ...], author: str = "", head: str = "") -> bytes:
    """A PDF with a big headline, paragraphs, and a running head and number on each page."""
    file = FPDF()
    file.set_author(author)
    for number, paragraphs in enumerate(pages, start=1):
        file.add_page()
        for text, style, size in (
            (head, "", 9),
            (title if number == 1 else "", "B", 20),
            *((paragraph, "", 11) for paragraph in paragraphs),
            (f"Page {number} of {len(pages)}" if head else "", "", 11),
        ):
            if text:
                file.set_font("Helvetica", style, size)
                file.multi_cell(0, size / 2 + 0.5, text, new_x="LMARGIN", new_y="NEXT")
                file.ln(6 if size == 11 else 0)
    return bytes(file.output())
