"""Where articles come from: files, folders, addresses, pipes; one bad one stops no other."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.reading import formats
from assistant.reading.making import LARGEST, articles
from assistant.reading.types import Document, Failure, Kept, Whole

if TYPE_CHECKING:
    from assistant.reading.fetching import Fetcher

STANDARD_INPUT = "-"
_ORIGIN_STANDARD_INPUT = "stdin"
_ADDRESSES = ("http://", "https://")


Known = Callable[[str, str], bool]
"""Whether a file, by where it lies and its digest, was taken in whole before."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """What reading a source goes by."""

    today: date
    known: Known | None = None


def read(
    source: str | Path,
    *,
    stdin: BinaryIO | None = None,
    today: date | None = None,
    known: Known | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Document | Failure | Whole | Kept]:
    """The articles of a file, of all files in a folder, at an address, or of standard
    input ("-").

    A folder is read with its folders, in the order of the paths; hidden files, and in a
    folder files of other formats, are passed over. What cannot be read comes as a
    Failure in its place, and nothing is raised for it. `stdin` stands in for standard
    input, `today` for the current day: no article is published later. With `known` a file
    that it knows is not read again and comes as Kept; after the articles of any other file
    comes a Whole, if none of it failed. `fetcher` fetches what has an address; left out,
    one is made that reaches public addresses only.
    """
    terms = _Terms(today or date.today(), known)
    name = str(source)
    if name == STANDARD_INPUT:
        yield from _standard_input(stdin or sys.stdin.buffer, terms.today)
    elif is_address(source):
        yield from _address(name, fetcher, terms.today)
    else:
        yield from _path(name, terms)


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
        return sum(file.stat().st_size for file in files if formats.by_suffix(file.suffix))
    except (OSError, ValueError, RuntimeError):
        return 0


def _standard_input(stream: BinaryIO, today: date) -> Iterator[Document | Failure]:
    try:
        content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        yield Failure(STANDARD_INPUT, f"standard input cannot be read ({_why(error)})")
        return
    one = formats.by_content(content)
    yield from articles(STANDARD_INPUT, _ORIGIN_STANDARD_INPUT, one, content, today)


def _path(name: str, terms: _Terms) -> Iterator[Document | Failure | Whole | Kept]:
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
        yield from _folder(path, terms)
    elif one := formats.by_suffix(path.suffix):
        yield from _file(path, one, terms)
    else:
        kind = f'files ending in "{path.suffix}"' if path.suffix else "files without an ending"
        yield Failure(name, f"{kind} are not read; save it as one of {formats.endings()}")


def _folder(folder: Path, terms: _Terms) -> Iterator[Document | Failure | Whole | Kept]:
    """All readable files under `folder`; each real file and each real folder once.

    Settings, tables and other files without an article's fields are passed over, unless
    there is nothing else.
    """
    failures: list[Failure] = []
    passed: list[tuple[Path, formats.Format]] = []
    found = False
    for path in _files(folder, failures):
        one = formats.by_suffix(path.suffix)
        if one:
            for item in _file(path, one, terms, passed):
                found = True
                yield item
    yield from failures
    if not found:
        for path, one in passed:
            yield from _file(path, one, terms)
    if not (found or failures or passed):
        reason = f"there is nothing to read in this folder; these are read: {formats.endings()}"
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
    one: formats.Format,
    terms: _Terms,
    passed: list[tuple[Path, formats.Format]] | None = None,
) -> Iterator[Document | Failure | Whole | Kept]:
    """The articles of a file; one without an article's fields goes to `passed`, if given."""
    name = str(path)
    try:
        kept = path.stat()
        if not stat.S_ISREG(kept.st_mode):
            yield Failure(name, "is no ordinary file; add a copy of what it gives as a file")
            return
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        origin = str(path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, f"cannot be read ({_why(error)}); allow reading it")
        return
    digest = _digest(content)
    if terms.known is not None and terms.known(origin, digest):
        yield Kept(origin, len(content))
        return
    if passed is not None and not one.fits(content):
        passed.append((path, one))
        return
    one = formats.settled(content, path.name) or one
    failed = False
    for found in articles(name, origin, one, content, terms.today):
        failed = failed or isinstance(found, Failure)
        yield found
    if terms.known is not None and not failed:
        yield Whole(origin, digest)


def _digest(content: bytes) -> str:
    """What tells the bytes apart, and the version of newsbrief that read them."""
    return sha256(_reader() + content).hexdigest()[:32]


@cache
def _reader() -> bytes:
    return f"{version('newsbrief')}\n".encode()


def _why(error: Exception) -> str:
    """What the system says of an error, in a few words and on one line."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()).lower() or type(error).__name__
