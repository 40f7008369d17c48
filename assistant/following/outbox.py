"""Briefings on their way: written down before they are sent and after, and tried again.

A delivery is stored together with the run that it comes from. Who sends it claims it first; where
that one dies in between nobody can know whether it arrived, so that it is sent once more, under
the same id: a file is written again, and a receiver can tell that it has it already.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.conversations.database import Database, timestamp
from assistant.following.claims import ClaimLost, is_stale
from assistant.following.store import stored
from assistant.following.types import Topic

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480, 1440, 1440))
"""The pauses between attempts; after the last of them a delivery is given up."""

_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sending:
    """The right to send a briefing somewhere: the delivery's id, to which destination, after how
    many attempts, the id of the saved briefing, and what is followed."""

    token: str
    id: str
    to: str
    attempts: int
    briefing: str
    schedule: str
    topic: Topic


class Outbox:
    """The deliveries of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, connection: sqlite3.Connection, run: int, to: Sequence[str], now: datetime
    ) -> None:
        """Store that a run's briefing is to go to these, as part of what is written with this
        connection."""
        connection.executemany(
            "INSERT INTO deliveries (id, run, destination, state, attempts, due, trouble, claim, "
            "beat) VALUES (?, ?, ?, 'waiting', 0, ?, '', '', '')",
            [(secrets.token_hex(_ID_BYTES), run, place, timestamp(now)) for place in to],
        )

    def take(self, now: datetime, schedule: str = "") -> Sending | None:
        """The right to send what has waited longest; None where nothing is due. With an id only
        what comes from that schedule."""
        if not self._database.is_there:
            return None
        with self._database.reading() as connection:
            if self._due(connection, now, schedule) is None:
                return None
        with self._database.writing() as connection:
            row = self._due(connection, now, schedule)
            if row is None:
                return None
            if row[2] > len(PAUSES):  # it took whoever sent it along, each time
                connection.execute(
                    "UPDATE deliveries SET state = 'given up', trouble = ?, claim = '' "
                    "WHERE id = ?",
                    ("newsbrief ended each time it was sent", row[0]),
                )
                return None
            token = secrets.token_hex(_ID_BYTES)
            connection.execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, claim = ?, "
                "beat = ? WHERE id = ?",
                (token, timestamp(now), row[0]),
            )
        id, to, attempts, briefing, from_schedule, subject = row
        return Sending(token, id, to, attempts + 1, briefing, from_schedule, stored(Topic, subject))

    def _due(
        self, connection: sqlite3.Connection, now: datetime, schedule: str
    ) -> tuple[str, str, int, str, str, str] | None:
        found = connection.execute(
            "SELECT deliveries.id, destination, attempts, briefing, schedules.id, subject, "
            "state, deliveries.due, deliveries.beat FROM deliveries "
            "JOIN runs ON runs.number = run JOIN schedules ON schedules.id = schedule "
            "WHERE state IN ('waiting', 'sending') AND ? IN ('', schedules.id) "
            "ORDER BY deliveries.due, deliveries.rowid",
            (schedule,),
        ).fetchall()
        for *row, state, due, beat in found:
            ready = is_stale(beat, now) if state == "sending" else _is_due(due, now)
            if ready:
                id, to, attempts, briefing, from_schedule, subject = row
                return id, to, attempts, briefing, from_schedule, subject
        return None

    def renew(self, sending: Sending, now: datetime) -> None:
        """Say that it is still being sent; raises ClaimLost."""
        self._write(sending, "beat = ?", timestamp(now))

    def delivered(self, sending: Sending) -> None:
        """It arrived. Raises ClaimLost."""
        self._write(sending, "state = 'delivered', trouble = '', claim = ''")

    def failed(self, sending: Sending, trouble: str, now: datetime, *, for_good: bool) -> None:
        """It did not arrive: it is tried again after a pause, unless there is no use in that or
        it was tried often enough. Raises ClaimLost."""
        if for_good or sending.attempts > len(PAUSES):
            self._write(sending, "state = 'given up', trouble = ?, claim = ''", trouble)
            return
        due = timestamp(now + PAUSES[sending.attempts - 1])
        self._write(sending, "state = 'waiting', trouble = ?, due = ?, claim = ''", trouble, due)

    def retry(self, schedule: str, now: datetime) -> None:
        """Let all that a schedule could not deliver be tried now, as if for the first time."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE deliveries SET state = 'waiting', attempts = 0, due = ? "
                "WHERE state IN ('waiting', 'given up') "
                "AND run IN (SELECT number FROM runs WHERE schedule = ?)",
                (timestamp(now), schedule),
            )

    def _write(self, sending: Sending, change: str, *values: str) -> None:
        with self._database.writing() as connection:
            done = connection.execute(
                f"UPDATE deliveries SET {change} WHERE id = ? AND claim = ?",
                (*values, sending.id, sending.token),
            )
            if done.rowcount == 0:
                raise ClaimLost


def _is_due(due: str, now: datetime) -> bool:
    """Whether its pause is over; one longer than the longest is from before the clock was set
    back."""
    left = datetime.fromisoformat(due) - now
    return left <= timedelta(0) or left > PAUSES[-1]
