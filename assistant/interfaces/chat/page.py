"""The page: its panes, and which event of a pane is answered by what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant.conversations.jobs import AnswerJobs, Thread
from assistant.conversations.open_briefings import OpenBriefing
from assistant.conversations.workers import Workers
from assistant.interfaces.chat.briefings import BriefingEvents
from assistant.interfaces.chat.components import (
    login,
    mine,
    number,
    pane,
    sent,
    shown,
    text,
    trouble,
)
from assistant.interfaces.chat.conversations import ConversationEvents
from assistant.interfaces.chat.library import LibraryEvents
from assistant.interfaces.chat.listing import Look, Scope
from assistant.interfaces.chat.settings import SettingsEvents
from assistant.interfaces.chat.view_model import CITATION, PASSAGE, ViewModel
from assistant.interfaces.chat.views import Place
from assistant.wording import error_line

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


def page(model: ViewModel, workers: Workers, jobs: AnswerJobs) -> gr.Blocks:
    """The page as Gradio blocks."""
    blocks: gr.Blocks = gr.Blocks(
        title="newsbrief", analytics_enabled=False, fill_width=True, fill_height=True
    )
    conversations = ConversationEvents(model, jobs, workers)
    briefings = BriefingEvents(model.briefings, workers)
    library = LibraryEvents(model.library, workers, model.conversation)
    with blocks:
        panes = _Panes()
        events = Events(model, workers, conversations)
        _ask(blocks, panes, events, conversations)
        _brief(blocks, panes, briefings)
        _library(blocks, panes, events, library, briefings)
        _settings(panes, SettingsEvents(model.settings, workers))
        panes.library.open(events.open, None, [panes.evidence], **_QUICK)
        for citing in (panes.ask, panes.brief, panes.evidence):
            citing.cite(events.cite, [panes.thread, panes.briefing], [panes.evidence], **_QUICK)
    blocks.queue(max_size=MOST_WAITING, api_open=False)
    return blocks


class _Panes:
    """The panes in their places, and what the server keeps for each page."""

    def __init__(self) -> None:
        self.thread = gr.State(Thread())
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
                    self.list = pane("conversations")
            self.evidence = pane("evidence")


def _ask(blocks: gr.Blocks, panes: _Panes, events: Events, own: ConversationEvents) -> None:
    """Questions and answers, and the conversations that they make."""
    ask, listed, thread = panes.ask, panes.list, panes.thread
    both = [ask, thread]
    greeted = blocks.load(events.greet, None, [panes.masthead, *both], **_QUICK)
    running = ask.ask(own.ask, [thread, panes.scope], both, **_EACH, **_QUEUED)
    followed = ask.follow(own.follow, [thread], both, **_QUEUED)
    answering = [running, followed]
    ask.stop(own.stop, [thread], both, cancels=answering, **_QUICK)
    ask.clear(own.clear, None, both, **_QUICK)
    ask.rate(own.rate, [thread], [ask], **_EACH, **_QUICK)
    listed.seek(own.seek, None, [listed], trigger_mode="always_last", **_QUICK)
    listed.rename(own.rename, None, [listed], **_QUICK)
    listed.discard(own.discard, [thread], [listed, *both], **_QUICK)
    reopened = listed.open(own.open, None, both, cancels=answering, **_QUICK)
    # The next answer may be whole before the suggestions for this one are, which is why they
    # must not stand in the queue in front of its question.
    for answered in (running, greeted, followed, reopened):
        answered.then(own.suggest, [thread], [ask], **_EACH, **_QUICK)


def _brief(blocks: gr.Blocks, panes: _Panes, own: BriefingEvents) -> None:
    """Briefings, and those that are saved."""
    brief, briefing = panes.brief, panes.briefing
    both = [brief, briefing]
    blocks.load(own.greet, None, [brief], **_QUICK)
    brief.brief(own.brief, [panes.scope], both, **_EACH, **_QUEUED)
    brief.save(own.save, [briefing], both, **_QUICK)
    brief.reopen(own.reopen, None, both, **_QUICK)
    brief.check(own.check, None, [brief], **_QUICK)
    brief.discard(own.discard, None, [brief], **_QUICK)


def _library(
    blocks: gr.Blocks,
    panes: _Panes,
    events: Events,
    own: LibraryEvents,
    briefings: BriefingEvents,
) -> None:
    """The library: looking through it, choosing from it, adding to it and mending it."""
    library, thread, look, scope = panes.library, panes.thread, panes.look, panes.scope
    view, scoped = [look, scope], [library, scope]
    blocks.load(own.refresh, view, scoped, **_QUICK)
    library.look(own.look, [scope], [*scoped, look], **_EACH, **_QUICK)
    library.halt(own.halt, None, None, **_EACH, **_QUICK)
    for changed in (
        library.take(own.take, [thread], [library, panes.ask], **_EACH, **_ALONE),
        library.correct(own.correct, view, scoped, **_QUICK),
        library.discard(own.discard, view, scoped, **_QUICK),
        panes.ask.samples(events.samples, [thread], [panes.ask], **_QUEUED),
    ):
        changed.then(own.refresh, view, scoped, **_QUICK)
        changed.then(briefings.greet, None, [panes.brief], **_QUICK)


def _settings(panes: _Panes, own: SettingsEvents) -> None:
    """The model that writes."""
    masthead = panes.masthead
    masthead.settings(own.settings, None, [masthead], **_QUICK)
    masthead.attempt(own.attempt, None, [masthead], **_ALONE)
    masthead.choose(own.choose, None, [masthead], **_QUICK)


class Events:
    """The events that belong to no single pane: a page is opened, evidence is shown."""

    def __init__(
        self, model: ViewModel, workers: Workers, conversations: ConversationEvents
    ) -> None:
        self._model = model
        self._workers = workers
        self._conversations = conversations

    async def greet(self, request: gr.Request) -> tuple[Any, Any, Thread]:
        """A page was opened, perhaps at a conversation that is stored."""
        self._model.opened.set()
        masthead = shown(value=self._model.settings.masthead(login(request)))
        wanted = str(request.query_params.get("c", ""))
        return masthead, *(await self._conversations.shown_at(wanted, request))

    async def samples(self, thread: Thread, request: gr.Request) -> AsyncIterator[Any]:
        """The sample articles are added; how far that has come, then what to ask."""
        thread = mine(thread, request)
        try:
            async with aclosing(self._workers.follow(self._model.add_samples)) as steps:
                async for progress in steps:
                    yield shown(live={"progress": progress})
            view = await self._workers.run(lambda: self._model.conversation(thread))
        except Exception as error:
            yield shown(live={"progress": "", "trouble": error_line(error)})
            return
        yield shown(value=view, live={})

    async def open(self, event: gr.EventData) -> Any:
        """An article of the list is opened."""
        article_id = text(sent(event), "id")
        try:
            return shown(value=await self._workers.run(lambda: self._model.article(article_id)))
        except Exception as error:
            return trouble(error)

    async def cite(
        self, thread: Thread, opened: OpenBriefing | None, event: gr.EventData, request: gr.Request
    ) -> Any:
        """A citation or a passage is opened at its words."""
        thread, fields = mine(thread, request), sent(event)
        kind = PASSAGE if text(fields, "kind") == PASSAGE else CITATION
        place = Place(text(fields, "pane"), kind, number(fields, "turn"), number(fields, "number"))
        briefing = opened.briefing if opened is not None else None
        try:
            view = await self._workers.run(lambda: self._model.evidence(place, thread, briefing))
        except Exception as error:
            return trouble(error)
        return gr.skip() if view is None else shown(value=view)
