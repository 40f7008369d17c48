"""How well a sentence stands alone in a timeline, and how plainly it tells an event."""

from __future__ import annotations

import re

from vectorstore.text import words
from vectorstore.text.tenses import tenses

_SHORTEST, _LONGEST = 6, 60
_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_LEANS = frozenset(
    "he she it they this that these those his her their its such both but and or so also "
    "however meanwhile instead therefore earlier later another others then there with "
    "afterwards afterward".split()
)
_SHOWN, _BACKGROUND, _NOBODY = 0.35, 0.6, 0.6
"""What a sentence counts that shows a picture, tells the state of things, or names nobody."""
_CREDIT = re.compile(
    r"\w/(?:getty(?:\s+images)?|ap|afp|epa|reuters|shutterstock|bloomberg|nurphoto|zuma)\b"
    r"|\b(?:getty\s+images|file\s+photo|hide\s+caption)\b",
    re.IGNORECASE,
)
# "Ann Orvik/AP Protesters wave".
_CREDITED = re.compile(
    r"(?:[A-Z][\w.’'-]+\s){0,4}[A-Z][\w.’'-]+/(?:Getty|AP|AFP|EPA|Reuters|Shutterstock|Bloomberg)\b"
)
# "The mayor waves to the crowd, May 3, 2024."
_PICTURED = re.compile(
    r",\s(?:on\s)?(?:[A-Z]\w+day,?\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?\.?$"
)
_UNCHANGED = re.compile(r"\b(?:cut|put|burst|shut|spread|hurt|quit|split|hit|shed)\b")
_HAD = re.compile(r"\bhad(?:\s+(?:\w+ly|not|already|just|never))?\s+\w+", re.IGNORECASE)
# "July 24: The council meets", a line of a list of days.
_LISTED = re.compile(r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8})(?:,?\s\d{4})?:\s")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OURS = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_OTHERS = re.compile(r"(?:\S+\s+){0,3}others?\b", re.IGNORECASE)
_ACTOR = re.compile(
    r"(?<!^)(?<![.!?“\"]\s)\b[A-Z][\w’'-]+|\d"
    r"|\b(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif"
    r"|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?)\b"
)
_CALENDAR = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"\.)(?:\s\d{1,2}\b)?(?:,?\s\d{4}\b)?|\b\d{1,2}\s(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
    r"|Nov|Dec))"
)


def stands(text: str) -> bool:
    """Whether a sentence is whole and is understood without the one before it."""
    if not _SHORTEST <= len(text.split()) <= _LONGEST:
        return False
    if not _END.search(text) and not _LISTED.match(text):
        return False
    first = next((text[span.start : span.end].casefold() for span in words(text)), "")
    if first in _LEANS or not (text[0].isupper() or text[0].isdigit()) or text.endswith("?"):
        return False
    if _OTHERS.match(text) or _OURS.search(_QUOTED.sub(" ", text)):
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def is_caption(text: str) -> bool:
    """Whether a sentence says what a picture shows: in the present, with its day or its owner."""
    if _CREDITED.match(text):
        return True
    return bool(_CREDIT.search(text) or _PICTURED.search(text)) and not tenses(text).gone


def eventful(text: str) -> float:
    """How plainly a sentence tells an event, 0..1: a deed, by or to somebody named or counted.

    What has no finite verb of the past or of what is to come is a caption or a heading; what has
    only "had become" is background.
    """
    told = tenses(text)
    value = 1.0
    if not _LISTED.match(text) and not told.to_come and not _UNCHANGED.search(text):
        if not told.gone:
            value = _SHOWN
        elif not tenses(_HAD.sub(" ", text)).gone:
            value = _BACKGROUND
    return value if _ACTOR.search(_CALENDAR.sub(" ", text)) else value * _NOBODY
