"""Saved briefings: they stay, under ids that stay, whoever else uses the file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.conversations.store import ConversationStore
from assistant.errors import ConversationStoreError, UnknownBriefing
from tests import briefings

NOON = datetime(2024, 5, 5, 12, tzinfo=UTC)


def test_what_is_saved_stays(tmp_path: Path) -> None:
    """After the file is closed and opened again every section is there, and the id is the same."""
    kept = ConversationStore(tmp_path)
    saved = kept.briefings.save(briefings.full(), NOON)
    assert len(saved.id) == 8
    assert int(saved.id, 16) >= 0
    assert (saved.saved, saved.briefing) == (NOON, briefings.full())
    kept.close()
    again = ConversationStore(tmp_path)
    assert again.briefings.get(saved.id) == saved
    assert again.briefings.all() == [saved]
    again.close()


def test_the_newest_comes_first(tmp_path: Path) -> None:
    """In the order of the moments, in whatever order and zone they were given."""
    kept = ConversationStore(tmp_path)
    told = [NOON, NOON + timedelta(days=1), NOON - timedelta(seconds=1),
            datetime(2024, 5, 5, 13, tzinfo=timezone(timedelta(hours=2)))]  # fmt: skip
    for moment in told:
        kept.briefings.save(briefings.small(), moment)
    assert [one.saved for one in kept.briefings.all()] == sorted(told, reverse=True)
    assert {one.saved.utcoffset() for one in kept.briefings.all()} == {timedelta(0)}
    kept.close()


def test_saving_twice_in_one_moment_is_saving_once(tmp_path: Path) -> None:
    """The id comes from the content and the moment; either one makes another id."""
    kept = ConversationStore(tmp_path)
    first = kept.briefings.save(briefings.small(), NOON)
    assert kept.briefings.save(briefings.small(), NOON) == first
    assert kept.briefings.save(briefings.small(), NOON.replace(tzinfo=None)) == first
    assert kept.briefings.save(briefings.small(), NOON + timedelta(seconds=1)).id != first.id
    assert kept.briefings.save(replace(briefings.small(), topic="x"), NOON).id != first.id
    assert len(kept.briefings.all()) == 3
    kept.close()


def test_an_id_is_known_by_how_it_begins(tmp_path: Path) -> None:
    """Four digits do where they say which one; else the error says what to do."""
    kept = ConversationStore(tmp_path)
    saved = kept.briefings.save(briefings.small(), NOON)
    assert kept.briefings.get(saved.id[:4]) == saved
    for wrong in ("", saved.id[:3], "ffffffff", saved.id + "0", "%", "____", "é" * 8):
        with pytest.raises(UnknownBriefing, match="newsbrief briefings lists them"):
            kept.briefings.get(wrong)
    with sqlite3.connect(tmp_path / "kept.sqlite3") as connection:
        connection.execute(
            "INSERT INTO briefings SELECT substr(id, 1, 5) || 'zzz', saved, topic, headline, "
            "document FROM briefings"
        )
    connection.close()
    with pytest.raises(UnknownBriefing, match="2 saved briefings have an id that begins with"):
        kept.briefings.get(saved.id[:4])
    kept.close()


def test_what_is_deleted_is_gone(tmp_path: Path) -> None:
    """Only what was named; a second time it is not known."""
    kept = ConversationStore(tmp_path)
    first, second = (
        kept.briefings.save(briefings.small(), NOON + timedelta(days=n)) for n in (0, 1)
    )
    kept.briefings.delete(first.id[:6])
    assert kept.briefings.all() == [second]
    with pytest.raises(UnknownBriefing):
        kept.briefings.delete(first.id)
    kept.close()


def test_looking_makes_no_file(tmp_path: Path) -> None:
    """A library in which nothing was saved gets no file by being asked."""
    kept = ConversationStore(tmp_path)
    assert kept.briefings.all() == []
    with pytest.raises(UnknownBriefing):
        kept.briefings.get("12345678")
    kept.close()
    assert list(tmp_path.iterdir()) == []


def test_text_that_is_no_utf8_is_kept(tmp_path: Path) -> None:
    """A lone surrogate in a headline comes back as it was."""
    kept = ConversationStore(tmp_path)
    saved = kept.briefings.save(replace(briefings.small(), headline="a\ud800b"), NOON)
    assert kept.briefings.get(saved.id).briefing.headline == "a\ud800b"
    kept.close()


_SAVING = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from assistant.conversations.store import ConversationStore
from tests import briefings
folder, first = Path(sys.argv[1]), int(sys.argv[2])
kept = ConversationStore(folder)
for number in range(first, first + 20):
    moment = datetime(2024, 5, 5, tzinfo=UTC) + timedelta(minutes=number)
    kept.briefings.save(briefings.small(), moment)
"""


def test_several_processes_save_at_a_time(tmp_path: Path) -> None:
    """Two processes that make the file at once and write into it lose nothing."""
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _SAVING, str(tmp_path), str(first)], cwd=root,
            stderr=subprocess.PIPE, text=True,
        )
        for first in (0, 20)
    ]  # fmt: skip
    for process in running:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, "")
    kept = ConversationStore(tmp_path)
    assert len(kept.briefings.all()) == 40
    kept.close()


def test_several_threads_save_at_a_time(tmp_path: Path) -> None:
    """As a chat window does."""
    kept = ConversationStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda n: kept.briefings.save(briefings.small(), NOON + timedelta(days=n)),
                range(24),
            )
        )
    assert len(kept.briefings.all()) == 24
    kept.close()


def test_the_file_is_made_by_several_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes it; the others wait, and none takes it for a strange file."""
    for attempt in range(40):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        kept = ConversationStore(folder)
        moments = [NOON + timedelta(days=n) for n in range(6)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(kept.briefings.save, [briefings.small()] * 6, moments))
        assert len(kept.briefings.all()) == 6
        kept.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("PRAGMA user_version = 99", "written by a newer newsbrief"),
        ("PRAGMA application_id = 7", "is not newsbrief's"),
        ("UPDATE briefings SET document = CAST('{' AS BLOB)", "cannot be read"),
        ("UPDATE briefings SET document = X'FF'", "cannot be read"),
        ("DROP TABLE briefings", "is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, change: str, told: str) -> None:
    """It is named, with what is wrong; nothing is overwritten."""
    kept = ConversationStore(tmp_path)
    kept.briefings.save(briefings.small(), NOON)
    kept.close()
    connection = sqlite3.connect(tmp_path / "kept.sqlite3", isolation_level=None)
    connection.execute(change)
    connection.close()
    with pytest.raises(ConversationStoreError, match=told) as raised:
        kept.briefings.all()
    assert "kept.sqlite3" in str(raised.value)
    assert "\n" not in str(raised.value)
    kept.close()


def test_a_file_of_rubbish(tmp_path: Path) -> None:
    """Bytes that are no database are told as such, and stay."""
    path = tmp_path / "kept.sqlite3"
    path.write_bytes(b"not a database at all " * 100)
    kept = ConversationStore(tmp_path)
    with pytest.raises(ConversationStoreError, match="is damaged"):
        kept.briefings.save(briefings.small(), NOON)
    assert path.read_bytes().startswith(b"not a database")
    kept.close()
