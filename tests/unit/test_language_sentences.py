"""Sentences: every case of the benchmark, and what holds for any text at all."""

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.growth import grows_in_proportion
from vectorstore.text import sentences

CASES = [
    json.loads(line)["marked"]
    for line in (Path(__file__).parents[2] / "benchmarks/sentences/cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
# Pieces that news is made of, put together in any order, find more than random letters do.
PIECES = st.lists(
    st.sampled_from(
        'Dr.|U.S.|He|left|said|.|...|…|?|!|"|“|”|’|(|)| |\n|\n\n|\r\n|\x85|\u2029|5 p.m.|No. 4|•'
        "|1.|—|\x00|\ud800|\u202e|👩‍🚀|。|al-Assad|e.g.|3.5|«|»|\u200b".split("|")
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("marked", CASES)
def test_a_marked_case_gives_exactly_its_sentences(marked: str) -> None:
    """A text of the benchmark is cut where its marks stand and nowhere else."""
    expected = [piece.strip() for piece in marked.split("‖")]
    text = marked.replace("‖", "")
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_there_are_enough_cases() -> None:
    """The benchmark keeps at least 120 cases, each text once."""
    assert len(set(CASES)) == len(CASES) >= 120


@given(st.one_of(st.text(), PIECES))
@example("a.\nb\n\nc")
@example('He left."The end')
def test_any_text_is_covered_by_its_sentences(text: str) -> None:
    """Whatever the text: trimmed spans in order, all but white space in exactly one of them."""
    spans = sentences(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(PIECES, PIECES)
def test_no_sentence_crosses_a_blank_line(before: str, after: str) -> None:
    """A blank line ends what stands before it."""
    text = f"{before}\n \n{after}"
    middle = len(before) + 1
    assert not any(start < middle < end for start, end in sentences(text))


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u2003"])
def test_empty_text_has_no_sentences(text: str) -> None:
    """White space holds no sentence."""
    assert sentences(text) == []


@pytest.mark.parametrize("unit", ["word ", "(.", "A. ", "a\n", '."A', "x"])
def test_long_text_takes_time_in_proportion(unit: str) -> None:
    """Four times the text takes nowhere near sixteen times as long."""
    text = unit * (10_000 // len(unit))
    assert grows_in_proportion(lambda parts: partial(sentences, text * parts))
