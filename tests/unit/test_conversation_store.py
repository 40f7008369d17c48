"""What users keep: conversations for their owner and nobody else, saved briefings, feedback."""

import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant import Article, verify
from assistant.conversations.database import APPLICATION_ID, MIGRATIONS
from assistant.conversations.downloads import conversation_download, conversation_markdown
from assistant.conversations.store import ConversationStore, signing_secret
from assistant.conversations.threads import PendingQuestion, StoredConversation
from assistant.documents import document
from assistant.errors import ConversationStoreError, UnknownBriefing, UnknownConversation
from assistant.types import EXTRACTIVE, Answer, Citation, Coverage, Statement
from tests import briefings
from vectorstore.documents import ArticleFilter

NOON = datetime(2024, 5, 5, 12, tzinfo=UTC)
ARTICLE = Article(
    title="Ferry *aground*", publisher="Northern Wire", url="https://news.example/ferry",
    text="The ferry ran aground off Larnholm. Divers came.",
)  # fmt: skip


def answer(question: str = "Where did the ferry run aground?") -> Answer:
    """An answer of one statement, cited."""
    quote = "The ferry ran aground off Larnholm."
    citation = Citation(
        1, ARTICLE.id, ARTICLE.version, ARTICLE.title, ARTICLE.publisher, None, ARTICLE.url,
        0, len(quote), quote,
    )  # fmt: skip
    statement = Statement(quote, (1,), verify(quote, [quote]))
    return Answer(
        question, question, True, f"{quote} [1]", quote, (statement,), (citation,), (),
        ArticleFilter(), Coverage(1), EXTRACTIVE,
    )  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[ConversationStore]:
    """What is kept in a folder of the test's own."""
    opened = ConversationStore(tmp_path)
    yield opened
    opened.close()


def execute(folder: Path, statement: str) -> list[tuple[object, ...]]:
    """Change the file, or look into it, past the store."""
    connection = sqlite3.connect(folder / "kept.sqlite3", isolation_level=None)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def asked(kept: ConversationStore, *questions: str, owner: str = "a", at: datetime = NOON) -> str:
    """A conversation with an answer to each question; returns its id."""
    id = ""
    for question in questions:
        id = kept.conversations.begin(owner, id, question, at)
        kept.conversations.answer(owner, id, answer(question), at)
    return id


def questions(conversation: StoredConversation) -> list[str]:
    """The questions of the turns."""
    return [turn.question for turn in conversation.turns]


def test_a_conversation_stays(kept: ConversationStore, tmp_path: Path) -> None:
    """Closed and opened again, every answer is what it was; the title is the first question."""
    id = asked(kept, "Where?", "And when?")
    kept.close()
    again = ConversationStore(tmp_path)
    found = again.conversations.open("a", id)
    assert [turn.answer for turn in found.turns] == [answer("Where?"), answer("And when?")]
    assert [turn.number for turn in found.turns] == [0, 1]
    assert (found.conversation.title, found.conversation.turns) == ("Where?", 2)
    assert found.pending is None
    again.close()


def test_others_on_the_machine_cannot_read_it(kept: ConversationStore, tmp_path: Path) -> None:
    """The file and what SQLite puts beside it are for their owner alone."""
    asked(kept, "Where?")
    files = [*tmp_path.glob("kept.sqlite3*")]
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def written_by(version: int, folder: Path) -> None:
    """The file as an earlier newsbrief wrote it: a briefing, and since version 2 a conversation."""
    with sqlite3.connect(folder / "kept.sqlite3") as connection:
        connection.executescript("".join(MIGRATIONS[:version]))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        small, when = document(briefings.small()), NOON.isoformat()
        connection.execute("INSERT INTO briefings VALUES ('abcd1234', ?, '', '', ?)",
                           (when, small.encode()))  # fmt: skip
        if version > 1:
            connection.execute("INSERT INTO conversations VALUES ('c', 'a', 'É', ?, ?, 'epave')",
                               (when, when))  # fmt: skip
            connection.execute("INSERT INTO turns VALUES ('c', 0, 'Where?', ?, 'where', ?)",
                               (when, document(answer("Where?")).encode()))  # fmt: skip
            connection.execute("INSERT INTO waiting VALUES ('c', 'When?', ?)", (when,))
            connection.execute("INSERT INTO feedback VALUES ('c', 0, ?, -1, 'wrong')", (when,))
            connection.execute("INSERT INTO ended_logins VALUES ('token', ?)", (when,))
    connection.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_file_of_before_is_brought_up(tmp_path: Path, version: int) -> None:
    """Whatever an earlier newsbrief stored is there, and more can be stored."""
    written_by(version, tmp_path)
    kept = ConversationStore(tmp_path)
    assert kept.briefings.get("abcd").briefing == briefings.small()
    if version > 1:
        found = kept.conversations.open("a", "c")
        assert [turn.answer for turn in found.turns] == [answer("Where?")]
        assert found.pending == PendingQuestion("When?", NOON)
        assert [thumb.comment for thumb in kept.feedback.of("a", "c")] == ["wrong"]
        assert kept.ended_logins.all() == {"token"}
    assert kept.conversations.list("a", "épave").total == version - 1
    id = asked(kept, "And then?")
    assert questions(kept.conversations.open("a", id)) == ["And then?"]
    kept.close()


