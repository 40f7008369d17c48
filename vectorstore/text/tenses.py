"""Where a text speaks of what is still to come, and where of what has happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.text.irregular import PAST

_AND = r"(?:\s+(?:\w+ly|also|not|now|still|then|soon|again|next|once|all))*"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# What stands before a day is asked about, too, without the day.
_DAY = rf"(?=\s+(?:(?:on|from|this|next|late|early)\s+)?(?:{_WEEKDAY}|tomorrow|tonight|\Z))"
_UNCHANGED = r"(?:hit|cut|put|burst|shut|spread|hurt|quit|split|shed)"
# What is meant to be: "is due", "are set to", "was expected".
_MEANT = (
    r"(?:due|expected|scheduled|forecast(?:ed)?|predicted|projected|slated|poised|planned|unlikely"
    r"|anticipated|going|about\s+to|set\s+(?:to|for))"
)
_FUTURE = re.compile(
    rf"\b(?:(?:will|would|shall){_AND}\s+(?:be\s+\w+|{_UNCHANGED})|to\s+be\s+\w+"
    rf"|(?:will|shall|won[’']t){_AND}\s+have|would\s+have(?=\s+(?:an?|the|some|more|no|to)\b|\s+[“\"])"
    r"|will|would|shall|won[’']t"
    rf"|(?:(?:(?:has|have|had)\s+)?been|is|are|was|were|be|being){_AND}\s+{_MEANT}|(?:is|are){_AND}\s+(?:likely|set|to)"
    rf"|due(?=\s+(?:on|in|by|back|this|next|before|tomorrow|tonight|{_WEEKDAY}|\Z))"
    r"|(?:is|are)\s+promised\s+for|scheduled\s+(?:to|for)|planned\s+(?:for|on)|plan(?:s|ning)?\s+(?:to|for)|going\s+to"
    r"|expected\s+to|upcoming|ahead\s+of|until|as\s+(?:early|soon|late)\s+as|no\s+later\s+than"
    r"|at\s+least\s+(?:through|into)"
    rf"|(?-i:must|may|might|could(?!\s+be\s+(?:heard|seen|felt))|can|should){_AND}\s+(?!not|have|hear|see|smell|feel|only|barely)"
    r"[a-z]+"
    r"|expects?|anticipates|(?:hope|aim|intend|want|vow|promise)s\s+to|prepar(?:es|ing)\s+(?:to|for)"
    r"|looms|awaits|(?:forecasts?|outlook)\s+(?:for|calls?|to|shows?)"
    r"|begins|starts|opens|reopens|resumes|meets|ends|closes|expires|kicks\s+off|launches|premieres"
    r"|takes\s+(?:place|effect)|go(?:es)?\s+on\s+sale|gets\s+under\s+way|departs"
    rf"|(?<!not\s)(?<!n[’']t\s)(?:begin|start|open|reopen|resume|meet|end|close|return){_DAY}"
    r")\b|\w[’']ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:[Ww]as|[Ww]ere|[Hh]ad|[Dd]id|[Hh]as|[Hh]ave|said|went|hit|{'|'.join(sorted(PAST))}|[a-z]{{3,}}ed)\b"
)
# Words of neither: "held as scheduled", "to hit", "fully-staffed", ", ranked third", "at speed".
_NEITHER = re.compile(
    rf"\bto\s+{_UNCHANGED}\b|\bas\s+(?:scheduled|planned|expected)\b|\w-\w+ed\b"
    r"|(?<=,\s)(?:ranked|seeded|aged|based|titled|dubbed|nicknamed|located|flanked|accompanied"
    r"|followed|compared|joined|backed)\b"
    r"|\b(?:indeed|hundred|speed|exceed|proceed|succeed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tenses:
    """Where the words stand that tell what is to come, and those that tell what has happened."""

    to_come: tuple[int, ...]
    gone: tuple[int, ...]


@lru_cache(maxsize=65536)
def tenses(text: str) -> Tenses:
    """The places of the words of each tense, in order; none in a text without a finite verb.

    Modal verbs, "is due to", "expects" and the timetable's present ("opens on Friday") are of
    what is to come; "would have" and what was done "as scheduled" are not.
    """
    text = _NEITHER.sub(_blank, text)
    to_come = tuple(match.start() for match in _FUTURE.finditer(text))
    # "will be held" holds a word that tells the past where it stands alone.
    gone = tuple(match.start() for match in _PAST.finditer(_FUTURE.sub(_blank, text)))
    return Tenses(to_come, gone)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
