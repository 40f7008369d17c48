"""Looking after a library: what doctor checks, and what repair makes anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from vectorstore.adding import (
    Outcome,
    Status,
    annotated_again,
    check_model,
    entry_of,
    model_settings,
)
from vectorstore.catalog.annotations import pack
from vectorstore.catalog.catalog import Catalog, Entry
from vectorstore.documents import Article
from vectorstore.errors import VectorStoreError
from vectorstore.index import VectorStore
from vectorstore.inspection import Inspection, inspect, inspect_room
from vectorstore.lock import WriteLock
from vectorstore.outlets import FILE, OUTLETS
from vectorstore.text.encoder import Embeddings, HasRuntime


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
    catalog: Catalog, lock: WriteLock, store: Callable[[], VectorStore], embeddings: Embeddings
) -> list[Finding]:
    """What is well and what is not; the vector store is looked at if model and catalog are."""
    with lock.held():
        faults = tuple(catalog.faults())
    articles, chunks = catalog.counts() if not faults else (0, 0)
    findings = [
        _model_finding(catalog, embeddings),
        _finding(
            "catalog",
            Inspection(f"{articles} articles, {chunks} chunks", faults),
            "restore a backup (newsbrief restore), or add the articles to a new library",
        ),
    ]
    if all(finding.ok for finding in findings):
        findings.append(_finding("vector store", inspect(store()), "run newsbrief repair"))
    findings.append(_outlets_finding(catalog))
    room = inspect_room(catalog.database.path.parent)
    return [*findings, _finding("disk", room, "free some space")]


def repair(catalog: Catalog, lock: WriteLock, store: VectorStore, embeddings: Embeddings) -> Repair:
    """Make anew what follows from the articles: copies, annotations, and the vector store from
    the catalog's vectors. Only articles without whole annotations are embedded."""
    found = inspect(store).faults
    with lock.held():
        catalog.find_copies()
        articles = catalog.articles.all()
        catalog.keep_annotations(
            {one.id: pack(annotated_again(one, catalog, embeddings)) for one in articles}
        )
        store.rebuild()
    return Repair(catalog.counts()[1], found)


def reindex(catalog: Catalog, lock: WriteLock, embeddings: Embeddings) -> Iterator[Outcome]:
    """Split and embed every article again, and put all in the place of what was, at once."""
    made: dict[str, Entry] = {}
    for article in catalog.articles.all():
        made[article.id] = entry_of(article, catalog, embeddings, anew=True)
        yield Outcome(article.id, Status.UPDATED, len(made[article.id].chunks))
    with lock.held():
        # What was added, changed or removed meanwhile counts.
        entries = [
            replace(made[now.id], article=now)
            if now.id in made and _is_embedded_alike(made[now.id].article, now)
            else entry_of(now, catalog, embeddings, anew=True)
            for now in catalog.articles.all()
        ]
        catalog.replace_chunks(entries, **model_settings(embeddings))


def _is_embedded_alike(article: Article, other: Article) -> bool:
    """Whether what is embedded of two articles is the same."""
    return (article.version, article.title) == (other.version, other.title)


def _model_finding(catalog: Catalog, embeddings: Embeddings) -> Finding:
    try:
        check_model(catalog, embeddings)
        checksum = embeddings.checksum[:12]
        seen = f"{embeddings.name}, {embeddings.dimension} dimensions, {checksum}…"
        if isinstance(embeddings, HasRuntime):
            seen += f"; {embeddings.runtime()}"
        return Finding("embedding model", True, seen)
    except VectorStoreError as error:
        return Finding("embedding model", False, str(error))


def _outlets_finding(catalog: Catalog) -> Finding:
    try:
        own = catalog.outlets.own
    except VectorStoreError as error:
        return Finding("outlets", False, str(error), f"correct {FILE}")
    names = f" ({', '.join(outlet.name for outlet in own)})" if own else ""
    return Finding("outlets", True, f"{len(OUTLETS.known)} known, {len(own)} in {FILE}{names}")


def _finding(name: str, found: Inspection, fix: str) -> Finding:
    faults = "; ".join(found.faults)
    return Finding(name, not faults, faults or found.seen, fix if faults else "")
