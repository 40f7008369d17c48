"""Which sentences speak of something that only the text before them tells."""

import pytest

from vectorstore.text.demonstratives import pointed_at


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("The death toll in that storm was 23.", ["storm"]),
        ("Those attacks killed two guards.", ["attacks"]),
        ("But that fire had burned for a week.", ["fire"]),
        ("The minister said that storms had closed the port.", []),
        ("Of those who came, some stayed.", []),
        ("Of those injured, two were pilots.", []),
        ("Police sent 137 officers to the market that night.", []),
        ("The death toll rose to 49, with 27 of those deaths in Larn.", []),
        ("At that time nobody lived there.", []),
        ("“We remember that storm of old. In that storm I was born,” she said.", []),
    ],
)
def test_that_and_those_point_back_only_before_a_thing(text: str, nouns: list[str]) -> None:
    """A conjunction, "those who", times and what is quoted point at nothing in the text before."""
    assert pointed_at(text) == nouns
