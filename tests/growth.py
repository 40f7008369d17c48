"""Whether work grows with its input or with a power of it, told on a busy machine too."""

import time
from collections.abc import Callable

TRIES = 6
"""A machine that does other things spoils a comparison now and then, never so many in a row."""
SHORTEST = 0.005
"""Seconds below which a clock tells nothing of growth."""


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def grows_in_proportion(work: Callable[[int], Callable[[], object]]) -> bool:
    """Whether four times the input costs less than ten times the time, in one try of six.

    `work` takes 1 or 4 and returns what is timed on input of that many parts. Work that grows
    with the square takes sixteen times as long in every try.
    """
    short, long = work(1), work(4)
    for _ in range(TRIES):
        least = max(min(seconds(short), seconds(short)), SHORTEST)
        if seconds(long) < 10 * least:
            return True
    return False
