"""What is typed in the chat is done, whatever kind of request it is: through `ask`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Answer, Article, Assistant, Turn
from assistant.errors import SettingsError
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


@pytest.mark.parametrize(
    "request_", ["the ferry accident in 3 bulets", "ferry accident, bullets, three of them"]
)
def test_slips_and_loose_counts_are_understood(held: Assistant, request_: str) -> None:
    assert len(held.ask(request_, kind="summary").statements) == 3


def test_a_list_gathers_across_articles_and_counts_them(held: Assistant) -> None:
    answer = asked(held, "List the ministers named in the ferry reports")
    heads = [part.heading for part in answer.parts]
    assert heads == ["Olav Brandt (1 article)", "Pia Lund (1 article)"]


def test_where_reports_differ_both_sides_are_quoted(held: Assistant) -> None:
    answer = asked(held, "Where do the reports on the ferry differ?")
    assert {"Three", "Five"} <= {statement.text.split()[0] for statement in answer.statements}
    assert answer.conflicts


def test_quotes_are_of_whom_they_are_asked_for(held: Assistant) -> None:
    answer = asked(held, "Give me quotes from Ruth Calder")
    assert [statement.text for statement in answer.statements] == [
        "“We looked into every cabin,” Calder said."
    ]
    assert answer.parts[0].heading.startswith("Ruth Calder")


@pytest.mark.parametrize(
    ("request_", "held_words"),
    [
        ("How many articles are there?", ("6 articles", "4 publishers")),
        ("Which publishers do you have?", ("Northern Wire: 2 articles", "The Pilot: 1 article")),
        ("What is the newest article?", ("Calvera raises its key rate", "12 June 2024")),
        ("What is the oldest article?", ("Ferry Aldis runs aground off Ostrey",)),
        ("Which articles mention Amara Voss?", ("2 articles", "Man held over Dorvale")),
        ("Who wrote about the ferry?", ("Edda Varn",)),
        ("Do you have anything by The Pilot?", ("1 article", "Calvera raises its key rate")),
        ("How many articles about zeppelins are there?", ("None of the 6 articles",)),
    ],
)
def test_the_library_is_told_from_the_catalog(
    held: Assistant, request_: str, held_words: tuple[str, ...]
) -> None:
    answer = asked(held, request_)
    assert answer.kind == "library"
    for words in held_words:
        assert words in answer.text


def test_the_last_result_is_reworked(held: Assistant) -> None:
    first = "Summarise the ferry accident in three bullets"
    assert asked(held, first).layout == "bullets"
    assert len(asked(held, first, "make it shorter").statements) < 3
    table = asked(held, first, "as a table")
    assert table.layout == "table"
    assert table.text.startswith("| Statement | Source |")
    assert len(table.statements) == 3
    narrowed = asked(held, first, "only from the Coastal Times")
    assert {citation.publisher for citation in narrowed.citations} == {"Coastal Times"}


def test_of_two_requests_in_one_the_first_is_done_and_the_other_named(held: Assistant) -> None:
    answer = asked(
        held, "Summarise the ferry accident in two bullets and then list the ministers named in it"
    )
    assert answer.kind == "summary"
    assert len(answer.statements) == 2
    assert "One thing at a time: ask “list the ministers named in it” by itself." in answer.notices


def test_these_are_the_articles_of_the_last_result(held: Assistant) -> None:
    first = "Summarise the Calvera rate rise"
    answer = asked(held, first, "How many articles are these?")
    assert answer.kind == "library"
    assert "1 article" in answer.text


def test_more_is_told_of_a_point_of_the_last_result(held: Assistant) -> None:
    first = "Summarise the ferry accident in three bullets"
    point = asked(held, first).statements[1]
    more = asked(held, first, "tell me more about the second point")
    assert more.answered
    assert point.text in more.plain
    beyond = asked(held, first, "more on the seventh point")
    assert not beyond.answered
    assert "there is no point 7" in beyond.notices[0]


@pytest.mark.parametrize("request_", ["make it shorter", "as bullets please", "more on point 2"])
def test_a_change_needs_a_result(held: Assistant, request_: str) -> None:
    answer = asked(held, request_)
    assert not answer.answered
    assert "no result here yet" in answer.notices[0]


def test_what_needs_a_model_says_so_and_what_can_be_done_instead(held: Assistant) -> None:
    answer = asked(held, "Translate the last article into French")
    assert not answer.answered
    assert answer.kind == "help"
    assert "chat model" in answer.notices[0]
    assert any("NEWSBRIEF_MODEL" in notice for notice in answer.notices)


def test_a_kind_can_be_forced(held: Assistant) -> None:
    answer = held.ask("the ferry accident", kind="timeline")
    assert answer.kind == "timeline"
    assert "6 May 2024" in [part.heading for part in answer.parts]


def test_short_forms_of_a_filter(held: Assistant) -> None:
    answer = held.ask("Summarise the ferry accident", publisher="Coastal Times")
    assert {citation.publisher for citation in answer.citations} == {"Coastal Times"}
    later = held.ask("How many articles are there?", since="2024-06-01", until=date(2024, 6, 10))
    assert "2 articles" in later.text


def test_a_question_may_ask_for_a_form(held: Assistant) -> None:
    answer = asked(held, "In one sentence: who ordered an inquiry into Brannick Ferries?")
    assert answer.kind == "answer"
    assert len(answer.statements) == 1
    assert "Brandt" in answer.text


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (("Who ordered an inquiry into Brannick Ferries?", "When did he order it?"), "Brandt"),
        (("Who is head of the coastguard at Sille?", "What did she say?"), "Calder"),
        (("What happened to the market of Dorvale?", "Was anybody arrested?"), "market"),
    ],
)
def test_a_follow_up_is_bound(held: Assistant, turns: tuple[str, ...], name: str) -> None:
    answer = asked(held, *turns)
    assert name in answer.standalone_question


def test_a_doubtful_follow_up_asks_back_with_both_meanings(held: Assistant) -> None:
    before = Turn(
        "Which judge put off the hearing of Tobias Renner?",
        "Judge Henrik Obara, who sits in Sille, put it off by two weeks at the request of Renner.",
    )
    answer = held.ask("What is he accused of?", history=[before])
    assert not answer.answered
    assert set(answer.suggestions) == {
        "What is Henrik Obara accused of?",
        "What is Tobias Renner accused of?",
    }
    chosen = held.ask(answer.suggestions[0], history=[before])
    assert chosen.standalone_question == answer.suggestions[0]


def test_a_kind_that_there_is_not_is_named_with_those_there_are(held: Assistant) -> None:
    """A slip in `kind` says what it can be."""
    with pytest.raises(SettingsError, match="no kind of request 'summry': it is one of answer, s"):
        held.ask("The ferry", kind="summry")  # type: ignore[arg-type]


def test_the_same_is_asked_of_another_thing(held: Assistant) -> None:
    """“Now the same for …” and “no, I meant …” take the place of what was asked about."""
    first = "Who ordered an inquiry into Brannick Ferries?"
    for second in ("thanks. now the same for the fire in Dorvale", "no, I meant the Dorvale fire"):
        answer = asked(held, "Summarise the ferry accident in 2 bullets", second)
        assert answer.kind == "summary", second
        assert {"Dorvale" in citation.title for citation in answer.citations} == {True}, second
    answer = asked(held, first, "no, I meant the market fire in Dorvale")
    assert "ferry" not in answer.standalone_question.lower()
    assert "Dorvale" in answer.standalone_question
    last = asked(held, "Where did the ferry run aground?", "the same for the market fire", "When?")
    assert "market" in last.standalone_question


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


def test_bodies_that_speak_are_no_outlets(held: Assistant) -> None:
    """“What did the White House say” asks for its words, not for its articles."""
    for body in ("the White House", "the WHO", "NASA"):
        answer = held.ask(f"What did {body} say about the ferry Aldis?")
        assert answer.kind == "answer"


def test_what_was_meant_may_be_another_request(held: Assistant) -> None:
    """Behind “I meant” a whole question or order is done as such, and `kind` has the last word."""
    first = "Summarise the ferry accident in 2 bullets"
    answer = asked(held, first, "I mean, who ordered an inquiry into Brannick Ferries?")
    assert answer.kind == "answer"
    assert "Olav Brandt" in answer.text
    answer = asked(held, first, "no, I meant a timeline of the market fire")
    assert answer.kind == "timeline"
    turn = Turn(first, asked(held, first).plain)
    answer = held.ask("no, I meant the Dorvale fire", history=[turn], kind="timeline")
    assert answer.kind == "timeline"


def test_what_narrowed_an_answer_narrows_the_same_of_another_thing(held: Assistant) -> None:
    answer = asked(
        held,
        "Who ordered an inquiry into Brannick Ferries?",
        "only from the Coastal Times",
        "the same for the market fire",
    )
    assert {citation.publisher for citation in answer.citations} <= {"Coastal Times"}


def test_the_nearest_story_is_named_as_such_and_never_stands_for_a_name(held: Assistant) -> None:
    """Where no article says “accident”, the story nearest to it is told, and that is said."""
    answer = asked(held, "Summarise the ferry accident in 2 bullets")
    assert "No article says “ferry accident”: this is the story nearest to it." in answer.notices
    assert answer.briefing is not None
    assert answer.briefing.topic == "ferry accident"
    assert not asked(held, "Summarise the Titanic ferry").answered
