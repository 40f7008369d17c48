"""What the commands call, imported when it is first called: `--help` needs none of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any


def late(module: str, name: str) -> Callable[..., Any]:
    """A function of a module, which is imported when the function is called."""

    @cache
    def found() -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def called(*given: Any, **named: Any) -> Any:
        return found()(*given, **named)

    return called


class LateModule:
    """A module that is imported when something of it is called."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return late(self._module, name)


if TYPE_CHECKING:
    from assistant.assistant import Assistant as Assistant
    from assistant.documents import document as document
    from assistant.documents import jsonable as jsonable
    from assistant.documents import one_line_document as one_line_document
    from assistant.exporting import files
    from assistant.exporting.files import parsed as parsed
    from assistant.exporting.files import read_briefing as read_briefing
    from assistant.exporting.files import write as write
    from assistant.following.destinations import destination as destination
    from assistant.following.rhythm import in_words as in_words
    from assistant.following.rhythm import read_rhythm as read_rhythm
    from assistant.following.types import Followed as Followed
    from assistant.following.types import Topic as Topic
    from assistant.interfaces.cli import show as show
    from assistant.interfaces.cli.conversation import converse as converse
    from assistant.reading.sources import size as size
    from assistant.sections.changes import revisions as revisions
    from assistant.settings import find as find
    from assistant.wording import counted as counted
    from assistant.wording import day_and_time as day_and_time
    from assistant.wording import one_line as one_line
    from assistant.wording import used as used
    from vectorstore.documents import ArticleFilter as ArticleFilter

    in_form = files.export
else:
    Assistant = late("assistant.assistant", "Assistant")
    document = late("assistant.documents", "document")
    jsonable = late("assistant.documents", "jsonable")
    one_line_document = late("assistant.documents", "one_line_document")
    in_form = late("assistant.exporting.files", "export")
    parsed = late("assistant.exporting.files", "parsed")
    read_briefing = late("assistant.exporting.files", "read_briefing")
    write = late("assistant.exporting.files", "write")
    destination = late("assistant.following.destinations", "destination")
    in_words = late("assistant.following.rhythm", "in_words")
    read_rhythm = late("assistant.following.rhythm", "read_rhythm")
    Followed = late("assistant.following.types", "Followed")
    Topic = late("assistant.following.types", "Topic")
    converse = late("assistant.interfaces.cli.conversation", "converse")
    size = late("assistant.reading.sources", "size")
    revisions = late("assistant.sections.changes", "revisions")
    find = late("assistant.settings", "find")
    counted = late("assistant.wording", "counted")
    day_and_time = late("assistant.wording", "day_and_time")
    one_line = late("assistant.wording", "one_line")
    used = late("assistant.wording", "used")
    ArticleFilter = late("vectorstore.documents", "ArticleFilter")
    show = LateModule("assistant.interfaces.cli.show")
