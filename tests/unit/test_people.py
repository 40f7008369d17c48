"""People and bodies: who they are, by one name, with the roles that articles report."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant import Article
from assistant.reading import Document, read
from assistant.sections.cited import as_people
from assistant.sections.people import Person, people
from assistant.verification.citations import Numbering
from vectorstore import linked
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STORIES = sorted(folder.name for folder in (SEEDS / "articles").iterdir())


def told(*articles: Article) -> list[AnnotatedArticle]:
    """The articles with their sentences."""
    return [annotated(article) for article in articles]


def named(*texts: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Who is named in articles of several publishers: kind and roles."""
    rows = [report(text, 3, f"Paper {number}") for number, text in enumerate(texts)]
    return {one.name: (one.kind, one.roles) for one in people(told(*rows), 40)}


@cache
def story(name: str) -> Sequence[AnnotatedArticle]:
    """The articles of a sample story, copies marked."""
    found = [one.article for one in read(SEEDS / "articles" / name) if isinstance(one, Document)]
    copies = linked(found)
    return told(*(replace(one, copy_of=copies.get(one.id, "")) for one in found))


def report(text: str, day: int, publisher: str, **fields: Any) -> Article:
    """An article of a day in May."""
    return Article(text=text, published=date(2024, 5, day), publisher=publisher, **fields)


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("The harbour master, Mara Lindt, closed the quay.", "Mara Lindt", "harbour master"),
        ("Mara Lindt, the harbour master, closed the quay.", "Mara Lindt", "harbour master"),
        ("Police called harbour master Mara Lindt at noon.", "Mara Lindt", "harbour master"),
        (
            "It was cold, said Mara Lindt, 45, a nurse at the mill.",
            "Mara Lindt",
            "nurse at the mill",
        ),
        ("Mara Lindt, who is a nurse in Ostby, closed the door.", "Mara Lindt", "nurse in Ostby"),
        ("Prime Minister Mara Lindt closed the quay on Monday.", "Mara Lindt", "Prime Minister"),
        ("They met former President Mara Lindt on the quay.", "Mara Lindt", "former President"),
        (
            "A coast guard spokeswoman, Mara Lindt, said so.",
            "Mara Lindt",
            "coast guard spokeswoman",
        ),
        (
            "Ms Lindt left. Mara Lindt, chief economist at Oreen Bank, spoke.",
            "Mara Lindt",
            "chief economist at Oreen Bank",
        ),
        ("They met Oreen's wife, Mara Lindt, in Ostby.", "Mara Lindt", "Oreen's wife"),
        (
            "Mara Oreen, the wife of Tom Oreen, spoke in Ostby.",
            "Mara Oreen",
            "wife of Tom Oreen",
        ),
        (
            "Mara Lindt, vice chair of the Jan. 6 committee, spoke.",
            "Mara Lindt",
            "vice chair of the Jan. 6 committee",
        ),
        (
            "Mara Lindt, the filmmaker behind “The Dam”, spoke.",
            "Mara Lindt",
            "filmmaker",
        ),
    ],
)
def test_a_role_is_told_in_the_words_of_the_article(text: str, name: str, role: str) -> None:
    """However a role stands beside a name, it is found whole and in the article's own words."""
    assert named(text)[name] == ("person", (role,))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Harry Lindt met his wife, Mara Lindt, in the square.", "wife"),
        ("Mara Lindt, Tom Oreen and Mr Vask met the mayor, a judge and a nurse.", "nurse"),
        ("Ms Mara Lindt, angry and tired, told the mayor so.", "mayor"),
        ("Then they asked Ms Mara Lindt, but the mayor, Tom Oreen, replied.", "mayor"),
    ],
)
def test_the_role_of_another_is_not_told(text: str, wrong: str) -> None:
    """What an article says of somebody else is nobody's role but theirs."""
    roles = named(text).get("Mara Lindt", ("", ()))[1]
    assert not any(wrong in role for role in roles)


def test_variants_of_a_name_are_one() -> None:
    """Full name, title and surname are one person, counted once an article."""
    rows = told(
        report("Mara Lindt, the mayor, spoke. Ms Lindt left. Lindt was tired.", 3, "A"),
        report("President Lindt said little. Nobody asked Lindt why.", 4, "B"),
        report("The mayor, Mara Lindt, said more.", 5, "B"),
    )
    found = {one.name: one for one in people(rows)}
    assert set(found) == {"Mara Lindt"}
    assert (found["Mara Lindt"].publishers, found["Mara Lindt"].articles) == (2, 3)
    assert len(found["Mara Lindt"].quotes) == 2
    assert "mayor" in found["Mara Lindt"].quotes[0].text


def test_two_bearers_of_a_surname_are_two() -> None:
    """Two persons of one surname stay two."""
    text = "Mara Lindt, a nurse, met Tom Lindt, a baker. Mara Lindt said little."
    assert set(named(text)) == {"Mara Lindt", "Tom Lindt"}


def test_initials_are_the_body_they_stand_for() -> None:
    """A body is one under its name and its initials."""
    text = (
        "The Eastern River Commission (ERC) met. The ERC said little. "
        "A spokesman for the ERC said more."
    )
    assert {name: kind for name, (kind, _) in named(text).items()} == {
        "Eastern River Commission": "organisation"
    }


@pytest.mark.parametrize(
    "text",
    [
        "The ferry left Port Ostby, Vestland, for the town of Larn.",
        "It rained in Paris on Monday, and in the United States in May.",
        "He read it in the Ostby Gazette and saw the World Cup in June.",
        "Something Fell Near The River",
        "",
        "😀😀",
    ],
)
def test_what_is_neither_is_left_out(text: str) -> None:
    """Places, papers, events, headlines and buttons are no people."""
    assert named(text) == {}


