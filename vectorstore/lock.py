"""A library's folder: made when missing, and written by one at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import LibraryBusy, LibraryNotWritable, NotALibrary

CATALOG = "catalog.sqlite3"
_OWN_FILES = ("newsbrief.toml", "write.lock", "write.pid")

PATIENCE = 60.0
"""Seconds to wait for another writer: one write is short, even of a large add."""

_BETWEEN_TRIES = 0.01
"""Seconds; whoever looks more seldom hardly gets in between readers that take turns."""


class WriteLock:
    """An exclusive lock between processes and threads, held for one write.

    It is free at once when its holder dies. The lock file is never deleted: with the file
    gone a second holder could get in.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "write.lock", is_singleton=False)
        self._holder = folder / "write.pid"
        self._folder = folder

    @contextlib.contextmanager
    def held(self, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the lock; raises LibraryBusy, naming the holder, after `patience` seconds."""
        try:
            self._lock.acquire(timeout=patience, poll_interval=_BETWEEN_TRIES)
        except Timeout as error:
            raise LibraryBusy(
                f"{self._who()} is writing to {self._folder}: try again when it has ended"
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

    def _who(self) -> str:
        """The holder in words; what the file names may have died and left the file behind."""
        try:
            holder = int(self._holder.read_text())
        except (OSError, ValueError):
            holder = 0
        if holder == os.getpid():
            return f"another part of this newsbrief (process {holder})"
        return f"another newsbrief (process {holder})" if _is_alive(holder) else "another newsbrief"


def _is_alive(pid: int) -> bool:
    if pid <= 0:  # 0 and negative numbers are whole groups of processes to `kill`
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it belongs to another user
        return True
    return True


def prepared(folder: Path) -> Path:
    """The folder, made when missing; refuses one that holds other things."""
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = not (folder / CATALOG).exists() and any(
            path.name not in _OWN_FILES and not path.name.startswith(CATALOG)
            for path in folder.iterdir()
        )
    except FileExistsError as error:
        raise NotALibrary(f"{folder} is a file: a library is a folder") from error
    except OSError as error:
        raise LibraryNotWritable(
            f"{folder} cannot be used as a library ({error.strerror}): "
            "check its permissions or choose another folder"
        ) from error
    if foreign:
        raise NotALibrary(
            f"{folder} holds other files and no library: choose an empty or a new folder"
        )
    return folder
