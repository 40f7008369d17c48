"""Articles as the catalog keeps them: their words of now and before, corrections, sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np

from vectorstore.catalog.database import Database
from vectorstore.catalog.outlets import KeptOutlets
from vectorstore.documents import Article, ArticleFilter, Scope, SourceRead, before, moment
from vectorstore.errors import VectorStoreError
from vectorstore.outlets import Outlets
from vectorstore.text import Span

_SHORTEST = 4
_FIELDS = (
    "title", "publisher", "published", "url", "authors", "agency", "dateline", "language",
    "origin", "confidence", "pages",
)  # fmt: skip
_COLUMNS = ", ".join(_FIELDS)
_ARTICLES = (
    f"SELECT id, {_COLUMNS}, text, coalesce(original_id, '') FROM articles "
    "LEFT JOIN copies ON copies.article_id = articles.id"
)
_VERSIONS = f"SELECT article_id, {_COLUMNS}, text, '' FROM versions"
_WRITTEN = (
    "id", "version", "day", "published_as_read", *_FIELDS, "text", "sentences", "original"
)  # fmt: skip


class Articles:
    """The articles of one catalog; what is written is part of the caller's transaction."""

    def __init__(self, database: Database, outlets: KeptOutlets) -> None:
        self._database = database
        self._outlets = outlets

    # ---------------------------------------------------------------- reading

    def all(
        self, filter: ArticleFilter | None = None, most: int | None = None, skip: int = 0
    ) -> list[Article]:
        """The articles that pass, oldest first; undated ones last. At most so many of them, after
        the first `skip`."""
        where, values = conditions(filter)
        rows = self._database.rows(
            f"{_ARTICLES} {where} ORDER BY day IS NULL, published, id LIMIT ? OFFSET ?",
            [*values, -1 if most is None else most, skip],
        )
        outlets = self._outlets.now
        return [_article(row, outlets) for row in rows]

    def get(self, article_id: str) -> Article | None:
        """The article with this id."""
        rows = self._database.rows(f"{_ARTICLES} WHERE id = ?", (article_id,))
        return _article(rows[0], self._outlets.now) if rows else None

    def named(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids, by id; unknown ids are left out."""
        outlets = self._outlets.now
        rows = self._database.rows_of(f"{_ARTICLES} WHERE id IN ({{}})", sorted(set(article_ids)))
        return {row[0]: _article(row, outlets) for row in rows}

    def ids(self) -> list[str]:
        """The ids of all articles, oldest first; undated ones last."""
        rows = self._database.rows("SELECT id FROM articles ORDER BY day IS NULL, published, id")
        return [article_id for (article_id,) in rows]

    def ids_starting(self, prefix: str) -> list[str]:
        """The ids that begin with these characters."""
        ends = (prefix, prefix + "\U0010ffff")
        rows = self._database.rows("SELECT id FROM articles WHERE id BETWEEN ? AND ?", ends)
        return [article_id for (article_id,) in rows]

    def by_origin(self, origin: str) -> Article | None:
        """The article that was read from this file or address."""
        rows = self._database.rows(
            f"{_ARTICLES} WHERE origin = ? AND origin <> '' ORDER BY id", (origin,)
        )
        return _article(rows[0]) if rows else None

    def by_words(self, version: str) -> list[Article]:
        """The articles whose text has this digest, by id."""
        rows = self._database.rows(f"{_ARTICLES} WHERE version = ? ORDER BY id", (version,))
        return [_article(row, self._outlets.now) for row in rows]

    def versions(self, article_id: str) -> list[Article]:
        """What an article said before its words changed, oldest first."""
        rows = self._database.rows(
            f"{_VERSIONS} WHERE article_id = ? ORDER BY number", (article_id,)
        )
        found: list[Article] = []
        for version in map(_article, rows):
            later = (
                place
                for place, known in enumerate(found)
                if before(version.published, known.published)
            )
            found.insert(next(later, len(found)), version)
        return found

    def versions_read(self, article_id: str) -> list[tuple[Article, bytes]]:
        """What `versions` gives, each with the bytes it was read from."""
        originals = dict(
            self._database.rows(
                "SELECT version, original FROM versions WHERE article_id = ?", (article_id,)
            )
        )
        found = self.versions(article_id)
        return [(version, bytes(originals[version.version])) for version in found]

    def published_as_read(self, article_id: str) -> date | datetime | None:
        """When an article was published as it was read, whatever a user corrected."""
        rows = self._database.rows(
            "SELECT published_as_read FROM articles WHERE id = ?", (article_id,)
        )
        return moment(rows[0][0]) if rows else None

    def edits(self, article_id: str) -> dict[str, str]:
        """What a user corrected of an article, by field."""
        return dict(
            self._database.rows("SELECT field, value FROM edits WHERE article_id = ?", [article_id])
        )

    def original(self, article_id: str) -> bytes:
        """The bytes an article was read from; empty for article objects."""
        rows = self._database.rows("SELECT original FROM articles WHERE id = ?", (article_id,))
        return bytes(rows[0][0]) if rows else b""

    def sentences(self, article_id: str) -> list[Span]:
        """The sentences of an article, in order."""
        return self.sentences_of([article_id]).get(article_id, [])

    def sentences_of(self, article_ids: Iterable[str]) -> dict[str, list[Span]]:
        """The sentences of articles, by id; unknown ids are left out."""
        wanted = sorted(set(article_ids))
        rows = self._database.rows_of("SELECT id, sentences FROM articles WHERE id IN ({})", wanted)
        return {
            id: [Span(*pair) for pair in np.frombuffer(kept, dtype="<i4").reshape(-1, 2).tolist()]
            for id, kept in rows
        }

    def scope(self, filter: ArticleFilter | None) -> Scope:
        """What the filter lets through, in figures."""
        where, values = conditions(filter)
        ((articles, undated, copies, oldest, newest),) = self._database.rows(
            "SELECT count(*), coalesce(sum(day IS NULL), 0), "
            "count(*) - count(DISTINCT coalesce(original_id, id)), min(day), max(day) "
            f"FROM articles LEFT JOIN copies ON copies.article_id = articles.id {where}",
            values,
        )
        days = (date.fromordinal(day) if day else None for day in (oldest, newest))
        return Scope(articles, undated, copies, *days)

    def source(self, origin: str) -> SourceRead | None:
        """A file as it was last read, if all its articles are here and say the same."""
        rows = self._database.rows(
            "SELECT digest, articles FROM sources WHERE origin = ?", [origin]
        )
        ids = self._database.rows(
            "SELECT article_id FROM source_articles WHERE origin = ? ORDER BY place", (origin,)
        )
        if not rows or rows[0][1] != len(ids):
            return None
        return SourceRead(origin, rows[0][0], tuple(article_id for (article_id,) in ids))

    # ---------------------------------------------------------------- writing

    def write(
        self,
        article: Article,
        sentences: Collection[Span],
        original: bytes,
        published_as_read: date | datetime | None,
    ) -> None:
        """Write an article in the place of any other with its id."""
        updates = ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN[1:])
        self._database.insert(
            f"INSERT INTO articles ({', '.join(_WRITTEN)}) "
            f"VALUES ({', '.join('?' * len(_WRITTEN))}) ON CONFLICT (id) DO UPDATE SET {updates}",
            (
                article.id,
                article.version,
                article.day.toordinal() if article.day else None,
                published_as_read.isoformat() if published_as_read else None,
                *_fields(article),
                _encoded(article.text),
                np.array(sentences, dtype="<i4").tobytes(),
                original,
            ),
        )

    def keep_version(self, newer: Article) -> bool:
        """Keep what an article says now as a version of it, before other words replace it.

        Whether there is such an article.
        """
        now = self.get(newer.id)
        if now is None or now.version == newer.version:
            return now is not None
        as_read = replace(now, published=self.published_as_read(now.id))
        self.write_version(as_read, self.original(now.id))
        # A source that holds the older words must be read again: they are no article's now.
        self._database.rows("DELETE FROM source_articles WHERE article_id = ?", (now.id,))
        return True

    def write_version(self, article: Article, original: bytes) -> None:
        """Write what an article said earlier, once."""
        known = self._database.rows(
            "SELECT version FROM versions WHERE article_id = ?", (article.id,)
        )
        if (article.version,) in known:
            return
        values = (
            article.id, len(known) + 1, article.version, *_fields(article),
            _encoded(article.text), original,
        )  # fmt: skip
        self._database.insert(
            f"INSERT INTO versions (article_id, number, version, {_COLUMNS}, text, original) "
            f"VALUES ({', '.join('?' * len(values))})",
            values,
        )

    def write_edits(self, edits: Mapping[str, Mapping[str, str]]) -> None:
        """Write what users corrected, by article id and field."""
        self._database.write_all(
            "INSERT OR REPLACE INTO edits VALUES (?, ?, ?)",
            [(id, *edit) for id, fields in edits.items() for edit in fields.items()],
        )

    def write_sources(self, sources: Iterable[SourceRead]) -> None:
        """Write which files were read whole, and which articles they hold. A file of whose articles
        one is here no longer is to be read again."""
        for source in sources:
            self._database.rows("DELETE FROM sources WHERE origin = ?", (source.origin,))
            self._database.insert(
                "INSERT INTO sources VALUES (?, ?, ?)",
                (source.origin, source.digest, len(source.articles)),
            )
            self._database.write_all(
                "INSERT INTO source_articles SELECT ?, ?, id FROM articles WHERE id = ?",
                [(source.origin, place, id) for place, id in enumerate(source.articles)],
            )

    def delete(self, article_id: str) -> None:
        """Remove an article and all that hangs on it."""
        self._database.rows("DELETE FROM articles WHERE id = ?", (article_id,))


def known_id(
    given: str,
    starting: Callable[[str], Sequence[str]],
    error: type[VectorStoreError],
    kind: str,
    kinds: str,
) -> str:
    """The id that is given, or the only one that begins so (4 characters or more).

    `starting` gives the ids that begin with a text. Raises `error`, which names the kind of thing.
    """
    if not isinstance(given, str):
        raise error(f"{given!r} is no {kind} id: ids are strings")
    near = starting(given)
    if given in near:
        return given
    if len(given) < _SHORTEST or not near:
        raise error(f"no {kind} has the id {given!r}: newsbrief {kinds} lists them")
    if len(near) > 1:
        raise error(f"{len(near)} {kinds} have an id that begins with {given}: give more of it")
    return near[0]


def conditions(filter: ArticleFilter | None) -> tuple[str, list[Any]]:
    """The filter as SQL over `articles`, with its values; no condition is the empty string.

    Of its story and publishers the articles must be known (`Stories.resolved`).
    """
    tests: list[str] = []
    values: list[Any] = []
    if filter is None:
        return "", values
    if filter.article_ids:
        tests.append("id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filter.article_ids))
    if filter.since:
        tests.append("day >= ?")
        values.append(filter.since.toordinal())
    if filter.last:
        tests.append("(day IS NULL OR day <= ?)")
        values.append(filter.last.toordinal())
    return ("WHERE " + " AND ".join(tests) if tests else ""), values


def _fields(article: Article) -> list[Any]:
    """The columns of `_FIELDS`, in order."""
    values = {name: getattr(article, name) for name in _FIELDS}
    values["published"] = article.published.isoformat() if article.published else None
    values["authors"] = json.dumps(article.authors)
    values["pages"] = json.dumps(article.pages)
    return list(values.values())


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _article(row: tuple[Any, ...], outlets: Outlets | None = None) -> Article:
    id_, *columns, text, copy_of = row
    fields = dict(zip(_FIELDS, columns, strict=True))
    fields["authors"] = json.loads(fields["authors"])
    fields["pages"] = json.loads(fields["pages"])
    if outlets is not None:
        fields["outlet"] = outlets.name(fields["publisher"], fields["url"])
    return Article(text.decode("utf-8", "surrogatepass"), id=id_, copy_of=copy_of, **fields)
