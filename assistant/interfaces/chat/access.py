"""Who may ask: sessions told by signed cookies, and the middleware before the page.

Each browser has a cookie; with logins it is the name that counts. A cookie's name comes from the
library's secret, as browsers hold the cookies of all ports of a machine together: two windows on
two libraries do not take each other's away.

Without logins only the machine's own browser may talk to the window: a foreign Host means a
name was rebound to this address, a foreign Origin that another page is asking. With logins any
name will do, as a browser sends its cookie only to the name that it got it from, and nothing but
the login page answers who has not logged in. Answers carry headers that keep the page from
loading anything from elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.conversations.store import EndedLogins
from assistant.interfaces.chat.logins import Logins

BROWSER, LOGIN = "browser:", "login:"
"""How an owner begins: a browser that nobody logged in with, or a login's name."""

LOGIN_PAGE, LOGOUT_PAGE = "/login", "/logout"

_YEAR, _MONTH = 365 * 86_400, 30 * 86_400
_TOKEN_BYTES = 18
_LONGEST_COOKIE = 1_000


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks ("" where that is not known), and a cookie to be set ("" for none)."""

    owner: str = ""
    cookie: str = ""


class Sessions:
    """Knows a browser again by what it was told to remember.

    `logins`: without any, each browser is an owner of its own; with them only who has logged
    in is one. `ended` keeps the logins that were ended. `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        secret: bytes,
        logins: Logins | None = None,
        ended: EndedLogins | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._secret = secret
        self.logins = logins
        self._ended = ended
        self._clock = clock
        self._out = set(ended.all()) if ended is not None and logins is not None else set()
        self.cookie = f"newsbrief-{self._sign('name')[:8]}"

    def session(self, cookies: dict[str, str], may_begin: bool, secure: bool = False) -> Session:
        """Who sent these cookies; a browser that is new gets one when it `may_begin`."""
        if self.logins is not None:
            found = self._login(cookies.get(self.cookie, ""))
            return Session(f"{LOGIN}{found[0]}") if found else Session()
        token = self._browser(cookies.get(self.cookie, ""))
        if token:
            return Session(f"{BROWSER}{token}")
        if not may_begin:
            return Session()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        value = f"b.{token}.{self._sign('browser', token)}"
        return Session(f"{BROWSER}{token}", self._set(value, _YEAR, secure))

    def login(self, name: str, secure: bool = False) -> str:
        """The cookie of somebody who has just logged in."""
        assert self.logins is not None
        token, until = secrets.token_urlsafe(_TOKEN_BYTES), str(int(self._clock()) + _MONTH)
        signed = self._sign("login", name, token, until, self.logins.hash_of(name) or "")
        return self._set(f"l.{quote(name, safe='')}.{token}.{until}.{signed}", _MONTH, secure)

    def logout(self, cookies: dict[str, str], secure: bool = False) -> str:
        """End a login for good; returns the cookie that takes the cookie away."""
        found = self._login(cookies.get(self.cookie, ""))
        if found and self._ended is not None:
            self._out.add(found[1])
            now = datetime.fromtimestamp(self._clock(), UTC)
            self._ended.end(found[1], now)
            self._ended.forget(now - timedelta(seconds=_MONTH))
        return self._set("", 0, secure)

    def _browser(self, value: str) -> str:
        """The token of a browser's cookie; "" for one that we did not sign."""
        kind, _, rest = value[:_LONGEST_COOKIE].partition(".")
        token, _, signed = rest.partition(".")
        genuine = kind == "b" and bool(token) and _same(signed, self._sign("browser", token))
        return token if genuine else ""

    def _login(self, value: str) -> tuple[str, str] | None:
        """The name and the token of a login's cookie; None where it does not count.

        The signature covers the hash of the password: with another password, or without a
        line in the file, no cookie of before counts.
        """
        parts = value[:_LONGEST_COOKIE].split(".")
        # A name may have dots, which quoting leaves.
        if len(parts) < 5 or parts[0] != "l" or self.logins is None:
            return None
        name = unquote(".".join(parts[1:-3]))
        token, until, signed = parts[-3:]
        kept_hash = self.logins.hash_of(name)
        if kept_hash is None or not _same(
            signed, self._sign("login", name, token, until, kept_hash)
        ):
            return None
        if int(until) < self._clock() or token in self._out:
            return None
        return name, token

    def _sign(self, *parts: str) -> str:
        words = "\0".join(parts).encode("utf-8", "replace")
        return hmac.new(self._secret, words, hashlib.sha256).hexdigest()

    def _set(self, value: str, seconds: int, secure: bool) -> str:
        locked = "; Secure" if secure else ""
        return (
            f"{self.cookie}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{locked}"
        )


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


# -------------------------------------------------------------------- the middleware

OWNER = "newsbrief.owner"
"""Where a request's scope says who asks."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Without any referrer a form of our own would come without its origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# Gradio evaluates a component's script text, which needs 'unsafe-eval', and styles elements
# in place; scripts in the page itself run only with this answer's nonce.
_POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)

_FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"forwarded", b"via")
"""Headers that proxies set."""

_CLOSED = ("/gradio_api/upload", "/gradio_api/proxy=", "/gradio_api/file", "/gradio_api/vibe")
"""Nothing is uploaded to the window, and it serves no files but its own."""

_OPEN = (LOGIN_PAGE, "/favicon.ico")
"""What answers who has not logged in, beside the stylesheet."""

# A link on another site brings no cookie along; the same page asked for by itself does.
_AGAIN = (
    '<!doctype html><html lang="en"><head><title>newsbrief</title>'
    '<meta http-equiv="refresh" content="0"></head><body></body></html>'
)


def known_as(owner: str) -> str:
    """An owner as the log of adds and removes names it: a browser without a login is no more than
    the machine that it runs on."""
    return owner if owner.startswith(LOGIN) else "this machine"


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and nothing else."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_forwarded(scope: Scope) -> bool:
    """Whether a request comes from another machine, or by way of a proxy that says so: who it is
    from is then not known, whatever host is named."""
    client = scope.get("client")
    if client is not None and not is_loopback(client[0]):
        return True
    return any(name in _FORWARDED for name, _ in scope["headers"])


class AccessMiddleware:
    """ASGI middleware: refuses foreign hosts and origins, and who has not logged in where
    there are logins; tells the application who asks; sets the headers of answers.

    Every page gets the stylesheet; Gradio's own way for one rewrites its selectors.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, stylesheet: str = "") -> None:
        self._app = app
        self._sessions = sessions
        self._open = {*_OPEN, stylesheet}
        self._head = f'<link rel="stylesheet" href="{stylesheet}">'.encode() if stylesheet else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the page needs none
            return
        session = self._session(scope)
        refusal = self._refusal(scope, session)
        if refusal is not None:
            await refusal(scope, receive, _Answer(send, b"", ""))
            return
        scope[OWNER] = session.owner
        head = b"" if scope["path"] == LOGIN_PAGE else self._head
        await self._app(scope, receive, _Answer(send, head, session.cookie))

    def _session(self, scope: Scope) -> Session:
        request = HTTPConnection(scope)
        begins = scope["path"] == "/" or scope["path"].startswith("/gradio_api/")
        may_begin = begins and request.headers.get("sec-fetch-site") != "cross-site"
        return self._sessions.session(request.cookies, may_begin, scope.get("scheme") == "https")

    def _refusal(self, scope: Scope, session: Session) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        logins = self._sessions.logins is not None
        if not logins and (is_forwarded(scope) or not is_loopback(_name(host))):
            return PlainTextResponse("this chat window answers only on its own machine\n", 421)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("another page may not use this chat window\n", 403)
        if logins and not session.owner and scope["path"] not in self._open:
            return _log_in_first(scope, headers)
        if scope["path"].startswith(_CLOSED):
            return PlainTextResponse("there is nothing here\n", 404)
        return None


def _log_in_first(scope: Scope, headers: Headers) -> Response:
    if scope["method"] not in ("GET", "HEAD") or "text/html" not in headers.get("accept", ""):
        return PlainTextResponse("log in first\n", 401)
    if headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(_AGAIN)
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(login_address(scope["path"], query), 303)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class _Answer:
    """The way back: headers on every answer, and a nonce on every script of a page."""

    def __init__(self, send: Send, head: bytes, cookie: str) -> None:
        self._send = send
        self._head = head
        self._cookie = cookie
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if self._cookie:
                headers.append("Set-Cookie", self._cookie)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message  # held back until the whole page is here
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._page += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        page = self._page.replace(b"<script", f'<script nonce="{nonce}"'.encode())
        page = page.replace(b"</head>", self._head + b"</head>", 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
        headers["Cache-Control"] = "no-store"
        if "content-length" in headers:
            headers["content-length"] = str(len(page) if self._page else 0)
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})


def inner(wanted: str) -> str:
    """The address to go on to when it is one of this window, else the window's first page."""
    own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    if not own or not wanted.isprintable():
        return "/"
    return "/" if wanted.partition("?")[0] in (LOGIN_PAGE, LOGOUT_PAGE) else wanted


def login_address(path: str, query: str) -> str:
    """The address of the login page that leads on to a path afterwards."""
    wanted = inner(f"{path}?{query}" if query else path)
    return LOGIN_PAGE if wanted == "/" else f"{LOGIN_PAGE}?{urlencode({'next': wanted})}"
