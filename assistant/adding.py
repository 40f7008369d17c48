"""Sources into the library: read, handed to the store one by one, and reported."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from assistant.reading import Document, Failure, FullyRead, PassedOver, read
from assistant.reading.sources import Read, is_address
from assistant.types import AddReport, Failed
from vectorstore.adding import Incoming, Outcome, SourceKept, Status
from vectorstore.documents import Article, SourceRead
from vectorstore.errors import VectorsError
from vectorstore.library import Library
from vectorstore.outlets import is_site

Source = str | Path | Article
Watch = Callable[[str, Outcome | Failed], None]
"""Told of each article or failed source as it happens: the source, and what became of it."""

_Item = Incoming | SourceRead | SourceKept | PassedOver | Failed


def added(
    library: Library,
    sources: Iterable[Any],
    stdin: BinaryIO | None,
    watch: Watch | None,
    stop: threading.Event | None,
    allow_private: bool,
) -> AddReport:
    """Add what the sources give; see `Assistant.add`."""
    notices: list[str] = []
    items = _items(sources, stdin, library, allow_private, notices)
    return _added(library, items, notices, watch, stop)


def added_read(
    library: Library, read: Iterable[Read], stop: threading.Event | None = None
) -> AddReport:
    """Add what was read elsewhere; once `stop` is set, nothing more of it."""
    notices: list[str] = []
    items = (_taken(item, library, notices) for item in read)
    return _added(library, items, notices, None, stop)


def _added(
    library: Library,
    items: Iterable[_Item],
    notices: list[str],
    watch: Watch | None,
    stop: threading.Event | None,
) -> AddReport:
    failed: list[Failed] = []
    passed_over: list[Failed] = []

    def incoming() -> Iterator[Incoming | SourceRead | SourceKept]:
        for item in items:
            if stop is not None and stop.is_set():
                return
            if isinstance(item, PassedOver):
                passed_over.append(Failed(item.source, item.reason))
                continue
            if not isinstance(item, Failed):
                yield item
                continue
            failed.append(item)
            if watch is not None:
                watch(item.source, item)

    ids: dict[Status, list[str]] = {status: [] for status in Status}
    try:
        for outcome in library.add(incoming()):
            ids[outcome.status].append(outcome.id)
            if watch is not None:
                watch(outcome.place, outcome)
    except VectorsError as error:  # the last step: all articles are kept
        notices.append(str(error))
    return AddReport(
        added=tuple(ids[Status.ADDED]),
        updated=tuple(ids[Status.UPDATED]),
        unchanged=tuple(ids[Status.UNCHANGED]),
        duplicates=tuple(ids[Status.DUPLICATE]),
        failed=tuple(failed),
        passed_over=tuple(passed_over),
        notices=tuple(notices),
    )


def _flattened(sources: Iterable[Any]) -> Iterator[Any]:
    """Every single source, however deep it lies in lists."""
    for source in sources:
        if isinstance(source, Iterable) and not isinstance(source, str | bytes):
            yield from _flattened(source)
        else:
            yield source


def _items(
    sources: Iterable[Any],
    stdin: BinaryIO | None,
    library: Library,
    allow_private: bool,
    notices: list[str],
) -> Iterator[_Item]:
    """What all sources give, in their order, and what is to be said of how they were read;
    addresses in a row are fetched in parallel."""
    for at_addresses, run in groupby(_flattened(sources), key=is_address):
        if at_addresses:
            from assistant.reading.addresses import prefetched
            from assistant.reading.fetching import Fetcher

            with Fetcher(allow_private=allow_private) as fetcher:
                for read_item in prefetched(run, fetcher, date.today()):
                    yield _taken(read_item, library, notices)
        else:
            for source in run:
                yield from _read(source, stdin, library, notices)


def _read(
    source: Source, stdin: BinaryIO | None, library: Library, notices: list[str]
) -> Iterator[_Item]:
    if isinstance(source, str | Path):
        for item in read(source, stdin=stdin, known=library.holds):
            yield _taken(item, library, notices)
    elif not isinstance(source, Article):
        kind = type(source).__name__
        yield Failed(repr(source), f"{kind} is no source: give a path, an address or an Article")
    elif any(sign.isalnum() for sign in source.text):
        yield Incoming(source)
    else:
        yield Failed(source.title or source.id, "the article has no text: give it some")


def _taken(item: Read, library: Library, notices: list[str]) -> _Item:
    """What reading gave, in the store's terms; what it remarks goes to `notices`."""
    if isinstance(item, Document):
        if item.notice:
            notices.append(item.notice)
        return Incoming(_named(item.article, library), item.original)
    if isinstance(item, Failure):
        return Failed(item.source, item.reason)
    if isinstance(item, PassedOver):
        return item
    if isinstance(item, FullyRead):
        return SourceRead(item.origin, item.digest)
    return SourceKept(item.origin, item.size)


def _named(article: Article, library: Library) -> Article:
    """The article by the outlet of its address, where only that tells which it is."""
    if article.publisher and not is_site(article.publisher):
        return article
    outlet = library.outlet_of(article.publisher or article.url)
    return replace(article, publisher=outlet) if outlet else article
