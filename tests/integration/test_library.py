"""The store whole: real SQLite, real Chroma, the real model."""

import contextlib
import gc
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from tests.soak.standin import WordSums
from vectorstore import (
    Article,
    ArticleFilter,
    Incoming,
    Library,
    SentenceTransformerEmbeddings,
    Status,
)
from vectorstore.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryNotWritable,
    ModelMismatch,
    NotALibrary,
    UnknownArticle,
    VectorsError,
)


@pytest.fixture
def library(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> Iterator[Library]:
    """An empty library."""
    with Library(tmp_path / "library", embeddings) as opened:
        yield opened


def add(library: Library, *articles: Article) -> list[Status]:
    return [outcome.status for outcome in library.add(Incoming(a) for a in articles)]


def chroma_folder(library: Library) -> Path:
    (folder,) = (library.folder / "chroma").glob("generation-*")
    return folder


@contextlib.contextmanager
def opened_copy(folder: Path) -> Iterator[Any]:
    """The collection as a Chroma of its own reads it, from a copy of the store."""
    import chromadb

    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        client: Any = chromadb.PersistentClient(copy)
        try:
            yield client.get_collection("chunks")
        finally:
            client.close()


# ---------------------------------------------------------------- adding


def test_articles_come_back_as_they_went_in(library: Library, articles: list[Article]) -> None:
    """All fields and the text survive; the list is oldest first."""
    odd = Article(
        "NUL \0 and \ud800 lone, \u202e turned, 🚢 sailed. " * 3,
        title="A\u202eb", publisher="“Ü”", authors=("A", "B"), url="https://a.example/ü",
        agency="Northern Wire", dateline="LARNHOLM", language="en", origin="/x/y",
    )  # fmt: skip
    assert add(library, articles[2], articles[0], odd) == [Status.ADDED] * 3
    assert library.articles() == [articles[0], articles[2], odd]
    assert library.article(odd.id) == odd
    for span in library.sentences(odd.id):
        assert odd.text[span.start : span.end].strip()


def test_a_copy_of_an_edited_files_first_words_is_another_article(library: Library) -> None:
    """Whichever comes first in an add, the edited file keeps its words and its id."""
    old, new = "Old words about the harbour.", "New words about the harbour."
    add(library, Article(old, title="T", origin="/news/a.txt"))
    edited = Article(new, title="T", origin="/news/a.txt")
    copy = Article(old, title="T", origin="/news/b.txt")
    assert add(library, edited, copy) == [Status.UPDATED, Status.ADDED]
    assert add(library, copy, edited) == [Status.UNCHANGED, Status.UNCHANGED]
    assert {(a.origin, a.text) for a in library.articles()} == {
        ("/news/a.txt", new), ("/news/b.txt", old),
    }  # fmt: skip


def test_the_same_article_twice_in_one_add(library: Library, articles: list[Article]) -> None:
    """The second occurrence finds the first, even before anything was written."""
    statuses = add(library, articles[0], articles[0], articles[1], articles[0])
    assert statuses == [Status.ADDED, Status.UNCHANGED, Status.ADDED, Status.UNCHANGED]


def test_removed_articles_leave_nothing(library: Library, articles: list[Article]) -> None:
    """No row, chunk, index entry or vector remains."""
    add(library, *articles)
    library.remove([articles[0].id])
    assert [a.id for a in library.articles()] == [articles[1].id, articles[2].id]
    assert all(p.article_id != articles[0].id for p in library.search("Ines Dahl harbour master"))
    with opened_copy(chroma_folder(library)) as collection:
        assert set(collection.get()["ids"]) == set(library._catalog.chunks.ids())
    assert library._catalog.chunks.frequency("Dahl") == 0
    library.remove(a.id for a in library.articles())
    assert library.counts() == (0, 0)
    assert library.search("ferry") == []


def test_removing_an_unknown_article_removes_none(
    library: Library, articles: list[Article]
) -> None:
    """All are there, or none goes."""
    add(library, *articles)
    with pytest.raises(UnknownArticle, match="no article has the id 'nope'"):
        library.remove([articles[0].id, "nope"])
    assert len(library.articles()) == 3


# ---------------------------------------------------------------- searching


def test_passages_are_exact_spans(library: Library, articles: list[Article]) -> None:
    """A passage's offsets open its article at its text, best first."""
    add(library, *articles)
    found = library.search("How many people died in the ferry accident?", k=3)
    assert found[0].title in (articles[0].title, articles[1].title)
    for passage in found:
        text = library.article(passage.article_id).text
        assert text[passage.start : passage.end] == passage.text
        assert 0 < passage.score <= 1
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_filters_bound_what_is_found(library: Library, articles: list[Article]) -> None:
    """Both ends are included; undated articles pass until and as_of but not since."""
    undated = Article("A ferry was late, said its captain.", title="Late")
    add(library, *articles, undated)

    def titles(**filter: object) -> set[str]:
        return {p.title for p in library.search("ferry", filter=ArticleFilter(**filter))}  # type: ignore[arg-type]

    ferry, toll, bank = (article.title for article in articles)
    assert titles(since=date(2024, 5, 4)) == {toll, bank}
    assert titles(until=date(2024, 5, 3)) == {ferry, "Late"}
    assert titles(as_of=date(2024, 5, 4), since=date(2024, 5, 3)) == {ferry, toll}
    assert titles(publishers=("LEDGER",)) == {bank}
    assert titles(article_ids=(undated.id,)) == {"Late"}
    assert titles(publishers=("Nobody",)) == set()


def test_query_syntax_is_only_words(library: Library, articles: list[Article]) -> None:
    """Nothing a user types is read as a query language."""
    add(library, *articles)
    for query in ('"', "AND", "a-b", "(", "*", "body:x", "NEAR(", "'; DROP TABLE a", "ferry\0"):
        library.search(query)
    assert library.counts()[0] == 3


def test_chroma_and_the_exact_search_agree(
    sample_assistant: Assistant, embeddings: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    """With the exact search switched off Chroma finds the same passages in the same order."""
    exact = sample_assistant.library
    folder = shutil.copytree(exact.folder, tmp_path / "copy")
    with Library(folder, embeddings, exact_limit=0) as other:
        for query in ("How many died?", "Who raised the flag?", "When is the inquiry due?"):
            assert other.search(query, 5) == exact.search(query, 5)
        assert other._vectors is not None
        assert other._vectors._reader is not None, "Chroma was not asked"


def test_the_order_of_adding_does_not_show(tmp_path: Path, sample_articles: list[Article]) -> None:
    """Copies added first or last: the same passages with the same scores."""
    copies = [
        Article(sample_articles[0].text, title="Copy", publisher=f"Copy {n}") for n in range(1, 10)
    ]
    everything = [*sample_articles[:12], *copies]
    found = []
    for order in (everything, everything[::-1]):
        with Library(tmp_path / f"library{len(found)}", WordSums()) as one:
            add(one, *order)
            found.append([one.search(q, 5) for q in ("Who took Palmyra?", "temples", "Assad")])
    assert found[0] == found[1]


# ---------------------------------------------------------------- the vector store


def test_the_collection_remembers_what_made_it(library: Library, articles: list[Article]) -> None:
    """Cosine distance, and the model's name, dimension and checksum."""
    add(library, *articles)
    with opened_copy(chroma_folder(library)) as collection:
        assert collection.metadata["embedder"] == "all-MiniLM-L6-v2"
        assert collection.metadata["dimension"] == 384
        assert len(collection.metadata["checksum"]) == 64
        assert collection.configuration["hnsw"]["space"] == "cosine"


# ---------------------------------------------------------------- models


def test_another_model_is_refused_and_reindex_takes_it(
    library: Library, articles: list[Article]
) -> None:
    """The error names the command; after it the library answers with the new model."""
    add(library, *articles)
    with pytest.raises(ModelMismatch, match="repair --reindex"):
        Library(library.folder, WordSums())
    with Library(library.folder, WordSums(), any_model=True) as other:
        assert len(list(other.reindex())) == 3
    with Library(library.folder, WordSums()) as again:
        assert again.search("ferry fog")[0].title == articles[0].title
        assert all(finding.ok for finding in again.check())
        assert again.articles() == library.articles()


def test_a_reindex_keeps_what_came_meanwhile(library: Library, articles: list[Article]) -> None:
    """Articles added, changed and removed while it runs are as they were left."""
    add(library, *articles[:2])
    with Library(library.folder, WordSums(), any_model=True) as other:
        running = other.reindex()
        next(running)
        add(library, articles[2])
        library.remove([articles[0].id])
        list(running)
    with Library(library.folder, WordSums()) as again:
        assert [a.id for a in again.articles()] == [articles[1].id, articles[2].id]
        assert again.search("central bank")[0].title == articles[2].title
    with pytest.raises(ModelMismatch):  # open since before, and never to mix its vectors in
        add(library, articles[0])
    with pytest.raises(ModelMismatch):
        library.search("ferry")


def test_changed_weights_under_the_same_name_are_refused(
    library: Library, articles: list[Article]
) -> None:
    """A model is known by its weights, not by what it is called."""

    class Renamed(WordSums):
        name = "all-MiniLM-L6-v2"

    add(library, *articles)
    with Library(library.folder, Renamed()) as other, pytest.raises(ModelMismatch):
        other.search("ferry")


# ---------------------------------------------------------------- bad folders


def test_folders_that_are_no_library(tmp_path: Path) -> None:
    """Each is left alone, with a line that says what it is."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("x")
    (tmp_path / "foreign").mkdir()
    with sqlite3.connect(tmp_path / "foreign" / "catalog.sqlite3") as database:
        database.execute("CREATE TABLE mine (x)")
    for name, error, words in (
        ("file", NotALibrary, "is a file"),
        ("other", NotALibrary, "holds other files"),
        ("foreign", NotALibrary, "no newsbrief catalog"),
        ("/proc/newsbrief", LibraryNotWritable, "check its permissions"),
    ):
        with pytest.raises(error, match=words):
            Library(tmp_path / name, WordSums())
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("size", [0.0, 0.5])
def test_a_damaged_catalog_is_reported(
    library: Library, articles: list[Article], size: float
) -> None:
    """The message names the file and what to do; nothing is overwritten."""
    add(library, *articles)
    library.close()
    path = library.folder / "catalog.sqlite3"
    whole = path.read_bytes()
    broken = b"\0not a database" * 400 if not size else whole[: int(len(whole) * size)]
    path.write_bytes(broken)
    with pytest.raises(LibraryDamaged, match=r"catalog\.sqlite3 is damaged"):
        Library(library.folder, library.embeddings).articles()
    assert path.read_bytes() == broken


def test_threads_leave_no_open_files(library: Library, articles: list[Article]) -> None:
    """A thread's connection ends with the thread; a closed library says that it is."""
    add(library, *articles)
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(20):
        thread = threading.Thread(target=library.articles)
        thread.start()
        thread.join()
    gc.collect()
    assert len(list(descriptors.iterdir())) <= before + 2
    library.close()
    with pytest.raises(LibraryError, match="was closed"):
        library.articles()


def test_a_wrong_argument_is_not_a_damaged_catalog(library: Library) -> None:
    """An id that is no string is unknown; a k beyond all bounds is all there is."""
    with pytest.raises(UnknownArticle, match="ids are strings"):
        library.remove([["x"]])  # type: ignore[list-item]
    assert library.search("ferry", k=10**20) == []


def test_a_newer_catalog_is_left_alone(library: Library) -> None:
    """A catalog from a later version is not touched."""
    library.close()
    with sqlite3.connect(library.folder / "catalog.sqlite3") as database:
        database.execute("PRAGMA user_version = 999")
    with pytest.raises(LibraryDamaged, match="newer newsbrief"):
        Library(library.folder, library.embeddings)


# ---------------------------------------------------------------- a Chroma server


def test_a_chroma_server_that_is_away_loses_nothing(
    tmp_path: Path,
    embeddings: SentenceTransformerEmbeddings,
    articles: list[Article],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The error names the place; the articles are kept and found all the same.

    What changes or removes an article does so; that Chroma did not follow is logged.
    """
    url = "http://127.0.0.1:9"
    with Library(tmp_path / "library", embeddings, chroma_url=url) as library:
        with pytest.raises(VectorsError, match=url):
            add(library, *articles)
        assert len(library.articles()) == 3
        assert library.search("ferry fog")[0].title == articles[0].title
        edited = library.edit(articles[0].id, title="Fog over the harbour")
        assert edited.title == "Fog over the harbour"
        library.keep_apart(articles[0].id, articles[1].id)
        library.remove([articles[1].id])
        assert len(library.articles()) == 2
        assert [record.message.count(url) for record in caplog.records] == [1, 1, 1]


def test_two_adds_at_once_lose_and_mix_nothing(tmp_path: Path) -> None:
    """Two threads add to one library, a third stops amid its add: each hears of its own articles
    and of all of them, and what was told is there."""

    def many(name: str, count: int) -> list[Incoming]:
        words = ("harbour", "storm", "mayor", "bridge", "ferry", "school", "court")
        return [
            Incoming(
                Article(
                    title=f"{name} {number}",
                    publisher=name,
                    text=f"The {words[number % 7]} of {name} {number} was closed. "
                    f"Nobody in {name} was hurt, number {number} said.",
                )
            )
            for number in range(count)
        ]

    with Library(tmp_path / "library", WordSums()) as library:
        told: dict[str, list[str]] = {}

        def add(name: str) -> None:
            told[name] = [outcome.place for outcome in library.add(many(name, 120))]

        threads = [threading.Thread(target=add, args=(name,)) for name in ("North", "South")]
        stopped = library.add(many("West", 120))
        next(stopped)
        for thread in threads:
            thread.start()
        stopped.close()
        for thread in threads:
            thread.join()
        for name in told:
            assert told[name] == [f"{name} {number}" for number in range(120)]
        kept = {article.title for article in library.articles()}
        assert {title for titles in told.values() for title in titles} <= kept


def test_what_is_unchanged_is_told_at_once(tmp_path: Path, articles: list[Article]) -> None:
    """Of articles that are here already each is told of before the next one is read."""
    with Library(tmp_path / "library", WordSums()) as library:
        list(library.add(map(Incoming, articles)))
        read: list[str] = []

        def again() -> Iterator[Incoming]:
            for article in articles:
                read.append(article.title)
                yield Incoming(article)

        for count, _ in enumerate(library.add(again()), start=1):
            assert len(read) == count
