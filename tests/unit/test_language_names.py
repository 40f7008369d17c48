"""Names: what is found in running text and headlines, and which mean the same."""

import pytest

from vectorstore.text import names, same_name


def texts(text: str) -> list[str]:
    """The names of a text as they are written."""
    return [name.text for name in names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Palmyra fell on Sunday.", ["Palmyra"]),
        ("Syrian President Bashar al-Assad spoke.", ["Syrian", "President Bashar al-Assad"]),
        ("The Ministry of Defence denied it.", ["Ministry of Defence"]),
        (
            "According to the Syrian Observatory for Human Rights, they fled.",
            ["Syrian Observatory for Human Rights"],
        ),
        ("US-backed forces won in May.", ["US"]),
        ("Troops from the UK, US and France left.", ["UK", "US", "France"]),
        ("The U.S. Army won in N.Y. on Monday.", ["U.S. Army", "N.Y."]),
        ("“We won,” Gen. Pavel Orlov told the BBC.", ["Gen. Pavel Orlov", "BBC"]),
        ("J. K. Rowling wrote it.", ["J. K. Rowling"]),
        ("It was IS’s last stand.", ["IS"]),
        ("Officials said the fight is NOT over.", []),
        ("Fighting went on. Recently, I fled.", []),
        ("Vale & Co. sued Northwind Inc. in Dover.", ["Vale & Co", "Northwind Inc", "Dover"]),
        ("Read more at DailyNews.co.uk now.", []),
        ("The bank of the river rose.", []),
        ("", []),
    ],
)
def test_names_in_running_text(text: str, expected: list[str]) -> None:
    """Runs of capitals with their particles; no openers, months, weekdays or web addresses."""
    assert texts(text) == expected


def test_a_word_at_the_head_of_a_sentence_is_judged_by_the_rest_of_the_text() -> None:
    """What stands in lower case elsewhere is no name; what is capitalised elsewhere is one."""
    assert texts("Flour ran out. They sold flour for gold.") == []
    known = "World Health Organization aides met. He left the World Health Organization."
    assert texts(known) == ["World Health Organization"] * 2
    assert texts("Flowers met Ms Flowers.") == ["Flowers", "Ms Flowers"]


def test_a_headline_gives_only_what_is_known() -> None:
    """Where Every Word Is Capitalised, a capital says little."""
    title = "Syrian Troops Recapture Desert City From Islamists"
    assert texts(title) == ["Syrian"]
    assert "Tadmur" in texts("Troops Enter Tadmur After Long Siege\n\nThey reached Tadmur.")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("She met President Assad.", "President Assad", "person"),
        ("Omar bin Laden spoke.", "Omar bin Laden", "person"),
        ("Ana Diaz, 34, was hurt.", "Ana Diaz", "person"),
        ("It is run by Oxford University.", "Oxford University", "organisation"),
        ("The Syrian Democratic Forces won.", "Syrian Democratic Forces", "organisation"),
        ("They fled to France.", "France", "place"),
        ("They fought in Sukhna.", "Sukhna", "place"),
        ("It happened in the U.S. on Monday.", "U.S.", "place"),
        ("Most are Zorbians.", "Zorbians", ""),
    ],
)
def test_kinds_are_guessed_from_what_stands_there(text: str, name: str, kind: str) -> None:
    """Titles, endings and prepositions speak for a kind; nothing speaks for none."""
    assert {found.text: found.kind for found in names(text)}[name] == kind


def test_acronyms_are_marked() -> None:
    """Capitals that stand for words are told from words with a capital."""
    found = {name.text: name.acronym for name in names("The SDF and the U.S. freed Homs.")}
    assert found == {"SDF": True, "U.S.": True, "Homs": False}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Assad", "Bashar al-Assad"),
        ("President Assad", "Bashar al-Assad"),
        ("Prime Minister Theresa May", "May"),
        ("Mr Hunt", "Jeremy Hunt"),
        ("ISIS", "Islamic State"),
        ("Isis", "IS"),
        ("SDF", "Syrian Democratic Forces"),
        ("UN", "United Nations"),
        ("U.S.", "United States"),
        ("American", "US"),
        ("British", "UK"),
        ("Russian", "Russia"),
        ("Syrians", "Syria’s"),
        ("George Bush", "George W. Bush"),
        ("J. K. Rowling", "Joanne Rowling"),
        ("Homs", "Homs province"),
        ("Northwind", "Northwind Inc."),
        ("the Taliban", "Taliban"),
        ("José Peña", "Jose Pena"),
        ("ASSAD", "Assad's"),
    ],
)
def test_names_that_mean_the_same(a: str, b: str) -> None:
    """Surnames, initials, other names, peoples and titles, in either order."""
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("York", "New York"),
        ("Korea", "North Korea"),
        ("State", "Islamic State"),
        ("Ruth Hunt", "Jeremy Hunt"),
        ("Austria", "Australia"),
        ("Iran", "Iraq"),
        ("Syrian Army", "Iraqi Army"),
        ("Russian President", "Syrian President"),
        ("SDF", "Syrian Arab Army"),
        ("", "Syria"),
        ("", ""),
    ],
)
def test_names_that_mean_others(a: str, b: str) -> None:
    """A shared last word is not enough where it is a place or a common noun."""
    assert not same_name(a, b)
    assert not same_name(b, a)
