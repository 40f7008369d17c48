"""PDF files: lines joined into paragraphs, running heads dropped, the big line as title."""

from __future__ import annotations

import io
import itertools
import logging
import re
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.reading.boilerplate import with_bars
from assistant.reading.dates import WEEKDAY, find_dates
from assistant.reading.formats.exports import divided
from assistant.reading.layout import (
    closed,
    is_hyphenated,
    is_sentence,
    line_key,
    listed_names,
    plain,
)
from assistant.reading.outlets import is_outlet
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_NO_TEXT = (
    "holds no text, only pictures; run text recognition (OCR) on it first, or install ocrmypdf"
)
_OCR_SECONDS = 600
_TAIL = 2048
_LETTER, _GUTTER = 0.42, 1.5
"""The width of a letter, narrowly, and of the space between columns, by the size of letters."""
_COLUMN = 18
_FEWEST_ROWS = 3
_SAME_LEFT = 4.0
_PRINTED = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)|https?://|file:|\d/\d+$")
"""A head with a time of day, an address or a count of pages is the print's."""
_AROUND_DAY = re.compile(rf"(?i)\b(?:{WEEKDAY})\b|\bpage \d+\b|[|•·,–—-]| \d{{1,3}}$|^\d{{1,3}} ")
_EDGE_LINES = 2
_RUNNING_HEAD = 60
_BIG = 1.15
_SAME_SIZE = 0.08
_WIDE_GAP = 1.3
# More than double spacing: paragraphs of one line each stand so far apart.
_WIDEST_LEADING = 2.6
_FULL = 0.75
_NUMBER = re.compile(r"(?i)[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*")
_JUNK = re.compile(
    r"(?i)microsoft word.*|untitled.*|about:blank|(?:new )?document\d*|\S+\.\w{3,5}|.*\.(?:docx?"
    r"|indd|qxd|pdf)"
)
_BULLET = re.compile(r"^[•▪●‣◦*–-]\s")
_OUTSIDE = "is damaged or cut short; get the file again, or open it and save it anew"


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its height on the page (points, growing upwards), letter size, and where
    it begins from the left."""

    text: str
    page: int
    height: float
    size: float
    left: float = 0.0


def read_pdf(content: bytes, *, recognise: bool = True) -> Sequence[Draft]:
    """One draft: the title property, else the largest line of the first page, is the title.

    Lines that the pages repeat at their edges are dropped, hyphens at line ends are
    closed, two columns side by side are read one after the other. The creation date of the
    file is no publication date and is not taken; that in a running head is one. A scan is given
    to ocrmypdf, where that is installed. Raises Unreadable for files that are damaged, locked, or
    pictures without text.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # Its remarks on slips in a file would land between the lines of a command's output.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%%EOF" not in content[-_TAIL:]:
        raise Unreadable(_OUTSIDE)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is locked with a password; save a copy without one and add that")
        pages = [_page_lines(page, number) for number, page in enumerate(reader.pages)]
    except PyPdfError as error:
        raise Unreadable(_OUTSIDE) from error
    lines = _without_running_heads(pages)
    if not lines:
        if recognise and (recognised := _recognised(content)) is not None:
            return read_pdf(recognised, recognise=False)
        raise Unreadable(_NO_TEXT)
    outlet, day = _published(pages)
    title, lines = _titled(lines, _property(reader, "/Title"))
    authors = listed_names(_property(reader, "/Author"))
    text = "\n\n".join(_paragraphs(lines))
    draft = Draft(
        text, title=title or None, publisher=outlet, shown_dates=(day,) if day else (),
        authors=authors, pages=_printed(lines),
    )  # fmt: skip
    return divided(text) or (draft,)


def _printed(lines: Sequence[_Line]) -> tuple[str, ...]:
    """The lines of each page, the first page's first."""
    pages = [""] * (max(line.page for line in lines) + 1 if lines else 0)
    for line in lines:
        pages[line.page] += f"{line.text}\n"
    return tuple(pages)


def _recognised(content: bytes) -> bytes | None:
    """A scanned file with its text, recognised by ocrmypdf where that is installed; None where
    it is not, or does not get through."""
    program = shutil.which("ocrmypdf")
    if program is None:
        return None
    command = [program, "--quiet", "--skip-text", "--output-type", "pdf", "-", "-"]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_OCR_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.stdout.startswith(b"%PDF-") and done.stdout != content else None


def _property(reader: PdfReader, name: str) -> str:
    """A property of the document, or "" where it is missing or a program's filler."""
    properties = reader.metadata
    value = " ".join(str(properties.get(name) or "").split()) if properties else ""
    return "" if _JUNK.fullmatch(value) else value


def _page_lines(page: PageObject, number: int) -> list[_Line]:
    """The lines of a page in reading order, with where and how large they are printed."""
    rows: list[list[_Line]] = [[]]
    parts: list[str] = []
    place: tuple[float, float, float] | None = None

    def close() -> None:
        nonlocal place
        text = plain(with_bars("".join(parts))).strip()
        if text:
            height, size, left = place or (0.0, 0.0, 0.0)
            rows[-1].append(_Line(text, number, height, size, left))
        parts.clear()
        place = None

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        nonlocal place
        for number_in_text, piece in enumerate(text.split("\n")):
            if number_in_text:
                close()
                rows.append([])
            if piece.strip():
                height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                large = abs(size * tm[3] * cm[3]) or abs(size)
                if place is not None and left > _reach("".join(parts), place):
                    close()
                if place is None:
                    place = height, large, left
            parts.append(piece)

    page.extract_text(visitor_text=visit)
    close()
    return _in_columns([row for row in rows if row])


