"""What a briefing says, laid out once for every form: sections, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.types import (
    Briefing,
    Citation,
    Conflict,
    Coverage,
    KeyPoint,
    Person,
    Quotation,
    Side,
    Statement,
    StoryParagraph,
    TimelineEntry,
    Unused,
)
from assistant.verification.marks import closed
from assistant.wording import counted, coverage, day, listed, month, publisher

_QUOTATION_MARKS = '“”"„«»‘'


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its citation numbers; `head` opens it, `note` closes it, both short.

    `speech`: the text is what somebody said, and is shown between quotation marks.
    """

    text: str
    numbers: tuple[int, ...] = ()
    head: str = ""
    note: str = ""
    speech: bool = False

    @property
    def shown(self) -> str:
        """The text as it is shown, between quotation marks where it is speech and has none."""
        if self.speech and self.text and self.text[0] not in _QUOTATION_MARKS:
            return f"“{self.text}”"
        return self.text


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, sentence after sentence; `strong` where it is the one to read."""

    lines: tuple[Line, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, one item a line."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heads of its columns, and its rows.

    A row whose first cell says nothing goes on with the row above.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A story's own heading, and the paragraph under it."""

    title: str
    note: str
    prose: Prose


Block = Prose | Listing | Table | Story


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet; only the lead has no title."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a written briefing shows, in order; the sources follow the sections."""

    title: str
    about: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...]
    sources: tuple[Citation, ...]
    report: str
    unused: tuple[Section, ...] = field(default=())


def sheet(briefing: Briefing) -> Sheet:
    """The briefing laid out; a section that has nothing to say is left out."""
    lead = [Prose((_line(briefing.bottom_line),), strong=True)] if briefing.bottom_line else []
    first = briefing.bottom_line.text if briefing.bottom_line else ""
    rest = tuple(_line(one) for one in briefing.statements if one.text != first)
    if rest:  # what the bottom line says is not said again
        lead.append(Prose(rest))
    since = f"New since {day(briefing.since)}" if briefing.since else "New"
    sections = (
        Section("lead", "", tuple(lead)),
        _listing("points", "Key points", map(_point, briefing.key_points)),
        _listing("new", since, map(_point, briefing.new)),
        Section("differ", "Where reports differ", tuple(_tables(briefing.conflicts))),
        _listing("timeline", "Timeline", map(_entry, briefing.timeline)),
        _listing("people", "People and organisations", map(_person, briefing.people)),
        _listing("figures", "Figures", (
            Line(closed(figure.text), _numbers(figure.citations), head=figure.value)
            for figure in briefing.figures
        )),
        _listing("quotes", "In their words", map(_quotation, briefing.quotes)),
        Section("stories", "Stories", tuple(map(_story, briefing.stories))),
        _listing("open", "Not known", map(_line, briefing.open)),
        _listing("single", "Told by one publisher only",
                 (_single(point, briefing.citations) for point in briefing.single)),
    )  # fmt: skip
    return Sheet(
        title=briefing.headline or briefing.topic or "Briefing",
        about=coverage(briefing.coverage) if briefing.answered else "",
        sections=tuple(section for section in sections if section.blocks),
        notices=briefing.notices,
        sources=briefing.citations,
        report=_report(briefing.coverage, briefing.unused) if briefing.coverage.articles else "",
        unused=tuple(_unused(briefing.unused)),
    )


def _listing(key: str, title: str, lines: Iterable[Line]) -> Section:
    told = tuple(lines)
    return Section(key, title, (Listing(told),) if told else ())


def _numbers(citations: Iterable[Citation]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(citation.number for citation in citations))


def _line(statement: Statement) -> Line:
    doubt = "" if statement.verdict.supported else "not supported by what is quoted"
    return Line(closed(statement.text), statement.citations, note=doubt)


def _point(point: KeyPoint) -> Line:
    told = f"{counted(point.publishers, 'publisher')}; {counted(point.articles, 'article')}"
    line = _line(point)
    note = f"{told}; {line.note}" if line.note else told
    return Line(line.text, line.numbers, note=note)


