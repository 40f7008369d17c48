"""Which articles are copies of which, kept in the catalog's tables.

All here but `apart`, which users say, follows from the set of articles: a pair is alike
or not whichever came first, and a group of copies is settled anew whenever it changes.
The earliest article of a text, its head, stands for all others of that text; heads are the
nodes that are compared, and beside them each article that a user keeps apart from another.
Every function runs inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from vectorstore.documents import Article, moment
from vectorstore.duplicates import (
    ENOUGH,
    Member,
    Signature,
    earliest,
    likeness,
    member,
    originals,
    signature,
)

_MOST = 300
_MISSES = 6
"""After so many articles that are alike by their bands but no copies, no more are read: reports
written to one template, however many there are, must not all be read for each new one."""
_KNOWN = "id, title, publisher, published, agency"
_TWINS = """
    INSERT INTO copies
    SELECT articles.id, :original FROM articles JOIN nodes ON nodes.version = articles.version
    WHERE nodes.article_id = :node AND nodes.head AND articles.id <> :node
        AND articles.id NOT IN (SELECT one FROM apart UNION SELECT other FROM apart)
    ON CONFLICT (article_id) DO UPDATE SET original_id = excluded.original_id
        WHERE original_id <> excluded.original_id
"""
"""All of a head's text are copies of its original, but for those that are kept apart."""


def pair(connection: sqlite3.Connection, articles: Sequence[Article]) -> set[str]:
    """Find the copies of articles that were just written, and settle which are originals.

    What was known of these articles' words is forgotten first. Returns the ids of those
    that are alike another article of the library or an earlier one of the list.
    """
    touched: set[str] = set()
    left = {version for article in articles for version in _leave(connection, article.id, touched)}
    read: dict[str, Article] = {}
    for version in sorted(left):
        _lead(connection, version, touched, read)
    paired: set[str] = set()
    later = {article.id for article in articles}
    for article in articles:
        later.discard(article.id)
        node = _place(connection, article, touched, read)
        touched.add(node)
        if _paired_in(connection, "alike", node) or _has_twin(connection, article, later):
            paired.add(article.id)
    _settle(connection, touched)
    return paired


def part(connection: sqlite3.Connection, one: str, other: str) -> None:
    """Two articles are no copies of each other, because a user says so."""
    connection.execute("INSERT OR IGNORE INTO apart VALUES (?, ?)", _ordered(one, other))
    pair(connection, [_article(connection, id) for id in _ordered(one, other)])


def remove(connection: sqlite3.Connection, article_ids: Collection[str]) -> None:
    """Forget articles that are about to go, and settle who of their copies comes first now."""
    gone = set(article_ids)
    touched: set[str] = set()
    left: set[str] = set()
    parted: set[str] = set()
    for article_id in gone:
        parted |= _paired_in(connection, "apart", article_id)
        left |= _leave(connection, article_id, touched)
        for table in ("apart WHERE one", "apart WHERE other", "copies WHERE article_id"):
            connection.execute(f"DELETE FROM {table} = ?", (article_id,))
    for article_id in parted - gone:
        left |= _leave(connection, article_id, touched)
    for version in sorted(left):
        _lead(connection, version, touched, {}, gone)
    for article_id in sorted(parted - gone):
        touched.add(_place(connection, _article(connection, article_id), touched, {}))
    _settle(connection, touched)


def forget(connection: sqlite3.Connection) -> None:
    """Forget all that follows from the articles' words."""
    for table in ("nodes", "bands", "alike", "copies"):
        connection.execute(f"DELETE FROM {table}")


def _leave(connection: sqlite3.Connection, article_id: str, touched: set[str]) -> set[str]:
    """Forget an article's words; the version whose head it was, if it was one."""
    rows = connection.execute(
        "SELECT version, head FROM nodes WHERE article_id = ?", (article_id,)
    ).fetchall()
    if not rows:
        return set()
    touched |= _paired_in(connection, "alike", article_id)
    for condition in (
        "nodes WHERE article_id",
        "bands WHERE article_id",
        "alike WHERE one",
        "alike WHERE other",
    ):
        connection.execute(f"DELETE FROM {condition} = ?", (article_id,))
    return {version for version, head in rows if head}


def _lead(
    connection: sqlite3.Connection,
    version: str,
    touched: set[str],
    read: dict[str, Article],
    gone: Collection[str] = (),
) -> None:
    """Find the head of a text that lost its own."""
    rows = connection.execute(f"SELECT {_KNOWN} FROM articles WHERE version = ?", (version,))
    members = [member(_read((*row, b"")), 0) for row in rows if row[0] not in gone]
    free = [one for one in members if not _is_apart(connection, one.id)]
    if free:
        head = earliest(free)
        _stand(connection, _article(connection, head), read, head=True)
        touched.add(head)


