"""The catalog: one SQLite file that holds all that is true about a library.

Articles with their full text and the bytes they were read from, the spans of sentences
and chunks, the full-text index (FTS5) and every chunk's vector. All but the articles
could be made again from them; the vectors are kept so that nothing is embedded twice.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.catalog import links, membership
from vectorstore.catalog.annotations import keep_packed, load_packed
from vectorstore.catalog.schema import APPLICATION_ID, MIGRATIONS, write_ahead
from vectorstore.documents import (
    Article,
    ArticleFilter,
    Chunk,
    Scope,
    SourceRead,
    before,
    moment,
)
from vectorstore.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryNotWritable,
    NotALibrary,
)
from vectorstore.stories import Story
from vectorstore.text import Span
from vectorstore.text.encoder import Vectors

_FIELDS = (
    "title, publisher, published, url, authors, agency, dateline, language, origin, confidence"
)
_ARTICLES = (
    f"SELECT id, {_FIELDS}, text, coalesce(original_id, '') FROM articles "
    "LEFT JOIN copies ON copies.article_id = articles.id"
)
_LEAST_ROOM = 1 << 16
_PATIENCE = 30_000
"""Milliseconds to wait for another process that writes."""
_SHORT = 500
"""As many for a write that may as well not happen."""

_VERSIONS = f"SELECT article_id, {_FIELDS}, text, '' FROM versions"


_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the catalog keeps of one article: what `put` writes in one transaction.

    `told` is the date of publication as it was read, before a user corrected it; `tokens`
    are the packed token vectors of each chunk, `annotations` those of the text, packed.
    """

    article: Article
    sentences: tuple[Span, ...]
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    original: bytes = b""
    told: date | datetime | None = None
    tokens: tuple[bytes, ...] = ()
    annotations: bytes = b""