def test_what_another_owner_has_is_not_there(kept: ConversationStore) -> None:
    """Not to be listed, opened, continued, renamed, deleted, judged or found by its words."""
    id = asked(kept, "Where?", owner="a")
    all = kept.conversations
    assert all.list("b").total == 0
    assert all.list("b", "where").total == 0
    for attempt in (
        lambda: all.open("b", id),
        lambda: all.begin("b", id, "And when?", NOON),
        lambda: all.answer("b", id, answer(), NOON),
        lambda: all.withdraw("b", id),
        lambda: all.rename("b", id, "Mine"),
        lambda: all.delete("b", id),
        lambda: kept.feedback.give("b", id, 0, True, NOON),
    ):
        with pytest.raises(UnknownConversation, match="not here"):
            attempt()
    kept.feedback.give("a", id, 0, True, NOON)
    kept.feedback.take_back("b", id, 0)
    assert kept.feedback.of("b", id) == ()
    assert len(kept.feedback.of("a", id)) == 1
    assert all.open("a", id).conversation.title == "Where?"


def test_a_question_waits_until_it_is_answered(kept: ConversationStore) -> None:
    """Asked and not answered, it is found as waiting; withdrawn, an empty conversation goes."""
    all = kept.conversations
    id = all.begin("a", "", "Where?", NOON)
    assert all.open("a", id).pending == PendingQuestion("Where?", NOON)
    all.withdraw("a", id)
    assert all.list("a").total == 0
    id = asked(kept, "Where?")
    all.begin("a", id, "And when?", NOON)
    all.withdraw("a", id)
    assert questions(all.open("a", id)) == ["Where?"]


def test_asking_again_replaces_what_follows(kept: ConversationStore) -> None:
    """The turn and all after it go when the new answer is whole, and not before."""
    id = asked(kept, "One?", "Two?", "Three?")
    kept.feedback.give("a", id, 2, True, NOON)
    kept.conversations.begin("a", id, "Two and a half?", NOON)
    assert questions(kept.conversations.open("a", id)) == ["One?", "Two?", "Three?"]
    assert kept.conversations.answer("a", id, answer("Two and a half?"), NOON, 1) == 1
    assert questions(kept.conversations.open("a", id)) == ["One?", "Two and a half?"]
    assert kept.feedback.of("a", id) == ()


def test_the_list_is_by_last_use(kept: ConversationStore) -> None:
    """The one last used first, a page at a time, each owner's own."""
    ids = [asked(kept, f"Number {at}?", at=NOON + timedelta(hours=at)) for at in range(5)]
    asked(kept, "Another's?", owner="b")
    first = kept.conversations.list("a", most=2)
    assert ([one.id for one in first.conversations], first.total) == ([ids[4], ids[3]], 5)
    rest = kept.conversations.list("a", most=10, skip=2)
    assert [one.id for one in rest.conversations] == [ids[2], ids[1], ids[0]]
    kept.conversations.begin("a", ids[0], "And then?", NOON + timedelta(days=1))
    assert kept.conversations.list("a").conversations[0].id == ids[0]


