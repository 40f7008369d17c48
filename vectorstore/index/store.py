"""A library's vector store: kept in step with the catalog, built anew when in doubt."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.catalog.catalog import Catalog
from vectorstore.errors import VectorsError
from vectorstore.index import chroma, following, journal
from vectorstore.index.chroma import EMBEDDED, Expected, chroma_errors, sample
from vectorstore.index.generations import FreeBytes, Generations, Stamp, flush, free_bytes
from vectorstore.index.hnsw import check_vector_files
from vectorstore.index.journal import Changes
from vectorstore.lock import WriteLock
from vectorstore.text.encoder import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_WRITING, _OPENING = "1", "opening"
_MARKS = {
    _WRITING: "a write to the vector store was cut short",
    _OPENING: "it could not be opened, or ended the process that opened it",
}
_CHURN = 0.2
"""Rebuild when this share of the vectors was deleted: HNSW loses track of what remains."""

_WORST = 0.4
"""A new store may lose as many vectors among copies of each other; more is something else."""

_BESIDES, _EMPTY = 1000, 1 << 20
"""Bytes a chunk takes in a store, about, beside twice its vector; and a store without any."""


@dataclass(frozen=True, slots=True)
class ModelMark:
    """Which embedding model made the vectors."""

    name: str
    dimension: int
    checksum: str


@dataclass(frozen=True, slots=True)
class _Point:
    """A point in the catalog's life: its generation, and the last entry of its journal."""

    generation: int
    entry: int


