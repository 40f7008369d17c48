"""Suggestions are whole questions that the evidence answers and nobody asked yet."""

import re

import pytest

from assistant.answering.question_generation import (
    NamedSentence,
    generated_questions,
    named_sentences,
    suggestions,
)
from vectorstore.documents import Article
from vectorstore.text.annotate import annotated

RESCUE = (
    "Ruth Calder, who leads the coastguard's station in Orvik, said on Monday that the search was"
    ' over. "We did all we could," Calder said. The lifeboat was launched from Orvik on 7 May 2024'
    " because the trawler had stopped answering. Twelve sailors were rescued in Orvik bay, and"
    " three people were missing, the Northern Coastguard said."
)
STRIKE = (
    "The Harbour Union, a federation of dockers, ordered a strike in Tessen on 3 June after the"
    " port was sold. Ivo Marsh, the mayor of Tessen, condemned the strike. Marsh was elected in"
    " 2019 and will be sworn in again on 4 July. Larnholm, a village near Tessen, was"
    " evacuated on 6 June because of the smoke. Ana Duro, the president, visited Tessen."
)
HISTORY = (
    "Photosynthesis was discovered in 1779 by a doctor. In 1969 Neil Orton landed there. The"
    " treaty was signed in 1815. The Tower of Larn was built in Tessen in 1889. It was painted"
    " red. In Tessen 1.4 million Larners were given the jab and 3 million jabs were sold in Tessen."
)


def evidence(*texts: str) -> list[NamedSentence]:
    """The sentences of articles as the flow hands them over."""
    return [
        sentence
        for text in texts
        for sentence in named_sentences(annotated(Article(text=text)), 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (RESCUE, "Who is Ruth Calder?"),
        (RESCUE, "What did Ruth Calder say?"),
        (RESCUE, "How many sailors were rescued in Orvik?"),
        (RESCUE, "What else is known about Orvik?"),
        (STRIKE, "What is the Harbour Union?"),
        (STRIKE, "Who is Ivo Marsh?"),
        (STRIKE, "When was Ivo Marsh elected?"),
        (STRIKE, "Where is Larnholm?"),
        (HISTORY, "When was the Tower of Larn built?"),
    ],
)
def test_sentences_give_the_questions_that_they_answer(text: str, question: str) -> None:
    """Names, days and numbers are asked for in the words of the evidence."""
    assert question in generated_questions(["What is going on in Orvik?"], evidence(text))


@pytest.mark.parametrize("text", [RESCUE, STRIKE, HISTORY, f"{RESCUE} {STRIKE} {HISTORY}"])
def test_every_question_can_be_shown(text: str) -> None:
    """Each is one whole sentence that stands alone; none comes twice; twelve at most."""
    found = generated_questions(["What is going on?"], evidence(text, text))
    assert 1 <= len(found) <= 12
    assert len({question.casefold() for question in found}) == len(found)
    assert len({question.split()[0] for question in found[:3]}) >= min(2, len(found))
    for question in found:
        assert re.fullmatch(r"(?:Who|What|When|Where|Why|How many) [^?\[\]\"]+\?", question)
        assert not re.search(r"\b(?:he|she|it|they|his|her|this|that)\b", question)
        assert not re.search(r"Photosynthesis|treaty|million", question)


def test_what_was_asked_and_outlets_are_left_out() -> None:
    """Neither the question itself nor one from before, in other words either."""
    assert {"Who is Ivo Marsh?", "Where is Larnholm?"} <= set(
        generated_questions(["?"], evidence(STRIKE))
    )
    rest = generated_questions(
        ["Who is Marsh?", "Where is Larnholm?"], evidence(STRIKE), ["Harbour Union"]
    )
    assert not {"Who is Ivo Marsh?", "Where is Larnholm?", "What is the Harbour Union?"} & set(rest)


@pytest.mark.parametrize("texts", [[], [""], ["PORT SOLD IN TESSEN", "Was Ivo Marsh elected?"]])
def test_without_sentences_nothing_is_suggested(texts: list[str]) -> None:
    """A refusal, headlines and questions give no material."""
    assert generated_questions(["Who holds Orvik?"], evidence(*texts)) == []
    assert suggestions("Who holds Orvik?", evidence(*texts), lambda _: True) == ()


def test_only_what_the_library_answers_is_suggested() -> None:
    """Each is tried, in order, until three are answered or nobody waits any more."""
    tried: list[str] = []

    def answers(question: str) -> bool:
        tried.append(question)
        return question.startswith("Wh")

    offered = generated_questions(["What is going on?"], evidence(RESCUE, STRIKE))
    kept = suggestions("What is going on?", evidence(RESCUE, STRIKE), answers)
    assert kept == tuple(question for question in offered if question.startswith("Wh"))[:3]
    assert tried == offered[: offered.index(kept[-1]) + 1]
    left = iter([True, True, False])
    ended = suggestions(
        "What is going on?", evidence(RESCUE, STRIKE), lambda _: True, go_on=lambda: next(left)
    )
    assert list(ended) == offered[:2]