@pytest.mark.parametrize(
    ("words", "found"),
    [("larnholm", True), ("FERRY wharf", True), ("épave", True), ("EPAVE", True), ("dock", False),
     ("larnholm dock", False), ("%", False), ("", True), ("the wh", True)],
)  # fmt: skip
def test_search_finds_titles_questions_and_answers(
    kept: ConversationStore, words: str, found: bool
) -> None:
    """Each word anywhere in title, questions or answers, whatever its case and accents."""
    id = asked(kept, "Which wharf?", "Was there an Épave?")
    assert [one.id for one in kept.conversations.list("a", words).conversations] == [id] * found


def test_deleting_takes_everything(kept: ConversationStore, tmp_path: Path) -> None:
    """No turn, question or thumb of a deleted conversation is left in the file."""
    id = asked(kept, "Where?")
    kept.feedback.give("a", id, 0, False, NOON, "wrong town")
    kept.conversations.begin("a", id, "When?", NOON)
    kept.conversations.delete("a", id)
    for table in ("conversations", "turns", "pending_questions", "feedback"):
        assert execute(tmp_path, f"SELECT count(*) FROM {table}") == [(0,)]


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.unit.test_conversation_store import answer
from assistant.conversations.store import ConversationStore
kept = ConversationStore(Path(sys.argv[1]))
id = ""
while True:
    id = kept.conversations.begin("a", id, "Where?", datetime.now(UTC))
    kept.conversations.answer("a", id, answer(), datetime.now(UTC))
    print(id, flush=True)
"""


def test_a_kill_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    """Whatever was reported as kept is there after kill -9, and the file is sound."""
    root = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(5)]
    time.sleep(0.05)
    writer.send_signal(signal.SIGKILL)
    lines += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    kept = ConversationStore(tmp_path)
    assert len(kept.conversations.open("a", lines[0].strip()).turns) >= len(lines) >= 5
    kept.close()
    assert execute(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_a_damaged_turn_is_told(kept: ConversationStore, tmp_path: Path) -> None:
    """A document that is no answer is named with its turn, and what to do."""
    id = asked(kept, "Where?")
    execute(tmp_path, "UPDATE turns SET document = CAST('{}' AS BLOB)")
    with pytest.raises(ConversationStoreError, match=rf"turn 1 of the conversation {id}.*backup"):
        kept.conversations.open("a", id)


def test_markdown_has_the_sources(kept: ConversationStore) -> None:
    """Every question, its answer with marks, its quotes; article text is only text."""
    id = asked(kept, "# Where *exactly*?")
    kept.conversations.begin("a", id, "When?", NOON)
    text = conversation_markdown(kept.conversations.open("a", id))
    assert text.startswith("# \\# Where \\*exactly\\*?\n\n*Begun on 5 May 2024*\n\n")
    assert "The ferry ran aground off Larnholm. [1]" in text
    assert "### Sources" in text
    assert "Ferry \\*aground\\* <https://news.example/ferry>" in text
    assert "\n  - [1] The ferry ran aground off Larnholm.\n" in text
    assert text.endswith("## When?\n\n*Not answered.*\n")
    file = conversation_download(kept.conversations.open("a", id), "json")
    assert file is not None
    assert '"quote": "The ferry ran aground off Larnholm."' in file.content.decode()
    assert conversation_download(kept.conversations.open("a", id), "html") is None
    refusal = replace(answer("Who?"), answered=False, statements=(), citations=(), text="",
                      plain="", notices=("Nothing in the library is about this.",))  # fmt: skip
    kept.conversations.answer("a", id, refusal, NOON, 0)
    text = conversation_markdown(kept.conversations.open("a", id))
    assert "*Nothing in the library is about this.*" in text
    assert "Sources" not in text


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    """Each opening finds the same one; only the owner reads the file; damage is told."""
    with ThreadPoolExecutor(8) as pool:
        found = {*pool.map(lambda _: signing_secret(tmp_path), range(16))}
    (one,) = found
    assert len(one) >= 32
    file = tmp_path / "window.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [file]
    file.write_text("abc")
    with pytest.raises(ConversationStoreError, match="delete it"):
        signing_secret(tmp_path)


# ---------------------------------------------------------------- saved briefings


def test_what_is_saved_stays(kept: ConversationStore) -> None:
    """After the file is closed and opened again every section is there, and the id is the same."""
    made = replace(briefings.full(), headline="a\ud800b")
    saved = kept.briefings.save(made, NOON)
    assert len(saved.id) == 8
    assert int(saved.id, 16) >= 0
    assert (saved.saved, saved.briefing) == (NOON, made)
    kept.close()
    again = replace(saved, briefing=replace(made, headline="a?b"))  # no file holds the lone sign
    assert kept.briefings.get(saved.id) == again
    assert kept.briefings.all() == [again]


def test_the_newest_comes_first_and_each_is_saved_once(kept: ConversationStore) -> None:
    """In the order of the moments, in whatever zone; the id comes from content and moment."""
    save, small = kept.briefings.save, briefings.small()
    moments = [NOON, NOON + timedelta(days=1), NOON - timedelta(seconds=1),
               datetime(2024, 5, 5, 13, tzinfo=timezone(timedelta(hours=2)))]  # fmt: skip
    ids = {save(small, moment).id for moment in moments}
    assert save(small, NOON).id == save(small, NOON.replace(tzinfo=None)).id
    assert len(ids) == len(moments)
    found = [saved.saved for saved in kept.briefings.all()]
    assert found == sorted(moments, reverse=True)
    assert {moment.utcoffset() for moment in found} == {timedelta(0)}
    assert save(replace(small, topic="x"), NOON).id not in ids


def test_an_id_is_known_by_how_it_begins(kept: ConversationStore, tmp_path: Path) -> None:
    """Four digits do where they say which one; else the error says what to do."""
    saved = kept.briefings.save(briefings.small(), NOON)
    assert kept.briefings.get(saved.id[:4]) == saved
    for wrong in ("", saved.id[:3], "ffffffff", saved.id + "0", "%", "____", "é" * 8):
        with pytest.raises(UnknownBriefing, match="newsbrief briefings lists them"):
            kept.briefings.get(wrong)
    execute(
        tmp_path,
        "INSERT INTO briefings SELECT substr(id, 1, 5) || 'zzz', saved, topic, headline, "
        "document FROM briefings",
    )
    with pytest.raises(UnknownBriefing, match="2 saved briefings have an id that begins with"):
        kept.briefings.get(saved.id[:4])
    kept.briefings.delete(saved.id)
    assert [left.id for left in kept.briefings.all()] == [f"{saved.id[:5]}zzz"]
    with pytest.raises(UnknownBriefing):
        kept.briefings.delete(saved.id)


# ---------------------------------------------------------------- the file


_SAVING = """
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from assistant.conversations.store import ConversationStore
from tests import briefings
folder, first = Path(sys.argv[1]), int(sys.argv[2])
kept = ConversationStore(folder)
for number in range(first, first + 20):
    moment = datetime(2024, 5, 5, tzinfo=UTC) + timedelta(minutes=number)
    kept.briefings.save(briefings.small(), moment)
