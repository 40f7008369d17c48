"""Follow-ups become questions that stand alone."""

from __future__ import annotations

import pytest

from assistant import Turn
from assistant.understanding.followups import standalone_question as condense

BEFORE = [Turn("Who raised a flag in Baghuz?", "The SDF.")]


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("When did it fall?", "When did Baghuz fall?"),
        ("Who was killed there?", "Who was killed in Baghuz?"),
        ("Who were its last defenders?", "Who were Baghuz's last defenders?"),
        ("And in 2019?", "Who raised a flag in Baghuz in 2019?"),
        ("Who holds Palmyra?", "Who holds Palmyra?"),
        ("What did it say about Palmyra?", "What did it say about Palmyra?"),
        ("Who said that the town fell?", "Who said that the town fell?"),
        ("Is there any sign of a ceasefire?", "Is there any sign of a ceasefire?"),
        ("Is it true so far?", "Is it true so far?"),
        ("What did he say?", "As for Baghuz, what did he say?"),
    ],
)
def test_what_is_left_out_is_filled_in(question: str, standalone: str) -> None:
    """Pronouns get what was asked about before; fragments take their place in its question."""
    assert condense(question, BEFORE) == standalone


def test_a_first_question_stands_as_it_is() -> None:
    """Without turns before it nothing is changed."""
    assert condense("When did it fall?", []) == "When did it fall?"


def test_long_conversations_are_read_to_their_end() -> None:
    """A topic named many turns ago is still the topic when every turn leans on the last."""
    turns = [Turn("Who is Ivo Marsh?", "")] + [Turn("What did he say then?", "")] * 12
    assert condense("Where is he?", turns) == "Where is Ivo Marsh?"


@pytest.mark.parametrize("question", ["", "?", "   ", "…", "And?", "What about?", "it"])
def test_odd_questions_do_not_fail(question: str) -> None:
    """Whatever is typed, a question comes back."""
    assert isinstance(condense(question, BEFORE), str)
    assert isinstance(condense(question, [Turn("", ""), Turn("?", "[1]")]), str)
