"""Times that a question tells by an event: "after the siege", "before the vote"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vectorstore.text import Span, dates


class Anchor(NamedTuple):
    """A time told by an event: its relation ("after", "before", "since"…) and its words."""

    relation: str
    event: str


_REPORTED = 7
"""Days in which an event is still reported."""

_RELATIONS = {"following": "after", "prior to": "before", "in the wake of": "after",
              "till": "until", "ahead of": "before"}  # fmt: skip
_EVENT = re.compile(
    r"\b(?P<relation>(?i:after|before|since|until|till|during|following|prior\s+to|ahead\s+of"
    r"|in\s+the\s+wake\s+of))\s+"
    r"(?P<event>(?:(?:the|a|an|his|her|its|their|this|that)\s+|(?=[A-Z]))"
    r"(?:(?!(?:did|do|does|is|are|has|have|will|would|who|what|when|where|why|how|which|and"
    r"|but|or|according|while|after|before|since|until)\b)[\w’'.-]*[\w’']\s*){1,9})",
)
_NO_TIME_BEFORE = re.compile(
    r"\b(?:named?|call(?:ed|s)?|look(?:ed|s|ing)?|tak(?:e|es|ing|en)|took|go(?:es|ing)?|went"
    r"|ask(?:ed|s)?|model(?:l?ed)?|seek(?:s|ing)?|sought|run(?:s|ning)?|ran)\s+$",
    re.IGNORECASE,
)
_FORUM = re.compile(
    r"(?:the|a|an|his|her)\s+(?:\w+\s+)?(?:courts?|judges?|magistrates?|committee|cameras?"
    r"|parliament|council|tribunal|panel|public|congress|senate|commission|board|jury)\b\s*$",
    re.IGNORECASE,
)


def shifted(day: date, days: int) -> date:
    """A day some days later, or earlier; the calendar's end where it ends."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def anchored(relation: str, day: date) -> tuple[date | None, date | None]:
    """The days of publication, (since, until), that stand in a relation to an event's day.

    "before": up to the day before it; "until": with it; "during": it and the week after, in
    which it is reported; "after", "since" and all others: from it on.
    """
    match relation:
        case "before":
            return None, shifted(day, -1)
        case "until":
            return None, day
        case "during":
            return day, shifted(day, _REPORTED)
        case _:
            return day, None


def told_by_events(question: str, today: date) -> Iterable[tuple[Span, Anchor]]:
    """The times told by an event that a noun names ("after the siege"), with their place."""
    for match in _EVENT.finditer(question):
        relation = " ".join(match["relation"].lower().split())
        event = match["event"].strip()
        if _NO_TIME_BEFORE.search(question[: match.start()]):
            continue
        if relation == "before" and _FORUM.fullmatch(event):
            continue
        told = dates(f"{match['relation']} {event}", today)
        if told and told[0].start <= len(relation) + 1:
            continue
        if event[:1].isupper() and not re.search(r"\s[a-z]|[’']s\s", event):
            continue
        if re.match(r"the\s+(?:past|last)\s+(?:few|several|couple|\d+)\b", event):
            continue
        span = Span(match.start(), match.start("event") + len(event))
        yield span, Anchor(_RELATIONS.get(relation, relation), event)
