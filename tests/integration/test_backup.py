"""A library as one file: backed up while others write, restored whole or not at all."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.archiving.manifest import NAME
from assistant.errors import ArchiveError
from assistant.following.rhythm import Rhythm
from assistant.following.types import Topic
from assistant.settings import FILE
from tests.furnished import furnish, opened, seen
from tests.integration.conftest import Run
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from tests.soak.states import misses
from vectorstore.errors import LibraryBusy, LibraryDamaged, VectorStoreError
from vectorstore.lock import WriteLock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with something of everything; tests only read from it."""
    return furnish(tmp_path_factory.mktemp("furnished") / "library")


@pytest.fixture(scope="module")
def archive(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it; tests only read from it."""
    file = tmp_path_factory.mktemp("backups") / "backup.zip"
    (library / "keys.txt").write_text("what a later version puts there")
    (library / "keys.txt").chmod(0o640)
    (library / "replies.sqlite").write_text("a cache")
    with opened(library) as assistant:
        assistant.backup(file)
    return file


def restore(file: Path, folder: Path) -> None:
    report = Assistant.restore(file, folder, embeddings=HashedTexts())
    assert report.notices == ()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def deed(code: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run code in another process, with `opened` and `Assistant` at hand."""
    given = (
        "import os, sys, resource, pathlib; from pathlib import Path\n"
        "from assistant import Assistant; from tests.furnished import opened\n"
        "from tests.soak import corpus; from tests.soak.standin import HashedTexts\n"
    )
    return subprocess.run(
        [sys.executable, "-c", given + code, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


# ---------------------------------------------------------------- whole


def test_what_is_restored_is_what_was_backed_up(
    library: Path, archive: Path, tmp_path: Path
) -> None:
    """Every row, vector and file, with its permissions; the store is sound; what can be made again
    is left out."""
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    restore(archive, tmp_path / "new" / "library")
    folder = tmp_path / "new" / "library"
    assert misses(folder, library, HashedTexts()) == []
    assert seen(folder) == seen(library)
    assert (folder / "outlets.toml").read_text() == (library / "outlets.toml").read_text()
    assert stat.S_IMODE((folder / "kept.sqlite3").stat().st_mode) == 0o600
    assert names(folder) == [
        "catalog.sqlite3", "chroma", "kept.sqlite3", "keys.txt", "outlets.toml", "write.lock",
        "write.pid",
    ]  # fmt: skip
    assert stat.S_IMODE((folder / "keys.txt").stat().st_mode) == 0o640


def test_a_restored_library_has_an_identity_of_its_own(archive: Path, tmp_path: Path) -> None:
    """So that two libraries of one backup never share a collection on a Chroma server."""
    identities = set()
    for name in ("one", "two"):
        restore(archive, tmp_path / name)
        with opened(tmp_path / name) as assistant:
            identities.add(assistant.library._catalog.setting("identity"))
            assert not assistant.add(corpus.articles(13)[12]).notices
    assert len(identities) == 2


def test_a_backup_is_of_one_moment_while_another_process_adds(tmp_path: Path) -> None:
    """Nobody waits for anybody, and what is restored is a whole state: all is sound."""
    made = corpus.articles(36)
    with opened(tmp_path / "library") as assistant:
        assistant.add(made[:10])
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.sharing", "add", tmp_path / "library",
         "10", "36", "4"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdin is not None
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    writer.stdin.write("\n")
    writer.stdin.flush()
    told = [writer.stdout.readline().strip() for _ in range(2)]
    counts = []
    with opened(tmp_path / "library") as assistant:
        for number in range(2):
            report = assistant.backup(tmp_path / f"{number}.zip")
            counts.append(report.articles)
    assert writer.poll() is None, "the writer had ended before the backups did"
    told += writer.communicate(timeout=240)[0].split()
    assert writer.returncode == 0
    assert counts == sorted(counts)
    for number, count in enumerate(counts):
        restore(tmp_path / f"{number}.zip", tmp_path / f"restored-{number}")
        with opened(tmp_path / f"restored-{number}") as assistant:
            found = {article.id for article in assistant.articles()}
            assert len(found) == count
            # What was told before the backup began is in it, and nothing is half there.
            assert {article.id for article in made[:10]} | set(told[:2]) <= found
            if number:
                assert all(finding.ok for finding in assistant.check())


def test_a_backup_takes_the_place_of_the_last_one(library: Path, tmp_path: Path) -> None:
    """Under the same name, through a link too; nothing else is left beside it."""
    (tmp_path / "link.zip").symlink_to(tmp_path / "real.zip")
    told: list[tuple[str, float]] = []
    for _ in range(2):
        with opened(library) as assistant:
            report = assistant.backup(
                tmp_path / "link.zip", watch=lambda what, share: told.append((what, share))
            )
    assert report.file == tmp_path / "real.zip"
    assert report.bytes == report.file.stat().st_size
    assert names(tmp_path) == ["link.zip", "real.zip"]
    assert {what for what, _ in told} == {"copying", "packing"}
    assert told[-1] == ("packing", 1.0)


def test_a_backup_of_another_model_is_restored_and_says_so(archive: Path, tmp_path: Path) -> None:
    """The articles are there; the notice names what to do."""
    report = Assistant.restore(archive, tmp_path / "library")
    (notice,) = report.notices
    assert "hashed-texts" in notice
    assert "NEWSBRIEF_EMBEDDINGS" in notice
    assert seen(tmp_path / "library")


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("where", ["library", "other files", "a file"])
def test_a_folder_that_is_not_empty_is_refused(archive: Path, tmp_path: Path, where: str) -> None:
    """What is there stays as it is."""
    folder = tmp_path / "library"
    if where == "a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / ("catalog.sqlite3" if where == "library" else "notes.txt")).write_text("mine")
    with pytest.raises(ArchiveError, match="library") as raised:
        Assistant.restore(archive, folder)
    assert "\n" not in str(raised.value)
    mine = [folder] if folder.is_file() else list(folder.iterdir())
    assert [path.read_text() for path in mine] == ["mine"]


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def changed(**values: object) -> Callable[[Path], None]:
    """Another manifest, or other files, in an archive that is sound as such."""

    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as old:
            contents = {name: old.read(name) for name in old.namelist()}
        manifest = json.loads(contents[NAME])
        if "content" in values:
            contents["catalog.sqlite3"] += b"!"
        elif "gone" in values:
            del contents[str(values["gone"])]
        else:
            contents[NAME] = json.dumps(manifest | values).encode()
        with zipfile.ZipFile(file, "w") as new:
            for name, content in contents.items():
                new.writestr(name, content)

    return change


def escape(file: Path) -> None:
    with zipfile.ZipFile(file) as old:
        files = json.loads(old.read(NAME))["files"]
    changed(files=[*files, {"name": "../stray", "bytes": 0, "mode": 384, "sha256": ""}])(file)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Path.unlink, "cannot be read"),
        (lambda file: file.write_text("not a zip"), "is no backup of newsbrief, or damaged"),
        (lambda file: file.write_bytes(b""), "is no backup of newsbrief, or damaged"),
        (cut, "damaged"),
        (flip, "damaged"),
        (changed(content=True), "catalog.sqlite3 is not what was backed up"),
        (changed(gone="catalog.sqlite3"), "catalog.sqlite3 is missing"),
        (changed(gone=NAME), "has no manifest.json"),
        (changed(kind="other"), "is no backup of newsbrief"),
        (changed(format=2, newsbrief="9.1"), r"newer newsbrief \(9.1\)"),
        (changed(catalog=99), "newer newsbrief"),
        (changed(files=[]), "its manifest names other files"),
        (escape, "its manifest names other files"),
    ],
)
def test_what_is_no_whole_backup_is_one_line(
    archive: Path, tmp_path: Path, damage: Callable[[Path], object], words: str
) -> None:
    """It says what is wrong with which file; nothing is left of it in a folder or beside it."""
    file = Path(shutil.copy(archive, tmp_path / "backup.zip"))
    damage(file)
    for folder in (tmp_path / "new", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        with pytest.raises(ArchiveError, match=words) as raised:
            Assistant.restore(file, folder)
        assert "backup.zip" in str(raised.value)
        assert "\n" not in str(raised.value)
    assert not (tmp_path / "new").exists()
    assert names(tmp_path / "empty") == []
    assert not (tmp_path / "stray").exists()


def test_a_damaged_catalog_does_not_take_the_place_of_a_good_backup(
    library: Path, archive: Path, tmp_path: Path
) -> None:
    """The last backup stays as it was, and one line says why."""
    folder = Path(shutil.copytree(library, tmp_path / "library"))
    good = Path(shutil.copy(archive, tmp_path / "backup.zip"))
    content = bytearray((folder / "catalog.sqlite3").read_bytes())
    middle = len(content) // 2
    content[middle : middle + (1 << 16)] = os.urandom(1 << 16)
    (folder / "catalog.sqlite3").write_bytes(content)
    with opened(folder) as assistant, pytest.raises(LibraryDamaged, match="nothing was backed up"):
        assistant.backup(good)
    assert good.read_bytes() == archive.read_bytes()
    assert names(tmp_path) == ["backup.zip", "library"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("library/b.zip", "in the library itself"),
        ("missing/b.zip", "No such file"),
        (".", "is no file"),
    ],
)
def test_a_place_where_no_backup_can_be_is_one_line(
    library: Path, tmp_path: Path, place: str, words: str
) -> None:
    """In the library itself it would be lost with it."""
    file = library / "b.zip" if place.startswith("library") else tmp_path / place
    before = names(library)
    with opened(library) as assistant, pytest.raises(ArchiveError, match=words):
        assistant.backup(file)
    assert names(library) == before