def _single(point: KeyPoint, citations: Sequence[Citation]) -> Line:
    """A point of one publisher, which is named."""
    names = dict.fromkeys(
        publisher(one.publisher) for one in citations if one.number in point.citations
    )
    return Line(closed(point.text), point.citations, note=listed(list(names)))


def _entry(entry: TimelineEntry) -> Line:
    when = month(entry.date) if entry.precision == "month" else day(entry.date)
    return Line(closed(entry.text), _numbers(entry.citations), head=when)


def _person(person: Person) -> Line:
    told = f"{counted(person.publishers, 'publisher')}; {counted(person.articles, 'article')}"
    roles = "; ".join(person.roles) or person.kind
    return Line(roles, _numbers(person.citations), head=person.name, note=told)


def _quotation(quotation: Quotation) -> Line:
    said = f"{publisher(quotation.publisher)}, {day(quotation.published)}"
    others = "; ".join(f"“{words}”" for words in quotation.wordings)
    note = f"{said}; printed otherwise too: {others}" if others else said
    return Line(
        quotation.words,
        _numbers(quotation.citations),
        head=quotation.speaker or "Speaker not named",
        note=note,
        speech=True,
    )


def _story(story: StoryParagraph) -> Story:
    told = f"{counted(story.articles, 'article')}; {counted(story.publishers, 'publisher')}"
    return Story(story.title, told, Prose(tuple(map(_line, story.statements))))


# ---------------------------------------------------------------- what differs

_HEADS = ("About", "Told", "By whom", "In these words")
_CELL = 400
_KINDS = (
    ("contradiction", "Contradictions: reports that cannot all be right"),
    ("update", "Updates: a later report replaces an earlier one"),
)


def _tables(conflicts: Sequence[Conflict]) -> Iterable[Table]:
    """One table of contradictions and one of updates, those that there are."""
    for kind, caption in _KINDS:
        rows = tuple(
            _row(conflict.about if at == 0 else "", side)
            for conflict in conflicts
            if conflict.kind == kind
            for at, side in enumerate(conflict.sides)
        )
        if rows:
            yield Table(caption, _HEADS, rows)


def _row(about: str, side: Side) -> tuple[Line, ...]:
    tellers = dict.fromkeys(
        f"{publisher(one.publisher)}, {day(one.published)}" for one in side.citations
    )
    words = side.citations[0].quote if side.citations else ""
    return (
        Line(_short(about)),
        Line(_short(side.value), _numbers(side.citations)),
        Line(_short("; ".join(tellers))),
        Line(_short(words), speech=True),
    )


def _short(text: str) -> str:
    """What stands in a cell; the sources have the whole."""
    return text if len(text) <= _CELL else f"{text[:_CELL].rstrip()} …"


# ---------------------------------------------------------------- what was read


def _report(covered: Coverage, unused: Sequence[Unused]) -> str:
    """What became of the articles: "41 articles read, 9 copies folded, 23 cited, 9 not used"."""
    parts = [f"{counted(covered.articles, 'article')} read"]
    if covered.copies:
        parts.append(f"{counted(covered.copies, 'copy')} folded")
    parts.append(f"{covered.cited:,} cited")
    if unused:
        parts.append(f"{len(unused):,} not used")
    if covered.undated:
        parts.append(f"{covered.undated:,} without a date")
    span = ""
    if covered.oldest and covered.newest:
        days = list(dict.fromkeys((day(covered.oldest), day(covered.newest))))
        span = f"; published {' to '.join(days)}"
    return f"{', '.join(parts)}{span}."


def _unused(unused: Sequence[Unused]) -> Iterable[Section]:
    """What was not used, by reason; the reason of most articles first."""
    reasons: dict[str, list[Line]] = {}
    for one in unused:
        about = f"{publisher(one.publisher)}, {day(one.published)}"
        reasons.setdefault(one.reason, []).append(Line(one.title or one.article_id, note=about))
    for reason, lines in sorted(reasons.items(), key=lambda row: -len(row[1])):
        title = f"{counted(len(lines), 'article')} not used: {reason}"
        yield Section("unused", title, (Listing(tuple(lines)),))
