"""Answers that are being written: begun, followed, stopped, and kept the moment they are whole.

The work goes on when whoever asked goes away, and whoever opens the conversation meanwhile
follows it. It runs whatever yields answers, so that each face brings its own way to ask. Of what
a client sends only ids count, each looked up under the owner that the request was found to have.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from assistant.conversations.store import ConversationStore
from assistant.conversations.threads import StoredConversation
from assistant.conversations.workers import Push, Running, Workers
from assistant.errors import (
    AssistantError,
    Busy,
    ConversationStoreError,
    EmptyQuestion,
    Stopped,
    UnknownConversation,
)
from assistant.types import Answer, Coverage, Turn
from assistant.wording import error_line
from vectorstore.documents import ArticleFilter
from vectorstore.text.priority import Priority

T = TypeVar("T")

ENDED = "Stopped: newsbrief ended before there was an answer. Ask again."
STOPPED = "Stopped here."

_PATIENCE = 2.0
"""Seconds that looking for one suggestion waits for answers: while all ask, some come too."""

_MOST_CLIENTS = 1_000


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as one client has it: the answers so far.

    `growing` while the last answer is not whole. `owner` is whose it is, as the request was found
    to have, and `id` that of the stored conversation, "" where nothing is stored.
    """

    answers: tuple[Answer, ...] = ()
    growing: bool = False
    owner: str = ""
    id: str = ""

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first."""
        return tuple(Turn(answer.question, answer.plain) for answer in self.answers)

    def with_answer(self, answer: Answer, *, growing: bool = False) -> Thread:
        """The thread with one more answer."""
        return replace(self, answers=(*self.answers, answer), growing=growing)

    def stopped(self) -> Thread:
        """The thread as it is when its last answer is not finished."""
        if not self.growing:
            return self
        last = self.answers[-1]
        stopped = replace(last, notices=(*last.notices, STOPPED))
        return replace(self, answers=(*self.answers[:-1], stopped), growing=False)


Answering = Callable[[Thread], Iterator[Answer]]
"""Answers the question after the turns of a thread: the answer so far, each time it grows."""


@dataclass(slots=True, eq=False)
class AnswerJob:
    """An answer that is being written: after which turns, and for which client.

    `before` is the thread as it was, `base` the part of it that the answer follows, which is
    less where a question is asked again. `settled` is the thread once the answer is whole,
    stopped or withdrawn. `trouble` says why nothing is stored.
    """

    before: Thread
    base: Thread
    question: str
    client: str
    replaces: bool = False
    settled: Thread | None = None
    running: Running[Thread] | None = None
    trouble: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class AnswerJobs:
    """The answers that are being written, for all owners."""

    def __init__(
        self,
        store: ConversationStore,
        workers: Workers,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self._conversations = store.conversations
        self._workers = workers
        self._clock = clock
        self._lock = threading.Lock()
        self._beginning = threading.Lock()  # so that no two begin in one conversation
        self._jobs: list[AnswerJob] = []
        self._asked: dict[str, int] = {}
        self._priority = Priority(linger=0.0, patience=_PATIENCE)

    def begin(
        self,
        thread: Thread,
        question: str,
        answering: Answering,
        client: str = "",
        instead: int | None = None,
    ) -> AnswerJob:
        """Begin an answer, whose question is stored at once; `client` tells who waits for it.

        A question asked `instead` of a turn follows the turns before that one. Raises
        AssistantError while another answer of the conversation is being written,
        UnknownConversation where it was deleted, and Busy, storing nothing, where too much waits.
        """
        with self._beginning:
            return self._begun(thread, question, answering, client, instead)

    def _begun(
        self, thread: Thread, question: str, answering: Answering, client: str, instead: int | None
    ) -> AnswerJob:
        if self.running(thread) is not None:
            raise AssistantError("an answer is being written here already: wait, or stop it")
        before = self._newest(thread)
        turns = len(before.answers) if instead is None else max(instead, 0)
        job = AnswerJob(before, replace(before, answers=before.answers[:turns]), question, client)
        job.replaces = instead is not None
        self._store_question(job)
        with self._lock:
            self._jobs.append(job)
            self._count(client)
        try:
            job.running = self._workers.start(lambda push: self._answer(job, answering, push))
        except Busy:
            self._withdraw(job)
            raise
        return job

    def running(self, thread: Thread) -> AnswerJob | None:
        """The answer that is being written in a stored conversation of the thread's owner."""
        return self._found(thread, "")

    @property
    def busy(self) -> bool:
        """Whether any answer is being written."""
        with self._lock:
            return bool(self._jobs)

    def stop(self, thread: Thread, client: str) -> Thread:
        """Stop the answer that the client waits for; what there is of it is stored. Where there is
        nothing of it yet, its question is withdrawn. Returns the thread then."""
        job = self._found(thread, client)
        if job is None:
            return thread.stopped()
        latest = job.running.latest if job.running is not None else None
        if latest is not None and latest.answers[-1].statements:
            settled = self._settle(job, latest.stopped().answers[-1])
        else:
            settled = self._withdraw(job)
        if job.running is not None:
            job.running.stop()
        return settled

    async def suggestions(self, client: str, suggest: Callable[[Callable[[], bool]], T]) -> T:
        """What `suggest` finds to be asked next, found while nobody waits for an answer.

        It is handed a question to put before each try: once the client asks again, no more is
        looked for.
        """
        asked = self._asked.get(client)

        def go_on() -> bool:
            self._priority.give_way()
            return self._asked.get(client) == asked and not self._workers.closed

        return await self._workers.run_aside(lambda: suggest(go_on))

    def opened(self, owner: str, id: str) -> Thread:
        """A stored conversation; raises UnknownConversation. A question that is pending though
        nobody answers it counts as not answered."""
        thread = Thread(owner=owner, id=id)
        stored = self._conversations.open(owner, id)
        if stored.pending is not None and self.running(thread) is None:
            answer = unanswered(stored.pending.question, ENDED)
            self._conversations.answer(owner, id, answer, stored.pending.moment)
            stored = self._conversations.open(owner, id)
        return replace(thread, answers=_answers(stored))

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation, and stop what is written in it; or UnknownConversation."""
        job = self.running(Thread(owner=owner, id=id))
        self._conversations.delete(owner, id)
        if job is not None and job.running is not None:
            with job.lock:
                job.settled = job.settled or Thread(owner=owner)
            job.running.stop()
            self._forget(job)

    def rate(self, thread: Thread, turn: int, thumb: int, comment: str) -> None:
        """Store what a reader thinks of an answer: above 0 up, below 0 down, 0 nothing. Raises
        UnknownConversation."""
        feedback = self.store.feedback
        if thumb:
            given = thumb > 0, self._clock(), comment.strip()
            feedback.give(thread.owner, thread.id, turn, *given)
        else:
            feedback.take_back(thread.owner, thread.id, turn)

    # ---------------------------------------------------------------- the work

    def _answer(self, job: AnswerJob, answering: Answering, push: Push[Thread]) -> None:
        latest: Thread | None = None
        whole = True
        try:
            with self._priority.foreground():
                for answer in answering(job.base):
                    latest = job.base.with_answer(answer, growing=True)
                    whole = push(latest) and job.settled is None
                    if not whole:
                        break
        except EmptyQuestion:
            self._withdraw(job)
            raise
        except Stopped:
            whole = False
        except Exception as error:
            self._settle(job, unanswered(job.question, error_line(error)))
            return
        if latest is None:
            self._settle(job, unanswered(job.question, ENDED))
        else:
            self._settle(job, (latest if whole else latest.stopped()).answers[-1])

    def _count(self, client: str) -> None:
        """One more question of a client; of those that are long silent the number is lost."""
        self._asked[client] = self._asked.pop(client, 0) + 1
        while len(self._asked) > _MOST_CLIENTS:
            del self._asked[next(iter(self._asked))]

    def _store_question(self, job: AnswerJob) -> None:
        """Store the question; where that cannot be, it is answered all the same."""
        base = job.base
        if not base.owner:
            return
        try:
            id = self._conversations.begin(base.owner, base.id, job.question, self._clock())
        except ConversationStoreError as error:
            job.trouble = f"This is not kept: {error}."
            return
        job.base, job.before = replace(base, id=id), replace(job.before, id=id)

    def _settle(self, job: AnswerJob, answer: Answer) -> Thread:
        """Store the answer, unless the job was settled before."""
        with job.lock:
            if job.settled is None:
                trouble = job.trouble or self._store_answer(job, answer)
                if trouble:
                    answer = replace(answer, notices=(*answer.notices, trouble))
                job.settled = job.base.with_answer(answer)
        self._forget(job)
        return job.settled

    def _store_answer(self, job: AnswerJob, answer: Answer) -> str:
        """Store an answer; returns why it could not be."""
        base = job.base
        number = len(base.answers) if job.replaces else None
        try:
            if base.id:
                self._conversations.answer(base.owner, base.id, answer, self._clock(), number)
        except ConversationStoreError as error:
            return f"This is not kept: {error}."
        except UnknownConversation:
            return "This is not kept: its conversation was deleted meanwhile."
        return ""

    def _withdraw(self, job: AnswerJob) -> Thread:
        with job.lock:
            if job.settled is None:
                before = job.before
                # Where that cannot be, it is found as not answered later, which is true.
                with contextlib.suppress(ConversationStoreError, UnknownConversation):
                    if before.id:
                        self._conversations.withdraw(before.owner, before.id)
                job.settled = before if before.answers else replace(before, id="")
        self._forget(job)
        return job.settled

    def _forget(self, job: AnswerJob) -> None:
        with self._lock:
            if job in self._jobs:
                self._jobs.remove(job)

    def _found(self, thread: Thread, client: str) -> AnswerJob | None:
        with self._lock:
            for job in self._jobs:
                same = bool(thread.id) and job.base.id == thread.id
                if job.base.owner == thread.owner and (same or (client and job.client == client)):
                    return job
        return None

    def _newest(self, thread: Thread) -> Thread:
        """The thread with what other clients added to its conversation."""
        answers = thread.answers
        if thread.id:
            with contextlib.suppress(ConversationStoreError):
                answers = _answers(self._conversations.open(thread.owner, thread.id))
        return replace(thread, answers=answers, growing=False)


def unanswered(question: str, reason: str) -> Answer:
    """What stands for the answer to a question that has none, and why; nobody wrote it."""
    return Answer(
        question=question, standalone_question=question, answered=False, text="", plain="",
        statements=(), citations=(), passages=(), filter=ArticleFilter(), coverage=Coverage(0),
        writer="", notices=(reason,),
    )  # fmt: skip


def _answers(stored: StoredConversation) -> tuple[Answer, ...]:
    return tuple(turn.answer for turn in stored.turns)
