"""The outlets of a catalog's articles, and of the user's file beside it, as they are now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vectorstore.catalog.database import Database
from vectorstore.documents import digest
from vectorstore.outlets import FILE, Outlet, Outlets, Printed, own_outlets

_ADDRESS = "substr(url, 1, instr(substr(url || '/', 9), '/') + 8)"
"""An address up to the end of its host."""
_IN_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True)
class _Now:
    """What was found for one generation of the articles and one state of the user's file."""

    state: tuple[int, ...]
    outlets: Outlets
    own: tuple[Outlet, ...]
    ids: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)


class KeptOutlets:
    """The outlets of a catalog; what is remembered of them goes when articles or file change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        in_memory = str(database.path) == _IN_MEMORY
        self.path: Path | None = None if in_memory else database.path.with_name(FILE)
        self._remembered: _Now | None = None

    @property
    def now(self) -> Outlets:
        """The outlets as articles and file tell them; raises OutletsUnreadable."""
        return self._now().outlets

    @property
    def own(self) -> tuple[Outlet, ...]:
        """The outlets of the user's file; raises OutletsUnreadable."""
        return self._now().own

    @property
    def mark(self) -> str:
        """What changes with what the user's file says."""
        return digest("outlets", *map(repr, self.own))

    def ids_by(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of the articles of the outlets that are named, whatever they are called there."""
        now = self._now()
        key = tuple(names)
        if key not in now.ids:
            written = [f"{row.publisher}\n{row.address}" for row in now.outlets.printed_by(names)]
            rows = self._database.rows(
                f"SELECT id FROM articles WHERE publisher || char(10) || {_ADDRESS} "
                "IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(written),),
            )
            now.ids[key] = tuple(id for (id,) in rows)
        return now.ids[key]

    def _now(self) -> _Now:
        state = self._database.generation, *self._file_state()
        now = self._remembered
        if now is None or now.state != state:
            own = own_outlets(self.path) if self.path else []
            rows = self._database.rows(
                f"SELECT publisher, {_ADDRESS}, count(*) FROM articles GROUP BY 1, 2"
            )
            outlets = Outlets(own, [Printed(*row) for row in rows])
            self._remembered = now = _Now(state, outlets, tuple(own))
        return now

    def _file_state(self) -> tuple[int, ...]:
        try:
            found = self.path.stat() if self.path else None
        except OSError:
            return ()
        return (found.st_mtime_ns, found.st_size) if found else ()
