"""The gate on what is turned round word by word: doers, places, single words, who says it."""

from __future__ import annotations

import time

import pytest

from assistant import verify


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        # Who does it, and to whom.
        (
            "The rebels attacked the army on Monday.",
            "The army attacked the rebels on Monday.",
            "who attacked whom: rebels, army",
        ),
        (
            "Norland attacked Sudoria.",
            "Sudoria attacked Norland.",
            "who attacked whom: Norland, Sudoria",
        ),
        (
            "The union sued the shipyard over pay.",
            "The union was sued by the shipyard over pay.",
            "who sued whom: union, shipyard",
        ),
        (
            "Norland has accused Sudoria of shelling a border post.",
            "Sudoria has accused Norland of shelling a border post.",
            "Norland",
        ),
        (
            "Vera Lindqvist beat Tomas Arran in the second round of the vote.",
            "Tomas Arran beat Vera Lindqvist in the second round of the vote.",
            "Vera Lindqvist",
        ),
        # Numbers, dates and names in each other's place.
        ("It lost 40 ships and 12 planes.", "It lost 12 ships and 40 planes.", "exchanged"),
        (
            "Output fell from 310 to 470 tonnes.",
            "Output fell from 470 to 310 tonnes.",
            "exchanged",
        ),
        (
            "The strike began on 9 May and ended on 3 May.",
            "The strike began on 3 May and ended on 9 May.",
            "exchanged",
        ),
        (
            "The blast in Kelmar killed nine and the one in Ostrey four.",
            "The blast in Ostrey killed nine and the one in Kelmar four.",
            "exchanged",
        ),
        # One ordinary word in another's place.
        (
            "The mayor praised the new harbour plan on Monday.",
            "The mayor condemned the new harbour plan on Monday.",
            "‘praised’ where ‘condemned’ is quoted",
        ),
        (
            "The regulator approved a vaccine for children in April.",
            "The regulator approved a vaccine for pensioners in April.",
            "wording: ‘children’ for ‘pensioners’",
        ),
        (
            "The court in Kelmar heard the school's appeal in secret.",
            "The court in Kelmar heard the bank's appeal in secret.",
            "wording: ‘school's’ for ‘bank's’",
        ),
        (
            "Police arrested a woman over the fire in the old harbour.",
            "Police arrested a man over the fire in the old harbour.",
            "‘woman’ where ‘man’ is quoted",
        ),
        # Planned and done, some and all, one of several and the one.
        (
            "The firm closed the plant in Kelmar.",
            "The firm plans to close the plant in Kelmar.",
            "the quoted ‘plans to’",
        ),
        (
            "The firm plans to close the plant in Kelmar.",
            "The firm closed the plant in Kelmar.",
            "‘plans to’ is not quoted",
        ),
        ("The court will hear it in May.", "The court may hear it in May.", "the quoted ‘may’"),
        ("Only the army knew of the plan.", "The army knew of the plan.", "‘only’ is not quoted"),
        (
            "It is the largest port in Norland.",
            "It is one of the largest ports in Norland.",
            "the quoted ‘one of the largest’",
        ),
        (
            "The mine is bigger than the quarry.",
            "The mine is smaller than the quarry.",
            "‘bigger’ where ‘smaller’ is quoted",
        ),
        # A name made of two.
        (
            "Tomas Lindqvist resigned.",
            "Tomas Arran and Vera Lindqvist resigned.",
            "name Tomas Lindqvist",
        ),
        # Somebody's word told as fact.
        (
            "The dam was built without a permit.",
            "Villagers claimed that the dam was built without a permit.",
            "attribution: ‘Villagers claimed’",
        ),
        (
            "The minister took bribes from the builder.",
            "Prosecutors said that the minister took bribes from the builder.",
            "attribution: ‘Prosecutors said’",
        ),
        (
            "The minister took bribes from the builder.",
            "According to an unsigned letter, the minister took bribes from the builder.",
            "attribution: ‘According to an unsigned letter’",
        ),
        (
            "The minister took bribes from the builder.",
            "The minister allegedly took bribes from the builder.",
            "attribution: ‘allegedly’",
        ),
    ],
)
def test_what_is_turned_round_without_a_new_name_or_number_is_named(
    statement: str, quote: str, reason: str
) -> None:
    """Doer and target, two figures, one word, or the speaker: each change fails and is told."""
    verdict = verify(statement, [quote])
    assert not verdict.supported
    assert any(reason in said for said in verdict.reasons), verdict.reasons
    assert verdict.score < 0.7 or "wording" in reason


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        # Active and passive, and what is the same from both ends.
        ("The army attacked the rebels.", "The rebels were attacked by the army."),
        ("The rebels were attacked by the army.", "The army attacked the rebels on Monday."),
        ("Tomas Arran met Vera Lindqvist.", "Vera Lindqvist met Tomas Arran on Monday."),
        (
            "Norland held talks with Sudoria.",
            "Sudoria held talks with Norland on Friday.",
        ),
        ("On Monday the army attacked.", "The army attacked on Monday."),
        (
            "In Kelmar the police on Monday arrested two men.",
            "On Monday police arrested two men in Kelmar.",
        ),
        # Order changed, nothing exchanged.
        ("It lost 40 planes and 12 ships.", "It lost 12 ships and 40 planes."),
        ("Output rose to 470 tonnes from 310.", "Output rose from 310 to 470 tonnes."),
        (
            "The strike ended on 9 May. It began on 3 May.",
            "The strike began on 3 May and ended on 9 May.",
        ),
        # Words of one meaning or one family.
        ("The army captured the town on Sunday.", "The army seized the town on Sunday."),
        (
            "The town was destroyed in the fighting near Kelmar.",
            "The town was razed in the fighting near Kelmar.",
        ),
        ("Arran is the founder of the harbour museum.", "Arran founded the harbour museum."),
        (
            "Police arrested one person over the fire in the old harbour.",
            "Police arrested one man over the blaze in the old harbour.",
        ),
        (
            "Crews were looking for nine passengers of the ferry.",
            "Crews were searching for nine passengers of the ferry.",
        ),
        (
            "The plant is to restart with vials from the former supplier.",
            "The plant is to restart with vials from the previous supplier.",
        ),
        # The speaker is kept, the cut is shown, or another says it outright.
        ("Villagers claim the dam has no permit.", "Villagers claimed that the dam has no permit."),
        (
            "… the dam was built without a permit.",
            "Villagers said the dam was built without a permit.",
        ),
        (
            "The dam was built without a permit.",
            "The dam was built without a permit, the ministry said.",
        ),
        (
            "The dam was built without a permit.",
            "Villagers said the dam was built without a permit. In fact the dam was built without "
            "any permit.",
        ),
        # Shorter and plainer.
        (
            "Two ferries collided off Ostrey on Friday.",
            "Two ferries with 214 people on board collided off the isle of Ostrey late on Friday.",
        ),
        (
            "The bank raised rates by half a point.",
            "The central bank on Thursday raised rates by half a point, the third rise this year.",
        ),
    ],
)
def test_a_light_paraphrase_is_not_doubted(statement: str, quote: str) -> None:
    """Voice, order, wording of one meaning and cuts that change nothing pass."""
    assert verify(statement, [quote]).reasons == ()


