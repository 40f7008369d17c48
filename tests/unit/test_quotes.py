"""Quotations: the words as printed, who says them, and the wordings they come in."""

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.samples import seeds_folder
from assistant.sections.quotes import quotations
from tests.reports import STORIES, report, story, told
from vectorstore.text.annotate import annotate
from vectorstore.text.quotations import marked

SPEECH = "“The bridge will not hold another winter,”"
HOLD = "The bridge will not hold"
GOLD: list[dict[str, Any]] = json.loads((seeds_folder() / "gold.json").read_text())["quotes"]


def said(text: str) -> list[tuple[str, str]]:
    """Who says what in a text: the name or the words for the speaker, and what is quoted."""
    found = annotate(text)
    rows: list[tuple[str, str]] = []
    for one in (quotation for sentence in found.sentences for quotation in sentence.quotations):
        who = found.entities[one.speaker].name if one.speaker is not None else one.words
        words = text[one.start : one.end]
        rows.append((who, f"{rows.pop()[1]} … {words}" if one.continues else words))
    return rows


@pytest.mark.parametrize("group", GOLD, ids=lambda group: str(group["speaker"]))
def test_a_saying_of_the_samples_is_found_with_its_other_wording(group: dict[str, Any]) -> None:
    """Every quotation that the samples print in two wordings is told once, with both."""
    wanted = {side["quote"] for side in group["sides"]}
    found = [one for one in quotations(story(group["story"]), 50) if one.words in wanted]
    assert [(one.speaker, {one.words, *one.wordings}) for one in found] == [
        (group["speaker"], wanted)
    ]


def test_no_other_quotation_of_the_samples_is_said_to_differ() -> None:
    """A warning of differing words is raised for those of the samples that differ, for no other."""
    found = [one for name in STORIES for one in quotations(story(name), 100) if one.wordings]
    assert sorted(one.speaker for one in found) == sorted(group["speaker"] for group in GOLD)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"The bridge will not hold," said Mara Lindt, 44.', HOLD),
        ('"The bridge will not hold," Mara Lindt told reporters.', HOLD),
        ("“The bridge will not hold,” warned engineer Mara Lindt.", HOLD),
        ("«The bridge will not hold,» said Mara Lindt.", HOLD),
        ("„The bridge will not hold,“ said Mara Lindt.", HOLD),
        ('Mara Lindt runs the works. "The bridge will not hold," she said.', HOLD),
        ('Mara Lindt met Ms Oreen. "The bridge will not hold," Lindt said.', HOLD),
        ("Mara Lindt said: “The bridge will not hold.”", f"{HOLD}."),
        ("Mara Lindt, the engineer, added: ‘The bridge will not hold.’", f"{HOLD}."),
        ("According to Mara Lindt, “the bridge will not hold”.", "the bridge will not hold"),
        ('Mara Lindt said it was "a very dark day for us".', "a very dark day for us"),
        ('"Will the bridge hold?" asked Mara Lindt. Nobody knew.', "Will the bridge hold?"),
        ('"The bridge," Mara Lindt said, "will not hold."', "The bridge … will not hold."),
        ('"It is old," Mara Lindt said. "It will not hold."', "It is old … It will not hold."),
        ("“She told me ‘run’ and I ran,” said Mara Lindt.", "She told me ‘run’ and I ran"),
    ],
)
def test_words_are_exact_however_they_are_set(text: str, words: str) -> None:
    """A quotation is found whole, before its speaker or after, in whatever marks."""
    assert said(text) == [("Mara Lindt", words)]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “peace corridor” was closed, Mara Lindt said.",
        'She wrote "The Long Way Down to the Sea" in a winter.',
        'Mara Lindt said the bridge "will not hold and fell silent.',
        'It was 5\'10" tall and 6" wide, said Mara Lindt.',
        "The boys’ boat and the girls’ boat both sank, said Mara Lindt.",
        "In “The Long Way Down: How One Bridge Fell,” Mara Lindt writes of her father.",
        "Mara Lindt later wrote a follow-up, “How Ostby Misled Me.”",
        "“Keepers of the Old Dam” director Mara Lindt said she was sorry.",
        "",
        "“",
        "””””",
    ],
)
def test_what_is_no_quotation_is_left_out(text: str) -> None:
    """Scare quotes, titles of works, inches, apostrophes and lone marks quote nobody."""
    assert said(text) == []


