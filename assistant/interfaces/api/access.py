"""Who calls: keys, the window's logins, or whoever is on this machine; what a caller may do.

Without keys and logins only this machine may call: a foreign Host means that a name was rebound
to this address. A foreign Origin, another web site's page, is refused whoever calls, unless the
settings name it. What a login may do is what the window lets it do, which is all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.api.errors import Refused, problem_of, problem_response, refused
from assistant.interfaces.api.keys import Key, Keys, Role
from assistant.interfaces.api.limits import RateLimit, bounded
from assistant.interfaces.chat.access import LOGIN, Sessions, is_forwarded, is_loopback

CALLER = "newsbrief.caller"
"""Where a request's scope says who calls."""

HEALTH = "/api/v1/health"
PATHS = ("/api/", "/v1/", "/mcp", "/metrics")
"""How the paths of the interface begin; all others are the window's."""

_OPEN = (HEALTH, f"{HEALTH}/live", "/api/v1/openapi.json")
"""What answers who is not known, and so much of it as anybody may know."""

_BRINGS_ARTICLES = ("/articles", "/mcp")
_MOST_WORDS = 1 << 20
"""Bytes of a request that brings no articles."""

_OWNER_DIGITS = 32
"""Of a key's hash: what its conversations are kept under."""

_METHODS = "GET, POST, DELETE, OPTIONS"
_HEADERS = "Authorization, Content-Type, X-Request-Id, Mcp-Session-Id, Mcp-Protocol-Version"
_EXPOSED = "X-Request-Id, X-Conversation-Id, X-Total-Count, Retry-After, Mcp-Session-Id"


