"""What an article said before, what users correct, and what is not read twice."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Article, Assistant
from assistant.errors import ReadingError
from assistant.sections.changes import Change, changes, revisions
from assistant.types import AddReport
from tests.soak.standin import HashedTexts
from vectorstore.errors import UnknownArticle

URL = "https://example.org/ferry"
FIRST = "A ferry ran aground off Larnholm on Friday. Three people died, police said."
SECOND = "A ferry ran aground off Larnholm on Friday. Seven people died, police said. It was towed."


def told(report: AddReport) -> dict[str, int]:
    """How many articles of each kind a report has."""
    kinds = ("added", "updated", "unchanged", "duplicates", "failed")
    return {kind: len(getattr(report, kind)) for kind in kinds if getattr(report, kind)}


def test_a_newer_version_replaces_the_older_which_is_kept(assistant: Assistant) -> None:
    """The same url with other words is one article, with both versions in order."""
    first = Article(FIRST, title="Ferry aground", url=URL, published=date(2024, 5, 3))
    second = Article(SECOND, title="Ferry aground: toll rises", url=URL, published="2024-05-04")
    assert told(assistant.add(first)) == {"added": 1}
    assert told(assistant.add(second)) == {"updated": 1}
    (article,) = assistant.articles()
    assert article.text == SECOND
    assert [one.text for one in assistant.versions(article.id)] == [FIRST, SECOND]
    assert [one.title for one in assistant.versions(article.id)] == [first.title, second.title]
    assert not assistant.search("three people")[0].text.count("Three")


def test_the_newer_version_stays_whatever_comes_last(assistant: Assistant) -> None:
    """An older publication of the same url, added later, becomes an earlier version."""
    first = Article(FIRST, title="Ferry", url=URL, published=date(2024, 5, 3))
    second = Article(SECOND, title="Ferry", url=URL, published=date(2024, 5, 4))
    assistant.add(second)
    assert told(assistant.add(first)) == {"updated": 1}
    (article,) = assistant.articles()
    assert article.text == SECOND
    assert [one.text for one in assistant.versions(article.id)] == [FIRST, SECOND]
    assert told(assistant.add(first, second)) == {"unchanged": 2}


def test_the_later_hour_of_a_day_is_the_newer(assistant: Assistant) -> None:
    """And words that come again later than others are what the article says now."""
    late = Article(SECOND, url=URL, published="2024-05-03T15:00:00+02:00")
    early = Article(FIRST, url=URL, published="2024-05-03T12:00:00Z")
    assistant.add(late)
    assistant.add(early)
    (article,) = assistant.articles()
    assert article.text == SECOND
    assert [one.text for one in assistant.versions(article.id)] == [FIRST, SECOND]
    assistant.add(Article(FIRST, url=URL, published="2024-05-04"))
    assert assistant.article(article.id).text == FIRST
    assert [one.text for one in assistant.versions(article.id)] == [SECOND, FIRST]


def test_a_corrected_date_does_not_change_which_version_is_newer(assistant: Assistant) -> None:
    """What counts there is when each version says that it was published."""
    assistant.add(Article(SECOND, url=URL, published="2024-05-02"))
    (article,) = assistant.articles()
    assistant.edit(article.id, published="2024-05-03")
    assistant.add(Article(FIRST, url=URL, published="2024-05-01"))
    assert assistant.article(article.id).text == SECOND
    days = [one.day for one in assistant.versions(article.id)]
    assert days == [date(2024, 5, 1), date(2024, 5, 3)]


def test_a_poorer_reading_of_the_same_words_takes_nothing_away(assistant: Assistant) -> None:
    """What is empty now keeps its value, and a publisher's name goes before its address."""
    assistant.add(
        Article(FIRST, title="Ferry", publisher="The Post", url=URL, published="2024-05-03")
    )
    poorer = Article(FIRST, publisher="example.org", url=URL)
    assert told(assistant.add(poorer)) == {"unchanged": 1}
    (article,) = assistant.articles()
    assert (article.title, article.publisher, article.day) == (
        "Ferry", "The Post", date(2024, 5, 3),
    )  # fmt: skip


