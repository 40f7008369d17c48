"""What of a sentence is shown as its answer: never less than it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.answer_spans import whole_answer
from vectorstore.text import Span


@pytest.mark.parametrize(
    ("text", "found", "shown"),
    [
        ("The lane is no more than 4 metres wide.", "more than 4 metres", "no more than 4 metres"),
        ("The lane is no more than 4 metres wide.", "4", "no more than 4 metres"),
        ("At least 19 of the dead came from abroad.", "least 19", "At least 19"),
        ("The loss did not exceed $40 million.", "40 million", "not exceed $40 million"),
        ("Some 200 boats or more were lost.", "200 boats", "Some 200 boats or more"),
        ("It was backed by the pro-Vale Harbour League.", "Vale Harbour", "pro-Vale Harbour"),
        ("The council was not consulted.", "consulted", "not consulted"),
        ("Prices rose by 4.5% in May.", "4", "4.5%"),
        ("Jane Roe’s lawyer spoke.", "Jane Roe", "Jane Roe"),
        ("About 30 came, and 12 stayed.", "12", "12"),
        ("It killed 12 people and more than 40 homes burned.", "12 people", "12 people"),
        ("It cost 30 crowns and over 20 hours.", "30", "30"),
        ("An estimated 400 people died.", "400 people", "An estimated 400 people"),
    ],
)
def test_an_answer_keeps_what_bounds_and_denies_it(text: str, found: str, shown: str) -> None:
    """A figure comes with its bound, sign and unit, a name with its prefix, all with a denial."""
    start = text.index(found)
    span = whole_answer(text, Span(start, start + len(found)))
    assert text[span.start : span.end] == shown


@given(st.text(alphabet="ab1 no-t$4%.,", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_an_answer_only_grows(text: str, one: int, other: int) -> None:
    """What was found is always within what is shown, and that within the sentence."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    span = whole_answer(text, Span(start, end))
    assert 0 <= span.start <= start <= end <= span.end <= len(text)
