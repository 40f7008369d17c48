"""What a comparison compares: two outlets, two times, or two things, and the aspect of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.briefing.scoping import scope
from assistant.requests.results import Asked
from assistant.requests.subjects import named_publishers, time_of
from assistant.understanding.requests import without_aside
from vectorstore.documents import ArticleFilter, Scope
from vectorstore.library import Library
from vectorstore.text import terms, words
from vectorstore.text.lexicon import listed as word_list

_CUES = word_list(
    """
    compare compared comparing comparison contrast contrasted versus vs difference differences
    differ differs different similar similarities between both sides side how what did do does the
    a an in of and or to with on about by for from their his her its coverage cover covers covered
    covering report reports reported reporting reporter story stories article articles outlet
    outlets paper papers news describe describes described write writes wrote written tell tells
    told say says said treat treats treated frame frames framed present presents presented take
    takes took please can could would you me give show put set up against next alongside than way
    ways each other one ones that those this these rest at in into among within versus
    is are was were be been had has have two table bullets words sentences short brief look tone
    """
)


Time = tuple[str, tuple[date, date]]
"""A time as it is called, with its first and last day."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: what it is called, its topic, and which articles count.

    `name`: what a sentence about this side speaks of; "" where the filter alone parts the sides.
    `aspect`: what of it is asked about, the same for both sides.
    """

    label: str
    topic: str
    filter: ArticleFilter
    name: str = ""
    aspect: str = ""


def sides(library: Library, asked: Asked) -> list[Side]:
    """The sides of a comparison: publishers, times, or topics."""
    wanted, given = asked.wanted, asked.request.filter
    request = asked.request.question
    outlets = named_publishers(request, library)
    if len(outlets) > 1:
        about = _rest(request, outlets)
        return [Side(name, about, replace(given, publishers=(name,))) for name in outlets]
    if wanted.scope == "publisher" and len(wanted.topics) > 1:
        return []
    if wanted.scope == "publisher":
        return _most_of(library, asked, _rest(request, (*outlets, *wanted.topics)), outlets)
    if wanted.scope == "period" and len(wanted.topics) > 1:
        within = library.scope(given or None)
        today = given.as_of or within.newest or date.today()
        compared = times(wanted.topics, within, today)
        about = _rest(request, [label for label, _ in compared])
        if about and not scope(library, about, given).on_topic:
            about = ""
        return [
            Side(label, about, replace(given, since=time[0], until=time[1]))
            for label, time in compared
        ]
    bare = [topic for topic in wanted.topics if not any(map(str.isalpha, topic))]
    named = [topic for topic in wanted.topics if topic not in bare]
    if len(bare) > 1 and named:  # "the 2018 and 2019 contests"
        topics = [f"{number} {' '.join(named)}" for number in bare]
        return [Side(topic, topic, given, topic) for topic in topics]
    if len(wanted.topics) > 1:
        return _of_one_aspect(request, wanted.topics, asked.filter)
    if wanted.topics:
        parts = [part for part in wanted.topics[0].split(" and ") if terms(part)]
        if len(parts) == 2:
            return _of_one_aspect(request, parts, asked.filter)
        return _most_of(library, asked, wanted.topic, ())
    stories = sorted(library.stories(asked.filter or None), key=lambda s: -len(s.article_ids))[:2]
    return [Side(s.title, "", replace(asked.filter, story=s.id)) for s in stories]


_ASPECT_OF = re.compile(
    r"(?P<aspect>[a-z].{0,120}?)\s{1,3}(?:at|in|of|by|from|for|on|among|within)\s{1,3}(?:the\s{1,3})?"
    r"(?P<name>\S.*)"
)
_ANYTHING_OF = re.compile(_ASPECT_OF.pattern.replace("[a-z]", "\\S", 1))
_STANDING_IN = re.compile(r"(?:the\s+)?(?:ones?|that|those)\s", re.IGNORECASE)
_OWNED = re.compile(r"(?P<name>\S.{0,120}?)(?:[’']s|(?<=s)[’'])(?:\s{1,3}(?P<aspect>[a-z].*))?")
_NAME_FIRST = re.compile(
    r"(?P<name>[A-Z\d][\w.&’'-]{0,60}(?:\s{1,3}[A-Z\d][\w.&’'-]{0,60}){0,12})\s{1,3}"
    r"(?P<aspect>(?!(?:of|at|in|for|on|and|against|from)\s)[a-z].*)"
)
_ELSEWHERE = re.compile(r"(?<=\w)\s+(?:in|at|on|for|from|against)\s.*")
_STANDS_FOR = word_list("one ones that those")


def _of_one_aspect(request: str, topics: Sequence[str], filter: ArticleFilter) -> list[Side]:
    """The sides of "the layoffs at Snap and at Meta", "Snap's and Meta's layoffs": each by its
    name, with what is asked of both."""
    parted = [_name_and_aspect(topic) for topic in topics]
    if any(_STANDING_IN.match(topic) for topic in topics):  # "and the one in Dorn"
        parted = [_name_and_aspect(topic, capital=True) for topic in topics]
    names = [name for name, _ in parted]
    own = list(dict.fromkeys(aspect for _, aspect in parted if aspect))
    if len(own) > 1:  # "the fall of Palmyra and the siege of Kelmar"
        named = zip(topics, names, strict=True)
        return [Side(topic, topic, filter, _spoken(name)) for topic, name in named]
    shared = _rest(without_aside(request), names)
    names = [_without_cues(name) for name in names]
    return [Side(name, f"{shared} {name}".strip(), filter, _spoken(name), shared) for name in names]


def _without_cues(name: str) -> str:
    """A name without the verb that compares behind it: "the bank said"."""
    kept = name.split()
    while len(kept) > 1 and kept[-1].lower() in _CUES:
        kept.pop()
    return " ".join(kept)


def _spoken(name: str) -> str:
    """What sentences call a side: "Brevik" of "Brevik in Sille"."""
    return _ELSEWHERE.sub("", name) if name[:1].isupper() else name


def _name_and_aspect(topic: str, *, capital: bool = False) -> tuple[str, str]:
    """What one side of a comparison is called, and what of it is asked about; "" where that is
    not said here. `capital`: what is asked about may be called by a name."""
    for pattern in (_ANYTHING_OF if capital else _ASPECT_OF, _OWNED, _NAME_FIRST):
        if (match := pattern.fullmatch(topic)) is not None and terms(match["name"]):
            aspect = match["aspect"] or ""
            return match["name"], "" if aspect.lower() in _STANDS_FOR else aspect
    return topic, ""


_AT_ONE_END = re.compile(
    r"(?:the\s+)?(?P<end>first|last|opening|final)(?:\s+(?P<unit>day|week|month))?", re.IGNORECASE
)
_DAYS = {"day": 1, "week": 7, "month": 30}


def times(topics: Sequence[str], within: Scope, today: date) -> list[Time]:
    """The times that a request compares, as they are called, each with its first and last day;
    "the first week" and "the last" lie at the ends of what is here. None, or two and more."""
    found: list[Time] = []
    ends = [match for topic in topics if (match := _AT_ONE_END.fullmatch(topic))]
    units = [match["unit"].lower() for match in ends if match["unit"]]
    from_start = any(match["end"].lower() in ("first", "opening") for match in ends)
    for topic in topics:
        match = _AT_ONE_END.fullmatch(topic)
        if match and from_start and units and within.oldest and within.newest:
            length = timedelta(_DAYS[(match["unit"] or units[0]).lower()] - 1)
            first = match["end"].lower() in ("first", "opening")
            start = within.oldest if first else within.newest - length
            found.append((topic, (start, start + length)))
        elif (time := time_of(topic, today)) is not None:
            found.append((topic, time))
    return found if len(found) > 1 else []


def _most_of(library: Library, asked: Asked, topic: str, named: Sequence[str]) -> list[Side]:
    """The publishers with most articles on a topic, those that are named first."""
    found = scope(library, topic, asked.request.filter)
    counts = Counter(
        source.article.publisher
        for source in found.originals
        if source.article.id in found.about and source.article.publisher
    )
    others = [name for name, _ in counts.most_common() if name not in named]
    return [
        Side(name, topic, replace(asked.request.filter, publishers=(name,)))
        for name in (*named, *others)[:2]
    ]


def _rest(request: str, names: Sequence[str]) -> str:
    """What is left of a request without the names of its sides and the words that compare."""
    own = {_bare(term) for name in names for term in name.split()}
    kept = [
        request[start:end]
        for start, end in words(request)
        if _bare(request[start:end]) not in own | _CUES and not request[start:end].isdecimal()
    ]
    return " ".join(dict.fromkeys(kept))


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word.lower())
