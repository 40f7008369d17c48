"""Words of one meaning become one word, so that a statement may tell in others what is quoted.

Only words that news uses for each other whatever the context; what tells more or less than another
("suspect" and "culprit"), or turns around who does what ("killed" and "died"), is none of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vectorstore.text.lexicon import any_of

_BE = r"(?:was|were|been|being|be|is|are)(?: (?:also|all|both|later|reportedly))?"
# The word that stands for the others, and these.
_GROUPS = {
    "died": rf"{_BE} killed|lost (?:his|her|their) (?:life|lives)|perished|passed away",
    "die": "perish|lose their lives",
    "dead": "fatalities|killed people",
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
    "fell": "decreased|dropped|declined|went down",
    "fall": "decrease|drop|decline|go down",
    "bought": "purchased|acquired",
    "buy": "purchase|acquire",
    "tried": "attempted|sought",
    "try": "attempt|seek",
    "helped": "assisted|aided",
    "help": "assist|aid",
    "dismissed": "fired|sacked",
    "resigned": "stepped down|quit",
    "resign": "step down|quit",
    "postponed": "put off|delayed|pushed back",
    "postpone": "put off|delay|push back",
    "cancelled": "canceled|called off|scrapped|axed",
    "cancel": "call off|scrap",
    "arrested": "detained|taken into custody",
    "reopened": "opened again|opened anew",
    "reopen": "open again|open anew",
    "married": "wed|wedded",
    "revealed": "disclosed|made public",
    "happened": "occurred|took place",
    "happen": "occur|take place",
    "chosen": "picked|selected",
    "approved": "gave the green light to|green-lit|greenlit|signed off on",
    "needed": "required",
    "let": "allowed|permitted",
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
    "doctors": "physicians|medics",
    "agreement": "deal|accord|pact",
    "agreements": "deals|accords|pacts",
    "plane": "aircraft|airplane|aeroplane",
    "planes": "airplanes|aeroplanes",
    "car": "automobile",
    "cars": "automobiles",
    "fire": "blaze",
    "fires": "blazes",
    "earthquake": "quake|tremor",
    "investigation": "probe|inquiry|enquiry",
    "investigating": "probing|looking into",
    "residents": "inhabitants|locals",
    "police": "police officers|cops",
    "big": "large|huge",
    "whole": "entire",
    "children": "kids",
    "money": "funds|cash",
    "buyers": "purchasers",
    "workers": "employees|staff",
    "worker": "employee",
    "journalist": "reporter",
    "journalists": "reporters",
    "talks": "negotiations",
    "vote": "ballot",
    "pay": "wages|salary|salaries",
    "fast": "quick|rapid",
    "for the first time": "for the first time ever",
    "because of": "due to|owing to|as a result of",
    "to": "in order to",
    "after": "following",
}
_WORDS = {re.compile(rf"\b(?:{others})\b", re.IGNORECASE): word for word, others in _GROUPS.items()}
_HINTS = re.compile(
    any_of(
        sorted({found for others in _GROUPS.values() for found in re.findall(r"[a-z]{4,}", others)})
    ),
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def in_plain_words(text: str) -> str:
    """The text with one word for each of those that mean the same."""
    if not _HINTS.search(text):
        return text
    for pattern, word in _WORDS.items():
        text = pattern.sub(lambda found, word=word: _cased(word, found[0]), text)  # type: ignore[misc]
    return text


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
