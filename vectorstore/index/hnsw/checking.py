"""All faults of a store: its database first, then each segment's files, then ids in both."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

from vectorstore.index.hnsw.database import damage, difference_faults, opened, segments
from vectorstore.index.hnsw.index import (
    label_faults,
    length_faults,
    level_zero,
    link_faults,
    read_header,
    size_faults,
)
from vectorstore.index.hnsw.names import read_names
from vectorstore.index.hnsw.parts import (
    DATABASE,
    FILES,
    NO_NAMES,
    PICKLE,
    Fault,
    Names,
    Segment,
    place,
)

_UNREADABLE = (OSError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError,
               struct.error, sqlite3.Error)  # fmt: skip


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
        with opened(folder) as database:
            return _faults(folder, database)
    except Fault as fault:
        return [str(fault)]
    except _UNREADABLE as error:
        return [f"{DATABASE}: cannot be read ({_words(error)})"]


def _words(error: BaseException) -> str:
    """An error as a part of one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _faults(folder: Path, database: sqlite3.Connection) -> list[str]:
    """The faults of a store whose database can be opened."""
    found = damage(database)
    if found:
        # A query on a damaged tree may run in circles: none is tried.
        return [f"{DATABASE}: damaged ({found})"]
    faults: list[str] = []
    for segment in list(segments(database)):
        try:
            faults += _segment_faults(folder / segment.folder, segment, database)
        except Fault as fault:
            faults.append(str(fault))
        except _UNREADABLE as error:
            faults.append(f"{segment.folder}: cannot be read ({_words(error)})")
    return faults


def _segment_faults(folder: Path, segment: Segment, database: sqlite3.Connection) -> list[str]:
    """The faults of one vector segment."""
    if folder.is_dir():
        names, faults = _folder_faults(folder, segment)
        return faults or difference_faults(segment, names, database)
    if segment.saved:
        return [f"{folder.name}: the folder is missing, although vectors were saved in it"]
    return difference_faults(segment, NO_NAMES, database)


def _folder_faults(folder: Path, segment: Segment) -> tuple[Names, list[str]]:
    """What the pickle says, and the faults of the files; the cheap questions are put first."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        return NO_NAMES, [f"{folder.name}/{name}: missing" for name in missing]
    heading, vectors, lengths, links = (folder / name for name in FILES)
    header = read_header(heading, segment)
    faults = size_faults(vectors, header.stride, header) + size_faults(lengths, 4, header)
    if faults:
        return NO_NAMES, faults
    names = NO_NAMES
    if (folder / PICKLE).is_file():
        names = read_names(folder / PICKLE, header)
    elif segment.saved:
        return names, [f"{folder.name}/{PICKLE}: missing, although vectors were saved"]
    if header.count > names.added:
        words = f"{header.count} elements, but only {names.added} labels were given"
        return names, [f"{place(heading)}: {words}"]
    elements, faults = level_zero(vectors, header, segment.cosine)
    faults += link_faults(links, header)
    if segment.cosine:
        faults += length_faults(lengths, elements)
    return names, faults + [f"{place(vectors)}: {words}" for words in label_faults(elements, names)]
