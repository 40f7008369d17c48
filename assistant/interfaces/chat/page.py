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


def page(desk: Desk, workers: Workers, talks: Talks) -> gr.Blocks:
    """The page as Gradio blocks."""
    blocks: gr.Blocks = gr.Blocks(
        title="newsbrief", analytics_enabled=False, fill_width=True, fill_height=True
    )
    with blocks:
        session = gr.State(Session())
        briefing = gr.State(None)
        scope = gr.State(Scope())
        look = gr.State(Look())
        masthead = pane("masthead", "settings", "tried", scripts=("settings",))
        with gr.Row(elem_id="nb-room"):
            library = pane("library", "scope", "adding", scripts=("choosing", "adding"))
            with gr.Column(elem_id="nb-middle"), gr.Tabs(elem_id="nb-tabs"):
                with gr.Tab("Ask"):
                    ask = pane("ask", "suggested", "rated", scripts=("talking",))
                with gr.Tab("Brief", render_children=True):
                    brief = pane("brief", "choices", "kept", "checked", scripts=("matrix",))
                with gr.Tab("Conversations", render_children=True):
                    talked = pane("conversations")
            evidence = pane("evidence")
        talk_events = TalkEvents(talks, workers)
        desk_events = Events(desk, workers, talk_events)
        library_events = LibraryEvents(desk, workers)
        settings_events = SettingsEvents(desk, workers)
        quick: dict[str, Any] = {
            "queue": False, "show_progress": "hidden", "api_visibility": "private"
        }  # fmt: skip
        queued: dict[str, Any] = {
            "show_progress": "hidden", "api_visibility": "private", "concurrency_limit": AT_ONCE
        }  # fmt: skip
        greeted = blocks.load(desk_events.greet, None, [masthead, ask, session], **quick)
        blocks.load(desk_events.shelves, None, [brief], **quick)
        masthead.settings(settings_events.settings, None, [masthead], **quick)
        masthead.attempt(
            settings_events.attempt, None, [masthead], **(queued | {"concurrency_limit": 1})
        )
        masthead.choose(settings_events.choose, None, [masthead], **quick)
        scoped = [library, scope]
        blocks.load(library_events.refresh, [look, scope], scoped, **quick)
        library.look(
            library_events.look, [scope], [*scoped, look], trigger_mode="multiple", **quick
        )
        taken = library.take(
            library_events.take, [session], [library, ask], trigger_mode="multiple",
            **(queued | {"concurrency_limit": 1}),
        )  # fmt: skip
        mended = [
            library.correct(library_events.correct, [look, scope], scoped, **quick),
            library.discard(library_events.discard, [look, scope], scoped, **quick),
        ]
        # Gradio drops an event that comes before the one before it is over, which is a moment
        # after its last word is shown.
        running = ask.ask(
            desk_events.ask, [session, scope], [ask, session], trigger_mode="multiple", **queued
        )
        # The next answer may be whole before the suggestions for this one are.
        running.then(desk_events.suggest, [session], [ask], trigger_mode="multiple", **queued)
        followed = ask.follow(talk_events.follow, [session], [ask, session], **queued)
        answering = [running, followed]
        ask.stop(talk_events.stop, [session], [ask, session], cancels=answering, **quick)
        ask.clear(talk_events.clear, None, [ask, session], **quick)
        ask.rate(talk_events.rate, [session], [ask], trigger_mode="multiple", **quick)
        talked.seek(talk_events.seek, None, [talked], trigger_mode="always_last", **quick)
        talked.rename(talk_events.rename, None, [talked], **quick)
        talked.discard(talk_events.discard, [session], [talked, ask, session], **quick)
        reopened = talked.open(talk_events.open, None, [ask, session], cancels=answering, **quick)
        for told in (greeted, followed, reopened):
            told.then(desk_events.suggest, [session], [ask], trigger_mode="multiple", **queued)
        loaded = ask.samples(desk_events.samples, [session], [ask], **queued)
        for changed in (loaded, taken, *mended):
            changed.then(library_events.refresh, [look, scope], scoped, **quick)
        for changed in (loaded, taken, *mended):
            changed.then(desk_events.shelves, None, [brief], **quick)
        brief.brief(
            desk_events.brief, [scope], [brief, briefing], trigger_mode="multiple", **queued
        )
        brief.save(desk_events.save, [briefing], [brief, briefing], **quick)
        brief.reopen(desk_events.reopen, None, [brief, briefing], **quick)
        brief.check(desk_events.check, None, [brief], **quick)
        brief.discard(desk_events.discard, None, [brief], **quick)
        library.open(desk_events.open, None, [evidence], **quick)
        for citing in (ask, brief, evidence):
            citing.cite(desk_events.cite, [session, briefing], [evidence], **quick)
    blocks.queue(max_size=64, api_open=False)
    return blocks


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

    async def suggest(self, session: Session, request: gr.Request) -> Any:
        """An answer is whole: what could be asked next."""
        session = mine(session, request)
        try:
            return shown(suggested=await self._workers.run(lambda: self._desk.suggestions(session)))
        except Exception as error:
            said(error)  # the answer stands without them
            return gr.skip()

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
