"""The courage to refuse: does what was found answer the question?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.choosing import FEATURES as SENTENCE_FEATURES
from assistant.answering.choosing import Rated
from vectorstore.language import dates, names, numbers, terms
from vectorstore.ranking import Query, weights

FEATURES = (
    "match",  # how well each token of the question is met in the best sentence, on average
    "rare match",  # the same, weighted by how rare each word is
    "overlap",  # share of the question's words, by rarity, that the best sentence has
    "passage overlap",  # the same for its passage and title
    "met",  # how well each token is met anywhere in the best three passages, by rarity
    "least met",  # the same for the rare word that is met worst
    "passage",  # what the search thinks of the best passage
    "fit",  # whether the best sentence holds the kind of thing asked for
    "new",  # whether that is not in the question already
    "names",  # share of the question's names that the passage has
    "figures",  # share of the question's numbers and dates that the passage has
    "missing",  # whether no article has one of the question's names or years
)
_RARE = 0.5
"""A word is rare that tells at least this share of what the question's rarest tells."""
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Belief:
    """How sure it is that what was found answers: `score` in 0..1, refused under a half."""

    score: float

    def __bool__(self) -> bool:
        return self.score >= 0.5


def belief(query: Query, rated: Rated, best: int, missing: Sequence[str]) -> Belief:
    """Whether the sentence at `best`, with what stands around it, answers the question."""
    row = evidence(query, rated, best, missing)
    score = float(weights("assistant.answering", "refusing.json", FEATURES).score(row[None, :])[0])
    return Belief(float(1 / (1 + np.exp(-np.clip(score, -30, 30)))))


def evidence(query: Query, rated: Rated, best: int, missing: Sequence[str]) -> NDArray[np.float32]:
    """What speaks for an answer, as one row of `FEATURES`."""
    place, row = rated.places[best], rated.rows[best]
    column = SENTENCE_FEATURES.index
    excerpt = place.excerpt
    passage = excerpt.text
    around = set(terms(f"{excerpt.article.title}. {passage}"))
    total = sum(query.terms.values()) or 1.0
    met = _met(rated, len(query.tokens))
    rare = query.rarity >= _RARE * query.rarity.max(initial=0.0)
    told = query.rarity if query.rarity.any() else np.ones_like(query.rarity)
    return np.array(
        [
            row[column("match")],
            row[column("rare match")],
            row[column("overlap")],
            sum(weight for term, weight in query.terms.items() if term in around) / total,
            float(met @ told / told.sum()) if len(met) else 0.0,
            float(met[rare].min(initial=1.0)) if len(met) else 0.0,
            _logit(excerpt.score),
            row[column("fit")],
            row[column("new")],
            _names_held(query.text, around),
            _figures_held(query.text, passage, around),
            float(bool(missing)),
        ],
        dtype=np.float32,
    )


def _met(rated: Rated, tokens: int) -> NDArray[np.float32]:
    """For each token of the question its best match in the first passages."""
    found = [best.max(axis=0) for best in rated.matched[:_LOOKED_AT] if best.size]
    return np.max(found, axis=0) if found else np.zeros(tokens, dtype=np.float32)


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))


def _names_held(question: str, around: set[str]) -> float:
    found = [set(terms(name.text)) for name in names(question)]
    held = [bool(words & around) for words in found if words]
    return sum(held) / len(held) if held else 0.5


def _figures_held(question: str, passage: str, around: set[str]) -> float:
    wanted = [set(terms(question[d.start : d.end])) for d in dates(question)]
    given = {number.value for number in numbers(passage)}
    held = [bool(words & around) for words in wanted if words]
    held += [number.value in given for number in numbers(question) if not number.ordinal]
    return sum(held) / len(held) if held else 0.5
