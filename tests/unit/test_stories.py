"""Stories: articles about one event together, whatever the order they came in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant import Article
from vectorstore.stories import Story, stories

DAY = date(2024, 5, 4)


def dam(n: int, day: date | None = DAY, **fields: Any) -> Article:
    """One of several reports of a burst dam."""
    text = f"The Orvik dam burst above Lindal and flooded Market Square, engineer {n} said."
    fields = {"title": f"Orvik dam bursts, report {n}", "publisher": f"Outlet {n}"} | fields
    return Article(text=text, published=day, **fields)


def cup(n: int, day: date | None = DAY) -> Article:
    """One of several reports of a football match."""
    text = f"Torvund beat Haslum in the cup final at Karsten Stadium; fan {n} sang."
    return Article(text=text, title=f"Torvund win cup {n}", publisher=f"Sport {n}", published=day)


def ids(found: Iterable[Story]) -> list[set[str]]:
    """The articles of each story."""
    return [set(story.article_ids) for story in found]


def test_a_story_says_what_it_is() -> None:
    """Oldest first, first and last day, a title of one of its own, words of its own."""
    reports = [dam(n, DAY + timedelta(n)) for n in range(3)]
    matches = [cup(n) for n in range(3)]
    found = stories([*matches, *reversed(reports)], {}, {})
    assert len(found) == 2
    newest = found[0]
    assert newest.article_ids == tuple(article.id for article in reports)
    assert (newest.first, newest.last) == (DAY, DAY + timedelta(2))
    assert newest.title in [article.title for article in reports]
    assert {"Orvik", "dam"} <= set(newest.terms)
    assert not set(newest.terms) & set(found[1].terms)
    assert newest.publishers == 3


def test_copies_are_counted_once_and_stand_with_their_original() -> None:
    """They add no publisher, whatever their words are; unknown publishers of no site are one."""
    first, other = dam(0), dam(1)
    copies = [cup(n) for n in range(2)]
    [story] = stories([*copies, first, other], {}, {copy.id: first.id for copy in copies})
    assert len(story.article_ids) == 4
    assert story.publishers == 2
    [pair] = stories([first, copies[0]], {}, {copies[0].id: first.id})
    assert (len(pair.article_ids), pair.publishers) == (2, 1)
    [unsigned] = stories([dam(n, publisher="") for n in range(3)], {}, {})
    assert unsigned.publishers == 1


def test_the_same_words_years_later_are_another_story() -> None:
    """A story lives for weeks; an article without a date joins by its words."""
    early, late = [dam(n) for n in range(2)], [dam(n + 5, date(2027, 5, 4)) for n in range(2)]
    undated = dam(9, None)
    found = stories([*early, *late, undated], {}, {})
    assert len(found) == 2
    assert any(undated.id in story.article_ids for story in found)
    [only] = stories([dam(1, None), dam(2, None)], {}, {})
    assert (only.first, only.last) == (None, None)


def test_a_round_up_joins_no_story() -> None:
    """A digest of the day tells of many events and would chain them together."""
    digest = replace(dam(7), id="", title="5 things to know for May 4: dam, cup, strike")
    found = stories([dam(0), dam(1), digest], {}, {})
    assert ids(found) == [{dam(0).id, dam(1).id}]


def test_titles_lose_the_name_of_their_outlet() -> None:
    """A site adds its name to titles; without a title the first words stand in."""
    reports = [
        dam(n, title="Orvik dam bursts - Fjord Post", publisher="Fjord Post") for n in (1, 2)
    ]
    [story] = stories(reports, {}, {})
    assert story.title == "Orvik dam bursts"
    [untitled] = stories([dam(n, title="") for n in (1, 2)], {}, {})
    assert untitled.title.startswith("The Orvik dam burst above Lindal")
    [mixed] = stories([dam(1, title=""), dam(2, title=""), dam(3, title="Dam gone")], {}, {})
    assert mixed.title == "Dam gone"
