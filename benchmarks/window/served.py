"""The chat window in a process of its own, on a library of the sample articles."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant import Assistant
from assistant.samples import samples_folder

COMMAND = Path(sys.executable).with_name("newsbrief")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def chromium() -> str:
    """Where Chromium is; ends the run where there is none."""
    found = shutil.which("chromium")
    if found is None:
        sys.exit("this needs Chromium: apt install chromium")
    return found


def built(folder: Path) -> Path:
    """A library of the sample articles."""
    with Assistant(folder) as assistant:
        assistant.add(samples_folder())
    return folder


def started(library: Path) -> subprocess.Popen[str]:
    """`newsbrief chat` as a user starts it, on a free port."""
    return subprocess.Popen(
        [COMMAND, "--library", library, "chat", "--port", "0"], stderr=subprocess.PIPE, text=True
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """The address that a process prints once it answers."""
    assert process.stderr is not None
    for line in iter(process.stderr.readline, ""):
        if match := re.search(r"http://127\.0\.0\.1:\d+", line):
            return match[0]
    raise SystemExit("the server ended before it said where it is")


@contextlib.contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which is ended afterwards."""
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


@contextlib.contextmanager
def served(library: Path) -> Iterator[str]:
    """The address of the chat window of a library."""
    with ended(started(library)) as process:
        yield address_of(process)