def test_a_paragraph_that_goes_on_is_one_quotation() -> None:
    """A quotation that opens again in the next paragraph goes on there, by the same speaker."""
    text = (
        "Mara Lindt said: “The bridge is old and it is tired.\n\n"
        "“It will not hold another winter.”\n\n“We must close it at once, and tonight.”"
    )
    assert said(text) == [
        ("Mara Lindt", "The bridge is old and it is tired. … It will not hold another winter."),
        ("Mara Lindt", "We must close it at once, and tonight."),
    ]


def test_what_goes_on_from_a_sentence_left_out_is_no_part_of_what_another_said() -> None:
    """Of an article in part, a second half of a quotation stays its speaker's own."""
    (whole,) = told(
        report(
            "“We need a speaker who will fight for something,” Ola Brenn said.\n\n"
            "“We were on the verge of a shutdown,” Tom Hale said. “He put his neck on the line "
            "to do the right thing.”",
            3,
            "A",
        )
    )
    text = whole.article.text
    kept = tuple(one for one in whole.sentences if "verge" not in text[one.start : one.end])
    found = quotations([replace(whole, sentences=kept)])
    assert {(one.speaker, one.words) for one in found} == {
        ("Ola Brenn", "We need a speaker who will fight for something"),
        ("Tom Hale", "He put his neck on the line to do the right thing."),
    }


def test_he_and_she_mean_whom_they_can_mean() -> None:
    """A pronoun means the one last named whom title, role or forename let it mean."""
    text = (
        "Mrs Lindt met Mr Oreen at the bridge. “It will not hold a winter,” she said.\n\n"
        "“It has held for ninety years,” he said."
    )
    assert [who for who, _ in said(text)] == ["Lindt", "Oreen"]


def test_the_same_words_are_one_quotation() -> None:
    """Points, capitals, ellipses and excerpts of the same words are no other wording."""
    found = quotations(
        told(
            report('"The bridge is old, and it will not hold a winter," said Mara Lindt.', 3, "A"),
            report("“The bridge is old … it will not hold a winter,” Mara Lindt said.", 4, "B"),
            report(
                '"The bridge is old," said Mara Lindt. "And it will not hold a winter."', 4, "C"
            ),
            report("Mara Lindt warned it “will not hold a winter”.", 5, "D"),
        )
    )
    assert [(one.speaker, one.wordings, len(one.quotes)) for one in found] == [
        ("Mara Lindt", (), 4)
    ]
    assert (found[0].publisher, found[0].published) == ("A", date(2024, 5, 3))


@pytest.mark.parametrize(
    ("other", "day", "differ"),
    [
        ('"The old bridge won\'t last through the winter," said Mara Lindt.', 4, True),
        ('"The old bridge won\'t last through the winter," said Tom Oreen.', 4, False),
        ('"The old bridge won\'t last through the winter," said Mara Lindt.', 28, False),
        ('"The old mill is a school today," said Mara Lindt.', 4, False),
    ],
)
def test_other_words_for_one_saying_are_told(other: str, day: int, differ: bool) -> None:
    """Other words are another wording when speaker, time and most of the words are the same."""
    first = report('"The old bridge will not last the winter," said Mara Lindt.', 3, "A")
    found = quotations(told(first, report(other, day, "B")))
    assert [bool(one.wordings) for one in found] == ([True] if differ else [False, False])


def test_most_printed_come_first() -> None:
    """What more publishers print comes before what one alone prints."""
    one = report('"The bridge will not hold," said Mara Lindt.', 3, "A")
    both = '"We shall build another one," said Tom Oreen.'
    found = quotations(told(one, report(both, 4, "B"), report(both + " Rain fell.", 5, "C")))
    assert [quote.speaker for quote in found] == ["Tom Oreen", "Mara Lindt"]


MARKS = '“”"‘’«»„“ \n.,!?…ab Zé said she שלום 😀('