def _reach(text: str, place: tuple[float, float, float]) -> float:
    """From where on the left a piece of a line is one of another column."""
    _, size, left = place
    return left + (_LETTER * len(text.strip()) + _GUTTER) * size


def _in_columns(rows: list[list[_Line]]) -> list[_Line]:
    """The lines of rows: where several rows in turn have two pieces of running text, and the
    second ones begin at one place, the left column goes before the right one."""
    lines: list[_Line] = []
    for beside, group in itertools.groupby(rows, key=_is_beside):
        block = list(group)
        lefts = {round(row[1].left / _SAME_LEFT) for row in block} if beside else set()
        if not beside or len(block) < _FEWEST_ROWS or len(lefts) > 2 or not _run_on(block):
            lines += [_joined(row) for row in block]
        else:
            lines += [row[0] for row in block] + [row[1] for row in block]
    return lines


def _run_on(block: list[list[_Line]]) -> bool:
    """Whether both columns are running text, whose sentences go on from row to row."""
    return all(
        any(
            not is_sentence(one[side].text) and other[side].text[:1].islower()
            for one, other in itertools.pairwise(block)
        )
        for side in (0, 1)
    )


def _is_beside(row: list[_Line]) -> bool:
    return len(row) == 2 and all(len(piece.text) >= _COLUMN for piece in row)


def _joined(row: list[_Line]) -> _Line:
    return replace(row[0], text=" ".join(piece.text for piece in row))


def _published(pages: list[list[_Line]]) -> tuple[str, str]:
    """The outlet and the day of running heads that tell a day: "VARMERE POST Friday 3 May 2024"."""
    heads = [line.text for page in pages for line in page[:_EDGE_LINES] + page[-_EDGE_LINES:]]
    for head, times in Counter(heads).most_common():
        found = find_dates(head)
        if _PRINTED.search(head):
            continue
        if times < 2 or not found or len(head) > _RUNNING_HEAD or is_sentence(head):
            continue
        name = _AROUND_DAY.sub(" ", f"{head[: found[0].start]} {head[found[0].end :]}")
        name = " ".join(name.split())
        name = name.title() if name.isupper() else name
        return name if name and is_outlet(name) else "", head
    return "", ""


def _without_running_heads(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but page numbers and what stands at the edge of half of the pages or more."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_mark(line) for line in page[:_EDGE_LINES] + page[-_EDGE_LINES:]})
    repeated = {mark for mark, count in edges.items() if count > 1 and count * 2 >= len(pages)}
    kept = []
    for page in pages:
        for place, line in enumerate(page):
            edge = place < _EDGE_LINES or place >= len(page) - _EDGE_LINES
            if not edge or not (_mark(line) in repeated or _NUMBER.fullmatch(line.text)):
                kept.append(line)
    return kept


def _mark(line: _Line) -> str:
    """What the same running head is on every page: a short one may count pages or days."""
    return re.sub(r"\d+", "#", line.text) if len(line.text) <= _RUNNING_HEAD else line.text


def _titled(lines: list[_Line], property_title: str) -> tuple[str, list[_Line]]:
    """The title and the other lines; a big heading that says the same is taken out."""
    body = _body_size(lines)
    largest = max((line.size for line in lines if line.page == lines[0].page), default=0.0)
    if largest < _BIG * body:
        return property_title, lines
    start = next(place for place, line in enumerate(lines) if line.size == largest)
    end = start
    while end < len(lines) and abs(lines[end].size - largest) <= _SAME_SIZE * largest:
        end += 1
    heading = _closed([line.text for line in lines[start:end]], "")
    shown, written = line_key(heading), line_key(property_title)
    if property_title and shown not in written and written not in shown:
        return property_title, lines
    return heading, lines[:start] + lines[end:]


def _body_size(lines: list[_Line]) -> float:
    """The letter size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(lines: list[_Line]) -> list[str]:
    """Lines joined into paragraphs by their distance, their size and how full they are."""
    if not lines:
        return []
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    gaps = [upper.height - lower.height for upper, lower in itertools.pairwise(lines)]
    usual = statistics.median([gap for gap in gaps if gap > 0] or [0.0])
    groups = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if _breaks(before, line, width, usual):
            groups.append([])
        groups[-1].append(line)
    whole = "\n".join(line.text for line in lines)
    return [_closed([line.text for line in group], whole) for group in groups]


def _breaks(before: _Line, line: _Line, width: int, usual: float) -> bool:
    """Whether a new paragraph begins with `line`."""
    if abs(before.size - line.size) > _SAME_SIZE * max(before.size, line.size):
        return True
    if _BULLET.match(line.text):
        return True
    if is_hyphenated(before.text, line.text):
        return False
    full = len(before.text) + 1 + len(line.text.split(" ", 1)[0]) >= _FULL * width
    gap = before.height - line.height
    if before.page != line.page or gap < 0:
        return is_sentence(before.text) or not full
    wide = (usual > 0 and gap > _WIDE_GAP * usual) or gap > _WIDEST_LEADING * line.size > 0
    return not full or wide


def _closed(texts: list[str], whole: str) -> str:
    """One paragraph of its lines."""
    joined = ""
    for text in texts:
        joined = closed(joined, text, whole)
    return joined
