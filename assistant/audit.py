"""Who added and removed what, and when: a line of JSON for each deed, in the library folder."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.types import Failed
from vectorstore.adding import Outcome

FILE = "audit.jsonl"

Heard = Callable[[str, Outcome | Failed], None]
_LOG = logging.getLogger(__name__)


class Audit:
    """The log of one library folder. It has ids and no titles, texts or addresses.

    A deed is done whether or not its line can be written, which the program's own log then says.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self.path = folder / FILE
        self._clock = clock

    @contextlib.contextmanager
    def adding(self, who: str, watch: Heard | None = None) -> Iterator[Heard | None]:
        """What to tell of each outcome while adding; a line says them all, however adding ends.

        `watch` is told too. Nothing is written for an unnamed `who`.
        """
        if not who:
            yield watch
            return
        ids: dict[str, list[str]] = {}
        failed = 0

        def heard(source: str, outcome: Outcome | Failed) -> None:
            nonlocal failed
            if isinstance(outcome, Outcome):
                ids.setdefault(outcome.status.value, []).append(outcome.id)
            else:
                failed += 1
            if watch is not None:
                watch(source, outcome)

        try:
            yield heard
        finally:
            self._write(who, "add", {**ids, "failed": failed})

    def removed(self, who: str, ids: Sequence[str]) -> None:
        """Write that these articles were removed; nothing for an unnamed `who`."""
        if who:
            self._write(who, "remove", {"removed": list(ids)})

    def _write(self, who: str, deed: str, became: dict[str, list[str] | int]) -> None:
        when = self._clock().isoformat(timespec="milliseconds")
        line = json.dumps({"when": when, "who": who, "deed": deed, **became}) + "\n"
        try:
            # In one write to the end of the file, so that lines of several processes never mix.
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, line.encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            _LOG.error("%s cannot be written (%s): free some space", self.path, error.strerror)
