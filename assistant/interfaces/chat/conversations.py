"""Conversations on the page: questions, answers as they grow, stops, thumbs, and the list."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.conversations.jobs import AnswerJob, AnswerJobs, Thread
from assistant.conversations.threads import ConversationSummary, Thumb
from assistant.conversations.workers import Workers
from assistant.errors import UnknownConversation
from assistant.interfaces.chat.components import (
    mine,
    number,
    owner,
    sent,
    shown,
    text,
    tick,
    trouble,
)
from assistant.interfaces.chat.listing import Scope
from assistant.interfaces.chat.view_model import Question, ViewModel, read_question
from assistant.interfaces.chat.views import AnswerView, AskView, GrowingView, answer_view
from assistant.wording import error_line

LOST = "This conversation is not here: it was deleted, or belongs to another browser or login."

MOST_LISTED = 1_000
"""So many conversations a page lists at most."""

_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListView:
    """The newest conversations that have the words, and how many there are of them in all.

    Their moments are in ISO 8601, as only the browser knows its reader's time zone.
    """

    rows: tuple[ConversationSummary, ...] = ()
    total: int = 0
    words: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class RatedView:
    """The thumbs of a conversation after one was given, or why it could not be kept.

    `rated` differs each time, so that the page notices also what changes no thumb.
    """

    rated: int
    conversation: str = ""
    thumbs: tuple[Thumb, ...] = ()
    trouble: str = ""


def growing(thread: Thread, answer: AnswerView) -> GrowingView:
    """The answer that comes after those of the thread."""
    return GrowingView(turn=len(thread.answers), answer=answer, conversation=thread.id)


def pending(thread: Thread, question: str) -> GrowingView:
    """A question whose answer is being looked for."""
    return growing(thread, AnswerView(question, status="Reading the library…"))


def failed(thread: Thread, question: str, error: Exception) -> GrowingView:
    """A question that could not be answered, and why."""
    return growing(thread, AnswerView(question, error=error_line(error)))


class ConversationEvents:
    """The events of conversations; each reads the owner from the request."""

    def __init__(self, model: ViewModel, jobs: AnswerJobs, workers: Workers) -> None:
        self._model = model
        self._jobs = jobs
        self._stored = jobs.store.conversations
        self._run = workers.run

    async def ask(
        self, thread: Thread, scope: Scope, event: gr.EventData, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        """A question: the answer as it grows, in the page and in the thread."""
        thread, client = mine(thread, request), request.session_hash or ""
        question = read_question(thread, sent(event))
        base = replace(thread, answers=thread.answers[: question.instead])
        yield shown(live=pending(base, question.text), suggested={}), thread
        try:
            job = await self._run(lambda: self._begun(thread, question, scope, client))
        except Exception as error:
            yield shown(live=failed(base, question.text, error)), thread
            return
        yield shown(live=pending(job.base, question.text)), job.before
        async with aclosing(self._followed(job)) as steps:
            async for step in steps:
                yield step

    def _begun(self, thread: Thread, question: Question, scope: Scope, client: str) -> AnswerJob:
        return self._jobs.begin(
            thread,
            question.text,
            lambda base: self._model.answers(base, question, scope),
            client,
            question.instead,
        )

    async def follow(
        self, thread: Thread, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        """A page was opened at a conversation in which an answer is being written."""
        thread = mine(thread, request)
        job = self._jobs.running(thread)
        if job is None:
            yield gr.skip(), gr.skip()
            return
        yield shown(live=pending(job.base, job.question)), thread
        async with aclosing(self._followed(job)) as steps:
            async for step in steps:
                yield step

    async def _followed(self, job: AnswerJob) -> AsyncGenerator[tuple[Any, Any], None]:
        assert job.running is not None
        try:
            async with aclosing(job.running.follow()) as steps:
                async for grown in steps:
                    yield shown(live=growing(job.base, answer_view(grown.answers[-1]))), grown
            settled = job.settled or job.before
            view = await self._view(settled)
        except Exception as error:
            withdrawn = job.settled or job.before
            yield shown(live=failed(job.base, job.question, error)), withdrawn
            return
        yield shown(value=view, live={}), settled

    async def suggest(self, thread: Thread, request: gr.Request) -> Any:
        """An answer is whole: what could be asked next."""
        thread, client = mine(thread, request), request.session_hash or ""
        try:
            found = await self._jobs.suggestions(
                client, lambda go_on: self._model.suggestions(thread, go_on)
            )
        except Exception as error:
            error_line(error)  # the answer stands without them
            return gr.skip()
        return shown(suggested=found)

    async def stop(self, thread: Thread, request: gr.Request) -> tuple[Any, Any]:
        """The answer is stopped; what there is of it stays."""
        thread, client = mine(thread, request), request.session_hash or ""
        stopped = await self._run(lambda: self._jobs.stop(thread, client))
        return shown(value=await self._view(stopped), live={}), stopped

    async def clear(self, request: gr.Request) -> tuple[Any, Any]:
        """A new conversation."""
        fresh = Thread(owner=owner(request))
        return shown(value=await self._view(fresh), live={}, suggested={}), fresh

    async def rate(self, thread: Thread, event: gr.EventData, request: gr.Request) -> Any:
        """A thumb on an answer, up (1), down (-1) or none (0), and perhaps words."""
        thread, fields = mine(thread, request), sent(event)
        turn, thumb, words = number(fields, "turn"), number(fields, "thumb"), text(fields, "words")
        try:
            await self._run(lambda: self._jobs.rate(thread, turn, thumb, words))
            view = await self._view(thread)
        except Exception as error:
            return shown(rated=RatedView(tick(), trouble=error_line(error)))
        return shown(rated=RatedView(tick(), view.conversation, view.thumbs))

    async def _view(self, thread: Thread) -> AskView:
        return await self._run(lambda: self._model.conversation(thread))

    # ---------------------------------------------------------------- the list

    async def seek(self, event: gr.EventData, request: gr.Request) -> Any:
        """The list is looked at, or searched."""
        fields, asking = sent(event), owner(request)
        words = text(fields, "words")[:200]
        most = min(max(number(fields, "most"), _PAGE), MOST_LISTED)
        if not asking:
            return shown(value=ListView(kept=False), live={})
        try:
            page = await self._run(lambda: self._stored.list(asking, words, most))
        except Exception as error:
            return trouble(error)
        return shown(value=ListView(page.conversations, page.total, words), live={})

    async def rename(self, event: gr.EventData, request: gr.Request) -> Any:
        """A conversation gets another title."""
        fields, asking = sent(event), owner(request)
        id, title = text(fields, "id"), text(fields, "title")
        try:
            await self._run(lambda: self._stored.rename(asking, id, title))
        except Exception as error:
            return trouble(error)
        return await self.seek(event, request)

    async def discard(
        self, thread: Thread, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any]:
        """A conversation is deleted; where it is the one that the page has open, it goes."""
        thread, id = mine(thread, request), text(sent(event), "id")
        try:
            await self._run(lambda: self._jobs.delete(thread.owner, id))
        except Exception as error:
            return trouble(error), gr.skip(), gr.skip()
        listed = await self.seek(event, request)
        if thread.id != id:
            return listed, gr.skip(), gr.skip()
        return listed, *(await self.clear(request))

    async def open(self, event: gr.EventData, request: gr.Request) -> tuple[Any, Thread]:
        """A conversation of the list is opened."""
        return await self.shown_at(text(sent(event), "id"), request)

    async def shown_at(self, wanted: str, request: gr.Request) -> tuple[Any, Thread]:
        """The page at a conversation, or at a new one that says what went wrong."""
        try:
            view, thread = await self._opened(wanted, request)
        except Exception as error:
            fresh = Thread(owner=owner(request))
            return shown(live=failed(fresh, "", error)), fresh
        return shown(value=view, live={}, suggested={}), thread

    async def _opened(self, wanted: str, request: gr.Request) -> tuple[AskView, Thread]:
        """The conversation that a page is opened with; an empty one where there is none."""
        asking = owner(request)
        lost = ""
        if wanted:
            try:
                thread = await self._run(lambda: self._jobs.opened(asking, wanted))
                view = await self._view(thread)
                return replace(view, running=self._jobs.running(thread) is not None), thread
            except UnknownConversation:
                lost = LOST
        fresh = Thread(owner=asking)
        return replace(await self._view(fresh), lost=lost), fresh
