"""The page: its panes, and which event of a pane is answered by what."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.conversations.jobs import AnswerJobs, Thread
from assistant.conversations.workers import Workers
from assistant.interfaces.chat.ask import AskEvents, ViewModel
from assistant.interfaces.chat.briefings import BriefingEvents
from assistant.interfaces.chat.components import pane
from assistant.interfaces.chat.following import FollowingEvents
from assistant.interfaces.chat.library import LibraryEvents
from assistant.interfaces.chat.listing import Look, Scope
from assistant.interfaces.chat.settings import SettingsEvents

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
    asking = AskEvents(model, jobs, workers)
    briefings = BriefingEvents(model.briefings, model.following, workers)
    library = LibraryEvents(model.library, workers, model.conversation)
    with blocks:
        panes = _Panes()
        _ask(blocks, panes, asking)
        _brief(blocks, panes, briefings)
        _following(panes, FollowingEvents(model.following, workers))
        _library(blocks, panes, asking, library, briefings)
        settings, masthead = SettingsEvents(model.settings, workers), panes.masthead
        masthead.settings(settings.settings, None, [masthead], **_QUICK)
        masthead.attempt(settings.attempt, None, [masthead], **_ALONE)
        masthead.look(settings.look, None, [masthead], **_ALONE)
        masthead.choose(settings.choose, None, [masthead], **_QUICK)
        panes.library.open(asking.article, None, [panes.evidence], **_QUICK)
        for citing in (panes.ask, panes.brief, panes.evidence):
            citing.cite(asking.cite, [panes.thread, panes.briefing], [panes.evidence], **_QUICK)
    blocks.queue(max_size=MOST_WAITING, api_open=False)
    return blocks


class _Panes:
    """The panes in their places, and what the server keeps for each page."""

    def __init__(self) -> None:
        self.thread = gr.State(Thread())
        self.briefing = gr.State(None)
        self.scope = gr.State(Scope())
        self.look = gr.State(Look())
        self.masthead = pane(
            "masthead", "settings", "tried", "local", scripts=("settings", "hovering")
        )
        with gr.Row(elem_id="nb-room"):
            self.library = pane("library", "scope", "adding", scripts=("choosing", "adding"))
            with gr.Column(elem_id="nb-middle"), gr.Tabs(elem_id="nb-tabs"):
                with gr.Tab("Ask"):
                    self.ask = pane("ask", "suggested", "rated", scripts=("answers", "talking"))
                with gr.Tab("Brief", render_children=True):
                    self.brief = pane(
                        "brief", "choices", "kept", "checked", "followed",
                        scripts=("matrix", "following"),
                    )  # fmt: skip
                with gr.Tab("Conversations", render_children=True):
                    self.list = pane("conversations")
            self.evidence = pane("evidence")


def _ask(blocks: gr.Blocks, panes: _Panes, own: AskEvents) -> None:
    """Questions and answers, and the conversations that they make."""
    ask, listed, thread = panes.ask, panes.list, panes.thread
    both = [ask, thread]
    greeted = blocks.load(own.greet, None, [panes.masthead, *both], **_QUICK)
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
    brief.resume(own.resume, None, both, **_QUICK)
    panes.ask.briefing(own.of_answer, [panes.thread], both, **_QUICK)
    brief.check(own.check, None, [brief], **_QUICK)
    brief.discard(own.discard, None, [brief], **_QUICK)


def _following(panes: _Panes, own: FollowingEvents) -> None:
    """Topics and feeds that are followed, in the briefing's pane."""
    brief = panes.brief
    brief.following(own.look, None, [brief], **_QUICK)
    brief.follow(own.follow, None, [brief], **_QUICK)
    brief.unfollow(own.unfollow, None, [brief], **_QUICK)


def _library(
    blocks: gr.Blocks,
    panes: _Panes,
    asking: AskEvents,
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
        panes.ask.samples(asking.samples, [thread], [panes.ask], **_QUEUED),
    ):
        changed.then(own.refresh, view, scoped, **_QUICK)
        changed.then(briefings.greet, None, [panes.brief], **_QUICK)
