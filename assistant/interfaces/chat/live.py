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
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Push = Callable[[T], bool]
"""Hands over one item; False when nobody follows any more."""

PAUSE = 0.08
"""Seconds between two updates of the page: more often costs frames and shows nothing more."""


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    error: BaseException | None = None


class Workers:
    """A fixed number of threads for all that reads or writes the library."""

    def __init__(self, threads: int = 6) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="newsbrief")
        self._closed = threading.Event()

    def close(self) -> None:
        """Take no more work; what runs ends at its next item."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def follow(
        self, work: Callable[[Push[T]], None], pause: float = PAUSE
    ) -> AsyncGenerator[T, None]:
        """What the work pushes: the newest item, at most one a pause, the last one always.

        Raises what the work raises, after its last item. When the follower goes away, the
        next push tells the work so.
        """
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[T | _End[T]] = asyncio.Queue()
        left = threading.Event()

        def hand(item: T | _End[T]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and the page with it
                loop.call_soon_threadsafe(items.put_nowait, item)

        def push(item: T) -> bool:
            hand(item)
            return not (left.is_set() or self._closed.is_set())

        def run() -> None:
            try:
                work(push)
            except BaseException as error:
                hand(_End(error))
            else:
                hand(_End())

        self._pool.submit(run)
        try:
            async for item in _newest(items, pause):
                yield item
        finally:
            left.set()


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
