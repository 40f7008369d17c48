"""Facts: sentences of different articles that say the same thing, and the one that tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.telling import Telling, is_page
from assistant.sections.alike import Links, Said, least_alike, links, said
from assistant.sections.moments import planned
from assistant.verification.citations import publisher_key
from vectorstore.text import Number, names, negations, numbers, same, terms

_SAME, _FEWEST_SAME = 0.45, 5
"""A sentence repeats another when they share this share of the shorter one's words, and so many."""
_TOLD = 0.6
"""And tells the same when they share this share, though the words weigh little."""
_LONGER = 0.3
"""What it shares is also this share of the longer one's words."""
_FEWEST_FIGURED, _MANY = 4, 50
"""Where they share a figure too, and there are not many articles, so many words will do."""
# "Considering whether to declare" is not "declared".
_OPEN = re.compile(
    r"\b(?:whether|consider(?:s|ed|ing)?|mulls?|mulling|weigh(?:s|ed|ing)|urge[sd]?|urging"
    r"|call(?:s|ed|ing)?\s+(?:for|on)|advocat(?:e|es|ed|ing)|plans?\s+to|planning\s+to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Sentences that say the same, by their numbers in `Told`.

    `best` tells it, `tellers` are one sentence of each article that tells it, the best one
    first, `members` all of them. `alike` is how much of their words the members of other
    publishers share with the best on average, 0 where there are none.
    """

    best: int
    tellers: tuple[int, ...]
    members: tuple[int, ...]
    alike: float


class Told:
    """All sentences of the articles in scope, with what they share; copies are left out.

    `tellings` are in the order of the articles; `article` numbers them from 0.
    """

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self.tellings = list(tellings)
        numbered: dict[str, int] = {}
        self.article = np.array(
            [numbered.setdefault(one.article.id, len(numbered)) for one in tellings],
            dtype=np.int64,
        )
        self.articles = len(numbered)
        self._publishers = [publisher_key(one.article) for one in tellings]
        self._outdated: dict[int, bool] = {}
        self._stances: dict[int, tuple[bool, bool]] = {}

    @cached_property
    def said(self) -> Said:
        """The content words of each sentence."""
        return said([one.terms for one in self.tellings], self.article.tolist())

    @cached_property
    def links(self) -> Links:
        """Which sentences are alike."""
        return links(self.said, least_alike(self.articles))

    @cached_property
    def numbers(self) -> list[tuple[Number, ...]]:
        """The numbers in each sentence."""
        return [tuple(numbers(one.text)) for one in self.tellings]

    @cached_property
    def facts(self) -> list[Fact]:
        """Every sentence is in one fact; those told by most articles come first.

        Star clustering (Aslam et al. 2004): of the sentences left, the one that is alike
        those of most articles takes with it all that are alike it. One that stands alone
        goes before one that leans on its neighbours.
        """
        left = np.ones(len(self.tellings), dtype=bool)
        found = []
        for at in self._order():
            if left[at]:
                fact = self._around(at, left)
                left[list(fact.members)] = False
                found.append(fact)
        return found

    def around(self, at: int) -> Fact:
        """The fact that a sentence tells, whichever sentence tells it best."""
        return self._around(at, np.ones(len(self.tellings), dtype=bool))

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest article."""
        return max((one.article.day for one in self.tellings if one.article.day), default=None)

    def outdated(self, at: int) -> bool:
        """Whether a sentence plans something for a day that newer articles have seen pass."""
        one = self.tellings[at]
        if at not in self._outdated:
            day = planned(one.text, one.article.day) if self.newest else None
            self._outdated[at] = day is not None and self.newest is not None and day < self.newest
        return self._outdated[at]

    def publishers(self, fact: Fact) -> int:
        """How many independent publishers tell it."""
        return len({self._publishers[at] for at in fact.tellers})

    def widened(self, fact: Fact) -> Fact:
        """The fact with those of other articles who tell it in other words.

        In a few articles on one event the words of the event are common and weigh little, so that
        words count by number here: a sentence of another article that shares most of the shorter
        one's. Meant for the facts that are told, not for all.
        """
        known = set(self.article[list(fact.tellers)].tolist())
        found = list(fact.tellers)
        for other in self._sharing(fact.best, _TOLD):
            article = int(self.article[other])
            if article not in known and self._tells(fact.best, other):
                known.add(article)
                found.append(other)
        return replace(fact, tellers=tuple(found))

    def _tells(self, at: int, other: int) -> bool:
        """Whether a sentence that shares most of the shorter one's words tells the same.

        It is whole, says a good part of the longer one, and the shorter names nobody else.
        """
        one = self.tellings[other]
        if not one.whole or one.text.endswith("?") or is_page(one.text):
            return False
        ours, theirs = (set(self.tellings[n].terms) for n in (at, other))
        if len(ours & theirs) < _LONGER * max(len(ours), len(theirs)):
            return False
        shorter = at if len(ours) < len(theirs) else other
        named = {t for name in names(self.tellings[shorter].text) for t in terms(name.text)}
        return named <= ours & theirs and self._agree(at, other)

    def alone(self, fact: Fact) -> bool:
        """Whether one publisher alone has sentences with so many of its words."""
        near = (*fact.tellers, *self._sharing(fact.best, _SAME))
        return len({self._publishers[at] for at in near}) == 1

    def _sharing(self, at: int, share: float) -> list[int]:
        """The sentences with this share of the shorter one's words, those with most first."""
        ours = self.said.rows([at])
        common = np.asarray((self.said.held @ ours.T).todense()).ravel()
        sizes = np.minimum(np.diff(self.said.held.indptr), ours.nnz)
        found = np.flatnonzero(
            (common >= np.maximum(_FEWEST_SAME, share * sizes)) & (self.article != self.article[at])
        )
        shares = common[found] / sizes[found]
        return [int(found[n]) for n in np.lexsort((found, -np.round(shares, 9)))]

    def redundant(self, one: Fact, other: Fact, share: float) -> bool:
        """Whether one best sentence holds so much of the other's words, by weight or by number.

        By number too: in a few articles on one event the very words of the event weigh least.
        """
        ours, theirs = (self.said.rows([fact.best]) for fact in (one, other))
        both = ours.multiply(theirs)
        common = float(both.dot(self.said.weights)[0])
        if common > share * float(min(self.said.loads[[one.best, other.best]])):
            return True
        if both.nnz >= _FEWEST_SAME and both.nnz >= _SAME * min(ours.nnz, theirs.nnz):
            return True
        few = self.articles < _MANY and both.nnz >= _FEWEST_FIGURED
        return few and self._same_figure(one.best, other.best)

    def _same_figure(self, one: int, other: int) -> bool:
        return any(same(a, b) for a in self.numbers[one] for b in self.numbers[other])

    def overlapping(self, among: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs of these sentences that share so many of their words that one repeats the
        other, whatever the words weigh."""
        rows = self.said.rows(among)
        sizes = np.diff(rows.indptr)
        common = (rows @ rows.T).tocoo()
        least = np.maximum(_FEWEST_SAME, _SAME * np.minimum(sizes[common.row], sizes[common.col]))
        kept = (common.data >= least) & (common.row < common.col)
        pairs = zip(common.row[kept].tolist(), common.col[kept].tolist(), strict=True)
        return [(among[one], among[other]) for one, other in pairs]

    def _order(self) -> list[int]:
        """The sentences that may tell a fact best first: by those of other articles alike them."""
        support = np.zeros(len(self.tellings))
        for at in range(len(self.tellings)):
            others, shares = self.links.of(at)
            apart = self.article[others] != self.article[at]
            best: dict[int, float] = {}
            for article, share in zip(
                self.article[others[apart]].tolist(), shares[apart].tolist(), strict=True
            ):
                best[article] = max(best.get(article, 0.0), share)
            support[at] = sum(best.values()) + len(best)
        return sorted(range(len(support)), key=lambda at: self._rank(at, float(support[at])))

    def _rank(self, at: int, support: float) -> tuple[bool, bool, float, int, int, str]:
        one = self.tellings[at]
        day = one.article.day
        newest = -(day.toordinal() if day else 0)
        return (
            not one.stands,
            not one.whole,
            -round(support, 6),
            newest,
            one.position,
            one.article.id,
        )

    def _around(self, at: int, left: NDArray[np.bool_]) -> Fact:
        """The fact that a sentence tells, with those of the sentences left that say the same."""
        others, shares = self.links.of(at)
        tellers = {int(self.article[at]): (2.0, at)}
        members, alike = [at], []
        for other, share in zip(others.tolist(), shares.tolist(), strict=True):
            if not self._agree(at, other):
                continue
            article = int(self.article[other])
            tellers[article] = max(tellers.get(article, (0.0, other)), (share, other))
            if left[other]:
                members.append(other)
                if self._publishers[other] != self._publishers[at]:
                    alike.append(share)
        ranked = sorted(tellers.values(), key=lambda one: (-one[0], one[1]))
        mean = sum(alike) / len(alike) if alike else 0.0
        return Fact(at, tuple(one for _, one in ranked), tuple(members), mean)

    def _agree(self, one: int, other: int) -> bool:
        """Whether two sentences can tell one fact.

        They cannot where all figures differ, where one denies and the other does not, or where one
        tells as open or to come what the other tells as so.
        """
        if self.numbers[one] and self.numbers[other] and not self._same_figure(one, other):
            return False
        return self._stance(one) == self._stance(other)

    def _stance(self, at: int) -> tuple[bool, bool]:
        if at not in self._stances:
            text = self.tellings[at].text
            self._stances[at] = (bool(negations(text)), bool(_OPEN.search(text)))
        return self._stances[at]
