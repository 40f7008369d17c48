"""What of the articles was not used and why, and what nobody knows."""

from datetime import date

from assistant import Article
from assistant.briefing.scoping import Scope, whole
from assistant.briefing.sections import Sections, unused
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


def test_what_is_not_known_is_open() -> None:
    """The sentence that says what nobody knows."""
    found = Sections(_scope(WIRE, LEDGER)).open(Numbering())
    assert [one.text for one in found] == ["It is not known why the ship left the channel."]
