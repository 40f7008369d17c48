"""The library as the page lists it: stories, articles, and what can be chosen among them.

Nothing here is markup: the page puts every string into a text node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.interfaces.chat.holdings import Held, Row, passing
from assistant.interfaces.chat.inbox import LARGEST
from assistant.interfaces.chat.scope import Scope
from assistant.interfaces.chat.views import title
from assistant.reading.formats import FORMATS
from assistant.wording import counted, day
from vectorstore.stories import Story

STEP = 50
"""So many stories, and articles, are listed at first, and more each time more are asked for."""

MOST = 5_000
LONGEST_SOUGHT = 200


@dataclass(frozen=True, slots=True)
class Look:
    """How a page looks at the list: what it seeks, which stories are open, how much is shown.

    `sent` counts what the page sent, as in `Scope`.
    """

    sent: int = 0
    sought: str = ""
    opened: tuple[str, ...] = ()
    stories: int = STEP
    articles: int = STEP


@dataclass(frozen=True, slots=True)
class RowView:
    """One article of a list; `told` holds its fields as they can be corrected."""

    id: str
    title: str
    publisher: str
    day: str
    told: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story; `rows` are its articles once it is opened, `members` all their ids."""

    id: str
    title: str
    about: str
    opened: bool
    rows: tuple[RowView, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutletView:
    """A publisher to choose, and how many articles it has."""

    key: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The list: stories, then articles that are in none, or, while something is sought, all found.

    `more_stories` and `more_articles` are how many are not listed yet. Files with one of the
    `endings` and of at most `largest` bytes can be added.
    """

    sent: int
    total: int
    sought: str
    heading: str
    stories: tuple[StoryView, ...]
    more_stories: int
    articles_heading: str
    rows: tuple[RowView, ...]
    more_articles: int
    outlets: tuple[OutletView, ...]
    period: str
    first: str
    last: str
    endings: str = ""
    largest: int = 0


def looked(sent: Mapping[str, object]) -> Look:
    """How a page says that it looks at the list, held within what makes sense."""
    sought, opened, number = (sent.get(name) for name in ("sought", "opened", "sent"))
    return Look(
        sent=number if isinstance(number, int) else 0,
        sought=sought[:LONGEST_SOUGHT] if isinstance(sought, str) else "",
        opened=tuple(one for one in opened if isinstance(one, str))
        if isinstance(opened, list)
        else (),
        stories=_shown(sent.get("listed_stories")),
        articles=_shown(sent.get("listed_articles")),
    )


def _shown(sent: object) -> int:
    return min(max(sent, STEP), MOST) if isinstance(sent, int) else STEP


def library_view(
    held: Held, look: Look, scope: Scope, told: Sequence[Story] | None = None
) -> LibraryView:
    """The list for one look at it.

    `told` are the stories as the articles within the scope's days and publishers tell them;
    left out, the stories as they are.
    """
    within = passing(held.rows, scope.publishers, scope.since, scope.until)
    listed = {row.id for row in within}
    seeking = " ".join(look.sought.casefold().split())
    if seeking:
        rows = [row for row in within if seeking in row.words]
        stories = [one for one in told or held.stories if seeking in title(one.title).casefold()]
    else:
        rows = [row for row in within if row.id not in held.placed]
        stories = list(held.stories if told is None else told)
    first, last = held.days
    return LibraryView(
        sent=look.sent,
        total=len(held.rows),
        sought=look.sought,
        heading=counted(len(stories), "story"),
        stories=tuple(
            _story(story, held, listed, look.opened) for story in stories[: look.stories]
        ),
        more_stories=max(0, len(stories) - look.stories),
        articles_heading=_articles(len(rows), seeking=bool(seeking), beside=bool(stories)),
        rows=tuple(_row(row) for row in rows[: look.articles]),
        more_articles=max(0, len(rows) - look.articles),
        outlets=tuple(OutletView(one.key, one.name, one.articles) for one in held.outlets),
        period=span(first, last),
        first=first.isoformat() if first else "",
        last=last.isoformat() if last else "",
        endings=",".join(suffix for one in FORMATS for suffix in one.suffixes),
        largest=LARGEST,
    )


def _articles(number: int, *, seeking: bool, beside: bool) -> str:
    words = counted(number, "article")
    if seeking:
        return f"{words} found" if number else "no article found"
    return f"{words} in no story" if beside else words


def _story(story: Story, held: Held, listed: set[str], opened: Iterable[str]) -> StoryView:
    is_open = story.id in opened
    own = [held.by_id[one] for one in story.article_ids if one in listed and one in held.by_id]
    days = span(story.first, story.last)
    parts = [counted(len(story.article_ids), "article"), counted(story.publishers, "publisher")]
    whole = held.by_story.get(story.id, story)
    return StoryView(
        id=story.id,
        title=title(story.title),
        about=" · ".join([*parts, *([days] if days else [])]),
        opened=is_open,
        rows=tuple(_row(row) for row in own) if is_open else (),
        members=whole.article_ids if is_open else (),
    )


def _row(row: Row) -> RowView:
    return RowView(row.id, row.title, row.publisher, day(row.day), (*row.told, row.typed))


def span(first: date | None, last: date | None) -> str:
    """The days from first to last, as short as they can be said: "24–29 Mar 2016"; "" for none."""
    if first is None or last is None:
        return ""
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {end}"
    return f"{first.day} {first:%b %Y} – {end}"
