"""A briefing as a Word document: real styles and headings, marks that lead to the sources."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from functools import partial
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.exporting.sheet import Line, Listing, Part, Prose, Sheet, Table, Text, outline, sheet
from assistant.types import Briefing, Citation
from assistant.wording import attribution, from_the_right, link, on_page, one_line

_ACCENT = RGBColor(0x0F, 0x5C, 0x5C)
_SOFT = RGBColor(0x6B, 0x68, 0x62)
_FIRST_DAY = datetime(1980, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_COLUMNS = (Cm(2.8), Cm(3.6), Cm(3.8), Cm(6.2))


def briefing_docx(briefing: Briefing) -> bytes:
    """The briefing as the bytes of a .docx file; the same briefing gives the same bytes."""
    laid_out = sheet(briefing)
    document = Document()
    _styles(document)
    _describe(document, laid_out, briefing)
    _Writing(document, laid_out)
    made = BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _styles(document: Any) -> None:
    """The document's styles in our type: all that is written names one of them."""
    styles = document.styles
    page = document.sections[0]
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin = page.bottom_margin = Cm(2.2)
    _typed(styles["Normal"], "Georgia", 11)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    _typed(styles["Title"], "Georgia", 24, RGBColor(0x1C, 0x1B, 0x19))
    for name, size in (("Heading 1", 13), ("Heading 2", 12)):
        _typed(styles[name], "Calibri", size, _ACCENT)
        styles[name].paragraph_format.keep_with_next = True
    _typed(styles["Subtitle"], "Calibri", 10, _SOFT)
    _typed(styles["Intense Quote"], "Georgia", 13, RGBColor(0x1C, 0x1B, 0x19))
    _typed(styles["Quote"], "Georgia", 10.5)
    _typed(styles["Caption"], "Calibri", 10, _SOFT)
    for name, size, colour in (("Mark", 9, _ACCENT), ("Quiet", 9, _SOFT), ("Link", 10, _ACCENT)):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), colour
    styles["Mark"].font.superscript = True
    styles["Link"].font.underline = True


def _typed(style: Any, name: str, size: float, colour: RGBColor | None = None) -> None:
    style.font.name, style.font.size, style.font.italic = name, Pt(size), False
    if colour is not None:
        style.font.color.rgb = colour
    # A style of the template names a theme's font, which would win.
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    fonts.set(qn("w:ascii"), name)
    fonts.set(qn("w:hAnsi"), name)


def _describe(document: Any, laid_out: Sheet, briefing: Briefing) -> None:
    """The file's properties; its moment is the newest article's day, never the clock's."""
    newest = briefing.coverage.newest
    moment = datetime.combine(newest, time()) if newest else _FIRST_DAY
    properties = document.core_properties
    properties.title = one_line(laid_out.title)[:255]
    properties.subject = one_line(briefing.topic)[:255]
    properties.author = properties.last_modified_by = "newsbrief"
    properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1


