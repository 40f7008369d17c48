"""Files that are written whole or not at all, and what tells that one has changed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int | None = None) -> None:
    """Put the content into a file: all of it, or the file stays as it was. Raises OSError.

    It is written beside the file and then takes its name; a link is followed. `mode` are the
    permissions it gets; left out, those that it has, or that a new file gets.
    """
    target = path.resolve()
    opened, name = tempfile.mkstemp(dir=target.parent, prefix=".newsbrief-")
    beside = Path(name)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_mode(target) if mode is None else mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells that a file is another one than it was; None for no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
