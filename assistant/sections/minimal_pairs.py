"""Minimal pairs: sentences that say the same but for one value.

A sentence is cut into the values in it (figures, days, times of day, ages, votes, names, causes)
and what is left, without who said it: its frame. Two sentences of one story whose frames agree and
in which just one kind of value differs are at odds, or one brings the other up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.sections.quantities import (
    REPLACED,
    ReportedQuantity,
    agree,
    is_old,
    made,
    reported_quantities,
    same_group,
)
from assistant.sections.sentences import SentenceRecord, content, share_name
from assistant.verification.polarity import clauses
from vectorstore.text import Name
from vectorstore.text.annotations import Quantity
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.number_words import ORDINALS
from vectorstore.text.lexicon.speech import PLAIN_SAYING, SAYING

ALIKE, _ALIKE_NAMED = 0.5, 0.8
"""Frames say the same that share this much of their words, weighed by rarity; and those in which
persons differ."""
_SHORT = 3
"""Frames of fewer words must be the same."""
_LONGEST = 400
"""A longer sentence tells several things."""
_SPEECH = (
    any_of(word for word in SAYING if word in PLAIN_SAYING or word.endswith("ed")) + r"(?<!denied)"
)
_SPEAKER = re.compile(
    rf"^[^,.;“\"]{{1,60}}?\b{_SPEECH}\b(?:\s+(?:reporters|on\s+\w+day))?(?:\s+that\b)?"
    rf"|,\s+(?:according\s+to\b|(?:[^,.;“\"]{{1,70}}?\s)?{_SPEECH}\b)[^“\"]{{0,60}}$",
)
_UNSURE = re.compile(r"\b(?:whether|if)\b|\?", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?", re.IGNORECASE
)
_AGE = re.compile(
    r"\b(?:aged?|age\s+of)\s+(\d{1,3})\b|(?<=[a-z],\s)(\d{1,3})(?=,|\.?$)|\b(\d{1,3})-years?-old\b"
)
_VOTE = re.compile(
    r"\b(\d{1,4})(?:\s?[-–]\s?|\s+(?:votes?\s+)?to\s+)(\d{1,4})\b(?!\s*(?:per|%|[a-z]+day))"
)
_CAUSE = re.compile(
    r"\bcaused\s+by\s+([^,.;]{3,60})|\bcause\s+(?:of\s+[^,.;]{3,60}?\s+)?(?:was|is)\s+"
    r"([^,.;]{3,60})|\bblamed\s+(?:[^,.;]{3,60}?\s+)?on\s+([^,.;]{3,60})"
    r"|^([^,.;]{3,60}?)\s+caused\s+(?=the\b)",
    re.IGNORECASE,
)


_PATTERNS = (
    ("time", "time of day", _CLOCK),
    ("age", "age", _AGE),
    ("vote", "vote or score", _VOTE),
    ("cause", "cause", _CAUSE),
)
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0, "year": 8760.0}
_CAUSING = content("caused cause blamed")
_ORDINAL = re.compile(rf"\b(?:{any_of(ORDINALS)}|\d+(?:st|nd|rd|th))\b", re.IGNORECASE)
_DENIES = re.compile(r"\bden(?:y|ies|ied|ying)\b(.*)")
_OPPOSED = """
open opened reopen | closed shut
convicted guilty | acquitted cleared innocent
confirmed | denied
approved passed backed | rejected
accepted | refused rejected
alive survived | dead died
resumed | suspended
legal | illegal
succeeded | failed
banned | allowed
safe | unsafe
remain stayed | resigned quit
rose increased | fell dropped
"""


def _opposites(table: str) -> dict[str, frozenset[str]]:
    """For each word of a table of opposed sides, by stem, the words against it."""
    against: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        sides = [content(side) for side in line.split("|")]
        for side, other in (sides, sides[::-1]):
            against |= {word: against.get(word, frozenset()) | other for word in side}
    return against


_OPPOSITES = _opposites(_OPPOSED)


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence without its values: the words that are left, those of names among them, and the
    values. A sentence that is not to be compared has no words."""

    sentence: SentenceRecord
    terms: frozenset[str]
    values: tuple[ReportedQuantity, ...]
    named: frozenset[str] = frozenset()
    figures: tuple[Quantity, ...] = ()


