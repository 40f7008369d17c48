"""Every command: its arguments, one call of the facade, and how its result is shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import hexdigits
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.errors import NotABriefing, UnknownBriefing
from assistant.exporting.forms import SECTIONS, Form, form_of
from assistant.interfaces.cli.late import (
    Topic,
    converse,
    counted,
    document,
    in_form,
    one_line_document,
    parsed,
    read_briefing,
    revisions,
    show,
    size,
    used,
    write,
)
from assistant.interfaces.cli.options import (
    EVERYTHING,
    AllowPrivate,
    ArticleId,
    Filters,
    Format,
    Json,
    Output,
    Sections,
    TopicArgument,
    Without,
    app,
    asking,
    chosen,
    command,
    day,
    days,
    opened,
    put,
    say,
)
from assistant.interfaces.cli.schedules import (
    Always,
    At,
    Every,
    Timing,
    To,
    Zone,
    follow_feed,
    follow_topic,
)

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.types import (
        AddReport,
        Answer,
        Briefing,
        Conflict,
        TimelineEntry,
        Turn,
        Verification,
    )
    from vectorstore.documents import Article, Passage
    from vectorstore.upkeep import Finding

__all__ = ["app"]

AskedFor = Literal[
    "answer", "summary", "comparison", "timeline", "list", "differences", "changes", "quotes",
    "library",
]  # fmt: skip


def _since(written: str | None) -> date | str | None:
    """A day, or what may be the id of a saved briefing: hexadecimal digits and no date."""
    if written is None or (set(written) <= set(hexdigits) and len(written) != len("20160327")):
        return written
    return days(written, date.today())[0]


def _day_or_none(written: str) -> str:
    return day(written).isoformat() if written.strip() else ""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"newsbrief {version('newsbrief')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    library: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The library folder, made when missing. [default: NEWSBRIEF_LIBRARY, "
            "else the user's data folder]",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """What every command shares."""
    context.obj = library


# -------------------------------------------------------------------- adding


@command()
def add(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files, folders, addresses, or - for a pipe."),
    ],
    allow_private: AllowPrivate = False,
    json: Json = False,
) -> None:
    """Read articles into the library; what is there already stays as it is."""
    total = 0 if json else size(sources)
    with opened(context) as assistant, show.progress(json, total) as watch:
        report = assistant.add(
            *sources, stdin=sys.stdin.buffer, watch=watch, allow_private=allow_private
        )
    put(document(report) if json else show.report(report))
    _say_what_failed(report)
    if report.failed and not report.read:
        raise typer.Exit(1)


@command()
def watch(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="The folder to watch.")
    ] = None,
    feed: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Follow this feed instead: record it, and end."),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(metavar="RHYTHM", help="How often the feed is read. [default: 30m]"),
    ] = None,
    allow_private: AllowPrivate = False,
    json: Json = False,
) -> None:
    """Add what is in a folder, and what appears in it, until interrupted (Ctrl-C).

    With --json each change is one JSON document on a line of its own. With --feed URL a feed is
    followed: newsbrief schedules says more.
    """
    if (folder is None) == (feed is None):
        raise typer.BadParameter("name a FOLDER, or a feed with --feed URL")
    if feed is not None:
        follow_feed(context, feed, every or "30m", allow_private, json)
        return
    assert folder is not None
    if every is not None or allow_private:
        raise typer.BadParameter("--every and --allow-private go with --feed")
    with opened(context) as assistant, contextlib.suppress(KeyboardInterrupt):
        if not json and folder.is_dir():
            say(f"watching {folder}; Ctrl-C ends it")
        for report in assistant.watch(folder):
            put(one_line_document(report) if json else show.report(report))
            _say_what_failed(report)


_MOST_NAMED = 20
"""So many files that were passed over are named one by one: a saved page has hundreds."""


def _say_what_failed(report: AddReport) -> None:
    for failed in report.failed:
        say(f"not read: {show.failure(failed)}")
    for passed in report.passed_over[:_MOST_NAMED]:
        say(f"passed over: {show.failure(passed)}")
    if len(report.passed_over) > _MOST_NAMED:
        say(f"passed over: {len(report.passed_over) - _MOST_NAMED} more, which --json names")
    for notice in report.notices:
        say(notice)


# -------------------------------------------------------------------- asking and briefing


@command()
def ask(
    context: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTION]", help="Left out on a terminal: a conversation."),
    ] = None,
    filters: Filters = EVERYTHING,
    kind: Annotated[
        AskedFor | None,
        typer.Option(help="What is asked for. [default: as the words say]", show_default=False),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages to read.")] = 10,
    whole: Annotated[
        bool,
        typer.Option("--all-dates", help="Dates and publishers in the question are no filter."),
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Say what could be asked next; takes longer.")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Also say where the time and tokens went.")
    ] = False,
    json: Json = False,
) -> None:
    """Answer a question with citations, or say that the library does not hold the answer.

    Ask for a summary ("in three bullets"), a timeline, a comparison, a list, quotes, where
    reports differ, what is new, or what is in the library, too. Without a QUESTION a
    conversation begins, in which one thing is asked after the other.
    """
    if question is None and (json or not (sys.stdin.isatty() and sys.stdout.isatty())):
        say("newsbrief: no question: write it after ask, or run ask on a terminal to converse")
        raise typer.Exit(2)
    with opened(context) as assistant:
        filter = filters.of(assistant)

        def answered(asked: str, history: Sequence[Turn] = ()) -> Answer:
            growing = assistant.stream(
                asked, filter=filter, history=history, kind=kind, k=k, narrow=not whole
            )
            if not (json or suggest):
                answer = show.answers(growing)
            else:
                *_, answer = growing
                if suggest:
                    answer = replace(answer, suggestions=assistant.suggestions(answer, history))
                put(document(answer) if json else show.answer(answer))
            if timings:
                say(show.timings(answer.timings))
                if answer.usage is not None:
                    say(used(answer.usage))
            return answer

        if question is None:
            converse(answered)
        else:
            answered(question)


@command()
def brief(
    context: typer.Context,
    topic: TopicArgument = None,
    words: Annotated[int, typer.Option(min=1, max=5000, help="Most words of the lead.")] = 250,
    points: Annotated[
        int | None, typer.Option(min=1, max=100, help="This many key points, one sentence each.")
    ] = None,
    new_since: Annotated[
        str | None,
        typer.Option(
            metavar="DAY|ID", help="Also say what is new since a day, or since a saved briefing."
        ),
    ] = None,
    sections: Sections = None,
    without: Without = None,
    format: Format = None,
    output: Output = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep it in the library; its id goes to standard error.")
    ] = False,
    every: Every = None,
    at: At = None,
    zone: Zone = None,
    to: To = None,
    always: Always = False,
    allow_private: AllowPrivate = False,
    filters: Filters = EVERYTHING,
    json: Json = False,
) -> None:
    """Write a cited briefing on a topic, or on everything.

    With --every the topic is followed instead: each time, a briefing is saved that says what is
    new since the one before, and delivered --to where it is to go. newsbrief schedules says more.
    """
    kept = chosen(sections, without)
    if every is not None:
        if output is not None or save or new_since is not None:
            raise typer.BadParameter("with --every, -o, --save and --new-since are left out")
        asked = Topic(
            " ".join((topic or "").split()), words, points,
            sections=() if kept == set(SECTIONS) else tuple(sorted(kept)),
            to=tuple(to or ()), form=format or Form.MD, always=always, allow_private=allow_private,
        )  # fmt: skip
        follow_topic(context, asked, filters, Timing(every, at, zone), json)
        return
    if at or zone or to or always or allow_private:
        raise typer.BadParameter("--at, --zone, --to, --always and --allow-private go with --every")
    form = _form(format, output, json)
    with opened(context) as assistant:
        briefing = assistant.brief(
            topic,
            words=words,
            points=points,
            filter=filters.of(assistant),
            new_since=_since(new_since),
            sections=kept,
        )
        saved = assistant.save(briefing) if save else None
    if saved is not None:
        say(f"saved as {saved.id}")
    _deliver(briefing, form, output, json)


@command()
def briefings(
    context: typer.Context,
    briefing_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Print this one; an id, or how it begins."),
    ] = None,
    format: Format = None,
    output: Output = None,
    delete: Annotated[bool, typer.Option("--delete", help="Delete this one instead.")] = False,
    json: Json = False,
) -> None:
    """List the saved briefings, the newest first; or print or delete one of them."""
    if briefing_id is None:
        if delete or format or output:
            raise typer.BadParameter("say which one: give its ID")
        with opened(context) as assistant:
            found = assistant.briefings()
        put(document(found) if json else show.saved(found))
        return
    form = _form(format, output, json)
    with opened(context) as assistant:
        saved = assistant.saved_briefing(briefing_id)
        if delete:
            assistant.delete_briefing(saved.id)
    if delete:
        put(document({"deleted": [saved.id]}) if json else f"{saved.id} deleted\n")
    else:
        _deliver(saved.briefing, form, output, json)


def _form(format: Form | None, output: Path | None, json: bool) -> Form:
    """The form asked for, else the one that the file's ending tells, else JSON or Markdown."""
    named = format or (form_of(output) if output is not None else None)
    form = named or (Form.JSON if json else Form.MD)
    if output is None and not json and not form.is_text and sys.stdout.isatty():
        raise typer.BadParameter(f"{form} is nothing for a terminal: name a file with -o")
    return form


