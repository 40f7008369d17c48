"""A folder that is watched: the files that appear in it or change, once they are whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from assistant.reading import formats

_STEP_MS = 200
_STILL = 2
"""A file is whole when this many looks at it, a step apart, saw the same."""


def appearing(folder: Path, stop: threading.Event | None = None) -> Iterator[list[Path]]:
    """Readable files that were added or changed, in order of their paths, some at a time.

    The first item, always empty, comes when the watch has begun: what is in the folder by
    then is for the caller to read. A file that is still being written is held back until
    it no longer changes. Ends when `stop` is set or the folder is gone. Hidden files and
    files of other formats are passed over.
    """
    from watchfiles import Change, watch

    held: dict[Path, tuple[tuple[int, int], int]] = {}
    begun = False
    for changes in watch(
        folder, watch_filter=None, stop_event=stop, debounce=_STEP_MS, step=_STEP_MS // 4,
        rust_timeout=_STEP_MS, yield_on_timeout=True, ignore_permission_denied=True,
    ):  # fmt: skip
        if not begun:
            begun = True
            yield []
        if not folder.is_dir():
            return
        for change, name in changes:
            path = Path(name)
            if change is Change.deleted:
                continue
            # Of a folder that is moved in only its own path is told.
            found = sorted(path.rglob("*")) if path.is_dir() else [path]
            held |= {one: ((-1, -1), 0) for one in found if _is_read(one, folder)}
        whole = []
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
                whole.append(path)
        if whole:
            yield sorted(whole)


def _is_read(path: Path, folder: Path) -> bool:
    try:
        inside = path.relative_to(folder.resolve()).parts
    except ValueError:
        inside = path.parts[-1:]
    hidden = any(part.startswith(".") for part in inside)
    return not hidden and formats.by_suffix(path.suffix) is not None


def _state(path: Path) -> tuple[int, int] | None:
    """Size and time of the last change; None where there is no such file any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if path.is_file() else None
