"""A watched folder: what appears in it is told, whether the system tells of it or not."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.reading.sources import watch_folder


def _silent() -> Iterator[set[tuple[Any, str]]]:
    """A system that tells of no change, for a few seconds at most."""
    for _ in range(400):
        time.sleep(0.01)
        yield set()


def test_a_change_that_is_never_told_is_found(tmp_path: Path) -> None:
    """New and changed files are found by looking, each once; hidden and unreadable ones never."""
    (tmp_path / "old.txt").write_text("The ferry left on Friday.")
    watching = watch_folder(tmp_path, notify=_silent, sweep=0.05)
    assert next(watching) == []
    (tmp_path / "new.txt").write_text("The bank raised its rate.")
    (tmp_path / ".hidden.txt").write_text("Nothing to read.")
    (tmp_path / "film.mkv").write_bytes(b"\x00")
    assert next(watching) == [tmp_path.resolve() / "new.txt"]
    (tmp_path / "old.txt").write_text("The ferry left on Friday and came back.")
    assert next(watching) == [tmp_path.resolve() / "old.txt"]
    assert list(itertools.islice(watching, 1)) == []


def test_a_told_change_is_told_once(tmp_path: Path) -> None:
    """What the system told is not found again by looking."""
    path = tmp_path.resolve() / "new.txt"

    def expected() -> Iterator[set[tuple[Any, str]]]:
        yield set()
        yield {(1, str(path))}
        yield from _silent()

    watching = watch_folder(tmp_path, notify=expected, sweep=0.05)
    assert next(watching) == []
    path.write_text("The bank raised its rate.")
    assert list(watching) == [[path]]