def test_organisations_are_told_apart_from_persons() -> None:
    """Ministries, banks, parties and firms are organisations, those who speak for them persons."""
    text = (
        "The Ministry of Trade fined Oreen Bank. Mara Lindt, a spokeswoman for Oreen Bank, "
        "said the Larn Party and Vask Systems Inc would pay."
    )
    kinds = {name: kind for name, (kind, _) in named(text).items()}
    assert kinds.pop("Mara Lindt") == "person"
    assert set(kinds.values()) == {"organisation"}
    assert {"Ministry of Trade", "Oreen Bank"} <= set(kinds)


def test_the_people_of_the_samples_are_found() -> None:
    """Those a reader of a sample story must know are there, as persons, with what they are."""
    wanted = {
        "ferry-aground": {"Elin Sorvald": "minister", "Hanne Ulvik": "spokeswoman"},
        "port-ansel-vote": {"Dorothea Quill": "mayor", "Henrik Obara": "returning officer"},
        "calvera-rate-rise": {"Ilse Marchetti": "governor", "Pavel Drobny": "minister"},
        "febrivax-recall": {"Lena Hartwick": "director"},
        "palmyra-recaptured": {"Issam Khalil": "minister"},
        "baghuz-falls": {"Mustafa Bali": "spokesman"},
    }
    for name, persons in wanted.items():
        found = {one.name: one for one in people(story(name), 40)}
        for person, role in persons.items():
            assert found[person].kind == "person"
            assert any(role in one.lower() for one in found[person].roles), found[person]


def exact(one: Person) -> bool:
    """Whether each role stands in a quoted sentence."""
    return all(any(role in quote.text for quote in one.quotes) for role in one.roles)


@pytest.mark.parametrize("name", STORIES)
def test_roles_and_quotes_are_exact(name: str) -> None:
    """Every role is words of an article, every quote a run of it."""
    for one in people(story(name), 100):
        assert exact(one)
        assert one.quotes
        for quote in one.quotes:
            assert quote.article.text[quote.start : quote.end] == quote.text != ""


def test_most_named_come_first_whatever_the_order_of_the_articles() -> None:
    """Who more publishers name comes first; the order of the articles makes no difference."""
    rows = list(story("port-ansel-vote"))
    known = people(rows)
    counts = [one.publishers for one in known]
    assert counts == sorted(counts, reverse=True)
    random.Random(5).shuffle(rows)
    assert people(rows) == known
    assert people(rows, 3) == known[:3]
    assert people(rows, 0) == []


def test_copies_count_once() -> None:
    """A copy names nobody anew."""
    first = report("The mayor, Mara Lindt, spoke.", 3, "A")
    copy = report("The mayor, Mara Lindt, spoke.", 4, "B", copy_of=first.id)
    assert [one.publishers for one in people(told(first, copy))] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "قال محمد الأمين إن الجسر لن يصمد.",
        "Мара Линдт сказала.",
        "橋は持たない。",
        "Mara\u202eLindt 😀 said.",
    ],
)
def test_other_scripts_are_read(text: str) -> None:
    """Other scripts are read without harm."""
    assert all(exact(one) for one in people(told(Article(text=text))))


def test_citations_hold_the_quoted_sentences() -> None:
    """As plain data each person cites a sentence of each publisher."""
    found = people(story("ferry-aground"))
    for made, one in zip(as_people(found, Numbering()), found, strict=True):
        assert [c.quote for c in made.citations] == [quote.text for quote in one.quotes]
        assert (made.name, made.roles, made.articles) == (one.name, one.roles, one.articles)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He rose to strike presenter Mara Lindt in Ostby. Mara Lindt was well.", "Mara Lindt"),
        ("“Mara Lindt is a friend of mine,” Tom Oreen said. Mara Lindt said no.", "Mara Lindt"),
        ("“Mara Lindt, the worst mayor of all, left,” he said. Mara Lindt said no.", "Mara Lindt"),
    ],
)
def test_no_role_is_made_of_a_verb_or_of_what_somebody_says(text: str, name: str) -> None:
    """A verb before a title is no part of it, and what is said in a quotation is no role."""
    roles = named(text).get(name, ("", ()))[1]
    assert not any(word in role for role in roles for word in ("strike", "friend", "worst"))


def test_the_name_of_another_body_is_no_role() -> None:
    """Of bodies told in a row none is the role of another."""
    text = (
        "Oreen Bank, the Eastern River Agency and the Larn Party met. Oreen Bank, a lender, paid."
    )
    assert named(text)["Oreen Bank"] == ("organisation", ("lender",))


def test_whom_the_articles_are_about_is_among_the_persons() -> None:
    """Who is named in every article, by a name no list knows, comes first."""
    texts = [
        f"Ovela Tarn ran in Ostby on day {n}. Tarn said she was glad. In Tarn's race it rained. "
        "John Poe, a baker, saw it."
        for n in range(6)
    ]
    assert next(iter(named(*texts))) == "Ovela Tarn"


def test_any_run_of_names_is_read() -> None:
    """Whatever names, titles and marks stand in a row, each person is quoted exactly."""
    chance = random.Random(11)
    words = (
        "Mara Lindt Tom Oreen Mr Dr WATCHED With In The of the and — “Sunny” (Sun) 's , . \n said "
        "King Miss Minister to Japan she wife brother 2024 USA Orr al- é 😀"
    ).split(" ")
    runs = [" ".join(chance.choice(words) for _ in range(chance.randrange(40))) for _ in range(300)]
    for first in range(0, 300, 25):
        text = "\n\n".join(runs[first : first + 25])
        for one in people(told(Article(text=text)), 40):
            assert all(any(role in quote.text for quote in one.quotes) for role in one.roles)
