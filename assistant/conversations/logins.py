"""Logins that were ended before their time, so that their signed tokens count no more."""

from __future__ import annotations

from datetime import datetime

from assistant.conversations.file import KeptFile
from assistant.conversations.times import told


class EndedLogins:
    """The ended logins of one file, by the token that each had."""

    def __init__(self, file: KeptFile) -> None:
        self._file = file

    def end(self, token: str, moment: datetime) -> None:
        """Let a token count no more."""
        with self._file.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO ended_logins VALUES (?, ?)", (token, told(moment))
            )

    def forget(self, before: datetime) -> None:
        """Forget what was ended before a moment: those tokens have run out by themselves."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM ended_logins WHERE moment < ?", (told(before),))

    def all(self) -> frozenset[str]:
        """The tokens that count no more."""
        if not self._file.is_there:
            return frozenset()
        with self._file.reading() as connection:
            rows = connection.execute("SELECT token FROM ended_logins").fetchall()
        return frozenset(token for (token,) in rows)
