"""Who says what a run of two sentences tells: not who says only the other one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.text import terms
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.speech import SAYING

_FRAME = re.compile(rf"([^,;:“”\"]{{2,60}}?)\s(?:(?:also|then|later)\s)?(?:{any_of(SAYING)})\b(.+)")


def said_by_another(sentence: str, run: Sequence[str]) -> bool:
    """Whether somebody says something in a sentence that, of a run, another says: "The board said
    it was cooperating" of "Stay at home, the board said. Halden said it was cooperating"."""
    framed = _FRAME.match(sentence)
    if not framed:
        return False
    who, what = set(terms(framed[1])), set(terms(framed[2]))
    telling = max(run, key=lambda one: len(what & set(terms(one))))
    other = _FRAME.match(telling)
    named = set(terms(other[1])) if other else set()
    return bool(who and named) and who.isdisjoint(named)
