"""Several processes on one library: writers take turns, readers see what is committed."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.sharing import QUESTION
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from tests.soak.states import misses
from vectorstore import Article, Incoming, Library
from vectorstore.catalog.catalog import Catalog
from vectorstore.errors import LibraryBusy
from vectorstore.lock import WriteLock

ROOT = Path(__file__).resolve().parents[2]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes that do a deed of `sharing.py`; ends them after the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(deed: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.integration.sharing", deed, *map(str, arguments)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def ended(process: subprocess.Popen[str]) -> list[str]:
    """What a process said in the end, after it ended well."""
    said, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return said.split("\n")[:-1]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 40 articles."""
    return filled_with(tmp_path_factory.mktemp("filled") / "library", corpus.articles(40))


def filled_with(folder: Path, articles: Sequence[Article]) -> Path:
    with Library(folder, HashedTexts()) as library:
        list(library.add(Incoming(article) for article in articles))
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A library of 40 articles of the test's own."""
    return shutil.copytree(filled, tmp_path / "library")


def ids_found(library: Library, query: str = QUESTION) -> set[str]:
    return {passage.article_id for passage in library.search(query, 200)}


# ---------------------------------------------------------------- writers


@pytest.mark.parametrize("parts", [((0, 25, 7), (25, 50, 9)), ((0, 20, 4), (0, 20, 4))])
def test_two_processes_may_add_at_the_same_time(
    tmp_path: Path, start: Start, parts: Sequence[tuple[int, int, int]]
) -> None:
    """To a library that neither has made yet, the same articles too: each is there once, whoever
    was first, and the store is in step."""
    writers = [start("add", tmp_path / "library", *part) for part in parts]
    assert [line_of(writer) for writer in writers] == ["ready", "ready"]
    for writer in writers:
        go(writer)
    made = corpus.articles(parts[-1][1])
    for writer, (first, last, _) in zip(writers, parts, strict=True):
        assert set(ended(writer)) == {article.id for article in made[first:last]}
    other = filled_with(tmp_path / "other", made)
    assert misses(tmp_path / "library", other, HashedTexts()) == []


def test_two_libraries_in_one_process_do_not_write_over_a_third(
    folder: Path, start: Start, tmp_path: Path
) -> None:
    """What one has open in memory is not what another writes from."""
    made = corpus.articles(60)
    (generation,) = (folder / "chroma").iterdir()
    with (
        Library(folder, HashedTexts(), exact_limit=0) as reader,
        Library(folder, HashedTexts()) as writer,
    ):
        assert reader.search(QUESTION)
        other = start("add", folder, 40, 50, 10)
        assert line_of(other) == "ready"
        go(other)
        ended(other)
        list(writer.add(Incoming(article) for article in made[50:]))
        assert made[59].id in ids_found(reader, made[59].text[:200])
    assert list((folder / "chroma").iterdir()) == [generation], "it had to be built anew"
    undisturbed = filled_with(tmp_path / "other", made)
    assert misses(folder, undisturbed, HashedTexts()) == []


# ---------------------------------------------------------------- readers


@pytest.mark.parametrize("exact_limit", [200_000, 0], ids=["exact", "Chroma"])
def test_a_reader_sees_what_another_process_did_by_its_next_search(
    folder: Path, start: Start, exact_limit: int
) -> None:
    """What was added is found and what was removed is not, without opening the library again."""
    new = corpus.articles(41)[40]
    with Library(folder, HashedTexts(), exact_limit=exact_limit) as reader:
        assert new.id not in ids_found(reader)
        writer = start("add", folder, 40, 41, 1)
        assert line_of(writer) == "ready"
        go(writer)
        assert ended(writer) == [new.id]
        assert new.id in ids_found(reader, new.text[:200])
        if exact_limit == 0:
            assert reader._vectors is not None
            assert reader._vectors._reader is not None, "Chroma was not asked"
        ended(start("remove", folder, new.id))
        assert new.id not in ids_found(reader)
        assert new.id not in ids_found(reader, new.text[:200])


