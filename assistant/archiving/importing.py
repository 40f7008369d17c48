"""An export read into a library: articles as all are added, and then what hangs on them."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from assistant.adding import Watch
from assistant.archiving import records
from assistant.archiving.manifest import newer
from assistant.archiving.records import Apart, OwnOutlets
from assistant.archiving.scratch import writing
from assistant.conversations.store import ConversationStore
from assistant.conversations.transfer import OwnedConversation
from assistant.documents import decoded
from assistant.errors import ArchiveError
from assistant.files import write_whole
from assistant.types import Failed, SavedBriefing
from vectorstore.adding import Incoming, Outcome, Status
from vectorstore.errors import VectorsError
from vectorstore.library import Library
from vectorstore.outlets import FILE as OUTLETS_FILE

_GZIP = b"\x1f\x8b"
_NO_EXPORT = "no export of newsbrief, or damaged"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an export: article ids as `AddReport` has them, and how many pairs kept
    apart, saved briefings and conversations came that were not here. `failed` are lines of the
    file, and why; all else is kept all the same."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    kept_apart: int = 0
    briefings: int = 0
    conversations: int = 0
    failed: tuple[Failed, ...] = ()
    notices: tuple[str, ...] = ()


def imported(
    library: Library, conversations: ConversationStore, file: Path, watch: Watch | None = None
) -> ImportReport:
    """Add what an export holds; what is here already stays as it is.

    The file is read to its end before anything is added. Vectors and annotations are made anew,
    as for any article that is added. Raises ArchiveError.
    """
    _check(file)
    return _Import(library, conversations, watch).run(file)


class _Import:
    """One export on its way into a library."""

    def __init__(
        self, library: Library, conversations: ConversationStore, watch: Watch | None
    ) -> None:
        self._library, self._watch = library, watch
        self._transfer = conversations.transfer
        self._ids: dict[str, str] = {}
        """The id that each exported article has here."""
        self._apart = set(library.kept_apart())
        self._waiting: deque[str] = deque()
        self._outcomes: dict[Status, list[str]] = {status: [] for status in Status}
        self._failed: list[Failed] = []
        self._notices: list[str] = []
        self._came = dict.fromkeys((records.APART, records.BRIEFING, records.CONVERSATION), 0)

    def run(self, file: Path) -> ImportReport:
        """Read the file twice: the articles first, then what hangs on them."""
        try:
            for outcome in self._library.add(self._articles(file)):
                self._note(outcome)
        except VectorsError as error:  # the last step: all articles are kept
            self._notices.append(str(error))
        for number, document in _documents(file):
            if document.get("kind") != records.ARTICLE:
                try:
                    self._take(document)
                except ValueError as error:
                    self._failed.append(Failed(f"line {number}", str(error)))
        became = {status: tuple(ids) for status, ids in self._outcomes.items()}
        return ImportReport(
            added=became[Status.ADDED],
            updated=became[Status.UPDATED],
            unchanged=became[Status.UNCHANGED],
            duplicates=became[Status.DUPLICATE],
            kept_apart=self._came[records.APART],
            briefings=self._came[records.BRIEFING],
            conversations=self._came[records.CONVERSATION],
            failed=tuple(self._failed),
            notices=tuple(self._notices),
        )

    def _articles(self, file: Path) -> Iterator[Incoming]:
        for number, document in _documents(file):
            if document.get("kind") != records.ARTICLE:
                continue
            try:
                item = records.article_of(document)
            except ValueError as error:
                failed = Failed(f"line {number}", str(error))
                self._failed.append(failed)
                if self._watch is not None:
                    self._watch(failed.source, failed)
                continue
            self._waiting.append(item.article.id)
            yield item

    def _note(self, outcome: Outcome) -> None:
        self._ids[self._waiting.popleft()] = outcome.id
        self._outcomes[outcome.status].append(outcome.id)
        if self._watch is not None:
            self._watch(outcome.place, outcome)

    def _take(self, document: Document) -> None:
        """Keep what is no article; raises ValueError."""
        kind = document.get("kind")
        if kind == records.APART:
            pair: Apart = records.record(Apart, document)
            self._came[records.APART] += self._part(pair)
        elif kind == records.BRIEFING:
            saved = records.record(SavedBriefing, document)
            self._came[records.BRIEFING] += self._transfer.put_briefing(saved)
        elif kind == records.CONVERSATION:
            owned = records.record(OwnedConversation, document)
            self._came[records.CONVERSATION] += self._transfer.put_conversation(owned)
        elif kind == records.OUTLETS:
            self._take_outlets(records.record(OwnOutlets, document))
        elif kind not in (records.KIND, records.END):
            raise ValueError(f"{kind!r:.40} is nothing that this newsbrief knows: upgrade it")

    def _part(self, pair: Apart) -> bool:
        """Keep two articles apart; whether they were not before."""
        try:
            first, second = sorted(self._ids[id] for id in (pair.first, pair.second))
        except KeyError as error:
            raise ValueError(f"there is no article {error.args[0]!r:.40} in the export") from None
        if first == second or (first, second) in self._apart:
            return False
        self._library.keep_apart(first, second)
        self._apart.add((first, second))
        return True

    def _take_outlets(self, own: OwnOutlets) -> None:
        path = self._library.folder / OUTLETS_FILE
        if not path.exists():
            with writing(path):
                write_whole(path, own.toml.encode())
        elif path.read_text("utf-8", "replace") != own.toml:
            self._notices.append(f"{path} stays as it is: the export has other outlets")


# -------------------------------------------------------------------- the file


def _check(file: Path) -> None:
    """Raise ArchiveError where a file is no export, is not whole, or is a newer newsbrief's."""
    digest, count, last = hashlib.sha256(), 0, b""
    for line in _lines(file):
        if not count:
            _check_head(line, file)
        digest.update(last)
        last = line
        count += 1
    try:
        end = decoded(last.decode())
    except ValueError:
        end = None
    if not isinstance(end, dict) or end.get("kind") != records.END or end.get("lines") != count - 1:
        raise ArchiveError(f"{file} is {_NO_EXPORT}: its last lines are missing")
    if end.get("sha256", digest.hexdigest()) != digest.hexdigest():
        raise ArchiveError(
            f"{file} is damaged or was changed: its lines are not those that were exported; "
            "leave out the sha256 of its last line to import it all the same"
        )


