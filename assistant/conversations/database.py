"""The SQLite file of conversations: opened, brought to its newest form, written in transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import ConversationStoreError
from vectorstore.catalog.schema import write_ahead

NAME = "kept.sqlite3"
APPLICATION_ID = 0x6E62726B  # "nbrk"
MIGRATIONS = (
    """
    CREATE TABLE briefings (
        id       TEXT PRIMARY KEY,
        saved    TEXT NOT NULL,  -- ISO 8601, UTC
        topic    TEXT NOT NULL,
        headline TEXT NOT NULL,
        document BLOB NOT NULL   -- the briefing as JSON, UTF-8
    ) WITHOUT ROWID;
    CREATE INDEX briefings_by_saved ON briefings (saved);
    """,
    """
    CREATE TABLE conversations (
        id      TEXT PRIMARY KEY,
        owner   TEXT NOT NULL,
        title   TEXT NOT NULL,
        created TEXT NOT NULL,   -- ISO 8601, UTC
        updated TEXT NOT NULL,
        sought  TEXT NOT NULL    -- the title as words are looked for
    ) WITHOUT ROWID;
    CREATE INDEX conversations_by_owner ON conversations (owner, updated);
    CREATE TABLE turns (
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        question TEXT NOT NULL,
        moment   TEXT NOT NULL,
        sought   TEXT NOT NULL,  -- the question and the answer as words are looked for
        document BLOB NOT NULL,  -- the answer as JSON, UTF-8
        PRIMARY KEY (conversation, number)
    );
    CREATE TABLE waiting (
        conversation TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        moment   TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE feedback (
        conversation TEXT NOT NULL,
        turn   INTEGER NOT NULL,
        moment TEXT NOT NULL,
        thumb  INTEGER NOT NULL, -- 1 up, -1 down
        words  TEXT NOT NULL,
        PRIMARY KEY (conversation, turn),
        FOREIGN KEY (conversation, turn) REFERENCES turns (conversation, number) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE ended_logins (
        token  TEXT PRIMARY KEY,
        moment TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE conversations RENAME COLUMN sought TO search_text;
    ALTER TABLE turns RENAME COLUMN sought TO search_text;
    ALTER TABLE turns RENAME COLUMN moment TO answered;
    ALTER TABLE waiting RENAME TO pending_questions;
    ALTER TABLE pending_questions RENAME COLUMN moment TO asked;
    ALTER TABLE feedback RENAME COLUMN moment TO given;
    ALTER TABLE feedback RENAME COLUMN thumb TO rating;
    ALTER TABLE feedback RENAME COLUMN words TO comment;
    ALTER TABLE ended_logins RENAME COLUMN moment TO ended;
    """,
)
_BUSY_SECONDS = 30


class Database:
    """One file; safe in several threads and processes at a time. Made on the first use."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._local = threading.local()
        self._opening = threading.Lock()
        self._open: list[sqlite3.Connection] = []

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept here."""
        return self.path.exists()

    def close(self) -> None:
        """Close every connection; the next use opens the file again."""
        with self._opening:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._local = threading.local()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with; raises ConversationStoreError."""
        with self._errors():
            yield self._connection()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside is kept, or none of it; raises ConversationStoreError."""
        with self._errors(), _transaction(self._connection()) as connection:
            yield connection

    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is not None:
            return held
        # What people ask is theirs: others on the machine cannot read it. A folder where no
        # file can be made is SQLite's to tell.
        with contextlib.suppress(OSError):
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        with self._opening:
            self._open.append(connection)
            self._local.connection = connection
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Bring the file to the newest form; a new file gets it at once."""
        # In one transaction: else another process could make the tables between two reads.
        with _transaction(connection, "DEFERRED"):
            version = self._version(connection)
        if version == len(MIGRATIONS):
            return
        write_ahead(connection, _BUSY_SECONDS)
        with _transaction(connection):
            for script in MIGRATIONS[self._version(connection) :]:
                for statement in script.split(";\n"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self, connection: sqlite3.Connection) -> int:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and application != APPLICATION_ID:
            raise ConversationStoreError(
                f"{self.path} is not newsbrief's: move it out of the library"
            )
        if version > len(MIGRATIONS):
            raise ConversationStoreError(
                f"{self.path} was written by a newer newsbrief: upgrade newsbrief to open it"
            )
        return int(version)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as ours: which file, what, and what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise ConversationStoreError(f"{self.path} {_remedy(str(error))}") from error


def timestamp(moment: datetime) -> str:
    """A moment in ISO 8601, UTC, to the microsecond; one without a zone is taken as UTC."""
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")


def _remedy(message: str) -> str:
    if "locked" in message or "busy" in message:
        return "is held by another process: try again when it has ended"
    if "full" in message:
        return "has no space left: free some"
    if any(sign in message for sign in ("readonly", "unable to open", "I/O")):
        return f"cannot be written ({message}): check the folder's permissions"
    return f"is damaged ({message}): restore the file from a backup, or move it away"


@contextlib.contextmanager
def _transaction(
    connection: sqlite3.Connection, kind: str = "IMMEDIATE"
) -> Iterator[sqlite3.Connection]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # on a full disk SQLite may have ended it itself
            connection.execute("ROLLBACK")
        raise
