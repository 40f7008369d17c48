"""Whether two claims tell the same quantity of the same event, and whether their values agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from math import floor, log10

from assistant.sections.claims import Claim
from assistant.sections.telling import Sentence, Stories, days_apart, share_name
from vectorstore.text import Name, same_name, stem, terms

EVENTS = frozenset(
    {"impact", "blast", "quake", "begin", "close", "vote", "learn", "arrest", "meet"}
)
_SUDDEN = frozenset({"impact", "blast", "quake"})
_COUNTED_FROM = re.compile(
    r"\b(?:days?|hours?|weeks?)\s+(?:after|before|later|earlier)\b", re.IGNORECASE
)
_VERBS = EVENTS - {"vote", "meet"}
_PLAIN_WORDS = frozenset(
    """
    kill die death dead toll injur wound hurt peopl person report offici polic number least confirm
    minist author hospit sunday monday tuesday wednesday thursday friday saturday
    """.split()
)
_LATEST_UPDATE = 21
_LATEST_OTHER = 14
_LATEST_SAME = 60
_COARSE = 0.05
_ABOUT = 0.1
_OPEN = 2.0
_NEAR = 120
_WORDS_OF_A_DAY = 3
_PLAYED = 60
_AMOUNTS = frozenset(
    "cost fine profit loss revenue budget damage deal debt pledges jackpot compensation bail ransom"
    " theft funding".split()
)
_BEYOND = 10
_MANY = 10_000
_TELLING = 100
"""A figure from here on is told twice because it is the same one."""
_LASTING = frozenset(
    stem(word)
    for word in "siege standoff strike blackout curfew outage truce battle offensive march trial"
    " voyage operation".split()
)
_MOTION = re.compile(
    r"\b(?P<what>(?!the\b|this\b|that\b)\w{3,})\s+(?P<noun>bill|motion|law|amendment|resolution|proposal|budget"
    r"|treaty|deal|plan|reform)\b",
    re.IGNORECASE,
)
_OWNING = re.compile(r"[’']s\b")
_PLAIN = re.compile(r"[’']s$|^the\s+", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:in|at|near|outside|around)\s+(?:the\s+)?$", re.IGNORECASE)


def agree(one: Claim, other: Claim) -> bool:
    """Whether two values may both be so: ranges that meet, bounds kept, one the other rounded."""
    if one.unit == "day":
        return _same_day(one, other)
    if one.exact or other.exact:
        return one.low == other.low and one.high == other.high
    (low, high), (least, most) = _range(one), _range(other)
    if low <= most and least <= high:
        return True
    return _rounds(one.low, other.low) or _rounds(other.low, one.low)


def _same_day(one: Claim, other: Claim) -> bool:
    """Whether two days are one; of a day told without its year the year may be mistaken."""
    ours, theirs = (date.fromordinal(int(claim.low)) for claim in (one, other))
    if (ours.month, ours.day) == (theirs.month, theirs.day):
        return True
    return (one.relative or other.relative) and (ours - theirs).days % 7 == 0


def _range(claim: Claim) -> tuple[float, float]:
    low, high = claim.low, claim.high
    if claim.unit == "time" and not claim.bound:
        return low * 0.9, high * 1.1
    if claim.bound == "over":
        return low, high * _OPEN
    if claim.bound == "under":
        return low / _OPEN, high
    if claim.bound == "about":
        return low * (1 - _ABOUT), high * (1 + _ABOUT)
    return low, high


def _rounds(coarse: float, fine: float) -> bool:
    """Whether one figure is the other with fewer digits, and close to it."""
    if coarse <= 0 or fine <= 0 or abs(coarse - fine) > _COARSE * fine:
        return False
    if coarse < 100 and coarse == int(coarse) and fine == int(fine):
        return False
    text = f"{coarse:.10g}"
    if "." in text:
        return round(fine, len(text.split(".")[1])) == coarse
    zeros = len(text) - len(text.rstrip("0"))
    step = 10.0 ** min(zeros, floor(log10(coarse)))
    return abs(coarse - fine) <= step / 2


def same_quantity(one: Claim, other: Claim, stories: Stories) -> bool:
    """Whether two claims of one key count the same thing of the same event at the same time."""
    ours, theirs = one.sentence, other.sentence
    if one.unreal != other.unreal or one.stage != other.stage:
        return False
    if one.unit == "day" and len(one.near & other.near) < _WORDS_OF_A_DAY:
        return False
    if one.people != other.people and "" not in (one.people, other.people):
        return False
    if not stories.related(ours.number, theirs.number) or not _in_time(one, other):
        return False
    if not one.exact and one.low == other.low >= _TELLING and one.bound == other.bound:
        return True
    if _elsewhere(one, other, stories) or _beyond(one, other):
        return False
    return _about_one_thing(one, other, stories)


def _beyond(one: Claim, other: Claim) -> bool:
    """Whether figures are so far apart that they are hardly told of one thing."""
    most, least = max(one.low, other.low), min(one.low, other.low)
    if most <= _BEYOND * least:
        return False
    apart = days_apart(one.sentence.article, other.sentence.article) or 0
    shrunk = apart * (other.low - one.low) < 0
    return shrunk or most >= _MANY or not (one.changing or other.changing)


def _in_time(one: Claim, other: Claim) -> bool:
    """Whether both are told of one time, and neither is history."""
    apart = days_apart(one.sentence.article, other.sentence.article)
    latest = _LATEST_SAME if agree(one, other) and not one.exact else _LATEST_OTHER
    if not one.settled and (one.changing or other.changing or one.known):
        latest = _LATEST_UPDATE
    if apart is not None and abs(apart) > latest:
        return False
    if one.past or other.past:
        return False
    if one.when and other.when:
        return any(a[0] <= b[1] and b[0] <= a[1] for a in one.when for b in other.when)
    return not ((one.when or other.when) and one.unit == "%" and not one.known)


def places(claim: Claim) -> list[Name]:
    """The names that a sentence gives as the place of what it counts."""
    text = claim.sentence.text
    return [
        name
        for name in claim.sentence.names
        if (
            name.kind == "place"
            or _PLACED.search(text[max(0, name.start - 16) : name.start])
            or (name.kind != "person" and _OWNING.match(text, name.end))
        )
        and abs(name.start - claim.start) < _NEAR
    ]


def _elsewhere(one: Claim, other: Claim, stories: Stories) -> bool:
    """Whether the two are told of different places."""
    here, there = places(one), places(other)
    if here and there and share_name(here, there):
        return False
    if here and there:
        return _unsaid(here, other.sentence, stories) or _unsaid(there, one.sentence, stories)
    for told, at, against in ((here, one, other), (there, other, one)):
        if any(not _placed_alike(name, at, against, stories) for name in told):
            return True
    return False


def _unsaid(told: Iterable[Name], sentence: Sentence, stories: Stories) -> bool:
    """Whether a place is not one that another sentence or its article is about."""
    heading = stories.heading(sentence.number)
    return any(
        _bare(name) not in heading and not share_name([name], sentence.names) for name in told
    )


def _placed_alike(name: Name, at: Claim, against: Claim, stories: Stories) -> bool:
    """Whether a place told on one side only is the scene of the whole article, or known there."""
    bare = _bare(name)
    return bare in stories.heading(at.sentence.number) or bare in against.sentence.article.text


def _bare(name: Name) -> str:
    return _PLAIN.sub("", name.text)


def _about_one_thing(one: Claim, other: Claim, stories: Stories) -> bool:
    ours, theirs = one.sentence, other.sentence
    shared = ours.terms & theirs.terms
    near = one.near & other.near
    if one.unit in ("vote", "score"):
        apart = days_apart(ours.article, theirs.article)
        close = apart is None or abs(apart) <= 5
        if _other_motion(ours, theirs) or _other_day(one, other):
            return False
        if one.unit == "vote":
            return (
                close and _one_board(one, other) and (len(shared) >= 1 or one.low + one.high < 20)
            )
        return close and len(_beside(one) & _beside(other)) >= 2
    if one.unit == "clock":
        sudden = shared & _SUDDEN
        settled = sudden or (shared & EVENTS and len(near - EVENTS) >= 2)
        return _close_days(one, other, 4) and bool(settled)
    if one.unit == "day":
        return _one_happening(one, other, shared)
    if one.unit == "time":
        return len(shared) >= 2 or (one.key in _LASTING and _close_days(one, other, 3))
    if one.known and one.people:
        return not _other_day(one, other) and _in_story(one, other, stories)
    if one.known:
        return _one_owner(one, other) and (len(shared) >= 1 or one.settled)
    if not _one_owner(one, other) or _other_day(one, other) or _unmentioned(one, other):
        return False
    words = {word for word in near if word not in one.key.split()}
    rare = {word for word in shared if word not in one.key.split()}
    least = min(stories.weight(ours.terms), stories.weight(theirs.terms))
    if one.weak:
        firm = len(words) >= (4 if one.unit == "%" else 3)
        return firm and stories.weight(rare) >= 0.5 * least
    least_words = 3 if one.about in _AMOUNTS else 2
    return len(words) >= least_words and len(rare) >= 2 and stories.weight(rare) >= 0.3 * least


def _unmentioned(one: Claim, other: Claim) -> bool:
    """Whether either is told of a place that the other's article never mentions."""
    return any(
        _bare(name) not in against.sentence.article.text
        for at, against in ((one, other), (other, one))
        for name in places(at)
    )


