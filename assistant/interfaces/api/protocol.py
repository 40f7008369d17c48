"""The Model Context Protocol over HTTP: each request by itself, as no session is needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from assistant.interfaces.api.access import check, no_library
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import MAIN, Libraries, Served
from assistant.interfaces.api.mcp_server import LEAVING
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.parts import LIBRARY
from assistant.interfaces.api.sending import gone
from assistant.interfaces.api.tools import server

PATHS = ("/mcp", f"/mcp/{{{LIBRARY}:path}}")
"""Where MCP is spoken: with the main library, and with any by its name."""


class Protocols:
    """An ASGI application that speaks MCP for each library, while it is `running`."""

    def __init__(self, libraries: Libraries, most_bytes: int, metrics: Metrics) -> None:
        self._protocols = {one.name: _Protocol(one, most_bytes, metrics) for one in libraries.all()}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Requests are answered while this is held; once."""
        async with AsyncExitStack() as stack:
            for one in self._protocols.values():
                await stack.enter_async_context(one.running())
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path_params"].get(LIBRARY) or MAIN
        check(HTTPConnection(scope), Role.READER, name)
        found = self._protocols.get(name)
        if found is None:
            raise no_library(name)
        await found(scope, receive, send)


class _Protocol:
    """The same for one library, whose callers may use it."""

    def __init__(self, served: Served, most_bytes: int, metrics: Metrics) -> None:
        mcp = server(served, metrics.answered)
        # Foreign hosts and origins were refused before a request comes here.
        mcp.streamable_http_app(
            json_response=True, stateless_http=True, max_request_body_size=most_bytes,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )  # fmt: skip
        self._sessions = mcp.session_manager

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self._sessions.handle_request(scope, receive, send)
            return
        # The SDK looks no more at its client once the body is read: we do.
        body = await _body(receive)
        left = asyncio.Event()
        watching = asyncio.ensure_future(_watched(receive, left))
        scope[LEAVING] = _leaving(left)
        try:
            await self._sessions.handle_request(scope, _replayed(body, scope[LEAVING]), send)
        finally:
            watching.cancel()


async def _body(receive: Receive) -> bytes:
    """The whole body of a request; raises ClientDisconnect, and HTTPException for a large one."""
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _watched(receive: Receive, left: asyncio.Event) -> None:
    await gone(receive)
    left.set()


def _leaving(left: asyncio.Event) -> Receive:
    """A `receive` that has nothing more to give than that the client has gone away."""

    async def receive() -> Message:
        await left.wait()
        return {"type": "http.disconnect"}

    return receive


def _replayed(body: bytes, then: Receive) -> Receive:
    """A `receive` that gives a body, and what comes after it."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return await then()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
