"""What damage, kills and full disks do to a library: nothing that is not told, and mended."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.soak import corpus
from tests.soak.standin import HashedTexts
from tests.soak.states import misses
from vectorstore import Article, Finding, Incoming, Library, Status
from vectorstore.errors import VectorsError
from vectorstore.index import VectorStore
from vectorstore.index.chroma import OpenCollection
from vectorstore.index.generations import stamp
from vectorstore.inspection import LEAST_FREE, Inspection, inspect, inspect_room, open_elsewhere
from vectorstore.lock import WriteLock
from vectorstore.text.encoder import Vectors

ROOT = Path(__file__).resolve().parents[2]
DATABASE, LEVEL_ZERO = "chroma.sqlite3", "data_level0.bin"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 60 articles, some 370 chunks, as it lies on the disk."""
    folder = tmp_path_factory.mktemp("whole") / "library"
    with Library(folder, HashedTexts()) as library:
        add(library, *corpus.articles(60))
    return folder


@pytest.fixture
def library(whole: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of 60 articles of the test's own."""
    with Library(shutil.copytree(whole, tmp_path / "library"), HashedTexts()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that only this test's are in."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def add(library: Library, *articles: Article) -> list[Status]:
    return [outcome.status for outcome in library.add(Incoming(a) for a in articles)]


def store_of(library: Library) -> VectorStore:
    """A vector store of the library, opened as the library opens its own."""
    model = library.embeddings
    return VectorStore(
        library.folder / "chroma", library._catalog, WriteLock(library.folder), model
    )


def generation(library: Library) -> Path:
    """The one generation there is."""
    (folder,) = (library.folder / "chroma").iterdir()
    return folder


def index(folder: Path) -> Path:
    """The one folder of vector files in a store."""
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found


def change(folder: Path, deed: Callable[[Any], object]) -> None:
    """Do something to the collection of a store, past newsbrief."""
    with closing(OpenCollection(folder)) as opened:
        deed(opened._records)


def sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(statement)


def finding(library: Library, name: str) -> Finding:
    (found,) = (one for one in library.check() if one.name == name)
    return found


# ---------------------------------------------------------------- doctor


def test_a_sound_library_is_found_sound(library: Library, whole: Path, scratch: Path) -> None:
    """No fault, the number of vectors, no byte written, no copy left; repair makes it anew."""
    old = generation(library)
    before = stamp(old)
    found = inspect(store_of(library))
    assert found == Inspection(f"embedded, in step, {library.counts()[1]} vectors")
    assert stamp(old) == before
    assert list(scratch.iterdir()) == []
    assert library.repair().found == ()
    assert generation(library) != old
    assert misses(library.folder, whole, HashedTexts()) == []


def delete_one(folder: Path) -> None:
    change(folder, lambda records: records.delete(ids=records.get(limit=1)["ids"]))


def add_one(folder: Path) -> None:
    vector = np.eye(1, 384, 7, dtype=np.float32)
    change(folder, lambda records: records.upsert(ids=["stray"], embeddings=vector))


def exchange_one(folder: Path) -> None:
    delete_one(folder)
    add_one(folder)


def change_model(folder: Path) -> None:
    change(folder, lambda records: records.modify(metadata={"checksum": "0" * 64}))


def lose_vectors(folder: Path) -> None:
    shutil.rmtree(index(folder))  # Chroma makes it again, all but empty, without a word


def cut_in_half(folder: Path) -> None:
    path = index(folder) / LEVEL_ZERO
    os.truncate(path, path.stat().st_size // 2)


def tear_links(folder: Path) -> None:
    """Neighbours that do not exist, as a half-written file has them: Chroma follows them."""
    path = index(folder) / LEVEL_ZERO
    size = (4 + 4 * 64) + 4 * 384 + 8
    content = bytearray(path.read_bytes())
    for start in range(0, len(content) - size + 1, size):
        content[start : start + 260] = b"\x40\0\0\0" + b"\xff\xff\xff\x7f" * 64
    path.write_bytes(content)


def lose_database(folder: Path) -> None:
    (folder / DATABASE).unlink()


def damage_pages(folder: Path) -> None:
    path = folder / DATABASE
    content, chance = bytearray(path.read_bytes()), np.random.default_rng(0)
    for start in range(4096, len(content), 4 * 4096):
        content[start : start + 4096] = chance.bytes(4096)
    path.write_bytes(content)


def make_it_panic(folder: Path) -> None:
    sql(folder, "UPDATE collection_metadata SET str_value = x'ff'")


def forget_tenant(folder: Path) -> None:
    sql(folder, "UPDATE tenants SET id = 'x'")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (exchange_one, "1 chunks are missing, 1 too many"),
        (change_model, "another embedding model"),
        (lose_vectors, "vectors are not found by themselves"),
        (cut_in_half, "cannot be opened"),
        (tear_links, "opening it ends the process that does so (SIGSEGV)"),
        (lose_database, "cannot be opened"),
        (damage_pages, "cannot be opened"),
        (make_it_panic, "it cannot be opened: called `Result::unwrap()`"),
        (forget_tenant, "it cannot be opened: Tenant"),
        (shutil.rmtree, "missing"),
    ],
)
def test_a_damaged_store_is_found_and_repaired_without_embedding(
    library: Library, whole: Path, damage: Callable[[Path], object], words: str
) -> None:
    """Search goes on, where Chroma would be asked too; repair says what was wrong and embeds
    nothing."""
    question = library.articles()[0].title
    before = library.search(question)
    damage(generation(library))
    for _ in range(2):
        with Library(library.folder, HashedTexts(), exact_limit=0) as other:
            assert other.search(question) == before
    embedded = library.embeddings.embedded  # type: ignore[attr-defined]
    repair = library.repair()
    assert library.embeddings.embedded == embedded  # type: ignore[attr-defined]
    assert repair.vectors == library.counts()[1]
    assert words in repair.found[0]
    assert "\n" not in repair.found[0]
    assert misses(library.folder, whole, HashedTexts()) == []


def test_the_next_add_mends_a_damaged_store(library: Library) -> None:
    """A torn store is not opened to be added to: a new one is built."""
    tear_links(generation(library))
    add(library, replace(corpus.articles(1)[0], title="Another", id=""))
    assert all(one.ok for one in library.check())


def test_a_store_that_hangs_is_a_finding(library: Library, tmp_path: Path) -> None:
    """After the time limit the other process is killed, and that is said."""
    copy = Path(shutil.copytree(generation(library), tmp_path / "copy"))
    (index(copy) / LEVEL_ZERO).unlink()
    os.mkfifo(index(copy) / LEVEL_ZERO)  # opening it waits for a writer that never comes
    (fault,) = open_elsewhere(copy, store_of(library).expected(), limit=2)
    assert fault == "opening it did not end within 2 seconds"


def test_a_store_that_grows_without_end_is_a_finding(tmp_path: Path) -> None:
    """What a torn store writes is bounded: the process dies of it, not the disk."""
    code = (
        "import sys; from pathlib import Path; from vectorstore import inspection\n"
        "inspection._limit_itself(Path(sys.argv[1]), 30)\n"
        "file = open(sys.argv[1] + '/link_lists.bin', 'wb')\n"
        "file.truncate(1 << 40)\n"
    )
    (tmp_path / "copy").mkdir()
    ended = subprocess.run([sys.executable, "-c", code, tmp_path / "copy"], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGXFSZ
    assert (tmp_path / "copy" / "link_lists.bin").stat().st_size < 1 << 30


def test_a_process_that_cannot_start_is_a_finding(library: Library, tmp_path: Path) -> None:
    """Without Chroma the fault is the last line of what the process said."""
    (tmp_path / "chromadb.py").write_text("raise ImportError('no Chroma here')")
    code = (
        "import sys; from pathlib import Path; from vectorstore import inspection\n"
        "from vectorstore.index import Expected; import numpy as np\n"
        "print(inspection.open_elsewhere(Path(sys.argv[1]), Expected('', (), np.zeros((0, 0)))))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, generation(library)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "no Chroma here" in ended.stdout


def test_doctor_works_from_any_folder_and_an_installed_copy(
    library: Library, tmp_path: Path
) -> None:
    """Modules of the folder it is called in are not taken for real ones."""
    site, here = tmp_path / "site", tmp_path / "here"
    shutil.copytree(ROOT / "vectorstore", site / "vectorstore")
    here.mkdir()
    for name in ("json", "chromadb", "vectorstore"):
        (here / f"{name}.py").write_text("raise SystemExit('the wrong module')")
    code = (
        f"import sys; sys.path[:0] = [{str(site)!r}, {str(ROOT)!r}]\n"
        "from pathlib import Path\n"
        "from vectorstore import Library, inspection\n"
        "from tests.soak.standin import HashedTexts\n"
        "from tests.integration.test_durability import store_of\n"
        "print(inspection.__file__)\n"
        f"with Library({str(library.folder)!r}, HashedTexts()) as library:\n"
        "    print(inspection.inspect(store_of(library)).faults)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=here, capture_output=True, text=True, check=False
    )
    assert ended.stdout.split() == [str(site / "vectorstore" / "inspection.py"), "()"], ended


def test_without_room_for_a_copy_doctor_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marker is looked at all the same; that the store was not opened is said, no fault.

    Where the disk is full, which is when doctor is asked, there is no temporary folder either.
    """
    found = inspect(store_of(library), free=lambda _: LEAST_FREE)
    assert found.faults == ()
    assert "by its marker; no copy could be opened: it takes 5" in found.seen
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/proc/none")
        found = inspect(store_of(library))
    assert found.faults == ()
    assert "no copy could be opened: No such file or directory" in found.seen
    library._catalog.remember(chroma_dirty="1")
    assert inspect(store_of(library), free=lambda _: LEAST_FREE).faults


def test_a_disk_that_is_nearly_full_is_found(library: Library) -> None:
    """50 MB must be free, or as much as the catalog takes."""
    assert inspect_room(library.folder, free=lambda _: LEAST_FREE).faults == ()
    found = inspect_room(library.folder, free=lambda _: LEAST_FREE - 1)
    assert found.faults
    assert found.faults[0].startswith("49 MB free")
    with (library.folder / "catalog.sqlite3").open("ab") as catalog:
        catalog.write(bytes(60 << 20))
    assert inspect_room(library.folder, free=lambda _: LEAST_FREE).faults
    assert inspect_room(library.folder, free=lambda _: 70 << 20).faults == ()
    assert finding(library, "disk").ok


# ---------------------------------------------------------------- repair


def _repairing(library: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.soak.adding", library, library, "--repair"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("moment", ["a folder", "vectors"])
def test_a_killed_repair_leaves_the_old_store_and_can_be_done_again(
    library: Library, whole: Path, moment: str
) -> None:
    """Killed at any stage: the old store counts and is whole, the next repair ends well."""
    library.close()
    old = generation(library)
    least = {"a folder": -1, "vectors": 200_000}[moment]
    name = "" if moment == "a folder" else f"*/{LEVEL_ZERO}"
    with _repairing(library.folder) as victim:
        while victim.poll() is None:
            new = [p for p in old.parent.glob(f"generation-*/{name}") if old not in (p, *p.parents)]
            if any(path.stat().st_size > least for path in new):
                break
        victim.send_signal(signal.SIGKILL)
    assert victim.returncode == -signal.SIGKILL, "it was over before it could be killed"
    with Library(library.folder, HashedTexts(), exact_limit=0) as again:
        store = store_of(again)
        with store.lock.held():
            store.sync()
        assert store.folder == old, "the old store was given up"
        assert not inspect(store).faults
        assert again.repair().vectors == again.counts()[1]
    assert generation(library) != old
    assert misses(library.folder, whole, HashedTexts()) == []


def test_repair_of_an_empty_library(tmp_path: Path) -> None:
    """There is nothing to build, before the first article and after the last one went."""
    with Library(tmp_path / "library", HashedTexts()) as library:
        assert all(one.ok for one in library.check())
        assert library.repair().vectors == 0
        add(library, *corpus.articles(2))
        library.remove([article.id for article in library.articles()])
        assert library.repair().vectors == 0
        assert list((library.folder / "chroma").iterdir()) == []
        add(library, *corpus.articles(3))
        assert all(one.ok for one in library.check())


# ---------------------------------------------------------------- following the catalog


def test_small_changes_are_followed_one_by_one(library: Library, tmp_path: Path) -> None:
    """Adding, changing and removing in turn leave the store as one filled at once."""
    made = corpus.articles(64)
    old = generation(library)
    add(library, made[60])
    add(library, made[61], made[62])
    library.remove([made[0].id, made[61].id])
    corrected = replace(made[5], publisher="Another Wire")
    assert add(library, corrected) == [Status.UPDATED]
    add(library, made[63], made[0])
    library.remove([made[63].id])
    assert generation(library) == old, "the store was built anew for a small change"
    everything = {article.id: article for article in [*made[:61], made[62], corrected]}
    with Library(tmp_path / "other", HashedTexts()) as other:
        add(other, *everything.values())
    assert misses(library.folder, tmp_path / "other", HashedTexts()) == []


def test_a_store_changed_by_others_is_set_right_by_the_next_change(library: Library) -> None:
    """A count that differs has all ids compared."""
    delete_one(generation(library))
    add(library, corpus.articles(61)[60])
    assert all(one.ok for one in library.check())


def test_much_removing_builds_the_store_anew(library: Library) -> None:
    """HNSW loses track of what remains when much is deleted."""
    old = generation(library)
    library.remove([article.id for article in library.articles()[:5]])
    assert generation(library) == old
    library.remove([article.id for article in library.articles()[:20]])
    assert generation(library) != old
    assert all(one.ok for one in library.check())


@pytest.mark.parametrize("setting", ["chroma_followed", "chroma_stamp"])
def test_a_store_of_which_something_is_not_known_is_built_anew(
    library: Library, setting: str
) -> None:
    """What changed since, or how its files were left: it is not opened then."""
    old = generation(library)
    library._catalog.remember(**{setting: ""})
    add(library, corpus.articles(61)[60])
    assert generation(library) != old
    assert all(one.ok for one in library.check())


def test_a_library_that_was_moved_keeps_its_store(library: Library, tmp_path: Path) -> None:
    """A copy that keeps the times of files, as a backup does, is opened as it is."""
    moved = Path(shutil.copytree(library.folder, tmp_path / "moved"))
    with Library(moved, HashedTexts()) as other:
        old = generation(other)
        add(other, corpus.articles(61)[60])
        assert generation(other) == old
        assert all(one.ok for one in other.check())


class Blunt(HashedTexts):
    """A model to which many texts are the same."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        return super().embed(["again" if "again" in text else text for text in texts])


def test_many_equal_vectors_do_not_keep_a_store_from_being_built(tmp_path: Path) -> None:
    """HNSW cannot reach some vectors among them, which is no fault of the store."""
    with Library(tmp_path / "library", Blunt()) as library:
        alike = [Article(f"{n} again", url=f"x://{n}") for n in range(400)]
        add(library, *alike, *corpus.articles(30))
        add(library, *corpus.articles(32))
        assert library.repair().vectors == library.counts()[1]
        assert all(one.ok for one in library.check())


def test_a_reader_that_dies_while_opening_has_the_store_built_anew(library: Library) -> None:
    """What ended one process is not opened by the next one, nor the one after."""
    question = library.articles()[0].title
    before = library.search(question)
    code = (
        "import os, sys; from vectorstore import Library\n"
        "from tests.soak.standin import HashedTexts\n"
        "from vectorstore.index.chroma import OpenCollection\n"
        "OpenCollection.count = lambda _: os.kill(os.getpid(), 9)\n"
        "Library(sys.argv[1], HashedTexts(), exact_limit=0).search('harbour')\n"
    )
    died = subprocess.run([sys.executable, "-c", code, library.folder], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    old = generation(library)
    with Library(library.folder, HashedTexts(), exact_limit=0) as other:
        assert other.search(question) == before
    assert "ended the process that opened it" in finding(library, "vector store").seen
    add(library, corpus.articles(61)[60])
    assert generation(library) != old
    assert all(one.ok for one in library.check())


def test_a_writer_that_dies_has_the_store_built_anew(library: Library) -> None:
    """A store that was being written to when its process ended is never opened again."""
    code = (
        "import os, sys; from vectorstore import Incoming, Library\n"
        "from tests.soak.corpus import articles; from tests.soak.standin import HashedTexts\n"
        "from vectorstore.index.chroma import OpenCollection\n"
        "OpenCollection.write = lambda *_: os.kill(os.getpid(), 9)\n"
        "list(Library(sys.argv[1], HashedTexts()).add([Incoming(articles(61)[60])]))\n"
    )
    died = subprocess.run([sys.executable, "-c", code, library.folder], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    old = generation(library)
    assert "a write to the vector store was cut short" in finding(library, "vector store").seen
    assert add(library, corpus.articles(61)[60]) == [Status.UNCHANGED]
    assert generation(library) != old
    assert all(one.ok for one in library.check())


class HalfWritten(VectorStore):
    """A store whose vector files end too early each time it is closed, as on a full disk."""

    def _write(self, collection: OpenCollection, ids: Sequence[str]) -> None:
        super()._write(collection, ids)
        close, folder = collection.close, self._newest()

        def close_and_cut() -> None:
            close()
            cut_in_half(folder)

        collection.close = close_and_cut  # type: ignore[method-assign]

    def _newest(self) -> Path:
        return max(self._generations.iterdir(), key=lambda path: path.stat().st_ctime)


def test_a_store_that_ran_out_of_room_is_not_opened_again(library: Library) -> None:
    """Chroma may have written its vector files by half, and says nothing of it."""
    article = corpus.articles(61)[60]
    old, model = generation(library), library.embeddings
    left = iter([1 << 40])
    library._vectors = HalfWritten(
        library.folder / "chroma", library._catalog, WriteLock(library.folder),
        model, free=lambda _: next(left, 0),
    )  # fmt: skip
    with pytest.raises(VectorsError, match="no space for the vector store"):
        add(library, article)
    assert generation(library) == old
    assert "cut short" in "; ".join(library._vectors.faults())
    library._vectors = None
    assert add(library, article) == [Status.UNCHANGED]
    assert all(one.ok for one in library.check())


# ---------------------------------------------------------------- full disks


def test_a_store_for_which_there_is_no_room_is_not_begun(library: Library) -> None:
    """What it would take is said; the old one stays."""
    old = generation(library)
    model = library.embeddings
    store = VectorStore(
        library.folder / "chroma", library._catalog, WriteLock(library.folder),
        model, free=lambda _: 1 << 20,
    )  # fmt: skip
    with store.lock.held(), pytest.raises(VectorsError, match="no space for the vector store"):
        store.rebuild()
    assert generation(library) == old


@pytest.fixture
def on_small_disks(tmp_path: Path) -> Callable[[str], str]:
    """Runs a scene of `full_disks.py`, alone with disks of its own; what it printed last."""

    def run(scene: str) -> str:
        alone = ["unshare", "--map-root-user", "--mount"]
        try:
            subprocess.run([*alone, "mount", "-t", "tmpfs", "none", tmp_path], check=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("this machine lets nobody mount a small disk")
        command = [sys.executable, "-m", "tests.integration.full_disks", scene, tmp_path]
        ended = subprocess.run(
            [*alone, *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.splitlines()[-1]

    return run


@pytest.mark.parametrize("scene", ["catalog", "new_store", "store_in_use", "everything"])
def test_a_full_disk_loses_nothing(on_small_disks: Callable[[str], str], scene: str) -> None:
    """One line says so; what was reported is there; with space again the next add mends all."""
    assert on_small_disks(scene) == "well"