def _in_story(one: Claim, other: Claim, stories: Stories) -> bool:
    """Whether what the sentences tell beside the figures has something in common."""
    ours, theirs = one.sentence, other.sentence
    if bool(_SINCE.search(ours.text)) != bool(_SINCE.search(theirs.text)):
        return False
    plain = {*_PLAIN_WORDS, *one.key.split()}
    here, there = ours.terms - plain, theirs.terms - plain
    if here & there:
        return True
    mine = len(here) < 4 or here & stories.heading_terms(theirs.number)
    its = len(there) < 4 or there & stories.heading_terms(ours.number)
    return bool(mine and its)


def _other_motion(one: Sentence, other: Sentence) -> bool:
    """Whether votes were on different bills: "the water bill" and "the forest bill"."""
    ours, theirs = (
        {m["noun"].lower(): m["what"].lower() for m in _MOTION.finditer(s.text)}
        for s in (one, other)
    )
    return any(
        ours[noun] != theirs[noun] and stem(ours[noun]) not in other.terms
        for noun in ours.keys() & theirs
    )


def _one_board(one: Claim, other: Claim) -> bool:
    """Whether about as many voted here as there."""
    ours, theirs = one.low + one.high, other.low + other.high
    return abs(ours - theirs) <= 0.05 * max(ours, theirs)


