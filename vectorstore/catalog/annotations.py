"""Annotations as the catalog keeps them: packed, and marked with the form they have."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from vectorstore.catalog.database import Database
from vectorstore.catalog.records import as_json, from_json
from vectorstore.text.annotations import Annotations

FORM = 7
"""Rises with every change to what is packed or how it is found: older ones are made anew."""
_LEVEL = 6


def pack(found: Annotations) -> bytes:
    """Annotations as compressed JSON, after the number of their form."""
    plain = f"{FORM} {as_json(found)}"
    return zlib.compress(plain.encode(), _LEVEL)


def unpack(packed: bytes) -> Annotations | None:
    """The annotations that were packed; None for what is damaged or has an older form."""
    try:
        form, _, plain = zlib.decompress(packed).decode().partition(" ")
        return from_json(plain, Annotations) if form == str(FORM) else None
    except (zlib.error, ValueError, TypeError, LookupError):
        return None


class KeptAnnotations:
    """The annotations of a catalog's articles; what is written is part of the caller's
    transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, article_ids: Sequence[str]) -> dict[str, Annotations]:
        """The annotations of those of the articles that have whole ones of today's form."""
        rows = self._database.rows_of(
            "SELECT article_id, packed FROM annotations WHERE article_id IN ({})", article_ids
        )
        unpacked = ((article_id, unpack(packed)) for article_id, packed in rows)
        return {article_id: found for article_id, found in unpacked if found is not None}

    def of_words(self, version: str) -> Annotations | None:
        """The annotations of an article of these words; None where there are no whole ones."""
        rows = self._database.rows(
            "SELECT packed FROM annotations JOIN articles ON id = article_id "
            "WHERE version = ? LIMIT 1",
            (version,),
        )
        return unpack(rows[0][0]) if rows else None

    def write(self, packed: Mapping[str, bytes]) -> None:
        """Write packed annotations by article id, in place of those that were."""
        self._database.write_all(
            "INSERT OR REPLACE INTO annotations VALUES (?, ?)", list(packed.items())
        )
