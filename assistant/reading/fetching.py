"""Bytes by address, safely: public machines only, bounded in time and size, robots.txt obeyed."""

from __future__ import annotations

import ssl
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from assistant.reading.network import (
    ERRORS,
    LOOK,
    SAVE,
    STOPPED,
    Allowance,
    Permitted,
    Resolver,
    Transport,
    Unreachable,
    anywhere,
    check_status,
    public,
    reason_for,
    resolve,
)

if TYPE_CHECKING:
    from protego import Protego

_THREADS = 8
_AHEAD = 2 * _THREADS
_ACCEPTED = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5"
_REDIRECTS = (301, 302, 303, 307, 308)
_HIGHEST_PORT = 65535
_VALIDATORS = ("etag", "last-modified")
_LONGEST = 500
_NO_ADDRESS = "is no address of a page; write it as https://example.org/article"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds to connect, between two pieces of an answer and in
    all; bytes after unpacking; redirects; and the longest pause that a robots.txt gets."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    size: int = 20 * 1024 * 1024
    redirects: int = 10
    pause: float = 10.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of a page from another (RFC 9110, section 8.8); "" for none."""

    etag: str = ""
    modified: str = ""

    @property
    def asking(self) -> dict[str, str]:
        """The headers that ask for the page only where it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: `url` after redirects, the unpacked body, and what its header
    says of it: the media type in small letters without parameters, the charset, and the
    validators. `unchanged`: it is what was known already, and its body was not sent."""

    url: str
    content: bytes
    content_type: str
    charset: str
    validators: Validators = field(default_factory=Validators)
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: httpx.Headers
    content: bytes
    charset: str


class Fetcher:
    """Fetches pages for one piece of work; close it to stop what it still does.

    Only public addresses are reached (`public` in assistant.reading.network), checked
    where the connection is made and after every redirect. `allow_private` lifts that, for
    intranets, and only then are proxies of the environment used. `permitted` and
    `resolver` stand in for the check of an address and for name resolution. Once `stop` is set
    nothing more is fetched.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        resolver: Resolver = resolve,
        permitted: Permitted | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._resolver = resolver
        self._permitted = permitted or (anywhere if allow_private else public)
        self._stopped = threading.Event() if stop is None else _Either(stop)
        self._pacing = Pacing(self._stopped)
        self._robots = Robots(self._robots_txt)
        self._headers = {
            "User-Agent": f"{AGENT}/{version('newsbrief')} (+article reader; run by its user)",
            "Accept": _ACCEPTED,
            # What is unpacked here, piece by piece, so that nothing can swell unseen.
            "Accept-Encoding": "gzip",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop every fetch; the fetcher is not used afterwards."""
        self._stopped.set()
        self._workers.shutdown(cancel_futures=True)

    def fetch(self, url: str, known: Validators | None = None) -> Page:
        """The page at `url`, after redirects; raises Unreachable. With `known` it is sent only
        where it has changed since."""
        asking = known.asking if known is not None else {}
        allowance = Allowance(self._limits.whole, self._stopped)
        target = _target(url)
        with self._client(allowance) as client:
            for _ in range(self._limits.redirects + 1):
                pause = min(self._robots.delay(target), self._limits.pause)
                with self._pacing.turn(target.host, pause), allowance:
                    reply = self._reply(client, target, self._limits.size, headers=asking)
                if reply.status in _REDIRECTS:
                    target = _next(target, reply)
                    continue
                if asking and reply.status == HTTPStatus.NOT_MODIFIED:
                    return Page(str(target), b"", "", "", known or Validators(), unchanged=True)
                check_status(reply.status)
                kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
                found = Validators(*(_validator(reply, name) for name in _VALIDATORS))
                return Page(str(target), reply.content, kind, reply.charset, found)
        turns = self._limits.redirects
        raise Unreachable(f"is sent on to another address more than {turns} times; {SAVE}")

    def ahead(self, urls: Iterable[str]) -> Generator[tuple[str, Page | Unreachable], None, None]:
        """Each of `urls` with its page or what went wrong, in order.

        Up to eight are fetched at a time, a few of them before they are asked for; closing
        the iterator takes back those that have not begun.
        """
        begun: deque[tuple[str, Future[Page]]] = deque()
        try:
            for url in urls:
                begun.append((url, self._workers.submit(self.fetch, url)))
                if len(begun) == _AHEAD:
                    yield _done(*begun.popleft())
            while begun:
                yield _done(*begun.popleft())
        finally:
            for _, future in begun:
                future.cancel()

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="fetch")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def _client(self, allowance: Allowance) -> httpx.Client:
        """A client for one fetch: cookies live from redirect to redirect, and no longer."""
        limits = self._limits
        return httpx.Client(
            transport=Transport(self._resolver, self._permitted, allowance, lambda: self._tls),
            headers=self._headers,
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
        )

    def _robots_txt(self, address: str) -> tuple[int, bytes]:
        """Status and body of a robots.txt; more than five redirects stand for a missing one
        (RFC 9309, section 2.3.1.2)."""
        allowance = Allowance(self._limits.whole, self._stopped)
        target = _target(address)
        with self._client(allowance) as client:
            for _ in range(MOST_ROBOTS_REDIRECTS + 1):
                with self._pacing.turn(target.host), allowance:
                    reply = self._reply(client, target, MOST_ROBOTS_BYTES, cut=True)
                if reply.status not in _REDIRECTS:
                    return reply.status, reply.content
                target = _next(target, reply)
        return HTTPStatus.NOT_FOUND, b""

    def _reply(
        self,
        client: httpx.Client,
        url: httpx.URL,
        most: int,
        *,
        cut: bool = False,
        headers: dict[str, str] | None = None,
    ) -> _Reply:
        """One request; the body is read where the status says that it is the page's."""
        try:
            with client.stream("GET", url, headers=headers) as response:
                good = response.is_success
                content = _body(response, most, cut=cut) if good else b""
                charset = response.charset_encoding or ""
                return _Reply(response.status_code, response.headers, content, charset)
        except ERRORS as error:
            limits = self._limits
            raise Unreachable(reason_for(error, url.host, limits.connect, limits.read)) from error


class _Either(threading.Event):
    """Counts as set once it is, or another one."""

    def __init__(self, other: threading.Event) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        return super().is_set() or self._other.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not self.is_set() and (left := end - time.monotonic()) > 0:
            super().wait(min(left, LOOK))
        return self.is_set()


def _target(url: str | httpx.URL) -> httpx.URL:
    """The address to ask; raises Unreachable for one that is never asked."""
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Unreachable(_NO_ADDRESS) from error
    if target.scheme not in ("http", "https"):
        kind = target.scheme[:20] or "unknown"
        raise Unreachable(f"leads to an address of the kind {kind!r}; only http and https are read")
    if not target.host or not 0 < (target.port or 1) <= _HIGHEST_PORT:
        raise Unreachable(_NO_ADDRESS)
    if target.userinfo:
        named = "has a user name or password in the address, which is not sent"
        raise Unreachable(f"{named}; log in with a browser, save the page and add the file")
    return target.copy_with(fragment=None)


def _next(target: httpx.URL, reply: _Reply) -> httpx.URL:
    location = reply.headers.get("location", "")
    if not location:
        raise Unreachable(f"is sent on without an address (status {reply.status}); {SAVE}")
    try:
        return _target(target.join(location))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Unreachable(f"is sent on to what is no address; {SAVE}") from error


def _validator(reply: _Reply, name: str) -> str:
    """A validator that can be sent back as it came; "" for none, or an odd one."""
    value = reply.headers.get(name, "").strip()
    return value if value.isascii() and value.isprintable() and len(value) < _LONGEST else ""


def _done(url: str, future: Future[Page]) -> tuple[str, Page | Unreachable]:
    try:
        return url, future.result()
    except Unreachable as error:
        return url, error
    except CancelledError:
        return url, Unreachable(STOPPED)


def _body(response: httpx.Response, most: int, *, cut: bool) -> bytes:
    """The unpacked body, at most `most` bytes; a longer one is cut, or raises Unreachable."""
    unpacker = _unpacker(response.headers.get("content-encoding", ""))
    content = bytearray()
    received = 0
    for piece in response.iter_raw():
        received += len(piece)
        room = most + 1 - len(content)
        content += unpacker.decompress(piece, room) if unpacker else piece[:room]
        if len(content) > most or received > most:
            if cut:
                return bytes(content[:most])
            size = f"{most / (1 << 20):.3g} MB"
            raise Unreachable(f"is larger than {size}; save the article alone and add the file")
    if unpacker and received and not unpacker.eof:
        raise httpx.ReadError("the packed body ends early")
    return bytes(content)


def _unpacker(encoding: str) -> zlib._Decompress | None:
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise Unreachable(f"is packed as {encoding[:20]!r}, which was not asked for; {SAVE}")


# Turns at a host: no more than two requests at once, and the pause that a site asks for.

_AT_ONCE = 2


@dataclass(slots=True)
class _Host:
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))
    lock: threading.Lock = field(default_factory=threading.Lock)
    next: float = 0.0


