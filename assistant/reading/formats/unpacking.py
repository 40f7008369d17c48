"""Packed bytes are unpacked piece by piece, so that none can fill the memory."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

from assistant.reading.types import Unreadable

LARGEST = 64 * 1024 * 1024
"""Bytes of one member of an archive."""
MOST = 256 * 1024 * 1024
"""Bytes of all members together, those of archives inside included."""
_PIECE = 1024 * 1024
_FILES = 20_000
_ENTRY = b"PK\x01\x02"
_TOO_LARGE = f"is larger than {LARGEST >> 20} MB when unpacked; split it into its articles"
_TOO_MUCH = f"holds more than {MOST >> 20} MB when unpacked; split it into several files"
_TOO_MANY = f"holds more than {_FILES:,} files; split it into several"
_LOCKED = "is locked with a password; unpack it and add what is in it"
_OTHER = "is packed in a way that is not read; pack it anew as an ordinary ZIP file"
_DAMAGED = "is damaged; get the file again"
NO_ZIP = "is no ZIP file or is cut short; get the file again"


class Stream(Protocol):
    """What gives its bytes piece by piece."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


class Budget:
    """How many bytes may still be unpacked out of one file, whatever is packed in what."""

    def __init__(self, size: int = MOST) -> None:
        self.left = size

    def read(self, stream: Stream) -> bytes:
        """All of `stream`; raises Unreadable as soon as it is too much."""
        pieces: list[bytes] = []
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            self.left -= len(piece)
            if size > LARGEST:
                raise Unreadable(_TOO_LARGE)
            if self.left < 0:
                raise Unreadable(_TOO_MUCH)
            pieces.append(piece)
        return b"".join(pieces)


class Archive:
    """A ZIP file in memory. Opening it raises Unreadable when it is none, or has too many
    files; nothing is ever written to a disk, and no name in it is used as a path."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        if content.count(_ENTRY) > _FILES:
            raise Unreadable(_TOO_MANY)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(NO_ZIP) from error
        self._budget = budget

    def members(self) -> Iterator[zipfile.ZipInfo]:
        """The files in it, without folders and links, in the order of the archive."""
        for entry in self._zip.infolist():
            if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16):
                yield entry

    def named(self, name: str) -> zipfile.ZipInfo | None:
        """The file with exactly this name."""
        return self._zip.NameToInfo.get(name)

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of a file; raises Unreadable for locked, damaged and too large ones."""
        if entry.flag_bits & 1:
            raise Unreadable(_LOCKED)
        # The others unpack a whole block at once, however large.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(_OTHER)
        try:
            with self._zip.open(entry) as stream:
                return self._budget.read(stream)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise Unreadable(_DAMAGED) from error
        except (NotImplementedError, RuntimeError) as error:
            raise Unreadable(_OTHER) from error
