"""One writer at a time: a file lock that knows who holds it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import LibraryBusy, LibraryNotWritable

PATIENCE = 60.0
"""Seconds to wait for another writer: one write is short, even of a large add."""


class WriteLock:
    """An exclusive lock between processes and threads, held for one write.

    The lock file is never deleted: with the file gone a second holder could get in.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "write.lock", is_singleton=False)
        self._holder = folder / "write.pid"
        self._folder = folder

    @contextlib.contextmanager
    def held(self, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the lock; raises LibraryBusy, naming the holder, after `patience` seconds."""
        try:
            self._lock.acquire(timeout=patience)
        except Timeout as error:
            raise LibraryBusy(
                f"another newsbrief (process {self._holder_pid()}) is writing to {self._folder}: "
                "try again when it has ended"
            ) from error
        except OSError as error:
            raise LibraryNotWritable(
                f"{self._folder} cannot be written ({error.strerror}): "
                "check the folder's permissions or choose another library"
            ) from error
        try:
            with contextlib.suppress(OSError):  # only the message above needs it
                self._holder.write_text(str(os.getpid()))
            yield
        finally:
            self._lock.release()

    def _holder_pid(self) -> str:
        try:
            return self._holder.read_text().strip() or "unknown"
        except OSError:
            return "unknown"
