"""Groups of things that are alike on average, from how alike each two of them are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Square = Callable[[Sequence[int]], NDArray[np.float64]]
"""How alike the things with these numbers are: a square, symmetric matrix."""


def grouped(count: int, near: Sequence[tuple[int, int]], alike: Square, least: float) -> list[int]:
    """A group for each of `count` things, by the number of the group's first member.

    Groups are merged, the most alike first, while their members are alike by `least` on average
    (average linkage). `near` holds every pair that is alike by `least`: no merge can happen
    without one, so that what no chain of pairs joins is never compared.
    """
    found = list(range(count))
    for members in _joined(count, near):
        if len(members) > 1:
            for place, head in enumerate(_merged(alike(members), least)):
                found[members[place]] = members[head]
    return found


def _joined(count: int, near: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The things that chains of pairs join, in order."""
    head = list(range(count))

    def top(member: int) -> int:
        while head[member] != member:
            head[member] = head[head[member]]
            member = head[member]
        return member

    for pair in near:
        ours, theirs = sorted(map(top, pair))
        head[theirs] = ours
    together: dict[int, list[int]] = {}
    for member in range(count):
        together.setdefault(top(member), []).append(member)
    return list(together.values())


def _merged(alike: NDArray[np.float64], least: float) -> list[int]:
    """For each row the first row of its group, by average linkage down to `least`."""
    # Imported late: it takes half a second.
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - alike
    np.fill_diagonal(distance, 0)
    merges = linkage(squareform(distance, checks=False), method="average")
    labels = fcluster(merges, 1 - least + 1e-9, criterion="distance").tolist()
    return [labels.index(label) for label in labels]
