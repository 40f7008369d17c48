"""Coverage, what was not used and why, and the sections numbered as one."""

from __future__ import annotations

from datetime import date

from assistant import Article
from assistant.briefing.scoping import Scope, whole
from assistant.briefing.sections import Sections, coverage, timeline, unused
from assistant.verification.citations import Numbering, Quote
from vectorstore.text.annotate import annotated

WIRE = Article(
    "Three people died when a ferry ran aground off Ostrey on Friday, the coast guard said. "
    "It is not known why the ship left the channel.",
    title="Three dead", publisher="Northern Wire", published=date(2024, 5, 4),
)  # fmt: skip
LEDGER = Article(
    "The number of people killed when a ferry ran aground off Ostrey rose to seven on Sunday. "
    "“We will not stop before every family has an answer,” said Hanne Ulvik, a spokeswoman for "
    "the coast guard.",
    title="Toll rises",
    publisher="Ledger",
    published=date(2024, 5, 5),
)
COPY = Article(WIRE.text, title="Tragedy", publisher="Advertiser", copy_of=WIRE.id)
BARE = Article("Weather\n\nTraffic", title="Services", publisher="Today")
ALL = (WIRE, LEDGER, COPY, BARE)


def _scope(*articles: Article) -> Scope:
    return whole([annotated(one) for one in articles])


def test_coverage_counts_what_was_read_and_what_is_cited() -> None:
    """Articles, copies, undated ones, publishers cited, and the days they span."""
    numbering = Numbering()
    numbering.number(Quote(WIRE, 0, 10))
    numbering.number(Quote(WIRE, 0, 12))
    found = coverage(_scope(*ALL), numbering)
    assert (found.articles, found.copies, found.undated) == (4, 1, 2)
    assert (found.cited, found.publishers) == (1, 1)
    assert (found.oldest, found.newest) == (date(2024, 5, 4), date(2024, 5, 5))
    assert coverage(_scope(), Numbering()).oldest is None


def test_unused_says_why() -> None:
    """Every article about the topic that is not cited, with a reason; none that is."""
    numbering = Numbering()
    numbering.number(Quote(WIRE, 0, 10))
    reasons = {
        one.title: one.reason for one in unused(_scope(*ALL), {WIRE.id, LEDGER.id}, numbering)
    }
    assert reasons == {
        "Toll rises": "what it tells is told by others, or matters less",
        "Tragedy": "a copy of Northern Wire: Three dead",
        "Services": "has no whole sentence to quote",
    }


def test_unused_are_articles_about_the_topic() -> None:
    """An article read only for its story is not said to be unused."""
    scope = Scope("ferry", _scope(*ALL).articles, frozenset({WIRE.id, LEDGER.id}))
    found = unused(scope, {one.id for one in ALL}, Numbering())
    assert [one.article_id for one in found] == [WIRE.id, LEDGER.id]


def test_unused_of_a_copy_whose_original_was_not_read() -> None:
    """It says that it is a copy and names nothing it does not know."""
    other = Article("Other words of the same report.", title="Again", copy_of="gone")
    (one, *_) = unused(_scope(other), set(), Numbering())
    assert one.reason == "a copy of another article"


def test_sections_share_one_numbering() -> None:
    """Every section's citations are among those numbered, and quote their article exactly."""
    scope, numbering = _scope(*ALL), Numbering()
    parts = Sections(scope)
    found = [
        *(c for one in parts.timeline(numbering) for c in one.citations),
        *(c for one in parts.quotes(numbering) for c in one.citations),
        *(c for one in parts.conflicts(numbering) for side in one.sides for c in side.citations),
        *(c for one in parts.people(numbering) for c in one.citations),
        *(c for one in parts.figures(numbering) for c in one.citations),
    ]
    texts = {one.id: one.text for one in ALL}
    assert found
    for one in found:
        assert one in numbering.citations
        assert texts[one.article_id][one.start : one.end] == one.quote
    assert [one.number for one in numbering.citations] == list(
        range(1, len(numbering.citations) + 1)
    )


def test_a_toll_that_rises_is_an_update() -> None:
    """Three, then seven: the later report replaces the earlier one."""
    (found,) = Sections(_scope(WIRE, LEDGER)).conflicts(Numbering())
    assert (found.kind, [side.value.casefold() for side in found.sides]) == (
        "update", ["three", "seven"],
    )  # fmt: skip


def test_what_is_not_known_is_open() -> None:
    """The sentence that says what nobody knows."""
    found = Sections(_scope(WIRE, LEDGER)).open(Numbering())
    assert [one.text for one in found] == ["It is not known why the ship left the channel."]


def test_timeline_has_one_entry_a_day_in_order() -> None:
    """Days rise, none twice; bounds and a count hold."""
    told = _scope(WIRE, LEDGER).on_topic
    days = [one.date for one in timeline(told)]
    assert days == sorted(set(days)) == [date(2024, 5, 3), date(2024, 5, 5)]
    assert [one.date for one in timeline(told, first=date(2024, 5, 4))] == [date(2024, 5, 5)]
    assert len(timeline(told, 1)) == 1
    assert timeline([]) == []
