"""Briefings as Markdown, with their sources at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.citing.marks import with_marks
from assistant.exporting.wording import counted, coverage, day, one_line, publisher
from assistant.types import Briefing, Citation, KeyPoint, Statement

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def briefing_markdown(briefing: Briefing) -> str:
    """The briefing as a page: headline, lead, key points, notices, sources."""
    title = briefing.headline or briefing.topic or "Briefing"
    parts = [f"# {_escaped(title)}"]
    if briefing.answered:
        parts.append(f"*{coverage(briefing.coverage)}*")
    if briefing.statements:
        parts.append(_prose(briefing.statements))
    if briefing.key_points:
        points = "\n".join(f"- {_point(point)}" for point in briefing.key_points)
        parts.append(f"## Key points\n\n{points}")
    parts += [f"*{_escaped(notice)}*" for notice in briefing.notices]
    parts += _sources(briefing.citations)
    return "\n\n".join(parts) + "\n"


def _prose(statements: Iterable[Statement]) -> str:
    return " ".join(_marked(statement) for statement in statements)


def _marked(statement: Statement) -> str:
    return with_marks(_escaped(statement.text), statement.citations)


def _point(point: KeyPoint) -> str:
    told = f"{counted(point.publishers, 'publisher')}; {counted(point.articles, 'article')}"
    return f"{_marked(point)} ({told})"


def _sources(citations: Iterable[Citation]) -> list[str]:
    lines = []
    for citation in citations:
        about = f"{publisher(citation.publisher)}, {day(citation.published)}"
        title = f": {_escaped(citation.title)}" if citation.title else ""
        url = f" <{citation.url}>" if _plain_url(citation.url) else ""
        lines.append(
            f"{citation.number}. {_escaped(about)}{title}{url}\n   > {_escaped(citation.quote)}"
        )
    return ["## Sources\n\n" + "\n".join(lines)] if lines else []


def _plain_url(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[!-~]+", url)) and not re.search(r"[<>\"'`]", url)


def _escaped(text: str) -> str:
    """Article text as literal Markdown: nothing in it is markup or HTML."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;")
