"""Text documents: plain text, Markdown, RTF and Word, each file one article."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.reading.bylines import byline, imprint
from assistant.reading.encoding import one_article
from assistant.reading.formats.exports import divided, under_headings
from assistant.reading.formats.item_texts import text_items
from assistant.reading.layout import HEADER_FIELDS, is_header_block, listed_names, split_header
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element
    from markdown_it.token import Token


def read_text(content: bytes) -> Sequence[Draft]:
    """The articles of an export, else one draft: the decoded text; what stands around an article
    is left to cleaning."""
    text = one_article(content)
    return divided(text) or text_items(text) or (Draft(text),)


# Markdown: what stands on top as fields, the first heading as title, marks turned to text.

_FRONT_MATTER = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<body>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)", re.S
)
_PAIR = re.compile(r"^(?P<key>[A-Za-z][\w -]{0,40}?) *+[:=]\s*+(?P<value>.*)$")
_SOFT = "\x1e"
_TAG = re.compile(r"<[^<>]++>")


def read_markdown(content: bytes) -> Sequence[Draft]:
    """One draft: the front matter's fields and the text that a reader of the page would see.

    A block of "Key: value" lines on top, without the fences of front matter, stays on
    top of the draft's text as it is: cleaning reads it as in plain text.
    """
    text = one_article(content).replace("\r\n", "\n").lstrip()
    match = _FRONT_MATTER.match(text)
    values = _front_matter(match["body"]) if match else {}
    found = divided(text) if not match else ()
    if len(found) > 1:
        return found
    header = split_header("" if match else text)
    rest = text[match.end() :] if match else header.rest
    known = _draft_of(values) if values else None
    if items := text_items(rest if known else text, known):
        return [
            replace(item, text="\n\n".join(part for _, part in _rendered(item.text)))
            for item in items
        ]
    parts = _rendered(rest)
    if not values and not header.values and (found := under_headings(parts)):
        return found
    title = next((text for kind, text in parts if kind == "heading"), None)
    paragraphs = [text for kind, text in parts if kind != "heading" or text is not title]
    if header.values:
        block = text.removesuffix(header.rest).strip()
        named = None if header["title"] else title
        above = [title] if title and not named else []
        return (Draft("\n\n".join([block, *above, *paragraphs]), title=named),)
    body = "\n\n".join(paragraphs)
    if values.get("title") and title and values["title"] != title:
        body = f"{title}\n\n{body}"
    return (replace(_draft_of(values), text=body, title=values.get("title") or title),)


def _draft_of(values: Mapping[str, str]) -> Draft:
    """What front matter tells of an article."""
    return Draft(
        text="",
        title=values.get("title"),
        publisher=values.get("publisher", ""),
        dates=(values["published"],) if "published" in values else (),
        url=values.get("url", ""),
        authors=listed_names(values.get("authors", "")),
        language=values.get("language", "")[:2].lower(),
    )


def _front_matter(body: str) -> dict[str, str]:
    """The known fields of "key: value" lines; a list's items are joined with commas."""
    values: dict[str, str] = {}
    name = None
    for line in body.splitlines():
        item = re.match(r"^\s*-\s+(.*)$", line)
        if item and name:
            values[name] = ", ".join(part for part in (values[name], _unquoted(item[1])) if part)
        elif pair := _PAIR.match(line):
            name = HEADER_FIELDS.get(pair["key"].lower())
            if name and values.get(name):
                name = None
            if name:
                values[name] = _value(pair["value"])
    return {name: value for name, value in values.items() if value}


def _value(raw: str) -> str:
    listed = re.fullmatch(r"\[(.*)\]", raw.strip())
    if not listed:
        return _unquoted(raw)
    return ", ".join(_unquoted(part) for part in listed[1].split(","))


def _unquoted(raw: str) -> str:
    bare = raw.strip()
    quoted = re.fullmatch(r"(['\"])(.*)\1", bare)
    return quoted[2] if quoted else bare


