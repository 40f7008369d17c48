"""What an engine found becomes an `Answer`: numbered, laid out, with what it rests on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.flow import Request, coverage
from assistant.types import (
    EXTRACTIVE,
    Answer,
    AnswerKind,
    AnswerPart,
    Briefing,
    Citation,
    Conflict,
    Layout,
    Statement,
)
from assistant.understanding.query import Query
from assistant.understanding.requests import Wanted
from assistant.verification.marks import closed, with_marks
from assistant.wording import attributions, under_headings
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
        coverage=coverage(scope, citations),
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
    numbers = itertools.count(1)
    for heading, rows in under_headings(statements, parts):
        lines = [_line(row, marked=marked) for row in rows]
        if layout == "bullets":
            lines = [f"- {line}" for line in lines]
        elif layout == "numbered":
            lines = [f"{next(numbers)}. {line}" for line in lines]
        else:
            lines = [" ".join(lines)]
        blocks.append("\n".join([heading, *lines] if heading else lines))
    return "\n\n".join(blocks)


def within_words(statements: Sequence[Statement], words: int) -> tuple[Statement, ...]:
    """As many of the statements, from the first, as have so many words; the first in any case."""
    kept: list[Statement] = []
    for statement in statements:
        words -= len(statement.text.split())
        if kept and words < 0:
            break
        kept.append(statement)
    return tuple(kept)


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
    rows, headings = [("Part", "Statement", "Source")], False
    for heading, told in under_headings(statements, parts):
        headings = headings or bool(heading)
        for statement in told:
            sources = attributions(known[number] for number in statement.citations)
            rows.append((heading, _line(statement, marked=marked), sources))
    first = 0 if headings else 1
    lines = [" | ".join(["", *map(_cell, row[first:]), ""]).strip() for row in rows]
    return ["\n".join([lines[0], "| --- " * (3 - first) + "|", *lines[1:]])]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
