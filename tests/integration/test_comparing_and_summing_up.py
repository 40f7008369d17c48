"""Comparisons keep the sides apart, and summaries tell the core: through `ask`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Answer, Article, Assistant
from vectorstore import SentenceTransformerEmbeddings

ARTICLES = (
    Article(
        "Brevik will cut 400 jobs, one in five of its staff, the pump maker said on Tuesday. Nora "
        "Lund, who heads Brevik, blamed falling sales for the layoffs. The layoffs at Brevik "
        "begin in May. Staff who leave Brevik will be paid for four months, the union said.",
        title="Brevik to cut one in five jobs",
        publisher="Northern Wire",
        published=date(2024, 3, 5),
    ),
    Article(
        "Tolan Motors laid off 900 workers on Thursday, about 5 percent of its staff. Jens Odal, "
        "who heads Tolan Motors, blamed the price of steel for the layoffs. The layoffs at Tolan "
        "Motors fall on its plant in Sille. The plant in Sille makes gears.",
        title="Tolan Motors lays off 900 workers",
        publisher="Coastal Times",
        published=date(2024, 3, 7),
    ),
    Article(
        "The layoffs at Brevik and Tolan Motors have cost Sille 1,300 jobs in one week, the labour "
        "office said on Friday. Mayor Ida Holm asked the state for help.",
        title="Sille loses 1,300 jobs in one week",
        publisher="Larnholm Post",
        published=date(2024, 3, 8),
    ),
    Article(
        "Dawn comes late to the quay where Per Aas mends his nets. “I have sat here every morning "
        "since I was a boy,” Aas said, and he pulled his cap over his ears. His dog slept beside "
        "the boat. Gulls circled above the fish market. Berit Moe, who sells coffee from a cart, "
        "likes the noise of the harbour. The harbour council of Ostrey voted in February to build "
        "a sea wall of 2 kilometres around the harbour for 90 million crowns. Scientists say that "
        "the sea wall of Ostrey would keep the cod out of its spawning grounds. Fishermen reacted "
        "with a blockade of the harbour of Ostrey that lasted three days. Moe has seen many storms "
        "in her life. Aas said that his father had been a fisherman too. The cart is painted red.",
        title="How a sea wall of 90 million crowns divides the harbour of Ostrey",
        publisher="Northern Wire",
        published=date(2024, 4, 2),
    ),
    Article(
        "Brannock has rebuilt the bridge that the flood of July destroyed, for 7 million crowns. "
        "The bridge in Brannock opened on Monday. Traders in Brannock had asked for a ferry.",
        title="Brannock rebuilds its July bridge",
        publisher="Coastal Times",
        published=date(2023, 11, 6),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """A library of two firms that lay people off, and of a feature about a sea wall."""
    folder = tmp_path_factory.mktemp("sides") / "library"
    with Assistant(folder, embeddings=embeddings) as assistant:
        assistant.add(*ARTICLES)
        yield assistant


def under(answer: Answer) -> dict[str, list[str]]:
    """The statements of a comparison by what stands above them, without its number."""
    found: dict[str, list[str]] = {}
    statements = iter(answer.statements)
    for part in answer.parts:
        side = part.heading.split(". ")[-1].removeprefix("Only ")
        found.setdefault(side, []).extend(next(statements).text for _ in range(part.statements))
    return found


@pytest.mark.parametrize(
    "request_",
    [
        "Compare the layoffs at Brevik and at Tolan Motors",
        "Compare layoffs at Brevik with those at Tolan Motors",
        "Compare Brevik's layoffs and Tolan Motors' layoffs",
        "Compare Brevik and Tolan Motors on layoffs",
    ],
)
def test_sides_are_what_is_compared_and_share_their_aspect(held: Assistant, request_: str) -> None:
    """Each side is told in sentences about it alone; what names both stands under both."""
    told = under(held.ask(request_))
    assert set(told) == {"Brevik", "Tolan Motors", "Brevik and Tolan Motors"}
    assert all("Brevik" in text and "Tolan" not in text for text in told["Brevik"])
    assert all("Tolan" in text and "Brevik" not in text for text in told["Tolan Motors"])
    assert any("400 jobs" in text or "falling sales" in text for text in told["Brevik"])
    assert ["1,300" in text for text in told["Brevik and Tolan Motors"]] == [True]


def test_of_one_aspect_are_what_both_tell_of_it(held: Assistant) -> None:
    """The reasons that the heads of both firms give stand side by side."""
    answer = held.ask("Compare the layoffs at Brevik and at Tolan Motors")
    heads = {}
    statements = iter(answer.statements)
    for part in answer.parts:
        for statement in [next(statements) for _ in range(part.statements)]:
            heads[statement.text] = part.heading.split(".")[0]
    reasons = [number for text, number in heads.items() if "blamed" in text]
    assert len(reasons) == 2
    assert len(set(reasons)) == 1


def test_a_side_that_nothing_is_told_of_is_named(held: Assistant) -> None:
    """And what is told of the other one is not put under it."""
    answer = held.ask("Compare the layoffs at Brevik with those at Harrow Mills")
    assert any("Harrow Mills" in notice for notice in answer.notices)
    assert set(under(answer)) <= {"Brevik"}


def test_a_feature_is_summed_up_by_its_core(held: Assistant) -> None:
    """What was decided, for how much and with what consequence, and no scene."""
    answer = held.ask("Summarise the row over the sea wall of Ostrey in three bullets")
    assert len(answer.statements) == 3
    assert "90 million crowns" in answer.plain
    assert "blockade" in answer.plain or "spawning grounds" in answer.plain
    assert not any(name in answer.plain for name in ("Aas", "Moe", "dog", "Gulls"))
    assert answer.layout == "bullets"


def test_a_title_in_a_request_is_the_article_whatever_month_it_names(held: Assistant) -> None:
    """A month in the title that is asked for narrows nothing."""
    answer = held.ask("Summarise the article “Brannock rebuilds its July bridge” in one sentence")
    assert {citation.title for citation in answer.citations} == {
        "Brannock rebuilds its July bridge"
    }
    assert "7 million crowns" in answer.plain


def test_words_bound_a_summary_of_one_article(held: Assistant) -> None:
    """The core goes first, however few words there are."""
    answer = held.ask("Summarise the sea wall of Ostrey in at most 30 words")
    assert 0 < len(answer.plain.split()) <= 30
    assert "90 million crowns" in answer.plain


@pytest.mark.parametrize(
    "request_",
    [
        "In two sentences: what did the harbour council of Ostrey vote for and how did fishermen "
        "react?",
        "What did the harbour council of Ostrey vote for and how did fishermen react? In two "
        "sentences.",
    ],
)
def test_a_form_and_two_questions_are_done_together(held: Assistant, request_: str) -> None:
    """Before or behind them, the form is none of what is asked; each question is answered."""
    answer = held.ask(request_)
    assert answer.question == request_
    assert answer.answered
    assert len(answer.statements) == 2
    assert "90 million crowns" in answer.plain
    assert "blockade" in answer.plain
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_question_is_answered_in_the_form_behind_it(held: Assistant) -> None:
    """A table that is asked for after the question."""
    answer = held.ask("Why did Brevik lay people off? Answer in a table")
    assert answer.layout == "table"
    assert "falling sales" in answer.plain
