"""Who goes first: what somebody waits for, before what is only to be stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LINGER = 0.15
"""Seconds for which a question counts after its text was embedded: it is being answered."""

PATIENCE = 1.0
"""Seconds that a piece of long work waits at most: under steady questions it goes on too."""


class Priority:
    """Lets short work go before long work that is done in pieces.

    Short work never waits. Long work asks before each of its pieces. `clock` gives seconds.
    """

    def __init__(
        self,
        linger: float = LINGER,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._linger = linger
        self._patience = patience
        self._clock = clock
        self._changed = threading.Condition()
        self._thread = threading.local()
        self._going = 0
        self._free_at = float("-inf")

    @contextmanager
    def background(self) -> Iterator[None]:
        """While this is held, what this thread does is short, but nobody waits for it: it does
        not go first."""
        before = getattr(self._thread, "background", False)
        self._thread.background = True
        try:
            yield
        finally:
            self._thread.background = before

    @contextmanager
    def foreground(self) -> Iterator[None]:
        """While this is held, and a moment longer, long work waits."""
        if getattr(self._thread, "background", False):
            yield
            return
        with self._changed:
            self._going += 1
        try:
            yield
        finally:
            with self._changed:
                self._going -= 1
                self._free_at = self._clock() + self._linger
                self._changed.notify_all()

    def give_way(self, patience: float | None = None) -> float:
        """Wait until nothing goes first, or for as long as there is patience; the seconds waited.

        `patience` in seconds is for this time only.
        """
        began = self._clock()
        until = began + (self._patience if patience is None else patience)
        with self._changed:
            while (left := self._left(until)) > 0:
                self._changed.wait(left)
        return self._clock() - began

    def _left(self, until: float) -> float:
        """Seconds that are still to be waited; 0 when long work may go on."""
        now = self._clock()
        patience = until - now
        return patience if self._going else min(patience, self._free_at - now)
