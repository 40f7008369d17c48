"""Comparisons: what two sides tell of the same, side by side, then what only one tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.choosing import Choice, Point
from assistant.briefing.scoping import scope
from assistant.requests.results import Asked, Result
from assistant.requests.subjects import named_publishers, time_of
from assistant.types import AnswerPart, Statement
from assistant.verification.citations import Numbering
from assistant.wording import counted, listed
from assistant.writing.draft import verified
from vectorstore.documents import ArticleFilter, Scope
from vectorstore.library import Library
from vectorstore.text import terms, words
from vectorstore.text.lexicon import listed as word_list

_LOOKED_AT = 16
"""So many of the facts that matter most are compared on each side."""
_ALIKE = 0.42
"""Facts are of one aspect whose vectors, without the names of the sides, are so near."""
_PAIRS, _ALONE = 3, 2
_NAMED = 8
_CUES = word_list(
    """
    compare compared comparing comparison contrast contrasted versus vs difference differences
    differ differs different similar similarities between both sides side how what did do does the
    a an in of and or to with on about by for from their his her its coverage cover covers covered
    covering report reports reported reporting reporter story stories article articles outlet
    outlets paper papers news describe describes described write writes wrote written tell tells
    told say says said treat treats treated frame frames framed present presents presented take
    takes took please can could would you me give show put set up against next alongside than way
    ways each other one is are was were two table bullets words sentences short brief look tone
    """
)


Time = tuple[str, tuple[date, date]]
"""A time as it is called, with its first and last day."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: what it is called, its topic, and which articles count."""

    label: str
    topic: str
    filter: ArticleFilter


def comparison(library: Library, asked: Asked) -> Result:
    """What the sides tell on the same aspects, then only the one, then only the other."""
    sides = _sides(library, asked)
    if len(sides) < 2 and asked.wanted.scope == "publisher":
        known = listed(library.publishers()[:_NAMED])
        line = f"A comparison of outlets needs two that have articles here, such as {known}."
        return Result("comparison", notices=(line,))
    if len(sides) < 2:
        line = "A comparison needs two sides: “compare A and B”, or “how did A and B report X”."
        return Result("comparison", notices=(line,))
    sides = sides[:2]
    scopes = [scope(library, side.topic, side.filter) for side in sides]
    points = [Choice(found).points(_LOOKED_AT) if found.on_topic else [] for found in scopes]
    lacking = [side for side, found in zip(sides, points, strict=True) if not found]
    if lacking:
        labels = listed([side.label for side in lacking])
        about = lacking[0].topic
        line = f"Nothing here about {labels}."
        if about and about != lacking[0].label:
            line = f"Nothing about “{about}” is here for {labels}."
        return Result("comparison", notices=(line,))
    return _side_by_side(library, asked, sides, points)


def _sides(library: Library, asked: Asked) -> list[Side]:
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
        return [Side(topic, topic, given) for topic in topics]
    if len(wanted.topics) > 1:
        return [Side(topic, topic, asked.filter) for topic in wanted.topics]
    if wanted.topics:
        parts = [part for part in wanted.topics[0].split(" and ") if terms(part)]
        if len(parts) == 2:
            return [Side(part, part, asked.filter) for part in parts]
        return _most_of(library, asked, wanted.topic, ())
    stories = sorted(library.stories(asked.filter or None), key=lambda s: -len(s.article_ids))[:2]
    return [Side(s.title, "", replace(asked.filter, story=s.id)) for s in stories]


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
    own = {term.lower() for name in names for term in name.split()}
    kept = [
        request[start:end]
        for start, end in words(request)
        if request[start:end].lower().removesuffix("'s").removesuffix("’s") not in own | _CUES
        and not request[start:end].isdecimal()
    ]
    return " ".join(kept)


def _side_by_side(
    library: Library, asked: Asked, sides: Sequence[Side], points: Sequence[Sequence[Point]]
) -> Result:
    ours, theirs = points
    near = _nearness(library, asked, sides, ours, theirs)
    pairs = _paired(near)
    count = asked.wanted.form.count
    most = _PAIRS if count is None else max(1, count // 2)
    alone = _ALONE if count is None else max(0, (count - 2 * min(most, len(pairs)) + 1) // 2)
    numbering = Numbering()
    statements: list[Statement] = []
    parts: list[AnswerPart] = []

    def tell(label: str, told: Sequence[Point]) -> None:
        if told:
            statements.extend(verified(point.drafted, numbering) for point in told)
            parts.append(AnswerPart(label, len(told)))

    for number, (here, there) in enumerate(pairs[:most], 1):
        tell(f"{number}. {sides[0].label}", [ours[here]])
        tell(f"{number}. {sides[1].label}", [theirs[there]])
    used_here = {here for here, _ in pairs[:most]}
    used_there = {there for _, there in pairs[:most]}
    only = f"Only {sides[0].label}" if pairs else sides[0].label
    tell(only, [p for n, p in enumerate(ours) if n not in used_here][:alone])
    only = f"Only {sides[1].label}" if pairs else sides[1].label
    tell(only, [p for n, p in enumerate(theirs) if n not in used_there][:alone])
    notices = () if pairs else ("The two sides tell nothing of one aspect that could be found.",)
    if count is not None and len(statements) < count:
        notices = (*notices, f"There is no more to tell than {counted(len(statements), 'point')}.")
    return Result(
        "comparison", tuple(statements), numbering.citations, tuple(parts), notices=notices
    )


def _nearness(
    library: Library,
    asked: Asked,
    sides: Sequence[Side],
    ours: Sequence[Point],
    theirs: Sequence[Point],
) -> NDArray[np.float32]:
    """How near each of our facts is to each of theirs, shape (ours, theirs): by what is left of
    them without the names of the sides."""
    hidden = {term for side in sides for term in terms(f"{side.label} {side.topic}")}
    masked = [_masked(point.drafted.text, hidden) for point in (*ours, *theirs)]
    vectors = library.embeddings.embed(masked)
    near: NDArray[np.float32] = vectors[: len(ours)] @ vectors[len(ours) :].T
    return near


def _masked(text: str, hidden: set[str]) -> str:
    kept = [text[s:e] for s, e in words(text) if not set(terms(text[s:e])) & hidden]
    return " ".join(kept) or text


def _paired(near: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The facts of one aspect, one of each side, what matters more first; none twice."""
    found: list[tuple[int, int]] = []
    left = near.copy()
    while left.size and float(left.max()) >= _ALIKE:
        here, there = np.unravel_index(int(np.argmax(left)), left.shape)
        found.append((int(here), int(there)))
        left[here, :] = -1
        left[:, there] = -1
    return sorted(found, key=lambda pair: (pair[0] + pair[1], pair))
