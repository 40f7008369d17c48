"""Where a sentence begins after the dateline or agency mark that opens an article."""

from __future__ import annotations

import re

from vectorstore.text import Span

_AGENCIES = (
    r"(?:AP|AFP|ANSA|BBC|Bloomberg|CNN|DPA|dpa|EFE|PA|PTI|Reuters|TASS|UPI|Xinhua)"
    r"(?:\s(?:Business|News|Sport|Travel))?"
)
_PLACE = r"[A-Z][A-Z.’' -]{2,30}(?:,\s[A-Z][\w.]+){0,2}(?:,\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}))?"
# "LONDON, March 3 (Reuters) -", "(CNN)", "Rome/Paris (CNN)", "PALMYRA, Syria —".
_DATELINE = re.compile(
    rf"(?:[A-Z][\w.’'/-]*,?\s?){{0,6}}\({_AGENCIES}\)\s*(?:[—–-]{{1,2}}\s*)?(?=[\"“‘A-Z])"
    rf"|(?:{_PLACE}\s*)?\([A-Z][\w .&/-]{{1,28}}\)\s*(?:[—–-]{{1,2}}\s*)?(?=[\"“‘A-Z])"
    rf"|{_PLACE}\s[—–-]{{1,2}}\s(?=[\"“‘A-Z])"
)
_BULLET = re.compile(r"[•·▪●◦]\s+(?=\S)")


def after_dateline(text: str, span: Span) -> Span:
    """The span of a sentence without the bullet or dateline that opens it; else the span."""
    bullet = _BULLET.match(text, span.start, span.end)
    if bullet:
        span = Span(bullet.end(), span.end)
    match = _DATELINE.match(text, span.start, span.end)
    return Span(match.end(), span.end) if match and match.end() < span.end else span
