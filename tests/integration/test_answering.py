"""What an answer does beyond finding a sentence: time, the newest state, sides, accounts, names."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Article, ArticleFilter, Assistant
from assistant.verification.verify import verify
from vectorstore import SentenceTransformerEmbeddings

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
LEDGER = Article(
    "The ferry Aldis had failed two inspections before the accident, and its owner knew of it.",
    title="Ferry had failed inspections",
    publisher="Brannock Ledger",
    published=date(2024, 5, 8),
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


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """The same five articles and one by a paper of a town; tests only read from it."""
    folder = tmp_path_factory.mktemp("shelf") / "library"
    with Assistant(folder, embeddings=embeddings) as one:
        one.add(*EVERYTHING, LEDGER)
        yield one


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
    assert any("11 June 2024" in notice for notice in answer.notices)


def test_a_report_of_long_ago_is_shown_as_an_older_one(library: Assistant) -> None:
    """What was published more than half a year before the newest article is said to be old."""
    answer = library.ask("Who promised to widen the road to the harbour before the winter?")
    assert "Edmund Tace" in answer.text
    (notice,) = (notice for notice in answer.notices if notice.startswith("Older reports: "))
    assert "of 4 February 2023" in notice


def test_what_stands_beside_the_news_is_no_answer(assistant: Assistant) -> None:
    """A caption that has all words of the question is not shown, the sentence below it is."""
    caption = "Photo: Ruth Calder, who leads the coastguard at Sille, on the quay."
    body = FERRY.text.replace(" She praised", "\n\nShe praised")
    assistant.add(Article(f"{caption}\n\n{body}", title=FERRY.title, published=FERRY.published))
    answer = assistant.ask("Who leads the coastguard at Sille?")
    assert answer.statements[0].text.startswith("Ruth Calder, who leads the coastguard")
    assert "Photo:" not in answer.text


def test_what_somebody_said_is_a_sentence_in_which_they_speak(library: Assistant) -> None:
    """A question for somebody's words is answered by them, not by who somebody is."""
    answer = library.ask("What did Ruth Calder say?")
    assert "said that all of them were safe" in answer.statements[0].text


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


def test_a_verb_that_opens_a_request_is_no_missing_name(shelf: Assistant) -> None:
    """ "Compare the" and "List the" begin with a capital, and name nobody."""
    for request in (
        "Compare the schools of Kelmar and Dorvale",
        "List the towns and their schools",
    ):
        assert not any("Nothing here about" in one for one in shelf.ask(request).notices)


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


@pytest.mark.parametrize("narrow", [True, False])
def test_a_publisher_is_no_missing_subject(shelf: Assistant, narrow: bool) -> None:
    """An outlet's name stands over its articles, not in them: nobody is told that it is missing."""
    answer = shelf.ask("What did the Brannock Ledger say about the ferry Aldis?", narrow=narrow)
    assert answer.answered
    refused = shelf.ask(
        "What did the Brannock Ledger say about the ferry to Vostrand?", narrow=narrow
    )
    assert refused.notices[-2] == "Nothing here about Vostrand."
    assert not any("spelled nearly so" in notice for notice in (*answer.notices, *refused.notices))


def test_somebody_called_like_a_publisher_can_be_missing(shelf: Assistant) -> None:
    """Only the whole name is the publisher's."""
    answer = shelf.ask("When did Edna Ledger take office?")
    assert "Nothing here about Edna Ledger." in answer.notices


def test_a_refusal_tells_days_as_people_write_them(shelf: Assistant) -> None:
    """What was looked through, and what of the question became a filter, in the same words."""
    answer = shelf.ask("When did the ferry to Vostrand run aground?")
    assert answer.notices[-1] == (
        "Looked through 6 articles, published 4 February 2023 to 11 June 2024."
    )
    narrowed = shelf.ask("What was reported about Vostrand in February 2023?")
    assert any("published 1 February 2023 to 14 March 2023" in told for told in narrowed.notices)


HELD = "The library has 6 articles, published 4 February 2023 to 11 June 2024."


