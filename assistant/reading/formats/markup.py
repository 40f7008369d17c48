"""Pieces of HTML, as feeds, exports, mails and books hold them, become paragraphs."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td"
    " tfoot th thead title tr ul".split()
)
# Text of these is no part of an article; some programs put a whole page into a form.
_LEFT_OUT = frozenset(
    "script style noscript template svg nav footer aside button iframe head select dialog"
    " object".split()
)
# What a browser shows nothing of in the middle of a paragraph.
_WITHIN_TEXT = frozenset(("script", "style", "template", "svg", "noscript", "iframe"))
_INSIDE = (
    "p br div span a b i em strong h[1-6] ul ol li img blockquote table tr td figure figcaption"
)
_INSIDE += " section article body html script style iframe font u small pre center hr sup sub"
_MARKUP = re.compile(rf"(?i)</?(?:{'|'.join(_INSIDE.split())})(?:\s[^<>]*)?/?>")
_BREAKS = re.compile(rf"(?i)</?(?:br|{'|'.join(_BLOCKS - {'html', 'body'})})(?:\s[^<>]*)?/?>")
_ESCAPED = re.compile(
    r"(?i)&lt;/?(?:p|br|div|a|span|strong|em|h[1-6]|ul|li)\b[^<>&]*(?:&gt;|&quot;)"
)
_UNSHOWN = re.compile(r"(?i)\bdisplay\s*:\s*none")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_LONGEST_CELL = 60
_MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row: the innermost block element, and its
    text, in which a newline is a line break of the page."""

    tag: str
    text: str


def is_markup(text: str) -> bool:
    """Whether `text` is HTML and no plain text: whether it holds a tag of text."""
    return "<" in text and bool(_MARKUP.search(text))


def plain(text: str) -> str:
    """`text` with a blank line between paragraphs, if it is HTML, also with its tags
    escaped; other text as it is. Where only words are marked up, lines stay lines."""
    if "&lt;" in text and not is_markup(text) and _ESCAPED.search(text):
        text = html.unescape(text)
    if not is_markup(text):
        return text
    if not _BREAKS.search(text):
        return "\n".join(
            " ".join(block.text for block in blocks(line)) for line in text.split("\n")
        )
    return "\n\n".join(block.text for block in blocks(text))


# What no tree of elements may hold, as itself and as a reference.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}));?")
_LAST_SIGN = 0x10FFFF


def fit(markup: str) -> str:
    """`markup` with a blank for each sign that no element may hold, written out or referred to."""

    def referred(reference: re.Match[str]) -> str:
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        unfit = code > _LAST_SIGN or bool(_UNFIT.match(chr(code)))
        return " " if unfit else reference[0]

    return _UNFIT.sub(" ", _REFERENCE.sub(referred, markup))


def line(text: str) -> str:
    """`text` on one line, without tags and entities: a title, a name."""
    bare = plain(text)
    return " ".join(html.unescape(bare).split())


def blocks(markup: str) -> list[Block]:
    """The text of `markup` in its order, cut where block elements begin and end.

    Scripts, forms, navigation and what the page hides are left out; the short cells of a
    table's row are one block with bars between them. Tags may be missing or nested to any
    depth: the time taken grows with the length only.
    """
    from lxml import etree

    reader = _Reader()
    parser = etree.HTMLParser(target=reader, huge_tree=True, remove_comments=True)
    plain = _CDATA.sub(lambda section: html.escape(section[1]), markup)
    try:
        parser.feed(plain.replace("\0", "").encode("utf-8", "replace").decode())
        parser.close()
    except etree.XMLSyntaxError:
        # Of nothing, and of a tag that is all there is, no page can be made.
        pass
    return reader.found


class _Reader:
    """Gathers blocks while a parser tells of tags and text."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._tag = "p"
        self._rows: list[int] = []
        self._left_out = 0
        self._verbatim = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; inside of one that is left out all are counted."""
        hidden = "hidden" in attributes or _UNSHOWN.search(attributes.get("style", ""))
        if self._left_out or name in _LEFT_OUT or hidden:
            if not self._left_out and name not in _WITHIN_TEXT:
                self._end_block()
            self._left_out += 1
        elif name == "br":
            self._parts.append("\n")
        elif name in _BLOCKS:
            self._end_block()
            self._tag = name
            self._verbatim += name == "pre"
            if name == "tr":
                self._rows.append(len(self.found))

    def data(self, text: str) -> None:
        """Text between two tags."""
        if not self._left_out:
            self._parts.append(text if self._verbatim else _SPACE.sub(" ", text))

    def end(self, name: str) -> None:
        """An element ends, also where its end was left out."""
        if self._left_out:
            self._left_out -= 1
        elif name in _BLOCKS:
            self._end_block()
            self._tag = "p"
            self._verbatim -= name == "pre"
            if name == "tr" and self._rows:
                self._end_row(self._rows.pop())

    def close(self) -> None:
        """All has been read."""
        self._end_block()

    def _end_block(self) -> None:
        for paragraph in _PARAGRAPH_END.split("".join(self._parts)):
            lines = [" ".join(piece.split()) for piece in paragraph.split("\n")]
            text = "\n".join(piece for piece in lines if piece)
            if text:
                self.found.append(Block(self._tag, text))
        self._parts.clear()

    def _end_row(self, first: int) -> None:
        cells = self.found[first:]
        if 1 < len(cells) <= _MOST_CELLS and all(
            cell.tag in ("td", "th") and len(cell.text) <= _LONGEST_CELL for cell in cells
        ):
            self.found[first:] = [Block("tr", " | ".join(cell.text for cell in cells))]
