"""Groups of things that are alike on average, from how alike each two of them are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Likeness = Callable[[Sequence[int]], NDArray[np.float64]]
"""How alike the things with these numbers are: a square, symmetric matrix."""


def grouped(count: int, near: Sequence[tuple[int, int]], like: Likeness, least: float) -> list[int]:
    """A group for each of `count` things, by the number of the group's first member.

    Groups are merged, the most alike first, while their members are alike by `least` on average
    (average linkage). `near` holds every pair that is alike by `least`: no merge can happen
    without one, so that what no chain of pairs joins is never compared.
    """
    found = list(range(count))
    for members in _joined(count, near):
        if len(members) > 1:
            labels = _merged(like(members), least)
            for place, label in enumerate(labels):
                found[members[place]] = members[label]
    return found


def _joined(count: int, near: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The things that chains of pairs join, in order."""
    head = list(range(count))

    def top(one: int) -> int:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for one, other in near:
        ours, theirs = sorted((top(one), top(other)))
        head[theirs] = ours
    together: dict[int, list[int]] = {}
    for one in range(count):
        together.setdefault(top(one), []).append(one)
    return list(together.values())


def _merged(alike: NDArray[np.float64], least: float) -> list[int]:
    """For each row the first row of its group, by average linkage down to `least`.

    Nearest-neighbour chains give the merges of the greedy order, since an average of two
    likenesses is never above both (Murtagh 1983, "A Survey of Recent Advances in Hierarchical
    Clustering Algorithms"). Of equals the first is taken.
    """
    count = len(alike)
    likeness = alike.copy()
    np.fill_diagonal(likeness, -np.inf)
    size = np.ones(count)
    head = np.arange(count)
    live = np.ones(count, dtype=bool)
    chain: list[int] = []
    while True:
        if not chain:
            rest = np.flatnonzero(live)
            if not len(rest):
                return [int(one) for one in head]
            chain = [int(rest[0])]
        tip = chain[-1]
        row = likeness[tip]
        nearest = int(np.argmax(row))
        if len(chain) > 1 and row[chain[-2]] >= row[nearest]:
            nearest = chain[-2]
        if row[nearest] < least:
            # Nothing will join it any more: what others merge into is no nearer to it.
            live[tip] = False
            likeness[tip, :] = likeness[:, tip] = -np.inf
            chain.pop()
        elif len(chain) > 1 and nearest == chain[-2]:
            del chain[-2:]
            _merge(likeness, size, head, live, *sorted((tip, nearest)))
        else:
            chain.append(nearest)


def _merge(
    likeness: NDArray[np.float64],
    size: NDArray[np.float64],
    head: NDArray[np.int64],
    live: NDArray[np.bool_],
    one: int,
    other: int,
) -> None:
    """The second group becomes part of the first."""
    total = size[one] + size[other]
    row = (size[one] * likeness[one] + size[other] * likeness[other]) / total
    row[one] = row[other] = -np.inf
    likeness[one, :] = likeness[:, one] = row
    likeness[other, :] = likeness[:, other] = -np.inf
    size[one] = total
    live[other] = False
    head[head == other] = one
