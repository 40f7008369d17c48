"""Conflicts as plain data: each quoted span becomes a citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.sections import conflicts as between
from assistant.types import Citation, Conflict, Side
from assistant.verification.citations import Numbering, Quote


def cited(quotes: Sequence[Quote], numbering: Numbering) -> tuple[Citation, ...]:
    """The citations of these spans, in the order given, each once."""
    numbers = dict.fromkeys(numbering.number(quote) for quote in quotes)
    return tuple(numbering.citations[number - 1] for number in numbers)


def as_told(found: Iterable[between.Conflict], numbering: Numbering) -> list[Conflict]:
    """Conflicts with numbered citations in the place of quotes."""
    return [
        Conflict(
            one.kind,
            one.about,
            tuple(Side(side.value, cited(side.quotes, numbering)) for side in one.sides),
        )
        for one in found
    ]
