"""What a chat model reads and writes for one result, counted while the result is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from assistant.types import Usage

_MILLION = 1_000_000
Prices = tuple[float, float]
"""What a million tokens cost that are read, and a million that are written."""


class Meter:
    """Adds up what is asked of a chat model."""

    def __init__(self) -> None:
        self._replies: list[tuple[int, int] | None] = []
        self._kept = 0

    def asked(self, reported: Mapping[str, int] | None) -> None:
        """The model replied; `reported` is what its provider counted, if it told."""
        known = reported and (reported.get("input_tokens"), reported.get("output_tokens"))
        read, written = known or (None, None)
        self._replies.append(None if read is None or written is None else (read, written))

    def kept(self) -> None:
        """A reply that was kept stood in for the model's."""
        self._kept += 1

    def usage(self, prices: Prices | None) -> Usage | None:
        """All of it; None where no model was asked and no kept reply used."""
        if not self._replies and not self._kept:
            return None
        told = [each for each in self._replies if each is not None]
        calls = len(self._replies) + self._kept
        if len(told) < len(self._replies):
            return Usage(calls, self._kept)
        read, written = (sum(each[which] for each in told) for which in (0, 1))
        cost = None
        if prices is not None:
            cost = (read * prices[0] + written * prices[1]) / _MILLION
        return Usage(calls, self._kept, read, written, cost)


_current: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def counted_by(meter: Meter) -> Iterator[None]:
    """What is asked of a chat model within this, in this thread, is added up by the meter."""
    token = _current.set(meter)
    try:
        yield
    finally:
        _current.reset(token)


def current_meter() -> Meter:
    """What adds up now; what nobody wants to know is added up and forgotten."""
    return _current.get() or Meter()
