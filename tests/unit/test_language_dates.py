"""Dates: the days that a text names, from the day it was published."""

from datetime import date

import pytest

from vectorstore.text import DateMention, dates

MONDAY = date(2016, 3, 28)


def only(text: str, anchor: date | None = MONDAY) -> DateMention:
    """The one date of a text."""
    (mention,) = dates(text, anchor)
    return mention


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 27 March 2016", "2016-03-27", "2016-03-27"),
        ("on March 27, 2016, they left", "2016-03-27", "2016-03-27"),
        ("on Sunday, 27th March 2016", "2016-03-27", "2016-03-27"),
        ("27/03/2016", "2016-03-27", "2016-03-27"),
        ("2016-03-27", "2016-03-27", "2016-03-27"),
        ("Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("1-3 April 2016", "2016-04-01", "2016-04-03"),
        ("in March 2016", "2016-03-01", "2016-03-31"),
        ("in February 2016", "2016-02-01", "2016-02-29"),
        ("in 2016", "2016-01-01", "2016-12-31"),
        ("from 2011-16", "2011-01-01", "2016-12-31"),
        ("in the late 1990s", "1990-01-01", "1999-12-31"),
        ("the winter of 2015", "2015-12-01", "2016-02-29"),
    ],
)
def test_calendar_dates_need_no_anchor(text: str, first: str, last: str) -> None:
    """A date that is told in full is the same whenever it was published."""
    for anchor in (MONDAY, None):
        mention = only(text, anchor)
        assert (str(mention.first), str(mention.last)) == (first, last)
        assert not mention.relative


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Troops retook it on Sunday.", "2016-03-27", "2016-03-27"),
        ("It was retaken on Monday.", "2016-03-28", "2016-03-28"),
        ("It fell last Monday.", "2016-03-21", "2016-03-21"),
        ("It fell last Tuesday.", "2016-03-22", "2016-03-22"),
        ("They meet next Friday.", "2016-04-01", "2016-04-01"),
        ("Talks will resume on Wednesday.", "2016-03-30", "2016-03-30"),
        ("On Friday, voters will choose.", "2016-04-01", "2016-04-01"),
        ("She is expected to speak on Thursday.", "2016-03-31", "2016-03-31"),
        ("He said on Sunday that talks will resume.", "2016-03-27", "2016-03-27"),
        ("It fell yesterday.", "2016-03-27", "2016-03-27"),
        ("They cheered last night.", "2016-03-27", "2016-03-27"),
        ("He spoke today.", "2016-03-28", "2016-03-28"),
        ("He will speak tomorrow.", "2016-03-29", "2016-03-29"),
        ("this week", "2016-03-28", "2016-04-03"),
        ("last week", "2016-03-21", "2016-03-27"),
        ("last month", "2016-02-01", "2016-02-29"),
        ("next year", "2017-01-01", "2017-12-31"),
        ("They had been driven out last May.", "2015-05-01", "2015-05-31"),
        ("It fell to them in May last year.", "2015-05-01", "2015-05-31"),
        ("three weeks ago", "2016-03-07", "2016-03-13"),
        ("four years ago", "2012-01-01", "2012-12-31"),
        ("two days ago", "2016-03-26", "2016-03-26"),
        ("for the past three weeks", "2016-03-07", "2016-03-28"),
        ("By this weekend, they were pinned down.", "2016-03-26", "2016-03-27"),
        ("When she called on Tuesday, gunfire could be heard.", "2016-03-22", "2016-03-22"),
        ("On Tuesday an eclipse can be seen.", "2016-03-29", "2016-03-29"),
        ("last summer", "2015-06-01", "2015-08-31"),
    ],
)
def test_relative_dates_count_from_the_anchor(text: str, first: str, last: str) -> None:
    """A weekday is the last one up to publication, or the next where what is to come is told."""
    mention = only(text)
    assert (str(mention.first), str(mention.last)) == (first, last)
    assert mention.relative


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The army entered on 27 March.", "2016-03-27"),
        ("The army entered on 29 March.", "2015-03-29"),
        ("The vote will be held on 27 April.", "2016-04-27"),
        ("It was signed on December 3.", "2015-12-03"),
        ("Saturday, Sept. 24 – Public Lands Day", "2016-09-24"),
        ("It was signed on Thursday, December 3.", "2015-12-03"),
        ("He is famous due to the 6 January attack.", "2016-01-06"),
    ],
)
def test_a_day_without_its_year_is_near_the_anchor(text: str, day: str) -> None:
    """It lies behind in a text that tells what happened, ahead where it tells what will."""
    assert str(only(text).first) == day


@pytest.mark.parametrize(
    "text", ["on Sunday", "last week", "on 27 March", "yesterday", "last May", "in July"]
)
def test_without_an_anchor_nothing_is_guessed(text: str) -> None:
    """A date that leans on the day of publication is found but not settled."""
    mention = only(text, None)
    assert mention.first is None
    assert mention.last is None


@pytest.mark.parametrize("text", ["two years earlier", "several days ago", "05/04/2016"])
def test_what_the_words_do_not_settle_is_left_open(text: str) -> None:
    """A distance from an untold day, a vague count and an ambiguous order stay open."""
    assert only(text).first is None


@pytest.mark.parametrize(
    "text",
    [
        "They may march.",
        "May I?",
        "Theresa May said so.",
        "March on!",
        "April Jones was found.",
        "the killing of April Jones",
        "2000 people fled",
        "the second man",
        "the Sun rose",
        "as told to The Sun.",
        "she told USA TODAY",
        "31/02/2016",
        "1,200 houses",
        "$2016",
        "",
    ],
)
def test_words_and_counts_that_look_like_dates_are_none(text: str) -> None:
    """Verbs, names, amounts and impossible days are no dates."""
    assert dates(text, MONDAY) == []


def test_a_month_shares_the_year_that_follows() -> None:
    """In "between May and July 2014" both months are of 2014."""
    found = dates("between May and July 2014", MONDAY)
    assert [str(mention.first) for mention in found] == ["2014-05-01", "2014-07-01"]


def test_a_date_out_of_the_calendar_is_left_out() -> None:
    """Counting back from the first days there are gives nothing, and raises nothing."""
    assert dates("last decade, 300 years ago", date(1, 1, 1)) == []


def test_precision_says_how_much_of_the_calendar_is_meant() -> None:
    """Day, week, month, season, year, decade: told apart."""
    text = "on Sunday; last week; in July 2014; last summer; in 2012; in the 1990s"
    assert [mention.precision for mention in dates(text, MONDAY)] == [
        "day", "week", "month", "season", "year", "decade",
    ]  # fmt: skip
