"""What a sentence can lose without telling something else: asides between marks."""

from __future__ import annotations

import re

from assistant.verification.verify import verify

CUT = "…"
_SHORTEST = 8
"""A sentence keeps at least this many words."""
_LEAST = 4
"""An aside of fewer words saves too little to be cut."""
_ASIDE = re.compile(
    r"(?<!\s)\s*+\((?P<round>[^()]{4,160})\)"
    r"|(?<!\s)\s*+[—–]\s(?P<dash>[^—–.!?;:\"“”]{8,140})\s[—–](?=\s)"
    r"|,\s(?P<clause>(?:which|who|whose|where)\s[^,.!?;:\"“”()]{8,120}),(?=\s)",
)
# What such a clause tells is not always an aside: a condition, a contrast, a limit.
_KEEPS = re.compile(r"\b(?:not|no|never|only|if|unless|but|except|denie[sd]|alleged\w*)\b", re.I)


def trimmed(sentence: str) -> str:
    """The sentence without its asides, each cut shown as "…"; "" where there is none to cut.

    Asides are what stands in brackets, between dashes, or in a relative clause between commas.
    What denies or limits is kept, and so is a sentence that says less than its quote by the gate
    (`verify`).
    """
    shorter = sentence
    for match in reversed(list(_ASIDE.finditer(sentence))):
        parenthesis = next(filter(None, match.groups()))
        if len(parenthesis.split()) >= _LEAST and not _KEEPS.search(parenthesis):
            shorter = f"{shorter[: match.start()]} {CUT}{shorter[match.end() :]}"
    if shorter == sentence or len(shorter.replace(CUT, " ").split()) < _SHORTEST:
        return ""
    return shorter if verify(shorter, [sentence]).supported else ""
