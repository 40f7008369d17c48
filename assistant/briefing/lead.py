"""The sentences of a lead: those that together tell most in so many words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.clusters import Clustering
from assistant.briefing.scoring import Scoring
from assistant.briefing.selecting import selected
from assistant.briefing.trimming import trimmed
from assistant.sections.sentences import SentenceRecord
from vectorstore.text.self_contained import LONGEST

_FEWEST_FACTS, _WORDS_A_FACT = 15, 6
"""The lead on a topic is made of so many clusters, or of one for so many words."""
_COMPARED = 2000
"""So many sentences are compared word by word, that a lead may not repeat itself."""
_TRIMMED = 40
"""So many sentences, those that tell most, may also be told without their asides."""
_SHORTEST = 8
"""Sentences of a lead have at least this many words, where there are such."""
_FOLLOWED = 0.25
"""What it counts to tell the latest of what reports followed up, beside the best sentence."""
_ROUNDS = 5
"""So many times a lead is chosen again without the plans of old that are in it."""
_MUCH = 0.5
"""Context-dependent sentences are told where this share of the room is left without them."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A sentence by its number, as it is or `shorter`, its words, and the pairs it holds."""

    at: int
    shorter: str
    length: int
    held: frozenset[int]


class LeadChooser:
    """Chooses the sentences of leads."""

    def __init__(
        self,
        clustering: Clustering,
        scoring: Scoring,
        newest: Mapping[int, int],
        topical: bool,
    ) -> None:
        """`newest`: the sentence that replaces each that is replaced; it is told beside it only.

        `topical`: the lead is made of the clusters that matter most, not of all.
        """
        self._clustering = clustering
        self._weighing = scoring
        self._newest = newest
        self._latest = {at: n for n, at in enumerate(sorted(set(newest.values())))}
        self._topical = topical
        self._chosen: dict[int, tuple[Wording, ...]] = {}

    def chosen(self, words: int) -> tuple[Wording, ...]:
        """The sentences of a text of at most so many words, by day of publication, then by place.

        Those that stand alone as far as they go; where they leave much of the room, whole
        sentences that depend on others too; where there is none of either kind, whatever fits.
        """
        if words not in self._chosen:
            sentences = self._clustering.sentences
            found = sorted(self._lead(words), key=lambda one: _place(sentences[one.at]))
            self._chosen[words] = tuple(found)
        return self._chosen[words]

    def _lead(self, words: int) -> list[Wording]:
        sentences = self._clustering.sentences
        eligible = self._eligible(words)
        standing = [
            at
            for at in eligible
            if (sentences[at].length >= _SHORTEST and sentences[at].self_contained)
            or at in self._latest
        ]
        best = self._current(standing, words)
        if _length(best) <= _MUCH * words:
            further = [
                at for at in eligible if sentences[at].self_contained or may_follow(sentences[at])
            ]
            best = max(best, self._selected(further, words), key=_length)
        return best or self._first(eligible, words)

    def _current(self, among: Sequence[int], words: int) -> list[Wording]:
        """Of these sentences those that together tell most, without plans for days gone by."""
        best = self._selected(among, words)
        for _ in range(_ROUNDS):
            gone = {one.at for one in best if self._clustering.outdated(one.at)}
            if not gone:
                break
            among = [at for at in among if at not in gone]
            best = self._selected(among, words)
        return best

    def _first(self, among: Sequence[int], words: int) -> list[Wording]:
        """The first sentences that fit, where no choice can be made: one word, another script."""
        found: list[Wording] = []
        for at in among:
            one = self._clustering.sentences[at]
            if one.length <= words - _length(found) and not one.annotation.boilerplate:
                found.append(Wording(at, "", one.length, self._weighing.held[at]))
        return found[:_FEWEST_FACTS]

    def _eligible(self, words: int) -> list[int]:
        """The sentences that a lead may tell: on a topic those of the clusters that matter most,
        and what replaces one of them."""
        if not self._topical:
            return list(range(len(self._clustering.sentences)))
        most = max(_FEWEST_FACTS, words // _WORDS_A_FACT)
        clusters = (self._clustering.clusters[number] for number in self._weighing.ranked()[:most])
        among = {at for cluster in clusters for at in cluster.members}
        return sorted(among | {self._newest[at] for at in among if at in self._newest})

    def _selected(self, among: Sequence[int], words: int) -> list[Wording]:
        """Of these sentences, whole or without their asides, those that together tell most."""
        bundles = self._bundles(among)
        places: dict[int, list[int]] = defaultdict(list)
        for number, bundle in enumerate(bundles):
            for one in bundle:
                places[one.at].append(number)
        repeats: dict[int, set[int]] = {at: {at} for at in places}
        for at in places:
            repeats[at].update(self._clustering.links.of(at)[0].tolist())
        for one_at, other_at in self._clustering.overlapping(sorted(places)[:_COMPARED]):
            repeats[one_at].add(other_at)
            repeats[other_at].add(one_at)
        alike = [
            frozenset(
                number
                for one in bundle
                for other in repeats[one.at]
                for number in places.get(other, ())
                if bundles[number] is not bundle
            )
            for bundle in bundles
        ]
        held = [frozenset().union(*(one.held for one in bundle)) for bundle in bundles]
        lengths = [sum(one.length for one in bundle) for bundle in bundles]
        weights, held = self._followed(bundles, held)
        chosen = selected(held, weights, lengths, words, alike)
        return [one for number in chosen for one in bundles[number]]

    def _followed(
        self, bundles: Sequence[tuple[Wording, ...]], held: Sequence[frozenset[int]]
    ) -> tuple[NDArray[np.float64], list[frozenset[int]]]:
        """The weights of pairs and of matters that reports followed up, and who holds which.

        That a toll was reported again and again says that it matters, however short the sentence
        that tells the latest.
        """
        weights = self._weighing.weights
        best = max((float(weights[sorted(one)].sum()) for one in held), default=0.0)
        follows = [
            frozenset(
                len(weights) + self._latest[one.at] for one in bundle if one.at in self._latest
            )
            for bundle in bundles
        ]
        extra = np.full(len(self._latest), _FOLLOWED * best)
        return (
            np.concatenate([weights, extra]),
            [one | more for one, more in zip(held, follows, strict=True)],
        )

    def _bundles(self, among: Sequence[int]) -> list[tuple[Wording, ...]]:
        """What may be shown: a sentence, or one that was replaced with what replaces it.

        The sentences that tell most may also be told without their asides.
        """
        sentences = self._clustering.sentences
        whole = {at: Wording(at, "", sentences[at].length, self._weighing.held[at]) for at in among}
        found: list[tuple[Wording, ...]] = []
        for at, one in whole.items():
            newest = self._newest.get(at)
            if newest is None:
                found.append((one,))
            elif newest in whole and newest not in self._newest:
                found.append((one, whole[newest]))
        best = sorted(
            whole.values(), key=lambda one: (-round(self._weighing.weight(one.held), 9), one.at)
        )
        for one in best[:_TRIMMED]:
            shorter = "" if one.at in self._newest else trimmed(sentences[one.at].text)
            if shorter:
                size = len(shorter.split())
                found.append((Wording(one.at, shorter, size, self._weighing.pairs_of(shorter)),))
        return found


def _length(wordings: Sequence[Wording]) -> int:
    return sum(one.length for one in wordings)


def may_follow(one: SentenceRecord) -> bool:
    """Whether a sentence that depends on others may be told where there is room."""
    return (
        one.whole
        and one.length <= LONGEST
        and not one.text.endswith("?")
        and not one.annotation.boilerplate
    )


def _place(one: SentenceRecord) -> tuple[bool, int, str, int]:
    day = one.article.day
    return (day is None, day.toordinal() if day else 0, one.article.id, one.position)