@pytest.mark.parametrize(
    ("filter", "said"),
    [
        (ArticleFilter(publishers=("The Herald",)), "none is by The Herald"),
        (
            ArticleFilter(publishers=("The Herald", "The Echo"), since=date(2024, 1, 1)),
            "none is by The Herald or The Echo",
        ),
        (
            ArticleFilter(since=date(2025, 1, 1), publishers=("The Pilot",)),
            "none was published since 1 January 2025",
        ),
        (ArticleFilter(until=date(2020, 1, 1)), "none was published until 1 January 2020"),
        (ArticleFilter(as_of=date(2020, 1, 1)), "none was published until 1 January 2020"),
        (
            ArticleFilter(since=date(2020, 1, 1), until=date(2020, 2, 1)),
            "none was published 1 January 2020 to 1 February 2020",
        ),
        (ArticleFilter(article_ids=("nobody",)), "none has the id nobody"),
        (
            ArticleFilter(publishers=("The Herald",), since=date(2025, 1, 1)),
            "none was published since 1 January 2025, and none is by The Herald",
        ),
        (
            ArticleFilter(publishers=("The Pilot",), since=date(2024, 1, 1)),
            "each part of it lets some pass, all together none",
        ),
    ],
)
def test_a_filter_that_lets_nothing_pass_says_which_part(
    shelf: Assistant, filter: ArticleFilter, said: str
) -> None:
    """Who asks knows what to take away, and what there is."""
    answer = shelf.ask("What happened to the ferry?", filter=filter)
    assert not answer.answered
    assert answer.notices[:2] == (f"No article passes the filter: {said}.", HELD)


def test_a_filter_on_an_empty_library_is_not_to_blame(assistant: Assistant) -> None:
    """No filter is too narrow for nothing."""
    answer = assistant.ask("What happened?", filter=ArticleFilter(since=date(2024, 1, 1)))
    assert answer.notices == ("The library is empty: add articles first.",)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What did the choir sing in Larnholm after June 2024?",
            "Nothing here about Larnholm after June 2024: all that has the name was published "
            "earlier.",
        ),
        (
            "Who resigned in Ostrey in 2019?",
            "Nothing here about Ostrey in 2019: all that has the name was published later.",
        ),
        (
            "What was reported about the court in Dorvale before 2024?",
            "Nothing here about Dorvale before 2024: all that has the name was published later.",
        ),
        (
            "What did the bishop say in Brannock and Sille after May 2024?",
            "Nothing here about Brannock and Sille after May 2024: all that has the names was "
            "published earlier.",
        ),
    ],
)
def test_a_name_told_of_at_another_time_only_is_said_so(
    shelf: Assistant, question: str, said: str
) -> None:
    """A refusal names what the library does not reach to."""
    answer = shelf.ask(question)
    assert not answer.answered, answer.text
    assert said in answer.notices
    assert answer.notices[-1].startswith("Looked through")


def test_what_is_elsewhere_is_told_within_the_filter(shelf: Assistant) -> None:
    """The claim reaches no further than what was looked through."""
    only = ArticleFilter(publishers=("Northern Wire", "Larnholm Post"))
    answer = shelf.ask("Who sang in Ostrey after May 2024?", filter=only)
    assert (
        "Nothing here about Ostrey after May 2024: all that passes the filter and has the name "
        "was published earlier."
    ) in answer.notices


def test_the_days_of_a_given_filter_count_as_the_time_asked_for(shelf: Assistant) -> None:
    """The words are those of the filter when the question says nothing of time."""
    given = ArticleFilter(since=date(2024, 6, 1))
    answer = shelf.ask("When did the ferry leave Ostrey?", filter=given)
    assert not answer.answered
    assert (
        "Nothing here about Ostrey published since 1 June 2024: all that has the name was "
        "published earlier."
    ) in answer.notices


@pytest.mark.parametrize(
    "question",
    [
        "Who won the chess match in Larnholm after January 2024?",  # told of then
        "Who won the chess match in Larnholm?",  # no time is asked for
        "Who won the chess match in Larnholm in March?",  # of which year is not sure
    ],
)
def test_a_time_is_called_empty_only_where_that_is_certain(shelf: Assistant, question: str) -> None:
    """What may be there is not said to lack."""
    answer = shelf.ask(question)
    assert not answer.answered, answer.text
    assert not any("has the name" in notice for notice in answer.notices)


def test_an_undated_article_may_be_of_any_time(assistant: Assistant) -> None:
    """Nothing is said to lack that an article without a date may tell."""
    assistant.add(FERRY, NEW_MAYOR)
    question = "What did the choir sing in Ostrey after May 2024?"
    assert "Nothing here about Ostrey after May 2024" in " ".join(assistant.ask(question).notices)
    assistant.add(Article("A mast fell at Ostrey.", title="Mast falls"))
    assert "Ostrey" not in " ".join(assistant.ask(question).notices)


