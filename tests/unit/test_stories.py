"""Stories: articles about one event together, whatever the order they came in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Article
from assistant.reading import Document, read
from vectorstore import linked
from vectorstore.stories import Story, stories
from vectorstore.text import names, terms
from vectorstore.text.encoder import Embeddings

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
DAY = date(2024, 5, 4)
Vectors = dict[str, NDArray[np.float32]]


@cache
def samples() -> tuple[Article, ...]:
    """The sample articles; the folder that each lies in names its story."""
    return tuple(one.article for one in read(SEEDS) if isinstance(one, Document))


@cache
def copied() -> dict[str, str]:
    """The sample copies with their originals."""
    return linked(samples())


@cache
def vectors() -> Vectors:
    """Small vectors made of the names: alike where many names are shared."""
    return {article.id: vector(article.text) for article in samples()}


def vector(text: str) -> NDArray[np.float32]:
    """A unit vector to which each name in a text adds a direction of its own."""
    total = np.zeros(256)
    for term in (term for name in names(text) for term in terms(name.text)):
        seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4])
        total += np.random.default_rng(seed).normal(size=256)
    return (total / np.linalg.norm(total)).astype(np.float32)


def gold(article: Article) -> str:
    """The story that a sample was written for."""
    return Path(article.origin).parent.name


def scores(found: Sequence[Story]) -> tuple[float, float]:
    """Precision and recall of the pairs of samples that are put together."""
    label = {id: story.id for story in found for id in story.article_ids}
    pairs = [
        (label.get(one.id, one.id) == label.get(other.id, other.id), gold(one) == gold(other))
        for one, other in combinations(samples(), 2)
    ]
    both = sum(ours and theirs for ours, theirs in pairs)
    return both / sum(ours for ours, _ in pairs), both / sum(theirs for _, theirs in pairs)


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


def test_the_sample_stories_are_told_apart_by_words_alone() -> None:
    """Without vectors nothing is put together that does not belong together."""
    precision, _ = scores(stories(samples(), {}, copied()))
    assert precision == 1.0


def test_the_sample_stories_are_found(embeddings: Embeddings) -> None:
    """With the bundled model nine pairs of ten are found, and what is together belongs."""
    rows = embeddings.embed([article.text[:1000] for article in samples()])
    meant = {article.id: row for article, row in zip(samples(), rows, strict=True)}
    precision, recall = scores(stories(samples(), meant, copied()))
    assert precision >= 0.98
    assert recall >= 0.9


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


def test_a_story_that_grows_keeps_its_id() -> None:
    """Later reports do not change it."""
    reports = [dam(n, DAY + timedelta(n)) for n in range(4)]
    [before] = stories(reports[:2], {}, {})
    [after] = stories(reports, {}, {})
    assert before.id == after.id


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