def frame(sentence: SentenceRecord) -> Frame:
    """What is left of a sentence without its values and without who said it."""
    text, annotation = sentence.text, sentence.annotation
    unfit = annotation.boilerplate or len(text) > _LONGEST or not sentence.whole
    if unfit or _UNSURE.search(text):
        return Frame(sentence, frozenset(), ())
    values = tuple(_values(sentence))
    left = list(text)
    for match in (*_SPEAKER.finditer(text), *REPLACED.finditer(text)):
        _blank(left, *match.span())
    figures = tuple(
        each for each in annotation.quantities if left[max(0, each.start - sentence.start)] != " "
    )
    spans = [(value.start, value.end) for value in values]
    spans += [(quantity.start, quantity.end) for quantity in annotation.quantities]
    spans += [(time.start, time.end) for time in annotation.times]
    for start, end in spans:
        _blank(left, start - sentence.start, end - sentence.start)
    held = content("".join(left))
    if any(value.unit == "cause" for value in values):
        held = held - _CAUSING | {"cause"}
    named = content(" ".join(name.text for name in sentence.names))
    return Frame(sentence, held, values, named, figures)


def _blank(characters: list[str], start: int, end: int) -> None:
    characters[max(start, 0) : end] = " " * (end - max(start, 0))


def _values(sentence: SentenceRecord) -> Iterator[ReportedQuantity]:
    """The values of a sentence, but for names."""
    text, first, annotation = sentence.text, sentence.start, sentence.annotation
    taken: list[tuple[int, int]] = []
    for unit, about, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            group = match.lastindex if unit in ("age", "cause") and match.lastindex else 0
            start, end = (first + place for place in match.span(group))
            taken.append((start, end))
            yield made(sentence, start, end, _read(unit, match, group), unit, about)
    for time in annotation.times:
        if time.day and time.precision == "day" and not is_old(sentence, time.start):
            day = float(time.day.toordinal())
            value = made(sentence, time.start, time.end, day, "day", "date")
            if value.replaces is not None or time.relation in ("event", "clause"):
                yield value
    for quantity in annotation.quantities:
        if quantity.unit in _HOURS:
            hours = quantity.value * _HOURS[quantity.unit]
            yield made(sentence, quantity.start, quantity.end, hours, "length", "length of time")
    for reported in reported_quantities(sentence):
        if not any(start <= reported.start < end for start, end in taken):
            yield reported


def _read(unit: str, match: re.Match[str], group: int) -> float:
    """The number that a time of day (in minutes), an age or a vote stands for."""
    if unit == "time":
        hour = int(match["hour"]) % 12 + 12 * (match["half"] in "pP")
        return 60.0 * hour + int(match["minute"] or 0)
    if unit == "vote":
        most, least = sorted((int(match[1]), int(match[2])), reverse=True)
        return most + least / 1e4
    return float(match[group]) if unit == "age" else 0.0


def difference(
    ours: Frame, theirs: Frame, weights: Mapping[str, float]
) -> tuple[ReportedQuantity, ReportedQuantity] | None:
    """The values in which alone two sentences differ; None where they agree or say other things.

    Two full names of persons are such values where nothing else differs; any other names that
    each has alone part what they tell.
    """
    if not _same_months(ours, theirs) or _opposite(ours, theirs):
        return None
    if ours.sentence.annotation.negated != theirs.sentence.annotation.negated:
        return None
    if _ordinals(ours.sentence) != _ordinals(theirs.sentence):
        return None
    differing = list(_differing(ours.values, theirs.values))
    mine, its = _unshared(ours.sentence, theirs.sentence), _unshared(theirs.sentence, ours.sentence)
    least, words = ALIKE, frozenset[str]()
    if mine and its:
        named = _full_name(ours.sentence, mine), _full_name(theirs.sentence, its)
        if named[0] is None or named[1] is None:
            return None
        differing.append((named[0], named[1]))
        least, words = _ALIKE_NAMED, content(f"{named[0].text} {named[1].text}")
    if min(len(ours.terms), len(theirs.terms)) < _SHORT:
        words |= ours.named | theirs.named
    if _similarity(ours.terms - words, theirs.terms - words, weights) < least:
        return None
    if len(differing) != 1 or not _same_rest(ours, theirs, *differing[0]):
        return None
    return differing[0]


def _ordinals(sentence: SentenceRecord) -> frozenset[str]:
    """Which of several a sentence tells of: "the fifth ballot"."""
    return frozenset(match[0].lower() for match in _ORDINAL.finditer(sentence.text))


