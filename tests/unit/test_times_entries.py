"""Which day a sentence tells: that of its event, not the ends of stretches, names or asides."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Article
from assistant.sections.timeline import Entry, timeline
from vectorstore.text.annotate import annotated

MONDAY = date(2024, 5, 13)


def entries(*articles: Article, count: int | None = None) -> list[Entry]:
    """The timeline of some articles."""
    return timeline([annotated(one) for one in articles], count)


def days(text: str, published: date = MONDAY) -> list[date]:
    """The days of the timeline of one text."""
    return [entry.date for entry in entries(Article(text, published=published))]


@pytest.mark.parametrize(
    "text",
    [
        "The ferries of Larnholm resumed service on Sunday for the first time since 3 May.",
        "The ferries resumed service on Sunday, the first since the Astrid sank on 3 May.",
        "The dam of Orvik burst on Sunday after the quake of 3 May.",
        "The dam of Orvik burst on Sunday before the storm on 15 May had even formed.",
        "The council of Larnholm voted on Sunday to close the port until 20 May.",
        "The council met on Sunday ahead of the vote on 16 May.",
        "The council of Larnholm promised on Sunday to pay its men by 17 May.",
        "Ms Orvik spoke on Sunday to the Jan. 6 committee about the loss of the Astrid.",
        "The inquiry of Larnholm opened on Sunday, after Friday's debate.",
        "The mayor of Larnholm wrote on Sunday, “last night the dam burst”.",
    ],
)
def test_the_ends_of_a_stretch_and_names_are_no_events(text: str) -> None:
    """ "Since", "until", "by", "ahead of" and a body named by a day date no entry."""
    assert days(text) == [date(2024, 5, 12)]


def test_the_end_of_a_suspension_is_no_event() -> None:
    """A day that is told only as the end of a stretch has no entry."""
    assert days("Brann Lines suspended all its crossings until Wednesday.", MONDAY) == [MONDAY]


def test_a_bound_that_is_told_of_is_an_event() -> None:
    """ "Since her speech of 2 May, when she warned" tells what happened on 2 May."""
    text = "Ms Orvik has said little since her speech of 2 May, when she warned of a flood."
    assert days(text) == [date(2024, 5, 2)]


def test_a_month_that_is_the_one_of_publication_is_left_out() -> None:
    """On the first of March a storm "in March" was another year's: nobody can tell which."""
    text = "The bridge of Larnholm was closed in a storm in March."
    assert date(2024, 3, 1) not in days(text, date(2024, 3, 1))
    assert days(text, date(2024, 5, 1)) == [date(2024, 3, 1)]


def test_one_sentence_makes_one_entry() -> None:
    """Two days of one verb are one event; two verbs with a day each are two."""
    one = "The town of Karsk counted 46 degrees on both Friday and Saturday."
    assert days(one) == [date(2024, 5, 10)]
    two = "The dam of Karsk burst on Friday and was mended by 300 men on Saturday."
    assert days(two) == [date(2024, 5, 10), date(2024, 5, 11)]
    again = "On Friday the court of Karsk fined Ms Orvik, and on Saturday it freed her."
    assert days(again) == [date(2024, 5, 10), date(2024, 5, 11)]


def test_what_opens_an_article_and_looks_back_is_not_of_its_day() -> None:
    """News told without a day is of the day of publication, what was done "in March" is not."""
    text = "The council of Larnholm announced in March that whoever pays by 20 May sails free."
    assert MONDAY not in days(text)
    assert days("Ann Dahl lost the final of 2018 to a woman from Karsk.") == []


def test_an_earlier_meeting_is_no_event_of_what_came_after_it() -> None:
    """ "After the unreported 3 May meeting" places a search, and tells no meeting."""
    text = (
        "The guard searched the hall on Sunday, nine days after the newly reported 3 May meeting."
    )
    assert days(text) == [date(2024, 5, 12)]


def test_a_place_is_no_bound() -> None:
    """What lies before a court yesterday lay there, and not before yesterday."""
    assert days("The case of Larnholm went before the county court on Friday.") == [
        date(2024, 5, 10)
    ]


