"""Which facts a briefing tells: weighed by who carries them, chosen to repeat nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.briefing.telling import Telling
from assistant.citing.citations import publisher_key
from assistant.facts.same import groups

_LEAD_BONUS = 1.0
_LENGTH_POWER = 0.6
"""How strongly a long sentence pays for its room: 0 not at all, 1 in full."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Sentences that say the same, one of each article; the first tells it best."""

    tellings: tuple[Telling, ...]
    weight: float
    concepts: frozenset[tuple[str, str]]

    @property
    def best(self) -> Telling:
        """The sentence that tells the fact."""
        return self.tellings[0]

    @property
    def publishers(self) -> int:
        """How many independent publishers tell it."""
        return len({publisher_key(telling.article) for telling in self.tellings})


def facts(tellings: Sequence[Telling], relevance: Mapping[tuple[str, int], float]) -> list[Fact]:
    """The facts that the sentences tell, weightiest first.

    A fact's concepts are the pairs of content words that stand side by side in its best
    sentence; a pair weighs as many independent publishers as have it (Gillick and Favre
    2009 count documents). `relevance` gives a factor for sentences by article id and
    start; those it lacks count in full.
    """
    carried = _publishers_by_pair(tellings)
    usable = [telling for telling in tellings if telling.stands] or list(tellings)
    found = []
    for indices in groups([telling.text for telling in usable]):
        one_each: dict[str, Telling] = {}
        for telling in sorted((usable[i] for i in indices), key=_merit):
            one_each.setdefault(telling.article.id, telling)
        told = tuple(one_each.values())
        best = told[0]
        pairs = _pairs(best)
        weight: float = sum(len(carried[pair]) for pair in pairs) + len(
            {publisher_key(telling.article) for telling in told}
        )
        weight *= 1 + _LEAD_BONUS / (1 + best.position)
        weight *= relevance.get((best.article.id, best.quote.start), 1.0)
        found.append(Fact(told, weight, pairs))
    return sorted(found, key=lambda fact: (-round(fact.weight, 9), _place(fact)))


def choose(
    facts: Sequence[Fact], *, words: int | None = None, points: int | None = None
) -> list[Fact]:
    """Facts under a budget of words or of points, the most telling first.

    Greedy: each time the fact whose concepts, less those already told, weigh most for
    its length. A submodular gain, for which greedy is within 1 - 1/e of the best
    (Nemhauser et al. 1978; the length scaling is that of Lin and Bilmes 2010).
    """
    chosen: list[Fact] = []
    told: set[tuple[str, str]] = set()
    left = list(facts)
    room = math.inf if words is None else words
    while left and (points is None or len(chosen) < points):
        left = [fact for fact in left if fact.best.length <= room]
        if not left:
            break
        gains = [round(_gain(fact, told), 9) for fact in left]
        at = max(range(len(left)), key=gains.__getitem__)  # of equal gains the weightier fact
        if points is None and chosen and gains[at] <= 0:
            break
        best = left.pop(at)
        chosen.append(best)
        told |= best.concepts
        room -= best.best.length
    return chosen


def in_order(chosen: Sequence[Fact]) -> list[Fact]:
    """The facts so that they read as one text: by day of publication, then by place."""
    return sorted(chosen, key=_place)


def _gain(fact: Fact, told: set[tuple[str, str]]) -> float:
    fresh = len(fact.concepts - told) / len(fact.concepts) if fact.concepts else 0.0
    return float(fact.weight * fresh / fact.best.length**_LENGTH_POWER)


def _pairs(telling: Telling) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(telling.terms)) or frozenset((t, "") for t in telling.terms)


def _publishers_by_pair(tellings: Sequence[Telling]) -> dict[tuple[str, str], set[str]]:
    carried: dict[tuple[str, str], set[str]] = defaultdict(set)
    for telling in tellings:
        for pair in _pairs(telling):
            carried[pair].add(publisher_key(telling.article))
    return carried


def _merit(telling: Telling) -> tuple[int, int, str]:
    """Of sentences that say the same the newest tells it, then the one nearest the head."""
    day = telling.article.day
    return (-(day.toordinal() if day else 0), telling.position, telling.article.id)


def _place(fact: Fact) -> tuple[bool, int, str, int]:
    article = fact.best.article
    day = article.day
    return (day is None, day.toordinal() if day else 0, article.id, fact.best.position)
