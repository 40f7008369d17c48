"""Answers that a request asks for: begun, followed while somebody is there, kept or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from assistant.conversations.jobs import AnswerJob, Thread
from assistant.conversations.workers import Push
from assistant.errors import EmptyQuestion, Stopped
from assistant.interfaces.api.access import Caller
from assistant.interfaces.api.error_pages import problem_for
from assistant.interfaces.api.errors import error_document, refused
from assistant.interfaces.api.libraries import Served
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.sending import event
from assistant.types import Answer, Turn
from assistant.understanding.requests import RequestKind
from vectorstore.documents import ArticleFilter

NEW = "new"
"""Stands for the id of a conversation that is to begin."""


_NOTHING = "the answer was stopped before it began: ask again"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; `conversation` is the id of a stored one, "" for none, or NEW."""

    question: str
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    history: Sequence[Turn] = ()
    k: int = 10
    narrow: bool = True
    kind: RequestKind | None = None
    suggest: bool = False
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer that is being written: the answer so far, each time it grows, and the id of the
    conversation that it is kept in ("" for none)."""

    answers: AsyncGenerator[Answer, None]
    conversation: str = ""


async def begun(served: Served, asked: Asked, owner: str) -> Begun:
    """Begin an answer. In no conversation it ends when nobody follows it; in one it goes on, and
    is kept. Raises EmptyQuestion, UnknownConversation, Busy where no more may wait, and
    AssistantError while another answer of the conversation is being written."""
    if not any(sign.isalnum() for sign in asked.question):
        raise EmptyQuestion("the question is empty: ask something in words")
    if not asked.conversation:
        served.workers.make_sure_of_room()  # before a stream has begun
        return Begun(served.workers.follow(_work(served, asked)))
    if asked.history:
        raise refused(422, "a conversation has its own history: leave out one of the two")
    job = await served.readers.run(lambda: _job(served, asked, owner))
    return Begun(_followed(job), job.base.id)


async def last(begun: Begun, heard: Callable[[Answer], None] | None) -> Answer:
    """The whole answer, which `heard` is told."""
    whole: Answer | None = None
    async with aclosing(begun.answers) as answers:
        async for answer in answers:
            whole = answer
    if whole is None:
        raise Stopped(_NOTHING)
    if heard is not None:
        heard(whole)
    return whole


async def events(begun: Begun, metrics: Metrics, caller: Caller) -> AsyncGenerator[bytes, None]:
    """The answer so far as events named `answer`, and the whole of it as `done`; or, where that
    cannot be, an `error`."""
    whole: Answer | None = None
    try:
        async with aclosing(begun.answers) as answers:
            async for whole in answers:
                yield await asyncio.to_thread(event, "answer", whole)
    except Exception as error:
        yield event("error", error_document(problem_for(caller, error)))
        return
    if whole is None:
        yield event("error", error_document(problem_for(caller, Stopped(_NOTHING))))
        return
    metrics.answered(whole)
    yield await asyncio.to_thread(event, "done", whole)


def _growing(served: Served, asked: Asked, history: Sequence[Turn]) -> Iterator[Answer]:
    assistant, answer = served.assistant, None
    for answer in assistant.stream(
        asked.question, filter=asked.filter, history=history, k=asked.k, narrow=asked.narrow,
        kind=asked.kind,
    ):  # fmt: skip
        yield answer
    if asked.suggest and answer is not None:
        found = assistant.suggestions(answer, history, lambda: not served.workers.closed)
        yield replace(answer, suggestions=found)


def _work(served: Served, asked: Asked) -> Callable[[Push[Answer]], None]:
    def work(push: Push[Answer]) -> None:
        for answer in _growing(served, asked, asked.history):
            if not push(answer):
                return

    return work


def _job(served: Served, asked: Asked, owner: str) -> AnswerJob:
    fresh = asked.conversation == NEW
    thread = Thread(owner=owner) if fresh else served.jobs.opened(owner, asked.conversation)
    return served.jobs.begin(
        thread, asked.question, lambda base: _growing(served, asked, base.history)
    )


async def _followed(job: AnswerJob) -> AsyncGenerator[Answer, None]:
    assert job.running is not None
    async with aclosing(job.running.follow()) as threads:
        async for thread in threads:
            yield thread.answers[-1]
    if job.settled is not None and job.settled.answers:
        yield job.settled.answers[-1]
