"""What a request says of its form is no part of what it asks, and one question may be two."""

from __future__ import annotations

import time

import pytest

from assistant.understanding.form import Form, form_of, without_form
from assistant.understanding.requests import (
    is_question,
    question_alone,
    question_parts,
    widened,
    without_aside,
)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("In two sentences, what did the council decide?", "what did the council decide?"),
        ("What did the council decide? Two sentences please.", "What did the council decide?"),
        ("Explain in three short bullet points why it sank", "why it sank"),
        ("Why did it sink? Answer in a table", "Why did it sink?"),
        ("Briefly: why did it sink?", "why did it sink?"),
        ("What did it cost, in at most 40 words", "What did it cost"),
        ("Compare rents in Spain in three bullets", "Compare rents in Spain"),
        ("Why did it sink?", "Why did it sink?"),
        ("Make it shorter", "Make it shorter"),
    ],
)
def test_the_words_for_a_form_are_taken_out(request_: str, left: str) -> None:
    """Wherever they stand; nothing else goes with them."""
    assert without_form(request_) == left


@pytest.mark.parametrize(
    "question",
    [
        "How many bullets were fired?",
        "Tell me how many bullets were fired",
        "What do the 3 bullet points in the plan say?",
        "How many people got five bullets in Orvik?",
        "Did 3 bullets hit the gate?",
        "Name the towns hit by 3 bullets",
        "What are the main points of the plan?",
        "Why did the crew stay in space longer than planned?",
    ],
)
def test_what_is_asked_stays_a_part_of_the_question(question: str) -> None:
    """Bullets that are asked about are no form, whoever reads the question."""
    assert without_aside(question) == question
    assert question_alone(question) == question.removeprefix("Tell me ")


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("Sum up the mill's lawsuit in two bullets", "Sum up the mill's lawsuit"),
        ("Key points of the mill's lawsuit, as bullets", "Key points of the mill's lawsuit"),
        ("I was away. Two bullets on the mill's lawsuit", "I was away. the mill's lawsuit"),
        ("How do Brevik and Tolan differ, in a table?", "How do Brevik and Tolan differ?"),
        ("How do Brevik and Tolan differ in a table?", "How do Brevik and Tolan differ?"),
        ("Give me a short table of rents in Spain", "rents in Spain"),
    ],
)
def test_a_form_beside_what_is_wanted_is_none_of_it(request_: str, left: str) -> None:
    """At the start, at the end, and behind what was said before it."""
    assert without_aside(request_) == left


def test_a_topic_is_read_on_with_the_bullets_that_it_speaks_of() -> None:
    """The form is taken out of no question that asks about it."""
    request = "What do the 3 bullet points in the plan for Orvik say?"
    assert widened(request, ["plan"]) == "plan for Orvik say"
    assert widened("How many got five bullets in Orvik?", ["bullets"]) == "bullets in Orvik"


def test_a_form_does_not_begin_inside_a_word() -> None:
    """The "in" of "Spain" begins no form."""
    request = "Compare rents in Spain in three bullets"
    form, spans = form_of(request)
    assert form == Form(bullets=3, layout="bullets")
    assert request[slice(*spans[0])].startswith("in three")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What did the council decide and how did the fishermen react?",
            ("What did the council decide?", "how did the fishermen react?"),
        ),
        ("Why did it sink? Who is to blame?", ("Why did it sink?", "Who is to blame?")),
        ("When and where did it sink?", ("When and where did it sink?",)),
        ("Who won and by how much?", ("Who won and by how much?",)),
        ("Did anybody say what sank and who is to blame?",) * 2,
        ("Name the towns and what they paid for it",) * 2,
        ("What did the minister say about the storm and how it hit the coast?",) * 2,
        ("What did the minister say about the storm and what they paid for?",) * 2,
        ("What did the minister say about the storm and which towns it hit?",) * 2,
        ("What did the minister say about the storm and how many towns it hit?",) * 2,
        ("What did the minister say about the storm and who Brevik hired?",) * 2,
        (
            "What did they vote for and what did they say?",
            ("What did they vote for?", "what did they say?"),
        ),
        (
            "How did the ferry sink and who died in it?",
            ("How did the ferry sink?", "who died in it?"),
        ),
        (
            "Why did the ferry sink and how many people died?",
            ("Why did the ferry sink?", "how many people died?"),
        ),
        (
            "Why did the ferry sink and how long did it take?",
            ("Why did the ferry sink?", "how long did it take?"),
        ),
        (
            "Why did the ferry sink and in which bay does it lie?",
            ("Why did the ferry sink?", "in which bay does it lie?"),
        ),
        (
            "Why did the ferry sink and what’s to be done?",
            ("Why did the ferry sink?", "what’s to be done?"),
        ),
    ],
)
def test_one_question_may_be_two(question: str, parts: tuple[str, ...] | str) -> None:
    """Each part can be asked by itself; a fragment and a clause cannot."""
    assert question_parts(question) == (parts if isinstance(parts, tuple) else (parts,))


@pytest.mark.parametrize(
    ("request_", "topic", "wide"),
    [
        ("Two bullets on the mill's lawsuit against its tenant", "mill's lawsuit",
         "mill's lawsuit against its tenant"),
        ("Summarise the mill's lawsuit in two bullets", "mill's lawsuit", ""),
        ("Summarise everything", "", ""),
        ("Summarise what start-ups say of art in Orvik", "art", "art in Orvik"),
    ],
)  # fmt: skip
def test_a_topic_is_read_with_all_that_follows_it(request_: str, topic: str, wide: str) -> None:
    """But for the form; nothing where nothing follows."""
    assert widened(request_, [topic] if topic else []) == wide


def test_an_order_before_a_question_is_none_of_it() -> None:
    """ "Sum up why it sank" asks why it sank."""
    assert question_alone("Sum up in two bullets why it sank") == "why it sank"


@pytest.mark.parametrize(
    ("request_", "asks"),
    [
        ("Beside which river does the last village lie?", True),
        ("According to whom did the bank fail?", True),
        ("Since when has the bridge been shut?", True),
        ("And what did the council say?", True),
        ("Has the bridge opened?", True),
        ("Summarise what happened in Orvik", False),
        ("List which banks failed", False),
        ("Compare what Brevik and Tolan said", False),
    ],
)
def test_an_order_is_no_question(request_: str, asks: bool) -> None:
    """A preposition may stand before the word that asks, a verb may not."""
    assert is_question(request_) == asks


@pytest.mark.parametrize("words", ["why" + " " * 4000, "the " * 1000, "at most" + "\t" * 4000])
def test_what_leads_to_a_form_is_found_in_one_pass(words: str) -> None:
    """Four times the text takes about four times the time, not sixteen."""

    def seconds(request: str) -> float:
        taken = []
        for _ in range(3):
            began = time.process_time()
            without_form(request)
            taken.append(time.process_time() - began)
        return min(taken)

    once, four = (seconds(f"{words * n} it sank, in two sentences") for n in (1, 4))
    assert four < 9 * once
