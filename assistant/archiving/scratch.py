"""A folder that one process works in, and a file that takes its place when it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import ArchiveError
from vectorstore.lock import WriteLock

_LOCK_FILES = ("write.lock", "write.pid")


@contextlib.contextmanager
def scratch(place: Path) -> Iterator[Path]:
    """A folder to work in, which goes in the end.

    What a killed process left in it is removed first. Raises LibraryBusy while another process
    works there, and OSError.
    """
    place.mkdir(mode=0o700, exist_ok=True)
    # Whoever may write beside the file could have put a link here, or a folder of theirs.
    mine = not hasattr(os, "getuid") or place.lstat().st_uid == os.getuid()
    if place.is_symlink() or not mine:
        raise OSError(errno.EPERM, f"{place.name} is not ours: remove it")
    place.chmod(0o700)
    with WriteLock(place).held(patience=0):
        for left in place.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif left.name not in _LOCK_FILES:
                left.unlink()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def outside(file: Path, folder: Path, what: str) -> None:
    """Raise ArchiveError for a file that lies in the library that it is to hold."""
    if file.expanduser().resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(f"{file} lies in the library itself: write the {what} elsewhere")


@contextlib.contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A path beside `file` to write to; what is written takes the file's place, flushed, or, where
    anything fails, the file stays as it was. Only its owner may read it. Raises ArchiveError."""
    target = file.expanduser().resolve()
    if target.exists() and not target.is_file():
        raise ArchiveError(f"{file} is no file: name a file to write to")
    with writing(file), scratch(target.with_name(f".{target.name}.partial")) as folder:
        new = folder / "new"
        yield new
        flush(new)
        new.chmod(0o600)
        new.replace(target)
        flush(target.parent)


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """What goes wrong while something is written, as ArchiveError."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{place} cannot be written ({error.strerror or error}): free some space, "
            "check the permissions or choose another place"
        ) from error
    except sqlite3.OperationalError as error:
        raise ArchiveError(
            f"{place} cannot be written ({error}): free some space or choose another place"
        ) from error


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk; raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
