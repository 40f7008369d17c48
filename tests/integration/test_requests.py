"""What is typed in the chat is done, whatever kind of request it is: through `ask`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Answer, Article, Assistant, Turn
from vectorstore import SentenceTransformerEmbeddings

ARTICLES = (
    Article(
        "The ferry Aldis ran aground off Ostrey on Monday with 140 people on board, the "
        "coastguard said. Three people were killed when a stairway gave way. Ruth Calder, head of "
        "the coastguard at Sille, said divers had searched the lower deck. “We looked into every "
        "cabin,” Calder said. The owner, Brannick Ferries, stopped all sailings.",
        title="Ferry Aldis runs aground off Ostrey",
        publisher="Northern Wire",
        published=date(2024, 5, 7),
        authors=("Edda Varn",),
    ),
    Article(
        "Five people were killed when the ferry Aldis ran aground off Ostrey on Monday, the "
        "hospital in Sille said on Wednesday. The ferry had failed two inspections in March. "
        "Transport minister Olav Brandt ordered an inquiry into Brannick Ferries on Wednesday.",
        title="Ferry had failed inspections, five dead",
        publisher="Coastal Times",
        published=date(2024, 5, 8),
    ),
    Article(
        "The ferry Aldis was refloated on Thursday and towed to Brannock. Harbour minister Pia "
        "Lund said repairs of the ferry would take a month. Brannick Ferries said it would pay "
        "for the damage to the pier.",
        title="Ferry Aldis towed to Brannock",
        publisher="Larnholm Post",
        published=date(2024, 5, 10),
    ),
    Article(
        "A fire destroyed the covered market of Dorvale on Saturday night. Nobody was hurt, the "
        "fire brigade said. Mayor Amara Voss said that the town would rebuild the market within "
        "two years. Some 80 traders lost their stalls.",
        title="Fire destroys the market of Dorvale",
        publisher="Coastal Times",
        published=date(2024, 6, 2),
    ),
    Article(
        "Police in Dorvale arrested a man of 34 on Tuesday over the fire in the covered market. "
        "The market of Dorvale had been insured for 12 million crowns, Mayor Amara Voss said.",
        title="Man held over Dorvale market fire",
        publisher="Northern Wire",
        published=date(2024, 6, 5),
    ),
    Article(
        "The central bank of Calvera raised its key interest rate to 4.5 percent on Wednesday. "
        "Governor Ines Roth said that inflation was still too high. Shares in Calvera fell.",
        title="Calvera raises its key rate",
        publisher="The Pilot",
        published=date(2024, 6, 12),
    ),
)


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """A library of six articles on three stories."""
    folder = tmp_path_factory.mktemp("requests") / "library"
    with Assistant(folder, embeddings=embeddings) as assistant:
        assistant.add(*ARTICLES)
        yield assistant


def asked(held: Assistant, *requests: str) -> Answer:
    """The answer to the last of the requests, made one after the other."""
    turns: list[Turn] = []
    for request in requests:
        answer = held.ask(request, history=turns)
        turns.append(Turn(request, answer.plain))
        _sound(held, answer)
    return answer


def _sound(held: Assistant, answer: Answer) -> None:
    """What holds of any answer: every statement cites, every quote is exact, nothing is lost."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        article = held.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
    for statement in answer.statements:
        assert statement.citations
        assert set(statement.citations) <= set(numbers)
        assert statement.text in answer.text.replace("\\|", "|")
        assert statement.verdict.supported
    assert not answer.parts or sum(p.statements for p in answer.parts) == len(answer.statements)
    assert answer.answered == bool(answer.statements or answer.preface)
    assert answer.answered or answer.notices
    assert "[" not in answer.plain


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ("Summarise everything in three bullets", "summary"),
        ("Give me a summary of the ferry accident", "summary"),
        ("Compare the ferry accident and the market fire", "comparison"),
        ("Timeline of the ferry accident", "timeline"),
        ("List the ministers named in the ferry reports", "list"),
        ("Where do the reports on the ferry differ?", "differences"),
        ("Quotes from Ruth Calder", "quotes"),
        ("What articles do you have?", "library"),
        ("How many articles are about the ferry?", "library"),
        ("hello", "help"),
        ("Why did Brannick Ferries stop all sailings?", "answer"),
    ],
)
def test_each_kind_of_request_is_done(held: Assistant, request_: str, kind: str) -> None:
    answer = asked(held, request_)
    assert answer.kind == kind
    assert answer.understood
    if kind != "answer":
        assert answer.answered


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("unit", ["bullets", "sentences"])
def test_as_many_statements_are_given_as_are_asked_for(
    held: Assistant, unit: str, count: int
) -> None:
    units = unit if count > 1 else unit[:-1]
    answer = asked(held, f"Summarise the ferry accident in {count} {units}")
    assert len(answer.statements) == count
    assert answer.text.count("\n- ") + answer.text.startswith("- ") == count * (unit == "bullets")
    assert all("market" not in statement.text for statement in answer.statements)


def test_fewer_are_given_where_there_is_no_more_to_tell_and_that_is_said(held: Assistant) -> None:
    answer = asked(held, "Summarise the Calvera rate rise in 50 bullets")
    assert 0 < len(answer.statements) < 50
    assert any("no more to tell" in notice for notice in answer.notices)


def test_a_topic_that_is_not_here_is_not_taken_for_another(held: Assistant) -> None:
    answer = asked(held, "Summarise the moon landing")
    assert not answer.answered


