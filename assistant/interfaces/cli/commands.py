"""Every command: its arguments, one call of the facade, and how its result is shown."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.assistant import Assistant
from assistant.errors import NotABriefing, SettingsError, UnknownBriefing
from assistant.exporting.documents import document, one_line_document, parsed, read_briefing
from assistant.exporting.files import Form, export, form_of, write
from assistant.interfaces.cli import show
from assistant.reading.sources import size
from assistant.sections.changes import revisions
from assistant.types import AddReport, Briefing
from vectorstore.documents import ArticleFilter

app = typer.Typer(
    name="newsbrief",
    help="Read articles, keep them, and answer and brief from them with citations that open "
    "at the exact words. Works without a language model and without a network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@dataclass(frozen=True, slots=True)
class Common:
    """What is given before the command."""

    library: Path | None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter(f"{written!r} is no day: write it as 2016-03-27") from error


def _since(written: str | None) -> date | str | None:
    """A day, or what may be the id of a saved briefing."""
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        return written


def _day_or_none(written: str) -> str:
    return _day(written).isoformat() if written.strip() else ""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"newsbrief {version('newsbrief')}")
        raise typer.Exit


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Since = Annotated[
    date | None,
    typer.Option(parser=_day, metavar="DAY", help="Only articles published on this day or later."),
]
Until = Annotated[
    date | None,
    typer.Option(parser=_day, metavar="DAY", help="Only articles published by this day."),
]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=_day, metavar="DAY", help="As if it were this day."),
]
Publisher = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Only this publisher; may be given several times."),
]
ArticleId = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="ID", help="Only this article; may be given several times."),
]
StoryId = Annotated[
    str | None,
    typer.Option(
        "--story", metavar="ID", help="Only the articles of this story; an id, or how it begins."
    ),
]


Format = Annotated[
    Form | None,
    typer.Option(
        help="How it is written. [default: as the file's ending says, else md]", show_default=False
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a file.")
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from private and local addresses too."),
]


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
    context.obj = Common(library)


@app.command()
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
    with _open(context) as assistant, show.progress(json, total) as watch:
        report = assistant.add(
            *sources, stdin=sys.stdin.buffer, watch=watch, allow_private=allow_private
        )
    _print(document(report) if json else show.report(report))
    _say_what_failed(report)
    if report.failed and not report.read:
        raise typer.Exit(1)


@app.command()
def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to watch.")],
    json: Json = False,
) -> None:
    """Add what is in a folder, and what appears in it, until interrupted (Ctrl-C).

    With --json each change is one JSON document on a line of its own.
    """
    with _open(context) as assistant, contextlib.suppress(KeyboardInterrupt):
        if not json and folder.is_dir():
            _say(f"watching {folder}; Ctrl-C ends it")
        for report in assistant.watch(folder):
            _print(one_line_document(report) if json else show.report(report))
            _say_what_failed(report)


def _say_what_failed(report: AddReport) -> None:
    for failed in report.failed:
        _say(f"not read: {show.failure(failed)}")
    for notice in report.notices:
        _say(notice)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages to read.")] = 10,
    whole: Annotated[
        bool,
        typer.Option("--all-dates", help="Dates and publishers in the question are no filter."),
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Say what could be asked next; takes longer.")
    ] = False,
    json: Json = False,
) -> None:
    """Answer a question with citations, or say that the library does not hold the answer."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        if json or suggest:
            answer = assistant.ask(question, filter=filter, k=k, narrow=not whole, suggest=suggest)
            _print(document(answer)) if json else show.answers([answer])
        else:
            show.answers(assistant.stream(question, filter=filter, k=k, narrow=not whole))


