"""How far quotes support a statement, in one figure: a few measures and their learned weights.

The weights stand in `weights.json` with what they were fitted on; the script that fits them is
`benchmarks/citations/fit.py`.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from heapq import nsmallest
from pathlib import Path

from vectorstore.text import Span, terms

_CLOSEST = 24
"""How many passages are compared word by word; a page has hundreds of sentences."""
_MOST_HOLDING = 400
"""Of so many passages that hold a word, the first, it counts: time grows with the text only."""
_BEST = 3
"""How many quotes, the best ones, are looked at together."""
_LEAST_TOTAL = -50.0  # below it, a very long list of what is lacking would overflow


class Passages:
    """Quotes, or sentences of quotes, each once, found again by the words they hold."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(dict.fromkeys(texts))
        self._holding: dict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(self.texts):
            for term in set(terms(text)):
                self._holding[term].append(index)

    def closest(self, statement: str) -> tuple[str, ...]:
        """The passages that share most with a statement, in their own order, 24 at most.

        A shared content word weighs by how few passages hold it. Where there are no more than
        24 all of them are given back, those that share nothing included.
        """
        if len(self.texts) <= _CLOSEST:
            return self.texts
        weights: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(terms(statement)):
            holding = self._holding.get(term, [])
            rarity = math.log(1 + len(self.texts) / max(len(holding), 1))
            for index in holding[:_MOST_HOLDING]:
                weights[index] += rarity
        best = nsmallest(_CLOSEST, weights, key=lambda index: (-weights[index], index))
        return tuple(self.texts[index] for index in sorted(best))


@dataclass(frozen=True, slots=True)
class Measures:
    """What the score rests on.

    `together` is the share of the statement's content words that its three best quotes hold.
    `numbers` and `names` are the logarithms of how many of each are lacking, `dates` adds up what
    no quote tells of the dates that are lacking.
    """

    together: float
    numbers: float
    dates: float
    names: float


def measured(
    statement: str,
    quotes: Sequence[str],
    held: Sequence[Span],
    lacking: tuple[int, float, int],
) -> Measures:
    """The measures of a statement against its quotes.

    `held` are the numbers, dates and names that the quotes hold, in whatever form: words of them
    that stand nowhere ("four hundred" for "400") are left out of the count. `lacking` tells how
    many numbers, how much of its dates and how many names are not held.
    """
    rows = [frozenset(terms(quote)) for quote in quotes]
    known = frozenset(term for row in rows for term in row)
    given = {term for start, end in held for term in terms(statement[start:end])}
    wanted = frozenset(terms(statement)) - (given - known)
    together = _held_by_best(wanted, rows) / len(wanted) if wanted else float(bool(given))
    numbers, dates, names = lacking
    return Measures(together, math.log1p(numbers), dates, math.log1p(names))


def support(measures: Measures) -> float:
    """The score that measures come to, in 0..1: a logistic curve over their weighted sum."""
    weights = _weights()
    total = weights["constant"]
    for name, value in asdict(measures).items():
        total += weights[name] * value
    return 1 / (1 + math.exp(-max(total, _LEAST_TOTAL)))


@cache
def _weights() -> Mapping[str, float]:
    text = Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in json.loads(text)["weights"].items()}


def _held_by_best(wanted: frozenset[str], rows: Sequence[frozenset[str]]) -> int:
    """How many words a few quotes hold, each chosen for what the ones before it lack."""
    found: frozenset[str] = frozenset()
    for _ in range(_BEST):
        found |= max(
            (wanted & row for row in rows), key=lambda row: len(row - found), default=found
        )
    return len(found)
