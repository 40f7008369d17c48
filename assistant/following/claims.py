"""Who runs what now: a run is claimed before it begins, and its claim renewed while it goes on.

A claim that is not renewed is one whose holder died: its run is marked as interrupted and begun
again, once. What it still tries to write is refused, should it live after all.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.conversations.database import Database, timestamp
from assistant.documents import one_line_document
from assistant.following.store import Row, rows, stored
from assistant.following.types import Outcome, Schedule
from assistant.reading.feeds import FeedState

LEASE = timedelta(seconds=90)
"""So long a claim holds that is not renewed."""

MOST_TRIES = 2
"""So often a run is tried before the next moment of its rhythm is waited for."""

SOON = timedelta(minutes=10)
"""So long after a failed run it is tried again."""

MOST_RUNS = 50
"""So many runs of a schedule that saved a briefing are remembered, and so many that did not."""

_TOKEN_BYTES = 12


class ClaimLost(Exception):
    """Somebody else took over what its holder seemed to have given up."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do a run of a schedule, and what is known of a feed before it. `tries` are the
    runs in a row before it that came to nothing."""

    token: str
    schedule: Schedule
    run: int
    tries: int
    feed: FeedState


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to: the outcome, in a line, and what is known of a feed now."""

    outcome: Outcome
    line: str
    feed: FeedState | None = None


