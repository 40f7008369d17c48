"""What a briefing makes of the sentences it may tell: a lead, points, what is new."""

from dataclasses import replace
from datetime import date

from assistant import Article
from assistant.briefing.choosing import Choice, Point
from assistant.briefing.news import Before
from assistant.briefing.scoping import whole
from assistant.verification.citations import Quote
from assistant.writing.draft import Drafted
from vectorstore.text.annotate import annotated

WIRE = Article(
    "A passenger ferry with 214 people on board ran onto rocks off Ostrey on Friday. "
    "The coast guard searched the water around the wreck with four boats. "
    "They had left Larnholm in fog.\n\nMore on this page",
    title="Ferry hits rocks", publisher="Northern Wire", published=date(2024, 5, 4),
)  # fmt: skip
LEDGER = Article(
    "The passenger ferry with 214 people on board ran onto rocks off Ostrey on Friday night. "
    "Brannick Ferries stopped all crossings to the island until Wednesday.",
    title="Night on the rocks",
    publisher="Ledger",
    published=date(2024, 5, 5),
)
TODAY = Article(
    "A retired judge, Sigrid Maal, will lead a public inquiry into the loss of the ship. "
    "The army is taking food and medicine to the island by landing craft.",
    title="Judge to lead inquiry", publisher="Today", published=date(2024, 5, 13),
)  # fmt: skip
COPY = Article(
    WIRE.text, title="Tragedy", publisher="Advertiser", published=date(2024, 5, 4),
    copy_of=WIRE.id,
)  # fmt: skip
ALL = (WIRE, LEDGER, TODAY, COPY)


def _choice(*articles: Article) -> Choice:
    return Choice(whole([annotated(one) for one in articles]))


def _lead(choice: Choice, words: int) -> list[Drafted]:
    return [drafted for paragraph in choice.lead(words) for drafted in paragraph]


def _texts(points: list[Point]) -> list[str]:
    return [point.drafted.text for point in points]


def test_a_lead_opens_on_the_news_and_reads_by_day() -> None:
    """After the news sentences follow each other by day of publication, then by place."""
    lead = _lead(_choice(TODAY, WIRE, LEDGER), 60)
    days = [one.quotes[0].article.published for one in lead]
    assert days[1:] == sorted(days[1:], key=str)
    assert not any(one.text.startswith("They") for one in lead)


def test_a_fact_quotes_all_who_tell_it() -> None:
    """The same report of two papers is one point of two publishers; copies count as articles."""
    points = _choice(*ALL).points(10)
    (ferry,) = [one for one in points if "214 people" in one.drafted.text]
    assert (ferry.publishers, ferry.articles, ferry.copies) == (2, 3, 1)
    assert {one.article.publisher for one in ferry.drafted.quotes} == {"Northern Wire", "Ledger"}


def test_points_are_as_many_as_asked_or_as_there_are() -> None:
    """No fact twice; those that stand alone before those that lean; fragments never."""
    choice = _choice(*ALL)
    texts = _texts(choice.points(100))
    assert len(texts) == len(set(texts)) == 6
    assert [text for text in texts if text.startswith("They")] == texts[-1:]
    assert not any("More on this page" in text for text in texts)
    assert _texts(choice.points(3)) == texts[:3]


def test_points_beside_a_lead_repeat_none_of_it() -> None:
    """What the lead of so many words tells is no point."""
    choice = _choice(*ALL)
    lead = {one.text for one in _lead(choice, 30)}
    points = choice.points(10, beside=30)
    assert any("214 people" in text for text in lead)
    assert points
    assert not lead & set(_texts(points))
    assert not any("214 people" in text for text in _texts(points))


def test_points_beside_a_lead_stand_where_the_topic_is_told_of() -> None:
    """What a digest tells of other things is no point of a briefing on one of them."""
    other = "A volcano on the island of Kyushu erupted on Sunday and 51 people left their homes."
    digest = replace(WIRE, text=f"{WIRE.text.split('They had')[0]}\n\n{other}", id="")
    scope = whole([annotated(one) for one in (digest, LEDGER, TODAY)])
    assert other not in [one.text for one in _lead(Choice(scope), 15)]
    assert other in _texts(Choice(scope).points(9, beside=15))
    starts = [one.start for one in annotated(digest).sentences]
    near = replace(scope, places={digest.id: frozenset(starts[:2])})
    assert near.is_about(LEDGER.id, 0)
    assert other not in _texts(Choice(near).points(9, beside=15))


def test_new_is_what_no_earlier_article_tells() -> None:
    """The report of Friday is old although a later article repeats it; the judge is new."""
    choice = _choice(*ALL)
    by_day = _texts(choice.new(Before(date(2024, 5, 5)), 10))
    assert any("Sigrid Maal" in text for text in by_day)
    assert any("Brannick" in text for text in by_day)
    assert not any("214 people" in text or "searched the water" in text for text in by_day)
    known = frozenset({WIRE.id, LEDGER.id, COPY.id})
    by_briefing = choice.new(Before(None, known), 10)
    assert all(q.article.id == TODAY.id for one in by_briefing for q in one.drafted.quotes)
    assert len(by_briefing) == 2
    assert choice.new(Before(date(2025, 1, 1)), 10) == []
    assert len(choice.new(Before(date(2024, 5, 5)), 1)) == 1


TOLLS = tuple(
    Article(text, title=f"Day {day}", publisher=publisher, published=date(2024, 5, day))
    for day, publisher, text in [
        (4, "Wire", "Three people were killed when the ferry ran onto rocks off Ostrey on Friday. "
                    "The coast guard searched the water around the wreck with four boats."),
        (5, "Ledger", "The number of people killed on the ferry off Ostrey rose to seven on Sunday "
                      "after divers found four bodies in a flooded lounge below the car deck."),
        (13, "Today", "The death toll now stands at 12. A retired judge, Sigrid Maal, will lead a "
                      "public inquiry into the loss of the ferry, the government said."),
    ]
)  # fmt: skip


def _followed() -> Choice:
    """The choice from three reports of a toll, of which the last replaces the others."""
    scope = whole([annotated(one) for one in TOLLS])
    first, second, last = (Quote(one, *annotated(one).spans[0]) for one in TOLLS)
    return Choice(scope, {first: last, second: last})


def test_what_was_followed_up_is_told_by_the_latest() -> None:
    """However short the sentence that tells it; an earlier toll is a point when all else is."""
    for words in (40, 60, 100):
        lead = [one.text for one in _lead(_followed(), words)]
        assert "The death toll now stands at 12." in lead
    points = _texts(_followed().points(10))
    old = [text for text in points if "killed" in text]
    assert "The death toll now stands at 12." in points
    assert points[len(points) - len(old) :] == old


def test_a_plan_for_a_day_gone_by_comes_last() -> None:
    """A report published after the planned day makes the plan the last of the points."""
    plan = Article(
        "The court will hear the owner of the ferry on Wednesday. Divers raised the wreck.",
        publisher="Wire", published=date(2024, 5, 6),
    )  # fmt: skip
    later = Article(
        "Fishermen blocked the harbour of Larnholm with forty boats and a burning raft.",
        publisher="Today", published=date(2024, 5, 20),
    )  # fmt: skip
    assert "will hear" in _texts(_choice(plan, later).points(10))[-1]
    assert "will hear" not in _texts(_choice(plan).points(10))[-1]


def test_quotable_are_articles_with_a_whole_sentence() -> None:
    """A list of headings has none."""
    bare = Article("Weather\n\nTraffic\n\nLottery", title="Services")
    assert _choice(WIRE, bare).quotable() == {WIRE.id}