def _rendered(text: str) -> list[tuple[str, str]]:
    """The paragraphs in order with their kind, "heading" for those of the first level."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(_without_open_comments(text))
    parts: list[tuple[str, str]] = []
    row: list[str] | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            parts.append(("text", " | ".join(row)))
            row = None
        elif token.type in ("fence", "code_block"):
            parts.append(("text", token.content))
        elif token.type == "html_block":
            parts.append(("text", _TAG.sub("", token.content)))
        elif token.type == "inline":
            seen = _inline(token)
            heading = before is not None and before.type == "heading_open" and before.tag == "h1"
            if row is not None:
                row.append(seen)
            else:
                parts.append(("heading" if heading else "text", seen))
    return [(kind, part.strip()) for kind, part in parts if part.strip()]


def _without_open_comments(text: str) -> str:
    """`text` without the beginnings of comments that never end: the parser would look for
    the end of each in all that follows."""
    closed = text.rfind("-->") + 1
    return text[:closed] + text[closed:].replace("<!--", "")


def _inline(token: Token) -> str:
    """The text of a paragraph: link texts, image descriptions as lines, no marks.

    Its lines are joined, unless they are fields of a header ("**Author:** Jane Roe").
    """
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(_SOFT)
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(f"\n{child.content}\n")
    text = "".join(parts).strip()
    lines = text.replace(_SOFT, "\n")
    own = lines.split("\n")
    told = len(own) > 1 and any(byline(line) or imprint(line) for line in own)
    return lines if told or is_header_block(own) else text.replace(_SOFT, " ")


# RTF: title and author of its properties, each paragraph as one.

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_INFO = re.compile(r"\{\\info\b")
_FIELD = r"\{\\%s\s((?:[^{}\\]|\\[^{}]|\\[{}]|\{[^{}]*\})*)\}"
_TITLE, _AUTHOR = (re.compile(_FIELD % name) for name in ("title", "author"))
_MOST_OF_INFO = 4096
_PICTURE = re.compile(r"(?i)[0-9a-f]{64,}")
_LARGEST_RTF = 8 * 1024 * 1024
_LONGEST_FONT = 2000
_UNSET_RTF = ("untitled", "document", "unknown", "user", "microsoft word")
_NO_RTF = "is no RTF file or is damaged; open it in a word processor and save it anew"
_TOO_LARGE = (
    f"holds more than {_LARGEST_RTF >> 20} MB without its pictures; split it into its articles"
)
_NO_TEXT = "holds no text; add the document with its text"


def read_rtf(content: bytes) -> Sequence[Draft]:
    """One draft: title and author of the file's properties, and its text; code pages and
    Unicode are read as the file declares them. The date of the file is no publication date
    and is not taken. Raises Unreadable for anything that is no RTF file.
    """
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise Unreadable(_NO_RTF)
    page = _CODE_PAGE.search(content)
    encoding = _encoding(f"cp{page[1].decode()}" if page else "cp1252")
    # Words of pictures and objects would be read letter by letter.
    text = _PICTURE.sub("", content.decode(encoding, "replace"))
    if len(text) > _LARGEST_RTF:
        raise Unreadable(_TOO_LARGE)
    lines = [line.replace("|", " | ").rstrip("| \t") for line in _plain(text, encoding)]
    paragraphs = [" ".join(line.split()) for line in lines if line.strip()]
    if not paragraphs:
        raise Unreadable(_NO_TEXT)
    whole = "\n\n".join(paragraphs)
    title, author = _properties(text, encoding)
    return divided(whole) or (Draft(whole, title=title or None, authors=listed_names(author)),)


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _plain(text: str, encoding: str) -> list[str]:
    """The lines of the text that a reader of the document sees."""
    from striprtf import striprtf

    # The package has no types.
    converted = cast(Callable[..., str], striprtf.rtf_to_text)
    font_table = cast(Callable[[str], str], striprtf.font_table_group)
    # The addresses of links are no words of the text, and are searched for without end.
    text = text.replace("{\\field{", "{{").replace(";", ";\n")
    if any(len(font) > _LONGEST_FONT for font in font_table(text).split(";")):
        raise Unreadable(_NO_RTF)
    try:
        plain = converted(text, encoding=encoding, errors="replace")
    except LookupError:
        # A font in a code page that is not known; the rest may be read without it.
        plain = converted(text.replace("\\fcharset", "\\x"), encoding=encoding, errors="replace")
    whole = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.split("\n")


def _properties(text: str, encoding: str) -> tuple[str, str]:
    """Title and author of the file's properties, "" where they are not set."""
    info = _INFO.search(text)
    start = text[info.start() : info.start() + _MOST_OF_INFO] if info else ""
    found = []
    for pattern in (_TITLE, _AUTHOR):
        match = pattern.search(start)
        value = " ".join(_plain("{\\rtf1 " + match[1] + "}", encoding)) if match else ""
        bare = " ".join(value.split())
        found.append("" if bare.lower() in _UNSET_RTF else bare)
    return found[0], found[1]


# Word: the heading as title, core properties, paragraphs and tables in their order.

_OLD_WORD = "is an old .doc or a file with a password; save it as .docx without a password"
_NO_WORD = "is not a Word file or is damaged; open it in Word and save it as .docx"
_OLE = b"\xd0\xcf\x11\xe0"
_UNSET_WORD = ("word document", "document", "untitled", "python-docx", "microsoft word")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOT_SHOWN = frozenset((
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
))  # fmt: skip
_SIGNS = {
    f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-",
    f"{_W}ptab": " ",
}  # fmt: skip
_BREAK = re.compile(r"(?<![.!?…:;\n])\n(?=[^\W\dA-ZÀ-Þ_])")
"""A break in the middle of a sentence."""
_LARGEST_WORD = 256 * 1024 * 1024


