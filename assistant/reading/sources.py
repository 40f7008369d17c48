"""Where articles come from: files, folders, standard input; one bad file stops no other."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from assistant.reading import formats, outlets
from assistant.reading.cleaning import Cleaned, clean
from assistant.reading.dates import latest_allowed
from assistant.reading.types import Document, Draft, Failure, Unreadable
from vectorstore.documents import Article

STANDARD_INPUT = "-"
_ORIGIN_STANDARD_INPUT = "stdin"
_ADDRESSES = ("http://", "https://")
_LARGEST = 64 * 1024 * 1024
_TITLE_LENGTH = 90
_BY_ADDRESS = (
    "pages are not read by their address in this version; save the page as .html and add the file"
)
_NOTHING_LEFT = "holds no article text, only what surrounds one; add a file with the article itself"
_EMPTY = "is empty; add a file that holds an article"


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
        content = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        yield Failure(STANDARD_INPUT, f"standard input cannot be read ({_why(error)})")
        return
    one = formats.by_content(content)
    yield from _articles(STANDARD_INPUT, _ORIGIN_STANDARD_INPUT, one, content, today)


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
        content = path.read_bytes() if kept.st_size <= _LARGEST else b" " * (_LARGEST + 1)
        origin = str(path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, f"cannot be read ({_why(error)}); allow reading it")
        return
    if one is formats.TEXT and formats.is_page(content, strict=True):
        one = formats.HTML
    yield from _articles(name, origin, one, content, today)


def _articles(
    name: str, origin: str, one: formats.Format, content: bytes, today: date
) -> Iterator[Document | Failure]:
    """The documents of one file's bytes, or the one Failure that says why there is none."""
    if not content.strip():
        yield Failure(name, _EMPTY)
        return
    if len(content) > _LARGEST:
        yield Failure(name, f"is larger than {_LARGEST >> 20} MB; split it into its articles")
        return
    try:
        drafts = one.read(content)
        articles = [_article(draft, origin, today) for draft in drafts]
    except Unreadable as error:
        yield Failure(name, str(error))
        return
    # Parsers meet damaged files with errors of every kind.
    except Exception as error:
        told = f"cannot be read as {one.name} ({type(error).__name__})"
        yield Failure(name, f"{told}; it may be damaged: get the file again")
        return
    readable = [article for article in articles if article is not None]
    yield from (Document(article, content) for article in readable)
    if not readable:
        yield Failure(name, _NOTHING_LEFT)


def _article(draft: Draft, origin: str, today: date) -> Article | None:
    """The cleaned article of a draft; what the file's own fields say goes before its text."""
    cleaned = clean(draft.text, title=draft.title, today=today)
    title = cleaned.title or _opening(cleaned)
    text = cleaned.text or cleaned.title
    if not any(sign.isalnum() for sign in text):
        return None
    publisher = _publisher(draft, cleaned)
    authors = tuple(name for name in draft.authors if not outlets.same(name, publisher))
    return Article(
        text=text,
        title=title,
        publisher=publisher,
        published=latest_allowed(draft.dates, today) or cleaned.published,
        url=draft.url or cleaned.url,
        authors=authors or cleaned.authors,
        agency=cleaned.agency,
        dateline=cleaned.dateline,
        language=draft.language,
        origin=origin,
    )


def _publisher(draft: Draft, cleaned: Cleaned) -> str:
    """The outlet as the file's fields name it, else as its text does.

    A name in words goes before the address of the same site, and an author that has the
    form of an outlet before the agency of a text that names no outlet.
    """
    if draft.publisher:
        worded = outlets.is_domain(draft.publisher) and outlets.same(
            draft.publisher, cleaned.publisher
        )
        return cleaned.publisher if worded else draft.publisher
    if cleaned.publisher and cleaned.publisher != cleaned.agency:
        return cleaned.publisher
    return next(filter(outlets.is_outlet, draft.authors), cleaned.publisher)


def _opening(cleaned: Cleaned) -> str:
    """A title for a text that has none: its first words, cut between words."""
    first = cleaned.text.split("\n", 1)[0]
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _why(error: Exception) -> str:
    """What the system says of an error, in a few words and on one line."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()).lower() or type(error).__name__
