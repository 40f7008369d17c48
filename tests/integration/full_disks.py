"""Scenes on disks that fill up, each played in a process that has such disks to itself.

unshare --map-root-user --mount python -m tests.integration.full_disks SCENE FOLDER
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import AddReport, Article, Assistant
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from tests.soak.states import misses
from vectorstore.errors import LibraryNotWritable, VectorsError
from vectorstore.index import VectorStore
from vectorstore.lock import WriteLock


def mounted(folder: Path, megabytes: float) -> Path:
    """A disk of this size in the place of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount(folder, "rw", megabytes)
    return folder


def enlarged(folder: Path, megabytes: float) -> None:
    """The same disk, with more room on it."""
    _mount(folder, "remount", megabytes)


def _mount(folder: Path, option: str, megabytes: float) -> None:
    options = f"{option},size={int(megabytes * 1024)}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)


def fill(folder: Path, left: int) -> Path:
    """Leave no more than some bytes on a disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - left))
    return ballast


def opened(folder: Path) -> Assistant:
    return Assistant(folder, embeddings=HashedTexts())


def added(folder: Path, articles: Sequence[Article]) -> tuple[set[str], AddReport | str]:
    """Add; which ids were reported, and the report, or the error in its place."""
    reported: set[str] = set()
    try:
        with opened(folder) as assistant:
            report = assistant.add(
                articles, watch=lambda _, outcome: reported.add(getattr(outcome, "id", ""))
            )
    except LibraryNotWritable as error:
        return reported, str(error)
    return reported, report


def kept(folder: Path) -> set[str]:
    with opened(folder) as assistant:
        return {article.id for article in assistant.articles()}


def settled(folder: Path, articles: Sequence[Article], aside: Path) -> None:
    """With room again: the same add ends as if there had never been a lack of it."""
    _, report = added(folder, articles)
    assert isinstance(report, AddReport), report
    assert report.notices == (), report.notices
    added(aside, articles)
    found = misses(folder, aside, HashedTexts())
    assert found == [], found


def catalog(folder: Path) -> None:
    """The catalog fills the disk while articles are added."""
    articles = corpus.articles(120)
    disk = mounted(folder / "disk", 2)
    reported, error = added(disk / "library", articles)
    assert isinstance(error, str)
    assert "no space left" in error, error
    assert "\n" not in error
    assert 0 < len(reported) < len(articles)
    assert reported <= kept(disk / "library")
    enlarged(disk, 200)
    settled(disk / "library", articles, folder / "aside")


def new_store(folder: Path) -> None:
    """The first vector store does not fit beside the catalog."""
    articles = corpus.articles(60)
    library = folder / "library"
    disk = mounted(library / "chroma", 1)
    (library / "catalog.sqlite3").touch()  # what makes the folder a library
    reported, report = added(library, articles)
    assert isinstance(report, AddReport), report
    (notice,) = report.notices
    assert "no space" in notice, notice
    assert "articles are safe" in notice, notice
    assert len(reported) == len(articles) == len(kept(library))
    _chroma_itself_runs_out(library)
    enlarged(disk, 200)
    settled(library, articles, folder / "aside")


def _chroma_itself_runs_out(library: Path) -> None:
    """Where the shortage was not foreseen, what Chroma has begun is taken away again."""
    with opened(library) as assistant:
        model, own = assistant.library.embeddings, assistant.library
        store = VectorStore(
            library / "chroma", own._catalog, WriteLock(library),
            model, free=lambda _: 1 << 40,
        )  # fmt: skip
        with store.lock.held(), pytest.raises(VectorsError, match="articles are safe"):
            store.rebuild()
        assert not list((library / "chroma").glob("generation-*"))


def store_in_use(folder: Path) -> None:
    """A vector store that is added to runs out of space; then nothing of it is trusted."""
    articles = corpus.articles(75)
    library = folder / "library"
    disk = mounted(library / "chroma", 30)
    (library / "catalog.sqlite3").touch()
    added(library, articles[:50])
    for left in (0, 300_000):
        ballast = fill(disk, left)
        reported, report = added(library, articles)
        assert isinstance(report, AddReport), report
        assert report.notices, f"with {left} bytes left nothing went wrong"
        assert "articles are safe" in report.notices[0], report.notices
        assert len(reported) == len(articles) == len(kept(library))
        with opened(library) as assistant:
            assert [f.name for f in assistant.check() if not f.ok] == ["vector store", "disk"]
            assert assistant.search("harbour")
            assistant.remove(*(article.id for article in articles[50:]))
        ballast.unlink()
        added(library, articles[:50])
    enlarged(disk, 200)
    settled(library, articles, folder / "aside")


def everything(folder: Path) -> None:
    """Catalog and vector store share a disk, which fills at any stage of an add."""
    articles = corpus.articles(60)
    for left in (0, 150_000, 600_000, 1_500_000):
        disk = mounted(folder / f"disk-{left}", 100)
        library = disk / "library"
        added(library, articles[:30])
        ballast = fill(disk, left)
        reported, report = added(library, articles)
        assert isinstance(report, str) or len(reported) == len(articles)
        said = report if isinstance(report, str) else " ".join(report.notices)
        assert "space" in said or not said, said
        ballast.unlink()
        assert reported <= kept(library)
        settled(library, articles, folder / "aside")
        subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]))
    print("well")
