"""A library backed up: both databases as they are at one moment, in one file with checksums."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.archiving import manifest as manifests
from assistant.archiving.manifest import StoredFile
from assistant.archiving.scratch import outside, replacing
from assistant.errors import ArchiveError
from assistant.writing.replies import FILE as REPLIES
from vectorstore.catalog.snapshots import copy_database
from vectorstore.errors import LibraryDamaged
from vectorstore.library import Library
from vectorstore.lock import CATALOG

Watch = Callable[[str, float], None]
"""Told what is being done, and how much of it is, 0 to 1."""

BLOCK = 1 << 20
_PATIENCE = 30.0
_DATABASES = (".sqlite3", ".sqlite")
_MADE_AGAIN = ("write.lock", "write.pid", REPLIES)
_LEVEL = 1  # half the size of a catalog; a higher one takes longer for some hundredths


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was backed up: the file, its length in bytes, and what is in it."""

    file: Path
    bytes: int
    articles: int
    chunks: int
    made: datetime


def backed_up(library: Library, file: Path, watch: Watch | None = None) -> BackupReport:
    """Write a backup of a library into a file, while others read it and write to it.

    The file is whole or stays as it was. Nothing is backed up of what can be made again: the
    vector store (all vectors are in the catalog), and the chat model's replies. Raises
    ArchiveError, and LibraryDamaged.
    """
    outside(file, library.folder, "backup")
    tell = watch or (lambda what, share: None)
    made = datetime.now(UTC)
    with replacing(file) as new:
        folder = new.with_name("copies")
        folder.mkdir(mode=0o700)
        _copy(library, folder, tell)
        counts, model = _counts(folder / CATALOG)
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            files = tuple(_packed(archive, folder, tell))
            archive.writestr(manifests.NAME, manifests.manifest(made, model, counts, files))
        size = new.stat().st_size
    return BackupReport(file.expanduser().resolve(), size, *counts, made)


def _copy(library: Library, folder: Path, watch: Watch) -> None:
    """Copy what is backed up; the catalog last, so that it has what conversations cite."""
    for source in sorted(library.folder.iterdir()):
        copy = folder / source.name
        if not _is_kept(source):
            continue
        if source.suffix in _DATABASES:
            _copy_database(source, copy)
        else:
            shutil.copyfile(source, copy)
        shutil.copymode(source, copy)
    try:
        library.copy_catalog(folder / CATALOG, lambda share: watch("copying", share))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise LibraryDamaged(
            f"the catalog {library.folder / CATALOG} is damaged ({error}): nothing was backed up; "
            "newsbrief doctor tells more"
        ) from error
    shutil.copymode(library.folder / CATALOG, folder / CATALOG)


def _is_kept(file: Path) -> bool:
    """Whether a file of a library folder, but for its catalog, holds what cannot be made again."""
    return (
        file.is_file()
        and not file.name.startswith((".", CATALOG))
        and not file.name.endswith(("-wal", "-shm", "-journal"))
        and file.name not in _MADE_AGAIN
    )


def _copy_database(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=_PATIENCE, isolation_level=None)) as opened:
            copy_database(opened, target)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            f"{source} is damaged ({error}): nothing was backed up; restore the file from a "
            "backup, or move it away"
        ) from error


def _counts(catalog: Path) -> tuple[tuple[int, int], str]:
    """How many articles and chunks a copied catalog has, and which model made its vectors."""
    with closing(sqlite3.connect(catalog)) as copy:
        ((articles, chunks),) = copy.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
        ).fetchall()
        model = copy.execute("SELECT value FROM settings WHERE name = 'embedder_name'").fetchall()
    return (articles, chunks), model[0][0] if model else ""


def _packed(archive: zipfile.ZipFile, folder: Path, watch: Watch) -> Iterator[StoredFile]:
    """Put every file of a folder into an archive."""
    paths = sorted(folder.iterdir())
    total, done = sum(path.stat().st_size for path in paths), 0
    for path in paths:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, archive.open(path.name, "w", force_zip64=True) as entry:
            while block := source.read(BLOCK):
                digest.update(block)
                entry.write(block)
                size += len(block)
                watch("packing", (done + size) / max(1, total))
        done += size
        yield StoredFile(path.name, size, path.stat().st_mode & 0o777, digest.hexdigest())