def test_two_backups_into_one_file_do_not_mix(library: Path, tmp_path: Path) -> None:
    """The second is told that it is being written."""
    partial = tmp_path / ".backup.zip.partial"
    partial.mkdir()
    with (
        opened(library) as assistant,
        WriteLock(partial).held(),
        pytest.raises(LibraryBusy, match="is writing to"),
    ):
        assistant.backup(tmp_path / "backup.zip")


# ---------------------------------------------------------------- killed, and full disks


KILLED_BACKUP = """
seen = []
def watch(what, share):
    seen.append(share)
    if (what, len(seen)) >= (sys.argv[3], int(sys.argv[4])):
        os.kill(os.getpid(), 9)
with opened(Path(sys.argv[1])) as assistant:
    assistant.backup(Path(sys.argv[2]), watch=watch)
"""


@pytest.mark.parametrize("moment", ["copying", "packing"])
def test_a_killed_backup_leaves_the_last_one(
    library: Path, archive: Path, tmp_path: Path, moment: str
) -> None:
    """And the next one clears up what it left."""
    file = Path(shutil.copy(archive, tmp_path / "backup.zip"))
    died = deed(KILLED_BACKUP, library, file, moment, 1)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert file.read_bytes() == archive.read_bytes()
    assert len(names(tmp_path)) == 2
    with opened(library) as assistant:
        assistant.backup(file)
    assert names(tmp_path) == ["backup.zip"]


