"""The library as the page lists it: articles and stories, what of them counts, and both in words.

`Contents` are what the library has at one moment. A `Scope` is what a page ticked among that,
a `Look` how it looks at the list. Nothing in the views is markup.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.assistant import Assistant
from assistant.interfaces.chat.adding import LARGEST
from assistant.interfaces.chat.components import number, text, texts
from assistant.interfaces.chat.views import NO_ARTICLE, ChipView
from assistant.reading.formats import FORMATS
from assistant.wording import counted, day, one_line, period, publisher, span, title
from vectorstore.documents import Article, ArticleFilter
from vectorstore.stories import Story

STEP = 50
"""So many stories, and articles, are listed at first, and more each time more are asked for."""

MOST = 5_000
ORDERS = NEWEST, LARGEST_STORY, NAME = "newest", "largest", "name"
"""The orders of the list; any other counts as the first."""

LONGEST_SEARCH = 200

NOTHING = "No article passes: take one of these away."

# -------------------------------------------------------------------- what the library holds


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a list.

    `outlet` is the publisher as a filter compares it, `when` the day of publication and
    `search_text` what the row is found by; `fields` are title, publisher and day as they can be
    corrected.
    """

    id: str
    title: str
    publisher: str
    day: str
    fields: tuple[str, str, str]
    outlet: str
    when: date | None
    search_text: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher: its name in words, the name that filters take, how many articles it has."""

    key: str
    name: str
    given: str
    articles: int


@dataclass(frozen=True)
class Contents:
    """The articles of one moment, newest first, undated ones last, and their stories. Not
    `settled`: the stories are those from before the last change."""

    rows: tuple[Row, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    stories: tuple[Story, ...] = ()
    settled: bool = False

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """The articles by their ids."""
        return {row.id: row for row in self.rows}

    @cached_property
    def by_story(self) -> Mapping[str, Story]:
        """The stories by their ids."""
        return {story.id: story for story in self.stories}

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of publication; None where none is known."""
        known = [row.when for row in self.rows if row.when is not None]
        return min(known, default=None), max(known, default=None)


class Listing:
    """Reads what an assistant's library holds; anew only after it has changed.

    Finding the stories of a large library again takes seconds, so that who need not wait for it
    gets those from before.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._reading = threading.Lock()
        self._finding = threading.Lock()
        self._generation = -1
        self._stories_of = -1
        self._latest = Contents()

    def now(self, *, stories: bool = True) -> Contents:
        """What the library holds now; without `stories` they may be from before a change."""
        contents = self._articles()
        if not stories or contents.settled:
            return contents
        with self._finding:
            contents = self._articles()
            if contents.settled:
                return contents
            generation = self._assistant.library.generation
            found = tuple(self._assistant.stories())
            with self._reading:
                self._stories_of = generation
                settled = generation == self._generation
                self._latest = replace(self._latest, stories=found, settled=settled)
                return self._latest

    def _articles(self) -> Contents:
        with self._reading:
            generation = self._assistant.library.generation
            if generation != self._generation:
                rows, outlets = _listed(self._assistant.articles())
                settled = generation == self._stories_of
                self._latest = Contents(rows, outlets, self._latest.stories, settled)
                self._generation = generation
            return self._latest


def _listed(articles: Iterable[Article]) -> tuple[tuple[Row, ...], tuple[Outlet, ...]]:
    """The articles, newest first, and their publishers, those with most articles first."""
    dated: list[Row] = []
    undated: list[Row] = []
    counts: Counter[str] = Counter()
    for article in articles:
        row = _row(article)
        counts[article.outlet] += 1
        (undated if row.when is None else dated).append(row)
    outlets = [
        Outlet(name.casefold(), one_line(publisher(name)), name, count)
        for name, count in counts.items()
    ]
    outlets.sort(key=lambda outlet: (-outlet.articles, outlet.name.casefold()))
    return (*reversed(dated), *undated), tuple(outlets)


def _row(article: Article) -> Row:
    name, when = article.publisher.strip(), article.day
    heading, outlet, shown_day = title(article.title), one_line(publisher(name)), day(when)
    return Row(
        id=article.id, title=heading, publisher=outlet, day=shown_day,
        fields=(one_line(article.title), one_line(name), when.isoformat() if when else ""),
        outlet=article.outlet.casefold(), when=when,
        search_text=f"{heading} {outlet} {shown_day} {article.id}".casefold(),
    )  # fmt: skip


# -------------------------------------------------------------------- what of it counts


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page ticked; nothing ticked: all that the library holds.

    `publishers` are keys of outlets. `sent` counts what the page sent, so that what arrives
    late does not undo what was sent after it.
    """

    stories: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sent: int = 0


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A scope as the page shows it. `articles` of `total` pass; `line` says so. `nothing` says that
    none does."""

    scope: Scope
    total: int
    articles: int
    line: str
    chips: tuple[ChipView, ...]
    nothing: str


def read_scope(fields: Mapping[str, object], contents: Contents) -> Scope:
    """The scope that a page sent, of which only what the library holds stays."""
    sent = Scope(
        stories=texts(fields, "stories"),
        articles=texts(fields, "ticked"),
        publishers=texts(fields, "publishers"),
        since=_day(text(fields, "since")),
        until=_day(text(fields, "until")),
        sent=number(fields, "sent"),
    )
    return still_held(sent, contents)


def _day(typed: str) -> date | None:
    """The day that a date field holds; one that is not whole yet is none."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def still_held(scope: Scope, contents: Contents) -> Scope:
    """The scope without what the library no longer holds."""
    outlets = {outlet.key for outlet in contents.outlets}
    return replace(
        scope,
        stories=tuple(id for id in scope.stories if id in contents.by_story),
        articles=tuple(id for id in scope.articles if id in contents.by_id),
        publishers=tuple(key for key in scope.publishers if key in outlets),
    )


