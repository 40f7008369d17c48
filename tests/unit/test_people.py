"""People and bodies: who they are, by one name, with the roles that articles report."""

import pytest

from assistant.sections.people import people
from tests.reports import report, story, told


def named(*texts: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Who is named in articles of several publishers: kind and roles."""
    rows = [report(text, 3, f"Paper {number}") for number, text in enumerate(texts)]
    return {one.name: (one.kind, one.roles) for one in people(told(*rows), 40)}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The harbour master, Mara Lindt, closed the quay.", "harbour master"),
        ("Mara Lindt, the harbour master, closed the quay.", "harbour master"),
        ("Police called harbour master Mara Lindt at noon.", "harbour master"),
        ("It was cold, said Mara Lindt, 45, a nurse at the mill.", "nurse at the mill"),
        ("Mara Lindt, who is a nurse in Ostby, closed the door.", "nurse in Ostby"),
        ("Prime Minister Mara Lindt closed the quay on Monday.", "Prime Minister"),
        ("They met former President Mara Lindt on the quay.", "former President"),
        ("A coast guard spokeswoman, Mara Lindt, said so.", "coast guard spokeswoman"),
        ("Ms Lindt left. Mara Lindt, chief economist at Oreen Bank, spoke.",
         "chief economist at Oreen Bank"),
        ("They met Oreen's wife, Mara Lindt, in Ostby.", "Oreen's wife"),
        ("Mara Lindt, the wife of Tom Oreen, spoke in Ostby.", "wife of Tom Oreen"),
        ("Mara Lindt, vice chair of the Jan. 6 committee, spoke.",
         "vice chair of the Jan. 6 committee"),
        ("Mara Lindt, the filmmaker behind “The Dam”, spoke.", "filmmaker"),
        ("Mara Lindt, the oldest nurse and, they say, the best, spoke.", "oldest nurse"),
    ],
)  # fmt: skip
def test_a_role_is_told_in_the_words_of_the_article(text: str, role: str) -> None:
    """However a role stands beside a name, it is found whole and in the article's own words."""
    assert named(text)["Mara Lindt"] == ("person", (role,))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Harry Lindt met his wife, Mara Lindt, in the square.", "wife"),
        ("Mara Lindt, Tom Oreen and Mr Vask met the mayor, a judge and a nurse.", "nurse"),
        ("Ms Mara Lindt, angry and tired, told the mayor so.", "mayor"),
        ("Then they asked Ms Mara Lindt, but the mayor, Tom Oreen, replied.", "mayor"),
        ("He rose to strike presenter Mara Lindt in Ostby. Mara Lindt was well.", "strike"),
        ("“Mara Lindt is a friend of mine,” Tom Oreen said. Mara Lindt said no.", "friend"),
        ("“Mara Lindt, the worst mayor of all, left,” he said. Mara Lindt said no.", "worst"),
    ],
)
def test_no_other_words_are_taken_for_a_role(text: str, wrong: str) -> None:
    """Not what somebody else is, nor a verb before a title, nor what is said in a quotation."""
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


def test_what_bears_the_name_of_the_paper_is_left_out() -> None:
    """The network, the staff, the fund of the paper that reports are no part of its news."""
    text = "Oreen Bank fell. The Ostby Today Fund said so. Reporters of the Ostby Today Fund asked."
    found = {one.name for one in people(told(report(text, 3, "Ostby Today")), 40)}
    assert found == {"Oreen Bank"}


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


def test_most_named_come_first() -> None:
    """Who more publishers name comes first."""
    counts = [one.publishers for one in people(story("port-ansel-vote"))]
    assert counts == sorted(counts, reverse=True)


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
