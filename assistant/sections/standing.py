"""How a day stands in its sentence: as the day of its event, or as something beside it."""

from __future__ import annotations

import re
from typing import Literal

from vectorstore.text.tenses import tenses

Standing = Literal["event", "said", "hanging", "bound", "name"]
"""What a day is in its sentence.

"event": the day of what the sentence tells; "said": that on which somebody tells it; "hanging":
that of a clause that hangs on another ("which opened on Friday"); "bound": an end of a stretch
or what another thing is placed by ("since May", "ahead of the vote on Friday"); "name": a part
of a name ("the Jan. 6 committee").
"""

_TIME = r"(?:(?:noon|midnight|dawn|dusk|midday|nightfall|sunrise|sunset)\s+(?:on\s+)?)?"
_BOUND = re.compile(
    r"\b(?:since|until|till|between|as\s+of|by|before|after|than|through|following|ahead\s+of"
    r"|at\s+least|despite)\s+(?:on\s+)?"
    rf"(?:(?:the|early|late|mid|at\s+least)\s+)?(?:(?:end|start|morning|evening)\s+of\s+)?{_TIME}$"
    r"|\b(?:from|between)\s[^,;:—–]{1,30}\s(?:to|and|through)\s+$",
    re.IGNORECASE,
)
# "Since her speech of 20 July, when she warned": what happened then is told.
_TOLD_OF = re.compile(r"[^,;:.]{0,12},\s(?:when|as)\s", re.IGNORECASE)
_PLACED_BY = re.compile(
    r"\b(?:since|until|till|ahead\s+of|following|in\s+the\s+wake\s+of|because\s+of|despite|if"
    r"|unless|whether)\s[^,;:—–]*$",
    re.IGNORECASE,
)
_AROUND = re.compile(r"\b(?:before|after)\s(?P<clause>[^,;:—–]*)$", re.IGNORECASE)
# "Before the court yesterday" is a place.
_IN_FRONT = re.compile(
    r"\bbefore\s(?:[\w’'-]+\s){0,4}(?:courts?|judges?|panel|committee|parliament|tribunal|council"
    r"|congress|crowds?|cameras|board|jury|lawmakers|reporters)\s(?:(?:on|late|early)\s)*$",
    re.IGNORECASE,
)
# "After the previously unreported June 3 meeting".
_ADJECTIVE = re.compile(r"(?:\b\w+ly\s+)?\b\w+ed\s+$")
_HANGING = re.compile(
    r"\b(?:which|who|whose|whom|where|when|while|because|although|though)\s[^,;:—–]*$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r",?\s+(?:[\w-]+\s+)?(?:committee|investigators?|commission|panel|investigation|probe|inquiry|hearings|movement"
    r"|foundation|anniversary|memorial|museum|defendants?|rioters?|brigade|agreement)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r",?\s+(?:[\w-]+\s+)?(?:attacks?|insurrection|riots?|shootings?|massacre|killings?|raid|crash"
    r"|bombings?|blast|explosion|earthquake|quake|uprising|coup|assassination|murders?|letter"
    r"|deadline)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:said|says|told|announced|reported|added|wrote|briefing|statement|conference|reporters"
    r"|confirmed|showed|interview|published|updated|recaps|reflects|news)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_NEAR = re.compile(r"yesterday|last\s+night|tonight|tomorrow", re.IGNORECASE)
_UNCHANGED = re.compile(r"\b(?:cut|put|burst|shut|spread|hurt|quit|split|shed)\b")


def said_then(before: str) -> bool:
    """Whether a day that these words stand before is one on which something was said."""
    return bool(_SAYING.search(before[-60:]))


def standing(text: str, start: int, end: int) -> Standing:
    """How the day that `text[start:end]` names stands in a sentence."""
    before, after = text[:start], text[end:]
    # A weekday is no name: "Friday's inquiry" is what happened on Friday.
    if any(char.isdigit() for char in text[start:end]):
        if _BODY.match(after):
            return "name"
        if _DEED.match(after):
            return "bound"
    if _NEAR.fullmatch(text[start:end]) and _quoted(before):
        # Said when? A letter that is quoted today tells of its own yesterday.
        return "bound"
    if _TOLD_OF.match(after):
        return "event"
    if _BOUND.search(before) or _PLACED_BY.search(before):
        return "bound"
    around = _AROUND.search(before)
    if around and not _IN_FRONT.search(before):
        # "After divers found four bodies on Sunday" tells an event, "after the vote of" none.
        clause = _ADJECTIVE.sub("", around["clause"])
        return "hanging" if tenses(clause).gone else "bound"
    if _HANGING.search(before):
        return "hanging"
    return "said" if said_then(before) else "event"


def _quoted(before: str) -> bool:
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def own_verb(between: str) -> bool:
    """Whether a day has a verb of its own, by the words between the day before it and itself."""
    told = tenses(between)
    return bool(told.gone or told.to_come or _UNCHANGED.search(between))
