"""A way to the network that connects to the very address it checked, within a given time."""

from __future__ import annotations

import queue
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, getaddrinfo
from typing import Any, Self
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

# Why an address gave no page: one line for each reason, with what to do.

SAVE = "save the page in a browser and add the file"
STOPPED = "was not fetched: reading was stopped; add it again"
ERRORS = (
    httpx.HTTPError, httpx.StreamError, httpcore.NetworkError, httpcore.ProtocolError,
    httpcore.ProxyError, httpcore.TimeoutException, httpcore.UnsupportedProtocol, zlib.error,
    OSError, ValueError,
)  # fmt: skip
"""All that a request may raise beside Unreachable."""
_CLOSED_TO_PROGRAMS = (401, 402, 403, 407, 451)
_GONE = (404, 410)


class Unreachable(Exception):
    """An address that gave no page; `reason` is one line: what is wrong, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_status(status: int) -> None:
    """Raise Unreachable for a status that is not that of a page."""
    if 200 <= status < 300:
        return
    try:
        named = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        named = str(status)
    if status in _CLOSED_TO_PROGRAMS:
        raise Unreachable(f"needs a login or refuses programs ({named}); {SAVE}")
    if status in _GONE:
        raise Unreachable(f"is not there ({named}); check the address")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Unreachable(f"was asked for too often ({named}); wait a while and add it again")
    if status >= 500:
        raise Unreachable(f"cannot be had from its server now ({named}); try later")
    raise Unreachable(f"was not given out ({named}); check the address, or {SAVE}")


def reason_for(error: Exception, host: str, connect: float, read: float) -> str:
    """What is to be said of one of ERRORS; `connect` and `read` are the seconds that were given."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that does not hold ({cause.verify_message}); {SAVE}"
    if cause is not None:
        return f"{host} and this program find no common encryption; {SAVE}"
    # httpx looks at Location itself; all else comes from httpcore.
    if isinstance(error, httpx.RemoteProtocolError):
        return f"is sent on to what is no address; {SAVE}"
    if isinstance(error, httpcore.ConnectTimeout):
        return f"{host} took no connection within {connect:g} seconds; try later"
    if isinstance(error, httpcore.TimeoutException | httpx.TimeoutException):
        return f"{host} gave no answer for {read:g} seconds; try later"
    if isinstance(error, httpcore.ConnectError):
        cause_named = " ".join(str(error).split()) or "no connection"
        return f"{host} cannot be reached ({cause_named}); check the address, or try later"
    return f"broke off before it was complete ({type(error).__name__}); try again"


# Which machines may be reached: those of the open Internet, told by their addresses.

IPAddress = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""The addresses of a host, for a port; raises OSError where the name is not known."""
Permitted = Callable[[IPAddress], bool]
"""Whether a connection to this address may be made."""

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_NEVER = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_RELAYS = IPv4Address("192.88.99.0"), IPv4Address("192.88.99.255")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system knows them; every odd spelling of a number too."""
    return list(
        dict.fromkeys(str(entry[4][0]) for entry in getaddrinfo(host, port, type=SOCK_STREAM))
    )


def public(address: IPAddress) -> bool:
    """Whether `address` is a machine of the open Internet (IANA special-purpose registries).

    Refused are loopback, private, link-local (cloud metadata), shared (RFC 6598),
    multicast, reserved and documentation addresses. An IPv6 address that carries an IPv4
    address (mapped, 6to4, NAT64) is judged by that one; Teredo is refused.
    """
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return public(carried)
        return address in _GLOBAL and not any(address in network for network in _NEVER)
    anycast = _RELAYS[0] <= address <= _RELAYS[1]
    return address.is_global and not address.is_multicast and not anycast


def anywhere(address: IPAddress) -> bool:
    """Permits every address: for intranets, where the user vouches for what is added."""
    return True


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or address in _MAPPED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


# The way to the network.

LOOK = 0.25
"""Seconds after which a wait looks whether it should still go on."""
_UNCHECKED = (
    "is to go through a proxy, where it cannot be checked that no machine of a private network is "
    "reached; take the proxy out of the environment, or allow private addresses (--allow-private)"
)
_NO_PROXY = "is to go through a proxy that has no valid address; correct the environment"
_PRIVATE = "which is no public address; if that is meant, allow private addresses (--allow-private)"


