"""Pieces of HTML, as feeds, exports, mails and books hold them, become paragraphs."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

NEVER_TEXT = (
    "script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "button",
    "iframe", "head", "select", "dialog", "object",
)  # fmt: skip
"""Elements of a page whose text is no part of an article."""

_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td"
    " tfoot th thead title tr ul".split()
)
# Some programs put a whole page into a form.
_LEFT_OUT = frozenset(NEVER_TEXT) - {"form"}
_RAW = frozenset(("script", "style", "template", "svg", "noscript", "iframe"))
_INSIDE = (
    "p br div span a b i em strong h[1-6] ul ol li img blockquote table tr td figure figcaption"
)
_INSIDE += " section article body html script style iframe font u small pre center hr sup sub"
_MARKUP = re.compile(rf"(?i)</?(?:{'|'.join(_INSIDE.split())})(?:\s[^<>]*)?/?>")
_BREAKS = re.compile(rf"(?i)</?(?:br|{'|'.join(_BLOCKS - {'html', 'body'})})(?:\s[^<>]*)?/?>")
_ESCAPED = re.compile(
    r"(?i)&lt;/?(?:p|br|div|a|span|strong|em|h[1-6]|ul|li)\b[^<>&]*(?:&gt;|&quot;)"
)
# Nothing in a tag runs past the next "<", so that no text makes the search slow.
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]*+)((?>[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_LOOSE = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_DECLARATION = re.compile(r"<[!?][^<>]*+>")
_UNSHOWN = re.compile(r"(?i)\bdisplay\s*:\s*none")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?i)(?<!\S)hidden(?![^\s=])")
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
    reader = _Reader()
    position = 0
    while (opening := markup.find("<", position)) >= 0:
        reader.text(markup[position:opening])
        position = _past(markup, opening, reader)
    reader.text(markup[position:])
    reader.end_block()
    return reader.found


def _past(markup: str, position: int, reader: _Reader) -> int:
    """Reads the tag or comment that begins at `at`; gives where the text goes on."""
    if markup.startswith("<!--", position):
        end = markup.find("-->", position + 4)
        return end + 3 if end >= 0 else len(markup)
    if markup.startswith("<![CDATA[", position):
        end = markup.find("]]>", position)
        inner = markup[position + 9 : end if end >= 0 else len(markup)]
        reader.text(inner.replace("&", "&amp;"))
        return end + 3 if end >= 0 else len(markup)
    tag = _TAG.match(markup, position) or _LOOSE.match(markup, position)
    if not tag:
        declaration = _DECLARATION.match(markup, position)
        if not declaration:
            reader.text("<")
        return declaration.end() if declaration else position + 1
    name = tag[2].lower()
    if tag[1]:
        reader.close(name)
    elif name in _RAW and not tag[3].endswith("/"):
        closing = re.compile(rf"(?i)</{name}\s*>").search(markup, tag.end())
        return closing.end() if closing else len(markup)
    else:
        reader.open(name, tag[3])
    return tag.end()


def _is_hidden(attributes: str) -> bool:
    return bool(_UNSHOWN.search(attributes) or _HIDDEN.search(_QUOTED.sub("", attributes)))


class _Reader:
    """Gathers blocks while tags and text go by."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._tag = "p"
        self._rows: list[int] = []
        self._left_out = ""
        self._depth = 0
        self._verbatim = False

    def text(self, piece: str) -> None:
        if piece and not self._left_out:
            unescaped = html.unescape(piece)
            self._parts.append(unescaped if self._verbatim else _SPACE.sub(" ", unescaped))

    def open(self, name: str, attributes: str) -> None:
        single = attributes.endswith("/")
        # Their ends may be left out.
        if (self._left_out, name) == ("head", "body") or (
            self._left_out == "p" and name in _BLOCKS
        ):
            self._left_out = ""
        if self._left_out:
            self._depth += name == self._left_out and not single
        elif not single and (name in _LEFT_OUT or _is_hidden(attributes)):
            self.end_block()
            self._left_out, self._depth = name, 1
        elif name == "br":
            self._parts.append("\n")
        elif name in _BLOCKS:
            self.end_block()
            self._tag = name
            self._verbatim = self._verbatim or name == "pre"
            if name == "tr":
                self._rows.append(len(self.found))

    def close(self, name: str) -> None:
        if self._left_out:
            self._depth -= name == self._left_out
            if not self._depth:
                self._left_out = ""
        elif name in _BLOCKS:
            self.end_block()
            self._tag = "p"
            self._verbatim = self._verbatim and name != "pre"
            if name == "tr" and self._rows:
                self._end_row(self._rows.pop())

    def end_block(self) -> None:
        text_so_far = "".join(self._parts)
        self._parts.clear()
        for paragraph in _PARAGRAPH_END.split(text_so_far):
            lines = [" ".join(piece.split()) for piece in paragraph.split("\n")]
            text = "\n".join(piece for piece in lines if piece)
            if text:
                self.found.append(Block(self._tag, text))

    def _end_row(self, first: int) -> None:
        cells = self.found[first:]
        if 1 < len(cells) <= _MOST_CELLS and all(
            cell.tag in ("td", "th") and len(cell.text) <= _LONGEST_CELL for cell in cells
        ):
            self.found[first:] = [Block("tr", " | ".join(cell.text for cell in cells))]
