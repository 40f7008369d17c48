"""Which articles are copies of which, kept in the catalog's tables.

All here but `apart`, which users say, follows from the set of articles: a pair is alike
or not whichever came first, and a group of copies is settled anew whenever it changes.
Every function runs inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence

from vectorstore.documents import Article, moment
from vectorstore.duplicates import (
    ENOUGH,
    Member,
    Signature,
    likeness,
    member,
    originals,
    signature,
)

_MOST = 300
_MISSES = 6
"""After so many articles that are alike by their bands but no copies, no more are read: reports
written to one template, however many there are, must not all be read for each new one."""
_READ = "SELECT id, title, publisher, published, agency, text FROM articles WHERE id = ?"


def pair(connection: sqlite3.Connection, articles: Sequence[Article]) -> set[str]:
    """Find the copies of articles that were just written, and settle which are originals.

    What was known of these articles' words is forgotten first. Returns the ids of those
    that are alike another article of the library or an earlier one of the list.
    """
    changed = {article.id for article in articles}
    touched = set(changed)
    for article in articles:
        touched |= _paired_in(connection, "alike", article.id)
        _forget(connection, article.id)
    paired: set[str] = set()
    read: dict[str, Article] = {}
    for article in articles:
        mark = signature(article.text, article.version)
        for other_id in list(_copies(connection, article, mark, read)):
            connection.execute(
                "INSERT OR IGNORE INTO alike VALUES (?, ?)", _ordered(article.id, other_id)
            )
            paired.add(article.id)
            touched.add(other_id)
        connection.executemany(
            "INSERT INTO bands VALUES (?, ?)", [(band, article.id) for band in set(mark.bands)]
        )
    _settle(connection, touched)
    return paired


def part(connection: sqlite3.Connection, one: str, other: str) -> None:
    """Two articles are no copies of each other, because a user says so."""
    connection.execute("INSERT OR IGNORE INTO apart VALUES (?, ?)", _ordered(one, other))
    _settle(connection, {one, other})


def remove(connection: sqlite3.Connection, article_ids: Collection[str]) -> None:
    """Forget articles that are about to go, and settle who of their copies comes first now."""
    left: set[str] = set()
    for article_id in article_ids:
        left |= _paired_in(connection, "alike", article_id)
        _forget(connection, article_id)
        for table in ("apart WHERE one", "apart WHERE other", "copies WHERE article_id"):
            connection.execute(f"DELETE FROM {table} = ?", (article_id,))
    _settle(connection, left.difference(article_ids))


def forget(connection: sqlite3.Connection) -> None:
    """Forget all that follows from the articles' words."""
    for table in ("bands", "alike", "copies"):
        connection.execute(f"DELETE FROM {table}")


def _candidates(connection: sqlite3.Connection, article: Article, mark: Signature) -> list[str]:
    """The articles whose words are worth comparing: the same text, then the most alike first."""
    marks = ",".join("?" * len(mark.bands))
    near = connection.execute(
        f"SELECT article_id FROM bands WHERE band IN ({marks}) AND article_id <> ? "
        "GROUP BY article_id HAVING count(*) >= ? ORDER BY count(*) DESC, article_id LIMIT ?",
        (*mark.bands, article.id, ENOUGH, _MOST),
    )
    same = connection.execute(
        "SELECT id FROM articles WHERE version = ? AND id <> ? ORDER BY id LIMIT ?",
        (article.version, article.id, _MOST),
    )
    return list(dict.fromkeys(row[0] for rows in (same, near) for row in rows.fetchall()))


def _copies(
    connection: sqlite3.Connection, article: Article, mark: Signature, read: dict[str, Article]
) -> Iterator[str]:
    """The ids of the articles that are copies of this one or that it is a copy of."""
    misses = 0
    for other_id in _candidates(connection, article, mark):
        if other_id not in read:
            read[other_id] = _read(connection.execute(_READ, (other_id,)).fetchone())
        if likeness(article, read[other_id]).copies:
            yield other_id
        elif (misses := misses + 1) == _MISSES:
            return


def _settle(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Decide anew, for every group that one of these belongs to, who copies whom."""
    waiting = set(article_ids)
    while waiting:
        group, pairs, apart = _group(connection, waiting.pop())
        waiting -= group
        connection.executemany("DELETE FROM copies WHERE article_id = ?", [(one,) for one in group])
        if pairs:
            links = originals(_members(connection, group), pairs, apart)
            connection.executemany("INSERT INTO copies VALUES (?, ?)", sorted(links.items()))


def _group(
    connection: sqlite3.Connection, article_id: str
) -> tuple[set[str], set[tuple[str, str]], set[tuple[str, str]]]:
    """All that hang together with an article: their ids, the pairs, and those kept apart."""
    group, edge = {article_id}, [article_id]
    pairs: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    while edge:
        one = edge.pop()
        never = _paired_in(connection, "apart", one)
        apart |= {_ordered(one, other) for other in never}
        for other in _paired_in(connection, "alike", one) - never:
            pairs.add(_ordered(one, other))
            if other not in group:
                group.add(other)
                edge.append(other)
    return group, pairs, apart


def _members(connection: sqlite3.Connection, group: Iterable[str]) -> Iterator[Member]:
    for article_id in sorted(group):
        for row in connection.execute(_READ, (article_id,)):
            article = _read(row)
            yield member(article, signature(article.text, article.version).words)


def _paired_in(connection: sqlite3.Connection, table: str, article_id: str) -> set[str]:
    rows = connection.execute(
        f"SELECT other FROM {table} WHERE one = ? UNION SELECT one FROM {table} WHERE other = ?",
        (article_id, article_id),
    )
    return {other for (other,) in rows}


def _forget(connection: sqlite3.Connection, article_id: str) -> None:
    connection.execute("DELETE FROM bands WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM alike WHERE one = ?", (article_id,))
    connection.execute("DELETE FROM alike WHERE other = ?", (article_id,))


def _read(row: tuple[str, str, str, str | None, str, bytes]) -> Article:
    id_, title, publisher, published, agency, text = row
    return Article(
        id=id_,
        title=title,
        publisher=publisher,
        published=moment(published),
        agency=agency,
        text=text.decode("utf-8", "surrogatepass"),
    )


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
