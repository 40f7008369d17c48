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

_FEWEST_CLUSTERS, _WORDS_A_CLUSTER = 15, 6
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

    number: int
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
        self._scoring = scoring
        self._newest = newest
        self._latest = {number: n for n, number in enumerate(sorted(set(newest.values())))}
        self._topical = topical
        self._chosen: dict[int, tuple[Wording, ...]] = {}

    def chosen(self, words: int) -> tuple[Wording, ...]:
        """The sentences of a text of at most so many words, by day of publication, then by place.

        Those that stand alone as far as they go; where they leave much of the room, whole
        sentences that depend on others too; where there is none of either kind, whatever fits.
        """
        if words not in self._chosen:
            sentences = self._clustering.sentences
            found = sorted(self._lead(words), key=lambda wording: _place(sentences[wording.number]))
            self._chosen[words] = tuple(found)
        return self._chosen[words]

    def _lead(self, words: int) -> list[Wording]:
        sentences = self._clustering.sentences
        eligible = self._eligible(words)
        independent = [
            number
            for number in eligible
            if (sentences[number].length >= _SHORTEST and sentences[number].self_contained)
            or number in self._latest
        ]
        best = self._current(independent, words)
        if _length(best) <= _MUCH * words:
            further = [
                number
                for number in eligible
                if sentences[number].under_topic or may_follow(sentences[number])
            ]
            best = max(best, self._selected(further, words), key=_length)
        return best or self._first(eligible, words)

    def _current(self, among: Sequence[int], words: int) -> list[Wording]:
        """Of these sentences those that together tell most, without plans for days gone by."""
        best = self._selected(among, words)
        for _ in range(_ROUNDS):
            gone = {wording.number for wording in best if self._clustering.outdated(wording.number)}
            if not gone:
                break
            among = [number for number in among if number not in gone]
            best = self._selected(among, words)
        return best

    def _first(self, among: Sequence[int], words: int) -> list[Wording]:
        """The first sentences that fit, where no choice can be made: one word, another script."""
        found: list[Wording] = []
        for number in among:
            sentence = self._clustering.sentences[number]
            if sentence.length <= words - _length(found) and not sentence.annotation.boilerplate:
                found.append(Wording(number, "", sentence.length, self._scoring.held[number]))
        return found[:_FEWEST_CLUSTERS]

    def _eligible(self, words: int) -> list[int]:
        """The sentences that a lead may tell: on a topic those of the clusters that matter most,
        and what replaces one of them."""
        if not self._topical:
            return list(range(len(self._clustering.sentences)))
        most = max(_FEWEST_CLUSTERS, words // _WORDS_A_CLUSTER)
        clusters = (self._clustering.clusters[number] for number in self._scoring.ranked()[:most])
        among = {number for cluster in clusters for number in cluster.members}
        return sorted(among | {self._newest[number] for number in among if number in self._newest})

    def _selected(self, among: Sequence[int], words: int) -> list[Wording]:
        """Of these sentences, whole or without their asides, those that together tell most."""
        bundles = self._bundles(among)
        places: dict[int, list[int]] = defaultdict(list)
        for number, bundle in enumerate(bundles):
            for wording in bundle:
                places[wording.number].append(number)
        repeats: dict[int, set[int]] = {number: {number} for number in places}
        for place in places:
            repeats[place].update(self._clustering.links.of(place)[0].tolist())
        for first, second in self._clustering.overlapping(sorted(places)[:_COMPARED]):
            repeats[first].add(second)
            repeats[second].add(first)
        alike = [
            frozenset(
                number
                for wording in bundle
                for other in repeats[wording.number]
                for number in places.get(other, ())
                if bundles[number] is not bundle
            )
            for bundle in bundles
        ]
        held = [frozenset().union(*(wording.held for wording in bundle)) for bundle in bundles]
        lengths = [sum(wording.length for wording in bundle) for bundle in bundles]
        weights, held = self._followed(bundles, held)
        chosen = selected(held, weights, lengths, words, alike)
        return [wording for number in chosen for wording in bundles[number]]

    def _followed(
        self, bundles: Sequence[tuple[Wording, ...]], held: Sequence[frozenset[int]]
    ) -> tuple[NDArray[np.float64], list[frozenset[int]]]:
        """The weights of pairs and of matters that reports followed up, and who holds which.

        That a toll was reported again and again says that it matters, however short the sentence
        that tells the latest.
        """
        weights = self._scoring.weights
        best = max((float(weights[sorted(concepts)].sum()) for concepts in held), default=0.0)
        follows = [
            frozenset(
                len(weights) + self._latest[wording.number]
                for wording in bundle
                if wording.number in self._latest
            )
            for bundle in bundles
        ]
        extra = np.full(len(self._latest), _FOLLOWED * best)
        return (
            np.concatenate([weights, extra]),
            [concepts | more for concepts, more in zip(held, follows, strict=True)],
        )

    def _bundles(self, among: Sequence[int]) -> list[tuple[Wording, ...]]:
        """What may be shown: a sentence, or one that was replaced with what replaces it.

        The sentences that tell most may also be told without their asides.
        """
        sentences = self._clustering.sentences
        whole = {
            number: Wording(number, "", sentences[number].length, self._scoring.held[number])
            for number in among
        }
        found: list[tuple[Wording, ...]] = []
        for number, wording in whole.items():
            newest = self._newest.get(number)
            if newest is None:
                found.append((wording,))
            elif newest in whole and newest not in self._newest:
                found.append((wording, whole[newest]))
        best = sorted(
            whole.values(),
            key=lambda wording: (-round(self._scoring.weight(wording.held), 9), wording.number),
        )
        for wording in best[:_TRIMMED]:
            shorter = (
                "" if wording.number in self._newest else trimmed(sentences[wording.number].text)
            )
            if shorter:
                size = len(shorter.split())
                found.append(
                    (Wording(wording.number, shorter, size, self._scoring.pairs_of(shorter)),)
                )
        return found


def _length(wordings: Sequence[Wording]) -> int:
    return sum(wording.length for wording in wordings)


def may_follow(sentence: SentenceRecord) -> bool:
    """Whether a sentence that depends on others may be told where there is room."""
    return (
        sentence.whole
        and sentence.length <= LONGEST
        and not sentence.text.endswith("?")
        and not sentence.annotation.boilerplate
    )


def _place(sentence: SentenceRecord) -> tuple[bool, int, str, int]:
    day = sentence.article.day
    return (day is None, day.toordinal() if day else 0, sentence.article.id, sentence.position)
