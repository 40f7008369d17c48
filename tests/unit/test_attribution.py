"""What a sentence of a draft rests on: the sentences that say it, and say it of whom it names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant import Article
from assistant.writing.attribution import Attribution, Evidence
from assistant.writing.draft import Excerpt
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.annotate import annotated

Attribute = Callable[..., Attribution]
SAID = "She said the fund would pay for a new pier at Larnholm."
DRAFT = "{} said the fund would pay for a new pier at Larnholm."


def article(text: str, publisher: str = "Northern Wire", copy_of: str = "") -> Article:
    """An article of 4 May 2024."""
    made = Article(text, title="Harbour", publisher=publisher, published=date(2024, 5, 4))
    return replace(made, copy_of=copy_of) if copy_of else made


@pytest.fixture
def attribute(embeddings: SentenceTransformerEmbeddings) -> Attribute:
    """What holds a sentence among articles, numbered from 1, or texts of one outlet."""

    def attribute(sentence: str, *shown: Article | str, hints: tuple[int, ...] = ()) -> Attribution:
        excerpts = []
        for number, one in enumerate(shown, 1):
            known = one if isinstance(one, Article) else article(one)
            found = annotated(known, embeddings).annotations
            excerpts.append(Excerpt(number, known, 0, len(known.text), (), 0.0, found))
        return Evidence(excerpts).attribute(sentence, hints)

    return attribute


@pytest.mark.parametrize(
    ("before", "who"),
    [
        ("Ruth Calder leads the fund. ", "Ruth Calder"),
        ("Ines Dahl runs the harbour. Ruth Calder leads the fund. ", "Ruth Calder"),
        ("Ruth Calder leads the fund at Brannock. It rained in Ostrey that day. ", "Ruth Calder"),
        ("Mr Edmund Tace met Ruth Calder on Friday. ", "Ruth Calder"),
    ],
)
def test_a_pronoun_is_who_is_named_above_it(attribute: Attribute, before: str, who: str) -> None:
    """The sentence that names her is cited too; places in between are nobody who speaks."""
    found = attribute(DRAFT.format(who), before + SAID)
    assert found.held, found.verdict
    told = " ".join(quote.text for quote in found.quotes)
    assert who in told
    assert SAID in told


@pytest.mark.parametrize(
    "before",
    [
        "Ruth Calder leads the fund. ",
        "Ines Dahl runs the harbour. Ruth Calder leads the fund. ",
        "Ines Dahl runs the harbour. Ruth Calder, who leads the fund, was asked about it. ",
        "Ruth Calder and Ines Dahl met on Friday. ",
        "Ines Dahl runs the harbour. The fund is led by Ruth Calder. However, the pier is old. ",
    ],
)
@pytest.mark.parametrize("behind", ["", " Ines Dahl, the harbour master, was blunter."])
def test_a_pronoun_is_nobody_else(attribute: Attribute, before: str, behind: str) -> None:
    """Neither who is named further above, nor one of two, nor who is named behind it."""
    found = attribute(DRAFT.format("Ines Dahl"), before + SAID + behind)
    assert not found.held, [quote.text for quote in found.quotes]


CONFERENCE = (
    'The captain ordered full astern at once, but there was not enough sea left," she said at a '
    "news conference that began with a minute's silence. The report on the military operation at "
    "Larnholm was quoted on Friday."
)


@pytest.mark.parametrize(
    "draft",
    [
        "It is quoted from a news article.",
        "The excerpts are quoted in the news, but the figures are not included in the original "
        "text.",
        "The Excerpt is a quote from a news article.",
        "The report is about the military operation, and the report is about the military "
        "operation at Larnholm.",
        "The passage mentions a news conference.",
        "The answer is: the captain.",
        "There was not enough sea left, and there was not enough sea left.",
        "The correct answer to this question is: the captain ordered full astern at once.",
        "The news conference was a clear indication of the captain's silence.",
    ],
)
def test_what_a_model_says_of_its_prompt_is_not_held(attribute: Attribute, draft: str) -> None:
    """It says so little of the news that almost anything would hold it."""
    found = attribute(draft, CONFERENCE)
    assert not found.held
    assert any("not of the news" in reason for reason in found.verdict.reasons)


@pytest.mark.parametrize(
    "draft",
    [
        "The article says that the captain ordered full astern at once.",
        "The report on the military operation at Larnholm was quoted on Friday.",
    ],
)
def test_naming_the_source_of_what_is_told_is_no_harm(attribute: Attribute, draft: str) -> None:
    """Nor is a word that the source has itself."""
    assert attribute(draft, CONFERENCE).held


STATED = (
    "People who feel well need do nothing, the board said.\n\n"
    "Halden said that it was cooperating and that it did not yet know the cause."
)


def test_who_says_one_sentence_of_a_run_does_not_say_the_other(attribute: Attribute) -> None:
    said = "{} said that it was cooperating and that it did not yet know the cause."
    assert attribute(said.format("Halden"), STATED).held
    assert not attribute(said.format("The board"), STATED).held
    assert attribute("The board said that people who feel well need do nothing.", STATED).held


def test_a_body_speaks_as_it_and_a_place_does_not(attribute: Attribute) -> None:
    text = "Brannick Ferries owns the ship. It said all sailings would stop until Monday."
    draft = "{} said all sailings would stop until Monday."
    assert attribute(draft.format("Brannick Ferries"), text).held
    text = "The Aldis lies at Larnholm. She said all sailings would stop until Monday."
    assert not attribute(draft.format("Larnholm"), text).held


def test_a_place_is_where_there_is(attribute: Attribute) -> None:
    text = "A ferry ran aground off Larnholm on Friday. Three people died there, police said."
    found = attribute("Three people died in Larnholm, police said.", text)
    assert found.held
    assert len(" ".join(quote.text for quote in found.quotes)) > 60


TOLL = "Three people died when a ferry ran aground off Larnholm on Friday, police said."
SAME = "Police said three people died when a ferry ran aground off Larnholm on Friday."


def publishers(found: Attribution) -> list[str]:
    """Whose sentences are cited, in order."""
    return [quote.article.publisher for quote in found.quotes]


def test_each_publisher_that_says_the_same_is_cited(attribute: Attribute) -> None:
    """Once each, three at most."""
    shown = [article(TOLL, name) for name in ("Northern Wire", "Coastal Times", "The Pilot")]
    again = article(SAME, "Northern Wire")
    fourth = article(SAME, "Ledger")
    found = attribute(TOLL, *shown, again, fourth)
    assert sorted(publishers(found)) == ["Coastal Times", "Northern Wire", "The Pilot"]


def test_a_copy_is_no_second_source(attribute: Attribute) -> None:
    """Also where the model cites the copy, which then stands first."""
    original = article(TOLL, "Northern Wire")
    copy = article(SAME, "Coastal Times", copy_of=original.id)
    other = article(SAME, "The Pilot", copy_of=original.id)
    assert publishers(attribute(TOLL, original, copy)) == ["Northern Wire"]
    assert publishers(attribute(TOLL, original, copy, hints=(2,))) == ["Coastal Times"]
    assert len(publishers(attribute(TOLL, copy, other))) == 1
    independent = article(SAME, "Ledger")
    both = publishers(attribute(TOLL, original, copy, independent, hints=(2,)))
    assert sorted(both) == ["Coastal Times", "Ledger"]


def test_clauses_of_two_articles_are_joined(attribute: Attribute) -> None:
    """Each clause with a subject of its own rests on the sentence that holds it."""
    ferry = article("The ferry Aldis ran aground off Ostrey on Monday.")
    rescue = article("Everyone on board was taken off by Tuesday evening.", "Coastal Times")
    draft = (
        "The ferry Aldis ran aground off Ostrey on Monday; everyone on board was taken off by {} "
        "evening."
    )
    found = attribute(draft.format("Tuesday"), ferry, rescue)
    assert found.held, found.verdict
    assert sorted(publishers(found)) == ["Coastal Times", "Northern Wire"]
    assert not attribute(draft.format("Sunday"), ferry, rescue).held


def test_what_nothing_is_like_rests_on_nothing(attribute: Attribute) -> None:
    found = attribute("Whales sing.", "The central bank raised its main rate.")
    assert not found.held
    assert found.quotes == ()
    assert found.verdict.reasons
