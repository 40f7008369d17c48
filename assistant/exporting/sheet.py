"""What a briefing says, laid out once for every form: sections, and what stands in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

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
from assistant.wording import (
    attributions,
    by_article,
    counted,
    day,
    listed,
    month,
    one_line,
    publisher,
    rests_on,
)
from vectorstore.documents import day_of
from vectorstore.text.tenses import tenses

SINGLE = "single-source"
_QUOTATION_MARKS = '“”"„«»‘'
_FEWEST_DAYS = 2
_APART = 0.34
"""Labels nearer than this share of the axis would run into each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its citation numbers; `head` opens it, `flag` and `note` close it. All are
    short; a flag is a warning or a limit of the sentence itself."""

    text: str
    numbers: tuple[int, ...] = ()
    head: str = ""
    note: str = ""
    flag: str = ""

    @property
    def closing(self) -> str:
        """All that follows the marks."""
        return ": ".join(filter(None, (self.flag, self.note)))


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, sentence after sentence; `strong` where it is the one to read."""

    lines: tuple[Line, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, one item a line; `first` is the number of the first, 0 where they have none."""

    lines: tuple[Line, ...]
    first: int = 0

    @property
    def marks(self) -> list[str]:
        """What stands before each line: a dash, or its number."""
        places = range(self.first, self.first + len(self.lines))
        return [f"{place}." if self.first else "-" for place in places]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heads of its columns, and its rows. A row whose first cell says
    nothing goes on with the row above."""

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
    """A part of the sheet; only a lead that opens it has no title."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A day on the axis of a timeline: its place (0 to 1), and where its label stands, "" for
    none: what has no room for one is told by the dot."""

    place: float
    when: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a written briefing shows, in order; the sources, article by article, follow the
    sections."""

    title: str
    about: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...]
    sources: tuple[tuple[Citation, ...], ...]
    report: str
    unused: tuple[Section, ...]
    axis: tuple[Dot, ...]


def sheet(briefing: Briefing) -> Sheet:
    """The briefing laid out; a section that has nothing to say is left out."""
    lead = (
        [Prose((statement_line(briefing.bottom_line),), strong=True)]
        if briefing.bottom_line
        else []
    )
    first = briefing.bottom_line.text if briefing.bottom_line else ""
    for paragraph in paragraphs(briefing):  # what the bottom line says is not said again
        if rest := tuple(
            statement_line(statement) for statement in paragraph if statement.text != first
        ):
            lead.append(Prose(rest))
    points_first = briefing.text.startswith("- ")  # so many points were asked for
    since = f"New since {day(briefing.since)}" if briefing.since else "New"
    opening = (
        Section("lead", "In short" if points_first else "", tuple(lead)),
        _listing("points", "Key points", (_point(p, briefing) for p in briefing.key_points)),
    )
    sections = (
        *(reversed(opening) if points_first else opening),
        _listing("new", since, (_point(point, briefing) for point in briefing.new)),
        Section("differ", "Where reports differ", tuple(conflict_tables(briefing.conflicts))),
        _listing("timeline", "Timeline", map(_entry, briefing.timeline)),
        _listing("people", "People and organisations", map(_person, briefing.people)),
        _listing("figures", "Figures", (
            Line(closed(figure.text), _numbers(figure.citations), head=figure.value)
            for figure in briefing.figures
        )),
        _listing("quotes", "In their words", map(_quotation, briefing.quotes)),
        Section("stories", "Stories", tuple(map(_story, briefing.stories))),
        _listing("open", "Not known", map(statement_line, briefing.open)),
    )  # fmt: skip
    return Sheet(
        title=headline(briefing),
        about=rests_on(briefing.coverage, _statements(briefing), briefing.writer),
        sections=tuple(section for section in sections if section.blocks),
        notices=briefing.notices,
        sources=tuple(by_article(briefing.citations)),
        report=_report(briefing.coverage, briefing.unused) if briefing.coverage.articles else "",
        unused=tuple(_unused(briefing.unused)),
        axis=_axis(briefing.timeline),
    )


def paragraphs(briefing: Briefing) -> Iterator[list[Statement]]:
    """The statements of the lead as its text has them: a paragraph a story."""
    left = deque(briefing.statements)
    for paragraph in briefing.plain.split("\n\n"):
        own: list[Statement] = []
        end = 0
        while left and (place := paragraph.find(closed(left[0].text), end)) >= 0:
            own.append(left.popleft())
            end = place + 1
        yield own
    yield list(left)


def headline(briefing: Briefing) -> str:
    """What a briefing is called."""
    return one_line(briefing.headline or briefing.topic) or "Briefing"


def _statements(briefing: Briefing) -> list[Statement]:
    """Every sentence of the briefing that has a verdict."""
    told = (story.statements for story in briefing.stories)
    every = (briefing.statements, briefing.key_points, briefing.new, briefing.open, *told)
    return list(chain.from_iterable(every))


def _listing(key: str, title: str, lines: Iterable[Line]) -> Section:
    items = tuple(lines)
    return Section(key, title, (Listing(items),) if items else ())


def _numbers(citations: Iterable[Citation]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(citation.number for citation in citations))


def statement_line(statement: Statement) -> Line:
    """A statement with its marks, and that it is doubted where it is."""
    doubt = "" if statement.verdict.supported else "not supported by what is quoted"
    return Line(closed(statement.text), statement.citations, note=doubt)


def _point(point: KeyPoint, briefing: Briefing) -> Line:
    """A point with how many tell it; of one publisher, which that is."""
    line = statement_line(point)
    support = _support(point)
    if point.single:
        cited = (cited for cited in briefing.citations if cited.number in point.citations)
        support = listed(list(dict.fromkeys(publisher(each.publisher) for each in cited)))
        if point.articles > 1:
            support += f"; {counted(point.articles, 'article')}"
    note = "; ".join(filter(None, (support, line.note)))
    return replace(line, note=note, flag=SINGLE if point.single else "")


def _support(supported: KeyPoint | Person | StoryParagraph) -> str:
    """How many publishers and articles there are for something."""
    articles = counted(supported.articles, "article")
    return f"{counted(supported.publishers, 'publisher')}; {articles}"


def _entry(entry: TimelineEntry) -> Line:
    numbers = tuple(sorted(_numbers(entry.citations)))
    return Line(
        closed(entry.text),
        numbers,
        head=_when(entry),
        flag=told_before(entry),
        note=left_out(entry),
    )


def left_out(entry: TimelineEntry) -> str:
    """How many events beside an entry have none: "and 3 more events"; "" for none."""
    return f"and {counted(entry.left_out, 'more event')}" if entry.left_out else ""


def told_before(entry: TimelineEntry) -> str:
    """Where all who tell an entry were published before its day: that it is a plan, and of when,
    or, of what is not told as to come, what day its page has; else ""."""
    published = [day_of(cited.published) for cited in entry.citations]
    days = [when for when in published if when is not None and when < entry.date]
    if not days or len(days) < len(published):
        return ""
    what = "a plan, as of" if tenses(entry.text).to_come else "on a page dated"
    return f"{what} {day(max(days))}"


def _when(entry: TimelineEntry) -> str:
    return month(entry.date) if entry.precision == "month" else day(entry.date)


def _axis(entries: Sequence[TimelineEntry]) -> tuple[Dot, ...]:
    """The days of a timeline on an axis, with a label where there is room; none for one day."""
    if len({entry.date for entry in entries}) < _FEWEST_DAYS:
        return ()
    first, last = entries[0].date, entries[-1].date
    dots: list[Dot] = []
    labelled = -_APART
    for position, entry in enumerate(entries):
        place = (entry.date - first).days / (last - first).days
        is_last = position == len(entries) - 1
        anchor = ""
        if place - labelled >= _APART and (is_last or 1 - place >= _APART):
            anchor, labelled = "end" if is_last else "middle" if place else "start", place
        dots.append(Dot(round(place, 4), _when(entry), anchor))
    return tuple(dots)


def _person(person: Person) -> Line:
    roles = "; ".join(person.roles) or person.kind
    return Line(roles, _numbers(person.citations), head=person.name, note=_support(person))


def _quotation(quotation: Quotation) -> Line:
    note = f"{publisher(quotation.publisher)}, {day(quotation.published)}"
    others = "; ".join(f"“{words}”" for words in quotation.wordings)
    if others:
        note += f"; printed otherwise too: {others}"
    speaker = quotation.speaker or "Speaker not named"
    return Line(_quoted(quotation.words), _numbers(quotation.citations), head=speaker, note=note)


def _quoted(words: str) -> str:
    """Words between quotation marks, unless they begin with one."""
    return f"“{words}”" if words and words[0] not in _QUOTATION_MARKS else words


def _story(story: StoryParagraph) -> Story:
    return Story(story.title, _support(story), Prose(tuple(map(statement_line, story.statements))))


@dataclass(frozen=True, slots=True)
class Text:
    """A line of an outline that has no marks."""

    kind: Literal["title", "about", "heading", "notice", "group", "story", "note", "plain"]
    text: str


Part = Text | Prose | Listing | Table | tuple[tuple[Citation, ...], ...]
"""The last are the sources: of each article all that is cited."""


def outline(laid_out: Sheet) -> Iterator[Part]:
    """All of a sheet, one part after the other in the order in which it is read."""
    yield Text("title", laid_out.title)
    if laid_out.about:
        yield Text("about", laid_out.about)
    for section in laid_out.sections:
        if section.title:
            yield Text("heading", section.title)
        for block in section.blocks:
            if isinstance(block, Story):
                yield from (Text("story", block.title), Text("note", block.note), block.prose)
            else:
                yield block
    yield from (Text("notice", notice) for notice in laid_out.notices)
    if laid_out.sources:
        yield from (Text("heading", "Sources"), laid_out.sources)
    if laid_out.report:
        yield from (Text("heading", "Coverage"), Text("plain", laid_out.report))
    for group in laid_out.unused:
        yield Text("group", group.title)
        yield from (block for block in group.blocks if isinstance(block, Listing))


# ---------------------------------------------------------------- what differs

_HEADS = ("About", "Told", "By whom", "In these words")
_CELL = 400
_KINDS = (
    ("contradiction", "Contradictions: reports that cannot all be right"),
    ("update", "Updates: a later report replaces an earlier one"),
)


def conflict_tables(conflicts: Sequence[Conflict]) -> Iterable[Table]:
    """One table of contradictions and one of updates, those that there are."""
    for kind, caption in _KINDS:
        rows = tuple(
            _row(conflict.about if index == 0 else "", side)
            for conflict in conflicts
            if conflict.kind == kind
            for index, side in enumerate(conflict.sides)
        )
        if rows:
            yield Table(caption, _HEADS, rows)


def _row(about: str, side: Side) -> tuple[Line, ...]:
    words = side.citations[0].quote if side.citations else ""
    return (
        Line(_short(about)),
        Line(_short(side.value), _numbers(side.citations)),
        Line(_short(attributions(side.citations))),
        Line(_quoted(_short(words))),
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
    for article in unused:
        line = Line(
            article.title or article.article_id,
            note=f"{publisher(article.publisher)}, {day(article.published)}",
        )
        reasons.setdefault(article.reason, []).append(line)
    for reason, lines in sorted(reasons.items(), key=lambda row: -len(row[1])):
        title = f"{counted(len(lines), 'article')} not used: {reason}"
        yield Section("unused", title, (Listing(tuple(lines)),))
