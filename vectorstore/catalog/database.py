"""The catalog's SQLite file: a connection for each thread, transactions, errors in plain words."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from vectorstore.catalog.schema import APPLICATION_ID, MIGRATIONS, write_ahead
from vectorstore.catalog.snapshots import Share, copy_database
from vectorstore.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryNotWritable,
    NotALibrary,
)

_LEAST_ROOM = 1 << 16
_PATIENCE = 30_000
"""Milliseconds to wait for another process that writes."""
_SHORT = 500
"""As many for a write that may as well not happen."""
_BATCH = 10_000
"""So many values are put into one query at most."""

Item = TypeVar("Item")
Values = Sequence[Any] | Mapping[str, Any]


class _Held:
    """A thread's connection, closed when the thread is gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One catalog file, brought to its newest form; safe to use from several threads.

    Raises NotALibrary where the file is some other database, LibraryDamaged where it
    cannot be read, LibraryNotWritable where it cannot be written, LibraryBusy where
    another process holds it too long.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._closed = False
        self._opening = threading.Lock()
        self.upgraded_from = 0
        """Which older form the file had when it was opened here; 0 where it had none."""
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; the file is not used afterwards."""
        with self._opening:
            self._closed = True
            for held in list(self._open):
                held.connection.close()
            self._open.clear()
            self._local = threading.local()

    # ---------------------------------------------------------------- reading and writing

    def rows(self, sql: str, values: Values = ()) -> list[Any]:
        """All rows of a query; a statement without any gives none."""
        with self._errors():
            return self._connect().execute(sql, values).fetchall()

    def each(self, sql: str) -> Iterator[Any]:
        """The rows of a query one by one, for those that are too many to hold twice."""
        with self._errors():
            yield from self._connect().execute(sql)

    def rows_of(self, sql: str, values: Sequence[Any]) -> Iterator[Any]:
        """The rows of a query with `IN ({})`, however many values there are."""
        for batch in batches(values, _BATCH):
            yield from self.rows(sql.format(",".join("?" * len(batch))), batch)

    def insert(self, sql: str, values: Values) -> int:
        """Write a row; its number."""
        with self._errors():
            return self._connect().execute(sql, values).lastrowid or 0

    def write_all(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same statement for each of these rows of values."""
        with self._errors():
            self._connect().executemany(sql, rows)

    @contextlib.contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All that this thread writes inside is kept, or none of it."""
        with self._errors():
            connection = self._connect()
            connection.execute(f"BEGIN {kind}")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # on a full disk SQLite may have ended it itself
                    connection.execute("ROLLBACK")
                raise

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """All that is read inside is of one moment, whatever others write; nobody waits."""
        return self.transaction("DEFERRED")

    @contextlib.contextmanager
    def impatient(self) -> Iterator[None]:
        """What is written inside does not wait long for others."""
        self.rows(f"PRAGMA busy_timeout = {_SHORT}")
        try:
            yield
        finally:
            self.rows(f"PRAGMA busy_timeout = {_PATIENCE}")

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the file, and empty the log."""
        with contextlib.suppress(LibraryBusy):  # a reader holds it: the next writer tries again
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, target: Path, watch: Share | None = None) -> None:
        """Write the file as it is at this moment into a new one; raises sqlite3.Error."""
        copy_database(self._connect(), target, watch)

    # ---------------------------------------------------------------- settings

    def setting(self, name: str) -> str:
        """A remembered value; "" where there is none."""
        rows = self.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def remember(self, **values: str) -> None:
        """Keep values under their names, all or none; flushed to disk on return."""
        with self.transaction():
            self.set(**values)

    def set(self, **values: str) -> None:
        """Keep values under their names as part of a transaction."""
        self.write_all(
            "INSERT INTO settings VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            list(values.items()),
        )

    @property
    def generation(self) -> int:
        """A number that rises with every change to the articles or their chunks."""
        return int(self.setting("generation") or 0)

    def next_generation(self) -> None:
        """Say, as part of a transaction, that the articles or their chunks changed."""
        self.rows("UPDATE settings SET value = value + 1 WHERE name = 'generation'")

    # ---------------------------------------------------------------- the file

    def faults(self) -> list[str]:
        """What SQLite's own checks find wrong with the file and the full-text index."""
        try:
            found = [str(row[0]) for row in self.rows("PRAGMA quick_check(5)")]
            self.rows("INSERT INTO full_text (full_text) VALUES ('integrity-check')")
        except LibraryDamaged as error:
            return [str(error)]
        return [line for line in found if line != "ok"]

    def damaged(self, what: object) -> LibraryDamaged:
        """The error to raise where the file holds what it should not."""
        return LibraryDamaged(
            f"the catalog {self.path} is damaged ({what}): restore the file from a backup, "
            "or move it away and add the articles again"
        )

    def _connect(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            if self._closed:
                raise LibraryError(f"the library {self.path.parent} was closed: open it again")
            connection = sqlite3.connect(
                self.path, timeout=_PATIENCE / 1000, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            held = self._local.held = _Held(connection)
            with self._opening:
                self._open.add(held)
        return held.connection

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as ours: which file, what, and what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise self._operational(error) from error
        except (
            sqlite3.ProgrammingError,
            sqlite3.InterfaceError,
            sqlite3.IntegrityError,
            sqlite3.DataError,
        ):
            raise  # a wrong argument says nothing about the file
        except sqlite3.DatabaseError as error:
            raise self.damaged(error) from error

    def _operational(self, error: sqlite3.OperationalError) -> LibraryError:
        message = str(error)
        if "locked" in message or "busy" in message:
            return LibraryBusy(
                f"{self.path} is held by another process: try again when it has ended"
            )
        # A full disk is an "I/O error" to SQLite where it maps a file into memory.
        if "full" in message or ("I/O" in message and _is_full(self.path.parent)):
            return LibraryNotWritable(f"no space left for {self.path}: free some")
        if "readonly" in message or "unable to open" in message or "I/O" in message:
            return LibraryNotWritable(
                f"{self.path} cannot be written ({message}): "
                "check the folder's permissions or choose another library"
            )
        return self.damaged(error)

    def _migrate(self) -> None:
        """Bring the file to the newest form; a new file gets it at once."""
        # In one transaction: else another process could make the tables between two reads.
        with self.snapshot():
            version = self._version()
        if version == len(MIGRATIONS):
            return
        with self._errors():
            write_ahead(self._connect(), _PATIENCE / 1000)
        with self.transaction():
            self.upgraded_from = version = self._version()
            for script in MIGRATIONS[version:]:
                for statement in script.split(";\n"):
                    self.rows(statement)
            self.rows(f"PRAGMA application_id = {APPLICATION_ID}")
            self.rows(f"PRAGMA user_version = {len(MIGRATIONS)}")
            self.rows(
                "INSERT OR IGNORE INTO settings VALUES ('identity', ?), ('generation', '0')",
                (uuid.uuid4().hex,),
            )

    def _version(self) -> int:
        """Which form the file has, 0 where it is new; raises for a file that is not ours."""
        ((application,),) = self.rows("PRAGMA application_id")
        ((version,),) = self.rows("PRAGMA user_version")
        ((tables,),) = self.rows("SELECT count(*) FROM sqlite_schema")
        if tables and application != APPLICATION_ID:
            raise NotALibrary(f"{self.path} is no newsbrief catalog: choose another folder")
        if version > len(MIGRATIONS):
            raise LibraryDamaged(
                f"{self.path} was written by a newer newsbrief: upgrade newsbrief to open it"
            )
        return int(version)


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def sqlite_text(text: str) -> str:
    """Text as SQLite takes it: no NUL (it ends a string there), no lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LEAST_ROOM
