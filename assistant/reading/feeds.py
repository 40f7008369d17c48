"""A feed that is read again and again: only what is new in it, and only if it has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from assistant.reading.addresses import EMPTY_FEED, newest_entries, of_entries
from assistant.reading.fetching import Fetcher, Page, Validators
from assistant.reading.formats import is_feed
from assistant.reading.formats.feed import Entry
from assistant.reading.network import Unreachable
from assistant.reading.types import Document, Failure, Unreadable

MOST_TRIES = 5
"""So often an entry is tried whose page cannot be read."""
_NO_FEED = "is no feed (RSS, RDF or Atom): name the address of a feed"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed after a reading: its validators, the entries that were read, and
    how often those that could not be were tried."""

    validators: Validators = field(default_factory=Validators)
    read: tuple[str, ...] = ()
    tried: tuple[tuple[str, int], ...] = ()


class FeedReading:
    """One reading of a feed: going through it gives what is new, and `state` is then what the
    next reading needs. Cut short, `state` holds what came before."""

    def __init__(self, url: str, state: FeedState, fetcher: Fetcher, today: date) -> None:
        self.url = url
        self.state = state
        self.unchanged = False
        self._fetcher = fetcher
        self._today = today

    def __iter__(self) -> Iterator[Document | Failure]:
        """What is new, in the feed's order; what cannot be read comes as a Failure."""
        try:
            page = self._fetcher.fetch(self.url, self.state.validators)
            if page.unchanged:
                self.unchanged = True
                return
            if not is_feed(page.content):
                raise Unreadable(_NO_FEED)
            entries = newest_entries(page, self._today)
        except Unreachable as error:
            yield Failure(self.url, error.reason)
            return
        except Unreadable as error:
            yield Failure(self.url, str(error))
            return
        if not entries:
            yield Failure(self.url, EMPTY_FEED)
            return  # what was read is still known when it comes back
        yield from self._new(entries, page)

    def _new(self, entries: list[Entry], page: Page) -> Iterator[Document | Failure]:
        keys, read = [_key(entry) for entry in entries], set(self.state.read)
        tried = Counter(dict(self.state.tried))
        new = [
            entry
            for entry, key in zip(entries, keys, strict=True)
            if key not in read and tried[key] < MOST_TRIES
        ]
        self._note(keys, read, tried)
        for entry, items in of_entries(new, page.url, self._fetcher, self._today):
            found = False
            for item in items:
                found = found or isinstance(item, Document)
                yield item
            if found:
                read.add(_key(entry))
            else:
                tried[_key(entry)] += 1
            self._note(keys, read, tried)
        if not any(0 < tried[key] < MOST_TRIES for key in keys if key not in read):
            # Else the feed is to be sent again, changed or not, for what is tried once more.
            self.state = replace(self.state, validators=page.validators)

    def _note(self, keys: list[str], read: set[str], tried: Counter[str]) -> None:
        self.state = FeedState(
            read=tuple(key for key in dict.fromkeys(keys) if key in read),
            tried=tuple((key, tried[key]) for key in dict.fromkeys(keys) if tried[key]),
        )


def _key(entry: Entry) -> str:
    """What tells an entry from others, and from what it was before it was changed."""
    draft = entry.draft
    parts = (entry.link or draft.url or draft.place, draft.title or "", *map(str, draft.dates))
    if entry.whole:
        parts = (*parts, draft.text)
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
