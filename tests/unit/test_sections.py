"""What every section keeps to: exact quotes, no more than asked for, copies once, any order."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest

from assistant import Article
from assistant.sections.figures import figures
from assistant.sections.people import people
from assistant.sections.quotes import quotations
from assistant.sections.timeline import timeline
from assistant.sections.unknowns import unknowns
from tests.reports import STORIES, report, story, told
from vectorstore.text.annotations import AnnotatedArticle

Section = Callable[..., Sequence[Any]]
SENTENCES: dict[Section, str] = {
    quotations: '"The bridge will not hold another winter," said Mara Lindt.',
    people: "The mayor, Mara Lindt, spoke.",
    figures: "Oreen Bank will close 40 branches in Larnia.",
    unknowns: "The cause of the fire at the old mill remains unknown.",
    timeline: "The dam above Orvik burst on Sunday and flooded the market, the mayor said.",
}
sections = pytest.mark.parametrize("section", SENTENCES, ids=lambda section: section.__name__)


def exact(found: Sequence[Any], rows: Sequence[AnnotatedArticle]) -> None:
    """Each entry quotes runs of articles that were given, and holds no word that they do not."""
    known = {row.article.id for row in rows}
    for one in found:
        assert one.quotes
        for quote in one.quotes:
            assert quote.article.id in known
            assert quote.article.text[quote.start : quote.end] == quote.text.strip() != ""
        texts = [" ".join(quote.text.split()) for quote in one.quotes]
        words = [*getattr(one, "roles", ()), *getattr(one, "words", "").split(" … ")]
        assert all(any(word in text for text in texts) for word in words)


@cache
def twice(text: str) -> list[AnnotatedArticle]:
    """A text as two articles, one without a date."""
    return told(Article(text=text), report(text, 13))


@cache
def runs() -> list[AnnotatedArticle]:
    """Articles of names, titles and marks in any order."""
    chance = random.Random(11)
    words = (
        "Mara Lindt Tom Oreen Mr Dr WATCHED With In The of the and — “Sunny” (Sun) 's , . \n said "
        'King Miss Minister to Japan she wife brother 2024 USA Orr al- é 😀 “ ” " ‘ ’ « » „ ! ? 7'
    ).split(" ")
    texts = [" ".join(chance.choices(words, k=chance.randrange(40))) for _ in range(150)]
    parts = ("\n\n".join(texts[at : at + 25]) for at in range(0, 150, 25))
    return told(*(report(part, 3, str(at * 25)) for at, part in enumerate(parts)))


@sections
@pytest.mark.parametrize("name", STORIES)
def test_what_is_told_of_a_story_is_exact_whatever_the_order(section: Section, name: str) -> None:
    """The same articles in another order give the same, and all of it stands in them."""
    rows = list(story(name))
    found = section(rows, 100)
    exact(found, rows)
    random.Random(7).shuffle(rows)
    assert section(rows, 100) == found


@sections
def test_no_more_is_told_than_asked_for(section: Section) -> None:
    """What comes first of all comes first of a few; none is none."""
    rows = story("ferry-aground")
    found = section(rows, 50)
    assert len(section(rows, 1)) == 1
    assert section(rows, 0) == []
    if section is not timeline:  # whose few days are the weightiest, not the first
        assert section(rows, 2) == found[:2]


@sections
def test_copies_count_once(section: Section) -> None:
    """A copy adds no witness and is not quoted."""
    first = report(SENTENCES[section], 6, "A")
    copy = report(SENTENCES[section], 7, "B", copy_of=first.id)
    (found,) = section(told(first, copy))
    assert [quote.article.publisher for quote in found.quotes] == ["A"]


@sections
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800 on Sunday it burst.",
        "😀 “The bridge 😀 will not hold,” said Mara\u202eLindt. 😀",
        "قالت ماريا: “لن يصمد الجسر هذا الشتاء أبدا”.",
        "Мара Линдт сказала: «Мост не выдержит этой зимы».",
        "「橋は持たない」とマラは言った。",
        "1" * 5000,
        "on Sunday " * 500,
    ],
)
def test_any_text_is_read(section: Section, text: str) -> None:
    """Other scripts, odd signs and endless lines do no harm."""
    rows = twice(text)
    exact(section(rows), rows)


@sections
def test_any_run_of_names_and_marks_is_read(section: Section) -> None:
    """Whatever names, titles and quotation marks stand in a row, what is told of them is exact."""
    rows = runs()
    exact(section(rows, 100), rows)
