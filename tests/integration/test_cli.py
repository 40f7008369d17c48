"""The command line: what it prints, where, and how it exits."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.samples import samples_folder
from tests.integration.conftest import Run

COMMAND = Path(sys.executable).with_name("newsbrief")
FERRY = samples_folder() / "ferry-aground"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the ferry articles, added by the command itself."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    done = subprocess.run(
        [COMMAND, "--library", folder, "add", FERRY], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "added" in done.stdout
    assert done.stderr == "", "quiet in a pipe"
    return folder


# ---------------------------------------------------------------- the main job


def test_ask_prints_a_cited_answer(library: Path, run: Run) -> None:
    """Each mark leads to the quoted words; as one JSON document, each citation opens at them."""
    ran = run("--library", library, "ask", "How many people were on board the ferry?")
    assert ran.status == 0
    assert "[1]" in ran.out
    assert "214 people on board" in " ".join(ran.out.split())
    assert "\n    [1] “" in ran.out
    assert "\n\nQuoted word for word from " in ran.out
    answer = run("--library", library, "ask", "How many people were on board?", "--json").document
    assert (answer["answered"], answer["writer"]) == (True, "extractive")
    texts = {a["id"]: a["text"] for a in run("--library", library, "articles", "--json").document}
    assert answer["citations"]
    for citation in answer["citations"]:
        text = texts[citation["article_id"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_exits_zero_and_says_what_is_missing(library: Path, run: Run) -> None:
    """Nothing in the library is no error."""
    ran = run("--library", library, "ask", "Who won the 2018 World Cup?")
    assert ran.status == 0
    assert "Nothing here about World Cup" in ran.out
    assert "8 articles" in " ".join(ran.out.split())
    assert "Nearest passages" in ran.out


def test_brief_writes_markdown_and_files(library: Path, run: Run, tmp_path: Path) -> None:
    """Headline, lead within its words, key points, sources; the same in a file."""
    ran = run("--library", library, "brief", "ferry", "--words", "60")
    assert ran.status == 0
    assert ran.out.startswith("# ")
    assert "## Key points" in ran.out
    assert "## Sources" in ran.out
    target = tmp_path / "briefing.md"
    written = run("--library", library, "brief", "ferry", "--words", "60", "-o", target)
    assert written.out == ""
    assert target.read_text() == ran.out
    made = run("--library", library, "brief", "ferry", "--points", "3", "--json").document
    assert len(made["key_points"]) == 3
    assert all(point["publishers"] >= 1 for point in made["key_points"])


def test_search_articles_show_and_remove(run: Run, tmp_path: Path) -> None:
    """What is added can be found, listed, read by the head of its id, and removed."""
    library = tmp_path / "library"
    text = (
        b"Harbour bridge closed\n\nThe harbour bridge was closed on Monday after a crack was found."
    )
    added = run("--library", library, "add", "-", "--json", stdin=text).document
    (article_id,) = added["added"]
    (passage,) = run("--library", library, "search", "crack bridge", "--json").document
    assert passage["article_id"] == article_id
    assert "Harbour bridge closed" in run("--library", library, "articles").out
    shown = run("--library", library, "show", article_id[:6])
    assert "a crack was found" in shown.out
    assert run("--library", library, "remove", article_id[:6]).out == "1 article removed\n"
    assert run("--library", library, "articles", "--json").document == []


def test_adding_again_and_filters(library: Path, run: Run) -> None:
    """The second add embeds nothing; period and publisher bound what is listed and found."""
    again = run("--library", library, "add", FERRY, "--json").document
    assert (again["added"], len(again["unchanged"])) == ([], 8)
    early = run("--library", library, "articles", "--until", "2024-05-04", "--json").document
    assert early
    assert all(a["published"] is None or a["published"] <= "2024-05-04" for a in early)
    ledger = run("--library", library, "search", "ferry", "--publisher", "the larnholm ledger",
                 "--json").document  # fmt: skip
    assert {passage["publisher"] for passage in ledger} == {"The Larnholm Ledger"}


def test_doctor_and_repair(library: Path, run: Run) -> None:
    """What works is said; a broken store is a failure with its cure, which cures it."""
    assert run("--library", library, "doctor").status == 0
    shutil.rmtree(library / "chroma")
    broken = run("--library", library, "doctor", "--json")
    assert broken.status == 1
    (finding,) = [f for f in broken.document if not f["ok"]]
    assert "newsbrief repair" in finding["fix"]
    assert run("--library", library, "repair").status == 0
    assert run("--library", library, "doctor").status == 0


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "/nowhere/at/all.txt"], "/nowhere/at/all.txt"),
        (["ask", "  ?! "], "the question is empty"),
        (["search", ""], "the question is empty"),
        (["show", "nope"], "no article has the id 'nope'"),
        (["remove", "nope"], "no article has the id 'nope'"),
        (["ask", "Who?", "--article", "nope"], "no article has the id 'nope'"),
        (["brief", "-o", "/nowhere/at/all.md"], "/nowhere/at/all.md"),
        (["chat", "--host", "0.0.0.0"], "0.0.0.0"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_one(
    library: Path, run: Run, arguments: list[str], said: str
) -> None:
    """What, and what to do; never a traceback, nothing on standard output but a summary."""
    ran = run("--library", library, *arguments)
    assert ran.status == 1
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"], ["ask", "Who?", "--since", "someday"], ["nonsense"], ["brief", "--words", "0"],
        ["ask", "Who?", "-k", "x"], ["brief", "--format", "xls"],
    ],
)  # fmt: skip
def test_wrong_usage_is_status_two(library: Path, run: Run, arguments: list[str]) -> None:
    """The shell can tell a mistyped command from one that failed."""
    ran = run("--library", library, *arguments)
    assert ran.status == 2
    assert ran.out == ""


def test_one_bad_file_stops_nothing(run: Run, tmp_path: Path) -> None:
    """What could be read is added, what could not is listed with its reason."""
    good = FERRY / "01-northern-wire.txt"
    (tmp_path / "empty.txt").touch()
    ran = run("--library", tmp_path / "library", "add", good, tmp_path / "empty.txt", "/nowhere")
    assert ran.status == 0
    assert "1 added" in ran.out
    assert "empty.txt" in ran.err
    assert "/nowhere" in ran.err


def test_folders_with_nothing_to_read_and_no_libraries(run: Run, tmp_path: Path) -> None:
    """One line each, and nothing is left behind."""
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = run("--library", tmp_path / "library", "add", empty)
    assert ran.status == 1
    assert str(empty) in ran.err
    (tmp_path / "thesis.doc").write_text("x")
    ran = run("--library", tmp_path, "articles")
    assert ran.status == 1
    assert "no library" in ran.err
    assert not (tmp_path / "catalog.sqlite3").exists()
    for folder in ("/proc/library", "~nosuchuser/x", "x" * 5000):
        ran = run("--library", folder, "articles")
        assert ran.status == 1
        assert len(ran.err.strip().splitlines()) == 1


def test_a_chroma_server_that_is_away_fails_no_add(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is kept and reported; a message says what is wrong with the server."""
    monkeypatch.setenv("NEWSBRIEF_CHROMA", "http://127.0.0.1:9")
    ran = run("--library", tmp_path / "library", "add", FERRY / "01-northern-wire.txt")
    assert ran.status == 0
    assert "1 added" in ran.out
    assert "http://127.0.0.1:9" in ran.err
    monkeypatch.setenv("NEWSBRIEF_CHROMA", "nonsense")
    assert "NEWSBRIEF_CHROMA" in run("--library", tmp_path / "library", "articles").err


