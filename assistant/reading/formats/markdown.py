"""Markdown: what stands on top as fields, the first heading as title, marks turned to text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.reading import headers
from assistant.reading.encoding import one_article
from assistant.reading.types import Draft

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<body>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)", re.S
)
_PAIR = re.compile(r"^(?P<key>[A-Za-z][\w -]*?)\s*[:=]\s*(?P<value>.*)$")
_SOFT = "\x1e"
_TAG = re.compile(r"<[^>]+>")


def read(content: bytes) -> Sequence[Draft]:
    """One draft: the front matter's fields and the text that a reader of the page would see.

    A block of "Key: value" lines on top, without the fences of front matter, stays on
    top of the draft's text as it is: cleaning reads it as in plain text.
    """
    text = one_article(content).replace("\r\n", "\n").lstrip()
    match = _FRONT_MATTER.match(text)
    values = _front_matter(match["body"]) if match else {}
    header = headers.split("" if match else text)
    if header.values:
        block = text.removesuffix(header.rest).strip()
        title, paragraphs = _rendered(header.rest)
        named = None if header["title"] else title
        above = [title] if title and not named else []
        return (Draft("\n\n".join([block, *above, *paragraphs]), title=named),)
    title, paragraphs = _rendered(text[match.end() :] if match else text)
    body = "\n\n".join(paragraphs)
    if values.get("title") and title and values["title"] != title:
        body = f"{title}\n\n{body}"
    return (
        Draft(
            text=body,
            title=values.get("title") or title,
            publisher=values.get("publisher", ""),
            dates=(values["published"],) if "published" in values else (),
            url=values.get("url", ""),
            authors=headers.names(values.get("authors", "")),
            language=values.get("language", "")[:2].lower(),
        ),
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
            name = headers.FIELDS.get(pair["key"].lower())
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


def _rendered(text: str) -> tuple[str | None, list[str]]:
    """The first top heading, if one opens the text, and the paragraphs in order."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    title = None
    paragraphs: list[str] = []
    row: list[str] | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            paragraphs.append(" | ".join(row))
            row = None
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content)
        elif token.type == "html_block":
            paragraphs.append(_TAG.sub("", token.content))
        elif token.type == "inline":
            seen = _inline(token)
            heading = before is not None and before.type == "heading_open" and before.tag == "h1"
            if row is not None:
                row.append(seen)
            elif heading and title is None and seen:
                title = seen
            else:
                paragraphs.append(seen)
    return title, [part for part in (paragraph.strip() for paragraph in paragraphs) if part]


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
    return lines if headers.is_block(lines.split("\n")) else text.replace(_SOFT, " ")
