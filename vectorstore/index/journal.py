"""Which chunks came, changed or went since the vector store last followed the catalog.

Triggers write the journal, so that no way of changing the chunks can leave it out.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_TABLE = """
CREATE TABLE IF NOT EXISTS chunk_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, deleted ones neither
    id     TEXT NOT NULL
)
"""
_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON chunks
BEGIN INSERT INTO chunk_changes (id) VALUES ({row}.id); END
"""
_TRIGGERS = (
    ("chunk_comes", "INSERT", "new"),
    ("chunk_changes_from", "UPDATE OF id, article_id, start, end, vector", "old"),
    ("chunk_changes_to", "UPDATE OF id, article_id, start, end, vector", "new"),
    ("chunk_goes", "DELETE", "old"),
)
_KEPT = 1000
"""Entries that nobody needs any more may wait until they are this many."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the chunks to write, in the order of the catalog, and of those to delete."""

    present: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.present or self.gone)


def keep(connection: sqlite3.Connection, followed: int) -> int:
    """Have a journal kept from now on, drop what lies behind; the number of the last entry.

    `followed` is the number up to which the vector store holds all changes. Call it in a
    transaction.
    """
    connection.execute(_TABLE)
    for name, event, row in _TRIGGERS:
        connection.execute(_TRIGGER.format(name=name, event=event, row=row))
    first, last = connection.execute(
        "SELECT coalesce(min(number), 0), coalesce(max(number), 0) FROM chunk_changes"
    ).fetchone()
    if first and followed - first >= _KEPT:
        connection.execute("DELETE FROM chunk_changes WHERE number <= ?", (followed,))
    return max(int(last), followed)


def changes(connection: sqlite3.Connection, after: int) -> Changes:
    """What the entries after a number come to."""
    entries = "SELECT id FROM chunk_changes WHERE number > ?"
    present = connection.execute(
        f"SELECT id FROM chunks WHERE id IN ({entries}) ORDER BY number", (after,)
    )
    gone = connection.execute(
        f"SELECT DISTINCT id FROM ({entries}) WHERE id NOT IN (SELECT id FROM chunks) ORDER BY id",
        (after,),
    )
    return Changes(tuple(i for (i,) in present), tuple(i for (i,) in gone))
