"""A library's stories: kept up as articles come and go, whatever the order and the process."""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import Article, ArticleFilter
from tests.soak.standin import WordSums
from vectorstore import Incoming, Library
from vectorstore.errors import LibraryDamaged, UnknownStory
from vectorstore.stories import Story

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2024, 5, 4)


def report(event: str, n: int, day: date | None, publisher: str) -> Article:
    """One of several reports of an event."""
    title, text = EVENTS[event]
    return Article(text.format(n=n, word=WORDS[n]), f"{title}: {WORDS[n]}", publisher, day)


def dam(n: int, day: date | None = DAY) -> Article:
    """One of several reports of a burst dam."""
    return report("dam", n, day, f"Outlet {n}")


def cup(n: int, day: date | None = DAY, publisher: str = "Sport") -> Article:
    """One of several reports of a football match."""
    return report("cup", n, day, publisher)


def lone() -> Article:
    """An article like no other."""
    return Article(text="Beekeepers of Upper Wend count fewer queens.", title="Bees", published=DAY)


EVENTS = {
    "dam": (
        "Orvik dam bursts",
        "The Orvik dam burst above Lindal on Friday and flooded Market Square. "
        "Engineer number {n} said the {word} gate had failed in the storm.",
    ),
    "cup": (
        "Torvund win cup",
        "Torvund beat Haslum in the cup final at Karsten Stadium. "
        "Fan number {n} sang of the {word} goal until the lights went out.",
    ),
}
WORDS = ("eastern", "second", "rusted", "hydraulic", "lowest", "newest", "twelfth", "iron")
NEWS = (
    dam(0),
    dam(1, DAY + timedelta(1)),
    dam(2, DAY + timedelta(2)),
    replace(dam(0), id="", publisher="Copyist", title="Dam", published=DAY + timedelta(1)),
    dam(4, None),
    cup(0, DAY + timedelta(9)),
    cup(1, DAY + timedelta(9), publisher=""),
    cup(2, DAY + timedelta(10), publisher=""),
    lone(),
)


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[Callable[[], Library]]:
    """Opens the test's library, as often as asked."""
    opened: list[Library] = []

    def open_one() -> Library:
        opened.append(Library(tmp_path / "library", WordSums()))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Callable[[], Library]) -> Library:
    """An empty library."""
    return open_library()


def added(library: Library, *articles: Article) -> None:
    """Adds articles at once."""
    assert len(list(library.add(Incoming(article) for article in articles))) == len(articles)


def ids(found: Sequence[Story]) -> list[set[str]]:
    """The articles of each story."""
    return [set(story.article_ids) for story in found]


@cache
def expected() -> tuple[list[Story], list[Article]]:
    """The stories of the news added at once, and the articles that are in none."""
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), WordSums()) as library:
        added(library, *NEWS)
        return library.stories(), library.unclustered()


@given(order=st.permutations(NEWS), cuts=st.sets(st.integers(1, len(NEWS) - 1), max_size=3))
@settings(max_examples=4)
def test_stories_are_the_same_whatever_the_order_of_adding(
    order: list[Article], cuts: set[int]
) -> None:
    """Added in any order, in any batches, looked at in between or not: all is the same."""
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), WordSums()) as library:
        for start, end in pairwise([0, *sorted(cuts), len(order)]):
            added(library, *order[start:end])
            if start % 2:
                library.stories()
        assert (library.stories(), library.unclustered()) == expected()


def test_stories_follow_what_is_added_and_removed(library: Library) -> None:
    """A story appears with its second article, grows, keeps its id, and goes with all but one."""
    assert library.stories() == []
    assert library.unclustered() == []
    added(library, dam(0))
    assert library.stories() == []
    assert [one.id for one in library.unclustered()] == [dam(0).id]
    added(library, NEWS[1])
    [begun] = library.stories()
    added(library, NEWS[2], lone())
    [grown] = library.stories()
    assert grown.id == begun.id
    assert set(grown.article_ids) == {dam(n).id for n in range(3)}
    library.remove([dam(1).id, dam(2).id])
    assert library.stories() == []
    assert {one.id for one in library.unclustered()} == {dam(0).id, lone().id}


def test_stories_follow_corrections(library: Library) -> None:
    """A corrected day of publication, years off, takes an article out; a publisher counts."""
    added(library, dam(0), dam(1), dam(2))
    library.edit(dam(2).id, published="2031-01-01")
    [story] = library.stories()
    assert set(story.article_ids) == {dam(0).id, dam(1).id}
    library.edit(dam(1).id, publisher="Outlet 0")
    [story] = library.stories()
    assert story.publishers == 1


def test_copies_are_no_publishers_until_they_are_parted(library: Library) -> None:
    """A story of copies alone has one publisher; a user who parts two makes them two."""
    copies = [replace(dam(0), id="", publisher=name) for name in ("Wire", "Paper", "Gazette")]
    copies[0] = replace(copies[0], published=DAY - timedelta(1))
    added(library, *copies)
    [story] = library.stories()
    assert (len(story.article_ids), story.publishers) == (3, 1)
    library.keep_apart(copies[0].id, copies[1].id)
    [story] = library.stories()
    assert story.publishers == 2


