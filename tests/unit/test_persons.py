"""Who is a person and who is not, by what stands beside a name; roles that are others'."""

from __future__ import annotations

import random
from datetime import date

import pytest

from assistant import Article
from assistant.sections.people import people
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle


def told(*articles: Article) -> list[AnnotatedArticle]:
    """The articles with their sentences."""
    return [annotated(article) for article in articles]


def named(*texts: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Who is named in articles of several publishers: kind and roles."""
    rows = told(
        *(
            Article(text=text, publisher=f"Paper {number}", published=date(2024, 5, 3))
            for number, text in enumerate(texts)
        )
    )
    return {one.name: (one.kind, one.roles) for one in people(rows, 40)}


@pytest.mark.parametrize(
    "text",
    [
        "Ovela Tarn won the race on Monday. She said it rained. Nobody asked Tarn why.",
        "Ovela Tarn has trained in Ostby for years. Her coach was glad. In Tarn's view it rained.",
        "It was close. Ovela Tarn wept when she crossed the line, and Tarn said so.",
    ],
)
def test_whom_he_and_she_mean_is_a_person(text: str) -> None:
    """A name that no list knows is a person's where "she" follows it and its surname speaks."""
    assert named(text)["Ovela Tarn"][0] == "person"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "Tom Oreen won a prize for “King Larn.” He had starred in “King Larn,” a film about "
            "an actor and his wife. It is an honour, “King Larn” actor Tom Oreen said.",
            "Larn",
        ),
        (
            "She won at Martin Velde in May. Nobody has won at Martin Velde more often, and at "
            "Martin Velde it rains.",
            "Martin Velde",
        ),
        (
            "The James Orrin telescope was launched in May. The James Orrin telescope cost "
            "2 million marks, in Orrin's first year. Scientists saw the James Orrin lift off.",
            "James Orrin",
        ),
        ("The crowd cheered Miss Vestland 2024, and Miss World waved.", "Vestland"),
    ],
)
def test_a_work_a_place_and_a_thing_are_no_persons(text: str, wrong: str) -> None:
    """A film, a ground, a telescope and a title of beauty bear names and are nobody."""
    assert not any(wrong in name for name in named(text))


def test_a_caption_is_no_part_of_a_name() -> None:
    """Words of a caption or headline that stand before or behind a name are not told with it."""
    text = (
        "WATCHED Mara Lindt on bridges. Mara Lindt, the mayor, spoke. Potential Mara Lindt swap.\n"
        "“An Evening With Mara Lindt” was sold out. Mara Lindt In Ostby. Mara Lindt Mara Lindt. "
        "Mara Lindt Tom Oreen. Tom Oreen, a baker, left."
    )
    assert set(named(text)) == {"Mara Lindt", "Tom Oreen"}


def test_a_nickname_stands_inside_a_name() -> None:
    """A name with a nickname in marks is one name."""
    text = "Orrin COO Ramesh “Sunny” Velde left the firm. Ramesh Velde was ill."
    assert set(named(text)) == {"Ramesh “Sunny” Velde"}


def test_two_orders_and_two_spellings_of_a_name_are_one() -> None:
    """A name with the surname first, or a letter more, is one person told by both papers."""
    orders = named(
        "Kenji Oduro, the former prime minister, was ill. Kenji Oduro slept.",
        "Oduro Kenji, the former prime minister, was ill. Oduro Kenji was 67.",
    )
    assert len(orders) == 1
    spelt = named(
        "Tomas Velden, the envoy to Mali, said so.", "Tomas Vellden, the envoy to Mali, said so."
    )
    assert len(spelt) == 1
    hyphens = named("Ann Velde-Orr, a singer, sang.", "Ann Velde Orr, a singer, died.")
    assert len(hyphens) == 1


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
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
        ("In Ostby al Larna leader Mara Lindt was seen.", "Mara Lindt", "al Larna leader"),
        (
            "Larnian Ambassador to Japan Mara Lindt spoke.",
            "Mara Lindt",
            "Larnian Ambassador to Japan",
        ),
    ],
)
def test_a_role_is_told_whole(text: str, name: str, role: str) -> None:
    """Whose wife somebody is, a date in a role, and what hangs on it, are told right."""
    assert named(text)[name] == ("person", (role,))


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
    for _ in range(300):
        text = " ".join(chance.choice(words) for _ in range(chance.randrange(40)))
        for one in people(told(Article(text=text or "x")), 40):
            assert all(any(role in quote.text for quote in one.quotes) for role in one.roles)
