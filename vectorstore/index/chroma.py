"""Chroma itself: how a collection is opened and made, written to, and asked what it holds."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vectorstore.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryNotWritable,
    VectorsError,
)
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

_LONGEST_WORDS = 200

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


# Opening


@contextlib.contextmanager
def opened(folder: Path | None, url: str) -> Iterator[Client]:
    """A client of the embedded store in a folder or of the server at the URL, for a while."""
    opening = reading(folder, url)
    try:
        yield opening.client
    finally:
        opening.close()


@dataclass(frozen=True, slots=True)
class Opening:
    """A client and the path it was opened by; of an embedded store, the only one of the path."""

    client: Client
    path: str = ""

    def close(self) -> None:
        """Let go of the store; Chroma writes nothing then."""
        self.client.close()
        with _choosing:
            _paths_in_use.discard(self.path)


def reading(folder: Path | None, url: str) -> Opening:
    """A client that stays open until it is closed."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if folder is None:
        host, port, secure = _address(url)
        client = chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
        return Opening(cast("Client", client))
    path = _path_of_its_own(folder)
    try:
        return Opening(cast("Client", chromadb.PersistentClient(path, settings)), path)
    except BaseException:
        with _choosing:
            _paths_in_use.discard(path)
        raise


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


def collection(client: Client, name: str) -> Collection:
    """The collection of this name; raises what Chroma raises where there is none."""
    return client.get_collection(name, embedding_function=None)


def new_collection(client: Client, name: str, metadata: dict[str, Any]) -> Collection:
    """A new, empty collection in the place of any other of this name."""
    with contextlib.suppress(Exception):  # Chroma's way to say there is none
        client.delete_collection(name)
    configuration: Any = {"hnsw": _HNSW}
    return client.create_collection(
        name, configuration=configuration, metadata=metadata, embedding_function=None
    )


# Asking what is there


def stored_ids(collection: Collection) -> set[str]:
    """The ids of all records."""
    ids: set[str] = set()
    while page := collection.get(limit=_PAGE, offset=len(ids), include=[])["ids"]:
        ids.update(page)
    return ids


def known_ids(collection: Collection, ids: Sequence[str]) -> set[str]:
    """Which of these ids have a record."""
    found: set[str] = set()
    for start in range(0, len(ids), BATCH):
        batch = list(ids[start : start + BATCH])
        found.update(collection.get(ids=batch, include=[])["ids"])
    return found


def lost(collection: Collection, vectors: Vectors) -> int:
    """How many of these vectors, all of them stored, a query for them does not find."""
    count = 0
    for start in range(0, len(vectors), BATCH):
        batch = vectors[start : start + BATCH]
        found = collection.query(query_embeddings=batch, n_results=1, include=["distances"])
        # Equal vectors may stand in for each other, so the distance is what tells.
        nearest = [row[0] if row else 2.0 for row in found["distances"] or [[]] * len(batch)]
        count += sum(distance >= _SAME for distance in nearest)
    return count


def lost_share(collection: Collection, vectors: Vectors) -> float:
    """Which share of these vectors, all of them stored, a query for them does not find."""
    return lost(collection, vectors) / max(1, len(vectors))


def differences(collection: Collection, expected: Expected) -> list[str]:
    """In what a collection is not what it should be, a line each; empty: in nothing."""
    faults = []
    if (collection.metadata or {}).get("checksum") != expected.checksum:
        faults.append("its vectors were made by another embedding model")
    stored = stored_ids(collection)
    missing, surplus = len(set(expected.ids) - stored), len(stored.difference(expected.ids))
    if missing or surplus:
        faults.append(
            f"out of step with the catalog: {missing} chunks are missing, {surplus} too many"
        )
    elif lost_share(collection, expected.vectors) > expected.usual + _LOST:
        count = lost(collection, expected.vectors)
        faults.append(f"{count} of {len(expected.vectors)} vectors are not found by themselves")
    return faults


def sample(ids: Sequence[str]) -> list[str]:
    """PROBES ids or up to twice as many, evenly spread; all where there are fewer."""
    return list(ids[:: max(1, len(ids) // PROBES)])


# Servers and errors


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


def first_line(error: BaseException) -> str:
    """What an error says, on one line of bearable length."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = lines[0].rstrip(".:") if lines else type(error).__name__
    return said if len(said) <= _LONGEST_WORDS else f"{said[:_LONGEST_WORDS]}…"