def test_stories_follow_what_another_process_adds(library: Library) -> None:
    """Both say the same: each finds what the other kept, and neither stays behind."""
    added(library, dam(0), dam(1))
    before = library.stories()
    script = (
        "import sys; from pathlib import Path; from vectorstore import Incoming, Library\n"
        "from tests.unit.test_stories_kept import WordSums, dam\n"
        "with Library(Path(sys.argv[1]), WordSums()) as library:\n"
        "    print(library.stories()); list(library.add([Incoming(dam(2))]))\n"
        "    print(library.stories())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, library.folder],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines() == [repr(before), repr(library.stories())]
    assert len(library.stories()[0].article_ids) == 3


def _told(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as database:
        return list(database.execute("SELECT value FROM settings WHERE name = 'stories'"))


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM settings",
        "UPDATE settings SET value = ''",
        "UPDATE settings SET value = 'no JSON'",
        "UPDATE settings SET value = substr(value, 1, 90)",
        "UPDATE settings SET value = replace(value, 'Torvund win', 'Haslum win')",
    ],
)
def test_what_is_kept_of_stories_is_made_again(
    open_library: Callable[[], Library], damage: str
) -> None:
    """Lost or damaged, it is found anew from the articles, and kept as it was."""
    first = open_library()
    added(first, *NEWS)
    found = first.stories()
    first.close()
    whole = _told(first.folder)
    with closing(sqlite3.connect(first.folder / "catalog.sqlite3")) as database:
        database.execute(f"{damage} WHERE name = 'stories'")
        database.commit()
    assert open_library().stories() == found
    assert _told(first.folder) == whole


def test_stories_are_found_where_nothing_can_be_written(
    open_library: Callable[[], Library],
) -> None:
    """Another process that holds the catalog delays nobody: a reader does without keeping."""
    library, reader = open_library(), open_library()
    added(library, *NEWS)
    with closing(sqlite3.connect(library.folder / "catalog.sqlite3")) as database:
        database.isolation_level = None
        database.execute("BEGIN IMMEDIATE")
        found = library.stories()
        within = reader.articles(ArticleFilter(story=found[0].id))
        database.execute("ROLLBACK")
        assert not list(database.execute("SELECT 1 FROM settings WHERE name = 'stories'"))
    assert {one.id for one in within} == set(found[0].article_ids)
    assert open_library().stories() == found


def test_a_filter_keeps_to_what_passes(library: Library) -> None:
    """A story stays listed with one article that passes, and tells of those alone."""
    added(library, *NEWS)
    matches, flood = library.stories()
    assert library.stories(ArticleFilter(until=date(2100, 1, 1))) == [matches, flood]
    assert library.stories(ArticleFilter(since=DAY + timedelta(9))) == [matches]
    [early] = library.stories(ArticleFilter(since=DAY, until=DAY))
    assert (early.id, early.article_ids, early.publishers) == (flood.id, (NEWS[0].id,), 1)
    assert (early.first, early.last, early.title) == (DAY, DAY, NEWS[0].title)
    assert [one.id for one in library.unclustered(ArticleFilter(until=DAY))] == [lone().id]
    assert library.unclustered(ArticleFilter(story=flood.id)) == []
    [both] = library.stories(ArticleFilter(story=flood.id, publishers=("outlet 1", "Sport 0")))
    assert both.article_ids == (NEWS[1].id,)
    assert library.stories(ArticleFilter(publishers=("Nobody",))) == []


def test_a_story_filter_follows_the_story(library: Library) -> None:
    """What was narrowed once is not narrowed to the same articles for ever."""
    added(library, NEWS[0], NEWS[1])
    within = ArticleFilter(story=library.stories()[0].id)
    assert library.scope(within).articles == 2
    assert len({one.article_id for one in library.search("Orvik dam", 9, within)}) == 2
    added(library, NEWS[2])
    assert library.scope(within).articles == 3
    assert len({one.article_id for one in library.search("Orvik dam", 9, within)}) == 3


def test_a_story_that_is_not_there_is_one_clear_line(library: Library) -> None:
    """Not an empty result: whoever filters by a story that is gone is told so."""
    added(library, *NEWS)
    known = library.stories()[0]
    assert library.story(known.id[:5]) == known
    for asked in ("feedfeedfeed", known.id[:3], "", known.id + "0"):
        with pytest.raises(UnknownStory, match="newsbrief stories lists them"):
            library.story(asked)
    with pytest.raises(UnknownStory, match="feedfeedfeed"):
        library.scope(ArticleFilter(story="feedfeedfeed"))
    with pytest.raises(TypeError, match="story of an ArticleFilter"):
        ArticleFilter(story=known)  # type: ignore[arg-type]


def test_stories_of_articles_that_changed_meanwhile_are_not_kept(
    open_library: Callable[[], Library],
) -> None:
    """Found before another process added something, they must not pass for those of now.

    Of two that begin alike more of the id is asked for.
    """
    library = open_library()
    added(library, *NEWS)
    kept, found = library._catalog.stories, library.stories()
    outlets = library._catalog.outlets.mark
    kept._write(library.generation - 1, outlets, found[:1])
    assert open_library().stories() == library.stories() == found
    renamed = [replace(one, id=f"abcd{n}") for n, one in enumerate(found)]
    kept._write(library.generation, outlets, renamed)
    with pytest.raises(UnknownStory, match="2 stories have an id that begins with abcd"):
        open_library().story("abcd")


def test_odd_texts_make_no_story_fail(library: Library) -> None:
    """Half a character, a NUL and texts without a word are kept like others."""
    odd = [replace(dam(n), id="", title="", text="a\ud800\0 " + dam(n).text) for n in (1, 2)]
    added(library, *odd, Article("…"), Article("\ud800 1"))
    [story] = library.stories()
    assert set(story.article_ids) == {one.id for one in odd}
    story.title.encode()


def test_vectors_of_the_wrong_length_are_damage(open_library: Callable[[], Library]) -> None:
    """The line says what mends it."""
    library = open_library()
    added(library, *NEWS)
    library.close()
    with closing(sqlite3.connect(library.folder / "catalog.sqlite3")) as database:
        database.execute("UPDATE chunks SET vector = x'00000000' WHERE number = 1")
        database.commit()
    with pytest.raises(LibraryDamaged, match="repair --reindex"):
        open_library().stories()