def _same_rest(ours: Frame, theirs: Frame, one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether two sentences have the same figures but for a value and what it replaces."""
    mine, its = (
        {
            (quantity.unit, quantity.value)
            for quantity in each.figures
            if not value.start <= quantity.start < value.end and quantity.value != value.replaces
        }
        for each, value in ((ours, one), (theirs, other))
    )
    return mine == its


def opposed(ours: Frame, theirs: Frame, weights: Mapping[str, float]) -> str | None:
    """What one of two sentences denies that the other says, or says the opposite of, in words."""
    one, other = ours.sentence, theirs.sentence
    if one.annotation.modal != other.annotation.modal or not _same_months(ours, theirs):
        return None
    if any(True for _ in _differing(ours.values, theirs.values)):
        return None
    if one.names and other.names and not share_name(one.names, other.names):
        return None
    if opposites := _opposite(ours, theirs):
        left = ours.terms - set(opposites), theirs.terms - set(opposites)
        same = one.annotation.negated == other.annotation.negated
        if same and _similarity(*left, weights) >= ALIKE:
            return " or ".join(opposites)
    if _similarity(ours.terms, theirs.terms, weights) < ALIKE:
        return None
    denied = (_denied(one.text) - _denied(other.text)) | (_denied(other.text) - _denied(one.text))
    held = sorted(denied & ours.terms & theirs.terms)
    return (
        f"whether {held[0]}"
        if held and one.annotation.negated != other.annotation.negated
        else None
    )


def _opposite(ours: Frame, theirs: Frame) -> tuple[str, ...]:
    """A word that one frame alone has, and its opposite in the other; else nothing."""
    for one, other in ((ours, theirs), (theirs, ours)):
        for word in sorted(one.terms - other.terms):
            if against := sorted(_OPPOSITES.get(word, frozenset()) & other.terms):
                return tuple(sorted((word, against[0])))
    return ()


def _denied(text: str) -> frozenset[str]:
    """The content words that come right after a negation."""
    denied = {term for clause in clauses(text) if clause.negated for term in clause.denied}
    found = _DENIES.search(text)
    return content(f"{' '.join(denied)} {found[1] if found else ''}")


def unnamed(found: Frame) -> frozenset[str]:
    """The words of a frame without the one full name of a person in it; else nothing."""
    persons = [name for name in found.sentence.names if name.kind == "person" and " " in name.text]
    return found.terms - content(persons[0].text) if len(persons) == 1 else frozenset()


def _full_name(sentence: SentenceRecord, names: Sequence[Name]) -> ReportedQuantity | None:
    """The one full name of a person as a value."""
    if len(names) != 1 or names[0].kind not in ("person", "") or " " not in names[0].text:
        return None
    start = sentence.start + names[0].start
    return made(sentence, start, sentence.start + names[0].end, 0.0, "name", "name")


def _unshared(sentence: SentenceRecord, other: SentenceRecord) -> list[Name]:
    """The names of a sentence that another has not, nor any word of them."""
    held = {word for name in other.names for word in name.text.lower().split()}
    return [
        name
        for name in sentence.names
        if not share_name([name], other.names) and held.isdisjoint(name.text.lower().split())
    ]


def _similarity(
    ours: frozenset[str], theirs: frozenset[str], weights: Mapping[str, float]
) -> float:
    """How much of the words of two frames is shared; of very short ones all or nothing."""
    if min(len(ours), len(theirs)) < _SHORT:
        return float(ours == theirs and bool(ours))
    shared = sum(weights[term] for term in sorted(ours & theirs))
    return shared / (sum(weights[term] for term in sorted(ours | theirs)) or 1.0)


def _same_months(ours: Frame, theirs: Frame) -> bool:
    for precision in ("month", "year"):
        mine, its = (
            {time.day for time in each.sentence.annotation.times if time.precision == precision}
            for each in (ours, theirs)
        )
        if mine and its and mine.isdisjoint(its):
            return False
    return True


def _differing(
    ours: Sequence[ReportedQuantity], theirs: Sequence[ReportedQuantity]
) -> Iterator[tuple[ReportedQuantity, ReportedQuantity]]:
    """For each kind of value the two that differ, where there is one on each side."""
    for unit in {value.unit for value in ours}:
        mine, its = (
            [
                value
                for value in row
                if value.unit == unit and not any(map(partial(_agreeing, value), against))
            ]
            for row, against in ((ours, theirs), (theirs, ours))
        )
        if mine and its and _comparable(mine[0], its[0]):
            yield mine[0], its[0]


def _comparable(ours: ReportedQuantity, theirs: ReportedQuantity) -> bool:
    """Whether two values are of one thing. The same word, "Sunday", for two days is no difference:
    pages are dated loosely."""
    if ours.key != theirs.key or not same_group(ours, theirs):
        return False
    return ours.text.lower() != theirs.text.lower()


def _agreeing(value: ReportedQuantity, other: ReportedQuantity) -> bool:
    return value.unit == other.unit and agree(value, other)
