"""Sections of answers and briefings as flat rows, as data frames take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from assistant.documents import jsonable
from assistant.types import Answer, Briefing, Citation, Side, Statement, StoryParagraph, Verdict

_OF_ANSWER = ("statements", "conflicts", "citations")
_OF_BRIEFING = (
    "statements", "key_points", "new", "open", "timeline", "people", "quotes", "figures",
    "stories", "conflicts", "citations",
)  # fmt: skip
_WITHIN = (StoryParagraph, Side, Statement)
"""What an item of a section may be made of: its fields go into the rows of each."""


_ANSWER_SPAN = "answer_span"


def rows(result: Answer | Briefing, section: str) -> list[dict[str, Any]]:
    """The items of a section, a row for each citation of each item, or one where it has none.

    A row has the fields of the item, then those of the citation; `item` counts the items. Raises
    ValueError for a section that the result does not have.
    """
    known = _OF_ANSWER if isinstance(result, Answer) else _OF_BRIEFING
    if section not in known:
        raise ValueError(f"there is no section {section!r}: choose of {', '.join(known)}")
    cited = {citation.number: citation for citation in result.citations}
    return [
        {"item": number, **row}
        for number, item in enumerate(getattr(result, section), start=1)
        for row in _flat(item, cited)
    ]


def _flat(item: Any, cited: dict[int, Citation]) -> Iterator[dict[str, Any]]:
    if isinstance(item, Citation):
        yield _scalars(item)
        return
    own = _scalars(item)
    values = (getattr(item, field.name) for field in fields(item) if field.name != _ANSWER_SPAN)
    parts = [part for value in values for part in _parts(value, cited)]
    for part in parts:
        yield from ({**own, **row} for row in _flat(part, cited))
    if not parts:
        yield own


def _parts(value: object, cited: dict[int, Citation]) -> list[object]:
    """The citations, sides and statements that a field holds."""
    if not isinstance(value, tuple):
        return []
    numbered = (cited.get(part) if isinstance(part, int) else part for part in value)
    return [part for part in numbered if isinstance(part, (Citation, *_WITHIN))]


def _scalars(item: Any) -> dict[str, Any]:
    """The fields of one value each; of several words one text, of a verdict its fields."""
    row: dict[str, Any] = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == _ANSWER_SPAN:
            row["answer"] = item.text[slice(*value)] if value else ""
        elif isinstance(value, Verdict):
            row |= _scalars(value)
        elif field.type == "tuple[str, ...]":
            row[field.name] = "; ".join(value)
        elif not isinstance(value, tuple):
            row[field.name] = jsonable(value)
    if isinstance(item, StoryParagraph):  # its citations have titles of their own
        row["story"] = row.pop("title")
    return row
