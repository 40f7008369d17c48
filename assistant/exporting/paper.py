"""The paper of a PDF: its fonts, its pens, its paragraphs and the numbers of its pages."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from assistant.exporting.fonts import Face, bundled, faces_for, without
from assistant.wording import from_the_right, one_line

_FACE = "reading"
INK, SOFT, ACCENT, RULE = (28, 27, 25), (107, 104, 98), (15, 92, 92), (228, 225, 219)
LABEL, SMALL, BODY, STRONG, TITLE = 9.0, 8.5, 10.5, 13.0, 21.0
MARGIN = 22.0
_LEADING = 1.45
_MM_A_POINT = 25.4 / 72


@contextlib.contextmanager
def quiet_fonts() -> Iterator[None]:
    """Keep back what fontTools says of every table of a font that it leaves out."""
    told = logging.getLogger("fontTools")
    level = told.level
    told.setLevel(logging.ERROR)
    try:
        yield
    finally:
        told.setLevel(level)


def leading(size: float) -> float:
    """The height of a line in this size, in millimetres."""
    return size * _MM_A_POINT * _LEADING


class Paper(FPDF):
    """Pages to write on; what they hold depends on nothing but what is written."""

    def __init__(self, title: str, newest: date) -> None:
        super().__init__(format="A4")
        self.lacking: dict[str, None] = {}
        self.set_title(one_line(title))
        self.set_creator("newsbrief")
        self.set_producer("newsbrief")
        self.set_lang("en")
        self.set_creation_date(datetime.combine(newest, time(), UTC))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.alias_nb_pages("{pages}")

    def use_fonts(
        self, signs: Set[str], folder: Path, folders: tuple[str | Path, ...] | None
    ) -> None:
        """Take up the bundled fonts, and those of the system that have what they lack.

        `signs` are those that will be written; `folder` is where fonts may be laid out.
        """
        others = []
        for name, content in bundled().items():
            path = folder / f"{name}.ttf"
            path.write_bytes(content)
            if name in ("regular", "bold"):
                self.add_font(_FACE, "B" if name == "bold" else "", path)
            else:
                self.add_font(name, "", path)
                others.append(name)
        self.set_fallback_fonts(others, exact_match=False)
        lacking = {sign for sign in signs if self._is_missing(sign)}
        if lacking:
            found = faces_for(lacking) if folders is None else faces_for(lacking, folders)
            for face in found:
                others += self._taken_up(face)
        self.set_fallback_fonts(others, exact_match=False)
        self.set_text_shaping(True)
        self.set_font(_FACE, "", BODY)

    def _taken_up(self, face: Face) -> list[str]:
        """The name of a system font that was added; none where it cannot be used."""
        name = f"system{len(self.fonts)}"
        try:
            self.add_font(name, "", face.path, collection_font_number=face.number)
        except Exception:  # whatever is wrong with a font of the system, the PDF goes without it
            return []
        return [name]

    def _is_missing(self, sign: str) -> bool:
        known: Any = self.fonts
        return not any(ord(sign) in font.cmap for font in known.values())

    def shown(self, text: str) -> str:
        """The text on one line, as far as there are fonts for it; what lacks is remembered."""
        line = one_line(text)
        self.lacking.update((sign, None) for sign in line if self._is_missing(sign))
        return without(line, self._is_missing)

    # ---------------------------------------------------------------- writing

    def footer(self) -> None:
        """The number of each page, at its foot."""
        self.set_y(-MARGIN + 6)
        self.pen(SMALL, SOFT)
        self.cell(0, 5, f"{self.page_no()} / {{pages}}", align="R")

    def paragraph(
        self,
        text: str,
        size: float,
        *,
        colour: tuple[int, int, int] = INK,
        bold: bool = False,
        spread: float = _LEADING,
        after: float = 1.5,
    ) -> None:
        """A block of text of its own, from margin to margin."""
        self.pen(size, colour, bold=bold)
        self.multi_cell(
            0, size * _MM_A_POINT * spread, self.shown(text),
            align="R" if from_the_right(text) else "L", new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(after)

    def pen(self, size: float, colour: tuple[int, int, int], bold: bool = False) -> None:
        """What the next text is written with."""
        self.set_font(_FACE, "B" if bold else "", size)
        self.set_text_color(*colour)

    def keep(self, height: float) -> None:
        """Begin a new page where less than this height is left."""
        if self.will_page_break(height):
            self.add_page()
