"""A briefing as the page shows it, section by section, and the list of those that were saved.

The sections are those of the exported files; nothing here is markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.exporting.sheet import Line, Listing, Prose, Section, Story, sheet
from assistant.interfaces.chat.differing import ConflictView, conflict_views
from assistant.interfaces.chat.matrix import MatrixView, matrix
from assistant.interfaces.chat.views import rests_on, scrubbed, title
from assistant.types import Briefing, Check, SavedBriefing, Statement, TimelineEntry, Verification
from assistant.wording import counted, day, month, one_line, publisher
from vectorstore.stories import Story as Told

_FEWEST_DAYS = 2
_APART = 0.34
"""Labels nearer than this share of the axis would run into each other."""

_OUTCOMES = {
    "changed": "the article no longer says it",
    "gone": "the article is no longer in the library",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """A sentence with its citation numbers; `head` opens it, `note` closes it, both short."""

    text: str
    citations: tuple[int, ...]
    head: str
    note: str


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """Sentence after sentence; `strong` where it is the one to read; a story has a title."""

    lines: tuple[LineView, ...]
    strong: bool = False
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of a briefing: paragraphs, a list, what is told differently, or who tells what."""

    key: str
    title: str
    paragraphs: tuple[ParagraphView, ...] = ()
    items: tuple[LineView, ...] = ()
    differing: tuple[ConflictView, ...] = ()
    matrix: MatrixView | None = None


@dataclass(frozen=True, slots=True)
class DotView:
    """A day on the drawn axis: its place (0 to 1), and where its label stands ("" for none)."""

    at: float
    when: str
    anchor: str


@dataclass(frozen=True, slots=True)
class QuotedView:
    """A source of a briefing: its number, where it leads, and the words that are cited."""

    number: int
    label: str
    quote: str


@dataclass(frozen=True, slots=True)
class BriefingView:
    """A briefing, or why there is none; `status` while it is being written.

    `token` names it for its exports, `saved` is when it was saved.
    """

    status: str = ""
    error: str = ""
    headline: str = ""
    rests_on: str = ""
    sections: tuple[SectionView, ...] = ()
    axis: tuple[DotView, ...] = ()
    notices: tuple[str, ...] = ()
    sources: tuple[QuotedView, ...] = ()
    report: str = ""
    unused: tuple[SectionView, ...] = ()
    token: str = ""
    saved: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A story that a briefing can be on."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """The stories to choose from."""

    stories: tuple[ChoiceView, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved briefing in the list."""

    id: str
    headline: str
    saved: str


