"""Chroma itself: how a collection is opened and made, written to, and asked what it holds."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from vectorstore.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryNotWritable,
    VectorsError,
    first_line,
)
from vectorstore.index.server import ANSWERING, ChromaServer, connected, is_late
from vectorstore.text.encoder import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

EMBEDDED = "chunks"
"""What the one collection of an embedded store is called."""

PROBES = 200
"""How many vectors are asked to find themselves, at least, where there are as many."""

BATCH = 1000

_PAGE = 10_000
_SAME = 1e-4
_LOST = 0.02
"""The share of vectors that may miss themselves beside the usual: HNSW is approximate."""

_SAVE_EVERY = 50
"""Each opening inserts again what Chroma has not saved, in a store of 20,000 at 2 ms each."""

_HNSW = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 300,
    "sync_threshold": _SAVE_EVERY,
    "batch_size": _SAVE_EVERY,
}

_SPANN = {"space": "cosine"}
"""Chroma Cloud has an index of its own kind, whose other numbers are its own affair."""

_paths_in_use: set[str] = set()
_choosing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a store should hold: its model's checksum, all its ids, and some of its vectors.

    `usual` is the share of these vectors that did not find themselves when the store was new:
    among more equal vectors than HNSW looks at, some others cannot be reached.
    """

    checksum: str
    ids: tuple[str, ...]
    vectors: Vectors
    usual: float = 0.0


class NoCollection(Exception):
    """A server has no such collection."""


