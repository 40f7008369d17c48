"""A briefing to a webhook: one signed POST of JSON, along the same guarded way as pages."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version

import httpx

from assistant.errors import DeliveryError, DeliveryRefused
from assistant.reading.network import (
    ERRORS,
    SAVE,
    Allowance,
    Transport,
    Unreachable,
    anywhere,
    public,
    reason_for,
    resolve,
)

SIGNATURE = "X-Newsbrief-Signature"
DELIVERY = "X-Newsbrief-Delivery"
_CONNECT, _READ, _WHOLE = 10.0, 20.0, 40.0


def post(
    url: str,
    body: bytes,
    *,
    delivery: str,
    secret: str,
    now: datetime,
    allow_private: bool = False,
) -> None:
    """Send JSON to an address; raises DeliveryError where it is not taken,
    and DeliveryRefused where it never will be.

    `delivery` is the same each time that the same is sent. With a secret the signature is
    "t=SECONDS,v1=HEX": the HMAC-SHA256 of those seconds, a full stop and the body. Only public
    addresses are reached, unless `allow_private`, and redirects are not followed.
    """
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"newsbrief/{version('newsbrief')}",
        DELIVERY: delivery,
    }
    if secret:
        headers[SIGNATURE] = signature(secret, body, now)
    allowed = anywhere if allow_private else public
    allowance = Allowance(_WHOLE, threading.Event())
    transport = Transport(resolve, allowed, allowance, _tls)
    timeout = httpx.Timeout(_READ, connect=_CONNECT, pool=None)
    target = httpx.URL(url)
    try:
        with (
            httpx.Client(transport=transport, headers=headers, timeout=timeout) as client,
            allowance,
            client.stream("POST", target, content=body) as response,
        ):
            status = response.status_code
    except Unreachable as error:
        raise DeliveryError(f"the webhook at {target.host} {_why(error.reason)}") from error
    except ERRORS as error:
        reason = reason_for(error, target.host, _CONNECT, _READ)
        raise DeliveryError(f"the webhook: {_why(reason)}") from error
    _check(status, target.host)


def signature(secret: str, body: bytes, now: datetime) -> str:
    """What goes into the signature's header."""
    seconds = str(int(now.timestamp()))
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def _why(reason: str) -> str:
    """The reason without the advice that is for pages."""
    return reason.replace(f"; {SAVE}", "").replace(f", or {SAVE}", "")


def _check(status: int, host: str) -> None:
    if 200 <= status < 300:
        return
    try:
        named = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        named = str(status)
    if 300 <= status < 400:
        raise DeliveryError(
            f"the webhook at {host} sends on to another address ({named}): follow the topic again "
            "with that one"
        )
    if status == HTTPStatus.GONE:
        raise DeliveryRefused(f"the webhook at {host} wants no more ({named})")
    raise DeliveryError(f"the webhook at {host} did not take it ({named})")


def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