class _Held:
    """A thread's connection, closed when the thread is gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Catalog:
    """One catalog file; safe to use from several threads, each with its own connection.

    Raises NotALibrary where the file is some other database, LibraryDamaged where it
    cannot be read, LibraryNotWritable where it cannot be written, LibraryBusy where
    another process holds it too long.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._closed = False
        self._opening = threading.Lock()
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; the catalog is not used afterwards."""
        with self._opening:
            self._closed = True
            for held in list(self._open):
                held.connection.close()
            self._open.clear()
            self._local = threading.local()

    # ---------------------------------------------------------------- connections

    def _connect(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            if self._closed:
                raise LibraryError(f"the library {self.path.parent} was closed: open it again")
            connection = sqlite3.connect(
                self.path, timeout=_PATIENCE / 1000, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("casefold", 1, str.casefold, deterministic=True)
            held = self._local.held = _Held(connection)
            with self._opening:
                self._open.add(held)
        return held.connection

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as ours: which file, what, and what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            said = str(error)
            if "locked" in said or "busy" in said:
                raise LibraryBusy(
                    f"{self.path} is held by another process: try again when it has ended"
                ) from error
            # A full disk is an "I/O error" to SQLite where it maps a file into memory.
            if "full" in said or ("I/O" in said and _is_full(self.path.parent)):
                raise LibraryNotWritable(f"no space left for {self.path}: free some") from error
            if "readonly" in said or "unable to open" in said or "I/O" in said:
                raise LibraryNotWritable(
                    f"{self.path} cannot be written ({said}): "
                    "check the folder's permissions or choose another library"
                ) from error
            raise self._damaged(error) from error
        except (
            sqlite3.ProgrammingError,
            sqlite3.InterfaceError,
            sqlite3.IntegrityError,
            sqlite3.DataError,
        ):
            raise  # a wrong argument says nothing about the file
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> LibraryDamaged:
        return LibraryDamaged(
            f"the catalog {self.path} is damaged ({error}): restore the file from a backup, "
            "or move it away and add the articles again"
        )

    def _rows(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        with self._errors():
            return self._connect().execute(sql, tuple(values)).fetchall()

    @contextlib.contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """All that is written inside is kept, or none of it."""
        with self._errors():
            connection = self._connect()
            connection.execute(f"BEGIN {kind}")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # on a full disk SQLite may have ended it itself
                    connection.execute("ROLLBACK")
                raise

    def at_once(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """All that is read inside is of one moment, whatever others write; nobody waits."""
        return self.transaction("DEFERRED")

    def _migrate(self) -> None:
        """Bring the file to the newest form; a new file gets it at once."""
        # In one transaction: else another process could make the tables between two reads.
        with self.at_once() as connection:
            version = self._version(connection)
        if version == len(MIGRATIONS):
            return
        with self._errors():
            write_ahead(self._connect(), _PATIENCE / 1000)
        with self.transaction() as connection:
            for script in MIGRATIONS[self._version(connection) :]:
                for statement in script.split(";\n"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute(
                "INSERT OR IGNORE INTO settings VALUES ('identity', ?), ('generation', '0')",
                (uuid.uuid4().hex,),
            )

    def _version(self, connection: sqlite3.Connection) -> int:
        """Which form the file has, 0 where it is new; raises for a file that is not ours."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and application != APPLICATION_ID:
            raise NotALibrary(f"{self.path} is no newsbrief catalog: choose another folder")
        if version > len(MIGRATIONS):
            raise LibraryDamaged(
                f"{self.path} was written by a newer newsbrief: upgrade newsbrief to open it"
            )
        return int(version)

    # ---------------------------------------------------------------- settings

    def setting(self, name: str) -> str:
        """A remembered value; "" where there is none."""
        rows = self._rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def remember(self, **values: str) -> None:
        """Keep values under their names, all or none; flushed to disk on return."""
        with self.transaction() as connection:
            _remember(connection, values)

    @property
    def generation(self) -> int:
        """A number that rises with every change to the articles or their chunks."""
        return int(self.setting("generation") or 0)

    # ---------------------------------------------------------------- writing

    def put(
        self,
        entries: Sequence[Entry],
        *,
        past: Sequence[tuple[Article, bytes]] = (),
        sources: Sequence[SourceRead] = (),
        edits: Mapping[str, Mapping[str, str]] | None = None,
    ) -> set[str]:
        """Write articles with all that belongs to them, all or none.

        What an article said before, in other words, is kept as a version of it. `past` are
        articles with their originals that say what an article here said earlier; `sources`
        what was read whole; `edits` what users corrected, by article id and field. Returns
        the ids of the entries that are copies of an article here, or that have copies here.
        """
        with self.transaction() as connection:
            for entry in entries:
                if _keep_version(connection, entry.article):
                    _clear(connection, entry.article.id)
                _insert(connection, entry)
            for article, original in past:
                _insert_version(connection, article, original)
            connection.executemany(
                "INSERT OR REPLACE INTO edits VALUES (?, ?, ?)",
                [(i, *edit) for i, fields in (edits or {}).items() for edit in fields.items()],
            )
            for source in sources:
                _remember_source(connection, source)
            if not entries and not past:
                return set()
            paired = links.pair(connection, [entry.article for entry in entries])
            _next_generation(connection)
        return paired

    def replace_chunks(self, entries: Sequence[Entry], **settings: str) -> None:
        """Put these entries' spans, chunks and vectors in the place of all, and remember values."""
        with self.transaction() as connection:
            for table in ("full_text", "chunks"):
                connection.execute(f"DELETE FROM {table}")
            for entry in entries:
                _insert(connection, entry)
            _remember(connection, settings)
            _next_generation(connection)

    def part(self, one: str, other: str) -> None:
        """Remember that two articles are no copies of each other, whatever their words."""
        with self.transaction() as connection:
            links.part(connection, one, other)
            _next_generation(connection)

    def relink(self) -> None:
        """Find all copies anew from the articles' words."""
        articles = self.articles()
        with self.transaction() as connection:
            links.forget(connection)
            for batch in _batches(articles, _TOGETHER):
                links.pair(connection, batch)
            _next_generation(connection)

    def delete(self, article_ids: Collection[str]) -> None:
        """Remove articles and all that belongs to them."""
        with self.transaction() as connection:
            links.remove(connection, list(article_ids))
            for article_id in article_ids:
                _clear(connection, article_id)
                connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            _next_generation(connection)

    # ---------------------------------------------------------------- reading

    def articles(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass, oldest first; undated ones last."""
        where, values = _where(filter)
        rows = self._rows(
            f"{_ARTICLES} {where} ORDER BY day IS NULL, published, id",
            values,
        )
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        rows = self._rows(f"{_ARTICLES} WHERE id = ?", (article_id,))
        return _article(rows[0]) if rows else None

    def ids_starting(self, prefix: str) -> list[str]:
        """The ids that begin with these characters."""
        low, high = prefix, prefix + "\U0010ffff"
        rows = self._rows("SELECT id FROM articles WHERE id BETWEEN ? AND ?", (low, high))
        return [article_id for (article_id,) in rows]

    def by_origin(self, origin: str) -> Article | None:
        """The article that was read from this file or address."""
        rows = self._rows(f"{_ARTICLES} WHERE origin = ? AND origin <> '' ORDER BY id", (origin,))
        return _article(rows[0]) if rows else None

    def versions(self, article_id: str) -> list[Article]:
        """What an article said before its words changed, oldest first."""
        rows = self._rows(f"{_VERSIONS} WHERE article_id = ? ORDER BY number", (article_id,))
        found: list[Article] = []
        for version in map(_article, rows):
            places = range(len(found) + 1)
            later = (n for n in places[:-1] if before(version.published, found[n].published))
            found.insert(next(later, len(found)), version)
        return found

    def told(self, article_id: str) -> date | datetime | None:
        """When an article was published as it was read, whatever a user corrected."""
        rows = self._rows("SELECT told FROM articles WHERE id = ?", (article_id,))
        return moment(rows[0][0]) if rows else None

    def edits(self, article_id: str) -> dict[str, str]:
        """What a user corrected of an article, by field."""
        return dict(
            self._rows("SELECT field, value FROM edits WHERE article_id = ?", (article_id,))
        )

    def source(self, origin: str) -> SourceRead | None:
        """A file as it was last read, if all its articles are here and say the same."""
        rows = self._rows("SELECT digest, articles FROM sources WHERE origin = ?", (origin,))
        ids = self._rows(
            "SELECT article_id FROM source_articles WHERE origin = ? ORDER BY place", (origin,)
        )
        if not rows or rows[0][1] != len(ids):
            return None
        return SourceRead(origin, rows[0][0], tuple(article_id for (article_id,) in ids))

    def twin(self, article: Article) -> list[tuple[int, int, Vectors, bytes]]:
        """Start, end, vector and packed tokens of the chunks of an article with the same words
        and title."""
        rows = self._rows(
            "SELECT start, end, vector, coalesce(packed, x'') FROM chunks "
            "LEFT JOIN tokens USING (number) WHERE article_id = "
            "(SELECT id FROM articles WHERE version = ? AND title = ? LIMIT 1) ORDER BY start",
            (article.version, article.title),
        )
        return [
            (start, end, np.frombuffer(blob, "<f4"), tokens) for start, end, blob, tokens in rows
        ]

    def tokens(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """The packed token vectors of these chunks; those without are left out."""
        found: dict[int, bytes] = {}
        for batch in _batches(numbers, 10_000):
            marks = ",".join("?" * len(batch))
            found |= dict(
                self._rows(f"SELECT number, packed FROM tokens WHERE number IN ({marks})", batch)
            )
        return found

    def original(self, article_id: str) -> bytes:
        """The bytes an article was read from; empty for article objects."""
        rows = self._rows("SELECT original FROM articles WHERE id = ?", (article_id,))
        return bytes(rows[0][0]) if rows else b""

    def sentences(self, article_id: str) -> list[Span]:
        """The sentences of an article, in order."""
        rows = self._rows("SELECT sentences FROM articles WHERE id = ?", (article_id,))
        if not rows:
            return []
        pairs = np.frombuffer(rows[0][0], dtype="<i4").reshape(-1, 2).tolist()
        return [Span(start, end) for start, end in pairs]

    def annotations(self, article_ids: Sequence[str]) -> dict[str, bytes]:
        """The packed annotations of those of the articles that have any."""
        with self._errors():
            return load_packed(self._connect(), article_ids)

    def keep_annotations(self, packed: Mapping[str, bytes]) -> None:
        """Keep packed annotations of articles, in place of those that were."""
        with self.transaction() as connection:
            keep_packed(connection, packed)

    def publishers(self) -> list[str]:
        """The names of all publishers, in alphabetical order."""
        rows = self._rows(
            "SELECT DISTINCT publisher FROM articles WHERE publisher <> '' ORDER BY 1"
        )
        return [name for (name,) in rows]

    def counts(self) -> tuple[int, int]:
        """How many articles and how many chunks."""
        ((articles, chunks),) = self._rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
        )
        return int(articles), int(chunks)

    def scope(self, filter: ArticleFilter | None) -> Scope:
        """What the filter lets through, in figures."""
        where, values = _where(filter)
        ((articles, undated, copies, oldest, newest),) = self._rows(
            "SELECT count(*), coalesce(sum(day IS NULL), 0), "
            "count(*) - count(DISTINCT coalesce(original_id, id)), min(day), max(day) "
            f"FROM articles LEFT JOIN copies ON copies.article_id = articles.id {where}",
            values,
        )
        days = (date.fromordinal(day) if day else None for day in (oldest, newest))
        return Scope(articles, undated, copies, *days)

    def chunk_ids(self) -> list[str]:
        """The ids of all chunks, in the order they were written."""
        return [i for (i,) in self._rows("SELECT id FROM chunks ORDER BY number")]

    def chunk_numbers(self, filter: ArticleFilter | None) -> list[int]:
        """The numbers of the chunks of the articles that pass, rising."""
        where, values = _where(filter)
        return [
            number
            for (number,) in self._rows(
                "SELECT number FROM chunks WHERE article_id IN "
                f"(SELECT id FROM articles {where}) ORDER BY number",
                values,
            )
        ]

    def numbers_by_id(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """The number of each of these chunks; unknown ids are left out."""
        return self._by_id("number", chunk_ids)

    def _by_id(self, column: str, chunk_ids: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for batch in _batches(chunk_ids, 10_000):
            marks = ",".join("?" * len(batch))
            found.update(
                self._rows(f"SELECT id, {column} FROM chunks WHERE id IN ({marks})", batch)
            )
        return found

    def spans(self, numbers: Sequence[int]) -> dict[int, tuple[str, int, int]]:
        """For each chunk number: its article's id, start and end."""
        found = {}
        for batch in _batches(numbers, 10_000):
            marks = ",".join("?" * len(batch))
            for number, *span in self._rows(
                f"SELECT number, article_id, start, end FROM chunks WHERE number IN ({marks})",
                batch,
            ):
                found[number] = (span[0], span[1], span[2])
        return found

    def spans_of(self, chunk_ids: Sequence[str]) -> list[tuple[str, int, int]]:
        """Article id, start and end of each of these chunks, in the order given."""
        numbers = self.numbers_by_id(chunk_ids)
        spans = self.spans(list(numbers.values()))
        return [spans[numbers[chunk_id]] for chunk_id in chunk_ids]

    def matrix(self, dimension: int) -> tuple[list[int], Vectors]:
        """Every chunk's number, rising, and its vector, shape (chunks, dimension)."""
        numbers: list[int] = []
        blobs: list[bytes] = []
        with self._errors():
            for number, blob in self._connect().execute(
                "SELECT number, vector FROM chunks ORDER BY number"
            ):
                numbers.append(number)
                blobs.append(blob)
        rows = np.frombuffer(b"".join(blobs), dtype="<f4")
        if rows.size != len(numbers) * dimension:
            raise self._misshapen()
        return numbers, rows.reshape(-1, dimension)

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """The vectors of these chunks, one row each, in the order given."""
        found = self._by_id("vector", chunk_ids)
        rows = [np.frombuffer(found[i], dtype="<f4") for i in chunk_ids]
        return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of the chunks with these numbers; chunks that are gone are left out."""
        found: dict[int, Vectors] = {}
        for batch in _batches(numbers, 10_000):
            marks = ",".join("?" * len(batch))
            for number, blob in self._rows(
                f"SELECT number, vector FROM chunks WHERE number IN ({marks})", batch
            ):
                found[number] = np.frombuffer(blob, dtype="<f4")
        return found

    def chunk_vectors(self, article_ids: Sequence[str]) -> Iterator[tuple[str, int, int, Vectors]]:
        """Article id, start, end and vector of the chunks of these articles, each in order."""
        for batch in _batches(article_ids, 10_000):
            marks = ",".join("?" * len(batch))
            for article_id, start, end, blob in self._rows(
                "SELECT article_id, start, end, vector FROM chunks "
                f"WHERE article_id IN ({marks}) ORDER BY article_id, start",
                batch,
            ):
                yield article_id, start, end, np.frombuffer(blob, dtype="<f4")

    def starting(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The number of the chunk that starts at each of these places of an article."""
        found = {}
        for article_id, start in dict.fromkeys(places):
            for (number,) in self._rows(
                "SELECT number FROM chunks WHERE article_id = ? AND start = ?", (article_id, start)
            ):
                found[article_id, start] = number
        return found

    # ---------------------------------------------------------------- stories

    def article_vectors(self) -> dict[str, Vectors]:
        """For each article the mean of its chunks' vectors, of unit length."""
        ids: list[str] = []
        blobs: list[bytes] = []
        with self._errors():
            for article_id, blob in self._connect().execute(
                "SELECT article_id, vector FROM chunks ORDER BY article_id, start"
            ):
                ids.append(article_id)
                blobs.append(blob)
        if not ids:
            return {}
        if len({len(blob) for blob in blobs}) > 1:
            raise self._misshapen()
        rows = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(ids), -1)
        first = [place for place in range(len(ids)) if not place or ids[place] != ids[place - 1]]
        total = np.add.reduceat(rows, first, axis=0, dtype=np.float64)
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        means = (total / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return {ids[place]: mean for place, mean in zip(first, means, strict=True)}

    def _misshapen(self) -> LibraryDamaged:
        return LibraryDamaged(
            f"vectors in {self.path} have the wrong length: run newsbrief repair --reindex"
        )

    def stories(self) -> list[Story] | None:
        """The stories as they are kept, newest first; None where they must be found anew."""
        with self._errors():
            return membership.read(self._connect())

    def keep_stories(self, generation: int, found: Sequence[Story]) -> None:
        """Keep the stories of a generation; where the file cannot be written now, do without."""
        with contextlib.suppress(LibraryBusy, LibraryNotWritable, LibraryDamaged):
            with self._errors():
                self._connect().execute(f"PRAGMA busy_timeout = {_SHORT}")
            try:
                with self.transaction() as connection:
                    membership.write(connection, generation, found)
            finally:
                self._connect().execute(f"PRAGMA busy_timeout = {_PATIENCE}")

    # ---------------------------------------------------------------- full text

    def match(
        self, words: Sequence[str], filter: ArticleFilter | None, limit: int
    ) -> list[tuple[int, float]]:
        """Chunk numbers and BM25 scores (higher is better) of chunks with any of the words.

        Ties are ordered by article and place, so that the order in which articles were
        added does not show.
        """
        query = " OR ".join(_quoted(word) for word in words if word.strip('" '))
        if not query:
            return []
        where, values = _where(filter)
        within = f"AND chunks.article_id IN (SELECT id FROM articles {where})" if where else ""
        rows = self._rows(
            "SELECT chunks.number, -bm25(full_text) AS score FROM full_text "
            "JOIN chunks ON chunks.number = full_text.rowid "
            f"WHERE full_text MATCH ? {within} "
            "ORDER BY score DESC, chunks.article_id, chunks.start LIMIT ?",
            (query, *values, limit),
        )
        return [(int(number), float(score)) for number, score in rows]

    def frequency(self, word: str) -> int:
        """In how many chunks a word, or another form of it, occurs."""
        if not word.strip('" '):
            return 0
        ((count,),) = self._rows(
            "SELECT count(*) FROM full_text WHERE full_text MATCH ?", (_quoted(word),)
        )
        return int(count)

    def indexed(self, first: str) -> list[str]:
        """The words of the full-text index, as it stems them, that begin with this letter."""
        with self._errors():
            connection = self._connect()
            connection.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary "
                "USING fts5vocab(main, full_text, row)"
            )
            rows = connection.execute(
                "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ?",
                (first, chr(ord(first) + 1)),
            )
            return [term for (term,) in rows.fetchall()]

    # ---------------------------------------------------------------- upkeep

    def faults(self) -> list[str]:
        """What SQLite's own checks find wrong with the file and the full-text index."""
        try:
            found = [str(row[0]) for row in self._rows("PRAGMA quick_check(5)")]
            with self.transaction() as connection:
                connection.execute("INSERT INTO full_text (full_text) VALUES ('integrity-check')")
        except LibraryDamaged as error:
            return [str(error)]
        ((orphans,),) = self._rows(
            "SELECT count(*) FROM chunks WHERE article_id NOT IN (SELECT id FROM articles)"
        )
        ((unindexed,),) = self._rows(
            "SELECT count(*) FROM chunks WHERE number NOT IN (SELECT rowid FROM full_text)"
        )
        faults = [line for line in found if line != "ok"]
        if orphans:
            faults.append(f"{orphans} chunks belong to no article")
        if unindexed:
            faults.append(f"{unindexed} chunks are missing from the full-text index")
        return faults

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the file, and empty the log."""
        with contextlib.suppress(LibraryBusy):  # a reader holds it: the next writer tries again
            self._rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LEAST_ROOM


def _remember(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    connection.executemany(
        "INSERT INTO settings VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        list(values.items()),
    )


def _next_generation(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")


def _clear(connection: sqlite3.Connection, article_id: str) -> None:
    """Take away what follows from an article's words."""
    connection.execute(
        "DELETE FROM full_text WHERE rowid IN (SELECT number FROM chunks WHERE article_id = ?)",
        (article_id,),
    )
    connection.execute("DELETE FROM chunks WHERE article_id = ?", (article_id,))


