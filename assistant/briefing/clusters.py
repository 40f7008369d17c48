"""Clusters: sentences of different articles that say the same, and the one that tells it best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.sections.sentences import SentenceRecord
from assistant.sections.similarity import Links, WordTable, least_similarity, links, word_table
from assistant.verification.citations import publisher_key
from vectorstore.text import terms

_SAME, _FEWEST_SAME = 0.45, 5
"""A sentence repeats another when they share this share of the shorter one's words, and so many."""
_SUPPORTED = 0.6
"""And tells the same when they share this share, though the words weigh little."""
_LONGER = 0.3
"""What it shares is also this share of the longer one's words."""
_FEWEST_FIGURED, _MANY = 4, 50
"""Where they share a figure too, and there are not many articles, so many words will do."""
_COMPARED = 2000
"""So many sentences are compared word by word."""
# "Considering whether to declare" is not "declared".
_OPEN = re.compile(
    r"\b(?:whether|consider(?:s|ed|ing)?|mulls?|mulling|weigh(?:s|ed|ing)|urge[sd]?|urging"
    r"|call(?:s|ed|ing)?\s+(?:for|on)|advocat(?:e|es|ed|ing)|plans?\s+to|planning\s+to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentenceCluster:
    """Sentences that say the same, by their numbers in `Clustering`.

    `best` tells it, `supporting` are one sentence of each article that tells it, the best one
    first, `members` all of them. `alike` is how much of their words the members of other
    publishers share with the best on average, 0 where there are none.
    """

    best: int
    supporting: tuple[int, ...]
    members: tuple[int, ...]
    alike: float


class Clustering:
    """All sentences of the articles in scope, with what they share; copies are left out.

    `sentences` are in the order of the articles; `article` numbers them from 0.
    """

    def __init__(self, sentences: Sequence[SentenceRecord]) -> None:
        self.sentences = list(sentences)
        numbered: dict[str, int] = {}
        self.article = np.array(
            [numbered.setdefault(sentence.article.id, len(numbered)) for sentence in sentences],
            dtype=np.int64,
        )
        self.articles = len(numbered)
        self._publishers = [publisher_key(sentence.article) for sentence in sentences]
        self._voices = [
            sentence.article.outlet or sentence.article.publisher.casefold() or sentence.article.id
            for sentence in sentences
        ]
        self._stances: dict[int, tuple[bool, bool]] = {}

    @cached_property
    def words(self) -> WordTable:
        """The content words of each sentence."""
        return word_table([sentence.stems for sentence in self.sentences], self.article.tolist())

    @cached_property
    def links(self) -> Links:
        """Which sentences are alike."""
        return links(self.words, least_similarity(self.articles))

    @cached_property
    def clusters(self) -> list[SentenceCluster]:
        """Every sentence is in one cluster; those told by most articles come first.

        Star clustering (Aslam et al. 2004): of the sentences left, the one that is alike
        those of most articles takes with it all that are alike it. A self-contained one
        goes before one that depends on its neighbours.
        """
        left = np.ones(len(self.sentences), dtype=bool)
        found = []
        for number in self._order():
            if left[number]:
                cluster = self._around(number, left)
                left[list(cluster.members)] = False
                found.append(cluster)
        return found

    def around(self, number: int) -> SentenceCluster:
        """The cluster that a sentence tells, whichever sentence tells it best."""
        return self._around(number, np.ones(len(self.sentences), dtype=bool))

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest article."""
        return max(
            (sentence.article.day for sentence in self.sentences if sentence.article.day),
            default=None,
        )

    def publishers(self, cluster: SentenceCluster) -> int:
        """How many independent publishers tell it."""
        return len({self._publishers[number] for number in cluster.supporting})

    def voices(self, cluster: SentenceCluster) -> int:
        """How many tell it when each article without a publisher counts: a sign that it matters,
        and no proof that it holds."""
        return len({self._voices[number] for number in cluster.supporting})

    def widened(self, cluster: SentenceCluster) -> SentenceCluster:
        """The cluster with those of other articles who tell it in other words.

        In a few articles on one event the words of the event are common and weigh little, so that
        words count by number here. Meant for the clusters that are shown, not for all.
        """
        known = set(self.article[list(cluster.supporting)].tolist())
        found = list(cluster.supporting)
        for other in self._sharing(cluster.best, _SUPPORTED):
            article = int(self.article[other])
            if article not in known and self._supports(cluster.best, other):
                known.add(article)
                found.append(other)
        return replace(cluster, supporting=tuple(found))

    def _supports(self, number: int, other: int) -> bool:
        """Whether a sentence that shares most of the shorter one's words tells the same.

        It is whole, says a good part of the longer one, and the shorter names nobody else.
        """
        sentence = self.sentences[other]
        if not sentence.whole or sentence.text.endswith("?") or sentence.annotation.boilerplate:
            return False
        ours, theirs = (set(self.sentences[n].stems) for n in (number, other))
        if len(ours & theirs) < _LONGER * max(len(ours), len(theirs)):
            return False
        shorter = number if len(ours) < len(theirs) else other
        named = {t for name in self.sentences[shorter].names for t in terms(name.text)}
        return named <= ours & theirs and self._agree(number, other)

    def alone(self, cluster: SentenceCluster) -> bool:
        """Whether one publisher alone has sentences with so many of its words."""
        near = (*cluster.supporting, *self._sharing(cluster.best, _SAME))
        return len({self._publishers[number] for number in near}) == 1

    def _sharing(self, number: int, share: float) -> list[int]:
        """The sentences of other articles with this share of the shorter one's words, those with
        most first."""
        ours = self.words.rows([number])
        common = np.asarray((self.words.held @ ours.T).todense()).ravel()
        sizes = np.minimum(np.diff(self.words.held.indptr), ours.nnz)
        found = np.flatnonzero(
            (common >= np.maximum(_FEWEST_SAME, share * sizes))
            & (self.article != self.article[number])
        )
        shares = common[found] / sizes[found]
        return [int(found[n]) for n in np.lexsort((found, -np.round(shares, 9)))]

    def repeats(self, number: int, other: int) -> bool:
        """Whether one sentence says again what the other does."""
        return other in self.repeating([number, other])[number]

    def repeating(self, among: Sequence[int]) -> dict[int, set[int]]:
        """For each of these sentences those of them that say the same again, itself too.

        They are linked, or overlap, or share a figure and a few words.
        """
        found = {number: {number, *self.links.of(number)[0].tolist()} for number in among}
        compared = list(among)[:_COMPARED]
        rows = self.words.rows(compared)
        sizes, common = np.diff(rows.indptr), (rows @ rows.T).tocoo()
        few = self.articles < _MANY
        for row, column, count in zip(common.row, common.col, common.data, strict=True):
            one, other = compared[row], compared[column]
            if count >= max(_FEWEST_SAME, _SAME * min(sizes[row], sizes[column])) or (
                few and count >= _FEWEST_FIGURED and self._figures(one) & self._figures(other)
            ):
                found[one].add(other)
        return found

    def _order(self) -> list[int]:
        """The sentences by how well they may tell a cluster: by how many articles support them."""
        support = np.zeros(len(self.sentences))
        for number in range(len(self.sentences)):
            others, shares = self.links.of(number)
            apart = self.article[others] != self.article[number]
            best: dict[int, float] = {}
            for article, share in zip(
                self.article[others[apart]].tolist(), shares[apart].tolist(), strict=True
            ):
                best[article] = max(best.get(article, 0.0), share)
            support[number] = sum(best.values()) + len(best)
        return sorted(
            range(len(support)), key=lambda number: self._rank(number, float(support[number]))
        )

    def _rank(self, number: int, support: float) -> tuple[bool, bool, float, int, int, str]:
        sentence = self.sentences[number]
        day = sentence.article.day
        newest = -(day.toordinal() if day else 0)
        return (
            not sentence.self_contained,
            not sentence.whole,
            -round(support, 6),
            newest,
            sentence.position,
            sentence.article.id,
        )

    def _around(self, number: int, left: NDArray[np.bool_]) -> SentenceCluster:
        """The cluster that a sentence tells, with those of the sentences left that say the same."""
        others, shares = self.links.of(number)
        supporting = {int(self.article[number]): (2.0, number)}
        members, alike = [number], []
        for other, share in zip(others.tolist(), shares.tolist(), strict=True):
            if not self._agree(number, other):
                continue
            article = int(self.article[other])
            supporting[article] = max(supporting.get(article, (0.0, other)), (share, other))
            if left[other]:
                members.append(other)
                if self._voices[other] != self._voices[number]:
                    alike.append(share)
        ranked = sorted(supporting.values(), key=lambda pair: (-pair[0], pair[1]))
        mean = sum(alike) / len(alike) if alike else 0.0
        return SentenceCluster(number, tuple(place for _, place in ranked), tuple(members), mean)

    def _agree(self, number: int, other: int) -> bool:
        """Whether two sentences can tell one cluster.

        They cannot where all figures differ, where one denies and the other does not, or where one
        tells as open or to come what the other tells as so.
        """
        ours, theirs = self._figures(number), self._figures(other)
        if ours and theirs and ours.isdisjoint(theirs):
            return False
        return self._stance(number) == self._stance(other)

    def _figures(self, number: int) -> set[float]:
        return {quantity.value for quantity in self.sentences[number].annotation.quantities}

    def _stance(self, number: int) -> tuple[bool, bool]:
        if number not in self._stances:
            sentence = self.sentences[number]
            self._stances[number] = (sentence.annotation.negated, bool(_OPEN.search(sentence.text)))
        return self._stances[number]