class VectorStore:
    """A library's vectors in Chroma, in step with the catalog after each `sync`.

    `folder` is where generations lie, `url` a server to use in place of them, `free` tells
    how much can still be written.
    """

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        lock: WriteLock,
        mark: ModelMark,
        url: str = "",
        free: FreeBytes = free_bytes,
    ) -> None:
        self.url = url
        self.lock = lock
        self._generations = Generations(folder)
        self._catalog = catalog
        self._mark = mark
        self._free = free
        self._reader: tuple[int, chroma.Opening, Collection] | None = None

    # ---------------------------------------------------------------- state

    @property
    def in_step(self) -> bool:
        """Whether what is stored is whole and is what the catalog holds now."""
        setting = self._catalog.setting
        return (
            not setting("chroma_dirty")
            and setting("chroma_generation") == str(self._catalog.generation)
            and setting("chroma_place") == self.place
        )

    @property
    def place(self) -> str:
        """Where the vectors are: "embedded", or the URL of a server."""
        return self.url or "embedded"

    @property
    def folder(self) -> Path | None:
        """The generation that counts; None where there is none, as with a server."""
        name = self._catalog.setting("chroma_folder")
        return self._generations.folder / name if name else None

    def faults(self) -> list[str]:
        """What is wrong with the stored files, found without opening them."""
        if mark := self._catalog.setting("chroma_dirty"):
            return [_MARKS.get(mark, _MARKS[_WRITING])]
        if self.url:
            return []
        if self.folder is None:
            return [] if not self._catalog.counts()[1] else ["no vector store has been built"]
        return check_vector_files(self.folder)

    def expected(self) -> Expected:
        """What the store should hold by the catalog, with a sample of the vectors."""
        ids = self._catalog.chunk_ids()
        usual = float(self._catalog.setting("chroma_lost") or 0)
        return Expected(self._mark.checksum, tuple(ids), self._vectors(ids), usual)

    def _vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of a sample of chunks."""
        return self._catalog.vectors(sample(ids))

    def differences(self, expected: Expected) -> list[str]:
        """In what the store, opened in this process, is not what it should be.

        The caller holds the library's lock. Never for an embedded store that may be
        damaged: opening such a one can end the process.
        """
        try:
            with chroma_errors(self.place), self._open(self.folder) as collection:
                return chroma.differences(collection, expected)
        except VectorsError as error:
            return [str(error)]

    def _sound(self) -> bool:
        """Whether the store may be opened: as it was left, or whole by its bytes."""
        setting = self._catalog.setting
        if setting("chroma_dirty") or setting("chroma_place") != self.place:
            return False
        if self.url or self.folder is None:
            return bool(self.url)
        if setting("chroma_stamp") == str(Stamp.of(self.folder)):
            return True
        return not check_vector_files(self.folder)

    # ---------------------------------------------------------------- writing

    def sync(self) -> None:
        """Bring the store in step with the catalog; the caller holds the library's lock.

        Raises VectorsError where Chroma cannot be used; the catalog is whole all the same.
        """
        if self.in_step:
            return
        with self._errors():
            self.close()
            if not self._sound() or not self._continue():
                self._rebuild()

    def rebuild(self) -> None:
        """Build the store anew from the catalog's vectors; the caller holds the lock.

        The old one stays, and counts, until the new one was checked. Raises VectorsError.
        """
        with self._errors():
            self.close()
            self._rebuild()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """What goes wrong as VectorsError; of a full disk Chroma has many words to say."""
        try:
            with chroma_errors(self.place):
                yield
        except VectorsError as error:
            if not self.url:
                self._make_sure_of_room(error)
            raise

    def _continue(self) -> bool:
        """Write what changed; False when a rebuild is the better way."""
        point, changes = self._point(), self._journalled()
        if changes is not None and not changes:  # of the articles only fields changed
            self._mark_clean(point, self.folder)
            return True
        folder = self.folder
        before = Stamp.of(folder) if folder else Stamp()
        self._catalog.remember(chroma_dirty=_WRITING)
        with self._open(folder) as collection:
            if (collection.metadata or {}).get("checksum") != self._mark.checksum:
                return False
            changes = changes or following.compared(self._catalog, collection)
            deleted = following.churn(collection, changes)
            deleted += int(self._catalog.setting("chroma_deleted") or 0)
            if deleted > _CHURN * self._catalog.counts()[1]:
                return False
            if not following.follow(self._catalog, collection, changes, self.expected):
                return False
        if folder is not None:
            # A full disk does not keep Chroma from writing its vector files by half.
            if Stamp.of(folder).index != before.index and check_vector_files(folder):
                return False
            flush(folder)
        self._mark_clean(point, folder, chroma_deleted=str(deleted))
        return True

    def _rebuild(self) -> None:
        point = self._point()
        ids = self._catalog.chunk_ids()
        if self.url:
            self._catalog.remember(chroma_dirty=_WRITING)
            self._replace(point, None, self._fill(None, ids))
            return
        self._generations.keep_only(self.folder)  # what a killed rebuild left
        self._make_sure_of_room()
        new = self._generations.new() if ids else None
        try:
            lost = 0.0
            if new is not None:
                lost = self._fill(new, ids)
                flush(new)
            self._replace(point, new, lost)
        except BaseException:
            self._generations.keep_only(self.folder)
            raise

    def _replace(self, point: _Point, new: Path | None, lost: float) -> None:
        """Have a new generation, or the server's collection, count from now on."""
        name = new.name if new else ""
        self._mark_clean(
            point, new, chroma_deleted="0", chroma_folder=name, chroma_lost=f"{lost:.4f}"
        )
        self._generations.keep_only(new)

    def _fill(self, folder: Path | None, ids: Sequence[str]) -> float:
        """Write all to a new collection, close it, and ask it what it holds.

        What comes back is the share of vectors that do not find themselves.
        """
        with self._open(folder, afresh=True) as collection:
            # In no order of time: copies that come in a row are what HNSW copes with worst.
            following.write(self._catalog, collection, Changes(tuple(sorted(ids))))
        if folder is not None and (faults := check_vector_files(folder)):
            raise VectorsError(f"the new vector store has faults: {faults[0]}")
        vectors = self._vectors(ids)
        with self._open(folder) as collection:
            lost = chroma.lost_share(collection, vectors)
            whole = Expected(self._mark.checksum, tuple(ids), vectors, min(lost, _WORST))
            if faults := chroma.differences(collection, whole):
                raise VectorsError(f"the new vector store is not what was written: {faults[0]}")
        return lost

    def _make_sure_of_room(self, cause: Exception | None = None) -> None:
        """Raise VectorsError where there is no room for one more generation."""
        chunks, folder = self._catalog.counts()[1], self._generations.folder
        needed = chunks * (8 * self._mark.dimension + _BESIDES) + _EMPTY
        if self._free(folder) < needed:
            raise VectorsError(
                f"no space for the vector store: it takes about {1 + (needed >> 20)} MB in "
                f"{folder}: free some and run newsbrief repair; the articles are safe"
            ) from cause

    # ---------------------------------------------------------------- where the catalog is

    def _point(self) -> _Point:
        """Where the catalog is; all that changes after it will be in the journal."""
        generation = self._catalog.generation
        followed = int(self._catalog.setting("chroma_followed") or 0)
        with self._catalog.transaction() as connection:
            return _Point(generation, journal.keep(connection, followed))

    def _journalled(self) -> Changes | None:
        """What changed since the store was last in step; None where that is not known."""
        followed = self._catalog.setting("chroma_followed")
        if not followed:
            return None
        with self._catalog.transaction() as connection:
            return journal.changes(connection, after=int(followed))

    def _mark_clean(self, point: _Point, folder: Path | None, **settings: str) -> None:
        self._catalog.remember(
            chroma_dirty="",
            chroma_place=self.place,
            chroma_generation=str(point.generation),
            chroma_followed=str(point.entry),
            chroma_stamp=str(Stamp.of(folder)) if folder else "",
            **settings,
        )

    # ---------------------------------------------------------------- reading

    def nearest(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of about the k nearest chunks, nearest first; None when it cannot tell.

        It cannot when the store is out of step, busy or damaged: the caller then reads
        every vector itself. HNSW is approximate: ask for more than are needed.
        """
        try:
            with self.lock.held(patience=0.05), chroma_errors(self.place):
                collection = self._for_reading()
                if collection is None:
                    return None
                found = collection.query(query_embeddings=vector[None, :], n_results=k)
                return list(found["ids"][0])
        except Exception:  # any failure here has the same cure
            return None

    def close(self) -> None:
        """Let go of the store, which writes nothing; it opens again when needed."""
        if self._reader is not None:
            _, opening, _ = self._reader
            self._reader = None
            opening.close()

    def _for_reading(self) -> Collection | None:
        """The collection, opened anew when something was written since."""
        if not self.in_step:
            return None
        generation = self._catalog.generation
        if self._reader is not None and self._reader[0] == generation:
            return self._reader[2]
        self.close()
        if not self._sound():
            return None
        with self._marked_while_opening():
            opening = chroma.reading(self.folder, self.url)
            try:
                collection = chroma.collection(opening.client, self._collection_name)
                collection.count()  # has Chroma read its files now
            except BaseException:
                opening.close()
                raise
        self._reader = (generation, opening, collection)
        return collection

    @contextlib.contextmanager
    def _marked_while_opening(self) -> Iterator[None]:
        """Opening can write, and a process can die of it: then none opens the store again."""
        if self.url:
            yield
            return
        self._catalog.remember(chroma_dirty=_OPENING)
        yield
        stamp = str(Stamp.of(self.folder)) if self.folder else ""
        self._catalog.remember(chroma_dirty="", chroma_stamp=stamp)

    # ---------------------------------------------------------------- Chroma

    @property
    def _collection_name(self) -> str:
        return f"newsbrief-{self._catalog.setting('identity')}" if self.url else EMBEDDED

    @contextlib.contextmanager
    def _open(self, folder: Path | None, afresh: bool = False) -> Iterator[Collection]:
        with chroma.opened(folder, self.url) as client:
            if afresh:
                made_by = {
                    "embedder": self._mark.name,
                    "dimension": self._mark.dimension,
                    "checksum": self._mark.checksum,
                }
                yield chroma.new_collection(client, self._collection_name, made_by)
            else:
                yield chroma.collection(client, self._collection_name)
