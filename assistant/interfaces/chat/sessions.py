"""Sessions: each browser has a signed cookie; with logins it is the name that counts.

The cookie's name comes from the library's secret, as browsers hold the cookies of all ports
of a machine together: two windows on two libraries do not take each other's away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from assistant.conversations.store import EndedLogins
from assistant.interfaces.chat.logins import Logins

BROWSER, LOGIN = "browser:", "login:"
"""How an owner begins: a browser that nobody logged in with, or a login's name."""

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
