"""Turns at a host: no more than two requests at once, and the pause that a site asks for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.reading.unreachable import STOPPED, Unreachable

_AT_ONCE = 2
_LOOK = 0.25
"""Seconds after which a wait looks whether it should still go on."""


@dataclass(slots=True)
class _Host:
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))
    lock: threading.Lock = field(default_factory=threading.Lock)
    next: float = 0.0


class Pacing:
    """Gives out turns; `stopped` ends every wait."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, pause: float = 0.0) -> Iterator[None]:
        """Wait until `host` may be asked, and hold the place while entered.

        `pause` is the least time in seconds from the start of one turn with a pause to
        the start of the next. Raises Unreachable when stopped.
        """
        with self._lock:
            place = self._hosts.setdefault(host, _Host())
        while not place.room.acquire(timeout=_LOOK):
            self._go_on(0)
        try:
            if pause:
                with place.lock:
                    start = max(time.monotonic(), place.next)
                    place.next = start + pause
                self._go_on(start - time.monotonic())
            yield
        finally:
            place.room.release()

    def _go_on(self, seconds: float) -> None:
        if self._stopped.wait(max(seconds, 0)):
            raise Unreachable(STOPPED)
