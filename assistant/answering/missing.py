"""What a refusal says: what of the question no article has, and what the library holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vectorstore.documents import ArticleFilter, Scope
from vectorstore.language import dates, names
from vectorstore.library import Library

_WORD = re.compile(r"\w[\w.'’]*")
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
    A year is there when an article names it or was published in it. Greetings and
    signatures are no subjects.
    """
    found = []
    question = unadorned(question)
    for name, word in _named(question):
        if not library.knows(word) and not library.spelled_like(word):
            found.append(name)
    for mention in dates(question):
        if mention.precision != "year" or mention.relative or library.knows(mention.text):
            continue
        year = library.scope(ArticleFilter(since=mention.first, until=mention.last))
        if not year.articles:
            found.append(mention.text)
    return found


def _named(question: str) -> Iterator[tuple[str, str]]:
    """Each name of a question, and its last capitalised word."""
    for name in names(question):
        capitalised = [word for word in _WORD.findall(name.text) if word[0].isupper()]
        if capitalised:
            yield name.text, capitalised[-1]


def spelling_notices(question: str, library: Library) -> list[str]:
    """That a name stands in no article, where one spelled nearly so does."""
    return [
        f"No article has “{word}”; one spelled nearly so is taken to be meant."
        for _, word in _named(question)
        if not library.knows(word) and library.spelled_like(word)
    ]


def refusal_notices(missing: Sequence[str], scope: Scope, filter: ArticleFilter) -> list[str]:
    """What a refusal says: what is missing, and what the library holds."""
    if not scope.articles:
        if filter:
            return ["No article passes the filter: widen the dates or the publishers."]
        return ["The library is empty: add articles first."]
    about = ", ".join(missing)
    said = [f"Nothing here about {about}."] if missing else ["Nothing here answers this."]
    held = "1 article" if scope.articles == 1 else f"{scope.articles} articles"
    if scope.oldest and scope.newest:
        held += f", published {scope.oldest.isoformat()} to {scope.newest.isoformat()}"
    said.append(f"Looked through {held}.")
    return said


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
