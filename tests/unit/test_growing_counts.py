"""The newest count of a toll goes before other sentences, which all stay."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import Article
from assistant.answering.growing_counts import with_newest_count
from assistant.understanding.answer_type import answer_type
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Context, Excerpt
from tests.furnished import opened
from vectorstore.library import Library
from vectorstore.text import Span
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle

BOMBING = Article(
    "A bomb went off in the mosque at Larnholm during prayers, killing 14 people, police said. "
    "The bombing at the Larnholm mosque wounded others too. The mosque is in the old town.",
    title="Bomb kills 14 at Larnholm mosque",
    published=date(2024, 3, 2),
)
BOMBING_TOLL = Article(
    "The bombing of the mosque at Larnholm has killed 19 people, the hospital said on Monday. "
    "Two of the wounded died in the night. The mosque stays closed.",
    title="Toll of Larnholm mosque bombing rises to 19",
    published=date(2024, 3, 4),
)
EARTHQUAKE = Article(
    "At least 212 people were killed when an earthquake struck Larnholm on Saturday, the governor "
    "said. The quake brought down hundreds of houses in Larnholm.",
    title="Earthquake kills 212 in Larnholm",
    published=date(2024, 3, 10),
)
QUESTION = "How many people were killed in the Larnholm mosque bombing?"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of nothing: all that is asked of stands in the excerpts."""
    with opened(tmp_path_factory.mktemp("empty") / "library") as assistant:
        yield assistant.library


@cache
def source(article: Article) -> AnnotatedArticle:
    """An article with what is found in it."""
    return annotated(article)


def context(articles: Sequence[Article], scores: Sequence[float] | None = None) -> Context:
    """All sentences of some articles as candidates, in this order, by these scores."""
    sources = [source(article) for article in articles]
    excerpts = tuple(
        Excerpt(n, one.article, 0, len(one.article.text), one.spans, annotations=one.annotations)
        for n, one in enumerate(sources, 1)
    )
    places = [(excerpt, span) for excerpt in excerpts for span in excerpt.sentences]
    scores = scores or [-float(n) for n in range(len(places))]
    candidates = tuple(
        Candidate(Quote(excerpt.article, *span), excerpt.number, score)
        for (excerpt, span), score in zip(places, scores, strict=False)
    )
    return Context(QUESTION, excerpts, candidates, kind="count", names=("Larnholm",))


def newest(found: Context, library: Library) -> tuple[Context, tuple[str, ...]]:
    return with_newest_count(found, QUESTION, answer_type(QUESTION), library)


def test_another_event_in_the_same_place_replaces_no_count(empty: Library) -> None:
    """An earthquake a week later is no news of a bombing, whatever names it shares with it."""
    found, notices = newest(context([BOMBING, EARTHQUAKE]), empty)
    assert "14 people" in found.candidates[0].text
    assert notices == ()


def test_a_later_count_of_the_same_event_leads(empty: Library) -> None:
    """What tells of the bombing and the mosque tells its newest count, also beside the quake."""
    found, _ = newest(context([BOMBING, EARTHQUAKE, BOMBING_TOLL]), empty)
    assert "19 people" in found.candidates[0].text
    answer = found.candidates[0].answer
    assert answer is not None
    assert BOMBING_TOLL.text[slice(*answer)].startswith("19")


@settings(max_examples=40)
@given(st.lists(st.floats(-5, 5), min_size=9, max_size=9))
def test_no_sentence_is_lost_or_doubled(empty: Library, scores: list[float]) -> None:
    """Candidates need not stand by their scores, as newer ones go first where they nearly are as
    good: the newest count leads, and all others stay in their order."""
    before = context([BOMBING, EARTHQUAKE, BOMBING_TOLL], scores)
    found, _ = newest(before, empty)
    assert "19 people" in found.candidates[0].text
    led = found.candidates[0].quote
    rest = [one.quote for one in before.candidates if one.quote != led]
    assert [one.quote for one in found.candidates] == [led, *rest]


def test_a_sentence_shown_with_another_is_not_shown_twice(empty: Library) -> None:
    """Where the sentence of the newest count is a candidate together with the one before it, that
    candidate leads; it is not added once more alone."""
    before = context([BOMBING, BOMBING_TOLL])
    text = BOMBING_TOLL.text
    both = Span(0, text.index(" The mosque stays"))
    wide = Candidate(Quote(BOMBING_TOLL, *both), 2, -9.0)
    kept = [one for one in before.candidates if one.excerpt == 1]
    found, _ = newest(Context(QUESTION, before.excerpts, (*kept, wide), kind="count",
                              names=("Larnholm",)), empty)  # fmt: skip
    assert [one.quote for one in found.candidates] == [wide.quote, *(one.quote for one in kept)]


def test_a_count_that_another_sentence_explains_comes_second(empty: Library) -> None:
    """A sentence that is not understood alone does not lead, and nothing is lost by it, though a
    worse candidate leads by its day."""
    later = Article(
        "Police searched the mosque at Larnholm for a third day after the bombing. They said that "
        "23 people had been killed. The mosque stays closed.",
        title="Police search Larnholm mosque after bombing",
        published=date(2024, 3, 5),
    )
    before = context([BOMBING, later], [1.0, 2.0, 3.0, 0.5, 2.5, 4.0])
    found, _ = newest(before, empty)
    assert [one.quote for one in found.candidates] == [
        before.candidates[n].quote for n in (0, 4, 1, 2, 3, 5)
    ]


@pytest.mark.parametrize("event", ["plane crash", "hotel fire", "earthquake"])
def test_a_newer_count_overrules_no_refusal(tmp_path: Path, event: str) -> None:
    """The dead of a mine are no answer to what asks for other dead of the same town."""
    with opened(tmp_path / "library") as assistant:
        assistant.add(*MINE)
        assert not assistant.ask(f"How many people were killed in the Orvik {event}?").answered


MINE = (
    Article(
        "Rescuers dug through the night at the Orvik mine. At least 9 people were killed when the "
        "Orvik mine fell in on Friday, the mine’s owner said on Saturday.",
        title="Death toll at Orvik mine climbs to 15",
        published=date(2024, 3, 5),
    ),
    Article(
        "The roof of the Orvik mine fell in on Friday. Inspectors had warned of cracks. On "
        "Saturday the owner spoke of 15 dead miners and promised help for their families.",
        title="Roof of Orvik mine falls in; 15 people killed",
        published=date(2024, 3, 6),
    ),
)
