"""The library's pane: looking through it, choosing what counts, adding, mending, removing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversations.jobs import Thread
from assistant.conversations.workers import Push, Workers
from assistant.interfaces.chat.access import known_as
from assistant.interfaces.chat.adding import Adding, AddingView, parcel, typed_day
from assistant.interfaces.chat.components import mine, owner, sent, shown, text, trouble
from assistant.interfaces.chat.listing import (
    LibraryView,
    Listing,
    Look,
    Row,
    Scope,
    ScopeView,
    library_view,
    read_look,
    read_scope,
    scope_filter,
    scope_view,
    still_held,
)
from assistant.interfaces.chat.views import AskView
from assistant.wording import error_line, one_line
from vectorstore.documents import ArticleFilter
from vectorstore.errors import UnknownArticle

_FIELDS = ("title", "publisher", "published")


class LibraryModel:
    """The library of one assistant, for any number of pages; it knows nothing of Gradio. What a
    browser sends is looked up in the library."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._listing = Listing(assistant)
        self.adding = Adding(assistant)

    def read(self, fields: Mapping[str, object]) -> tuple[Look, Scope]:
        """How a page looks at the list and what it chose, of what it sent."""
        return read_look(fields), read_scope(fields, self._listing.now(stories=False))

    def shown(
        self, look: Look, scope: Scope, *, stories: bool = True
    ) -> tuple[LibraryView, ScopeView, Scope]:
        """The list, what the scope comes to, and the scope without what is gone. Without `stories`
        they are not waited for, and may be those from before a change."""
        contents = self._listing.now(stories=stories)
        scope = still_held(scope, contents)
        filter = scope_filter(scope, contents)
        narrowed = ArticleFilter(
            publishers=filter.publishers, since=filter.since, until=filter.until
        )
        within = self._assistant.stories(narrowed) if narrowed and contents.settled else None
        passing = self._assistant.library.scope(filter or None).articles
        view = library_view(contents, look, scope, within)
        return view, scope_view(scope, contents, passing), scope

    def total(self) -> int:
        """How many articles the library holds."""
        return self._assistant.library.counts()[0]

    def filter(self, scope: Scope) -> ArticleFilter:
        """The scope as a filter."""
        return scope_filter(scope, self._listing.now(stories=False))

    def correct(self, article_id: str, typed: Mapping[str, str]) -> None:
        """Correct the title, the publisher or the day of an article, where it differs. Raises
        UnknownArticle, and SettingsError for what is no day."""
        row = self._row(article_id)
        typed_day(typed.get("published", ""))
        given = {
            name: one_line(typed[name])
            for name, known in zip(_FIELDS, row.fields, strict=True)
            if name in typed and one_line(typed[name]) != known
        }
        if given:
            self._assistant.edit(article_id, **given)

    def remove(self, article_id: str, by: str = "") -> None:
        """Remove an article; raises UnknownArticle."""
        self._assistant.remove(self._row(article_id).id, by=by)

    def _row(self, article_id: str) -> Row:
        row = self._listing.now(stories=False).by_id.get(article_id)
        if row is None:
            raise UnknownArticle("the article is no longer in the library: reload the page")
        return row


class LibraryEvents:
    """Each event of the library's pane; `conversation` is what a thread looks like."""

    def __init__(
        self, model: LibraryModel, workers: Workers, conversation: Callable[[Thread], AskView]
    ) -> None:
        self._model = model
        self._workers = workers
        self._conversation = conversation

    async def look(self, scope: Scope, event: gr.EventData) -> tuple[Any, Any, Any]:
        """The page looks elsewhere or chose something else."""
        try:
            look, chosen = await self._workers.run(lambda: self._model.read(sent(event)))
            if chosen.sent < scope.sent:  # what was sent after it is here already
                return gr.skip(), gr.skip(), gr.skip()
            return (*await self._shown(look, chosen, stories=False), look)
        except Exception as error:
            return trouble(error), gr.skip(), gr.skip()

    async def refresh(self, look: Look, scope: Scope) -> tuple[Any, Any]:
        """A page was opened, or the library has changed."""
        return await self._changed(look, scope, lambda: None, stories=True)

    async def take(
        self, thread: Thread, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, Any]]:
        """Something is to be added: how far that has come, and what became of it."""
        thread = mine(thread, request)
        given = parcel(sent(event), request.session_hash or "", known_as(owner(request)))

        def work(push: Push[AddingView]) -> None:
            self._model.adding.add(given, push)

        try:
            typed_day(given.day)  # others may be before it
            before = await self._workers.run(self._model.total)
            async with aclosing(self._workers.follow_adding(work)) as steps:
                async for step in steps:
                    yield shown(adding=step), gr.skip()
            if not before and not thread.answers:
                view = await self._workers.run(lambda: self._conversation(thread))
                yield gr.skip(), shown(value=view)
        except Exception as error:
            failed = AddingView(given.number, trouble=error_line(error), done=True)
            yield shown(adding=failed), gr.skip()

    async def halt(self, event: gr.EventData, request: gr.Request) -> None:
        """No more of what is to be added is wanted."""
        self._model.adding.stop(parcel(sent(event), request.session_hash or ""))

    async def correct(self, look: Look, scope: Scope, event: gr.EventData) -> tuple[Any, Any]:
        """The fields of an article are corrected."""
        fields = sent(event)
        typed = {name: text(fields, name) for name in _FIELDS if isinstance(fields.get(name), str)}
        article = text(fields, "id")
        return await self._changed(look, scope, lambda: self._model.correct(article, typed))

    async def discard(
        self, look: Look, scope: Scope, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any]:
        """An article is removed."""
        article, by = text(sent(event), "id"), known_as(owner(request))
        return await self._changed(look, scope, lambda: self._model.remove(article, by))

    async def _changed(
        self, look: Look, scope: Scope, change: Callable[[], None], *, stories: bool = False
    ) -> tuple[Any, Any]:
        try:
            await self._workers.run(change)
            return await self._shown(look, scope, stories=stories)
        except Exception as error:
            return trouble(error), gr.skip()

    async def _shown(self, look: Look, scope: Scope, *, stories: bool) -> tuple[Any, Scope]:
        library, view, now = await self._workers.run(
            lambda: self._model.shown(look, scope, stories=stories)
        )
        return shown(value=library, scope=view, live={}), now
