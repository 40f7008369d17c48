"""Saved briefings: kept whole as JSON, found again by id."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from assistant.conversations.file import KeptFile
from assistant.documents import decoded, document, restored
from assistant.errors import KeepingError, UnknownBriefing
from assistant.types import Briefing, SavedBriefing
from vectorstore.documents import digest, writable

_DIGITS = 8
_LEAST = 4


class Briefings:
    """The saved briefings of one file."""

    def __init__(self, file: KeptFile) -> None:
        self._file = file

    def save(self, briefing: Briefing, moment: datetime) -> SavedBriefing:
        """Keep a briefing; the id comes from its content and the moment.

        A moment without a zone is taken as UTC. The same briefing saved again in the same
        moment is the one that is there.
        """
        told = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        text = document(briefing)
        identity = digest(text, told.isoformat())
        with self._file.writing() as connection:
            held = _free(connection, identity, text)
            connection.execute(
                "INSERT OR IGNORE INTO briefings VALUES (?, ?, ?, ?, ?)",
                (held, told.isoformat(timespec="microseconds"), writable(briefing.topic),
                 writable(briefing.headline), text.encode()),
            )  # fmt: skip
        return SavedBriefing(held, told, briefing)

    def all(self) -> list[SavedBriefing]:
        """Every saved briefing, newest first."""
        if not self._file.is_there:
            return []
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT id, saved, document FROM briefings ORDER BY saved DESC, id"
            ).fetchall()
        return [self._made(row) for row in rows]

    def one(self, id: str) -> SavedBriefing:
        """The briefing with this id, or with the only id that begins so (4 digits or more).

        Raises UnknownBriefing.
        """
        rows = self._rows_beginning(id) if self._file.is_there and len(id) >= _LEAST else []
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
        """Remove a saved briefing, named as for `one`; raises UnknownBriefing."""
        found = self.one(id).id
        with self._file.writing() as connection:
            connection.execute("DELETE FROM briefings WHERE id = ?", (found,))

    def _rows_beginning(self, id: str) -> list[tuple[str, str, bytes]]:
        with self._file.reading() as connection:
            return connection.execute(
                "SELECT id, saved, document FROM briefings "
                "WHERE substr(id, 1, length(?)) = ? ORDER BY id",
                (id, id),
            ).fetchall()

    def _made(self, row: tuple[str, str, bytes]) -> SavedBriefing:
        id, saved, text = row
        try:
            briefing = restored(Briefing, decoded(bytes(text).decode()))
            return SavedBriefing(id, datetime.fromisoformat(saved), briefing)
        except ValueError as error:
            raise KeepingError(
                f"the saved briefing {id} in {self._file.path} cannot be read ({error}): "
                "upgrade newsbrief, or restore the file from a backup"
            ) from error


def _free(connection: sqlite3.Connection, identity: str, text: str) -> str:
    """The shortest beginning of the identity, from eight digits, that no other briefing has."""
    for digits in range(_DIGITS, len(identity)):
        row = connection.execute(
            "SELECT document FROM briefings WHERE id = ?", (identity[:digits],)
        ).fetchone()
        if row is None or bytes(row[0]) == text.encode():
            return identity[:digits]
    return identity
