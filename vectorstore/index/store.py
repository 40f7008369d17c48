"""A library's vector store: kept in step with the catalog, built anew when in doubt."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

from vectorstore.catalog.catalog import Catalog
from vectorstore.catalog.chunks import Changes
from vectorstore.errors import VectorsError
from vectorstore.index.chroma import (
    BATCH,
    EMBEDDED,
    Expected,
    NoCollection,
    OpenCollection,
    chroma_errors,
    sample,
)
from vectorstore.index.generations import (
    FreeBytes,
    flush,
    free_bytes,
    keep_only,
    new_generation,
    stamp,
)
from vectorstore.index.server import ANSWERING, HURRY, ChromaServer
from vectorstore.lock import WriteLock
from vectorstore.text.encoder import Embeddings, Vectors

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


_SILENCE = 30.0
"""Seconds for which a server that failed is not asked: no question waits for it again and again."""


_Point = tuple[int, int]
"""A point in the catalog's life: its generation, and the last change of its chunks."""


class VectorStore:
    """A library's vectors in Chroma, in step with the catalog after each `sync`.

    `folder` is where generations lie, `server` one to use in place of them, `embeddings`
    the model that made the vectors, `free` tells how much can still be written.
    """

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        lock: WriteLock,
        embeddings: Embeddings,
        server: ChromaServer | None = None,
        free: FreeBytes = free_bytes,
    ) -> None:
        self.server = server
        self.lock = lock
        self._generations = folder
        self._catalog = catalog
        self._model = embeddings
        self._free = free
        self._reader: tuple[int, OpenCollection] | None = None
        self._silent_until = 0.0

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
        return self.server.url if self.server else "embedded"

    @property
    def folder(self) -> Path | None:
        """The generation that counts; None where there is none, as with a server."""
        name = self._catalog.setting("chroma_folder")
        return self._generations / name if name else None

    def faults(self) -> list[str]:
        """What is known to be wrong with the store without opening it."""
        if mark := self._catalog.setting("chroma_dirty"):
            return [_MARKS.get(mark, _MARKS[_WRITING])]
        if self.server or (self.folder is None and not self._catalog.chunks.count()):
            return []
        if self.folder is None:
            return ["no vector store has been built"]
        return [] if self.folder.is_dir() else [f"{self.folder.name}: the folder is missing"]

    def expected(self) -> Expected:
        """What the store should hold by the catalog, with a sample of the vectors."""
        ids = self._catalog.chunks.ids()
        usual = float(self._catalog.setting("chroma_lost") or 0)
        vectors = self._catalog.chunks.vectors(sample(ids))
        return Expected(self._model.checksum, tuple(ids), vectors, usual)

    def differences(self, expected: Expected) -> list[str]:
        """In what the store, opened in this process, is not what it should be.

        The caller holds the library's lock. Never for an embedded store that may be
        damaged: opening such a one can end the process.
        """
        try:
            with self._told(), closing(self._open(self.folder)) as collection:
                return collection.differences(expected)
        except VectorsError as error:
            return [str(error)]

    def _may_be_opened(self) -> bool:
        """Whether the store is marked clean and its files are as they were left."""
        setting = self._catalog.setting
        if setting("chroma_place") != self.place:
            return False
        if self.server:  # what a write left there by half is written again, and looked at
            return True
        if setting("chroma_dirty") or self.folder is None:
            return False
        return setting("chroma_stamp") == stamp(self.folder)

    # ---------------------------------------------------------------- writing

    def sync(self) -> None:
        """Bring the store in step with the catalog; the caller holds the library's lock.

        Raises VectorsError where Chroma cannot be used; the catalog is whole all the same.
        """
        if self.in_step:
            return
        with self._errors():
            self.close()
            if not self._may_be_opened() or not self._follow():
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
            with self._told():
                yield
        except VectorsError as error:
            self._make_sure_of_room(self._catalog.chunks.count(), error)
            raise

    def _follow(self) -> bool:
        """Write what changed; False when a rebuild is the better way.

        The store is closed then, opened again and asked for what was written.
        """
        point, folder, changes = self._point(), self.folder, self._changes()
        if changes is None:
            return False
        if not changes and not self._catalog.setting("chroma_dirty"):  # only fields changed
            self._mark_clean(point, folder)
            return True
        self._make_sure_of_room(len(changes.present))
        self._catalog.remember(chroma_dirty=_WRITING)
        try:
            opened = self._open(folder)
        except NoCollection:  # somebody deleted it on the server
            return False
        with closing(opened) as collection:
            if collection.checksum != self._model.checksum:
                return False
            deleted = len(changes.gone) + len(collection.known(changes.present))
            deleted += int(self._catalog.setting("chroma_deleted") or 0)
            if deleted > _CHURN * self._catalog.chunks.count():
                return False
            collection.delete(changes.gone)
            self._write(collection, changes.present)
        # A full disk does not keep Chroma from writing its vector files by half.
        self._make_sure_of_room(0)
        with closing(self._open(folder)) as collection:
            if not self._holds(collection, changes):
                return False
        if folder is not None:
            flush(folder)
        self._mark_clean(point, folder, chroma_deleted=str(deleted))
        return True

    def _holds(self, collection: OpenCollection, changes: Changes) -> bool:
        """Whether changes are in a collection: by the count, the ids that changed and a query
        for their vectors. Only where the query tells against it, everything is compared."""
        present = collection.known(changes.present)
        if len(present) != len(changes.present) or collection.known(changes.gone):
            return False
        if collection.count() != self._catalog.chunks.count():  # others changed it
            return False
        if not collection.lost(self._catalog.chunks.vectors(sample(changes.present))):
            return True
        return not collection.differences(self.expected())

    def _rebuild(self) -> None:
        point, ids = self._point(), self._catalog.chunks.ids()
        if self.server:
            self._catalog.remember(chroma_dirty=_WRITING)
            self._replace(point, None, self._fill(None, ids))
            return
        keep_only(self.folder, self._generations)  # what a killed rebuild left
        self._make_sure_of_room(len(ids))
        new = new_generation(self._generations) if ids else None
        try:
            lost = 0.0
            if new is not None:
                lost = self._fill(new, ids)
                flush(new)
            self._replace(point, new, lost)
        except BaseException:
            keep_only(self.folder, self._generations)
            raise

    def _replace(self, point: _Point, new: Path | None, lost: float) -> None:
        """Have a new generation, or the server's collection, count from now on."""
        name = new.name if new else ""
        self._mark_clean(
            point, new, chroma_deleted="0", chroma_folder=name, chroma_lost=f"{lost:.4f}"
        )
        keep_only(new, self._generations)

    def _fill(self, folder: Path | None, ids: Sequence[str]) -> float:
        """Write all to a new collection, close it, and ask it what it holds.

        What comes back is the share of vectors that do not find themselves.
        """
        made_by = {
            "embedder": self._model.name,
            "dimension": self._model.dimension,
            "checksum": self._model.checksum,
        }
        with closing(OpenCollection(folder, self.server, self._name, made_by)) as collection:
            # In no order of time: copies that come in a row are what HNSW copes with worst.
            self._write(collection, sorted(ids))
        vectors = self._catalog.chunks.vectors(sample(ids))
        with closing(self._open(folder)) as collection:
            lost = collection.lost(vectors) / max(1, len(vectors))
            whole = Expected(self._model.checksum, tuple(ids), vectors, min(lost, _WORST))
            if faults := collection.differences(whole):
                raise VectorsError(f"the new vector store is not what was written: {faults[0]}")
        return lost

    def _write(self, collection: OpenCollection, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH):
            batch, chunks = ids[start : start + BATCH], self._catalog.chunks
            collection.write(batch, chunks.vectors(batch), chunks.places_by_id(batch))

    def _make_sure_of_room(self, chunks: int, cause: Exception | None = None) -> None:
        """Raise VectorsError where there is no room for so many chunks more."""
        folder = self._generations
        needed = chunks * (8 * self._model.dimension + _BESIDES) + _EMPTY
        if not self.server and self._free(folder) < needed:
            raise VectorsError(
                f"no space for the vector store: it takes about {1 + (needed >> 20)} MB in "
                f"{folder}: free some and run newsbrief repair; the articles are safe"
            ) from cause

    # ---------------------------------------------------------------- where the catalog is

    def _point(self) -> _Point:
        """Where the catalog is; all that changes after it comes after it in the changes, too."""
        generation = self._catalog.generation
        followed = int(self._catalog.setting("chroma_followed") or 0)
        with self._catalog.database.transaction():
            return generation, self._catalog.chunks.last_change(followed)

    def _changes(self) -> Changes | None:
        """What changed since the store was last in step; None where that is not known."""
        followed = self._catalog.setting("chroma_followed")
        if not followed:
            return None
        with self._catalog.database.snapshot():
            return self._catalog.chunks.changes(after=int(followed))

    def _mark_clean(self, point: _Point, folder: Path | None, **settings: str) -> None:
        self._catalog.remember(
            chroma_dirty="",
            chroma_place=self.place,
            chroma_generation=str(point[0]),
            chroma_followed=str(point[1]),
            chroma_stamp=stamp(folder),
            **settings,
        )

    # ---------------------------------------------------------------- reading

    def nearest(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of about the k nearest chunks, nearest first; None when it cannot tell.

        It cannot when the store is out of step, busy or damaged: the caller then reads
        every vector itself. HNSW is approximate: ask for more than are needed.
        """
        if time.monotonic() < self._silent_until:
            return None
        try:
            with self.lock.held(patience=0.05), self._told():
                collection = self._for_reading()
                return None if collection is None else collection.nearest(vector, k)
        except Exception:  # any failure here has the same cure
            if self.server:
                self._silent_until = time.monotonic() + _SILENCE
                self.close()
            return None

    def close(self) -> None:
        """Let go of the store, which writes nothing; it opens again when needed."""
        if self._reader is not None:
            _, collection = self._reader
            self._reader = None
            collection.close()

    def _for_reading(self) -> OpenCollection | None:
        """The collection, opened anew when something was written since."""
        if not self.in_step:
            return None
        generation = self._catalog.generation
        if self._reader is not None and self._reader[0] == generation:
            return self._reader[1]
        self.close()
        if not self._may_be_opened():
            return None
        # Opening can write, and a process can die of it: then none opens the store again.
        if not self.server:
            self._catalog.remember(chroma_dirty=_OPENING)
        collection = self._open(self.folder, HURRY)
        try:
            collection.count()  # has Chroma read its files now
        except BaseException:
            collection.close()
            raise
        if not self.server:
            self._catalog.remember(chroma_dirty="", chroma_stamp=stamp(self.folder))
        self._reader = (generation, collection)
        return collection

    # ---------------------------------------------------------------- Chroma

    def _told(self) -> AbstractContextManager[None]:
        """What Chroma raises as VectorsError."""
        return chroma_errors(self.place, self.server.key if self.server else "")

    @property
    def _name(self) -> str:
        return f"newsbrief-{self._catalog.setting('identity')}" if self.server else EMBEDDED

    def _open(self, folder: Path | None, patience: float = ANSWERING) -> OpenCollection:
        return OpenCollection(folder, self.server, self._name, patience=patience)
