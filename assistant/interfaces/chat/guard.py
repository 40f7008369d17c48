"""What stands between the network and the page: who may ask, and what the page may load.

The window has no logins, so that only the machine's own browser may talk to it: a foreign
Host means a name was rebound to this address, a foreign Origin that another page is
asking. Answers carry headers that keep the page from loading anything from elsewhere.
"""

from __future__ import annotations

import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
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


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and nothing else."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware: refuses foreign hosts and origins, sets the headers of answers.

    Every page gets the stylesheet; Gradio's own way for one rewrites its selectors.
    """

    def __init__(self, app: ASGIApp, stylesheet: str = "") -> None:
        self._app = app
        self._head = f'<link rel="stylesheet" href="{stylesheet}">'.encode() if stylesheet else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(send, self._head))


def _refusal(scope: Scope) -> PlainTextResponse | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not is_loopback(_name(host)):
        return PlainTextResponse("this chat window answers only on its own machine\n", 421)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return PlainTextResponse("another page may not use this chat window\n", 403)
    if scope["path"].startswith(_CLOSED):
        return PlainTextResponse("there is nothing here\n", 404)
    return None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class _Answer:
    """The way back: headers on every answer, and a nonce on every script of a page."""

    def __init__(self, send: Send, head: bytes) -> None:
        self._send = send
        self._head = head
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
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
