"""Files that may grow no further, and clocks that go backwards: nothing is lost or put in a wrong
order by either."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from assistant import Article
from assistant.conversations.store import ConversationStore
from tests import briefings
from tests.furnished import NOON, answer, opened
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from tests.soak.states import misses

ROOT = Path(__file__).resolve().parents[2]

GROWING = """
import resource, sys
from pathlib import Path
from tests.furnished import opened
from tests.soak import corpus
made = corpus.articles(20)
with opened(Path(sys.argv[1])) as assistant:
    assistant.add(made[:4])
    size = sum(path.stat().st_size for path in Path(sys.argv[1]).glob("catalog.sqlite3*"))
    limit = size + int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    kept = []
    try:
        report = assistant.add(made, watch=lambda _, outcome: kept.append(outcome.id))
        print(*report.notices)
    except Exception as error:
        print(type(error).__name__, error)
    print(*kept)
"""


def test_a_file_that_may_not_grow_loses_nothing_that_was_reported(tmp_path: Path) -> None:
    """As with a quota: one line names the file, and the same add ends well when there is room."""
    made, folder = corpus.articles(20), tmp_path / "library"
    ended = subprocess.run(
        [sys.executable, "-c", GROWING, folder, "60000"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said, reported = ended.stdout.split("\n")[:2]
    assert said.startswith(f"LibraryNotWritable {folder / 'catalog.sqlite3'} cannot be written")
    with opened(folder) as assistant:
        there = {article.id for article in assistant.articles()}
        assert {article.id for article in made[:4]} | set(reported.split()) <= there
        assert not assistant.add(made).notices
    with opened(tmp_path / "other") as assistant:
        assistant.add(made)
    assert misses(folder, tmp_path / "other", HashedTexts()) == []


# ---------------------------------------------------------------- clocks


def test_a_clock_set_back_reorders_no_conversation(tmp_path: Path) -> None:
    """Turns stand as they were asked, whatever the clock said; all conversations and briefings
    are listed, the newest by their own time first."""
    before = NOON - timedelta(days=400)
    store = ConversationStore(tmp_path)
    id = store.conversations.begin("ada", "", "First?", NOON)
    store.conversations.answer("ada", id, answer("First?"), NOON)
    store.conversations.begin("ada", id, "Second?", before)
    store.conversations.answer("ada", id, answer("Second?"), before)
    store.conversations.begin("ada", id, "Third?", before)
    other = store.conversations.begin("ada", "", "Another?", NOON - timedelta(days=1))
    found = store.conversations.open("ada", id)
    assert [turn.question for turn in found.turns] == ["First?", "Second?"]
    assert found.pending is not None
    assert found.pending.question == "Third?"
    assert {one.id for one in store.conversations.list("ada").conversations} == {id, other}
    store.briefings.save(briefings.small(), NOON)
    store.briefings.save(briefings.small(), before)
    assert [one.saved for one in store.briefings.all()] == [NOON, before]
    store.close()


def test_files_with_older_times_are_read_all_the_same(tmp_path: Path) -> None:
    """What is new in a file is told by its bytes; versions follow in the order of adding."""
    source = tmp_path / "news.txt"
    with opened(tmp_path / "library") as assistant:
        for number, days in ((1, 0), (2, 4000), (3, 8000)):
            source.write_text(f"Boats\n\n{number} boats left the harbour before noon.\n")
            moment = NOON.timestamp() - days * 86_400
            os.utime(source, (moment, moment))
            assert not assistant.add(source).failed
        (article,) = assistant.articles()
        said = [version.text[0] for version in assistant.versions(article.id)]
        assert said == ["1", "2", "3"]


def test_articles_with_older_dates_come_after_newer_ones(tmp_path: Path) -> None:
    """No moment of adding is kept: articles stand by their day of publication, and an older
    report that comes later does not take the place of a newer one."""
    with opened(tmp_path / "library") as assistant:
        url = "https://wire.example/toll"
        new = Article("Seven died.", url=url, published=date(2024, 5, 4))
        old = Article("Three died.", url=url, published=date(2024, 5, 3))
        assistant.add(new)
        assistant.add(old)
        (article,) = assistant.articles()
        assert article.text == "Seven died."
        assert [v.text for v in assistant.versions(article.id)] == ["Three died.", "Seven died."]
