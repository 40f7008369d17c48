"""The vector store: Chroma, kept as a copy of the catalog's vectors that can be thrown away.

Chroma embedded is not safe against a kill in the moment it writes its HNSW files, and
what those lose cannot be had back from its own database. So the catalog is the truth,
and this is a *generation*: a folder that is marked dirty (in the catalog, flushed) before
each write and clean after it was closed and checked. A dirty or faulty generation is
never opened: a new one is built beside it, checked, and put in its place. Every open of
an embedded store happens under the library's lock, readers included, because opening can
write. With the URL of a Chroma server the same goes into a collection there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vectorstore.catalog import Catalog
from vectorstore.embeddings import Vectors
from vectorstore.errors import VectorsError
from vectorstore.hnsw import check_vector_files
from vectorstore.lock import WriteLock

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_COLLECTION = "chunks"
_BATCH = 1000
_PAGE = 10_000
_PROBES = 200
_SAME = 1e-4
_CHURN = 0.2
"""Rebuild when this share of the vectors was deleted: HNSW loses track of what remains."""
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 300}


@dataclass(frozen=True, slots=True)
class ModelMark:
    """Which embedding model made the vectors."""

    name: str
    dimension: int
    checksum: str


class VectorStore:
    """A library's vectors in Chroma, in step with the catalog after each `sync`."""

    def __init__(
        self, folder: Path, catalog: Catalog, lock: WriteLock, mark: ModelMark, url: str = ""
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._lock = lock
        self._mark = mark
        self._url = url
        self._reader: tuple[int, Client, Collection] | None = None

    # ---------------------------------------------------------------- state

    @property
    def in_step(self) -> bool:
        """Whether what is stored is whole and is what the catalog holds now."""
        catalog = self._catalog
        return (
            catalog.setting("chroma_dirty") != "1"
            and catalog.setting("chroma_generation") == str(catalog.generation)
            and catalog.setting("chroma_place") == self._place
        )

    @property
    def _place(self) -> str:
        return self._url or "embedded"

    @property
    def _generation(self) -> Path | None:
        name = self._catalog.setting("chroma_folder")
        return self._folder / name if name else None

    def faults(self) -> list[str]:
        """What is wrong with the stored files, found without opening them."""
        if self._catalog.setting("chroma_dirty") == "1":
            return ["a write to the vector store was cut short"]
        if self._url:
            return []
        generation = self._generation
        if generation is None:
            return [] if not self._catalog.counts()[1] else ["no vector store has been built"]
        return check_vector_files(generation)

    # ---------------------------------------------------------------- writing

    def sync(self) -> None:
        """Bring the store in step with the catalog; the caller holds the library's lock.

        Raises VectorsError where Chroma cannot be used; the catalog is whole all the same.
        """
        if self.in_step:
            return
        self._close_reader()
        with _chroma_errors(self._place):
            if not self._can_be_continued() or not self._continue():
                self._rebuild()

    def rebuild(self) -> None:
        """Build the store anew from the catalog's vectors; the caller holds the lock."""
        self._close_reader()
        with _chroma_errors(self._place):
            self._rebuild()

    def _can_be_continued(self) -> bool:
        known = self._catalog.setting("chroma_place") == self._place
        return known and (bool(self._url) or self._generation is not None) and not self.faults()

    def _continue(self) -> bool:
        """Write the difference; False when a rebuild is the better way."""
        wanted = self._catalog.chunk_ids()
        self._mark_dirty()
        with self._open(self._generation) as collection:
            if not self._made_by_our_model(collection):
                return False
            stored = _ids(collection)
            surplus = sorted(stored.difference(wanted))
            deleted = int(self._catalog.setting("chroma_deleted") or 0) + len(surplus)
            if deleted > _CHURN * len(wanted):
                return False
            for start in range(0, len(surplus), _BATCH):
                collection.delete(ids=surplus[start : start + _BATCH])
            missing = [i for i in wanted if i not in stored]
            self._upsert(collection, missing)
            if _ids(collection) != set(wanted) or not self._found(collection, missing):
                return False
        self._mark_clean(chroma_deleted=str(deleted))
        return True

    def _rebuild(self) -> None:
        wanted = self._catalog.chunk_ids()
        self._mark_dirty()
        new = None if self._url else self._new_folder()
        try:
            with self._open(new, afresh=True) as collection:
                self._upsert(collection, wanted)
                if _ids(collection) != set(wanted):
                    raise VectorsError("the vector store did not keep what was written to it")
            self._probe(new, wanted)
        except BaseException:
            if new is not None:
                shutil.rmtree(new, ignore_errors=True)
            raise
        if new is not None:
            _flush(new)
        self._mark_clean(chroma_deleted="0", chroma_folder=new.name if new else "")
        for folder in self._folder.glob("generation-*"):
            if folder != new:
                shutil.rmtree(folder, ignore_errors=True)

    def _probe(self, folder: Path | None, chunk_ids: Sequence[str]) -> None:
        """Open what was written once more: a sample of vectors must find themselves."""
        with self._open(folder) as collection:
            if not self._found(collection, chunk_ids):
                raise VectorsError("the vector store does not find what was written to it")

    def _found(self, collection: Collection, chunk_ids: Sequence[str]) -> bool:
        """Whether a query finds each of a sample of vectors: counts can be right without."""
        sample = chunk_ids[:: max(1, len(chunk_ids) // _PROBES)]
        if not sample:
            return True
        vectors = self._catalog.vectors(sample)
        found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
        nearest = [row[0] if row else 2.0 for row in found["distances"] or []]
        # Equal vectors may stand in for each other, so the distance is what tells.
        return len(nearest) == len(sample) and max(nearest) < _SAME

    def _upsert(self, collection: Collection, chunk_ids: Sequence[str]) -> None:
        for start in range(0, len(chunk_ids), _BATCH):
            batch = list(chunk_ids[start : start + _BATCH])
            spans = self._catalog.spans_of(batch)
            metadatas: list[Any] = [
                {"article_id": article_id, "start": first, "end": last}
                for article_id, first, last in spans
            ]
            collection.upsert(
                ids=batch, embeddings=self._catalog.vectors(batch), metadatas=metadatas
            )

    def _mark_dirty(self) -> None:
        self._catalog.remember(chroma_dirty="1")

    def _mark_clean(self, **settings: str) -> None:
        self._catalog.remember(
            chroma_dirty="",
            chroma_place=self._place,
            chroma_generation=str(self._catalog.generation),
            **settings,
        )

    def _new_folder(self) -> Path:
        taken = [int(path.name.split("-")[1]) for path in self._folder.glob("generation-*")]
        folder = self._folder / f"generation-{max(taken, default=0) + 1}"
        folder.mkdir(parents=True)
        return folder

    # ---------------------------------------------------------------- reading

    def nearest(self, vector: Vectors, k: int) -> list[str] | None:
        """The ids of about the k nearest chunks, nearest first; None when it cannot tell.

        It cannot when the store is out of step, busy or damaged: the caller then reads
        every vector itself. HNSW is approximate: ask for more than are needed.
        """
        try:
            with self._lock.held(patience=0.05), _chroma_errors(self._place):
                collection = self._for_reading()
                if collection is None:
                    return None
                found = collection.query(query_embeddings=vector[None, :], n_results=k)
                return list(found["ids"][0])
        except Exception:  # any failure here has the same cure
            return None

    def close(self) -> None:
        """Let go of the store; it opens again when needed."""
        if self._reader is not None:
            with self._lock.held():
                self._close_reader()

    def _for_reading(self) -> Collection | None:
        """The collection, opened anew when something was written since."""
        if not self.in_step:
            return None
        generation = self._catalog.generation
        if self._reader is not None and self._reader[0] == generation:
            return self._reader[2]
        self._close_reader()
        if not self._url and self.faults():
            return None
        client = self._client(self._generation)
        collection = client.get_collection(self._collection_name, embedding_function=None)
        self._reader = (generation, client, collection)
        return collection

    def _close_reader(self) -> None:
        if self._reader is not None:
            _, client, _ = self._reader
            self._reader = None
            client.close()

    # ---------------------------------------------------------------- Chroma

    @property
    def _collection_name(self) -> str:
        identity = self._catalog.setting("identity")
        return f"newsbrief-{identity}" if self._url else _COLLECTION

    @contextlib.contextmanager
    def _open(self, folder: Path | None, afresh: bool = False) -> Iterator[Collection]:
        client = self._client(folder)
        try:
            if afresh:
                with contextlib.suppress(Exception):  # Chroma's way to say there is none
                    client.delete_collection(self._collection_name)
                configuration: Any = {"hnsw": _HNSW}
                collection = client.create_collection(
                    self._collection_name,
                    configuration=configuration,
                    metadata=self._metadata(),
                    embedding_function=None,
                )
            else:
                collection = client.get_collection(self._collection_name, embedding_function=None)
            yield collection
        finally:
            client.close()

    def _client(self, folder: Path | None) -> Client:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if folder is None:
            host, port, secure = _address(self._url)
            client = chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
        else:
            client = chromadb.PersistentClient(path=os.path.realpath(folder), settings=settings)
        return cast("Client", client)

    def _metadata(self) -> dict[str, Any]:
        return {
            "embedder": self._mark.name,
            "dimension": self._mark.dimension,
            "checksum": self._mark.checksum,
        }

    def _made_by_our_model(self, collection: Collection) -> bool:
        metadata = collection.metadata or {}
        return metadata.get("checksum") == self._mark.checksum


def _ids(collection: Collection) -> set[str]:
    ids: set[str] = set()
    while page := collection.get(limit=_PAGE, offset=len(ids), include=[])["ids"]:
        ids.update(page)
    return ids


def checked_url(url: str) -> str:
    """The URL of a Chroma server, or ""; raises VectorsError where it is neither."""
    if url:
        _address(url)
    return url


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether to encrypt, of a Chroma server's URL."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError
        return parts.hostname, parts.port or (443 if secure else 8000), secure
    except ValueError as error:
        raise VectorsError(
            f"NEWSBRIEF_CHROMA is {url!r}: give the URL of a Chroma server, as http://host:8000"
        ) from error


def _flush(folder: Path) -> None:
    """Have the system write a folder's files to disk."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _chroma_errors(place: str) -> Iterator[None]:
    """Whatever Chroma raises, its Rust panics (no Exceptions) too, as VectorsError."""
    try:
        yield
    except (VectorsError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if type(error).__module__.startswith("vectorstore."):
            raise
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise VectorsError(
            f"the vector store ({place}) failed: {said}; the articles are safe: "
            "run newsbrief repair"
        ) from error
