"""Conversations in which a follow-up leaves something out, and what it then stands for."""

from collections.abc import Callable

import pytest

from assistant import Turn
from assistant.understanding.followups import standalone_question
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import terms

Said = tuple[tuple[str, str], ...]

UNION = (("Who leads the union?", "Ruth Calder leads the union [1]."),)
ELECTED = (*UNION, ("When was she elected?", "She was elected in May 2021 [1]."))
CHAIN = (*ELECTED, ("How old is she?", "She is 51 [2]."))
BAGHUZ = (("Who raised a flag in Baghuz?", "The SDF."),)
HOMS = (("Who holds Homs?", "The army holds Homs [1]."),)
VOTES = (("How many votes did Dorothea Quill get?", "Ms Quill got 18,904 votes [1]."),)
MEN = (("How many men were killed in Homs?", "Forty [1]."),)
VOTE = (("When was the mayoral vote in Port Ansel annulled?", "On 8 November 2024 [1]."),)
YEARS = (("Who held Homs in 2015?", "The rebels [1]."), ("And in 2016?", "The army [2]."))
MARSH = (
    (
        "Who was mayor of Orvik?",
        "Ivo Marsh, mayor of Orvik since 2016, stepped down on Friday [1]. Dana Holt praised him"
        " [2].",
    ),
)
MAAL = (
    (
        "Who heads the inquiry?",
        "A retired appeal judge, Sigrid Maal, will lead a public inquiry into the loss of the Maren"
        " Astrid [1].",
    ),
)

