"""The journal: every way in which chunks change is in it, and adds up to what is to be done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from vectorstore.index import journal
from vectorstore.index.journal import Changes

KEPT = 1000


@pytest.fixture
def catalog() -> Iterator[sqlite3.Connection]:
    """Articles and chunks, three of them, before any journal."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("CREATE TABLE articles (id TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute(
            "CREATE TABLE chunks (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, "
            "article_id TEXT REFERENCES articles (id) ON DELETE CASCADE, "
            "start INTEGER, end INTEGER, vector BLOB)"
        )
        connection.execute("INSERT INTO articles VALUES ('A'), ('B')")
        put(connection, "a", "b", "c")
        yield connection


def put(catalog: sqlite3.Connection, *ids: str, article: str = "A") -> None:
    catalog.executemany(
        "INSERT INTO chunks (id, article_id, start, end, vector) VALUES (?, ?, 0, 9, x'00')",
        [(name, article) for name in ids],
    )


def drop(catalog: sqlite3.Connection, *ids: str) -> None:
    catalog.executemany("DELETE FROM chunks WHERE id = ?", [(name,) for name in ids])


def test_what_was_there_before_is_no_change(catalog: sqlite3.Connection) -> None:
    """The journal tells what comes after it was begun, however often that is asked for."""
    assert journal.keep(catalog, 0) == 0
    assert journal.keep(catalog, 0) == 0
    assert journal.changes(catalog, 0) == Changes()
    assert not journal.changes(catalog, 0)


def test_what_comes_and_goes_adds_up(catalog: sqlite3.Connection) -> None:
    """What came and went again is deleted, what went and came again is written anew."""
    journal.keep(catalog, 0)
    put(catalog, "e", "d", "f")
    drop(catalog, "a", "b", "f")
    put(catalog, "b")
    assert journal.changes(catalog, 0) == Changes(("e", "d", "b"), ("a", "f"))


@pytest.mark.parametrize("change", ["vector = x'01'", "start = 1", "end = 5", "article_id = 'B'"])
def test_a_chunk_that_is_changed_in_place_is_written_anew(
    catalog: sqlite3.Connection, change: str
) -> None:
    """Whatever the vector store holds of a chunk."""
    journal.keep(catalog, 0)
    catalog.execute(f"UPDATE chunks SET {change} WHERE id = 'b'")
    assert journal.changes(catalog, 0) == Changes(("b",))


def test_a_chunk_with_another_id_is_another_chunk(catalog: sqlite3.Connection) -> None:
    """The old one goes, the new one comes."""
    journal.keep(catalog, 0)
    catalog.execute("UPDATE chunks SET id = 'x' WHERE id = 'b'")
    assert journal.changes(catalog, 0) == Changes(("x",), ("b",))


def test_chunks_that_go_with_their_article_are_told(catalog: sqlite3.Connection) -> None:
    """One by one, all at once, or because their article went."""
    journal.keep(catalog, 0)
    put(catalog, "d", article="B")
    catalog.execute("DELETE FROM articles WHERE id = 'A'")
    assert journal.changes(catalog, 0) == Changes(("d",), ("a", "b", "c"))
    catalog.execute("DELETE FROM chunks")
    assert journal.changes(catalog, 0) == Changes((), ("a", "b", "c", "d"))


def test_what_was_rolled_back_is_no_change(catalog: sqlite3.Connection) -> None:
    """The journal is part of the transaction that changes the chunks."""
    journal.keep(catalog, 0)
    catalog.commit()
    put(catalog, "d")
    drop(catalog, "a")
    catalog.rollback()
    assert journal.changes(catalog, 0) == Changes()


def test_only_what_came_since_is_told(catalog: sqlite3.Connection) -> None:
    """From the point that was remembered, which entries written later never come before."""
    journal.keep(catalog, 0)
    put(catalog, "d")
    point = journal.keep(catalog, 0)
    drop(catalog, "a")
    assert journal.changes(catalog, point) == Changes((), ("a",))


def test_followed_entries_are_dropped_in_time(catalog: sqlite3.Connection) -> None:
    """Not each time, and never so that a number is given twice."""
    followed = journal.keep(catalog, 0)
    for round_ in range(3):
        put(catalog, *(f"{round_}-{number}" for number in range(KEPT)))
        assert len(journal.changes(catalog, followed).present) == KEPT
        followed = journal.keep(catalog, followed)
        assert journal.keep(catalog, followed) == followed
    (left,) = catalog.execute("SELECT count(*) FROM chunk_changes").fetchone()
    assert left < 2 * KEPT
    drop(catalog, "a")
    assert journal.changes(catalog, followed) == Changes((), ("a",))
