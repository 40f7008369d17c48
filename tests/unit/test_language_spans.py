"""What holds for every function that finds something in a text, whatever the text."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vectorstore.text as language
from tests.growth import grows_in_proportion
from vectorstore.text import dates, names, negations, numbers, same_name, terms, words

PIECES = st.lists(
    st.sampled_from(
        "27 March|2016|on Sunday|last May|May|two weeks ago|half|a third of|$1.5bn|1,100|twenty"
        "|hundred|and a half|million|20-30|4.5 per cent|Gen. Ali|al-Assad|U.S.|ISIS|The|of"
        "|President|Northwind Inc.|V|not|n't|no longer|how many|which|’s|-|.|,|\n| |\x00|\ud800|٣"
        "|²|½|9999|0|31/02/2016|29 February|winter 9|(|“".split("|")
    ),
    max_size=25,
).map(" ".join)
ANY = st.one_of(st.text(), PIECES)
ANCHORS = st.one_of(st.none(), st.dates())


def in_order(found: list[tuple[int, int]], text: str) -> None:
    """Spans are not empty, lie in the text, in order, and do not overlap."""
    position = 0
    for start, end in found:
        assert position <= start < end <= len(text)
        position = end


@given(ANY)
def test_words_are_all_the_letters_and_digits(text: str) -> None:
    """Every word holds a letter or a digit and no white space; none lies between words."""
    found = [(span.start, span.end) for span in words(text)]
    in_order(found, text)
    assert all(
        re.search(r"[^\W_]", text[s:e]) and not re.search(r"\s", text[s:e]) for s, e in found
    )
    between = zip([0, *(end for _, end in found)], [*(s for s, _ in found), len(text)], strict=True)
    assert not any(re.search(r"[^\W_]", text[end:start]) for end, start in between)


@given(ANY, ANCHORS)
def test_what_is_found_points_at_its_text(text: str, anchor: date | None) -> None:
    """Numbers, dates and names hold the words they point at, their values and days in order."""
    for found in (numbers(text), dates(text, anchor), names(text)):
        in_order([(mention.start, mention.end) for mention in found], text)
        assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(number.low <= number.value <= number.high for number in numbers(text))
    for mention in dates(text, anchor):
        assert (mention.first is None) == (mention.last is None)
        assert mention.first is None or mention.last is None or mention.first <= mention.last


@given(ANY)
def test_cues_lie_in_the_text_and_terms_are_folded(text: str) -> None:
    """Cues in their order; terms in lower case, without white space, none empty."""
    in_order([(span.start, span.end) for span in negations(text)], text)
    assert all(term and term == term.lower() and not re.search(r"\s", term) for term in terms(text))


@given(ANY, ANY)
def test_same_name_is_symmetric(a: str, b: str) -> None:
    """It does not matter which name is told first."""
    assert same_name(a, b) == same_name(b, a)


@pytest.mark.parametrize("name", language.__all__)
def test_the_package_hands_out_its_names(name: str) -> None:
    """Each public name is there, the function rather than the file that shares its name."""
    assert not isinstance(getattr(language, name), type(sys))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The package says which name it lacks."""
    with pytest.raises(AttributeError, match="nonsense"):
        _ = language.nonsense


def test_importing_the_package_loads_none_of_its_parts() -> None:
    """A command that needs no text analysis does not pay for it."""
    code = (
        "import sys, vectorstore.text as l\n"
        "assert not [m for m in sys.modules if m.startswith('vectorstore.text.')]\n"
        "import vectorstore.text.dates\n"
        "assert callable(l.dates) and l.dates('in 2016')[0].text == '2016'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


@pytest.mark.parametrize("find", [numbers, dates, names, negations, terms, words])
@pytest.mark.parametrize(
    "unit", ["1", "1 ", "a ", "May ", "two ", "Ab ", "not ", "-", "1,", "the "]
)
def test_long_text_takes_time_in_proportion(find: Callable[[str], object], unit: str) -> None:
    """Four times the text takes nowhere near sixteen times as long."""
    assert grows_in_proportion(lambda parts: partial(find, unit * (5_000 * parts // len(unit))))
