"""Which of many quotes are worth comparing with a statement: those that share rare words of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from vectorstore.text import terms

MOST = 24
"""How many quotes are compared word by word; a page has hundreds of sentences."""


def relevant(statement: str, quotes: Sequence[str], most: int = MOST) -> list[str]:
    """The quotes that share most with a statement, in their own order, at most `most` of them.

    A shared content word weighs by how few of the quotes hold it. Where there are no more than
    `most`, all of them are given back, those that share nothing included.
    """
    if len(quotes) <= most:
        return list(quotes)
    wanted = frozenset(terms(statement))
    shared = [wanted.intersection(terms(quote)) for quote in quotes]
    held_by = Counter(term for each in shared for term in each)
    rarity = {term: math.log(1 + len(quotes) / count) for term, count in held_by.items()}
    # Summed in a fixed order: a set's order differs from run to run, and so would the last digit.
    weights = [sum(rarity[term] for term in sorted(each)) for each in shared]
    best = sorted(range(len(quotes)), key=lambda index: (-weights[index], index))[:most]
    return [quotes[index] for index in sorted(best) if weights[index]]
