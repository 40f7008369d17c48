"""What an engine found becomes an `Answer`: numbered, laid out, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.answering.flow import Request
from assistant.types import (
    EXTRACTIVE,
    Answer,
    AnswerKind,
    AnswerPart,
    Briefing,
    Citation,
    Conflict,
    Coverage,
    Layout,
    Statement,
)
from assistant.understanding.query import Query
from assistant.understanding.requests import Wanted
from assistant.verification.citations import publisher_key
from assistant.verification.marks import closed, with_marks
from assistant.wording import attributions
from vectorstore.documents import ArticleFilter, Passage, Scope

EMPTY = "The library is empty: add articles first."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was understood: what is wanted, about what, and which articles count.

    `topic` is what is asked about, without publishers and times, which are part of `filter`; "" for
    everything. `query` is the request read as a question. `notices` say what was read how.
    """

    request: Request
    wanted: Wanted
    query: Query
    topic: str
    filter: ArticleFilter
    understood: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine found: statements with their citations, under headings, and what newsbrief
    says itself (`preface`). Nothing of either: `notices` say why."""

    kind: AnswerKind
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    parts: tuple[AnswerPart, ...] = ()
    preface: str = ""
    layout: Layout = "prose"
    notices: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    briefing: Briefing | None = None
    writer: str = EXTRACTIVE
    passages: tuple[Passage, ...] = ()


def answer_of(asked: Asked, result: Result, scope: Scope) -> Answer:
    """The answer that a result is; `scope` is what its filter lets through."""
    statements, citations = renumbered(result.statements, result.citations)
    layout = asked.wanted.form.layout or result.layout
    shown = laid_out(statements, citations, result.parts, result.preface, layout, marked=True)
    plain = laid_out(statements, citations, result.parts, result.preface, layout, marked=False)
    return Answer(
        question=asked.request.question,
        standalone_question=asked.query.standalone,
        answered=bool(statements or result.preface),
        text=shown,
        plain=plain,
        statements=statements,
        citations=citations,
        passages=result.passages,
        filter=asked.filter,
        coverage=covered(scope, citations),
        writer=result.writer,
        notices=(*asked.notices, *result.notices),
        conflicts=result.conflicts,
        kind=result.kind,
        understood=asked.understood,
        preface=result.preface,
        layout=layout,
        parts=result.parts,
        briefing=result.briefing,
    )


def covered(scope: Scope, citations: Sequence[Citation]) -> Coverage:
    """What an answer from these articles with these citations rests on."""
    return Coverage(
        articles=scope.articles,
        copies=scope.copies,
        undated=scope.undated,
        cited=len({citation.article_id for citation in citations}),
        publishers=len({publisher_key(citation) for citation in citations}),
        oldest=scope.oldest,
        newest=scope.newest,
    )


def renumbered(
    statements: Iterable[Statement], citations: Iterable[Citation]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The statements and those of the citations that they have, numbered as they are read."""
    known = {citation.number: citation for citation in citations}
    numbers: dict[int, int] = {}
    kept = []
    for statement in statements:
        new = tuple(numbers.setdefault(old, len(numbers) + 1) for old in statement.citations)
        kept.append(replace(statement, citations=new))
    return tuple(kept), tuple(replace(known[old], number=new) for old, new in numbers.items())


def laid_out(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    parts: Sequence[AnswerPart],
    preface: str,
    layout: Layout,
    *,
    marked: bool,
) -> str:
    """Preface, headings and statements as text; a table in Markdown's form."""
    blocks = [preface] if preface else []
    if layout == "table":
        return "\n\n".join([*blocks, *_table(statements, citations, parts, marked=marked)])
    left = iter(statements)
    for part in parts or (AnswerPart("", len(statements)),):
        rows = list(islice(left, part.statements))
        if not rows:
            continue
        lines = [_line(row, marked=marked) for row in rows]
        if layout == "bullets":
            lines = [f"- {line}" for line in lines]
        elif layout == "numbered":
            first = len(statements) - len(list(left_over := list(left))) - len(rows) + 1
            left = iter(left_over)
            lines = [f"{number}. {line}" for number, line in enumerate(lines, first)]
        else:
            lines = [" ".join(lines)]
        blocks.append("\n".join([part.heading, *lines] if part.heading else lines))
    return "\n\n".join(blocks)


def _line(statement: Statement, *, marked: bool) -> str:
    if marked:
        return with_marks(statement.text, statement.citations)
    return closed(statement.text)


def _table(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    parts: Sequence[AnswerPart],
    *,
    marked: bool,
) -> list[str]:
    """One table of all statements, with their headings where there are any."""
    if not statements:
        return []
    known = {citation.number: citation for citation in citations}
    heads = [part.heading for part in parts for _ in range(part.statements)]
    rows = [("Part", "Statement", "Source")]
    for number, statement in enumerate(statements):
        sources = attributions(known[cited] for cited in statement.citations)
        head = heads[number] if number < len(heads) else ""
        rows.append((head, _line(statement, marked=marked), sources))
    first = 0 if any(heads) else 1
    lines = [" | ".join(["", *map(_cell, row[first:]), ""]).strip() for row in rows]
    return ["\n".join([lines[0], "| --- " * (3 - first) + "|", *lines[1:]])]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
