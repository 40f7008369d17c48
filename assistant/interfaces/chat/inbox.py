"""Files on their way into the library: each lies in a folder of its own until it was read."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from assistant.errors import AssistantError

LARGEST = 128 * 1024 * 1024
"""Bytes of one file."""

MOST_BYTES = 2 * 1024 * 1024 * 1024
MOST_FILES = 5_000
"""So much may wait to be read, of all pages together."""

_LONGEST_NAME = 120
_LONGEST_SUFFIX = 12
_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\]")


class TooMuch(AssistantError):
    """A file is too large, or too much waits already."""


class Inbox:
    """Takes files in under tokens that only who sent them is told; what was read is deleted."""

    def __init__(self, largest: int = LARGEST, most_files: int = MOST_FILES) -> None:
        self._largest = largest
        self._most_files = most_files
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._sizes: dict[str, int] = {}

    async def take(self, name: str, content: AsyncIterator[bytes]) -> str:
        """The token of a file, once all of it is here; raises TooMuch, keeping nothing of it."""
        token = secrets.token_urlsafe(18)
        place = self._place(token)
        try:
            with (place / file_name(name)).open("wb") as file:
                async for piece in content:
                    self._grow(token, len(piece))
                    file.write(piece)
        except BaseException:
            self.forget(token)
            raise
        return token

    def path(self, token: str) -> Path | None:
        """Where a file lies; None for a token that there is not."""
        with self._lock:
            known = self._folder is not None and token in self._sizes
        if not known or self._folder is None:
            return None
        return next((self._folder / token).iterdir(), None)

    def forget(self, token: str) -> None:
        """Delete a file; it may be gone already."""
        with self._lock:
            if self._folder is None or self._sizes.pop(token, None) is None:
                return
            shutil.rmtree(self._folder / token, ignore_errors=True)

    def close(self) -> None:
        """Delete all that still lies here."""
        with self._lock:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._folder, self._sizes = None, {}

    def _place(self, token: str) -> Path:
        with self._lock:
            if len(self._sizes) >= self._most_files:
                raise TooMuch(f"{self._most_files:,} files wait to be read: send this one later")
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="newsbrief-"))
            place = self._folder / token
            place.mkdir()
            self._sizes[token] = 0
            return place

    def _grow(self, token: str, more: int) -> None:
        with self._lock:
            self._sizes[token] = self._sizes.get(token, 0) + more
            if self._sizes[token] > self._largest:
                limit = f"{self._largest / (1 << 20):,.0f} MB"
                raise TooMuch(f"is larger than {limit}: split it, or add it with newsbrief add")
            if sum(self._sizes.values()) > MOST_BYTES:
                raise TooMuch("too many files wait to be read: send this one later")


def file_name(sent: str) -> str:
    """A file's name as it may lie on a disk: one part, no signs that steer, its ending kept."""
    bare = _NO_NAME.sub("", re.split(r"[/\\]", sent)[-1]).strip().lstrip(".")
    stem, suffix = Path(bare).stem, Path(bare).suffix[:_LONGEST_SUFFIX]
    while len((stem + suffix).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    with contextlib.suppress(ValueError):
        return Path(f"{stem or 'file'}{suffix}").name
    return "file"
