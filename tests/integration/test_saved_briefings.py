"""Briefings that are saved, exported and verified: through the facade and on the command line."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from assistant import Article, Assistant
from assistant.exporting.files import parsed
from tests.integration.conftest import Run

COMMAND = Path(sys.executable).with_name("newsbrief")


def ferry(text: str, number: int) -> Article:
    """An article of an address of its own."""
    return Article(
        text, title="Ferry aground", publisher=f"Paper {number}", published="2024-05-03",
        url=f"https://paper{number}.example/ferry",
    )  # fmt: skip


TOLD = (
    "A ferry ran aground off Larnholm on Friday with 212 people on board.",
    "The ferry off Larnholm was pulled free by two tugs late on Friday evening.",
    "Fog lay over Larnholm when the ferry left its channel, the harbour master said.",
    "Divers searched the hull of the ferry off Larnholm for cracks on Saturday.",
)


def test_each_outcome_in_a_library(assistant: Assistant) -> None:
    """After a rewrite, a change and a removal, a saved briefing says what became of its words."""
    articles = [ferry(text, number) for number, text in enumerate(TOLD)]
    assistant.add(articles)
    saved = assistant.save(assistant.brief("ferry", words=100))
    assert len(saved.briefing.citations) == 4
    assert assistant.verify_briefing(saved.briefing).holds

    assistant.add(ferry(f"Corrected at noon. {TOLD[1]}", 1))
    found = assistant.verify_briefing(saved.briefing)
    assert found.holds
    assistant.add(ferry(TOLD[2].replace("Fog", "Rain"), 2))
    assistant.remove(articles[3].id)
    found = assistant.verify_briefing(assistant.saved_briefing(saved.id).briefing)
    assert not found.holds
    assert {check.citation.publisher: check.outcome for check in found.checks} == {
        "Paper 0": "holds", "Paper 1": "moved", "Paper 2": "changed", "Paper 3": "gone",
    }  # fmt: skip
    assert found.unsupported == ()


# -------------------------------------------------------------------- the command line


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with four articles."""
    folder = tmp_path_factory.mktemp("saved") / "library"
    with Assistant(folder) as assistant:
        assistant.add([ferry(text, number) for number, text in enumerate(TOLD)])
    return folder


@pytest.fixture
def run(run: Run, library: Path) -> Run:
    """Runs the command line on the library."""
    return lambda *arguments, **given: run("--library", library, *arguments, **given)


def test_a_file_is_written_as_its_ending_says(run: Run, tmp_path: Path) -> None:
    """-o briefing.pdf is a PDF; --format beats the ending; an unknown ending is Markdown."""
    for name in ("a.pdf", "a.docx", "a.html", "a.json", "a.txt"):
        ran = run("brief", "-o", tmp_path / name)
        assert (ran.status, ran.out) == (0, "")
        assert ran.err == f"written to {tmp_path / name}\n"
    read = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert TOLD[0] in PdfReader(io.BytesIO(read["a.pdf"])).pages[0].extract_text()
    assert any(TOLD[0] in one.text for one in Document(io.BytesIO(read["a.docx"])).paragraphs)
    assert read["a.html"].startswith(b"<!doctype html>")
    assert parsed(read["a.json"]).answered
    assert read["a.txt"].startswith(b"# ")
    ran = run("brief", "--json", "--format", "json", "-o", tmp_path / "b.html")
    assert ran.document["answered"] is True
    assert parsed((tmp_path / "b.html").read_bytes()) == parsed(read["a.json"])


def test_a_pdf_goes_into_a_pipe_but_to_no_terminal(run: Run, library: Path) -> None:
    """What is no text is written to a pipe whole; on a terminal the error says what to do."""
    ran = run("brief", "--format", "pdf")
    assert len(PdfReader(io.BytesIO(ran.content)).pages) >= 1
    ours, theirs = pty.openpty()
    try:
        refused = subprocess.run(
            [COMMAND, "--library", library, "brief", "--format", "docx"],
            stdout=theirs, stderr=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert refused.returncode == 2
    assert b"name a file with -o" in refused.stderr


def test_save_list_print_delete(run: Run) -> None:
    """--save tells the id; briefings lists it, prints it in any form, and deletes it."""
    made = run("brief", "--save", "--json")
    (line,) = made.err.splitlines()
    assert line.startswith("saved as ")
    saved_id = line.removeprefix("saved as ")
    assert saved_id in run("briefings").out
    listed = json.loads(run("briefings", "--json").out)
    assert [one["briefing"] for one in listed if one["id"] == saved_id] == [json.loads(made.out)]
    printed = run("briefings", saved_id[:6], "--format", "json").out
    assert printed == run("brief", "--format", "json").out
    assert run("verify", saved_id).status == 0
    assert run("briefings", saved_id, "--delete").out == f"{saved_id} deleted\n"
    gone = run("briefings", saved_id)
    assert gone.status == 1
    assert gone.err.count("\n") == 1
    assert run("briefings", "--delete").status == 2


def test_verify_tells_what_holds(run: Run, tmp_path: Path) -> None:
    """0 when all holds, from a file or a pipe; 1 with the words that do not."""
    path = tmp_path / "a.json"
    run("brief", "-o", path)
    ran = run("verify", path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith("all of it holds")
    assert run("verify", "-", stdin=path.read_bytes()).status == 0

    forged = json.loads(path.read_bytes())
    forged["citations"][0]["quote"] = "A ferry sank off Larnholm."
    path.write_text(json.dumps(forged), "utf-8")
    ran = run("verify", path)
    assert ran.status == 1
    assert "changed [1]" in ran.out
    assert "A ferry sank off Larnholm." in ran.out
    assert ran.out.splitlines()[-1].endswith("it does not hold")
    told = json.loads(run("verify", path, "--json").out)
    assert (told["holds"], told["checks"][0]["outcome"]) == (False, "changed")


@pytest.mark.parametrize(
    ("name", "content"),
    [("missing.json", None), ("empty.json", b""), ("list.json", b"[]"), ("page.pdf", b"%PDF-\xff")],
)
def test_verify_refuses_what_is_no_briefing(
    run: Run, tmp_path: Path, name: str, content: bytes | None
) -> None:
    """One line that names the file, or where the ids are, and exit status 1."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for told, said in ((path, str(path)), ("abcdef12", "newsbrief briefings lists those")):
        ran = run("verify", told)
        assert (ran.status, ran.out) == (1, "")
        (line,) = ran.err.splitlines()
        assert said in line
