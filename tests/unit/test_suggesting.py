"""Suggestions are whole questions that the evidence answers and nobody asked yet."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answering.question_generation import proposals, suggestions
from assistant.understanding.answer_type import answer_kind
from assistant.understanding.verbs import base_of, is_participle

RESCUE = (
    "Ruth Calder, who leads the coastguard's station in Orvik, said on Monday that the search was"
    ' over. "We did all we could," Calder said. The lifeboat was launched from Orvik on 7 May 2024'
    " because the trawler had stopped answering. Twelve sailors were rescued in Orvik bay, and"
    " three people were missing, the Northern Coastguard said."
)
STRIKE = (
    "The Harbour Union, a federation of dockers, ordered a strike in Tessen on 3 June after the"
    " port was sold. Ivo Marsh, the mayor of Tessen, condemned the strike. Marsh was elected in"
    " 2019 and will be sworn in again on 4 July. Tessen Port lost 40 contracts because ships went"
    " elsewhere. The death toll in Tessen rose to 14. Larnholm, a village near Tessen, was"
    " evacuated on 6 June because of the smoke. Ana Duro, the president, visited Tessen. President"
    " Duro resigned on 9 June because the court annulled the vote."
)
HISTORY = (
    "Photosynthesis was discovered in 1779 by a doctor. In 1969 Neil Orton landed there. The"
    " treaty was signed in 1815. The Tower of Larn was built in Tessen in 1889. It was painted"
    " red. In Tessen 1.4 million Larners were given the jab and 3 million jabs were sold in Tessen."
    " The Calvera Institute declared in a report of 1903 that it was safe."
)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (RESCUE, "Who is Ruth Calder?"),
        (RESCUE, "Why was the lifeboat launched in Orvik?"),
        (RESCUE, "When was the lifeboat launched in Orvik?"),
        (RESCUE, "How many sailors were rescued in Orvik?"),
        (RESCUE, "How many people were missing in Orvik?"),
        (RESCUE, "What happened in Orvik on 7 May 2024?"),
        (RESCUE, "What happened in Orvik after 9 May 2024?"),
        (STRIKE, "What is the Harbour Union?"),
        (STRIKE, "Who is Ivo Marsh?"),
        (STRIKE, "Where is Larnholm?"),
        (STRIKE, "How many contracts did Tessen Port lose?"),
        (STRIKE, "Why did Ana Duro resign?"),
        (STRIKE, "When did the Harbour Union order a strike?"),
        (STRIKE, "What was the death toll in Tessen?"),
        (HISTORY, "When was the Tower of Larn built?"),
    ],
)
def test_sentences_give_the_questions_that_they_answer(text: str, question: str) -> None:
    """Names, dates, numbers and reasons are asked for in the words of the evidence."""
    found = proposals("What is going on in Orvik?", [], [text], newest=date(2024, 5, 9))
    assert question in found


@pytest.mark.parametrize("text", [RESCUE, STRIKE, HISTORY, f"{RESCUE} {STRIKE} {HISTORY}"])
def test_every_proposal_can_be_shown(text: str) -> None:
    """Each is one whole sentence that stands alone; none comes twice; twelve at most."""
    found = proposals("What is going on?", [text], [text], newest=date(2024, 6, 9))
    assert found
    assert len(found) <= 12
    assert len({question.casefold() for question in found}) == len(found)
    for question in found:
        assert re.fullmatch(r"(?:Who|What|When|Where|Why|How many) [^?\[\]\"]+\?", question)
        assert not re.search(r"\b(?:he|she|it|they|his|her|this|that)\b", question)
        assert not re.search(r"\b(?:the|a|of|in|was|were|and)\?", question)
        assert answer_kind(question) != "other"


def test_kinds_of_questions_take_turns() -> None:
    """The first three ask for three different things."""
    found = proposals("What is going on?", [RESCUE], [STRIKE])
    assert len({question.split()[0] for question in found[:3]}) == 3


@pytest.mark.parametrize(
    "never",
    [
        "When was Photosynthesis discovered?",
        "When was the treaty signed?",
        "When was It painted?",
        "When did the Calvera Institute declare?",
        "How many million larners were given in Tessen?",
        "How many million jabs were sold in Tessen?",
    ],
)
def test_odd_questions_are_not_made(never: str) -> None:
    """Words that open a sentence are no names, and what points elsewhere is left out."""
    assert never not in proposals("What is going on?", [HISTORY])


def test_what_was_asked_is_not_proposed() -> None:
    """Neither the question itself nor one from before, in other words either."""
    whole = proposals("What is going on?", [STRIKE])
    assert {"Who is Ivo Marsh?", "Why did Ana Duro resign?"} <= set(whole)
    rest = proposals("Who is Marsh?", [STRIKE], history=["Why did President Ana Duro resign?"])
    assert not {"Who is Ivo Marsh?", "Why did Ana Duro resign?"} & set(rest)
    assert "When did Ana Duro resign?" in rest


def test_outlets_are_no_subjects() -> None:
    """What a paper is called is not news."""
    text = "Dana Holt, the editor, told the Larn Post. The Larn Post, a daily paper, was sold."
    found = proposals("What is going on?", [text], outlets=["Larn Post"])
    assert found == ["Who is Dana Holt?"]


def test_citation_marks_and_headlines_stay_out() -> None:
    """Statements carry marks; headlines and speech are no sentences to ask from."""
    found = proposals("?", ["Ivo Marsh, the mayor of Tessen, resigned on 9 June [1, 2]."])
    assert found == ["Who is Ivo Marsh?", "When did Ivo Marsh resign?"]
    assert proposals("?", ["PORT SOLD IN TESSEN", "Was Ivo Marsh elected?", ""]) == []


def test_without_evidence_nothing_is_proposed() -> None:
    """A refusal has no material for a question."""
    assert proposals("Who holds Orvik?", []) == []
    assert suggestions("Who holds Orvik?", [], [], lambda _: True) == ()


def test_only_what_the_library_answers_is_suggested() -> None:
    """Each proposal is asked, in order, until enough are answered."""
    tried: list[str] = []

    def answers(question: str) -> bool:
        tried.append(question)
        return question.startswith("Wh")

    offered = proposals("What is going on?", [RESCUE], [STRIKE])
    kept = suggestions("What is going on?", [RESCUE], [STRIKE], answers)
    assert kept == tuple(question for question in offered if question.startswith("Wh"))[:3]
    assert tried == offered[: offered.index(kept[-1]) + 1]


def test_nobody_wanting_more_ends_the_search() -> None:
    """Once told so, no further proposal is tried, and what was found stays."""
    left = iter([True, True, False])
    tried: list[str] = []
    kept = suggestions(
        "What is going on?", [RESCUE], [STRIKE],
        lambda question: not tried.append(question),  # type: ignore[func-returns-value]
        go_on=lambda: next(left),
    )  # fmt: skip
    assert list(kept) == tried == proposals("What is going on?", [RESCUE], [STRIKE])[:2]


def test_the_same_evidence_gives_the_same_proposals() -> None:
    """Nothing depends on chance."""
    first = proposals("What is going on?", [RESCUE], [STRIKE, HISTORY])
    assert first == proposals("What is going on?", [RESCUE], [STRIKE, HISTORY])


@pytest.mark.parametrize(
    ("past", "base"),
    [
        ("fell", "fall"), ("resigned", "resign"), ("banned", "ban"), ("cut", "cut"),
        ("denied", "deny"), ("won", "win"), ("got", "get"), ("seized", "seize"),
        ("found", "find"), ("founded", "found"), ("annulled", "annul"), ("gold", ""), ("red", ""),
    ],
)  # fmt: skip
def test_past_forms_have_a_base(past: str, base: str) -> None:
    """Verbs that news is told with are known by their past forms; other words are none."""
    assert base_of(past) == base


@pytest.mark.parametrize(
    ("word", "expected"),
    [("built", True), ("taken", True), ("signed", True), ("took", False), ("fled", False),
     ("hundred", False), ("elected", True), ("found", True)],
)  # fmt: skip
def test_participles_make_passives(word: str, expected: bool) -> None:
    """ "Was built" is a passive, "was took" is none."""
    assert is_participle(word) is expected
