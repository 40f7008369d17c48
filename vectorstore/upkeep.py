"""Looking after a library: what doctor checks, and what repair makes anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.catalog.annotations import pack
from vectorstore.catalog.catalog import Catalog
from vectorstore.index import VectorStore
from vectorstore.inspection import Inspection, inspect, inspect_room
from vectorstore.lock import WriteLock
from vectorstore.text.annotate import annotate


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is well, what was seen, and what mends it."""

    name: str
    ok: bool
    seen: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """How many vectors the new vector store holds, and what was wrong with the old one."""

    vectors: int
    found: tuple[str, ...] = ()


def check(
    catalog: Catalog, lock: WriteLock, store: Callable[[], VectorStore], model: Finding
) -> list[Finding]:
    """What is well and what is not; the vector store is looked at if model and catalog are."""
    with lock.held():
        faults = tuple(catalog.faults())
    articles, chunks = catalog.counts() if not faults else (0, 0)
    findings = [
        model,
        _finding(
            "catalog",
            Inspection(f"{articles} articles, {chunks} chunks", faults),
            "restore catalog.sqlite3 from a backup, or add the articles to a new library",
        ),
    ]
    if all(finding.ok for finding in findings):
        findings.append(_finding("vector store", inspect(store()), "run newsbrief repair"))
    room = inspect_room(catalog.database.path.parent)
    return [*findings, _finding("disk", room, "free some space")]


def repair(catalog: Catalog, lock: WriteLock, store: VectorStore) -> Repair:
    """Make anew what follows from the articles: copies, annotations, and the vector store from
    the catalog's vectors."""
    found = inspect(store).faults
    with lock.held():
        catalog.find_copies()
        articles = catalog.articles.all()
        catalog.keep_annotations(
            {article.id: pack(annotate(article.text, article.day)) for article in articles}
        )
        store.rebuild()
    return Repair(catalog.counts()[1], found)


def _finding(name: str, found: Inspection, fix: str) -> Finding:
    faults = "; ".join(found.faults)
    return Finding(name, not faults, faults or found.seen, fix if faults else "")
