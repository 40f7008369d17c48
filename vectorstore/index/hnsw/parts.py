"""What is known of a vector segment from its files, and how a fault in one is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

DATABASE = "chroma.sqlite3"
FILES = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin")
PICKLE = "index_metadata.pickle"


@dataclass(frozen=True, slots=True)
class Segment:
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
class Header:
    """The figures of header.bin that the other files must agree with."""

    count: int
    stride: int
    dim: int
    top: int
    entry: int
    neighbours: int


@dataclass(frozen=True, slots=True)
class Elements:
    """What data_level0.bin tells of each element, in its order."""

    labels: npt.NDArray[np.uint64]
    deleted: npt.NDArray[np.bool_]
    empty: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Names:
    """The ids and labels of index_metadata.pickle."""

    added: int
    labels: dict[str, int]
    ids: dict[int, str]


class Fault(Exception):
    """What is wrong with one file; the rest of it cannot be judged."""


def place(path: Path) -> str:
    """How a fault names a file of a segment."""
    return f"{path.parent.name}/{path.name}"


def exactly(file: BinaryIO, size: int, path: Path) -> bytes:
    """The next `size` bytes of the file at the path."""
    raw = file.read(size)
    if len(raw) != size:
        raise Fault(f"{place(path)}: ends too early")
    return raw


NO_NAMES = Names(0, {}, {})
