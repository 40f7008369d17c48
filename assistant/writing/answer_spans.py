"""What of a sentence is shown as its answer: whole words, with what bounds or denies them."""

from __future__ import annotations

import re

from vectorstore.text import Span, negations, numbers
from vectorstore.text.numbers import with_bound

_JOINED = re.compile(r"\w+(?:[-‐‑]\w+)+|\w+")
"""Words that hyphens join are one: "pro-Moscow", "non-binding"."""


def whole_answer(text: str, span: Span) -> Span:
    """A part of a sentence with what it may not be shown without: the rest of its first and last
    word, the sign, unit and bound of a figure ("no more than 4 metres"), and a denial right
    before it."""
    start, end = span
    for match in _JOINED.finditer(text):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    for number in numbers(text):
        if number.start < end and start < number.end:
            bounded = with_bound(text, number.start, number.end)
            # A figure further on has its own words before it.
            start = min(start, bounded.start)
            end = max(end, bounded.end)
    for denied in negations(text):
        if denied.end <= start and not text[denied.end : start].strip():
            start = denied.start
    return Span(start, end)
