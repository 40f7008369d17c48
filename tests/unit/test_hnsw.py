"""The look at Chroma's files: healthy stores pass, each kind of damage is named."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.index.hnsw import check_vector_files

DIM, NEIGHBOURS, SAVE_EVERY = 16, 8, 20
LISTS = 4 + 4 * 2 * NEIGHBOURS  # bytes of one element before its vector
ELEMENT = LISTS + 4 * DIM + 8
DATABASE, METADATA = "chroma.sqlite3", "index_metadata.pickle"
INDEX = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin")
# Where in header.bin each figure is, and how it is stored.
HEADER = {
    "version": (0, "<i"),
    "capacity": (12, "<Q"),
    "count": (20, "<Q"),
    "element size": (28, "<Q"),
    "label offset": (36, "<Q"),
    "vector offset": (44, "<Q"),
    "top level": (52, "<i"),
    "entry point": (56, "<I"),
    "most neighbours": (60, "<Q"),
    "most at level 0": (68, "<Q"),
    "neighbours": (76, "<Q"),
    "level factor": (84, "<d"),
    "construction width": (92, "<Q"),
}


@dataclass
class Writer:
    """A Chroma store that is written to through Chroma, as an application would."""

    folder: Path
    space: str = "cosine"
    name: str = "chunks"
    dim: int = DIM

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(7)
        self._open()

    def _open(self) -> None:
        self._client: Any = chromadb.PersistentClient(
            str(self.folder), settings=Settings(anonymized_telemetry=False)
        )
        hnsw: Any = {"space": self.space, "max_neighbors": NEIGHBOURS, "sync_threshold": SAVE_EVERY}
        self._chunks = self._client.get_or_create_collection(
            self.name, embedding_function=None, configuration={"hnsw": hnsw}
        )

    def put(self, first: int, last: int) -> Writer:
        """Add or replace the records `first` to `last`, in one call."""
        vectors = self._random.normal(size=(last - first, self.dim)).astype(np.float32)
        self._chunks.upsert(ids=[f"récord-{i}" for i in range(first, last)], embeddings=vectors)
        return self

    def drop(self, first: int, last: int) -> Writer:
        """Delete the records `first` to `last`, in one call."""
        self._chunks.delete(ids=[f"récord-{i}" for i in range(first, last)])
        return self

    def reopen(self) -> Writer:
        """Close the store and open it again."""
        self.close()
        self._open()
        return self

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def written(folder: Path, *steps: Callable[[Writer], object], space: str = "cosine") -> Path:
    """A closed store in a new folder, after the steps."""
    with closing(Writer(folder, space)) as writer:
        for step in steps:
            step(writer)
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 230 live records, grown twice, with deletions, replacements and a queue."""
    return written(
        tmp_path_factory.mktemp("store"),
        lambda w: w.put(0, 150),
        lambda w: w.drop(20, 60).put(100, 130).reopen(),
        lambda w: w.put(150, 260),
        lambda w: w.put(260, 270),
    )


@pytest.fixture(scope="module")
def unsaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of ten records that are all in the queue still."""
    return written(tmp_path_factory.mktemp("unsaved"), lambda w: w.put(0, 10))


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    """A copy of the store, to damage."""
    return Path(shutil.copytree(store, tmp_path / "copy"))


def index(folder: Path) -> Path:
    """The one folder of vector files in a store."""
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found


def overwrite(path: Path, at: int, content: bytes) -> None:
    """Replace bytes in the middle of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def faults_of(folder: Path, name: str) -> list[str]:
    """The faults, after a look at whether each is one line and all name the file."""
    faults = check_vector_files(folder)
    assert faults, f"damage to {name} went unseen"
    assert all(fault == fault.strip() and "\n" not in fault for fault in faults)
    assert any(name in fault for fault in faults), faults
    return faults


