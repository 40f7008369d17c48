"""The events of the library's pane: each is read, the library's desk asked, the panes updated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant.interfaces.chat.adding import AddingView, parcel
from assistant.interfaces.chat.components import shown
from assistant.interfaces.chat.desk import Desk, Session, said
from assistant.interfaces.chat.library_views import Look
from assistant.interfaces.chat.live import Push, Workers
from assistant.interfaces.chat.scope import Scope
from assistant.interfaces.chat.talk_events import mine

Shown = tuple[Any, Scope]
"""An update of the library, and the scope that counts now."""


class LibraryEvents:
    """Each event of the library's pane."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers

    async def look(self, scope: Scope, event: gr.EventData) -> tuple[Any, Any, Any]:
        """The page looks elsewhere or chose something else."""
        sent = told(event)
        try:
            look, chosen = await self._workers.run(lambda: self._desk.library.looked(sent))
            if chosen.sent < scope.sent:  # what was sent after it is here already
                return gr.skip(), gr.skip(), gr.skip()
            return (*await self._shown(look, chosen, stories=False), look)
        except Exception as error:
            return shown(live={"trouble": said(error)}), scope, gr.skip()

    async def refresh(self, look: Look, scope: Scope) -> Shown:
        """A page was opened, or the library has changed."""
        try:
            return await self._shown(look, scope)
        except Exception as error:
            return shown(live={"trouble": said(error)}), scope

    async def take(
        self, session: Session, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, Any]]:
        """Something is to be added: how far that has come, and what became of it."""
        session = mine(session, request)
        given = parcel(told(event), request.session_hash or "")
        adding = self._desk.library.adding

        def work(push: Push[AddingView]) -> None:
            adding.add(given, push)

        try:
            before = await self._workers.run(self._desk.library.total)
            async with aclosing(self._workers.follow(work)) as steps:
                async for step in steps:
                    yield shown(adding=step), gr.skip()
            if not before and not session.answers:
                view = await self._workers.run(lambda: self._desk.conversation(session))
                yield gr.skip(), shown(value=view)
        except Exception as error:
            trouble = AddingView(given.number, trouble=said(error), done=True)
            yield shown(adding=trouble), gr.skip()

    async def halt(self, event: gr.EventData, request: gr.Request) -> None:
        """No more of what is to be added is wanted."""
        self._desk.library.adding.stop(parcel(told(event), request.session_hash or ""))

    async def correct(self, look: Look, scope: Scope, event: gr.EventData) -> Shown:
        """The fields of an article are corrected."""
        sent = told(event)
        fields = {
            name: value
            for name in ("title", "publisher", "published")
            if isinstance(value := sent.get(name), str)
        }
        article = str(sent.get("id"))
        return await self._changed(look, scope, lambda: self._desk.library.correct(article, fields))

    async def discard(self, look: Look, scope: Scope, event: gr.EventData) -> Shown:
        """An article is removed."""
        article = str(told(event).get("id"))
        return await self._changed(look, scope, lambda: self._desk.library.remove(article))

    async def _changed(self, look: Look, scope: Scope, change: Callable[[], None]) -> Shown:
        try:
            await self._workers.run(change)
            return await self._shown(look, scope, stories=False)
        except Exception as error:
            return shown(live={"trouble": said(error)}), scope

    async def _shown(self, look: Look, scope: Scope, *, stories: bool = True) -> Shown:
        desk = self._desk.library
        library, view, now = await self._workers.run(
            lambda: desk.shown(look, scope, stories=stories)
        )
        return shown(value=library, scope=view, live={}), now


def told(event: gr.EventData) -> Mapping[str, object]:
    """What the browser sent with an event, which may be anything."""
    sent: object = event._data
    return sent if isinstance(sent, dict) else {}
