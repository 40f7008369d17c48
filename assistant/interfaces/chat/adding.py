"""Articles that come in from a page: files, addresses and pasted text, and what became of them.

A file is sent by itself, its bytes as the body and its name in a header, and lies in an inbox
until the parcel that names it was read. Another site's page cannot send one: the middleware
refuses a foreign Origin, and a browser sends the header only to its own.
"""

from __future__ import annotations

import contextlib
import io
import secrets
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import BinaryIO
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assistant.adding import Watch
from assistant.assistant import Assistant
from assistant.conversations.workers import Push
from assistant.errors import AssistantError, SettingsError
from assistant.interfaces.chat.components import number, text, texts
from assistant.interfaces.uploads import file_name
from assistant.types import AddReport, Failed
from assistant.wording import counted, one_line, title
from vectorstore.adding import Outcome
from vectorstore.errors import UnknownArticle

LARGEST = 128 * 1024 * 1024
"""Bytes of one file."""

MOST_BYTES = 2 * 1024 * 1024 * 1024
MOST_FILES = 5_000
"""So much may wait to be read, of all pages together."""

MOST_LINES = 200
"""So many articles of one outcome are named; of more it is said how many."""

LONGEST_TEXT = 2_000_000

NAME = "x-file-name"
"""The header with a file's name, percent-encoded."""

_MOST_STOPS = 1_000
_ADDRESSES = ("http://", "https://")

_OUTCOMES = (
    ("added", "added", "Added"),
    ("updated", "updated", "Updated: the words are new"),
    ("duplicates", "added as copies", "Added as copies of others"),
    ("unchanged", "here already", "Here already"),
)
"""The fields of a report: each in a sentence, and as a heading."""

# -------------------------------------------------------------------- files on their way


class TooMuch(AssistantError):
    """A file is too large, or too much waits already."""


class Inbox:
    """Takes files in under tokens that only who sent them is told; what was read is deleted."""

    def __init__(self, largest: int = LARGEST, most_files: int = MOST_FILES) -> None:
        self._largest = largest
        self._most_files = most_files
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._sizes: dict[str, int] = {}

    async def take(self, name: str, content: AsyncIterator[bytes]) -> str:
        """The token of a file, once all of it is here; raises TooMuch, keeping nothing of it."""
        token = secrets.token_urlsafe(18)
        place = self._place(token)
        try:
            with (place / file_name(name)).open("wb") as file:
                async for piece in content:
                    self._grow(token, len(piece))
                    file.write(piece)
        except BaseException:
            self.forget(token)
            raise
        return token

    async def upload(self, request: Request) -> Response:
        """The endpoint that takes a file and answers with its token."""
        name = request.headers.get(NAME)
        if name is None:
            return JSONResponse({"refused": f"a file needs its name in {NAME}"}, 400)
        try:
            return JSONResponse({"token": await self.take(unquote(name), request.stream())})
        except TooMuch as error:
            return JSONResponse({"refused": str(error)}, 413)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except OSError as error:
            why = f"cannot be kept here ({error.strerror}): free some space"
            return JSONResponse({"refused": why}, 507)

    def path(self, token: str) -> Path | None:
        """Where a file lies; None for a token that there is not."""
        with self._lock:
            if self._folder is None or token not in self._sizes:
                return None
            return next((self._folder / token).iterdir(), None)

    def forget(self, token: str) -> None:
        """Delete a file; it may be gone already."""
        with self._lock:
            if self._folder is not None and self._sizes.pop(token, None) is not None:
                shutil.rmtree(self._folder / token, ignore_errors=True)

    def close(self) -> None:
        """Delete all that still lies here."""
        with self._lock:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._folder, self._sizes = None, {}

    def _place(self, token: str) -> Path:
        with self._lock:
            if len(self._sizes) >= self._most_files:
                raise TooMuch(f"{self._most_files:,} files wait to be read: send this one later")
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="newsbrief-"))
            place = self._folder / token
            place.mkdir()
            self._sizes[token] = 0
            return place

    def _grow(self, token: str, more: int) -> None:
        with self._lock:
            self._sizes[token] = self._sizes.get(token, 0) + more
            if self._sizes[token] > self._largest:
                limit = f"{self._largest / (1 << 20):,.0f} MB"
                raise TooMuch(f"is larger than {limit}: split it, or add it with newsbrief add")
            if sum(self._sizes.values()) > MOST_BYTES:
                raise TooMuch("too many files wait to be read: send this one later")


