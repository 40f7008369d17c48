"""The commands that correct, compare and watch, as a user types them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("newsbrief")
FIRST = "A ferry ran aground off Larnholm on Friday. Three people died, police said."
SECOND = "A ferry ran aground off Larnholm on Friday. Seven people died, police said."


def newsbrief(library: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """One command, in a process of its own."""
    return subprocess.run(
        [COMMAND, "--library", library, *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one article that was added in two versions."""
    folder = tmp_path_factory.mktemp("versions")
    source = folder / "ferry.txt"
    for text in (FIRST, SECOND):
        source.write_text(f"Title: Ferry\n\n{text}\n")
        assert newsbrief(folder / "library", "add", source).returncode == 0
    return folder / "library"


@pytest.fixture
def library(added: Path, tmp_path: Path) -> Path:
    """A copy of that library, to be changed."""
    return shutil.copytree(added, tmp_path / "library")


def test_show_diff_tells_what_changed(library: Path) -> None:
    """In words for a reader, and as JSON with the versions and their changes."""
    ((article,),) = (json.loads(newsbrief(library, "articles", "--json").stdout),)
    told = newsbrief(library, "show", article["id"][:6], "--diff").stdout
    assert "- Three people died, police said." in told
    assert "+ Seven people died, police said." in told
    assert "ran aground" not in told
    (step,) = json.loads(newsbrief(library, "show", article["id"], "--diff", "--json").stdout)
    assert step["before"]["text"] == FIRST
    assert step["changes"] == [
        {
            "before": "Three people died, police said.",
            "after": "Seven people died, police said.",
        }
    ]


def test_edit_corrects_and_refuses_what_is_wrong(library: Path) -> None:
    """Fields are set and cleared; wrong use is 2, an unknown article 1, each with one line."""
    (article,) = json.loads(newsbrief(library, "articles", "--json").stdout)
    edited = newsbrief(
        library, "edit", article["id"], "--publisher", "The Post", "--published", "2024-05-03",
        "--json",
    )  # fmt: skip
    assert json.loads(edited.stdout)["publisher"] == "The Post"
    assert json.loads(edited.stdout)["published"] == "2024-05-03"
    cleared = newsbrief(library, "edit", article["id"], "--published", "", "--json")
    assert json.loads(cleared.stdout)["published"] is None
    assert newsbrief(library, "edit", article["id"]).returncode == 2
    assert newsbrief(library, "edit", article["id"], "--not-copy-of=").returncode == 1
    assert newsbrief(library, "edit", article["id"], "--published", "soon").returncode == 2
    unknown = newsbrief(library, "edit", "nothing", "--title", "x")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)


def _heeds_interrupts() -> None:
    """Ctrl-C counts, though who started the tests in the background made them deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_watch_adds_what_comes_until_it_is_interrupted(tmp_path: Path) -> None:
    """One line of JSON for each change; Ctrl-C ends it well, and all that was told is kept."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(FIRST)
    with subprocess.Popen(
        [COMMAND, "--library", tmp_path / "library", "watch", folder, "--json"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=_heeds_interrupts,
    ) as watching:  # fmt: skip
        assert watching.stdout is not None
        assert len(json.loads(watching.stdout.readline())["added"]) == 1
        (folder / "b.txt").write_text("A bank in Calvera raised its rate by a quarter point.")
        assert len(json.loads(watching.stdout.readline())["added"]) == 1
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0
    assert len(json.loads(newsbrief(tmp_path / "library", "articles", "--json").stdout)) == 2
    refused = newsbrief(tmp_path / "library", "watch", tmp_path / "nowhere")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
