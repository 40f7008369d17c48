"""The page: three panes, and which event of a pane asks what of the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant.interfaces.chat.brief_views import BriefingView
from assistant.interfaces.chat.components import pane, shown
from assistant.interfaces.chat.desk import (
    CITATION,
    PASSAGE,
    Asked,
    Desk,
    Order,
    Session,
    again,
    failed,
    growing,
    said,
)
from assistant.interfaces.chat.library_events import LibraryEvents
from assistant.interfaces.chat.library_views import Look
from assistant.interfaces.chat.live import Push, Workers
from assistant.interfaces.chat.scope import Scope
from assistant.interfaces.chat.sent import number_or_none
from assistant.interfaces.chat.settings_events import SettingsEvents
from assistant.interfaces.chat.shelf import Opened
from assistant.interfaces.chat.talk_events import TalkEvents, mine, owner
from assistant.interfaces.chat.talks import Talks
from assistant.interfaces.chat.views import Place
from assistant.interfaces.chat.visitors import LOGIN

AT_ONCE = 4
"""So many questions, or briefings, are worked on at a time; further ones wait."""

MOST_WAITING = 1_000
"""Gradio drops what comes when so many wait, and the page that sent it hears nothing."""


_QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
_QUEUED: dict[str, Any] = {
    "show_progress": "hidden", "api_visibility": "private", "concurrency_limit": AT_ONCE
}  # fmt: skip
_ALONE = _QUEUED | {"concurrency_limit": 1}
_EACH: dict[str, Any] = {"trigger_mode": "multiple"}
"""Gradio drops an event that comes before the one before it is over, which is a moment after its
last word is shown."""


def page(desk: Desk, workers: Workers, talks: Talks) -> gr.Blocks:
    """The page as Gradio blocks."""
    blocks: gr.Blocks = gr.Blocks(
        title="newsbrief", analytics_enabled=False, fill_width=True, fill_height=True
    )
    talk_events = TalkEvents(talks, workers)
    with blocks:
        panes = _Panes()
        events = Events(desk, workers, talk_events)
        _ask(blocks, panes, events, talk_events)
        _brief(blocks, panes, events)
        _library(blocks, panes, events, LibraryEvents(desk, workers))
        _settings(panes, SettingsEvents(desk, workers))
        panes.library.open(events.open, None, [panes.evidence], **_QUICK)
        for citing in (panes.ask, panes.brief, panes.evidence):
            citing.cite(events.cite, [panes.session, panes.briefing], [panes.evidence], **_QUICK)
    blocks.queue(max_size=MOST_WAITING, api_open=False)
    return blocks


class _Panes:
    """The panes in their places, and what the server keeps for each page."""

    def __init__(self) -> None:
        self.session = gr.State(Session())
        self.briefing = gr.State(None)
        self.scope = gr.State(Scope())
        self.look = gr.State(Look())
        self.masthead = pane("masthead", "settings", "tried", scripts=("settings", "hovering"))
        with gr.Row(elem_id="nb-room"):
            self.library = pane("library", "scope", "adding", scripts=("choosing", "adding"))
            with gr.Column(elem_id="nb-middle"), gr.Tabs(elem_id="nb-tabs"):
                with gr.Tab("Ask"):
                    self.ask = pane("ask", "suggested", "rated", scripts=("talking",))
                with gr.Tab("Brief", render_children=True):
                    self.brief = pane("brief", "choices", "kept", "checked", scripts=("matrix",))
                with gr.Tab("Conversations", render_children=True):
                    self.talked = pane("conversations")
            self.evidence = pane("evidence")


def _ask(blocks: gr.Blocks, panes: _Panes, events: Events, talks: TalkEvents) -> None:
    """Questions and answers, and the conversations that they make."""
    ask, talked, session = panes.ask, panes.talked, panes.session
    both = [ask, session]
    greeted = blocks.load(events.greet, None, [panes.masthead, *both], **_QUICK)
    running = ask.ask(events.ask, [session, panes.scope], both, **_EACH, **_QUEUED)
    followed = ask.follow(talks.follow, [session], both, **_QUEUED)
    answering = [running, followed]
    ask.stop(talks.stop, [session], both, cancels=answering, **_QUICK)
    ask.clear(talks.clear, None, both, **_QUICK)
    ask.rate(talks.rate, [session], [ask], **_EACH, **_QUICK)
    talked.seek(talks.seek, None, [talked], trigger_mode="always_last", **_QUICK)
    talked.rename(talks.rename, None, [talked], **_QUICK)
    talked.discard(talks.discard, [session], [talked, *both], **_QUICK)
    reopened = talked.open(talks.open, None, both, cancels=answering, **_QUICK)
    # The next answer may be whole before the suggestions for this one are, which is why they
    # must not stand in the queue in front of its question.
    for told in (running, greeted, followed, reopened):
        told.then(talks.suggest, [session], [ask], **_EACH, **_QUICK)


def _brief(blocks: gr.Blocks, panes: _Panes, events: Events) -> None:
    """Briefings, and those that are saved."""
    brief, briefing = panes.brief, panes.briefing
    both = [brief, briefing]
    blocks.load(events.shelves, None, [brief], **_QUICK)
    brief.brief(events.brief, [panes.scope], both, **_EACH, **_QUEUED)
    brief.save(events.save, [briefing], both, **_QUICK)
    brief.reopen(events.reopen, None, both, **_QUICK)
    brief.check(events.check, None, [brief], **_QUICK)
    brief.discard(events.discard, None, [brief], **_QUICK)


def _library(blocks: gr.Blocks, panes: _Panes, events: Events, own: LibraryEvents) -> None:
    """The library: looking through it, choosing from it, adding to it and mending it."""
    library, session, look, scope = panes.library, panes.session, panes.look, panes.scope
    view, scoped = [look, scope], [library, scope]
    blocks.load(own.refresh, view, scoped, **_QUICK)
    library.look(own.look, [scope], [*scoped, look], **_EACH, **_QUICK)
    library.halt(own.halt, None, None, **_EACH, **_QUICK)
    for changed in (
        library.take(own.take, [session], [library, panes.ask], **_EACH, **_ALONE),
        library.correct(own.correct, view, scoped, **_QUICK),
        library.discard(own.discard, view, scoped, **_QUICK),
        panes.ask.samples(events.samples, [session], [panes.ask], **_QUEUED),
    ):
        changed.then(own.refresh, view, scoped, **_QUICK)
        changed.then(events.shelves, None, [panes.brief], **_QUICK)


def _settings(panes: _Panes, own: SettingsEvents) -> None:
    """The model that writes."""
    masthead = panes.masthead
    masthead.settings(own.settings, None, [masthead], **_QUICK)
    masthead.attempt(own.attempt, None, [masthead], **_ALONE)
    masthead.choose(own.choose, None, [masthead], **_QUICK)


class Events:
    """Each event of the page: what it sends is read, what the desk gives is shown."""

    def __init__(self, desk: Desk, workers: Workers, talks: TalkEvents) -> None:
        self._desk = desk
        self._workers = workers
        self._talks = talks

    async def greet(self, request: gr.Request) -> tuple[Any, Any, Session]:
        """A page was opened, perhaps at a conversation that is kept."""
        self._desk.opened.set()
        asking = owner(request)
        login = asking.removeprefix(LOGIN) if asking.startswith(LOGIN) else ""
        masthead = shown(value=self._desk.masthead(login))
        wanted = str(request.query_params.get("c", ""))
        try:
            conversation, session = await self._talks.opened(wanted, request)
        except Exception as error:
            fresh = Session(owner=asking)
            return masthead, shown(live=growing(fresh, failed("", error))), fresh
        return masthead, shown(value=conversation), session

    async def ask(
        self, session: Session, scope: Scope, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, Any]]:
        """A question: the answer as it grows, in the page and in the session."""
        session = mine(session, request)
        asked = again(session, _number(event, "turn"), _text(event, "without"))
        asked = asked or _asked(event)
        async with aclosing(self._talks.ask(session, asked, scope, request)) as steps:
            async for step in steps:
                yield step

    async def samples(self, session: Session, request: gr.Request) -> AsyncIterator[Any]:
        """The sample articles are added; how far that has come, then what to ask."""
        session = mine(session, request)
        desk = self._desk
        try:
            async with aclosing(self._workers.follow(desk.add_samples)) as steps:
                async for progress in steps:
                    yield shown(live={"progress": progress})
            view = await self._workers.run(lambda: desk.conversation(session))
        except Exception as error:
            yield shown(live={"progress": "", "trouble": said(error)})
            return
        yield shown(value=view, live={})

    async def shelves(self) -> Any:
        """A page was opened: the stories to choose from, and the saved briefings."""
        desk, run = self._desk, self._workers.run
        try:
            return shown(choices=await run(desk.choices), kept=await run(desk.shelf.list))
        except Exception as error:
            return shown(live=BriefingView(error=said(error)))

    async def brief(self, scope: Scope, event: gr.EventData) -> AsyncIterator[tuple[Any, Any]]:
        """A briefing is asked for."""
        typed = ("topic", "story", "since", "until", "new_since")
        order = Order(words=_number(event, "words"), **{name: _text(event, name) for name in typed})
        yield shown(live=BriefingView(status="Reading the articles…")), gr.skip()

        def work(push: Push[Opened | BriefingView]) -> None:
            push(self._desk.brief(order, scope, lambda doing: push(BriefingView(status=doing))))

        try:
            async with aclosing(self._workers.follow(work)) as steps:
                async for made in steps:
                    if isinstance(made, Opened):
                        yield shown(value=made.view, live={}), made
                    else:
                        yield shown(live=made), gr.skip()
        except Exception as error:
            yield shown(live=BriefingView(error=said(error))), gr.skip()

    async def save(self, opened: Opened | None) -> tuple[Any, Any]:
        """The briefing that the page shows is saved."""
        if opened is None:
            return gr.skip(), gr.skip()
        shelf, run = self._desk.shelf, self._workers.run
        try:
            saved = await run(lambda: shelf.save(opened))
            return shown(value=saved.view, kept=await run(shelf.list), live={}), saved
        except Exception as error:
            return shown(live=BriefingView(error=said(error))), gr.skip()

    async def reopen(self, event: gr.EventData) -> tuple[Any, Any]:
        """A saved briefing is opened."""
        saved_id = _text(event, "id")
        try:
            opened = await self._workers.run(lambda: self._desk.shelf.reopened(saved_id))
        except Exception as error:
            return shown(live=BriefingView(error=said(error))), gr.skip()
        return shown(value=opened.view, live={}), opened

    async def check(self, event: gr.EventData) -> Any:
        """A saved briefing is held against the library as it is now."""
        saved_id = _text(event, "id")
        try:
            found = await self._workers.run(lambda: self._desk.shelf.checked(saved_id))
        except Exception as error:
            return shown(live=BriefingView(error=said(error)))
        return shown(checked=found)

    async def discard(self, event: gr.EventData) -> Any:
        """A saved briefing is deleted."""
        saved_id = _text(event, "id")
        try:
            return shown(kept=await self._workers.run(lambda: self._desk.shelf.deleted(saved_id)))
        except Exception as error:
            return shown(live=BriefingView(error=said(error)))

    async def open(self, event: gr.EventData) -> Any:
        """An article of the list is opened."""
        article_id = _text(event, "id")
        try:
            return shown(value=await self._workers.run(lambda: self._desk.article(article_id)))
        except Exception as error:
            return shown(live={"trouble": said(error)})

    async def cite(
        self, session: Session, opened: Opened | None, event: gr.EventData, request: gr.Request
    ) -> Any:
        """A citation or a passage is opened at its words."""
        session = mine(session, request)
        kind = PASSAGE if _text(event, "kind") == PASSAGE else CITATION
        place = Place(_text(event, "pane"), kind, _number(event, "turn"), _number(event, "number"))
        briefing = opened.briefing if opened is not None else None
        try:
            view = await self._workers.run(lambda: self._desk.evidence(place, session, briefing))
        except Exception as error:
            return shown(live={"trouble": said(error)})
        return gr.skip() if view is None else shown(value=view)


def _asked(event: gr.EventData) -> Asked:
    """The question that was typed, perhaps instead of one that was asked before."""
    return Asked(_text(event, "question"), instead=number_or_none(event, "instead"))


def _sent(event: gr.EventData, name: str) -> object:
    """A field of what the browser sent, which may be anything."""
    sent: object = event._data
    return sent.get(name) if isinstance(sent, dict) else None


def _text(event: gr.EventData, name: str) -> str:
    value = _sent(event, name)
    return value if isinstance(value, str) else ""


def _number(event: gr.EventData, name: str) -> int:
    value = _sent(event, name)
    return value if isinstance(value, int) else 0
