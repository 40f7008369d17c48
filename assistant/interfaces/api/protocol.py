"""The Model Context Protocol over HTTP: each request by itself, as no session is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from assistant.interfaces.api.access import check
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import MAIN, Served
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.tools import server

PATH = "/mcp"


class Protocol:
    """An ASGI application that speaks MCP for one library, while it is `running`."""

    def __init__(self, served: Served, most_bytes: int, metrics: Metrics) -> None:
        self._served = served
        self.path = PATH if served.name == MAIN else f"{PATH}/{served.name}"
        speaking = server(served, metrics.answered)
        # Foreign hosts and origins were refused before a request comes here.
        speaking.streamable_http_app(
            json_response=True, stateless_http=True, max_request_body_size=most_bytes,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )  # fmt: skip
        self._sessions = speaking.session_manager

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Requests are answered while this is held; once."""
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        check(HTTPConnection(scope), Role.READER, self._served.name)
        await self._sessions.handle_request(scope, receive, send)
