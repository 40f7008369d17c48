"""A briefing with some of its sections alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assistant.exporting.forms import SECTIONS
from assistant.exporting.sheet import paragraphs
from assistant.types import Briefing, Citation, Statement, Unused
from assistant.verification.citations import publisher_key
from assistant.verification.marks import with_marks

_LEFT_OUT = "cited in sections that are left out"


def selected(briefing: Briefing, sections: Collection[str]) -> Briefing:
    """The briefing with these of SECTIONS alone: the citations are those that they have, numbered
    anew, and what it rests on follows from them. Raises ValueError for what is no section."""
    if unknown := set(sections) - set(SECTIONS):
        raise ValueError(f"there is no section {min(unknown)!r}: choose of {', '.join(SECTIONS)}")
    if not briefing.answered or len(set(sections)) == len(SECTIONS):
        return briefing
    empty: dict[str, Any] = {name: () for name in SECTIONS[1:] if name not in sections}
    if "lead" not in sections:
        empty |= {"statements": (), "bottom_line": None, "plain": ""}
    left = replace(briefing, text="", citations=(), **empty)
    points_first = briefing.text.startswith("- ")
    known = {citation.number: citation for citation in briefing.citations}
    numbers: dict[int, int] = {}
    for old in _numbers(_in_order(left, points_first=points_first)):
        numbers.setdefault(old, len(numbers) + 1)
    citations = tuple(replace(known[old], number=new) for old, new in numbers.items())
    cited = {citation.article_id for citation in citations}
    uncited = {c.article_id: c for c in briefing.citations if c.article_id not in cited}
    more = tuple(
        Unused(article_id, citation.title, citation.publisher, citation.published, _LEFT_OUT)
        for article_id, citation in uncited.items()
    )
    numbered: Briefing = _renumbered(left, numbers)
    found = replace(
        numbered,
        citations=citations,
        coverage=replace(
            briefing.coverage,
            cited=len(cited),
            publishers=len({publisher_key(citation) for citation in citations}),
        ),
        unused=(*left.unused, *more),
    )
    return replace(found, text=_text(found, points_first=points_first))


def _in_order(briefing: Briefing, *, points_first: bool) -> tuple[object, ...]:
    """The sections as they are read."""
    opening = (briefing.statements, briefing.key_points)
    rest = (getattr(briefing, name) for name in SECTIONS[2:])
    return (*(reversed(opening) if points_first else opening), *rest)


def _text(briefing: Briefing, *, points_first: bool) -> str:
    """The text of the lead and the points that are left, with their marks."""
    points = "\n".join(
        f"- {with_marks(point.text, point.citations)}" for point in briefing.key_points
    )
    if points and points_first:
        return points
    lead = (
        " ".join(with_marks(statement.text, statement.citations) for statement in paragraph)
        for paragraph in paragraphs(briefing)
    )
    return "\n\n".join(filter(None, (*lead, points)))


def _numbers(value: Any) -> Iterator[int]:
    """The numbers of all citations in a value, however deep."""
    if isinstance(value, Citation):
        yield value.number
    elif isinstance(value, Statement):
        yield from value.citations
    elif isinstance(value, tuple):
        for part in value:
            yield from _numbers(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))


def _renumbered(value: Any, numbers: dict[int, int]) -> Any:
    """The value with other numbers of citations, however deep."""
    if isinstance(value, Citation):
        return replace(value, number=numbers[value.number])
    if isinstance(value, Statement):
        return replace(value, citations=tuple(numbers[old] for old in value.citations))
    if isinstance(value, tuple):
        return tuple(_renumbered(part, numbers) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _renumbered(getattr(value, f.name), numbers) for f in fields(value)}
        return replace(value, **changed)
    return value
