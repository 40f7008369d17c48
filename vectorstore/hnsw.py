"""A look at the bytes of an embedded Chroma store, so that a torn one is never opened.

Chroma writes its vectors in place, in several files and without a checksum. A process that
dies in the middle leaves files which, once opened, crash the process, hang it, or silently
leave vectors out. All that is read here is read as plain bytes: nothing is written beside
the store, nothing of Chroma is imported, no pickle is executed.

The layout is the one Chroma 1.5 leaves on a 64-bit little-endian machine. For each vector
segment there is a folder named by the segment's id:

    header.bin             100 bytes, see `_HEADER`
    data_level0.bin        for each element: a list of neighbours (a count of 2 bytes, a byte
                           that is 1 when the element is deleted, a byte 0, then 2M ids of
                           4 bytes), its vector (float32), its label (8 bytes)
    length.bin             for each element the norm its vector had (float32; cosine only)
    link_lists.bin         for each element a count of bytes (4) and that many bytes: a list
                           (count, then M ids) for each of its levels above the lowest
    index_metadata.pickle  which id has which label; missing until the first save

The newest records are not there yet: they wait in the table embeddings_queue.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import numpy as np
import numpy.typing as npt

_DATABASE = "chroma.sqlite3"
_FILES = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin")
_PICKLE = "index_metadata.pickle"
_VECTOR_SEGMENT = "urn:chroma:segment/vector/hnsw-local-persisted"
_METADATA_SEGMENT = "urn:chroma:segment/metadata/sqlite"
_ADD, _UPDATE, _UPSERT, _DELETE = range(4)

_HEADER = struct.Struct("<i6QiI3QdQ")
_LAYOUT_VERSION = 1
_NO_ENTRY = 0xFFFFFFFF
_FIRST_CAPACITY = 100  # a new index writes room for this many elements at once
_SPARE_ROOM = 1 << 17  # elements a small index may be prepared for; all of it is allocated
_MOST_NEIGHBOURS = 4096
_MOST_DIMENSIONS = 65536
_MOST_LEVELS = 64
_UNSIGNED, _SIGNED = struct.Struct("<I"), struct.Struct("<i")
_ROUNDING = 1e-3  # how far from one the squared length of a normalised vector may be
_CHUNK = 4 << 20  # bytes of vectors held in memory at a time
_LONGEST_ID = 4096  # bytes an id takes in the pickle, on average, at most
_LARGEST_VALUE = 64 << 20  # bytes; a larger value in the database is damage
_LONGEST_LOOK = 300.0  # seconds at most in one database, so that damage cannot hang us

_UNREADABLE = (OSError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError,
               struct.error, sqlite3.Error)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Segment:
    """What the database knows of one collection's vectors.

    `saved` and `known` are positions in the queue: up to where the vector files and up to
    where the database has taken its records over. `dim` and `neighbours` are 0 when they are
    not known.
    """

    folder: str
    collection: str
    metadata: str
    dim: int
    neighbours: int
    cosine: bool
    saved: int
    known: int


@dataclass(frozen=True, slots=True)
class _Header:
    """The figures of header.bin that the other files must agree with."""

    count: int
    stride: int
    dim: int
    top: int
    entry: int
    neighbours: int


@dataclass(frozen=True, slots=True)
class _Elements:
    """What data_level0.bin tells of each element, in its order."""

    labels: npt.NDArray[np.uint64]
    deleted: npt.NDArray[np.bool_]
    empty: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids and labels of index_metadata.pickle."""

    added: int
    labels: dict[str, int]
    ids: dict[int, str]


_NO_NAMES = _Names(0, {}, {})


class _Fault(Exception):
    """What is wrong with one file; the rest of it cannot be judged."""


def check_vector_files(folder: Path) -> list[str]:
    """The faults in the folder of an embedded Chroma store, one line each; empty: none found.

    Call it while nothing has the store open. Nothing in the folder is written and nothing is
    raised, whatever the bytes are. Only a few megabytes of vectors are in memory at a time;
    ids are held once. A database that was left in the middle of a transaction is judged as it
    will be once SQLite has rolled that back (on a copy in the temporary folder).

    Not visible here: a neighbour list that was changed into another possible one, a vector
    that was changed into another possible one (of length one, when the space is cosine), a
    record that an update left as it was before, and ids exchanged with each other.
    """
    try:
        with _database(folder) as database:
            return _faults(folder, database)
    except _Fault as fault:
        return [str(fault)]
    except _UNREADABLE as error:
        return [f"{_DATABASE}: cannot be read ({_words(error)})"]


