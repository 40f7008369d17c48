"""Closed lists of words, written as text."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a text that separates them by white space."""
    return frozenset(words.split())
