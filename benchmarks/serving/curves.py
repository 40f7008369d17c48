"""What exact search over all vectors costs as they become more, and what a chunk takes on disk.

    python benchmarks/serving/curves.py LIBRARY

Random unit vectors of MiniLM's width stand for chunks, and are searched as a library searches its
own: one product, and the best hundred. LIBRARY tells the bytes of a chunk, of the catalog by table
and of Chroma. Prints, and writes to curves.json, medians of 20.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import time
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).with_name("curves.json")
_SIZES = (10_000, 100_000, 1_000_000)
_WIDTH, _BEST, _RUNS = 384, 100, 20


def exact(size: int) -> float:
    """Milliseconds of one search among so many vectors."""
    chance = np.random.default_rng(1)
    matrix = chance.standard_normal((size, _WIDTH), dtype=np.float32)
    taken = []
    for _ in range(_RUNS):
        vector = chance.standard_normal(_WIDTH, dtype=np.float32)
        begun = time.perf_counter()
        near = matrix @ vector
        np.argpartition(near, -_BEST)[-_BEST:]
        taken.append(time.perf_counter() - begun)
    return round(1000 * statistics.median(taken), 1)


def bytes_of_a_chunk(library: Path) -> dict[str, float]:
    """How many a chunk takes, by what takes them."""
    with sqlite3.connect(f"file:{library / 'catalog.sqlite3'}?mode=ro", uri=True) as catalog:
        ((chunks,),) = catalog.execute("SELECT count(*) FROM chunks").fetchall()
        tables = dict(catalog.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    stored = sum(file.stat().st_size for file in (library / "chroma").rglob("*") if file.is_file())
    found = {
        "token vectors": tables["tokens"],
        "the rest of the catalog": sum(tables.values()) - tables["tokens"],
        "Chroma": stored,
    }
    return {name: round(size / chunks) for name, size in found.items()} | {"chunks": chunks}


def main() -> None:
    """Measure both."""
    figures = {
        "load before": round(os.getloadavg()[0], 1),
        "bytes of a chunk": bytes_of_a_chunk(Path(sys.argv[1])),
        "exact search, ms": {f"{size:,} chunks": exact(size) for size in _SIZES},
    }
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
