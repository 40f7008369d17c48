"""A library restored from a backup: in a folder that is empty or new, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.archiving.backup import BLOCK, Watch
from assistant.archiving.manifest import NAME, Manifest, read_manifest
from assistant.archiving.scratch import flush, scratch, writing
from assistant.conversations.store import ConversationStore
from assistant.errors import ArchiveError, ConversationStoreError
from vectorstore.catalog.catalog import Catalog
from vectorstore.errors import LibraryError
from vectorstore.lock import CATALOG

PARTIAL = ".restoring"
"""Where the files lie, in the library's folder, until all of them are whole."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored: into which folder, when the backup was made, and what is there now."""

    library: Path
    made: datetime
    newsbrief: str
    articles: int
    chunks: int
    notices: tuple[str, ...] = ()


def restored(file: Path, folder: Path, watch: Watch | None = None) -> RestoreReport:
    """Make a library of a backup in a folder that is empty or is made.

    The catalog is the last to come, so that a process that is killed leaves no library or the
    whole; what it left goes when the restore is begun again. The library gets an identity of
    its own, and a vector store only once it is opened and followed. Raises ArchiveError, and
    LibraryBusy where another process restores there.
    """
    folder = folder.expanduser()
    with _opened(file) as archive:
        told = _manifest(archive, file)
        _make_sure_it_is_empty(folder, told)
        with writing(folder):
            is_new = not folder.exists()
            folder.mkdir(parents=True, exist_ok=True)
            try:
                with scratch(folder / PARTIAL) as partial:
                    _make_sure_it_is_empty(folder, told)
                    _unpack(archive, told, partial, file, watch or (lambda what, share: None))
                    _settle(partial, file)
                    _put(partial, folder, told)
            except BaseException:
                if is_new:
                    with contextlib.suppress(OSError):  # something came into it meanwhile
                        folder.rmdir()
                raise
    return RestoreReport(folder, told.made, told.newsbrief, told.articles, told.chunks)


def _end_deliveries(conversations: ConversationStore) -> None:
    """Give up what was still to be delivered: the library that was backed up delivers it."""
    with conversations.database.writing() as connection:
        connection.execute(
            "UPDATE deliveries SET state = 'given up', trouble = 'restored from a backup', "
            "claim = '' WHERE state IN ('waiting', 'sending')"
        )
        connection.execute("UPDATE schedules SET claim = ''")


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive in a file; what is wrong with it, also later on, as ArchiveError."""
    try:
        opened = file.expanduser().open("rb")
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read ({error.strerror}): name a backup") from error
    with opened:
        try:
            with zipfile.ZipFile(opened) as archive:
                yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise ArchiveError(
                f"{file} is no backup of newsbrief, or damaged: {error or 'it ends too early'}"
            ) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        return read_manifest(archive.read(NAME), str(file))
    except KeyError:
        raise ArchiveError(f"{file} is no backup of newsbrief: it has no {NAME}") from None


def _make_sure_it_is_empty(folder: Path, told: Manifest) -> None:
    """Raise ArchiveError where a folder holds more than what a killed restore left there."""
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise ArchiveError(
            f"{folder} cannot be used as a library ({error.strerror}): choose another folder"
        ) from error
    if PARTIAL in names and CATALOG not in names:
        names -= {PARTIAL, *(stored.name for stored in told.files)}
    if names:
        what = "is a library already" if CATALOG in names else "holds other files"
        raise ArchiveError(f"{folder} {what}: restore into an empty or a new folder")


def _unpack(
    archive: zipfile.ZipFile, told: Manifest, folder: Path, file: Path, watch: Watch
) -> None:
    """Write the files of a backup into a folder; raises ArchiveError where one is not what the
    manifest says."""
    total, done = sum(stored.bytes for stored in told.files), 0
    for stored in told.files:
        try:
            entry = archive.open(stored.name)
        except KeyError:
            raise ArchiveError(f"{file} is damaged: {stored.name} is missing") from None
        digest, size = hashlib.sha256(), 0
        path = folder / stored.name
        with entry, path.open("wb") as target:
            path.chmod(stored.mode & 0o777)
            while (block := entry.read(BLOCK)) and size <= stored.bytes:
                digest.update(block)
                target.write(block)
                size += len(block)
                watch("unpacking", (done + size) / max(1, total))
        done += size
        if (size, digest.hexdigest()) != (stored.bytes, stored.sha256):
            raise ArchiveError(f"{file} is damaged: {stored.name} is not what was backed up")


def _settle(folder: Path, file: Path) -> None:
    """Bring both databases to the newest form, and have them belong to this library alone."""
    try:
        with closing(Catalog(folder / CATALOG)) as catalog:
            if faults := catalog.faults():
                raise ArchiveError(f"{file} is damaged: {faults[0]}")
            catalog.detach(uuid.uuid4().hex)
        with closing(ConversationStore(folder)) as conversations:
            conversations.check()
            if conversations.database.is_there:
                _end_deliveries(conversations)
    except (LibraryError, ConversationStoreError) as error:
        cause = error.__cause__
        if isinstance(cause, sqlite3.OperationalError) and _tells_of_the_disk(cause):
            raise cause from error
        raise ArchiveError(f"{file} is damaged: {error}") from error


def _tells_of_the_disk(error: sqlite3.OperationalError) -> bool:
    """Whether it is the disk that failed, and not the backup."""
    return "full" in str(error) or "I/O" in str(error)


def _put(partial: Path, folder: Path, told: Manifest) -> None:
    """Move the files to where they belong, the catalog last, and flush all; or none of them."""
    others = [stored.name for stored in told.files if stored.name != CATALOG]
    for name in (*others, CATALOG):
        flush(partial / name)
    try:
        for name in others:
            (partial / name).replace(folder / name)
        flush(folder)
        (partial / CATALOG).replace(folder / CATALOG)
    except BaseException:
        for name in others:
            (folder / name).unlink(missing_ok=True)
        raise
    flush(folder)