# -------------------------------------------------------------------- what is to be added


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a page wants added: tokens of files, what was pasted, and what is known of the text.

    `refused` are files that did not get here, with why; "" for what was left out. `number` is
    the page's own count of its parcels, `page` what tells pages apart. `paths` are files of this
    machine's, which no page can name. `by` is who sent it, for the log.
    """

    page: str = ""
    number: int = 0
    tokens: tuple[str, ...] = ()
    pasted: str = ""
    title: str = ""
    publisher: str = ""
    day: str = ""
    refused: tuple[Failed, ...] = ()
    paths: tuple[Path, ...] = ()
    by: str = ""


def parcel(fields: Mapping[str, object], page: str = "", by: str = "") -> Parcel:
    """What a page wants added, or no longer, of whatever it sent."""
    refused = fields.get("refused")
    pairs = filter(_is_pair, refused) if isinstance(refused, list) else ()
    return Parcel(
        page=page,
        by=by,
        number=number(fields, "number"),
        tokens=texts(fields, "tokens"),
        pasted=text(fields, "pasted")[:LONGEST_TEXT],
        title=text(fields, "title")[:500],
        publisher=text(fields, "publisher")[:200],
        day=text(fields, "day"),
        refused=tuple(Failed(source[:200], reason[:300]) for source, reason in pairs),
    )


def _is_pair(sent: object) -> bool:
    return isinstance(sent, list) and len(sent) == 2 and all(isinstance(x, str) for x in sent)


def addresses_and_text(pasted: str) -> tuple[tuple[str, ...], str]:
    """The lines of what was pasted that are addresses, and the text that is left."""
    lines = pasted.splitlines()
    found = [line.strip() for line in lines if _is_address(line)]
    rest = "\n".join(line for line in lines if not _is_address(line)).strip()
    return tuple(dict.fromkeys(found)), rest


def _is_address(line: str) -> bool:
    words = line.strip()
    return words.lower().startswith(_ADDRESSES) and len(words.split()) == 1


def typed_day(typed: str) -> date | None:
    """The day that was typed; raises SettingsError for what is none."""
    try:
        return date.fromisoformat(typed) if typed.strip() else None
    except ValueError:
        raise SettingsError(f"{typed[:20]!r} is no day: write it like 2024-05-03") from None


# -------------------------------------------------------------------- what becomes of it


@dataclass(frozen=True, slots=True)
class NamedView:
    """An article in a report, by its id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The articles that had one outcome, under a heading; `more` are not named."""

    heading: str
    number: int
    articles: tuple[NamedView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class AddingView:
    """How far an adding has come, or, when it has ended (`done`), what became of everything.

    `line` says it in a sentence, `trouble` why nothing could be done; `share` is how much is
    read, 0 to 1. `number` is that of the parcel.
    """

    number: int
    line: str = ""
    trouble: str = ""
    share: float = 0.0
    done: bool = False
    groups: tuple[GroupView, ...] = ()
    failed: tuple[Failed, ...] = ()
    notices: tuple[str, ...] = ()


class Closed(Exception):
    """The window is closing; what was added so far is kept."""


class Adding:
    """Adds what pages send to one library, one parcel after the other."""

    def __init__(self, assistant: Assistant, inbox: Inbox | None = None) -> None:
        self._assistant = assistant
        self.inbox = inbox or Inbox()
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._stops: dict[tuple[str, int], threading.Event] = {}

    def close(self) -> None:
        """Add nothing more: what is being read ends after its next article."""
        self._closing.set()
        self.inbox.close()

    def add(self, given: Parcel, push: Push[AddingView]) -> None:
        """Add a parcel; what is pushed says how far that has come, the last all of it. It goes on
        when nobody follows any more: what was sent is to be kept."""
        typed_day(given.day)  # before anything is read
        with self._turn:
            try:
                push(self._added(given, push))
            except Closed:
                return
            finally:
                self._stops.pop((given.page, given.number), None)
                for token in given.tokens:
                    self.inbox.forget(token)

    def stop(self, given: Parcel) -> None:
        """Read nothing more of this page's parcel of that number, which may still be to come."""
        if len(self._stops) < _MOST_STOPS:
            self._stop(given).set()

    def _stop(self, given: Parcel) -> threading.Event:
        return self._stops.setdefault((given.page, given.number), threading.Event())

    def _added(self, given: Parcel, push: Push[AddingView]) -> AddingView:
        addresses, pasted = addresses_and_text(given.pasted)
        sent = [path for token in given.tokens if (path := self.inbox.path(token))]
        paths, stop = [*sent, *given.paths], self._stop(given)
        watch = self._watch(
            given.number, max(len(paths) + len(addresses) + bool(pasted), 1), push, stop
        )

        def added(*sources: Path | str, stdin: BinaryIO | None = None) -> AddReport:
            return self._assistant.add(sources, stdin=stdin, watch=watch, stop=stop, by=given.by)

        reports = [added(*sources) for sources in (paths, addresses) if sources]
        if pasted:
            report = added("-", stdin=io.BytesIO(pasted.encode("utf-8", "replace")))
            self._correct(report, given)
            reports.append(report)
        names = {str(path): path.name for path in paths}
        failed = [*given.refused, *(
            Failed(_source(failed.source, names), failed.reason)
            for report in reports for failed in report.failed
        )]  # fmt: skip
        ids = {
            heading: list(dict.fromkeys(id for report in reports for id in getattr(report, name)))
            for name, _, heading in _OUTCOMES
        }
        counts = [(len(ids[heading]), words) for _, words, heading in _OUTCOMES]
        return AddingView(
            number=given.number,
            line=_sentence([*counts, (len(failed), "failed")], stopped=stop.is_set()),
            share=1.0,
            done=True,
            groups=tuple(self._group(heading, found) for heading, found in ids.items() if found),
            failed=tuple(Failed(*map(one_line, failure)) for failure in failed),
            notices=(
                *(notice for report in reports for notice in report.notices),
                *(
                    one_line(f"Passed over: {PurePath(passed.source).name}: {passed.reason}")
                    for passed in [one for report in reports for one in report.passed_over][:20]
                ),
            ),
        )

    def _watch(
        self, number: int, total: int, push: Push[AddingView], stop: threading.Event
    ) -> Watch:
        """Hears of each article and failed source, and pushes how far the adding has come. It
        raises Closed when the window closes."""
        sources: set[str] = set()
        articles = 0

        def tell() -> None:
            read = f": {counted(articles, 'article')} so far" if articles else ""
            doing = "Stopping" if stop.is_set() else f"Reading {counted(total, 'source')}"
            push(AddingView(number, f"{doing}{read}", share=min(1.0, len(sources) / total)))

        def watch(source: str, outcome: Outcome | Failed) -> None:
            nonlocal articles
            if self._closing.is_set():
                raise Closed
            sources.add(source.split("#", 1)[0])
            articles += isinstance(outcome, Outcome)
            tell()

        tell()
        return watch

    def _correct(self, report: AddReport, given: Parcel) -> None:
        """What was typed beside a pasted text goes before what was read out of it."""
        typed = {"title": given.title, "publisher": given.publisher, "published": given.day}
        fields = {name: value.strip() for name, value in typed.items() if value.strip()}
        ids = (*report.added, *report.updated, *report.duplicates, *report.unchanged)
        for article_id in ids if fields else ():
            self._assistant.edit(article_id, **fields)

    def _group(self, heading: str, ids: Sequence[str]) -> GroupView:
        named = []
        for article_id in ids[:MOST_LINES]:
            with contextlib.suppress(UnknownArticle):  # removed meanwhile
                article = self._assistant.article(article_id)
                named.append(NamedView(article.id, title(article.title)))
        return GroupView(heading, len(ids), tuple(named), max(0, len(ids) - MOST_LINES))


def _sentence(counts: Sequence[tuple[int, str]], *, stopped: bool) -> str:
    """What became of everything, in a sentence."""
    line = ", ".join(f"{count:,} {words}" for count, words in counts if count)
    if stopped:
        return f"Stopped: {line or 'nothing was added'}"
    return line or "Nothing was found to add"


def _source(source: str, names: Mapping[str, str]) -> str:
    """A source as who sent it knows it: a file by its name, not by where it lay."""
    place, sign, part = source.partition("#")
    if place in names:
        return f"{names[place]}{sign}{part}"
    return "the pasted text" if source == "-" else source