def test_a_reader_reads_while_a_writer_holds_the_lock(folder: Path, start: Start) -> None:
    """Opening, searching and closing wait for no writer, where Chroma was asked neither."""
    before = Library(folder, HashedTexts(), exact_limit=0)
    expected = before.search(QUESTION)
    assert before._vectors is not None
    assert before._vectors._reader is not None, "Chroma was not asked"
    holder = start("hold", folder)
    assert line_of(holder) == "held"
    for exact_limit in (200_000, 0):  # who waits for the lock is told in the end that it is busy
        with Library(folder, HashedTexts(), exact_limit=exact_limit) as reader:
            assert reader.search(QUESTION) == expected
            assert len(reader.articles()) == 40
    before.close()


def test_readers_see_committed_states_only(folder: Path, start: Start) -> None:
    """Three readers beside a writer: no error, and each result is one of before or after."""
    states = []
    (article,) = corpus.articles(1, seed=99)
    with Library(folder, HashedTexts()) as library:
        for change in (lambda: None, lambda: list(library.add([Incoming(article)]))):
            change()
            found = library.search(QUESTION, 20)
            states.append([[p.article_id, p.start, p.end, round(p.score, 9)] for p in found])
        library.remove([article.id])
    assert states[0] != states[1]
    readers = [start("search", folder, limit) for limit in (200_000, 200_000, 0)]
    assert [line_of(reader) for reader in readers] == ["ready"] * 3
    ended(start("turn_over", folder, 5))
    for reader in readers:
        go(reader)
        results = json.loads(ended(reader)[-1])
        strange = sum(count for result, count in results if result not in states)
        assert not strange, f"{strange} of {sum(count for _, count in results)} searches"
    with Library(folder, HashedTexts()) as library:
        assert all(one.ok for one in library.check())


# ---------------------------------------------------------------- the lock


def message_of(folder: Path) -> str:
    with pytest.raises(LibraryBusy) as caught, WriteLock(folder).held(patience=0.1):
        pass
    return str(caught.value)


def test_who_waits_is_told_who_writes(folder: Path, start: Start) -> None:
    """The process that holds the lock is named, in one line that says what to do.

    A file that an earlier holder left, or none could write, misleads nobody.
    """
    holder = start("hold", folder)
    assert line_of(holder) == "held"
    assert message_of(folder) == (
        f"another newsbrief (process {holder.pid}) is writing to {folder}: "
        "try again when it has ended"
    )
    for left in ("", "x", "0", "-1", "999999999", "9" * 40):
        (folder / "write.pid").write_text(left)
        assert message_of(folder).startswith(f"another newsbrief is writing to {folder}")


def test_a_thread_of_the_same_process_is_named_as_such(folder: Path) -> None:
    """It makes no sense to wait for the end of oneself."""
    with WriteLock(folder).held():
        said = []
        thread = threading.Thread(target=lambda: said.append(message_of(folder)))
        thread.start()
        thread.join()
    assert said[0].startswith(f"another part of this newsbrief (process {os.getpid()})")


def test_a_writer_waits_for_the_other_to_end(folder: Path, start: Start) -> None:
    """It goes on as soon as the lock is free."""
    holder = start("hold", folder)
    assert line_of(holder) == "held"
    writer = start("add", folder, 40, 41, 1)
    assert line_of(writer) == "ready"
    go(writer)
    with contextlib.suppress(subprocess.TimeoutExpired):
        writer.wait(1)
    assert writer.returncode is None
    go(holder)
    assert ended(writer) == [corpus.articles(41)[40].id]


def test_the_lock_is_free_at_once_when_its_holder_is_killed(folder: Path, start: Start) -> None:
    """Nobody has to delete a file."""
    holder = start("hold", folder)
    assert line_of(holder) == "held"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with WriteLock(folder).held(patience=5):
        pass


def test_a_new_library_is_made_once_by_all_who_open_it_at_once(tmp_path: Path) -> None:
    """Eight connections to a catalog that is not there yet: one makes it, all of them read it."""
    together = threading.Barrier(8)

    def opened(_: int) -> str:
        together.wait()
        with closing(Catalog(tmp_path / "catalog.sqlite3")) as catalog:
            return catalog.setting("identity")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(opened, range(8)))
    assert len(set(found)) == 1
    assert all(found)
