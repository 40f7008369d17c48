"""A folder that is watched: the files that appear in it or change, once they are whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.reading import formats

_STEP_MS = 200
_STILL = 2
"""A file is whole when this many looks at it, a step apart, saw the same."""
_SWEEP = 10.0
"""Seconds between two looks at the whole folder: some changes are never told."""

State = tuple[int, int]
Told = Iterable[set[tuple[Any, str]]]


def appearing(
    folder: Path,
    stop: threading.Event | None = None,
    told: Callable[[], Told] | None = None,
    sweep: float = _SWEEP,
) -> Iterator[list[Path]]:
    """Readable files that were added or changed, in order of their paths, some at a time.

    The first item, always empty, comes when the watch has begun: what is in the folder by
    then is for the caller to read. A file that is still being written is held back until
    it no longer changes. Ends when `stop` is set or the folder is gone. Hidden files and
    files of other formats are passed over. `told` gives what the system tells of changes, over
    and over; as it may leave some out, the folder is looked through every `sweep` seconds.
    """
    held: dict[Path, tuple[State, int]] = {}
    known: dict[Path, State] | None = None
    swept = time.monotonic()
    for changes in told() if told is not None else _told(folder, stop):
        if known is None:
            known = _states(folder)
            yield []
        if not folder.is_dir():
            return
        fresh = _changed(changes, folder)
        if time.monotonic() - swept >= sweep:
            now = _states(folder)
            fresh += [path for path in now if now[path] != known.get(path) and path not in held]
            swept = time.monotonic()
        held |= dict.fromkeys(fresh, ((-1, -1), 0))
        whole = _whole(held)
        known |= whole
        if whole:
            yield sorted(whole)


def _told(folder: Path, stop: threading.Event | None) -> Told:
    """What the system tells of changes, with empty sets while it tells nothing."""
    from watchfiles import watch

    return watch(
        folder, watch_filter=None, stop_event=stop, debounce=_STEP_MS, step=_STEP_MS // 4,
        rust_timeout=_STEP_MS, yield_on_timeout=True, ignore_permission_denied=True,
    )  # fmt: skip


def _changed(changes: set[tuple[Any, str]], folder: Path) -> list[Path]:
    """The readable files that were added or changed."""
    found: list[Path] = []
    for _, name in sorted(changes, key=lambda one: one[1]):
        path = Path(name)
        # Of a folder that is moved in only its own path is told.
        found += sorted(path.rglob("*")) if path.is_dir() else [path]
    return [path for path in found if _is_read(path, folder) and path.exists()]


def _whole(held: dict[Path, tuple[State, int]]) -> dict[Path, State]:
    """Takes out of what is held the files that no longer change."""
    found = {}
    for path, (seen, times) in list(held.items()):
        now = _state(path)
        if now is None:
            del held[path]
        elif now != seen:
            held[path] = (now, 1)
        elif times + 1 < _STILL:
            held[path] = (now, times + 1)
        else:
            del held[path]
            found[path] = now
    return found


def _states(folder: Path) -> dict[Path, State]:
    """Every readable file of the folder as it is now."""
    place = folder.resolve()
    files = (path for path in place.rglob("*") if _is_read(path, folder))
    return {path: state for path in files if (state := _state(path)) is not None}


def _is_read(path: Path, folder: Path) -> bool:
    try:
        inside = path.relative_to(folder.resolve()).parts
    except ValueError:
        inside = path.parts[-1:]
    hidden = any(part.startswith(".") for part in inside)
    return not hidden and formats.by_suffix(path.suffix) is not None


def _state(path: Path) -> State | None:
    """Size and time of the last change; None where there is no such file any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if path.is_file() else None
