"""Whether a passage holds a sentence in other words, by what was learned from rewordings of news.

The bundled model reads passage and sentence together, with low-rank changes that
`benchmarks/citations/train_holding.py` learned, and a head on what it makes of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from vectorstore.text.adapters import adapter

WEIGHTS = "holding.npz"
MOST_TOKENS = 150
"""So many tokens of a passage are read."""


def evidence(text: str, title: str = "", day: date | None = None) -> str:
    """A passage as the network reads it: with the day and the title of its article."""
    dated = f"{day:%A} {day.day} {day:%B} {day.year}. " if day else ""
    return f"{dated}{title}{'. ' * bool(title)}{text}"


def held_by(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """For each passage, as `evidence` gives it, and sentence how likely it holds it, in 0..1."""
    learned = adapter(__package__, WEIGHTS)
    weights, bias = learned.head("held")[0], float(learned.head("held.bias")[0])
    found = []
    for states in learned.states(pairs, most=MOST_TOKENS):
        mean = states.second.mean(axis=0) if len(states.second) else states.whole * 0
        said = float(np.concatenate([mean, states.whole]) @ weights) + bias
        found.append(1 / (1 + float(np.exp(-said))))
    return found
