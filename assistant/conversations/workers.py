"""Work on a few threads of our own, followed from the event loop.

The catalog keeps one connection for each thread that reads it; Gradio's own threads come
and go, so that all reading happens on these.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.errors import Busy
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


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked at a moment: what is worked on, what waits for a thread, and how much was
    turned away so far."""

    running: int
    waiting: int
    turned_away: int


class Workers:
    """A fixed number of threads for all that reads the library. What nobody waits for has one
    thread to itself, and so has what adds to the library: they take none of the others.

    Where so much waits as may (`most_waiting`; None: any number), answers are turned away.
    """

    def __init__(self, threads: int = 6, most_waiting: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="newsbrief")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="newsbrief-aside")
        self._adding = ThreadPoolExecutor(1, thread_name_prefix="newsbrief-adding")
        self._closed = threading.Event()
        self._threads = threads
        self._most = None if most_waiting is None else threads + most_waiting
        self._counting = threading.Lock()
        self._given = {self._pool: 0, self._adding: 0}
        self._turned_away = 0

    @property
    def closed(self) -> bool:
        """Whether the window is closing: what runs is to end."""
        return self._closed.is_set()

    @property
    def load(self) -> Load:
        """How much is asked now."""
        with self._counting:
            given = self._given[self._pool]
            running = min(given, self._threads)
            return Load(running, given - running, self._turned_away)

    @property
    def adding(self) -> bool:
        """Whether anything is being added, or waits for that."""
        with self._counting:
            return self._given[self._adding] > 0

    def close(self) -> None:
        """Take no more work; what runs ends at its next item."""
        self._closed.set()
        for pool in (self._aside, self._adding, self._pool):
            pool.shutdown(wait=True, cancel_futures=True)

    def make_sure_of_room(self) -> None:
        """Raise Busy where so much waits that an answer is not to wait, too."""
        with self._counting:
            self._make_sure_of_room()

    def _make_sure_of_room(self) -> None:
        if self._most is not None and self._given[self._pool] >= self._most:
            self._turned_away += 1
            raise Busy("too many questions wait for an answer: ask again in a moment")

    async def run_aside(self, work: Callable[[], T]) -> T:
        """What the work returns, one after the other; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    async def run(self, work: Callable[[], T], *, always: bool = True) -> T:
        """What the work returns; raises what it raises. Where nobody waits any more, or all is
        closed, it ends where it asks. Unless it is done `always`, raises Busy where no more may
        wait."""
        gone = threading.Event()

        def done() -> T:
            with stopped_by(lambda: gone.is_set() or self._closed.is_set()):
                end_if_stopped()
                return work()

        try:
            return await asyncio.wrap_future(self._submit(self._pool, done, always=always))
        finally:
            gone.set()

    def start(self, work: Callable[[Push[T]], None]) -> Running[T]:
        """Begin work that goes on by itself; raises Busy where no more may wait."""
        running: Running[T] = Running(self._closed)
        self._submit(self._pool, lambda: running.run(work))
        return running

    async def follow(
        self, work: Callable[[Push[T]], None], pause: float = PAUSE
    ) -> AsyncGenerator[T, None]:
        """What the work pushes, as `Running.follow` does; the work is for this follower only. When
        the follower goes away, the next push tells the work so, and what waits is not begun. Raises
        Busy where no more may wait."""
        running: Running[T] = Running(self._closed)
        given = self._submit(self._pool, lambda: running.run(work))
        try:
            async with aclosing(running.follow(pause)) as items:
                async for item in items:
                    yield item
        finally:
            running.stop()
            given.cancel()

    async def follow_adding(self, work: Callable[[Push[T]], None]) -> AsyncGenerator[T, None]:
        """What work that adds to the library pushes; such works are done one after the other, each
        to its end, whether or not anybody follows."""
        running: Running[T] = Running(self._closed)
        self._submit(self._adding, lambda: running.run(work), always=True)
        async with aclosing(running.follow()) as items:
            async for item in items:
                yield item

    def _submit(
        self, pool: ThreadPoolExecutor, work: Callable[[], T], *, always: bool = False
    ) -> Future[T]:
        with self._counting:
            if not always:
                self._make_sure_of_room()
            self._given[pool] += 1
        try:
            future = pool.submit(work)
        except BaseException:
            self._ended(pool)
            raise
        future.add_done_callback(lambda _: self._ended(pool))
        return future

    def _ended(self, pool: ThreadPoolExecutor) -> None:
        with self._counting:
            self._given[pool] -= 1


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
