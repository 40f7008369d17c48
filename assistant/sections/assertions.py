"""What a sentence says in some of its words, and which sentences are held against each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.sections.telling import CANON, Sentence, Stories, days_apart
from vectorstore.text import terms

_COMMON = 60
"""A word in more assertions than this brings none of them together."""
HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|whether|could|may|might|should|must|call(?:s|ed|ing)?\s+(?:on|for)|urg\w+|demand\w*"
    r"|asked|ask|want\w*|hop\w+|threat\w*|fear\w*|plan\w*|consider\w*|propos\w+|expect\w*|likely"
    r"|refus\w+|would\s+have|had\s+talked|accus\w+|calls)\b|\?",
    re.IGNORECASE,
)
DENIAL = re.compile(
    r"\b(?:(?:ruling|ruled|rules)\s+out|den(?:ied|ies|ying)|(?:contradict(?:s|ed|ing)|dismiss(?:ed|es|ing)"
    r"|reject(?:s|ed|ing)|refut(?:es|ed|ing)|disput(?:es|ed|ing))(?=\s+(?:that|talk|claims?|reports?"
    r"|suggestions?|allegations?|having)\b))\s+(?:(?:that|talk\s+of|claims?\s+(?:of|that)|reports?\s+"
    r"(?:of|that)|suggestions?\s+(?:of|that)|allegations?\s+(?:of|that)|having)\s+)?"
    r"(?P<object>[^,;.:—]{4,120})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a sentence says in some of its words, and of what."""

    sentence: Sentence
    value: str
    about: str
    key: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()


Opposed = tuple[Literal["update", "contradiction"], str, Assertion, Assertion]


def canon(text: str) -> frozenset[str]:
    """The content words of a text by stem, words for one kind of event as one."""
    return frozenset(CANON.get(term, term) for term in terms(text) if not term[0].isdigit())


def pairs(
    found: Sequence[Assertion], stories: Stories, most: int
) -> Iterator[tuple[Assertion, Assertion]]:
    """Pairs from related articles published at most so many days apart, the same key shared."""
    by_key: dict[str, list[Assertion]] = defaultdict(list)
    for one in found:
        for key in sorted(one.key):
            by_key[key].append(one)
    seen: set[tuple[int, int]] = set()
    for row in by_key.values():
        if len(row) > _COMMON:
            continue
        for index, one in enumerate(row):
            for other in row[index + 1 :]:
                pair = (id(one), id(other))
                if pair not in seen and close(one.sentence, other.sentence, stories, most):
                    seen.add(pair)
                    yield one, other


def close(one: Sentence, other: Sentence, stories: Stories, most: int) -> bool:
    """Whether two sentences stand in two related articles of about the same days."""
    if one.number == other.number:
        return False
    apart = days_apart(one.article, other.article)
    return (apart is None or abs(apart) <= most) and stories.related(one.number, other.number)
