"""Reciprocal rank fusion."""

from __future__ import annotations

import pytest

from vectorstore.search import fuse


def test_first_in_both_scores_one() -> None:
    """An item that is first everywhere has the best score there is."""
    scores = fuse([["a", "b"], ["a", "c"]])
    assert scores["a"] == pytest.approx(1.0)
    assert max(scores, key=lambda item: scores[item]) == "a"


def test_two_middling_ranks_beat_one_good_one() -> None:
    """What both rankings know outranks what one of them has first."""
    scores = fuse([["x", "both"], ["y", "both"]])
    assert scores["both"] > scores["x"] == scores["y"]


def test_nothing_in_nothing_out() -> None:
    """Empty rankings fuse to nothing."""
    assert fuse([[], []]) == {}