@contextmanager
def sql(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of a store, to change; committed at the end."""
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        yield database


# Healthy stores


def test_nothing_is_wrong_with_a_store_that_lived(store: Path) -> None:
    """A store that grew, was thinned, rewritten, reopened and has a queue has no fault."""
    assert (index(store) / METADATA).is_file()
    assert check_vector_files(store) == []


@pytest.mark.parametrize(
    ("steps", "space"),
    [
        ((), "cosine"),
        ((lambda w: w.put(0, 1),), "cosine"),
        ((lambda w: w.put(0, SAVE_EVERY - 1),), "cosine"),
        ((lambda w: w.put(0, SAVE_EVERY),), "cosine"),
        ((lambda w: w.put(0, 99).put(99, 101),), "cosine"),
        ((lambda w: w.put(0, 100).drop(0, 100),), "cosine"),
        ((lambda w: w.put(0, 100).drop(0, 100).reopen().put(0, 30),), "cosine"),
        ((lambda w: w.put(0, 10).drop(0, 10),), "cosine"),
        ((lambda w: w.put(0, 60).put(0, 60).put(0, 60),), "l2"),
        ((lambda w: w.put(0, 60).drop(3, 9),), "ip"),
    ],
    ids=[
        "no record",
        "one record",
        "one less than is saved at once",
        "as many as are saved at once",
        "just over the first room",
        "all deleted",
        "all deleted, added again",
        "all deleted before a save",
        "l2, replaced",
        "inner product",
    ],
)
def test_nothing_is_wrong_with_a_healthy_store(
    steps: tuple[Callable[[Writer], object], ...], space: str, tmp_path: Path
) -> None:
    """Whatever Chroma has written and closed is passed, before the first save too."""
    assert check_vector_files(written(tmp_path, *steps, space=space)) == []


def test_nothing_is_wrong_while_a_writer_rests(tmp_path: Path) -> None:
    """A store is passed after each call, not only once it has been closed."""
    with closing(Writer(tmp_path)) as writer:
        for step in range(12):
            writer.put(7 * step, 7 * step + 9)
            assert check_vector_files(tmp_path) == []


def test_nothing_is_wrong_with_two_collections(store: Path, tmp_path: Path) -> None:
    """Each collection is held against its own records; a fault in either is found."""
    folder = Path(shutil.copytree(store, tmp_path / "copy"))
    first = index(folder)
    with closing(Writer(folder, name="another")) as writer:
        writer.put(0, 45)
    assert check_vector_files(folder) == []
    (second,) = (path for path in folder.iterdir() if path.is_dir() and path != first)
    (second / METADATA).unlink()
    assert [first.name in fault for fault in faults_of(folder, second.name)] == [False]


def test_the_look_changes_nothing(copy: Path) -> None:
    """No byte, no time and no file of the store is different after the check."""

    def state() -> dict[str, tuple[bytes, int]]:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in copy.rglob("*")
            if path.is_file()
        }

    before = state()
    check_vector_files(copy)
    assert state() == before
    overwrite(copy / DATABASE, 8192, bytes(4096))
    overwrite(index(copy) / "header.bin", 0, bytes(100))
    damaged = state()
    check_vector_files(copy)
    assert state() == damaged
    assert damaged.keys() == before.keys()


# The database


def test_a_missing_store_is_named(tmp_path: Path) -> None:
    """No folder, an empty folder and a file in its place are faults, not exceptions."""
    (tmp_path / "file").write_bytes(b"x")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "file", Path("a\0b")):
        assert check_vector_files(folder) == [f"{DATABASE}: missing"]


@pytest.mark.parametrize("content", [b"", b"SQLite", b"no database" * 500], ids=len)
def test_what_is_no_database_is_named(content: bytes, copy: Path) -> None:
    """An empty or foreign chroma.sqlite3 is a fault."""
    (copy / DATABASE).write_bytes(content)
    assert faults_of(copy, DATABASE) == [f"{DATABASE}: not a database"]


def test_a_database_of_something_else_is_named(tmp_path: Path) -> None:
    """A sound database without Chroma's tables is a fault."""
    with sql(tmp_path) as database:
        database.execute("CREATE TABLE other (a)")
    faults_of(tmp_path, DATABASE)


def test_every_overwritten_page_of_the_records_is_seen(copy: Path) -> None:
    """Random bytes over any one page that holds records, ids or the queue are a fault."""
    with closing(sqlite3.connect(copy / DATABASE)) as database:
        database.execute("VACUUM")  # no pages that only hold what was deleted
    whole = (copy / DATABASE).read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    pages = [at for at in range(0, len(whole), size) if "récord-".encode() in whole[at : at + size]]
    assert len(pages) > 3
    for at in [0, *pages]:
        overwrite(copy / DATABASE, at, np.random.default_rng(at).bytes(size))
        faults_of(copy, DATABASE)
        overwrite(copy / DATABASE, at, whole[at : at + size])
    assert check_vector_files(copy) == []


def test_an_interrupted_transaction_is_judged_as_rolled_back(store: Path, tmp_path: Path) -> None:
    """A database left with a journal is sound when the journal is, and its folder untouched."""
    working = Path(shutil.copytree(store, tmp_path / "working"))
    with closing(sqlite3.connect(working / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN")
        database.execute("DELETE FROM embeddings WHERE id % 2")
        database.execute("UPDATE embeddings_queue SET vector = zeroblob(9000)")
        torn = Path(shutil.copytree(working, tmp_path / "torn"))
        database.execute("ROLLBACK")
    journal = torn / f"{DATABASE}-journal"
    before = journal.read_bytes()
    assert check_vector_files(torn) == []
    assert journal.read_bytes() == before
    journal.unlink()
    assert check_vector_files(torn)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM segments WHERE scope = 'VECTOR'",
        "DELETE FROM segments WHERE scope = 'METADATA'",
        "DELETE FROM collections",
        "UPDATE segments SET id = '../elsewhere' WHERE scope = 'VECTOR'",
        "UPDATE collections SET dimension = 17",
        "UPDATE collections SET dimension = 'x'",
        "UPDATE max_seq_id SET seq_id = 'x'",
        "DROP TABLE max_seq_id",
        "UPDATE embeddings_queue SET operation = 9",
        "UPDATE embeddings_queue SET vector = x'00' WHERE vector IS NOT NULL",
    ],
)
def test_tables_that_cannot_be_are_faults(statement: str, copy: Path) -> None:
    """A database that is sound to SQLite but makes no sense to Chroma is a fault."""
    with sql(copy) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(statement)
    assert check_vector_files(copy)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM embeddings_queue", "10 records have no vector, 0 have no record"),
        (
            "DELETE FROM embeddings WHERE embedding_id = 'récord-5'",
            "0 records have no vector, 1 have no record",
        ),
        (
            "UPDATE embeddings SET embedding_id = 'x' WHERE embedding_id = 'récord-5'",
            "1 records have no vector, 1 have no record",
        ),
    ],
)
def test_records_and_vectors_out_of_step_are_counted(
    statement: str, words: str, copy: Path
) -> None:
    """Records that a search would silently miss, and vectors of no record, are counted."""
    with sql(copy) as database:
        database.execute(statement)
    assert faults_of(copy, "") == [f"{index(copy).name}: {words}"]


