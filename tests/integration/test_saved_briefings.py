"""Briefings that are saved, exported and verified: through the facade and on the command line."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from assistant import Article, Assistant
from assistant.errors import UnknownBriefing
from assistant.exporting.files import parsed
from assistant.interfaces.cli import main

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


def test_saved_briefings_stay(open_assistant: Callable[..., Assistant]) -> None:
    """Another assistant on the same library finds, lists and deletes what one saved."""
    first = open_assistant()
    first.add([ferry(text, number) for number, text in enumerate(TOLD)])
    saved = [first.save(first.brief(topic)) for topic in ("ferry", "fog")]
    other = open_assistant()
    assert other.briefings() == saved[::-1]
    assert other.saved_briefing(saved[0].id) == saved[0]
    other.delete_briefing(saved[0].id)
    assert first.briefings() == saved[1:]
    with pytest.raises(UnknownBriefing):
        first.saved_briefing(saved[0].id)


# -------------------------------------------------------------------- the command line


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with four articles."""
    folder = tmp_path_factory.mktemp("saved") / "library"
    with Assistant(folder) as assistant:
        assistant.add([ferry(text, number) for number, text in enumerate(TOLD)])
    return folder


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    status: int
    out: bytes
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs the command line on the library, in this process."""

    def run_it(*arguments: object, stdin: bytes = b"") -> Ran:
        told = ["newsbrief", "--library", str(library), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", told)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        printed = capsysbinary.readouterr()
        return Ran(status, printed.out, printed.err.decode())

    return run_it


def test_a_file_is_written_as_its_ending_says(run: Run, tmp_path: Path) -> None:
    """-o briefing.pdf is a PDF; --format beats the ending; an unknown ending is Markdown."""
    for name in ("a.pdf", "a.docx", "a.html", "a.json", "a.txt"):
        ran = run("brief", "-o", tmp_path / name)
        assert (ran.status, ran.out) == (0, b"")
        assert ran.err == f"written to {tmp_path / name}\n"
    read = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert TOLD[0] in PdfReader(io.BytesIO(read["a.pdf"])).pages[0].extract_text()
    assert any(TOLD[0] in one.text for one in Document(io.BytesIO(read["a.docx"])).paragraphs)
    assert read["a.html"].startswith(b"<!doctype html>")
    assert parsed(read["a.json"]).answered
    assert read["a.txt"].startswith(b"# ")
    run("brief", "--format", "json", "-o", tmp_path / "b.html")
    assert parsed((tmp_path / "b.html").read_bytes()) == parsed(read["a.json"])


def test_json_beside_a_file(run: Run, tmp_path: Path) -> None:
    """--json prints the fields, and the file is written in its own form."""
    ran = run("brief", "--json", "-o", tmp_path / "a.md")
    assert json.loads(ran.out)["answered"] is True
    assert (tmp_path / "a.md").read_bytes().startswith(b"# ")


def test_a_pdf_goes_into_a_pipe_but_to_no_terminal(run: Run, library: Path) -> None:
    """What is no text is written to a pipe whole; on a terminal the error says what to do."""
    ran = run("brief", "--format", "pdf")
    assert len(PdfReader(io.BytesIO(ran.out)).pages) >= 1
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
    assert saved_id in run("briefings").out.decode()
    listed = json.loads(run("briefings", "--json").out)
    assert [one["briefing"] for one in listed if one["id"] == saved_id] == [json.loads(made.out)]
    printed = run("briefings", saved_id[:6], "--format", "json").out
    assert printed == run("brief", "--format", "json").out
    assert run("verify", saved_id).status == 0
    assert run("briefings", saved_id, "--delete").out.decode() == f"{saved_id} deleted\n"
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
    assert ran.out.decode().splitlines()[-1].endswith("all of it holds")
    assert run("verify", "-", stdin=path.read_bytes()).status == 0

    forged = json.loads(path.read_bytes())
    forged["citations"][0]["quote"] = "A ferry sank off Larnholm."
    path.write_text(json.dumps(forged), "utf-8")
    ran = run("verify", path)
    assert ran.status == 1
    assert "changed [1]" in ran.out.decode()
    assert "A ferry sank off Larnholm." in ran.out.decode()
    assert ran.out.decode().splitlines()[-1].endswith("it does not hold")
    told = json.loads(run("verify", path, "--json").out)
    assert (told["holds"], told["checks"][0]["outcome"]) == (False, "changed")


@pytest.mark.parametrize(
    ("name", "content"),
    [("missing.json", None), ("empty.json", b""), ("list.json", b"[]"), ("page.pdf", b"%PDF-\xff")],
)
def test_verify_refuses_what_is_no_briefing(
    run: Run, tmp_path: Path, name: str, content: bytes | None
) -> None:
    """One line that names the file, and exit status 1."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    ran = run("verify", path)
    assert (ran.status, ran.out) == (1, b"")
    (line,) = ran.err.splitlines()
    assert str(path) in line


def test_verify_refuses_an_unknown_id(run: Run) -> None:
    """A word that is neither a file nor an id says where the ids are."""
    ran = run("verify", "abcdef12")
    assert ran.status == 1
    assert "newsbrief briefings lists those" in ran.err


def test_a_file_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """One line with the name; the old file is as it was."""
    ran = run("brief", "-o", tmp_path / "no" / "a.pdf")
    assert ran.status == 1
    assert str(tmp_path / "no" / "a.pdf") in ran.err
    assert list(tmp_path.iterdir()) == []