def _words(error: BaseException) -> str:
    """An error as a part of one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _faults(folder: Path, database: sqlite3.Connection) -> list[str]:
    """The faults of a store whose database can be opened."""
    damage = _damage(database)
    if damage:
        # A query on a damaged tree may run in circles: none is tried.
        return [f"{_DATABASE}: damaged ({damage})"]
    faults: list[str] = []
    for segment in list(_segments(database)):
        try:
            faults += _segment_faults(folder / segment.folder, segment, database)
        except _Fault as fault:
            faults.append(str(fault))
        except _UNREADABLE as error:
            faults.append(f"{segment.folder}: cannot be read ({_words(error)})")
    return faults


# The database


@contextmanager
def _database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store's database, opened so that nothing in the folder is touched."""
    path = Path(os.path.abspath(folder)) / _DATABASE
    if not path.is_file():
        raise _Fault(f"{_DATABASE}: missing")
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise _Fault(f"{_DATABASE}: not a database")
    pending = [name for name in ("-journal", "-wal") if _is_pending(Path(f"{path}{name}"))]
    if not pending:
        # SQLite itself does not see it when only spare pages are cut off.
        if path.stat().st_size != _declared_size(path):
            raise _Fault(f"{_DATABASE}: not as long as it says")
        with closing(_connect(f"{path.as_uri()}?mode=ro&immutable=1")) as database:
            yield database
        return
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / _DATABASE
        for name in ("", *pending):
            shutil.copyfile(f"{path}{name}", f"{copy}{name}")
        with closing(_connect(copy.as_uri())) as database:
            yield database


def _declared_size(path: Path) -> int:
    """The size of a database in bytes, by the figures in its own header."""
    page: int
    pages: int
    with path.open("rb") as file:
        page, pages = struct.unpack(">16xH10xI", _exactly(file, 32, path))
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


def _damage(database: sqlite3.Connection) -> str:
    """The first fault SQLite finds in its own file; empty: none."""
    lines = [str(row[0]) for row in database.execute("PRAGMA quick_check(1)")]
    # SQLite 3.44.0 to 3.45.0 says this of every full-text table it may not write to.
    found = [line for line in lines if line != "ok" and "readonly database" not in line]
    return " ".join(found[0].split()) if found else ""


