"""One file packed with gzip: unpacked in memory and read as what it is."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable

from assistant.reading.formats import known, sniffing
from assistant.reading.formats.unpacking import Budget
from assistant.reading.types import Broken, Draft, Unreadable

_DAMAGED = "is no gzip file or is damaged; get the file again"
_NESTED = "is packed several times over; unpack it and add what is in it"
_TAR = "is a packed tar archive; unpack it and add the folder"
_NAMED = 8


def read(content: bytes) -> Iterable[Draft | Broken]:
    """The articles of the packed file, whose name in the header, else its content, tells
    its format. Raises Unreadable for anything that is no gzip file, and for a file that
    is too large when unpacked."""
    inner, one = unpacked(content, Budget())
    return one.read(inner)


def unpacked(content: bytes, budget: Budget) -> tuple[bytes, known.Format]:
    """The packed file and its format; raises Unreadable as `read` does."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            inner = budget.read(stream)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Unreadable(_DAMAGED) from error
    if inner[257:262] == b"ustar":
        raise Unreadable(_TAR)
    one = sniffing.settled(inner, _name(content)) or sniffing.by_content(inner)
    if one is known.GZIP:
        raise Unreadable(_NESTED)
    return inner, one


def _name(content: bytes) -> str:
    """The name of the packed file, where the header holds it (RFC 1952)."""
    if not content[3] & _NAMED:
        return ""
    start = 10 + (2 + int.from_bytes(content[10:12], "little") if content[3] & 4 else 0)
    return content[start : content.find(b"\0", start)].decode("latin-1")
