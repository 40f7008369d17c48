"""Work of an iterator in a thread, so that no event loop is blocked by it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assistant.errors import AssistantError, Stopped
from assistant.stopping import stopped_by

T = TypeVar("T")

_CLOSED = "the library was closed before there was an answer: ask again"


class Background:
    """Runs generators in threads of its own, each followed from the event loop that asked."""

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._threads = ThreadPoolExecutor(thread_name_prefix="newsbrief")

    def close(self) -> None:
        """Stop what runs, each as soon as it asks, and wait for it; who follows is told."""
        self._closed.set()
        self._threads.shutdown(wait=True)

    async def stream(
        self, start: Callable[[], Generator[T, None, None]]
    ) -> AsyncGenerator[T, None]:
        """What a generator yields, each as it comes; raises what it raises.

        When whoever follows is cancelled or goes away, the generator is closed at its next item, or
        where it asks meanwhile (`assistant.stopping`).
        """
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[_Item[T]] = asyncio.Queue()
        left = threading.Event()

        def deliver(item: _Item[T]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is there any more
                loop.call_soon_threadsafe(arrived.put_nowait, item)

        def goes_on() -> bool:
            if self._closed.is_set():
                raise AssistantError(_CLOSED)
            return not left.is_set()

        def is_stopped() -> bool:
            return left.is_set() or self._closed.is_set()

        def work() -> None:
            try:
                with stopped_by(is_stopped), contextlib.closing(start()) as items:
                    while goes_on() and (item := next(items, None)) is not None:
                        deliver((item,))
            except Stopped:
                deliver(AssistantError(_CLOSED))  # one who left doesn't hear it
            except BaseException as error:
                deliver(error)
            else:
                deliver(None)

        self._threads.submit(contextvars.copy_context().run, work)
        try:
            while (item := await arrived.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item[0]
        finally:
            left.set()


_Item = tuple[T] | BaseException | None
"""An item, what went wrong, or the end."""
