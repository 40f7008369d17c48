"""What chat models replied, kept in a file of the library, so that no prompt is paid for twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from prompts import Prompt

FILE = "replies.sqlite"
_MOST = 2_000
_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, number INTEGER NOT NULL
)
"""
_PUT = """
INSERT OR REPLACE INTO replies
VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM replies))
"""


class Replies:
    """The last 2,000 whole replies. The file may be deleted, and one that cannot be read or
    written is no error: then the model is asked."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def key(self, model: str, url: str, prompt: Prompt) -> str:
        """What a reply depends on: the model, its server and the words sent to it."""
        told = json.dumps([model, url, prompt.system, prompt.user], ensure_ascii=False)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def get(self, key: str) -> str:
        """The reply that is kept, or ""."""
        if not self._file.exists():
            return ""
        try:
            with closing(sqlite3.connect(self._file, timeout=2)) as database:
                found = database.execute(
                    "SELECT text FROM replies WHERE key = ?", (key,)
                ).fetchone()
        except sqlite3.Error:
            return ""
        return str(found[0]) if found else ""

    def put(self, key: str, text: str) -> None:
        """Keep a whole reply."""
        try:
            with closing(sqlite3.connect(self._file, timeout=2)) as database, database:
                database.execute(_TABLE)
                database.execute(_PUT, (key, text))
                database.execute(
                    "DELETE FROM replies WHERE number <= (SELECT max(number) FROM replies) - ?",
                    (_MOST,),
                )
        except (sqlite3.Error, UnicodeEncodeError):
            return
