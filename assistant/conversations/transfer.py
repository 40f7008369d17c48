"""Conversations and saved briefings on their way from one library to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.conversations.database import Database, timestamp
from assistant.conversations.threads import (
    Conversations,
    Feedback,
    StoredConversation,
    Thumb,
    folded,
)
from assistant.documents import document
from assistant.types import SavedBriefing
from vectorstore.documents import writable


@dataclass(frozen=True, slots=True)
class OwnedConversation:
    """A whole conversation, whose it is, and what was thought of its answers."""

    owner: str
    stored: StoredConversation
    thumbs: tuple[Thumb, ...] = ()


class Transfer:
    """What is taken out of one database, and put into another one as it was."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conversations = Conversations(database)
        self._feedback = Feedback(database)

    def ids(self) -> list[tuple[str, str]]:
        """Owner and id of every conversation, the oldest first."""
        if not self._database.is_there:
            return []
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT owner, id FROM conversations ORDER BY created, id"
            ).fetchall()

    def conversation(self, owner: str, id: str) -> OwnedConversation:
        """One of them; raises UnknownConversation, and for damage ConversationStoreError."""
        stored = self._conversations.open(owner, id)
        return OwnedConversation(owner, stored, self._feedback.of(owner, id))

    def put_conversation(self, owned: OwnedConversation) -> bool:
        """Store a conversation; False, and nothing is done, where its id is here already."""
        about = owned.stored.conversation
        with self._database.writing() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO conversations VALUES (?, ?, ?, ?, ?, ?)",
                (about.id, owned.owner, about.title, timestamp(about.created),
                 timestamp(about.updated), folded(about.title)),
            )  # fmt: skip
            if not added.rowcount:
                return False
            connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", _turns(owned.stored)
            )
            if pending := owned.stored.pending:
                connection.execute(
                    "INSERT INTO pending_questions VALUES (?, ?, ?)",
                    (about.id, pending.question, timestamp(pending.moment)),
                )
            connection.executemany(
                "INSERT INTO feedback VALUES (?, ?, ?, ?, ?)",
                [
                    (about.id, one.turn, timestamp(one.moment), 1 if one.up else -1, one.comment)
                    for one in owned.thumbs
                ],
            )
        return True

    def put_briefing(self, saved: SavedBriefing) -> bool:
        """Store a saved briefing; False, and nothing is done, where its id is here already."""
        briefing = saved.briefing
        with self._database.writing() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO briefings VALUES (?, ?, ?, ?, ?)",
                (saved.id, timestamp(saved.saved), writable(briefing.topic),
                 writable(briefing.headline), document(briefing).encode()),
            )  # fmt: skip
        return bool(added.rowcount)


def _turns(stored: StoredConversation) -> Iterator[tuple[str, int, str, str, str, bytes]]:
    for turn in stored.turns:
        words = folded(f"{turn.question}\n{turn.answer.plain}")
        text = document(turn.answer).encode()
        yield (
            stored.conversation.id, turn.number, turn.question, timestamp(turn.moment), words, text,
        )  # fmt: skip