def _beside(claim: Claim) -> frozenset[str]:
    """The words of the names that stand beside a score: who played."""
    return frozenset(
        term
        for name in claim.sentence.names
        if abs(name.start - claim.start) < _PLAYED or abs(name.end - claim.start) < _PLAYED
        for term in terms(name.text)
    )


def _close_days(one: Claim, other: Claim, most: int) -> bool:
    apart = days_apart(one.sentence.article, other.sentence.article)
    return apart is None or abs(apart) <= most


def _one_happening(one: Claim, other: Claim, shared: Iterable[str]) -> bool:
    """Whether two days are told of one happening: the same words stand around them."""
    near = one.near & other.near
    least = min(len(one.near), len(other.near))
    ours, theirs = one.sentence.terms & _VERBS, other.sentence.terms & _VERBS
    if ours and theirs and not ours & theirs:
        return False
    if one.relative or other.relative:
        if _COUNTED_FROM.search(one.sentence.text) or _COUNTED_FROM.search(other.sentence.text):
            return False
        firm = _close_days(one, other, 3) and bool(set(shared) & EVENTS)
        return firm and len(near) >= 4 and len(near) >= 0.6 * least
    return len(near) >= _WORDS_OF_A_DAY and len(near) >= 0.5 * least


def _other_day(one: Claim, other: Claim) -> bool:
    """Whether people were killed or hurt on one day here and on another there."""
    if one.changing or other.changing:
        return False
    ours, theirs = _days(one), _days(other)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _days(claim: Claim) -> set[int]:
    return {
        mention.first.toordinal()
        for mention in claim.sentence.dates
        if mention.precision == "day" and mention.first is not None
    }


def _one_owner(one: Claim, other: Claim) -> bool:
    """Whether two figures belong to the same body or person, as far as names tell."""
    ours, theirs = one.sentence.names, other.sentence.names
    if not ours or not theirs:
        return True
    if one.key.endswith(" vote"):
        mine, its = _nearest(one), _nearest(other)
        return bool(mine and its) and same_name(mine, its)
    return share_name(ours, theirs) or (one.known and one.settled)


def _nearest(claim: Claim) -> str:
    before = [name.text for name in claim.sentence.names if name.end <= claim.start]
    return before[-1] if before else ""
