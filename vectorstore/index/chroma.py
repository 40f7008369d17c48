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
from vectorstore.text.encoder import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client

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


class OpenCollection:
    """A collection of an embedded store in a folder, or of the server at a URL, until it is closed.

    With `new` (its metadata) it is made, empty, in the place of any other of its name; else
    Chroma's own error is raised where there is none.
    """

    def __init__(
        self, folder: Path | None, url: str, name: str = EMBEDDED, new: dict[str, Any] | None = None
    ) -> None:
        self._path = _path_of_its_own(folder) if folder else ""
        try:
            self._client = _client(self._path, url)
        except BaseException:
            self._free_path()
            raise
        try:
            if new is not None:
                with contextlib.suppress(Exception):  # Chroma's way to say there is none
                    self._client.delete_collection(name)
                configuration: Any = {"hnsw": _HNSW}
                self._records = self._client.create_collection(
                    name, configuration=configuration, metadata=new, embedding_function=None
                )
            else:
                self._records = self._client.get_collection(name, embedding_function=None)
        except BaseException:
            self.close()
            raise

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
        while page := self._records.get(limit=_PAGE, offset=len(ids), include=[])["ids"]:
            ids.update(page)
        return ids

    def known(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids have a record."""
        found: set[str] = set()
        for start in range(0, len(ids), BATCH):
            batch = list(ids[start : start + BATCH])
            found.update(self._records.get(ids=batch, include=[])["ids"])
        return found

    def delete(self, ids: Sequence[str]) -> None:
        """Remove records."""
        for start in range(0, len(ids), BATCH):
            self._records.delete(ids=list(ids[start : start + BATCH]))

    def write(
        self, ids: Sequence[str], vectors: Vectors, places: Sequence[tuple[str, int, int]]
    ) -> None:
        """Write up to BATCH records, each with the place of its chunk, in place of those known."""
        metadatas: list[Any] = [
            {"article_id": article_id, "start": start, "end": end}
            for article_id, start, end in places
        ]
        self._records.upsert(ids=list(ids), embeddings=vectors, metadatas=metadatas)

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """The ids of about the k nearest records, nearest first."""
        found = self._records.query(query_embeddings=vector[None, :], n_results=k)
        return list(found["ids"][0])

    def lost(self, vectors: Vectors) -> int:
        """How many of these vectors, all of them stored, a query for them does not find."""
        count = 0
        for start in range(0, len(vectors), BATCH):
            batch = vectors[start : start + BATCH]
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


def _client(path: str, url: str) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if path:
        return cast("Client", chromadb.PersistentClient(path, settings))
    host, port, secure = _address(url)
    return cast("Client", chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings))


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


@contextlib.contextmanager
def chroma_errors(place: str) -> Iterator[None]:
    """Whatever goes wrong with Chroma, its Rust panics (no Exceptions) too, as VectorsError."""
    try:
        yield
    except (VectorsError, LibraryDamaged, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except (LibraryBusy, LibraryNotWritable) as error:
        raise VectorsError(f"the vector store waits: {error}; the articles are safe") from error
    except BaseException as error:
        raise VectorsError(
            f"the vector store ({place}) failed: {first_line(error)}; the articles are safe: "
            "run newsbrief repair"
        ) from error
