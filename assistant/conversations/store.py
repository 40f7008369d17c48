"""All that a library stores for its users: threads, feedback, saved briefings, ended logins.

What is followed is in the same file (assistant/following).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from assistant.conversations.database import Database, timestamp
from assistant.conversations.threads import Conversations, Feedback
from assistant.conversations.transfer import Transfer
from assistant.documents import decoded, document
from assistant.errors import ConversationStoreError, UnknownBriefing
from assistant.exporting.files import briefing_of
from assistant.types import Briefing, SavedBriefing
from vectorstore.catalog.snapshots import check_database
from vectorstore.documents import digest, writable

SECRET_FILE = "window.key"

_DIGITS = 8
_LEAST = 4
_SECRET_BYTES = 32


class ConversationStore:
    """What is stored in a library folder; ConversationStoreError where its file is of no use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.database = Database(folder)
        self.briefings = SavedBriefings(self.database)
        self.conversations = Conversations(self.database)
        self.feedback = Feedback(self.database)
        self.ended_logins = EndedLogins(self.database)
        self.transfer = Transfer(self.database)

    def check(self) -> None:
        """Raise ConversationStoreError where the file does not pass SQLite's own check."""
        if self.database.is_there:
            with self.database.reading() as connection:
                check_database(connection)

    def secret(self) -> bytes:
        """The secret that signs what browsers remember; see `signing_secret`."""
        return signing_secret(self._folder)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self.database.close()


class SavedBriefings:
    """The saved briefings of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, briefing: Briefing, moment: datetime) -> SavedBriefing:
        """Keep a briefing; the id comes from its content and the moment. A moment without a zone is
        taken as UTC. The same briefing saved again in the same moment is the one that is there."""
        with self._database.writing() as connection:
            return self.save_within(connection, briefing, moment)

    def save_within(
        self, connection: sqlite3.Connection, briefing: Briefing, moment: datetime
    ) -> SavedBriefing:
        """`save` as part of what is written with a connection of this database."""
        saved = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        text = document(briefing)
        identity = digest(text, saved.isoformat())
        id = _free_id(connection, identity, text)
        connection.execute(
            "INSERT OR IGNORE INTO briefings VALUES (?, ?, ?, ?, ?)",
            (id, timestamp(saved), writable(briefing.topic),
             writable(briefing.headline), text.encode()),
        )  # fmt: skip
        return SavedBriefing(id, saved, briefing)

    def all(self) -> list[SavedBriefing]:
        """Every saved briefing, newest first."""
        if not self._database.is_there:
            return []
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, saved, document FROM briefings ORDER BY saved DESC, id"
            ).fetchall()
        return [self._made(row) for row in rows]

    def get(self, id: str) -> SavedBriefing:
        """The briefing with this id, or with the only id that begins so (4 digits or more). Raises
        UnknownBriefing."""
        rows = self._rows_beginning(id) if self._database.is_there and len(id) >= _LEAST else []
        exact = [row for row in rows if row[0] == id] or rows
        if len(exact) > 1:
            raise UnknownBriefing(
                f"{len(exact)} saved briefings have an id that begins with {id}: give more of it"
            )
        if not exact:
            raise UnknownBriefing(
                f"no saved briefing has the id {id!r}: newsbrief briefings lists them"
            )
        return self._made(exact[0])

    def delete(self, id: str) -> None:
        """Remove a saved briefing, named as for `get`; raises UnknownBriefing."""
        found = self.get(id).id
        with self._database.writing() as connection:
            connection.execute("DELETE FROM briefings WHERE id = ?", (found,))

    def _rows_beginning(self, id: str) -> list[tuple[str, str, bytes]]:
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT id, saved, document FROM briefings "
                "WHERE substr(id, 1, length(?)) = ? ORDER BY id",
                (id, id),
            ).fetchall()

    def _made(self, row: tuple[str, str, bytes]) -> SavedBriefing:
        id, saved, text = row
        try:
            briefing = briefing_of(decoded(bytes(text).decode()))
            return SavedBriefing(id, datetime.fromisoformat(saved), briefing)
        except ValueError as error:
            raise ConversationStoreError(
                f"the saved briefing {id} in {self._database.path} cannot be read ({error}): "
                "upgrade newsbrief, or restore the file from a backup"
            ) from error


class EndedLogins:
    """The ended logins of one database, by the token that each had."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def end(self, token: str, moment: datetime) -> None:
        """Let a token count no more."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO ended_logins VALUES (?, ?)", (token, timestamp(moment))
            )

    def forget(self, before: datetime) -> None:
        """Forget what was ended before a moment: those tokens have run out by themselves."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM ended_logins WHERE ended < ?", (timestamp(before),))

    def all(self) -> frozenset[str]:
        """The tokens that count no more."""
        if not self._database.is_there:
            return frozenset()
        with self._database.reading() as connection:
            rows = connection.execute("SELECT token FROM ended_logins").fetchall()
        return frozenset(token for (token,) in rows)


def _free_id(connection: sqlite3.Connection, identity: str, text: str) -> str:
    """The shortest beginning of the identity, from eight digits, that no other briefing has."""
    for digits in range(_DIGITS, len(identity)):
        row = connection.execute(
            "SELECT document FROM briefings WHERE id = ?", (identity[:digits],)
        ).fetchone()
        if row is None or bytes(row[0]) == text.encode():
            return identity[:digits]
    return identity


def signing_secret(folder: Path) -> bytes:
    """The secret of a library folder, made on the first use; only its owner may read the file.
    Raises ConversationStoreError where the file cannot be read or made, or is no such secret."""
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            _write_secret(path)
        text = path.read_text("ascii").strip()
        path.chmod(0o600)
        found = bytes.fromhex(text)
    except OSError as error:
        raise ConversationStoreError(
            f"{path} cannot be read or written ({error.strerror}): check the folder's permissions"
        ) from error
    except ValueError:
        found = b""
    if len(found) < _SECRET_BYTES:
        raise ConversationStoreError(f"{path} is damaged: delete it; browsers then begin anew")
    return found


def _write_secret(path: Path) -> None:
    """Write the file whole or not at all; of several processes the first one's stays."""
    part = path.with_name(f"{SECRET_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as writing:
            writing.write(secrets.token_hex(_SECRET_BYTES) + "\n")
            writing.flush()
            os.fsync(writing.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
