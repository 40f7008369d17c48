"""Feedback: what readers thought of an answer, a thumb and perhaps words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.conversations.file import KeptFile
from assistant.conversations.times import told
from assistant.errors import UnknownConversation
from vectorstore.documents import writable

LONGEST_WORDS = 1_000
"""So many characters of what a reader says of an answer are kept."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """What a reader thought of the answer of a turn: up or not, when (UTC), and why, if told."""

    conversation: str
    turn: int
    moment: datetime
    up: bool
    words: str = ""


class Feedback:
    """The feedback of one file; it goes when its turn is replaced or deleted."""

    def __init__(self, file: KeptFile) -> None:
        self._file = file

    def give(
        self, owner: str, id: str, turn: int, up: bool, moment: datetime, words: str = ""
    ) -> None:
        """Keep a thumb on a turn of the owner's conversation, in place of an earlier one.

        Raises UnknownConversation where there is no such turn.
        """
        with self._file.writing() as connection:
            there = connection.execute(
                "SELECT 1 FROM turns JOIN conversations ON id = conversation "
                "WHERE id = ? AND owner = ? AND number = ?",
                (writable(id), owner, turn),
            ).fetchone()
            if there is None:
                raise UnknownConversation("this answer is not here: reload the page")
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
                (id, turn, told(moment), 1 if up else -1, writable(words[:LONGEST_WORDS])),
            )

    def take_back(self, owner: str, id: str, turn: int) -> None:
        """Forget the thumb on a turn; where there is none, nothing happens."""
        with self._file.writing() as connection:
            connection.execute(
                "DELETE FROM feedback WHERE conversation = ? AND turn = ? AND EXISTS "
                "(SELECT 1 FROM conversations WHERE id = conversation AND owner = ?)",
                (writable(id), turn, owner),
            )

    def of(self, owner: str, id: str) -> tuple[Thumb, ...]:
        """The thumbs on a conversation of the owner's, by turn."""
        return self._read("WHERE id = ? AND owner = ? ORDER BY turn", (writable(id), owner))

    def all(self) -> tuple[Thumb, ...]:
        """Every thumb of every owner, the newest first."""
        return self._read("ORDER BY moment DESC, id, turn", ())

    def _read(self, which: str, given: tuple[str, ...]) -> tuple[Thumb, ...]:
        if not self._file.is_there:
            return ()
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT id, turn, moment, thumb, words FROM feedback "
                f"JOIN conversations ON id = conversation {which}",
                given,
            ).fetchall()
        return tuple(
            Thumb(id, turn, datetime.fromisoformat(moment), thumb > 0, words)
            for id, turn, moment, thumb, words in rows
        )
