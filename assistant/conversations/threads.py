"""Conversations: questions and their answers, stored turn by turn for whoever asked; feedback.

Every method names the owner, and what another owner has is as if it were not there. A question
waits in the file from the moment it is asked, so that one whose answer never came, whatever ended
the program, is found as unanswered and not lost.
"""

from __future__ import annotations

import secrets
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversations.database import Database, timestamp
from assistant.documents import decoded, document, restored
from assistant.errors import ConversationStoreError, UnknownConversation
from assistant.types import Answer
from vectorstore.documents import writable

LONGEST_TITLE = 200
"""So many characters a title has at most."""

LONGEST_COMMENT = 1_000
"""So many characters of what a reader says of an answer are stored."""

_ID_BYTES = 12
_ROW = "id, title, created, updated, (SELECT count(*) FROM turns WHERE conversation = id)"


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """What a list of conversations says of one; the moments are UTC."""

    id: str
    title: str
    created: datetime
    updated: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The newest conversations that were looked for, and how many there are of them in all."""

    conversations: tuple[ConversationSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question, its answer, and when (UTC) the answer was whole."""

    number: int
    question: str
    answer: Answer
    moment: datetime


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question whose answer has not come, and when (UTC) it was asked."""

    question: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A whole conversation, the first turn first, and the question that still waits."""

    conversation: ConversationSummary
    turns: tuple[StoredTurn, ...]
    pending: PendingQuestion | None = None


@dataclass(frozen=True, slots=True)
class Thumb:
    """What a reader thought of the answer of a turn: up or not, when (UTC), and perhaps why."""

    conversation: str
    turn: int
    moment: datetime
    up: bool
    comment: str = ""


class Conversations:
    """The conversations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, owner: str, id: str, question: str, moment: datetime) -> str:
        """Keep a question that is about to be answered; returns the conversation's id.

        With "" for `id` a conversation begins, whose title is the question. The question
        waits until `answer` or `withdraw`; another one of the same conversation takes its place.
        Raises UnknownConversation.
        """
        when, words = timestamp(moment), writable(question)
        with self._database.writing() as connection:
            if not id:
                id, title = secrets.token_urlsafe(_ID_BYTES), _title(words)
                connection.execute(
                    "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)",
                    (id, owner, title, when, when, folded(title)),
                )
            _touched(connection, owner, id, when)
            connection.execute(
                "INSERT OR REPLACE INTO pending_questions VALUES (?, ?, ?)", (id, words, when)
            )
        return id

    def answer(
        self, owner: str, id: str, answer: Answer, moment: datetime, number: int | None = None
    ) -> int:
        """Keep an answer; returns the number of its turn, from 0.

        `number` is the turn it takes the place of, and of all that follow that one; left out,
        it comes last. Its question waits no longer. Raises UnknownConversation.
        """
        when, question = timestamp(moment), writable(answer.question)
        with self._database.writing() as connection:
            count = _touched(connection, owner, id, when).turns
            place = count if number is None else min(max(number, 0), count)
            connection.execute(
                "DELETE FROM turns WHERE conversation = ? AND number >= ?", (id, place)
            )
            connection.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                (id, place, question, when, folded(f"{question}\n{answer.plain}"),
                 document(answer).encode()),
            )  # fmt: skip
            connection.execute("DELETE FROM pending_questions WHERE conversation = ?", (id,))
        return place

    def withdraw(self, owner: str, id: str) -> None:
        """Forget the question that waits; a conversation that has no turn goes with it."""
        with self._database.writing() as connection:
            _owned(connection, owner, id)
            connection.execute("DELETE FROM pending_questions WHERE conversation = ?", (id,))
            connection.execute(
                "DELETE FROM conversations WHERE id = ? "
                "AND NOT EXISTS (SELECT 1 FROM turns WHERE conversation = id)",
                (id,),
            )

    def list(self, owner: str, words: str = "", most: int = 50, skip: int = 0) -> ConversationPage:
        """The owner's conversations, the one last used first, after the first `skip` of them.

        With words only those that have each of them in the title, a question or an answer,
        whatever the case and the accents.
        """
        if not self._database.is_there:
            return ConversationPage((), 0)
        where, given = "owner = ?", [owner]
        for word in dict.fromkeys(folded(words).split()):
            where += (
                " AND (instr(search_text, ?) OR EXISTS (SELECT 1 FROM turns"
                " WHERE conversation = id AND instr(turns.search_text, ?)))"
            )
            given += [word, word]
        with self._database.reading() as connection:
            (total,) = connection.execute(
                f"SELECT count(*) FROM conversations WHERE {where}", given
            ).fetchone()
            rows = connection.execute(
                f"SELECT {_ROW} FROM conversations WHERE {where} "
                "ORDER BY updated DESC, id LIMIT ? OFFSET ?",
                (*given, most, skip),
            ).fetchall()
        return ConversationPage(tuple(_conversation(row) for row in rows), total)

    def open(self, owner: str, id: str) -> StoredConversation:
        """A whole conversation; raises UnknownConversation, for damage ConversationStoreError."""
        with self._database.reading() as connection:
            row = _owned(connection, owner, id)
            turns = connection.execute(
                "SELECT number, question, answered, document FROM turns "
                "WHERE conversation = ? ORDER BY number",
                (id,),
            ).fetchall()
            pending = connection.execute(
                "SELECT question, asked FROM pending_questions WHERE conversation = ?", (id,)
            ).fetchone()
        return StoredConversation(
            row,
            tuple(self._turn(id, turn) for turn in turns),
            PendingQuestion(pending[0], datetime.fromisoformat(pending[1])) if pending else None,
        )

    def rename(self, owner: str, id: str, title: str) -> None:
        """Give a conversation another title, on one line; one without words changes nothing. Raises
        UnknownConversation."""
        words = _title(writable(title))
        with self._database.writing() as connection:
            _owned(connection, owner, id)
            if words:
                connection.execute(
                    "UPDATE conversations SET title = ?, search_text = ? WHERE id = ?",
                    (words, folded(words), id),
                )

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation and what was said of its answers; raises UnknownConversation."""
        with self._database.writing() as connection:
            _owned(connection, owner, id)
            connection.execute("DELETE FROM conversations WHERE id = ?", (id,))

    def _turn(self, id: str, row: tuple[int, str, str, bytes]) -> StoredTurn:
        number, question, moment, text = row
        try:
            answer = restored(Answer, decoded(bytes(text).decode()))
            return StoredTurn(number, question, answer, datetime.fromisoformat(moment))
        except ValueError as error:
            raise ConversationStoreError(
                f"turn {number + 1} of the conversation {id} in {self._database.path} cannot be "
                f"read ({error}): upgrade newsbrief, or restore the file from a backup"
            ) from error


