"""Verification: what quotes hold passes, what they do not hold or contradict is named."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Verdict, verify
from tests.growth import grows_in_proportion

QUOTE = (
    "More than 400 fighters were killed near Palmyra on 27 March, said the Observatory; "
    "the army did not enter Sukhna."
)
VOTES = "Quill now has 18,861 votes and her rival, Ruben Castell of the Union, 18,774."
FLAGS = "The army of Norland did not enter Kelmar on 3 May, and 40 ships sank before vote {}. "


def test_an_exact_quote_is_supported() -> None:
    """A statement that is its quote has the best score and no reasons."""
    assert verify(QUOTE, [QUOTE]) == Verdict(True, 1.0, ())
    assert verify(QUOTE, QUOTE).supported


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        # Cuts, quotation marks, number words and order.
        ("More than 400 fighters were killed near Palmyra on 27 March.", QUOTE),
        ("“More than 400 fighters were killed near Palmyra …”", QUOTE),
        ("More than four hundred fighters were killed near Palmyra.", QUOTE),
        ("The Observatory said more than 400 fighters were killed near Palmyra.", QUOTE),
        ("The army did not enter Sukhna.", QUOTE),
        ("Two ferries collided off Ostrey on Friday.", "Two ferries with 214 people on board "
         "collided off the isle of Ostrey late on Friday."),
        # Figures, dates and names in another form, and what is less exact.
        ("The town fell on March 27.", "The town fell on 27 March 2016."),
        ("The town fell in March 2016.", "The town fell on 27 March 2016."),
        ("1.2 million fled.", "1,200,000 people fled."),
        ("A dozen died.", "12 died."),
        ("US$5 million was paid.", "$5m was paid."),
        ("Half of them left.", "50% of them left."),
        ("The UN said so.", "The United Nations said so."),
        ("Over 400 died.", "More than 400 died."),
        ("400 died.", "About 400 died."),
        ("Some ships of the line sank.", "All ships of the line sank."),
        ("Castell has 18,774 votes; Quill has 18,861.", VOTES),
        # Active and passive, what is the same from both ends, another order.
        ("The rebels were attacked by the army.", "The army attacked the rebels on Monday."),
        ("Tomas Arran met Vera Lindqvist.", "Vera Lindqvist met Tomas Arran on Monday."),
        ("It lost 40 planes and 12 ships.", "It lost 12 ships and 40 planes."),
        ("Output rose to 470 tonnes from 310.", "Output rose from 310 to 470 tonnes."),
        ("The strike ended on 9 May. It began on 3 May.",
         "The strike began on 3 May and ended on 9 May."),
        # Negations that deny nothing, or the same.
        ("He cannot open them.", "He has no power to open them."),
        ("Prices did not fall.", "Prices rose and did not fall."),
        # The speaker is kept, the cut is shown, or another says it outright.
        ("Villagers claim the dam has no permit.", "Villagers claimed that the dam has no permit."),
        ("… the dam was built without a permit.",
         "Villagers said the dam was built without a permit."),
        ("The dam was built without a permit.",
         "The dam was built without a permit, the ministry said."),
        ("The dam was built without a permit.", "Villagers said the dam was built without a permit."
         " In fact the dam was built without any permit."),
    ],
)  # fmt: skip
def test_what_is_held_in_other_form_is_supported(statement: str, quote: str) -> None:
    """A cut, another form, voice or order that changes nothing has no reasons against it."""
    assert verify(statement, [quote]).reasons == ()


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("More than 450 fighters were killed near Palmyra on 27 March.", QUOTE, "number 450"),
        ("More than 400 fighters were killed near Palmyra on 28 March.", QUOTE, "date 28 March"),
        ("More than 400 fighters were killed near Homs on 27 March.", QUOTE, "name Homs"),
        ("The army entered Sukhna.", QUOTE, "the quoted negation"),
        ("More than 400 fighters were not killed near Palmyra.", QUOTE, "a negation that is not"),
        ("Pensions will rise by a tenth in the spring.", QUOTE, "wording: "),
        # Bounds, signs and what is counted.
        ("More than 400 died.", "Fewer than 400 died.", "number more than 400"),
        ("400 died.", "Fewer than 400 died.", "number 400 without “at most”"),
        ("Up to 400 died.", "At least 400 died.", "number at most 400"),
        ("It is -5 degrees.", "It is 5 degrees.", "number -5 degrees"),
        ("It costs 610 million crowns.", "It costs 610 million florins.",
         "number 610 million crowns"),
        ("The siege took 15 weeks.", "The siege took 15 days.", "number 15 weeks"),
        # Less exact is no more exact.
        ("The town fell on 27 March 2016.", "The town fell on 27 March.", "date 27 March 2016"),
        ("The US invaded.", "They told us that he invaded.", "name US"),
        # A "not" that is dropped or set elsewhere.
        ("The bridge would be closed for repairs in May.",
         "The minister did not say that the bridge would be closed for repairs in May.",
         "the quoted negation"),
        ("Staff were told to burn the letters.",
         "Staff were told to keep the letters and not to burn them.", "the quoted negation"),
        ("The firm was not helping the police.",
         "The firm was helping the police. It did not know the cause.", "a negation that is not"),
        ("The vote was unanimous in Larnholm.", "The vote was not unanimous in Larnholm.",
         "the quoted negation"),
        # Order, amount and possibility.
        ("It shut before the vote.", "It shut after the vote.", "‘before’ where ‘after’"),
        ("Few of the new ships sank.", "Most of the new ships sank.", "‘Few’ where ‘Most’"),
        ("All ships of the line sank.", "Some ships of the line sank.", "‘All’ where ‘Some’"),
        ("The bank may raise its rate.", "The bank raised its rate.", "‘may’ is not quoted"),
        ("The bank raised its rate.", "The bank might raise its rate.", "the quoted ‘might’"),
        ("The firm closed the plant in Kelmar.", "The firm plans to close the plant in Kelmar.",
         "the quoted ‘plans to’"),
        # One ordinary word in another's place.
        ("Prices fell last week.", "Prices rose last week.", "wording: ‘fell’ for ‘rose’"),
        ("The port closed on Monday.", "The port opened on Monday.", "wording: ‘closed’ for"),
        ("The regulator approved a vaccine for children in April.",
         "The regulator approved a vaccine for pensioners in April.",
         "wording: ‘children’ for ‘pensioners’"),
        # Numbers, dates and names in each other's place.
        ("It lost 40 ships and 12 planes.", "It lost 12 ships and 40 planes.", "exchanged"),
        ("Output fell from 310 to 470 tonnes.", "Output fell from 470 to 310 tonnes.", "exchanged"),
        ("The strike began on 9 May and ended on 3 May.",
         "The strike began on 3 May and ended on 9 May.", "exchanged"),
        ("The blast in Kelmar killed nine and the one in Ostrey four.",
         "The blast in Ostrey killed nine and the one in Kelmar four.", "exchanged"),
        ("Vera Lindqvist beat Tomas Arran in the second round of the vote.",
         "Tomas Arran beat Vera Lindqvist in the second round of the vote.", "exchanged"),
        # Somebody's word told as fact.
        ("The dam was built without a permit.",
         "Villagers claimed that the dam was built without a permit.",
         "attribution: ‘Villagers claimed’"),
        ("The minister took bribes from the builder.",
         "According to an unsigned letter, the minister took bribes from the builder.",
         "attribution: ‘According to an unsigned letter’"),
        ("The minister took bribes from the builder.",
         "The minister allegedly took bribes from the builder.", "attribution: ‘allegedly’"),
        ("Work on the dam could begin this week.",
         "Work on the dam could begin this week, the engineer said.",
         "attribution: ‘the engineer said’"),
        ("Complaints about the dam will triple by March.",
         "Complaints about the dam will triple by March, according to Ola Brenn, its engineer.",
         "attribution: ‘according to Ola Brenn, its engineer’"),
        ("The town has to find a balance between boats and swimmers.",
         "Ola Brenn, who runs the ferry, said the town has to find a balance between boats and "
         "swimmers.", "attribution: ‘Ola Brenn, who runs the ferry, said’"),
        ("The low turnout could decide the vote.",
         "The low turnout, the poll suggests, could decide the vote.",
         "attribution: ‘the poll suggests’"),
    ],
)  # fmt: skip
def test_what_differs_is_named(statement: str, quote: str, reason: str) -> None:
    """One number, date, name or word set against the quote fails, and is told."""
    verdict = verify(statement, [quote])
    assert not verdict.supported
    assert any(reason in named for named in verdict.reasons), verdict.reasons
    assert verdict.score < 1


def test_quotes_together_must_hold_it_and_idle_ones_are_named() -> None:
    """Two quotes may share a statement; a third that holds none of it is named, at no cost."""
    statement = "Over 400 fighters were killed and two temples were destroyed."
    quotes = ["Over 400 fighters were killed.", "Two temples were destroyed."]
    held = verify(statement, quotes)
    assert held.supported
    verdict = verify(statement, [*quotes, "Pensions rose."])
    assert verdict.reasons == ("quote 3 holds none of it",)
    assert verdict.score == held.score


@pytest.mark.parametrize("quotes", [[], [""], ["  "]])
def test_nothing_quoted_supports_nothing(quotes: list[str]) -> None:
    """No quote, no support."""
    assert verify("The town fell.", quotes) == Verdict(False, 0.0, ("nothing is quoted",))


@pytest.mark.parametrize("statement", ["", "…", "“”", "—", "  ", "!?"])
def test_a_statement_without_letter_or_digit_is_empty(statement: str) -> None:
    """Marks alone state nothing."""
    verdict = verify(statement, ["The town fell."])
    assert verdict == Verdict(False, 0.0, ("the statement is empty",))


def test_a_cut_that_drops_a_bound_is_caught_but_the_whole_sentence_is_not() -> None:
    """Only whole sentences are exact quotes; part of one may say something else."""
    quote = "Officials met. Fewer than 400 people fled the town. It rained."
    assert verify("Officials met. Fewer than 400 people fled the town.", [quote]).supported
    assert not verify("400 people fled the town.", [quote]).supported


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_a_verdict(statement: str, quotes: list[str]) -> None:
    """Never an error, the score within bounds, support only without reasons."""
    verdict = verify(statement, quotes)
    assert 0 <= verdict.score <= 1
    assert verdict.supported == (not verdict.reasons)


@given(st.text(min_size=1, max_size=200).filter(lambda text: any(c.isalnum() for c in text)))
def test_every_text_is_held_by_itself(text: str) -> None:
    """The exact quote is never doubted."""
    assert verify(text, [text]).supported


def test_the_score_is_higher_the_more_is_held() -> None:
    """A quoted sentence, a paraphrase, a half-held claim and another story's, in this order."""
    quote = "Rescue crews reached the village of Halm on Tuesday after a flood cut the only road."
    scores = [
        verify(statement, [quote]).score
        for statement in (
            quote,
            "Rescuers reached Halm on Tuesday after the flood cut the road.",
            "Rescuers reached Halm on Tuesday and handed out blankets, tents and clean water.",
            "The orchestra of Kelmar chose a conductor in 1987.",
        )
    ]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[0] == 1.0


