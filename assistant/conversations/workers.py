"""Work on a few threads of our own, followed from the event loop.

The catalog keeps one connection for each thread that reads it; Gradio's own threads come
and go, so that all reading happens on these.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.stopping import end_if_stopped, stopped_by

T = TypeVar("T")

Push = Callable[[T], bool]
"""Hands over one item; False when nobody follows any more."""

PAUSE = 0.08
"""Seconds between two updates of the page: more often costs frames and shows nothing more."""


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    error: BaseException | None = None


class Running(Generic[T]):
    """Work that goes on whoever follows it, until it ends or is told to. `latest` is the newest
    item; None before the first."""

    def __init__(self, closed: threading.Event) -> None:
        self.latest: T | None = None
        self._closed = closed
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._end: _End[T] | None = None
        self._followers: list[Callable[[T | _End[T]], None]] = []

    def stop(self) -> None:
        """Tell the work, at its next push or where it asks, that nobody needs more."""
        self._stopped.set()

    async def follow(self, pause: float = PAUSE) -> AsyncGenerator[T, None]:
        """What the work has pushed and pushes: the newest item, at most one a pause, the last
        one always. Raises what the work raises, after its last item.
        """
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[T | _End[T]] = asyncio.Queue()

        def hand(item: T | _End[T]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and the page with it
                loop.call_soon_threadsafe(items.put_nowait, item)

        with self._lock:
            if self.latest is not None:
                items.put_nowait(self.latest)
            if self._end is not None:
                items.put_nowait(self._end)
            self._followers.append(hand)
        try:
            async for item in _newest(items, pause):
                yield item
        finally:
            with self._lock:
                self._followers.remove(hand)

    def push(self, item: T) -> bool:
        """Hand an item to who follows; False when no more is needed."""
        with self._lock:
            self.latest = item
            for hand in self._followers:
                hand(item)
        return not self._is_stopped()

    def _is_stopped(self) -> bool:
        return self._stopped.is_set() or self._closed.is_set()

    def run(self, work: Callable[[Push[T]], None]) -> None:
        """Do the work in this thread; what it raises goes to who follows."""
        end: _End[T] = _End()
        try:
            with stopped_by(self._is_stopped):
                work(self.push)
        except BaseException as error:
            end = _End(error)
        with self._lock:
            self._end = end
            for hand in self._followers:
                hand(end)


class Workers:
    """A fixed number of threads for all that reads or writes the library. What nobody waits for has
    one thread to itself, and takes none of the others."""

    def __init__(self, threads: int = 6) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="newsbrief")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="newsbrief-aside")
        self._closed = threading.Event()

    @property
    def closed(self) -> bool:
        """Whether the window is closing: what runs is to end."""
        return self._closed.is_set()

    def close(self) -> None:
        """Take no more work; what runs ends at its next item."""
        self._closed.set()
        self._aside.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def run_aside(self, work: Callable[[], T]) -> T:
        """What the work returns, one after the other; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns; raises what it raises. Where nobody waits any more, or all is
        closed, it ends where it asks."""
        gone = threading.Event()

        def done() -> T:
            with stopped_by(lambda: gone.is_set() or self._closed.is_set()):
                end_if_stopped()
                return work()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, done)
        finally:
            gone.set()

    def start(self, work: Callable[[Push[T]], None]) -> Running[T]:
        """Begin work that goes on by itself."""
        running: Running[T] = Running(self._closed)
        self._pool.submit(running.run, work)
        return running

    async def follow(
        self, work: Callable[[Push[T]], None], pause: float = PAUSE
    ) -> AsyncGenerator[T, None]:
        """What the work pushes, as `Running.follow` does; the work is for this follower only. When
        the follower goes away, the next push tells the work so."""
        running = self.start(work)
        try:
            async with aclosing(running.follow(pause)) as items:
                async for item in items:
                    yield item
        finally:
            running.stop()


async def _newest(items: asyncio.Queue[T | _End[T]], pause: float) -> AsyncIterator[T]:
    while True:
        batch = [await items.get()]
        while not items.empty():
            batch.append(items.get_nowait())
        last = batch[-1]
        whole = [item for item in batch if not isinstance(item, _End)]
        if whole:
            yield whole[-1]
        if isinstance(last, _End):
            if last.error is not None:
                raise last.error
            return
        await asyncio.sleep(pause)
