"""Articles and filters: what identifies them, what they let through."""

from dataclasses import replace
from datetime import date, datetime

from assistant import Article, ArticleFilter


def test_id_is_the_urls_where_there_is_one() -> None:
    """The same url is the same article whatever its words; the version tells them apart."""
    one = Article("First words.", url="https://a.example/x")
    other = Article("Other words.", url="https://a.example/x", title="T")
    assert one.id == other.id
    assert one.version != other.version


def test_id_without_url_follows_from_publisher_title_and_text() -> None:
    """Without a url the id changes with any of the three, and their borders count."""
    ids = {
        Article("b", title="a").id,
        Article("ab").id,
        Article("b", publisher="a").id,
        Article("", title="ab").id,
    }
    assert len(ids) == 4
    assert Article("b", title="a").id == Article("b", title="a", published=date(2024, 1, 1)).id


def test_id_stays_when_fields_are_edited() -> None:
    """An id is fixed when the article is made."""
    article = Article("Words.", title="Old")
    assert replace(article, title="New").id == article.id


def test_lone_surrogates_in_fields_are_replaced_and_in_text_kept() -> None:
    """The text is kept verbatim, even where no encoding takes it."""
    article = Article("a\ud800b", title="t\udc00")
    assert article.text == "a\ud800b"
    assert article.title == "t\ufffd"


def test_filter_takes_single_values_and_moments() -> None:
    """A single publisher need not be put in a tuple; a moment counts as its day."""
    filter = ArticleFilter(publishers="Ledger", since=datetime(2024, 5, 3, 12))  # type: ignore[arg-type]
    assert filter.publishers == ("Ledger",)
    assert filter.since == date(2024, 5, 3)
    assert not ArticleFilter()
    assert ArticleFilter(until=date(2024, 1, 2), as_of=date(2024, 1, 1)).last == date(2024, 1, 1)
