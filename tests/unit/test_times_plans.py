"""What is still to come: days of forecasts and plans lie ahead of the day they are told on."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Article
from assistant.sections.moments import planned
from assistant.sections.timeline import timeline
from assistant.sections.times import times
from vectorstore.text import dates
from vectorstore.text.annotate import annotated

WEDNESDAY = date(2024, 5, 8)


def days(text: str, published: date = WEDNESDAY) -> list[date]:
    """The days that the words of a text mean."""
    return [mention.last for mention in dates(text, published) if mention.last]


@pytest.mark.parametrize(
    "text",
    [
        "The valley is forecast to reach 46 degrees on Friday.",
        "The worst of the storm is likely on Friday.",
        "Ms Orvik expects the wind to blow into at least Friday.",
        "The coast will also have gales nearing record strength Friday.",
        "The island must leave the union as planned on Friday.",
        "Gusts could reach 140 kilometres an hour on Friday.",
        "The verdict is due Friday.",
        "The minister is slated to speak on Friday.",
        "The hearing begins on Friday.",
        "Polls open on Friday.",
        "The mayor hopes to reopen the bridge on Friday.",
        "The board is not expected to decide before Friday.",
        "Ferries may sail again as early as Friday.",
        "Court to rule on Friday.",
        "The forecast for Friday shows more rain.",
        "The gale will last through Friday.",
        "The road is closed until Friday.",
        "Ms Orvik confirmed that from Friday well-rested crews will sail again.",
        "The storm will hit the coast on Friday.",
        "The walls must not burst on Friday.",
        "The office has issued warnings of great heat for Friday.",
        "The council called a vote for Friday.",
        "The champion is set to face Ms Orvik, ranked 43 places below her, on Friday.",
        "She said that she would have “some more tests” on Friday.",
    ],
)
def test_a_weekday_of_a_forecast_or_a_plan_lies_ahead(text: str) -> None:
    """A bare weekday is the next one where the sentence tells what is expected."""
    assert days(text) == [date(2024, 5, 10)]


@pytest.mark.parametrize(
    "text",
    [
        "The vote was held as scheduled on Friday.",
        "Residents could see the flames on Friday.",
        "The plane could have landed on Friday.",
        "He was taken to hospital on Friday.",
        "The minister agreed to step down on Friday.",
        "By Friday the water had fallen.",
        "The fighting continued through Friday.",
        "The bill, which would ban fishing, passed on Friday.",
        "The dam was likely damaged on Friday.",
        "The house was set on fire on Friday.",
        "Indeed the ferry sank on Friday.",
        "The council announced awards for Friday's rescue.",
        "Friday's riots could end the rule of the council.",
        "Ms Orvik wept on Friday and will hit back.",
        "The blaze swept on at speed on Friday, and will burn for days.",
    ],
)
def test_a_weekday_of_what_happened_lies_behind(text: str) -> None:
    """Words that only look like a plan do not move what has happened."""
    assert days(text) == [date(2024, 5, 3)]


def test_a_range_of_days_to_come_lies_ahead_whole() -> None:
    """ "From Saturday through Monday" of a forecast is the coming weekend."""
    text = "The peak is likely from Saturday through Monday, the weather office said."
    assert days(text) == [date(2024, 5, 11), date(2024, 5, 13)]


def test_a_day_without_its_year_lies_ahead_where_it_must_come() -> None:
    """What has to happen on a day of this year did not happen in the last one."""
    text = "Larnholm must leave the league as scheduled on Oct. 31."
    assert days(text) == [date(2024, 10, 31)]


def test_a_list_of_days_looks_back_on_the_last_weeks() -> None:
    """ "April 20: Trial begins" in a list of May is of this year, not of the next."""
    assert days("April 20: Trial begins") == [date(2024, 4, 20)]


def test_a_body_or_an_event_named_by_its_day_lies_behind() -> None:
    """The "Jan. 6 committee" looks into what happened, whatever it will do next."""
    text = "Ms Orvik will testify to the Nov. 20 committee."
    assert days(text) == [date(2023, 11, 20)]
    assert days("The council will debate the Nov. 20 attack.") == [date(2023, 11, 20)]
    assert days("The Nov. 5 election will settle it.") == [date(2024, 11, 5)]


def test_a_newspaper_is_no_day() -> None:
    """ "The Sunday Telegraph" is the name of a paper."""
    assert days("Ms Orvik told the Sunday Telegraph that she had won.") == []


def test_forecasts_stand_in_the_timeline_on_the_days_they_are_for() -> None:
    """No entry of a forecast lies before its publication."""
    text = (
        "Karsk Valley is forecast to reach 46 degrees on Friday, the weather office said on "
        "Wednesday. The peak is likely from Saturday through Monday across the lower deserts."
    )
    article = Article(text, published=WEDNESDAY)
    found = [entry.date for entry in timeline([annotated(article)])]
    assert found
    assert min(found) >= WEDNESDAY


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Ms Orvik will testify in Larnholm on Friday, her lawyer said.", date(2024, 5, 10)),
        ("The council is expected to vote today.", WEDNESDAY),
        ("The minister, who resigned in March, is set to speak on Friday.", date(2024, 5, 10)),
        ("The fair runs from Friday to Sunday and is expected to draw crowds.", date(2024, 5, 12)),
        ("Crossings will be suspended until Friday.", date(2024, 5, 10)),
        ("The line is scheduled to open in June.", date(2024, 6, 30)),
        ("Officials said on Tuesday that the bridge will open on 3 June 2024.", date(2024, 6, 3)),
        ("Three ferries sank on Friday.", None),
        ("The council voted on Wednesday.", None),
        ("The mayor resigned on Tuesday and will leave on Friday.", None),
        ("The mayor is expected to resign.", None),
        ("Nothing is said of a day.", None),
        ("Most voters of the last two weeks expect a change.", None),
        ("For the peace of the island I accept the advice of the council today to go.", None),
        ("The bridge was expected to open on 3 June 2021.", None),
    ],
)
def test_a_plan_is_told_with_the_day_it_is_for(sentence: str, day: date | None) -> None:
    """`planned` gives the last day a plan is for; what tells an event too is no mere plan."""
    assert planned(sentence, WEDNESDAY) == day


def test_a_plan_of_an_undated_article_needs_its_full_date() -> None:
    """A weekday means nothing without publication, a full date does."""
    assert planned("The court will rule on Friday.", None) is None
    assert planned("The court will rule on 3 June 2024.", None) == date(2024, 6, 3)


@pytest.mark.parametrize("text", ["", "\ud800 will on Friday", "will " * 3000, "on Friday " * 500])
def test_odd_sentences_plan_nothing_that_breaks(text: str) -> None:
    """Whatever the sentence, an answer comes back."""
    for published in (date.min, date.max, WEDNESDAY, None):
        assert planned(text, published) is None or published is not None


def test_every_mention_of_a_finished_article_stays_behind() -> None:
    """The tenses of one sentence do not colour the next."""
    text = "The pass will close. Snow fell on Sunday."
    article = Article(text, published=WEDNESDAY)
    assert [one.day for one in times(annotated(article))] == [date(2024, 5, 5)]
