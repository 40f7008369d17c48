"""What `ask` and `brief` understand and print: kinds of requests, days, sections, conversations."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant import Assistant
from tests.integration.conftest import Ran, Run

COMMAND = Path(sys.executable).with_name("newsbrief")


@pytest.fixture(scope="module")
def library(sample_assistant: Assistant) -> Path:
    """The library of the sample articles."""
    return sample_assistant.library.folder


@pytest.fixture
def ask(library: Path, run: Run) -> Run:
    """Runs `newsbrief ask` on it."""

    def asked(*arguments: object, **given: bytes) -> Ran:
        return run("--library", library, "ask", *arguments, **given)

    return asked


# ---------------------------------------------------------------- what is printed


def test_bullets_are_lines_and_what_was_understood_is_said(ask: Run) -> None:
    """One line says it; each bullet begins a line, and its other lines stand beside it."""
    printed = ask("Summarise what is told of the ferry in three bullets").out
    first, _, rest = printed.partition("\n\n")
    assert first.startswith("(understood as: Summary · ")
    assert first.endswith(" · 3 bullets)")
    bullets = rest.partition("\n\n")[0]
    assert len(re.findall(r"^- .*", bullets, re.MULTILINE)) == 3
    assert all(line.startswith(("- ", "  ")) for line in bullets.splitlines())
    assert "[1]" in bullets


def test_numbers_and_tables_are_lines_too(ask: Run) -> None:
    """Numbers count on; a row of a table is the sentence, and under it who says it."""
    numbered = ask("Summarise what is told of the ferry as a numbered list of 3 points").out
    assert re.findall(r"^(\d)\. ", numbered, re.MULTILINE) == ["1", "2", "3"]
    table = ask("Summarise what is told of the ferry in three bullets as a table").out
    assert "|" not in table
    assert re.search(r"\[1\]\n    \w.*, \d+ May 2024\n", table)


def test_a_timeline_has_its_days_as_headings(ask: Run) -> None:
    """The day, and what happened under it."""
    printed = ask("ferry", "--kind", "timeline").out
    assert printed.startswith("(understood as: Timeline · ")
    assert re.search(r"^\d+ May 2024\n\w", printed, re.MULTILINE)


def test_what_newsbrief_says_itself_is_printed(ask: Run) -> None:
    """A greeting is answered; the library is listed line by line."""
    greeted = ask("hello").out
    assert greeted.startswith("Hello. The library has 43 articles.")
    assert "understood as" not in greeted
    listed = ask("Which publishers are in the library?").out
    assert re.search(r"^- \w", listed, re.MULTILINE)


def test_differences_are_printed_once(ask: Run) -> None:
    """Where they are what is asked for, they do not follow the answer a second time."""
    printed = ask("Where do reports on the ferry differ?").out
    assert printed.startswith("(understood as: Where reports differ")
    assert "Reports differ:" not in printed
    told = ask("How many people were on board the ferry?")
    assert told.out.count("Reports differ:") == 1
    assert "understood as" not in told.out


def test_the_kind_can_be_said(ask: Run) -> None:
    """Whatever the words say; another kind is wrong usage that names those that there are."""
    assert ask("Palmyra", "--kind", "quotes", "--json").document["kind"] == "quotes"
    wrong = ask("Palmyra", "--kind", "poem")
    assert (wrong.status, wrong.out) == (2, "")
    assert "timeline" in wrong.err


# ---------------------------------------------------------------- conversations


def test_no_question_in_a_pipe_is_one_line(ask: Run) -> None:
    """There is nobody to converse with, nor is there with --json."""
    for arguments in ([], ["--json"], ["--suggest"]):
        ran = ask(*arguments, stdin=b"Who?\n")
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "no question" in ran.err


def test_a_conversation_on_a_terminal(library: Path) -> None:
    """Follow-ups lean on the turns before, what cannot be asked is a line, and `exit` ends."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "--library", library, "ask"], stdin=theirs, stdout=theirs,
        stderr=subprocess.PIPE, env={**os.environ, "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(theirs)
        typed = ("Summarise what is told of the ferry in two bullets", "?!", "as a table", "exit")
        os.write(ours, "".join(f"{line}\n" for line in typed).encode())
        printed = b""
        while piece := _read(ours):
            printed += piece
        assert process.stderr is not None
        said = process.stderr.read().decode()
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", printed.decode()).replace("\r\n", "\n")
    assert process.returncode == 0, said
    assert said.splitlines() == [
        "Ask; exit or Ctrl-D ends.", "the question is empty: ask something in words",
    ]  # fmt: skip
    assert len(re.findall(r"^- ", text, re.MULTILINE)) >= 2
    assert re.search(r"\[1\]\n    \w.*, \d+ May 2024\n", text), "as a table"


def _read(terminal: int) -> bytes:
    """What comes from a terminal next; nothing at its end."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("arguments", "since", "until"),
    [
        (["--since", "yesterday"], timedelta(1), None),
        (["--since", "today", "--until", "today"], timedelta(0), timedelta(0)),
        (["--since", "3 days ago"], timedelta(3), None),
        (["--since", "March 2016", "--until", "May 2016"], date(2016, 3, 1), date(2016, 5, 31)),
        (["--since", "2 weeks ago", "--as-of", "2016-03-30"], date(2016, 3, 14), None),
        (["--until", "27 March 2016"], None, date(2016, 3, 27)),
    ],
)
def test_days_can_be_said_in_words(
    ask: Run, arguments: list[str], since: date | timedelta | None, until: date | timedelta | None
) -> None:
    """Whole weeks and months from their first to their last day; what was understood is told."""
    today = date.today()  # of now: the run may have begun on the day before
    since, until = (today - one if isinstance(one, timedelta) else one for one in (since, until))
    ran = ask("What fell?", *arguments, "--json")
    found = ran.document["filter"]
    assert found["since"] == (since and since.isoformat())
    assert found["until"] == (until and until.isoformat())
    assert f"{arguments[0]} {arguments[1]}: {(since or until)}" in ran.err


def test_a_day_as_digits_is_taken_silently(ask: Run) -> None:
    """There is nothing to tell about it."""
    assert ask("What fell?", "--since", "2016-03-01", "--json").err == ""


@pytest.mark.parametrize("words", ["some day", "05/04/2016", "2016-02-30", "", "since"])
def test_what_is_no_day_is_wrong_usage(ask: Run, words: str) -> None:
    """So is a day that can be read in two ways; nothing is guessed."""
    ran = ask("What fell?", "--since", words)
    assert (ran.status, ran.out) == (2, "")
    assert "2016-03-27" in ran.err


def test_edit_and_new_since_take_days_in_words(library: Path, run: Run) -> None:
    """One day where one is needed; an id of a saved briefing stays one."""
    wide = run("--library", library, "edit", "abc", "--published", "March 2016")
    assert (wide.status, "more than one day" in wide.err) == (2, True)
    made = run("--library", library, "brief", "ferry", "--new-since", "5 May 2024", "--json")
    assert made.document["since"] == "2024-05-05"
    unknown = run("--library", library, "brief", "ferry", "--new-since", "0a1b2c")
    assert (unknown.status, "0a1b2c" in unknown.err) == (1, True)


# ---------------------------------------------------------------- sections and completion


def test_sections_are_on_or_off(library: Path, run: Run, tmp_path: Path) -> None:
    """On paper, in files and in JSON; a name that is none is wrong usage."""
    brief = ("--library", library, "brief", "ferry", "--words", "60")
    alone = run(*brief, "--sections", "timeline,people").out
    assert re.findall(r"^## (.*)", alone, re.MULTILINE) == [
        "Timeline", "People and organisations", "Sources", "Coverage",
    ]  # fmt: skip
    without = run(*brief, "--without", "Key-Points,quotes", "--json").document
    assert (without["key_points"], without["quotes"]) == ([], [])
    assert without["timeline"]
    page = tmp_path / "page.html"
    run(*brief, "--sections", "figures", "-o", page)
    assert "Figures" in page.read_text()
    assert "Timeline" not in page.read_text()
    wrong = run(*brief, "--without", "moods")
    assert (wrong.status, wrong.out) == (2, "")
    assert "key-points" in wrong.err


def test_shells_complete_commands() -> None:
    """What bash asks for a half-typed word; `--show-completion` gives the script that asks."""
    asked = {"_NEWSBRIEF_COMPLETE": "complete_bash", "COMP_WORDS": "newsbrief ti",
             "COMP_CWORD": "1"}  # fmt: skip
    done = subprocess.run(
        [COMMAND], capture_output=True, text=True, check=True, env={**os.environ, **asked}
    )
    assert done.stdout.split() == ["timeline"]
