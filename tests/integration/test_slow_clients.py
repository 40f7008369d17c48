"""Clients that send or take a byte now and then are cut off; who waits for an answer is not."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from assistant.interfaces.slow_clients import MinimumRateProtocol
from tests.integration.api_server import until

LARGE = 300 * 65_536
LATE = 3.5
"""Seconds that a late answer takes."""


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """/large gives much, /late something late, anything when the body is there."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/late":
        await asyncio.sleep(LATE)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(LARGE // 65_536 if scope["path"] == "/large" else 1):
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Hasty(MinimumRateProtocol):
    """Looks more often than the server does, and says when a connection has ended."""

    ended: threading.Event

    def connection_lost(self, error: Exception | None) -> None:
        """The connection has ended."""
        super().connection_lost(error)
        self.ended.set()


def _config(patience: float, answer: Any) -> uvicorn.Config:
    named = {"patience": patience, "ended": threading.Event()}
    return uvicorn.Config(
        answer, interface="asgi3", http=type("Hastier", (Hasty,), named), ws="none",
        log_config=None, lifespan="off",
    )  # fmt: skip


@contextlib.contextmanager
def served(patience: float) -> Iterator[tuple[tuple[str, int], threading.Event]]:
    """A server on loopback that looks at its clients so often; what is set once a connection has
    ended."""
    config = _config(patience, _answer)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            until(lambda: server.started)
            yield listening.getsockname(), config.http.ended  # type: ignore[union-attr]
        finally:
            server.should_exit = True
            thread.join()


def _sent(address: tuple[str, int], text: bytes) -> socket.socket:
    connection = socket.create_connection(address, timeout=60)
    connection.sendall(text)
    return connection


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n",
    ],
    ids=["headers", "body"],
)
def test_who_sends_a_byte_now_and_then_is_cut_off(text: bytes) -> None:
    """Whether headers or a body do not come to their end."""
    with served(0.3) as (address, ended), _sent(address, text) as slow:
        for _ in range(600):
            with contextlib.suppress(OSError):
                slow.sendall(b"a")
            if ended.wait(0.1):
                break
        assert ended.is_set()


@pytest.mark.parametrize("requests", [1, 2])
def test_who_takes_nothing_is_cut_off(requests: int) -> None:
    """What it asked for is not kept for it for ever, even if it has asked for more."""
    text = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * requests
    with served(0.3) as (address, ended), _sent(address, text) as slow:
        assert ended.wait(60)
        received = 0
        with contextlib.suppress(OSError):
            while piece := slow.recv(1 << 20):
                received += len(piece)
    assert received < LARGE


def test_who_waits_is_served() -> None:
    """However long the answer takes."""
    asked = b"GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with served(1) as (address, _), _sent(address, asked) as waiting:
        assert b"200 OK" in waiting.recv(1000)


def test_who_reads_steadily_is_served() -> None:
    """What is large and taken bit by bit comes whole."""
    asked = b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with served(1) as (address, _), _sent(address, asked) as steady:
        received = 0
        while piece := steady.recv(1 << 18):
            received += len(piece)
            time.sleep(0.05)
    assert received >= LARGE


class Taken(asyncio.Transport):
    """A connection from which a client takes what it likes of what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self.aborted = False

    def write(self, content: Any) -> None:
        """Keep what is written."""
        self.waiting += len(content)

    def get_write_buffer_size(self) -> int:
        """How much is not taken yet."""
        return self.waiting

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.aborted

    def close(self) -> None:
        """The answer is whole."""

    def abort(self) -> None:
        """End it."""
        self.aborted = True


@pytest.mark.parametrize(("takes", "served"), [(True, True), (False, False)])
def test_who_takes_as_much_as_is_written_is_served(takes: bool, served: bool) -> None:
    """There is always as much that waits for it, but always something else; where it takes nothing
    while more and more is written, it is cut off."""
    connection = Taken()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(100):
            await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
            connection.waiting -= 1000 * (takes and connection.waiting > 10_000)
            await asyncio.sleep(0.02)

    async def connected() -> None:
        config = _config(0.2, answer)
        config.load()
        protocol = config.http_protocol_class(config, ServerState(), {})
        protocol.connection_made(connection)
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        (answering,) = protocol.tasks
        while not answering.done() and not connection.aborted:
            await asyncio.sleep(0.01)
        assert connection.aborted is not served
        protocol.connection_lost(None)
        answering.cancel()

    asyncio.run(connected())