class OpenCollection:
    """A collection of an embedded store in a folder, or of a server, until it is closed.

    With `new` (its metadata) it is made, empty, in the place of any other of its name; else
    NoCollection is raised where a server has none, and of an embedded store Chroma's own error.
    `patience`: the seconds that a server has for each request.
    """

    def __init__(
        self,
        folder: Path | None,
        server: ChromaServer | None = None,
        name: str = EMBEDDED,
        new: dict[str, Any] | None = None,
        patience: float = ANSWERING,
    ) -> None:
        self._path = _path_of_its_own(folder) if folder else ""
        self._batch, self._page = BATCH, _PAGE
        if server:
            self._batch, self._page = server.batch, server.batch if server.key else _PAGE
        try:
            self._client = _client(self._path, server, patience)
        except BaseException:
            self._free_path()
            raise
        try:
            if new is not None:
                with contextlib.suppress(Exception):  # Chroma's way to say there is none
                    self._client.delete_collection(name)
                in_cloud = server and server.key
                configuration: Any = {"spann": _SPANN} if in_cloud else {"hnsw": _HNSW}
                self._records = self._client.create_collection(
                    name, configuration=configuration, metadata=new, embedding_function=None
                )
            else:
                self._records = self._known(name, server)
        except BaseException:
            self.close()
            raise

    def _known(self, name: str, server: ChromaServer | None) -> Collection:
        if not server:
            return self._client.get_collection(name, embedding_function=None)
        from chromadb.errors import NotFoundError

        try:
            return self._client.get_collection(name, embedding_function=None)
        except NotFoundError as error:
            raise NoCollection("the library's vectors are not there (any more)") from error

    def close(self) -> None:
        """Let go of the store; Chroma writes nothing then."""
        self._client.close()
        self._free_path()

    def _free_path(self) -> None:
        with _choosing:
            _paths_in_use.discard(self._path)

    @property
    def checksum(self) -> str:
        """That of the model whose vectors these are."""
        return str((self._records.metadata or {}).get("checksum", ""))

    def count(self) -> int:
        """How many records there are; Chroma reads its files for it."""
        return self._records.count()

    def ids(self) -> set[str]:
        """The ids of all records."""
        ids: set[str] = set()
        while page := self._records.get(limit=self._page, offset=len(ids), include=[])["ids"]:
            ids.update(page)
        return ids

    def known(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids have a record."""
        found: set[str] = set()
        for start in range(0, len(ids), self._batch):
            batch = list(ids[start : start + self._batch])
            found.update(self._records.get(ids=batch, include=[])["ids"])
        return found

    def delete(self, ids: Sequence[str]) -> None:
        """Remove records."""
        for start in range(0, len(ids), self._batch):
            self._records.delete(ids=list(ids[start : start + self._batch]))

    def write(
        self, ids: Sequence[str], vectors: Vectors, places: Sequence[tuple[str, int, int]]
    ) -> None:
        """Write up to BATCH records, each with the place of its chunk, in place of those known."""
        metadatas: list[Any] = [
            {"article_id": article_id, "start": start, "end": end}
            for article_id, start, end in places
        ]
        for first in range(0, len(ids), self._batch):
            part = slice(first, first + self._batch)
            self._records.upsert(
                ids=list(ids[part]), embeddings=vectors[part], metadatas=metadatas[part]
            )

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """The ids of about the k nearest records, nearest first."""
        found = self._records.query(query_embeddings=vector[None, :], n_results=min(k, self._page))
        return list(found["ids"][0])

    def lost(self, vectors: Vectors) -> int:
        """How many of these vectors, all of them stored, a query for them does not find."""
        count = 0
        for start in range(0, len(vectors), self._batch):
            batch = vectors[start : start + self._batch]
            found = self._records.query(query_embeddings=batch, n_results=1, include=["distances"])
            # Equal vectors may stand in for each other, so the distance is what tells.
            nearest = [row[0] if row else 2.0 for row in found["distances"] or [[]] * len(batch)]
            count += int(np.sum(np.array(nearest) >= _SAME))
        return count

    def differences(self, expected: Expected) -> list[str]:
        """In what the collection is not what it should be, a line each; empty: in nothing."""
        faults = []
        if self.checksum != expected.checksum:
            faults.append("its vectors were made by another embedding model")
        stored = self.ids()
        missing, surplus = len(set(expected.ids) - stored), len(stored.difference(expected.ids))
        if missing or surplus:
            return [
                *faults,
                f"out of step with the catalog: {missing} chunks are missing, {surplus} too many",
            ]
        sample = len(expected.vectors)
        count = self.lost(expected.vectors)
        if count > (expected.usual + _LOST) * sample:
            faults.append(f"{count} of {sample} vectors are not found by themselves")
        return faults


def _client(path: str, server: ChromaServer | None, patience: float) -> Client:
    if server is not None:
        return connected(server, patience)
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(path, settings))


def _path_of_its_own(folder: Path) -> str:
    """The folder's path, spelled as no open client spells it.

    Clients with the same spelling share one store in memory, which does not see what
    other processes have written since it was opened, and would write over it.
    """
    path = os.path.realpath(folder)
    with _choosing:
        while path in _paths_in_use:
            path += "/."
        _paths_in_use.add(path)
    return path


def sample(ids: Sequence[str]) -> list[str]:
    """PROBES ids or up to twice as many, evenly spread; all where there are fewer."""
    return list(ids[:: max(1, len(ids) // PROBES)])


@contextlib.contextmanager
def chroma_errors(place: str, secret: str = "") -> Iterator[None]:
    """Whatever goes wrong with Chroma, its Rust panics (no Exceptions) too, as VectorsError, which
    never tells a secret."""
    try:
        yield
    except (VectorsError, LibraryDamaged, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except (LibraryBusy, LibraryNotWritable) as error:
        raise VectorsError(f"the vector store waits: {error}; the articles are safe") from error
    except BaseException as error:
        told = str(error) or type(error).__name__
        if is_late(error) and not isinstance(error, ConnectionError):
            told = "it does not answer in time"
        said = first_line(Exception(told.replace(secret, "…") if secret else told))
        raise VectorsError(
            f"the vector store ({place}) failed: {said}; the articles are safe: "
            "run newsbrief repair"
        ) from (None if secret else error)
