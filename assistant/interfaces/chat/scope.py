"""What of the library counts: the stories, articles, publishers and days that a page ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.interfaces.chat.holdings import Held, passing
from assistant.interfaces.chat.views import spell
from assistant.wording import counted, one_line
from vectorstore.documents import ArticleFilter

NO_ARTICLE = ("-",)
"""The ids of no article; none at all would let every article pass."""

NOTHING = "No article passes: take one of these away."


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
class ChipView:
    """A part of a scope that can be taken away, in words."""

    part: str
    label: str


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A scope as the page shows it.

    `articles` of `total` pass; `line` says so. `nothing` says that none does. The keys of what
    is ticked follow.
    """

    sent: int
    total: int
    articles: int
    line: str
    chips: tuple[ChipView, ...] = ()
    nothing: str = ""
    stories: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


def chosen(sent: Mapping[str, object], held: Held) -> Scope:
    """The scope that a page sent, of which only what the library holds is kept."""
    number = sent.get("sent")
    return kept(
        Scope(
            stories=_texts(sent.get("stories")),
            articles=_texts(sent.get("ticked")),
            publishers=_texts(sent.get("publishers")),
            since=_day(sent.get("since")),
            until=_day(sent.get("until")),
            sent=number if isinstance(number, int) else 0,
        ),
        held,
    )


def kept(scope: Scope, held: Held) -> Scope:
    """The scope without what the library no longer holds."""
    outlets = {outlet.key for outlet in held.outlets}
    return replace(
        scope,
        stories=tuple(one for one in scope.stories if one in held.by_story),
        articles=tuple(one for one in scope.articles if one in held.by_id),
        publishers=tuple(one for one in scope.publishers if one in outlets),
    )


def filtered(scope: Scope, held: Held) -> ArticleFilter:
    """The scope as a filter: the ticked articles and those of ticked stories, united."""
    ids = {one for one in scope.articles if one in held.by_id}
    for story in scope.stories:
        if story in held.by_story:
            ids.update(held.by_story[story].article_ids)
    ticked = bool(scope.stories or scope.articles)
    return ArticleFilter(
        publishers=tuple(one.given for one in held.outlets if one.key in scope.publishers),
        since=scope.since,
        until=scope.until,
        article_ids=tuple(sorted(ids)) or (NO_ARTICLE if ticked else ()),
    )


def narrower(scoped: ArticleFilter, asked: ArticleFilter) -> ArticleFilter:
    """What passes both filters; `asked` has days and a story, as a briefing is asked for."""
    since = max((day for day in (scoped.since, asked.since) if day), default=None)
    until = min((day for day in (scoped.until, asked.until) if day), default=None)
    return replace(scoped, since=since, until=until, story=asked.story)


def scope_view(scope: Scope, held: Held, articles: int) -> ScopeView:
    """A scope that so many articles pass."""
    within = {
        row.id for row in passing(held.rows, scope.publishers, scope.since, scope.until)
    } if scope.stories else set()  # fmt: skip
    told = sum(1 for one in scope.stories if within & set(held.by_story[one].article_ids))
    total = len(held.rows)
    chips = tuple(_chips(scope, held))
    stories = f" in {_stories(told)}" if told and not scope.articles else ""
    return ScopeView(
        sent=scope.sent,
        total=total,
        articles=articles,
        line=f"{counted(articles, 'article')}{stories}",
        chips=chips,
        nothing=NOTHING if chips and not articles else "",
        stories=scope.stories,
        ticked=scope.articles,
        publishers=scope.publishers,
        since=scope.since.isoformat() if scope.since else "",
        until=scope.until.isoformat() if scope.until else "",
    )


def _chips(scope: Scope, held: Held) -> Iterable[ChipView]:
    if scope.stories:
        one = held.by_story.get(scope.stories[0]) if len(scope.stories) == 1 else None
        yield ChipView("stories", one_line(one.title) if one else _stories(len(scope.stories)))
    if scope.articles:
        row = held.by_id.get(scope.articles[0]) if len(scope.articles) == 1 else None
        yield ChipView("ticked", row.title if row else counted(len(scope.articles), "article"))
    if scope.since or scope.until:
        yield ChipView("period", spell(scope.since, scope.until))
    if scope.publishers:
        names = [outlet.name for outlet in held.outlets if outlet.key in scope.publishers]
        many = counted(len(scope.publishers), "publisher")
        yield ChipView("publishers", names[0] if len(names) == 1 else many)


def _stories(number: int) -> str:
    return counted(number, "story")


def _texts(sent: object) -> tuple[str, ...]:
    if not isinstance(sent, list):
        return ()
    return tuple(dict.fromkeys(one for one in sent if isinstance(one, str)))


def _day(sent: object) -> date | None:
    """The day that a date field holds; one that is not whole yet is none."""
    try:
        return date.fromisoformat(sent) if isinstance(sent, str) and sent else None
    except ValueError:
        return None
