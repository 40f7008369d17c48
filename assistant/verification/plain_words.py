"""Words of one meaning become one word, so that a statement may tell in others what is quoted.

Only words that news uses for each other whatever the context; what tells more or less than another
("suspect" and "culprit"), or turns around who does what ("killed" and "died"), is none of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The word that stands for the others, and these.
_GROUPS = {
    "died": "lost (?:his|her|their) (?:life|lives)|perished|passed away",
    "die": "perish|lose their lives",
    "death toll": "number of dead|number of deaths|number of fatalities|toll of dead|deaths toll",
    "injured": "wounded|hurt",
    "about": "approximately|around(?= \\d)|roughly|some(?= \\d)",
    "almost": "nearly|close to(?= \\d)",
    "started": "began|commenced|kicked off|got under way|got underway",
    "start": "begin|commence|kick off|get under way|get underway",
    "ended": "concluded|came to an end|finished",
    "end": "conclude|come to an end",
    "stopped": "halted|ceased",
    "stop": "halt|cease",
    "rose": "increased|climbed|went up|grew",
    "rise": "increase|climb|go up|grow",
    "risen": "gone up|grown|climbed|increased",
    "fell": "decreased|went down",
    "fall": "decrease|go down",
    "bought": "purchased",
    "buy": "purchase",
    "helped": "assisted|aided",
    "help": "assist|aid",
    "resigned": "stepped down",
    "resign": "step down",
    "cancelled": "canceled|called off",
    "cancel": "call off",
    "reopened": "opened again|opened anew",
    "reopen": "open again|open anew",
    "revealed": "disclosed|made public",
    "happened": "occurred|took place",
    "happen": "occur|take place",
    "approved": "gave the green light to|green-lit|greenlit|signed off on",
    "built": "constructed|erected",
    "build": "construct|erect",
    "film": "movie",
    "films": "movies",
    "company": "firm|corporation",
    "companies": "firms|corporations",
    "prison": "jail",
    "lawyer": "attorney",
    "lawyers": "attorneys",
    "doctor": "physician",
    "doctors": "physicians",
    "car": "automobile",
    "cars": "automobiles",
    "fire": "blaze",
    "fires": "blazes",
    "earthquake": "quake|tremor",
    "investigating": "probing|looking into",
    "police": "police officers",
    "big": "large|huge",
    "whole": "entire",
    "children": "kids",
    "buyers": "purchasers",
    "worker": "employee",
    "workers": "employees",
    "journalist": "reporter",
    "journalists": "reporters",
    "plane": "airplane|aeroplane",
    "planes": "airplanes|aeroplanes",
    "agreement": "accord|pact",
    "agreements": "accords|pacts",
    "tried to": "attempted to|sought to",
    "for the first time": "for the first time ever",
    "to": "in order to",
}
_WORDS = {re.compile(rf"\b(?:{others})\b", re.IGNORECASE): word for word, others in _GROUPS.items()}


@lru_cache(maxsize=4096)
def in_plain_words(text: str) -> str:
    """The text with one word for each of those that mean the same."""
    for pattern, word in _WORDS.items():
        text = pattern.sub(lambda found, word=word: _cased(word, found[0]), text)  # type: ignore[misc]
    return text


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
