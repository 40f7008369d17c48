"""A library: a folder of articles that can be added to, searched and read back whole."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

from vectorstore.adding import (
    Adder,
    Incoming,
    Outcome,
    SourceKept,
    annotations_of,
    check_model,
    corrected_article,
    entry_of,
    until_it_fails,
)
from vectorstore.catalog.articles import known_id
from vectorstore.catalog.catalog import Catalog, Earlier
from vectorstore.catalog.snapshots import Share
from vectorstore.documents import Article, ArticleFilter, Passage, Scope, SourceRead, writable
from vectorstore.errors import LibraryNotWritable, UnknownArticle, VectorsError
from vectorstore.index import ChromaServer, VectorStore, chroma_server
from vectorstore.lock import CATALOG, WriteLock, prepared
from vectorstore.outlets import Outlet
from vectorstore.search.searcher import Searcher
from vectorstore.stories import Story
from vectorstore.text import Span
from vectorstore.text.annotations import Annotations
from vectorstore.text.encoder import (
    Embeddings,
    background,
    embeddings_named,
    foreground,
)
from vectorstore.upkeep import Finding, Repair, check, reindex, repair

EXACT_LIMIT = 200_000
"""Up to this many chunks, and always under a filter, every vector is compared exactly."""

_LOG = logging.getLogger(__name__)
_MOST_KEPT = 64
_Found = TypeVar("_Found")


class Library:
    """A folder with a catalog and a vector store; made when missing.

    `embeddings` defaults to the bundled MiniLM. A library remembers the model it was
    indexed with and refuses another one (ModelMismatch) unless `any_model` is set, as
    `reindex` needs. `chroma_url` is, or names, a Chroma server to use in place of the
    embedded store. Raises NotALibrary, LibraryNotWritable, LibraryDamaged or LibraryBusy.
    """

    def __init__(
        self,
        folder: str | Path,
        embeddings: Embeddings | None = None,
        *,
        chroma_url: str | ChromaServer = "",
        any_model: bool = False,
        exact_limit: int = EXACT_LIMIT,
    ) -> None:
        self.folder = prepared(Path(folder))
        self.embeddings = embeddings or embeddings_named()
        self._server = (
            chroma_url if isinstance(chroma_url, ChromaServer) else chroma_server(chroma_url)
        )
        self._lock = WriteLock(self.folder)
        exists = (self.folder / CATALOG).exists()
        with contextlib.nullcontext() if exists else self._lock.held():
            self._catalog = Catalog(self.folder / CATALOG)
        self._adder = Adder(self._catalog, self._lock, self.embeddings)
        self._searcher = Searcher(
            self._catalog, self._lock, self.embeddings, self._store, exact_limit
        )
        self._vectors: VectorStore | None = None
        self._remembered: tuple[int, dict[object, Any]] = (-1, {})
        remembered = self._catalog.setting("embedder_name")
        if not any_model and remembered not in ("", self.embeddings.name):
            try:
                check_model(self._catalog, self.embeddings)
            except BaseException:
                self._catalog.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files; the library is not used afterwards."""
        if self._vectors is not None:
            self._vectors.close()
        self._catalog.close()

    # ---------------------------------------------------------------- adding and removing

    def add(self, incoming: Iterable[Incoming | SourceRead | SourceKept]) -> Iterator[Outcome]:
        """Add articles; what became of each is yielded, in order, once it is safely kept.

        An article that is here already in the same words is unchanged; one with the same
        id or from the same file with other words replaces the older, which is kept as a
        version. Where both have a date, the one published later is the newer. What a user
        corrected stays. A `SourceRead` says that all articles since the one before came
        from that source, so that `holds` can tell next time; a `SourceKept` stands for the
        articles of a source that `holds` knew. The vector store follows when all are in;
        if it fails, VectorsError is raised and nothing is lost. What `incoming` raises is
        raised once all that it gave before is kept.
        """
        failed: list[Exception] = []
        yield from self._adder.add(until_it_fails(incoming, failed))
        if not self._store().in_step:  # what a kill left behind is mended too
            self._sync()
        if failed:
            raise failed[0]

    def holds(self, origin: str, digest: str) -> bool:
        """Whether this source was read whole when its bytes had this digest."""
        return self._adder.holds(origin, digest)

    def exported(self) -> Generator[Incoming, None, None]:
        """Every article as `add` takes it in another library: as it was read, with what it said
        before and what users corrected; oldest first, all of one moment.

        To be read to its end, or closed, in the thread that began.
        """
        articles = self._catalog.articles
        with self._catalog.database.snapshot():
            for article_id in articles.ids():
                article = articles.get(article_id)
                if article is None:  # none goes in a snapshot
                    continue
                as_read = articles.published_as_read(article_id)
                yield Incoming(
                    replace(article, published=as_read, copy_of="", outlet=""),
                    articles.original(article_id),
                    as_read,
                    tuple(Earlier(*version) for version in articles.versions_read(article_id)),
                    articles.edits(article_id),
                    exported=True,
                )

    def kept_apart(self) -> list[tuple[str, str]]:
        """The pairs of articles that a user said are no copies of each other, by id."""
        return self._catalog.copies.kept_apart()

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles and all that belongs to them; raises UnknownArticle, removing none."""
        wanted = dict.fromkeys([self.article(article_id).id for article_id in article_ids])
        with self._lock.held():
            self._catalog.delete(wanted)
        self._follow()

    # ---------------------------------------------------------------- correcting

    def edit(self, article_id: str, **fields: str) -> Article:
        """Correct `title`, `publisher` or `published` (ISO 8601; "" for none) of an article.

        The corrections stay when the article is added again. Returns the article as it is
        now; raises UnknownArticle, and ValueError for what is no date.
        """
        fields = {name: writable(value) for name, value in fields.items()}
        articles = self._catalog.articles
        while True:
            known = self.article(article_id)
            article = corrected_article(known, fields)
            if article.title != known.title:
                check_model(self._catalog, self.embeddings)
            entry = entry_of(article, self._catalog, self.embeddings)
            with self._lock.held():
                if articles.get(known.id) == known:  # else others have written it meanwhile
                    self._catalog.put([entry], edits={known.id: fields})
                    break
        self._follow()
        return articles.get(known.id) or article

    def keep_apart(self, article_id: str, other_id: str) -> None:
        """Remember that two articles are no copies of each other; raises UnknownArticle."""
        ids = (self.article(article_id).id, self.article(other_id).id)
        if ids[0] == ids[1]:
            raise UnknownArticle(f"{ids[0]} is one article: name another one")
        with self._lock.held():
            self._catalog.keep_apart(*ids)
        self._follow()

    # ---------------------------------------------------------------- copying

    def copy_catalog(self, target: Path, watch: Share | None = None) -> None:
        """Write the catalog as it is at this moment into a new file, while others read and write.

        Nobody waits for it. Raises sqlite3.Error.
        """
        self._catalog.database.copy_to(target, watch)

    def follow(self) -> None:
        """Bring the vector store in step with the catalog, if it is not; raises VectorsError,
        and ModelMismatch where the vectors are another model's."""
        check_model(self._catalog, self.embeddings)
        if not self._store().in_step:
            self._sync()

    # ---------------------------------------------------------------- reading

    def articles(
        self, filter: ArticleFilter | None = None, *, most: int | None = None, skip: int = 0
    ) -> list[Article]:
        """The articles that pass the filter, oldest first, undated ones last; at most so many of
        them, after the first `skip`.

        Raises UnknownStory, as whatever takes a filter does.
        """
        return self._catalog.articles.all(self._catalog.stories.resolved(filter), most, skip)

    def article(self, article_id: str) -> Article:
        """The article with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownArticle.
        """
        articles = self._catalog.articles
        id = known_id(article_id, articles.ids_starting, UnknownArticle, "article", "articles")
        found = articles.get(id)
        if found is None:
            raise UnknownArticle(f"the article {id} was removed meanwhile")
        return found

    def versions(self, article_id: str) -> list[Article]:
        """All that an article has said, oldest first; what it says now is the last.

        Raises UnknownArticle.
        """
        now = self.article(article_id)
        earlier = self._catalog.articles.versions(now.id)
        return [*(version for version in earlier if version.version != now.version), now]

    def original(self, article_id: str) -> bytes:
        """The bytes the article was read from; empty for one given as an object."""
        return self._catalog.articles.original(article_id)

    def sentences(self, article_id: str) -> list[Span]:
        """The sentences of an article, in order."""
        return self._catalog.articles.sentences(article_id)

    def annotations(self, article_ids: Iterable[str]) -> dict[str, Annotations]:
        """What stands in the text of each of these articles, by id; unknown ids are left out.

        What an older library lacks, or what is damaged, is made and kept.
        """
        return annotations_of(self._catalog, article_ids, self.embeddings)

    def publishers(self) -> list[str]:
        """The names of the outlets that have articles here, in alphabetical order."""
        return [outlet.name for outlet in self.outlets()]

    def known_outlets(self) -> tuple[Outlet, ...]:
        """All outlets of the table, whether they have articles here or not."""
        return self._catalog.outlets.now.known

    def outlets(self) -> list[Outlet]:
        """The outlets that have articles here, by name, each with all names known of it."""
        return self._catalog.outlets.now.here

    def outlet_of(self, url: str) -> str:
        """The outlet whose site an address is known to be on; "" for none."""
        return self._catalog.outlets.now.owner(url)

    def counts(self) -> tuple[int, int]:
        """How many articles and how many chunks there are."""
        return self._catalog.counts()

    def scope(self, filter: ArticleFilter | None = None) -> Scope:
        """What the filter lets through: how many articles, undated ones, copies; their days."""
        within = self._catalog.stories.resolved(filter) or ArticleFilter()
        return self._kept(within, lambda: self._catalog.articles.scope(within))

    def _kept(self, key: object, find: Callable[[], _Found]) -> _Found:
        """What was found under this key, until something changes."""
        generation, found = self._catalog.generation, self._remembered[1]
        if self._remembered[0] != generation or len(found) >= _MOST_KEPT:
            self._remembered = generation, (found := {})
        if key not in found:
            found[key] = find()
        value: _Found = found[key]
        return value

    @property
    def generation(self) -> int:
        """A number that rises with every change."""
        return self._catalog.generation

    # ---------------------------------------------------------------- stories

    def stories(self, filter: ArticleFilter | None = None) -> list[Story]:
        """The stories that the articles which pass belong to, the newest first; each with the
        articles that pass (`catalog.stories.Stories.all`)."""
        return self._catalog.stories.all(filter)

    def story(self, story_id: str) -> Story:
        """The story with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownStory.
        """
        return self._catalog.stories.get(story_id)

    def unclustered(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass and are in no story, oldest first, undated ones last."""
        return self._catalog.stories.unclustered(filter)

    # ---------------------------------------------------------------- search

    @property
    def searcher(self) -> Searcher:
        """What tells how rare words are, and how well passages and sentences meet a question."""
        check_model(self._catalog, self.embeddings)
        return self._searcher

    def search(self, query: str, k: int = 10, filter: ArticleFilter | None = None) -> list[Passage]:
        """The k best passages, best first; of copies with the same words only the first.

        Full-text rank (BM25) and vector rank are fused by reciprocal rank, and the best of
        that ordered anew by how each word of the query is met (`search.FEATURES`); `score`
        lies in 0..1. Empty for an empty query or library.
        """
        return self.searcher.search(query, k, filter)

    def foreground(self) -> AbstractContextManager[None]:
        """While this is held, the embedding of articles that come in waits, though not for ever."""
        return foreground(self.embeddings)

    def background(self) -> AbstractContextManager[None]:
        """While this is held, nothing waits for what this thread asks."""
        return background(self.embeddings)

    # ---------------------------------------------------------------- upkeep

    def check(self) -> list[Finding]:
        """What is well and what is not: model, catalog, vector store, room on the disk."""
        return check(self._catalog, self._lock, self._store, self.embeddings)

    def repair(self) -> Repair:
        """Build the vector store anew from the catalog's vectors, and say what was wrong.

        Nothing is embedded. The new store replaces the old one once it was checked. Which
        articles are copies, and what stands in each, is found anew as well.
        """
        return repair(self._catalog, self._lock, self._store(), self.embeddings)

    def reindex(self) -> Iterator[Outcome]:
        """Split and embed every article again with this library's embeddings.

        For a change of model. The new chunks and vectors replace the old in one
        transaction, so a reindex that is cut short leaves the library as it was.
        """
        yield from reindex(self._catalog, self._lock, self.embeddings)
        with self._lock.held():
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = None  # it knows the model that was before
            self._store().rebuild()

    # ---------------------------------------------------------------- model and vectors

    def _store(self) -> VectorStore:
        if self._vectors is None:
            self._vectors = VectorStore(
                self.folder / "chroma", self._catalog, self._lock, self.embeddings, self._server
            )
        return self._vectors

    def _follow(self) -> None:
        """Bring Chroma in step with what was written; where it fails, nothing is lost by it."""
        try:
            self._sync()
        except VectorsError as error:
            _LOG.warning("%s", error)

    def _sync(self) -> None:
        with self._lock.held():
            try:
                self._store().sync()
            finally:
                with contextlib.suppress(LibraryNotWritable):  # a full disk: the log keeps it all
                    self._catalog.database.checkpoint()