def _keep_version(connection: sqlite3.Connection, newer: Article) -> bool:
    """Keep what an article says now as a version of it, before other words replace it.

    Whether there is such an article.
    """
    row = connection.execute(f"{_ARTICLES} WHERE id = ?", (newer.id,)).fetchone()
    if row is None or (now := _article(row)).version == newer.version:
        return row is not None
    original, told = connection.execute(
        "SELECT original, told FROM articles WHERE id = ?", (newer.id,)
    ).fetchone()
    _insert_version(connection, replace(now, published=moment(told)), original)
    # A source that holds the older words must be read again: they are no article's now.
    connection.execute("DELETE FROM source_articles WHERE article_id = ?", (newer.id,))
    return True


def _remember_source(connection: sqlite3.Connection, source: SourceRead) -> None:
    connection.execute("DELETE FROM sources WHERE origin = ?", (source.origin,))
    connection.execute(
        "INSERT INTO sources VALUES (?, ?, ?)",
        (source.origin, source.digest, len(source.articles)),
    )
    connection.executemany(
        "INSERT INTO source_articles VALUES (?, ?, ?)",
        [(source.origin, place, one) for place, one in enumerate(source.articles)],
    )


def _insert_version(connection: sqlite3.Connection, article: Article, original: bytes) -> None:
    connection.execute(
        f"INSERT INTO versions (article_id, number, version, {_FIELDS}, text, original) "
        "SELECT ?, (SELECT count(*) + 1 FROM versions WHERE article_id = ?), "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS "
        "(SELECT 1 FROM versions WHERE article_id = ? AND version = ?)",
        (
            article.id, article.id, article.version, *_fields(article), _encoded(article.text),
            original, article.id, article.version,
        ),
    )  # fmt: skip


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    article = entry.article
    connection.execute(
        f"INSERT INTO articles (id, version, day, told, {_FIELDS}, text, sentences, original) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(
            f"{name} = excluded.{name}"
            for name in (
                *("version", "day", "told", *_FIELDS.split(", "), "text", "sentences", "original"),
            )
        ),
        (
            article.id,
            article.version,
            article.day.toordinal() if article.day else None,
            entry.told.isoformat() if entry.told else None,
            *_fields(article),
            _encoded(article.text),
            np.array(entry.sentences, dtype="<i4").tobytes(),
            entry.original,
        ),
    )
    keep_packed(connection, {article.id: entry.annotations})
    title = _indexable(article.title)
    tokens = entry.tokens or (b"",) * len(entry.chunks)
    for chunk, vector, packed in zip(entry.chunks, entry.vectors, tokens, strict=True):
        number = connection.execute(
            "INSERT INTO chunks (id, article_id, start, end, vector) VALUES (?, ?, ?, ?, ?)",
            (chunk.id, chunk.article_id, chunk.start, chunk.end, vector.astype("<f4").tobytes()),
        ).lastrowid
        connection.execute(
            "INSERT INTO full_text (rowid, title, body) VALUES (?, ?, ?)",
            (number, title, _indexable(chunk.text)),
        )
        if packed:
            connection.execute("INSERT INTO tokens VALUES (?, ?)", (number, packed))


