"""Which texts have the words of a topic."""

import pytest

from assistant.briefing.scoping import TopicWords
from vectorstore.text import terms


def wanted(topic: str) -> TopicWords:
    """The words of a topic, each as rare as any other."""
    return TopicWords(topic, dict.fromkeys(terms(topic), 1.0))


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("heatwave", "The heat wave will last until Friday."),
        ("heatwave", "Heat-waves have come earlier each year."),
        ("heat wave", "The heatwave will last until Friday."),
        ("heat wave", "Two heatwaves in one summer"),
        ("heatwave", "the heatwaves of July"),
        ("ferry wreck inquiry", "The inquiry into the ferry begins."),
    ],
)
def test_a_topic_is_found_however_it_is_spelled(topic: str, text: str) -> None:
    """In one word, in two, with a hyphen; half of the words are enough."""
    assert wanted(topic).held_enough(text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("heatwave", "The wave came after the heat."),
        ("heatwave", "He at last gave up; the w ave"),
        ("heat wave", "A wheatwaver of the north"),
        ("ferry wreck inquiry", "The ferry left on Monday."),
        ("?", "What?"),
    ],
)
def test_what_only_looks_like_it_is_not(topic: str, text: str) -> None:
    """Parts elsewhere, parts of other words, less than half; a topic without words has none."""
    assert not wanted(topic).held_enough(text)