def test_what_was_given_before_an_error_is_kept(assistant: Assistant) -> None:
    """An iterable that fails raises its own error, after all that it gave is in the library."""

    def articles() -> Iterator[Article]:
        yield Article(FIRST)
        raise OSError("the tape broke")

    with pytest.raises(OSError, match="tape"):
        assistant.add(articles())
    assert len(assistant.articles()) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"text": None},
        {"text": b"bytes"},
        {"text": "x", "title": 5},
        {"text": "x", "published": 20240101},
        {"text": "x", "published": "soon"},
        {"text": "x", "confidence": "high"},
    ],
)
def test_an_article_of_wrong_things_is_refused_when_it_is_made(fields: dict[str, Any]) -> None:
    """With a TypeError or ValueError that says which; what is not known may be None or ""."""
    with pytest.raises((TypeError, ValueError)):
        Article(**fields)
    unknown: dict[str, Any] = dict.fromkeys(("title", "publisher", "url", "language", "authors"))
    assert Article("x", published="", **unknown) == Article("x")


def test_a_file_in_a_folder_with_a_number_sign_is_not_read_twice(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Nor is an archive: the sign is no mark of a place in a file."""
    folder = tmp_path / "a#b"
    folder.mkdir()
    (folder / "x.txt").write_text(FIRST)
    assistant.add(folder)
    assert len(assistant.library._catalog.database.rows("SELECT * FROM sources")) == 1


def test_a_file_that_says_again_what_it_said_before_is_read_so(
    assistant: Assistant, tmp_path: Path
) -> None:
    """A file that is set back holds its old words again; every text it had is a version."""
    path = tmp_path / "ferry.txt"
    for text in (FIRST, SECOND, FIRST):
        path.write_text(text)
        assistant.add(path)
    (article,) = assistant.articles()
    assert article.text == FIRST
    assert [one.text for one in assistant.versions(article.id)] == [SECOND, FIRST]


def test_two_files_of_one_page_do_not_take_turns(assistant: Assistant, tmp_path: Path) -> None:
    """Adding both again changes nothing, although they tell the same url with other words."""
    for name, text in (("a", FIRST), ("b", SECOND)):
        (tmp_path / f"{name}.txt").write_text(f"Title: Ferry\nURL: {URL}\n\n{text}\n")
    sources = sorted(tmp_path.glob("*.txt"))
    assert told(assistant.add(*sources)) == {"added": 1, "updated": 1}
    assert told(assistant.add(*sources)) == {"unchanged": 2}
    assert [one.text for one in assistant.articles()] == [SECOND]


def test_what_changed_is_told_sentence_by_sentence() -> None:
    """Reworded sentences stand beside each other, new and lost ones alone."""
    assert changes(FIRST, SECOND) == [
        Change("Three people died, police said.", "Seven people died, police said."),
        Change("", "It was towed."),
    ]
    assert changes(SECOND, "A  ferry ran aground off Larnholm on Friday.") == [
        Change("Seven people died, police said.", ""),
        Change("It was towed.", ""),
    ]
    assert changes(FIRST, FIRST) == []
    step = revisions([Article(FIRST, title="One"), Article(FIRST, title="Two")])[0]
    assert step.title == Change("One", "Two")


def test_a_correction_stays_when_the_source_is_read_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Title, publisher and date are the user's, through the same file and a changed one."""
    path = tmp_path / "ferry.txt"
    path.write_text(f"Title: Wrong\nSource: Wrong Post\nDate: 2020-01-01\n\n{FIRST}\n")
    assistant.add(path)
    (article,) = assistant.articles()
    edited = assistant.edit(
        article.id[:8], title="Right", publisher="The Right", published=date(2024, 5, 3)
    )
    assert (edited.title, edited.publisher, edited.day) == ("Right", "The Right", date(2024, 5, 3))
    assert edited.confidence == 1.0
    assert assistant.search("ferry")[0].title == "Right"
    assert told(assistant.add(path)) == {"unchanged": 1}
    path.write_text(f"Title: Wrong\nSource: Wrong Post\nDate: 2020-01-01\n\n{SECOND}\n")
    assert told(assistant.add(path)) == {"updated": 1}
    (again,) = assistant.articles()
    assert (again.id, again.text) == (article.id, SECOND)
    assert (again.title, again.publisher, again.day) == ("Right", "The Right", date(2024, 5, 3))
    assistant.edit(article.id, published="")
    assert assistant.article(article.id).published is None
    with pytest.raises(ValueError, match="no date"):
        assistant.edit(article.id, published="soon")
    with pytest.raises(UnknownArticle):
        assistant.edit("nothing", title="x")
    assert assistant.edit(article.id, title="a\ud800b").title == "a\ufffdb"
    with pytest.raises(UnknownArticle):
        assistant.edit(article.id, title="Not this", not_copy_of=article.id)
    assert assistant.article(article.id).title == "a\ufffdb"


def test_nothing_is_embedded_twice(
    open_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    """Not by a second add, nor for the same words elsewhere, nor for a corrected publisher."""
    counting = HashedTexts()
    assistant = open_assistant(embeddings=counting)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(f"Title: Ferry\n\n{FIRST}\n")
    (folder / "b.jsonl").write_text(json.dumps({"title": "Other", "text": SECOND}) + "\n")
    first = assistant.add(folder)
    embedded = counting.embedded
    assert embedded == 2
    second = assistant.add(folder)
    assert sorted(second.unchanged) == sorted(first.added)
    (folder / "copy.txt").write_text(f"Title: Ferry\nSource: Elsewhere\n\n{FIRST}\n")
    assert told(assistant.add(folder)) == {"unchanged": 2, "updated": 1}
    assistant.edit(first.added[0], publisher="The Post")
    assert counting.embedded == embedded
    assistant.edit(first.added[0], title="Another title")
    assert counting.embedded == embedded + 1


def test_a_removed_article_comes_back_when_its_file_is_added(
    assistant: Assistant, tmp_path: Path
) -> None:
    """That a file was read before does not keep out what was removed since."""
    path = tmp_path / "ferry.txt"
    path.write_text(FIRST)
    (article_id,) = assistant.add(path).added
    assistant.remove(article_id)
    assert assistant.articles() == []
    assert told(assistant.add(path)) == {"added": 1}


def test_a_watched_folder_gives_what_appears(assistant: Assistant, tmp_path: Path) -> None:
    """First what is there, then what comes: whole files only, changed ones too."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(FIRST)
    stop = threading.Event()
    reports = assistant.watch(folder, stop=stop)
    assert told(next(reports)) == {"added": 1}

    def write() -> None:
        with (folder / "b.txt").open("w") as file:
            for sentence in SECOND.split(". "):
                file.write(f"{sentence}. ")
                file.flush()
                time.sleep(0.15)
        (folder / ".hidden.txt").write_text("Not read, for it is hidden.")
        (folder / "c.bin").write_bytes(b"\0\1")

    writing = threading.Thread(target=write)
    writing.start()
    report = next(reports)
    writing.join()
    assert told(report) == {"added": 1}
    assert sorted(one.text for one in assistant.articles())[0].startswith(SECOND)
    (folder / "a.txt").write_text("Quite another text now, on a harbour and its bridge.")
    assert told(next(reports)) == {"updated": 1}
    (tmp_path / "out" / "deep").mkdir(parents=True)
    (tmp_path / "out" / "deep" / "c.txt").write_text("A folder was moved in, with a text in it.")
    (tmp_path / "out").rename(folder / "moved")
    assert told(next(reports)) == {"added": 1}
    stop.set()
    assert list(reports) == []


def test_a_watched_folder_that_is_gone_is_told_of(assistant: Assistant, tmp_path: Path) -> None:
    """An empty folder is no failure; one that goes away ends the watch with an error."""
    folder = tmp_path / "in"
    folder.mkdir()
    reports = assistant.watch(folder)
    assert next(reports) == AddReport()
    folder.rmdir()
    with pytest.raises(ReadingError, match="is gone"):
        next(reports)
