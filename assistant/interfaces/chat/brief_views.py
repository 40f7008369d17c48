"""A briefing as the page shows it, who reports what of it, and the list of those saved.

The sections are those of the exported files; nothing here is markup.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.exporting.sheet import Dot, Section, headline, sheet
from assistant.interfaces.chat.views import (
    ConflictView,
    SourceView,
    conflict_views,
    rests_on,
    source_views,
)
from assistant.types import (
    Briefing,
    Check,
    Citation,
    SavedBriefing,
    Statement,
    StoryParagraph,
    Verification,
)
from assistant.verification.citations import publisher_key
from assistant.wording import (
    UNKNOWN_PUBLISHER,
    attribution,
    counted,
    day,
    one_line,
    title,
)
from vectorstore.stories import Story

POINTS, STORIES = "points", "stories"
_FEWEST = 2

_OUTCOMES = {
    "changed": "the article no longer says it",
    "gone": "the article is no longer in the library",
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A publisher, and for each column a citation of each article of its that is cited there."""

    publisher: str
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Publishers against the entries of a section, which `kind` names; the fullest row first."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class BriefingView:
    """A briefing, or why there is none; `status` while it is being written.

    `token` names it for its exports, `saved` is when it was saved.
    """

    status: str = ""
    error: str = ""
    headline: str = ""
    rests_on: str = ""
    sections: tuple[Section, ...] = ()
    differing: tuple[ConflictView, ...] = ()
    matrix: MatrixView | None = None
    axis: tuple[Dot, ...] = ()
    notices: tuple[str, ...] = ()
    sources: tuple[SourceView, ...] = ()
    report: str = ""
    unused: tuple[Section, ...] = ()
    token: str = ""
    saved: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A story that a briefing can be on."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved briefing in the list."""

    id: str
    headline: str
    saved: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """What became of a saved briefing's citations: in a line, and one by one where they fail."""

    id: str
    holds: bool
    line: str
    details: tuple[str, ...]


def briefing_view(
    briefing: Briefing, token: str = "", saved: str = "", stories: Sequence[Story] = ()
) -> BriefingView:
    """A briefing as the page shows it; `stories` say which articles belong to those it is on."""
    laid_out = sheet(briefing)
    statements: list[Statement] = [*briefing.statements, *briefing.key_points]
    return BriefingView(
        headline=laid_out.title if briefing.answered else "",
        rests_on=rests_on(briefing.coverage, statements, briefing.writer),
        sections=laid_out.sections,
        differing=conflict_views(briefing.conflicts),
        matrix=matrix(briefing, stories),
        axis=laid_out.axis,
        notices=laid_out.notices,
        sources=source_views(laid_out.sources),
        report=laid_out.report,
        unused=laid_out.unused,
        token=token if briefing.answered else "",
        saved=saved,
    )


# -------------------------------------------------------------------- who reports what


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    citations: tuple[Citation, ...]


def matrix(briefing: Briefing, stories: Sequence[Story] = ()) -> MatrixView | None:
    """Which publisher reports what; None for fewer than two publishers or two columns.

    Its columns are the stories where there are several, else the key points. A publisher that
    none of them cites has no row; articles without a publisher have a row each. For a story
    whose articles `stories` name, whatever the briefing cites of them counts, for others what
    its paragraph cites.
    """
    if len(briefing.stories) >= _FEWEST:
        members = {story.id: frozenset(story.article_ids) for story in stories}
        kind, columns = STORIES, [_story(story, briefing, members) for story in briefing.stories]
    else:
        kind, columns = POINTS, [
            _Column(point.text, _numbered(briefing, point.citations))
            for point in briefing.key_points
        ]  # fmt: skip
    rows = _rows(columns)
    if len(columns) < _FEWEST or len(rows) < _FEWEST:
        return None
    return MatrixView(kind, tuple(column.label for column in columns), rows)


def _story(
    story: StoryParagraph, briefing: Briefing, members: dict[str, frozenset[str]]
) -> _Column:
    numbers = [number for statement in story.statements for number in statement.citations]
    own = {cited.article_id for cited in _numbered(briefing, numbers)}
    ids = members.get(story.story_id, frozenset()) | own
    cited = tuple(cited for cited in briefing.citations if cited.article_id in ids)
    return _Column(title(story.title), cited)


def _numbered(briefing: Briefing, numbers: Collection[int]) -> tuple[Citation, ...]:
    return tuple(cited for cited in briefing.citations if cited.number in numbers)


def _rows(columns: Sequence[_Column]) -> tuple[MatrixRow, ...]:
    names: dict[str, str] = {}
    cells: dict[str, list[dict[str, int]]] = {}
    for index, column in enumerate(columns):
        for cited in column.citations:
            key = publisher_key(cited)
            names.setdefault(key, _name(cited))
            row = cells.setdefault(key, [{} for _ in columns])
            row[index].setdefault(cited.article_id, cited.number)

    def order(key: str) -> tuple[int, list[bool], str]:
        empty = [not cell for cell in cells[key]]
        return sum(empty), empty, names[key].casefold()

    return tuple(
        MatrixRow(names[key], tuple(tuple(cell.values()) for cell in cells[key]))
        for key in sorted(cells, key=order)
    )


def _name(citation: Citation) -> str:
    name = one_line(citation.publisher)
    return name or f"{UNKNOWN_PUBLISHER}: {title(citation.title)}"


# -------------------------------------------------------------------- stories, saved briefings


def choice_views(stories: Sequence[Story]) -> tuple[ChoiceView, ...]:
    """The stories to choose from, in the order given."""
    return tuple(ChoiceView(story.id, title(story.title), _about(story)) for story in stories)


def _about(story: Story) -> str:
    days = list(dict.fromkeys(day(when) for when in (story.first, story.last) if when))
    parts = [counted(len(story.article_ids), "article"), counted(story.publishers, "publisher")]
    return ", ".join([*parts, *([" to ".join(days)] if days else [])])


def saved_views(saved: Sequence[SavedBriefing]) -> tuple[SavedView, ...]:
    """The list of saved briefings, in the order given."""
    return tuple(
        SavedView(kept.id, headline(kept.briefing), saved_on(kept.saved)) for kept in saved
    )


def saved_on(saved: datetime) -> str:
    """When a briefing was saved, by the clock of this machine."""
    when = saved.astimezone()
    return f"{day(when.date())}, {when:%H:%M}"


def check_view(saved_id: str, found: Verification) -> CheckView:
    """What a verification found, in words."""
    holding = sum(check.outcome in ("holds", "moved") for check in found.checks)
    return CheckView(
        id=saved_id,
        holds=found.holds,
        line=_verdict(holding, len(found.checks), len(found.unsupported)),
        details=tuple(map(one_line, (
            *(_failed(check) for check in found.checks if check.outcome in _OUTCOMES),
            *(f"not held by its quotes: “{statement.text}”" for statement in found.unsupported),
            *found.notices,
        ))),
    )  # fmt: skip


def _verdict(holding: int, citations: int, unsupported: int) -> str:
    if holding < citations:
        line = f"{holding:,} of {counted(citations, 'citation')} hold"
    elif citations == 1:
        line = "its one citation holds"
    else:
        line = f"all {counted(citations, 'citation')} hold"
    return f"{line}; {counted(unsupported, 'statement')} unsupported" if unsupported else line


def _failed(check: Check) -> str:
    cited = check.citation
    about = f"{attribution(cited)}: {title(cited.title)}"
    return f"[{cited.number}] {about}: {_OUTCOMES[check.outcome]}"
