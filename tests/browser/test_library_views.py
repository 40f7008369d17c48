"""What the library's pane is told: which articles count, how a list is cut, what came in."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from assistant import Article, Assistant
from assistant.interfaces.chat.adding import (
    Adding,
    AddingView,
    Inbox,
    Parcel,
    TooMuch,
    file_name,
)
from assistant.interfaces.chat.listing import (
    Contents,
    Listing,
    Look,
    Row,
    Scope,
    library_view,
    narrower,
    read_look,
    read_scope,
    scope_filter,
    still_held,
)
from assistant.interfaces.chat.views import NO_ARTICLE
from assistant.types import Failed
from vectorstore.documents import ArticleFilter
from vectorstore.stories import Story

_TEXT = "The ferry Orsolya sank off Tamsin and {} passengers died, the coast guard said on Monday."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library with one story and one undated article without a publisher."""
    with Assistant(tmp_path_factory.mktemp("views") / "library") as opened:
        opened.add(
            *(Article(text=_TEXT.format(dead), title=f"Ferry Orsolya sinks, {dead} dead",
                      publisher=publisher, published=date.fromisoformat(day))
              for dead, publisher, day in (("six", "Harbour Wire", "2024-05-06"),
                                           ("nine", " harbour wire ", "2024-05-07"))),
            Article(text="Keepers counted 4,711 quokkas."),
        )  # fmt: skip
        yield opened


@pytest.fixture
def held(assistant: Assistant) -> Contents:
    """What that library holds."""
    return Listing(assistant).now()


def test_the_list_is_newest_first(held: Contents) -> None:
    """Newest first, undated last, unknown publishers and missing titles in words."""
    assert [row.when for row in held.rows] == [date(2024, 5, 7), date(2024, 5, 6), None]
    assert (held.rows[2].publisher, held.rows[2].title) == ("publisher unknown", "(no title)")
    view = library_view(held, Look(opened=(held.stories[0].id,)), Scope())
    assert [row.day for row in view.rows] == ["no date"]
    assert len(view.stories[0].rows) == 2


def test_the_list_has_other_orders() -> None:
    """By name, articles and stories; by size, the story with most articles first."""
    rows = tuple(
        Row(name, name, "Wire", "", ("", "", ""), "wire", None, name) for name in ("b", "A", "c")
    )
    stories = tuple(
        Story(name, name, ids, 1, None, None, ())
        for name, ids in (("s2", ("x",)), ("s1", ("y", "z")))
    )
    contents = Contents(rows, (), stories, settled=True)
    for order, first in (("newest", "s2"), ("largest", "s1"), ("name", "s1")):
        view = library_view(contents, Look(order=order), Scope())
        assert view.stories[0].id == first
    assert [row.id for row in view.rows] == ["A", "b", "c"]


def test_publishers_are_counted_whatever_their_case(held: Contents, assistant: Assistant) -> None:
    """One publisher under two spellings is one, and passes under both."""
    assert [(one.name, one.articles) for one in held.outlets] == [
        ("Harbour Wire", 2), ("publisher unknown", 1),
    ]  # fmt: skip
    for outlet in held.outlets:
        found = assistant.articles(scope_filter(Scope(publishers=(outlet.key,)), held))
        assert len(found) == outlet.articles


def test_nothing_of_what_a_page_sends_is_trusted(held: Contents) -> None:
    """Ids and publishers that the library has not are left out, and so is what is no day."""
    own = held.rows[0].id
    scope = read_scope(
        {"stories": ["x", 7, held.stories[0].id], "ticked": [own, own, own[:6], None],
         "publishers": "harbour wire", "since": "2024-99-99", "until": {}, "sent": "9"},
        held,
    )  # fmt: skip
    assert scope == Scope(stories=(held.stories[0].id,), articles=(own,))
    assert read_scope({}, held) == Scope()
    assert read_look(
        {"search": 3, "order": "x", "opened": "x", "listed_stories": -1, "listed_articles": 10**9}
    ) == (Look(articles=5_000))


def test_ticks_are_united_and_never_become_everything(held: Contents, assistant: Assistant) -> None:
    """Stories and single articles together; where all that was ticked is gone, nothing passes."""
    everything = scope_filter(
        Scope(stories=(held.stories[0].id,), articles=(held.rows[2].id,)), held
    )
    assert set(everything.article_ids) == {row.id for row in held.rows}
    gone = scope_filter(Scope(articles=("0123456789abcdef",)), held)
    assert gone.article_ids == (NO_ARTICLE,)
    assert assistant.articles(gone) == []
    assert still_held(Scope(articles=("0123456789abcdef",), since=date(2024, 1, 1)), held) == Scope(
        since=date(2024, 1, 1)
    )