def test_a_corrupted_model_is_refused_before_use(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights that are not what they should be are named, and nothing is written."""
    from vectorstore.text import encoder as embeddings

    model = tmp_path / "model"
    shutil.copytree(embeddings._bundled_folder(), model)
    weights = model / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\0" * 64)
    monkeypatch.setattr(embeddings, "_bundled_folder", lambda: model)
    # As in a process that has not loaded it yet.
    monkeypatch.setattr(embeddings, "_bundled_model", embeddings.SentenceTransformerEmbeddings)
    ran = run("--library", tmp_path / "library", "add", FERRY / "01-northern-wire.txt")
    assert ran.status == 1
    assert str(weights) in ran.err
    assert "reinstall" in ran.err
    assert run("--library", tmp_path / "library", "articles", "--json").document == []
    weights.unlink()
    ran = run("--library", tmp_path / "library", "doctor")
    assert ran.status == 1
    assert "model.safetensors" in ran.out
    monkeypatch.setenv("NEWSBRIEF_EMBEDDINGS", str(tmp_path / "none"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    ran = run("--library", tmp_path / "other", "add", FERRY / "01-northern-wire.txt")
    assert ran.status == 1
    assert "NEWSBRIEF_EMBEDDINGS" in ran.err


# ---------------------------------------------------------------- whole processes


def test_everything_works_with_the_network_cut(library: Path) -> None:
    """Ask and brief need nothing from outside."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], check=False).returncode:
        pytest.skip("cutting the network needs unshare and user namespaces")
    for arguments in (["ask", "How many people were on board?"], ["brief", "ferry"]):
        done = subprocess.run(
            [unshare, "-rn", COMMAND, "--library", library, *arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert "[1]" in done.stdout
        assert "\x1b" not in done.stdout


def test_a_reader_that_goes_away_is_no_error_message(library: Path) -> None:
    """`newsbrief articles --json | head -1` prints no traceback."""
    done = subprocess.run(
        f"{COMMAND} --library {library} articles --json | head -1",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""


def test_help_and_version_start_fast_and_import_no_torch() -> None:
    """Asking for help loads no model, store or page."""
    code = "import sys; sys.argv = ['newsbrief', '--help']\n" \
           "from assistant.interfaces.cli import main\n" \
           "try: main()\nexcept SystemExit: pass\n" \
           "heavy = {'torch', 'chromadb', 'gradio', 'langchain_core'} & set(sys.modules)\n" \
           "assert not heavy, heavy"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert subprocess.run(
        [COMMAND, "--version"], capture_output=True, check=True
    ).stdout.startswith(b"newsbrief 0.")
