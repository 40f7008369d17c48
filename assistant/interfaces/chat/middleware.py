"""The middleware between the network and the page: who may ask, and what the page may load.

Without logins only the machine's own browser may talk to the window: a foreign Host means a
name was rebound to this address, a foreign Origin that another page is asking. With logins any
name will do, as a browser sends its cookie only to the name that it got it from, and nothing but
the login page answers who has not logged in. Answers carry headers that keep the page from
loading anything from elsewhere.
"""

from __future__ import annotations

import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.chat.login_page import LOGIN, login_address
from assistant.interfaces.chat.sessions import Session, Sessions

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

_CLOSED = ("/gradio_api/upload", "/gradio_api/proxy=", "/gradio_api/file", "/gradio_api/vibe")
"""Nothing is uploaded to the window, and it serves no files but its own."""

_OPEN = (LOGIN, "/favicon.ico")
"""What answers who has not logged in, beside the stylesheet."""

# A link on another site brings no cookie along; the same page asked for by itself does.
_AGAIN = (
    '<!doctype html><html lang="en"><head><title>newsbrief</title>'
    '<meta http-equiv="refresh" content="0"></head><body></body></html>'
)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and nothing else."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


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
        head = b"" if scope["path"] == LOGIN else self._head
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
        if not logins and not is_loopback(_name(host)):
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
