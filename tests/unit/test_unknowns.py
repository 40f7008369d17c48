"""What is not known: sentences that leave a question open, and no others."""

import pytest

from assistant import Article
from assistant.sections.unknowns import unknowns
from tests.reports import report, told

OPEN = [
    "It was not clear whether the captain had seen the rocks.",
    "It wasn’t immediately clear who had opened the gate.",
    "It is still unclear how the fire at the mill began.",
    "The cause of the fire at the mill remains unknown.",
    "What became of the missing ballots is still unclear.",
    "The names of the dead have not been released by the police.",
    "No group has claimed responsibility for the blast in Ostby.",
    "The report could not be independently verified on Friday.",
    "Investigators are still trying to establish why the ship turned.",
    "No date has been set for the second hearing in Larn.",
    "Nobody knows how many people were in the hall that night.",
    "Police did not say what had led to the arrests in Ostby.",
    "The board has yet to decide whether the bridge will reopen.",
    "Whether the court will hear the case remains to be seen.",
    "The motive of the attack was not known on Sunday evening.",
    "The company gave no explanation for the delay of the ferry.",
    "Officials declined to say how much the repair would cost.",
]
CLOSED = [
    "The police have now established how the fire began.",
    "The little-known painter sold the mill in the spring.",
    "Is it clear whether the captain had seen the rocks?",
    "She remained in the unknown village for the whole summer.",
    "The mayor made it clear that the bridge would close.",
    "If it is not clear who won, the court will decide.",
    "The group claimed responsibility for the blast in Ostby.",
    "The ministry confirmed the names of the dead on Friday.",
    "He did not say goodbye to the crew of the ferry.",
    "The ballots were not returned before the doors closed.",
    "The date of the second hearing has been set for June.",
]


@pytest.mark.parametrize("sentence", OPEN)
def test_an_open_question_is_found(sentence: str) -> None:
    """Whole sentences that say something is not known are told, each exactly as printed."""
    found = unknowns(told(Article(text=f"It rained in Ostby. {sentence} The sun set early.")))
    assert [one.text for one in found] == [sentence]


@pytest.mark.parametrize("sentence", CLOSED)
def test_what_is_known_is_not(sentence: str) -> None:
    """Words of an open question in a sentence that answers or asks one are no open question."""
    assert unknowns(told(Article(text=f"It rained in Ostby. {sentence}"))) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "He gave no explanation for the delay of the ferry.",
        "This has not been confirmed by the police in Ostby.",
        "“We do not know what happened and it is not clear who did,” she said of my boat.",
        "It is unclear who",
        "Unclear.",
        "",
    ],
)
def test_what_does_not_stand_alone_is_left_out(sentence: str) -> None:
    """A sentence that leans on the one before it, or is cut off, is not told."""
    assert unknowns(told(Article(text=sentence or " "))) == []


def test_near_same_sentences_are_one() -> None:
    """Near-same sentences are told once, by the newest, with a quote of each publisher."""
    rows = told(
        report("The cause of the fire at the old mill remains unknown.", 3, "A"),
        report("The cause of the fire at the mill remains unknown, police said.", 4, "B"),
    )
    (one,) = unknowns(rows)
    assert one.text == "The cause of the fire at the mill remains unknown, police said."
    assert [quote.article.publisher for quote in one.quotes] == ["B", "A"]


def test_what_matters_comes_first() -> None:
    """An open question comes before a refusal to say."""
    rows = told(Article(text=" ".join(reversed(OPEN[-2:])) + " " + OPEN[3]))
    found = [one.text for one in unknowns(rows)]
    assert found[-1] == OPEN[-1]


def test_what_was_answered_later_is_left_out() -> None:
    """What a later article tells as now confirmed is open no more."""
    rows = told(
        report("The cause of the fire at the old mill remains unknown.", 3, "A"),
        report("The cause of the fire at the old mill has now been established.", 6, "B"),
    )
    assert unknowns(rows) == []
