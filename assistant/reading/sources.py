"""Where articles come from: files, folders (watched too), addresses, pipes."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.reading.articles import LARGEST, read_articles
from assistant.reading.formats import Format, by_content, by_suffix, endings, settled_format
from assistant.reading.types import Document, Failure, FullyRead, PassedOver, Unchanged

if TYPE_CHECKING:
    from assistant.reading.fetching import Fetcher

STANDARD_INPUT = "-"
_NO_FIELDS = "has none of the fields of an article"
_ORIGIN_STANDARD_INPUT = "stdin"
_ADDRESSES = ("http://", "https://")


Read = Document | Failure | FullyRead | PassedOver | Unchanged
"""What reading a source gives."""
Known = Callable[[str, str], bool]
"""Whether a file, by where it lies and its digest, was taken in whole before."""


def read(
    source: str | Path,
    *,
    stdin: BinaryIO | None = None,
    today: date | None = None,
    known: Known | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Read]:
    """The articles of a file, of all files in a folder, at an address, or of standard
    input ("-").

    A folder is read with its folders, in the order of the paths; hidden files are left out
    there, and for each file of another format comes a PassedOver. What cannot be read comes as a
    Failure in its place, and nothing is raised for it. `stdin` stands in for standard
    input, `today` for the current day: no article is published later. With `known` a file
    that it knows is not read again and comes as Unchanged; after the articles of any other file
    comes a FullyRead, if none of it failed. `fetcher` fetches what has an address; left out,
    one is made that reaches public addresses only.
    """
    today = today or date.today()
    name = str(source)
    if name == STANDARD_INPUT:
        yield from _standard_input(stdin or sys.stdin.buffer, today)
    elif is_address(source):
        yield from _address(name, fetcher, today)
    else:
        yield from _path(name, today, known)


def is_address(source: object) -> bool:
    """Whether a source is the address of a page or feed, and no path."""
    return isinstance(source, str) and source.lower().startswith(_ADDRESSES)


def _address(name: str, fetcher: Fetcher | None, today: date) -> Iterator[Document | Failure]:
    # Imported here, so that reading files does not pay for the network's modules.
    from assistant.reading.addresses import read_address
    from assistant.reading.fetching import Fetcher

    if fetcher is not None:
        yield from read_address(name, fetcher, today)
        return
    with Fetcher() as own:
        yield from read_address(name, own, today)


def size(names: Iterable[str]) -> int:
    """How many bytes there are to read in files and folders; what cannot be looked at is 0."""
    return sum(_size(Path(name).expanduser()) for name in names if name.strip())


def _size(path: Path) -> int:
    try:
        files = _files(path, []) if path.is_dir() else [path]
        return sum(file.stat().st_size for file in files if by_suffix(file.suffix))
    except (OSError, ValueError, RuntimeError):
        return 0


def _standard_input(stream: BinaryIO, today: date) -> Iterator[Document | Failure]:
    try:
        content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        yield Failure(STANDARD_INPUT, f"standard input cannot be read ({_why(error)})")
        return
    yield from read_articles(
        STANDARD_INPUT, _ORIGIN_STANDARD_INPUT, by_content(content), content, today
    )


def _path(name: str, today: date, known: Known | None) -> Iterator[Read]:
    try:
        path = Path(name).expanduser() if name.strip() else None
        mode = path.stat().st_mode if path else None
    except FileNotFoundError:
        yield Failure(name, "there is no such file or folder; check the path")
        return
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, f"cannot be opened ({_why(error)}); check the path")
        return
    if path is None or mode is None:
        yield Failure(name, "the path is empty; name a file or a folder")
    elif stat.S_ISDIR(mode):
        yield from _folder(path, today, known)
    elif form := by_suffix(path.suffix):
        yield from _file(path, form, today, known)
    else:
        yield Failure(name, f"{_not_read(path)}; save it as one of {endings()}")


def _not_read(path: Path) -> str:
    kind = f'files ending in "{path.suffix}"' if path.suffix else "files without an ending"
    return f"{kind} are not read"


def _folder(folder: Path, today: date, known: Known | None) -> Iterator[Read]:
    """All readable files under `folder`; each real file and each real folder once.

    Settings, tables and other files without an article's fields are passed over, unless
    there is nothing else, and so are files of other formats: each is named.
    """
    failures: list[Failure] = []
    passed: list[tuple[Path, Format]] = []
    others: list[PassedOver] = []
    found = False
    for path in _files(folder, failures):
        form = by_suffix(path.suffix)
        if form is None:
            others.append(PassedOver(str(path), _not_read(path)))
            continue
        for item in _file(path, form, today, known, passed):
            found = True
            yield item
    yield from failures
    for path, form in passed:
        if found:
            yield PassedOver(str(path), _NO_FIELDS)
        else:
            yield from _file(path, form, today, known)
    yield from others
    if not (found or failures or passed):
        reason = f"there is nothing to read in this folder; these are read: {endings()}"
        yield Failure(str(folder), reason)


def _files(folder: Path, failures: list[Failure]) -> list[Path]:
    """The files under `folder`, sorted by path, links followed without going in circles."""

    def missed(error: OSError) -> None:
        reason = f"the folder cannot be opened ({_why(error)}); allow reading it"
        failures.append(Failure(str(error.filename or folder), reason))

    seen: set[str] = set()
    files = []
    for root, folders, names in os.walk(folder, followlinks=True, onerror=missed):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(root, name) for name in names if not name.startswith(".")]
    own: dict[str, Path] = {}
    # A file comes under its own path where that is in the folder, else under the first link.
    for path in sorted(files, key=lambda path: (path.is_symlink(), path.parts)):
        own.setdefault(os.path.realpath(path), path)
    return sorted(own.values(), key=lambda path: path.parts)


def _file(
    path: Path,
    form: Format,
    today: date,
    known: Known | None,
    passed: list[tuple[Path, Format]] | None = None,
) -> Iterator[Read]:
    """The articles of a file; one without an article's fields goes to `passed`, if given."""
    name = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Failure(name, "is no ordinary file; add a copy of what it gives as a file")
            return
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        origin = str(path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, f"cannot be read ({_why(error)}); allow reading it")
        return
    digest = _digest(content)
    if known is not None and known(origin, digest):
        yield Unchanged(origin, len(content))
        return
    form = settled_format(content, path.name) or form
    if passed is not None and not form.fits(content):
        passed.append((path, form))
        return
    failed = False
    for item in read_articles(name, origin, form, content, today):
        failed = failed or isinstance(item, Failure)
        yield item
    if known is not None and not failed:
        yield FullyRead(origin, digest)


