"""What things cost, in counts that no busy machine changes: modules, passes, statements, bytes."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.documents import document
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.encoder import TokenStates, Vectors

QUESTION = "How many people died when the ferry ran aground?"
HEAVY = (
    "torch", "transformers", "sentence_transformers", "langchain_core", "langchain", "chromadb",
    "scipy", "gradio", "openvino", "onnx", "trafilatura", "docx", "pypdf", "fastapi", "httpx",
)  # fmt: skip
"""What takes a tenth of a second or more to import."""


def _loaded(library: Path, *arguments: str) -> list[str]:
    """The modules that a command has imported when it is done."""
    script = (
        "import json, sys; sys.argv = ['newsbrief', *sys.argv[1:]]\n"
        "from assistant.interfaces.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", script, "--library", str(library), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return modules


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, sample_assistant: Assistant) -> Path:
    """The library of all sample articles, whose stories are kept once they were asked for."""
    sample_assistant.stories()
    return sample_assistant.library.folder


def test_help_loads_hardly_anything(library: Path) -> None:
    """`--help` needs neither numpy nor any of what the commands do."""
    loaded = _loaded(library, "--help")
    assert not {"numpy", "pydantic", "tokenizers", "sqlite3", *HEAVY} & set(loaded)
    ours = [name for name in loaded if name.startswith(("assistant", "vectorstore"))]
    assert len(ours) <= 14, ours
    assert len(loaded) <= 260


@pytest.mark.parametrize("arguments", [("ask", QUESTION), ("search", "ferry"), ("articles",)])
def test_a_cold_command_loads_what_it_needs(library: Path, arguments: tuple[str, ...]) -> None:
    """No heavy library on the way of a question, a search or a list."""
    loaded = _loaded(library, *arguments)
    assert [name for name in HEAVY if name in loaded] == []
    assert len(loaded) <= 850


class _Counting:
    """The bundled model, with how many texts it was given, call by call."""

    def __init__(self, model: SentenceTransformerEmbeddings) -> None:
        self._model = model
        self.name, self.checksum = model.name, model.checksum
        self.dimension, self.window = model.dimension, model.window
        self.calls: list[int] = []

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where the model's tokens are."""
        return self._model.token_spans(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, counted."""
        self.calls.append(len(texts))
        return self._model.embed(texts)

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """The vectors of texts and of their tokens, counted."""
        self.calls.append(len(texts))
        return self._model.embed_tokens(texts)


def test_a_question_is_embedded_and_nothing_else(
    library: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    """No text of an article is embedded again to answer; the question goes in few passes."""
    counting = _Counting(embeddings)
    with Assistant(library, embeddings=counting) as assistant:
        assistant.ask(QUESTION)
        assert sum(counting.calls) <= 3
        counting.calls.clear()
        assistant.search("ferry")
        assert counting.calls == [1]


def test_a_search_takes_few_statements(
    library: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    """However many passages are asked for, a warm search is about the same few statements."""
    counts = []
    with Assistant(library, embeddings=embeddings) as assistant:
        assistant.search("ferry")
        connection: sqlite3.Connection = assistant.library._catalog.database._connect()
        for k in (5, 40):
            statements: list[str] = []
            connection.set_trace_callback(statements.append)  # "--": of the full text itself
            assistant.search("harbour", k)
            connection.set_trace_callback(None)
            counts.append(sum(not one.startswith("--") for one in statements))
    assert max(counts) <= 24
    assert max(counts) - min(counts) <= 4


def test_a_chunk_takes_few_bytes(sample_assistant: Assistant) -> None:
    """The catalog with texts, vectors, token vectors and annotations: at most 26 kB a chunk here,
    where an article has one chunk and a half and every table its first page."""
    folder = sample_assistant.library.folder
    chunks = sample_assistant.library.counts()[1]
    size = sum(path.stat().st_size for path in folder.glob("catalog.sqlite3*"))
    assert size / chunks <= 26_000


def test_an_answer_says_where_its_time_went(sample_assistant: Assistant) -> None:
    """Each stage has its seconds, together no more than the whole; they are in no document and no
    comparison."""
    answer = sample_assistant.ask(QUESTION)
    taken = dict(answer.timings)
    whole = taken.pop("whole")
    assert list(taken) == ["request", "understand", "search", "rank", "write", "verify"]
    assert 0 < sum(taken.values()) <= whole
    assert "timings" not in json.loads(document(answer))
    assert answer == sample_assistant.ask(QUESTION)
