"""The commands that correct, compare and watch, as a user types them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant
from tests.integration.conftest import Run
from vectorstore import SentenceTransformerEmbeddings

COMMAND = Path(sys.executable).with_name("newsbrief")
FIRST = "A ferry ran aground off Larnholm on Friday. Three people died, police said."
SECOND = "A ferry ran aground off Larnholm on Friday. Seven people died, police said."


@pytest.fixture(scope="module")
def added(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Path:
    """A library with one article that was added in two versions."""
    folder = tmp_path_factory.mktemp("versions")
    source = folder / "ferry.txt"
    with Assistant(folder / "library", embeddings=embeddings) as assistant:
        for text in (FIRST, SECOND):
            source.write_text(f"Title: Ferry\n\n{text}\n")
            assistant.add(source)
    return folder / "library"


@pytest.fixture
def library(added: Path, tmp_path: Path) -> Path:
    """A copy of that library, to be changed."""
    return shutil.copytree(added, tmp_path / "library")


@pytest.fixture
def newsbrief(run: Run, library: Path) -> Run:
    """Runs the command line on that library."""
    return lambda *arguments: run("--library", library, *arguments)


def test_show_diff_tells_what_changed(newsbrief: Run) -> None:
    """In words for a reader, and as JSON with the versions and their changes."""
    (article,) = newsbrief("articles", "--json").document
    told = newsbrief("show", article["id"][:6], "--diff").out
    assert "- Three people died, police said." in told
    assert "+ Seven people died, police said." in told
    assert "ran aground" not in told
    (step,) = newsbrief("show", article["id"], "--diff", "--json").document
    assert step["before"]["text"] == FIRST
    (change,) = step["changes"]
    assert change["before"] == "Three people died, police said."
    assert change["after"] == "Seven people died, police said."


def test_edit_corrects_and_refuses_what_is_wrong(newsbrief: Run) -> None:
    """Fields are set and cleared; wrong use is 2, an unknown article 1, each with one line."""
    (article,) = newsbrief("articles", "--json").document
    fields = ("--publisher", "The Post", "--published", "2024-05-03")
    edited = newsbrief("edit", article["id"], *fields, "--json").document
    assert (edited["publisher"], edited["published"]) == ("The Post", "2024-05-03")
    cleared = newsbrief("edit", article["id"], "--published", "", "--json").document
    assert cleared["published"] is None
    for wrong, status in (((), 2), (("--not-copy-of=",), 1), (("--published", "soon"), 2)):
        assert newsbrief("edit", article["id"], *wrong).status == status
    unknown = newsbrief("edit", "nothing", "--title", "x")
    assert (unknown.status, len(unknown.err.splitlines())) == (1, 1)


def _heeds_interrupts() -> None:
    """Ctrl-C counts, though who started the tests in the background made them deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_watch_adds_what_comes_until_it_is_interrupted(run: Run, tmp_path: Path) -> None:
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
    assert len(run("--library", tmp_path / "library", "articles", "--json").document) == 2
    refused = run("--library", tmp_path / "library", "watch", tmp_path / "nowhere")
    assert (refused.status, len(refused.err.splitlines())) == (1, 1)
