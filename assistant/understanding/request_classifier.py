"""The kind, the scope and the topic of a request, by weights learned on labelled requests.

MiniLM with low-rank changes (`vectorstore.text.adapters`) reads the request once; three linear
heads tell the kind and the scope from its mean and first state, and from the state of each token
whether a topic begins there (B), goes on (I) or neither (O). `benchmarks/requests/train.py`
makes the weights and `fit_kind.py` there the head of the kind, `run.py` measures them on requests
held out.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.adapters import AdaptedStates, adapter
from vectorstore.text.encoder import Embeddings

if TYPE_CHECKING:
    from assistant.understanding.requests import RequestKind, RequestScope

KINDS: tuple[RequestKind, ...] = (
    "answer", "summary", "comparison", "timeline", "list", "differences", "changes", "quotes",
    "library", "transform", "model", "help",
)  # fmt: skip
SCOPES: tuple[RequestScope, ...] = (
    "everything", "topic", "article", "publisher", "period", "last", "point", "none",
)  # fmt: skip
OUTSIDE, BEGINS, INSIDE = range(3)
_MOST = 1_000
"""So many characters of a request are read, from its end, where long ones come to the point."""
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Classified:
    """What the weights say of a request; `sure` is how likely the kind is, `second` the kind that
    is likely next."""

    kind: RequestKind
    scope: RequestScope
    topics: tuple[str, ...]
    sure: float
    second: RequestKind


def classified(request: str, embeddings: Embeddings | None = None) -> Classified:
    """The kind, scope and topics of a request; `embeddings` are the library's."""
    return _classified(request[-_MOST:], cast(Hashable, embeddings))


@lru_cache(_KEPT)
def _classified(request: str, embeddings: Hashable) -> Classified:
    weights = adapter("assistant.understanding", "requests.npz")
    pooled, states = pooled_states(request, cast("Embeddings | None", embeddings))
    likely = _softmax(weights.head("kind") @ pooled + weights.head("kind.bias"))
    best, second = np.argsort(-likely, kind="stable")[:2]
    scope = int(np.argmax(weights.head("scope") @ pooled + weights.head("scope.bias")))
    tags = states.first @ weights.head("topic").T + weights.head("topic.bias")
    topics = _topics(request, states, np.argmax(tags, axis=1))
    return Classified(KINDS[best], SCOPES[scope], topics, float(likely[best]), KINDS[second])


def pooled_states(
    request: str, embeddings: Embeddings | None = None
) -> tuple[NDArray[np.float32], AdaptedStates]:
    """What the heads of kind and scope read of a request (the mean of its tokens' states and the
    first state, in one), and the states themselves."""
    weights = adapter("assistant.understanding", "requests.npz")
    (states,) = weights.states([(request, "")], embeddings)
    return np.concatenate([_mean(states), states.whole]), states


def _mean(states: AdaptedStates) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = states.first.mean(axis=0) if len(states.first) else states.whole
    return mean


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised: NDArray[np.float32] = np.exp(logits - logits.max())
    shares: NDArray[np.float32] = raised / raised.sum()
    return shares


def _topics(request: str, states: AdaptedStates, tags: NDArray[np.int64]) -> tuple[str, ...]:
    """The words that the tags mark, whole ones."""
    spans: list[tuple[int, int]] = []
    before = OUTSIDE
    for (start, end), tag in zip(states.first_spans, tags.tolist(), strict=True):
        continues = spans and request[spans[-1][1] : start].strip() == ""
        within = start > 0 and request[start - 1].isalnum() and request[start].isalnum()
        if (
            continues
            and before != OUTSIDE
            and (tag == INSIDE or (within and spans[-1][1] == start))
        ):
            spans[-1] = (spans[-1][0], end)
            before = INSIDE
            continue
        if tag != OUTSIDE:
            while start and request[start - 1].isalnum():
                start -= 1
            spans.append((start, end))
        before = tag
    return tuple(request[start:end] for start, end in spans)
