"""Answers and briefings as Markdown and as the HTML that notebooks show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from assistant.exporting.markdown import markdown
from assistant.exporting.sheet import (
    Line,
    Listing,
    Part,
    Prose,
    Table,
    Text,
    conflict_tables,
    outline,
    sheet,
    statement_line,
)
from assistant.types import Answer, Briefing, Citation, Statement
from assistant.wording import (
    attribution,
    attributions,
    by_article,
    link,
    on_page,
    one_line,
    rests_on,
    title,
    under_headings,
)


def result_markdown(result: Answer | Briefing) -> str:
    """The result as a page: what it says, then the sources."""
    return markdown(_outline(result))


def result_html(result: Answer | Briefing) -> str:
    """The result as a fragment of HTML, without scripts, styles or ids, all text escaped."""
    parts = "\n".join(map(_html, _outline(result)))
    return f'<div class="newsbrief">\n{parts}\n</div>'


def _outline(result: Answer | Briefing) -> Iterator[Part]:
    return outline(sheet(result)) if isinstance(result, Briefing) else answer_outline(result)


# ---------------------------------------------------------------- an answer


def answer_outline(answer: Answer) -> Iterator[Part]:
    """All of an answer, one part after the other in the order in which it is read."""
    yield Text("title", one_line(answer.question))
    if about := rests_on(answer.coverage, answer.statements, answer.writer):
        yield Text("about", about)
    yield from answer_body(answer)
    yield from (Text("notice", notice) for notice in answer.notices)
    if differing := () if answer.kind == "differences" else answer.conflicts:
        yield Text("heading", "Where reports differ")
        yield from conflict_tables(differing)
    if answer.citations:
        yield from (Text("heading", "Sources"), tuple(by_article(answer.citations)))


def answer_body(answer: Answer) -> Iterator[Part]:
    """What newsbrief says itself, and the statements under their headings, in their layout."""
    yield from _preface(answer.preface)
    before = 0
    for heading, statements in under_headings(answer.statements, answer.parts):
        if heading:
            yield Text("story", heading)
        yield _block(answer, statements, before)
        before += len(statements)


def _preface(preface: str) -> Iterator[Part]:
    """Lines as they stand, those that begin with a dash as a list."""
    items: list[Line] = []
    for line in preface.splitlines():
        if line.startswith("- "):
            items.append(Line(line[2:]))
            continue
        if items:
            yield Listing(tuple(items))
            items = []
        if line.strip():
            yield Text("plain", line)
    if items:
        yield Listing(tuple(items))


def _block(answer: Answer, statements: Sequence[Statement], before: int) -> Part:
    lines = tuple(map(statement_line, statements))
    if answer.layout == "prose":
        return Prose(lines)
    if answer.layout == "table":
        known = {citation.number: citation for citation in answer.citations}
        sources = (
            Line(attributions(known[number] for number in line.numbers if number in known))
            for line in lines
        )
        return Table("", ("Statement", "Source"), tuple(zip(lines, sources, strict=True)))
    return Listing(lines, first=before + 1 if answer.layout == "numbered" else 0)


# ---------------------------------------------------------------- HTML

_TAGS = {"title": "h3", "heading": "h4", "story": "h5", "group": "h5", "plain": "p"}


def _html(part: Part) -> str:
    if isinstance(part, Text):
        tag = _TAGS.get(part.kind)
        words = _text(part.text)
        return f"<{tag}>{words}</{tag}>" if tag else f"<p><i>{words}</i></p>"
    if isinstance(part, Prose):
        words = " ".join(map(_line, part.lines))
        return f"<p><b>{words}</b></p>" if part.strong else f"<p>{words}</p>"
    if isinstance(part, Listing):
        items = _items(map(_line, part.lines))
        return f'<ol start="{part.first}">{items}</ol>' if part.first else f"<ul>{items}</ul>"
    if isinstance(part, Table):
        caption = f"<caption>{_text(part.caption)}</caption>" if part.caption else ""
        heads = "".join(f"<th>{_text(head)}</th>" for head in part.heads)
        rows = ("".join(f"<td>{_line(cell)}</td>" for cell in row) for row in part.rows)
        body = "".join(f"<tr>{cells}</tr>" for cells in rows)
        return f"<table>{caption}<tr>{heads}</tr>{body}</table>"
    return f"<ul>{_items(map(_source, part))}</ul>"


def _items(items: Iterable[str]) -> str:
    return "".join(f"<li>{item}</li>" for item in items)


def _line(line: Line) -> str:
    head = f"<b>{_text(line.head)}</b>: " if line.head else ""
    marks = "".join(f"<sup>[{number}]</sup>" for number in line.numbers)
    note = f" ({_text(line.closing)})" if line.closing else ""
    return f"{head}{_text(line.text)}{marks}{note}"


def _source(citations: Sequence[Citation]) -> str:
    """An article, a link where it has an address, and the exact words by number."""
    article = citations[0]
    name = _text(title(article.title))
    if url := link(article.url):
        name = f'<a href="{escape(url)}" rel="noopener noreferrer">{name}</a>'
    quotes = (
        f"[{cited.number}] <q>{_text(cited.quote)}</q>{on_page(cited)}" for cited in citations
    )
    return f"{_text(attribution(article))}: {name}<ul>{_items(quotes)}</ul>"


def _text(text: str) -> str:
    return escape(one_line(text))
