"""A library: a folder of articles that can be added to, searched and read back whole."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalog.annotations import pack, unpack
from vectorstore.catalog.catalog import Catalog, Entry
from vectorstore.clustering import Clustering
from vectorstore.documents import (
    Article,
    ArticleFilter,
    Passage,
    Scope,
    SourceRead,
    before,
    digest,
    writable,
)
from vectorstore.errors import (
    LibraryBusy,
    LibraryNotWritable,
    ModelMismatch,
    NotALibrary,
    UnknownArticle,
    VectorsError,
    VectorStoreError,
)
from vectorstore.index import ModelMark, VectorStore, checked_url
from vectorstore.inspection import inspect, inspect_room
from vectorstore.lock import WriteLock
from vectorstore.search import Query
from vectorstore.search.late import basis, packed, projected
from vectorstore.search.matrix import SIMILARITY_DIGITS, Matrix
from vectorstore.search.searcher import Searcher, spellings
from vectorstore.search.spelling import SHORTEST, one_slip_apart, stemmed
from vectorstore.stories import Story
from vectorstore.text import Span
from vectorstore.text.annotate import annotate
from vectorstore.text.annotations import Annotations
from vectorstore.text.encoder import (
    Embeddings,
    SentenceTransformerEmbeddings,
    aside,
    embed_tokens,
    first,
)
from vectorstore.text.splitter import chunk, head, split
from vectorstore.text.terms import fold

CATALOG = "catalog.sqlite3"

EXACT_LIMIT = 200_000
"""Up to this many chunks, and always under a filter, every vector is compared exactly."""

_LOG = logging.getLogger(__name__)
_TRIES = 5
_SCOPES = 64
_MOST_PASSAGES = 10_000
_BATCH_CHUNKS = 64
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
"""A publisher that is known by its address only."""


class Status(Enum):
    """What adding an article did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article to add, and the bytes it was read from.

    `told` is for the library: the date that was read, where a user corrected it.
    """

    article: Article
    original: bytes = b""
    told: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceKept:
    """A source that `Library.holds`, of so many bytes: its articles were not read again."""

    origin: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incoming article; `id` is the one it has in the library.

    `chunks` were written for it. `place` is where it was read, or the title of an article
    object, and `size` how many bytes (of an article object, characters) were read.
    """

    id: str
    status: Status
    chunks: int = 0
    place: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be done with one article; nothing where there is no item."""

    id: str
    status: Status
    item: Incoming | None = None
    origin: str = ""
    place: str = ""
    size: int = 0
    past: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What no other step of a batch may share: what becomes of it depends on this one."""
        return (self.id,) if self.item is None else (self.id, self.item.article.version)


