"""What becomes of articles that are added: which are new, what is written, in which batches."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

import numpy as np

from vectorstore.catalog.annotations import pack
from vectorstore.catalog.catalog import Catalog, Earlier, Entry
from vectorstore.documents import Article, SourceRead, before, digest
from vectorstore.errors import LibraryBusy, LibraryNotWritable, ModelMismatch
from vectorstore.lock import WriteLock
from vectorstore.outlets import is_site
from vectorstore.search.late import basis, packed, projected
from vectorstore.text import sentences
from vectorstore.text.annotate import annotate, annotate_states, joined, redated
from vectorstore.text.annotations import Annotations
from vectorstore.text.encoder import Embeddings, TokenStates, Vectors, embed_tokens
from vectorstore.text.splitter import chunk, head, split

_BATCH_CHUNKS = 48
_Item = TypeVar("_Item")


class Status(Enum):
    """What adding an article did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article to add, and the bytes it was read from.

    `published_as_read` is for the library: the date before a user corrected it. What comes out of
    another library (`exported`) takes with it what it said `earlier`, oldest first, and what
    users corrected in it (`edits`, by field); it is an old state of an article, not a new reading
    of its source.
    """

    article: Article
    original: bytes = b""
    published_as_read: date | datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    exported: bool = False


@dataclass(frozen=True, slots=True)
class SourceKept:
    """A source that `Library.holds`, of so many bytes: its articles were not read again."""

    origin: str
    size: int = 0


_TOLD = ("publisher", "published", "authors")
"""What the same text may come again with."""


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
    """What is to be done with one article; nothing where there is no item.

    `earlier`: it says what the article here said before. `history` is what the library does not
    know yet of what it said before that. `read` is the article as it came, from which all this
    was decided.
    """

    outcome: Outcome
    item: Incoming | None = None
    origin: str = ""
    earlier: bool = False
    history: tuple[Earlier, ...] = ()
    read: Incoming | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What no other step of a batch may share: what becomes of it depends on this one."""
        id = self.outcome.id
        return (id,) if self.item is None else (id, self.item.article.version)

    @property
    def writes(self) -> bool:
        return self.item is not None or bool(self.history)

    @property
    def fresh(self) -> Incoming | None:
        """What is to be split, embedded and written as what the article says now."""
        return None if self.earlier else self.item


