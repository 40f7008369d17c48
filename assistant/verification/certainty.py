"""What a statement tells as done that its quotes only expect, plan, ask for or hope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.text import terms
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.speech import SAYING
from vectorstore.text.tenses import tenses

_SAY = re.compile(rf"\b(?:{any_of(SAYING)}|called|calls|described|describes)\b")
_OPEN = re.compile(
    r"\b(?:if|whether|(?-i:may)|might|could|should|in\s+(?:the\s+)?hopes?\s+of|on\s+track\s+to"
    r"|ideas?\s+of|considering|calls?\s+for|called\s+for"
    r"|(?:want|hope|plan|aim|seek|propose|intend)s?\s+to|(?:want|hop|aim|propos|intend)ed\s+to"
    r"|planned\s+to|sought\s+to|vowed\s+to|pledged\s+to|promised\s+to|threatened\s+to)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:will|would|shall|should|(?-i:may)|might|could|can|if|whether|expect\w*|plan\w*|hop(?:e|ed"
    r"|es|ing)|propos\w+|intend\w*|likely|want\w*|seeks?|seeking|sought|ask\w*|call\w*\s+for|due"
    r"|set\s+to|vow\w*|pledg\w*|promis\w*|threat\w*|wait\w*|eligible|to\s+be)\b",
    re.IGNORECASE,
)
_ALIKE = 0.5
"""The share of a sentence's content words in a quoted one that tells of the same."""


def raised(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """That a sentence tells as done what the quoted ones that are like it only tell as to come,
    told as "certainty: ‘will’ is quoted".

    Verbs of saying aside: "said it would close" has done nothing but say so.
    """
    if not _done(sentence) or tenses(sentence).to_come or _HEDGED.search(sentence):
        return
    wanted = frozenset(terms(sentence))
    like = [quote for quote in quotes if len(wanted & set(terms(quote))) >= _ALIKE * len(wanted)]
    found = [_open(quote) for quote in like]
    if found and all(found) and not any(map(_done, like)):
        yield f"certainty: ‘{found[0]}’ is quoted"


def _done(text: str) -> bool:
    """Whether a text tells of something that has happened, but for what was said."""
    said = {match.start() for match in _SAY.finditer(text)}
    return any(place not in said for place in tenses(text).gone)


def _open(text: str) -> str:
    """The words that tell that something is to come or not certain; "" for none."""
    if match := _OPEN.search(text):
        return match[0]
    to_come = tenses(text).to_come
    return text[to_come[0] :].split()[0] if to_come else ""
