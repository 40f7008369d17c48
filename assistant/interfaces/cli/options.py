"""The command line's options, each declared once, and the two shapes that commands have."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from assistant.exporting.forms import SECTIONS, Form
from assistant.interfaces.cli.late import ArticleFilter, Assistant, document, find

T = TypeVar("T")

app = typer.Typer(
    name="newsbrief",
    help="Read articles, keep them, and answer and brief from them with citations that open "
    "at the exact words. Works without a language model and without a network.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

keys_app = typer.Typer(
    help="The keys of the HTTP API: who may use it, and to do what.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys_app, name="keys")

Days = tuple[date, date]


def days(written: str, today: date) -> Days:
    """The first and the last day of what was typed: 2016-03-27, "yesterday", "2 weeks ago",
    "March 2016". Raises BadParameter for what is no time, or leaves open which."""
    with contextlib.suppress(ValueError):
        return (date.fromisoformat(written),) * 2
    from vectorstore.text import dates

    words = " ".join(written.split())
    for mention in dates(words, today):
        if (mention.start, mention.end) == (0, len(words)) and mention.first and mention.last:
            return mention.first, mention.last
    raise typer.BadParameter(
        f"{written!r} is no day that can be told: write it as 2016-03-27, yesterday, 2 weeks ago"
    )


def day(written: str) -> date:
    """The one day that was typed; raises BadParameter."""
    first, last = days(written, date.today())
    if first != last:
        raise typer.BadParameter(f"{written!r} is more than one day: write it as 2016-03-27")
    return first


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
ArticleId = Annotated[str, typer.Argument(metavar="ID", help="An id, or how it begins.")]
TopicArgument = Annotated[
    str | None, typer.Argument(metavar="[TOPIC]", help="Left out: the whole library.")
]
KeysFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A file of keys. [default: api.keys in the library]",
                 show_default=False),
]  # fmt: skip
Format = Annotated[
    Form | None,
    typer.Option(
        help="How it is written. [default: as the file's ending says, else md]", show_default=False
    ),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Private and local addresses count too.")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a file.")
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles count, as it was typed; each field is an option of the command line."""

    since: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Only articles published on this day or later: 2016-03-27, yesterday, "
            "2 weeks ago …",
        ),
    ] = None
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only articles published by this day.")
    ] = None
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="As if it were this day.")] = None
    publisher: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this publisher; may be given several times."),
    ] = None
    article: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this article; may be given several times."),
    ] = None
    story: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Only the articles of this story; an id, or how it begins."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Raises BadParameter for what is no day, before anything is done."""
        self.period()

    def period(self) -> tuple[date | None, date | None, date | None]:
        """The first day, the last day, and the day on which it is asked; "last week" and the like
        count from the last of these."""
        as_of = None if self.as_of is None else days(self.as_of, date.today())[1]
        today = as_of or date.today()
        since = None if self.since is None else days(self.since, today)[0]
        until = None if self.until is None else days(self.until, today)[1]
        return since, until, as_of

    def of(self, assistant: Assistant) -> ArticleFilter:
        """The filter, with the ids as they are in the library; UnknownArticle, UnknownStory."""
        since, until, as_of = self.period()
        for words, day_meant, option in (
            (self.since, since, "--since"), (self.until, until, "--until"),
            (self.as_of, as_of, "--as-of"),
        ):  # fmt: skip
            if day_meant is not None and words != day_meant.isoformat():
                say(f"{option} {words}: {day_meant.isoformat()}")
        return ArticleFilter(
            publishers=tuple(self.publisher or ()),
            since=since,
            until=until,
            as_of=as_of,
            article_ids=tuple(assistant.article(id).id for id in self.article or ()),
            story="" if self.story is None else assistant.story(self.story).id,
        )


EVERYTHING = Filters()


Sections = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES",
        help="Only these sections, such as lead,timeline,people; of "
        f"{', '.join(SECTIONS).replace('_', '-')}.",
    ),
]
Without = Annotated[str | None, typer.Option(metavar="NAMES", help="All but these sections.")]


