"""The [n] marks that models write and faces show."""

from __future__ import annotations

import pytest

from assistant.citing.marks import closed, marks, with_marks, without_marks


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It fell. [1]", [1]),
        ("It fell. [1][3]", [1, 3]),
        ("It fell [2, 1; 4].", [2, 1, 4]),
        ("It fell [1-3].", [1, 2, 3]),
        ("It fell.【4】【4†source】", [4]),
        ("It fell [^2].", [2]),
        ("It fell in [the city] of 400.", []),
        ("It fell [1-9999].", []),
    ],
)
def test_all_forms_of_marks_are_read(text: str, numbers: list[int]) -> None:
    """Single, joined, listed and ranged marks; words in brackets are none."""
    assert marks(text) == numbers


def test_marks_are_taken_out_with_the_space_before_them() -> None:
    """What remains reads as if they had never been there."""
    assert without_marks("It fell [1], at last. [2][3]") == "It fell, at last."


def test_marks_are_written_behind_a_closed_sentence() -> None:
    """A caption among sentences gets the full stop it lacks; a sentence keeps its own."""
    assert with_marks("Troops in Palmyra", [1, 2]) == "Troops in Palmyra. [1][2]"
    assert with_marks("“It fell.”", [3]) == "“It fell.” [3]"
    assert with_marks("It fell!", []) == "It fell!"
    assert closed("") == ""