# ------------------------------------------------------------------ marks, interviews, slips


def report(text: str, publisher: str, day: int = 4, title: str = "Warehouse burns") -> Article:
    return Article(text, title=title, publisher=publisher, published=date(2024, 8, day))


BURNS = "A fire destroyed a warehouse at Orvik on Saturday night, police said. "
TIMES = (
    report(BURNS + "The fire broke out at 9.30 p.m.", "Northern Wire"),
    report(BURNS + "The fire broke out at 11 p.m.", "Coastal Times", title="Fire at Orvik"),
)


def test_a_report_of_another_time_supports_nothing(assistant: Assistant) -> None:
    """Two times are told each with its own mark, in an answer and in a briefing."""
    assistant.add(*TIMES)
    answer = assistant.ask("When did the fire break out?")
    told = {one.text: [answer.citations[n - 1].publisher for n in one.citations]
            for one in answer.statements}  # fmt: skip
    assert told["The fire broke out at 9.30 p.m."] == ["Northern Wire"]
    assert told["The fire broke out at 11 p.m."] == ["Coastal Times"]
    whole = assistant.brief(words=120)
    for statement in whole.statements:
        quotes = [whole.citations[n - 1].quote for n in statement.citations]
        times = {quote.rsplit(" at ")[-1] for quote in quotes if "broke out" in quote}
        assert len(times) < 2


def test_each_mark_of_a_statement_is_checked() -> None:
    """One right mark does not carry a wrong one."""
    right, wrong = "The fire broke out at 9.30 p.m.", "The fire broke out at 11 p.m."
    assert verify(right, [right]).supported
    verdict = verify(right, [right, wrong])
    assert not verdict.supported
    assert verdict.reasons[0].startswith("quote 2 says otherwise")
    assert verify(
        "Nobody was hurt.", ["Nobody was hurt.", "Nobody was hurt, police said."]
    ).supported


INTERVIEW = Article(
    "Ada Brandel has led the building office since 2019.\n\nWhy do you close the market now?\n\n"
    "Because the roof could come down in a storm. Our engineers said so in January.\n\n"
    "Will the traders be paid?\n\nYes. We have set aside 450,000 crowns.\n\n"
    "Who will run the new hall?\n\nA board of three people, two of them traders.",
    title="“I should have spoken to the traders first”",
    publisher="The Pilot",
    published=date(2024, 8, 4),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why is the market being closed?", "Because the roof could come down in a storm."),
        ("Will the traders be paid?", "Yes. We have set aside 450,000 crowns."),
        ("Who will run the new hall?", "A board of three people, two of them traders."),
    ],
)
def test_an_interview_answers_what_it_was_asked(
    assistant: Assistant, question: str, told: str
) -> None:
    """The interviewer's question is no answer; what was said to it is, and whole."""
    assistant.add(INTERVIEW)
    assert assistant.ask(question).statements[0].text == told


def test_questions_and_answers_lose_their_letters(assistant: Assistant, tmp_path: Path) -> None:
    text = "Five questions to the coach\n\nThe Pilot, 4 August 2024\n\n" + "\n\n".join((
        "Q: How is the knee of Jan Olsen?", "A: Better. He can play on Sunday.",
        "Q: Who was the best player?", "A: For me it was Kai Brandt, without a doubt.",
    ))  # fmt: skip
    (tmp_path / "a.txt").write_text(text)
    assistant.add(tmp_path / "a.txt")
    answer = assistant.ask("Who was the best player?")
    assert answer.statements[0].text == "For me it was Kai Brandt, without a doubt."


def test_slips_of_the_pen_are_read_and_told_of(shelf: Assistant) -> None:
    answer = shelf.ask("Wat did the hrabour office say about the hull?")
    assert "torn in two places" in answer.text
    assert "“Wat” is read as “What”." in answer.notices
    assert "“hrabour” is read as “harbour”." in answer.notices


@pytest.mark.parametrize(
    "question",
    ["What did the U.S. say about the hull?", "What did Chen say?", "Was there a strke?",
     "Who won?", "What is X?", "What did Wen say?", "How old is Mr Wat?",
     "Is it true that Hwo won?"],
)  # fmt: skip
def test_other_words_are_left_as_they_are(shelf: Assistant, question: str) -> None:
    """What may be a word or a name of its own is not read as another."""
    assert not [notice for notice in shelf.ask(question).notices if "is read as “" in notice]


