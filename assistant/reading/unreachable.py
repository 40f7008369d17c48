"""Why an address gave no page: one line for each reason, with what to do."""

from __future__ import annotations

import ssl
import zlib
from http import HTTPStatus

import httpcore
import httpx

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


def check(status: int) -> None:
    """Raise Unreachable for a status that is not that of a page."""
    if 200 <= status < 300:
        return
    try:
        told = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        told = str(status)
    if status in _CLOSED_TO_PROGRAMS:
        raise Unreachable(f"needs a login or refuses programs ({told}); {SAVE}")
    if status in _GONE:
        raise Unreachable(f"is not there ({told}); check the address")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Unreachable(f"was asked for too often ({told}); wait a while and add it again")
    if status >= 500:
        raise Unreachable(f"cannot be had from its server now ({told}); try later")
    raise Unreachable(f"was not given out ({told}); check the address, or {SAVE}")


def why(error: Exception, host: str, connect: float, read: float) -> str:
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
        told = " ".join(str(error).split()) or "no connection"
        return f"{host} cannot be reached ({told}); check the address, or try later"
    return f"broke off before it was complete ({type(error).__name__}); try again"
