"""The files of an HNSW index: its header, elements, norms and lists of neighbours."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vectorstore.index.hnsw.parts import Elements, Fault, Header, Names, Segment, exactly, place

_HEADER = struct.Struct("<i6QiI3QdQ")
_LAYOUT_VERSION = 1
_NO_ENTRY = 0xFFFFFFFF
_FIRST_CAPACITY = 100  # a new index writes room for this many elements at once
_SPARE_ROOM = 1 << 17  # elements a small index may be prepared for; all of it is allocated
_MOST_NEIGHBOURS = 4096
_MOST_DIMENSIONS = 65536
_MOST_LEVELS = 64
_ROUNDING = 1e-3  # how far from one the squared length of a normalised vector may be
_CHUNK = 4 << 20  # bytes of vectors held in memory at a time


def read_header(path: Path, segment: Segment) -> Header:
    """The figures of header.bin.

    Raises:
        Fault: a figure is impossible, or not what the database says of the collection.
    """
    with path.open("rb") as file:
        raw = file.read(_HEADER.size + 1)
    if len(raw) != _HEADER.size:
        raise Fault(f"{place(path)}: not {_HEADER.size} bytes long")
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
        raise Fault(f"{place(path)}: impossible {', '.join(wrong)}")
    return Header(count, stride, dim, top, entry, neighbours)


def size_faults(path: Path, each: int, header: Header) -> list[str]:
    """Whether a file of elements of one size holds exactly those that the header counts."""
    size, right = path.stat().st_size, max(header.count, _FIRST_CAPACITY) * each
    return [] if size == right else [f"{place(path)}: {size} bytes instead of {right}"]


def level_zero(path: Path, header: Header, cosine: bool) -> tuple[Elements, list[str]]:
    """What data_level0.bin says of each element, and the faults of its lists and vectors."""
    layout = np.dtype(
        [
            ("size", "<u2"), ("deleted", "u1"), ("zero", "u1"),
            ("links", "<u4", header.neighbours * 2), ("vector", "<f4", header.dim),
            ("label", "<u8"),
        ]
    )  # fmt: skip
    count = header.count
    elements = Elements(np.zeros(count, np.uint64), np.zeros(count, bool), np.zeros(count, bool))
    faults: dict[str, None] = {}
    at_once = max(1, _CHUNK // header.stride)
    with path.open("rb") as file:
        for first in range(0, count, at_once):
            last = min(first + at_once, count)
            rows = np.frombuffer(exactly(file, (last - first) * header.stride, path), layout)
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
    return elements, [f"{place(path)}: {words}" for words in faults]


def _list_faults(rows: npt.NDArray[Any], first: int, header: Header) -> Iterator[str]:
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


def length_faults(path: Path, elements: Elements) -> list[str]:
    """The faults of length.bin: norms that the stored vectors cannot have had."""
    with path.open("rb") as file:
        norms = np.frombuffer(exactly(file, 4 * len(elements.labels), path), "<f4")
    if not (np.isfinite(norms) & (norms >= 0)).all():
        return [f"{place(path)}: a length that is no length"]
    if ((norms == 0) != elements.empty).any():
        return [f"{place(path)}: a length that its vector does not have"]
    return []


def link_faults(path: Path, header: Header) -> list[str]:
    """The faults of link_lists.bin: its size, its lists, and the levels they make."""
    where, each, count = place(path), 4 + 4 * header.neighbours, header.count
    size = path.stat().st_size
    if size > 4 * count + each * (4 * count + 64):
        # A torn store that was opened can claim terabytes here, nearly all of them a hole.
        return [f"{where}: {size} bytes, too many for {count} elements"]
    levels = np.zeros(count, np.uint8)
    lists: list[tuple[int, npt.NDArray[np.uint32]]] = []
    with path.open("rb") as file:
        for element in range(count):
            length = int.from_bytes(exactly(file, 4, path), "little")
            if not length:
                continue
            level, rest = divmod(length, each)
            if rest or level > header.top:
                return [f"{where}: the lists of element {element} have an impossible size"]
            words = np.frombuffer(exactly(file, length, path), "<u4").reshape(level, -1)
            if (words[:, 0] > header.neighbours).any():
                return [f"{where}: element {element} has an impossible number of neighbours"]
            levels[element] = level
            lists += [(i + 1, row[1 : 1 + int(row[0])]) for i, row in enumerate(words)]
        if file.read(1):
            return [f"{where}: longer than its lists"]
    if any((ids >= count).any() for _, ids in lists):
        return [f"{where}: a neighbour that does not exist"]
    if any((levels[ids] < level).any() for level, ids in lists):
        return [f"{where}: a neighbour on a level it does not reach"]
    if count and not levels[header.entry] == levels.max() == header.top:
        return [f"{where}: the levels do not end at the entry point"]
    return []


def label_faults(elements: Elements, names: Names) -> list[str]:
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
