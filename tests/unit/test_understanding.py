"""What a question asks for: the answer's type, the time, the publishers; and what it does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.answer_type import answer_type
from assistant.understanding.publishers import publisher_mentions
from assistant.understanding.time import (
    TimeAsked,
    asks_for_present,
    certain_time,
    event_times,
    placed,
    temporal_filter,
    without,
)
from vectorstore.outlets import Outlet

TODAY, OLDEST, NEWEST = date(2016, 6, 15), date(2015, 1, 3), date(2016, 6, 14)


def asked(question: str) -> TimeAsked:
    return temporal_filter(question, TODAY, OLDEST, NEWEST)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("question", "since", "until", "topic"),
    [
        ("What happened in March 2016?", "2016-03-01", "2016-04-14", "What happened?"),
        ("What happened in Orvik last week?", "2016-06-06", "", "What happened in Orvik?"),
        ("What has happened since May?", "2016-05-01", "", "What has happened?"),
        ("What happened between 3 and 9 April?", "2016-04-03", "2016-04-16", "What happened?"),
        ("What happened from 3 to 9 April 2016?", "2016-04-03", "2016-04-16", "What happened?"),
        ("Who fled between 28 March and 3 April 2016?", "2016-03-28", "2016-04-10", "Who fled?"),
        ("What changed from March to May 2016?", "2016-03-01", "2016-06-14", "What changed?"),
        ("What happened after 27 March?", "2016-03-28", "", "What happened?"),
        (
            "What happened after 3 April and before 9 April?",
            "2016-04-04",
            "2016-04-08",
            "What happened?",
        ),
        ("What happened before 3 April?", "", "2016-04-02", "What happened?"),
        ("How many were killed by 6 May?", "", "2016-05-06", "How many were killed?"),
        ("What happened in the past month?", "2016-05-15", "", "What happened?"),
        ("What happened in the last few days?", "2016-06-08", "", "What happened?"),
        ("What was reported in the past 24 hours?", "2016-06-14", "", "What was reported?"),
        ("What happened three weeks ago?", "2016-05-23", "2016-06-05", "What happened?"),
        ("What happened yesterday?", "2016-06-14", "", "What happened?"),
        ("What happened on Sunday in Orvik?", "2016-06-12", "", "What happened in Orvik?"),
        ("What happened this year?", "2016-01-01", "", "What happened?"),
        ("What happened in 2015?", "2015-01-01", "2016-01-31", "What happened?"),
        ("What did yesterday's vote decide?", "2016-06-14", "", "What did the vote decide?"),
        ("In March 2016, who held Homs?", "2016-03-01", "2016-04-14", "Who held Homs?"),
        ("How many died on 27 March?", "2016-03-27", "2016-04-03", "How many died?"),
        ("Which articles were published on 3 May?", "2016-05-03", "2016-05-03", ""),
        ("What happened in late March?", "2016-03-21", "2016-04-14", "What happened?"),
        ("What happened in early March?", "2016-03-01", "2016-03-24", "What happened?"),
        (
            "What happened in the second week of March?",
            "2016-03-08",
            "2016-03-21",
            "What happened?",
        ),
        ("What happened in the last week of March?", "2016-03-25", "2016-04-07", "What happened?"),
        ("Who won in the first half of May?", "2016-05-01", "2016-05-22", "Who won?"),
        ("What happened early in March?", "2016-03-01", "2016-03-24", "What happened?"),
        ("What happened in late June?", "2015-06-21", "2015-07-14", "What happened?"),
        ("What happened in the first half of 2015?", "2015-01-01", "2015-07-08", "What happened?"),
        ("What happened in the last week of 2015?", "2015-12-25", "2016-01-07", "What happened?"),
        ("May I ask who won in May?", "2016-05-01", "2016-06-14", "May I ask who won?"),
    ],
)
def test_the_time_of_a_question_becomes_days_of_publication(
    question: str, since: str, until: str, topic: str
) -> None:
    """An event's time takes in the days in which it is still reported; ends stay ends."""
    found = asked(question)
    assert (found.since, found.until) == (day(since), day(until))
    assert found.phrases
    if topic:
        assert without(question, found.phrases) == topic


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2016 election?",
        "Who won the 2018 World Cup?",
        "Who won 2016 World Cup?",
        "Who won Euro 2016?",
        "When was the 1992 treaty signed?",
        "When was the treaty of May 2015 signed?",
        "In 1900 who ruled Orvania?",
        "What happened in 1900?",
        "Who was mayor in 2015?",
        "Who has led the union since 2012?",
        "What was inflation for May?",
        "Which turnout figures were published for the May election?",
        "What did the 27 March attack destroy?",
        "What did the Sunday vote decide?",
        "Who led the party in the 1990s?",
        "What will happen on 8 May?",
        "What is due next week?",
        "What happens in July 2016?",
        "Was it in April or May that the bridge fell?",
        "Did the attack in March lead to the vote in May?",
        "What did 2000 people sign?",
        "What does the ferry cost today?",
        "What does Vestmark Today say?",
        "What happened?",
        "Who may march?",
        "",
    ],
)
def test_dates_that_name_or_lie_elsewhere_set_no_filter(question: str) -> None:
    """Names, facts told by years, what lies ahead and two times at once leave all articles in."""
    assert asked(question) == TimeAsked()


