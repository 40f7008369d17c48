"""Changes of the catalog's chunks, written to a collection and looked for in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vectorstore.catalog.catalog import Catalog
from vectorstore.index import chroma
from vectorstore.index.chroma import BATCH, Expected, sample
from vectorstore.index.journal import Changes

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


def compared(catalog: Catalog, collection: Collection) -> Changes:
    """What differs between the ids in the catalog and those in the collection."""
    wanted, stored = catalog.chunk_ids(), chroma.stored_ids(collection)
    present = tuple(i for i in wanted if i not in stored)
    return Changes(present, tuple(sorted(stored.difference(wanted))))


def churn(collection: Collection, changes: Changes) -> int:
    """How many records of the collection the changes delete or replace."""
    return len(changes.gone) + len(chroma.known_ids(collection, changes.present))


def follow(
    catalog: Catalog,
    collection: Collection,
    changes: Changes,
    expected: Callable[[], Expected],
) -> bool:
    """Write the changes; whether the collection is then what the catalog says.

    Compared are the count, the ids that changed and a query for their vectors. Only where
    these tell against it, all ids are compared, and those that are `expected`.
    """
    wanted = catalog.counts()[1]
    write(catalog, collection, changes)
    if collection.count() != wanted:  # others changed it, or the journal is not all
        changes = compared(catalog, collection)
        write(catalog, collection, changes)
    if collection.count() != wanted or chroma.known_ids(collection, changes.gone):
        return False
    if len(chroma.known_ids(collection, changes.present)) != len(changes.present):
        return False
    if not chroma.lost(collection, catalog.vectors(sample(changes.present))):
        return True
    return not chroma.differences(collection, expected())


def write(catalog: Catalog, collection: Collection, changes: Changes) -> None:
    """Delete what is gone, and write what is there anew, in batches."""
    for start in range(0, len(changes.gone), BATCH):
        collection.delete(ids=list(changes.gone[start : start + BATCH]))
    for start in range(0, len(changes.present), BATCH):
        batch = list(changes.present[start : start + BATCH])
        metadatas: list[Any] = [
            {"article_id": article_id, "start": first, "end": last}
            for article_id, first, last in catalog.spans_of(batch)
        ]
        collection.upsert(ids=batch, embeddings=catalog.vectors(batch), metadatas=metadatas)
