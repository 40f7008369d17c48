"""Which publisher tells what of a briefing: a row for each, a column for each story or point."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.interfaces.chat.views import scrubbed, title
from assistant.types import Briefing, Citation, StoryParagraph
from assistant.verification.citations import publisher_key
from assistant.wording import UNKNOWN_PUBLISHER, one_line
from vectorstore.stories import Story

POINTS, STORIES = "points", "stories"
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class RowView:
    """A publisher, and for each column a citation of each article of its that is cited there."""

    publisher: str
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Publishers against the entries of a section, which `kind` names; the fullest row first."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    citations: tuple[Citation, ...]


def matrix(briefing: Briefing, stories: Sequence[Story] = ()) -> MatrixView | None:
    """The matrix of a briefing; None for fewer than two publishers or two columns.

    Its columns are the stories where there are several, else the key points. A publisher that
    none of them cites has no row; articles without a publisher have a row each. For a story
    whose articles `stories` name, whatever the briefing cites of them counts, for others what
    its paragraph cites.
    """
    if len(briefing.stories) >= _FEWEST:
        members = {one.id: frozenset(one.article_ids) for one in stories}
        kind, columns = STORIES, [_story(one, briefing, members) for one in briefing.stories]
    else:
        kind, columns = POINTS, [
            _Column(scrubbed(one.text), _numbered(briefing, one.citations))
            for one in briefing.key_points
        ]  # fmt: skip
    rows = _rows(columns)
    if len(columns) < _FEWEST or len(rows) < _FEWEST:
        return None
    return MatrixView(kind, tuple(column.label for column in columns), rows)


def _story(
    story: StoryParagraph, briefing: Briefing, members: dict[str, frozenset[str]]
) -> _Column:
    told = _numbered(briefing, [number for one in story.statements for number in one.citations])
    ids = members.get(story.story_id, frozenset()) | {one.article_id for one in told}
    return _Column(
        title(story.title), tuple(one for one in briefing.citations if one.article_id in ids)
    )


def _numbered(briefing: Briefing, numbers: Collection[int]) -> tuple[Citation, ...]:
    return tuple(one for one in briefing.citations if one.number in numbers)


def _rows(columns: Sequence[_Column]) -> tuple[RowView, ...]:
    names: dict[str, str] = {}
    cells: dict[str, list[dict[str, int]]] = {}
    for at, column in enumerate(columns):
        for cited in column.citations:
            key = publisher_key(cited)
            names.setdefault(key, _name(cited))
            row = cells.setdefault(key, [{} for _ in columns])
            row[at].setdefault(cited.article_id, cited.number)

    def order(key: str) -> tuple[int, list[bool], str]:
        empty = [not cell for cell in cells[key]]
        return sum(empty), empty, names[key].casefold()

    return tuple(
        RowView(names[key], tuple(tuple(cell.values()) for cell in cells[key]))
        for key in sorted(cells, key=order)
    )


def _name(citation: Citation) -> str:
    name = one_line(citation.publisher)
    return name or f"{UNKNOWN_PUBLISHER}: {title(citation.title)}"
