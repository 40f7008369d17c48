"""Two numbers, dates or names of one sentence that have changed places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.verification.quantities import agrees
from vectorstore.text import (
    DateMention,
    Name,
    Number,
    dates,
    names,
    numbers,
    same,
    same_name,
    sentences,
    stem,
    terms,
    words,
)

_REACH = 3
"""How many content words to each side tell what a number, date or name is about."""
_NEAR = 4
"""How many words may stand between two names that meet, marry or play each other."""
_JOINED = re.compile(r"[\s,]*(?:,|and|or|&|/|with|versus|vs\.?|v)?\s*(?:the\s+)?", re.IGNORECASE)
_MUTUAL = frozenset(stem(word) for word in "meet marry face play resemble equal with".split())


@dataclass(frozen=True, slots=True)
class _Thing:
    """A number, date or name at its place, and the words that stand around it, with their side."""

    start: int
    end: int
    text: str
    mention: Number | DateMention | Name
    around: frozenset[str]


def exchanged(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """Pairs that changed places, told as "12 and 40 exchanged".

    Of two things of a kind that a sentence of the quotes holds as well, each stands among words
    that stand around the other there, and not among its own. Nothing is said where another
    quoted sentence has them as the statement does, where "and" joins them, or of names beside "by".
    """
    told_by_us = _rows(statement)
    told = [row for quote in quotes for row in _rows(quote)] if told_by_us else []
    for ours in told_by_us:
        for kind, alike in _KINDS.items():
            for one, other in combinations(ours[kind], 2):
                if alike(one.mention, other.mention) or _joined(statement, one, other):
                    continue
                if _everywhere_crossed(one, other, [row[kind] for row in told], alike):
                    yield f"{one.text} and {other.text} exchanged"


Alike = Callable[[object, object], bool]
_Row = dict[str, list[_Thing]]


def _same_number(one: object, other: object) -> bool:
    return isinstance(one, Number) and isinstance(other, Number) and same(one, other)


def _same_date(one: object, other: object) -> bool:
    return (
        isinstance(one, DateMention)
        and isinstance(other, DateMention)
        and (one.text.casefold() == other.text.casefold() or agrees(one, other))
    )


def _same_name(one: object, other: object) -> bool:
    return isinstance(one, Name) and isinstance(other, Name) and same_name(one.text, other.text)


_KINDS: dict[str, Alike] = {"number": _same_number, "date": _same_date, "name": _same_name}


def _rows(text: str) -> list[_Row]:
    """For each sentence that holds two of a kind, what it holds, by kind."""
    every: dict[str, Sequence[Number | DateMention | Name]] = {
        "number": numbers(text),
        "date": dates(text),
        "name": names(text),
    }
    rows: list[_Row] = []
    for start, end in sentences(text):
        inside = {
            kind: [mention for mention in mentions if start <= mention.start < end]
            for kind, mentions in every.items()
        }
        if any(len(mentions) > 1 for mentions in inside.values()):
            rows.append({kind: _things(text[:end], start, inside[kind]) for kind in inside})
    return rows


def _things(text: str, floor: int, mentions: Sequence[Number | DateMention | Name]) -> list[_Thing]:
    found = []
    for mention in mentions:
        left = max([floor, *(m.end for m in mentions if m.end <= mention.start)])
        right = min([len(text), *(m.start for m in mentions if m.start >= mention.end)])
        around = {
            *_nearest(text[mention.end : right], ">"),
            *_nearest(text[left : mention.start], "<"),
        }
        found.append(_Thing(mention.start, mention.end, mention.text, mention, frozenset(around)))
    return found


def _nearest(text: str, side: str) -> Iterator[str]:
    """The nearest content words of a stretch beside a thing, and the small word next to it."""
    row = [text[start:end] for start, end in words(text)]
    if side == "<":
        row.reverse()
    if row and not terms(row[0]):
        yield f"{side} {row[0].lower()}"
    said = [term for word in row for term in terms(word)]
    yield from (f"{side} {term}" for term in said[:_REACH])


def _joined(text: str, one: _Thing, other: _Thing) -> bool:
    first, second = sorted((one, other), key=lambda thing: thing.start)
    if first.end > second.start:
        return True
    between = text[first.end : second.start]
    if _JOINED.fullmatch(between):
        return True
    if not isinstance(one.mention, Name):
        return False
    row = [stem(between[start:end]) for start, end in words(between)]
    return len(row) <= _NEAR and not _MUTUAL.isdisjoint(row)


def _everywhere_crossed(
    one: _Thing, other: _Thing, rows: Sequence[Sequence[_Thing]], alike: Alike
) -> bool:
    crossed = False
    for row in rows:
        ones = [thing for thing in row if alike(one.mention, thing.mention)]
        others = [thing for thing in row if alike(other.mention, thing.mention)]
        if len(ones) != 1 or len(others) != 1 or ones[0] is others[0]:
            continue
        if not _crossed(one, other, ones[0], others[0]):
            return False
        crossed = True
    return crossed


def _crossed(one: _Thing, other: _Thing, ones: _Thing, others: _Thing) -> bool:
    """Whether each stands among the other's words more than among its own."""
    if isinstance(one.mention, Name) and _has_by(one, other) != _has_by(ones, others):
        return False  # a passive may stand against an active
    kept = len(one.around & ones.around), len(other.around & others.around)
    crossed = len(one.around & others.around), len(other.around & ones.around)
    return crossed[0] > kept[0] and crossed[1] > kept[1]


def _has_by(*things: _Thing) -> bool:
    return any("< by" in thing.around for thing in things)
