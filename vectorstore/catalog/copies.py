"""Which articles are copies of which, kept in the catalog's tables.

All here but `kept_apart`, which users say, follows from the set of articles: a pair is alike
or not whichever came first, and a group of copies is settled anew whenever it changes.
The earliest article of a text, its head, stands for all others of that text; heads are the
nodes that are compared, and beside them each article that a user keeps apart from another.
Everything runs inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from vectorstore.catalog.database import Database, batches
from vectorstore.documents import Article, moment
from vectorstore.duplicates import (
    ENOUGH,
    Member,
    Signature,
    are_copies,
    earliest,
    member,
    originals,
    signature,
)

_MOST = 300
_MISSES = 6
"""After so many articles that are alike by their bands but no copies, no more are read: reports
written to one template, however many there are, must not all be read for each new one."""
_TOGETHER = 50
_KNOWN = "id, title, publisher, published, agency"
_SAME_TEXT = """
    INSERT INTO copies
    SELECT articles.id, :original FROM articles JOIN nodes ON nodes.version = articles.version
    WHERE nodes.article_id = :node AND nodes.head AND articles.id <> :node
        AND articles.id NOT IN
            (SELECT first_id FROM kept_apart UNION SELECT second_id FROM kept_apart)
    ON CONFLICT (article_id) DO UPDATE SET original_id = excluded.original_id
        WHERE original_id <> excluded.original_id
"""
"""All of a head's text are copies of its original, but for those that are kept apart."""

Pair = tuple[str, str]
"""Two ids, the smaller one first."""


class Copies:
    """The copies of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, articles: Sequence[Article]) -> set[str]:
        """Find the copies of articles that were just written, and settle which are originals.

        What was known of these articles' words is forgotten first. Returns the ids of those
        that are alike another article of the library or an earlier one of the list.
        """
        change = _Change(self._database)
        left = {version for article in articles for version in change.leave(article.id)}
        for version in sorted(left):
            change.choose_head(version)
        copied: set[str] = set()
        later = {article.id for article in articles}
        for article in articles:
            later.discard(article.id)
            node = change.place(article)
            change.touched.add(node)
            if change.paired("copy_pairs", node) or change.has_same_text(article, later):
                copied.add(article.id)
        change.settle()
        return copied

    def find_all(self, articles: Sequence[Article]) -> None:
        """Forget all that follows from the articles' words, and find it anew."""
        for table in ("nodes", "bands", "copy_pairs", "copies"):
            self._database.rows(f"DELETE FROM {table}")
        for batch in batches(articles, _TOGETHER):
            self.find(batch)

    def kept_apart(self) -> list[Pair]:
        """The pairs that users keep apart."""
        rows = self._database.rows(
            "SELECT first_id, second_id FROM kept_apart ORDER BY first_id, second_id"
        )
        return [(first, second) for first, second in rows]

    def keep_apart(self, first_id: str, second_id: str) -> None:
        """Two articles are no copies of each other, because a user says so."""
        pair = _pair(first_id, second_id)
        self._database.insert("INSERT OR IGNORE INTO kept_apart VALUES (?, ?)", pair)
        change = _Change(self._database)
        self.find([change.article(article_id) for article_id in pair])

    def remove(self, article_ids: Collection[str]) -> None:
        """Forget articles that are about to go, and settle who of their copies comes first now."""
        gone = set(article_ids)
        change = _Change(self._database)
        left: set[str] = set()
        parted: set[str] = set()
        for article_id in gone:
            parted |= change.paired("kept_apart", article_id)
            left |= change.leave(article_id)
            for condition in (
                "kept_apart WHERE first_id", "kept_apart WHERE second_id", "copies WHERE article_id"
            ):  # fmt: skip
                self._database.rows(f"DELETE FROM {condition} = ?", (article_id,))
        for article_id in parted - gone:
            left |= change.leave(article_id)
        for version in sorted(left):
            change.choose_head(version, gone)
        for article_id in sorted(parted - gone):
            change.touched.add(change.place(change.article(article_id)))
        change.settle()


