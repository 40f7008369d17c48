"""Pages that browsers save in one file: MHTML, and Safari's web archives."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from xml.parsers.expat import ExpatError

from assistant.reading.encoding import utf8
from assistant.reading.formats.html import read_page
from assistant.reading.types import Draft, Unreadable

_NO_PAGE = "holds no page; save it in the browser once more, as complete .html"


def read_mhtml(content: bytes) -> Sequence[Draft]:
    """The article of the page in an MHTML file (RFC 2557). Raises Unreadable without one."""
    message = BytesParser(policy=policy.compat32).parsebytes(content.lstrip())
    for part in message.walk():
        page = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes) and page.strip():
            charset = ""
            with suppress(LookupError, ValueError):
                charset = part.get_content_charset() or ""
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            return _of_page(utf8(page, charset), str(address))
    raise Unreadable(_NO_PAGE)


def read_webarchive(content: bytes) -> Sequence[Draft]:
    """The article of the page in a web archive, a property list. Raises Unreadable without one."""
    try:
        main = plistlib.loads(content)["WebMainResource"]
        page, charset = main["WebResourceData"], main.get("WebResourceTextEncodingName", "")
        address = main.get("WebResourceURL", "")
    except (plistlib.InvalidFileException, ExpatError, KeyError, ValueError, TypeError) as error:
        raise Unreadable(_NO_PAGE) from error
    if not isinstance(page, bytes):
        raise Unreadable(_NO_PAGE)
    return _of_page(utf8(page, str(charset)), str(address))


def _of_page(page: bytes, address: str) -> Sequence[Draft]:
    own = address if address.startswith(("http://", "https://")) else ""
    return [replace(draft, url=draft.url or own) for draft in read_page(page)]