def test_an_and_within_a_word_is_no_border_that_trips_the_gate() -> None:
    """A hyphened “black-and-white” is cut where clauses are told apart; the verdict is the same."""
    quote = "A black-and-white film about the plan to close the harbour was shown."
    assert verify("The film was black-and-white.", [quote]).supported
    assert verify("The film was black-and-white-and-red.", [quote]).score < 1


@pytest.mark.parametrize(
    "run", ["." * 100_000, "a" * 100_000, "a, " * 30_000, "one of the " * 9000]
)
@pytest.mark.timeout(60)
def test_long_runs_before_what_is_quoted_are_read_in_one_pass(run: str) -> None:
    """Marks, letters, commas or phrases without end, before a quote, end in a verdict."""
    quote = f"{run} the largest dam was built without a permit, villagers claimed."
    assert verify("The largest dam was built without permits.", [quote]).score < 1


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
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert len(set(scores)) == len(scores)


def test_a_quote_that_is_beside_the_point_is_named_and_leaves_the_score() -> None:
    """A whole page may be given: its other sentences are named, and take nothing away."""
    statement = "The bank raised rates by half a point."
    page = ["The central bank raised rates by half a point.", "Subscribe to our newsletter."]
    verdict = verify(statement, page)
    assert verdict.reasons == ("quote 2 holds none of it",)
    assert verdict.score == verify(statement, page[:1]).score
    assert verify(page[0], page).score == 1.0


def test_a_page_of_a_thousand_sentences_is_read_in_seconds_and_what_counts_is_found() -> None:
    """Of many quotes those that share rare words with the statement are compared."""
    page = [f"The council of ward {n} met and spoke about drains and roads." for n in range(1000)]
    page[617] = "Halm's council sold the observatory to a brewer for 1,100 crowns."
    began = time.process_time()
    verdict = verify("The council of Halm sold its observatory for eleven hundred crowns.", page)
    assert time.process_time() - began < 10
    assert [r for r in verdict.reasons if "holds none" not in r] == []
    altered = verify("The council of Halm sold its observatory for 1,200,000 crowns.", page)
    assert "number 1,200,000" in altered.reasons


def test_a_date_told_in_two_places_lacks_less_than_one_told_nowhere() -> None:
    """The day in one quote and the year in another weigh more than neither."""
    statement = "The bridge opened on 6 October 1995."
    told = verify(statement, ["The bridge opened on 6 October.", "It was 1995."])
    untold = verify(statement, ["The bridge opened on a windy day.", "It was long ago."])
    assert told.score > untold.score
