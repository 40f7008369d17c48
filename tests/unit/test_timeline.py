"""A timeline: days in order, one entry each, told by exact sentences, right on the samples."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from assistant import Article
from assistant.samples import seeds_folder
from assistant.sections.timeline import Entry, timeline
from tests.reports import report, story, told

GOLD: dict[str, list[dict[str, str]]] = json.loads((seeds_folder() / "gold.json").read_text())[
    "timeline"
]


def right(entries: Sequence[Entry], gold: Sequence[str]) -> set[str]:
    """The expected days, or months, that an entry is dated by."""
    days = [entry.date.isoformat() for entry in entries]
    return {one for one in gold if any(day.startswith(one) for day in days)}


MONDAY = date(2024, 5, 13)


def days(text: str, published: date = MONDAY) -> list[date]:
    """The days of the timeline of one text."""
    return [entry.date for entry in timeline(told(Article(text, published=published)))]


@pytest.mark.parametrize("asked", [True, False], ids=["as many as expected", "as many as it takes"])
def test_the_days_of_the_samples_are_found(asked: bool) -> None:
    """Over the six stories nine days of ten are those expected, told how many or not."""
    hits = given = expected = 0
    for name, entries in GOLD.items():
        gold = [entry["date"] for entry in entries]
        found = timeline(story(name), len(gold) if asked else None)
        hits += len(right(found, gold))
        given += len(found)
        expected += len(gold)
    assert 2 * hits / (given + expected) >= 0.89


def test_nothing_outside_the_days_asked_for_is_told() -> None:
    """`first` and `last` are both included; nothing between them is an empty list."""
    first, last = date(2024, 5, 5), date(2024, 5, 9)
    inside = timeline(story("ferry-aground"), 20, first, last)
    assert [entry.date.day for entry in inside][:2] == [5, 6]
    assert all(first <= entry.date <= last for entry in inside)
    assert inside[-1].date == last
    assert timeline(story("ferry-aground"), 20, date(1990, 1, 1), date(1990, 2, 1)) == []


def test_an_article_without_a_date_tells_what_names_its_year() -> None:
    """What counts from publication is left out; a full date stands."""
    text = "The dam above Orvik burst on 3 March 2021, the mayor said. It was mended on Friday."
    [entry] = timeline(told(Article(text)))
    assert entry.date == date(2021, 3, 3)


def test_copies_add_no_publisher_and_are_not_quoted() -> None:
    """Three outlets with one agency's words are one witness; another outlet is a second."""
    words = "The dam above Orvik burst on Sunday and flooded the market, the mayor said."
    first = report(words, date(2024, 5, 6), "Fjord Wire")
    copies = [report(words, date(2024, 5, 6), f"Copy {n}", copy_of=first.id) for n in range(3)]
    own = report(
        "Water flooded the market of Orvik when its dam burst on Sunday.",
        date(2024, 5, 7),
        "Valley Post",
    )
    [entry] = timeline(told(own, *copies, first))
    assert entry.date == date(2024, 5, 5)
    assert [quote.article.publisher for quote in entry.quotes] == ["Fjord Wire", "Valley Post"]


def test_a_day_many_look_back_at_beats_one_that_is_told_once() -> None:
    """Asked for one day, the one that later articles still mention is told."""
    burst, later = date(2024, 5, 5), date(2024, 5, 20)
    articles = [
        report(
            f"Report {n} says the Orvik dam, which failed the valley, burst on 5 May.",
            later + timedelta(n),
            f"Outlet {n}",
        )
        for n in range(4)
    ]
    articles.append(
        report("The Orvik dam was painted on 12 May by two men.", date(2024, 5, 13), "Paint News")
    )
    assert [entry.date for entry in timeline(told(*articles), 1)] == [burst]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam of Orvik burst on Sunday after the quake of 3 May.", [12]),
        ("The ferries of Larnholm resumed service on Sunday, the first since 3 May.", [12]),
        ("The council of Larnholm voted on Sunday to close the port until 20 May.", [12]),
        ("The council met on Sunday ahead of the vote on 16 May.", [12]),
        ("Ms Orvik spoke on Sunday to the Jan. 6 committee about the Astrid.", [12]),
        ("The mayor of Larnholm wrote on Sunday, “last night the dam burst”.", [12]),
        ("Ms Orvik has said little since her speech of 2 May, when she warned of it.", [2]),
        ("The town of Karsk counted 46 degrees on both Friday and Saturday.", [10]),
        ("The case of Larnholm went before the county court on Friday.", [10]),
        ("The Maren Astrid sank off Ostrey on Friday, the coast guard said on Sunday.", [10]),
        ("The coast guard of Ostrey said on Sunday that it will raise the wreck.", [12]),
        ("Ms Orvik waves to a crowd in Larnholm, May 3, 2024.", []),
        ("Brann Lines of Larnholm suspended all its crossings until Wednesday.", [13]),
        ("The dam above Orvik fell in, flooding the market of the town.", [13]),
        ("Dams above towns hold back the water of a river.", []),
        ("The bridge of Larnholm was mended three weeks ago by forty men.", []),
    ],
)
def test_an_entry_is_dated_by_its_event(text: str, expected: list[int]) -> None:
    """Not by the ends of stretches, names, the day on which it was told, or a picture's day."""
    assert [day.day for day in days(text)] == expected


