"""What is to be known about an answer, and what a refusal says is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from assistant.answering.scoring import is_old
from assistant.types import Citation, Statement
from assistant.understanding.query import Query, Subject
from assistant.understanding.time import TimeAsked, shifted
from assistant.wording import counted, listed, period
from assistant.wording import day as written
from vectorstore.documents import ArticleFilter, Scope, day_of
from vectorstore.library import Library
from vectorstore.search import FEATURES
from vectorstore.text import dates
from vectorstore.text.places import ALIASES, DEMONYMS


def answer_notices(
    query: Query, statements: Sequence[Statement], citations: Sequence[Citation]
) -> list[str]:
    """What is to be known about an answer: spelling, days, older reports, the newest, doubts."""
    notices = [
        f"No article has “{word}”; one spelled nearly so is taken to be meant."
        for word in query.misspelled
    ]
    if query.answer.kind == "day" and statements:
        notices += _days(statements, {cited.number: cited for cited in citations})
    notices += _older(query, citations)
    if query.present:
        days = [day for cited in citations if (day := day_of(cited.published)) is not None]
        notices += [f"The newest report cited is of {written(max(days))}."] if days else []
    return [*notices, *_doubts(statements)]


def _older(query: Query, citations: Sequence[Citation]) -> list[str]:
    """Which of what is cited is old, and of what days."""
    by_day: dict[date, list[str]] = {}
    for cited in citations:
        day = day_of(cited.published)
        if day is not None and is_old(day, query.asked):
            by_day.setdefault(day, []).append(f"[{cited.number}]")
    if not by_day:
        return []
    told = [f"{listed(numbers)} of {written(day)}" for day, numbers in sorted(by_day.items())]
    return [f"Older reports: {'; '.join(told)}."]


def _days(statements: Sequence[Statement], citations: dict[int, Citation]) -> list[str]:
    """How relative dates resolve, or that no date is given.

    A weekday counts from the day the article was published; where that is not known the
    notice says so and gives no date.
    """
    notices: dict[str, None] = {}
    for statement in statements:
        cited = [citations[number] for number in statement.citations]
        day = next((day_of(c.published) for c in cited if c.published), None)
        for mention in dates(statement.text, day):
            if not mention.relative or mention.precision not in ("day", "month", "year"):
                continue
            if day is None and mention.first is None:
                undated = f"No date is given: the article says only “{mention.text}” "
                notices[f"{undated}and its own date is not known."] = None
            elif day is not None and mention.first is not None:
                when, last = written(mention.first), mention.last or mention.first
                when += f" to {written(last)}" if last != mention.first else ""
                counted_from = f"counted from publication on {written(day)}."
                notices[f"“{mention.text}” is {when}, {counted_from}"] = None
    if not notices and not any(dates(statement.text) for statement in statements):
        return ["No date is given."]
    return list(notices)


def _doubts(statements: Sequence[Statement]) -> list[str]:
    doubtful = [s for s in statements if not s.verdict.supported]
    if not doubtful:
        return []
    were = "1 statement is" if len(doubtful) == 1 else f"{len(doubtful)} statements are"
    reasons = "; ".join(dict.fromkeys(r for s in doubtful for r in s.verdict.reasons))
    return [f"{were} not fully held by what is cited: {reasons}."]


def refusal_notices(query: Query, scope: Scope, library: Library) -> list[str]:
    """What a refusal says: what of the question no article has, and what was looked through.

    `scope` is what the query's filter lets through.
    """
    if not library.counts()[0]:
        return ["The library is empty: add articles first."]
    if not scope.articles:
        return [_emptied(query.filter, library), f"The library has {_held(library.scope())}."]
    elsewhere = _at_another_time(query, library)
    # A year that a name is said to lack need not be named once more.
    lacking = [name for name in query.missing if not (elsewhere and name.isdecimal())]
    missing = [f"Nothing here about {', '.join(lacking)}."] if lacking else []
    return [
        *(missing + elsewhere or ["Nothing here answers this."]),
        f"Looked through {_held(scope)}.",
    ]


def undated_notice(filter: ArticleFilter, library: Library) -> list[str]:
    """How many undated articles a period let through, or left out."""
    if filter.last is None and filter.since is None:
        return []
    undated = library.scope(replace(filter, since=None)).undated
    if not undated:
        return []
    have, were = ("has", "was") if undated == 1 else ("have", "were")
    done = "left out" if filter.since else "let through"
    return [f"{counted(undated, 'article')} {have} no date and {were} {done}."]


def _held(scope: Scope) -> str:
    """How many articles there are, and of what days."""
    held = counted(scope.articles, "article")
    if scope.oldest and scope.newest:
        held += f", published {period(scope.oldest, scope.newest)}"
    return held


def _emptied(filter: ArticleFilter, library: Library) -> str:
    """That no article passes, and which parts of the filter let none pass by themselves."""
    empty = [reason for part, reason in _parts(filter) if not library.scope(part).articles]
    why = ", and ".join(empty) or "each part of it lets some pass, all together none"
    return f"No article passes the filter: {why}."


def _parts(filter: ArticleFilter) -> Iterator[tuple[ArticleFilter, str]]:
    """Each part of a filter alone, and what there is to say where it lets nothing pass."""
    if filter.since or filter.last:
        part = ArticleFilter(since=filter.since, until=filter.last)
        yield part, f"none was published {period(filter.since, filter.last)}"
    if filter.publishers:
        part = ArticleFilter(publishers=filter.publishers)
        yield part, f"none is by {' or '.join(filter.publishers)}"
    if filter.article_ids:
        few = len(filter.article_ids) < 4
        ids = f"the id {' or '.join(filter.article_ids)}" if few else "one of the ids"
        yield ArticleFilter(article_ids=filter.article_ids), f"none has {ids}"
    if filter.story:
        yield ArticleFilter(story=filter.story), "none is in the story"


# Names that the library tells of at another time only.

_GOES_ON = re.compile(r"(?!of\b|for\b)(?:[a-z]|(?:In|On|At|By|Since|After|Before|Until|During)\b)")
_HAVING = [FEATURES.index("overlap"), FEATURES.index("title")]


def _at_another_time(query: Query, library: Library) -> list[str]:
    """That all articles with a name of the question were published before the time asked for,
    or all after it: "Nothing here about Homs after 2016: …".

    Only what is certain is said: nothing of a name that an undated article has, that has other
    spellings or forms here, or of a time whose year is not told.
    """
    if not query.time:
        return []
    within = replace(query.filter, since=None, until=None)
    sides: dict[str, list[str]] = {"earlier": [], "later": []}
    for subject in query.subjects:
        if not _has_forms(subject) and (side := _side(subject.word, query.time, within, library)):
            sides[side].append(subject.name)
    which = "passes the filter and has" if within else "has"
    return [
        f"Nothing here about {listed(names)} {_when(query)}: all that {which} the "
        f"{'name' if len(names) == 1 else 'names'} was published {side}."
        for side, names in sides.items()
        if names
    ]


def _has_forms(subject: Subject) -> bool:
    """Whether a name is told in other words as well: "Syrian", "US", "the UN"."""
    keys = {subject.name.casefold(), subject.word.casefold()}
    return subject.word.isupper() or any(key in ALIASES or key in DEMONYMS for key in keys)


def _side(
    word: str, time: TimeAsked, within: ArticleFilter, library: Library
) -> Literal["earlier", "later", ""]:
    """On which side of the time all articles lie that have a word; empty when on none or both."""
    spellings = [word, *library.searcher.spelling_suggestions(word)]
    undated = replace(within, until=date.min)
    asked_for = replace(within, since=time.since, until=time.until)
    if any(
        _has(spelling, filter, library) for filter in (undated, asked_for) for spelling in spellings
    ):
        return ""
    earlier = time.since is not None and _has(
        word, replace(within, until=shifted(time.since, -1)), library
    )
    later = time.until is not None and _has(
        word, replace(within, since=shifted(time.until, 1)), library
    )
    if earlier == later:
        return ""
    return "earlier" if earlier else "later"


def _has(word: str, filter: ArticleFilter, library: Library) -> bool:
    """Whether an article that passes has a word.

    The first by full text is among what a search for the word alone orders, if there is any.
    """
    _, rows = library.searcher.features(word, filter)
    return bool(rows[:, _HAVING].any())


def _when(query: Query) -> str:
    """The time in the words of the question, where they go on from a name."""
    phrases = [query.standalone[start:end] for start, end in query.time.phrases]
    if phrases and all(_GOES_ON.match(phrase) for phrase in phrases):
        return " and ".join(phrase[0].lower() + phrase[1:] for phrase in phrases)
    return f"published {period(query.time.since, query.time.until)}"
