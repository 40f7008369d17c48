"""What a library holds: each article in a line, and the stories; kept until they change."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.assistant import Assistant
from assistant.interfaces.chat.views import title
from assistant.wording import day, one_line, publisher
from vectorstore.documents import Article
from vectorstore.stories import Story


@dataclass(frozen=True, slots=True)
class Row:
    """One article: what a list shows of it, and the words it is found by.

    `outlet` is the publisher as a filter compares it, `typed` the day as a field holds it.
    """

    id: str
    title: str
    publisher: str
    outlet: str
    day: date | None
    words: str
    typed: str
    told: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher: its name in words, the name that most of its articles give it, their count."""

    key: str
    name: str
    given: str
    articles: int


@dataclass(frozen=True)
class Held:
    """The articles of one moment, newest first, undated ones last, and the stories they tell.

    Not `settled`: the stories are those from before the last change.
    """

    rows: tuple[Row, ...] = ()
    stories: tuple[Story, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    by_id: Mapping[str, Row] = field(default_factory=dict)
    by_story: Mapping[str, Story] = field(default_factory=dict)
    placed: frozenset[str] = frozenset()
    settled: bool = False

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of publication; None where none is known."""
        known = [row.day for row in self.rows if row.day is not None]
        return min(known, default=None), max(known, default=None)


class Holdings:
    """Reads what an assistant's library holds; anew only after it has changed.

    Finding the stories of a large library again takes seconds, so that who need not wait for it
    gets those from before.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._reading = threading.Lock()
        self._finding = threading.Lock()
        self._generation = -1
        self._found_at = -1
        self._held = Held()

    def now(self, *, stories: bool = True) -> Held:
        """What the library holds now; without `stories` they may be from before a change."""
        held = self._articles()
        if not stories or held.settled:
            return held
        with self._finding:
            held = self._articles()
            if held.settled:
                return held
            generation = self._assistant.library.generation
            found = tuple(self._assistant.stories())
            with self._reading:
                self._found_at = generation
                self._held = _told(self._held, found, settled=generation == self._generation)
                return self._held

    def _articles(self) -> Held:
        with self._reading:
            generation = self._assistant.library.generation
            if generation != self._generation:
                rows, outlets = _read(self._assistant.articles())
                before = self._held.stories
                self._held = _told(
                    Held(rows, outlets=outlets, by_id={row.id: row for row in rows}),
                    before,
                    settled=generation == self._found_at,
                )
                self._generation = generation
            return self._held


def _told(held: Held, stories: tuple[Story, ...], *, settled: bool) -> Held:
    return replace(
        held,
        stories=stories,
        by_story={story.id: story for story in stories},
        placed=frozenset(one for story in stories for one in story.article_ids),
        settled=settled,
    )


def _read(articles: Iterable[Article]) -> tuple[tuple[Row, ...], tuple[Outlet, ...]]:
    """A row for each article, newest first, and their publishers."""
    dated: list[Row] = []
    undated: list[Row] = []
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        key = article.publisher.strip().casefold()
        names[key][article.publisher.strip()] += 1
        line = _row(article.id, article.title, article.publisher, article.day)
        (undated if line.day is None else dated).append(line)
    return (*reversed(dated), *undated), _outlets(names)


def passing(
    rows: Iterable[Row], outlets: Sequence[str], since: date | None, until: date | None
) -> list[Row]:
    """The rows that a filter with these parts lets through, in their order."""
    keys = {name.strip().casefold() for name in outlets}
    return [
        row
        for row in rows
        if (not keys or row.outlet in keys)
        and (since is None or (row.day is not None and row.day >= since))
        and (until is None or row.day is None or row.day <= until)
    ]


def _row(article_id: str, name: str, told_by: str, when: date | None) -> Row:
    shown, outlet = title(name), one_line(publisher(told_by.strip()))
    return Row(
        id=article_id, title=shown, publisher=outlet, outlet=told_by.strip().casefold(), day=when,
        words=f"{shown} {outlet} {day(when)} {article_id}".casefold(),
        typed=when.isoformat() if when else "", told=(one_line(name), one_line(told_by)),
    )  # fmt: skip


def _outlets(names: Mapping[str, Counter[str]]) -> tuple[Outlet, ...]:
    """The publishers, those with most articles first."""
    found = []
    for key, told in names.items():
        given = min(told, key=lambda name: (-told[name], name))
        found.append(Outlet(key, one_line(publisher(given)), given, told.total()))
    return tuple(sorted(found, key=lambda one: (-one.articles, one.name.casefold())))