def test_a_month_is_told_where_no_day_of_it_is() -> None:
    """Its first day dates the entry, which says that only the month is known."""
    day = date(2024, 5, 13)
    article = report("Rebels seized the Orvik dam in March. Troops retook it on Sunday.", day)
    found = [(entry.date, entry.precision) for entry in timeline(told(article), 5)]
    assert found == [(date(2024, 3, 1), "month"), (date(2024, 5, 12), "day")]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_like_others(day: date) -> None:
    """What counts from them or beyond them is left out, and nothing is raised."""
    for text in ("The dam burst on Sunday.", "The dam will reopen next week, three years on."):
        for entry in timeline(told(report(text, day)), 3):
            assert all(quote.text in text for quote in entry.quotes)


def test_what_a_page_tells_of_the_day_after_its_own_is_of_that_day() -> None:
    """Thursday's page that was updated tells of Friday, and not of the Friday before."""
    page = Article(
        "Prime Minister Anna Brekke resigned on Friday after a night of talks in Larnholm.",
        title="Brekke resigns", publisher="Wire", published=date(2024, 5, 9),
    )  # fmt: skip
    later = Article(
        "The party of Anna Brekke chose Jon Lund on Monday to lead it after a long meeting.",
        title="Lund chosen", publisher="Ledger", published=date(2024, 5, 13),
    )  # fmt: skip
    days = [entry.date for entry in timeline(told(page, later))]
    assert days == [date(2024, 5, 10), date(2024, 5, 13)]


def test_a_plan_whose_day_has_gone_by_is_no_entry() -> None:
    """What was announced and never reported may not have happened."""
    plan = Article(
        "The trial of Jon Lund will begin on 20 May 2024 in Larnholm, the court said.",
        title="Trial set", publisher="Wire", published=date(2024, 5, 9),
    )  # fmt: skip
    later = Article(
        "Jon Lund left the hospital of Larnholm on Monday after an operation.",
        title="Lund leaves", publisher="Ledger", published=date(2024, 5, 27),
    )  # fmt: skip
    days = [entry.date for entry in timeline(told(plan, later))]
    assert date(2024, 5, 20) not in days
    assert [entry.date for entry in timeline(told(plan))][-1] == date(2024, 5, 20)


def test_entries_count_the_events_beside_them() -> None:
    """What a shorter timeline leaves out is counted with the entry before it, once for each event
    however many report it."""
    events = {
        6: "A storm tore the roof from the market hall of Orvik on Monday, and nobody was hurt.",
        8: "The council of Orvik voted on Wednesday to rent tents for the market's traders.",
        9: "Thieves took copper worth 9,000 crowns from the ruined market hall on Thursday.",
        14: "The builders Brandt and Sons won the contract for a new roof on Tuesday.",
    }
    reports = [report(text, day, "Fjord Wire") for day, text in events.items()]
    again = report(
        "Thieves took copper worth 9,000 crowns from the market hall of Orvik on Thursday.",
        9,
        "Valley Post",
    )
    whole = timeline(told(*reports, again), 9)
    assert [entry.date.day for entry in whole] == [6, 8, 9, 14]
    assert [entry.left_out for entry in whole] == [0, 0, 0, 0]
    short = timeline(told(*reports, again), 2)
    assert sum(entry.left_out for entry in short) == 2
    # An event that has no entry counts with the last one that has, and is none of its own.
    kept = [entry.date.day for entry in short]
    missing = [day for day in events if day not in kept]
    beside = [max([day for day in kept if day < gone], default=kept[0]) for gone in missing]
    assert [entry.left_out for entry in short] == [beside.count(day) for day in kept]
    alone = timeline(told(*reports, again), 1)
    assert [entry.left_out for entry in alone] == [3]
