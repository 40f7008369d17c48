"""Briefings as Markdown, with their sources at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.exporting.sheet import Block, Line, Listing, Prose, Section, Story, Table, sheet
from assistant.types import Briefing, Citation
from assistant.wording import attribution, link, one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
# What makes a list, a heading's underline or a quotation of the line that begins with it.
_OPENING = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=]))")


def briefing_markdown(briefing: Briefing) -> str:
    """The briefing as a page: every section that has something to say, then the sources."""
    laid_out = sheet(briefing)
    parts = [f"# {escaped(laid_out.title)}"]
    if laid_out.about:
        parts.append(f"*{laid_out.about}*")
    for section in laid_out.sections:
        parts += _section(section)
    parts += [f"*{escaped(notice)}*" for notice in laid_out.notices]
    parts += sources(laid_out.sources)
    if laid_out.report:
        parts.append(f"## Coverage\n\n{laid_out.report}")
    for group in laid_out.unused:
        parts += [f"{escaped(group.title)}:", *map(_block, group.blocks)]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield f"## {escaped(section.title)}"
    yield from map(_block, section.blocks)


def _block(block: Block) -> str:
    if isinstance(block, Prose):
        return " ".join(map(_strong, block.lines)) if block.strong else _prose(block)
    if isinstance(block, Listing):
        return "\n".join(f"- {opened(_line(line))}" for line in block.lines)
    if isinstance(block, Story):
        return f"### {escaped(block.title)}\n\n*{block.note}*\n\n{_block(block.prose)}"
    return _table(block)


def _table(table: Table) -> str:
    rows = [table.heads, ("---",) * len(table.heads)]
    rows += [tuple(map(_line, row)) for row in table.rows]
    drawn = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"**{escaped(table.caption)}**\n\n{drawn}"


def _prose(prose: Prose) -> str:
    return opened(" ".join(map(_line, prose.lines)))


def _strong(line: Line) -> str:
    return f"**{escaped(line.text)}**{_line(replace(line, text=''))}"


def _line(line: Line) -> str:
    text = escaped(line.text)
    head = f"**{escaped(line.head)}**: " if line.head else ""
    note = f" ({escaped(line.note)})" if line.note else ""
    return f"{head}{text}{_marks(line)}{note}"


def _marks(line: Line) -> str:
    marks = "".join(f"[{number}]" for number in line.numbers)
    return f" {marks}" if marks else ""


def sources(citations: Iterable[Citation]) -> list[str]:
    lines = []
    for citation in citations:
        about = attribution(citation)
        title = f": {escaped(citation.title)}" if citation.title else ""
        url = f" <{citation.url}>" if link(citation.url) else ""
        quote = opened(escaped(citation.quote))
        lines.append(f"{citation.number}. {escaped(about)}{title}{url}\n   > {quote}")
    return ["## Sources\n\n" + "\n".join(lines)] if lines else []


def escaped(text: str) -> str:
    """Article text as literal Markdown: nothing in it is markup or HTML."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;")


def opened(text: str) -> str:
    """Text that stands at the start of a line: no list or heading begins there."""
    return _OPENING.sub(lambda found: f"{found[1]}\\", text, count=1)
