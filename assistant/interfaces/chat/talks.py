"""Conversations as pages have them: asked in, followed, stopped, opened again.

An answer is written by work of its own: it goes on when its page is closed, is kept the moment
it is whole, and whoever opens the conversation meanwhile follows it. Of what a page sends only
ids count, and each is looked up under the owner that the request was found to have.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.conversations.kept import Kept
from assistant.conversations.threads import ConversationPage, KeptConversation
from assistant.errors import AssistantError, EmptyQuestion, KeepingError, UnknownConversation
from assistant.interfaces.chat.desk import Asked, Desk, Session, said
from assistant.interfaces.chat.live import Push, Running, Workers
from assistant.interfaces.chat.scope import Scope
from assistant.interfaces.chat.views import AskView, SuggestedView
from assistant.types import Answer, Coverage
from vectorstore.documents import ArticleFilter
from vectorstore.text.priority import Precedence

_PATIENCE = 2.0
"""Seconds that looking for one suggestion waits for answers: while all ask, some come too."""

_MOST_PAGES = 1_000

LOST = "This conversation is not here: it was deleted, or belongs to another browser or login."
ENDED = "Stopped: newsbrief ended before there was an answer. Ask again."


@dataclass(slots=True, eq=False)
class Talk:
    """An answer that is being written: after which answers, and for which page.

    `before` is the session as it was, `base` the part of it that the answer follows, which is
    less where a question is asked again. `settled` is the session once the answer is whole,
    stopped or withdrawn.
    """

    before: Session
    base: Session
    question: str
    page: str
    replaces: bool = False
    settled: Session | None = None
    running: Running[Session] | None = None
    trouble: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Talks:
    """The conversations of all owners, and the answers that are being written."""

    def __init__(
        self,
        kept: Kept,
        desk: Desk,
        workers: Workers,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._kept = kept
        self._desk = desk
        self._workers = workers
        self._clock = clock
        self._lock = threading.Lock()
        self._talks: list[Talk] = []
        self._asked: dict[str, int] = {}
        self._precedence = Precedence(linger=0.0, patience=_PATIENCE)

    # ---------------------------------------------------------------- asking

    def begin(self, session: Session, asked: Asked, page: str, scope: Scope | None = None) -> Talk:
        """Begin an answer, whose question is kept at once; `page` tells the page that asks.

        What is in the scope counts, as for `Desk.ask`. A question asked `instead` of a turn
        follows the turns before that one. Raises AssistantError while another answer of the
        conversation is being written, and UnknownConversation where it was deleted.
        """
        if self.running(session) is not None:
            raise AssistantError("an answer is being written here already: wait, or stop it")
        before = self._newest(session)
        turns = len(before.answers) if asked.instead is None else max(asked.instead, 0)
        talk = Talk(before, replace(before, answers=before.answers[:turns]), asked.question, page)
        talk.replaces = asked.instead is not None
        self._wait(talk)
        with self._lock:
            self._talks.append(talk)
            self._count(page)
        talk.running = self._workers.start(lambda push: self._answer(talk, asked, scope, push))
        return talk

    def running(self, session: Session) -> Talk | None:
        """The answer that is being written in a kept conversation of the session's owner."""
        return self._found(session, "")

    def stop(self, session: Session, page: str) -> Session:
        """Stop the answer that the page waits for; what there is of it is kept.

        Where there is nothing of it yet, its question is withdrawn. Returns the session then.
        """
        talk = self._found(session, page)
        if talk is None:
            return session.stopped()
        latest = talk.running.latest if talk.running is not None else None
        if latest is not None and latest.answers[-1].statements:
            settled = self._settle(talk, latest.stopped().answers[-1])
        else:
            settled = self._withdraw(talk)
        if talk.running is not None:
            talk.running.stop()
        return settled

    async def suggestions(self, session: Session, page: str) -> SuggestedView:
        """What could be asked next, found while nobody waits for an answer.

        Once the page asks again, no more is looked for.
        """
        asked = self._asked.get(page)

        def go_on() -> bool:
            self._precedence.give_way()
            return self._asked.get(page) == asked and not self._workers.closed

        return await self._workers.run_aside(lambda: self._desk.suggestions(session, go_on))

    def _count(self, page: str) -> None:
        """One more question of a page; of pages that have long been silent the number is lost."""
        self._asked[page] = self._asked.pop(page, 0) + 1
        while len(self._asked) > _MOST_PAGES:
            del self._asked[next(iter(self._asked))]

    def _answer(self, talk: Talk, asked: Asked, scope: Scope | None, push: Push[Session]) -> None:
        latest: Session | None = None
        whole = True

        def hand(grown: Session) -> bool:
            nonlocal latest, whole
            latest = grown
            whole = push(grown) and talk.settled is None
            return whole

        try:
            with self._precedence.first():
                self._desk.ask(talk.base, asked, hand, scope)
        except EmptyQuestion:
            self._withdraw(talk)
            raise
        except Exception as error:
            self._settle(talk, unanswered(asked.question, said(error)))
            return
        if latest is None:
            self._settle(talk, unanswered(asked.question, ENDED))
        elif whole:
            self._settle(talk, latest.answers[-1])
        else:
            self._settle(talk, latest.stopped().answers[-1])

    def _wait(self, talk: Talk) -> None:
        """Keep the question; where that cannot be, it is answered all the same."""
        base = talk.base
        if not base.owner:
            return
        try:
            id = self._kept.conversations.begin(base.owner, base.id, talk.question, self._clock())
        except KeepingError as error:
            talk.trouble = f"This is not kept: {error}."
            return
        talk.base, talk.before = replace(base, id=id), replace(talk.before, id=id)

    def _settle(self, talk: Talk, answer: Answer) -> Session:
        """Keep the answer, unless the talk was settled before."""
        with talk.lock:
            if talk.settled is None:
                trouble = talk.trouble or self._keep(talk, answer)
                if trouble:
                    answer = replace(answer, notices=(*answer.notices, trouble))
                answers = (*talk.base.answers, answer)
                talk.settled = replace(talk.base, answers=answers, growing=False)
        self._forget(talk)
        return talk.settled

    def _keep(self, talk: Talk, answer: Answer) -> str:
        """Keep an answer; returns why it could not be."""
        base = talk.base
        number = len(base.answers) if talk.replaces else None
        try:
            if base.id:
                self._kept.conversations.answer(base.owner, base.id, answer, self._clock(), number)
        except KeepingError as error:
            return f"This is not kept: {error}."
        except UnknownConversation:
            return "This is not kept: its conversation was deleted meanwhile."
        return ""

    def _withdraw(self, talk: Talk) -> Session:
        with talk.lock:
            if talk.settled is None:
                before = talk.before
                try:
                    if before.id:
                        self._kept.conversations.withdraw(before.owner, before.id)
                except (KeepingError, UnknownConversation):
                    pass  # it is found as not answered later, which is true
                talk.settled = before if before.answers else replace(before, id="")
        self._forget(talk)
        return talk.settled

    def _forget(self, talk: Talk) -> None:
        with self._lock:
            if talk in self._talks:
                self._talks.remove(talk)

    def _found(self, session: Session, page: str) -> Talk | None:
        with self._lock:
            for talk in self._talks:
                same = bool(session.id) and talk.base.id == session.id
                if talk.base.owner == session.owner and (same or (page and talk.page == page)):
                    return talk
        return None

    def _newest(self, session: Session) -> Session:
        """The session with what other pages added to its conversation."""
        if not session.id:
            return replace(session, growing=False)
        try:
            kept = self._kept.conversations.open(session.owner, session.id)
        except KeepingError:
            return replace(session, growing=False)
        return replace(session, answers=_answers(kept), growing=False)

    # ---------------------------------------------------------------- what is kept

    def opened(self, owner: str, id: str) -> Session:
        """A kept conversation; raises UnknownConversation.

        A question that waits though nobody answers it is told as not answered.
        """
        session = Session(owner=owner, id=id)
        kept = self._kept.conversations.open(owner, id)
        if kept.waiting is not None and self.running(session) is None:
            answer = unanswered(kept.waiting.question, ENDED)
            self._kept.conversations.answer(owner, id, answer, kept.waiting.moment)
            kept = self._kept.conversations.open(owner, id)
        return replace(session, answers=_answers(kept))

    def view(self, session: Session) -> AskView:
        """The session as the page shows it."""
        return self._desk.conversation(session)

    def list(self, owner: str, words: str, most: int) -> ConversationPage:
        """The owner's conversations that have the words, the newest ones."""
        return self._kept.conversations.list(owner, words, most)

    def file(self, owner: str, id: str) -> KeptConversation:
        """A whole conversation, to be exported; raises UnknownConversation."""
        return self._kept.conversations.open(owner, id)

    def rename(self, owner: str, id: str, title: str) -> None:
        """Give a conversation another title; raises UnknownConversation."""
        self._kept.conversations.rename(owner, id, title)

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation, and stop what is written in it; or UnknownConversation."""
        talk = self.running(Session(owner=owner, id=id))
        self._kept.conversations.delete(owner, id)
        if talk is not None and talk.running is not None:
            with talk.lock:
                talk.settled = talk.settled or Session(owner=owner)
            talk.running.stop()
            self._forget(talk)

    def rate(self, session: Session, turn: int, thumb: int, words: str) -> None:
        """Keep what a reader thinks of an answer: above 0 up, below 0 down, 0 nothing.

        Raises UnknownConversation.
        """
        if thumb:
            self._kept.feedback.give(
                session.owner, session.id, turn, thumb > 0, self._clock(), words.strip()
            )
        else:
            self._kept.feedback.take_back(session.owner, session.id, turn)


def unanswered(question: str, reason: str) -> Answer:
    """What stands for the answer to a question that has none, and why; nobody wrote it."""
    return Answer(
        question=question, standalone_question=question, answered=False, text="", plain="",
        statements=(), citations=(), passages=(), filter=ArticleFilter(), coverage=Coverage(0),
        writer="", notices=(reason,),
    )  # fmt: skip


def _answers(kept: KeptConversation) -> tuple[Answer, ...]:
    return tuple(turn.answer for turn in kept.turns)
