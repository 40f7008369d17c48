"""The gate: what quotes hold passes, what they do not is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Verdict, verify

QUOTE = (
    "More than 400 fighters were killed near Palmyra on 27 March, said the Observatory; "
    "the army did not enter Sukhna."
)


def test_an_exact_quote_is_supported() -> None:
    """A statement that is its quote has the best score and no reasons."""
    assert verify(QUOTE, [QUOTE]) == Verdict(True, 1.0, ())


@pytest.mark.parametrize(
    "statement",
    [
        "More than 400 fighters were killed near Palmyra on 27 March.",
        "“More than 400 fighters were killed near Palmyra …”",
        "More than four hundred fighters were killed near Palmyra.",
        "The Observatory said more than 400 fighters were killed near Palmyra.",
        "The army did not enter Sukhna.",
    ],
)
def test_what_is_held_in_other_form_is_supported(statement: str) -> None:
    """Cuts, quotation marks, number words and order do not matter."""
    verdict = verify(statement, [QUOTE])
    assert verdict.supported, verdict.reasons
    assert verdict.score >= 0.6


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("More than 450 fighters were killed near Palmyra on 27 March.", "number 450"),
        ("More than 400 fighters were killed near Palmyra on 28 March.", "date 28 March"),
        ("More than 400 fighters were killed near Homs on 27 March.", "name Homs"),
        ("The army entered Sukhna.", "negation"),
        ("More than 400 fighters were not killed near Palmyra.", "negation"),
        ("Pensions will rise by a tenth in the spring.", "words"),
    ],
)
def test_what_differs_is_named(statement: str, reason: str) -> None:
    """Another number, date or name, a turned sentence and other words each fail."""
    verdict = verify(statement, [QUOTE])
    assert not verdict.supported
    assert any(reason in said for said in verdict.reasons), verdict.reasons
    assert verdict.score < 1


def test_quotes_together_must_hold_it_and_idle_ones_are_named() -> None:
    """Two quotes may share a statement; a third that holds none of it is named."""
    statement = "Over 400 fighters were killed and two temples were destroyed."
    quotes = ["Over 400 fighters were killed.", "Two temples were destroyed."]
    assert verify(statement, quotes).supported
    verdict = verify(statement, [*quotes, "Pensions rose."])
    assert not verdict.supported
    assert "quote 3 holds none of it" in verdict.reasons


@pytest.mark.parametrize("quotes", [[], [""], ["  "]])
def test_nothing_quoted_supports_nothing(quotes: list[str]) -> None:
    """No quote, no support; and an empty statement has none either."""
    assert not verify("The town fell.", quotes).supported
    assert not verify("", ["The town fell."]).supported


def test_a_cut_that_drops_the_not_is_caught() -> None:
    """A statement can be a run of its quote's words and still turn it round."""
    quote = "The minister did not say that the bridge would be closed for repairs in May."
    verdict = verify("The bridge would be closed for repairs in May.", [quote])
    assert not verdict.supported


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_a_verdict(statement: str, quotes: list[str]) -> None:
    """Never an error, the score within bounds, support only without reasons."""
    verdict = verify(statement, quotes)
    assert 0 <= verdict.score <= 1
    assert verdict.supported == (not verdict.reasons)


@given(st.text(min_size=1, max_size=200).filter(lambda text: any(c.isalnum() for c in text)))
def test_every_text_is_held_by_itself(text: str) -> None:
    """The exact quote is never doubted."""
    assert verify(text, [text]).supported
