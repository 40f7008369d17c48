"""Whether what was found answers the question at all: the courage to refuse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.heads import names_all
from assistant.answering.scoring import FEATURES as SENTENCE_FEATURES
from assistant.answering.scoring import ScoredSentences
from assistant.understanding.answer_type import AnswerType
from assistant.verification.verify import by_words
from vectorstore.search import EncodedQuery, stems, weights
from vectorstore.text import negations, terms

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
READ_FEATURES = (
    *FEATURES,
    "read",  # how much likelier the reader finds an answer anywhere than none, in logits
    "read here",  # the same in the best sentence
)
TOLD_FEATURES = (
    "read",  # how much likelier the reader finds an answer in the leading sentence than none
    "fit",  # whether that holds the type of answer asked for
    "context",  # share of the question's words in it, beside it and in its title
    "counted",  # whether a number is asked for
)
"""What tells whether an article on the topic tells it: the words it has in any case."""
_OVERRULES, _UNSURE = 0.5, -0.3
"""So sure, in logits, that the answer is told, a refusal by the other two is overruled that is no
surer than that; beyond it questions on other things are answered."""
_SURE = 1.0
"""What the other two are surer of, in logits, is answered whatever the leading sentence says."""
_UNTOLD = -0.25
"""So sure, in logits, the leading sentence has to be no answer to refuse by itself."""
_SUREST = 8.0
"""What the reader says counts within so many logits."""
ANSWERED = 0.5
"""What is at least so likely to be an answer is given."""
_NAMES_UNASKED = 0.7
"""What counts for "names" where the question has none: about the mean of the others."""


def answerability(
    encoded: EncodedQuery,
    names: Sequence[str],
    sentences: ScoredSentences,
    best: int,
    answer: AnswerType,
) -> float:
    """How likely the sentence at `best`, with what stands around it, answers, in 0..1: by words
    and, where the passages were read, by the reader too, whichever says less, unless the sentence
    that leads is surely an answer.

    `names` are those in the question.
    """
    row = evidence(encoded, names, sentences, best)
    learned = weights("assistant.answering", "answerability.json", FEATURES)
    score = float(learned.score(row[None, :])[0])
    if sentences.read is not None:  # the reader knows what is left out, words what is elsewhere
        learned = weights("assistant.answering", "answerability_read.json", READ_FEATURES)
        row = np.append(row, read_evidence(sentences, best))
        score = min(score, float(learned.score(row[None, :])[0]))
        learned = weights("assistant.answering", "answerability_told.json", TOLD_FEATURES)
        told = float(learned.score(told_evidence(encoded, sentences, answer)[None, :])[0])
        leading = sentences.places[sentences.ranked()[0]].excerpt
        near = set(terms(f"{leading.article.title}. {leading.text}"))
        named = not names or names_all(names, near)
        if told >= _OVERRULES and score >= _UNSURE and named:
            score = max(score, told)
        elif score < _SURE and told < _UNTOLD:
            score = min(score, told)
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def evidence(
    encoded: EncodedQuery, names: Sequence[str], sentences: ScoredSentences, best: int
) -> NDArray[np.float32]:
    """What speaks for an answer, as one row of `FEATURES`."""
    place, row = sentences.places[best], sentences.rows[best]
    excerpt = place.excerpt
    article, sentence = excerpt.article, place.quote.text
    around = set(terms(f"{article.title}. {excerpt.text}"))
    total = sum(encoded.terms.values()) or 1.0
    passage = [article.text[span.start : span.end] for span in excerpt.sentences]
    denies = bool(negations(encoded.text)) and not negations(sentence)
    return np.array(
        [
            row[SENTENCE_FEATURES.index("match")],
            sentences.by_words[best],
            _logit(excerpt.score),
            sum(weight for term, weight in encoded.terms.items() if term in around) / total,
            by_words(encoded.text, passage).score,
            by_words(encoded.text, [sentence]).score,
            _names_held(names, around),
            float(denies),
        ],
        dtype=np.float32,
    )


def read_evidence(sentences: ScoredSentences, best: int) -> NDArray[np.float32]:
    """What the reader says for an answer: the last two of `READ_FEATURES`, zeros where nothing was
    read."""
    if sentences.read is None:
        return np.zeros(2, dtype=np.float32)
    said = np.clip(sentences.read, -_SUREST, _SUREST)
    return np.array([said.max(), said[best]], dtype=np.float32)


def told_evidence(
    encoded: EncodedQuery, sentences: ScoredSentences, answer: AnswerType
) -> NDArray[np.float32]:
    """What the leading sentence says for an answer, as one row of `TOLD_FEATURES`; nothing of the
    reader where nothing was read."""
    leading = sentences.ranked()[0]
    place = sentences.places[leading]
    read = 0.0 if sentences.read is None else float(sentences.read[leading])
    near = (place.quote.text, place.neighbour(-1), place.neighbour(1), place.excerpt.article.title)
    there = {term for text in near for term in stems(text)}
    asked = set(terms(encoded.text))
    return np.array(
        [
            np.clip(read, -_SUREST, _SUREST),
            sentences.rows[leading][SENTENCE_FEATURES.index("fit")],
            len(asked & there) / (len(asked) or 1),
            float(answer.kind in ("count", "amount")),
        ],
        dtype=np.float32,
    )


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))


def _names_held(names: Sequence[str], around: set[str]) -> float:
    found = [set(terms(name)) for name in names]
    held = [words <= around for words in found if words]
    return sum(held) / len(held) if held else _NAMES_UNASKED