def test_who_holds_a_role_is_found_first(assistant: Assistant) -> None:
    """A person who is named by what they are is looked for by name."""
    assistant.add(
        report("Lena Tolve, chief executive of Corvin Bank, said on Friday that no branch would "
               "close. The bank will cut 1,200 jobs.", "The Pilot", title="Corvin Bank cuts jobs"),
        report("Lena Tolve grew up in Ostrey, the daughter of a ferry captain, and studied "
               "mathematics in Brannock.", "Coastal Times", 5, "The woman who runs a bank"),
    )  # fmt: skip
    answer = assistant.ask("Where did the chief executive of Corvin Bank grow up?")
    assert answer.statements[0].text.startswith("Lena Tolve grew up in Ostrey")
    assert "The person meant is Lena Tolve." in answer.notices


@pytest.mark.parametrize(
    "question", ["What happened on 10 May 2024?", "What did Coastal Times report in May 2024?"]
)
def test_all_of_a_day_or_an_outlet_is_told(shelf: Assistant, question: str) -> None:
    """A question that names nothing but a time or an outlet asks for what is told there."""
    answer = shelf.ask(question)
    assert answer.kind == "summary"
    assert "refloated on Thursday" in answer.text
    assert {one.publisher for one in answer.citations} == {"Coastal Times"}


def test_another_fire_is_no_answer_about_this_one(assistant: Assistant) -> None:
    assistant.add(
        *TIMES,
        report("Two people died in a fire at the café Zoe in Tessen on Friday. An inquiry was "
               "opened into the fire on Monday.", "The Pilot", 6, "Two die in café"),
    )  # fmt: skip
    answer = assistant.ask("Did anyone die in the Orvik fire?")
    assert "Tessen" not in answer.text
    assert "Two people died" not in answer.text


KINDS = (
    ("Court jails banker for fraud",
     "A court in Larn sentenced the banker Aldo Fench to four years for fraud on Tuesday."),
    ("Court clears doctor of fraud",
     "A court in Larn cleared the doctor Anna Morn of fraud on Thursday."),
    ("Two killed in Ostrey crash",
     "Two people were killed when a bus hit a lorry near Ostrey on Tuesday, police said."),
    ("Three killed in Dorvale bus crash",
     "Three people were killed when a bus left the road near Dorvale on Tuesday, police said."),
    ("Aske elected mayor of Sille",
     "Tor Aske was elected mayor of Sille on Sunday. Turnout was 61 per cent."),
    ("Brandt elected mayor of Orvik",
     "Kai Brandt was elected mayor of Orvik on Sunday. Turnout was 48 per cent."),
)  # fmt: skip


def test_events_of_one_kind_are_no_story(assistant: Assistant) -> None:
    """Trials, crashes and votes of other people and places stand each alone."""
    assistant.add(
        *(report(text, "The Pilot", 4 + n, title) for n, (title, text) in enumerate(KINDS))
    )
    assert list(assistant.stories()) == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is running the Orvik fire service now that Tarn has gone?", "Lena Osk"),
        ("Who is the head of the Orvik fire service?", "Lena Osk"),
        ("Who is Corvin Bank's CEO?", "Mira Dahl"),
        ("Who is the chief executive of Corvin Bank?", "Mira Dahl"),
    ],
)
def test_who_holds_a_role_is_told_by_who_is_said_to(
    assistant: Assistant, question: str, name: str
) -> None:
    """A role that an article tells of a person answers, however few words it has of the question;
    of two holders the newer report's comes first."""
    assistant.add(
        Article(
            "Orvik’s fire chief is leaving after a month of criticism. “Jonas Tarn and the Orvik "
            "fire service have agreed to part, and Tarn is no longer employed by the Orvik fire "
            "service,” said Petra Moll of the town council on Tuesday. Moll thanked Tarn for "
            "running the Orvik fire service for so long.\n\nDeputy Chief Lena Osk is now the "
            "interim chief. Two new engines are to be bought in the spring.",
            title="Orvik fire service chief steps down",
            published=date(2024, 2, 15),
        ),
        Article(
            "Corvin Bank will close forty branches. The bank’s chief executive, Edmund Tace, said "
            "that Corvin Bank had too many of them.",
            title="Corvin Bank to close branches",
            published=date(2023, 5, 2),
        ),
        Article(
            "Corvin Bank lost 30 million crowns in a year. Corvin Bank’s interim chief executive, "
            "Mira Dahl, said that it would sell its headquarters.",
            title="Corvin Bank makes a loss",
            published=date(2024, 5, 2),
        ),
    )
    answer = assistant.ask(question)
    first = answer.statements[0]
    assert first.answer_span is not None
    assert name in first.text[slice(*first.answer_span)]


