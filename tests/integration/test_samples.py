"""The main job on the sample articles: every citation exact, every refusal clean."""

import json
import re
import time
from datetime import date

import pytest

from assistant import Answer, Article, ArticleFilter, Assistant, Turn
from assistant.answering.updates import excerpt_of
from assistant.documents import document
from assistant.samples import seeds_folder
from assistant.understanding.query import MOST_CHARACTERS, understand
from assistant.verification.citations import Quote


@pytest.fixture(scope="module")
def answers(sample_assistant: Assistant) -> list[Answer]:
    """The answer to every sample question."""
    lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    return [
        sample_assistant.ask(
            asked["question"],
            history=[Turn(t["question"], t["answer"]) for t in asked.get("history", ())],
        )
        for asked in map(json.loads, lines)
    ]


def test_every_citation_of_every_answer_is_exact(
    answers: list[Answer], sample_assistant: Assistant
) -> None:
    """Over all sample questions, each citation's span holds its quote."""
    assert sum(len(answer.citations) for answer in answers) > 60
    for answer in answers:
        for number, citation in enumerate(answer.citations, start=1):
            article = sample_assistant.article(citation.article_id)
            assert citation.number == number
            assert article.text[citation.start : citation.end] == citation.quote
            assert (citation.version, citation.publisher) == (article.version, article.publisher)
        marked = {number for statement in answer.statements for number in statement.citations}
        assert marked == {citation.number for citation in answer.citations}


def test_every_statement_is_a_sentence_of_its_article_and_passes_the_gate(
    answers: list[Answer],
) -> None:
    """The extractive writer copies: its words are the first quote's words, but for a name in
    brackets after a pronoun that opens them."""
    for answer in answers:
        quotes = {citation.number: citation.quote for citation in answer.citations}
        for statement in answer.statements:
            copied = re.sub(
                r"^(\W*(?:\w+,? )?(?:he|she|it)) \[[^]]+\]", r"\1", statement.text, flags=re.I
            )
            quote = " ".join(quotes[statement.citations[0]].split())
            assert quote in (copied, statement.text)
            own = [number for number in statement.citations if number in quotes]
            assert len(own) == len(statement.citations) >= 1
            assert statement.verdict.supported, (statement, answer.question)


def test_refusals_are_clean(answers: list[Answer]) -> None:
    """No statements, no citations, the nearest passages, and a reason."""
    refused = [answer for answer in answers if not answer.answered]
    assert refused
    for answer in refused:
        assert (answer.text, answer.plain, answer.statements, answer.citations) == ("", "", (), ())
        assert answer.passages
        assert answer.notices


def test_absent_topics_are_refused_and_most_others_are_not(answers: list[Answer]) -> None:
    """Questions about what no article mentions are refused; few that could be answered are."""
    lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    absent = [a for a, q in zip(answers, asked, strict=True) if q.get("lacks") == "topic"]
    answerable = [a for a, q in zip(answers, asked, strict=True) if q["answer"]]
    assert len(absent) == 6
    assert not any(answer.answered for answer in absent)
    assert sum(not answer.answered for answer in answerable) <= 0.05 * len(answerable)


def test_the_answer_grows_and_ask_is_its_last_item(sample_assistant: Assistant) -> None:
    """Streaming and asking give the same."""
    question = "What happened when the ferry hit the rocks?"
    growing = list(sample_assistant.stream(question))
    assert growing[-1] == sample_assistant.ask(question)
    lengths = [len(answer.statements) for answer in growing]
    assert lengths == sorted(lengths)


def test_the_same_question_gives_the_same_bytes(sample_assistant: Assistant) -> None:
    """Answers and briefings are functions of the library and the arguments."""
    for make in (
        lambda: sample_assistant.ask("How many people died in the ferry accident?"),
        lambda: sample_assistant.brief("Palmyra", words=100),
    ):
        assert document(make()) == document(make())


def test_filters_reach_answers(sample_assistant: Assistant) -> None:
    """What lies outside the period is not cited; undated articles are counted."""
    early = ArticleFilter(as_of=date(2024, 5, 4))
    answer = sample_assistant.ask("How many people died in the ferry accident?", filter=early)
    assert answer.answered
    assert answer.filter == early
    assert all(c.published is None or c.published <= date(2024, 5, 4) for c in answer.citations)
    assert answer.coverage.newest is not None
    assert answer.coverage.newest <= date(2024, 5, 4)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in Palmyra in 2016?",
        "How many people died on the ferry this year?",
        "Hi Newsbrief, who took Palmyra?",
        "How many people died on the ferry? Thanks, John",
    ],
)
def test_years_greetings_and_signatures_are_no_missing_subjects(
    sample_assistant: Assistant, question: str
) -> None:
    """A year of publication is known, and politeness is not refused."""
    assert sample_assistant.ask(question).answered


def test_undated_articles_are_told_when_a_period_leaves_them_out(assistant: Assistant) -> None:
    """With `since` they cannot pass, and the answer says how many that were."""
    assistant.add(
        Article("The ferry sank off Ostrey, police said.", published=date(2024, 5, 4)),
        Article("The ferry was late that day, said its owner."),
    )
    answer = assistant.ask("What happened to the ferry?", filter=ArticleFilter(since="2024-05-01"))  # type: ignore[arg-type]
    assert any("1 article has no date and was left out" in notice for notice in answer.notices)


def test_follow_ups_are_understood_and_shown(sample_assistant: Assistant) -> None:
    """A pronoun stands for what was asked about before."""
    turn = Turn("When did Baghuz fall?", "On Saturday.")
    answer = sample_assistant.ask("Who raised a flag there?", history=[turn])
    assert answer.standalone_question == "Who raised a flag in Baghuz?"
    assert answer.question == "Who raised a flag there?"
    assert answer.answered