@pytest.mark.parametrize(
    ("question", "oldest", "newest", "since"),
    [
        ("What happened in March 2016?", "", "", ""),  # no article has a date
        ("What happened last week?", "2010-01-01", "2011-01-01", ""),
        ("What happened in March 2016?", "2010-01-01", "2011-01-01", ""),
        ("Who died on 22 January?", "2010-01-01", "2011-03-01", "2011-01-22"),
        ("What happened on 27 March 2016?", "2016-03-28", "2016-05-01", "2016-03-27"),
    ],
)
def test_a_time_outside_of_the_library_sets_no_filter(
    question: str, oldest: str, newest: str, since: str
) -> None:
    """Last week means nothing to a library that ends years before; a day without its year is
    the last one it reaches to, and its first articles tell what happened the day before them."""
    found = temporal_filter(question, TODAY, day(oldest), day(newest))
    assert found.since == day(since)


@pytest.mark.parametrize("when", ["after 31 December 9999", "in December 9999", "in 9999"])
def test_the_end_of_the_calendar_is_no_error(when: str) -> None:
    """A far date is a date like any other."""
    found = temporal_filter(f"What happened {when}?", date.max, date.min, date.max)
    assert found.until is None
    (event,) = event_times("Who spoke before the vote?", TODAY)
    assert placed(event, date.min).until == date.min


@pytest.mark.parametrize(
    ("question", "firm"),
    [
        ("What happened in March 2016?", True),
        ("Who resigned last week?", True),
        ("Which articles tell of May 2016?", True),
        ("Who was killed in Homs in March 2016?", False),
    ],
)
def test_a_fact_may_be_asked_for_again_without_its_date(question: str, firm: bool) -> None:
    """Only a question after what happened or was told in a time insists on that time."""
    found = asked(question)
    assert found
    assert found.firm is firm


@pytest.mark.parametrize(
    "question",
    [
        "Who currently holds Palmyra?",
        "Who holds Palmyra?",
        "Who now leads the union?",
        "How many have died so far?",
        "What is the latest on the ferry?",
        "What is the death toll?",
        "Who is the mayor of Orvik?",
        "Which party controls the council?",
        "Is the bridge still closed?",
        "Is the bridge open?",
        "How many people are missing?",
        "What does a barrel of oil cost today?",
        "Where does the captain live?",
    ],
)
def test_the_newest_state_is_asked_for(question: str) -> None:
    """By a word, or by a present tense that later news may have made untrue."""
    assert asks_for_present(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who held Palmyra in 2015?",
        "When did the town fall?",
        "Who is Ruth Calder?",
        "What does The Pilot say about the ferry?",
        "What is the difference between the two plans?",
        "Who won the election?",
        "What does Vestmark Today say?",
        "",
    ],
)
def test_the_past_and_the_timeless_are_not_the_newest(question: str) -> None:
    """How things stood, who somebody is and what a paper says do not change by the day."""
    assert not asks_for_present(question)


