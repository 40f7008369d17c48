"""What a refusal says of names that the library tells of at another time only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from assistant.understanding.events import shifted
from assistant.understanding.narrowing import between
from assistant.understanding.outlets import subjects
from assistant.understanding.period import Period, told_time
from assistant.wording import listed
from vectorstore.documents import ArticleFilter
from vectorstore.library import Library
from vectorstore.search import FEATURES
from vectorstore.text.places import ALIASES, DEMONYMS

_GOES_ON = re.compile(r"(?!of\b|for\b)(?:[a-z]|(?:In|On|At|By|Since|After|Before|Until|During)\b)")
_HAVING = [FEATURES.index("overlap"), FEATURES.index("title")]


def elsewhen_notices(
    question: str, given: ArticleFilter, searched: ArticleFilter, library: Library, today: date
) -> list[str]:
    """That all articles with a name of the question were published before the time asked for,
    or all after it: "Nothing here about Homs after 2016: …".

    The time is that of the filter `given` by hand, else what the question says of it;
    `searched` says which articles count otherwise. Only what is certain is said: nothing of a
    name that an undated article has, that has other spellings or forms here, or of a time
    whose year is not told.
    """
    time = Period(question, given.since, given.until) or told_time(question, today)
    if not time:
        return []
    within = replace(searched, since=None, until=None)
    sides: dict[str, list[str]] = {"earlier": [], "later": []}
    for name, word in subjects(question, library.publishers()):
        if not _has_forms(name, word) and (side := _side(word, time, within, library)):
            sides[side].append(name)
    which = "passes the filter and has" if within else "has"
    return [
        f"Nothing here about {listed(names)} {_when(question, time)}: all that {which} the "
        f"{'name' if len(names) == 1 else 'names'} was published {side}."
        for side, names in sides.items()
        if names
    ]


def _has_forms(name: str, word: str) -> bool:
    """Whether a name is told in other words as well: "Syrian", "US", "the UN"."""
    keys = {name.casefold(), word.casefold()}
    return word.isupper() or any(key in ALIASES or key in DEMONYMS for key in keys)


def _side(
    word: str, time: Period, within: ArticleFilter, library: Library
) -> Literal["earlier", "later", ""]:
    """On which side of the time all articles lie that have a word; empty when on none or both."""
    spellings = [word, *library.spelled_like(word)]
    undated = replace(within, until=date.min)
    asked_for = replace(within, since=time.since, until=time.until)
    if any(_has(one, filter, library) for filter in (undated, asked_for) for one in spellings):
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
    _, rows = library.rated(word, filter)
    return bool(rows[:, _HAVING].any())


def _when(question: str, time: Period) -> str:
    """The time in the words of the question, where they go on from a name."""
    phrases: Sequence[str] = [question[start:end] for start, end in time.phrases]
    if phrases and all(_GOES_ON.match(phrase) for phrase in phrases):
        return " and ".join(phrase[0].lower() + phrase[1:] for phrase in phrases)
    return between(time.since, time.until)
