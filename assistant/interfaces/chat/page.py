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
    pending,
    said,
)
from assistant.interfaces.chat.live import Push, Workers
from assistant.interfaces.chat.shelf import Opened
from assistant.interfaces.chat.views import Place, answer_view

AT_ONCE = 4
"""So many questions, or briefings, are worked on at a time; further ones wait."""


def page(desk: Desk, workers: Workers) -> gr.Blocks:
    """The page as Gradio blocks."""
    blocks: gr.Blocks = gr.Blocks(
        title="newsbrief", analytics_enabled=False, fill_width=True, fill_height=True
    )
    with blocks:
        session = gr.State(Session())
        briefing = gr.State(None)
        masthead = pane("masthead")
        with gr.Row(elem_id="nb-room"):
            library = pane("library")
            with gr.Column(elem_id="nb-middle"), gr.Tabs(elem_id="nb-tabs"):
                with gr.Tab("Ask"):
                    ask = pane("ask", "suggested")
                with gr.Tab("Brief", render_children=True):
                    brief = pane("brief", "choices", "kept", "checked")
            evidence = pane("evidence")
        desk_events = Events(desk, workers)
        quick: dict[str, Any] = {
            "queue": False, "show_progress": "hidden", "api_visibility": "private"
        }  # fmt: skip
        queued: dict[str, Any] = {
            "show_progress": "hidden", "api_visibility": "private", "concurrency_limit": AT_ONCE
        }  # fmt: skip
        blocks.load(desk_events.greet, [session], [masthead, library, ask], **quick)
        blocks.load(desk_events.shelves, None, [brief], **quick)
        running = ask.ask(desk_events.ask, [session], [ask, session], **queued)
        # The next answer may be whole before the suggestions for this one are.
        running.then(desk_events.suggest, [session], [ask], trigger_mode="multiple", **queued)
        ask.stop(desk_events.stop, [session], [ask, session], cancels=[running], **quick)
        ask.clear(desk_events.clear, None, [ask, session], **quick)
        loaded = ask.samples(desk_events.samples, [session], [ask, library], **queued)
        loaded.then(desk_events.shelves, None, [brief], **quick)
        brief.brief(desk_events.brief, None, [brief, briefing], **queued)
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

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers

    async def greet(self, session: Session) -> tuple[Any, Any, Any]:
        """A page was opened."""
        desk, run = self._desk, self._workers.run
        try:
            library = await run(desk.library)
            conversation = await run(lambda: desk.conversation(session))
        except Exception as error:
            return (
                shown(value=desk.masthead()),
                gr.skip(),
                shown(live=growing(session, failed("", error))),
            )
        return shown(value=desk.masthead()), shown(value=library), shown(value=conversation)

    async def ask(self, session: Session, event: gr.EventData) -> AsyncIterator[tuple[Any, Any]]:
        """A question: the answer as it grows, in the page and in the session."""
        asked = again(session, _number(event, "turn"), _text(event, "without"))
        asked = asked or Asked(_text(event, "question"))
        question = asked.question

        def answering(push: Push[Session]) -> None:
            self._desk.ask(session, asked, push)

        yield shown(live=growing(session, pending(question)), suggested={}), session
        whole = session
        try:
            async with aclosing(self._workers.follow(answering)) as steps:
                async for whole in steps:
                    yield shown(live=growing(session, answer_view(whole.answers[-1]))), whole
            whole = Session(whole.answers)
            view = await self._workers.run(lambda: self._desk.conversation(whole))
        except Exception as error:
            yield shown(live=growing(session, failed(question, error))), session
            return
        yield shown(value=view, live={}), whole

    async def suggest(self, session: Session) -> Any:
        """An answer is whole: what could be asked next."""
        try:
            return shown(suggested=await self._workers.run(lambda: self._desk.suggestions(session)))
        except Exception as error:
            said(error)  # the answer stands without them
            return gr.skip()

    async def stop(self, session: Session) -> tuple[Any, Any]:
        """The answer is stopped; what there is of it stays."""
        kept = session.stopped()
        view = await self._workers.run(lambda: self._desk.conversation(kept))
        return shown(value=view, live={}), kept

    async def clear(self) -> tuple[Any, Any]:
        """A new conversation."""
        view = await self._workers.run(lambda: self._desk.conversation(Session()))
        return shown(value=view, live={}, suggested={}), Session()

    async def samples(self, session: Session) -> AsyncIterator[tuple[Any, Any]]:
        """The sample articles are added; how far that has come, then the library."""
        desk = self._desk
        try:
            async with aclosing(self._workers.follow(desk.add_samples)) as steps:
                async for progress in steps:
                    yield shown(live={"progress": progress}), gr.skip()
            library = await self._workers.run(desk.library)
            view = await self._workers.run(lambda: desk.conversation(session))
        except Exception as error:
            yield shown(live={"progress": "", "trouble": said(error)}), gr.skip()
            return
        yield shown(value=view, live={}), shown(value=library)

    async def shelves(self) -> Any:
        """A page was opened: the stories to choose from, and the saved briefings."""
        desk, run = self._desk, self._workers.run
        try:
            return shown(choices=await run(desk.choices), kept=await run(desk.shelf.list))
        except Exception as error:
            return shown(live=BriefingView(error=said(error)))

    async def brief(self, event: gr.EventData) -> AsyncIterator[tuple[Any, Any]]:
        """A briefing is asked for."""
        typed = ("topic", "story", "since", "until", "new_since")
        order = Order(words=_number(event, "words"), **{name: _text(event, name) for name in typed})
        yield shown(live=BriefingView(status="Reading the articles…")), gr.skip()
        try:
            made = await self._workers.run(lambda: self._desk.brief(order))
        except Exception as error:
            yield shown(live=BriefingView(error=said(error))), gr.skip()
            return
        yield shown(value=made.view, live={}), made

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

    async def cite(self, session: Session, opened: Opened | None, event: gr.EventData) -> Any:
        """A citation or a passage is opened at its words."""
        kind = PASSAGE if _text(event, "kind") == PASSAGE else CITATION
        place = Place(_text(event, "pane"), kind, _number(event, "turn"), _number(event, "number"))
        briefing = opened.briefing if opened is not None else None
        try:
            view = await self._workers.run(lambda: self._desk.evidence(place, session, briefing))
        except Exception as error:
            return shown(live={"trouble": said(error)})
        return gr.skip() if view is None else shown(value=view)


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