@pytest.mark.parametrize(
    ("question", "relation", "event"),
    [
        ("What happened after the siege?", "after", "the siege"),
        ("What happened during the siege of Orvik?", "during", "the siege of Orvik"),
        ("Who held it before the ceasefire of May 2015?", "before", "the ceasefire of May 2015"),
        ("Who spoke after Calder resigned?", "after", "Calder resigned"),
        ("What changed following her resignation?", "after", "her resignation"),
        ("After the vote, who ran the city?", "after", "the vote"),
        ("Who waited until the rescue?", "until", "the rescue"),
    ],
)
def test_a_time_told_by_an_event_is_handed_on(question: str, relation: str, event: str) -> None:
    """Only the library can say on which day a siege ended."""
    (found,) = event_times(question, TODAY)
    assert (found.relation, found.event) == (relation, event)
    assert not asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who looked after the children?",
        "Who was named after the king?",
        "What did she say before the court?",
        "What happened after 27 March?",
        "What happened in the past week?",
        "What happened since the last week of May?",
        "Who came after Calder?",
        "Day after day, who worked?",
    ],
)
def test_after_and_before_do_not_always_tell_a_time(question: str) -> None:
    """Looking after somebody, standing before a court, and plain dates are no events."""
    assert event_times(question, TODAY) == []


@pytest.mark.parametrize(
    ("relation", "since", "until"),
    [
        ("before", "", "2016-03-26"),
        ("until", "", "2016-03-27"),
        ("during", "2016-03-27", "2016-04-03"),
        ("after", "2016-03-27", ""),
        ("since", "2016-03-27", ""),
    ],
)
def test_an_event_placed_on_a_day_bounds_publication(relation: str, since: str, until: str) -> None:
    """What came before an event was published before it, what came after from its day on."""
    (event,) = event_times(f"Who spoke {relation} the siege?", TODAY)
    found = placed(event, date(2016, 3, 27))
    assert (found.since, found.until) == (day(since), day(until))


def test_phrases_are_the_stretches_that_set_the_filter() -> None:
    """So that the answer can show what was taken for a time."""
    question = "Who fled on 3 May in Orvik?"
    assert [question[a:b] for a, b in asked(question).phrases] == ["on 3 May"]


