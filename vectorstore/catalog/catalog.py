"""The catalog: one SQLite file that holds all that is true about a library.

Articles with their full text and the bytes they were read from, the spans of sentences
and chunks, the full-text index (FTS5) and every chunk's vector. All but the articles
could be made again from them; the vectors are kept so that nothing is embedded twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from vectorstore.catalog.annotations import KeptAnnotations
from vectorstore.catalog.articles import Articles
from vectorstore.catalog.chunks import Chunks
from vectorstore.catalog.copies import Copies
from vectorstore.catalog.database import Database
from vectorstore.catalog.outlets import KeptOutlets
from vectorstore.catalog.stories import Stories
from vectorstore.documents import Article, Chunk, SourceRead
from vectorstore.errors import LibraryDamaged
from vectorstore.text import Span
from vectorstore.text.encoder import Vectors

_WITHOUT_COPIES = 1
"""The form in which nothing was kept of which articles are copies."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the catalog keeps of one article: what `put` writes in one transaction.

    `published_as_read` is the date of publication before a user corrected it; `tokens`
    are the packed token vectors of each chunk, `annotations` those of the text, packed.
    """

    article: Article
    sentences: tuple[Span, ...]
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    original: bytes = b""
    published_as_read: date | datetime | None = None
    tokens: tuple[bytes, ...] = ()
    annotations: bytes = b""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an article here said earlier, and the bytes that was read from."""

    article: Article
    original: bytes = b""


class Catalog:
    """One catalog file, in parts; safe to use from several threads.

    What changes several parts at once is here, as one transaction each. Raises what
    `Database` raises.
    """

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.outlets = KeptOutlets(self.database)
        self.articles = Articles(self.database, self.outlets)
        self.chunks = Chunks(self.database)
        self.annotations = KeptAnnotations(self.database)
        self.copies = Copies(self.database)
        self.stories = Stories(self.database, self.articles, self.chunks, self.outlets)
        self.close = self.database.close
        self.setting = self.database.setting
        self.remember = self.database.remember
        if self.database.upgraded_from == _WITHOUT_COPIES:
            self.find_copies()

    @property
    def generation(self) -> int:
        """A number that rises with every change to the articles or their chunks."""
        return self.database.generation

    def counts(self) -> tuple[int, int]:
        """How many articles and how many chunks."""
        ((articles, chunks),) = self.database.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
        )
        return int(articles), int(chunks)

    def put(
        self,
        entries: Sequence[Entry],
        *,
        earlier: Sequence[Earlier] = (),
        sources: Sequence[SourceRead] = (),
        edits: Mapping[str, Mapping[str, str]] | None = None,
    ) -> set[str]:
        """Write articles with all that belongs to them, all or none.

        What an article said before, in other words, is kept as a version of it, as is what is
        `earlier`; `sources` were read whole; `edits` is what users corrected, by article id and
        field. Returns the ids of the entries that are copies of an article here, or that have
        copies here.
        """
        with self.database.transaction():
            for entry in entries:
                if self.articles.keep_version(entry.article):
                    self.chunks.delete(entry.article.id)
                self._write(entry)
            for version in earlier:
                self.articles.write_version(version.article, version.original)
            self.articles.write_edits(edits or {})
            self.articles.write_sources(sources)
            if not entries and not earlier:
                return set()
            copied = self.copies.find([entry.article for entry in entries])
            self.database.next_generation()
        return copied

    def _write(self, entry: Entry) -> None:
        self.articles.write(entry.article, entry.sentences, entry.original, entry.published_as_read)
        self.annotations.write({entry.article.id: entry.annotations})
        self.chunks.write(entry.article.title, entry.chunks, entry.vectors, entry.tokens)

    def replace_chunks(self, entries: Sequence[Entry], **settings: str) -> None:
        """Put these entries' spans, chunks and vectors in the place of all, and remember values."""
        with self.database.transaction():
            self.chunks.delete_all()
            for entry in entries:
                self._write(entry)
            self.database.set(**settings)
            self.database.next_generation()

    def keep_apart(self, first_id: str, second_id: str) -> None:
        """Remember that two articles are no copies of each other, whatever their words."""
        with self.database.transaction():
            self.copies.keep_apart(first_id, second_id)
            self.database.next_generation()

    def find_copies(self) -> None:
        """Find all copies anew from the articles' words."""
        articles = self.articles.all()
        with self.database.transaction():
            self.copies.find_all(articles)
            self.database.next_generation()

    def detach(self, identity: str) -> None:
        """Have the catalog, a copy of another, be a library of its own: it gets an identity, by
        which its vectors on a server are called, and no vector store is its own yet."""
        with self.database.transaction():
            self.database.rows("DELETE FROM settings WHERE substr(name, 1, 7) = 'chroma_'")
            self.database.set(identity=identity)

    def delete(self, article_ids: Collection[str]) -> None:
        """Remove articles and all that belongs to them."""
        with self.database.transaction():
            self.copies.remove(article_ids)
            for article_id in article_ids:
                self.chunks.delete(article_id)
                self.articles.delete(article_id)
            self.database.next_generation()

    def keep_annotations(self, packed: Mapping[str, bytes]) -> None:
        """Keep packed annotations of articles, in place of those that were."""
        with self.database.transaction():
            self.annotations.write(packed)

    def faults(self) -> list[str]:
        """What is wrong with the file, by SQLite's own checks and by what must go together."""
        found = self.database.faults()
        try:
            return found or self.chunks.faults()
        except LibraryDamaged as error:
            return [str(error)]


def linked(articles: Iterable[Article]) -> dict[str, str]:
    """For each copy among articles that are in no library the id of its original.

    Of several articles with one id one counts, whatever their order.
    """
    known = {one.id: one for one in sorted(articles, key=lambda one: one.version)}
    without = np.zeros((0, 0), dtype=np.float32)
    with closing(Catalog(Path(":memory:"))) as catalog:
        catalog.put([Entry(one, (), (), without) for one in known.values()])
        return {one.id: one.copy_of for one in catalog.articles.all() if one.copy_of}