def _timeless(made: bytes) -> bytes:
    """The same package with one moment for all parts, in the order of their names."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as source, zipfile.ZipFile(target, "w") as written:
        names = source.namelist()
        # Readers tell a package by its first part.
        for name in sorted(names, key=lambda part: (part != "[Content_Types].xml", part)):
            part = zipfile.ZipInfo(name, _ZIP_EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            written.writestr(part, source.read(name))
    return target.getvalue()


_STYLES = {
    "title": "Title", "about": "Subtitle", "heading": "Heading 1", "group": "Heading 2",
    "story": "Heading 2", "plain": "Normal",
}  # fmt: skip


class _Writing:
    """The document while it is written."""

    def __init__(self, document: Any, laid_out: Sheet) -> None:
        self._document = document
        self._known = {cited.number for article in laid_out.sources for cited in article}
        for part in outline(laid_out):
            self._part(part)

    def _part(self, part: Part) -> None:
        if isinstance(part, Text):
            if part.kind in _STYLES:
                self._paragraph(part.text, _STYLES[part.kind])
            else:
                self._paragraph("", "Normal").add_run(one_line(part.text), style="Quiet")
        elif isinstance(part, Prose):
            place = self._paragraph("", "Intense Quote" if part.strong else "Normal")
            for index, line in enumerate(part.lines):
                if index:
                    place.add_run(" ")
                self._line(place, line)
        elif isinstance(part, Listing):
            for line in part.lines:
                self._line(self._paragraph("", "List Bullet"), line)
        elif isinstance(part, Table):
            self._table(part)
        else:
            for article in part:
                self._source(article)

    def _table(self, table: Table) -> None:
        caption = self._paragraph(table.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
        drawn = self._document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
        drawn.autofit = False
        self._head(drawn.rows[0], table.heads)
        opening = None
        for row in table.rows:
            cells = drawn.add_row().cells
            for cell, line in zip(cells, row, strict=True):
                self._line(cell.paragraphs[0], line)
            goes_on = opening is not None and not row[0].text
            opening = _merged(opening, cells[0]) if goes_on else cells[0]
        for row in drawn.rows:
            for cell, width in zip(row.cells, _COLUMNS, strict=True):
                cell.width = width
        self._paragraph("", "Normal")

    def _head(self, row: Any, heads: tuple[str, ...]) -> None:
        """The first row, marked as the one that is said again on each page."""
        for cell, head in zip(row.cells, heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(repeated)

    def _source(self, citations: tuple[Citation, ...]) -> None:
        """An article, and under it all that is cited of it."""
        article = citations[0]
        place = self._paragraph("", "Normal")
        place.paragraph_format.keep_with_next = True
        title = one_line(article.title) or "Without a title"
        url = link(article.url)
        if url:
            to = place.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            _linked(place, title, "Link", "r:id", to)
        else:
            place.add_run(title).bold = True
        place.add_run(f"  {one_line(attribution(article))}", style="Quiet")
        for citation in citations:
            place = self._paragraph("", "Quote")
            _bookmarked(place, citation.number)
            place.add_run(f"{citation.number}  ", style="Mark")
            place.add_run(one_line(citation.quote) + on_page(citation))
            _directed(place, citation.quote)

    # ---------------------------------------------------------------- lines

    def _paragraph(self, text: str, style: str) -> Any:
        place = self._document.add_paragraph(one_line(text), style=style)
        _directed(place, text)
        return place

    def _line(self, place: Any, line: Line) -> None:
        _directed(place, line.text)
        if line.head:
            place.add_run(f"{one_line(line.head)}: ").bold = True
        place.add_run(one_line(line.text))
        for index, number in enumerate(line.numbers):
            add = partial(_linked, place, style="Mark", kind="w:anchor", to=f"source{number}")
            if index:
                place.add_run(" ", style="Mark")
            if number in self._known:
                add(text=str(number))
            else:
                place.add_run(str(number), style="Mark")
        if line.closing:
            place.add_run(f"  {one_line(line.closing)}", style="Quiet")


def _linked(place: Any, text: str, style: str, kind: str, to: str) -> None:
    """A run of the paragraph that leads elsewhere: to a bookmark or an address."""
    run = place.add_run(text, style=style)
    linked = OxmlElement("w:hyperlink")
    linked.set(qn(kind), to)
    linked.append(run._r)
    place._p.append(linked)


def _bookmarked(place: Any, number: int) -> None:
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), f"source{number}")
        place._p.append(mark)


def _merged(opening: Any, cell: Any) -> Any:
    """The cell joined to the one above, without the empty paragraph that joining leaves."""
    joined = opening.merge(cell)
    for paragraph in joined.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)
    return joined


def _directed(place: Any, text: str) -> None:
    """A paragraph whose first letter is Arabic or Hebrew runs from the right."""
    properties = place._p.get_or_add_pPr()
    if from_the_right(text) and properties.find(qn("w:bidi")) is None:
        properties.append(OxmlElement("w:bidi"))