def _check_head(line: bytes, file: Path) -> None:
    try:
        head = decoded(line.decode())
    except ValueError:
        head = None
    if not isinstance(head, dict) or head.get("kind") != records.KIND:
        raise ArchiveError(f"{file} is {_NO_EXPORT}: its first line is no heading of one")
    form = head.get("format")
    if not isinstance(form, int) or form < 1:
        raise ArchiveError(f"{file} is {_NO_EXPORT}: its first line tells no format")
    if form > records.FORMAT:
        raise newer(str(file), str(head.get("newsbrief", ""))[:20])


def _documents(file: Path) -> Iterator[tuple[int, Document]]:
    """Number and content of every line; one that is no document is a document of no kind."""
    for number, line in enumerate(_lines(file), start=1):
        try:
            found = decoded(line.decode())
        except ValueError:
            found = None
        yield number, found if isinstance(found, dict) else {"kind": "what is no JSON object"}


def _lines(file: Path) -> Iterator[bytes]:
    """The lines of a file, compressed or not; raises ArchiveError where it cannot be read."""
    try:
        with file.expanduser().open("rb") as opened:
            compressed = opened.read(2) == _GZIP
            opened.seek(0)
            yield from cast(IO[bytes], gzip.GzipFile(fileobj=opened)) if compressed else opened
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ArchiveError(f"{file} is {_NO_EXPORT}: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read ({error.strerror}): name an export") from error