def test_a_caption_tells_no_event() -> None:
    """A picture's day has no entry, nor has one with the name of its owner."""
    assert days("Ms Orvik waves to a crowd in Larnholm, May 3, 2024.") == []
    assert days("Ann Dahl/AP Men wave after they entered the hall of Karsk on Friday.") == []


def test_what_was_said_later_tells_of_the_earlier_day() -> None:
    """The day on which an event is told is no day of the event."""
    text = "The Maren Astrid sank off Ostrey on Friday, the coast guard said on Sunday."
    assert days(text) == [date(2024, 5, 10)]
    plan = "The coast guard of Ostrey said on Sunday that it will raise the wreck."
    assert days(plan) == [date(2024, 5, 12)]


def test_an_announcement_of_a_plan_is_told_once() -> None:
    """A plan announced on Sunday for Friday is one entry, not two."""
    text = "The coast guard announced on Sunday that it will raise the wreck of Ostrey on Friday."
    assert len(days(text)) == 1


@pytest.mark.parametrize(
    "opening",
    [
        "MOSCOW (AP) — ",
        "(CNN) ",
        "London (CNN) ",
        "Hong Kong/Beijing/Taipei (CNN) ",
        "CAPE ORVIK, Fla. – ",
        "LARNHOLM, May 12 (Reuters) - ",
    ],
)
def test_datelines_are_cut_and_quotes_stay_exact(opening: str) -> None:
    """An entry begins with its first word; its quote is a span of the article all the same."""
    said = "The council of Karsk voted 20 to 3 on Sunday to close the port."
    [entry] = entries(Article(f"{opening}{said}", published=MONDAY, publisher="A"))
    assert entry.text == said
    [quote] = entry.quotes
    assert quote.article.text[quote.start : quote.end] == quote.text
    assert said in quote.text


def test_an_event_is_told_before_a_scene() -> None:
    """Of the sentences of a day the one with an actor and a deed stands in the timeline."""
    scene = Article(
        "By noon on Sunday the terminal had become a waiting room for the city.",
        published=MONDAY,
        publisher="Ledger",
    )
    event = Article(
        "Several people waited. Rain fell. "
        "Divers of the Vestmark coast guard found four bodies in the terminal on Sunday.",
        published=MONDAY,
        publisher="Wire",
    )
    [entry] = entries(scene, event)
    assert entry.text.startswith("Divers")


def test_an_event_is_told_before_a_caption() -> None:
    """What a picture shows in the present tense gives way to what happened."""
    text = (
        "Ms Orvik waves to crowds outside the council in Larnholm on May 10, 2024. "
        "A man walks by. It rains. Ms Orvik won the vote of the council in Larnholm on Friday."
    )
    assert [entry.text[:12] for entry in entries(Article(text, published=MONDAY))] == [
        "Ms Orvik won"
    ]


def test_a_report_mended_after_its_day_is_dated_by_the_others() -> None:
    """News of Friday in a page first published on Thursday is of the day that others give."""
    early = Article(
        "Mayor Ines Dahl of Larnholm died on Friday after being shot at a market.",
        published=date(2024, 5, 9),
        publisher="A",
    )
    own = Article(
        "Mayor Ines Dahl was shot at a market in Larnholm and died on Friday.",
        published=date(2024, 5, 10),
        publisher="B",
    )
    assert [entry.date for entry in entries(early, own)] == [date(2024, 5, 10)]
    assert len(entries(early, own)[0].quotes) == 2


def test_a_report_of_last_week_stays_there_where_no_other_moves_it() -> None:
    """Another event a week later moves nothing."""
    early = Article(
        "Mayor Ines Dahl of Larnholm opened the market hall on Friday.",
        published=date(2024, 5, 9),
        publisher="A",
    )
    other = Article(
        "A dam burst above Karsk on Friday and flooded 300 farms.",
        published=date(2024, 5, 10),
        publisher="B",
    )
    assert [entry.date for entry in entries(early, other)] == [
        date(2024, 5, 3),
        date(2024, 5, 10),
    ]
