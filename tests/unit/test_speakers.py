"""Who says a quotation: where several could, where a body relays it, where it is a title."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import Article
from assistant.sections.quotes import Quotation, quotations
from assistant.sections.utterances import utterances
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle

SPEECH = "“The bridge will not hold another winter,”"


def told(*articles: Article) -> list[AnnotatedArticle]:
    """The articles with their sentences."""
    return [annotated(article) for article in articles]


def speakers(text: str) -> list[str]:
    """Who says what is quoted in a text."""
    return [one.speaker for one in utterances(told(Article(text=text))[0])]


def printed(*texts: str) -> list[Quotation]:
    """The quotations of articles of several publishers, of one day."""
    return quotations(
        told(
            *(
                Article(text=text, publisher=f"Paper {number}", published=date(2024, 5, 3))
                for number, text in enumerate(texts)
            )
        )
    )


def test_of_two_of_one_surname_the_one_named_last_is_meant() -> None:
    """A surname alone means whom the article is about, where they were also named last."""
    text = (
        "Mara Lindt, a nurse, met Tom Lindt, a baker, in May. Mara Lindt went home.\n\n"
        f"{SPEECH} Lindt said."
    )
    assert speakers(text) == ["Mara Lindt"]


def test_a_surname_that_may_be_anothers_is_shown_as_printed() -> None:
    """Where the other bearer of a surname was named last, the words as printed say who speaks."""
    text = (
        "Mara Lindt went on trial in Ostby on Monday. Mara Lindt was calm. Mara Lindt, a nurse, "
        "rose at noon. Tom Lindt, a baker, was in the room.\n\n"
        f"{SPEECH} Lindt said."
    )
    assert speakers(text) == ["Lindt"]


def test_a_relative_who_is_named_by_the_way_is_not_meant_by_the_surname() -> None:
    """Whoever is told of as somebody's wife is not the one whom the surname alone means."""
    text = (
        "Mara Lindt went on trial in Ostby on Monday. Mara Lindt pleaded guilty.\n\n"
        "Her husband Tom Lindt wept. " + SPEECH + " Lindt told the court."
    )
    assert speakers(text) == ["Mara Lindt"]


def test_a_surname_of_two_words_is_not_the_surname_of_one() -> None:
    """Who goes by "Orr Lindt" is not meant by "Lindt"."""
    text = (
        "Tom Lindt apologised. Tom Lindt was pale. His wife, Jada Orr Lindt, stood by. "
        "Orr Lindt left.\n\n"
        f"{SPEECH} Lindt said.\n\n“We shall build a better one at once,” Orr Lindt said."
    )
    assert speakers(text) == ["Tom Lindt", "Jada Orr Lindt"]