def chosen(sections: str | None, without: str | None) -> set[str]:
    """The sections that are on, of "timeline,key-points" and the like; raises BadParameter."""
    return (set(SECTIONS) if sections is None else _listed(sections)) - _listed(without or "")


def _listed(names: str) -> set[str]:
    found = {name.strip().lower().replace("-", "_") for name in names.split(",")} - {""}
    if unknown := found - set(SECTIONS):
        known = ", ".join(SECTIONS).replace("_", "-")
        raise typer.BadParameter(f"{min(unknown)!r} is no section: choose of {known}")
    return found


def command(
    name: str | None = None, of: typer.Typer = app
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command that prints as it goes; a parameter `filters` becomes the options of `Filters`. It
    is one `of` newsbrief, or of a group."""

    def registered(function: Callable[..., None]) -> Callable[..., None]:
        parameters = _parameters(function)

        def run(**given: Any) -> None:
            function(**_collected(given))

        _register(run, function, _with_filters(parameters), name, of)
        return function

    return registered


def asking(
    words: Callable[[T], str],
    *,
    name: str | None = None,
    any_model: bool = False,
    holds: Callable[[T], bool] = lambda found: True,
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """A command that asks an assistant, its first parameter, for one thing and prints that. It is
    printed in `words`, or with --json as JSON. Exit status 1 where it does not hold."""

    def registered(function: Callable[..., T]) -> Callable[..., T]:
        parameters = _parameters(function, besides="assistant")
        context, json = (
            inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
            inspect.Parameter(
                "json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json
            ),
        )

        def run(context: typer.Context, json: bool, **given: Any) -> None:
            with opened(context, any_model) as assistant:
                found = function(assistant, **_collected(given))
            put(document(found) if json else words(found))
            if not holds(found):
                raise typer.Exit(1)

        _register(run, function, [context, *_with_filters(parameters), json], name)
        return function

    return registered


def _parameters(function: Callable[..., object], besides: str = "") -> list[inspect.Parameter]:
    """A function's parameters with the types that they name, all but one; what the function takes
    beside and gives back may be of a type that is only imported when it is called."""
    found = inspect.signature(function).parameters.values()
    scope = function.__globals__
    return [
        parameter.replace(annotation=eval(parameter.annotation, scope))  # our own words
        for parameter in found
        if parameter.name != besides
    ]


def _register(
    run: Callable[..., None],
    function: Callable[..., object],
    parameters: Iterable[inspect.Parameter],
    name: str | None,
    of: typer.Typer = app,
) -> None:
    """Make a command of `run`, with these parameters and the name and help of the function."""
    keywords = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in keywords}
    run.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
    of.command(name)(run)


def _with_filters(parameters: Iterable[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(Filters, include_extras=True)
    for parameter in parameters:
        if parameter.annotation is not Filters:
            yield parameter
            continue
        for field in fields(Filters):
            yield parameter.replace(name=field.name, default=None, annotation=hints[field.name])


def _collected(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments with the options of `Filters` as one."""
    names = [field.name for field in fields(Filters)]
    if not set(names) <= set(given):
        return given
    typed = {name: given.pop(name) for name in names}
    return {**given, "filters": Filters(**typed)}


def opened(context: typer.Context, any_model: bool = False) -> Assistant:
    """The assistant on the library that was named before the command."""
    library: Path | None = context.obj
    return Assistant(library, any_model=any_model)


def beside(assistant: Assistant, folder: Path) -> Assistant:
    """One more assistant; where it wants the same embedding model, that is loaded once for both."""
    settings = find(folder).settings
    same = settings.embeddings == assistant.settings.embeddings
    return Assistant(folder, embeddings=assistant.library.embeddings if same else None)


def put(text: str) -> None:
    """Print a result, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell a line about what was done; it goes to standard error."""
    print(text, file=sys.stderr)
