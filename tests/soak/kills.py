"""One kill: a library as it was, a process that changes it, kill -9, and what came after."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

Wait = Callable[[Path, Callable[[], bool]], None]
"""Returns when the moment has come: given the library, and whether the process still runs."""

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 600.0
_BETWEEN_LOOKS = 0.0003

BEFORE, ARTICLES = "before anything was written", "among the articles"
VECTORS, AFTER = "with all articles in, in the vector store", "after all was written"


@dataclass(frozen=True, slots=True)
class Stage:
    """What is done to a library: `before` it, from which articles, to what end.

    `before` and `undisturbed` are library folders: as it is before, and as it is after the
    same was done without a kill. `arguments` are those of `tests.soak.adding`. Measured
    without a kill: how many `seconds` it takes, and how many `changes` of Chroma's vector
    files are seen.
    """

    name: str
    before: Path
    sources: Path
    undisturbed: Path
    arguments: tuple[str, ...] = ()
    articles: int = 0
    seconds: float = 0.0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Kill:
    """Where a kill hit, and what was amiss after the rerun; nothing, if all is well."""

    stage: str
    at: float
    hit: str
    reported: int
    dirty: bool
    rerun: float
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        dirty = ", the vector store marked dirty" if self.dirty else ""
        end = "; ".join(self.misses) or "all there"
        return (
            f"{self.stage}: killed after {self.at:.2f} s, {self.hit}{dirty}; {self.reported} "
            f"reported; rerun {self.rerun:.1f} s: {end}"
        )


def prepared(stage: Stage) -> Stage:
    """Make the undisturbed library of a stage; how long that took, how often vectors changed."""
    shutil.copytree(stage.before, stage.undisturbed)
    began, changes = time.monotonic(), 0
    last = _vector_files(stage.undisturbed)
    with subprocess.Popen(
        _command(stage, stage.undisturbed), cwd=ROOT, stdout=subprocess.DEVNULL
    ) as undisturbed:
        while undisturbed.poll() is None:
            now = _vector_files(stage.undisturbed)
            changes, last = changes + (now != last), now
            time.sleep(_BETWEEN_LOOKS)
    if undisturbed.returncode:
        raise RuntimeError(f"{stage.name} ends with {undisturbed.returncode} undisturbed")
    return replace(stage, seconds=time.monotonic() - began, changes=changes)


def kill(stage: Stage, library: Path, wait: Wait) -> Kill:
    """Do it, kill the process when `wait` returns, do it again, and compare."""
    shutil.copytree(stage.before, library)
    began = time.monotonic()
    victim = subprocess.Popen(_command(stage, library), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    wait(library, lambda: victim.poll() is None)
    at = time.monotonic() - began
    victim.send_signal(signal.SIGKILL)
    told, _ = victim.communicate()
    kept = {line.split()[1] for line in told.splitlines() if line.startswith("kept ")}
    hit, (settings, ids) = _where(stage, library, victim.returncode), _catalog(library)
    missing, dirty = kept - ids, bool(settings.get("chroma_dirty"))
    again = time.monotonic()
    misses = _again(stage, library)
    took = time.monotonic() - again
    if missing:
        misses.insert(0, f"{len(missing)} articles were reported and are not there")
    shutil.rmtree(library)
    return Kill(stage.name, round(at, 3), hit, len(kept), dirty, round(took, 1), misses)


def _again(stage: Stage, library: Path) -> list[str]:
    """Do it once more, to the end; what is amiss then."""
    ended = subprocess.run(
        [*_command(stage, library), "--compare", str(stage.undisturbed)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=_LONGEST, check=False,
    )  # fmt: skip
    lines = ended.stdout.splitlines()
    found = [line for line in lines if line.startswith("notice ")]
    if ended.returncode or not lines or not lines[-1].startswith("misses "):
        return [*found, f"the rerun ended with {ended.returncode}"]
    return [*found, *json.loads(lines[-1].removeprefix("misses "))]


def _command(stage: Stage, library: Path) -> list[str]:
    command = [sys.executable, "-m", "tests.soak.adding", library, stage.sources, *stage.arguments]
    return list(map(str, command))


def _where(stage: Stage, library: Path, status: int) -> str:
    """What the process had come to."""
    if status == 0:
        return AFTER
    earlier, _ = _catalog(stage.before)
    settings, ids = _catalog(library)
    generations = len(list((library / "chroma").glob("generation-*")))
    if settings == earlier and generations <= 1:
        return BEFORE
    if len(ids) < stage.articles:
        return ARTICLES
    in_step = settings["generation"] == settings.get("chroma_generation")
    return AFTER if in_step and not settings.get("chroma_dirty") and generations == 1 else VECTORS


def _catalog(library: Path) -> tuple[dict[str, str], set[str]]:
    """Settings and article ids, read from a copy: what a kill left is not to be tidied up."""
    with tempfile.TemporaryDirectory() as scratch:
        for path in library.glob("catalog.sqlite3*"):
            shutil.copy(path, scratch)
        with closing(sqlite3.connect(Path(scratch) / "catalog.sqlite3")) as catalog:
            settings = dict(catalog.execute("SELECT name, value FROM settings"))
            return settings, {i for (i,) in catalog.execute("SELECT id FROM articles")}


# When to kill


def after(seconds: float) -> Wait:
    """Waits so long from the start of the process."""
    return lambda _, __: time.sleep(seconds)


def after_vectors_change(change: int, delay: float) -> Wait:
    """Waits until Chroma's vector files were seen to change so often, and then `delay` more."""

    def wait(library: Path, running: Callable[[], bool]) -> None:
        seen, last = 0, _vector_files(library)
        while seen < change and running():
            now = _vector_files(library)
            seen, last = seen + (now != last), now
        time.sleep(delay)

    return wait


def _vector_files(library: Path) -> list[tuple[int, int]]:
    """Size and time of the largest file of each index, which Chroma writes among the first."""
    found = []
    for path in library.glob("chroma/generation-*/*/data_level0.bin"):
        with contextlib.suppress(FileNotFoundError):
            state = os.stat(path)
            found.append((state.st_size, state.st_mtime_ns))
    return found