def is_api(path: str) -> bool:
    """Whether a path is the interface's, and not the window's."""
    return path == "/mcp" or path.startswith(PATHS)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, under which name the log knows them, whose conversations theirs are ("" for
    nobody's), and what they may do: no `role`, nothing. No `libraries`: all of them."""

    name: str
    owner: str = ""
    role: Role | None = None
    libraries: tuple[str, ...] = ()

    def may(self, role: Role, library: str) -> bool:
        """Whether the caller may do what takes this role, in a library."""
        if self.libraries and library not in self.libraries:
            return False
        return self.role == Role.ADMIN or self.role == role


def caller_of(request: HTTPConnection) -> Caller:
    """Who sends a request, as the middleware found it."""
    found = request.scope.get(CALLER)
    return found if isinstance(found, Caller) else Caller("")


def check(request: HTTPConnection, role: Role, library: str) -> Caller:
    """Who sends a request, where they may do what takes this role; raises Refused."""
    caller = caller_of(request)
    if caller.role is None:
        raise unknown_caller()
    if not caller.may(Role.READER, library):
        raise no_library(library)
    if not caller.may(role, library):
        raise refused(403, f"this takes the role {role}: use a key that has it")
    return caller


def no_library(name: str) -> Refused:
    """What to raise for a library that there is not, and for one that a caller may not use: nobody
    is told which of the two."""
    return refused(404, f"there is no library of the name {name[:64]!r}")


def unknown_caller(why: str = "a key is needed") -> Refused:
    """What to raise where it is not known who calls."""
    message = f"{why}: send Authorization: Bearer KEY, of newsbrief keys add"
    return refused(401, message, www_authenticate="Bearer")


class Callers:
    """Knows who sends a request by a key, a login's cookie, or the machine it comes from. Without
    `keys` there are none."""

    def __init__(self, keys: Keys | None, sessions: Sessions) -> None:
        self._keys = keys
        self._sessions = sessions

    @property
    def guarded(self) -> bool:
        """Whether a caller must be known: there are keys or logins."""
        keyed = self._keys is not None and self._keys.required
        return keyed or self._sessions.logins is not None

    def of(self, scope: Scope) -> Caller:
        """Who sends a request; a Caller without a role for nobody known. Raises Refused for a key
        that there is not, and for a foreign host where no caller must be known."""
        connection = HTTPConnection(scope)
        given = _bearer(connection.headers)
        key = self._keys.find(given) if given and self._keys is not None else None
        if key is not None:
            return _with_key(key)
        owner = self._sessions.session(connection.cookies, may_begin=False).owner
        if owner.startswith(LOGIN):
            return Caller(owner, owner, Role.ADMIN)
        if self.guarded:
            if given:
                raise unknown_caller("there is no such key")
            return Caller("")
        if is_forwarded(scope) or not is_loopback(_host(connection.headers.get("host", ""))):
            raise refused(421, "without keys newsbrief answers only on its own machine")
        return Caller("this machine", owner or "machine:", Role.ADMIN)


class AccessMiddleware:
    """ASGI middleware before the interface: tells the application who calls; refuses foreign
    origins, unknown callers, and who asks too often or brings too much."""

    def __init__(
        self,
        app: ASGIApp,
        callers: Callers,
        rate: RateLimit,
        most_bytes: int,
        origins: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._callers = callers
        self._rate = rate
        self._most_bytes = most_bytes
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await answering(message)

        answering = self._with_origin(scope, send)
        try:
            if self._preflight(scope):
                await _allowed()(scope, receive, answering)
                return
            scope[CALLER] = caller = self._admitted(scope)
            brings = caller.role is Role.ADMIN and _brings_articles(scope["path"])
            limit = min(self._most_bytes if brings else _MOST_WORDS, self._most_bytes)
            await self._app(scope, bounded(scope, receive, limit), sending)
        except Exception as error:
            if begun:
                raise
            response = problem_response(problem_of(error), scope["path"])
            await response(scope, receive, answering)

    def _admitted(self, scope: Scope) -> Caller:
        """Who calls, once they may; raises Refused."""
        headers = Headers(scope=scope)
        if not self._permitted(headers):
            raise refused(403, "pages of other sites may not call newsbrief")
        client = scope.get("client")
        address = f"address:{client[0]}" if client else "address:"
        try:
            caller = self._callers.of(scope)
        except Refused:
            self._counted(address)
            raise
        if scope["path"] not in _OPEN:
            self._counted(caller.name or address)
            if caller.role is None:
                raise unknown_caller()
        return caller

    def _counted(self, client: str) -> None:
        if seconds := self._rate.wait(client):
            raise refused(429, f"too many requests: wait {seconds} s", retry_after=str(seconds))

    def _permitted(self, headers: Headers) -> bool:
        """Whether no page asks, or one of our own or of a site that is named."""
        origin = headers.get("origin")
        if origin is None:  # browsers say at least so much of what a page loads as an image
            return headers.get("sec-fetch-site") != "cross-site"
        return origin in self._origins or _place(origin) == headers.get("host", "")

    def _preflight(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        return (
            scope["method"] == "OPTIONS"
            and headers.get("origin") in self._origins
            and "access-control-request-method" in headers
        )

    def _with_origin(self, scope: Scope, send: Send) -> Send:
        """`send` with what lets the page of a permitted site read the answer."""
        origin = Headers(scope=scope).get("origin")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = headers.get("cache-control", "no-store")
                headers["X-Content-Type-Options"] = "nosniff"
                if origin in self._origins:
                    headers["Access-Control-Allow-Origin"] = str(origin)
                    headers["Access-Control-Expose-Headers"] = _EXPOSED
                    headers.add_vary_header("Origin")
            await send(message)

        return sending


def _with_key(key: Key) -> Caller:
    # A name may be given again, to another key: what was asked through the first is not its own.
    return Caller(f"key:{key.name}", f"key:{key.hash[:_OWNER_DIGITS]}", key.role, key.libraries)


def _brings_articles(path: str) -> bool:
    return path.rstrip("/").endswith(_BRINGS_ARTICLES) or path.startswith("/mcp")


def _allowed() -> Response:
    """The answer to a page of a permitted site that asks what it may send."""
    headers = {
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=headers)


def _bearer(headers: Headers) -> str:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _host(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
