"""What a follow-up leans on: which of its words point back, and to what in the turn before.

MiniLM with low-rank changes (`vectorstore.text.adapters`) reads the follow-up together with the
turn before it. One head tells how it leans, one marks the word that points back, one what it
stands for. `benchmarks/requests/train_followups.py` makes the weights; `run.py` beside it measures
them on dialogues held out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.adapters import adapter
from vectorstore.text.encoder import Embeddings

Leaning = Literal["alone", "refers", "leans", "swap", "again"]
LEANINGS: tuple[Leaning, ...] = ("alone", "refers", "leans", "swap", "again")
_TARGETS = 4
_LONGEST, _WORD = 24, 3
"""So many tokens a target has at most, and the words for it."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A stretch of the turn before that a follow-up may stand on: `start` and `end` in the context
    that was read, and how likely it is, 0..1."""

    start: int
    end: int
    likely: float


@dataclass(frozen=True, slots=True)
class Binding:
    """How a follow-up leans on the turn before it.

    `leaning`: "alone" not at all; "refers" by a word, which stands at `word`, for a target; "leans"
    by leaving a target out; "swap" by putting what stands at `word` in the place of a target in the
    question before; "again" by a question word alone. `targets` come the likeliest first.
    """

    leaning: Leaning
    word: tuple[int, int] | None
    targets: tuple[Target, ...]
    sure: float


def binding(
    question: str, context: str, asked: int, embeddings: Embeddings | None = None
) -> Binding:
    """How a question leans on a context, the question before it, of `asked` characters, with its
    answer."""
    weights = adapter("assistant.understanding", "followups.npz")
    (states,) = weights.states([(question, context)], embeddings)
    border = sum(end <= asked for _, end in states.second_spans)
    mean = states.first.mean(axis=0) if len(states.first) else states.whole
    pooled = np.concatenate([mean, states.whole])
    likely = _softmax(weights.head("leaning") @ pooled + weights.head("leaning.bias"))
    best = int(np.argmax(likely))
    words = _spans(states.first, weights.head("word"), 1, _WORD)
    found = _spans(states.second, weights.head("target"), _TARGETS, _LONGEST, border)
    targets = tuple(
        Target(*_whole(context, states.second_spans[first][0], states.second_spans[last][1]), share)
        for first, last, share in found
    )
    place = None
    if words and LEANINGS[best] in ("refers", "swap", "again"):
        first, last, _ = words[0]
        place = _whole(question, states.first_spans[first][0], states.first_spans[last][1])
    return Binding(LEANINGS[best], place, targets, float(likely[best]))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=0))
    shares: NDArray[np.float32] = raised / raised.sum(axis=0)
    return shares


def _spans(
    states: NDArray[np.float32],
    weights: NDArray[np.float32],
    most: int,
    longest: int,
    border: int = 0,
) -> list[tuple[int, int, float]]:
    """The stretches that are likeliest to be meant, apart from each other: first and last token,
    and how likely it is. Two rows of weights tell where one begins and where it ends; it has at
    most so many tokens, and does not go over the token at `border`."""
    if not len(states):
        return []
    begins, ends = _softmax(states @ weights.T).T
    joint = np.triu(np.outer(begins, ends))
    joint = joint - np.triu(joint, longest)
    joint[:border, border:] = 0
    found: list[tuple[int, int, float]] = []
    for place in np.argsort(-joint, axis=None, kind="stable")[:_LOOKED_AT].tolist():
        first, last = divmod(place, len(states))
        if all(last < other[0] or first > other[1] for other in found):
            found.append((first, last, float(joint[first, last])))
        if len(found) == most:
            break
    return found


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the whole of the words that it cuts."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