def test_an_emptied_queue_is_a_loss_before_the_first_save(unsaved: Path, tmp_path: Path) -> None:
    """Records that are only in the queue are missed when the queue has lost them."""
    copy = Path(shutil.copytree(unsaved, tmp_path / "copy"))
    assert not (index(copy) / METADATA).exists()
    assert check_vector_files(copy) == []
    with sql(copy) as database:
        database.execute("DELETE FROM embeddings_queue WHERE seq_id > 6")
    assert "4 records have no vector" in faults_of(copy, "")[0]


# The files of the index


@pytest.mark.parametrize("name", [*INDEX, METADATA])
def test_a_missing_file_is_named(name: str, copy: Path) -> None:
    """Each file of a saved index is missed when it is gone."""
    (index(copy) / name).unlink()
    assert len(faults_of(copy, f"/{name}: missing")) == 1


def test_a_missing_folder_is_named_once_vectors_were_saved(copy: Path, unsaved: Path) -> None:
    """The folder is missed when it held vectors; before the first save it is made again."""
    folder = index(copy)
    shutil.rmtree(folder)
    assert faults_of(copy, folder.name) == [
        f"{folder.name}: the folder is missing, although vectors were saved in it"
    ]
    again = Path(shutil.copytree(unsaved, copy.parent / "unsaved"))
    shutil.rmtree(index(again))
    assert check_vector_files(again) == []