TABLE: list[tuple[Said, str, str]] = [
    # People.
    (UNION, "When was she elected?", "When was Ruth Calder elected?"),
    (ELECTED, "What did she say in Orvik?", "What did Ruth Calder say in Orvik?"),
    (CHAIN, "Where does she live?", "Where does Ruth Calder live?"),
    (CHAIN, "What is her salary?", "What is Ruth Calder's salary?"),
    (UNION, "What did she say about Orvik?", "What did Ruth Calder say about Orvik?"),
    (MARSH, "Who replaced him?", "Who replaced Ivo Marsh?"),
    (MAAL, "When must she report?", "When must Sigrid Maal report?"),
    ((("Who was the captain of the Maren Astrid?", "Tobias Renner."),),
     "What age is he?", "What age is Tobias Renner?"),
    ((("Who pressed the company?", "The nurse Paulina Greaves."),),
     "In which town does she work?", "In which town does Paulina Greaves work?"),
    ((("Who led the tributes after Baghuz fell?", "Theresa Dunmore, the prime minister."),),
     "How many people had her country sent?",
     "How many people had Theresa Dunmore's country sent?"),
    ((("What did Henrik Obara announce?", "The turnout [1]."),),
     "Did he resign?", "Did Henrik Obara resign?"),
    ((("What did the mayor promise?", "A new bridge [1]."),),
     "When was she elected?", "When was the mayor elected?"),
    ((("Who is Ivo Marsh?", "The mayor of Orvik [1]."),),
     "Why did he resign?", "Why did Ivo Marsh resign?"),
    ((("Who was arrested in Tessen?", "Ivo Marsh was arrested in Tessen [1]."),),
     "What did he do there?", "What did Ivo Marsh do in Tessen?"),
    ((("Why did Calder resign?", "She was ill [1]."),),
     "Who replaced her?", "Who replaced Calder?"),
    ((("Who leads Orvik?", ""),), "When was he elected?", "As for Orvik, when was he elected?"),
    # Groups.
    ((("Who drove the militia out of Palmyra?", "Syrian government troops and their allies."),),
     "And how many of the defenders did they kill?",
     "How many of the defenders did Syrian government troops and their allies kill?"),
    ((("What did the rebels demand?", "A ceasefire [1]."),),
     "Where did they go?", "Where did the rebels go?"),
    ((("What does the Harbour Alliance want?", "A sewer [1]."),),
     "Who are their leaders?", "Who are the Harbour Alliance's leaders?"),
    # Things and places.
    (BAGHUZ, "When did it fall?", "When did Baghuz fall?"),
    (BAGHUZ, "Who was killed there?", "Who was killed in Baghuz?"),
    (BAGHUZ, "Who were its last defenders?", "Who were Baghuz's last defenders?"),
    (BAGHUZ, "What did he say?", "As for Baghuz, what did he say?"),
    (BAGHUZ, "What did it say about Palmyra?", "What did it say about Palmyra?"),
    (BAGHUZ, "Is it true so far?", "Is it true so far?"),
    ((("Did the FBI search Mar-a-Lago?", "Yes, on 8 August [1]."),),
     "What did they find?", "What did the FBI find?"),
    ((("Who is Brittney Griner?", "Griner is a basketball player held in Russia [1]."),),
     "How long is her sentence?", "How long is Brittney Griner's sentence?"),
    ((("Which town fell?", "Sukhna."),), "When did it fall?", "When did Sukhna fall?"),
    ((("Where were the passengers found?", "On Little Ostrey [1]."),),
     "Who lives there?", "Who lives on Little Ostrey?"),
    ((("What was inflation in Calvera in August as first reported?", "6.8 per cent."),),
     "And what did it become after the revision?",
     "What did inflation in Calvera in August become after the revision?"),
    ((("What happened to the Maren Astrid?", "It sank [1]."),),
     "When did it sink?", "When did the Maren Astrid sink?"),
    (VOTE, "Why was it annulled?", "Why was the mayoral vote in Port Ansel annulled?"),
    ((("Who led the siege of Orvik?", "General Hale [1]."),),
     "How long did it last?", "How long did the siege of Orvik last?"),
    ((("Why is the Kettle bridge closed?", "It is being repaired [1]."),),
     "Is it still closed?", "Is the Kettle bridge still closed?"),
    ((("Where is Ostrey?", "Ostrey is an island [1]."),),
     "What is its population?", "What is Ostrey's population?"),
    ((("How many people live in Port Ansel?", "140,000 [1]."),),
     "Does it have a mayor?", "Does Port Ansel have a mayor?"),
    ((("Who was killed in Orvik?", "Two men [1]."),),
     "Did Calder live there?", "Did Calder live in Orvik?"),
    ((("Who spoke in Tessen?", "Dana Holt [1]."),),
     "Who else was there?", "Who else was in Tessen?"),
    ((("Who lives in Larn?", "Fishermen [1]."),),
     "Does that town have a hospital?", "Does Larn have a hospital?"),
    ((("When did the ferry sink?", "It sank on 3 May 2024 [1]."),),
     "What else happened that day?", "What else happened on 3 May 2024?"),
    # Fragments that take a slot of the question before.
    (BAGHUZ, "And in 2019?", "Who raised a flag in Baghuz in 2019?"),
    ((("Who won the race in 2018?", ""),), "And in 2019?", "Who won the race in 2019?"),
    ((("Who held Homs in March 2016?", ""),), "And in April?", "Who held Homs in April 2016?"),
    ((("Who won the 2016 election?", ""),), "What about 2020?", "Who won the 2020 election?"),
    (YEARS, "What about Orvik?", "Who held Orvik in 2016?"),
    (HOMS, "What about Palmyra?", "Who holds Palmyra?"),
    (HOMS, "Palmyra?", "Who holds Palmyra?"),
    ((("How many people were killed in Orvik?", ""),),
     "And in Tessen?", "How many people were killed in Tessen?"),
    (VOTES, "What about Ruben Castellane?", "How many votes did Ruben Castellane get?"),
    (VOTES, "And Castellane?", "How many votes did Castellane get?"),
    (VOTES, "What about in Tessen?", "How many votes did Dorothea Quill get in Tessen?"),
    ((("Did Ruth Calder visit Orvik?", "Yes [1]."),),
     "How about Tessen?", "Did Ruth Calder visit Tessen?"),
    (MEN, "And women?", "How many women were killed in Homs?"),
    (MEN, "And how many women?", "How many women were killed in Homs?"),
    ((("What was the margin in Port Ansel?", "212 votes [1]."),),
     "And the turnout?", "What was the turnout in Port Ansel?"),
    ((("What does Northern Wire say about the toll?", ""),),
     "And the Larnholm Ledger?", "What does the Larnholm Ledger say about the toll?"),
    # Fragments that ask something else of the same.
    ((("Why did Calder resign?", ""),), "When?", "When did Calder resign?"),
    ((("Was the bridge closed?", "Yes [1]."),), "Why?", "Why was the bridge closed?"),
    ((("Did the ferry sink?", "Yes [1]."),), "But why?", "Why did the ferry sink?"),
    ((("When was the mayor elected?", ""),), "By whom?", "By whom was the mayor elected?"),
    ((("Who was killed in Orvik?", "Two men [1]."),),
     "Who else?", "Who else was killed in Orvik?"),
    (BAGHUZ, "Why?", "Who raised a flag in Baghuz, and why?"),
    (HOMS, "Tell me more.", "Who holds Homs?"),
    ((("What happened in Homs?", ""),), "How many were killed?", "How many were killed in Homs?"),
    ((("Who took Orvik?", ""),), "What happened next?", "What happened next in Orvik?"),
    (HOMS, "And who holds Palmyra?", "Who holds Palmyra?"),
    # Whole questions.
    (BAGHUZ, "Who holds Palmyra?", "Who holds Palmyra?"),
    (UNION, "When did Quill say she would appeal?", "When did Quill say she would appeal?"),
    (UNION, "Is there any sign of a ceasefire?", "Is there any sign of a ceasefire?"),
    (HOMS, "How long does it take to cross the strait?",
     "How long does it take to cross the strait?"),
    (HOMS, "Who said that the town fell?", "Who said that the town fell?"),
    (HOMS, "Is it true that Orvik fell?", "Is it true that Orvik fell?"),
    (HOMS, "Why was the vaccine recalled?", "Why was the vaccine recalled?"),
    (UNION, "What is known about the ferry disaster?", "What is known about the ferry disaster?"),
    (UNION, "ferry disaster victims", "ferry disaster victims"),
    (UNION, "By when must the inquiry deliver its findings?",
     "By when must the inquiry deliver its findings?"),
    (UNION, "How many sailors lost their lives off Orvik?",
     "How many sailors lost their lives off Orvik?"),
    (UNION, "Where did Brannick Ferries get its ships from?",
     "Where did Brannick Ferries get its ships from?"),
    (UNION, "How much of its potency had the vaccine retained?",
     "How much of its potency had the vaccine retained?"),
    (UNION, "Which company lost its licence?", "Which company lost its licence?"),
    (UNION, "Who lost his job?", "Who lost his job?"),
    (UNION, "Did the coastguard say what it had found?",
     "Did the coastguard say what it had found?"),
    ((("When did Baghuz fall?", "On Saturday."),),
     "Who raised a flag there?", "Who raised a flag in Baghuz?"),
    # What a second set of conversations brought to light.
    ((("What is the capital of Vestmark?", "Larnholm [1]."),),
     "How many people live there?", "How many people live in Larnholm?"),
    ((("What did the report on the ferry find?", ""),),
     "Who wrote it?", "Who wrote the report on the ferry?"),
    ((("Who attacked the village of Larn?", "Gunmen [1]."),),
     "Have they been arrested?", "Have gunmen been arrested?"),
    ((("Why is Larnholm flooded?", "The dam broke [1]."),),
     "When did that happen?", "Why is Larnholm flooded, and when did that happen?"),
    ((("Who criticised the plan?", "Edmund Tace and Amara Voss [1]."),),
     "Why did they criticise it?", "Why did Edmund Tace and Amara Voss criticise the plan?"),
    ((("Who won the vote in Tessen?", "Ivo Marsh won by 40 votes in Tessen [1]."),),
     "By how many votes?", "Who won the vote in Tessen, and by how many votes?"),
    ((("Which minister visited the survivors?", "Ana Duro [1]."),),
     "Who is their lawyer?", "Who is the survivors' lawyer?"),
    ((("What is the death toll of the Maren Astrid disaster?", "12 [1]."),),
     "Did it rise?", "Did the death toll of the Maren Astrid disaster rise?"),
]  # fmt: skip

