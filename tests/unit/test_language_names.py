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
        ("Syrian President Bashar al-Assad spoke.", ["Syrian President Bashar al-Assad"]),
        ("The Ministry of Defence denied it.", ["Ministry of Defence"]),
        ("US-backed forces won in June.", ["US"]),
        ("The troops from the UK, US and France left.", ["UK", "US", "France"]),
        ("The U.S. Army won in N.Y. on Monday.", ["U.S. Army", "N.Y."]),
        ("“We won,” Gen. Pavel Orlov told the BBC.", ["Gen. Pavel Orlov", "BBC"]),
        ("J. K. Rowling wrote it.", ["J. K. Rowling"]),
        ("It was IS’s last stand.", ["IS"]),
        ("They left on Sunday. I fled in June.", []),
        ("Vale & Co. sued Northwind Inc. in Dover.", ["Vale & Co", "Northwind Inc", "Dover"]),
        ("We read more at DailyNews.co.uk now.", []),
        ("It sank; the bank of the river rose.", []),
        ("", []),
    ],
)
def test_names_in_running_text(text: str, expected: list[str]) -> None:
    """Runs of capitals with their particles; no openers, months, weekdays or web addresses."""
    assert texts(text) == expected


def test_a_word_at_the_head_of_a_sentence_is_judged_by_the_rest_of_the_text() -> None:
    """What stands in lower case elsewhere is no name."""
    assert texts("Flour ran out. They sold flour for gold.") == []


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
