"""Figures: the numbers that matter, as printed, one for each thing counted."""

import pytest

from assistant.sections.figures import figures
from tests.reports import report, story, told


def counted(text: str) -> list[str]:
    """The figures of a text."""
    return [one.value for one in figures(told(report(text, 3)))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("At least 42 people were killed in the mill fire.", "At least 42 people"),
        ("The fire left seven dead in the old mill.", "seven dead"),
        ("Inflation in Larnia rose to 4.5% in April.", "4.5%"),
        ("The repair will cost $2.3 million, the council said.", "$2.3 million"),
        ("The firm recalled 48,000 doses of the vaccine.", "48,000 doses"),
        ("The fire burned about 300 hectares of forest.", "about 300 hectares"),
        ("Turnout was 58.3 per cent, the returning officer said.", "58.3 per cent"),
        ("Some 1,200 workers went on strike at the yard.", "Some 1,200 workers"),
        ("The fire burned no more than 300 hectares of it.", "no more than 300 hectares"),
        ("The firm recalled in excess of 48,000 doses.", "in excess of 48,000 doses"),
        ("Of the yard, 1,200 workers or more went on strike.", "1,200 workers or more"),
    ],
)
def test_a_figure_is_told_as_printed_with_what_it_counts(text: str, value: str) -> None:
    """A figure comes with its bound, its unit and the noun it counts, in the printed words."""
    assert counted(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was opened in 1932 and closed in 2024.",
        "The meeting on 14 March begins at 10.30 a.m. in room 12.",
        "Mara Lindt, 45, has a son aged 12 and a 90-year-old aunt.",
        "Ostby beat Larn 3-1 and then 24-17 in the final.",
        "Ostby ended the series with a 108-95 victory over Larn.",
        "“I have 400 sheep and 300 cows,” she said of my farm.",
        "She waited for 40 minutes and came back 12 days later.",
        "",
    ],
)
def test_what_does_not_matter_is_left_out(text: str) -> None:
    """Years, dates, times, telephone numbers, ages, scores and numbers of things are no figures."""
    assert counted(text) == []


def test_the_newest_of_an_update_is_told() -> None:
    """Of a toll that rose only the newest figure is told."""
    rows = told(
        report("The ferry Larna sank off Ostby. At least 12 people were killed.", 3, "A"),
        report("The ferry Larna sank off Ostby. At least 31 people were killed.", 4, "B"),
        report("The toll of the ferry Larna off Ostby: 31 people were killed.", 4, "C"),
    )
    found = [one for one in figures(rows) if "people" in one.value]
    assert [one.value for one in found] in (["At least 31 people"], ["31 people"])
    assert len(found[0].quotes) == 2


def test_a_sentence_that_tells_an_old_figure_tells_no_other() -> None:
    """Beside a toll that has risen since, nothing is told as current."""
    rows = told(
        report(
            "The ferry Larna sank off Ostby: 12 people were killed and 300 tonnes lost.", 3, "A"
        ),
        report("The ferry Larna sank off Ostby. In all 31 people were killed.", 5, "B"),
        report(
            "The ferry Larna off Ostby carried 80 cars. Divers said 31 people were killed.", 6, "C"
        ),
    )
    assert not any("12 people" in one.text for one in figures(rows))
    assert any("80 cars" in one.value for one in figures(rows))


def test_what_more_publishers_tell_comes_first() -> None:
    """A figure of two publishers comes before that of one."""
    rows = told(
        report("Oreen Bank will close 40 branches in Larnia. It has 90 vaults.", 3, "A"),
        report("Oreen Bank of Larnia said it will close 40 branches.", 3, "B"),
    )
    assert figures(rows)[0].value == "40 branches"


def test_a_toll_that_stands_far_down_is_found() -> None:
    """Of a few articles all is read: a toll near the end of a long one is found."""
    text = (
        "It rained in Ostby all day, and the river rose. " * 60
        + "In all, 42 people were killed in the mill fire."
    )
    assert "42 people" in counted(text)


def test_the_figures_of_the_samples_are_found() -> None:
    """The toll, the rate and the margin that a sample story is about are among its figures."""
    wanted = {"ferry-aground": "12", "calvera-rate-rise": "4.75", "febrivax-recall": "112,000"}
    for name, value in wanted.items():
        assert any(value in one.value for one in figures(story(name), 10)), name