# Written before the code was first run, and not looked at while it was made.
HELD_OUT: list[tuple[Said, str, str]] = [
    ((("Who runs the ferry line?", "Marta Brannick runs Brannick Ferries [1]."),),
     "How old is she?", "How old is Marta Brannick?"),
    ((("Where did the ferry sink?", "Off Ostrey [1]."),),
     "How many people live there?", "How many people live in Ostrey?"),
    ((("How many doses were recalled in January?", ""),),
     "And in February?", "How many doses were recalled in February?"),
    ((("Who won in Tessen?", "Dana Holt [1]."), ("And in Larnholm?", "Ivo Marsh [1].")),
     "Who lost there?", "Who lost in Larnholm?"),
    ((("What did Dana Holt say?", "She called it a disgrace [1]."),),
     "What did she mean?", "What did Dana Holt mean?"),
    ((("When did the strike begin?", "On Monday [1]."),),
     "How did it end?", "How did the strike end?"),
    ((("Who is the governor of the Bank of Calvera?", "Ilse Brandt [1]."),),
     "When does her term end?", "When does Ilse Brandt's term end?"),
    ((("What did the court decide?", "It annulled the vote [1]."),),
     "Why did it decide so?", "Why did the court decide so?"),
    ((("Did the captain speak?", "Yes [1]."),), "When?", "When did the captain speak?"),
    ((("Who supports the Harbour Alliance?", ""),),
     "What about the Civic Union?", "Who supports the Civic Union?"),
    ((("How many seats did the Alliance win in 2020?", "16 [1]."),),
     "And in 2024?", "How many seats did the Alliance win in 2024?"),
    (UNION, "What do fishermen in Orvik say about the harbour?",
     "What do fishermen in Orvik say about the harbour?"),
    ((("Who is Ivo Marsh?", "A mayor [1]."),),
     "Did the mayor say she would resign?", "Did the mayor say she would resign?"),
    ((("Which company made the vials?", "Halden [1]."),),
     "Where is it based?", "Where is Halden based?"),
    ((("When was the drug approved in Orvania?", ""),),
     "And Kelmar?", "When was the drug approved in Kelmar?"),
    ((("Who found the bodies?", "Divers found the bodies [1]."),),
     "Where did they find them?", "Where did divers find the bodies?"),
    ((("What is Febrivax?", "Febrivax is a flu vaccine [1]."),),
     "Who makes it?", "Who makes Febrivax?"),
    ((("Who are the candidates in Port Ansel?", "Dorothea Quill and Ruben Castellane [1]."),),
     "What do they promise?", "What do Dorothea Quill and Ruben Castellane promise?"),
    ((("Why was the ferry late?", "The crane had failed [1]."),),
     "Who said so?", "Why was the ferry late, and who said so?"),
    ((("Who is mayor of Orvik?", "Ivo Marsh [1]."),),
     "And of Tessen?", "Who is mayor of Tessen?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def alone(
    embeddings: SentenceTransformerEmbeddings,
) -> Callable[[str, Said], str]:
    """Makes a follow-up after some turns stand alone."""
    return lambda question, said: standalone_question(
        question, [Turn(*turn) for turn in said], embeddings
    )


@pytest.mark.parametrize(("said", "question", "standalone"), [*TABLE, *HELD_OUT])
def test_what_a_follow_up_leaves_out_is_filled_in(
    alone: Callable[[str, Said], str], said: Said, question: str, standalone: str
) -> None:
    """Names, places, times and question words are taken from the turns before; a question that
    has none before it, or an empty one, stands as it is."""
    found = alone(question, said)
    assert set(terms(standalone)) <= set(terms(found)), found
    assert standalone != question or found == question
    assert alone(question, ()) == question


def test_long_conversations_are_read_to_their_end() -> None:
    """A topic named many turns ago is still the topic when every turn leans on the last."""
    turns = [Turn("Who is Ivo Marsh?", "")] + [Turn("What did he say then?", "")] * 12
    assert standalone_question("Where is he?", turns) == "Where is Ivo Marsh?"


@pytest.mark.parametrize("question", ["", "?", "   ", "…", "And?", "What about?", "it"])
def test_odd_questions_do_not_fail(question: str) -> None:
    """Whatever is typed, a question comes back."""
    turns = [Turn("Who raised a flag in Baghuz?", "The SDF."), Turn("", ""), Turn("?", "[1]")]
    for at in range(4):
        assert isinstance(standalone_question(question, turns[:at]), str)