def scope_filter(scope: Scope, contents: Contents) -> ArticleFilter:
    """The scope as a filter: the ticked articles and those of ticked stories, united."""
    ids = {id for id in scope.articles if id in contents.by_id}
    held = (story for story in contents.stories if story.id in scope.stories)
    ids.update(id for story in held for id in story.article_ids)
    ticked = bool(scope.stories or scope.articles)
    return ArticleFilter(
        publishers=tuple(
            outlet.given for outlet in contents.outlets if outlet.key in scope.publishers
        ),
        since=scope.since,
        until=scope.until,
        article_ids=tuple(sorted(ids)) or ((NO_ARTICLE,) if ticked else ()),
    )


def narrower(scoped: ArticleFilter, asked: ArticleFilter) -> ArticleFilter:
    """What passes both filters; `asked` has days and a story, as a briefing is asked for."""
    since = max((day for day in (scoped.since, asked.since) if day), default=None)
    until = min((day for day in (scoped.until, asked.until) if day), default=None)
    return replace(scoped, since=since, until=until, story=asked.story)


def passing(rows: Iterable[Row], scope: Scope) -> list[Row]:
    """The rows that the scope's publishers and days let through, in their order."""
    return [
        row
        for row in rows
        if (not scope.publishers or row.outlet in scope.publishers)
        and (scope.since is None or (row.when is not None and row.when >= scope.since))
        and (scope.until is None or row.when is None or row.when <= scope.until)
    ]


def scope_view(scope: Scope, contents: Contents, articles: int) -> ScopeView:
    """A scope that so many articles pass."""
    within = {row.id for row in passing(contents.rows, scope)} if scope.stories else set()
    stories = sum(bool(within & {*contents.by_story[id].article_ids}) for id in scope.stories)
    of_stories = f" in {counted(stories, 'story')}" if stories and not scope.articles else ""
    chips = tuple(_chips(scope, contents))
    return ScopeView(
        scope,
        total=len(contents.rows),
        articles=articles,
        line=f"{counted(articles, 'article')}{of_stories}",
        chips=chips,
        nothing=NOTHING if chips and not articles else "",
    )


def _chips(scope: Scope, contents: Contents) -> Iterable[ChipView]:
    """A chip for each part: the name of what is ticked where it is one, else how many are."""
    stories = [title(contents.by_story[id].title) for id in scope.stories]
    articles = [contents.by_id[id].title for id in scope.articles]
    outlets = [outlet.name for outlet in contents.outlets if outlet.key in scope.publishers]
    for part, names, noun in (
        ("stories", stories, "story"),
        ("ticked", articles, "article"),
        ("period", [period(scope.since, scope.until)] if scope.since or scope.until else [], ""),
        ("publishers", outlets, "publisher"),
    ):
        if names:
            yield ChipView(part, names[0] if len(names) == 1 else counted(len(names), noun))


