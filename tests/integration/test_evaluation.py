"""`newsbrief eval`: figures of a folder, floors that hold, and the floors of the sample corpus."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.evaluating.collection import read_collection
from assistant.evaluating.evaluation import evaluate
from assistant.evaluating.figures import read_floors
from assistant.samples import seeds_folder
from tests.integration.conftest import Run
from vectorstore import SentenceTransformerEmbeddings

COMMAND = Path(sys.executable).with_name("newsbrief")

ARTICLES = {
    "ferry/one.txt": "Title: Ferry runs aground off Larnholm\nPublisher: Northern Wire\n"
    "Published: 2024-05-03\n\nA ferry ran aground off Larnholm on Friday. Three people died, "
    "police said.\n\nThe harbour master, Ines Dahl, said the ship left the channel in fog.\n",
    "bank/one.txt": "Title: Central bank raises rates\nPublisher: Ledger\n"
    "Published: 2024-06-01\n\nThe central bank raised its main rate to 4.5 per cent on "
    "Saturday. It was the third rise this year, the bank's governor, Tomas Reyl, said.\n",
}
QUESTIONS = [
    {"id": "1", "question": "How many people died when the ferry ran aground off Larnholm?",
     "answer": ["Three"], "articles": ["ferry/one.txt"]},
    {"id": "2", "question": "To what level did the central bank raise its main rate?",
     "answer": ["4.5 per cent"], "articles": ["bank/one.txt"]},
    {"id": "3", "question": "Who won the chess championship in Reykjavik?",
     "answer": None, "lacks": "topic"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two articles and three questions."""
    place = tmp_path / "asked"
    for name, text in ARTICLES.items():
        path = place / "articles" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (place / "questions.jsonl").write_text("".join(f"{json.dumps(q)}\n" for q in QUESTIONS))
    return place


def files(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.timeout(900)  # every question asked, every sentence altered
def test_the_sample_corpus_keeps_its_floors(
    samples_library: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    """No figure of the sample questions is worse than what seeds/floors.json allows."""

    def opened(library: Path) -> Assistant:  # with the articles in it: they are added fast
        return Assistant(
            shutil.copytree(samples_library, library), embeddings=embeddings, chroma=""
        )

    collection = read_collection(seeds_folder())
    floors = read_floors(collection)
    assert floors is not None
    found = evaluate(collection, floors, opened=opened)
    assert [str(fall) for fall in found.fell] == []
    assert found.failed == ()
    assert {name.partition(".")[0] for name in floors.floors} == {
        "answers", "refusals", "retrieval", "verification",
    }  # fmt: skip
    right, wrong = found.figures["refusals.right"], found.figures["refusals.wrong"]
    assert right.of + wrong.of == found.questions == len(collection.questions)


def test_floors_are_kept_until_told_otherwise(run: Run, folder: Path) -> None:
    """Floors come and change with --lower-floors only; a fall is exit 1 and a line for each."""
    status, out, err = run("eval", folder, "--json")
    measured = json.loads(out)
    assert (status, err) == (0, "")
    assert measured["figures"]["answers.in_answer"] == {"value": 1.0, "of": 2}
    assert measured["figures"]["refusals.right_topic"] == {"value": 1.0, "of": 1}
    assert (measured["articles"], measured["questions"], measured["fell"]) == (2, 3, [])
    assert files(folder) == [*sorted(f"articles/{name}" for name in ARTICLES), "questions.jsonl"]

    status, out, err = run("eval", folder, "--lower-floors")
    assert status == 0
    assert "floors written to" in err
    assert "answers to what the articles tell" in out
    assert "newsbrief's search" in out
    path = folder / "floors.json"
    floors: dict[str, Any] = json.loads(path.read_text())
    assert run("eval", folder)[0] == 0

    floors["floors"] |= {"answers.in_answer": 1.01, "answers.words": 0.5}
    path.write_text(json.dumps(floors))
    status, out, err = run("eval", folder, "--json")
    assert status == 1
    assert [fall["figure"] for fall in json.loads(out)["fell"]] == [
        "answers.in_answer", "answers.words",
    ]  # fmt: skip
    assert [line.partition(" is ")[0] for line in err.splitlines()] == [
        "fell: answers.in_answer", "fell: answers.words",
    ]  # fmt: skip
    assert json.loads(path.read_text()) == floors


@pytest.mark.parametrize("broken", ["no articles", "unread"])
def test_a_folder_that_cannot_be_evaluated_is_one_line(run: Run, folder: Path, broken: str) -> None:
    """What is wrong, where; exit 1, no traceback, nothing on standard output."""
    if broken == "no articles":
        (folder / "articles").rename(folder / "texts")
    for path in (folder / "articles").rglob("*.txt"):
        path.write_bytes(b"")
    status, out, err = run("eval", folder)
    assert (status, out) == (1, "")
    assert err.startswith("newsbrief: ")
    assert str(folder) in err
    assert err.count("\n") == 1


# What was found out about this machine need not be found out again, which takes long.
_KNOWN = ("XDG_CACHE_HOME", "OMP_NUM_THREADS")


def test_the_users_library_is_left_alone(folder: Path, tmp_path: Path) -> None:
    """The named library is neither made nor read, and no temporary library stays behind."""
    library, temporary = tmp_path / "library", tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [COMMAND, "--library", library, "eval", folder, "--json"],
        capture_output=True, text=True, check=False,
        env={
            **{name: os.environ[name] for name in _KNOWN if name in os.environ},
            "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(temporary),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["questions"] == 3
    assert not library.exists()
    assert [name for name in files(temporary) if "newsbrief-eval" in name] == []
