"""Which sentences answer a question: each is scored by features that can be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.fitting import fit, is_new
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Excerpt
from vectorstore.library import Library
from vectorstore.search import Query, stems, weights
from vectorstore.text import Asked, asked, terms, words

FEATURES = (
    "match",  # how well each token of the question is met in the sentence, on average
    "rare match",  # the same, weighted by how rare each word is
    "both",  # the same with both weights
    "passage match",  # "match" for the whole passage
    "passage",  # the passage's score
    "standing",  # the passage's rank
    "overlap",  # share of the question's words, by rarity, that the sentence has
    "overlap before",  # what the sentence before has of the rest
    "overlap after",  # what the sentence after has of the rest
    "overlap title",  # what the title has of the rest
    "phrases",  # share of the question's pairs of neighbouring words that stand so here
    "density",  # the words it shares with the question, of all its words
    "fit",  # whether it holds the kind of thing asked for
    "new",  # whether that is not in the question already
    "opening",  # how near the sentence is to the start of its article
    "first",  # whether it is the first sentence
    "leans",  # whether it begins with a word that points back
    "short",  # whether it has fewer than six words
    "length",  # the logarithm of its words
)
_MOST = 40
"""So many sentences are looked at closely."""
_LEANS = frozenset("he she it they this that these those his her their its such both".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of an excerpt: the excerpt, and which of its sentences."""

    excerpt: Excerpt
    at: int

    @property
    def quote(self) -> Quote:
        span = self.excerpt.sentences[self.at]
        return Quote(self.excerpt.article, span.start, span.end)

    def neighbour(self, step: int) -> str:
        at = self.at + step
        if not 0 <= at < len(self.excerpt.sentences):
            return ""
        span = self.excerpt.sentences[at]
        return self.excerpt.article.text[span.start : span.end]


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """The sentences of the excerpts, each once: `rows` has one row of `FEATURES` for each."""

    places: tuple[Place, ...]
    rows: NDArray[np.float32]

    def ranked(self) -> list[int]:
        """The places, best first, by the weights that `benchmarks/answers/train.py` learned."""
        scores = self.scores()
        keys = [(-scores[at], one.excerpt.number, one.at) for at, one in enumerate(self.places)]
        return sorted(range(len(keys)), key=keys.__getitem__)

    def scores(self) -> NDArray[np.float64]:
        """The weighted sum of each row."""
        return weights("assistant.answering", "sentences.json", FEATURES).score(self.rows)

    def candidates(self) -> tuple[Candidate, ...]:
        """The sentences as candidates, best first."""
        scores = self.scores()
        return tuple(
            Candidate(self.places[at].quote, self.places[at].excerpt.number, float(scores[at]))
            for at in self.ranked()
        )


def rated(query: Query, excerpts: Sequence[Excerpt], library: Library) -> Rated:
    """The sentences of the excerpts that meet the question best, and what speaks for each."""
    matched = library.matched(
        query, [(one.article.id, one.start, one.sentences) for one in excerpts]
    )
    wanted = asked(query.text)
    met: dict[tuple[str, int], tuple[Place, tuple[float, ...]]] = {}
    for excerpt, best in zip(excerpts, matched, strict=True):
        told = query.matched(best)
        whole = float(best.max(axis=0, initial=0.0).mean()) if best.size else 0.0
        for at, span in enumerate(excerpt.sentences):
            key = (excerpt.article.id, span.start)
            met.setdefault(key, (Place(excerpt, at), (*map(float, told[at]), whole)))
    # What follows looks closely at words, which takes time: only the nearest are worth it.
    nearest = set(
        sorted(met, key=lambda key: -round(met[key][1][FEATURES.index("both")], 6))[:_MOST]
    )
    kept = [met[key] for key in met if key in nearest]
    rows = [(*first, *_told(place, query, wanted)) for place, first in kept]
    features = np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))
    return Rated(tuple(place for place, _ in kept), features)


def _told(place: Place, query: Query, wanted: Asked) -> tuple[float, ...]:
    """The features that follow from the words, in the order of `FEATURES`."""
    text, excerpt = place.quote.text, place.excerpt
    said = stems(text)
    here = set(said)
    total = sum(query.terms.values()) or 1.0
    lacking = {term: weight for term, weight in query.terms.items() if term not in here}

    def share(other: str) -> float:
        there = set(stems(other))
        return sum(weight for term, weight in lacking.items() if term in there) / total

    order = terms(query.text)
    pairs = set(pairwise(order))
    held = len(query.terms) - len(lacking)
    spoken = [text[span.start : span.end] for span in words(text)]
    start = place.quote.start
    fitting = fit(text, wanted)
    return (
        excerpt.score,
        (1 + excerpt.number) ** -0.5,
        1 - sum(lacking.values()) / total,
        share(place.neighbour(-1)),
        share(place.neighbour(1)),
        share(excerpt.article.title),
        len(pairs & set(pairwise(said))) / (len(pairs) or 1),
        held / max(4, len(here)),
        fitting,
        float(fitting > 0 and is_new(text, query.text, wanted)),
        1 / (1 + start / 500),
        float(start == 0),
        float(bool(spoken) and spoken[0].casefold() in _LEANS),
        float(len(spoken) < 6),
        float(np.log1p(len(spoken))),
    )