# -------------------------------------------------------------------- how it is listed


@dataclass(frozen=True, slots=True)
class Look:
    """How a page looks at the list: what it searches, in which order, which stories are open, how
    much is shown. `sent` counts what the page sent, as in `Scope`."""

    sent: int = 0
    search: str = ""
    order: str = NEWEST
    opened: tuple[str, ...] = ()
    stories: int = STEP
    articles: int = STEP


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story; `rows` are its articles once it is opened, `members` all their ids."""

    id: str
    title: str
    about: str
    opened: bool
    rows: tuple[Row, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The list: stories, then articles that are in none, or, while searched, all that is found.

    `more_stories` and `more_articles` are how many are not listed yet. Files with one of the
    `endings` and of at most `largest` bytes can be added.
    """

    sent: int
    total: int
    search: str
    heading: str
    stories: tuple[StoryView, ...]
    more_stories: int
    articles_heading: str
    rows: tuple[Row, ...]
    more_articles: int
    outlets: tuple[Outlet, ...]
    period: str
    first: date | str
    last: date | str
    endings: str
    largest: int


def read_look(fields: Mapping[str, object]) -> Look:
    """How a page says that it looks at the list, held within what makes sense."""

    def step(name: str) -> int:
        return min(max(number(fields, name), STEP), MOST)

    return Look(
        sent=number(fields, "sent"),
        search=text(fields, "search")[:LONGEST_SEARCH],
        order=order if (order := text(fields, "order")) in ORDERS else NEWEST,
        opened=texts(fields, "opened"),
        stories=step("listed_stories"),
        articles=step("listed_articles"),
    )


def library_view(
    contents: Contents, look: Look, scope: Scope, within: Sequence[Story] | None = None
) -> LibraryView:
    """The list for one look at it. `within` are the stories as the articles within the scope's days
    and publishers make them; left out, the stories as they are."""
    rows = passing(contents.rows, scope)
    listed = {row.id for row in rows}
    stories = contents.stories if within is None else within
    words = " ".join(look.search.casefold().split())
    if words:
        rows = [row for row in rows if words in row.search_text]
        stories = [story for story in stories if words in title(story.title).casefold()]
    else:
        told = {id for story in contents.stories for id in story.article_ids}
        rows = [row for row in rows if row.id not in told]
    if look.order == LARGEST_STORY:
        stories = sorted(stories, key=lambda story: -len(story.article_ids))
    elif look.order == NAME:
        stories = sorted(stories, key=lambda story: title(story.title).casefold())
        rows = sorted(rows, key=lambda row: row.title.casefold())
    first, last = contents.days
    return LibraryView(
        sent=look.sent,
        total=len(contents.rows),
        search=look.search,
        heading=counted(len(stories), "story"),
        stories=tuple(
            _story(story, contents, listed, story.id in look.opened)
            for story in stories[: look.stories]
        ),
        more_stories=max(0, len(stories) - look.stories),
        articles_heading=_heading(len(rows), searched=bool(words), beside=bool(stories)),
        rows=tuple(rows[: look.articles]),
        more_articles=max(0, len(rows) - look.articles),
        outlets=contents.outlets,
        period=span(first, last),
        first=first or "",
        last=last or "",
        endings=",".join(suffix for format in FORMATS for suffix in format.suffixes),
        largest=LARGEST,
    )


def _heading(number: int, *, searched: bool, beside: bool) -> str:
    words = counted(number, "article")
    if searched:
        return f"{words} found" if number else "no article found"
    return f"{words} in no story" if beside else words


def _story(story: Story, contents: Contents, listed: set[str], opened: bool) -> StoryView:
    rows = [contents.by_id[id] for id in story.article_ids if id in listed and id in contents.by_id]
    parts = [span(story.first, story.last), counted(len(story.article_ids), "article"),
             counted(story.publishers, "publisher")]  # fmt: skip
    whole = contents.by_story.get(story.id, story)
    return StoryView(
        id=story.id,
        title=title(story.title),
        about=" · ".join(filter(None, parts)),
        opened=opened,
        rows=tuple(rows) if opened else (),
        members=whole.article_ids if opened else (),
    )