def _fields(article: Article) -> tuple[Any, ...]:
    """The columns of `_FIELDS`, in order."""
    return (
        article.title,
        article.publisher,
        article.published.isoformat() if article.published else None,
        article.url,
        json.dumps(article.authors),
        article.agency,
        article.dateline,
        article.language,
        article.origin,
        article.confidence,
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _article(row: tuple[Any, ...]) -> Article:
    (id_, title, publisher, published, url, authors, *found, text, copy_of) = row
    agency, dateline, language, origin, confidence = found
    return Article(
        id=id_,
        title=title,
        publisher=publisher,
        published=moment(published),
        url=url,
        authors=tuple(json.loads(authors)),
        agency=agency,
        dateline=dateline,
        language=language,
        origin=origin,
        confidence=confidence,
        copy_of=copy_of,
        text=text.decode("utf-8", "surrogatepass"),
    )


def _where(filter: ArticleFilter | None) -> tuple[str, list[Any]]:
    """The filter as SQL over `articles`; no condition is the empty string."""
    tests: list[str] = []
    values: list[Any] = []
    if filter is None:
        return "", values
    if filter.publishers:
        marks = ",".join("?" * len(filter.publishers))
        tests.append(f"casefold(trim(publisher)) IN ({marks})")
        values += [name.strip().casefold() for name in filter.publishers]
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


def _quoted(word: str) -> str:
    """A word as an FTS5 string, so that no character of it is query syntax."""
    return '"' + _indexable(word).replace('"', '""') + '"'


def _indexable(text: str) -> str:
    """Text as SQLite takes it: no NUL (it ends a string there), no lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
