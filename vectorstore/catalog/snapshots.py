"""A SQLite file as it is at one moment, copied while others write to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Share = Callable[[float], None]
"""Told how much is done, 0 to 1."""

_PAGES = 1024
"""So many pages are copied between two words to whoever watches."""


def copy_database(source: sqlite3.Connection, target: Path, watch: Share | None = None) -> None:
    """Write what a connection sees now into a new file, by SQLite's online backup.

    Nobody waits for it, and what others write meanwhile is not in it: the copy is read in one
    transaction. Raises sqlite3.Error, also where the copy does not pass SQLite's own check.
    """

    def told(status: int, left: int, pages: int) -> None:
        if watch is not None:
            watch(1 - left / max(1, pages))

    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(copy, pages=_PAGES, progress=told)
        finally:
            source.execute("ROLLBACK")
        check_database(copy)


def check_database(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where SQLite's own check finds a fault, with that fault."""
    ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