class _Change:
    """One change to the copies: the nodes that it touches, and the articles it has read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[str, Article] = {}
        self.touched: set[str] = set()

    def leave(self, article_id: str) -> set[str]:
        """Forget an article's words; the version whose head it was, if it was one."""
        rows = self._database.rows(
            "SELECT version, head FROM nodes WHERE article_id = ?", (article_id,)
        )
        if not rows:
            return set()
        self.touched |= self.paired("copy_pairs", article_id)
        for condition in (
            "nodes WHERE article_id",
            "bands WHERE article_id",
            "copy_pairs WHERE first_id",
            "copy_pairs WHERE second_id",
        ):
            self._database.rows(f"DELETE FROM {condition} = ?", (article_id,))
        return {version for version, head in rows if head}

    def choose_head(self, version: str, gone: Collection[str] = ()) -> None:
        """Find the head of a text that lost its own."""
        rows = self._database.rows(f"SELECT {_KNOWN} FROM articles WHERE version = ?", (version,))
        members = [member(_article((*row, b"")), 0) for row in rows if row[0] not in gone]
        free = [known for known in members if not self._is_kept_apart(known.id)]
        if free:
            head = earliest(free)
            self._make_node(self.article(head), head=True)
            self.touched.add(head)

    def place(self, article: Article) -> str:
        """The id of the node that stands for an article, which may be its own."""
        if self._is_kept_apart(article.id):
            self._make_node(article, head=False)
            return article.id
        rows = self._database.rows(
            f"SELECT {_KNOWN} FROM articles "
            "WHERE id = (SELECT article_id FROM nodes WHERE version = ? AND head)",
            (article.version,),
        )
        if rows:
            head = _article((*rows[0], b""))
            if head.id == earliest((member(head, 0), member(article, 0))):
                return head.id
            self.leave(head.id)
        self._make_node(article, head=True)
        return article.id

    def has_same_text(self, article: Article, later: Collection[str]) -> bool:
        """Whether another article has the same text, but for those that come later."""
        rows = self._database.rows(
            "SELECT id FROM articles WHERE version = ? AND id <> ?", (article.version, article.id)
        )
        return any(id not in later for (id,) in rows)

    def paired(self, table: str, article_id: str) -> set[str]:
        """The articles that a table of pairs has with this one."""
        rows = self._database.rows(
            f"SELECT second_id FROM {table} WHERE first_id = ? "
            f"UNION SELECT first_id FROM {table} WHERE second_id = ?",
            (article_id, article_id),
        )
        return {other for (other,) in rows}

    def article(self, article_id: str) -> Article:
        """What is compared of an article."""
        if article_id not in self._read:
            (row,) = self._database.rows(
                f"SELECT {_KNOWN}, text FROM articles WHERE id = ?", (article_id,)
            )
            self._read[article_id] = _article(row)
        return self._read[article_id]

    def settle(self) -> None:
        """Decide anew, for every group that a touched node belongs to, who copies whom.

        What is no node now has its head among them.
        """
        known = "SELECT 1 FROM nodes WHERE article_id = ?"
        waiting = {id for id in self.touched if self._database.rows(known, (id,))}
        while waiting:
            group, pairs, apart = self._group(waiting.pop())
            waiting -= group
            links = originals(self._members(group), pairs, apart) if pairs else {}
            for id in group:
                if id in links:
                    self._database.insert(
                        "INSERT OR REPLACE INTO copies VALUES (?, ?)", (id, links[id])
                    )
                else:
                    self._database.rows("DELETE FROM copies WHERE article_id = ?", (id,))
                self._database.insert(_SAME_TEXT, {"node": id, "original": links.get(id, id)})

    def _make_node(self, article: Article, *, head: bool) -> None:
        """Make an article a node, and find its copies among the nodes."""
        mark = signature(article.text, article.version)
        self._database.write_all(
            "INSERT OR IGNORE INTO copy_pairs VALUES (?, ?)",
            [_pair(article.id, other_id) for other_id in list(self._copies(article, mark))],
        )
        self._database.write_all(
            "INSERT INTO bands VALUES (?, ?)", [(band, article.id) for band in set(mark.bands)]
        )
        self._database.insert(
            "INSERT INTO nodes VALUES (?, ?, ?, ?)", (article.id, article.version, mark.words, head)
        )

    def _copies(self, article: Article, mark: Signature) -> Iterator[str]:
        """The ids of the articles that are copies of this one or that it is a copy of."""
        misses = 0
        for other_id in self._candidates(article, mark):
            if are_copies(article, self.article(other_id)):
                yield other_id
            elif (misses := misses + 1) == _MISSES:
                return

    def _candidates(self, article: Article, mark: Signature) -> list[str]:
        """The articles whose words are worth comparing: the same text, then the most alike."""
        near = self._database.rows(
            f"SELECT article_id FROM bands WHERE band IN ({','.join('?' * len(mark.bands))}) "
            "AND article_id <> ? GROUP BY article_id HAVING count(*) >= ? "
            "ORDER BY count(*) DESC, article_id LIMIT ?",
            (*mark.bands, article.id, ENOUGH, _MOST),
        )
        same = self._database.rows(
            "SELECT article_id FROM nodes WHERE version = ? AND article_id <> ? "
            "ORDER BY article_id LIMIT ?",
            (article.version, article.id, _MOST),
        )
        return list(dict.fromkeys(id for (id,) in (*same, *near)))

    def _is_kept_apart(self, article_id: str) -> bool:
        return bool(self.paired("kept_apart", article_id))

    def _group(self, article_id: str) -> tuple[set[str], set[Pair], set[Pair]]:
        """All that hang together with an article: their ids, the pairs, and those kept apart."""
        group, edge = {article_id}, [article_id]
        pairs: set[Pair] = set()
        apart: set[Pair] = set()
        while edge:
            node = edge.pop()
            never = self.paired("kept_apart", node)
            apart |= {_pair(node, other) for other in never}
            for other in self.paired("copy_pairs", node) - never:
                pairs.add(_pair(node, other))
                if other not in group:
                    group.add(other)
                    edge.append(other)
        return group, pairs, apart

    def _members(self, group: Iterable[str]) -> Iterator[Member]:
        for id in sorted(group):
            for *known, words in self._database.rows(
                f"SELECT {_KNOWN}, words FROM articles JOIN nodes ON article_id = id WHERE id = ?",
                (id,),
            ):
                yield member(_article((*known, b"")), words)


def _article(row: tuple[Any, ...]) -> Article:
    id_, title, publisher, published, agency, text = row
    text = text.decode("utf-8", "surrogatepass")
    return Article(text, title, publisher, moment(published), id=id_, agency=agency)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
