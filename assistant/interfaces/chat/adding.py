"""Articles that come in from a page: files, addresses and pasted text, and what became of them."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from assistant.assistant import Assistant
from assistant.errors import SettingsError
from assistant.interfaces.chat.inbox import Inbox
from assistant.interfaces.chat.live import Push
from assistant.interfaces.chat.views import scrubbed, title
from assistant.types import AddReport, Failed
from assistant.wording import counted, one_line
from vectorstore.errors import UnknownArticle
from vectorstore.library import Outcome

MOST_LINES = 200
"""So many articles of one outcome are named; of more it is said how many."""

LONGEST_TEXT = 2_000_000
_MOST_STOPS = 1_000
_ADDRESSES = ("http://", "https://")

_HEADINGS = (
    ("added", "Added"),
    ("updated", "Updated: the words are new"),
    ("duplicates", "Added as copies of others"),
    ("unchanged", "Here already"),
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a page wants added: tokens of files, what was pasted, and what is known of the text.

    `refused` are files that did not get here, with why; "" for what was left out. `number` is
    the page's own count of its parcels, `page` what tells pages apart.
    """

    page: str = ""
    number: int = 0
    tokens: tuple[str, ...] = ()
    pasted: str = ""
    title: str = ""
    publisher: str = ""
    day: str = ""
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NamedView:
    """An article in a report, by its id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class FailedView:
    """What could not be added, and why, in a line each."""

    source: str
    reason: str


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
    failed: tuple[FailedView, ...] = ()
    notices: tuple[str, ...] = ()


class Closed(Exception):
    """The window is closing; what was added so far is kept."""


def parcel(sent: Mapping[str, object], page: str = "") -> Parcel:
    """What a page wants added, or no longer, of whatever it sent."""
    tokens, refused = sent.get("tokens"), sent.get("refused")
    number = sent.get("number")
    return Parcel(
        page=page,
        number=number if isinstance(number, int) else 0,
        tokens=tuple(one for one in tokens if isinstance(one, str))
        if isinstance(tokens, list)
        else (),
        pasted=_text(sent, "pasted")[:LONGEST_TEXT],
        title=_text(sent, "title")[:500],
        publisher=_text(sent, "publisher")[:200],
        day=_text(sent, "day"),
        refused=tuple(_pairs(refused)) if isinstance(refused, list) else (),
    )


def parted(pasted: str) -> tuple[tuple[str, ...], str]:
    """The lines of what was pasted that are addresses, and the text that is left."""
    lines = pasted.splitlines()
    found = [line.strip() for line in lines if _is_address(line)]
    rest = "\n".join(line for line in lines if not _is_address(line)).strip()
    return tuple(dict.fromkeys(found)), rest


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
        """Add a parcel; what is pushed says how far that has come, the last all of it.

        It goes on when nobody follows any more: what was sent is to be kept.
        """
        day(given.day)  # before anything is read
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
        addresses, text = parted(given.pasted)
        paths = {token: path for token in given.tokens if (path := self.inbox.path(token))}
        total = len(paths) + len(addresses) + bool(text)
        stop = self._stop(given)
        progress = _Progress(given.number, total, push, self._closing, stop)

        def added(*sources: Path | str, stdin: BinaryIO | None = None) -> AddReport:
            return self._assistant.add(sources, stdin=stdin, watch=progress.heard, stop=stop)

        reports = [added(*some) for some in (paths.values(), addresses) if some]
        if text:
            report = added("-", stdin=io.BytesIO(text.encode("utf-8", "replace")))
            self._correct(report, given)
            reports.append(report)
        names = {str(path): path.name for path in paths.values()}
        return self._told(reports, given, names, stopped=stop.is_set())

    def _correct(self, report: AddReport, given: Parcel) -> None:
        """What was typed beside a pasted text goes before what was read out of it."""
        told = {"title": given.title, "publisher": given.publisher, "published": given.day}
        fields = {name: value.strip() for name, value in told.items() if value.strip()}
        ids = (*report.added, *report.updated, *report.duplicates, *report.unchanged)
        for article_id in ids if fields else ():
            self._assistant.edit(article_id, **fields)

    def _told(
        self,
        reports: Sequence[AddReport],
        given: Parcel,
        names: Mapping[str, str],
        *,
        stopped: bool,
    ) -> AddingView:
        groups = []
        for name, heading in _HEADINGS:
            ids = list(dict.fromkeys(one for report in reports for one in getattr(report, name)))
            if ids:
                groups.append(self._group(heading, ids))
        failed = [FailedView(one_line(name), one_line(why)) for name, why in given.refused]
        failed += [
            FailedView(_source(one.source, names), one_line(one.reason))
            for report in reports
            for one in report.failed
        ]
        return AddingView(
            number=given.number,
            line=_sentence(reports, len(failed), stopped=stopped),
            share=1.0,
            done=True,
            groups=tuple(groups),
            failed=tuple(failed),
            notices=tuple(scrubbed(one) for report in reports for one in report.notices),
        )

    def _group(self, heading: str, ids: Sequence[str]) -> GroupView:
        named = []
        for article_id in ids[:MOST_LINES]:
            try:
                article = self._assistant.article(article_id)
            except UnknownArticle:  # removed meanwhile
                continue
            named.append(NamedView(article.id, title(article.title)))
        return GroupView(heading, len(ids), tuple(named), max(0, len(ids) - MOST_LINES))


class _Progress:
    """Hears of each article and failed source, and says how far the adding has come."""

    def __init__(
        self,
        number: int,
        total: int,
        push: Push[AddingView],
        closing: threading.Event,
        stop: threading.Event,
    ) -> None:
        self._number = number
        self._total = max(total, 1)
        self._push = push
        self._closing = closing
        self._stop = stop
        self._sources: set[str] = set()
        self._articles = 0
        self._tell()

    def heard(self, source: str, outcome: Outcome | Failed) -> None:
        """An article is kept, or a source failed; raises Closed when the window closes."""
        if self._closing.is_set():
            raise Closed
        self._sources.add(source.split("#", 1)[0])
        self._articles += isinstance(outcome, Outcome)
        self._tell()

    def _tell(self) -> None:
        share = min(1.0, len(self._sources) / self._total)
        read = f": {counted(self._articles, 'article')} so far" if self._articles else ""
        doing = "Stopping" if self._stop.is_set() else f"Reading {counted(self._total, 'source')}"
        line = f"{doing}{read}"
        self._push(AddingView(self._number, line, share=share))


def day(typed: str) -> date | None:
    """The day that was typed; raises SettingsError for what is none."""
    try:
        return date.fromisoformat(typed) if typed.strip() else None
    except ValueError:
        raise SettingsError(f"{typed[:20]!r} is no day: write it like 2024-05-03") from None


def _sentence(reports: Sequence[AddReport], failed: int, *, stopped: bool) -> str:
    """What became of everything, in a sentence."""
    begin, nothing = ("Stopped: ", "nothing") if stopped else ("", "Nothing")
    parts = []
    for name, words in (
        ("added", "added"), ("updated", "updated"), ("duplicates", "added as copies"),
        ("unchanged", "here already"),
    ):  # fmt: skip
        ids = {one for report in reports for one in getattr(report, name)}
        if ids:
            parts.append(f"{len(ids):,} {words}")
    if failed:
        parts.append(f"{failed:,} failed")
    if parts:
        return begin + ", ".join(parts)
    return f"{begin}{nothing} was {'added' if stopped else 'found to add'}"


def _source(source: str, names: Mapping[str, str]) -> str:
    """A source as who sent it knows it: a file by its name, not by where it lay."""
    place, sign, part = source.partition("#")
    told = f"{names[place]}{sign}{part}" if place in names else source
    return one_line("the pasted text" if told == "-" else told)


def _is_address(line: str) -> bool:
    words = line.strip()
    return words.lower().startswith(_ADDRESSES) and len(words.split()) == 1


def _pairs(sent: Iterable[object]) -> Iterable[tuple[str, str]]:
    for one in sent:
        if isinstance(one, list) and len(one) == 2 and all(isinstance(x, str) for x in one):
            yield one[0][:200], one[1][:300]


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""
