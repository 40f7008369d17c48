"""`python -m tests.soak.fuzz`: damaged files of each format end in articles or in one clear line.

Each sample is cut at every tenth of its length and changed in a hundred random ways. A file may
take ten seconds and two gigabytes; no error may leave the reader, and none may be one that
nobody foresaw.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

from assistant.reading import read
from assistant.reading.types import Failure
from tests.soak.files import samples

SECONDS, MEMORY = 10, 2 << 30
_TODAY = date(2026, 1, 1)
_WHOLE = 1800


def mutants(content: bytes, count: int, seed: str) -> Iterator[bytes]:
    """`content` cut at each tenth, then changed: signs, gaps, repeats, exchanges, odd pieces."""
    for tenth in range(1, 10):
        yield content[: len(content) * tenth // 10]
    chance = random.Random(seed)
    odd = (b"\0" * 40, b"<" * 300, b"&#x110000;", b"]]>", b"\xff\xfe", b"{{{{", b'"' * 9, b"%PDF-",
           b"9" * 400, b"<p>" * 200, b"\r\r\n", b"\xed\xa0\x80",
           b"=?utf-8?q?=", b"([{" * 90)  # fmt: skip
    for _ in range(count):
        changed = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(changed)) if changed else 0
            end = min(len(changed), at + chance.randint(1, 60))
            match chance.randrange(5):
                case 0:
                    changed[at : at + 1] = bytes([chance.randrange(256)])
                case 1:
                    del changed[at:end]
                case 2:
                    changed[at:at] = changed[at:end] * chance.randint(1, 20)
                case 3:
                    changed[at:at] = chance.choice(odd)
                case _:
                    other = chance.randrange(len(changed)) if changed else 0
                    changed[other : other + end - at] = changed[at:end]
        yield bytes(changed)


def faults(name: str, count: int) -> list[str]:
    """What goes wrong with the mutants of one sample, in words."""
    found = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / name
        whole.write_bytes(samples()[name])
        list(read(whole, today=_TODAY))  # what is loaded once is no file's fault
        for number, content in enumerate(mutants(samples()[name], count, name)):
            path = Path(folder) / name
            path.write_bytes(content)
            began = time.monotonic()
            signal.alarm(SECONDS)
            try:
                results = list(read(path, today=_TODAY))
            except BaseException:
                found.append(f"{name} {number}: {traceback.format_exc(limit=-3)}")
                results = []
            finally:
                signal.alarm(0)
            reasons = [result.reason for result in results if isinstance(result, Failure)]
            found += [
                f"{name} {number}: {why}" for why in reasons if "it may be damaged: get" in why
            ]
            found += [f"{name} {number}: {why!r}" for why in reasons if "\n" in why or not why]
            if time.monotonic() - began > SECONDS:
                found.append(f"{name} {number}: took {time.monotonic() - began:.0f} s")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found + ([f"{name}: {used >> 20} MB"] if used > MEMORY else [])


def main(count: int, only: str) -> int:
    """Reads all mutants, each sample's in a process of its own; the number of faults."""
    total = 0
    for name in samples():
        if only in name:
            with get_context("spawn").Pool(1) as pool:
                task = pool.apply_async(faults, (name, count))
                task.wait(_WHOLE)
                found = task.get(0) if task.ready() else [f"{name}: hangs"]
            print(
                f"{name}: {len(found)} faults in {count + 9}", *found[:5], sep="\n    ", flush=True
            )
            total += len(found)
    return total


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--mutants", type=int, default=100)
    given.add_argument("--only", default="", help="samples with this in their names")
    told = given.parse_args()
    sys.exit(bool(main(told.mutants, told.only)))