def test_a_title_tells_two_of_one_surname_apart() -> None:
    """Of a Mara and a Tom of one surname "Mr Lindt" is Tom."""
    text = f"Tom Lindt baked. Mara Lindt slept. {SPEECH} Mr Lindt said."
    assert speakers(text) == ["Tom Lindt"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"WATCHED Mara Lindt rang. Mara Lindt left. {SPEECH} Lindt said.", "Mara Lindt"),
        (
            f"MUST WATCH Mara Lindt on bridges\n\nMara Lindt, 44, ran it.\n\n{SPEECH} said Lindt.",
            "Mara Lindt",
        ),
        (
            f"Mara Lindt came to “An Evening With Mara Lindt” on Monday. {SPEECH} Lindt said.",
            "Mara Lindt",
        ),
        (
            f"The Larnian Ambassador to France Mara Lindt said in a note, {SPEECH[:-2]}.”",
            "Mara Lindt",
        ),
        (
            "“The bridge will not hold another winter.” — engineer Mara Lindt, in a letter to "
            "Tom Oreen",
            "Mara Lindt",
        ),
        (
            f"In a note after Tom Oreen's visit, Oreen Bank said the {SPEECH[:-2].lower()}.”",
            "Oreen Bank",
        ),
        (
            f"In a note after Tom Oreen's visit, Larnia's Trade Ministry said the {SPEECH[1:-2]} "
            f"meant “a severe blow to the trade of Larnia.”",
            "Trade Ministry",
        ),
        (
            f"Tom Oreen was ill. Oreen's brother, Bikoro, told the Gazette in May, {SPEECH[:-2]}.”",
            "Bikoro",
        ),
        (
            "Tom Oreen was ill. Tom Oreen slept. Oreen's brother, Bikoro, told the Gazette in May, "
            "“Before you ask me that, look at the bridge,” he said. "
            "“We only want to have it back.”",
            "Bikoro",
        ),
        (
            "Now Ann Poe will be seen at a gala, which the Ostby Harbour Academy describes as "
            "“a very special evening of talk.”",
            "Ostby Harbour Academy",
        ),
        (
            f"Ann Poe, 50, met the Larnia Democrat. {SPEECH} the Larnia Democrat said.",
            "",
        ),
        (f"{SPEECH} Mara Lindt, Oreen’s deputy, said of Tom Oreen.", "Mara Lindt"),
        (f"Mara Lindt's brother, Tomas, told the Gazette: {SPEECH[:-2]}.”", "Tomas"),
        (f"Mara Lindt fell ill. Lindt's lawyer said: {SPEECH[:-2]}.”", "Lindt's lawyer"),
        (
            "Tom Oreen, a baker, spoke first. “I have seen it sway,” he said.\n\n"
            "Mara Velde, a nurse, did not hear him but felt the ground move.\n\n"
            f"{SPEECH} she said.",
            "Mara Velde",
        ),
        (
            "Ann Poe, a baker, spoke first. “I have seen it sway a lot,” she said.\n\n"
            "Jody Velde Orr did not hear her, but felt the ground move.\n\n"
            f"{SPEECH} she said.",
            "Jody Velde Orr",
        ),
        (
            "Oreen Bank said it was sorry. “We did not count the money well,” the bank said.\n\n"
            f"{SPEECH} their statement read.",
            "the bank",
        ),
    ],
)
def test_who_speaks_is_whom_the_words_say(text: str, speaker: str) -> None:
    """Captions, titles, possessives, dashes and paragraphs do not hide who speaks."""
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    "text",
    [
        "In “The Long Way Down: How One Bridge Fell,” Mara Lindt writes of her father.",
        "Mara Lindt later wrote a follow-up, “How Ostby Misled Me.”",
        "“Keepers of the Old Dam” director Mara Lindt said she was sorry.",
        "These are known as “valley edge fires today”, said Mara Lindt.",
    ],
)
def test_a_title_or_a_term_is_no_quotation(text: str) -> None:
    """What is set like a title, or named as a term, is nothing that somebody said."""
    assert speakers(text) == []


def test_the_same_words_under_two_speakers_are_told_once() -> None:
    """Words that an agency relays are told once, as those of the one who said them."""
    words = "the inspection of the bag confirmed the presence of nine small bottles of oil"
    found = printed(
        f"“Yes, {words},” the Larnian Customs Service said on Monday.",
        f"“Yes, {words},” the Ostby News Agency reported. “Yes, {words},” said Ostby News Agency.",
    )
    assert [one.speaker for one in found] == ["Larnian Customs Service"]


def test_two_spellings_of_a_name_say_the_same_words_once() -> None:
    """An outlet that spells a name otherwise prints no other saying."""
    words = "“We are all saddened and shocked by the news from Ostby,”"
    found = printed(f"{words} said Tomas Velden.", f"{words} said Tomas Vellden.")
    assert len(found) == 1


def test_marks_around_all_the_words_are_no_part_of_them() -> None:
    """A quotation printed in two pairs of marks is told without either."""
    found = printed("Mara Lindt said: \"'The bridge will not hold another winter.'\"")
    assert [one.words for one in found] == ["The bridge will not hold another winter."]
    cut = printed('Mara Lindt said: "\'Til then we shall walk on the old bridge."')
    assert [one.words for one in cut] == ["'Til then we shall walk on the old bridge."]
    kept = printed("Mara Lindt said: “‘Run,’ he told me, and I ran to the bridge.”")
    assert [one.words for one in kept] == ["‘Run,’ he told me, and I ran to the bridge."]


def test_a_surname_alone_is_not_given_to_the_only_speaker_of_that_name() -> None:
    """What "Lindt" says stays Lindt's where the articles know two and it is not clear which."""
    unclear = (
        "Mara Lindt went on trial in Ostby. Mara Lindt was calm. Mara Lindt, a nurse, "
        "rose. Tom Lindt, a baker, was there.\n\n“We never meant to hurt a soul,” Lindt said."
    )
    other = f"{SPEECH} said Tom Lindt. Rain fell in Ostby all day."
    assert {one.speaker for one in printed(unclear, other)} == {"Lindt", "Tom Lindt"}
