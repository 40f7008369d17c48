"""Libraries of every earlier version: opened by today's, with all that was in them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import Article, Assistant
from assistant.interfaces.cli.show import answer as in_words
from tests.furnished import NOON
from tests.integration.conftest import Run
from tests.integration.old_catalogs import STEPS
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.catalog.catalog import Catalog
from vectorstore.catalog.schema import APPLICATION_ID, MIGRATIONS

FILE = "catalog.sqlite3"
QUESTION = "How many people died in the ferry accident?"
OLD_NAMES = {"copy_pairs": "alike", "kept_apart": "apart"}
VERSIONS = range(1, len(STEPS) + 1)


@pytest.fixture
def whole(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings, articles: list[Article]
) -> Path:
    """A library of today: copies, two of them kept apart, an older version, a correction."""
    copies = [replace(articles[0], id="", url="", publisher=name) for name in ("Echo", "Post")]
    with Assistant(tmp_path / "library", embeddings=embeddings) as assistant:
        assistant.add(articles, copies)
        assistant.add(replace(articles[2], text=f"{articles[2].text} Shares fell."))
        assistant.edit(articles[0].id, not_copy_of=copies[1].id)
        assistant.edit(articles[1].id, published=date(2024, 5, 5))
    return tmp_path / "library"


def as_it_was(folder: Path, version: int) -> None:
    """Give a library's catalog an earlier form, with all rows that have a place in it."""
    new, old = folder / FILE, folder / "old.sqlite3"
    with closing(sqlite3.connect(old, isolation_level=None)) as database:
        for step in STEPS[:version]:
            database.executescript(step)
        database.execute("ATTACH ? AS new", (str(new),))
        there = {name for (name,) in database.execute("SELECT name FROM main.sqlite_schema")}
        for (table,) in database.execute(
            "SELECT name FROM new.sqlite_schema WHERE type = 'table' AND name <> 'chunk_changes' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'full_text%'"
        ).fetchall():
            name = table if table in there else OLD_NAMES.get(table, "")
            if name in there:
                copy(database, table, name)
        database.execute(
            "INSERT INTO main.full_text (rowid, title, body) "
            "SELECT rowid, title, body FROM new.full_text"
        )
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {version}")
    for path in folder.glob(f"{FILE}*"):
        path.unlink()
    old.rename(new)


def copy(database: sqlite3.Connection, table: str, old_name: str) -> None:
    """All rows of a table into an older one: newer columns stand behind those there were."""
    had = database.execute(f"PRAGMA main.table_info({old_name})").fetchall()
    has = database.execute(f"PRAGMA new.table_info({table})").fetchall()
    columns = ", ".join(f'"{column[1]}"' for column in has[: len(had)])
    database.execute(f"INSERT INTO main.{old_name} SELECT {columns} FROM new.{table}")


def form(file: Path) -> list[tuple[str, ...]]:
    """Tables, columns, indexes and triggers of a database."""
    with closing(sqlite3.connect(file)) as database:
        parts = database.execute(
            "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' "
            "ORDER BY type, name"
        ).fetchall()
        return [
            (*part, *map(str, database.execute(f"PRAGMA table_xinfo({part[1]})"))) for part in parts
        ]


def state(assistant: Assistant) -> list[object]:
    """What is kept, and what is found in it."""
    everything = assistant.articles()
    return [
        [replace(article, copy_of="") for article in everything],
        [assistant.search(question, 5) for question in ("ferry", "Who spoke of fog?")],
        assistant.stories(),
        assistant.library.annotations(article.id for article in everything),
        in_words(assistant.ask(QUESTION)),
    ]


def test_no_step_that_ever_was_has_changed() -> None:
    """A catalog of each version has one form, whoever made it, and was upgraded by whom."""
    assert len(STEPS) == len(MIGRATIONS) - 1, "add the step that is the last but one now"
    for old, step in zip(STEPS, MIGRATIONS, strict=False):
        forms = []
        for script in (old, step):
            lines = (line.split("--")[0].split() for line in script.splitlines())
            forms.append(" ".join(word for line in lines for word in line))
        assert forms[0] == forms[1]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_library_from_before_opens_and_answers_the_same(
    whole: Path, embeddings: SentenceTransformerEmbeddings, version: int, tmp_path: Path
) -> None:
    """What could be kept then is there; what follows from it is found anew; all is sound."""
    with Assistant(whole, embeddings=embeddings) as assistant:
        before = state(assistant)
        copies = {a.id: a.copy_of for a in assistant.articles()}
        old_words = [len(assistant.versions(id)) for id in copies]
        articles = assistant.articles()
    as_it_was(whole, version)
    with Assistant(whole, embeddings=embeddings) as assistant:
        now = state(assistant)
        assert now[0] == before[0]
        assert now[2:4] == before[2:4]
        if version > 1:
            assert (now[1], now[4]) == (before[1], before[4])
            assert {a.id: a.copy_of for a in assistant.articles()} == copies
            assert [len(assistant.versions(id)) for id in copies] == old_words
            # A correction stays when its source is read again.
            (corrected,) = (a for a in articles if a.published == date(2024, 5, 5))
            assistant.add(replace(corrected, published=date(2024, 5, 4), copy_of=""))
            assert assistant.article(corrected.id).published == date(2024, 5, 5)
        else:  # which had no vectors of tokens, and nobody had kept articles apart
            assert "has risen to seven" in str(now[4])
            assert sum(bool(article.copy_of) for article in assistant.articles()) == 2
            assistant.repair(reindex=True)
            assert state(assistant)[1] == before[1]
        assert not assistant.add(assistant.articles()).added
        assert all(finding.ok for finding in assistant.check())
    with closing(Catalog(tmp_path / FILE)):
        pass
    assert form(whole / FILE) == form(tmp_path / FILE)


def test_two_that_open_an_old_library_at_once_both_get_it(whole: Path) -> None:
    """One upgrades it, the other one finds it done."""
    as_it_was(whole, 1)
    with closing(Catalog(whole / FILE)) as one, closing(Catalog(whole / FILE)) as other:
        assert one.counts() == other.counts()
        assert other.database.upgraded_from == 0


def test_an_upgrade_that_fails_leaves_the_library_as_it_was(whole: Path) -> None:
    """All steps are one transaction."""
    as_it_was(whole, 3)
    with closing(sqlite3.connect(whole / FILE)) as database, database:
        database.execute("CREATE TABLE copy_pairs (in_the_way)")
    before = form(whole / FILE)
    with pytest.raises(Exception, match="copy_pairs"):
        Catalog(whole / FILE)
    assert form(whole / FILE) == before
    with closing(sqlite3.connect(whole / FILE)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (3,)


def newer_catalog(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def newer_conversations(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "kept.sqlite3")) as database:
        database.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("change", "command"), [(newer_catalog, "articles"), (newer_conversations, "briefings")]
)
def test_what_a_newer_newsbrief_wrote_is_refused(
    run: Run, tmp_path: Path, change: Callable[[Path], None], command: str
) -> None:
    """In one line that says what to do, and nothing in it is touched."""
    library = tmp_path / "library"
    assert run("--library", library, "articles").status == 0
    with Assistant(library) as assistant:
        assistant.conversation_store.conversations.begin("ada", "", "Where?", NOON)
    change(library)
    held = {path.name: path.read_bytes() for path in library.glob("*.sqlite3")}
    ran = run("--library", library, command)
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert "written by a newer newsbrief: upgrade newsbrief" in ran.err
    assert {path.name: path.read_bytes() for path in library.glob("*.sqlite3")} == held
