"""What the commands print: plain text that is safe for a terminal."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.exporting.results import answer_body
from assistant.exporting.sheet import (
    Line,
    Listing,
    Part,
    Prose,
    Table,
    Text,
    headline,
    left_out,
    told_before,
)
from assistant.sections.changes import Revision
from assistant.types import (
    AddReport,
    Answer,
    Check,
    Citation,
    Conflict,
    Failed,
    SavedBriefing,
    TimelineEntry,
    Verification,
)
from assistant.wording import (
    UNTITLED,
    attribution,
    attributions,
    by_article,
    counted,
    day,
    on_page,
    one_line,
    publisher,
    rests_on,
    visible,
)
from vectorstore.adding import Outcome
from vectorstore.documents import Article, Passage
from vectorstore.stories import Story
from vectorstore.upkeep import Finding, Repair

if TYPE_CHECKING:
    from assistant.adding import Watch
    from assistant.archiving.backup import BackupReport
    from assistant.archiving.backup import Watch as Telling
    from assistant.archiving.export import ExportReport
    from assistant.archiving.importing import ImportReport
    from assistant.archiving.restore import RestoreReport
    from assistant.evaluating.collection import Question
    from assistant.evaluating.evaluation import Evaluation
    from assistant.evaluating.figures import Figure

_WIDEST = 100
_SURE = 0.65


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)


def _wrapped(text: str, indent: str = "") -> str:
    lines = textwrap.wrap(
        one_line(text), _width(), initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines)


# -------------------------------------------------------------------- adding


@contextlib.contextmanager
def progress(quiet: bool, total: int = 0) -> Iterator[Watch | None]:
    """A line on the terminal that tells how far an add has come; nothing in a pipe. `total` is how
    many bytes there are to read, 0 where that is not known."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    columns = (TextColumn("{task.fields[count]}"), BarColumn(20, pulse_style="cyan"),
               TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
               TextColumn("{task.fields[place]}"))  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total or None, count="reading", place="")
        articles = chunks = 0

        def watch(place: str, outcome: Outcome | Failed) -> None:
            nonlocal articles, chunks
            if isinstance(outcome, Outcome):
                articles, chunks = articles + 1, chunks + outcome.chunks
                bar.advance(task, outcome.size)
            count = f"{counted(articles, 'article')}, {counted(chunks, 'chunk')}"
            bar.update(task, count=count, place=Text(one_line(place)[-40:]))

        yield watch


@contextlib.contextmanager
def working(quiet: bool) -> Iterator[Telling | None]:
    """A line on the terminal that tells what is done and how much of it; nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(20), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def report(report: AddReport) -> str:
    """How many articles were added, and what became of the rest."""
    counts = {
        "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "copies of others": report.duplicates, "not read": report.failed,
    }  # fmt: skip
    parts = [f"{len(items)} {outcome}" for outcome, items in counts.items() if items]
    if report.passed_over:
        names = (PurePath(passed.source) for passed in report.passed_over)
        ends = sorted({name.suffix or name.name for name in names})
        parts.append(f"{counted(len(report.passed_over), 'file')} passed over: {', '.join(ends)}")
    return (", ".join(parts) or "nothing to add") + "\n"


def failure(failed: Failed) -> str:
    """A source that could not be read, and why."""
    return one_line(f"{failed.source}: {failed.reason}")


# -------------------------------------------------------------------- evaluating


@contextlib.contextmanager
def evaluating(
    quiet: bool, questions: int
) -> Iterator[tuple[Watch | None, Callable[[Question], None] | None]]:
    """A line on the terminal that tells how far an evaluation has come; nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console

    added, asked = itertools.count(1), itertools.count(1)
    with Console(stderr=True).status("reading") as status:
        yield (
            lambda _place, _outcome: status.update(f"{counted(next(added), 'article')} read"),
            lambda _question: status.update(f"question {next(asked)} of {questions}"),
        )


_MEASURES = {
    "retrieval.search": "newsbrief's search: an answer, or its article, in the first k",
    "answers": "answers to what the articles tell",
    "refusals": "refusals (right: of what they don't tell; wrong: of what they do)",
    "verification": "verification: false statements caught, exact quotes doubted",
}