class Pacing:
    """Gives out turns; `stopped` ends every wait."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, pause: float = 0.0) -> Iterator[None]:
        """Wait until `host` may be asked, and hold the place while entered.

        `pause` is the least time in seconds from the start of one turn with a pause to
        the start of the next. Raises Unreachable when stopped.
        """
        with self._lock:
            place = self._hosts.setdefault(host, _Host())
        while not place.room.acquire(timeout=LOOK):
            self._go_on(0)
        try:
            if pause:
                with place.lock:
                    start = max(time.monotonic(), place.next)
                    place.next = start + pause
                self._go_on(start - time.monotonic())
            yield
        finally:
            place.room.release()

    def _go_on(self, seconds: float) -> None:
        if self._stopped.wait(max(seconds, 0)):
            raise Unreachable(STOPPED)


# What robots.txt lets this program read (RFC 9309), asked for once for each origin.

AGENT = "newsbrief"
"""The product token that a group of robots.txt may name (section 2.2.1)."""
MOST_ROBOTS_BYTES = 500 * 1024
"""What is parsed of a robots.txt (section 2.5); the rest is not read."""
MOST_ROBOTS_REDIRECTS = 5
_FORBIDDEN = f"its robots.txt asks programs not to read this page; {SAVE}"


class Robots:
    """The rules of every origin that was asked about, kept as long as this lives.

    `get(address)` gives the status and body of a robots.txt, after redirects, no body for
    a status that is no success; it raises Unreachable where there was no answer.
    """

    def __init__(self, get: Callable[[str], tuple[int, bytes]]) -> None:
        self._get = get
        self._rules: dict[str, Future[Protego]] = {}
        self._lock = threading.Lock()

    def delay(self, url: httpx.URL) -> float:
        """The seconds that robots.txt wants between two fetches; 0 where it names none.

        Raises Unreachable where `url` may not be read: robots.txt forbids it, or it
        answers 500 to 599 or not at all, which stands for forbidding everything (section
        2.3.1.4). Where it answers 400 to 499 everything may be read (section 2.3.1.3).
        """
        rules = self._of(str(url.copy_with(raw_path=b"/robots.txt", fragment=None)))
        if not rules.can_fetch(str(url), AGENT):
            raise Unreachable(_FORBIDDEN)
        return float(rules.crawl_delay(AGENT) or 0)

    def _of(self, address: str) -> Protego:
        with self._lock:
            known = self._rules.get(address)
            if known is None:
                asked = self._rules[address] = Future()
        if known is not None:
            return known.result()
        try:
            asked.set_result(self._read(address))
        # Whoever waits for these rules gets the error too.
        except BaseException as error:
            asked.set_exception(error)
        return asked.result()

    def _read(self, address: str) -> Protego:
        from protego import Protego

        status, content = self._get(address)
        if status >= 500:
            closed = f"its robots.txt cannot be read (status {status}), so no page may be"
            raise Unreachable(f"{closed}; try later, or {SAVE}")
        return Protego.parse(content.decode("utf-8-sig", "replace"))
