"""The [n] marks that models write and faces show."""

import pytest

from assistant.verification.marks import closed, mark_runs, marks, with_marks, without_marks


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
        ("It fell [1-999].", []),
        ("It fell in [2016].", []),
        ("It fell. [Excerpt 1] [excerpts 2 and 3]", [1, 2, 3]),
        ("It fell. [1], ([2])", [1, 2]),
        ("It fell [1, and 2].", [1, 2]),
        ("It fell (1).", []),
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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It fell (1).", [1]),
        ("It fell. (1)", [1]),
        ("Nine (1) fell.", []),
        ("It fell (7).", []),
        ("It fell [7].", [7]),
        ("Of [7] ships, it fell.", []),
    ],
)
def test_what_is_a_mark_depends_on_what_was_shown(text: str, numbers: list[int]) -> None:
    """Unknown numbers are marks, invented ones, only where a sentence ends."""
    assert marks(text, shown={1, 2}) == numbers


def test_adjoining_marks_are_one_run() -> None:
    """Separators, brackets around them and the space before belong to the run."""
    text = "It fell. ([1]), [2] It rose."
    (run,) = mark_runs(text)
    assert (text[run.start : run.end], run.numbers) == (" ([1]), [2]", (1, 2))


@pytest.mark.parametrize(
    "sentence", ["陷落。", "陷落！", "陷落？", "هل سقطت؟", "گر گیا۔", "「陷落。」"]
)
def test_end_marks_of_other_scripts_close_a_sentence(sentence: str) -> None:
    """No full stop is put behind an end mark."""
    assert closed(sentence) == sentence
