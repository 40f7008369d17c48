"""Following on the command line: recorded, listed, run, stopped, and what is wrong usage."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import Run

COMMAND = Path(sys.executable).with_name("newsbrief")
FEED = "http://127.0.0.1:9/feed"


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    """Runs the command line on a library of the test's own."""
    return lambda *arguments, **given: run("--library", tmp_path / "library", *arguments, **given)


def test_a_topic_and_a_feed_are_recorded_listed_run_and_stopped(run: Run, tmp_path: Path) -> None:
    """Each says when it is next; a run says what it came to; stopped, it is gone."""
    asked = ("brief", "ferry", "--every", "weekday", "--at", "6:30", "--zone", "Europe/Berlin")
    topic = run(*asked, "--to", f"folder:{tmp_path}/out", "--publisher", "BBC", "--json").document
    assert topic["every"] == "every weekday at 06:30 (Europe/Berlin)"
    assert topic["subject"]["to"] == [f"folder:{tmp_path}/out"]
    assert topic["subject"]["filter"]["publishers"] == ["BBC"]
    told = run("watch", "--feed", FEED)
    assert f"{FEED}, every 30 minutes\n    next: " in told.out
    assert "newsbrief schedules run" in told.err

    listed = run("schedules", "--json").document
    assert [one["kind"] for one in listed] == ["topic", "feed"]
    assert listed[0]["last"] is None
    done = run("schedules", "run", "--once")
    assert done.status == 1
    assert "failed: Not read: leads to 127.0.0.1, which is no public address" in done.out
    once = run("schedules", "run", topic["id"][:5], "--json")
    assert (once.status, once.document[0]["outcome"]) == (0, "nothing")
    assert "No article passes the filter" in once.document[0]["line"]
    printed = run("schedules").out
    assert "“ferry”, every weekday at 06:30 (Europe/Berlin)\n    last: " in printed
    assert printed.endswith("2 followed\n")

    assert (
        run("schedules", "remove", topic["id"], listed[1]["id"][:6]).out == "2 schedules removed\n"
    )
    assert run("schedules", "--json").document == []
    assert run("schedules", "run", "--once").out == "nothing is due\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("watch",), ("watch", "folder", "--feed", FEED), ("watch", "folder", "--every", "30m"),
        ("watch", "--feed", FEED, "--every", "often"),
        ("brief", "ferry", "--at", "07:00"), ("brief", "ferry", "--to", "folder:out"),
        ("brief", "ferry", "--every", "fortnight"), ("brief", "ferry", "--every", "day", "--save"),
        ("brief", "ferry", "--every", "day", "-o", "a.md"),
        ("brief", "ferry", "--every", "day", "--to", "nowhere"),
        ("brief", "ferry", "--every", "day", "--as-of", "2026-01-01"),
        ("brief", "ferry", "--every", "day", "--zone", "Mars/Olympus"),
    ],
)  # fmt: skip
def test_wrong_usage_records_nothing(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit status 2, and what is wrong."""
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert run("schedules", "--json").document == []


def test_what_cannot_be_done_is_one_line(run: Run) -> None:
    """No feed, a feed twice, an id that is none: exit status 1, and what to do."""
    assert run("watch", "--feed", FEED).status == 0
    for arguments in (
        ("watch", "--feed", FEED), ("watch", "--feed", "news.example/feed"),
        ("schedules", "remove", "ffff"), ("schedules", "run", "ffff"),
    ):  # fmt: skip
        ran = run(*arguments)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.count("\n") == 1


def test_in_the_foreground_it_runs_until_it_is_ended(run: Run, tmp_path: Path) -> None:
    """What is due runs and is told at once; a signal ends it without a traceback."""
    run("watch", "--feed", FEED)
    started = subprocess.Popen(
        [COMMAND, "--library", tmp_path / "library", "schedules", "run", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    assert json.loads(started.stdout.readline())["outcome"] == "failed"
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, out) == (0, "")
    assert err == "running what is followed when it is due; Ctrl-C ends it\n"
