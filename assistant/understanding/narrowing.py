"""What a question says of time and outlets becomes a filter that the answer shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.understanding.events import Anchor, anchored
from assistant.understanding.outlets import outlets
from assistant.understanding.period import period
from assistant.wording import day
from vectorstore.documents import ArticleFilter, day_of
from vectorstore.library import Library
from vectorstore.text import terms

_TOLD_BY = 5
"""So many passages are looked at for the day of an event that a question names."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The filter a question is answered with, and what of it the question itself said.

    `topic` is the question without what became a filter. `notices` say what was read so.
    `firm`: the question asks about that time or outlet, so finding nothing there is the answer.
    `latest`: it asks how things stand now.
    """

    filter: ArticleFilter
    topic: str
    notices: tuple[str, ...] = ()
    firm: bool = True
    latest: bool = False


def narrowed(question: str, given: ArticleFilter, library: Library, today: date) -> Narrowed:
    """The given filter with what the question adds; what was given is never changed.

    Relative dates count from `given.as_of`, or else from `today`.
    """
    scope = library.scope(given or None)
    found = period(question, given.as_of or today, scope.newest, scope.oldest)
    since, until, phrases = found.since, found.until, [question[s:e] for s, e in found.phrases]
    firm = found.firm
    if not found:
        for anchor in found.anchors:
            if (told := _day_of(anchor, library, given)) is not None:
                since, until = anchored(anchor.relation, told)
                phrases, firm = [f"{anchor.relation} {anchor.event}"], False
                break
    filter, notices, topic = given, [], question
    if (since or until) and given.since is None and given.until is None:
        filter = replace(filter, since=since, until=until)
        topic = found.topic
        said = " and ".join(f"“{phrase}”" for phrase in phrases)
        notices.append(f"{said} is read as articles {between(since, until)}.")
    if not given.publishers and (named := outlets(question, library.publishers())):
        filter = replace(filter, publishers=named)
        notices.append(f"Only articles by {' and '.join(named)} are read: the question says so.")
        firm = True
        topic = _without(topic, named)
    if not terms(topic):
        topic = question
    return Narrowed(filter, topic, tuple(notices), firm, found.latest)


def _without(question: str, named: Sequence[str]) -> str:
    """The question without the phrases that name outlets."""
    for name in named:
        bare = re.escape(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        question = re.sub(
            r",?\s*\b(?:according\s+to|as\s+\w+\s+(?:by|in)|in|by|from)\s+(?:the\s+)?" + bare,
            "",
            question,
            flags=re.IGNORECASE,
        )
    return question


def between(since: date | None, until: date | None) -> str:
    """When something was published, as people say it; both days included."""
    if since and until:
        return f"published {day(since)} to {day(until)}"
    return f"published since {day(since)}" if since else f"published until {day(until)}"


def _day_of(anchor: Anchor, library: Library, given: ArticleFilter) -> date | None:
    """The day on which an event was first told of, by the passages nearest to it that name it."""
    wanted = set(terms(anchor.event))
    days = [
        day_of(passage.published)
        for passage in library.search(anchor.event, _TOLD_BY, given or None)
        if wanted <= set(terms(f"{passage.title} {passage.text}"))
    ]
    return min((one for one in days if one is not None), default=None)
