"""Conversations: questions and their answers, kept turn by turn for whoever asked.

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

from assistant.conversations.file import KeptFile
from assistant.conversations.times import told
from assistant.documents import decoded, document, restored
from assistant.errors import KeepingError, UnknownConversation
from assistant.types import Answer
from vectorstore.documents import writable

LONGEST_TITLE = 200
"""So many characters a title has at most."""

_ID_BYTES = 12
_ROW = "id, title, created, updated, (SELECT count(*) FROM turns WHERE conversation = id)"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list of conversations says of one; the moments are UTC."""

    id: str
    title: str
    created: datetime
    updated: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The newest conversations that were looked for, and how many there are of them in all."""

    conversations: tuple[Conversation, ...]
    total: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question, its answer, and when (UTC) the answer was whole."""

    number: int
    question: str
    answer: Answer
    moment: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question whose answer has not come, and when (UTC) it was asked."""

    question: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A whole conversation, the first turn first, and the question that still waits."""

    conversation: Conversation
    turns: tuple[KeptTurn, ...]
    waiting: Waiting | None = None


class Conversations:
    """The conversations of one file."""

    def __init__(self, file: KeptFile) -> None:
        self._file = file

    def begin(self, owner: str, id: str, question: str, moment: datetime) -> str:
        """Keep a question that is about to be answered; returns the conversation's id.

        With "" for `id` a conversation begins, whose title is the question. The question
        waits until `answer` or `withdraw`; another one of the same conversation takes its place.
        Raises UnknownConversation.
        """
        when, words = told(moment), writable(question)
        with self._file.writing() as connection:
            if id:
                _owned(connection, owner, id)
            else:
                id = secrets.token_urlsafe(_ID_BYTES)
                title = _title(words)
                connection.execute(
                    "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)",
                    (id, owner, title, when, when, sought(title)),
                )
            connection.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?)", (id, words, when))
            connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (when, id))
        return id

    def answer(
        self, owner: str, id: str, answer: Answer, moment: datetime, number: int | None = None
    ) -> int:
        """Keep an answer; returns the number of its turn, from 0.

        `number` is the turn it takes the place of, and of all that follow that one; left out,
        it comes last. Its question waits no longer. Raises UnknownConversation.
        """
        when, question = told(moment), writable(answer.question)
        with self._file.writing() as connection:
            _owned(connection, owner, id)
            (count,) = connection.execute(
                "SELECT count(*) FROM turns WHERE conversation = ?", (id,)
            ).fetchone()
            at = count if number is None else min(max(number, 0), count)
            connection.execute("DELETE FROM turns WHERE conversation = ? AND number >= ?", (id, at))
            connection.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                (id, at, question, when, sought(f"{question}\n{answer.plain}"),
                 document(answer).encode()),
            )  # fmt: skip
            connection.execute("DELETE FROM waiting WHERE conversation = ?", (id,))
            connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (when, id))
        return int(at)

    def withdraw(self, owner: str, id: str) -> None:
        """Forget the question that waits; a conversation that has no turn goes with it."""
        with self._file.writing() as connection:
            _owned(connection, owner, id)
            connection.execute("DELETE FROM waiting WHERE conversation = ?", (id,))
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
        if not self._file.is_there:
            return ConversationPage((), 0)
        where, given = "owner = ?", [owner]
        for word in dict.fromkeys(sought(words).split()):
            where += (
                " AND (instr(sought, ?) OR EXISTS (SELECT 1 FROM turns"
                " WHERE conversation = id AND instr(turns.sought, ?)))"
            )
            given += [word, word]
        with self._file.reading() as connection:
            (total,) = connection.execute(
                f"SELECT count(*) FROM conversations WHERE {where}", given
            ).fetchone()
            rows = connection.execute(
                f"SELECT {_ROW} FROM conversations WHERE {where} "
                "ORDER BY updated DESC, id LIMIT ? OFFSET ?",
                (*given, most, skip),
            ).fetchall()
        return ConversationPage(tuple(_conversation(row) for row in rows), total)

    def open(self, owner: str, id: str) -> KeptConversation:
        """A whole conversation; raises UnknownConversation, and KeepingError for damage."""
        with self._file.reading() as connection:
            row = _owned(connection, owner, id)
            turns = connection.execute(
                "SELECT number, question, moment, document FROM turns "
                "WHERE conversation = ? ORDER BY number",
                (id,),
            ).fetchall()
            waiting = connection.execute(
                "SELECT question, moment FROM waiting WHERE conversation = ?", (id,)
            ).fetchone()
        return KeptConversation(
            row,
            tuple(self._turn(id, turn) for turn in turns),
            Waiting(waiting[0], datetime.fromisoformat(waiting[1])) if waiting else None,
        )

    def rename(self, owner: str, id: str, title: str) -> None:
        """Give a conversation another title, on one line; one without words changes nothing.

        Raises UnknownConversation.
        """
        words = _title(writable(title))
        with self._file.writing() as connection:
            _owned(connection, owner, id)
            if words:
                connection.execute(
                    "UPDATE conversations SET title = ?, sought = ? WHERE id = ?",
                    (words, sought(words), id),
                )

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation and what was said of its answers; raises UnknownConversation."""
        with self._file.writing() as connection:
            _owned(connection, owner, id)
            connection.execute("DELETE FROM conversations WHERE id = ?", (id,))

    def _turn(self, id: str, row: tuple[int, str, str, bytes]) -> KeptTurn:
        number, question, moment, text = row
        try:
            answer = restored(Answer, decoded(bytes(text).decode()))
            return KeptTurn(number, question, answer, datetime.fromisoformat(moment))
        except ValueError as error:
            raise KeepingError(
                f"turn {number + 1} of the conversation {id} in {self._file.path} cannot be read "
                f"({error}): upgrade newsbrief, or restore the file from a backup"
            ) from error


def sought(text: str) -> str:
    """The text as words are looked for: no case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _title(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _owned(connection: sqlite3.Connection, owner: str, id: str) -> Conversation:
    row = connection.execute(
        f"SELECT {_ROW} FROM conversations WHERE id = ? AND owner = ?", (writable(id), owner)
    ).fetchone()
    if row is None:
        raise UnknownConversation(
            "this conversation is not here: it was deleted, or belongs to another browser or login"
        )
    return _conversation(row)


def _conversation(row: Sequence[object]) -> Conversation:
    id, title, created, updated, turns = row
    return Conversation(
        str(id), str(title), datetime.fromisoformat(str(created)),
        datetime.fromisoformat(str(updated)), int(str(turns)),
    )  # fmt: skip
