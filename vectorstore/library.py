"""A library: a folder of articles that can be added to, searched and read back whole."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from vectorstore.catalog import Catalog, Entry
from vectorstore.documents import Article, ArticleFilter, Passage, Scope, digest
from vectorstore.embeddings import Embeddings, SentenceTransformerEmbeddings
from vectorstore.errors import (
    LibraryNotWritable,
    ModelMismatch,
    NotALibrary,
    UnknownArticle,
    VectorStoreError,
)
from vectorstore.language import STOP_WORDS, Span, forms, sentences, terms, words
from vectorstore.lock import WriteLock
from vectorstore.matrix import SIMILARITY_DIGITS, Matrix
from vectorstore.ranking import fuse
from vectorstore.splitter import embedded_text, split
from vectorstore.vectors import ModelMark, VectorStore, checked_url

CATALOG = "catalog.sqlite3"

EXACT_LIMIT = 200_000
"""Up to this many chunks, and always under a filter, every vector is compared exactly."""

_CANDIDATES = 100
_OVERSAMPLING = 4
_MOST_PASSAGES = 10_000
_COMMON_SHARE = 0.1
_COMMON_FROM = 2_000
_BATCH_CHUNKS = 64


class Status(Enum):
    """What adding an article did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article to add, and the bytes it was read from."""

    article: Article
    original: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incoming article; `id` is the one it has in the library."""

    id: str
    status: Status
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is well, what was seen, and what mends it."""

    name: str
    ok: bool
    seen: str
    fix: str = ""


class Library:
    """A folder with a catalog and a vector store; made when missing.

    `embeddings` defaults to the bundled MiniLM. A library remembers the model it was
    indexed with and refuses another one (ModelMismatch) unless `any_model` is set, as
    `reindex` needs. `chroma_url` names a Chroma server to use in place of the embedded
    store. Raises NotALibrary, LibraryNotWritable, LibraryDamaged or LibraryBusy.
    """

    def __init__(
        self,
        folder: str | Path,
        embeddings: Embeddings | None = None,
        *,
        chroma_url: str = "",
        any_model: bool = False,
        exact_limit: int = EXACT_LIMIT,
    ) -> None:
        self.folder = _prepared(Path(folder))
        self.embeddings = embeddings or SentenceTransformerEmbeddings()
        self._chroma_url = checked_url(chroma_url)
        self._exact_limit = exact_limit
        self._lock = WriteLock(self.folder)
        with contextlib.nullcontext() if self._exists() else self._lock.held():
            self._catalog = Catalog(self.folder / CATALOG)
        self._matrix = Matrix(self._catalog)
        self._vectors: VectorStore | None = None
        remembered = self._catalog.setting("embedder_name")
        if not any_model and remembered not in ("", self.embeddings.name):
            try:
                self._check_model()
            except BaseException:
                self._catalog.close()
                raise

    def _exists(self) -> bool:
        return (self.folder / CATALOG).exists()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files; the library is not used afterwards."""
        if self._vectors is not None:
            self._vectors.close()
        self._catalog.close()

    # ---------------------------------------------------------------- adding

    def add(self, incoming: Iterable[Incoming]) -> Iterator[Outcome]:
        """Add articles; what became of each is yielded, in order, once it is safely kept.

        An article that is here already in the same words is unchanged; one with the same
        id or from the same file with other words replaces the older. The vector store
        follows when all are in; if it fails, VectorsError is raised and nothing is lost.
        """
        written = False
        pending: list[tuple[Incoming, Status]] = []
        keys: set[str] = set()
        size = 0
        for read in incoming:
            item = self._recognised(read)
            if not keys.isdisjoint((item.article.id, item.article.version)):
                # What happens to it depends on one that is not written yet.
                yield from self._write(pending)
                written, pending, keys, size = True, [], set(), 0
                item = self._recognised(read)
            status = self._status(item.article)
            if status is not Status.UNCHANGED and self._only_fields_changed(item.article):
                yield from self._write(pending)
                pending, keys, size = [], set(), 0
                with self._lock.held():
                    self._catalog.describe(item.article)
                written = True
                yield Outcome(item.article.id, status)
                continue
            if status is Status.UNCHANGED and not pending:
                yield Outcome(item.article.id, status)
                continue
            pending.append((item, status))
            keys.update((item.article.id, item.article.version))
            size += 1 + len(item.article.text) // 800
            if size >= _BATCH_CHUNKS:
                yield from self._write(pending)
                written, pending, keys, size = True, [], set(), 0
        yield from self._write(pending)
        if written or pending:
            self._sync()

    def _recognised(self, item: Incoming) -> Incoming:
        """The item under the id that its file was first added with.

        A file keeps the id of its first words, so a second file that has those words
        today must not take the id over: it gets one from where it lies.
        """
        article = item.article
        if article.url or not article.origin or article.origin == "stdin":
            return item
        known = self._catalog.by_origin(article.origin)
        if known is not None:
            return replace(item, article=replace(article, id=known.id))
        taken = self._catalog.article(article.id)
        if taken is None or taken.version == article.version or not taken.origin:
            return item
        return replace(item, article=replace(article, id=digest("origin", article.origin)))

    def _status(self, article: Article) -> Status:
        known = self._catalog.article(article.id)
        if known is not None:
            return Status.UNCHANGED if _same(known, article) else Status.UPDATED
        twins = self._catalog.ids_of_version(article.version)
        return Status.DUPLICATE if twins else Status.ADDED

    def _only_fields_changed(self, article: Article) -> bool:
        """Whether the text, and the title that is embedded with it, are as they were."""
        known = self._catalog.article(article.id)
        return known is not None and _same_words(known, article)

    def _write(self, pending: Sequence[tuple[Incoming, Status]]) -> Iterator[Outcome]:
        fresh = [item for item, status in pending if status is not Status.UNCHANGED]
        counts: dict[str, int] = {}
        if fresh:
            self._check_model()
            entries = self._entries(fresh)
            counts = {entry.article.id: len(entry.chunks) for entry in entries}
            with self._lock.held():
                self._check_model()  # another process may have indexed anew meanwhile
                self._remember_model()
                self._catalog.put(entries)
        for item, status in pending:
            yield Outcome(item.article.id, status, counts.get(item.article.id, 0))

    def _entries(self, items: Sequence[Incoming]) -> list[Entry]:
        cut = []
        texts: list[str] = []
        for item in items:
            spans = sentences(item.article.text)
            chunks = split(item.article, spans, self.embeddings)
            cut.append((item, spans, chunks))
            texts += [
                embedded_text(item.article.title, chunk.text, self.embeddings) for chunk in chunks
            ]
        vectors = self.embeddings.embed(texts)
        entries, first = [], 0
        for item, spans, chunks in cut:
            rows = vectors[first : first + len(chunks)]
            first += len(chunks)
            entries.append(Entry(item.article, tuple(spans), tuple(chunks), rows, item.original))
        return entries

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles and all that belongs to them; raises UnknownArticle, removing none."""
        wanted = dict.fromkeys([self.article(article_id).id for article_id in article_ids])
        with self._lock.held():
            self._catalog.delete(wanted)
        self._sync()

    # ---------------------------------------------------------------- reading back

    def articles(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass the filter, oldest first, undated ones last."""
        return self._catalog.articles(filter)

    def article(self, article_id: str) -> Article:
        """The article with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownArticle.
        """
        if not isinstance(article_id, str):
            raise UnknownArticle(f"{article_id!r} is no article id: ids are strings")
        found = self._catalog.article(article_id)
        if found is None and len(article_id) >= 4:
            ids = self._catalog.ids_starting(article_id)
            if len(ids) > 1:
                raise UnknownArticle(
                    f"{len(ids)} articles have an id that begins with {article_id}: give more of it"
                )
            found = self._catalog.article(ids[0]) if ids else None
        if found is None:
            raise UnknownArticle(
                f"no article has the id {article_id!r}: newsbrief articles lists them"
            )
        return found

    def original(self, article_id: str) -> bytes:
        """The bytes the article was read from; empty for one given as an object."""
        return self._catalog.original(article_id)

    def sentences(self, article_id: str) -> list[Span]:
        """The sentences of an article, in order."""
        return self._catalog.sentences(article_id)

    def counts(self) -> tuple[int, int]:
        """How many articles and how many chunks there are."""
        return self._catalog.counts()

    def scope(self, filter: ArticleFilter | None = None) -> Scope:
        """What the filter lets through: how many articles, undated ones, copies; their days."""
        return self._catalog.scope(filter)

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's content words, each with how much it tells here.

        That is the inverse document frequency over chunks in the form BM25 uses
        (Robertson and Spärck Jones), 0 or more, a word's other forms counted in; a word
        that no chunk has gets the most.
        """
        chunks = self._catalog.counts()[1]
        found: dict[str, float] = {}
        for word in _content_words(text):
            having = max(self._catalog.frequency(form) for form in spellings(word))
            rarity = math.log(1 + (chunks - having + 0.5) / (having + 0.5))
            for term in terms(word):
                found[term] = max(found.get(term, 0.0), rarity)
        return found

    def knows(self, word: str) -> bool:
        """Whether any chunk has the word or another form of it."""
        return any(self._catalog.frequency(form) for form in spellings(word.casefold()))

    @property
    def generation(self) -> int:
        """A number that rises with every change."""
        return self._catalog.generation

    # ---------------------------------------------------------------- search

    def search(self, query: str, k: int = 10, filter: ArticleFilter | None = None) -> list[Passage]:
        """The k best passages, best first; of copies with the same words only the first.

        Full-text rank (BM25) and vector rank are fused by reciprocal rank; `score` lies in
        0..1, 1 for a passage that is first in both. Empty for an empty query or library.
        """
        if not query.strip() or k < 1:
            return []
        filter = filter or None
        k = min(k, _MOST_PASSAGES)
        depth = max(_CANDIDATES, k * _OVERSAMPLING)
        looked_up = [form for word in self._query_words(query) for form in spellings(word)]
        by_words = [n for n, _ in self._catalog.match(looked_up, filter, depth)]
        by_vector = self._nearest(query, filter, depth)
        spans = self._catalog.spans([*by_words, *by_vector])
        scores = fuse([by_words, by_vector])
        found = sorted(
            (number for number in scores if number in spans),
            key=lambda number: (-round(scores[number], 9), spans[number]),
        )
        return self._passages([(spans[n], scores[n]) for n in found], k)

    def _passages(
        self, found: Sequence[tuple[tuple[str, int, int], float]], k: int
    ) -> list[Passage]:
        """The first k passages with different words; of the same words the oldest article's."""
        articles: dict[str, Article] = {}
        passages: dict[str, Passage] = {}
        for (article_id, start, end), score in found:
            article = articles.get(article_id) or self._catalog.article(article_id)
            if article is None:  # removed by another process since the search
                continue
            articles[article_id] = article
            text = article.text[start:end]
            passage = Passage(
                article_id, article.title, article.publisher, article.published,
                text, start, end, score,
            )  # fmt: skip
            other = passages.get(text)
            if other is None and len(passages) == k:
                break
            if other is None:
                passages[text] = passage
            elif _precedes(article, articles[other.article_id]):
                passages[text] = replace(passage, score=other.score)
        return list(passages.values())

    def _query_words(self, query: str) -> list[str]:
        """The words worth looking up: no stop words, none that a tenth of all chunks have."""
        found = _content_words(query)
        chunks = self._catalog.counts()[1]
        if chunks < _COMMON_FROM:
            return found
        limit = chunks * _COMMON_SHARE
        rare = [word for word in found if self._catalog.frequency(word) <= limit]
        return rare or found

    def _nearest(self, query: str, filter: ArticleFilter | None, depth: int) -> list[int]:
        """Numbers of the nearest chunks; exact, but for a large library without a filter."""
        if not self._catalog.counts()[1]:
            return []
        self._check_model()
        vector = self.embeddings.embed([query])[0]
        if filter is None and self._catalog.counts()[1] > self._exact_limit:
            ids = self._store().nearest(vector, depth * _OVERSAMPLING)
            if ids is not None:
                return self._reranked(ids, vector)[:depth]
        numbers = None if filter is None else self._catalog.chunk_numbers(filter)
        return self._in_order(self._matrix.nearest(vector, depth, numbers))[:depth]

    def _in_order(self, found: Sequence[tuple[int, float]]) -> list[int]:
        """Nearest first; equally near ones by article and place, not by when they were added."""
        spans = self._catalog.spans([number for number, _ in found])
        kept = [(-similarity, spans[number], number) for number, similarity in found
                if number in spans]  # fmt: skip
        return [number for _, _, number in sorted(kept)]

    def _reranked(self, ids: Sequence[str], vector: np.ndarray) -> list[int]:
        """What Chroma found, ordered by exact similarity."""
        known = self._catalog.numbers_by_id(ids)
        kept = [i for i in ids if i in known]
        if not kept:
            return []
        similarities = np.round(self._catalog.vectors(kept) @ vector, SIMILARITY_DIGITS)
        return self._in_order(
            [(known[i], float(s)) for i, s in zip(kept, similarities, strict=True)]
        )

    # ---------------------------------------------------------------- upkeep

    def check(self) -> list[Finding]:
        """What is well and what is not: model, catalog, vector store."""
        findings = [self._check_model_finding(), self._check_catalog_finding()]
        if findings[0].ok:
            findings.append(self._check_vectors_finding())
        return findings

    def repair(self) -> int:
        """Build the vector store anew from the catalog's vectors; returns how many.

        Nothing is embedded. The new store replaces the old one once it was checked.
        """
        with self._lock.held():
            if self._catalog.counts()[1]:
                self._store().rebuild()
        return self._catalog.counts()[1]

    def reindex(self) -> Iterator[Outcome]:
        """Split and embed every article again with this library's embeddings.

        For a change of model. The new chunks and vectors replace the old in one
        transaction, so a reindex that is cut short leaves the library as it was.
        """
        made: dict[str, Entry] = {}
        for article in self._catalog.articles():
            made[article.id] = self._entry(article)
            yield Outcome(article.id, Status.UPDATED, len(made[article.id].chunks))
        with self._lock.held():
            # What was added, changed or removed meanwhile counts.
            entries = [
                replace(made[now.id], article=now)
                if now.id in made and _same_words(made[now.id].article, now)
                else self._entry(now)
                for now in self._catalog.articles()
            ]
            self._catalog.replace_all(entries, **self._model_settings())
            self._vectors = None
            if entries:
                self._store().rebuild()

    def _entry(self, article: Article) -> Entry:
        (entry,) = self._entries([Incoming(article, self._catalog.original(article.id))])
        return entry

    def _check_model_finding(self) -> Finding:
        try:
            self._check_model()
            checksum = self.embeddings.checksum[:12]
            seen = f"{self.embeddings.name}, {self.embeddings.dimension} dimensions, {checksum}…"
            return Finding("embedding model", True, seen)
        except VectorStoreError as error:
            return Finding("embedding model", False, str(error))

    def _check_catalog_finding(self) -> Finding:
        with self._lock.held():
            faults = self._catalog.faults()
        articles, chunks = self._catalog.counts() if not faults else (0, 0)
        if faults:
            return Finding(
                "catalog", False, "; ".join(faults),
                "restore catalog.sqlite3 from a backup, or add the articles to a new library",
            )  # fmt: skip
        return Finding("catalog", True, f"{articles} articles, {chunks} chunks")

    def _check_vectors_finding(self) -> Finding:
        with self._lock.held():
            store = self._store()
            faults = store.faults()
            if not faults and not store.in_step and self._catalog.counts()[1]:
                faults = ["it is out of step with the catalog"]
        if faults:
            return Finding("vector store", False, "; ".join(faults), "run newsbrief repair")
        return Finding("vector store", True, self._chroma_url or "embedded, in step")

    # ---------------------------------------------------------------- model and vectors

    def _model_settings(self) -> dict[str, str]:
        return {
            "embedder_name": self.embeddings.name,
            "embedder_dimension": str(self.embeddings.dimension),
            "embedder_checksum": self.embeddings.checksum,
        }

    def _remember_model(self) -> None:
        if not self._catalog.setting("embedder_checksum"):
            self._catalog.remember(**self._model_settings())

    def _check_model(self) -> None:
        """Refuse a model other than the one whose vectors are here."""
        remembered = self._catalog.setting("embedder_checksum")
        if remembered and remembered != self.embeddings.checksum:
            raise ModelMismatch(
                f"{self.folder} was indexed with the embedding model "
                f"{self._catalog.setting('embedder_name')}, not {self.embeddings.name}: set "
                "NEWSBRIEF_EMBEDDINGS back, or run newsbrief repair --reindex to index it anew"
            )

    def _store(self) -> VectorStore:
        if self._vectors is None:
            mark = ModelMark(
                self.embeddings.name, self.embeddings.dimension, self.embeddings.checksum
            )
            self._vectors = VectorStore(
                self.folder / "chroma", self._catalog, self._lock, mark, self._chroma_url
            )
        return self._vectors

    def _sync(self) -> None:
        with self._lock.held():
            try:
                self._store().sync()
            finally:
                self._catalog.checkpoint()