class Feedback:
    """The feedback of one database; it goes when its turn is replaced or deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(
        self, owner: str, id: str, turn: int, up: bool, moment: datetime, comment: str = ""
    ) -> None:
        """Keep a thumb on a turn of the owner's conversation, in place of an earlier one. Raises
        UnknownConversation where there is no such turn."""
        with self._database.writing() as connection:
            there = connection.execute(
                "SELECT 1 FROM turns JOIN conversations ON id = conversation "
                "WHERE id = ? AND owner = ? AND number = ?",
                (writable(id), owner, turn),
            ).fetchone()
            if there is None:
                raise UnknownConversation("this answer is not here: reload the page")
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
                (id, turn, timestamp(moment), 1 if up else -1, writable(comment[:LONGEST_COMMENT])),
            )

    def take_back(self, owner: str, id: str, turn: int) -> None:
        """Forget the thumb on a turn; where there is none, nothing happens."""
        with self._database.writing() as connection:
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
        return self._read("ORDER BY given DESC, id, turn", ())

    def _read(self, which: str, values: tuple[str, ...]) -> tuple[Thumb, ...]:
        if not self._database.is_there:
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, turn, given, rating, comment FROM feedback "
                f"JOIN conversations ON id = conversation {which}",
                values,
            ).fetchall()
        return tuple(
            Thumb(id, turn, datetime.fromisoformat(given), rating > 0, comment)
            for id, turn, given, rating, comment in rows
        )


def folded(text: str) -> str:
    """The text as words are looked for: no case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _title(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _owned(connection: sqlite3.Connection, owner: str, id: str) -> ConversationSummary:
    row = connection.execute(
        f"SELECT {_ROW} FROM conversations WHERE id = ? AND owner = ?", (writable(id), owner)
    ).fetchone()
    if row is None:
        raise UnknownConversation(
            "this conversation is not here: it was deleted, or belongs to another browser or login"
        )
    return _conversation(row)


def _touched(connection: sqlite3.Connection, owner: str, id: str, when: str) -> ConversationSummary:
    """The conversation as it was before it is used now; raises UnknownConversation."""
    found = _owned(connection, owner, id)
    connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (when, id))
    return found


def _conversation(row: Sequence[object]) -> ConversationSummary:
    id, title, created, updated, turns = row
    return ConversationSummary(
        str(id), str(title), datetime.fromisoformat(str(created)),
        datetime.fromisoformat(str(updated)), int(str(turns)),
    )  # fmt: skip
