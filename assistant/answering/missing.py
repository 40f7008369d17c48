"""What a refusal says: what of the question no article has, and what the library holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.narrowing import between
from assistant.understanding.outlets import subjects
from assistant.wording import counted
from vectorstore.documents import ArticleFilter, Scope
from vectorstore.library import Library
from vectorstore.text import dates

_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good\s+(?:morning|afternoon|evening))\b[^,!.:]{0,40}[,!.:]\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<=[?.!])\s*(?:thanks|thank\s+you|cheers|regards|(?:best|kind)\s+regards)\b.{0,60}$",
    re.IGNORECASE | re.DOTALL,
)


def unadorned(question: str) -> str:
    """The question without a greeting before it and thanks or a signature after it."""
    return _CLOSING.sub("", _GREETING.sub("", question)).strip() or question


def missing_subjects(question: str, library: Library) -> list[str]:
    """The names and years in the question that no article in the library has.

    A name is missing when its last word is, and no word of the library is a slip of the pen
    apart from it: "Cup" for World Cup, the surname of a person.
    A year is there when an article names it or was published in it. Publishers, greetings
    and signatures are no subjects.
    """
    found = []
    question = unadorned(question)
    for name, word in subjects(question, library.publishers()):
        if not library.knows(word) and not library.spelled_like(word):
            found.append(name)
    for mention in dates(question):
        if mention.precision != "year" or mention.relative or library.knows(mention.text):
            continue
        year = library.scope(ArticleFilter(since=mention.first, until=mention.last))
        if not year.articles:
            found.append(mention.text)
    return found


def spelling_notices(question: str, library: Library) -> list[str]:
    """That a name stands in no article, where one spelled nearly so does."""
    return [
        f"No article has “{word}”; one spelled nearly so is taken to be meant."
        for _, word in subjects(question, library.publishers())
        if not library.knows(word) and library.spelled_like(word)
    ]


def refusal_notices(
    missing: Sequence[str],
    elsewhen: Sequence[str],
    scope: Scope,
    filter: ArticleFilter,
    library: Library,
) -> list[str]:
    """What a refusal says: what is missing, and what was looked through.

    `missing` are subjects that no article has, `elsewhen` what is said of those that are told
    of at another time only; `scope` is what the filter lets through.
    """
    if not library.counts()[0]:
        return ["The library is empty: add articles first."]
    if not scope.articles:
        return [_emptied(filter, library), f"The library has {_held(library.scope())}."]
    # A year that a name is said to lack need not be named once more.
    lacking = [one for one in missing if not (elsewhen and one.isdecimal())]
    said = [f"Nothing here about {', '.join(lacking)}."] if lacking else []
    said += elsewhen
    return [*(said or ["Nothing here answers this."]), f"Looked through {_held(scope)}."]


def _held(scope: Scope) -> str:
    """How many articles there are, and of what days."""
    held = counted(scope.articles, "article")
    if scope.oldest and scope.newest:
        held += f", {between(scope.oldest, scope.newest)}"
    return held


def _emptied(filter: ArticleFilter, library: Library) -> str:
    """That no article passes, and which parts of the filter let none pass by themselves."""
    empty = [said for part, said in _parts(filter) if not library.scope(part).articles]
    why = ", and ".join(empty) or "each part of it lets some pass, all together none"
    return f"No article passes the filter: {why}."


def _parts(filter: ArticleFilter) -> Iterator[tuple[ArticleFilter, str]]:
    """Each part of a filter alone, and what there is to say where it lets nothing pass."""
    if filter.since or filter.last:
        part = ArticleFilter(since=filter.since, until=filter.last)
        yield part, f"none was {between(filter.since, filter.last)}"
    if filter.publishers:
        part = ArticleFilter(publishers=filter.publishers)
        yield part, f"none is by {' or '.join(filter.publishers)}"
    if filter.article_ids:
        few = len(filter.article_ids) < 4
        ids = f"the id {' or '.join(filter.article_ids)}" if few else "one of the ids"
        yield ArticleFilter(article_ids=filter.article_ids), f"none has {ids}"
    if filter.story:
        yield ArticleFilter(story=filter.story), "none is in the story"


def undated_notice(filter: ArticleFilter, library: Library) -> list[str]:
    """How many undated articles a period let through, or left out."""
    if filter.last is None and filter.since is None:
        return []
    undated = library.scope(replace(filter, since=None)).undated
    if not undated:
        return []
    were = "1 article has" if undated == 1 else f"{undated} articles have"
    done = "left out" if filter.since else "let through"
    return [f"{were} no date and {'was' if undated == 1 else 'were'} {done}."]
