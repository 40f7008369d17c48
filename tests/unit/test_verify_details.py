"""What a statement may change of its quotes, and what not: word for word, one table each."""

from datetime import date

import pytest

from assistant.verification.plain_words import in_plain_words
from assistant.verification.verify import by_words, verify

SAID = "“The pier will be rebuilt by June,” Ines Dahl, the harbour master, said on Friday."
PARTED = "“We are ready,” Ruth Calder said, “to rebuild the pier at once.”"


def reasons(statement: str, *quotes: str) -> tuple[str, ...]:
    """What speaks against a statement, by words alone."""
    return by_words(statement, quotes).reasons


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ('Dahl said that "the pier will be rebuilt by June".', SAID),
        ("Dahl said: «The pier will be rebuilt by June.»", SAID),
        ("Dahl said the pier “will be … by June”.", SAID),
        ("Dahl said the pier “will be [built anew] by June”.", SAID),
        ("Calder said: “We are ready to rebuild the pier at once.”", PARTED),
        ("The ‘pier will be rebuilt’, Dahl said.", SAID),
        ("The master's pier isn't the men's pier.", "The master's pier isn't the men's pier."),
    ],
)
def test_what_is_quoted_letter_by_letter_is_no_fault(statement: str, quote: str) -> None:
    """Signs, case, cuts that are marked, and words that the quote parts are none."""
    assert not [reason for reason in reasons(statement, quote) if "quotation" in reason]


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Dahl said: “The pier will be rebuilt by July.”", SAID),
        ("Dahl said: “The pier will soon be rebuilt by June.”", SAID),
        ('Dahl said "the pier must be rebuilt" by June.', SAID),
        ("Dahl said „the pier is to be rebuilt“ by June.", SAID),
        ("The ‘pier must be rebuilt’ by June, Dahl said.", SAID),
        ("Calder said: “We are ready … at once to rebuild.”", PARTED),
        ("Dahl said: “Close The Pier Now.”", SAID),
        ("Dahl said: “THE PIER STAYS SHUT”.", SAID),
        ("Dahl said: “全部撤退 立即”.", SAID),
    ],
)
def test_words_in_quotation_marks_that_are_not_quoted_are_named(statement: str, quote: str) -> None:
    assert any(reason.startswith("quotation “") for reason in reasons(statement, quote))
    assert not verify(statement, [quote]).supported


@pytest.mark.parametrize(
    ("statement", "quotes"),
    [
        ("Ruth Calder said the pier will be rebuilt by June.", [SAID]),
        ("The pier will be rebuilt by June, Ruth Calder said.", [SAID]),
        ("The pier will be rebuilt by June, according to Ruth Calder.", [SAID]),
        ("Ruth Calder said nobody would die.", ["“Nobody would die,” Dahl said."]),
        ("Calder warned that the ferry leaks.", ["The ferry leaks, warned Dahl, who owns it."]),
        (
            "Tace said that the pier at Ostrey is old.",
            ["Dahl told Tace: “The pier at Ostrey is old.”"],
        ),
    ],
)
def test_another_speaker_is_named(statement: str, quotes: list[str]) -> None:
    """Wherever the verb of saying stands, and whoever else is named beside."""
    assert any(reason.startswith("speaker: ‘") for reason in reasons(statement, *quotes))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Dahl said the pier will be rebuilt by June.", SAID),
        ("Harbour master Ines Dahl said the pier will be rebuilt by June.", SAID),
        ("The pier will be rebuilt by June, according to Ms Dahl.", SAID),
        ("Clashes went on at Larnholm, said the Observatory for Human Rights.",
         "The Syrian Observatory for Human Rights, which follows the war, said clashes went on at "
         "Larnholm."),
        ("George Tace called the pier at Ostrey a shame.",
         "“The pier at Ostrey is a shame,” George Tace, minister at the Board of Works, said."),
        ("The ministry said the pier at Ostrey is old.", "Dahl said the pier at Ostrey is old."),
        ("Calder said the pier at Ostrey is old.", "“The pier at Ostrey is old,” she said."),
    ],
)  # fmt: skip
def test_the_same_speaker_is_no_other(statement: str, quote: str) -> None:
    """By a part of the name or by a role; of a pronoun nothing is known here."""
    assert not [reason for reason in reasons(statement, quote) if "speaker" in reason]


@pytest.mark.parametrize(
    ("statement", "quote", "word"),
    [
        ("An audit of the bank has begun.", "An audit of the bank will begin next week.", "will"),
        ("The men slipped through the lines.",
         "The men wait in the hope of slipping through the lines.", "hope"),
        ("The council capped the rents.", "The council is expected to cap the rents.", "expected"),
        ("The bank sold the bonds.", "The bank may sell the bonds.", "may"),
        ("Britain became the first to launch.", "Britain is on track to be the first to launch.",
         "on track to"),
    ],
)  # fmt: skip
def test_what_is_to_come_is_not_told_as_done(statement: str, quote: str, word: str) -> None:
    assert any(word in reason and "‘" in reason for reason in reasons(statement, quote))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("An audit of the bank will begin.", "An audit of the bank will begin next week."),
        ("An audit of the bank was announced.", "An audit was announced: it will begin in May."),
        ("Dahl said an audit would begin.", "Dahl said that an audit would begin."),
        ("The audit began on Monday.", "The audit, which will take a year, began on Monday."),
    ],
)
def test_what_is_done_or_to_come_on_both_sides_passes(statement: str, quote: str) -> None:
    assert not [reason for reason in reasons(statement, quote) if "certainty" in reason]