@pytest.mark.parametrize("name", [*INDEX, METADATA])
def test_half_a_file_is_named(name: str, copy: Path) -> None:
    """Each file that ends in its middle is a fault of that file."""
    path = index(copy) / name
    os.truncate(path, path.stat().st_size // 2)
    faults_of(copy, name)


@pytest.mark.parametrize("name", [*INDEX, METADATA])
def test_a_file_that_is_too_long_is_named(name: str, copy: Path) -> None:
    """Each file with bytes after its end is a fault of that file."""
    with (index(copy) / name).open("ab") as file:
        file.write(bytes(ELEMENT))
    faults_of(copy, name)


@pytest.mark.parametrize("name", [*INDEX, METADATA])
def test_a_file_of_absurd_size_is_not_read(name: str, copy: Path) -> None:
    """A file that claims to be enormous, most of it a hole, is a fault found at once."""
    os.truncate(index(copy) / name, 1 << 35)
    faults_of(copy, name)


@pytest.mark.parametrize("name", [*INDEX, METADATA])
def test_a_file_of_zeros_is_named(name: str, copy: Path) -> None:
    """Each file whose bytes were lost in place is a fault."""
    path = index(copy) / name
    path.write_bytes(bytes(path.stat().st_size))
    faults_of(copy, index(copy).name)


@pytest.mark.parametrize("figure", HEADER)
@pytest.mark.parametrize("value", [0, 1, 7, 2**30, -1])
def test_an_impossible_figure_in_the_header_is_a_fault(figure: str, value: int, copy: Path) -> None:
    """Each figure of header.bin is held against its limits, the other files and the database."""
    at, form = HEADER[figure]
    path = index(copy) / "header.bin"
    if struct.unpack_from(form, path.read_bytes(), at)[0] == value:
        value += 2
    overwrite(path, at, struct.pack(form, value) if value >= 0 else b"\xff" * struct.calcsize(form))
    faults_of(copy, index(copy).name)


@pytest.mark.parametrize("element", [0, 57, 259])
@pytest.mark.parametrize(
    ("at", "content", "words"),
    [
        (0, b"\xff\xff", "number of neighbours"),
        (2, b"\x02", "mark of deletion"),
        (3, b"\x01", "mark of deletion"),
        (4, b"\xff\xff\xff\x7f", "neighbour that does not exist"),
        (LISTS, bytes(4 * DIM), "length.bin"),
        (LISTS, struct.pack("<f", 3e38), "length one"),
        (LISTS, struct.pack("<f", float("nan")), "a number that is none"),
        (ELEMENT - 8, bytes(8), "label"),
        (ELEMENT - 8, struct.pack("<Q", 9), "label"),
        (ELEMENT - 8, struct.pack("<Q", 1 << 63), "label"),
    ],
)
def test_a_changed_element_is_a_fault(
    element: int, at: int, content: bytes, words: str, copy: Path
) -> None:
    """A list, mark, vector or label that cannot be is found in the first and the last element."""
    path = index(copy) / "data_level0.bin"
    overwrite(path, ELEMENT * element + at, content)
    faults_of(copy, words)


def test_an_element_that_is_its_own_neighbour_is_a_fault(copy: Path) -> None:
    """Chroma refuses to write on when it meets one."""
    overwrite(index(copy) / "data_level0.bin", ELEMENT * 9 + 4, struct.pack("<I", 9))
    faults_of(copy, "its own neighbour")


def test_a_fault_is_found_however_far_into_a_long_file(tmp_path: Path) -> None:
    """A file that is read in several parts is judged as one, first part to last."""
    dim, element = 4096, LISTS + 4 * 4096 + 8
    with closing(Writer(tmp_path, dim=dim)) as writer:
        writer.put(0, 300)
    path = index(tmp_path) / "data_level0.bin"
    assert path.stat().st_size == 300 * element > 4 << 20
    assert check_vector_files(tmp_path) == []
    for number in (0, 254, 255, 256, 257, 299):
        at = number * element + 4
        with path.open("rb") as file:
            file.seek(at)
            sound = file.read(4)
        overwrite(path, at, struct.pack("<I", number))
        faults_of(tmp_path, "its own neighbour")
        overwrite(path, at, sound)
    assert check_vector_files(tmp_path) == []


def test_a_mark_of_deletion_must_agree_with_the_names(copy: Path) -> None:
    """An element that is marked deleted while its id is live is one that is never found."""
    overwrite(index(copy) / "data_level0.bin", ELEMENT * 200 + 2, b"\x01")
    assert "1 labels of the pickle are missing" in faults_of(copy, "data_level0.bin")[0]


def test_scattered_neighbours_are_a_fault(copy: Path) -> None:
    """Random bytes over a stretch of the neighbour lists are found, wherever it lies."""
    path = index(copy) / "data_level0.bin"
    sound = path.read_bytes()
    for element in range(0, 250, 25):
        noise = np.random.default_rng(element).bytes(LISTS - 4)
        overwrite(path, ELEMENT * element + 4, noise)
        faults_of(copy, "data_level0.bin")
        path.write_bytes(sound)


@pytest.mark.parametrize(
    ("word", "value", "words"),
    [
        (0, 5, "impossible size"),
        (0, (4 + 4 * NEIGHBOURS) * 9, "impossible size"),
        (1, NEIGHBOURS + 1, "number of neighbours"),
        (2, 1 << 20, "does not exist"),
        (2, -1, "does not exist"),
    ],
)
def test_an_impossible_list_above_the_lowest_level_is_a_fault(
    word: int, value: int, words: str, copy: Path
) -> None:
    """A size, a count or a neighbour in link_lists.bin that cannot be is found."""
    path = index(copy) / "link_lists.bin"
    lists = np.frombuffer(path.read_bytes(), "<u4")
    first = int(np.flatnonzero(lists)[0])  # before it, elements of the lowest level only
    overwrite(path, 4 * (first + word), struct.pack("<I", value & 0xFFFFFFFF))
    faults_of(copy, words)


def test_a_neighbour_on_a_level_it_does_not_reach_is_a_fault(copy: Path) -> None:
    """The lists above the lowest level may only name elements that have such lists."""
    path = index(copy) / "link_lists.bin"
    lists = np.frombuffer(path.read_bytes(), "<u4")
    first = int(np.flatnonzero(lists)[0])
    low = 0 if first else 1 + int(lists[0]) // 4
    assert lists[low] == 0
    overwrite(path, 4 * (first + 2), struct.pack("<I", 0 if first else 1))
    faults_of(copy, "a level it does not reach")


def changed_names(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Rewrite the pickle of a store as Chroma would, after a change."""
    path = index(folder) / METADATA
    told = pickle.loads(path.read_bytes())
    change(told)
    with path.open("wb") as file:
        pickler = pickle.Pickler(file, protocol=3)
        pickler.fast = True  # without back references, as Chroma writes it
        pickler.dump(told)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["id_to_label"].popitem(),
        lambda told: told["label_to_id"].popitem(),
        lambda told: told["label_to_id"].update({1: "another"}),
        lambda told: told.update(total_elements_added=100),
        lambda told: told.update(dimensionality=DIM + 1),
        lambda told: told.pop("id_to_label"),
        lambda told: told.update(id_to_label=None),
        lambda told: told.update(label_to_id=set()),
    ],
)
def test_names_that_do_not_fit_are_a_fault(
    change: Callable[[dict[str, Any]], object], copy: Path
) -> None:
    """Ids and labels must be each other's inverse and those of the elements."""
    changed_names(copy, dict.copy)
    assert check_vector_files(copy) == []
    changed_names(copy, change)
    faults_of(copy, index(copy).name)


def test_a_pickle_is_not_executed(copy: Path, tmp_path: Path) -> None:
    """A pickle that would run something is a fault, and runs nothing."""
    trace = tmp_path / "trace"

    class Evil:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
            return os.mkdir, (str(trace),)

    (index(copy) / METADATA).write_bytes(pickle.dumps({"total_elements_added": Evil()}))
    faults_of(copy, METADATA)
    assert not trace.exists()


# Any damage


@pytest.fixture(scope="module")
def victim(store: Path) -> Iterator[Path]:
    """A copy of the store that each example damages and puts right again."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(store, Path(folder) / "victim"))


NAMES = st.sampled_from([*INDEX, METADATA, DATABASE])


def named(folder: Path, name: str) -> Path:
    """One of the files of a store."""
    return folder / name if name == DATABASE else index(folder) / name


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=NAMES,
    patches=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=300)), max_size=4),
    end=st.none() | st.floats(0, 1),
)
def test_no_bytes_make_it_raise(
    victim: Path, name: str, patches: list[tuple[float, bytes]], end: float | None
) -> None:
    """Whatever is written over any file, the answer is a list of lines."""
    path = named(victim, name)
    sound = path.read_bytes()
    try:
        for at, content in patches:
            overwrite(path, int(at * len(sound)), content)
        if end is not None:
            os.truncate(path, int(end * len(sound)))
        faults = check_vector_files(victim)
        assert all(isinstance(fault, str) and fault and "\n" not in fault for fault in faults)
    finally:
        path.write_bytes(sound)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=NAMES, end=st.floats(0, 1, exclude_max=True))
def test_every_cut_is_seen(victim: Path, name: str, end: float) -> None:
    """A file that lost any part of its end is a fault."""
    path = named(victim, name)
    sound = path.read_bytes()
    try:
        os.truncate(path, int(end * len(sound)))
        faults_of(victim, "")
    finally:
        path.write_bytes(sound)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=200) | st.binary(max_size=40).map(lambda b: b"\x80\x03}(" + b))
def test_no_pickle_makes_it_raise(victim: Path, content: bytes) -> None:
    """Whatever the pickle holds, it is read or refused."""
    path = named(victim, METADATA)
    sound = path.read_bytes()
    try:
        path.write_bytes(content)
        faults_of(victim, "")
    finally:
        path.write_bytes(sound)
