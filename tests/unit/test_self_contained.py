"""Which sentences are understood alone, and which are a part of the page."""

from __future__ import annotations

import pytest

from vectorstore.text.self_contained import is_boilerplate, is_self_contained, is_whole


@pytest.mark.parametrize(
    "text",
    [
        "The council of Larnholm voted on Tuesday to close the old bridge.",
        "“We closed the bridge because it was not safe,” said Mayor Ines Dahl.",
        "Паром сел на мель у острова Ларнхольм в пятницу вечером.",
        "In March, the storm tore three piers out of the harbour’s old wall.",
        "First Minister Ada Holm resigned over the ferry contract on Monday.",
        "Two days after the wreck the coast guard found the rudder.",
        "It is not known why the ship left the channel.",
    ],
)
def test_a_whole_sentence_that_needs_no_other_is_self_contained(text: str) -> None:
    """Of any language with spaces: ended, and understood alone."""
    assert is_self_contained(text)
    assert is_whole(text)
    assert not is_boilerplate(text)


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
        "First, the council of Larnholm hears the owners of both boats.",
        "A week later the board was told about the leak in the hall.",
        "Last month, he survived a vote in parliament by a narrow margin.",
        "By teatime two more had called at the clinic in Ardley.",
    ],
)
def test_what_depends_on_context_asks_or_is_cut_off_is_not(text: str) -> None:
    """Pronouns, "others", "first, …", questions, fragments, half quotations."""
    assert not is_self_contained(text)


@pytest.mark.parametrize(
    "text",
    [
        "More: the council voted on Tuesday to close the old bridge.",
        "The Old Bridge of Larnholm Harbour at Night (Getty Images).",
        "Residents watch as smoke rises over the hills of Ardley, Halden, on July 17.",
        "Mayor Ines Dahl (left) greets the crew of the lifeboat in Larnholm.",
        "Correction: an earlier version of this report named the wrong day.",
    ],
)
def test_captions_links_and_corrections_are_boilerplate(text: str) -> None:
    """Parts of the page tell no news."""
    assert is_boilerplate(text)
