"""Word lists, each kind once: the calendar, number words, verbs of saying, titles of persons.

A list is here when more than one module reads it; all words are in lower case. `listed` makes a
set of a text, `any_of` a pattern of the words of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def listed(words: str) -> frozenset[str]:
    """The words of a text that separates them by white space."""
    return frozenset(words.split())


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, longer ones first, to be put between word boundaries."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"
