"""A briefing as a PDF: marks that lead to the sources, an outline, numbered pages.

It is set in FiraGO (Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari, Thai, Georgian), which
comes with Noto's symbols in the package `pymupdf-fonts`, under the SIL Open Font License. Chinese,
Japanese, Korean and the rest are looked for among the fonts of the system.
"""

from __future__ import annotations

import contextlib
import logging
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.ttLib import TTFont, TTLibError
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from assistant.exporting.sheet import Line, Listing, Part, Prose, Sheet, Table, Text, outline, sheet
from assistant.types import Briefing, Citation
from assistant.wording import attribution, counted, from_the_right, link, on_page, one_line

MISSING = "\ufffd"
"""What stands where no font at hand has the sign."""
_BUNDLED = ("notos", "symbol2", "symbol1")
_FOLDERS = (
    "~/.fonts", "~/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts",
    "~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
# Families with many signs come first: they are tried before the rest of a folder.
_LARGE = ("notosanscjk", "notosans-regular", "notosans", "sourcehansans", "dejavusans.", "wqy",
          "droidsansfallback", "arialunicode", "arial unicode", "pingfang", "hiragino", "msyh",
          "malgun", "meiryo", "unifont")  # fmt: skip
_MOST_TRIED = 300
_INVISIBLE = {"Cf", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, or one of those in a collection."""

    path: Path
    number: int = 0


def bundled() -> dict[str, bytes]:
    """The fonts that come with newsbrief: "regular", "bold", then those to fall back to."""
    from pymupdf_fonts import myfont

    names = {"regular": "figo", "bold": "figbo", **{name: name for name in _BUNDLED}}
    return {name: bytes(myfont(code)) for name, code in names.items()}


def faces_for(signs: Set[str], folders: Iterable[str | Path] = _FOLDERS) -> list[Face]:
    """System fonts that together have as many of the signs as any do, few fonts at most. Always the
    same ones on the same system. Fonts that cannot be read are passed over."""
    left = {ord(sign) for sign in signs}
    found = []
    for tried, path in enumerate(_files(folders)):
        if not left or tried == _MOST_TRIED:
            break
        known = _signs_of(path)
        if left & known:
            found.append(Face(path))
            left -= known
    return found


def _files(folders: Iterable[str | Path]) -> Iterator[Path]:
    """The plain font files of the folders, those of large families first, then by name."""
    files = []
    for folder in folders:
        for place, _, names in os.walk(Path(folder).expanduser()):
            files += [Path(place, name) for name in names if _is_plain(name)]
    yield from sorted(files, key=lambda path: (_rank(path.name.casefold()), str(path)))


def _is_plain(name: str) -> bool:
    """Whether this is a font of upright letters in one colour and of ordinary weight."""
    folded = name.casefold()
    other = ("bold", "italic", "oblique", "mono", "emoji", "color", "light", "black", "thin")
    return Path(folded).suffix in _ENDINGS and not any(word in folded for word in other)


def _rank(name: str) -> int:
    return next(
        (place for place, start in enumerate(_LARGE) if name.startswith(start)), len(_LARGE)
    )


@cache
def _signs_of(path: Path) -> frozenset[int]:
    """The code points a font has; none when it cannot be read."""
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, ValueError, KeyError, AssertionError):
        return frozenset()


def without(text: str, is_missing: Callable[[str], bool]) -> str:
    """The text with `MISSING` for each sign that no font has; invisible ones are left out."""
    shown = []
    for sign in text:
        if not is_missing(sign):
            shown.append(sign)
        elif unicodedata.category(sign) not in _INVISIBLE:
            shown.append(MISSING)
    return "".join(shown)


# -------------------------------------------------------------------- pages

_FIRST_DAY = date(1980, 1, 1)
_SHARES = (0.18, 0.24, 0.22, 0.36)
_FACE = "reading"
_INK, _SOFT, _ACCENT, _RULE = (28, 27, 25), (107, 104, 98), (15, 92, 92), (228, 225, 219)
_LABEL, _SMALL, _BODY, _STRONG, _TITLE = 9.0, 8.5, 10.5, 13.0, 21.0
_MARGIN, _NUMBER = 22.0, 8.0
_LEADING = 1.45
_MM_A_POINT = 25.4 / 72


def briefing_pdf(briefing: Briefing, folders: tuple[str | Path, ...] | None = None) -> bytes:
    """The briefing as the bytes of a PDF; the same briefing and fonts give the same bytes.

    `folders` are where further fonts are looked for; left out, those of the system. A sign
    that no font has is replaced, and a line at the end says so.
    """
    laid_out = sheet(briefing)
    with TemporaryDirectory() as folder, _quiet_fonts():
        page = _Page(laid_out, briefing.coverage.newest or _FIRST_DAY)
        page.use_fonts(_signs(laid_out), Path(folder), folders)
        page.write_all(laid_out)
        return bytes(page.output())


def _leading(size: float) -> float:
    """The height of a line in this size, in millimetres."""
    return size * _MM_A_POINT * _LEADING


class _Paper(FPDF):
    """Pages to write on; what they hold depends on nothing but what is written."""

    def __init__(self, title: str, newest: date) -> None:
        super().__init__(format="A4")
        self.lacking: dict[str, None] = {}
        self.set_title(one_line(title))
        self.set_creator("newsbrief")
        self.set_producer("newsbrief")
        self.set_lang("en")
        self.set_creation_date(datetime.combine(newest, time(), UTC))
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, _MARGIN)
        self.alias_nb_pages("{pages}")

    def use_fonts(
        self, signs: Set[str], folder: Path, folders: tuple[str | Path, ...] | None
    ) -> None:
        """Take up the bundled fonts, and those of the system that have what they lack. `signs` are
        those that will be written; `folder` is where fonts may be laid out."""
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
        self.set_font(_FACE, "", _BODY)

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
        self.set_y(-_MARGIN + 6)
        self.pen(_SMALL, _SOFT)
        self.cell(0, 5, f"{self.page_no()} / {{pages}}", align="R")

    def paragraph(
        self,
        text: str,
        size: float,
        *,
        colour: tuple[int, int, int] = _INK,
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


class _Page(_Paper):
    """The document while it is written."""

    def __init__(self, laid_out: Sheet, newest: date) -> None:
        super().__init__(laid_out.title, newest)
        cited = chain.from_iterable(laid_out.sources)
        self._targets = {citation.number: self.add_link(page=1) for citation in cited}

    def write_all(self, laid_out: Sheet) -> None:
        """Every part of the sheet, in order, and what no font has."""
        self.add_page()
        for part in outline(laid_out):
            self._part(part)
        self._say_what_is_lacking()

    def _part(self, part: Part) -> None:
        if isinstance(part, Text):
            self._text(part)
        elif isinstance(part, Prose):
            size = _STRONG if part.strong else _BODY
            for index, line in enumerate(part.lines):
                self._line(line, size, spaced=index > 0)
            self._end(size)
        elif isinstance(part, Listing):
            for line in part.lines:
                self._item(line)
        elif isinstance(part, Table):
            self._table(part)
        else:
            for article in part:
                self._source(article)

    def _text(self, part: Text) -> None:
        match part.kind:
            case "title":
                self.paragraph(part.text, _TITLE, bold=True, spread=1.2)
            case "heading":
                self._heading(part.text)
            case "story":
                self.keep(20)
                self.paragraph(part.text, 12.0, bold=True)
            case "plain" | "group":
                self.paragraph(part.text, _SMALL, bold=part.kind == "group")
            case _:
                self.paragraph(part.text, _SMALL, colour=_SOFT)

    def _say_what_is_lacking(self) -> None:
        signs = [f"U+{ord(sign):04X}" for sign in self.lacking if not sign.isspace()]
        if signs:
            names = ", ".join(signs[:10]) + (" and others" if len(signs) > 10 else "")
            self.paragraph(
                f"No font here has {counted(len(signs), 'sign')} of this briefing ({names}): "
                f"{MISSING} stands for them. Install a font that has them, as Noto Sans CJK, "
                "and write the file again.",
                _SMALL,
                colour=_SOFT,
            )

    def _heading(self, title: str) -> None:
        self.keep(24)
        self.ln(5)
        self.pen(_LABEL, _ACCENT, bold=True)
        self.start_section(one_line(title))
        self.cell(0, 6, self.shown(title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*_RULE)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(2)

    def _item(self, line: Line) -> None:
        """A line with a bullet before it, whose text hangs beside it."""
        self.keep(8)
        self.pen(_BODY, _ACCENT)
        self.cell(5, _leading(_BODY), "•")
        left = self.l_margin
        self.set_left_margin(left + 5)
        self._line(line, _BODY)
        self.set_left_margin(left)
        self._end(_BODY)

    def _table(self, table: Table) -> None:
        self.keep(30)
        self.paragraph(table.caption, _SMALL, bold=True)
        widths = [share * self.epw for share in _SHARES]
        self.pen(_SMALL, _SOFT, bold=True)
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
        self.set_draw_color(*_RULE)
        self.line(margins[0], top, self.w - margins[1], top)
        left = margins[0]
        for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
            # Text is written between margins: for a while these are the cell's.
            self.set_margins(left, _MARGIN, self.w - left - width + 2)
            self.set_xy(left, top + 1)
            self._line(replace(cell, head=cell.text, text="") if index == 0 else cell, _SMALL)
            left += width
        self.set_margins(margins[0], _MARGIN, margins[1])
        self.set_xy(margins[0], top + height)

    def _cell_height(self, cell: Line, width: float) -> float:
        self.pen(_SMALL, _INK, bold=True)
        text = " ".join((self.shown(cell.text), *map(str, cell.numbers)))
        height = self.multi_cell(
            width - 2, _leading(_SMALL), text, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        assert isinstance(height, float)
        return height + 3

    def _source(self, citations: tuple[Citation, ...]) -> None:
        """An article, and under it all that is cited of it, each beside its number."""
        self.keep(25)
        article = citations[0]
        title = article.title or "Without a title"
        url = link(article.url)
        self.pen(_BODY, _ACCENT if url else _INK, bold=True)
        self.write(_leading(_BODY), self.shown(title), link=url)
        self.ln(_leading(_BODY))
        self.paragraph(attribution(article), _SMALL, colour=_SOFT, after=0.5)
        left = self.l_margin
        for citation in citations:
            self.keep(8)
            self.set_link(self._targets[citation.number], y=self.y, page=self.page)
            self.pen(_SMALL, _ACCENT, bold=True)
            self.cell(_NUMBER, _leading(_BODY), str(citation.number))
            self.set_left_margin(left + _NUMBER)
            self.paragraph(citation.quote + on_page(citation), _BODY)
            self.set_left_margin(left)
            self.set_x(left)
        self.ln(2)

    # ---------------------------------------------------------------- lines

    def _line(self, line: Line, size: float, spaced: bool = False) -> None:
        """A sentence from where the pen stands: what opens it, its text, its marks, its note."""
        if line.head:
            self.pen(size, _INK, bold=True)
            self.write(_leading(size), f"{self.shown(line.head)}  ")
        self.pen(size, _INK)
        self.write(_leading(size), (" " if spaced else "") + self.shown(line.text))
        self._marks(line, size)
        if line.closing:
            self.pen(_SMALL, _SOFT)
            self.write(_leading(size), f"  {self.shown(line.closing)}")

    def _marks(self, line: Line, size: float) -> None:
        """The numbers of a line, raised, each a link to its source."""
        for number in line.numbers:
            self.pen(size, _ACCENT, bold=True)
            self.char_vpos = "SUP"
            self.write(_leading(size), f" {number}", link=self._targets.get(number, ""))
            self.char_vpos = "LINE"

    def _end(self, size: float) -> None:
        self.ln(_leading(size) + 1.5)


@contextlib.contextmanager
def _quiet_fonts() -> Iterator[None]:
    """Keep back what fontTools says of every table of a font that it leaves out."""
    logger = logging.getLogger("fontTools")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


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
