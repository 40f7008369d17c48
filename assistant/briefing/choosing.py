"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from assistant.briefing.facts import Fact, Told
from assistant.briefing.leading import Leading, Wording, may_follow
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope
from assistant.briefing.telling import tellings
from assistant.briefing.weighing import Weighing
from assistant.sections.same import group
from assistant.verification.citations import Quote
from assistant.verification.verify import verify
from assistant.writing.draft import Drafted

_REPEATED = 0.35
"""Of two points neither holds so much of the other's words."""
_WORTH_TELLING = 0.15
"""Beside a lead a fact of one publisher is told when what is new in it is worth this share of what
a sentence of the lead is."""
_FARTHEST = 3.0
"""And when it belongs to the topic at odds that are at most so much lower, in logits."""
_STANDS, _LEANS, _OUTDATED = range(3)
"""The rounds in which points are chosen."""


@dataclass(frozen=True, slots=True)
class Point:
    """A fact to be told: its sentence with who says the same, and how many do.

    `publishers` counts independent ones, `articles` all that tell it, of which `copies` are copies
    of others. It is told `alone` where no other publisher has a sentence with as much of its words.
    """

    drafted: Drafted
    publishers: int
    articles: int
    copies: int
    alone: bool = False


class Chooser(Protocol):
    """What a briefing asks of the articles it reads."""

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order."""

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The facts that matter most, none twice and none that a lead of `beside` words tells."""

    def new(self, before: Before, count: int) -> list[Point]:
        """The facts that matter most of those that no earlier article tells."""

    def worth(self, sentence: str) -> float:
        """How much a sentence matters by itself."""

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""


class Choice:
    """The sentences of a scope, how much each matters, and what a briefing makes of them."""

    def __init__(self, scope: Scope, replaced: Mapping[Quote, Quote] | None = None) -> None:
        """`replaced` are sentences that later reports replace, each with the newest report: they
        are told beside it only."""
        self.scope = scope
        self.told = Told(tellings(scope.originals))
        at = {(one.article.id, one.quote.start): n for n, one in enumerate(self.told.tellings)}
        pairs_ = ((_key(old), _key(new)) for old, new in (replaced or {}).items())
        self._newest = {at[old]: at[new] for old, new in pairs_ if old in at and new in at}
        self._weighing = Weighing(scope, self.told)
        self._leading = Leading(self.told, self._weighing, self._newest, bool(scope.topic))

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order; see `Leading`."""
        return tuple(self._worded(one) for one in self._leading.chosen(words))

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The facts that matter most, none twice and none that a lead of `beside` words tells.

        Facts whose sentence stands alone go first; in the place of what was replaced stands what
        replaces it. Last come plans for days gone by and what was replaced. Beside a lead details
        are left out, and what stands elsewhere in a digest.
        """
        besides = () if beside is None else tuple(one.at for one in self._leading.chosen(beside))
        known = [self.told.around(at) for at in besides]
        chosen: list[Fact] = []
        ranked = self._weighing.ranked(besides)
        if besides:
            matters = self._matters(besides)
            ranked = [one for one in ranked if matters(one)] or ranked[:1]
        for rank in (_STANDS, _LEANS, _OUTDATED):
            for number in ranked:
                if len(chosen) >= count:
                    break
                fact = self.told.facts[number]
                if self._rank(fact.best, rank) != rank:
                    continue
                if rank != _OUTDATED:
                    fact = self._current(fact)
                if not self._repeats(fact, known):
                    chosen.append(fact)
                    known.append(fact)
        chosen = chosen or self.told.facts[: min(count, 1)]
        return [self._point(fact) for fact in chosen]

    def _matters(self, besides: Sequence[int]) -> Callable[[int], bool]:
        """Whether a fact is more than a detail beside these sentences, and of the topic."""
        weighing, told = self._weighing, self.told.tellings
        known = frozenset(one for at in besides for one in weighing.held[at])
        least = _WORTH_TELLING * median(
            weighing.worth(weighing.held[at], told[at].length) for at in besides
        )
        places = set(besides)
        near = [
            weighing.relevance(number)
            for number, fact in enumerate(self.told.facts)
            if not places.isdisjoint(fact.members)
        ]
        farthest = median(near) - _FARTHEST if near else float("-inf")

        def matters(number: int) -> bool:
            fact = self.told.facts[number]
            one = told[fact.best]
            if not self.scope.is_about(one.article.id, one.quote.start):
                return False
            if weighing.relevance(number) < farthest:
                return False
            fresh = weighing.worth(weighing.held[fact.best] - known, one.length)
            return fresh >= least or self.told.publishers(fact) > 1

        return matters

    def _rank(self, at: int, least: int) -> int | None:
        """In which round a sentence may be a point; None for one that may not.

        Whether it is out of date is looked at only where it could be told: that takes time.
        """
        one = self.told.tellings[at]
        if not (one.stands or may_follow(one)):
            return None
        rank = _STANDS if one.stands else _LEANS
        if rank > least:
            return rank
        return _OUTDATED if least == _OUTDATED or self.told.outdated(at) else rank

    def _current(self, fact: Fact) -> Fact:
        """What later reports tell in the place of a fact, or the fact where there is nothing."""
        newest = self._newest.get(fact.best)
        return fact if newest is None else self.told.around(newest)

    def new(self, before: Before, count: int) -> list[Point]:
        """The facts that matter most of those that no earlier article tells."""
        told = self.told.tellings
        chosen: list[Fact] = []
        for number in self._weighing.ranked():
            fact = self.told.facts[number]
            fresh = all(before.is_new(told[at].article) for at in fact.tellers)
            if fresh and told[fact.best].stands and not self._repeats(fact, chosen):
                chosen.append(fact)
            if len(chosen) == count:
                break
        return [self._point(fact) for fact in chosen]

    def _repeats(self, fact: Fact, known: Sequence[Fact]) -> bool:
        return any(self.told.redundant(fact, other, _REPEATED) for other in known)

    def worth(self, sentence: str) -> float:
        """How much a sentence matters by itself: a long one more, but not for each of its words."""
        return self._weighing.worth(self._weighing.pairs_of(sentence), len(sentence.split()))

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return {one.article.id for one in self.told.tellings if one.whole}

    def _point(self, fact: Fact) -> Point:
        fact = self.told.widened(fact)
        copies = self._copies(fact)
        return Point(
            self._drafted(fact),
            self.told.publishers(fact),
            len(fact.tellers) + copies,
            copies,
            self.told.alone(fact),
        )

    def _worded(self, one: Wording) -> Drafted:
        return self._drafted(self.told.widened(self.told.around(one.at)), one.shorter)

    def _drafted(self, fact: Fact, shorter: str = "") -> Drafted:
        """A fact's best sentence, or a shorter wording of it, quoted with all that say the same."""
        quotes = [self.told.tellings[at].quote for at in fact.tellers]
        if shorter:  # who says the same may say only what was cut
            quotes[1:] = [one for one in quotes[1:] if verify(shorter, [one.text]).supported]
        return Drafted(shorter or quotes[0].text, tuple(quotes))

    def _copies(self, fact: Fact) -> int:
        """How many copies there are of the articles that tell a fact."""
        tellers = {group(self.told.tellings[at].article) for at in fact.tellers}
        originals = {article.id for article, _ in self.scope.originals}
        return sum(
            group(article) in tellers and article.id not in originals
            for article, _ in self.scope.articles
        )


def _key(quote: Quote) -> tuple[str, int]:
    return quote.article.id, quote.start
