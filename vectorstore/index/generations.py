"""The folders an embedded vector store lies in: one that counts, and the next while it is built."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

FreeBytes = Callable[[Path], int]
"""How many bytes can still be written where a folder lies."""


def free_bytes(folder: Path) -> int:
    """How many bytes can still be written where the folder, or the nearest above it, lies."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def size(path: Path) -> int:
    """The bytes that a file, or all files of a folder, take on the disk: holes are nothing."""
    return sum(found.stat().st_blocks * 512 for found in _files(path))


def stamp(folder: Path | None) -> str:
    """What the files of a store look like as it was left: a digest of their sizes and times.

    The time of a file changes with each write to it, so equal stamps are equal bytes, a failing
    disk apart. Empty for no folder.
    """
    if folder is None:
        return ""
    digest = hashlib.sha256()
    for path in _files(folder):
        state, name = path.stat(), path.relative_to(folder).as_posix()
        digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def new_generation(folder: Path) -> Path:
    """A new, empty generation in a folder."""
    taken = [int(path.name.split("-")[1]) for path in _generations(folder)]
    new = folder / f"generation-{max(taken, default=0) + 1}"
    new.mkdir(parents=True)
    return new


def keep_only(kept: Path | None, folder: Path) -> None:
    """Remove all generations but one: older ones, and what a killed process left."""
    for path in _generations(folder):
        if path != kept:
            shutil.rmtree(path, ignore_errors=True)


def _generations(folder: Path) -> list[Path]:
    found = folder.glob("generation-*")
    return [path for path in found if path.name.removeprefix("generation-").isdecimal()]


def flush(folder: Path) -> None:
    """Have the system write a folder's files to the disk."""
    for path in [*_files(folder), *(p for p in folder.rglob("*") if p.is_dir()), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _files(path: Path) -> Iterator[Path]:
    """All files below a folder, in a fixed order; a file alone is itself."""
    if path.is_file():
        yield path
    else:
        yield from (found for found in sorted(path.rglob("*")) if found.is_file())