def test_another_flood_does_not_lead_and_is_shown_with_what_names_it(assistant: Assistant) -> None:
    """ "That flood" of a report on a flood is an earlier one: its dead are not those asked for, and
    where it is quoted, the sentence that names it is quoted too."""
    assistant.add(
        Article(
            "The flood at Tarn has left 24 dead, among them a family of five, the governor said on "
            "Friday. Boats brought food to the valley.\n\n"
            "The river last burst its banks in 1987. At least 7 people were killed in that flood "
            "at Tarn.",
            title="Flood at Tarn",
            published=date(2024, 4, 6),
        )
    )
    answer = assistant.ask("How many people were killed in the flood at Tarn?")
    assert "24 dead" in answer.statements[0].text
    (earlier,) = assistant.ask("How many people died in the flood of 1987?").statements[:1]
    assert "7 people" in earlier.text
    assert "in 1987" in earlier.text


def test_the_newest_count_of_a_toll_leads(assistant: Assistant) -> None:
    """What a title tells is the count that counts, by the sentence that tells it; of what is
    counted of the dead a later report's larger number leads too."""
    assistant.add(
        Article(
            "The ferry Aldis sank off Ostrey on Monday evening with 140 people on board. The dead "
            "include at least 12 foreign students, the harbour office said of the ferry Aldis. "
            "Divers look for the missing off Ostrey.",
            title="Ferry Aldis sinks off Ostrey",
            published=date(2024, 5, 7),
        ),
        Article(
            "Divers looked for the missing of the ferry Aldis off Ostrey for a third day. The "
            "harbour office at Ostrey had put the death toll of the ferry at 31 on Tuesday. It now "
            "says that 44 people died when the ferry Aldis sank off Ostrey on Monday. Relatives "
            "went to Ostrey.\n\nOf the passengers on board, 17 foreign students have been found "
            "dead, the harbour office said.",
            title="Death toll of ferry Aldis off Ostrey rises to 44",
            published=date(2024, 5, 10),
        ),
    )
    toll = assistant.ask("How many people were killed when the ferry Aldis sank off Ostrey?")
    assert "44 people" in toll.statements[0].text
    students = assistant.ask("How many foreign students were among the dead of the ferry Aldis?")
    assert "17 foreign students" in students.statements[0].text


def test_a_count_that_only_a_headline_tells_is_told_of(assistant: Assistant) -> None:
    """Where no sentence has the newest count, the answer names the headline that has."""
    assistant.add(
        Article(
            "Rescuers dug through the night at the Orvik mine. At least 9 people were killed when "
            "the Orvik mine fell in on Friday, the mine’s owner said on Saturday.",
            title="Death toll at Orvik mine climbs to 15",
            published=date(2024, 3, 5),
        )
    )
    answer = assistant.ask("How many people were killed at the Orvik mine?")
    assert "At least 9 people" in answer.statements[0].text
    assert any("climbs to 15" in notice for notice in answer.notices)


def test_a_smaller_count_in_a_title_replaces_none(assistant: Assistant) -> None:
    """A toll only grows: of two reports of one day the larger leads, whatever a title says."""
    assistant.add(
        Article(
            "Heavy rain flooded the valley of Tarn on Thursday. At least 8 people were killed in "
            "the floods in Tarn, the police said at noon.",
            title="At least 8 killed in Tarn floods",
            published=date(2024, 7, 19),
        ),
        Article(
            "The floods in Tarn have killed 37 people, the governor of Tarn said on Friday. "
            "Another 200 people are missing in the valley.",
            title="Governor visits Tarn after floods",
            published=date(2024, 7, 19),
        ),
    )
    answer = assistant.ask("How many people have the floods in Tarn killed?")
    assert "37 people" in answer.statements[0].text
    assert not any("At least 8" in notice for notice in answer.notices)
