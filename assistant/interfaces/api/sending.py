"""What is sent back: results as JSON, and answers as they grow, as server-sent events.

The format of events is that of the HTML standard, section 9.2; a comment now and then keeps the
connections of proxies open.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from assistant.documents import jsonable
from assistant.interfaces.api.metrics import Metrics
from vectorstore.documents import writable

T = TypeVar("T")

EVENTS = "text/event-stream"
HEARTBEAT = 10.0
"""Seconds without an event after which a comment is sent."""

_COMMENT = b": still at it\n\n"


class Json(Response):
    """A result as JSON with the field names of the Python types."""

    media_type = "application/json"

    def __init__(
        self, value: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(encoded(value).encode(), status, dict(headers or {}))


def encoded(value: object) -> str:
    """The value as JSON on one line; what no UTF-8 takes is replaced."""
    return writable(json.dumps(jsonable(value), ensure_ascii=False, separators=(",", ":")))


def event(name: str, value: object) -> bytes:
    """A named event, whose data is JSON on one line."""
    return f"event: {name}\ndata: {encoded(value)}\n\n".encode()


class EventStream(Response):
    """Sends events as they come; once the client goes away, whoever makes them is cancelled."""

    def __init__(
        self,
        events: AsyncGenerator[bytes, None],
        metrics: Metrics,
        headers: Mapping[str, str] | None = None,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._events = events
        self._metrics = metrics
        self._heartbeat = heartbeat
        self.status_code = 200
        self.background = None
        self.media_type = EVENTS
        self.init_headers(
            {"X-Accel-Buffering": "no", "Cache-Control": "no-store", **(headers or {})}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._metrics.streams.track_inprogress():
            sending = asyncio.ensure_future(self._send(send))
            await _first(sending, receive)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with aclosing(self._events) as events:
            following = asyncio.ensure_future(anext(events, None))
            try:
                while True:
                    done, _ = await asyncio.wait({following}, timeout=self._heartbeat)
                    piece = following.result() if done else _COMMENT
                    if piece is None:
                        break
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                    if done:
                        following = asyncio.ensure_future(anext(events, None))
            finally:
                await _ended(following)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """What the work gives, whose body was read; when the client goes away the work is cancelled,
    and ClientDisconnect raised."""
    return await unless_told(request.receive, work)


async def unless_told(receive: Receive, work: Awaitable[T]) -> T:
    """The same, where `receive` tells that the client has gone away."""
    working = asyncio.ensure_future(work)
    if not await _first(working, receive):
        raise ClientDisconnect
    return working.result()


async def _first(work: asyncio.Future[T], receive: Receive) -> bool:
    """Whether the work ended before the client went away, which cancels it; raises what it does."""
    leaving = asyncio.ensure_future(gone(receive))
    try:
        either: set[asyncio.Future[Any]] = {work, leaving}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            return False
        work.result()
        return True
    finally:
        await _ended(leaving)
        await _ended(work)


async def gone(receive: Receive) -> None:
    """Return when the client has gone away; of what it still sends nothing is kept."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _ended(future: asyncio.Future[T]) -> None:
    """Cancel what still runs, and wait until it has ended."""
    if not future.done():
        future.cancel()
        await asyncio.wait({future})
    if not future.cancelled():
        future.exception()  # whoever needs it has it; asyncio would tell it once more
