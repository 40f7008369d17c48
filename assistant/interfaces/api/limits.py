"""How often somebody may ask, and how much one request may bring."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

_MOST_CLIENTS = 10_000
_MINUTE = 60.0


class RateLimit:
    """A bucket for each client, which refills steadily; the whole of it may be used at once.

    `a_minute` requests; 0: as many as they like. `clock` gives seconds that never go back. Used
    from one event loop.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """Whole seconds until the client may ask; 0: it may now, and this is counted."""
        if not self._a_minute:
            return 0
        now = self._clock()
        left, before = self._buckets.pop(client, (float(self._a_minute), now))
        left = min(self._a_minute, left + (now - before) * self._a_minute / _MINUTE)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        while len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * _MINUTE / self._a_minute))


def too_large(limit: int) -> HTTPException:
    """What is raised for a request that brings more than `limit` bytes."""
    size = f"{limit / (1 << 20):,.0f} MB" if limit >= 1 << 20 else f"{limit:,} bytes"
    return HTTPException(413, f"the request is larger than {size}: send less at once")


def bounded(scope: Scope, receive: Receive, limit: int) -> Receive:
    """`receive` for a body of at most so many bytes. Raises HTTPException (413), at once where the
    request says its size, else when more has come."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > limit:
            raise too_large(limit)
        return message

    return counted
