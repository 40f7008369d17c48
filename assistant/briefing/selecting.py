"""Which sentences a text of so many words is made of: those that together tell most."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

_EXACT_WORDS = 400
"""Up to so many words the best choice is computed, beyond them a good one."""
_CANDIDATES = 60
_NODES = 400
_GAP = 0.002


def selected(
    held: Sequence[Collection[int]],
    weights: NDArray[np.float64],
    lengths: Sequence[int],
    words: int,
    alike: Sequence[Collection[int]] = (),
    first: int | None = None,
) -> list[int]:
    """The numbers of sentences of at most `words` words together, in rising order.

    `held[i]` are the places in `weights` of what sentence i tells, `lengths[i]` are its words. No
    two of them are `alike`: for each sentence the numbers of those that say the same. `first`
    is among them, if it fits.

    What is told counts once: the choice maximises the weight of all that the chosen sentences
    hold (maximum coverage under a budget; Gillick and Favre 2009). Of short texts the
    best choice by integer programming (HiGHS), of long ones a greedy one: the most weight for
    each word, which is within 1 - 1/e of the best of its kind (Khuller et al. 1999). The
    same sentences give the same choice.
    """
    short_enough = [number for number, length in enumerate(lengths) if 0 < length <= words]
    if not short_enough:
        return []
    alike = alike or [()] * len(held)
    first = first if first in short_enough else None
    chosen = _greedy(held, weights, lengths, short_enough, words, alike, first)
    if words <= _EXACT_WORDS:
        among = _candidates(held, weights, short_enough, chosen)
        exact = _exact(held, weights, lengths, among, words, alike, first)
        chosen = max(chosen, exact, key=lambda found: round(_weight_held(held, weights, found), 9))
    return sorted(chosen)


def _weight_held(
    held: Sequence[Collection[int]], weights: NDArray[np.float64], chosen: Sequence[int]
) -> float:
    return float(
        sum(weights[concept] for concept in sorted({c for number in chosen for c in held[number]}))
    )


def _greedy(
    held: Sequence[Collection[int]],
    weights: NDArray[np.float64],
    lengths: Sequence[int],
    short_enough: Sequence[int],
    words: int,
    alike: Sequence[Collection[int]],
    first: int | None,
) -> list[int]:
    """One after another the sentence that adds most for its length."""
    chosen: list[int] = []
    fresh = weights.astype(np.float64).copy()
    rows = [np.array(sorted(held[number]), dtype=np.int64) for number in short_enough]
    gains = np.array([fresh[row].sum() for row in rows])
    sizes = np.array([lengths[number] for number in short_enough], dtype=np.float64)
    left, room = np.ones(len(short_enough), dtype=bool), float(words)
    place = {number: row for row, number in enumerate(short_enough)}
    while True:
        open_ = left & (sizes <= room) & (gains > 1e-9)
        if not open_.any():
            return chosen
        rates = np.where(open_, np.round(gains / sizes, 9), -1.0)
        best = int(rates.argmax()) if chosen or first is None else place[first]
        # What is told now counts no more; a stale gain is only ever too high.
        now = float(fresh[rows[best]].sum())
        if now < gains[best] - 1e-9:
            gains[best] = now
            continue
        chosen.append(short_enough[best])
        left[best] = False
        room -= sizes[best]
        fresh[rows[best]] = 0.0
        left[[place[number] for number in alike[short_enough[best]] if number in place]] = False


def _candidates(
    held: Sequence[Collection[int]],
    weights: NDArray[np.float64],
    short_enough: Sequence[int],
    chosen: Sequence[int],
) -> list[int]:
    """Those that hold most, and the greedy choice."""
    worth = {
        number: round(float(sum(weights[concept] for concept in sorted(held[number]))), 9)
        for number in short_enough
    }
    best = sorted(short_enough, key=lambda number: (-worth[number], number))[:_CANDIDATES]
    return sorted({*best, *chosen})


def _exact(
    held: Sequence[Collection[int]],
    weights: NDArray[np.float64],
    lengths: Sequence[int],
    candidates: Sequence[int],
    words: int,
    alike: Sequence[Collection[int]],
    first: int | None,
) -> list[int]:
    """The best choice among the candidates; none where the search ends without one."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    concepts = sorted({concept for at in candidates for concept in held[at]})
    column = {concept: at for at, concept in enumerate(concepts)}
    count, size = len(candidates), len(concepts)
    entries = [
        (column[concept], number)
        for number, at in enumerate(candidates)
        for concept in sorted(held[at])
    ]
    rows, columns = zip(*entries, strict=True) if entries else ((), ())
    tells = sparse.csr_matrix((-np.ones(len(entries)), (rows, columns)), shape=(size, count))
    covered = sparse.hstack([tells, sparse.identity(size)]).tocsr()
    budget = np.concatenate([[lengths[at] for at in candidates], np.zeros(size)])[None, :]
    once = [
        (concept, other)
        for concept, at in enumerate(candidates)
        for other, against in enumerate(candidates[:concept])
        if against in alike[at] or at in alike[against]
    ]
    apart = sparse.csr_matrix(
        (
            np.ones(2 * len(once)),
            (np.repeat(np.arange(len(once)), 2), np.array(once, dtype=np.int64).ravel()),
        ),
        shape=(len(once), count + size),
    )
    forced = np.array([*(number == first for number in candidates), *([False] * size)])
    found = milp(
        -np.concatenate([np.zeros(count), weights[concepts]]),
        constraints=[
            LinearConstraint(covered, -np.inf, 0),
            LinearConstraint(budget, -np.inf, words),
            *([LinearConstraint(apart, -np.inf, 1)] if once else []),
        ],
        integrality=np.concatenate([np.ones(count), np.zeros(size)]),
        bounds=Bounds(np.where(forced, 1.0, 0.0), 1.0),
        # A bound on the search and not on its time: a busy machine must not choose otherwise.
        # Without presolve, which prints to standard output at times.
        options={"node_limit": _NODES, "mip_rel_gap": _GAP, "presolve": False},
    )
    if found.x is None:
        return []
    return [at for number, at in enumerate(candidates) if found.x[number] > 0.5]
