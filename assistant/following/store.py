"""Schedules and their runs in the library's file: what is followed, and what became of it."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, get_args

from assistant.conversations.database import Database, timestamp
from assistant.documents import decoded, one_line_document, restored
from assistant.errors import ConversationStoreError, SettingsError, UnknownSchedule
from assistant.following.rhythm import Rhythm
from assistant.following.types import Delivery, Feed, Followed, Outcome, Run, Schedule, Topic

_T = TypeVar("_T")

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_ID_BYTES = 4
_COLUMNS = "id, kind, subject, rhythm, created, due, tries, claim, beat, feed"
_RUN = "number, started, ended, outcome, line, briefing"


@dataclass(frozen=True, slots=True)
class Row:
    """A schedule as it is stored: how many runs in a row came to nothing, who runs it now and
    when that was last heard of, what is known of a feed."""

    schedule: Schedule
    tries: int
    claim: str
    beat: str
    feed: str


class Schedules:
    """What is followed in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, subject: Topic | Feed, rhythm: Rhythm, now: datetime, due: datetime) -> Schedule:
        """Follow something from now on; raises SettingsError where that is followed already."""
        kind = "topic" if isinstance(subject, Topic) else "feed"
        id = secrets.token_hex(_ID_BYTES)
        fields = (one_line_document(subject), one_line_document(rhythm))
        with self._database.writing() as connection:
            for row in rows(connection):
                if _alike(row.schedule.subject, subject):
                    known = row.schedule.id
                    raise SettingsError(
                        f"this is followed already, as {known}: stop that first, with "
                        f"newsbrief schedules remove {known}"
                    )
            connection.execute(
                f"INSERT INTO schedules ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0, '', '', '')",
                (id, kind, *fields, timestamp(now), timestamp(due)),
            )
        return self.get(id)

    def all(self) -> list[Schedule]:
        """Everything that is followed, in the order in which that was begun."""
        if not self._database.is_there:
            return []
        with self._database.reading() as connection:
            return [row.schedule for row in rows(connection)]

    def get(self, id: str) -> Schedule:
        """The schedule with this id, or with the only id that begins so; or UnknownSchedule."""
        found = [schedule for schedule in self.all() if id and schedule.id.startswith(id)]
        if len(found) > 1:
            raise UnknownSchedule(f"{len(found)} ids begin with {id}: give more of it")
        if not found:
            raise UnknownSchedule(
                f"nothing is followed under the id {id!r}: newsbrief schedules lists what is"
            )
        return found[0]

    def remove(self, id: str) -> Schedule:
        """Follow it no more, and forget its runs; what they saved stays. Raises UnknownSchedule."""
        found = self.get(id)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM schedules WHERE id = ?", (found.id,))
        return found

    def followed(self) -> list[Followed]:
        """Everything that is followed, with its runs and their deliveries."""
        if not self._database.is_there:
            return []
        with self._database.reading() as connection:
            return [_followed(connection, row.schedule) for row in rows(connection)]

    def find_run(self, number: int) -> Run | None:
        """One run; None where what it is of is followed no more."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT schedule, {_RUN} FROM runs WHERE number = ?", (number,)
            ).fetchone()
            return _run(connection, *row) if row else None

    def baseline(self, schedule_id: str) -> str:
        """The id of the newest briefing of a schedule that is still saved; "" where none is."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT runs.briefing FROM runs JOIN briefings ON briefings.id = runs.briefing "
                "WHERE schedule = ? ORDER BY number DESC LIMIT 1",
                (schedule_id,),
            ).fetchone()
        return str(row[0]) if row else ""


def _alike(one: Topic | Feed, other: Topic | Feed) -> bool:
    """Whether two are the same: a topic for the same places, a feed at the same address."""
    if isinstance(one, Topic) and isinstance(other, Topic):
        return replace(one, topic=one.topic.casefold()) == replace(
            other, topic=other.topic.casefold()
        )
    return isinstance(one, Feed) and isinstance(other, Feed) and one.url == other.url


# -------------------------------------------------------------------- rows


def rows(connection: sqlite3.Connection) -> list[Row]:
    """Every schedule as it is stored; raises ConversationStoreError for one of another form."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM schedules ORDER BY rowid").fetchall()
    return [_row(*row) for row in found]


def _row(
    id: str, kind: str, subject: str, rhythm: str, created: str, due: str, tries: int, claim: str,
    beat: str, feed: str,
) -> Row:  # fmt: skip
    what = stored(Topic, subject) if kind == "topic" else stored(Feed, subject)
    schedule = Schedule(
        id, "topic" if kind == "topic" else "feed", what, stored(Rhythm, rhythm),
        datetime.fromisoformat(created), datetime.fromisoformat(due),
    )  # fmt: skip
    return Row(schedule, tries, claim, beat, feed)


def stored(kind: type[_T], text: str) -> _T:
    """What was written as JSON; raises ConversationStoreError for another form."""
    try:
        return restored(kind, decoded(text))
    except ValueError as error:
        raise ConversationStoreError(
            f"what is followed cannot be read ({error}): upgrade newsbrief"
        ) from error


def _followed(connection: sqlite3.Connection, schedule: Schedule) -> Followed:
    found = connection.execute(
        f"SELECT {_RUN} FROM runs WHERE schedule = ? ORDER BY number DESC", (schedule.id,)
    ).fetchall()
    return Followed(schedule, tuple(_run(connection, schedule.id, *row) for row in found))


def _run(
    connection: sqlite3.Connection, schedule: str, number: int, started: str, ended: str,
    outcome: str, line: str, briefing: str,
) -> Run:  # fmt: skip
    found = connection.execute(
        "SELECT id, destination, state, attempts, due, trouble FROM deliveries WHERE run = ? "
        "ORDER BY rowid",
        (number,),
    ).fetchall()
    deliveries = tuple(
        Delivery(id, to, state, attempts, datetime.fromisoformat(due), trouble)
        for id, to, state, attempts, due, trouble in found
    )
    known = next(name for name in _OUTCOMES if name == outcome)
    return Run(
        schedule, datetime.fromisoformat(started), datetime.fromisoformat(ended) if ended else None,
        known, line, briefing, deliveries,
    )  # fmt: skip
