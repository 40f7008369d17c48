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
_MUCH = 0.5
"""Leaning sentences are told when this share of the room is left without them."""
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
    found = []
    for indices in groups([telling.text for telling in tellings]):
        one_each: dict[str, Telling] = {}
        for telling in sorted((tellings[i] for i in indices), key=_merit):
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


def fill(facts: Sequence[Fact], words: int) -> list[Fact]:
    """Facts for a text of at most so many words: those that stand alone as far as they go.

    Where they leave much of the room whole sentences that lean on others follow; where
    there is none of either kind, whatever fits.
    """
    standing, leaning = _tiers(facts)
    chosen = choose(standing, words=words)
    room = words - sum(fact.best.length for fact in chosen)
    if room > _MUCH * words:
        chosen += choose(leaning, words=room, told=chosen)
    return chosen or choose(facts, words=words)


def pick(facts: Sequence[Fact], points: int) -> list[Fact]:
    """That many facts, or as many as there are: those that stand alone, then leaning ones."""
    standing, leaning = _tiers(facts)
    chosen = choose(standing, points=points)
    chosen += choose(leaning, points=points - len(chosen), told=chosen)
    return chosen or choose(facts, points=points)


def _tiers(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    standing = [fact for fact in facts if fact.best.stands]
    return standing, [fact for fact in facts if fact.best.whole and not fact.best.stands]


def choose(
    facts: Sequence[Fact],
    *,
    words: int | None = None,
    points: int | None = None,
    told: Sequence[Fact] = (),
) -> list[Fact]:
    """Facts under a budget of words or of points, the most telling first, beside those `told`.

    Greedy: each time the fact whose concepts, less those already told, weigh most for
    its length. A submodular gain, for which greedy is within 1 - 1/e of the best
    (Nemhauser et al. 1978; the length scaling is that of Lin and Bilmes 2010).
    """
    chosen: list[Fact] = []
    known = {pair for fact in told for pair in fact.concepts}
    left = list(facts)
    room = math.inf if words is None else words
    while left and (points is None or len(chosen) < points):
        left = [fact for fact in left if fact.best.length <= room]
        if not left:
            break
        gains = [round(_gain(fact, known), 9) for fact in left]
        at = max(range(len(left)), key=gains.__getitem__)  # of equal gains the weightier fact
        if points is None and (chosen or told) and gains[at] <= 0:
            break
        best = left.pop(at)
        chosen.append(best)
        known |= best.concepts
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


def _merit(telling: Telling) -> tuple[bool, bool, int, int, str]:
    """Of sentences that say the same one that stands tells it, of those the newest."""
    day = telling.article.day
    newest = -(day.toordinal() if day else 0)
    return (not telling.stands, not telling.whole, newest, telling.position, telling.article.id)


def _place(fact: Fact) -> tuple[bool, int, str, int]:
    article = fact.best.article
    day = article.day
    return (day is None, day.toordinal() if day else 0, article.id, fact.best.position)