@app.command()
def brief(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="Left out: the whole library.")
    ] = None,
    words: Annotated[int, typer.Option(min=1, max=5000, help="Most words of the lead.")] = 250,
    points: Annotated[
        int | None, typer.Option(min=1, max=100, help="This many key points, one sentence each.")
    ] = None,
    new_since: Annotated[
        str | None,
        typer.Option(
            "--new-since",
            metavar="DAY|ID",
            help="Also say what is new since a day, or since a saved briefing.",
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep it in the library; its id goes to standard error.")
    ] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """Write a cited briefing on a topic, or on everything."""
    form = _form(format, output, json)
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        briefing = assistant.brief(
            topic, words=words, points=points, filter=filter, new_since=_since(new_since)
        )
        saved = assistant.save(briefing) if save else None
    if saved is not None:
        _say(f"saved as {saved.id}")
    _deliver(briefing, form, output, json)


@app.command()
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
        with _open(context) as assistant:
            found = assistant.briefings()
        _print(document(found) if json else show.saved(found))
        return
    form = _form(format, output, json)
    with _open(context) as assistant:
        one = assistant.saved_briefing(briefing_id)
        if delete:
            assistant.delete_briefing(one.id)
    if delete:
        _print(document({"deleted": [one.id]}) if json else f"{one.id} deleted\n")
    else:
        _deliver(one.briefing, form, output, json)


@app.command()
def verify(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A briefing as JSON, - for a pipe, or a saved briefing's id."
        ),
    ],
    json: Json = False,
) -> None:
    """Check a briefing against the library as it is now; exit status 1 if not all of it holds."""
    with _open(context) as assistant:
        found = assistant.verify_briefing(_told(assistant, file))
    _print(document(found) if json else show.verification(found))
    if not found.holds:
        raise typer.Exit(1)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to show.")] = 10,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """Find passages by words and by meaning, best first."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        passages = assistant.search(query, k, filter)
    _print(document(passages) if json else show.passages(passages))