@dataclass(frozen=True, slots=True)
class SavedListView:
    """The saved briefings, newest first."""

    rows: tuple[SavedView, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckView:
    """What became of a saved briefing's citations: in a line, and one by one where they fail."""

    id: str
    holds: bool
    line: str
    details: tuple[str, ...]


def briefing_view(
    briefing: Briefing, token: str = "", saved: str = "", stories: Sequence[Told] = ()
) -> BriefingView:
    """A briefing as the page shows it; `stories` say which articles tell those it is on."""
    laid = sheet(briefing)
    told: list[Statement] = [*briefing.statements, *briefing.key_points]
    return BriefingView(
        headline=headline(briefing) if briefing.answered else "",
        rests_on=rests_on(briefing.coverage, told, briefing.writer),
        sections=_sections(laid.sections, briefing, stories),
        axis=dots(briefing.timeline),
        notices=tuple(map(scrubbed, laid.notices)),
        sources=tuple(
            QuotedView(
                one.number,
                one_line(f"{publisher(one.publisher)} · {day(one.published)}: {title(one.title)}"),
                scrubbed(one.quote),
            )
            for one in laid.sources
        ),
        report=one_line(laid.report),
        unused=tuple(_section(section, briefing) for section in laid.unused),
        token=token if briefing.answered else "",
        saved=saved,
    )


def headline(briefing: Briefing) -> str:
    """What a briefing is called."""
    return one_line(briefing.headline or briefing.topic) or "Briefing"


def _sections(
    laid: Sequence[Section], briefing: Briefing, stories: Sequence[Told]
) -> tuple[SectionView, ...]:
    """The sections as they are laid out, and who tells what after what it is about."""
    found = matrix(briefing, stories)
    sections: list[SectionView] = []
    for section in laid:
        sections.append(_section(section, briefing))
        if found is not None and section.key == found.kind:
            sections.append(SectionView("matrix", "Who tells what", matrix=found))
    return tuple(sections)


def _section(section: Section, briefing: Briefing) -> SectionView:
    if section.key == "differ":
        differing = conflict_views(briefing.conflicts)
        return SectionView(section.key, section.title, differing=differing)
    paragraphs: list[ParagraphView] = []
    items: list[LineView] = []
    for block in section.blocks:
        if isinstance(block, Prose):
            paragraphs.append(ParagraphView(_lines(block.lines), block.strong))
        elif isinstance(block, Story):
            prose = _lines(block.prose.lines)
            about = one_line(block.note)
            paragraphs.append(ParagraphView(prose, title=one_line(block.title), note=about))
        elif isinstance(block, Listing):
            items += _lines(block.lines)
    return SectionView(section.key, one_line(section.title), tuple(paragraphs), tuple(items))


def _lines(lines: Sequence[Line]) -> tuple[LineView, ...]:
    return tuple(
        LineView(scrubbed(one.shown), one.numbers, one_line(one.head), one_line(one.note))
        for one in lines
    )


def dots(entries: Sequence[TimelineEntry]) -> tuple[DotView, ...]:
    """The days of a timeline on an axis, with a label where there is room; none for one day."""
    if len({entry.date for entry in entries}) < _FEWEST_DAYS:
        return ()
    first, last = entries[0].date, entries[-1].date
    found: list[DotView] = []
    end = -_APART
    for position, entry in enumerate(entries):
        at = (entry.date - first).days / (last - first).days
        is_last = position == len(entries) - 1
        anchor = ""
        if at - end >= _APART and (is_last or 1 - at >= _APART):
            anchor, end = "end" if is_last else "middle" if at else "start", at
        when = month(entry.date) if entry.precision == "month" else day(entry.date)
        found.append(DotView(round(at, 4), when, anchor))
    return tuple(found)


def choices_view(stories: Sequence[Told]) -> ChoicesView:
    """The stories to choose from, in the order given."""
    return ChoicesView(tuple(ChoiceView(one.id, title(one.title), _about(one)) for one in stories))


def _about(story: Told) -> str:
    days = list(dict.fromkeys(day(when) for when in (story.first, story.last) if when))
    parts = [counted(len(story.article_ids), "article"), counted(story.publishers, "publisher")]
    return ", ".join([*parts, *([" to ".join(days)] if days else [])])


def saved_list_view(saved: Sequence[SavedBriefing]) -> SavedListView:
    """The list of saved briefings, in the order given."""
    return SavedListView(
        tuple(SavedView(one.id, headline(one.briefing), saved_on(one)) for one in saved)
    )


def saved_on(saved: SavedBriefing) -> str:
    """When a briefing was saved, by the clock of this machine."""
    when = saved.saved.astimezone()
    return f"{day(when.date())}, {when:%H:%M}"


def check_view(saved_id: str, found: Verification) -> CheckView:
    """What a verification found, in words."""
    held = sum(check.outcome in ("holds", "moved") for check in found.checks)
    return CheckView(
        id=saved_id,
        holds=found.holds,
        line=_verdict(held, len(found.checks), len(found.unsupported)),
        details=tuple(map(one_line, (
            *(_failed(check) for check in found.checks if check.outcome in _OUTCOMES),
            *(f"not held by its quotes: “{one.text}”" for one in found.unsupported),
            *found.notices,
        ))),
    )  # fmt: skip


def _verdict(held: int, citations: int, unsupported: int) -> str:
    if held < citations:
        line = f"{held:,} of {counted(citations, 'citation')} hold"
    else:
        line = f"all {counted(citations, 'citation')} hold" if citations != 1 else (
            "its one citation holds"
        )  # fmt: skip
    return f"{line}; {counted(unsupported, 'statement')} unsupported" if unsupported else line


def _failed(check: Check) -> str:
    cited = check.citation
    about = f"{publisher(cited.publisher)}, {day(cited.published)}: {title(cited.title)}"
    return f"[{cited.number}] {about}: {_OUTCOMES[check.outcome]}"
