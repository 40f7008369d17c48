"""What chroma.sqlite3 says of its vector segments, read without touching its folder."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from vectorstore.index.hnsw.parts import DATABASE, Fault, Names, Segment, exactly

_VECTOR_SEGMENT = "urn:chroma:segment/vector/hnsw-local-persisted"
_METADATA_SEGMENT = "urn:chroma:segment/metadata/sqlite"
_ADD, _UPDATE, _UPSERT, _DELETE = range(4)
_LARGEST_VALUE = 64 << 20  # bytes; a larger value in the database is damage
_LONGEST_LOOK = 300.0  # seconds at most in one database, so that damage cannot hang us


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store's database, opened so that nothing in the folder is touched."""
    path = Path(os.path.abspath(folder)) / DATABASE
    if not path.is_file():
        raise Fault(f"{DATABASE}: missing")
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise Fault(f"{DATABASE}: not a database")
    pending = [name for name in ("-journal", "-wal") if _is_pending(Path(f"{path}{name}"))]
    if not pending:
        # SQLite itself does not see it when only spare pages are cut off.
        if path.stat().st_size != _declared_size(path):
            raise Fault(f"{DATABASE}: not as long as it says")
        with closing(_connect(f"{path.as_uri()}?mode=ro&immutable=1")) as database:
            yield database
        return
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / DATABASE
        for name in ("", *pending):
            shutil.copyfile(f"{path}{name}", f"{copy}{name}")
        with closing(_connect(copy.as_uri())) as database:
            yield database


def _declared_size(path: Path) -> int:
    """The size of a database in bytes, by the figures in its own header."""
    page: int
    pages: int
    with path.open("rb") as file:
        page, pages = struct.unpack(">16xH10xI", exactly(file, 32, path))
    return (65536 if page == 1 else page) * pages


def _is_pending(path: Path) -> bool:
    """Whether a journal holds something that SQLite would play back."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(1) not in (b"", b"\0")


def _connect(uri: str) -> sqlite3.Connection:
    database = sqlite3.connect(uri, uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    end = time.monotonic() + _LONGEST_LOOK
    database.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
    return database


def damage(database: sqlite3.Connection) -> str:
    """The first fault SQLite finds in its own file; empty: none."""
    lines = [str(row[0]) for row in database.execute("PRAGMA quick_check(1)")]
    # SQLite 3.44.0 to 3.45.0 says this of every full-text table it may not write to.
    found = [line for line in lines if line != "ok" and "readonly database" not in line]
    return " ".join(found[0].split()) if found else ""


def segments(database: sqlite3.Connection) -> Iterator[Segment]:
    """The vector segments the database lists, each with its collection."""
    rows = database.execute(
        "SELECT v.id, v.collection, m.id, c.dimension, c.schema_str, a.seq_id, b.seq_id"
        " FROM segments v JOIN segments m ON m.collection = v.collection AND m.type = ?"
        " JOIN collections c ON c.id = v.collection"
        " LEFT JOIN max_seq_id a ON a.segment_id = v.id"
        " LEFT JOIN max_seq_id b ON b.segment_id = m.id WHERE v.type = ?",
        (_METADATA_SEGMENT, _VECTOR_SEGMENT),
    ).fetchall()
    (listed,) = database.execute(
        "SELECT count(*) FROM segments WHERE type = ?", (_VECTOR_SEGMENT,)
    ).fetchone()
    (collections,) = database.execute("SELECT count(*) FROM collections").fetchone()
    if not listed == len(rows) == collections:
        raise Fault(
            f"{DATABASE}: {collections} collections, {listed} vector segments,"
            f" {len(rows)} of them complete"
        )
    for folder, collection, metadata, dim, schema, saved, known in rows:
        if not _is_uuid(folder):
            raise Fault(f"{DATABASE}: a vector segment without a proper id")
        space, neighbours = _configuration(schema)
        figures = [_whole(value) for value in (dim, saved, known)]
        yield Segment(
            folder, collection, metadata, figures[0], neighbours, space == "cosine",
            figures[1], figures[2],
        )  # fmt: skip


def _is_uuid(text: object) -> bool:
    # The id becomes a part of a path: only the one spelling without surprises passes.
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False


def _whole(value: object) -> int:
    """A whole number from the database; 0 when there is none."""
    if value is None:
        return 0
    if not isinstance(value, int) or value < 0:
        raise Fault(f"{DATABASE}: a position or dimension that is no number")
    return value


def _configuration(schema: object) -> tuple[str, int]:
    """The space and the number of neighbours a collection was made with; "", 0: not told."""
    try:
        keys = json.loads(schema if isinstance(schema, str) else "")
        index = keys["keys"]["#embedding"]["float_list"]["vector_index"]["config"]
        return str(index["space"]), int(index["hnsw"]["max_neighbors"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return "", 0


def difference_faults(segment: Segment, names: Names, database: sqlite3.Connection) -> list[str]:
    """Where the ids with a vector and the ids in the database differ.

    Both count with what waits in the queue for them: it is played back when the store opens.
    """
    vectors, known = _waiting(segment, database)
    present = {i for i in names.labels if vectors.get(i, True)}
    present.update(i for i, there in vectors.items() if there)
    matched = missing = 0
    rows = database.execute(
        "SELECT embedding_id FROM embeddings WHERE segment_id = ?", (segment.metadata,)
    )
    for ids in (
        (row[0] for row in rows if row[0] not in known),
        (i for i, there in known.items() if there),
    ):
        for i in ids:
            matched, missing = matched + (i in present), missing + (i not in present)
    if missing or matched != len(present):
        spare = len(present) - matched
        return [f"{segment.folder}: {missing} records have no vector, {spare} have no record"]
    return []


def _waiting(
    segment: Segment, database: sqlite3.Connection
) -> tuple[dict[str, bool], dict[str, bool]]:
    """What the queue still does to the vectors, and to the database: id -> there afterwards."""
    vectors: dict[str, bool] = {}
    known: dict[str, bool] = {}
    rows = database.execute(
        "SELECT seq_id, operation, id, encoding, length(vector) FROM embeddings_queue"
        " WHERE topic LIKE ? ORDER BY seq_id",
        (f"%/{segment.collection}",),
    )
    for position, operation, name, encoding, size in rows:
        if operation not in (_ADD, _UPDATE, _UPSERT, _DELETE):
            raise Fault(f"{DATABASE}: an unknown operation waits in the queue")
        right = encoding == "FLOAT32" and size == 4 * segment.dim
        if not (right or (size is None and operation in (_UPDATE, _DELETE))):
            raise Fault(f"{DATABASE}: a vector of a wrong size waits in the queue")
        if operation == _UPDATE:
            continue
        if position > segment.saved:
            vectors[name] = operation != _DELETE
        if position > segment.known:
            known[name] = operation != _DELETE
    return vectors, known
