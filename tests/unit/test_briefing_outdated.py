"""Which sentences of a story newer reports have overtaken."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Article
from assistant.briefing.outdated import Outdated
from assistant.sections.sentences import read_sentences
from vectorstore.text.annotate import annotated

NEWEST = Article(
    "At least 96 people were killed by the fire in Larnholm, the police said on Sunday. "
    "Anna Brekke died in hospital on Sunday.",
    title="Toll rises", publisher="Today", published=date(2024, 5, 12),
)  # fmt: skip


def _outdated(text: str, *, story: bool = True, day: int = 11) -> bool:
    """Whether a sentence of an older report of the same story is out of date."""
    older = Article(text, title="Fire", publisher="Wire", published=date(2024, 5, day))
    sentences = read_sentences([annotated(older), annotated(NEWEST)])
    return 0 in Outdated(sentences, story=story)


@pytest.mark.parametrize(
    "text",
    [
        "The death toll from the fire climbed to 67 Friday as crews searched the town.",
        "Prime Minister Jon Lund said on Saturday that Brekke is receiving treatment in hospital.",
        "Brekke was fighting for her life on Saturday after the fire in Larnholm.",
        "The council is expected to vote on the plan for the town on Sunday.",
        "Jon Lund has survived a vote of no confidence over the fire in Larnholm.",
    ],
)
def test_older_tolls_states_and_plans_are_out_of_date(text: str) -> None:
    """A day is enough within one story, where the newest report tells how things stand."""
    assert _outdated(text)
    assert not _outdated(text, day=12)


@pytest.mark.parametrize(
    "text",
    [
        "The fire broke out in a warehouse of Brannick Ferries on Thursday.",
        "At least 120 people were killed by the fire in Larnholm, the mayor said.",
        "Jon Lund declared a state of emergency on Friday.",
    ],
)
def test_what_happened_stays(text: str) -> None:
    """Done is done; and a toll that is not lower was not overtaken."""
    assert not _outdated(text)


def test_articles_on_many_stories_overtake_each_other_less() -> None:
    """A toll of another fire says nothing of this one."""
    assert not _outdated("The fire killed 67 people in Larnholm on Friday.", story=False)
