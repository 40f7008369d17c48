"""What a sentence can lose without telling something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.briefing.trimming import CUT, trimmed
from assistant.verification.verify import verify

BRACKETS = (
    "The council of Larnholm (which sat until midnight on Monday) voted to close the old bridge."
)
CLAUSE = "Mayor Ines Dahl, who took office only a year ago, voted to close the old bridge."


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        (BRACKETS, "The council of Larnholm … voted to close the old bridge."),
        (
            "The council — after a long night of talks — voted to close the old harbour bridge.",
            "The council … voted to close the old harbour bridge.",
        ),
        (
            "Mayor Ines Dahl, who has held the office since May, voted to close the old bridge.",
            "Mayor Ines Dahl … voted to close the old bridge.",
        ),
    ],
)
def test_asides_go_and_the_cut_shows(sentence: str, shorter: str) -> None:
    """Brackets, dashes and relative clauses are left out, each shown as one mark."""
    assert trimmed(sentence) == shorter


@pytest.mark.parametrize(
    "sentence",
    [
        "The council of Larnholm voted to close the old bridge.",
        CLAUSE,
        "The minister, who never said that the bridge was safe, voted to close it on Monday.",
        "The council (two of nine) voted to close the old bridge over the harbour.",
        "They voted (after a night of talks) to close it.",
        "",
    ],
)
def test_what_denies_limits_or_saves_little_stays(sentence: str) -> None:
    """No aside, one that limits, one of few words, or too little left: nothing is cut."""
    assert trimmed(sentence) == ""


@given(
    st.lists(
        st.sampled_from([
            "The council", "of Larnholm", "(which sat until midnight on Monday)", "voted", "not",
            "— after a long night of talks —", ", who took office in May,", "to close", "12 people",
            "the old bridge", ",", "“we", "won”", "(no", ")", "—",
        ]),
        max_size=14,
    )
)  # fmt: skip
def test_what_is_left_is_in_order_and_passes_the_gate(parts: list[str]) -> None:
    """Each piece between cuts stands in the sentence, in order, and the gate supports the whole."""
    sentence = " ".join(parts)
    shorter = trimmed(sentence)
    if not shorter:
        return
    place = 0
    for piece in shorter.split(CUT):
        place = sentence.index(piece.strip(), place) + len(piece.strip())
    assert len(shorter.split()) < len(sentence.split()) + shorter.count(CUT)
    assert verify(shorter, [sentence]).supported