def test_none_of_something_is_refused_in_one_line(held: Assistant) -> None:
    answer = asked(held, "Summarise the ferry accident in 0 bullets")
    again = held.ask("Where do the reports differ? In 0 bullets", kind="differences")
    assert again.notices == answer.notices
    assert not again.answered
    assert not answer.answered
    assert answer.notices == ("0 bullets say nothing: ask for 1 or more.",)


def test_a_summary_keeps_to_the_words_asked_for(held: Assistant) -> None:
    answer = asked(held, "Summarise the ferry accident in at most 40 words")
    assert 0 < sum(len(statement.text.split()) for statement in answer.statements) <= 40


def test_everything_is_told_story_by_story(held: Assistant) -> None:
    answer = asked(held, "Summarise everything")
    assert len(answer.parts) >= 2
    assert answer.briefing is not None
    titles = {citation.number: citation.title for citation in answer.citations}
    statements = iter(answer.statements)
    for part in answer.parts:
        cited = {n for _ in range(part.statements) for n in next(statements).citations}
        assert len({"Ferry" in titles[number] for number in cited}) == 1


def test_one_article_is_summed_up_from_itself_alone(held: Assistant) -> None:
    answer = asked(held, "Summarise the article “Calvera raises its key rate”")
    assert answer.answered
    assert {citation.publisher for citation in answer.citations} == {"The Pilot"}


def test_a_comparison_hears_both_sides(held: Assistant) -> None:
    answer = asked(held, "How did Northern Wire and Coastal Times report the ferry accident?")
    assert answer.kind == "comparison"
    heads = " ".join(part.heading for part in answer.parts)
    assert "Northern Wire" in heads
    assert "Coastal Times" in heads
    assert {c.publisher for c in answer.citations} == {"Northern Wire", "Coastal Times"}


def test_an_outlet_that_is_not_here_is_never_replaced_in_silence(held: Assistant) -> None:
    answer = asked(held, "Summarise the ferry accident", "only from the Brussels Gazette")
    assert not answer.answered
    assert "Brussels Gazette" in answer.notices[0]


def test_an_outlet_of_the_world_that_is_not_here_is_said_not_to_be(held: Assistant) -> None:
    for request in ("What does Reuters say about the ferry?", "Summarise the BBC's reports"):
        answer = asked(held, request)
        assert not answer.answered
        assert "Nothing here is by" in answer.notices[0]


def test_a_timeline_is_narrowed_to_what_happened_then(held: Assistant) -> None:
    whole = asked(held, "Timeline of the ferry accident")
    assert "March 2024" in [part.heading for part in whole.parts]
    narrowed = asked(held, "Timeline of the ferry accident", "only May 2024")
    assert {part.heading.split()[-2] for part in narrowed.parts} == {"May"}


def test_one_of_the_last_results_points_is_summed_up(held: Assistant) -> None:
    first = "Which articles are about the ferry?"
    listed = asked(held, first)
    answer = asked(held, first, "summarise the second one")
    assert {c.article_id for c in answer.citations} == {listed.citations[1].article_id}


@pytest.mark.parametrize("last", ["the last week", "the last"])
def test_two_times_are_compared(held: Assistant, last: str) -> None:
    """The first week of what is here with the last; no time is said to be all that is read."""
    weeks = asked(held, f"Compare the first week with {last}")
    assert weeks.kind == "comparison"
    assert not weeks.filter
    assert not any("published" in notice for notice in weeks.notices)
    heads = [part.heading for part in weeks.parts]
    assert any("first week" in head for head in heads)
    assert any("last" in head for head in heads)
    days = {citation.number: str(citation.published)[:10] for citation in weeks.citations}
    statements = iter(weeks.statements)
    for part in weeks.parts:
        for told in [next(statements) for _ in range(part.statements)]:
            early = "first week" in part.heading
            assert all((days[number] <= "2024-05-13") == early for number in told.citations)


def test_so_many_paragraphs_of_something_need_no_model(held: Assistant) -> None:
    answer = asked(held, "Write me a 2-paragraph briefing on the ferry Aldis")
    assert answer.kind == "summary"
    assert len(answer.parts) == 2


def test_a_name_is_not_found_in_a_word_like_it(held: Assistant) -> None:
    """That an owner “stopped” all sailings tells nothing of a singer named Stop."""
    assert not asked(held, "Summarise the coverage of Taylor Stop's tour").answered


def test_that_reports_do_not_differ_is_said(held: Assistant) -> None:
    answer = asked(held, "Where do the reports on the Calvera rate rise disagree?")
    assert any("says otherwise" in notice for notice in answer.notices)


def test_quotes_are_of_a_speaker_and_on_a_topic(held: Assistant) -> None:
    answer = asked(held, "quotes from Ruth Calder on the ferry Aldis")
    assert answer.kind == "quotes"
    assert "We looked into every cabin" in answer.text
    other = asked(held, "quotes from Amara Voss on the ferry Aldis")
    assert not any("Voss" in part.heading for part in other.parts)


def test_all_of_one_outlet_is_summed_up(held: Assistant) -> None:
    answer = asked(held, "what has The Pilot been writing about? 2 bullets")
    assert {citation.publisher for citation in answer.citations} == {"The Pilot"}


def test_a_number_is_asked_about_with_its_noun(held: Assistant) -> None:
    """“The 2024 and 2023 contests” are two contests, not two years of anything."""
    answer = asked(held, "compare the 2023 and 2024 ferry accidents")
    assert "market" not in answer.text
