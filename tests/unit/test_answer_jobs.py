"""Answers that are being written: they go on by themselves, and end as something that is kept."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Article, Assistant
from assistant.conversations.jobs import AnswerJob, AnswerJobs, Thread
from assistant.conversations.workers import Push, Workers
from assistant.errors import AssistantError, EmptyQuestion, UnknownConversation

QUESTION = "Where did the ferry run aground?"


class Slow(Assistant):
    """An assistant that tells a first statement, and the whole answer when it may go on."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.go = threading.Event()
        self.failing: Exception | None = None

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The first statement, then the whole answer or a failure."""
        *_, answer = super().stream(question, **asked)
        yield replace(answer, statements=answer.statements[:1])
        self.go.wait(120)
        if self.failing is not None:
            raise self.failing
        yield answer


@pytest.fixture
def slow(tmp_path: Path, embeddings: Any, articles: list[Article]) -> Iterator[Slow]:
    """A slow assistant with three articles."""
    with Slow(tmp_path / "library", embeddings=embeddings) as assistant:
        assistant.add(articles)
        yield assistant


@pytest.fixture
def jobs(slow: Slow) -> Iterator[AnswerJobs]:
    """The conversations of that assistant."""
    workers = Workers(2)
    yield AnswerJobs(slow.conversation_store, workers)
    slow.go.set()
    workers.close()


def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def begin(
    jobs: AnswerJobs, slow: Slow, thread: Thread, question: str = QUESTION, client: str = "page"
) -> AnswerJob:
    """An answer that is asked for."""
    return jobs.begin(
        thread, question, lambda base: slow.stream(question, history=base.history), client
    )


def begun(jobs: AnswerJobs, slow: Slow, thread: Thread, client: str = "page") -> AnswerJob:
    """An answer that has its first statement."""
    job = begin(jobs, slow, thread, client=client)
    until(lambda: job.running is not None and job.running.latest is not None)
    return job


def test_an_answer_nobody_follows_is_kept(jobs: AnswerJobs, slow: Slow) -> None:
    """Whole, the moment it is; until then whoever opens the conversation finds it running."""
    job = begun(jobs, slow, Thread(owner="a"))
    held = jobs.opened("a", job.base.id)
    assert held.answers == ()
    assert jobs.running(held) is job
    assert jobs.running(replace(held, owner="b")) is None
    slow.go.set()
    until(lambda: jobs.running(held) is None)
    (answer,) = jobs.opened("a", job.base.id).answers
    assert answer == slow.ask(QUESTION)


def test_a_conversation_takes_one_question_at_a_time(jobs: AnswerJobs, slow: Slow) -> None:
    """A second page that asks meanwhile is told so; nothing is lost by it."""
    job = begun(jobs, slow, Thread(owner="a"))
    with pytest.raises(AssistantError, match="already"):
        begin(jobs, slow, Thread(owner="a", id=job.base.id), "When?", "other")
    slow.go.set()
    until(lambda: job.settled)
    assert len(jobs.opened("a", job.base.id).answers) == 1


def test_a_stopped_answer_is_kept_as_it_is(jobs: AnswerJobs, slow: Slow) -> None:
    """At once, however long the work takes to notice; what comes later changes nothing."""
    job = begun(jobs, slow, Thread(owner="a"))
    stopped = jobs.stop(Thread(owner="a"), "page")
    assert stopped.answers[0].notices[-1] == "Stopped here."
    slow.go.set()
    time.sleep(0.2)
    assert jobs.opened("a", job.base.id).answers == stopped.answers
    assert len(stopped.answers[0].statements) == 1


def test_another_owner_stops_nothing(jobs: AnswerJobs, slow: Slow) -> None:
    """Whatever conversation or page it names."""
    job = begun(jobs, slow, Thread(owner="a"))
    jobs.stop(Thread(owner="b", id=job.base.id), "page")
    assert job.settled is None
    slow.go.set()
    until(lambda: job.settled)


def test_a_failure_is_kept_with_its_reason(jobs: AnswerJobs, slow: Slow) -> None:
    """The question stays, and stands there as not answered; an empty one leaves nothing."""
    slow.failing = AssistantError("the model does not answer: start it")
    slow.go.set()
    job = begin(jobs, slow, Thread(owner="a"), QUESTION)
    until(lambda: job.settled)
    (answer,) = jobs.opened("a", job.base.id).answers
    assert (answer.writer, answer.notices) == ("", ("The model does not answer: start it.",))
    empty = begin(jobs, slow, Thread(owner="a"), " ?")
    until(lambda: empty.settled)
    assert empty.settled == Thread(owner="a")
    assert slow.conversation_store.conversations.list("a").total == 1
    with pytest.raises(EmptyQuestion):
        asyncio.run(last(empty))


async def last(job: AnswerJob) -> Thread | None:
    """The last that a follower of an answer sees."""
    assert job.running is not None
    seen = [item async for item in job.running.follow(pause=0.01)]
    return seen[-1] if seen else None


def test_a_deleted_conversation_takes_its_answer_along(jobs: AnswerJobs, slow: Slow) -> None:
    """Nothing of it comes back when the work ends; the page has an empty thread."""
    job = begun(jobs, slow, Thread(owner="a"))
    jobs.delete("a", job.base.id)
    slow.go.set()
    time.sleep(0.2)
    assert job.settled == Thread(owner="a")
    assert slow.conversation_store.conversations.list("a").total == 0
    with pytest.raises(UnknownConversation):
        begin(jobs, slow, Thread(owner="a", id=job.base.id), "When?")


def test_without_a_place_to_keep_answers_come_all_the_same(jobs: AnswerJobs, slow: Slow) -> None:
    """A file that cannot be used is told below the answer."""
    (slow.library.folder / "kept.sqlite3").write_bytes(b"no database at all, but long enough" * 9)
    slow.go.set()
    job = begin(jobs, slow, Thread(owner="a"), QUESTION)
    until(lambda: job.settled)
    assert job.settled is not None
    (answer,) = job.settled.answers
    assert answer.answered
    assert "not kept" in answer.notices[-1]


def test_who_comes_late_sees_the_newest_and_the_end() -> None:
    """A follower of work that has begun, or ended, gets its last item and then its end."""
    workers = Workers(1)
    go = threading.Event()

    def work(push: Push[int]) -> None:
        for number in range(5):
            push(number)
        go.wait(10)
        push(5)

    running = workers.start(work)
    until(lambda: running.latest == 4)

    async def follow() -> list[int]:
        return [item async for item in running.follow(pause=0.01)]

    async def while_it_runs() -> list[int]:
        task = asyncio.create_task(follow())
        await asyncio.sleep(0.1)
        go.set()
        return await task

    assert asyncio.run(while_it_runs()) == [4, 5]
    assert asyncio.run(follow()) == [5]
    workers.close()


def test_suggestions_wait_for_answers_and_are_given_up(jobs: AnswerJobs, slow: Slow) -> None:
    """While another page's answer is written none is looked for; a page that asks again gets
    none for what it asked before."""
    order: list[str] = []
    wanted: list[bool] = []

    def suggest(go_on: Callable[[], bool]) -> tuple[str, ...]:
        order.append("looked")
        wanted.append(go_on())
        order.append("went on")
        return ("What else?",) if wanted[-1] else ()

    slow.go.set()
    first = begun(jobs, slow, Thread(owner="a"))
    until(lambda: first.settled)
    assert first.settled is not None
    slow.go.clear()
    other = begun(jobs, slow, Thread(owner="b"), "elsewhere")

    async def looked(again: bool) -> tuple[str, ...]:
        assert first.settled is not None
        found = asyncio.ensure_future(jobs.suggestions("page", suggest))
        await asyncio.to_thread(until, lambda: "looked" in order)
        await asyncio.sleep(0.2)
        assert "went on" not in order
        if again:
            begin(jobs, slow, first.settled, QUESTION)
        slow.go.set()
        return await found

    assert asyncio.run(looked(again=False)) == ("What else?",)
    until(lambda: other.settled)
    order.clear()
    slow.go.clear()
    begun(jobs, slow, Thread(owner="c"), "elsewhere")
    assert asyncio.run(looked(again=True)) == ()
    assert wanted == [True, False]