@dataclass(slots=True)
class _Batch:
    """Steps that are written together, and the sources that they finish."""

    steps: list[_Step] = field(default_factory=list)
    sources: list[SourceRead] = field(default_factory=list)
    unmarked: list[_Step] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    size: int = 0

    def add(self, step: _Step) -> None:
        self.steps.append(step)
        if step.origin:
            self.unmarked.append(step)
        if step.item is not None:
            self.keys.update(step.keys)
            self.size += 1 + len(step.item.article.text) // 800

    def mark(self, source: SourceRead) -> None:
        """The articles read from this source are all that it holds."""
        ids = [
            step.id
            for step in self.unmarked
            if step.origin == source.origin or step.origin.startswith(f"{source.origin}#")
        ]
        if ids:
            self.sources.append(replace(source, articles=tuple(ids)))
        self.unmarked = []

    def waits_for(self, step: _Step) -> bool:
        return not self.keys.isdisjoint(step.keys)

    @property
    def writes(self) -> bool:
        return bool(self.keys or self.sources)

    @property
    def is_full(self) -> bool:
        return self.size >= _BATCH_CHUNKS

    def emptied(self) -> _Batch:
        """The next batch, which goes on with the source that is being read."""
        return _Batch(unmarked=self.unmarked)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is well, what was seen, and what mends it."""

    name: str
    ok: bool
    seen: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """How many vectors the new vector store holds, and what was wrong with the old one."""

    vectors: int
    found: tuple[str, ...] = ()


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
        self._stories = Clustering(self._catalog)
        self._vectors: VectorStore | None = None
        self._pending: Set[str] = frozenset()
        self._search: Searcher | None = None
        self._publishers: tuple[int, list[str]] = (-1, [])
        self._scopes: dict[tuple[ArticleFilter | None, int], Scope] = {}
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
        batch = self._begun(_Batch())
        written = False
        raised: list[Exception] = []
        for read in _until_it_fails(incoming, raised):
            if isinstance(read, SourceRead):
                batch.mark(read)
                continue
            steps = self._steps(read)
            if any(batch.waits_for(step) for step in steps):
                # What happens to it depends on one that is not written yet.
                written |= batch.writes
                yield from self._write(batch)
                batch = self._begun(batch.emptied())
                steps = self._steps(read)
            for step in steps:
                batch.add(step)
            if batch.is_full or not batch.writes:
                written |= batch.writes
                yield from self._write(batch)
                batch = self._begun(batch.emptied())
        written |= batch.writes
        yield from self._write(batch)
        if written or not self._store().in_step:  # what a kill left behind is mended too
            self._sync()
        if raised:
            raise raised[0]

    def _begun(self, batch: _Batch) -> _Batch:
        self._pending = batch.keys
        return batch

    def holds(self, origin: str, digest: str) -> bool:
        """Whether this source was read whole when its bytes had this digest."""
        known = self._catalog.source(origin)
        if known is None or known.digest != digest:
            return False
        # An article that is about to say otherwise is no longer what this source holds.
        return self._pending.isdisjoint(known.articles)

    def _steps(self, read: Incoming | SourceKept) -> list[_Step]:
        if isinstance(read, SourceKept):
            known = self._catalog.source(read.origin)
            ids = known.articles if known else ()
            sizes = [read.size, *(0 for _ in ids)]
            return [
                _Step(i, Status.UNCHANGED, place=read.origin, size=size)
                for i, size in zip(ids, sizes, strict=False)
            ]
        return [self._step(self._recognised(read))]

    def _recognised(self, item: Incoming) -> Incoming:
        """The item under the id that its file was first added with, as users corrected it.

        A file keeps the id of its first words, so a second file that has those words
        today must not take the id over: it gets one from where it lies.
        """
        article = self._completed(self._identified(item.article))
        edits = self._catalog.edits(article.id)
        corrected = _edited(article, edits) if edits else article
        return replace(item, article=corrected, told=article.published)

    def _completed(self, article: Article) -> Article:
        """The article with what an earlier reading of the same words told and this one doesn't.

        A page and the feed that names it tell the same article, each in part: what is
        empty now keeps its value, a surer date its day, and a name goes before an address.
        """
        known = self._catalog.article(article.id)
        if known is None or known.version != article.version:
            return article
        fields: dict[str, Any] = {
            name: getattr(known, name)
            for name in ("title", "publisher", "authors", "agency", "dateline", "language")
            if not getattr(article, name)
        }
        if _HOST.fullmatch(article.publisher) and not _HOST.fullmatch(known.publisher):
            fields["publisher"] = known.publisher or article.publisher
        told = self._catalog.told(article.id)
        if told is not None and (known.confidence or 0) > (article.confidence or 0):
            fields |= {"published": told, "confidence": known.confidence}
        return replace(article, **fields)

    def _identified(self, article: Article) -> Article:
        if article.url or not article.origin or article.origin == "stdin":
            return article
        known = self._catalog.by_origin(article.origin)
        if known is not None:
            return replace(article, id=known.id)
        taken = self._catalog.article(article.id)
        if taken is None or taken.version == article.version or not taken.origin:
            return article
        return replace(article, id=digest("origin", article.origin))

    def _step(self, item: Incoming) -> _Step:
        """What is to be done with an article that was read."""
        article = item.article
        known = self._catalog.article(article.id)
        place, size = article.origin or article.title, len(item.original or article.text)
        write = _Step(article.id, Status.UPDATED, item, article.origin, place, size)
        keep = replace(write, status=Status.UNCHANGED, item=None)
        if known is None:
            return replace(write, status=Status.ADDED)
        from_elsewhere = article.origin != known.origin
        if known.version == article.version:
            two_sources = from_elsewhere and known.origin and article.origin
            return keep if two_sources or _same(known, article) else write
        if from_elsewhere or not article.origin:
            told = self._catalog.told(article.id)
            said = {one.version for one in self._catalog.versions(article.id)}
            if article.version in said and not before(told, item.told):
                return keep
            if before(item.told, told):
                return replace(write, past=True)
        return write

    def _write(self, batch: _Batch) -> Iterator[Outcome]:
        fresh = [step.item for step in batch.steps if step.item and not step.past]
        past = [
            (replace(step.item.article, published=step.item.told), step.item.original)
            for step in batch.steps
            if step.item and step.past
        ]
        counts: dict[str, int] = {}
        paired: set[str] = set()
        if fresh:
            self._check_model()
        entries = self._entries(fresh)
        if batch.writes:
            counts = {entry.article.id: len(entry.chunks) for entry in entries}
            with self._lock.held():
                self._check_model()  # another process may have indexed anew meanwhile
                self._remember_model()
                paired = self._catalog.put(entries, past=past, sources=batch.sources)
        for step in batch.steps:
            copied = step.status is Status.ADDED and step.id in paired
            yield Outcome(
                step.id,
                Status.DUPLICATE if copied else step.status,
                counts.get(step.id, 0) if step.item else 0,
                step.place,
                step.size,
            )

    def _entries(self, items: Sequence[Incoming], *, anew: bool = False) -> list[Entry]:
        """The articles split and embedded; vectors of the same words are taken over."""
        cut = []
        texts: list[str] = []
        for item in items:
            found = annotate(item.article.text, item.article.day)
            spans = [Span(one.start, one.end) for one in found.sentences]
            known = [] if anew else self._catalog.twin(item.article)
            if known:
                chunks = [chunk(item.article, start, end) for start, end, *_ in known]
            else:
                chunks = split(item.article, spans, self.embeddings)
                title = head(item.article.title, self.embeddings)
                texts += [title + one.text for one in chunks]
            cut.append((item, spans, found, chunks, known))
        vectors, states = embed_tokens(self.embeddings, texts)
        along = basis(self.embeddings.name, self.embeddings.dimension)
        entries, first = [], 0
        for item, spans, found, chunks, known in cut:
            if known:
                rows = np.stack([vector for _, _, vector, _ in known])
                tokens = [blob for _, _, _, blob in known]
            else:
                last = first + len(chunks)
                rows = vectors[first:last]
                before = len(texts[first]) - len(chunks[0].text) if chunks else 0
                tokens = [
                    packed(projected(one, along, shift=-before)) for one in states[first:last]
                ]
                first = last
            entries.append(
                Entry(
                    item.article,
                    tuple(spans),
                    tuple(chunks),
                    rows,
                    item.original,
                    item.told,
                    tuple(tokens),
                    pack(found),
                )
            )
        return entries

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
        known = self.article(article_id)
        fields = {name: writable(value) for name, value in fields.items()}
        article = _edited(known, fields)
        item = Incoming(article, self._catalog.original(known.id), self._catalog.told(known.id))
        if article.title != known.title:
            self._check_model()
        (entry,) = self._entries([item])
        with self._lock.held():
            self._catalog.put([entry], edits={known.id: fields})
        self._follow()
        return self.article(known.id)

    def part(self, one: str, other: str) -> None:
        """Remember that two articles are no copies of each other; raises UnknownArticle."""
        ids = (self.article(one).id, self.article(other).id)
        if ids[0] == ids[1]:
            raise UnknownArticle(f"{ids[0]} is one article: name another one")
        with self._lock.held():
            self._catalog.part(*ids)
        self._follow()

    def versions(self, article_id: str) -> list[Article]:
        """All that an article has said, oldest first; what it says now is the last.

        Raises UnknownArticle.
        """
        now = self.article(article_id)
        past = self._catalog.versions(now.id)
        return [*(one for one in past if one.version != now.version), now]

    # ---------------------------------------------------------------- reading back

    def articles(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass the filter, oldest first, undated ones last.

        Raises UnknownStory, as whatever takes a filter does.
        """
        return self._catalog.articles(self._stories.resolved(filter))

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

    def annotations(self, article_ids: Iterable[str]) -> dict[str, Annotations]:
        """What stands in the text of each of these articles, by id; unknown ids are left out.

        What an older library lacks, or what is damaged, is made and kept.
        """
        wanted = list(dict.fromkeys(article_ids))
        packed = self._catalog.annotations(wanted)
        found = {one: unpack(packed.get(one, b"")) for one in wanted}
        made = {
            one: annotate(article.text, article.day)
            for one, known in found.items()
            if known is None and (article := self._catalog.article(one)) is not None
        }
        if made:
            # Whoever can only read the library makes them again the next time.
            with contextlib.suppress(LibraryBusy, LibraryNotWritable):
                self._catalog.keep_annotations({one: pack(new) for one, new in made.items()})
        return {one: known or made[one] for one, known in found.items() if known or one in made}

    def first(self) -> AbstractContextManager[None]:
        """While this is held, the embedding of articles that come in waits, though not for ever."""
        return first(self.embeddings)

    def aside(self) -> AbstractContextManager[None]:
        """While this is held, nothing waits for what this thread asks."""
        return aside(self.embeddings)

    def publishers(self) -> list[str]:
        """The names of all publishers, in alphabetical order."""
        generation = self._catalog.generation
        if self._publishers[0] != generation:
            self._publishers = generation, self._catalog.publishers()
        return list(self._publishers[1])

    def counts(self) -> tuple[int, int]:
        """How many articles and how many chunks there are."""
        return self._catalog.counts()

    def scope(self, filter: ArticleFilter | None = None) -> Scope:
        """What the filter lets through: how many articles, undated ones, copies; their days."""
        filter = self._stories.resolved(filter)
        key = (filter or None, self._catalog.generation)
        if key not in self._scopes:
            if len(self._scopes) >= _SCOPES:
                self._scopes.clear()
            self._scopes[key] = self._catalog.scope(filter)
        return self._scopes[key]

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's content words, each with how rare it is here
        (`Searcher.rarity`)."""
        return self._searcher().rarity(text)

    def knows(self, word: str) -> bool:
        """Whether any chunk has the word or another form of it."""
        return any(self._catalog.frequency(form) for form in spellings(word.casefold()))

    def spelled_like(self, word: str) -> list[str]:
        """Indexed words that may be meant by one that no chunk has: a slip of the pen apart,
        with the same first letter. Words of fewer than five letters have none."""
        folded = fold(word)
        if len(folded) < SHORTEST or not folded[0].isalpha():
            return []
        indexed = self._catalog.indexed(folded[0])
        return sorted(t for t in indexed if any(one_slip_apart(f, t) for f in stemmed(folded)))

    @property
    def generation(self) -> int:
        """A number that rises with every change."""
        return self._catalog.generation

    # ---------------------------------------------------------------- stories

    def stories(self, filter: ArticleFilter | None = None) -> list[Story]:
        """The stories that the articles which pass belong to, the newest first; each as the
        articles that pass tell it (`Clustering.stories`)."""
        return self._stories.stories(filter)

    def story(self, story_id: str) -> Story:
        """The story with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownStory.
        """
        return self._stories.story(story_id)

    def alone(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass and are in no story, oldest first, undated ones last."""
        return self._stories.alone(filter)

    # ---------------------------------------------------------------- search

    def search(self, query: str, k: int = 10, filter: ArticleFilter | None = None) -> list[Passage]:
        """The k best passages, best first; of copies with the same words only the first.

        Full-text rank (BM25) and vector rank are fused by reciprocal rank, and the best of
        that ordered anew by how each word of the query is met (`ranking.FEATURES`); `score`
        lies in 0..1. Empty for an empty query or library.
        """
        k = min(k, _MOST_PASSAGES)
        within = self._stories.resolved(filter or None)
        if not query.strip() or k < 1:
            return []
        for _ in range(_TRIES):
            generation = self._catalog.generation
            found = self._searcher().found(query, k, within)
            if self._catalog.generation == generation:
                return found
            # Another process wrote meanwhile: parts may be from before and after.
        with contextlib.suppress(LibraryBusy), self._lock.held():
            found = self._searcher().found(query, k, within)
        return found

    def query(self, text: str) -> Query:
        """A question as the store reads it; the last few are kept."""
        return self._searcher().query(text)

    def closeness(
        self, texts: Sequence[str], article_ids: Sequence[str]
    ) -> dict[str, list[tuple[int, int, float]]]:
        """How near the chunks of articles are to texts that say the same in several ways.

        For each article its chunks in order: start, end, and the cosine of the chunk's vector
        and the mean of the texts' vectors. Empty without texts.
        """
        if not texts:
            return {}
        mean = np.asarray(self.embeddings.embed(list(texts))).mean(axis=0)
        mean /= max(float(np.linalg.norm(mean)), 1e-12)
        found: dict[str, list[tuple[int, int, float]]] = {}
        for article_id, start, end, vector in self._catalog.chunk_vectors(article_ids):
            near = round(float(vector @ mean), SIMILARITY_DIGITS)
            found.setdefault(article_id, []).append((start, end, near))
        return found

    def matched(
        self, query: Query, places: Sequence[tuple[str, int, Sequence[Span]]]
    ) -> list[NDArray[np.float32]]:
        """How well sentences meet each token of a query (`Searcher.matched`)."""
        return self._searcher().matched(query, places)

    def rated(
        self, text: str, filter: ArticleFilter | None = None
    ) -> tuple[list[tuple[str, int, int]], NDArray[np.float32]]:
        """What speaks for the chunks that a search orders, one row each (`Searcher.rated`)."""
        return self._searcher().rated(text, self._stories.resolved(filter))

    def _searcher(self) -> Searcher:
        self._check_model()
        if self._search is None:
            self._search = Searcher(
                self._catalog, self._matrix, self.embeddings, self._store, self._exact_limit
            )
        return self._search

    # ---------------------------------------------------------------- upkeep

    def check(self) -> list[Finding]:
        """What is well and what is not: model, catalog, vector store."""
        findings = [self._check_model_finding(), self._check_catalog_finding()]
        if all(finding.ok for finding in findings):
            findings.append(self._check_vectors_finding())
        return [*findings, self._check_room_finding()]

    def repair(self) -> Repair:
        """Build the vector store anew from the catalog's vectors, and say what was wrong.

        Nothing is embedded. The new store replaces the old one once it was checked. Which
        articles are copies, and what stands in each, is found anew as well.
        """
        store = self._store()
        found = inspect(store).faults
        with self._lock.held():
            self._catalog.relink()
            self._catalog.keep_annotations(
                {one.id: pack(annotate(one.text, one.day)) for one in self._catalog.articles()}
            )
            store.rebuild()
        return Repair(self._catalog.counts()[1], found)

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
            self._catalog.replace_chunks(entries, **self._model_settings())
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = None  # it knows the model that was before
            self._store().rebuild()

    def _entry(self, article: Article) -> Entry:
        original, told = self._catalog.original(article.id), self._catalog.told(article.id)
        (entry,) = self._entries([Incoming(article, original, told)], anew=True)
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
        found = inspect(self._store())
        if found.faults:
            return Finding("vector store", False, "; ".join(found.faults), "run newsbrief repair")
        return Finding("vector store", True, found.seen)

    def _check_room_finding(self) -> Finding:
        found = inspect_room(self.folder)
        if found.faults:
            return Finding("disk", False, "; ".join(found.faults), "free some space")
        return Finding("disk", True, found.seen)

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
                    self._catalog.checkpoint()


_Item = TypeVar("_Item")


def _until_it_fails(items: Iterable[_Item], raised: list[Exception]) -> Iterator[_Item]:
    """The items; an exception that ends them is put into `raised`."""
    try:
        yield from items
    except Exception as error:
        raised.append(error)


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


def _same_words(one: Article, other: Article) -> bool:
    """Whether what is embedded of two articles is the same."""
    return (one.version, one.title) == (other.version, other.title)


def _same(one: Article, other: Article) -> bool:
    """Whether two articles are the same but for where they were read and what copies them."""
    return replace(one, origin="", copy_of="") == replace(other, origin="", copy_of="")


def _edited(article: Article, fields: Mapping[str, str]) -> Article:
    """The article with what a user corrected: ISO 8601 for the date, "" for none."""
    told: dict[str, Any] = dict(fields)
    if "published" in fields:
        told["published"] = fields["published"] or None
        told["confidence"] = 1.0 if fields["published"] else 0.0
    return replace(article, **told)
