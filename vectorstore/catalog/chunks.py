"""Chunks as the catalog keeps them: spans, vectors, token vectors, words; and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vectorstore.catalog.articles import conditions
from vectorstore.catalog.database import Database, sqlite_text
from vectorstore.documents import Article, ArticleFilter, Chunk
from vectorstore.errors import LibraryDamaged
from vectorstore.text.encoder import Vectors

_KEPT = 1000
"""Changes that the vector store has followed may wait until they are this many."""

Place = tuple[str, int, int]
"""Where a chunk stands: its article's id, start and end."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A chunk of an article with what the model made of it: its vector, its packed tokens."""

    start: int
    end: int
    vector: Vectors
    tokens: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the chunks to write, in the order of the catalog, and of those to delete."""

    present: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.present or self.gone)


class Chunks:
    """The chunks of one catalog; what is written is part of the caller's transaction.

    A chunk has an id that follows from what it is, and a number, which rises with each that is
    written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---------------------------------------------------------------- which

    def count(self) -> int:
        """How many there are."""
        ((count,),) = self._database.rows("SELECT count(*) FROM chunks")
        return int(count)

    def ids(self) -> list[str]:
        """The ids of all chunks, in the order they were written."""
        return [id for (id,) in self._database.rows("SELECT id FROM chunks ORDER BY number")]

    def numbers(self, filter: ArticleFilter | None) -> list[int]:
        """The numbers of the chunks of the articles that pass, rising."""
        where, values = conditions(filter)
        rows = self._database.rows(
            "SELECT number FROM chunks WHERE article_id IN "
            f"(SELECT id FROM articles {where}) ORDER BY number",
            values,
        )
        return [number for (number,) in rows]

    def numbers_by_id(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """The number of each of these chunks; unknown ids are left out."""
        return dict(
            self._database.rows_of("SELECT id, number FROM chunks WHERE id IN ({})", chunk_ids)
        )

    def numbers_by_start(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The number of the chunk that starts at each of these places of an article."""
        found = {}
        for article_id, start in dict.fromkeys(places):
            for (number,) in self._database.rows(
                "SELECT number FROM chunks WHERE article_id = ? AND start = ?", (article_id, start)
            ):
                found[article_id, start] = number
        return found

    def places(self, numbers: Sequence[int]) -> dict[int, Place]:
        """Where the chunks with these numbers stand."""
        rows = self._database.rows_of(
            "SELECT number, article_id, start, end FROM chunks WHERE number IN ({})", numbers
        )
        return {number: (article_id, start, end) for number, article_id, start, end in rows}

    def places_by_id(self, chunk_ids: Sequence[str]) -> list[Place]:
        """Where each of these chunks stands, in the order given."""
        numbers = self.numbers_by_id(chunk_ids)
        places = self.places(list(numbers.values()))
        return [places[numbers[chunk_id]] for chunk_id in chunk_ids]

    # ---------------------------------------------------------------- vectors

    def matrix(self, dimension: int) -> tuple[list[int], Vectors]:
        """Every chunk's number, rising, and its vector, shape (chunks, dimension)."""
        numbers, rows = self._every("number", "number")
        if rows.size != len(numbers) * dimension:
            raise self._misshapen()
        return numbers, rows.reshape(-1, dimension)

    def _every(self, column: str, order: str) -> tuple[list[Any], Vectors]:
        """A column of all chunks, and their vectors, which are of one length, end to end."""
        values: list[Any] = []
        blobs: list[bytes] = []
        for value, blob in self._database.each(
            f"SELECT {column}, vector FROM chunks ORDER BY {order}"
        ):
            values.append(value)
            blobs.append(blob)
        if len({len(blob) for blob in blobs}) > 1:
            raise self._misshapen()
        return values, np.frombuffer(b"".join(blobs), dtype="<f4")

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """The vectors of these chunks, one row each, in the order given."""
        found = dict(
            self._database.rows_of("SELECT id, vector FROM chunks WHERE id IN ({})", chunk_ids)
        )
        rows = [np.frombuffer(found[id], dtype="<f4") for id in chunk_ids]
        return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def vectors_by_number(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of the chunks with these numbers; chunks that are gone are left out."""
        rows = self._database.rows_of(
            "SELECT number, vector FROM chunks WHERE number IN ({})", numbers
        )
        return {number: np.frombuffer(blob, dtype="<f4") for number, blob in rows}

    def vectors_of_articles(
        self, article_ids: Sequence[str]
    ) -> Iterator[tuple[str, int, int, Vectors]]:
        """Article id, start, end and vector of the chunks of these articles, each in order."""
        for article_id, start, end, blob in self._database.rows_of(
            "SELECT article_id, start, end, vector FROM chunks WHERE article_id IN ({}) "
            "ORDER BY article_id, start",
            article_ids,
        ):
            yield article_id, start, end, np.frombuffer(blob, dtype="<f4")

    def article_vectors(self) -> dict[str, Vectors]:
        """For each article the mean of its chunks' vectors, of unit length."""
        ids, flat = self._every("article_id", "article_id, start")
        if not ids:
            return {}
        rows = flat.reshape(len(ids), -1)
        first = [place for place in range(len(ids)) if not place or ids[place] != ids[place - 1]]
        total = np.add.reduceat(rows, first, axis=0, dtype=np.float64)
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        means = (total / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return {ids[place]: mean for place, mean in zip(first, means, strict=True)}

    def tokens(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """The packed token vectors of these chunks; those without are left out."""
        return dict(
            self._database.rows_of(
                "SELECT number, packed FROM tokens WHERE number IN ({})", numbers
            )
        )

    def embedded_before(self, article: Article) -> list[Embedded]:
        """The chunks of an article that is here with the same words and title."""
        rows = self._database.rows(
            "SELECT start, end, vector, coalesce(packed, x'') FROM chunks "
            "LEFT JOIN tokens USING (number) WHERE article_id = "
            "(SELECT id FROM articles WHERE version = ? AND title = ? LIMIT 1) ORDER BY start",
            (article.version, article.title),
        )
        return [
            Embedded(start, end, np.frombuffer(blob, "<f4"), tokens)
            for start, end, blob, tokens in rows
        ]

    def _misshapen(self) -> LibraryDamaged:
        return LibraryDamaged(
            f"vectors in {self._database.path} have the wrong length: "
            "run newsbrief repair --reindex"
        )

    # ---------------------------------------------------------------- full text

    def match(
        self, words: Sequence[str], filter: ArticleFilter | None, limit: int
    ) -> list[tuple[int, float]]:
        """Numbers and BM25 scores (higher is better) of chunks with any of the words.

        Ties are ordered by article and place, so that the order in which articles were
        added does not show.
        """
        query = " OR ".join(_quoted(word) for word in words if word.strip('" '))
        if not query:
            return []
        where, values = conditions(filter)
        within = f"AND chunks.article_id IN (SELECT id FROM articles {where})" if where else ""
        rows = self._database.rows(
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
        ((count,),) = self._database.rows(
            "SELECT count(*) FROM full_text WHERE full_text MATCH ?", (_quoted(word),)
        )
        return int(count)

    def indexed_words(self, letter: str) -> list[str]:
        """The words of the full-text index, as it stems them, that begin with this letter."""
        self._database.rows(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary "
            "USING fts5vocab(main, full_text, row)"
        )
        rows = self._database.rows(
            "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ?",
            (letter, chr(ord(letter) + 1)),
        )
        return [term for (term,) in rows]

    # ---------------------------------------------------------------- writing

    def write(
        self, title: str, chunks: Sequence[Chunk], vectors: Vectors, tokens: Sequence[bytes]
    ) -> None:
        """Write the chunks of an article with this title; `tokens` may be empty."""
        heading = sqlite_text(title)
        packs = tokens or (b"",) * len(chunks)
        for chunk, vector, packed in zip(chunks, vectors, packs, strict=True):
            number = self._database.insert(
                "INSERT INTO chunks (id, article_id, start, end, vector) VALUES (?, ?, ?, ?, ?)",
                (
                    chunk.id,
                    chunk.article_id,
                    chunk.start,
                    chunk.end,
                    vector.astype("<f4").tobytes(),
                ),
            )
            self._database.insert(
                "INSERT INTO full_text (rowid, title, body) VALUES (?, ?, ?)",
                (number, heading, sqlite_text(chunk.text)),
            )
            if packed:
                self._database.insert("INSERT INTO tokens VALUES (?, ?)", (number, packed))

    def delete(self, article_id: str) -> None:
        """Remove the chunks of an article."""
        self._database.rows(
            "DELETE FROM full_text WHERE rowid IN (SELECT number FROM chunks WHERE article_id = ?)",
            (article_id,),
        )
        self._database.rows("DELETE FROM chunks WHERE article_id = ?", (article_id,))

    def delete_all(self) -> None:
        """Remove every chunk."""
        for table in ("full_text", "chunks"):
            self._database.rows(f"DELETE FROM {table}")

    # ---------------------------------------------------------------- changes

    def last_change(self, followed: int) -> int:
        """The number of the last change; those up to `followed`, which nobody needs, may go."""
        ((first, last),) = self._database.rows(
            "SELECT coalesce(min(number), 0), coalesce(max(number), 0) FROM chunk_changes"
        )
        if first and followed - first >= _KEPT:
            self._database.rows("DELETE FROM chunk_changes WHERE number <= ?", (followed,))
        return max(int(last), followed)

    def changes(self, after: int) -> Changes:
        """What the changes after the one with this number come to."""
        changed = "SELECT id FROM chunk_changes WHERE number > ?"
        present = self._database.rows(
            f"SELECT id FROM chunks WHERE id IN ({changed}) ORDER BY number", (after,)
        )
        gone = self._database.rows(
            f"SELECT DISTINCT id FROM ({changed}) "
            "WHERE id NOT IN (SELECT id FROM chunks) ORDER BY id",
            (after,),
        )
        return Changes(tuple(id for (id,) in present), tuple(id for (id,) in gone))

    def faults(self) -> list[str]:
        """In what the chunks do not go with the articles and the full-text index."""
        found: list[str] = []
        for count, words in (
            ("article_id NOT IN (SELECT id FROM articles)", "belong to no article"),
            ("number NOT IN (SELECT rowid FROM full_text)", "are missing from the full-text index"),
        ):
            ((chunks,),) = self._database.rows(f"SELECT count(*) FROM chunks WHERE {count}")
            found += [f"{chunks} chunks {words}"] if chunks else []
        return found


def _quoted(word: str) -> str:
    """A word as an FTS5 string, so that no character of it is query syntax."""
    return '"' + sqlite_text(word).replace('"', '""') + '"'
