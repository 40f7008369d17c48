"""What doctor looks at: the vector store, opened as a copy by a process that may die, and space.

A damaged Chroma store can crash, hang or fill the disk of whatever opens it. So one that is
marked clean is opened as a copy, by another process with limits on time, memory and what it
writes: `python -m vectorstore.inspection`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.errors import first_line
from vectorstore.index import VectorStore
from vectorstore.index.chroma import Expected, OpenCollection
from vectorstore.index.generations import FreeBytes, free_bytes, size

LIMIT = 30.0
"""Seconds the other process has, and one more for each 5,000 vectors."""

LEAST_FREE = 50 << 20
"""Bytes that must be free beside a library: one that grows beyond them is in danger."""

_MEMORY = 16 << 30  # address space, most of it never touched: a thread claims 64 MB of it
_GROWTH = 256 << 20  # how much larger than it is any file of the copy may become
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen of one thing, in words, and what is wrong with it; no fault: it is well."""

    seen: str
    faults: tuple[str, ...] = ()


def inspect(
    store: VectorStore, *, limit: float = LIMIT, free: FreeBytes = free_bytes
) -> Inspection:
    """Compare a library's vector store with its catalog: all ids, and a sample of vectors.

    Of an embedded store a copy is opened, in another process, after the library's lock was
    let go. `limit` is in seconds; `free` tells how many bytes can be written where a folder
    lies. Raises LibraryBusy where another process writes for long, and what the catalog
    raises; whatever the vector store does is a fault.
    """
    with contextlib.ExitStack() as afterwards:
        with store.lock.held():
            faults = store.faults()
            expected = store.expected()
            if not faults and expected.ids and not store.in_step:
                faults = ["it has not followed the last change of the catalog"]
            seen = f"{store.place}, in step, {len(expected.ids)} vectors"
            if not faults and store.server:
                faults = store.differences(expected)
            if faults or store.server or store.folder is None:
                return Inspection(seen, tuple(faults))
            try:
                copy = _copied(store.folder, afterwards, free)
            except OSError as error:
                why = error.strerror or str(error)
                return Inspection(f"{seen} by its marker; no copy could be opened: {why}")
        return Inspection(seen, tuple(open_elsewhere(copy, expected, limit)))


def _copied(folder: Path, afterwards: contextlib.ExitStack, free: FreeBytes) -> Path:
    """A copy in the system's temporary folder, which goes `afterwards`; raises OSError."""
    # The folder is found by writing to it, so on a full disk there may be none.
    scratch = Path(
        afterwards.enter_context(
            tempfile.TemporaryDirectory(prefix="newsbrief-doctor-", ignore_cleanup_errors=True)
        )
    )
    needed = size(folder) + LEAST_FREE
    if free(scratch) < needed:
        raise OSError(
            f"it takes {_rounded(needed)} MB in {scratch.parent}, where there is less space left"
        )
    return Path(shutil.copytree(folder, scratch / "copy"))


def inspect_room(folder: Path, *, free: FreeBytes = free_bytes) -> Inspection:
    """Whether a library's disk has room for it to change: LEAST_FREE, and its catalog again."""
    catalog = sum(size(path) for path in folder.glob("catalog.sqlite3*"))
    left = min(free(folder), free(folder / "chroma"))  # which may lie on a disk of its own
    needed = max(LEAST_FREE, catalog)
    seen = (
        f"{left // _MEGABYTE} MB free; the catalog takes {_rounded(catalog)} MB, "
        f"the vector store {_rounded(size(folder / 'chroma'))} MB"
    )
    if left >= needed:
        return Inspection(seen)
    return Inspection(seen, (f"{seen}; {_rounded(needed)} MB should be free",))


def _rounded(amount: int) -> int:
    return -(-amount // _MEGABYTE)


def open_elsewhere(folder: Path, expected: Expected, limit: float = LIMIT) -> list[str]:
    """The faults of an embedded store that show when another process opens it.

    The store may be written to, or ruined: give a copy.
    """
    limit += len(expected.ids) / 5000
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        own = Path(scratch)
        (own / "ids").write_text("\n".join(expected.ids), encoding="utf-8")
        np.save(own / "vectors.npy", expected.vectors)
        # -P and a folder of its own: nothing that happens to lie somewhere is taken for a module.
        arguments = (folder, own, expected.checksum, expected.usual, limit)
        command = [sys.executable, "-P", "-m", __name__, *map(str, arguments)]
        try:
            ended = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                cwd=scratch, timeout=limit, check=False, env=_environment(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [f"opening it did not end within {limit:.0f} seconds"]
    if ended.returncode < 0:
        return [f"opening it ends the process that does so ({_named(-ended.returncode)})"]
    with contextlib.suppress(ValueError, LookupError, TypeError):
        return [str(fault) for fault in json.loads(ended.stdout.splitlines()[-1])["faults"]]
    words = (ended.stderr.strip().splitlines() or [f"exit status {ended.returncode}"])[-1]
    return [f"a process that should open it failed: {words}"]


def _environment() -> dict[str, str]:
    """The environment, with the folder that this package lies in where Python would not look."""
    home = str(Path(__file__).resolve().parent.parent)
    if home in sysconfig.get_paths().values():
        return dict(os.environ)
    others = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [others, home]))}


def _named(number: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


# The other process


def main(folder: str, scratch: str, checksum: str, usual: str, limit: str) -> None:
    """Open the store in a folder, and print as a line of JSON in what it is not as expected."""
    _limit_itself(Path(folder), float(limit))
    ids = (Path(scratch) / "ids").read_text("utf-8").split("\n")
    vectors = np.load(Path(scratch) / "vectors.npy")
    expected = Expected(checksum, tuple(i for i in ids if i), vectors, float(usual))
    try:
        with contextlib.closing(OpenCollection(Path(folder))) as collection:
            faults = collection.differences(expected)
    except BaseException as error:  # Chroma's panics are no Exceptions
        faults = [f"it cannot be opened: {first_line(error)}"]
    print(json.dumps({"faults": faults}), flush=True)


def _limit_itself(folder: Path, limit: float) -> None:
    """Bounds that a sound store keeps far within, and the system enforces on a torn one."""
    longest = max((path.stat().st_size for path in folder.rglob("*")), default=0)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 2 * longest + _GROWTH),
        (resource.RLIMIT_AS, 8 * longest + _MEMORY),
        (resource.RLIMIT_CPU, 4 * int(limit) + 4),  # should the process that waits be killed
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
    # Python ignores this signal, and Chroma would not notice that nothing more is written.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


if __name__ == "__main__":
    main(*sys.argv[1:])
