"""The page to log in with: a form that works without scripts, and how often one may try."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from assistant.interfaces.chat.access import LOGIN_PAGE, Sessions, inner

_LONGEST_FORM = 8_192
_AT_ONCE = 2
"""So many passwords are checked at a time: each check takes 32 MB."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>newsbrief: log in</title>
<link rel="icon" href="/favicon.ico">
<style>{style}</style>
</head>
<body>
<main>
<h1>newsbrief</h1>
<form method="post" action="/login">
{trouble}<input type="hidden" name="next" value="{next}">
<label>Name
<input name="name" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" \
maxlength="64" required{focus_name}></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" maxlength="1000" \
required{focus_password}></label>
<button>Log in</button>
</form>
<p>Your conversations are yours alone. The library is shared by everyone with a login.</p>
</main>
</body>
</html>
"""


class LoginPage:
    """Answers the requests for the page, for logging in and for logging out. `style` is the text of
    its stylesheet."""

    def __init__(self, sessions: Sessions, style: str, attempts: Attempts | None = None) -> None:
        self._sessions = sessions
        self._style = style
        self._attempts = attempts or Attempts()
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def show(self, request: Request) -> Response:
        """The page; who is logged in is led on."""
        wanted = inner(request.query_params.get("next", ""))
        if self._sessions.session(request.cookies, may_begin=False).owner:
            return RedirectResponse(wanted, 303)
        return self._page(wanted)

    async def log_in(self, request: Request) -> Response:
        """Name and password: a cookie and on to the page, or the page again, which says why."""
        form = await _form(request)
        if form is None:
            return PlainTextResponse("this is no form of the login page\n", 400)
        name, wanted = form.get("name", "").strip(), inner(form.get("next", ""))
        keys = f"name:{name[:64]}", f"from:{request.client.host if request.client else ''}"
        wait = self._attempts.wait(*keys)
        if wait > 0:
            seconds = math.ceil(wait)
            words = f"Too many tries. Wait {seconds} second{'' if seconds == 1 else 's'}."
            return self._page(wanted, name, words, 429, {"Retry-After": str(seconds)})
        self._attempts.failed(*keys)  # counted before the check, so that tries at once count too
        logins = self._sessions.logins
        async with self._checking:
            right = logins is not None and await asyncio.to_thread(
                logins.check, name, form.get("password", "")
            )
        if not right:
            return self._page(wanted, name, "This name and password do not go together.", 401)
        self._attempts.succeeded(*keys)
        answer = RedirectResponse(wanted, 303)
        answer.headers.append("Set-Cookie", self._sessions.login(name, _secure(request)))
        return answer

    async def log_out(self, request: Request) -> Response:
        """The login is ended."""
        answer = RedirectResponse(LOGIN_PAGE, 303)
        cookie = await asyncio.to_thread(self._sessions.logout, request.cookies, _secure(request))
        answer.headers.append("Set-Cookie", cookie)
        return answer

    def _page(
        self,
        wanted: str,
        name: str = "",
        trouble: str = "",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        alert = f'<p role="alert">{escape(trouble)}</p>\n' if trouble else ""
        page = _PAGE.format(
            style=self._style, trouble=alert, next=escape(wanted), name=escape(name[:64]),
            focus_name="" if name else " autofocus", focus_password=" autofocus" if name else "",
        )  # fmt: skip
        return HTMLResponse(page, status, headers)


class Attempts:
    """Failed attempts to log in: after a few, each further one has to wait longer. Counted by name
    and by address, each as long as it keeps failing and an hour after."""

    FREE = 3
    LONGEST_WAIT = 60.0
    _FORGOTTEN_AFTER = 3_600
    _MOST = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, *keys: str) -> float:
        """The seconds until another try counts; 0 when one may be made now."""
        with self._lock:
            return max((self._left(key) for key in keys), default=0.0)

    def failed(self, *keys: str) -> None:
        """A try failed."""
        now = self._clock()
        with self._lock:
            for key in keys:
                count, last = self._failed.pop(key, (0, now))
                count = 0 if now - last > self._FORGOTTEN_AFTER else count
                self._failed[key] = (count + 1, now)
            while len(self._failed) > self._MOST:
                self._failed.popitem(last=False)

    def succeeded(self, *keys: str) -> None:
        """A try was right: what failed before counts no more."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)

    def _left(self, key: str) -> float:
        count, last = self._failed.get(key, (0, 0.0))
        if count < self.FREE:
            return 0.0
        pause = min(2.0 ** (count - self.FREE), self.LONGEST_WAIT)
        return max(0.0, last + pause - self._clock())


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form that was sent; None for what is too long or no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return None
    return {name: values[-1] for name, values in fields.items()}


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