PUBLISHERS = (
    "Northern Wire", "The Pilot", "Daily Mirror", "Larnholm Ledger", "The Bay Herald",
    "Independent", "Ledger", "Compass",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What was the toll according to Northern Wire?", ("Northern Wire",)),
        ("What does The Pilot say about the ferry?", ("The Pilot",)),
        ("Which figures were given in the Daily Mirror?", ("Daily Mirror",)),
        ("Do the Pilot and the Daily Mirror agree?", ("The Pilot", "Daily Mirror")),
        ("What did Compass' report say?", ("Compass",)),
        ("How many, according to the larnholm ledger?", ("Larnholm Ledger",)),
        ("In The Bay Herald, who won?", ("The Bay Herald",)),
        ("Compass says 12 died: is it true?", ("Compass",)),
        ("What did she say in Compass about The Pilot?", ("Compass",)),
        ("What does the pilot say?", ()),
        ("Who owns the Daily Mirror?", ()),
        ("Who was hurt in the Daily Mirror building?", ()),
        ("What do papers other than Compass say?", ()),
        ("What did Compass’s editor say?", ()),
        ("According to independent experts, what failed?", ()),
        ("What did she tell Northern Wire?", ()),
        ("What is said about Northern Wire?", ()),
        ("", ()),
    ],
)
def test_outlets_are_those_a_question_wants_to_hear(question: str, wanted: tuple[str, ...]) -> None:
    """A publisher counts where its word is asked for, not where it is spoken of."""
    mentions = publisher_mentions(question, [Outlet(name) for name in PUBLISHERS])
    assert tuple(one.publisher for one in mentions if one.asked) == wanted


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who led Homs in 2014?", "2014-01-01", "2015-01-31"),
        ("Who led Homs before 1950?", "", "1949-12-31"),
        ("What happened in Homs after 2014?", "2015-01-01", ""),
        ("Who led Homs on 3 May 2014?", "2014-05-03", "2014-05-10"),
        ("Who led Homs last week?", "2016-06-06", ""),
        ("Who led Homs in March?", "", ""),
        ("Who led Homs after 3 March and before 9 May 2014?", "", ""),
        ("Who won the 2014 election in Homs?", "", ""),
        ("Who will lead Homs in 2020?", "", ""),
        ("Who led Homs after the siege?", "", ""),
        ("Who led Homs?", "", ""),
    ],
)
def test_a_time_that_is_told_for_sure_counts_wherever_the_library_lies(
    question: str, since: str, until: str
) -> None:
    """A day without its year may be of any, and what lies ahead has not been told yet."""
    found = certain_time(question, TODAY)
    assert (found.since, found.until) == (day(since), day(until))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who holds Palmyra?", "person"),
        ("Which minister resigned?", "person"),
        ("When did Palmyra fall?", "day"),
        ("On what date was it signed?", "day"),
        ("What year was it?", "day"),
        ("Where is Baghuz?", "place"),
        ("In which country is it?", "place"),
        ("How many were killed?", "count"),
        ("What was the death toll?", "count"),
        ("How much did it cost?", "amount"),
        ("What percentage voted?", "amount"),
        ("How long did the siege last?", "amount"),
        ("Why did they flee?", "reason"),
        ("What caused the fire?", "reason"),
        ("How did they celebrate?", "manner"),
        ("Which city fell?", "place"),
        ("What was destroyed?", "thing"),
        ("Which pop star was sued?", "person"),
        ("Which airline stopped its flights?", "organisation"),
        ("What did Ruth Calder say about the crew?", "speech"),
        ("Who is Ruth Calder?", "identity"),
        ("Who is the mayor of Larnholm?", "person"),
        ("List the monuments.", "list"),
        ("What are the main points?", "list"),
        ("What is the difference between the two plans?", "comparison"),
        ("Do the reports agree on the toll?", "comparison"),
        ("Was the bridge discussed?", "yes/no"),
        ("Did they lose?", "yes/no"),
        ("What happened to the ferry?", "account"),
        ("Tell me about Palmyra", "account"),
        ("Palmyra", "other"),
        ("", "other"),
    ],
)
def test_questions_ask_for_something(question: str, kind: str) -> None:
    """The kind of answer is read from the question's own words."""
    assert answer_type(question).kind == kind


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("How many extremists were killed?", ("extremist",)),
        ("How many hardened fighters were pinned down?", ("harden", "fighter")),
        ("How many of the fighters died?", ("fighter",)),
        ("Which city fell?", ("citi",)),
        ("What percentage of voters stayed home?", ("voter",)),
        ("List the monuments", ("monument",)),
        ("Who holds Palmyra?", ()),
        ("Why did they flee?", ()),
    ],
)
def test_the_focus_is_what_is_counted_or_chosen(question: str, focus: tuple[str, ...]) -> None:
    """The stems of the noun and what describes it; nothing when none is named."""
    assert answer_type(question).focus == focus


@given(st.text(alphabet=st.sampled_from("Who after the siege in May 2016?!.,'’ 3-\n")))
def test_any_text_can_be_asked(text: str) -> None:
    """Whatever is typed, what is understood of it lies in it."""
    assert answer_type(text).kind
    phrases = [*asked(text).phrases, *certain_time(text, TODAY).phrases]
    assert all(0 <= start < end <= len(text) for start, end in phrases)
