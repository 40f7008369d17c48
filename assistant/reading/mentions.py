"""When an article was published, by the dates that its text mentions: rather none than wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from assistant.reading import dates

# News on the web begins about here; an older date in a text is history.
_FIRST_YEAR = 1995
_NEAR_DAYS = 7
_AGREES = (0, 1, 2)
_OPENING_LINES = 6
_UPPER_LINES = 12
_LONGEST_CAPTION = 400
_LONGEST_NOTE = 200
_REACH = 160
_FEWEST_LETTERS = 60

_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEAR = re.compile(r"(?<![\d.,$£€#/-])(?:19|20)\d{2}\b(?!%|[,.]\d|-\d|/)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_WEEKDAY_BEFORE = re.compile(rf"\b({_WEEKDAY})\.?,?\s+(?:the\s+)?$", re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(rf"^\s*\(?,?\s*({_WEEKDAY})\b(?!\s+\d)", re.IGNORECASE)
_BARE_WEEKDAY = re.compile(
    rf"(?<!next )(?<!last )(?<!since )(?<!until )\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    rf"(?!,?\s+(?:{dates.MONTH}|the\s+\d|\d))"
)
_SENTENCE = re.compile(r"(?<=[a-z\d)”\"’'][.!?])[\"”’)]?\s+(?=[\"“‘(A-Z])")

# "In this Sunday, March 27, 2016 photo": the way picture agencies date what they show.
_SHOWN_BEFORE = re.compile(rf"\b[Ii]n (?:this|an?)\s+(?:{_WEEKDAY}\.?,?\s+)?(?:the\s+)?$")
_SHOWN_AFTER = re.compile(
    r"^,?\s+(?:\w+ ){0,2}(?:photo|photograph|image|picture|frame|still|video|screen)"
)
_CREDIT_BEFORE = re.compile(
    r"[(\[][^()\[\]]{0,100}\b(?:Photo|PHOTO|AP|AFP|EPA|Reuters|REUTERS|Getty|Image)\b"
    r"[^()\[\]]{0,100}$"
)
_FILED = re.compile(r"\bFILE\b|\b[Ff]ile (?:photo|image|picture|video)|\barchive (?:photo|image)")
# "— Port Herald (@portherald) March 27, 2016": a message quoted with its day.
_POSTED_BEFORE = re.compile(r"\(@\w{1,30}\)\s+$")
_CHANGED_BEFORE = re.compile(
    r"(?:^|[.|•] )\W*(?:this (?:story|article|report|page|post|file|live blog)\b.{0,60}\b|last "
    r"|first )?(?:updated?|published|posted|filed|issued)\b(?: on| at|:)?.{0,40}$",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|won[’']t|due|set (?:for|to)|scheduled|planned|plans?|expected|upcoming"
    r"|deadlines?|expires?|takes? place|no later than|next (?:\w+day|week|month|year))\b|[’']ll\b",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    rf"\b(?:by|until|till|through|before|from|since|after|starting|beginning|effective|dated|as of"
    rf"|between|on or before)\s+(?:on\s+)?(?:{_WEEKDAY}\.?,?\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\b(?:anniversary|(?:years?|months?|decades?) (?:ago|later|earlier|before|since)|born|since"
    r"|back (?:in|on)|historic(?:al)?)\b",
    re.IGNORECASE,
)
# A caption says what its picture shows; it reports nothing.
_TOLD = re.compile(r"\b(?:said|says|told|was|were|had|has|have|according)\b", re.IGNORECASE)
# A year that is still to come when the text names it: "by 2030", "the 2024 election".
_AHEAD_BEFORE = re.compile(
    r"\b(?:by|until|through|before|for|next|fiscal|ahead of)\s+(?:the\s+|early\s+|late\s+|mid-?"
    r"|end of\s+|\w+\s+)?$",
    re.IGNORECASE,
)
_AHEAD_AFTER = re.compile(
    r"^(?:\s+\w+)?\s+(?:elections?|presidential|campaign|season|budget|games|olympics|world cup"
    r"|census|race|midterms?|run|bid|deadline|target)",
    re.IGNORECASE,
)


class _Kind(Enum):
    """How a date stands in a text, the surest last."""

    CAPTION = 0
    POSTED = 1
    NAMED = 2
    SHOWN = 3
    CHANGED = 4


_SURENESS = {_Kind.CAPTION: 0.4, _Kind.POSTED: 0.5, _Kind.NAMED: 0.55}
_ALONE = (_Kind.SHOWN, _Kind.CHANGED)
_BACKED = 0.6


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day that a text may have been published about, how it stands there, and in which line."""

    day: date
    kind: _Kind
    line: int