"""


def test_several_processes_store_at_a_time(kept: ConversationStore, tmp_path: Path) -> None:
    """Two processes that make the file at once and write into it lose nothing."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _SAVING, str(tmp_path), str(first)],
            cwd=Path(__file__).resolve().parents[2], stderr=subprocess.PIPE, text=True,
        )
        for first in (0, 20)
    ]  # fmt: skip
    for process in running:
        _, error = process.communicate(timeout=60)
        assert (process.returncode, error) == (0, "")
    assert len(kept.briefings.all()) == 40


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("PRAGMA user_version = 99", "written by a newer newsbrief"),
        ("PRAGMA application_id = 7", "is not newsbrief's"),
        ("UPDATE briefings SET document = CAST('{' AS BLOB)", "cannot be read"),
        ("UPDATE briefings SET document = X'FF'", "cannot be read"),
        ("DROP TABLE briefings", "is damaged"),
        ("", "is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(
    kept: ConversationStore, tmp_path: Path, change: str, message: str
) -> None:
    """It is named, with what is wrong; nothing is overwritten, not even a file of rubbish."""
    kept.briefings.save(briefings.small(), NOON)
    kept.close()
    path = tmp_path / "kept.sqlite3"
    if change:
        execute(tmp_path, change)
    else:
        path.write_bytes(b"not a database at all " * 1_000)
    held = path.read_bytes()
    with pytest.raises(ConversationStoreError, match=message) as raised:
        kept.briefings.all()
    assert "kept.sqlite3" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert path.read_bytes()[100:] == held[100:]