def test_a_briefings_own_days_only_narrow_the_scope() -> None:
    """The later beginning, the earlier end, and the briefing's story."""
    scoped = ArticleFilter(publishers=("A",), since=date(2024, 5, 1), until=date(2024, 5, 9))
    asked = ArticleFilter(since=date(2024, 5, 3), until=date(2024, 6, 1), story="abcd")
    assert narrower(scoped, asked) == ArticleFilter(
        publishers=("A",), since=date(2024, 5, 3), until=date(2024, 5, 9), story="abcd"
    )


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [("a.txt", "a.txt"), ("../../etc/passwd", "passwd"), ("C:\\x\\b.pdf", "b.pdf"), ("..", "file"),
     ("", "file"), (".txt", "txt"), ("a\x00\n\u202egpj.txt", "agpj.txt"),
     ("é" * 300 + ".html", "é" * 57 + ".html")],
)  # fmt: skip
def test_file_names_stay_in_their_folder(sent: str, kept_as: str) -> None:
    """One part without signs that steer, short enough, with its ending."""
    assert file_name(sent) == kept_as


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def test_the_inbox_takes_no_more_than_it_may() -> None:
    """A file that is too large leaves nothing; too many wait their turn; tokens are not guessed."""
    inbox = Inbox(largest=10, most_files=2)
    with pytest.raises(TooMuch, match="is larger than"):
        asyncio.run(inbox.take("large.txt", _pieces(b"12345", b"123456")))
    first = asyncio.run(inbox.take("a.txt", _pieces(b"12345")))
    asyncio.run(inbox.take("a.txt", _pieces(b"12345")))
    with pytest.raises(TooMuch, match="2 files wait"):
        asyncio.run(inbox.take("a.txt", _pieces(b"1")))
    path = inbox.path(first)
    assert path is not None
    assert path.read_bytes() == b"12345"
    assert inbox.path("") is inbox.path("..") is inbox.path(f"{first}/..") is None
    inbox.forget(first)
    assert inbox.path(first) is None
    assert not path.exists()
    folder = path.parent.parent
    inbox.close()
    assert not folder.exists()


def test_an_adding_goes_on_when_its_page_is_closed(tmp_path: Path) -> None:
    """What was sent is kept, though nobody follows; its files are deleted afterwards."""
    with Assistant(tmp_path / "library") as assistant:
        adding = Adding(assistant)
        tokens = tuple(
            asyncio.run(adding.inbox.take(f"{n}.txt", _pieces(_TEXT.format(n).encode())))
            for n in range(3)
        )
        told: list[AddingView] = []

        def push(view: AddingView) -> bool:
            told.append(view)
            return False

        adding.add(
            Parcel(
                tokens=(*tokens, "unknown"), refused=(Failed("x.txt", "is too large"),),
                by="login:vera",
            ),
            push,
        )  # fmt: skip
        assert len(assistant.articles()) == 3
        assert '"who": "login:vera", "deed": "add"' in assistant.audit.path.read_text()
        assert told[-1].done
        assert [one.source for one in told[-1].failed] == ["x.txt"]
        assert adding.inbox.path(tokens[0]) is None
        adding.close()


def test_closing_ends_an_adding(tmp_path: Path) -> None:
    """When the window closes, what is being read ends after its next article, without an error."""
    with Assistant(tmp_path / "library") as assistant:
        adding = Adding(assistant)
        adding.close()
        token = asyncio.run(adding.inbox.take("a.txt", _pieces(b"")))
        told: list[AddingView] = []

        def push(view: AddingView) -> bool:
            told.append(view)
            return True

        adding.add(Parcel(tokens=(token,)), push)
        assert not any(view.done for view in told)


def test_a_stop_ends_one_adding(tmp_path: Path) -> None:
    """What was read by then stays and is reported; another page's parcel, and what is to come
    of this one's, are told apart."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(200):
            archive.writestr(f"{number}.txt", _TEXT.format(f"exactly {number}"))
    with Assistant(tmp_path / "library") as assistant:
        adding = Adding(assistant)
        told: list[AddingView] = []

        def sent(name: str, content: bytes, page: str) -> Parcel:
            token = asyncio.run(adding.inbox.take(name, _pieces(content)))
            return Parcel(tokens=(token,), page=page, number=1)

        def push(view: AddingView) -> bool:
            told.append(view)
            if "so far" in view.line:
                adding.stop(Parcel(page="one", number=1))
            return True

        adding.add(sent("many.zip", packed.getvalue(), "one"), push)
        kept = len(assistant.articles())
        assert 0 < kept < 200
        assert told[-1].done
        assert told[-1].line.startswith(f"Stopped: {kept} added")
        assert any(view.line.startswith("Stopping: ") for view in told)
        adding.add(sent("other.txt", _TEXT.format("other").encode(), "two"), push)
        assert told[-1].line == "1 added"
        adding.stop(Parcel(page="two", number=1))
        adding.add(sent("late.txt", _TEXT.format("late").encode(), "two"), push)
        assert told[-1].line == "Stopped: nothing was added"
        assert len(assistant.articles()) == kept + 1
        adding.close()


def test_who_need_not_wait_gets_the_stories_from_before(tmp_path: Path) -> None:
    """After a change the articles are there at once, and the stories once they are found again."""
    with Assistant(tmp_path / "library") as assistant:
        listing = Listing(assistant)
        told = [
            Article(text=_TEXT.format(dead), title=f"Ferry Orsolya sinks, {dead} dead")
            for dead in ("six", "nine")
        ]
        assistant.add(*told)
        before = listing.now(stories=False)
        assert (len(before.rows), before.stories, before.settled) == (2, (), False)
        assert len(listing.now().stories) == 1
        assistant.remove(told[0].id)
        after = listing.now(stories=False)
        assert ([row.id for row in after.rows], len(after.stories)) == ([told[1].id], 1)
        assert library_view(after, Look(), Scope()).stories[0].about.startswith("2 articles")
        settled = listing.now()
        assert (settled.stories, settled.settled) == ((), True)
        assert listing.now() is settled