def _deliver(briefing: Briefing, form: Form, output: Path | None, json: bool) -> None:
    """Print a briefing or write it to a file; with `json` its JSON is what is printed."""
    if output is not None:
        write(output, in_form(briefing, form))
        say(f"written to {output}")
    if json:
        put(document(briefing))
    elif output is None and form.is_text:
        put(in_form(briefing, form).decode())
    elif output is None:
        sys.stdout.buffer.write(in_form(briefing, form))
        sys.stdout.flush()


@asking(show.verification, holds=lambda found: found.holds)
def verify(
    assistant: Assistant,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A briefing as JSON, - for a pipe, or a saved briefing's id."
        ),
    ],
) -> Verification:
    """Check a briefing against the library as it is now; exit status 1 if not all of it holds."""
    return assistant.verify_briefing(_read_briefing(assistant, file))


def _read_briefing(assistant: Assistant, file: str) -> Briefing:
    """The briefing in a file or a pipe, or a saved one."""
    if file == "-":
        return parsed(sys.stdin.buffer.read(), "standard input")
    path = Path(file)
    if path.exists() or len(path.parts) > 1 or path.suffix:
        return read_briefing(path)
    try:
        return assistant.saved_briefing(file).briefing
    except UnknownBriefing:
        raise NotABriefing(
            f"{file} is no file and no saved briefing: newsbrief briefings lists those"
        ) from None


