"""Whether two libraries hold the same, looked at from outside: plain SQL and a plain Chroma."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
import numpy as np

from assistant import Assistant
from vectorstore.search.late import unpacked
from vectorstore.text.encoder import Embeddings, Vectors

_OWN = ("settings", "chunks", "chunk_changes", "tokens")
"""Tables that may differ: numbers in them follow the order of writing."""

_ROUNDING = 1e-5


def misses(library: Path, other: Path, embeddings: str | Embeddings = "") -> list[str]:
    """What a library lacks, has too much or has otherwise than another; empty: it is the same.

    Compared are every row of every table, vectors (to rounding), the full-text index, and
    what is in Chroma: ids, vectors, and that a query for each vector finds it. Last, what
    doctor finds wrong.
    """
    with closing(_read_only(library)) as one, closing(_read_only(other)) as two:
        found = [
            f"table {name} differs" for name in _tables(two) if _rows(one, name) != _rows(two, name)
        ]
        if _tables(one) != _tables(two):
            found.append("other tables")
        places = "SELECT id, article_id, start, end FROM chunks ORDER BY id"
        if one.execute(places).fetchall() != two.execute(places).fetchall():
            return [*found, "chunks differ"]
        texts = (
            "SELECT chunks.id, title, body FROM full_text "
            "JOIN chunks ON chunks.number = full_text.rowid ORDER BY chunks.id"
        )
        if one.execute(texts).fetchall() != two.execute(texts).fetchall():
            found.append("the full-text index differs")
        found += _token_misses(one, two)
        rows = [c.execute("SELECT count(*) FROM full_text").fetchone() for c in (one, two)]
        if rows[0] != rows[1]:
            found.append("rows without a chunk in the full-text index")
        ids, vectors = _vectors(one)
        if not np.allclose(vectors, _vectors(two)[1], atol=_ROUNDING):
            found.append("vectors differ")
        (name,) = one.execute("SELECT value FROM settings WHERE name = 'chroma_folder'").fetchone()
    found += _store_misses(library / "chroma" / name, ids, vectors)
    if [path.name for path in (library / "chroma").iterdir()] != [name]:
        found.append("another generation was left behind")
    with Assistant(library, embeddings=embeddings or None) as assistant:
        found += [f"doctor: {f.name}: {f.seen}" for f in assistant.check() if not f.ok]
    return found


def _token_misses(one: sqlite3.Connection, other: sqlite3.Connection) -> list[str]:
    """Token vectors by chunk, equal but for the last of their four bits."""
    rows = "SELECT id, packed FROM tokens JOIN chunks USING (number) ORDER BY id"
    ours, theirs = dict(one.execute(rows).fetchall()), dict(other.execute(rows).fetchall())
    if ours.keys() != theirs.keys():
        return ["tokens are kept of other chunks"]
    for name, blob in ours.items():
        mine, its = unpacked(blob), unpacked(theirs[name])
        same = len(mine) == len(its) and (mine.starts == its.starts).all()
        if not same or not np.allclose(mine.vectors, its.vectors, atol=0.15):
            return [f"the tokens of {name} differ"]
    return []


def _read_only(library: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{library / 'catalog.sqlite3'}?mode=ro", uri=True)


def _tables(catalog: sqlite3.Connection) -> list[str]:
    names = catalog.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'full_text%' ORDER BY name"
    )
    return [name for (name,) in names if name not in _OWN]


def _rows(catalog: sqlite3.Connection, table: str) -> list[Any]:
    return sorted(map(repr, catalog.execute(f"SELECT * FROM {table}")))


def _vectors(catalog: sqlite3.Connection) -> tuple[list[str], Vectors]:
    rows = catalog.execute("SELECT id, vector FROM chunks ORDER BY id").fetchall()
    vectors = np.stack([np.frombuffer(blob, dtype="<f4") for _, blob in rows])
    return [name for name, _ in rows], vectors


def _store_misses(folder: Path, ids: list[str], vectors: Vectors) -> list[str]:
    """How a store differs from these vectors, seen in a copy, as opening can change it."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(folder, Path(scratch) / "copy")
        client = chromadb.PersistentClient(str(copy))
        try:
            collection = client.get_collection("chunks", embedding_function=None)
            if collection.count() != len(ids):
                return [f"Chroma counts {collection.count()} vectors, not {len(ids)}"]
            got = collection.get(include=["embeddings"])
            order = np.argsort(got["ids"])
            if [got["ids"][i] for i in order] != ids:
                return ["Chroma has other ids"]
            if not np.allclose(np.asarray(got["embeddings"])[order], vectors, atol=_ROUNDING):
                return ["Chroma has other vectors"]
            found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
            lost = sum(not row or row[0] > _ROUNDING for row in found["distances"] or [])
            return [f"{lost} vectors do not find themselves"] if lost else []
        finally:
            client.close()