class Allowance:
    """The seconds one fetch may take in all; they run only while it is entered.

    Waiting for a turn at a host costs nothing. `stopped` ends every wait early.
    """

    def __init__(self, seconds: float, stopped: threading.Event) -> None:
        self._seconds = self._left = seconds
        self._until = 0.0
        self._stopped = stopped

    def __enter__(self) -> Self:
        self._until = time.monotonic() + self._left
        return self

    def __exit__(self, *_: object) -> None:
        self._left = self._until - time.monotonic()

    def within(self, timeout: float | None) -> float:
        """The seconds that the next step may take, at most `timeout`; raises Unreachable."""
        left = self._until - time.monotonic()
        if self._stopped.is_set():
            raise Unreachable(STOPPED)
        if left <= 0:
            late = f"was not complete after {self._seconds:g} seconds"
            raise Unreachable(f"{late}; try later, or {SAVE}")
        return left if timeout is None else min(left, timeout)


class Transport(httpx.BaseTransport):
    """httpx's way to the network for one fetch, along addresses that are `permitted`.

    A name is resolved once, by `resolver`; what it gave is checked, and the connection
    goes to that address, while Host and TLS keep the name: no second answer of a name
    server counts. Every wait is held to the `allowance`. Proxies of the environment are
    used only where every address is permitted; else an address that should go through
    one is refused, since only the proxy would know which machine is reached.
    """

    def __init__(
        self,
        resolver: Resolver,
        permitted: Permitted,
        allowance: Allowance,
        tls: Callable[[], ssl.SSLContext],
    ) -> None:
        self._permitted = permitted
        self._tls = tls
        self._backend = _Backend(resolver, permitted, allowance)
        self._pools: dict[tuple[str, str], httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises Unreachable beside the errors of httpcore."""
        url = request.url
        response = self._pool(url).handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        proxy = _proxy(url)
        if proxy and self._permitted is not anywhere:
            raise Unreachable(_UNCHECKED)
        key = (url.scheme, proxy)
        if key not in self._pools:
            # A TLS context takes long to make, and only https needs it.
            tls = self._tls() if url.scheme == "https" else None
            self._pools[key] = (
                self._proxied(proxy, tls)
                if proxy
                else httpcore.ConnectionPool(ssl_context=tls, network_backend=self._backend)
            )
        return self._pools[key]

    def _proxied(self, proxy: str, tls: ssl.SSLContext | None) -> httpcore.ConnectionPool:
        try:
            url = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
        except httpx.InvalidURL as error:
            raise Unreachable(_NO_PROXY) from error
        if url.scheme not in ("http", "https"):
            raise Unreachable(f"is to go through a {url.scheme} proxy; set one that speaks HTTP")
        return httpcore.HTTPProxy(
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
            proxy_auth=(url.username, url.password) if url.userinfo else None,
            ssl_context=tls,
            network_backend=self._backend,
        )


def _proxy(url: httpx.URL) -> str:
    """The proxy that the environment sets for an address, or ""."""
    set_for = getproxies()
    proxy = set_for.get(url.scheme) or set_for.get("all") or ""
    return "" if not proxy or proxy_bypass(url.host) else proxy


class _Body(httpx.SyncByteStream):
    """The body of a response as httpx takes it."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, never to a name."""

    def __init__(self, resolver: Resolver, permitted: Permitted, allowance: Allowance) -> None:
        self._resolver = resolver
        self._permitted = permitted
        self._allowance = allowance
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first permitted address of `host` that takes one."""
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._checked(host, port):
            seconds = self._allowance.within(timeout)
            try:
                stream = self._inner.connect_tcp(address, port, seconds, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Stream(stream, self._allowance)
        raise failed or httpcore.ConnectError("no address")

    def _checked(self, host: str, port: int) -> list[str]:
        found = self._resolved(host, port)
        permitted = [address for address in found if self._permitted(ip_address(address))]
        if found and not permitted:
            raise Unreachable(f"leads to {found[0]}, {_PRIVATE}")
        return permitted

    def _resolved(self, host: str, port: int) -> Sequence[str]:
        """What the resolver gives; in a thread, since the system's cannot be held to a time."""
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            # Handed to the thread that waits, whatever it is.
            except Exception as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        while True:
            seconds = self._allowance.within(LOOK)
            try:
                answer = answers.get(timeout=seconds)
            except queue.Empty:
                continue
            if not isinstance(answer, Exception):
                return answer
            if not isinstance(answer, OSError | ValueError):
                raise answer
            unknown = f"the host {host} is not known; check the address and the network"
            raise Unreachable(unknown) from answer


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait is held to the allowance, also where data drips in."""

    def __init__(self, inner: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._inner = inner
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        end = time.monotonic() + self._allowance.within(timeout)
        while True:
            left = min(LOOK, end - time.monotonic())
            try:
                return self._inner.read(max_bytes, self._allowance.within(max(left, 0.001)))
            except httpcore.ReadTimeout:
                self._allowance.within(None)
                if time.monotonic() >= end:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._allowance.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._allowance.within(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return _Stream(inner, self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
