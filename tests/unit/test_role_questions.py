"""Which role a question asks the holder of, and whether an article surely tells who that is."""

from pathlib import Path

import pytest

from assistant import Article
from assistant.answering.role_questions import role_asked, with_role_holders
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Context, Excerpt
from tests.furnished import opened
from vectorstore.text import terms
from vectorstore.text.annotate import annotated


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


@pytest.mark.parametrize(
    ("chief", "sure"),
    [
        ("Chief Edmund Tace drove the first of them into the yard.", False),
        ("The Orvik fire service chief, Edmund Tace, drove the first of them.", True),
    ],
)
def test_a_role_surely_answers_only_beside_what_it_is_held_in(
    tmp_path: Path, chief: str, sure: bool
) -> None:
    """A chief whom an article on the fire service names need not be the chief of that."""
    found = annotated(
        Article(
            f"The Orvik fire service bought two engines. {chief} They cost 2 million.",
            title="Orvik fire service buys engines",
        )
    )
    article = found.article
    excerpt = Excerpt(1, article, 0, len(article.text), found.spans, annotations=found.annotations)
    candidates = tuple(Candidate(Quote(article, *span), 1, 0.0) for span in found.spans)
    question = "Who is in charge of the Orvik fire service?"
    with opened(tmp_path / "library") as assistant:
        context, told = with_role_holders(
            Context(question, (excerpt,), candidates), question, assistant.library
        )
    assert "Edmund Tace" in context.candidates[0].text
    assert told == sure
    assert len(context.candidates) == len(candidates)