def test_relative_days_are_resolved_where_the_article_has_a_date(
    sample_assistant: Assistant,
) -> None:
    """A weekday in a dated article gets its date; the statement stays as it was written."""
    answer = sample_assistant.ask("When did Islamic State lose Baghuz?")
    assert any("23 March 2019" in notice for notice in answer.notices), answer


def test_an_undated_weekday_is_quoted_without_a_date(assistant: Assistant) -> None:
    """Where neither text nor article has a date, none is made up."""
    assistant.add(Article("The village of Baghuz fell to the SDF on Saturday, a commander said."))
    answer = assistant.ask("When did Baghuz fall?")
    assert "on Saturday" in answer.plain
    assert any("No date is given" in n and "Saturday" in n for n in answer.notices)


def test_a_question_for_a_date_gets_the_sentence_that_has_one(assistant: Assistant) -> None:
    """A sentence nearer in words, but without the day, comes after the one with it."""
    assistant.add(
        Article(
            "The last stronghold of Baghuz fell after a long siege.\n\n"
            "Soldiers hold up a flag in the village of Baghuz on Saturday\n\n"
            "They had fought there for two months."
        )
    )
    answer = assistant.ask("When did Baghuz fall?")
    assert answer.statements[0].text.endswith("on Saturday")
    assert "Baghuz fell" in answer.plain
    assert any("No date is given" in notice for notice in answer.notices)


def test_an_answer_says_how_the_reports_went_on(sample_assistant: Assistant) -> None:
    """A toll that later reports replace stands beside the latest, though that names no ferry."""
    question = "How many people died when the ferry ran aground?"
    (toll,) = [one for one in sample_assistant.ask(question).conflicts if one.kind == "update"]
    values = [side.value.casefold().removeprefix("at least ") for side in toll.sides]
    assert values == ["three", "seven", "11", "12"]
    then = ArticleFilter(as_of=date(2024, 5, 5))
    (early,) = [
        one for one in sample_assistant.ask(question, filter=then).conflicts if one.kind == "update"
    ]
    values = [side.value.casefold().removeprefix("at least ") for side in early.sides]
    assert values == ["three", "seven"]


def test_what_was_replaced_is_told_with_its_newest_report(sample_assistant: Assistant) -> None:
    """Right after the first sentence that tells it; what others told in between stands in the
    table of what differs alone, and earlier days are asked for as such."""
    question = "How many people died when the ferry ran aground?"
    answer = sample_assistant.ask(question)
    first, newest, *rest = [one.text for one in answer.statements]
    assert "rose to seven" in first
    assert newest == "The death toll now stands at 12."
    assert not any(word in text for text in rest for word in ("Three people", "Eleven people"))
    (update,) = [one for one in answer.conflicts if one.kind == "update"]
    assert [side.value for side in update.sides][-1] == "12"
    assert len(update.sides) >= 3
    then = sample_assistant.ask(question, filter=ArticleFilter(as_of=date(2024, 5, 5)))
    assert not any("12" in one.text.split() for one in then.statements)
    story = sample_assistant.ask("What happened to the ferry Maren Astrid?")
    days = [story.citations[one.citations[0] - 1].published for one in story.statements]
    assert days == sorted(days, key=str)


@pytest.mark.parametrize(
    ("question", "event"),
    [("What happened in Palmyra?", "Islamic State out of Palmyra"),
     ("What happened in Baghuz?", "fell on Saturday to the Syrian Democratic Forces"),
     ("What happened to the ferry?", "ran onto rocks")],
)  # fmt: skip
def test_an_account_begins_with_what_happened(
    sample_assistant: Assistant, question: str, event: str
) -> None:
    """Not with what a place is like, or how people waited; then as reports came in."""
    answer = sample_assistant.ask(question)
    assert event in answer.statements[0].text
    days = [answer.citations[one.citations[0] - 1].published for one in answer.statements]
    assert days == sorted(days, key=str)
    assert 2 <= len(answer.statements) <= 4


def test_the_newest_report_may_be_removed_meanwhile(sample_assistant: Assistant) -> None:
    """What another process removed since the search is quoted without what stands around it."""
    gone = Article(text="The army came late. The death toll now stands at 14.")
    quote = Quote(gone, 20, len(gone.text))
    excerpt = excerpt_of(quote, 7, sample_assistant.library)
    assert (excerpt.number, excerpt.text) == (7, "The death toll now stands at 14.")
    (span,) = excerpt.sentences
    assert gone.text[span.start : span.end] == excerpt.text


@pytest.mark.parametrize(
    "text",
    [
        "What does the report say about the vote and the siege?",
        "do says what is how many ",
        "after the siege of Orvik ",
        "Orvik, Tessen and Larn, 12 March 2016 ",
        "who\n?",
    ],
)
def test_a_text_in_place_of_a_question_is_cut(sample_assistant: Assistant, text: str) -> None:
    """The answer says how much was read; pages of anything take no longer than a question."""
    question = text * (20_000 // len(text))
    began = time.process_time()
    understand(question, [Turn(question, question)], ArticleFilter(), sample_assistant.library,
               date(2024, 5, 1))  # fmt: skip
    assert time.process_time() - began < 10, "the time grows faster than the text"
    answer = sample_assistant.ask(question)
    assert any("characters were read" in notice for notice in answer.notices)
    assert len(answer.standalone_question) <= MOST_CHARACTERS
