"""What an answer does beyond finding a sentence: time, the newest state, sides, accounts, names."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Article, ArticleFilter, Assistant

FERRY = Article(
    "The ferry Aldis ran aground off Ostrey on Monday with 140 people on board. Ruth Calder, who "
    "leads the coastguard at Sille, said that all of them were safe. She praised the crew for "
    "dropping both anchors in time. The owner said divers would look at the hull.",
    title="Ferry runs aground off Ostrey",
    publisher="Northern Wire",
    published=date(2024, 5, 7),
)
REFLOATED = Article(
    "The ferry Aldis was refloated on Thursday and towed to Brannock. The harbour office said the "
    "hull was torn in two places, and that repairs would take a month.",
    title="Ferry towed to Brannock",
    publisher="Coastal Times",
    published=date(2024, 5, 10),
)
OLD_MAYOR = Article(
    "Edmund Tace is the mayor of Larnholm. He promised on Friday to widen the road to the "
    "harbour before the winter.",
    title="Mayor promises a wider road",
    publisher="The Pilot",
    published=date(2023, 2, 4),
)
NEW_MAYOR = Article(
    "Amara Voss is the mayor of Larnholm after Sunday's vote. She said that the harbour road "
    "would have to wait for a year.",
    title="Voss takes office",
    publisher="Larnholm Post",
    published=date(2024, 6, 11),
)
BUDGETS = Article(
    "Kelmar will spend 12 million crowns on its schools next year. The town of Dorvale will spend "
    "9 million crowns on its schools, less than in any year since 2015.",
    title="What towns spend on schools",
    publisher="Northern Wire",
    published=date(2024, 3, 2),
)
STORM = "A storm brought down the mast at Orvik on Saturday and cut power to the town. "
ONE_SAYS = Article(
    STORM + "Police said 7 people were injured when the mast fell on a market.",
    title="Mast falls at Orvik",
    publisher="Northern Wire",
    published=date(2024, 8, 4),
)
ANOTHER_SAYS = Article(
    "The fallen mast at Orvik crushed three market stalls. The hospital said 12 people were "
    "injured when the mast fell on the market on Saturday.",
    title="Mast crushes stalls at Orvik market",
    publisher="Coastal Times",
    published=date(2024, 8, 4),
)
EVERYTHING = (FERRY, REFLOATED, OLD_MAYOR, NEW_MAYOR, BUDGETS)


@pytest.fixture
def library(assistant: Assistant) -> Assistant:
    """Five articles on three matters."""
    assistant.add(*EVERYTHING)
    return assistant


def test_a_month_in_the_question_becomes_a_filter_that_can_be_left_out(library: Assistant) -> None:
    """The answer shows what was searched and says why; without it all is searched."""
    question = "What was reported about the harbour road in February 2023?"
    answer = library.ask(question)
    assert answer.filter.since == date(2023, 2, 1)
    assert {c.publisher for c in answer.citations} <= {"The Pilot"}
    assert any("February 2023" in notice for notice in answer.notices)
    assert library.ask(question, narrow=False).filter == ArticleFilter()


def test_a_filter_that_was_given_is_not_changed(library: Assistant) -> None:
    """What the user set by hand stands, whatever the question says."""
    given = ArticleFilter(since=date(2024, 1, 1))
    answer = library.ask("What happened in February 2023?", filter=given)
    assert answer.filter == given


def test_an_outlet_in_the_question_becomes_a_filter(library: Assistant) -> None:
    """ "According to X" is answered from X."""
    answer = library.ask("What happened to the ferry according to the Coastal Times?")
    assert answer.filter.publishers == ("Coastal Times",)
    assert {c.publisher for c in answer.citations} == {"Coastal Times"}


def test_the_present_is_told_by_the_newest_report(library: Assistant) -> None:
    """Of two mayors the one of the newer article is named first, with the day of the report."""
    answer = library.ask("Who is the mayor of Larnholm now?")
    assert "Amara Voss" in answer.statements[0].text
    assert any("2024-06-11" in notice for notice in answer.notices)


def test_a_pronoun_is_shown_with_its_name_in_brackets(library: Assistant) -> None:
    """The name is marked as ours, and the sentence that has it is cited too."""
    answer = library.ask("Who praised the crew for dropping both anchors?")
    first = answer.statements[0]
    assert first.text.startswith("She [Ruth Calder] praised the crew")
    assert len(first.citations) == 2
    assert first.verdict.supported
    quotes = {c.number: c.quote for c in answer.citations}
    assert any("Ruth Calder" in quotes[number] for number in first.citations)


def test_an_account_is_told_in_the_order_of_time(library: Assistant) -> None:
    """ "What happened" is answered by more than one sentence, the earliest report first."""
    answer = library.ask("What happened to the ferry Aldis?")
    days = [
        max(c.published for c in answer.citations if c.number in statement.citations)  # type: ignore[type-var]
        for statement in answer.statements
    ]
    assert len(days) > 1
    assert days == sorted(days)  # type: ignore[type-var]
    assert set(days) == {date(2024, 5, 7), date(2024, 5, 10)}


def test_a_comparison_hears_each_side(library: Assistant) -> None:
    """Both things that are compared are told of."""
    answer = library.ask("Does Kelmar spend more on schools than Dorvale?")
    assert "12 million" in answer.plain
    assert "9 million" in answer.plain


def test_suggestions_are_made_when_asked_for_and_are_answered(library: Assistant) -> None:
    """Each can be asked and gets an answer; without the wish there are none."""
    question = "Where did the ferry run aground?"
    assert library.ask(question).suggestions == ()
    suggested = library.ask(question, suggest=True).suggestions
    assert suggested
    assert question not in suggested
    assert all(library.ask(one).answered for one in suggested)


def test_a_name_that_no_article_has_is_missed(library: Assistant) -> None:
    """A question near the articles but about another place is refused, and the place is named."""
    answer = library.ask("When did the ferry to Vostrand run aground?")
    assert not answer.answered
    assert any("Vostrand" in notice for notice in answer.notices)


def test_both_sides_are_told_where_reports_differ(assistant: Assistant) -> None:
    """A figure that another outlet tells differently does not stand alone."""
    assistant.add(ONE_SAYS, ANOTHER_SAYS)
    answer = assistant.ask("How many people were injured when the mast fell at Orvik?")
    assert "7 people" in answer.plain
    assert "12 people" in answer.plain
    (conflict,) = answer.conflicts
    assert conflict.kind == "contradiction"
    assert {citation.publisher for side in conflict.sides for citation in side.citations} == {
        "Northern Wire",
        "Coastal Times",
    }
    assert assistant.conflicts("mast Orvik") == [conflict]


def test_a_timeline_has_a_cited_sentence_a_day(library: Assistant) -> None:
    """In order, each an exact quote of its citation."""
    entries = library.timeline("ferry Aldis")
    assert [entry.date for entry in entries] == sorted({entry.date for entry in entries})
    assert {date(2024, 5, 6), date(2024, 5, 9)} <= {entry.date for entry in entries}
    for entry in entries:
        assert entry.text in {" ".join(c.quote.split()) for c in entry.citations}
        for citation in entry.citations:
            text = library.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.quote
    assert library.timeline("ferry Aldis", entries=1) != []
    assert library.timeline("ferry Aldis", last=date(2024, 1, 1)) == []


def test_a_misspelled_name_is_understood_and_said(library: Assistant) -> None:
    """One wrong letter is no reason to refuse, and no reason to say nothing."""
    answer = library.ask("When did the ferry run aground off Ostray?")
    assert answer.answered
    assert any("Ostray" in notice for notice in answer.notices)
