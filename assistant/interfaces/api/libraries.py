"""The libraries that a server has, and what works for each: threads, running answers, adds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from assistant.assistant import Assistant
from assistant.conversations.jobs import AnswerJobs
from assistant.conversations.workers import Workers
from assistant.interfaces.api.access import no_library
from assistant.interfaces.api.errors import refused

T = TypeVar("T")

MAIN = "main"
"""The name of the library that the server was opened on."""

ANSWERING, READING = 12, 4
"""Threads of a library that write answers, and threads for what takes no time."""

_MOST_WAITING = 64


class Changes:
    """Adds and removes of one library, one after the other in a thread of their own, so that they
    take none from who asks. Once it is to `stop`, adding ends after the article it is at."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="newsbrief-changes")
        self.stop = threading.Event()
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns; raises what it raises, and Refused where too much waits. It is
        done to its end, whether or not anybody still waits."""
        if self._waiting >= _MOST_WAITING or self.stop.is_set():
            raise refused(503, "no more can be added just now: send this later", retry_after="10")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Take nothing more, and wait for what is being done."""
        self.stop.set()
        self._thread.shutdown(wait=True)


@dataclass(frozen=True, slots=True)
class Served:
    """One library of a server. `workers` write answers; `readers` do what takes no time and is not
    to wait for them."""

    name: str
    assistant: Assistant
    workers: Workers
    readers: Workers
    jobs: AnswerJobs
    changes: Changes


def served(assistant: Assistant, name: str = MAIN) -> Served:
    """A library with threads of its own."""
    workers = Workers(ANSWERING, assistant.settings.queue_limit)
    jobs = AnswerJobs(assistant.conversation_store, workers)
    return Served(name, assistant, workers, Workers(READING), jobs, Changes())


class Libraries:
    """The libraries of a server by name; the first is the main one."""

    def __init__(self, served: Iterable[Served]) -> None:
        self._served = {one.name: one for one in served}

    @property
    def main(self) -> Served:
        """The library that is meant where none is named."""
        return next(iter(self._served.values()))

    def all(self) -> list[Served]:
        """Every library."""
        return list(self._served.values())

    def get(self, name: str) -> Served:
        """The library of this name; raises Refused (404)."""
        found = self._served.get(name)
        if found is None:
            raise no_library(name)
        return found

    def close(self) -> None:
        """Wait for what is being done in each; nothing more is begun."""
        for one in self._served.values():
            one.changes.stop.set()
        for one in self._served.values():
            one.changes.close()
            one.workers.close()
            one.readers.close()