def test_a_date_told_in_two_places_lacks_less_than_one_told_nowhere() -> None:
    """The day in one quote and the year in another weigh more than neither."""
    statement = "The bridge opened on 6 October 1995."
    told = verify(statement, ["The bridge opened on 6 October.", "It was 1995."])
    untold = verify(statement, ["The bridge opened on a windy day.", "It was long ago."])
    assert told.score > untold.score


def test_of_a_page_of_a_thousand_sentences_those_that_count_are_read() -> None:
    """Of many quotes those that share rare words with the statement are compared."""
    page = [f"The council of ward {n} met and spoke about drains and roads." for n in range(1000)]
    page[617] = "Halm's council sold the observatory to a brewer for 1,100 crowns."
    verdict = verify("The council of Halm sold its observatory for eleven hundred crowns.", page)
    assert [reason for reason in verdict.reasons if "holds none" not in reason] == []
    altered = verify("The council of Halm sold its observatory for 1,200,000 crowns.", page)
    assert "number 1,200,000" in altered.reasons


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    """Four times as long a statement and quote take about four times as long, not sixteen."""

    def work(parts: int) -> Callable[[], object]:
        quote = "".join(FLAGS.format(n) for n in range(60 * parts))
        return lambda: verify(quote.replace("40", "42"), [quote])

    assert grows_in_proportion(work)


@pytest.mark.parametrize(
    "run",
    [part * 10_000 for part in (".", "–", "…", "a", "a, ", "one of the ")],
)
@pytest.mark.timeout(60)
def test_long_runs_are_read_in_one_pass(run: str) -> None:
    """Marks, letters, commas or phrases without end, in a quote or statement, end in a verdict."""
    quote = f"{run} the largest dam was built without a permit, villagers claimed."
    assert verify("The largest dam was built without permits.", [quote]).score < 1
    assert verify(f"The dam{run}x was built", ["The dam was built on Sunday."]).score >= 0
