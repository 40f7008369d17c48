"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from assistant.briefing.clusters import Clustering, SentenceCluster
from assistant.briefing.lead import LeadChooser, Wording, may_follow
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope
from assistant.briefing.scoring import Scoring
from assistant.sections.sentences import original_id, read_sentences
from assistant.verification.citations import Quote
from assistant.verification.verify import verify
from assistant.writing.draft import Drafted

_REPEATED = 0.35
"""Of two points neither holds so much of the other's words."""
_WORTH_A_POINT = 0.15
"""Beside a lead a cluster of one publisher is told when what is new in it is worth this share of
what a sentence of the lead is."""
_FARTHEST = 3.0
"""And when it belongs to the topic at odds that are at most so much lower, in logits."""
_SELF_CONTAINED, _UNDER_TOPIC, _DEPENDENT, _OUTDATED = range(4)
"""The rounds in which points are chosen."""


@dataclass(frozen=True, slots=True)
class Point:
    """A cluster to be shown: its sentence with who says the same, and how many do.

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
        """The clusters that matter most, none twice, none that a lead of `beside` words tells."""

    def new(self, before: Before, count: int) -> list[Point]:
        """The clusters that matter most of those that no earlier article tells."""

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
        self.clustering = Clustering(read_sentences(scope.originals))
        number_of = {
            (sentence.article.id, sentence.quote.start): n
            for n, sentence in enumerate(self.clustering.sentences)
        }
        pairs_ = ((_key(old), _key(new)) for old, new in (replaced or {}).items())
        self._newest = {
            number_of[old]: number_of[new]
            for old, new in pairs_
            if old in number_of and new in number_of
        }
        self._scoring = Scoring(scope, self.clustering)
        self._lead = LeadChooser(self.clustering, self._scoring, self._newest, bool(scope.topic))

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """The sentences of a text of at most so many words, in reading order; see `LeadChooser`."""
        return tuple(self._worded(wording) for wording in self._lead.chosen(words))

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The clusters that matter most, none twice and none that a lead of `beside` words tells.

        Clusters whose sentence stands alone go first; in the place of what was replaced stands what
        replaces it. Last come plans for days gone by and what was replaced. Beside a lead details
        are left out, and what stands elsewhere in a digest.
        """
        besides = (
            () if beside is None else tuple(wording.number for wording in self._lead.chosen(beside))
        )
        known = [self.clustering.around(number) for number in besides]
        chosen: list[SentenceCluster] = []
        ranked = self._scoring.ranked(besides)
        if besides:
            matters = self._matters(besides)
            ranked = [cluster for cluster in ranked if matters(cluster)] or ranked[:1]
        for rank in (_SELF_CONTAINED, _UNDER_TOPIC, _DEPENDENT, _OUTDATED):
            for number in ranked:
                if len(chosen) >= count:
                    break
                cluster = self.clustering.clusters[number]
                if self._rank(cluster.best, rank) != rank:
                    continue
                if rank != _OUTDATED:
                    cluster = self._current(cluster)
                if not self._repeats(cluster, known):
                    chosen.append(cluster)
                    known.append(cluster)
        chosen = chosen or self.clustering.clusters[: min(count, 1)]
        return [self._point(cluster) for cluster in chosen]

    def _matters(self, besides: Sequence[int]) -> Callable[[int], bool]:
        """Whether a cluster is more than a detail beside these sentences, and of the topic."""
        scoring, sentences = self._scoring, self.clustering.sentences
        known = frozenset(concept for number in besides for concept in scoring.held[number])
        least = _WORTH_A_POINT * median(
            scoring.worth(scoring.held[number], sentences[number].length) for number in besides
        )
        places = set(besides)
        near = [
            scoring.relevance(number)
            for number, cluster in enumerate(self.clustering.clusters)
            if not places.isdisjoint(cluster.members)
        ]
        farthest = median(near) - _FARTHEST if near else float("-inf")

        def matters(number: int) -> bool:
            cluster = self.clustering.clusters[number]
            sentence = sentences[cluster.best]
            if not self.scope.is_about(sentence.article.id, sentence.annotation.start):
                return False
            if scoring.relevance(number) < farthest:
                return False
            fresh = scoring.worth(scoring.held[cluster.best] - known, sentence.length)
            return fresh >= least or self.clustering.publishers(cluster) > 1

        return matters

    def _rank(self, number: int, least: int) -> int | None:
        """In which round a sentence may be a point; None for one that may not.

        Whether it is out of date is looked at only where it could be shown: that takes time.
        """
        sentence = self.clustering.sentences[number]
        if not (sentence.under_topic or may_follow(sentence)):
            return None
        rank = _UNDER_TOPIC if sentence.under_topic else _DEPENDENT
        rank = _SELF_CONTAINED if sentence.self_contained else rank
        if rank > least:
            return rank
        return _OUTDATED if least == _OUTDATED or self.clustering.outdated(number) else rank

    def _current(self, cluster: SentenceCluster) -> SentenceCluster:
        """What later reports tell in the place of a cluster, or itself where there is nothing."""
        newest = self._newest.get(cluster.best)
        return cluster if newest is None else self.clustering.around(newest)

    def new(self, before: Before, count: int) -> list[Point]:
        """The clusters that matter most of those that no earlier article tells."""
        sentences = self.clustering.sentences
        chosen: list[SentenceCluster] = []
        for number in self._scoring.ranked():
            cluster = self.clustering.clusters[number]
            fresh = all(before.is_new(sentences[number].article) for number in cluster.supporting)
            if fresh and sentences[cluster.best].under_topic and not self._repeats(cluster, chosen):
                chosen.append(cluster)
            if len(chosen) == count:
                break
        return [self._point(cluster) for cluster in chosen]

    def _repeats(self, cluster: SentenceCluster, known: Sequence[SentenceCluster]) -> bool:
        return any(self.clustering.redundant(cluster, other, _REPEATED) for other in known)

    def worth(self, sentence: str) -> float:
        """How much a sentence matters by itself: a long one more, but not for each of its words."""
        return self._scoring.worth(self._scoring.pairs_of(sentence), len(sentence.split()))

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return {sentence.article.id for sentence in self.clustering.sentences if sentence.whole}

    def _point(self, cluster: SentenceCluster) -> Point:
        cluster = self.clustering.widened(cluster)
        copies = self._copies(cluster)
        return Point(
            self._drafted(cluster),
            self.clustering.publishers(cluster),
            len(cluster.supporting) + copies,
            copies,
            self.clustering.alone(cluster),
        )

    def _worded(self, wording: Wording) -> Drafted:
        return self._drafted(
            self.clustering.widened(self.clustering.around(wording.number)), wording.shorter
        )

    def _drafted(self, cluster: SentenceCluster, shorter: str = "") -> Drafted:
        """A cluster's best sentence, or a shorter wording, quoted with all that say the same."""
        quotes = [self.clustering.sentences[number].quote for number in cluster.supporting]
        if shorter:  # who says the same may say only what was cut
            quotes[1:] = [quote for quote in quotes[1:] if verify(shorter, [quote.text]).supported]
        return Drafted(shorter or quotes[0].text, tuple(quotes))

    def _copies(self, cluster: SentenceCluster) -> int:
        """How many copies there are of the articles that tell a cluster."""
        supporting = {
            original_id(self.clustering.sentences[number].article) for number in cluster.supporting
        }
        originals = {source.article.id for source in self.scope.originals}
        return sum(
            original_id(source.article) in supporting and source.article.id not in originals
            for source in self.scope.articles
        )


def _key(quote: Quote) -> tuple[str, int]:
    return quote.article.id, quote.start