@pytest.mark.parametrize(
    ("statement", "quote", "named"),
    [
        ("The mission was a failure for its owner.", "The mission was a success for its owner.",
         "‘failure’ where ‘success’"),
        ("The label gives an accurate idea of its funding.",
         "The label gives an inaccurate idea of its funding.", "‘accurate’ where ‘inaccurate’"),
        ("The court found the captain guilty of fraud.",
         "The court found the captain innocent of fraud.", "‘guilty’ where ‘innocent’"),
        ("Prices rose before the vote.", "Prices fell before the vote.", "‘rose’ where ‘fell’"),
        ("The ferry sailed before the storm.", "The ferry sailed after the storm.",
         "‘before’ where ‘after’"),
        ("The most votes were counted.", "The fewest or few votes were counted.", "where ‘few’"),
        ("The mayor resigned on Friday.", "The former mayor resigned on Friday.", "‘former’"),
        ("The suspected thief was caught.", "The thief was caught.", "‘suspected’"),
        ("The council did not meet.", "The council did meet.", "negation"),
        ("The council met on Friday.", "The council never met on Friday.", "negation"),
    ],
)  # fmt: skip
def test_opposites_qualifiers_and_negations_are_named(
    statement: str, quote: str, named: str
) -> None:
    assert any(named in reason for reason in reasons(statement, quote)), reasons(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The mission did not fail.", "The mission was a success."),
        ("The bank was unable to pay.", "The bank was unable to pay its debts."),
        ("Some of the votes were counted.", "All of the votes were counted."),
    ],
)
def test_what_comes_to_the_same_is_no_opposite(statement: str, quote: str) -> None:
    assert not [reason for reason in reasons(statement, quote) if "where" in reason]


def test_a_name_is_not_put_together_from_other_names() -> None:
    """Its words stand together in a quote, or it is another's."""
    quote = (
        "Democrats mocked the Republican candidate after a debate. Jaime Harrison, who chairs the "
        "Democratic National Committee, called his record extreme."
    )
    wrong = "Jaime Harrison of the Republican National Committee called his record extreme."
    assert "name Republican National Committee" in reasons(wrong, quote)
    right = wrong.replace("Republican", "Democratic")
    assert not [reason for reason in reasons(right, quote) if reason.startswith("name")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Three people lost their lives.", "Three people died."),
        ("Approximately 40 were wounded.", "About 40 were injured."),
        ("The talks got under way.", "The talks started."),
        ("She stepped down.", "She resigned."),
        ("Some 40 ships sank.", "About 40 ships sank."),
    ],
)
def test_words_of_one_meaning_become_one(one: str, other: str) -> None:
    assert in_plain_words(one) == other


@pytest.mark.parametrize("text", ["Some people left.", "He hid around the corner.", "A suspect."])
def test_other_words_stay(text: str) -> None:
    assert in_plain_words(text) == text


def test_more_than_eight_quotes_are_a_page() -> None:
    """Those that hold nothing are named, and decide nothing."""
    idle = [f"Rain fell on day {number} of the fair." for number in range(9)]
    few = verify(
        "The ferry ran aground off Larnholm.", ["The ferry ran aground off Larnholm.", idle[0]]
    )
    assert not few.supported
    page = verify(
        "The ferry ran aground off Larnholm.", ["The ferry ran aground off Larnholm.", *idle]
    )
    assert page.supported
    assert any("holds none of it" in reason for reason in page.reasons)


FELL = "The town fell on Sunday, officials said."


@pytest.mark.parametrize(
    ("day", "statement"),
    [
        (date(2016, 3, 28), "The town fell on 27 March 2016, officials said."),
        (date(2016, 3, 27), "The town fell on 27 March 2016, officials said."),
        (date(2016, 4, 2), "The town fell on 27 March 2016, officials said."),
    ],
)
def test_a_weekday_counts_from_the_day_of_publication(day: date, statement: str) -> None:
    assert verify(statement, [FELL], [day]).supported


@pytest.mark.parametrize("days", [[], [None], [date(2016, 4, 28)]])
def test_a_weekday_is_no_date_without_the_right_day(days: list[date | None]) -> None:
    """The date that no quote tells is named."""
    found = verify("The town fell on 27 March 2016, officials said.", [FELL], days)
    assert not found.supported
    assert any("27 March 2016" in reason for reason in found.reasons)


def test_each_quote_has_a_day_of_its_own() -> None:
    """The days stand in the order of the quotes, and none is taken for another's."""
    statement = "The town fell on 27 March 2016, officials said."
    other = "Officials said on Monday that the road to the town was open."
    assert verify(statement, [FELL, other], [date(2016, 3, 28), date(2016, 5, 3)]).supported
    assert not verify(statement, [FELL, other], [date(2016, 5, 3), date(2016, 3, 28)]).supported


def test_a_quote_that_only_says_who_is_meant_denies_nothing() -> None:
    """The sentence that names "she" may deny something else of her."""
    statement = "She [Hall-Lind] has been in Delmar politics for decades."
    quote, named = (
        "She has been in Delmar politics for decades.",
        "Hall-Lind did not, in her note, say.",
    )
    assert verify(statement, [quote, f"{named[:-1]} what years are under review."]).reasons == ()
    denying = "Hall-Lind has not been in Delmar politics for decades."
    assert not verify(statement, [quote, denying]).supported