def _prepared(folder: Path) -> Path:
    """The folder, made when missing; refuses one that holds other things."""
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = (folder / CATALOG).exists()
        foreign = not known and any(
            path.name not in ("newsbrief.toml", "write.lock", "write.pid")
            and not path.name.startswith(CATALOG)
            for path in folder.iterdir()
        )
    except FileExistsError as error:
        raise NotALibrary(f"{folder} is a file: a library is a folder") from error
    except OSError as error:
        raise LibraryNotWritable(
            f"{folder} cannot be used as a library ({error.strerror}): "
            "check its permissions or choose another folder"
        ) from error
    if foreign:
        raise NotALibrary(
            f"{folder} holds other files and no library: choose an empty or a new folder"
        )
    return folder


def _content_words(text: str) -> list[str]:
    """The words that are no stop words, in lower case, each once, in order.

    In capitals a stop word is an acronym: US, WHO.
    """
    found = []
    for span in words(text):
        word = text[span.start : span.end]
        if word.casefold() not in STOP_WORDS or (len(word) > 1 and word.isupper()):
            found.append(word.casefold())
    return list(dict.fromkeys(found))


def spellings(word: str) -> list[str]:
    """What to look a word up by: its irregular forms, an acronym with and without stops."""
    bare = word.replace(".", "")
    if not bare.isalpha() or (bare == word and len(word) > 2):
        return list(forms(word))
    return list(dict.fromkeys([*forms(word), bare, ".".join(bare)]))


def _same_words(one: Article, other: Article) -> bool:
    """Whether what is embedded of two articles is the same."""
    return (one.version, one.title) == (other.version, other.title)


def _same(one: Article, other: Article) -> bool:
    """Whether two articles are the same but for the file they were read from."""
    return replace(one, origin="") == replace(other, origin="")


def _precedes(one: Article, other: Article) -> bool:
    """Whether one is the earlier publication; the id decides where dates do not."""
    return _age(one) < _age(other)


def _age(article: Article) -> tuple[bool, int, str]:
    day = article.day
    return (day is None, day.toordinal() if day else 0, article.id)
