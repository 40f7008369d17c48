"""Two writers whose decisions cross: each is taken on what the library holds when it is written."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import Article
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from vectorstore import Incoming, Library, Outcome, Status
from vectorstore.documents import SourceRead
from vectorstore.text.encoder import Vectors

URL = "https://wire.example/bridge"
OLD, NEW = (made.text for made in corpus.articles(2))


class Waiting(HashedTexts):
    """Embeds nothing until it may: what is to be added was decided on by then."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.go = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors, once it may."""
        self.reached.set()
        assert self.go.wait(60)
        return super().embed(texts)


def _article(text: str, day: str = "2026-03-01", title: str = "Bridge shut") -> Article:
    return Article(text, title=title, publisher="Wire", url=URL, published=day)  # type: ignore[arg-type]


def _added(library: Library, *articles: Article) -> list[Outcome]:
    return list(library.add(map(Incoming, articles)))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Library]:
    """The library as another process has it open."""
    with Library(tmp_path / "library", HashedTexts()) as opened:
        yield opened


def crossed(other: Library, article: Article, meanwhile: Callable[[], object]) -> Outcome:
    """What becomes of an article during whose adding something else is written."""
    (outcome,) = all_crossed(other, [Incoming(article)], meanwhile)
    return outcome


def all_crossed(
    other: Library, incoming: Sequence[Incoming | SourceRead], meanwhile: Callable[[], object]
) -> list[Outcome]:
    """The same of several articles and sources."""
    waiting = Waiting()
    with Library(other.folder, waiting) as library, ThreadPoolExecutor(1) as one:
        adding = one.submit(lambda: list(library.add(incoming)))
        try:
            assert waiting.reached.wait(60)
            meanwhile()
        finally:
            waiting.go.set()
        return adding.result()


def test_the_same_article_by_two_is_added_once(other: Library) -> None:
    """Who comes second finds it unchanged."""
    outcome = crossed(other, _article(OLD), lambda: _added(other, _article(OLD)))
    assert outcome.status is Status.UNCHANGED
    assert len(other.articles()) == 1
    assert len(other.versions(outcome.id)) == 1


def test_an_older_version_that_comes_second_stays_the_older(other: Library) -> None:
    """What the article says now is what was published last, whoever was slower."""
    new = _article(NEW, "2026-03-02")
    outcome = crossed(other, _article(OLD), lambda: _added(other, new))
    assert outcome.status is Status.UPDATED
    assert other.article(outcome.id).text == NEW
    assert [version.text for version in other.versions(outcome.id)] == [OLD, NEW]
    assert other.search(NEW[:200])[0].text in NEW


def test_a_newer_version_that_comes_second_is_the_newer(other: Library) -> None:
    """And what was there before it is kept as a version."""
    outcome = crossed(other, _article(NEW, "2026-03-02"), lambda: _added(other, _article(OLD)))
    assert outcome.status is Status.UPDATED
    assert [version.text for version in other.versions(outcome.id)] == [OLD, NEW]


def test_what_a_user_corrects_meanwhile_stays(other: Library) -> None:
    """A correction between the reading and the writing of new words is not written over."""
    _added(other, _article(OLD))
    (known,) = other.articles()
    new = _article(NEW, "2026-03-02")
    outcome = crossed(other, new, lambda: other.edit(known.id, title="Bridge closed"))
    assert (other.article(outcome.id).title, other.article(outcome.id).text) == (
        "Bridge closed", NEW,
    )  # fmt: skip


def test_new_words_that_come_during_a_correction_stay(other: Library) -> None:
    """Whoever corrects a title does not bring back the words of before."""
    _added(other, _article(OLD))
    (known,) = other.articles()
    waiting = Waiting()
    with Library(other.folder, waiting) as library, ThreadPoolExecutor(1) as one:
        correcting = one.submit(library.edit, known.id, title="Bridge closed")
        try:
            assert waiting.reached.wait(60)
            _added(other, _article(NEW, "2026-03-02"))
        finally:
            waiting.go.set()
        assert correcting.result().text == NEW
    found = other.article(known.id)
    assert (found.title, found.text) == ("Bridge closed", NEW)


def test_copies_that_two_add_at_once_are_found(other: Library) -> None:
    """Who comes second is the copy, as if one had waited for the other."""
    first = Article(OLD, title="One", publisher="Wire", published="2026-03-01")  # type: ignore[arg-type]
    copy = Article(OLD, title="Two", publisher="Post", published="2026-03-02")  # type: ignore[arg-type]
    outcome = crossed(other, copy, lambda: _added(other, first))
    assert outcome.status is Status.DUPLICATE
    assert other.article(copy.id).copy_of == first.id


def test_what_is_removed_meanwhile_is_added_anew(other: Library) -> None:
    """New words of an article that somebody removes while they are read: it is there again."""
    _added(other, _article(OLD))
    (known,) = other.articles()
    outcome = crossed(other, _article(NEW, "2026-03-02"), lambda: other.remove([known.id]))
    assert outcome.status is Status.ADDED
    assert len(other.versions(outcome.id)) == 1


FILE = "/news/both.txt"


def _in_file(number: int, text: str, title: str) -> Article:
    return Article(text, title=title, publisher="Wire", origin=f"{FILE}#{number}")


def test_what_a_source_still_holds_is_added_anew(other: Library) -> None:
    """One of its articles is removed while another, a new one, is embedded: both are there then,
    and the source counts as read."""
    new, old = _in_file(1, NEW, "Bridge open"), _in_file(2, OLD, "Bridge shut")
    _added(other, old)
    read = [Incoming(new), Incoming(old), SourceRead(FILE, "digest")]
    outcomes = all_crossed(other, read, lambda: other.remove([old.id]))
    assert [outcome.status for outcome in outcomes] == [Status.ADDED] * 2
    assert {article.id for article in other.articles()} == {old.id, new.id}
    assert other.holds(FILE, "digest")


def test_an_article_that_a_source_holds_twice_is_added_anew_once(other: Library) -> None:
    """As if it had been removed before the source was read."""
    new, old = _in_file(1, NEW, "Bridge open"), _in_file(2, OLD, "Bridge shut")
    _added(other, old)
    again = _in_file(3, OLD, "Bridge shut")
    read = [Incoming(new), Incoming(old), Incoming(again), SourceRead(FILE, "digest")]
    outcomes = all_crossed(other, read, lambda: other.remove([old.id]))
    statuses = [outcome.status for outcome in outcomes]
    assert statuses == [Status.ADDED, Status.ADDED, Status.UNCHANGED]
    assert len(other.versions(old.id)) == 1


def test_what_is_removed_once_it_was_told_of_is_read_again_the_next_time(other: Library) -> None:
    """An article was found unchanged, and told of as such, before it is removed: the new one that
    comes after it from the same source stays, and the source does not count as read."""
    old, new = _in_file(1, OLD, "Bridge shut"), _in_file(2, NEW, "Bridge open")
    _added(other, old)
    read = [Incoming(old), Incoming(new), SourceRead(FILE, "digest")]
    outcomes = all_crossed(other, read, lambda: other.remove([old.id]))
    assert [outcome.status for outcome in outcomes] == [Status.UNCHANGED, Status.ADDED]
    assert [article.id for article in other.articles()] == [new.id]
    assert not other.holds(FILE, "digest")
