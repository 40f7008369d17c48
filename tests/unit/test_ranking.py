"""Rankings are fused, and a slip of the pen is told from another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.search import fuse
from vectorstore.search.words import one_slip_apart


def test_rankings_are_fused() -> None:
    """First in both is the best there is; what both know outranks what one of them has first."""
    assert fuse([["a", "b"], ["a", "c"]])["a"] == pytest.approx(1.0)
    scores = fuse([["x", "both"], ["y", "both"]])
    assert scores["both"] > scores["x"] == scores["y"]
    assert fuse([[], []]) == {}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *[(*pair.split(), True) for pair in (
            "bedigo bendigo", "arpnet arpanet", "shelly shelley", "zeria zeira", "calder caldar",
            "palmyra palmyr",
        )],
        # Two slips, an h that moved two places among them, are another word; none is the same.
        *[(*pair.split(), False) for pair in (
            "ghandi gandhi", "homs homs", "aleppo apollo", "a abc", "abcd badc",
        )],
    ],
)  # fmt: skip
def test_one_letter_left_out_added_changed_or_exchanged(
    one: str, other: str, expected: bool
) -> None:
    """What two hands may write for one name; both ways round."""
    assert one_slip_apart(one, other) is one_slip_apart(other, one) is expected


@given(st.text(alphabet="abc", min_size=1, max_size=8), st.integers(0, 8), st.sampled_from("abc"))
def test_a_letter_more_is_always_one_slip(word: str, at: int, letter: str) -> None:
    """Wherever it is put."""
    assert one_slip_apart(word, word[:at] + letter + word[at:])