class Claims:
    """The claims on the schedules of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_one(self, id: str, now: datetime) -> Claim | None:
        """The right to run one schedule, due or not, however often it was cut off before; None
        where another process runs it."""
        with self._database.writing() as connection:
            for row in _of(connection, id):
                _mend(connection, row, now)
            for row in _of(connection, id):
                if not row.claim:
                    _free(connection, id, now, row.tries)  # due now
            free = [row for row in _of(connection, id) if not row.claim]
            return _begin(connection, free[0], now) if free else None

    def take(self, now: datetime, without: Collection[str] = ()) -> Claim | None:
        """The right to run what has been due longest; None where nothing is due. Schedules whose
        ids are in `without` are passed over."""
        if not self._database.is_there:
            return None
        with self._database.reading() as connection:
            if not any(_is_of_interest(row, now) for row in rows(connection)):
                return None
        with self._database.writing() as connection:
            for row in rows(connection):
                _mend(connection, row, now)
            ready = [
                row
                for row in rows(connection)
                if not row.claim and row.schedule.due <= now and row.schedule.id not in without
            ]
            if not ready:
                return None
            return _begin(connection, min(ready, key=lambda row: row.schedule.due), now)

    def renew(self, claim: Claim, now: datetime) -> None:
        """Say that a run still goes on; raises ClaimLost."""
        with self._database.writing() as connection:
            _check(connection, claim)
            connection.execute(
                "UPDATE schedules SET beat = ? WHERE id = ?", (timestamp(now), claim.schedule.id)
            )

    def release(self, claim: Claim, now: datetime) -> None:
        """Give a run back unfinished; whoever looks next begins it again. Raises ClaimLost."""
        with self._database.writing() as connection:
            _check(connection, claim)
            _end(connection, claim.run, now, Result("interrupted", "Stopped; it is run again."))
            _free(connection, claim.schedule.id, claim.schedule.due, claim.tries)

    def finish(
        self,
        connection: sqlite3.Connection,
        claim: Claim,
        result: Result,
        now: datetime,
        briefing: str = "",
    ) -> None:
        """Write what became of a run, as part of what is written with this connection, and when
        it is due next: soon after a failure, though not often. Raises ClaimLost."""
        _check(connection, claim)
        schedule = claim.schedule
        due = schedule.rhythm.after(max(schedule.due, now), schedule.created)
        tries = claim.tries + 1 if result.outcome == "failed" else 0
        if 0 < tries < MOST_TRIES:
            due = min(due, now + SOON)
        _end(connection, claim.run, now, result, briefing)
        _free(connection, schedule.id, due, tries % MOST_TRIES)
        if result.feed is not None:
            connection.execute(
                "UPDATE schedules SET feed = ? WHERE id = ?",
                (one_line_document(result.feed), schedule.id),
            )
        _forget(connection, schedule.id)


def _of(connection: sqlite3.Connection, id: str) -> list[Row]:
    return [row for row in rows(connection) if row.schedule.id == id]


def is_stale(beat: str, now: datetime) -> bool:
    """Whether who renewed a claim at this moment is gone; a moment to come is from before the
    clock was set back."""
    return abs(now - datetime.fromisoformat(beat)) > LEASE


def _is_of_interest(row: Row, now: datetime) -> bool:
    if row.claim:
        return is_stale(row.beat, now)
    return row.schedule.due <= now or _settled(row.schedule, now) != row.schedule.due


def _settled(schedule: Schedule, now: datetime) -> datetime:
    return schedule.rhythm.settled(schedule.due, now, schedule.created)


def _mend(connection: sqlite3.Connection, row: Row, now: datetime) -> None:
    """End the run whose holder died, and bring near what waits for a clock that was set back."""
    schedule = row.schedule
    if not row.claim:
        _free(connection, schedule.id, _settled(schedule, now), row.tries)
        return
    if not is_stale(row.beat, now):
        return
    tries = row.tries + 1
    again = tries < MOST_TRIES
    line = "Cut off before its end; " + ("it is run again." if again else "twice, so it is left.")
    connection.execute(
        "UPDATE runs SET ended = ?, outcome = 'interrupted', line = ? "
        "WHERE schedule = ? AND ended = ''",
        (timestamp(now), line, schedule.id),
    )
    next_due = schedule.rhythm.after(max(schedule.due, now), schedule.created)
    _free(connection, schedule.id, schedule.due if again else next_due, tries % MOST_TRIES)


def _begin(connection: sqlite3.Connection, row: Row, now: datetime) -> Claim:
    token, schedule = secrets.token_hex(_TOKEN_BYTES), row.schedule
    connection.execute(
        "UPDATE schedules SET claim = ?, beat = ? WHERE id = ?",
        (token, timestamp(now), schedule.id),
    )
    run = connection.execute(
        "INSERT INTO runs (schedule, started, ended, outcome, line, briefing) "
        "VALUES (?, ?, '', 'running', '', '')",
        (schedule.id, timestamp(now)),
    ).lastrowid
    assert run is not None
    feed = stored(FeedState, row.feed) if row.feed else FeedState()
    return Claim(token, schedule, run, row.tries, feed)


def _check(connection: sqlite3.Connection, claim: Claim) -> None:
    found = connection.execute(
        "SELECT 1 FROM schedules WHERE id = ? AND claim = ?", (claim.schedule.id, claim.token)
    ).fetchone()
    if found is None:
        raise ClaimLost


def _end(
    connection: sqlite3.Connection, run: int, now: datetime, result: Result, briefing: str = ""
) -> None:
    connection.execute(
        "UPDATE runs SET ended = ?, outcome = ?, line = ?, briefing = ? WHERE number = ?",
        (timestamp(now), result.outcome, result.line, briefing, run),
    )


def _free(connection: sqlite3.Connection, id: str, due: datetime, tries: int) -> None:
    connection.execute(
        "UPDATE schedules SET claim = '', beat = '', due = ?, tries = ? WHERE id = ?",
        (timestamp(due), tries, id),
    )


def _forget(connection: sqlite3.Connection, id: str) -> None:
    """Forget old runs, those that saved something and others each for themselves; what still is to
    be delivered stays."""
    for saved_nothing in (0, 1):
        connection.execute(
            "DELETE FROM runs WHERE schedule = ? AND (briefing = '') = ? AND number NOT IN "
            "(SELECT number FROM runs WHERE schedule = ? AND (briefing = '') = ? "
            "ORDER BY number DESC LIMIT ?) AND NOT EXISTS (SELECT 1 FROM deliveries "
            "WHERE run = runs.number AND state IN ('waiting', 'sending'))",
            (id, saved_nothing, id, saved_nothing, MOST_RUNS),
        )