KILLED_RESTORE = """
moments = 0
def count(*_, **__):
    global moments
    moments += 1
    if moments == int(sys.argv[3]):
        os.kill(os.getpid(), 9)
replace = Path.replace
def replacing(self, target):
    count()
    return replace(self, target)
Path.replace = replacing
Assistant.restore(sys.argv[1], sys.argv[2], watch=count, embeddings=HashedTexts())
"""


def test_a_killed_restore_leaves_no_library_or_the_whole(
    library: Path, archive: Path, tmp_path: Path
) -> None:
    """While it unpacks, when all files but the catalog are in their place, and after; begun again
    it ends well."""
    expected, whole = seen(library), 0
    for moment in (2, 8, 9):
        folder = tmp_path / f"library-{moment}"
        died = deed(KILLED_RESTORE, archive, folder, moment)
        assert died.returncode == -signal.SIGKILL, died.stderr
        if (folder / "catalog.sqlite3").exists():
            whole += 1
            assert seen(folder) == expected
        else:
            with pytest.raises(VectorStoreError):
                opened(folder)
            restore(archive, folder)
            assert seen(folder) == expected
            assert not [name for name in names(folder) if name.startswith(".")]
    assert whole == 1, "one kill comes after the catalog was in place"


FULL = """
def fill_up():
    limit = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    if sys.argv[1] == "restore":
        fill_up()
        Assistant.restore(sys.argv[2], sys.argv[3], embeddings=HashedTexts())
    else:
        with opened(Path(sys.argv[2])) as assistant:
            assistant.briefings()  # opens that file too
            fill_up()
            getattr(assistant, sys.argv[1])(sys.argv[3])
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("what", ["backup", "export", "restore"])
def test_a_full_disk_is_one_line_and_leaves_nothing_by_half(
    library: Path, archive: Path, tmp_path: Path, what: str
) -> None:
    """Wherever it fills up; a file that was there before stays as it was."""
    target = tmp_path / "target"
    if what != "restore":
        target.write_text("the last one")
    for limit in (1, 10_000):
        source = archive if what == "restore" else library
        ended = deed(FULL, what, source, target, limit)
        assert ended.stdout.startswith("ArchiveError "), (ended.stdout, ended.stderr)
        assert "cannot be written" in ended.stdout
        assert len(ended.stdout.splitlines()) == 1
        assert names(tmp_path) == ([] if what == "restore" else ["target"])
    if what != "restore":
        assert target.read_text() == "the last one"


# ---------------------------------------------------------------- as it is typed


@pytest.fixture
def emptied(library: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the library without articles, which any model opens."""
    folder = Path(shutil.copytree(library, tmp_path / "library"))
    with opened(folder) as assistant:
        assistant.remove(*(article.id for article in assistant.articles()))
        assistant.library._catalog.remember(
            embedder_name="", embedder_checksum="", embedder_dimension=""
        )
    return folder


