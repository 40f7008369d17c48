"""Briefings as Markdown, with their sources at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from assistant.exporting.sheet import Line, Listing, Part, Prose, Table, Text, outline, sheet
from assistant.types import Briefing, Citation
from assistant.wording import attribution, by_article, link, on_page, one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
# What makes a list, a heading's underline or a quotation of the line that begins with it.
_OPENING = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=]))")


def briefing_markdown(briefing: Briefing) -> str:
    """The briefing as a page: every section that has something to say, then the sources."""
    return markdown(outline(sheet(briefing)))


def markdown(parts: Iterable[Part]) -> str:
    """The parts of an outline as a page."""
    return "\n\n".join(map(_part, parts)) + "\n"


_FRAMES = {"title": "# {}", "heading": "## {}", "story": "### {}", "group": "{}:", "plain": "{}"}


def _part(part: Part) -> str:
    if isinstance(part, Text):
        return _FRAMES.get(part.kind, "*{}*").format(escaped(part.text))
    if isinstance(part, Prose):
        if part.strong:
            return " ".join(map(_strong, part.lines))
        return opened(" ".join(map(_line, part.lines)))
    if isinstance(part, Listing):
        marks = [
            f"{part.first + index}." if part.first else "-" for index in range(len(part.lines))
        ]
        lines = zip(marks, part.lines, strict=True)
        return "\n".join(f"{mark} {opened(_line(line))}" for mark, line in lines)
    if isinstance(part, Table):
        rows = [part.heads, ("---",) * len(part.heads), *(map(_line, row) for row in part.rows)]
        drawn = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return f"**{escaped(part.caption)}**\n\n{drawn}" if part.caption else drawn
    return sources(chain.from_iterable(part))


def _strong(line: Line) -> str:
    return f"**{escaped(line.text)}**{_line(replace(line, text=''))}"


def _line(line: Line) -> str:
    head = f"**{escaped(line.head)}**: " if line.head else ""
    note = f" ({escaped(line.closing)})" if line.closing else ""
    marks = "".join(f"[{number}]" for number in line.numbers)
    return f"{head}{escaped(line.text)}{f' {marks}' if marks else ''}{note}"


def sources(citations: Iterable[Citation]) -> str:
    """The sources as a list of articles, each with its exact words by number."""
    lines = []
    for article in by_article(citations):
        title = f": {escaped(article[0].title)}" if article[0].title else ""
        url = f" <{article[0].url}>" if link(article[0].url) else ""
        lines.append(f"- {opened(escaped(attribution(article[0])))}{title}{url}")
        lines += [
            f"  - [{cited.number}] {escaped(cited.quote)}{on_page(cited)}" for cited in article
        ]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Article text as literal Markdown: nothing in it is markup or HTML."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;")


def opened(text: str) -> str:
    """Text that stands at the start of a line: no list or heading begins there."""
    return _OPENING.sub(lambda found: f"{found[1]}\\", text, count=1)