def _segments(database: sqlite3.Connection) -> Iterator[_Segment]:
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
        raise _Fault(
            f"{_DATABASE}: {collections} collections, {listed} vector segments,"
            f" {len(rows)} of them complete"
        )
    for folder, collection, metadata, dim, schema, saved, known in rows:
        if not _is_uuid(folder):
            raise _Fault(f"{_DATABASE}: a vector segment without a proper id")
        space, neighbours = _configuration(schema)
        figures = [_whole(value) for value in (dim, saved, known)]
        yield _Segment(
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
        raise _Fault(f"{_DATABASE}: a position or dimension that is no number")
    return value


def _configuration(schema: object) -> tuple[str, int]:
    """The space and the number of neighbours a collection was made with; "", 0: not told."""
    try:
        keys = json.loads(schema if isinstance(schema, str) else "")
        index = keys["keys"]["#embedding"]["float_list"]["vector_index"]["config"]
        return str(index["space"]), int(index["hnsw"]["max_neighbors"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return "", 0


# One segment: its files, then its ids against the database


def _segment_faults(folder: Path, segment: _Segment, database: sqlite3.Connection) -> list[str]:
    """The faults of one vector segment."""
    if folder.is_dir():
        names, faults = _folder_faults(folder, segment)
        return faults or _difference_faults(segment, names, database)
    if segment.saved:
        return [f"{folder.name}: the folder is missing, although vectors were saved in it"]
    return _difference_faults(segment, _NO_NAMES, database)


def _folder_faults(folder: Path, segment: _Segment) -> tuple[_Names, list[str]]:
    """What the pickle says, and the faults of the files; the cheap questions are put first."""
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        return _NO_NAMES, [f"{folder.name}/{name}: missing" for name in missing]
    heading, vectors, lengths, links = (folder / name for name in _FILES)
    header = _read_header(heading, segment)
    faults = _size_faults(vectors, header.stride, header) + _size_faults(lengths, 4, header)
    if faults:
        return _NO_NAMES, faults
    names = _NO_NAMES
    if (folder / _PICKLE).is_file():
        names = _read_names(folder / _PICKLE, header)
    elif segment.saved:
        return names, [f"{folder.name}/{_PICKLE}: missing, although vectors were saved"]
    if header.count > names.added:
        words = f"{header.count} elements, but only {names.added} labels were given"
        return names, [f"{_place(heading)}: {words}"]
    elements, faults = _level_zero(vectors, header, segment.cosine)
    faults += _link_faults(links, header)
    if segment.cosine:
        faults += _length_faults(lengths, elements)
    return names, faults + [
        f"{_place(vectors)}: {words}" for words in _label_faults(elements, names)
    ]


def _place(path: Path) -> str:
    """How a fault names a file of a segment."""
    return f"{path.parent.name}/{path.name}"


def _size_faults(path: Path, each: int, header: _Header) -> list[str]:
    """Whether a file of elements of one size holds exactly those that the header counts."""
    size, right = path.stat().st_size, max(header.count, _FIRST_CAPACITY) * each
    return [] if size == right else [f"{_place(path)}: {size} bytes instead of {right}"]


def _read_header(path: Path, segment: _Segment) -> _Header:
    """The figures of header.bin.

    Raises:
        _Fault: a figure is impossible, or not what the database says of the collection.
    """
    with path.open("rb") as file:
        raw = file.read(_HEADER.size + 1)
    if len(raw) != _HEADER.size:
        raise _Fault(f"{_place(path)}: not {_HEADER.size} bytes long")
    (version, start, room, count, stride, label_at, vector_at, top, entry,
     most, most_zero, neighbours, factor, width) = _HEADER.unpack(raw)  # fmt: skip
    dim = (label_at - vector_at) // 4
    fresh = count == 0
    checks = (
        ("version", version == _LAYOUT_VERSION),
        ("number of neighbours", 2 <= neighbours <= _MOST_NEIGHBOURS),
        ("number of neighbours", most == neighbours and most_zero == 2 * neighbours),
        ("number of neighbours", segment.neighbours in (0, neighbours)),
        ("level factor", neighbours < 2 or math.isclose(factor, 1 / math.log(neighbours))),
        ("construction width", neighbours <= width <= 1 << 20),
        ("dimension", 0 < dim <= _MOST_DIMENSIONS and segment.dim in (0, dim)),
        ("offsets", start == 0 and vector_at == 4 + 4 * most_zero),
        ("size of an element", label_at == vector_at + 4 * dim and stride == label_at + 8),
        ("number of elements", count <= room <= 16 * count + _SPARE_ROOM),
        ("top level", top == -1 if fresh else 0 <= top <= _MOST_LEVELS),
        ("entry point", entry == _NO_ENTRY if fresh else entry < count),
    )
    wrong = list(dict.fromkeys(name for name, right in checks if not right))
    if wrong:
        raise _Fault(f"{_place(path)}: impossible {', '.join(wrong)}")
    return _Header(count, stride, dim, top, entry, neighbours)


def _level_zero(path: Path, header: _Header, cosine: bool) -> tuple[_Elements, list[str]]:
    """What data_level0.bin says of each element, and the faults of its lists and vectors."""
    layout = np.dtype(
        [
            ("size", "<u2"), ("deleted", "u1"), ("zero", "u1"),
            ("links", "<u4", header.neighbours * 2), ("vector", "<f4", header.dim),
            ("label", "<u8"),
        ]
    )  # fmt: skip
    count = header.count
    elements = _Elements(np.zeros(count, np.uint64), np.zeros(count, bool), np.zeros(count, bool))
    faults: dict[str, None] = {}
    at_once = max(1, _CHUNK // header.stride)
    with path.open("rb") as file:
        for first in range(0, count, at_once):
            last = min(first + at_once, count)
            rows = np.frombuffer(_exactly(file, (last - first) * header.stride, path), layout)
            with np.errstate(all="ignore"):
                squares = np.einsum("ij,ij->i", rows["vector"], rows["vector"])
            elements.labels[first:last] = rows["label"]
            elements.deleted[first:last] = rows["deleted"] == 1
            elements.empty[first:last] = squares == 0
            faults.update(dict.fromkeys(_list_faults(rows, first, header)))
            if cosine and not ((squares == 0) | (np.abs(squares - 1) < _ROUNDING)).all():
                faults["a vector that is not of length one"] = None
            if not np.isfinite(rows["vector"]).all():
                faults["a vector with a number that is none"] = None
    return elements, [f"{_place(path)}: {words}" for words in faults]


def _list_faults(rows: npt.NDArray[Any], first: int, header: _Header) -> Iterator[str]:
    """The faults in the lists of some elements, of which the first has the number `first`."""
    sizes, links = rows["size"], rows["links"]
    used = np.arange(links.shape[1]) < sizes[:, None]
    # None at all is possible: an element added while all others were deleted.
    if (sizes > links.shape[1]).any():
        yield "an impossible number of neighbours"
    if (used & (links >= header.count)).any():
        yield "a neighbour that does not exist"
    if (used & (links == np.arange(first, first + len(rows))[:, None])).any():
        yield "an element that is its own neighbour"
    if ((rows["deleted"] > 1) | (rows["zero"] > 0)).any():
        yield "an impossible mark of deletion"


def _exactly(file: BinaryIO, size: int, path: Path) -> bytes:
    """The next `size` bytes of the file at the path."""
    raw = file.read(size)
    if len(raw) != size:
        raise _Fault(f"{_place(path)}: ends too early")
    return raw


def _length_faults(path: Path, elements: _Elements) -> list[str]:
    """The faults of length.bin: norms that the stored vectors cannot have had."""
    with path.open("rb") as file:
        norms = np.frombuffer(_exactly(file, 4 * len(elements.labels), path), "<f4")
    if not (np.isfinite(norms) & (norms >= 0)).all():
        return [f"{_place(path)}: a length that is no length"]
    if ((norms == 0) != elements.empty).any():
        return [f"{_place(path)}: a length that its vector does not have"]
    return []


def _link_faults(path: Path, header: _Header) -> list[str]:
    """The faults of link_lists.bin: its size, its lists, and the levels they make."""
    place, each, count = _place(path), 4 + 4 * header.neighbours, header.count
    size = path.stat().st_size
    if size > 4 * count + each * (4 * count + 64):
        # A torn store that was opened can claim terabytes here, nearly all of them a hole.
        return [f"{place}: {size} bytes, too many for {count} elements"]
    levels = np.zeros(count, np.uint8)
    lists: list[tuple[int, npt.NDArray[np.uint32]]] = []
    with path.open("rb") as file:
        for element in range(count):
            length = int.from_bytes(_exactly(file, 4, path), "little")
            if not length:
                continue
            level, rest = divmod(length, each)
            if rest or level > header.top:
                return [f"{place}: the lists of element {element} have an impossible size"]
            words = np.frombuffer(_exactly(file, length, path), "<u4").reshape(level, -1)
            if (words[:, 0] > header.neighbours).any():
                return [f"{place}: element {element} has an impossible number of neighbours"]
            levels[element] = level
            lists += [(i + 1, row[1 : 1 + int(row[0])]) for i, row in enumerate(words)]
        if file.read(1):
            return [f"{place}: longer than its lists"]
    if any((ids >= count).any() for _, ids in lists):
        return [f"{place}: a neighbour that does not exist"]
    if any((levels[ids] < level).any() for level, ids in lists):
        return [f"{place}: a neighbour on a level it does not reach"]
    if count and not levels[header.entry] == levels.max() == header.top:
        return [f"{place}: the levels do not end at the entry point"]
    return []


def _label_faults(elements: _Elements, names: _Names) -> list[str]:
    """Where the labels of the elements and those of the pickle differ."""
    faults = []
    if len(np.unique(elements.labels)) != len(elements.labels):
        faults.append("a label is there twice")
    if ((elements.labels == 0) | (elements.labels > names.added)).any():
        faults.append("a label that was never given")
    live = set(elements.labels[~elements.deleted].tolist())
    lost, strange = len(names.ids.keys() - live), len(live - names.ids.keys())
    if lost or strange:
        faults.append(f"{lost} labels of the pickle are missing, {strange} are not in the pickle")
    return faults


def _difference_faults(segment: _Segment, names: _Names, database: sqlite3.Connection) -> list[str]:
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
    segment: _Segment, database: sqlite3.Connection
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
            raise _Fault(f"{_DATABASE}: an unknown operation waits in the queue")
        right = encoding == "FLOAT32" and size == 4 * segment.dim
        if not (right or (size is None and operation in (_UPDATE, _DELETE))):
            raise _Fault(f"{_DATABASE}: a vector of a wrong size waits in the queue")
        if operation == _UPDATE:
            continue
        if position > segment.saved:
            vectors[name] = operation != _DELETE
        if position > segment.known:
            known[name] = operation != _DELETE
    return vectors, known


# The pickle, read without executing it


def _read_names(path: Path, header: _Header) -> _Names:
    """The ids and labels of index_metadata.pickle.

    Raises:
        _Fault: it cannot be read, or the two tables in it are not each other's inverse.
    """
    size = path.stat().st_size
    if size > _LONGEST_ID * 2 * (header.count + 256):
        raise _Fault(f"{_place(path)}: {size} bytes, too many for {header.count} elements")
    try:
        told = _unpickled(path.read_bytes())
        added, labels, ids = (
            told[i] for i in ("total_elements_added", "id_to_label", "label_to_id")
        )
        right = isinstance(added, int) and isinstance(labels, dict) and isinstance(ids, dict)
    except (ValueError, LookupError, TypeError, struct.error):
        right = False
    if not right:
        raise _Fault(f"{_place(path)}: cannot be read")
    if told.get("dimensionality") not in (None, header.dim):
        raise _Fault(f"{_place(path)}: impossible dimension")
    if len(labels) != len(ids) or any(ids.get(label) != name for name, label in labels.items()):
        raise _Fault(f"{_place(path)}: ids and labels do not belong together")
    return _Names(added, labels, ids)


def _unpickled(raw: bytes) -> dict[Any, Any]:
    """The dictionary in a pickle that holds nothing but dictionaries, text and whole numbers.

    The standard unpickler is not used even in a restricted form: some of its instructions
    make it take as much memory as the bytes ask for.

    Raises:
        ValueError, LookupError, TypeError, struct.error: it is no such pickle.
    """
    stack: list[Any] = []
    marks: list[int] = []
    at = 0
    while True:
        code = raw[at]
        at += 1
        if code == 0x58:  # X: text
            (size,) = _UNSIGNED.unpack_from(raw, at)
            at += 4 + size
            if at > len(raw):
                raise ValueError("text ends too early")
            stack.append(raw[at - size : at].decode("utf-8", "replace"))
        elif code == 0x4A:  # J: a number of four bytes
            stack += _SIGNED.unpack_from(raw, at)
            at += 4
        elif code in (0x4B, 0x4D):  # K, M: a number of one or two bytes
            size = 1 if code == 0x4B else 2
            stack.append(int.from_bytes(raw[at : at + size], "little"))
            at += size
        elif code == 0x8A:  # a number of any size
            size = raw[at]
            stack.append(int.from_bytes(raw[at + 1 : at + 1 + size], "little", signed=True))
            at += 1 + size
        elif code == 0x4E:  # N: none
            stack.append(None)
        elif code == 0x7D:  # }: a new dictionary
            stack.append({})
        elif code == 0x28:  # (: pairs begin
            marks.append(len(stack))
        elif code == 0x75:  # u: pairs end
            start = marks.pop()
            pairs = stack[start:]
            del stack[start:]
            if len(pairs) % 2 or not isinstance(stack[-1], dict):
                raise ValueError("a key without a value")
            stack[-1].update(zip(pairs[::2], pairs[1::2], strict=True))
        elif code == 0x80:  # the version
            at += 1
        elif code == 0x2E:  # .: the end
            if at != len(raw) or len(stack) != 1 or marks or not isinstance(stack[0], dict):
                raise ValueError("not one dictionary")
            return stack[0]
        else:
            raise ValueError("an instruction that has no place here")