@asking(show.passages)
def search(
    assistant: Assistant,
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to show.")] = 10,
    filters: Filters = EVERYTHING,
) -> list[Passage]:
    """Find passages by words and by meaning, best first."""
    return assistant.search(query, k, filters.of(assistant))


@asking(show.timeline)
def timeline(
    assistant: Assistant,
    topic: TopicArgument = None,
    entries: Annotated[
        int | None, typer.Option(min=1, max=1000, help="This many days at most.")
    ] = None,
    filters: Filters = EVERYTHING,
) -> list[TimelineEntry]:
    """Tell what happened when, one cited sentence a day."""
    return assistant.timeline(topic, entries=entries, filter=filters.of(assistant))


@asking(show.conflicts)
def conflicts(
    assistant: Assistant, topic: TopicArgument = None, filters: Filters = EVERYTHING
) -> list[Conflict]:
    """Show where reports differ: what was updated, and what contradicts."""
    return assistant.conflicts(topic, filter=filters.of(assistant))


# -------------------------------------------------------------------- the library


@command()
def stories(context: typer.Context, filters: Filters = EVERYTHING, json: Json = False) -> None:
    """List the stories, articles about one event, the newest first."""
    with opened(context) as assistant:
        filter = filters.of(assistant)
        found = assistant.stories(filter)
        alone = [] if json else assistant.alone(filter)
    put(document(found) if json else show.stories(found, len(alone)))


