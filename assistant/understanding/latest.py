"""Whether a question asks how things stand now, and not how they stood."""

from __future__ import annotations

import re

_ADVERB = (
    r"(?:right\s+now|by\s+now|until\s+now|up\s+to\s+now|as\s+of\s+now|nowadays|now(?!\s+that\b)"
    r"|currently|presently|at\s+present|at\s+the\s+moment|at\s+this\s+moment|these\s+days|so\s+far"
    r"|thus\s+far|to\s+date|as\s+of\s+today)"
)
_WORDS = re.compile(
    rf"\b(?:{_ADVERB}|latest|newest|(?:most\s+)?recent|recently|current|(?-i:today|(?<=^)Today)|tonight|still"
    r"|up[\s-]to[\s-]date|any\s?more|any\s+longer|yet)\b(?![’']s)",
    re.IGNORECASE,
)
_ADVERBS = re.compile(rf",?\s*\b{_ADVERB}\b", re.IGNORECASE)
_OPENING = r"^\W*(?:(?:and|but|so)\s+)?(?:(?:in|at|on|of|by|to|for)\s+)?"
_NOUNS = r"(?:\s+(?!who|that)[\w’'-]+){0,4}?"
# The verbs of states that news changes.
_STATE = (
    r"holds?|controls?|leads?|runs?|heads?|owns?|rules?|governs?|commands?|chairs?|manages?"
    r"|supports?|backs?|occup(?:y|ies)|belongs?|stands?|serves?|lives?|works?|costs?|remains?"
    r"|has|have|plays?|coach(?:es)?|represents?|opposes?|wants?|faces?|needs?|operates?"
)
_PRESENT = re.compile(
    rf"{_OPENING}(?:(?:who|which|what|whose){_NOUNS}\s+(?:{_STATE})\b"
    rf"|(?:how\s+(?:many|much|high|big|old|long)|which|what|whose){_NOUNS}\s+(?:is|are)\s+"
    r"(?!called|named|said|known)"
    r"|(?:who|what|where)(?:[’']s|\s+(?:is|are))\s+(?:the|in|its|their|his|her|your|being|left)\b"
    r"|(?:how\s+(?:many|much)|who|what)(?:\s+[\w’'-]+){0,4}?\s+(?:has|have)\s+(?:been|\w+ed)\b"
    r"|(?:is|are)\s+(?!there\s+any\s+(?:truth|difference)|it\s+true)\w"
    r"|(?:where|how\s+\w+|what|whom?)(?:\s+\w+)?\s+do(?:es)?\b)",
    re.IGNORECASE,
)
# What papers say and what things mean does not change from day to day.
_TIMELESS = re.compile(
    r"\b(?:do|does)\b.*\b(?:says?|reports?|writes?|agree|differ|mean|claim|stand\s+for|tell|give"
    r"|describe|explain)\b|\bdifference|\b(?:meaning|definition|name)\s+of\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:in|on|since|before|after|until|during)\s+(?:\w+\s+)?(?:1\d|20)\d\d\b|\bwas\b|\bwere\b"
    r"|\bdid\b|\bhad\b|\b(?:yesterday|ago|last)\b|\bwho\s+(?:\w+ed)\b",
    re.IGNORECASE,
)


def asks_for_latest(question: str) -> bool:
    """Whether a question asks for the newest state: by a word ("now", "so far", "latest"), or
    by a present tense that later articles may have made untrue ("Who holds the bridge?")."""
    if _WORDS.search(question):
        return True
    if _PAST.search(question) or _TIMELESS.search(question):
        return False
    return _PRESENT.search(question) is not None


def without_adverbs(question: str) -> str:
    """A question without the adverbs that only say "now"; itself when there are none."""
    rest = _ADVERBS.sub("", question).lstrip(" ,")
    return rest[:1].upper() + rest[1:] if rest.strip(" ?!.") else question
