"""What sources tell differently, as the page shows it: each side with who tells it, and a quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.types import Answer, Citation, Conflict, Side
from assistant.wording import day, one_line, publisher


@dataclass(frozen=True, slots=True)
class SideView:
    """One way in which it is told: the value, who tells it so, and the words of the first."""

    value: str
    tellers: tuple[str, ...]
    quote: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Something told differently; `kind` is "update" or "contradiction"."""

    kind: str
    about: str
    sides: tuple[SideView, ...]


def conflict_views(conflicts: Iterable[Conflict]) -> tuple[ConflictView, ...]:
    """Contradictions first, then updates, each kind in the order given."""
    found = sorted(conflicts, key=lambda conflict: conflict.kind == "update")
    return tuple(
        ConflictView(one.kind, one_line(one.about), tuple(map(_side, one.sides))) for one in found
    )


def _side(side: Side) -> SideView:
    tellers = dict.fromkeys(
        one_line(f"{publisher(one.publisher)}, {day(one.published)}") for one in side.citations
    )
    return SideView(
        value=one_line(side.value),
        tellers=tuple(tellers),
        quote=one_line(side.citations[0].quote) if side.citations else "",
        citations=tuple(dict.fromkeys(one.number for one in side.citations)),
    )


def numbered(answer: Answer) -> tuple[tuple[Citation, ...], tuple[Conflict, ...]]:
    """All citations of an answer, and its conflicts, under one numbering.

    The conflicts of an answer number their citations by themselves: what the answer cites too
    gets the answer's number, the rest goes on from there.
    """
    known = {_place(one): one for one in answer.citations}
    following = max((one.number for one in answer.citations), default=0)
    for one in (c for conflict in answer.conflicts for side in conflict.sides
                for c in side.citations):  # fmt: skip
        if _place(one) not in known:
            following += 1
            known[_place(one)] = replace(one, number=following)

    def renumbered(citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(known[_place(one)] for one in citations)

    conflicts = tuple(
        replace(conflict, sides=tuple(
            replace(side, citations=renumbered(side.citations)) for side in conflict.sides
        ))
        for conflict in answer.conflicts
    )  # fmt: skip
    return tuple(known.values()), conflicts


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start, citation.end
