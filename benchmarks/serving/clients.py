"""Clients of a server: those that ask, search and read, one that adds, and slow ones."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

_KINDS = ("ask", "search", "read", "search", "ask", "read", "read", "search", "ask", "read")
_QUESTIONS = (
    "What happened: {}?", "Who is named in the report on {}?", "When was it that {}?",
    "{}: what do the reports say?",
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """What clients met: seconds by kind of request, errors in words, and how many were told to
    come again, or found nobody."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    turned_away: int = 0
    nobody: int = 0


@dataclass(slots=True)
class Load:
    """So many clients that ask on without a pause until `stop` is set. `down` is set while the
    server is known to be gone."""

    address: str
    titles: Sequence[str]
    clients: int
    seen: Seen = field(default_factory=Seen)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    down: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """All of them, until the stop."""
        limits = httpx.Limits(max_connections=self.clients, max_keepalive_connections=self.clients)
        async with httpx.AsyncClient(
            base_url=self.address, timeout=300, limits=limits, trust_env=False
        ) as http:
            listed = await http.get("/api/v1/articles?limit=1000&text=false")
            ids = [one["id"] for one in listed.json()]
            await asyncio.gather(*(self._client(http, ids, n) for n in range(self.clients)))

    async def _client(self, http: httpx.AsyncClient, ids: Sequence[str], number: int) -> None:
        chance, place = random.Random(number), number
        while not self.stop.is_set():
            kind, title = _KINDS[place % len(_KINDS)], chance.choice(self.titles)
            place += 1
            if kind == "ask":
                words = chance.choice(_QUESTIONS).format(title)
                await self._sent(http, kind, "POST", "/api/v1/ask", {"question": words})
            elif kind == "search":
                words = httpx.QueryParams(q=title)
                await self._sent(http, kind, "GET", f"/api/v1/search?{words}")
            else:
                await self._sent(http, kind, "GET", f"/api/v1/articles/{chance.choice(ids)}")

    async def _sent(
        self, http: httpx.AsyncClient, kind: str, method: str, path: str, body: object = None
    ) -> None:
        begun, was_down = time.perf_counter(), self.down.is_set()
        try:
            told = await http.request(method, path, json=body)
        except httpx.HTTPError as error:
            if was_down or self.down.is_set():
                self.seen.nobody += 1
                await asyncio.sleep(0.5)
            else:
                self.seen.errors.append(f"{kind}: {type(error).__name__} {error}"[:200])
            return
        if told.status_code == 200:
            self.seen.seconds.setdefault(kind, []).append(time.perf_counter() - begun)
        elif told.status_code == 503:
            self.seen.turned_away += 1
            await asyncio.sleep(float(told.headers.get("retry-after", "1")))
        else:
            self.seen.errors.append(f"{kind}: {told.status_code} {told.text}"[:200])


async def adding(address: str, stop: asyncio.Event, kept: list[str]) -> None:
    """Add an article after the other until the stop; `kept` are the ids that were reported."""
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as http:
        number = 0
        while not stop.is_set():
            number += 1
            text = f"The ferry of line {number} left harbour {number % 7} at noon on Monday."
            try:
                told = await http.post("/api/v1/articles", json={"text": text})
                kept += told.json()["added"] if told.status_code == 200 else []
            except httpx.HTTPError:
                await asyncio.sleep(0.5)
            await asyncio.sleep(0.2)


async def lost(address: str, kept: Sequence[str]) -> list[str]:
    """The ids that are not there."""
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as http:
        return [id for id in kept if (await http.get(f"/api/v1/articles/{id}")).status_code != 200]


# -------------------------------------------------------------------- slow ones

_HEAD = b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 10_000
_BODY = (
    b'POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n{"question": "'
)
_LARGE = b"GET /api/v1/articles?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


async def slow_client(address: str, number: int, stop: asyncio.Event) -> bool:
    """Send headers, send a body, or read half a megabyte, at a byte a second; whether the server
    ended it before the stop."""
    host, port = address.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # the system takes no more
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=connection, limit=1)
    step = (_sends(_HEAD), _sends(_BODY), _reads())[number % 3]
    try:
        while not stop.is_set():
            if await step(reader, writer):
                return True
            await asyncio.sleep(1)
    except OSError:
        return True
    finally:
        writer.transport.abort()
    return False


_Step = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]


def _sends(text: bytes) -> _Step:
    at = 0

    async def step(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        nonlocal at
        # All but the last of it at once would not be slow; a byte at a time is.
        writer.write(text[at : at + 1] if at else text[:40])
        at = at + 1 if at else 40
        await writer.drain()
        return reader.at_eof()

    return step


def _reads() -> _Step:
    asked = False

    async def step(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        nonlocal asked
        if not asked:
            asked = True
            writer.write(_LARGE)
            return False
        try:
            return not await asyncio.wait_for(reader.read(1), 5)
        except TimeoutError:
            return False

    return step
