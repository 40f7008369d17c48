"""A briefing as a PDF: marks that lead to the sources, an outline, numbered pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf.enums import MethodReturnValue, XPos, YPos

from assistant.exporting.fonts import MISSING
from assistant.exporting.paper import (
    ACCENT,
    BODY,
    INK,
    LABEL,
    MARGIN,
    RULE,
    SMALL,
    SOFT,
    STRONG,
    TITLE,
    Paper,
    leading,
    quiet_fonts,
)
from assistant.exporting.sheet import Block, Line, Listing, Prose, Sheet, Story, Table, sheet
from assistant.types import Briefing, Citation
from assistant.wording import attribution, counted, link, one_line

_FIRST_DAY = date(1980, 1, 1)
_SHARES = (0.18, 0.24, 0.22, 0.36)


def briefing_pdf(briefing: Briefing, folders: tuple[str | Path, ...] | None = None) -> bytes:
    """The briefing as the bytes of a PDF; the same briefing and fonts give the same bytes.

    `folders` are where further fonts are looked for; left out, those of the system. A sign
    that no font has is replaced, and a line at the end says so.
    """
    laid_out = sheet(briefing)
    with TemporaryDirectory() as folder, quiet_fonts():
        page = _Page(laid_out, briefing.coverage.newest or _FIRST_DAY)
        page.use_fonts(_signs(laid_out), Path(folder), folders)
        page.write_all(laid_out)
        return bytes(page.output())


class _Page(Paper):
    """The document while it is written."""

    def __init__(self, laid_out: Sheet, newest: date) -> None:
        super().__init__(laid_out.title, newest)
        self._targets = {citation.number: self.add_link(page=1) for citation in laid_out.sources}

    # ---------------------------------------------------------------- parts

    def write_all(self, laid_out: Sheet) -> None:
        """Every part of the sheet, in order."""
        self.add_page()
        self.paragraph(laid_out.title, TITLE, bold=True, spread=1.2)
        if laid_out.about:
            self.paragraph(laid_out.about, SMALL, colour=SOFT)
        for section in laid_out.sections:
            self._heading(section.title)
            for block in section.blocks:
                self._block(block)
        for notice in laid_out.notices:
            self.paragraph(notice, SMALL, colour=SOFT)
        if laid_out.sources:
            self._heading("Sources")
        for citation in laid_out.sources:
            self._source(citation)
        if laid_out.report:
            self._heading("Coverage")
            self.paragraph(laid_out.report, SMALL)
        for group in laid_out.unused:
            self.paragraph(group.title, SMALL, bold=True)
            for block in group.blocks:
                self._block(block)
        self._say_what_is_lacking()

    def _say_what_is_lacking(self) -> None:
        signs = [f"U+{ord(sign):04X}" for sign in self.lacking if not sign.isspace()]
        if signs:
            told = ", ".join(signs[:10]) + (" and others" if len(signs) > 10 else "")
            self.paragraph(
                f"No font here has {counted(len(signs), 'sign')} of this briefing ({told}): "
                f"{MISSING} stands for them. Install a font that has them, as Noto Sans CJK, "
                "and write the file again.",
                SMALL,
                colour=SOFT,
            )

    # ---------------------------------------------------------------- blocks

    def _heading(self, title: str) -> None:
        if not title:
            return
        self.keep(24)
        self.ln(5)
        self.pen(LABEL, ACCENT, bold=True)
        self.start_section(one_line(title))
        self.cell(0, 6, self.shown(title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*RULE)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(2)

    def _block(self, block: Block) -> None:
        if isinstance(block, Prose):
            size = STRONG if block.strong else BODY
            for at, line in enumerate(block.lines):
                self._line(line, size, spaced=at > 0)
            self._end(size)
        elif isinstance(block, Listing):
            for line in block.lines:
                self._item(line)
        elif isinstance(block, Story):
            self.keep(20)
            self.paragraph(block.title, 12.0, bold=True)
            self.paragraph(block.note, SMALL, colour=SOFT)
            self._block(block.prose)
        else:
            self._table(block)

    def _item(self, line: Line) -> None:
        """A line with a bullet before it, whose text hangs beside it."""
        self.keep(8)
        self.pen(BODY, ACCENT)
        self.cell(5, leading(BODY), "•")
        left = self.l_margin
        self.set_left_margin(left + 5)
        self._line(line, BODY)
        self.set_left_margin(left)
        self._end(BODY)

    def _table(self, table: Table) -> None:
        self.keep(30)
        self.paragraph(table.caption, SMALL, bold=True)
        widths = [share * self.epw for share in _SHARES]
        self.pen(SMALL, SOFT, bold=True)
        for head, width in zip(table.heads, widths, strict=True):
            self.cell(width, 6, head)
        self.ln(6)
        for row in table.rows:
            self._row(row, widths)
        self.ln(3)

    def _row(self, row: tuple[Line, ...], widths: list[float]) -> None:
        """Cells side by side, as high as the highest; a row never breaks over two pages."""
        height = max(map(self._cell_height, row, widths))
        if self.will_page_break(height):
            self.add_page()
        top, margins = self.y, (self.l_margin, self.r_margin)
        self.set_draw_color(*RULE)
        self.line(margins[0], top, self.w - margins[1], top)
        left = margins[0]
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            # Text is written between margins: for a while these are the cell's.
            self.set_margins(left, MARGIN, self.w - left - width + 2)
            self.set_xy(left, top + 1)
            self._line(replace(cell, head=cell.text, text="") if at == 0 else cell, SMALL)
            left += width
        self.set_margins(margins[0], MARGIN, margins[1])
        self.set_xy(margins[0], top + height)

    def _cell_height(self, cell: Line, width: float) -> float:
        self.pen(SMALL, INK, bold=True)
        text = " ".join((self.shown(cell.text), *map(str, cell.numbers)))
        height = self.multi_cell(
            width - 2, leading(SMALL), text, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        assert isinstance(height, float)
        return height + 3

    def _source(self, citation: Citation) -> None:
        self.keep(20)
        self.set_link(self._targets[citation.number], y=self.y)
        title = citation.title or "Without a title"
        self.pen(BODY, INK, bold=True)
        self.write(leading(BODY), f"{citation.number}.  ")
        url = link(citation.url)
        self.pen(BODY, ACCENT if url else INK, bold=True)
        self.write(leading(BODY), self.shown(title), link=url)
        self.ln(leading(BODY))
        self.paragraph(
            attribution(citation),
            SMALL,
            colour=SOFT,
            after=0,
        )
        self.paragraph(citation.quote, BODY, after=3)

    # ---------------------------------------------------------------- lines

    def _line(self, line: Line, size: float, spaced: bool = False) -> None:
        """A sentence from where the pen stands: what opens it, its text, its marks, its note."""
        if line.head:
            self.pen(size, INK, bold=True)
            self.write(leading(size), f"{self.shown(line.head)}  ")
        self.pen(size, INK)
        self.write(leading(size), (" " if spaced else "") + self.shown(line.text))
        self._marks(line, size)
        if line.note:
            self.pen(SMALL, SOFT)
            self.write(leading(size), f"  {self.shown(line.note)}")

    def _marks(self, line: Line, size: float) -> None:
        """The numbers of a line, raised, each a link to its source."""
        for number in line.numbers:
            self.pen(size, ACCENT, bold=True)
            self.char_vpos = "SUP"
            self.write(leading(size), f" {number}", link=self._targets.get(number, ""))
            self.char_vpos = "LINE"

    def _end(self, size: float) -> None:
        self.ln(leading(size) + 1.5)


def _signs(value: object) -> set[str]:
    """Every sign that stands anywhere in a sheet."""
    return {sign for text in _texts(value) for sign in one_line(text)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
