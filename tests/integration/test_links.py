"""The catalog's links between copies are those of the whole set, whatever happened on the way."""

import random
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from vectorstore.catalog.catalog import Catalog, Entry
from vectorstore.documents import Article

BASE = (
    "The ferry to Sille lay at its berth for nine hours on Monday after sand got into both of "
    "its pumps, the harbour office said. Two hundred passengers were taken across by launch.\n\n"
    "Divers cleared the pumps at dusk. The office said the channel would be dredged in autumn, "
    "and that a smaller boat would sail at night until the work is done and paid for."
)
LONGER = (
    BASE
    + " The town council, which owns the ferry, will meet on Thursday to talk about the "
    + "cost of it. A second boat was sold in spring to a firm in Dorvale against the wish of "
    + "those who live on the island, and of the three pilots who took it across in all weathers "
    + "for most of their lives. Freight has waited on the quay since, and the shop ran out of "
    + "flour twice. The firm has offered to lend the boat back for the summer, at a price. "
    + "Nobody on the council would say how much it asked for, or whether there is money left. "
    + "The school on the island will open an hour later for as long as the launch carries "
    + "children, and the doctor sleeps on the mainland three nights a week. Those who keep "
    + "sheep have asked for a barge before the lambs are sold at the market in September."
)
TEXTS = (
    BASE,
    BASE.replace("lay at its berth", "stayed at its berth"),
    BASE.replace("Divers cleared the pumps at dusk.", "Divers freed the pumps at dusk."),
    LONGER,
    "Snow fell on the pass at Orvik for the third day, and the road stays closed to lorries.",
    "",
)


def entry(article: Article) -> Entry:
    return Entry(article, (), (), np.empty((0, 4), np.float32))


def drawn(number: int, draw: random.Random) -> Article:
    day = draw.choice([None, *(date(2024, 5, day) for day in (7, 8, 9))])
    made = Article(
        draw.choice(TEXTS),
        title="Ferry",
        publisher=draw.choice(["", "Northern Wire", "The Pilot"]),
        published=day,
        agency=draw.choice(["", "", "Northern Wire"]),
    )
    return replace(made, id=f"article{number}")


def links(catalog: Catalog) -> dict[str, str]:
    return {one.id: one.copy_of for one in catalog.articles.all() if one.copy_of}


def at_once(articles: Iterable[Article], apart: Collection[tuple[str, str]]) -> dict[str, str]:
    """The links in a catalog that never knew other articles."""
    with closing(Catalog(Path(":memory:"))) as fresh:
        fresh.put([entry(one) for one in articles])
        for pair in apart:
            fresh.keep_apart(*pair)
        return links(fresh)


@pytest.mark.parametrize("seed", range(12))
def test_links_follow_from_the_articles_alone(seed: int, tmp_path: Path) -> None:
    """After any adding, changing, parting and removing, all is as if read at once."""
    draw = random.Random(seed)
    here: dict[str, Article] = {}
    apart: set[tuple[str, str]] = set()
    with closing(Catalog(tmp_path / "catalog.sqlite3")) as catalog:
        for _ in range(30):
            act = draw.random()
            if act < 0.7 or len(here) < 2:
                given = [
                    drawn(number, draw) for number in draw.sample(range(12), draw.randint(1, 4))
                ]
                catalog.put([entry(one) for one in given])
                here |= {one.id: one for one in given}
            elif act < 0.85:
                one, other = sorted(draw.sample(sorted(here), 2))
                catalog.keep_apart(one, other)
                apart.add((one, other))
            else:
                gone = draw.sample(sorted(here), draw.randint(1, 2))
                catalog.delete(gone)
                for id in gone:
                    del here[id]
                apart = {pair for pair in apart if not set(pair) & set(gone)}
            assert links(catalog) == at_once(here.values(), apart)
        before = links(catalog)
        catalog.find_copies()
        assert links(catalog) == before


def test_one_text_from_many_places_costs_each_the_same(tmp_path: Path) -> None:
    """A wall of text that hundreds of pages show is compared once, not each with each."""
    walls = [
        replace(Article(BASE, title=f"Page {n}", publisher=f"Outlet {n}"), id=f"article{n:02}")
        for n in range(100)
    ]
    path = tmp_path / "catalog.sqlite3"
    with closing(Catalog(path)) as catalog:
        paired = [catalog.put([entry(wall)]) for wall in walls]
        assert paired == [set(), *({wall.id} for wall in walls[1:])]
        assert {one.copy_of for one in catalog.articles.all()} == {"", walls[0].id}
    with closing(sqlite3.connect(path)) as rows:
        assert rows.execute("SELECT count(*) FROM nodes").fetchone() == (1,)
        assert rows.execute("SELECT count(*) FROM copy_pairs").fetchone() == (0,)