@asking(show.articles)
def articles(assistant: Assistant, filters: Filters = EVERYTHING) -> list[Article]:
    """List the articles, oldest first."""
    return assistant.articles(filters.of(assistant))


@command("show")
def show_article(
    context: typer.Context,
    article_id: ArticleId,
    diff: Annotated[
        bool, typer.Option("--diff", help="What changed from version to version instead.")
    ] = False,
    json: Json = False,
) -> None:
    """Print one article, or what changed in it each time it was added with other words."""
    with opened(context) as assistant:
        found = assistant.article(article_id)
        steps = revisions(assistant.versions(found.id)) if diff else []
    if diff:
        put(document(steps) if json else show.revisions(steps))
    else:
        put(document(found) if json else show.article(found))


@asking(show.edited)
def edit(
    assistant: Assistant,
    article_id: ArticleId,
    title: Annotated[str | None, typer.Option(help="The right title.")] = None,
    publisher: Annotated[str | None, typer.Option(help='The right publisher; "" for none.')] = None,
    published: Annotated[
        str | None,
        typer.Option(
            parser=_day_or_none, metavar="DAY", help='The right day of publication; "" for none.'
        ),
    ] = None,
    not_copy_of: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Another article; neither is a copy of the other."),
    ] = None,
) -> Article:
    """Correct what is known of an article; it stays when the article is added again."""
    if all(given is None for given in (title, publisher, published, not_copy_of)):
        raise typer.BadParameter("say what to correct: --title, --publisher, --published, "
                                 "--not-copy-of")  # fmt: skip
    return assistant.edit(
        article_id, title=title, publisher=publisher, published=published, not_copy_of=not_copy_of
    )


@command()
def remove(
    context: typer.Context,
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    json: Json = False,
) -> None:
    """Remove articles and all that belongs to them."""
    with opened(context) as assistant:
        ids = [assistant.article(article_id).id for article_id in article_ids]
        assistant.remove(*ids)
    put(document({"removed": ids}) if json else f"{counted(len(ids), 'article')} removed\n")


# -------------------------------------------------------------------- upkeep


@command("eval")
def evaluate_folder(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Holds articles/ and questions.jsonl.")
    ],
    lower_floors: Annotated[
        bool,
        typer.Option("--lower-floors", help="Write floors.json anew from what this run measures."),
    ] = False,
    json: Json = False,
) -> None:
    """Measure answers, refusals, search and verification; exit status 1 if a figure fell.

    The articles are added to a library of their own, which is removed at the end. Where the
    folder has a floors.json, each figure is held against its floor.
    """
    from assistant.evaluating.collection import read_collection
    from assistant.evaluating.evaluation import evaluate
    from assistant.evaluating.figures import read_floors, write_floors

    collection = read_collection(folder)
    floors = None if lower_floors else read_floors(collection)
    with show.evaluating(json, len(collection.questions)) as (watch, asked):
        found = evaluate(collection, floors, watch=watch, asked=asked)
    put(document(found) if json else show.evaluation(found))
    for failed in found.failed:
        say(f"not read: {show.failure(failed)}")
    if lower_floors:
        say(f"floors written to {write_floors(collection, found.figures)}")
    for fall in found.fell:
        say(f"fell: {fall}")
    if found.fell:
        raise typer.Exit(1)


@asking(show.findings, any_model=True, holds=lambda found: all(finding.ok for finding in found))
def doctor(assistant: Assistant) -> list[Finding]:
    """Say what is set up and works, and what mends the rest; exit status 1 if anything fails."""
    return assistant.check()


@command()
def repair(
    context: typer.Context,
    reindex: Annotated[
        bool,
        typer.Option(help="Embed every article again, as after a change of embedding model."),
    ] = False,
    json: Json = False,
) -> None:
    """Build the vector store anew from the catalog."""
    with opened(context, any_model=reindex) as assistant, show.progress(json) as watch:
        done = assistant.repair(reindex=reindex, watch=watch)
    put(document(done) if json else show.repaired(done))


# The help lists commands in the order in which they are made: these come last.
from assistant.interfaces.cli import archives, servers  # noqa: E402, F401
