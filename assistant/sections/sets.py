"""Sets that grow together."""

from __future__ import annotations


class Sets:
    """Sets of numbers that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self._head = list(range(count))

    def find(self, number: int) -> int:
        """The number that stands for a number's set, its least one."""
        while self._head[number] != number:
            self._head[number] = self._head[self._head[number]]
            number = self._head[number]
        return number

    def join(self, number: int, other: int) -> None:
        """Make one of the sets of two numbers."""
        first, second = sorted((self.find(number), self.find(other)))
        self._head[second] = first