def _digest(content: bytes) -> str:
    """What tells the bytes apart, and the version of newsbrief that read them."""
    return sha256(_reader() + content).hexdigest()[:32]


@cache
def _reader() -> bytes:
    return f"{version('newsbrief')}\n".encode()


def _why(error: Exception) -> str:
    """What the system says of an error, in a few words and on one line."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(reason.split()).lower() or type(error).__name__


# A folder that is watched: the files that appear in it or change, once they are whole.

_STEP_MS = 200
_SWEEP = 10.0
"""Seconds between two looks at the whole folder: of some changes the system says nothing."""

_State = tuple[int, int]
Changes = Iterable[set[tuple[Any, str]]]


def watch_folder(
    folder: Path,
    stop: threading.Event | None = None,
    notify: Callable[[], Changes] | None = None,
    sweep: float = _SWEEP,
) -> Iterator[list[Path]]:
    """Readable files that were added or changed, in order of their paths, some at a time.

    The first item, always empty, comes when the watch has begun: what is in the folder by
    then is for the caller to read. A file that is still being written is held back until
    two looks at it saw the same. Ends when `stop` is set or the folder is gone. Hidden files
    and files of other formats are passed over. `notify` gives what the system tells of
    changes, over and over, and empty sets while it tells nothing; as it may leave some out,
    the folder is looked through every `sweep` seconds.
    """
    known: dict[Path, _State] | None = None
    held: dict[Path, _State] = {}
    swept = time.monotonic()
    for changes in notify() if notify is not None else _notified(folder, stop):
        if known is None:
            known = _states(folder)
            yield []
        if not folder.is_dir():
            return
        if changes or held or time.monotonic() - swept >= sweep:
            swept = time.monotonic()
            states = _states(folder)
            fresh = {path: state for path, state in states.items() if known.get(path) != state}
            whole = [path for path, state in fresh.items() if held.get(path) == state]
            known |= {path: fresh.pop(path) for path in whole}
            held = fresh
            if whole:
                yield sorted(whole)


def _notified(folder: Path, stop: threading.Event | None) -> Changes:
    from watchfiles import watch

    return watch(
        folder, watch_filter=None, stop_event=stop, debounce=_STEP_MS, step=_STEP_MS // 4,
        rust_timeout=_STEP_MS, yield_on_timeout=True, ignore_permission_denied=True,
    )  # fmt: skip


def _states(folder: Path) -> dict[Path, _State]:
    """Size and time of the last change of every readable file in the folder."""
    found = {}
    place = folder.resolve()
    for path in place.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
        if not hidden and by_suffix(path.suffix):
            with suppress(OSError):
                if path.is_file():
                    found[path] = (path.stat().st_size, path.stat().st_mtime_ns)
    return found