@app.command()
def timeline(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="Left out: the whole library.")
    ] = None,
    entries: Annotated[
        int | None, typer.Option(min=1, max=1000, help="This many days at most.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """Tell what happened when, one cited sentence a day."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        found = assistant.timeline(topic, entries=entries, filter=filter)
    _print(document(found) if json else show.timeline(found))


@app.command()
def conflicts(
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="Left out: the whole library.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """Show where reports differ: what was updated, and what contradicts."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        found = assistant.conflicts(topic, filter=filter)
    _print(document(found) if json else show.conflicts(found))


@app.command()
def stories(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    article: ArticleId = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """List the stories, articles about one event, the newest first."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, article, story)
        found = assistant.stories(filter)
        alone = [] if json else assistant.alone(filter)
    _print(document(found) if json else show.stories(found, len(alone)))


@app.command()
def articles(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    publisher: Publisher = None,
    story: StoryId = None,
    json: Json = False,
) -> None:
    """List the articles, oldest first."""
    with _open(context) as assistant:
        filter = _filter(assistant, since, until, as_of, publisher, None, story)
        found = assistant.articles(filter)
    _print(document(found) if json else show.articles(found))


@app.command(name="show")
def show_article(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An id, or how it begins.")],
    diff: Annotated[
        bool, typer.Option("--diff", help="What changed from version to version instead.")
    ] = False,
    json: Json = False,
) -> None:
    """Print one article, or what changed in it each time it was added with other words."""
    with _open(context) as assistant:
        found = assistant.article(article_id)
        steps = revisions(assistant.versions(found.id)) if diff else []
    if diff:
        _print(document(steps) if json else show.revisions(steps))
    else:
        _print(document(found) if json else show.article(found))


@app.command()
def edit(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An id, or how it begins.")],
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
        typer.Option(
            "--not-copy-of", metavar="ID", help="Another article; neither is a copy of the other."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Correct what is known of an article; it stays when the article is added again."""
    if all(told is None for told in (title, publisher, published, not_copy_of)):
        raise typer.BadParameter("say what to correct: --title, --publisher, --published, "
                                 "--not-copy-of")  # fmt: skip
    with _open(context) as assistant:
        found = assistant.edit(
            article_id, title=title, publisher=publisher, published=published,
            not_copy_of=not_copy_of,
        )  # fmt: skip
    _print(document(found) if json else show.articles([found]))


@app.command()
def remove(
    context: typer.Context,
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    json: Json = False,
) -> None:
    """Remove articles and all that belongs to them."""
    with _open(context) as assistant:
        ids = [assistant.article(article_id).id for article_id in article_ids]
        assistant.remove(*ids)
    _print(document({"removed": ids}) if json else show.removed(ids))


@app.command(name="eval")
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
    """Measure answers, refusals, search and the gate; exit status 1 if a figure fell.

    The articles are added to a library of their own, which is removed at the end. Where the
    folder has a floors.json, each figure is held against its floor.
    """
    from assistant.evaluating import evaluate, read_collection, read_floors, write_floors

    collection = read_collection(folder)
    floors = None if lower_floors else read_floors(collection)
    with show.evaluating(json, len(collection.questions)) as (watch, asked):
        found = evaluate(collection, floors, watch=watch, asked=asked)
    _print(document(found) if json else show.evaluation(found))
    for failed in found.failed:
        _say(f"not read: {show.failure(failed)}")
    if lower_floors:
        _say(f"floors written to {write_floors(collection, found.figures)}")
    for fall in found.fell:
        _say(f"fell: {fall}")
    if found.fell:
        raise typer.Exit(1)


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Say what is set up and works, and what mends the rest; exit status 1 if anything fails."""
    with _open(context, any_model=True) as assistant:
        findings = assistant.check()
    _print(document(findings) if json else show.findings(findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def repair(
    context: typer.Context,
    reindex: Annotated[
        bool,
        typer.Option(help="Embed every article again, as after a change of embedding model."),
    ] = False,
    json: Json = False,
) -> None:
    """Build the vector store anew from the catalog."""
    with _open(context, any_model=reindex) as assistant, show.progress(json) as watch:
        done = assistant.repair(reindex=reindex, watch=watch)
    _print(document(done) if json else show.repaired(done))


@app.command()
def chat(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 7860,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file of logins: only who has one gets in. Other hosts than 127.0.0.1 need it.",
        ),
    ] = None,
    add_login: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Write a login into the file of --auth instead: the password is asked for, "
            "or read from standard input, and kept as a hash.",
        ),
    ] = None,
) -> None:
    """Open the chat window in a browser."""
    if add_login is not None:
        _add_login(auth, add_login)
        return
    from assistant.interfaces.chat import serve

    with _open(context) as assistant:
        serve(assistant, host, port, auth)


def _add_login(file: Path | None, name: str) -> None:
    from assistant.interfaces.chat.logins import add_login

    if file is None:
        raise typer.BadParameter("name the file of logins with --auth FILE")
    changed = add_login(file, name, _password())
    _say(f"{file}: {'the password of' if changed else 'a login for'} {name} is written")


def _password() -> str:
    """A password, typed twice on a terminal, else a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = typer.prompt("Password", hide_input=True, err=True)
    if typer.prompt("Again", hide_input=True, err=True) != first:
        raise SettingsError("the two passwords differ: nothing is written")
    return str(first)


def _open(context: typer.Context, any_model: bool = False) -> Assistant:
    common: Common = context.obj
    return Assistant(common.library, any_model=any_model)


def _filter(
    assistant: Assistant,
    since: date | None,
    until: date | None,
    as_of: date | None,
    publishers: list[str] | None,
    articles: list[str] | None,
    story: str | None,
) -> ArticleFilter:
    return ArticleFilter(
        publishers=tuple(publishers or ()),
        since=since,
        until=until,
        as_of=as_of,
        article_ids=tuple(assistant.article(article_id).id for article_id in articles or ()),
        story="" if story is None else assistant.story(story).id,
    )


def _form(format: Form | None, output: Path | None, json: bool) -> Form:
    """The form asked for, else the one that the file's ending tells, else JSON or Markdown."""
    told = format or (form_of(output) if output is not None else None)
    form = told or (Form.JSON if json else Form.MD)
    if output is None and not json and not form.is_text and sys.stdout.isatty():
        raise typer.BadParameter(f"{form} is nothing for a terminal: name a file with -o")
    return form


def _deliver(briefing: Briefing, form: Form, output: Path | None, json: bool) -> None:
    """Print a briefing or write it to a file; with `json` its JSON is what is printed."""
    if output is not None:
        write(output, export(briefing, form))
        _say(f"written to {output}")
    if json:
        _print(document(briefing))
    elif output is None and form.is_text:
        _print(export(briefing, form).decode())
    elif output is None:
        sys.stdout.buffer.write(export(briefing, form))
        sys.stdout.flush()


def _told(assistant: Assistant, file: str) -> Briefing:
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


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
