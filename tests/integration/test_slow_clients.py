"""Clients that send or take a byte now and then are cut off; who waits for an answer is not."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from assistant.interfaces.dawdling import BriskProtocol


class Hasty(BriskProtocol):
    """Looks more often than the server does."""

    patience = 0.3


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    """/large answers with 20 MB, /late after a second, and anything when its body is there."""
    import asyncio

    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/late":
        await asyncio.sleep(1.5)
    body = b"x" * (20_000_000 if scope["path"] == "/large" else 10)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for at in range(0, len(body), 65_536):
        await send({"type": "http.response.body", "body": body[at : at + 65_536],
                    "more_body": True})  # fmt: skip
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A server on loopback."""
    config = uvicorn.Config(_application, http=Hasty, ws="none", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.01)
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def _sent(address: tuple[str, int], text: bytes) -> socket.socket:
    connection = socket.create_connection(address, timeout=10)
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
def test_who_sends_a_byte_now_and_then_is_cut_off(address: tuple[str, int], text: bytes) -> None:
    """Whether headers or a body do not come to their end."""
    begun = time.monotonic()
    with _sent(address, text) as slow, contextlib.suppress(OSError):
        while time.monotonic() - begun < 20:
            slow.sendall(b"a")
            time.sleep(0.1)
    assert 0.3 < time.monotonic() - begun < 10


def test_who_takes_nothing_is_cut_off(address: tuple[str, int]) -> None:
    """What it asked for is not kept for it for ever."""
    with _sent(address, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n") as slow:
        time.sleep(3)
        received = 0
        with contextlib.suppress(OSError):
            while piece := slow.recv(1 << 20):
                received += len(piece)
    assert received < 20_000_000


def test_who_waits_or_reads_steadily_is_served(address: tuple[str, int]) -> None:
    """A late answer comes, and a large one that is taken bit by bit comes whole."""
    with _sent(address, b"GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as waiting:
        assert b"200 OK" in waiting.recv(1000)
    with _sent(address, b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") as steady:
        received = 0
        while piece := steady.recv(1 << 18):
            received += len(piece)
            time.sleep(0.02)
    assert received > 20_000_000
