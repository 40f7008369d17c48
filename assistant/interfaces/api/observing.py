"""Every request: its id, a line in the log, its count; and the end, once newsbrief is to stop.

The log says who asked for which kind of thing, and how that went; of the window's requests only
what failed. It has no question, no article
and no key; a path is logged as the route it matches.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.api.access import HEALTH, caller_of, is_api
from assistant.interfaces.api.errors import CLIENT_GONE, problem_of, problem_response, refused
from assistant.interfaces.api.metrics import Metrics

REQUEST_ID = "newsbrief.request"
"""Where a request's scope has its id."""

LOG = logging.getLogger("newsbrief.requests")

_WINDOW = "window"
_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_FIELDS = ("request", "method", "route", "status", "ms", "who")


class Activity:
    """What runs, and whether newsbrief is to stop: then nothing new is begun."""

    def __init__(self) -> None:
        self.running = 0
        self.draining = False

    @property
    def idle(self) -> bool:
        """Whether nothing runs that somebody waits for."""
        return self.running == 0


class ObservingMiddleware:
    """ASGI middleware around everything that is served."""

    def __init__(self, app: ASGIApp, metrics: Metrics, activity: Activity) -> None:
        self._app = app
        self._metrics = metrics
        self._activity = activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope[REQUEST_ID] = request
        begun, status = time.monotonic(), CLIENT_GONE

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request
            await send(message)

        counts = _is_waited_for(scope)
        self._activity.running += counts
        try:
            if self._activity.draining and scope["path"] not in (HEALTH, f"{HEALTH}/live"):
                stopping = refused(503, "newsbrief is stopping: ask again soon", retry_after="5",
                                   connection="close")  # fmt: skip
                response = problem_response(problem_of(stopping), scope["path"])
                await response(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        finally:
            self._activity.running -= counts
            self._tell(scope, request, status, time.monotonic() - begun)

    def _tell(self, scope: Scope, request: str, status: int, seconds: float) -> None:
        route, method = _route(scope), scope["method"]
        self._metrics.requested(method, route, status, seconds)
        fields = {
            "request": request, "method": method[:16], "route": route, "status": status,
            "ms": round(seconds * 1000, 1), "who": caller_of(HTTPConnection(scope)).name,
        }  # fmt: skip
        # A page makes a hundred requests that all go well.
        quiet = route == _WINDOW and status < 400
        LOG.log(logging.DEBUG if quiet else logging.INFO, "request", extra=fields)


def _is_waited_for(scope: Scope) -> bool:
    """Whether stopping waits for the answer; an MCP client may listen for ever."""
    path = scope["path"]
    return is_api(path) and not (path.startswith("/mcp") and scope["method"] == "GET")


def _route(scope: Scope) -> str:
    """The route that a request matched; never its path, which may hold anything."""
    path = scope["path"]
    if path.startswith("/mcp"):
        return "/mcp"
    if not is_api(path):
        return _WINDOW
    matched = str(getattr(scope.get("route"), "path", ""))
    if not matched:
        return "unmatched"
    # A route knows its path within its router; the path that was asked for tells which that was.
    library = "/libraries/{library}" if "library" in scope.get("path_params", {}) else ""
    whole = matched.startswith(("/api/", "/v1/", "/metrics"))
    return matched if whole else f"/api/v1{library}{matched}"


class JsonLines(logging.Formatter):
    """A log record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": when, "level": record.levelname.lower(), "logger": record.name,
            "message": record.getMessage(),
        }  # fmt: skip
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


@contextlib.contextmanager
def logging_to_stderr() -> Iterator[None]:
    """While this is held, the program's log is lines of JSON on standard error, and no others."""
    root, handler = logging.getLogger(), logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOG.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