def test_any_text_is_read() -> None:
    """Whatever marks stand in a text, spans lie inside it, in order, and none overlaps."""
    chance = random.Random(3)
    every = []
    for _ in range(400):
        text = "".join(chance.choice(MARKS) for _ in range(chance.randrange(60)))
        found = marked(text, 0, len(text))
        at = 0
        for one in found:
            assert at <= one.start < one.inner.start + 1 <= one.inner.end + 1 <= one.end + 1
            at = one.end
        assert at <= len(text)
        every.append(text)
    assert all(words for _, words in said("\n\n".join(every)))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"{SPEECH} Mr. Lindt wrote.", "Lindt"),
        (f"{SPEECH} a spokesman for the ministry said.", "a spokesman for the ministry"),
        ("Somebody had painted on the wall: “The bridge will not hold at all.”", ""),
        (f"WATCHED Mara Lindt rang. Mara Lindt left. {SPEECH} Lindt said.", "Mara Lindt"),
        (f"MUST WATCH Mara Lindt on bridges\n\nMara Lindt, 44, ran it.\n\n{SPEECH} said Lindt.",
         "Mara Lindt"),
        (f"Mara Lindt came to “An Evening With Mara Lindt” on Monday. {SPEECH} Lindt said.",
         "Mara Lindt"),
        (f"In a note after Tom Oreen's visit, Oreen Bank said the {SPEECH[:-2].lower()}.”",
         "Oreen Bank"),
        (f"Tom Oreen was ill. Oreen's brother, Bikoro, told the Gazette in May, {SPEECH[:-2]}.”",
         "Bikoro"),
        ("Tom Oreen was ill. Tom Oreen slept. Oreen's brother, Bikoro, told the Gazette in May, "
         "“Before you ask me that, look at the bridge,” he said. “We only want to have it back.”",
         "Bikoro"),
        (f"{SPEECH} Mara Lindt, Oreen’s deputy, said of Tom Oreen.", "Mara Lindt"),
        (f"Mara Lindt's brother, Tomas, told the Gazette: {SPEECH[:-2]}.”", "Tomas"),
        (f"Mara Lindt fell ill. Lindt's lawyer said: {SPEECH[:-2]}.”", "Lindt's lawyer"),
        ("Tom Oreen, a baker, spoke first. “I have seen it sway,” he said.\n\nMara Velde, a nurse, "
         f"did not hear him but felt the ground move.\n\n{SPEECH} she said.", "Mara Velde"),
        ("Ann Poe, a baker, spoke first. “I have seen it sway a lot,” she said.\n\nJody Velde Orr "
         f"did not hear her, but felt the ground move.\n\n{SPEECH} she said.", "Jody Velde Orr"),
        ("Commander Jane Miller rang the bell. Mr Brown left.\n\n"
         f"{SPEECH} the commander said.", "Jane Miller"),
    ],
)  # fmt: skip
def test_who_speaks_is_whom_the_words_say(text: str, speaker: str) -> None:
    """Captions, titles, possessives, dashes and paragraphs do not hide who speaks."""
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "“The bridge will not hold,” Mara Lindt, an engineer who works with Tom Oreen, said of "
            "the plan.",
            "Mara Lindt",
        ),
        (
            "Peter Velde was against it. Tom Oreen noted that the town “has but one bridge and no "
            "plan for it”.\n\n“The bridge may hold, but I doubt it. And that Peter Velde wants to "
            "close it is a good sign,” he said.",
            "Tom Oreen",
        ),
        (
            "Mara Lindt, an engineer, said the bridge was old.\n\nRepair crews at work on the "
            "bridge in Larnholm, May 3, 2024. Ines Dahl/Northern Wire\n\n“It will not hold "
            "another winter,” she said.",
            "Mara Lindt",
        ),
    ],
)
def test_who_is_named_beside_the_speaker_says_nothing(text: str, speaker: str) -> None:
    """Not whom an apposition names, nor whom the quoted words name, nor who took a picture."""
    assert {who for who, _ in said(text)} == {speaker}


def test_the_same_words_under_two_speakers_are_told_once() -> None:
    """Words that an agency relays are told once, as those of the one who said them."""
    words = "the inspection of the bag confirmed the presence of nine small bottles of oil"
    first = f"“Yes, {words},” Jane Miller of the customs service said on Monday."
    relayed = (
        f"“Yes, {words},” the Xinhua News Agency reported. “Yes, {words},” said Xinhua News Agency."
    )
    found = quotations(told(report(first, 3, "A"), report(relayed, 3, "B")))
    assert [one.speaker for one in found] == ["Jane Miller"]
