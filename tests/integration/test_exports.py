"""Exports: all that was kept as JSON lines, read again by the way that all articles are added."""

import base64
import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import Article
from assistant.archiving.importing import ImportReport
from assistant.errors import ArchiveError
from assistant.interfaces.cli.show import imported as imported_in_words
from tests import briefings
from tests.furnished import OUTLETS, furnish, opened, seen
from tests.integration.conftest import Run
from tests.soak.standin import HashedTexts
from tests.soak.states import misses

BY_HAND = """
{"kind": "newsbrief export", "format": 1}
{"kind": "outlets", "toml": ""}
{"kind": "article", "id": "a1", "text": "The ferry sank, police said.", "title": "Ferry", \
"publisher": "Post", "published": "2024-05-03", "versions": [{"text": "The ferry is late.", \
"title": "Ferry", "original": ""}], "corrections": {"published": "2024-05-04"}}
{"kind": "article", "id": "a2", "text": "Ferry: the hull was raised. It took a day."}
{"kind": "kept apart", "first": "a1", "second": "a2"}
{"kind": "end", "lines": 5}
"""
"""The form as others may write it: what may be left out is left out."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with something of everything; tests only read from it."""
    return furnish(tmp_path_factory.mktemp("furnished") / "library")


@pytest.fixture(scope="module")
def export(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of it; tests only read from it."""
    file = tmp_path_factory.mktemp("exports") / "export.jsonl"
    with opened(library) as assistant:
        report = assistant.export(file)
    assert (report.articles, report.kept_apart, report.briefings, report.conversations) == (
        16, 1, 1, 1,
    )  # fmt: skip
    return file


def imported(file: Path, folder: Path) -> ImportReport:
    with opened(folder) as assistant:
        return assistant.import_from(file)


def by_hand(folder: Path, text: str = BY_HAND) -> Path:
    file = folder / "by-hand.jsonl"
    file.write_text(text.lstrip())
    return file


def test_what_is_imported_is_what_was_exported(library: Path, export: Path, tmp_path: Path) -> None:
    """Words, dates as read and as corrected, versions, originals, odd signs, pairs kept apart,
    briefings, conversations with thumbs, outlets; vectors and copies are found anew. What is
    imported again changes nothing."""
    folder = tmp_path / "library"
    report = imported(export, folder)
    assert (report.kept_apart, report.briefings, report.conversations) == (1, 1, 1)
    assert (report.failed, report.notices) == ((), ())
    assert seen(folder) == seen(library)
    assert (folder / "outlets.toml").read_text() == OUTLETS
    assert misses(folder, library, HashedTexts()) == []
    with opened(folder) as assistant:
        generation = assistant.library.generation
        again = assistant.import_from(export)
        assert assistant.library.generation == generation, "something was written"
    assert again == ImportReport(unchanged=again.unchanged)
    assert len(again.unchanged) == 16
    assert seen(folder) == seen(library)


def test_an_export_is_compressed_by_its_name_and_holds_no_secrets(
    library: Path, export: Path, tmp_path: Path
) -> None:
    """The same lines, but for the moment; neither settings nor the window's key are in it."""
    with opened(library) as assistant:
        secret = assistant.conversation_store.secret().hex()
        assistant.export(tmp_path / "export.jsonl.gz")
    lines = gzip.decompress((tmp_path / "export.jsonl.gz").read_bytes()).splitlines()
    plain = export.read_bytes().splitlines()
    assert lines[1:-1] == plain[1:-1]
    assert secret.encode() not in b"".join(lines)
    originals = [json.loads(line).get("original") for line in lines]
    assert base64.b64encode(b"\0\xff odd").decode() in originals
    assert len(imported(tmp_path / "export.jsonl.gz", tmp_path / "library").added) > 10


def test_an_old_export_takes_nothing_back(library: Path, export: Path, tmp_path: Path) -> None:
    """What an article says since, and what was corrected since, stays."""
    folder = Path(shutil.copytree(library, tmp_path / "library"))
    with opened(folder) as assistant:
        (boats,) = (a for a in assistant.articles() if a.title == "Boats")
        assistant.add(Article("Five boats left.", url=boats.url, title="Boats"))
        corrected = assistant.edit(assistant.articles()[0].id, title="Corrected since").id
        report = assistant.import_from(export)
        assert not report.added
        assert not report.updated
        assert assistant.article(boats.id).text == "Five boats left."
        assert assistant.article(corrected).title == "Corrected since"
        said = [version.text for version in assistant.versions(boats.id)]
        assert said == ["Three boats left.", "Four boats left.", "Five boats left."]


def test_an_export_brings_what_a_library_does_not_know_yet(export: Path, tmp_path: Path) -> None:
    """An article that is here gets its newer words and its history; a file of the same words
    elsewhere keeps the id that it has here."""
    folder = tmp_path / "library"
    with opened(folder) as assistant:
        now = Article("Four boats left.", url="https://wire.example/boats", title="Boats")
        assistant.add(now)
        report = assistant.import_from(export)
        assert now.id in report.updated
        assert [v.text for v in assistant.versions(now.id)] == [
            "Three boats left.", "Four boats left.",
        ]  # fmt: skip
    older = tmp_path / "older"
    with opened(older) as assistant:
        assistant.add(Article("Three boats left.", url=now.url, title="Boats"))
        assert now.id in assistant.import_from(export).updated
        assert assistant.article(now.id).text == "Four boats left."
        assert len(assistant.versions(now.id)) == 2


def test_what_others_wrote_in_this_form_is_imported(tmp_path: Path) -> None:
    """Fields may be left out, and the checksum too."""
    report = imported(by_hand(tmp_path), tmp_path / "library")
    assert report.added == ("a1", "a2")
    with opened(tmp_path / "library") as assistant:
        assert [v.text for v in assistant.versions("a1")] == [
            "The ferry is late.", "The ferry sank, police said.",
        ]  # fmt: skip
        assert assistant.article("a1").published == date(2024, 5, 4)
        assert assistant.library.kept_apart() == [("a1", "a2")]


def test_a_line_that_is_of_no_use_stops_nothing(tmp_path: Path) -> None:
    """Each is named with its number and what is wrong; all else is kept."""
    wrong = (
        "no JSON",
        '{"kind": "article", "id": "b1"}',
        '{"kind": "article", "id": "b2", "text": "?!"}',
        '{"kind": "article", "id": "b3", "text": "Words.", "published": "soon"}',
        '{"kind": "article", "id": "b4", "text": "Words.", "original": "%"}',
        '{"kind": "article", "id": "b5", "text": "Words.", "corrections": {"id": "x"}}',
        '{"kind": "article", "id": "b6", "text": "Words.", "pages": [1]}',
        '{"kind": "kept apart", "first": "a1", "second": "zz"}',
        '{"kind": "briefing", "id": "x"}',
        '{"kind": "weather"}',
    )
    lines = BY_HAND.strip().splitlines()
    text = "\n".join([*lines[:-1], *wrong, json.dumps({"kind": "end", "lines": 5 + len(wrong)})])
    report = imported(by_hand(tmp_path, text + "\n"), tmp_path / "library")
    assert report.added == ("a1", "a2")
    assert report.kept_apart == 1
    assert sorted(int(failed.source.split()[1]) for failed in report.failed) == [*range(6, 16)]
    reasons = {failed.source: failed.reason for failed in report.failed}
    assert reasons["line 7"] == "it has no text"
    assert "soon" in reasons["line 9"]
    assert "zz" in reasons["line 13"]
    assert "weather" in reasons["line 15"]


def without_last_line(text: str) -> str:
    return "\n".join(text.splitlines()[:-1]) + "\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_last_line, "its last lines are missing"),
        (lambda text: text[: len(text) // 2], "its last lines are missing"),
        (lambda text: text.replace("boats", "goats"), "was changed"),
        (lambda text: "", "last lines are missing"),
        (lambda text: "A ferry ran aground.\n", "its first line is no heading"),
        (lambda text: text.replace('"format": 1', '"format": 9', 1), "newer newsbrief"),
        (lambda text: text.replace('"format": 1', '"format": "x"', 1), "tells no format"),
    ],
)
def test_what_is_no_whole_export_is_refused_before_anything_is_added(
    export: Path, tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    """One line says which file, and what is wrong with it."""
    file = tmp_path / "export.jsonl"
    file.write_text(change(export.read_text()))
    with opened(tmp_path / "library") as assistant:
        with pytest.raises(ArchiveError, match=words) as raised:
            assistant.import_from(file)
        assert "export.jsonl" in str(raised.value)
        assert "\n" not in str(raised.value)
        assert assistant.articles() == []


def test_a_compressed_export_that_is_cut_is_refused(export: Path, tmp_path: Path) -> None:
    """As any other one."""
    file = tmp_path / "export.jsonl.gz"
    packed = gzip.compress(export.read_bytes())
    for content in (packed[: len(packed) // 2], packed[:-4] + b"????", packed[:2] + b"rubbish"):
        file.write_bytes(content)
        with opened(tmp_path / "library") as assistant, pytest.raises(ArchiveError):
            assistant.import_from(file)


def test_own_outlets_that_are_here_stay(export: Path, tmp_path: Path) -> None:
    """A notice says that the export has others."""
    folder = tmp_path / "library"
    folder.mkdir()
    with opened(folder) as assistant:
        (folder / "outlets.toml").write_text('"Mine" = ["mine.example"]\n')
        (notice,) = assistant.import_from(export).notices
    assert "outlets.toml stays as it is" in notice
    assert "mine.example" in (folder / "outlets.toml").read_text()


def test_the_commands_say_what_they_did(run: Run, tmp_path: Path) -> None:
    """In words and as JSON; lines that failed are named, what is no export is status 1."""
    with opened(tmp_path / "other") as assistant:
        assistant.save(briefings.small())
        assistant.export(tmp_path / "saved.jsonl")
    library = tmp_path / "library"
    came = run("--library", library, "import", tmp_path / "saved.jsonl", "--json")
    assert came.status == 0, came.err
    assert (came.document["added"], came.document["briefings"]) == ([], 1)
    assert run("--library", library, "import", tmp_path / "saved.jsonl").out == "nothing to add\n"
    told = run("--library", library, "export", tmp_path / "e.jsonl")
    assert told.out == f"0 articles, 1 saved briefing in {tmp_path / 'e.jsonl'} (0.0 MB)\n"
    as_json = run("--library", library, "export", tmp_path / "e.jsonl", "--json").document
    assert (as_json["articles"], as_json["briefings"]) == (0, 1)
    no_articles = [line for line in BY_HAND.strip().splitlines() if '"article"' not in line]
    bad = by_hand(tmp_path, "\n".join(no_articles).replace('"lines": 5', '"lines": 3'))
    ran = run("--library", library, "import", bad)
    assert (ran.status, ran.err.count("\n")) == (0, 1)
    assert ran.err.startswith("not imported: line 3: there is no article")
    none = run("--library", library, "import", tmp_path / "missing.jsonl")
    assert (none.status, none.err.count("\n")) == (1, 1)


def test_what_came_is_told_in_words() -> None:
    """Articles as after an add, and what else came."""
    came = ImportReport(("a",), (), ("b", "c"), kept_apart=2, briefings=1, conversations=3)
    assert imported_in_words(came) == (
        "1 added, 2 unchanged, 2 pairs kept apart, 1 saved briefing added, 3 conversations added\n"
    )


def _lines(*articles: dict[str, object]) -> str:
    records = [{"kind": "newsbrief export", "format": 1}, {"kind": "outlets", "toml": ""}]
    records += [{"kind": "article", **article} for article in articles]
    records.append({"kind": "end", "lines": len(records)})
    return "\n".join(json.dumps(record) for record in records) + "\n"


def test_a_path_of_another_machine_is_of_another_file(tmp_path: Path) -> None:
    """Two machines had a file under one path: what is imported stands beside what was there."""
    place = tmp_path / "today.txt"
    place.write_text("The bridge was closed on Monday, the road office said.")
    folder = tmp_path / "library"
    with opened(folder) as assistant:
        assistant.add(str(place))
        (mine,) = assistant.articles()
    text = _lines({"id": "b1", "text": "Rates rose by a point, the bank said.",
                   "origin": mine.origin})  # fmt: skip
    report = imported(by_hand(tmp_path, text), folder)
    assert report.failed == ()
    with opened(folder) as assistant:
        assert {article.text for article in assistant.articles()} == {
            mine.text, "Rates rose by a point, the bank said.",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("exported", "now"),
    [("2024-01-01", "new"), ("2023-12-31", "new"), ("2024-01-02", "old"), (None, "new")],
)
def test_an_import_takes_nothing_back(tmp_path: Path, exported: str | None, now: str) -> None:
    """Of two texts of one article that published later stays, and what is here where neither is."""
    folder = tmp_path / "library"
    texts = {"new": "Four boats left the harbour.", "old": "Three boats left the harbour."}
    with opened(folder) as assistant:
        assistant.add(Article(texts["new"], url="https://w.example/1", published=date(2024, 1, 1)))
        (known,) = assistant.articles()
        assistant.edit(known.id, title="Mine")
    article = {"id": known.id, "text": texts["old"], "url": known.url, "published": exported,
               "corrections": {"title": "Theirs"}}  # fmt: skip
    imported(by_hand(tmp_path, _lines(article)), folder)
    with opened(folder) as assistant:
        (found,) = assistant.articles()
        assert found.text == texts[now]
        assert len(assistant.versions(found.id)) == 2
        assert found.title == "Mine"
        assert assistant.library._catalog.articles.edits(found.id)["title"] == "Mine"


def test_an_export_never_lands_in_its_library(library: Path) -> None:
    """Not over the catalog, and not beside it."""
    before = (library / "catalog.sqlite3").read_bytes()[:100]
    for name in ("catalog.sqlite3", "export.jsonl"):
        with opened(library) as assistant, pytest.raises(ArchiveError, match="in the library"):
            assistant.export(library / name)
    assert (library / "catalog.sqlite3").read_bytes()[:100] == before
