"""Rankings are fused, and a slip of the pen is told from another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.search import fuse
from vectorstore.search.words import one_slip_apart


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


@pytest.mark.parametrize(
    ("one", "other"),
    [("bedigo", "bendigo"), ("arpnet", "arpanet"), ("shelly", "shelley"), ("ghandi", "gandhi"),
     ("zeria", "zeira"), ("calder", "caldar"), ("palmyra", "palmyr")],
)  # fmt: skip
def test_one_letter_left_out_added_changed_or_exchanged(one: str, other: str) -> None:
    """What two hands may write for one name; both ways round."""
    expected = (one, other) != ("ghandi", "gandhi")  # an h that moved two places is two slips
    assert one_slip_apart(one, other) is expected
    assert one_slip_apart(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("homs", "homs"), ("aleppo", "apollo"), ("a", "abc"), ("abcd", "badc")]
)
def test_other_words_and_the_same_are_no_slips(one: str, other: str) -> None:
    """Two slips are another word; no slip is the word itself."""
    assert not one_slip_apart(one, other)


@given(st.text(alphabet="abc", min_size=1, max_size=8), st.integers(0, 8), st.sampled_from("abc"))
def test_a_letter_more_is_always_one_slip(word: str, at: int, letter: str) -> None:
    """Wherever it is put."""
    assert one_slip_apart(word, word[:at] + letter + word[at:])