def mentioned(text: str, today: date) -> tuple[date, float] | None:
    """The day about which `text` was published, by what it mentions, and how sure that is.

    Of all full dates count those told of the present: a note that the page was published
    or changed, the day of a picture or of a quoted message, a day with its weekday that
    something happened on, the end of a caption; never one that a weekday beside it
    contradicts, that is to come, or that is told as history. The latest of them is taken,
    unless the text names a later year as past. It has to be backed: by another such date
    within a week, by the weekday that the text opens with ("on Sunday" in a text whose
    date is a Sunday), or by standing at the very top. None when nothing is sure enough.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    found = [one for one in _mentions(lines) if one.day.year >= _FIRST_YEAR and one.day <= today]
    if not found:
        return None
    latest = max(found, key=lambda one: (one.day, one.kind.value))
    if _names_later_year(lines, latest.day.year, today.year):
        return None
    sure = _sureness(latest, found, lines)
    return (latest.day, sure) if sure else None


def _sureness(latest: _Mention, found: Sequence[_Mention], lines: Sequence[str]) -> float:
    """How sure the latest mention is, by its kind and what backs it; 0 when nothing does."""
    if latest.kind in _ALONE or any(_backs(one, latest) for one in found):
        return _BACKED
    weekdays = _opening_weekdays(lines)
    steps = {(day - latest.day.weekday()) % len(_DAYS) for day in weekdays}
    if latest.kind is _Kind.CAPTION:
        backed = latest.line < _UPPER_LINES and weekdays[:1] == [latest.day.weekday()]
    elif weekdays:
        backed = bool(steps & set(_AGREES))
    else:
        backed = latest.line < _OPENING_LINES and latest.kind is _Kind.NAMED
    return _SURENESS[latest.kind] if backed else 0.0


def _backs(one: _Mention, latest: _Mention) -> bool:
    """Whether another mention speaks for the latest: not a second caption of one famous day."""
    if one.line == latest.line or (latest.day - one.day).days > _NEAR_DAYS:
        return False
    captions = one.kind is latest.kind is _Kind.CAPTION
    return not captions or one.day != latest.day


def _mentions(lines: Sequence[str]) -> Iterator[_Mention]:
    for at, line in enumerate(lines):
        if not _HAS_YEAR.search(line) or _FILED.search(line):
            continue
        for found in dates.find(line):
            kind = _kind(line, found) if found.day else None
            if found.day and kind:
                yield _Mention(found.day, kind, at)


def _kind(line: str, found: dates.Found) -> _Kind | None:
    """How a date stands in its line; None where it tells nothing of the publication."""
    before, after = _around(line, found.start, found.end)
    weekday = _WEEKDAY_BEFORE.search(before) or _WEEKDAY_AFTER.search(after)
    if weekday and found.day and weekday[1][:3].lower() != _DAYS[found.day.weekday()]:
        return None
    if _POSTED_BEFORE.search(before):
        return _Kind.POSTED
    if _SHOWN_BEFORE.search(before) and _SHOWN_AFTER.match(after):
        return _Kind.SHOWN
    if _CREDIT_BEFORE.search(before):
        return _Kind.SHOWN
    if len(line) <= _LONGEST_NOTE and _CHANGED_BEFORE.search(before):
        return _Kind.CHANGED
    sentence = " ".join(_sentence(line, found.start, found.end))
    if _BOUND_BEFORE.search(before) or _TO_COME.search(sentence) or _LONG_AGO.search(sentence):
        return None
    if weekday:
        return _Kind.NAMED
    ends = len(line) <= _LONGEST_CAPTION and not re.search(r"\w", line[found.end :])
    return _Kind.CAPTION if ends and not _TOLD.search(line) else None


def _around(line: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a place in a line, as far as is looked."""
    return line[max(0, start - _REACH) : start], line[end : end + _REACH]


def _sentence(line: str, start: int, end: int) -> tuple[str, str]:
    """What its sentence says before and after a place in a line."""
    before, _ = _around(line, start, end)
    # With the sign before it, a full stop right after the place is seen to end a sentence.
    _, after = _around(line, start, end - 1)
    return _SENTENCE.split(before)[-1], _SENTENCE.split(after)[0][1:]


def _opening_weekdays(lines: Sequence[str]) -> list[int]:
    """The weekdays without a date in the first paragraphs, in their order, Monday as 0."""
    opening = [line for line in lines if len(line) > _FEWEST_LETTERS][:_OPENING_LINES]
    named = (match[1] for line in opening for match in _BARE_WEEKDAY.finditer(line))
    return [_DAYS.index(name[:3].lower()) for name in named]


def _names_later_year(lines: Sequence[str], year: int, last: int) -> bool:
    """Whether the text tells of something past in a year after `year`, up to `last`."""
    for line in lines:
        for match in _YEAR.finditer(line):
            if not year < int(match[0]) <= last:
                continue
            before, after = _sentence(line, match.start(), match.end())
            ahead = _AHEAD_BEFORE.search(before) or _AHEAD_AFTER.match(after)
            if not ahead and not _TO_COME.search(f"{before} {after}"):
                return True
    return False
