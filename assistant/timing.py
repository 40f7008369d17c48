"""Where the time of a request goes, by its stages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Seconds by stage, in the order in which stages began; a stage that comes again adds up."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = clock()
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time while this is held to a stage."""
        began = self._clock()
        self._seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self._seconds[name] += self._clock() - began

    def timings(self) -> dict[str, float]:
        """Seconds of each stage, and of all that passed since the beginning as "whole"."""
        return {**self._seconds, "whole": self._clock() - self._began}
