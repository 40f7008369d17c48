"""Which sentences are fit to stand in a briefing."""

from __future__ import annotations

import pytest

from assistant import Article
from assistant.briefing.telling import tellings
from vectorstore.text import sentences


def _told(text: str):  # type: ignore[no-untyped-def]
    article = Article(text)
    return tellings([(article, sentences(text))])


@pytest.mark.parametrize(
    "text",
    [
        "The council of Larnholm voted on Tuesday to close the old bridge.",
        "“We closed the bridge because it was not safe,” said Mayor Ines Dahl.",
        "Паром сел на мель у острова Ларнхольм в пятницу вечером.",
        "In March, the storm tore three piers out of the harbour’s old wall.",
        "First Minister Ada Holm resigned over the ferry contract on Monday.",
        "Two days after the wreck the coast guard found the rudder.",
        "Nine more people died on the island on Tuesday, police said.",
        "The ferry struck the rocks off Ostrey and sank, on July 17.",
    ],
)
def test_a_whole_sentence_that_needs_no_other_stands(text: str) -> None:
    """Of any language with spaces: ended, and understood alone."""
    (one,) = _told(text)
    assert (one.stands, one.whole) == (True, True)
    assert (one.text, one.position, one.length) == (text, 0, len(text.split()))


@pytest.mark.parametrize(
    "text",
    [
        "They voted on Tuesday to close the old bridge in Larnholm.",
        "However, the council voted on Tuesday to close the old bridge.",
        "Twenty-two others were on the old bridge when it fell.",
        "Who voted on Tuesday to close the old bridge in Larnholm?",
        "The council voted on Tuesday to close the old bridge in",
        "“We closed the bridge because it was not safe for anybody.",
        "The council voted on Tuesday.",
        "More: the council voted on Tuesday to close the old bridge.",
        "The Old Bridge of Larnholm Harbour at Night (Getty Images).",
        "First, the council of Larnholm hears the owners of both boats.",
        "For instance, the clinic in Ardley closed two of its wards.",
        "A week later the board was told about the leak in the hall.",
        "Last month, he survived a vote in parliament by a narrow margin.",
        "By teatime two more had called at the clinic in Ardley.",
        "Residents watch as smoke rises over the hills of Ardley, Halden, on July 17.",
        "Mayor Ines Dahl (left) greets the crew of the lifeboat in Larnholm.",
    ],
)
def test_what_leans_asks_is_cut_off_or_furniture_does_not_stand(text: str) -> None:
    """Pronouns, "others", "first, …", questions, fragments, half quotations, captions."""
    assert not any(one.stands for one in _told(text))


def test_positions_count_in_the_article() -> None:
    """Sentences are numbered from the head of their article; what has no letter is none."""
    text = "The council voted on Tuesday.\n\n***\n\nThe bridge stays shut until May."
    first, last = _told(text)
    assert (first.text, first.position) == ("The council voted on Tuesday.", 0)
    assert last.text == "The bridge stays shut until May."
    assert last.position > 0


def test_no_articles_tell_nothing() -> None:
    """Nothing in, nothing out."""
    assert tellings([]) == []
    assert _told("… !") == []