@dataclass(slots=True)
class _Batch:
    """Steps that are written together, and the sources that they finish."""

    steps: list[_Step] = field(default_factory=list)
    sources: list[SourceRead] = field(default_factory=list)
    unfinished: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    size: int = 0

    def add(self, step: _Step) -> None:
        self.steps.append(step)
        if step.origin:
            self.unfinished.append((step.origin, step.outcome.id))
        if step.writes:
            self.keys.update(step.keys)
            self.size += 1 + (len(step.item.article.text) // 800 if step.item else 0)

    def finish(self, source: SourceRead) -> None:
        """The articles read from this source are all that it holds."""
        ids = [
            id
            for origin, id in self.unfinished
            if origin == source.origin or origin.startswith(f"{source.origin}#")
        ]
        if ids:
            self.sources.append(replace(source, articles=tuple(ids)))
        self.unfinished = []

    def rename(self, ids: Mapping[str, str]) -> None:
        """Have articles be known under other ids from now on."""
        self.unfinished = [(origin, ids.get(id, id)) for origin, id in self.unfinished]
        self.sources = [
            replace(one, articles=tuple(ids.get(id, id) for id in one.articles))
            for one in self.sources
        ]

    def waits_for(self, step: _Step) -> bool:
        return not self.keys.isdisjoint(step.keys)

    @property
    def writes(self) -> bool:
        return bool(self.keys or self.sources)

    @property
    def is_full(self) -> bool:
        return self.size >= _BATCH_CHUNKS


class Adder:
    """Adds articles to a catalog; several may be added to one at the same time."""

    def __init__(self, catalog: Catalog, lock: WriteLock, embeddings: Embeddings) -> None:
        self._catalog = catalog
        self._lock = lock
        self._embeddings = embeddings
        self._running: list[_Adding] = []

    def add(self, incoming: Iterable[Incoming | SourceRead | SourceKept]) -> Iterator[Outcome]:
        """What became of each article, in order, once it is kept (`Library.add`)."""
        adding = _Adding(self._catalog, self._lock, self._embeddings)
        self._running.append(adding)
        try:
            yield from adding.outcomes(incoming)
        finally:
            self._running.remove(adding)

    def holds(self, origin: str, digest: str) -> bool:
        """Whether this source was read whole when its bytes had this digest."""
        known = self._catalog.articles.source(origin)
        if known is None or known.digest != digest:
            return False
        # An article that is about to say otherwise is no longer what this source holds.
        return not any(adding.touches(known.articles) for adding in list(self._running))


class _Adding:
    """One run of adding, batch by batch.

    While the model embeds one batch, the one before is annotated and written, and the next one
    read.
    """

    def __init__(self, catalog: Catalog, lock: WriteLock, embeddings: Embeddings) -> None:
        self._catalog = catalog
        self._lock = lock
        self._embeddings = embeddings
        self._batch = _Batch()
        self._embedding: _Embedding | None = None

    def outcomes(self, incoming: Iterable[Incoming | SourceRead | SourceKept]) -> Iterator[Outcome]:
        """What became of each article, in order, once it is kept."""
        with ThreadPoolExecutor(1, "embedding") as model:
            for read in incoming:
                yield from self._taken(read, model)
            yield from self._started(model)
            yield from self._finished()

    def touches(self, article_ids: Collection[str]) -> bool:
        """Whether one of these articles is about to be written."""
        waiting = [self._batch, *([self._embedding.batch] if self._embedding else [])]
        return not all(batch.keys.isdisjoint(article_ids) for batch in waiting)

    def _taken(
        self, read: Incoming | SourceRead | SourceKept, model: ThreadPoolExecutor
    ) -> Iterator[Outcome]:
        """One more item for the batch; what became of those that are written with it."""
        if self._embedding is not None and self._embedding.made.done():
            yield from self._finished()
        if isinstance(read, SourceRead):
            self._batch.finish(read)
            return
        steps = self._steps(read)
        # What happens to one may depend on another that is not written yet.
        if self._embedding and any(self._embedding.batch.waits_for(step) for step in steps):
            yield from self._finished()
            steps = self._steps(read)
        if any(self._batch.waits_for(step) for step in steps):
            yield from self._started(model)
            yield from self._finished()
            steps = self._steps(read)
        for step in steps:
            self._batch.add(step)
        if self._batch.is_full or not (self._batch.writes or self._embedding):
            yield from self._started(model)

    # ---------------------------------------------------------------- what is to be done

    def _steps(self, read: Incoming | SourceKept) -> list[_Step]:
        if isinstance(read, SourceKept):
            known = self._catalog.articles.source(read.origin)
            return [
                _Step(Outcome(id, Status.UNCHANGED, 0, read.origin, 0 if number else read.size))
                for number, id in enumerate(known.articles if known else ())
            ]
        return [self._decided(read)]

    def _decided(self, read: Incoming) -> _Step:
        """What is to be done with an article, by what the library holds now."""
        item = self._recognised(read)
        return replace(self._with_history(self._step(item), item), read=read)

    def _with_history(self, step: _Step, item: Incoming) -> _Step:
        """The step with what an exported article brings of what it said before."""
        if not item.earlier:
            return step
        id, articles = step.outcome.id, self._catalog.articles
        known = {version.version for version in articles.versions(id)}
        if (now := articles.get(id)) is not None:
            known.add(now.version)
        history = tuple(
            replace(one, article=replace(one.article, id=id))
            for one in item.earlier
            if one.article.version not in known
        )
        status = step.outcome.status
        if history and status is Status.UNCHANGED:
            status = Status.UPDATED
        return replace(step, outcome=replace(step.outcome, status=status), history=history)

    def _recognised(self, item: Incoming) -> Incoming:
        """The item under the id that its file was first added with, as users corrected it."""
        article = self._completed(self._identified(item.article, exported=item.exported))
        own = self._catalog.articles.edits(article.id)
        brought = {name: value for name, value in item.edits.items() if name not in own}
        edits = {**brought, **own}
        corrected = corrected_article(article, edits) if edits else article
        return replace(item, article=corrected, published_as_read=article.published, edits=brought)

    def _identified(self, article: Article, *, exported: bool = False) -> Article:
        """The article under the id that its file has here.

        A file keeps the id of its first words, so a second file that has those words
        today must not take the id over: it gets one from where it lies. What was exported lay on
        another machine, where the same path may be of another file.
        """
        by_place = article.origin and not exported
        known = self._catalog.articles.by_origin(article.origin) if by_place else None
        if not article.url and known is not None and article.origin != "stdin":
            return replace(article, id=known.id)
        if (same := self._untold(article)) is not None:
            return replace(article, id=same.id)
        if article.url or not article.origin or article.origin == "stdin":
            return article
        taken = self._catalog.articles.get(article.id)
        if taken is None or taken.version == article.version or not taken.origin:
            return article
        return replace(article, id=digest("origin", article.origin))

    def _untold(self, article: Article) -> Article | None:
        """The one article here with the same title and words that lacks what this one tells of
        its outlet, day or writers, or tells what this one lacks, and contradicts it in nothing."""
        if self._catalog.articles.get(article.id) is not None:
            return None
        alike = [
            known
            for known in self._catalog.articles.by_words(article.version)
            if known.title == article.title
            and all(
                getattr(known, name) == getattr(article, name)
                or not (getattr(known, name) and getattr(article, name))
                for name in (*_TOLD, "url")
            )
            and (
                any(bool(getattr(known, name)) != bool(getattr(article, name)) for name in _TOLD)
                or (article.url and known.url == article.url)
            )
        ]
        return alike[0] if len(alike) == 1 else None

    def _completed(self, article: Article) -> Article:
        """The article with what an earlier reading of the same words had and this one lacks.

        A page and the feed that names it hold the same article, each in part: what is
        empty now keeps its value, a surer date its day, and a name goes before an address.
        """
        known = self._catalog.articles.get(article.id)
        if known is None or known.version != article.version:
            return article
        fields: dict[str, Any] = {
            name: getattr(known, name)
            for name in ("title", "publisher", "authors", "agency", "dateline", "language", "url")
            if not getattr(article, name)
        }
        if is_site(article.publisher) and not is_site(known.publisher):
            fields["publisher"] = known.publisher or article.publisher
        as_read = self._catalog.articles.published_as_read(article.id)
        if as_read is not None and (known.confidence or 0) > (article.confidence or 0):
            fields |= {"published": as_read, "confidence": known.confidence}
        return replace(article, **fields)

    def _step(self, item: Incoming) -> _Step:
        """What is to be done with an article that was read."""
        article, articles = item.article, self._catalog.articles
        known = articles.get(article.id)
        place, size = article.origin or article.title, len(item.original or article.text)
        status = Status.ADDED if known is None else Status.UPDATED
        write = _Step(Outcome(article.id, status, 0, place, size), item, article.origin)
        keep = _Step(replace(write.outcome, status=Status.UNCHANGED), origin=article.origin)
        if known is None:
            return write
        from_elsewhere = article.origin != known.origin
        if known.version == article.version:
            tells_more = any(getattr(article, name) and not getattr(known, name) for name in _TOLD)
            two_sources = from_elsewhere and known.origin and article.origin and not tells_more
            return keep if two_sources or _is_same(known, article) else write
        if from_elsewhere or item.exported or not article.origin:
            as_read = articles.published_as_read(article.id)
            versions = {version.version for version in articles.versions(article.id)}
            if article.version in versions and not before(as_read, item.published_as_read):
                return keep
            older = before(item.published_as_read, as_read)
            # An export says of its text only that it came after those it said before.
            later = before(as_read, item.published_as_read) or any(
                known.version == one.article.version for one in item.earlier
            )
            if older or (item.exported and not later):
                return replace(write, earlier=True)
        return write

    # ---------------------------------------------------------------- writing

    def _started(self, model: ThreadPoolExecutor) -> Iterator[Outcome]:
        """Let the model begin with the batch, and finish the one before meanwhile."""
        batch, self._batch = self._batch, _Batch(unfinished=self._batch.unfinished)
        if not batch.writes:
            yield from self._finished()
            yield from self._outcomes(batch, [], set())
            return
        fresh = [step.fresh for step in batch.steps if step.fresh]
        try:
            if fresh:
                check_model(self._catalog, self._embeddings)
            pieces = in_pieces(fresh, self._catalog, self._embeddings)
        except Exception:
            yield from self._finished()
            raise
        made = model.submit(embed_tokens, self._embeddings, pieces.texts)
        before, self._embedding = self._embedding, _Embedding(batch, pieces, made)
        if before is not None:
            yield from self._written(before)

    def _finished(self) -> Iterator[Outcome]:
        """Wait for what the model embeds, if anything, and write it."""
        if self._embedding is not None:
            last, self._embedding = self._embedding, None
            yield from self._written(last)

    def _written(self, embedding: _Embedding) -> Iterator[Outcome]:
        batch = embedding.batch
        made = annotated_entries(embedding.pieces, *embedding.made.result(), self._embeddings)
        while True:
            with self._lock.held():
                # Another process may have indexed anew meanwhile.
                check_model(self._catalog, self._embeddings)
                self._decide_again(batch)
                wanted = [step.fresh for step in batch.steps if step.fresh]
                found = [_entry(item, made) for item in wanted]
                entries = [entry for entry in found if entry is not None]
                if len(entries) == len(wanted):
                    copied = self._put(batch, entries)
                    break
            lacking = [item for item, entry in zip(wanted, found, strict=True) if entry is None]
            # What others wrote decides otherwise: that takes the model, and holds up nobody.
            made += entries_of(lacking, self._catalog, self._embeddings)
        yield from self._outcomes(batch, entries, copied)

    def _decide_again(self, batch: _Batch) -> None:
        """Decide by what the library holds now, whose lock is held: others may have written since
        a batch was begun, or removed what was unchanged then."""
        before = batch.steps
        batch.steps = [self._again(step) if step.writes else step for step in before]
        keys = {key for step in batch.steps if step.writes for key in step.keys}
        for place, step in enumerate(before):
            # What another step of the batch writes is here by then, as it was.
            if not step.writes and keys.isdisjoint((again := self._again(step)).keys):
                batch.steps[place] = again
                keys.update(again.keys if again.writes else ())
        pairs = zip(before, batch.steps, strict=True)
        ids = {old.outcome.id: new.outcome.id for old, new in pairs
               if old.outcome.id != new.outcome.id}  # fmt: skip
        if ids:
            waiting = [self._embedding.batch] if self._embedding else []
            for one in (batch, self._batch, *waiting):
                one.rename(ids)

    def _again(self, step: _Step) -> _Step:
        return self._decided(step.read) if step.read else step

    def _put(self, batch: _Batch, entries: Sequence[Entry]) -> set[str]:
        """Write a batch; the ids of those that are copies, or have some here."""
        earlier = [
            Earlier(replace(step.item.article, published=step.item.published_as_read),
                    step.item.original)
            for step in batch.steps
            if step.item and step.earlier
        ]  # fmt: skip
        earlier += [version for step in batch.steps for version in step.history]
        fresh = (step.fresh for step in batch.steps if step.fresh)
        edits = {item.article.id: item.edits for item in fresh if item.edits}
        if not self._catalog.setting("embedder_checksum"):
            self._catalog.remember(**model_settings(self._embeddings))
        return self._catalog.put(entries, earlier=earlier, sources=batch.sources, edits=edits)

    def _outcomes(
        self, batch: _Batch, entries: Sequence[Entry], copied: Collection[str]
    ) -> Iterator[Outcome]:
        """What became of the articles of a batch of which these were written."""
        counts = {entry.article.id: len(entry.chunks) for entry in entries}
        for step in batch.steps:
            outcome = step.outcome
            if step.item:
                outcome = replace(outcome, chunks=counts.get(outcome.id, 0))
            if outcome.status is Status.ADDED and outcome.id in copied:
                outcome = replace(outcome, status=Status.DUPLICATE)
            yield outcome


@dataclass(frozen=True, slots=True)
class Pieces:
    """Articles split; of those that are new the texts to be embedded, each with its title before
    it: `titles` has one for each entry."""

    entries: list[Entry]
    titles: list[str]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class _Embedding:
    """A batch whose texts the model embeds: their vectors and token states, once they are made."""

    batch: _Batch
    pieces: Pieces
    made: Future[tuple[Vectors, list[TokenStates]]]


def _entry(item: Incoming, made: Sequence[Entry]) -> Entry | None:
    """What was made of just this article; None for nothing."""
    wanted = (item.article, item.published_as_read)
    return next((one for one in made if (one.article, one.published_as_read) == wanted), None)


def entries_of(
    items: Sequence[Incoming], catalog: Catalog, embeddings: Embeddings, *, anew: bool = False
) -> list[Entry]:
    """Articles split, embedded, and annotated from the states that embedding leaves.

    Unless `anew`, what is here of the same words and title is taken over.
    """
    pieces = in_pieces(items, catalog, embeddings, anew=anew)
    return annotated_entries(pieces, *embed_tokens(embeddings, pieces.texts), embeddings)


def in_pieces(
    items: Sequence[Incoming], catalog: Catalog, embeddings: Embeddings, *, anew: bool = False
) -> Pieces:
    """Articles split, and what of them is to be embedded."""
    entries = [_read(item, embeddings, catalog, anew=anew) for item in items]
    titles = ["" if entry.tokens else head(entry.article.title, embeddings) for entry in entries]
    texts = [
        title + piece.text
        for entry, title in zip(entries, titles, strict=True)
        if not entry.tokens
        for piece in entry.chunks
    ]
    return Pieces(entries, titles, texts)


def annotated_entries(
    pieces: Pieces, vectors: Vectors, states: Sequence[TokenStates], embeddings: Embeddings
) -> list[Entry]:
    """The articles with their vectors, tokens and annotations, from what was made of the texts."""
    directions = basis(embeddings.name, embeddings.dimension)
    entries = list(pieces.entries)
    end = 0
    for place, (entry, title) in enumerate(zip(entries, pieces.titles, strict=True)):
        if not entry.tokens:
            own = slice(end, end + len(entry.chunks))
            end = own.stop
            tokens = (projected(state, directions, shift=-len(title)) for state in states[own])
            chunks = zip(entry.chunks, states[own], strict=True)
            read = joined((piece.start, len(title), state) for piece, state in chunks)
            article = entry.article
            entries[place] = replace(
                entry,
                vectors=vectors[own],
                tokens=tuple(packed(kept) for kept in tokens),
                annotations=pack(annotate_states(article.text, article.day, entry.sentences, read)),
            )
    return entries


def _read(item: Incoming, embeddings: Embeddings, catalog: Catalog, *, anew: bool) -> Entry:
    """An article in chunks; without tokens these are still to be embedded and annotated."""
    article = item.article
    spans = tuple(sentences(article.text))
    known = [] if anew else catalog.chunks.embedded_before(article)
    if known:
        chunks = [chunk(article, piece.start, piece.end) for piece in known]
        vectors = np.stack([piece.vector for piece in known])
    else:
        chunks = split(article, spans, embeddings)
        vectors = np.zeros((0, embeddings.dimension), dtype=np.float32)
    return Entry(
        article,
        spans,
        tuple(chunks),
        vectors,
        item.original,
        item.published_as_read,
        tuple(piece.tokens for piece in known),
        pack(annotated_again(article, catalog, embeddings)) if known else b"",
    )


def annotated_again(article: Article, catalog: Catalog, embeddings: Embeddings) -> Annotations:
    """The annotations of an article, with the names that are kept of the same words if any are."""
    known = catalog.annotations.of_words(article.version)
    if known is None:
        return annotate(article.text, article.day, embeddings, article.title)
    return redated(article.text, article.day, known)


def annotations_of(
    catalog: Catalog, article_ids: Iterable[str], embeddings: Embeddings
) -> dict[str, Annotations]:
    """What stands in the text of articles, by id; what is lacking or damaged is made and kept."""
    wanted = list(dict.fromkeys(article_ids))
    found = catalog.annotations.read(wanted)
    lacking = (catalog.articles.get(id) for id in wanted if id not in found)
    made = {
        article.id: annotate(article.text, article.day, embeddings, article.title)
        for article in lacking
        if article
    }
    if made:
        # Whoever can only read the library makes them again the next time.
        with contextlib.suppress(LibraryBusy, LibraryNotWritable):
            catalog.keep_annotations({id: pack(new) for id, new in made.items()})
    found |= made
    return {id: found[id] for id in wanted if id in found}


def until_it_fails(items: Iterable[_Item], raised: list[Exception]) -> Iterator[_Item]:
    """The items; an exception that ends them is put into `raised`."""
    try:
        yield from items
    except Exception as error:
        raised.append(error)


def entry_of(
    article: Article, catalog: Catalog, embeddings: Embeddings, *, anew: bool = False
) -> Entry:
    """All that is kept of an article that is here, made once more (`entries_of`)."""
    articles = catalog.articles
    item = Incoming(article, articles.original(article.id), articles.published_as_read(article.id))
    (entry,) = entries_of([item], catalog, embeddings, anew=anew)
    return entry


def check_model(catalog: Catalog, embeddings: Embeddings) -> None:
    """Refuse a model other than the one whose vectors are here: ModelMismatch."""
    remembered = catalog.setting("embedder_checksum")
    if remembered and remembered != embeddings.checksum:
        raise ModelMismatch(
            f"{catalog.database.path.parent} was indexed with the embedding model "
            f"{catalog.setting('embedder_name')}, not {embeddings.name}: set "
            "NEWSBRIEF_EMBEDDINGS back, or run newsbrief repair --reindex to index it anew"
        )


def model_settings(embeddings: Embeddings) -> dict[str, str]:
    """What a library remembers of the model that it is indexed with."""
    return {
        "embedder_name": embeddings.name,
        "embedder_dimension": str(embeddings.dimension),
        "embedder_checksum": embeddings.checksum,
    }


def corrected_article(article: Article, fields: Mapping[str, str]) -> Article:
    """The article with what a user corrected: ISO 8601 for the date, "" for none."""
    values: dict[str, Any] = dict(fields)
    if "published" in fields:
        values["published"] = fields["published"] or None
        values["confidence"] = 1.0 if fields["published"] else 0.0
    return replace(article, **values)


def _is_same(article: Article, other: Article) -> bool:
    """Whether two articles are the same but for where they were read and what copies them."""
    return replace(article, origin="", copy_of="") == replace(other, origin="", copy_of="")
