"""The courage to refuse: does what was found answer the question?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.choosing import FEATURES as SENTENCE_FEATURES
from assistant.answering.choosing import Rated
from assistant.verification.gate import verify
from vectorstore.search import Query, weights
from vectorstore.text import names, negations, terms

FEATURES = (
    "match",  # how well each token of the question is met in the best sentence, on average
    "best",  # what the best sentence scores
    "passage",  # what the search thinks of the best passage
    "passage overlap",  # share of the question's words, by rarity, in its passage and title
    "held",  # how far the gate would let the question pass as a statement on its passage
    "held by one",  # the same for the best sentence alone
    "names",  # share of the question's names that the passage or its title has whole
    "negated",  # whether the question denies something and the sentence nothing
)
_NAMES_UNASKED = 0.7
"""What counts for "names" where the question has none: about the mean of the others."""


@dataclass(frozen=True, slots=True)
class Belief:
    """How sure it is that what was found answers: `score` in 0..1, refused under a half."""

    score: float

    def __bool__(self) -> bool:
        return self.score >= 0.5


def belief(query: Query, rated: Rated, best: int, missing: Sequence[str]) -> Belief:
    """Whether the sentence at `best`, with what stands around it, answers the question.

    It does not where no article has one of the question's names or years (`missing`).
    """
    if missing:
        return Belief(0.0)
    row = evidence(query, rated, best)
    score = float(weights("assistant.answering", "refusing.json", FEATURES).score(row[None, :])[0])
    return Belief(float(1 / (1 + np.exp(-np.clip(score, -30, 30)))))


def evidence(query: Query, rated: Rated, best: int) -> NDArray[np.float32]:
    """What speaks for an answer, as one row of `FEATURES`."""
    place, row = rated.places[best], rated.rows[best]
    excerpt = place.excerpt
    article, sentence = excerpt.article, place.quote.text
    around = set(terms(f"{article.title}. {excerpt.text}"))
    total = sum(query.terms.values()) or 1.0
    passage = [article.text[span.start : span.end] for span in excerpt.sentences]
    denies = bool(negations(query.text)) and not negations(sentence)
    return np.array(
        [
            row[SENTENCE_FEATURES.index("match")],
            rated.scores()[best],
            _logit(excerpt.score),
            sum(weight for term, weight in query.terms.items() if term in around) / total,
            verify(query.text, passage).score,
            verify(query.text, [sentence]).score,
            _names_held(query.text, around),
            float(denies),
        ],
        dtype=np.float32,
    )


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))


def _names_held(question: str, around: set[str]) -> float:
    found = [set(terms(name.text)) for name in names(question)]
    held = [words <= around for words in found if words]
    return sum(held) / len(held) if held else _NAMES_UNASKED
