"""Where articles come from: files, folders, standard input; one bad file stops no other."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from assistant.reading import formats
from assistant.reading.making import LARGEST, articles
from assistant.reading.types import Document, Failure

STANDARD_INPUT = "-"
_ORIGIN_STANDARD_INPUT = "stdin"
_ADDRESSES = ("http://", "https://")
_BY_ADDRESS = (
    "pages are not read by their address in this version; save the page as .html and add the file"
)


def read(
    source: str | Path, *, stdin: BinaryIO | None = None, today: date | None = None
) -> Iterator[Document | Failure]:
    """The articles of a file, of all files in a folder, or of standard input ("-").

    A folder is read with its folders, in the order of the paths; hidden files, and in a
    folder files of other formats, are passed over. What cannot be read comes as a
    Failure in its place, and nothing is raised for it. `stdin` stands in for standard
    input, `today` for the current day: no article is published later.
    """
    today = today or date.today()
    name = str(source)
    if name == STANDARD_INPUT:
        yield from _standard_input(stdin or sys.stdin.buffer, today)
    elif name.lower().startswith(_ADDRESSES):
        yield Failure(name, _BY_ADDRESS)
    else:
        yield from _path(name, today)


def _standard_input(stream: BinaryIO, today: date) -> Iterator[Document | Failure]:
    try:
        content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        yield Failure(STANDARD_INPUT, f"standard input cannot be read ({_why(error)})")
        return
    one = formats.by_content(content)
    yield from articles(STANDARD_INPUT, _ORIGIN_STANDARD_INPUT, one, content, today)


def _path(name: str, today: date) -> Iterator[Document | Failure]:
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
        yield from _folder(path, today)
    elif one := formats.by_suffix(path.suffix):
        yield from _file(path, one, today)
    else:
        kind = f'files ending in "{path.suffix}"' if path.suffix else "files without an ending"
        yield Failure(name, f"{kind} are not read; save it as one of {formats.endings()}")


def _folder(folder: Path, today: date) -> Iterator[Document | Failure]:
    """All readable files under `folder`; each real file and each real folder once."""
    failures: list[Failure] = []
    found = False
    for path in _files(folder, failures):
        one = formats.by_suffix(path.suffix)
        if one:
            found = True
            yield from _file(path, one, today)
    yield from failures
    if not found and not failures:
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


def _file(path: Path, one: formats.Format, today: date) -> Iterator[Document | Failure]:
    name = str(path)
    try:
        kept = path.stat()
        if not stat.S_ISREG(kept.st_mode):
            yield Failure(name, "is no ordinary file; add a copy of what it gives as a file")
            return
        content = path.read_bytes() if kept.st_size <= LARGEST else b" " * (LARGEST + 1)
        origin = str(path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, f"cannot be read ({_why(error)}); allow reading it")
        return
    if one is formats.TEXT and formats.is_page(content, strict=True):
        one = formats.HTML
    yield from articles(name, origin, one, content, today)


def _why(error: Exception) -> str:
    """What the system says of an error, in a few words and on one line."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()).lower() or type(error).__name__
