"""Follow-ups become questions that stand alone."""

from __future__ import annotations

import pytest

from assistant import Turn
from assistant.answering.condense import condense

BEFORE = [Turn("Who raised a flag in Baghuz?", "The SDF.")]


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("When did it fall?", "When did Baghuz fall?"),
        ("Who was killed there?", "Who was killed in Baghuz?"),
        ("Who were its last defenders?", "Who were Baghuz's last defenders?"),
        ("And in 2019?", "Who raised a flag in Baghuz, in 2019?"),
        ("Why?", "Who raised a flag in Baghuz, why?"),
        ("Who holds Palmyra?", "Who holds Palmyra?"),
        ("What did it say about Palmyra?", "What did it say about Palmyra?"),
        ("Who said that the town fell?", "Who said that the town fell?"),
        ("Is there any sign of a ceasefire?", "Is there any sign of a ceasefire?"),
        ("Is it true so far?", "Is it true so far?"),
        ("What did he say?", "Who raised a flag in Baghuz, what did he say?"),
    ],
)
def test_what_is_left_out_is_filled_in(question: str, standalone: str) -> None:
    """Pronouns get the name asked about before; fragments are put behind its question."""
    assert condense(question, BEFORE) == standalone


def test_a_first_question_stands_as_it_is() -> None:
    """Without turns before it nothing is changed."""
    assert condense("When did it fall?", []) == "When did it fall?"