def _place(
    connection: sqlite3.Connection, article: Article, touched: set[str], read: dict[str, Article]
) -> str:
    """The id of the node that stands for an article, which may be its own."""
    if _is_apart(connection, article.id):
        _stand(connection, article, read, head=False)
        return article.id
    row = connection.execute(
        f"SELECT {_KNOWN} FROM articles "
        "WHERE id = (SELECT article_id FROM nodes WHERE version = ? AND head)",
        (article.version,),
    ).fetchone()
    if row:
        head = _read((*row, b""))
        if head.id == earliest((member(head, 0), member(article, 0))):
            return head.id
        _leave(connection, head.id, touched)
    _stand(connection, article, read, head=True)
    return article.id


def _stand(
    connection: sqlite3.Connection, article: Article, read: dict[str, Article], *, head: bool
) -> None:
    """Make an article a node, and find its copies among the nodes."""
    mark = signature(article.text, article.version)
    for other_id in list(_copies(connection, article, mark, read)):
        connection.execute(
            "INSERT OR IGNORE INTO alike VALUES (?, ?)", _ordered(article.id, other_id)
        )
    connection.executemany(
        "INSERT INTO bands VALUES (?, ?)", [(band, article.id) for band in set(mark.bands)]
    )
    connection.execute(
        "INSERT INTO nodes VALUES (?, ?, ?, ?)", (article.id, article.version, mark.words, head)
    )


def _has_twin(connection: sqlite3.Connection, article: Article, later: Collection[str]) -> bool:
    """Whether another article has the same text, but for those that come later."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE version = ? AND id <> ?", (article.version, article.id)
    )
    return any(id not in later for (id,) in rows)


def _is_apart(connection: sqlite3.Connection, article_id: str) -> bool:
    return bool(_paired_in(connection, "apart", article_id))


def _candidates(connection: sqlite3.Connection, article: Article, mark: Signature) -> list[str]:
    """The articles whose words are worth comparing: the same text, then the most alike first."""
    marks = ",".join("?" * len(mark.bands))
    near = connection.execute(
        f"SELECT article_id FROM bands WHERE band IN ({marks}) AND article_id <> ? "
        "GROUP BY article_id HAVING count(*) >= ? ORDER BY count(*) DESC, article_id LIMIT ?",
        (*mark.bands, article.id, ENOUGH, _MOST),
    )
    same = connection.execute(
        "SELECT article_id FROM nodes WHERE version = ? AND article_id <> ? "
        "ORDER BY article_id LIMIT ?",
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
            read[other_id] = _article(connection, other_id)
        if likeness(article, read[other_id]).copies:
            yield other_id
        elif (misses := misses + 1) == _MISSES:
            return


def _settle(connection: sqlite3.Connection, nodes: Iterable[str]) -> None:
    """Decide anew, for every group that one of these belongs to, who copies whom.

    What is no node now has its head among them.
    """
    known = "SELECT 1 FROM nodes WHERE article_id = ?"
    waiting = {id for id in nodes if connection.execute(known, (id,)).fetchone()}
    while waiting:
        group, pairs, apart = _group(connection, waiting.pop())
        waiting -= group
        links = originals(_members(connection, group), pairs, apart) if pairs else {}
        for id in group:
            if id in links:
                connection.execute("INSERT OR REPLACE INTO copies VALUES (?, ?)", (id, links[id]))
            else:
                connection.execute("DELETE FROM copies WHERE article_id = ?", (id,))
            connection.execute(_TWINS, {"node": id, "original": links.get(id, id)})


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
    for id in sorted(group):
        for *known, words in connection.execute(
            f"SELECT {_KNOWN}, words FROM articles JOIN nodes ON article_id = id WHERE id = ?",
            (id,),
        ):
            yield member(_read((*known, b"")), words)


def _paired_in(connection: sqlite3.Connection, table: str, article_id: str) -> set[str]:
    rows = connection.execute(
        f"SELECT other FROM {table} WHERE one = ? UNION SELECT one FROM {table} WHERE other = ?",
        (article_id, article_id),
    )
    return {other for (other,) in rows}


def _article(connection: sqlite3.Connection, article_id: str) -> Article:
    rows = connection.execute(f"SELECT {_KNOWN}, text FROM articles WHERE id = ?", (article_id,))
    return _read(rows.fetchone())


def _read(row: tuple[Any, ...]) -> Article:
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