def read_docx(content: bytes) -> Sequence[Draft]:
    """One draft: the first line in a title or top heading style is the title, else the
    title property is. The creation date of the file is no publication date and is not
    taken. Raises Unreadable for anything that is no Word file of the .docx kind.
    """
    from docx.opc.exceptions import PackageNotFoundError

    if content.startswith(_OLE):
        raise Unreadable(_OLD_WORD)
    try:
        document = _opened(content)
        lines = list(_lines(document))
    except (
        zipfile.BadZipFile, zlib.error, PackageNotFoundError, KeyError, ValueError, OSError,
        EOFError
    ) as error:  # fmt: skip
        raise Unreadable(_NO_WORD) from error
    if found := divided("\n\n".join(text for _, text in lines)) or under_headings(lines):
        return found
    titles = [text for kind, text in lines if kind != "text"]
    body = [text for kind, text in lines if kind == "text" or text != titles[0]]
    if not lines:
        raise Unreadable(_NO_TEXT)
    core = document.core_properties
    property_title = _property(core.title)
    return (
        Draft(
            text="\n\n".join(body) if body else titles[0],
            title=titles[0] if titles and body else property_title or None,
            authors=listed_names(_property(core.author)),
            language=(core.language or "")[:2].lower(),
        ),
    )


def _opened(content: bytes) -> Document:
    from docx import Document as open_document

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_WORD:
            raise ValueError("too large when unpacked")
    return open_document(io.BytesIO(content))


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    """The lines with their kind: "title", "heading" (of the first level) or "text"; the row of
    a table is one line. Text boxes stand behind the paragraph that they hang on, footnotes
    behind all; what was struck out in tracked changes is gone, what was put in is there."""
    from lxml import etree

    yield from _blocks(document, document.element.body)
    package = document.part.package
    for part in package.iter_parts() if package is not None else ():
        if str(part.partname).endswith(("/footnotes.xml", "/endnotes.xml")):
            notes = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
            for note in notes.iterchildren():
                if note.get(f"{_W}type") is None:  # others draw the line above the notes
                    yield from _blocks(document, note)


_LONGEST_DROP = 3
_WORDS_OF_ONE = ("a", "i", "o")


def _is_drop_cap(paragraph: _Element) -> bool:
    """Whether a paragraph is only the big letter that another one begins with."""
    frame = paragraph.find(f"{_W}pPr/{_W}framePr")
    kind = frame.get(f"{_W}dropCap", "none") if frame is not None else "none"
    return kind != "none" and 0 < len(_written(paragraph).strip()) <= _LONGEST_DROP


def _blocks(document: Document, parent: _Element) -> Iterator[tuple[str, str]]:
    dropped = ""
    for element in parent.iterchildren(f"{_W}p", f"{_W}tbl", f"{_W}sdt"):
        if element.tag == f"{_W}p" and _is_drop_cap(element):
            dropped = _written(element).strip()
        elif dropped and element.tag == f"{_W}p" and _written(element).strip():
            blank = " " * (_written(element)[:1].isspace() or dropped.lower() in _WORDS_OF_ONE)
            for number, (kind, text) in enumerate(_paragraph(document, element)):
                yield kind, text if number else f"{dropped}{blank}{text}"
            dropped = ""
        elif element.tag == f"{_W}sdt":
            for inside in element.iterchildren(f"{_W}sdtContent"):
                yield from _blocks(document, inside)
        elif element.tag == f"{_W}tbl":
            yield from _rows(document, element)
        else:
            yield from _paragraph(document, element)


def _paragraph(document: Document, paragraph: _Element) -> Iterator[tuple[str, str]]:
    kind = _kind(document, paragraph)
    for line in _BREAK.sub(" ", _written(paragraph)).split("\n"):
        if line.strip():
            yield kind, " ".join(line.split())
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(above.tag in _NOT_SHOWN for above in box.iterancestors()):
            yield from _blocks(document, box)


def _rows(document: Document, table: _Element) -> Iterator[tuple[str, str]]:
    for row in table.iterchildren(f"{_W}tr"):
        cells = [
            " ".join(text for _, text in _blocks(document, cell))
            for cell in row.iterchildren(f"{_W}tc")
        ]
        if any(cells):
            yield "text", " | ".join(cell for cell in cells if cell)


def _written(paragraph: _Element) -> str:
    """The text of a paragraph as it is shown, with its line breaks."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag in _NOT_SHOWN or element.tag == f"{_W}txbxContent":
            continue
        parts.append(element.text or "" if element.tag == f"{_W}t" else _SIGNS.get(element.tag, ""))
        waiting.extend(reversed(element))
    return "".join(parts)


def _kind(document: Document, paragraph: _Element) -> str:
    """What the style of a paragraph makes of it."""
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    style = found.get(f"{_W}val") if found is not None else ""
    if not style:
        return "text"
    named = next((one.name or "" for one in document.styles if one.style_id == style), "")
    return {"title": "title", "heading 1": "heading"}.get(named.lower(), "text")


def _property(value: str | None) -> str:
    bare = (value or "").strip()
    return "" if bare.lower() in _UNSET_WORD else bare
