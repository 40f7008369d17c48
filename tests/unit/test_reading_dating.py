"""When an article was published: by which source, how sure, and never in the future."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading import Document, read
from assistant.reading.cleaning import clean
from assistant.reading.dates import (
    PublicationDate,
    date_by_mentions,
    date_in_url,
    first_valid,
    parse_moment,
    publication_date,
)
from vectorstore.documents import Article, day_of

TODAY = date(2024, 6, 1)
BODY = (
    "The harbour bridge was opened again after two years of repair work, and cars crossed it.\n\n"
    "Nobody was hurt when a crane fell into the water, the port authority said in a statement."
)
PAGE = """<!doctype html><html lang="en"><head><title>Bridge open again</title>%s
<link rel="canonical" href="https://port.example/2024/05/03/bridge"></head><body><article>
<p>The harbour bridge was opened again on Monday after two years of repair work.</p>
<p>Some 4,000 cars crossed it in the first hour, the port authority said.</p>
<p>Nobody was hurt when a crane fell into the water on the eastern bank.</p></article>
</body></html>"""

Read = Callable[[str, str], Article]


@pytest.fixture
def article(tmp_path: Path) -> Read:
    """A file of this name and content, read."""

    def made(name: str, content: str) -> Article:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        (found,) = read(path, today=TODAY)
        assert isinstance(found, Document), found
        return found.article

    return made


def of_text(text: str, url: str = "") -> PublicationDate:
    """The date of a plain text, at an address or none."""
    return publication_date(
        (), clean(text, title="Bridge open again", today=TODAY), url, text, TODAY
    )


@pytest.mark.parametrize(
    ("head", "published", "confidence"),
    [
        ('<meta property="article:published_time" content="2024-05-02">', date(2024, 5, 2), 1.0),
        ("", date(2024, 5, 3), 0.8),
        ('<meta property="article:published_time" content="2031-05-02">', date(2024, 5, 3), 0.8),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', date(2024, 5, 3), 0.8),
    ],
)
def test_a_page_is_dated_by_its_metadata_before_its_address(
    article: Read, head: str, published: date, confidence: float
) -> None:
    """Metadata is believed wholly, the address less; a day to come and an unset one never."""
    one = article("a.html", PAGE % head)
    assert (one.published, one.confidence) == (published, confidence)


def test_a_moment_with_its_zone_is_kept_as_it_is_told(article: Read) -> None:
    """The time of publication is kept in its own offset, and the day is the day there."""
    expected = "2024-05-02T23:30:00-05:00"
    one = article("a.html", PAGE % f'<meta property="article:published_time" content="{expected}">')
    assert isinstance(one.published, datetime)
    assert (one.published.isoformat(), one.day) == (expected, date(2024, 5, 2))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2024-05-03T10:15:00Z", datetime(2024, 5, 3, 10, 15, tzinfo=UTC)),
        ("2024-05-03 10:15:00.250 +0200", datetime(2024, 5, 3, 8, 15, tzinfo=UTC)),
        ("Fri, 03 May 2024 10:15:00 GMT", datetime(2024, 5, 3, 10, 15, tzinfo=UTC)),
        ("2024-05-03T10:15:00", date(2024, 5, 3)),
        ("2024-05-03T00:00:00Z", date(2024, 5, 3)),
        ("2024-05-03T10:15:00+99:00", date(2024, 5, 3)),
        ("3 May 2024", date(2024, 5, 3)),
        ("yesterday", None),
    ],
)  # fmt: skip
def test_only_a_time_with_a_zone_is_a_moment(written: str, read_as: date | None) -> None:
    """A time without a zone, an impossible one, and midnight give the day alone."""
    found = parse_moment(written)
    assert found == read_as
    assert type(found) is type(read_as)


def test_a_moment_of_tomorrow_in_its_own_zone_is_told_in_ours() -> None:
    """In Auckland it may be tomorrow; the day of publication is still not in the future."""
    found = first_valid(["2024-06-02T08:00:00+12:00"], TODAY)
    assert (found, day_of(found)) == (datetime(2024, 6, 1, 20, tzinfo=UTC), TODAY)


@pytest.mark.parametrize(
    ("text", "url", "published", "confidence"),
    [
        (f"Published: 3 May 2024, 10:15 GMT\n\n{BODY}", "", date(2024, 5, 3), 0.9),
        (f"LARNHOLM, 3 May 2024 (Reuters) - {BODY}", "", date(2024, 5, 3), 0.9),
        (f"LARNHOLM, 3 May (Reuters) - {BODY}", "/2022/05/04/b", date(2022, 5, 4), 0.8),
        (f"LARNHOLM, 3 May (Reuters) - {BODY}", "/2022/05/bridge", date(2022, 5, 3), 0.7),
        (f"Date: 2024-05-03T10:15Z\n\n{BODY}", "", datetime(2024, 5, 3, 10, 15, tzinfo=UTC), 0.9),
        (BODY, "", None, 0.0),
    ],
)  # fmt: skip
def test_what_stands_above_a_text_dates_it(
    text: str, url: str, published: date | None, confidence: float
) -> None:
    """A header, date line and dateline with its year are surest, then the address, then a
    dateline completed by a year that stands elsewhere."""
    address = f"https://port.example{url}" if url else ""
    assert of_text(text, address) == PublicationDate(published, confidence)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/news/2024/05/03/bridge", date(2024, 5, 3)),
        ("/world/2024/may/03/bridge", date(2024, 5, 3)),
        ("/bridge-20240503", date(2024, 5, 3)),
        ("/2024-05-03-bridge.html", date(2024, 5, 3)),
        ("/news/2024/05/bridge", None),
        ("/story/20245503", None),
        ("/story/720240503", None),
        ("/2024/13/03/bridge", None),
    ],
)
def test_an_address_tells_a_day_only_where_it_holds_one(path: str, day: date | None) -> None:
    """Year, month and day as folders or run together; a number that is no day tells none."""
    assert date_in_url(f"https://port.example{path}") == day


@pytest.mark.parametrize(
    "text",
    [
        f"The town was retaken on Sunday 27 March 2016 by the army.\n\n{BODY}",
        f"The town was retaken, the state said on Sunday.\n\n{BODY}\n\n"
        "In this Sunday, March 27, 2016 photo, soldiers stand at the gate.",
        f"The town was retaken by the army on Sunday after three weeks of fighting.\n\n"
        f"Soldiers stand at the gate of the old town on March 27, 2016.\n\n{BODY}",
        f"The army entered the town by night and held it by Sunday, a man said.\n\n{BODY}\n\n"
        "“It is over” — Town Council (@towncouncil) March 27, 2016",
        f"The town was retaken on Sunday, 27th March 2016. The 2018 elections will be held there."
        f"\n\n{BODY}",
    ],
)
def test_a_text_tells_when_it_was_published_by_what_it_shows_and_reports(text: str) -> None:
    """A full date with its weekday, a picture's or a message's day date a text, less surely
    than anything above it."""
    found = of_text(text)
    assert found.published == date(2016, 3, 27)
    assert 0.0 < found.confidence <= 0.6


@pytest.mark.parametrize(
    "text",
    [
        f"The town was retaken on Monday 27 March 2016 by the army.\n\n{BODY}",
        f"The attack on the harbour began on Sunday 7 December 1941 at dawn.\n\n{BODY}",
        f"The vote will be held on Sunday 27 March 2016, the court said.\n\n{BODY}",
        f"The bridge has been shut since Sunday 27 March 2016, the court said.\n\n{BODY}",
        f"The town marked the anniversary of its fall on Sunday 27 March 2016.\n\n{BODY}",
        f"The town was retaken on Sunday, the state said.\n\n{BODY}",
        f"It was opened on 3 May 2024 by the king.\n\n{BODY}",
        f"The fair opened on Saturday 1 June 2030 with a parade.\n\n{BODY}",
        f"{BODY}\n\n{BODY}\n\nSoldiers stand at the gate of the old town on March 27, 2016.",
    ],
)
def test_a_date_that_a_text_only_mentions_does_not_date_it(text: str) -> None:
    """A wrong weekday, history, plans, bare weekdays and the end of one caption tell nothing."""
    assert of_text(text) == PublicationDate()


@given(st.text(st.sampled_from("Sunday 27 March 2016\n.,on (AP Photo)/@"), max_size=200))
def test_any_text_at_all_gives_a_date_that_is_not_in_the_future(text: str) -> None:
    """Odd text raises nothing, and what it gives is a day with a confidence of its own."""
    found = date_by_mentions(text, TODAY)
    assert found.published is None or 0.0 < found.confidence <= 0.6
    assert (day_of(found.published) or TODAY) <= TODAY
