"""Which role a question asks the holder of."""

import pytest

from assistant.answering.role_questions import role_asked
from vectorstore.text import terms


@pytest.mark.parametrize(
    "question",
    [
        "Who is Trump's ex?",
        "Who was Kanye West's former?",
        "Who was the late of Orvik?",
        "Who is the current of Orvik?",
        "Who is Orvik's tower?",
    ],
)
def test_words_that_name_no_role_ask_for_no_holder(question: str) -> None:
    """A word that only says since when or until when is no role by itself, nor is a thing."""
    assert role_asked(question) is None


@pytest.mark.parametrize(
    ("question", "role", "of"),
    [
        ("Who is the leader of the Workers' Party?", "", "Workers Party"),
        ("Who is the governor of Sweden's central bank?", "governor", "Sweden central bank"),
        ("Who is the president of Orvik's football club?", "president", "Orvik football club"),
        ("Who is the guardian of Orvik's mayor?", "guardian", "Orvik mayor"),
        ("Who is the University of Orvik's president?", "president", "University Orvik"),
        ("Who is Corvin Bank's CEO?", "chief executive", "Corvin Bank"),
        ("Who runs the Orvik fire service?", "", "Orvik fire service"),
    ],
)
def test_what_a_role_is_held_in_may_be_owned(question: str, role: str, of: str) -> None:
    """An apostrophe in the name of a body does not end the search for the role."""
    asked = role_asked(question)
    assert asked is not None
    assert asked.role == set(terms(role))
    assert asked.of == set(terms(of))
