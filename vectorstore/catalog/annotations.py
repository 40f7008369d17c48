"""Annotations as the catalog keeps them: packed, and marked with the form they have."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vectorstore.catalog.database import Database
from vectorstore.text.annotations import (
    Annotations,
    Entity,
    Mention,
    Quantity,
    Quotation,
    Role,
    Sentence,
    TimeExpression,
)

FORM = 2
"""Rises with every change to what is packed or how it is found: older ones are made anew."""
_LEVEL = 6


def pack(found: Annotations) -> bytes:
    """Annotations as compressed JSON: rows of values in the order of the records' fields."""
    rows = [FORM, [_sentence(one) for one in found.sentences], [_entity(e) for e in found.entities]]
    plain = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(plain.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(packed: bytes) -> Annotations | None:
    """The annotations that were packed; None for what is damaged or has an older form."""
    try:
        form, sentences, entities = json.loads(
            zlib.decompress(packed).decode("utf-8", "surrogatepass")
        )
        if form != FORM:
            return None
        return Annotations(
            tuple(_as_sentence(row) for row in sentences), tuple(_as_entity(r) for r in entities)
        )
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


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _as_day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _sentence(one: Sentence) -> list[Any]:
    return [
        one.start, one.end,
        [[m.start, m.end, m.entity, m.title] for m in one.mentions],
        [[q.start, q.end, q.value, q.unit, *q.counted, q.bound] for q in one.quantities],
        [
            [t.start, t.end, _day(t.day), t.precision, t.tense, int(t.named), t.relation]
            for t in one.times
        ],
        [
            [q.start, q.end, q.speaker, q.words, *q.attribution, int(q.certain), int(q.continues)]
            for q in one.quotations
        ],
        _day(one.event), one.event_precision,
        int(one.self_contained), int(one.boilerplate), int(one.unknown), int(one.negated),
        int(one.modal),
    ]  # fmt: skip


def _as_sentence(row: Sequence[Any]) -> Sentence:
    start, end, mentions, quantities, times, quotations, event, precision, *flags = row
    alone, boilerplate, unknown, negated, modal = map(bool, flags)
    return Sentence(
        start,
        end,
        tuple(Mention(*one) for one in mentions),
        tuple(Quantity(a, b, v, unit, (c, d), bound) for a, b, v, unit, c, d, bound in quantities),
        tuple(
            TimeExpression(a, b, _as_day(day), exact, tense, bool(named), relation)
            for a, b, day, exact, tense, named, relation in times
        ),
        tuple(
            Quotation(a, b, speaker, words, (c, d), bool(certain), bool(goes_on))
            for a, b, speaker, words, c, d, certain, goes_on in quotations
        ),
        _as_day(event),
        precision,
        alone,
        boilerplate,
        unknown,
        negated,
        modal,
    )


def _entity(one: Entity) -> list[Any]:
    return [one.name, one.kind, one.aliases, [[role.start, role.end] for role in one.roles]]


def _as_entity(row: Sequence[Any]) -> Entity:
    name, kind, aliases, roles = row
    return Entity(name, kind, tuple(aliases), tuple(Role(*role) for role in roles))