def test_the_commands_say_what_they_did(run: Run, emptied: Path, tmp_path: Path) -> None:
    """In words and as JSON; settings of the library go with it; what fails is status 1."""
    (emptied / FILE).write_text("reader = false\n")
    file = tmp_path / "b.zip"
    made = run("--library", emptied, "backup", file, "--json")
    assert made.status == 0, made.err
    assert made.document["file"] == str(file)
    assert made.document["articles"] == 0
    told = run("--library", tmp_path / "one", "restore", file)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(f"0 articles in {tmp_path / 'one'}, as of 20")
    assert (tmp_path / "one" / FILE).read_text() == "reader = false\n"
    again = run("--library", tmp_path / "one", "restore", file, "--json")
    assert (again.status, again.out) == (1, "")
    assert "is a library already" in again.err
    assert len(again.err.splitlines()) == 1
    as_json = run("--library", tmp_path / "two", "restore", file, "--json")
    assert as_json.document["library"] == str(tmp_path / "two")
    assert as_json.document["made"] == made.document["made"]
    words = run("--library", emptied, "backup", file)
    assert words.out.startswith(f"0 articles, 0 chunks in {file} (0.")


def test_a_restored_library_delivers_nothing_again(library: Path, tmp_path: Path) -> None:
    """What waits to be delivered when a library is backed up is given up in what is restored."""
    copied = tmp_path / "library"
    shutil.copytree(library, copied)
    with opened(copied) as assistant:
        topic = Topic("", to=("http://127.0.0.1:9/hook",), always=True, allow_private=True)
        schedule = assistant.following.follow_topic(topic, Rhythm(seconds=3600))
        assistant.following.run_now(schedule.id)
        assert [one.undelivered[0].state for one in assistant.following.followed()] == ["waiting"]
        assistant.backup(tmp_path / "late.zip")
    restore(tmp_path / "late.zip", tmp_path / "again")
    with opened(tmp_path / "again") as assistant:
        (followed,) = assistant.following.followed()
        assert [one.state for one in followed.runs[0].deliveries] == ["given up"]


def test_a_link_where_a_backup_works_is_not_followed(library: Path, tmp_path: Path) -> None:
    """What somebody else put under the name of the working folder is neither emptied nor used."""
    kept = tmp_path / "documents"
    kept.mkdir()
    (kept / "thesis.txt").write_text("all of it")
    (tmp_path / ".news.zip.partial").symlink_to(kept)
    with opened(library) as assistant, pytest.raises(ArchiveError, match="not ours"):
        assistant.backup(tmp_path / "news.zip")
    assert (kept / "thesis.txt").read_text() == "all of it"
