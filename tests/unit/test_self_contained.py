"""Which sentences are understood alone, and which are a part of the page."""

import pytest

from vectorstore.text.annotate import annotate
from vectorstore.text.self_contained import is_self_contained, is_whole


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
    assert not annotate(text).sentences[0].boilerplate


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


ARTICLE = """CNN —

The ferry Halma ran aground off Port Ansel on Tuesday and three passengers drowned.

The Halma, which belongs to Brannick Ferries, left Larnholm at noon with 214 people on board.

It was the second time in a year. “We could not do anything for them,” she said.

Read more: Ferry line suspends all its sailings

Sign up for our morning newsletter.

Jane Roe/Getty Images"""


def test_an_article_tells_news_that_stands_alone_news_that_leans_and_parts_of_the_page() -> None:
    """What is judged: captions, credits and links are boilerplate; pronouns lean on others."""
    rows = {ARTICLE[one.start : one.end]: one for one in annotate(ARTICLE).sentences}
    page = [text for text, one in rows.items() if one.boilerplate]
    assert page == ["CNN —", *(text for text in rows if text.startswith(("Read", "Sign", "Jane")))]
    alone = [
        text.split()[1] for text, one in rows.items() if one.self_contained and text not in page
    ]
    assert alone == ["ferry", "Halma,"]
    assert rows["It was the second time in a year."].dependent


def test_a_text_without_a_sentence_is_judged() -> None:
    """Nothing gives nothing, marks and other scripts raise nothing."""
    for text in ("", "…", "橋は持たない。", "Паром сел на мель.", "x" * 3000):
        assert all(0 <= one.alone <= 1 for one in annotate(text).sentences)
