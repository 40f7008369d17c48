"""Work that nobody waits for any more: who runs it knows, and what takes long asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from assistant.errors import Stopped

_is_stopped: ContextVar[Callable[[], bool]] = ContextVar("is_stopped", default=lambda: False)


@contextmanager
def stopped_by(is_stopped: Callable[[], bool]) -> Iterator[None]:
    """What runs within this, in this thread, is to end as soon as `is_stopped` says so."""
    token = _is_stopped.set(is_stopped)
    try:
        yield
    finally:
        _is_stopped.reset(token)


def end_if_stopped() -> None:
    """Raise Stopped where the work is to end."""
    if _is_stopped.get()():
        raise Stopped("stopped before there was an answer: ask again")
