"""Stories as the catalog keeps them: tables that can be thrown away and made again.

What is kept says for which generation of the articles and in which way it was found, and
carries a checksum: what is out of date, gone or damaged is found anew, never trusted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from vectorstore.catalog.schema import STORIES
from vectorstore.documents import digest
from vectorstore.stories import Story

_WAY = "1"
"""Raised whenever the same articles would give other stories than before."""


def read(connection: sqlite3.Connection) -> list[Story] | None:
    """The kept stories, newest first; None where there are none for the articles of now."""
    try:
        generation, mark = (_setting(connection, name) for name in ("generation", "stories"))
        rows = connection.execute(
            "SELECT id, title, publishers, first, last, terms FROM stories ORDER BY place"
        ).fetchall()
        members = connection.execute(
            "SELECT story_id, article_id FROM story_articles ORDER BY story_id, place"
        ).fetchall()
    except sqlite3.DatabaseError:
        return None
    if mark != _mark(generation, rows, members):
        return None
    held: dict[str, list[str]] = {}
    for story_id, article_id in members:
        held.setdefault(story_id, []).append(article_id)
    return [_story(row, held[row[0]]) for row in rows]


def write(connection: sqlite3.Connection, generation: int, found: Sequence[Story]) -> None:
    """Keep the stories that were found for a generation, unless the articles changed since.

    Runs inside the transaction of its caller.
    """
    now = _setting(connection, "generation")
    if now != str(generation):
        return
    for statement in STORIES.split(";\n"):
        connection.execute(statement)
    rows = [_row(story) for story in found]
    connection.executemany(
        "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(place, *row) for place, row in enumerate(rows)],
    )
    members = [
        (story.id, place, article_id)
        for story in found
        for place, article_id in enumerate(story.article_ids)
    ]
    connection.executemany("INSERT INTO story_articles VALUES (?, ?, ?)", members)
    connection.execute(
        "INSERT OR REPLACE INTO settings VALUES ('stories', ?)",
        (_mark(now, rows, [(one, other) for one, _, other in sorted(members)]),),
    )


def _setting(connection: sqlite3.Connection, name: str) -> str:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _mark(generation: str, rows: Sequence[Any], members: Sequence[Any]) -> str:
    """What the kept stories are of: their way, their generation, and what was written."""
    written = json.dumps([rows, members])
    return f"{_WAY} {generation} {digest(written)}"


def _row(story: Story) -> tuple[Any, ...]:
    first, last = (day.toordinal() if day else None for day in (story.first, story.last))
    terms = json.dumps(story.terms)
    return story.id, story.title, story.publishers, first, last, terms


def _story(row: Sequence[Any], members: Sequence[str]) -> Story:
    story_id, title, publishers, first, last, terms = row
    return Story(
        id=story_id,
        title=title,
        article_ids=tuple(members),
        publishers=publishers,
        first=date.fromordinal(first) if first else None,
        last=date.fromordinal(last) if last else None,
        terms=tuple(json.loads(terms)),
    )