def evaluation(found: Evaluation) -> str:
    """The figures as tables: shares in percent, words and statements as they are."""
    head = (f"{counted(found.articles, 'article')}, {counted(found.questions, 'question')}, "
            f"writer {found.writer}, {found.seconds_per_question:.2f} s a question")  # fmt: skip
    parts = [head]
    parts += [_measures(found.figures, group, title) for group, title in _MEASURES.items()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _measures(figures: Mapping[str, Figure], group: str, title: str) -> str:
    rows = [(name.removeprefix(f"{group}."), figure) for name, figure in figures.items()
            if name.startswith(f"{group}.")]  # fmt: skip
    lines = [
        f"  {name.replace('_', ' '):22}{_measure(name, figure)}  of {figure.of}"
        for name, figure in rows
    ]
    return "\n".join([title, *lines]) if lines else ""


def _measure(name: str, figure: Figure) -> str:
    plain = name in ("words", "statements")
    return f"{figure.value:6.1f} " if plain else f"{100 * figure.value:6.1f}%"


# -------------------------------------------------------------------- answers


def answers(growing: Iterable[Answer]) -> Answer:
    """Print an answer, on a terminal each time it grows; returns the whole of it."""
    if not sys.stdout.isatty():
        *_, whole = growing
        sys.stdout.write(answer(whole))
        return whole
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text as Shown

    with Live(console=Console(), transient=True, refresh_per_second=10) as live:
        for whole in growing:
            live.update(Shown(_body(whole)))
    sys.stdout.write(answer(whole))
    return whole


def answer(answer: Answer) -> str:
    """What was understood, the answer, its notices, and where each mark leads."""
    parts = []
    if understood := _understood(answer):
        parts.append(_wrapped(f"(understood as: {understood})"))
    if answer.answered:
        parts.append(_body(answer))
    parts += [_wrapped(notice) for notice in answer.notices]
    if answer.citations:
        parts.append("\n".join(map(_source, by_article(answer.citations))))
        if about := rests_on(answer.coverage, answer.statements, answer.writer):
            parts.append(_wrapped(about))
    elif answer.passages:
        nearest = "\n".join(_glimpse(p) for p in answer.passages[:3])
        parts.append(f"Nearest passages:\n{nearest}")
    if answer.conflicts and answer.kind != "differences":  # there they are the answer
        parts.append(f"Reports differ:\n{conflicts(answer.conflicts)}".rstrip())
    if answer.suggestions:
        parts.append(
            "You could ask:\n" + "\n".join(f"  {question}" for question in answer.suggestions)
        )
    return "\n\n".join(parts) + "\n"


def timings(seconds: Mapping[str, float]) -> str:
    """The seconds of each stage, in order, on one line."""
    return ", ".join(f"{stage} {taken:.3f} s" for stage, taken in seconds.items())


def _understood(answer: Answer) -> str:
    """What a request was taken for, where that is more than the question as it stands."""
    if answer.kind == "answer":
        alone = answer.standalone_question
        return "" if alone == answer.question else alone
    return "" if answer.kind == "help" else " · ".join(answer.understood)


def _body(answer: Answer) -> str:
    """The statements in their layout, under their headings, after what newsbrief says itself."""
    lines: list[str] = []
    before: Part | None = None
    for part in answer_body(answer):
        heads = isinstance(part, Text) and part.kind == "story"
        if before is not None and (heads or not isinstance(before, Text)):
            lines.append("")
        lines += _shown(part)
        before = part
    return "\n".join(lines)


def _shown(part: Part) -> list[str]:
    """The lines of a part of an answer."""
    if isinstance(part, Text):
        return [_wrapped(part.text)]
    if isinstance(part, Prose):
        return [_wrapped(" ".join(map(_sentence, part.lines)))]
    if isinstance(part, Listing):
        lines = zip(part.marks, part.lines, strict=True)
        return [_item(f"{mark} ", _sentence(line)) for mark, line in lines]
    if isinstance(part, Table):
        return [
            _wrapped(_sentence(cell), "    " if column else "")
            for row in part.rows
            for column, cell in enumerate(row)
        ]
    return []


def _item(mark: str, text: str) -> str:
    """An item of a list: its mark, and the text beside it."""
    return mark + _wrapped(text, " " * len(mark))[len(mark) :]


def _sentence(line: Line) -> str:
    marks = "".join(f"[{number}]" for number in line.numbers)
    note = f"({line.closing})" if line.closing else ""
    return " ".join(filter(None, (line.text, marks, note)))


def _glimpse(passage: Passage) -> str:
    words = textwrap.shorten(one_line(passage.text), 2 * _width(), placeholder=" …")
    return f"{_wrapped(_about(passage))}\n{_wrapped(words, '    ')}"


def _source(citations: Sequence[Citation]) -> str:
    """An article, and under it each of its quotes by number."""
    quotes = [
        _wrapped(f"[{cited.number}] “{cited.quote}”{on_page(cited)}", "    ") for cited in citations
    ]
    return "\n".join([_wrapped(_about(citations[0])), *quotes])


def _about(source: Citation | Passage) -> str:
    return ", ".join(filter(None, (attribution(source), source.title, source.article_id)))


# -------------------------------------------------------------------- saved briefings


def saved(found: Sequence[SavedBriefing]) -> str:
    """One line a saved briefing: id, moment, headline."""
    lines = [
        one_line(f"{saved.id}  {saved.saved:%Y-%m-%d %H:%M} UTC  {headline(saved.briefing)}")
        for saved in found
    ]
    return "\n".join([*lines, counted(len(found), "saved briefing")]) + "\n"


def verification(found: Verification) -> str:
    """A line a citation, those that do not hold told whole; then what is not supported."""
    lines = [_check(check) for check in found.checks]
    for statement in found.unsupported:
        reasons = "; ".join(statement.verdict.reasons)
        lines.append(_wrapped(f"not supported: “{statement.text}” ({reasons})"))
    lines += [_wrapped(notice) for notice in found.notices]
    outcomes = [check.outcome for check in found.checks]
    counts = ", ".join(
        f"{outcomes.count(name)} {word}" for name, word in _OUTCOMES.items() if name in outcomes
    )
    citations = counted(len(outcomes), "citation") + (f": {counts}" if counts else "")
    unsupported = f"{counted(len(found.unsupported), 'statement')} not supported"
    verdict = "all of it holds" if found.holds else "it does not hold"
    return "\n".join([*lines, f"{citations}; {unsupported}: {verdict}"]) + "\n"


_OUTCOMES = {"holds": "hold", "moved": "moved", "changed": "changed", "gone": "gone"}


def _check(check: Check) -> str:
    citation = check.citation
    line = f"{check.outcome} [{citation.number}] {_about(citation)}"
    if check.outcome == "holds":
        return _wrapped(line)
    return f"{_wrapped(line)}\n{_wrapped(f'“{citation.quote}”', '    ')}"


# -------------------------------------------------------------------- the library


def passages(found: Sequence[Passage]) -> str:
    """Passages with where they stand, best first."""
    if not found:
        return "nothing found\n"
    return "\n\n".join(_passage(passage) for passage in found) + "\n"


def _passage(passage: Passage) -> str:
    head = f"{passage.score:.2f}  {_about(passage)}"
    return f"{_wrapped(head)}\n{_wrapped(passage.text, '      ')}"


def timeline(found: Sequence[TimelineEntry]) -> str:
    """A paragraph a day: the date, the sentence, and who tells it."""
    if not found:
        return "Nothing that happened on a day is told here.\n"
    return "\n".join(
        f"{entry.date.isoformat()[: 7 if entry.precision == 'month' else 10]}"
        f"{f'  ({plan})' if (plan := told_before(entry)) else ''}\n"
        f"{_wrapped(entry.text, '    ')}\n{_wrapped(attributions(entry.citations), '    ')}\n"
        + (f"    {more}\n" if (more := left_out(entry)) else "")
        for entry in found
    )


def conflicts(found: Sequence[Conflict]) -> str:
    """What reports differ on, each side with who says so, when, and in which words."""
    if not found:
        return "No report differs from another here.\n"
    parts = []
    for conflict in found:
        lines = [one_line(f"{conflict.kind}: {conflict.about}")]
        for side in conflict.sides:
            lines.append(_wrapped(f"{side.value} ({attributions(side.citations)})", "  "))
            lines.append(_wrapped(f"“{one_line(side.citations[0].quote)}”", "      "))
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def stories(found: Sequence[Story], alone: int) -> str:
    """A paragraph a story: its title, then what is known of it, and how many articles are in
    none."""
    stand = f"{counted(alone, 'article')} {'stands' if alone == 1 else 'stand'} alone"
    total = f"{counted(len(found), 'story') if found else 'no stories'}, {stand}"
    return "\n".join([*map(_story, found), total]) + "\n"


def _story(story: Story) -> str:
    days = list(dict.fromkeys(when.isoformat() for when in (story.first, story.last) if when))
    parts = [
        counted(len(story.article_ids), "article"),
        counted(story.publishers, "independent publisher"),
        " – ".join(days) or "no date",
        ", ".join(story.terms),
    ]
    head = f"{story.id}  {story.title}"
    return f"{_wrapped(head)}\n{_wrapped('; '.join(filter(None, parts)), '    ')}\n"


def articles(found: Sequence[Article]) -> str:
    """One line an article: id, day, publisher, title."""
    lines = [
        one_line(
            f"{article.id}  {article.day.isoformat() if article.day else '    -     '}  "
            f"{publisher(article.publisher)}: {article.title or UNTITLED}"
            + (f" (copy of {article.copy_of})" if article.copy_of else "")
        )
        for article in found
    ]
    return "\n".join([*lines, counted(len(found), "article")]) + "\n"


def edited(found: Article) -> str:
    """The line of an article that was corrected."""
    return articles([found])


def article(found: Article) -> str:
    """An article's fields and its text."""
    when = day(found.published)
    if found.published and (found.confidence or 0) < _SURE:
        when += f" (read from the text; {found.confidence:.0%} sure)"
    fields = [
        ("id", found.id), ("copy of", found.copy_of), ("publisher", publisher(found.publisher)),
        ("published", when), ("authors", ", ".join(found.authors)), ("agency", found.agency),
        ("dateline", found.dateline), ("language", found.language),
        ("url", found.url), ("read from", found.origin),
    ]  # fmt: skip
    head = "\n".join(f"{name + ':':11}{one_line(value)}" for name, value in fields if value)
    return f"{one_line(found.title)}\n\n{head}\n\n{visible(found.text)}\n"


def revisions(found: Sequence[Revision]) -> str:
    """What changed from version to version: - was, + is now."""
    if not found:
        return "there is one version only\n"
    return "\n\n".join(_revision(number, step) for number, step in enumerate(found, 1)) + "\n"


def _revision(number: int, step: Revision) -> str:
    dates = " → ".join(day(version.published) for version in (step.before, step.after))
    lines = [f"version {number} → {number + 1} ({dates})"]
    for change in (*([step.title] if step.title else []), *step.changes):
        lines += [
            textwrap.indent(_wrapped(words), "  ").replace("  ", f"{sign} ", 1)
            for sign, words in (("-", change.before), ("+", change.after))
            if words
        ]
    if len(lines) == 1:
        lines.append("  only white space changed")
    return "\n".join(lines)


def findings(found: Sequence[Finding]) -> str:
    """One line for each thing that was checked, and what mends it."""
    lines = []
    for finding in found:
        lines.append(one_line(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.seen}"))
        if finding.fix:
            lines.append(one_line(f"     to mend it: {finding.fix}"))
    return "\n".join(lines) + "\n"


def repaired(done: Repair) -> str:
    """What was wrong with the vector store, and how many vectors the new one holds."""
    found = [one_line(f"found: {fault}") for fault in done.found]
    return "\n".join([*found, f"{counted(done.vectors, 'vector')} in place"]) + "\n"


# -------------------------------------------------------------------- as one file


def backed_up(done: BackupReport) -> str:
    """What a backup holds, and where it is."""
    held = f"{counted(done.articles, 'article')}, {counted(done.chunks, 'chunk')}"
    return f"{held} in {one_line(str(done.file))} ({_megabytes(done.bytes)})\n"


def restored(done: RestoreReport) -> str:
    """What was restored, and of when it is."""
    made = f"as of {done.made:%Y-%m-%d %H:%M} UTC"
    return f"{counted(done.articles, 'article')} in {one_line(str(done.library))}, {made}\n"


def exported(done: ExportReport) -> str:
    """What an export holds, and where it is."""
    held = [
        counted(number, noun)
        for number, noun in (
            (done.articles, "article"),
            (done.briefings, "saved briefing"),
            (done.conversations, "conversation"),
        )
        if number or noun == "article"
    ]
    return f"{', '.join(held)} in {one_line(str(done.file))} ({_megabytes(done.bytes)})\n"


def imported(done: ImportReport) -> str:
    """What came of an export."""
    articles = AddReport(done.added, done.updated, done.unchanged, done.duplicates, done.failed)
    others = [
        f"{counted(number, noun)} {deed}"
        for number, noun, deed in (
            (done.kept_apart, "pair", "kept apart"),
            (done.briefings, "saved briefing", "added"),
            (done.conversations, "conversation", "added"),
        )
        if number
    ]
    return ", ".join([report(articles).strip(), *others]) + "\n"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
