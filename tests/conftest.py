"""What all tests share: no network but loopback, one embedding model, small libraries."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from assistant import Article, Assistant
from assistant.reading import Document, read
from assistant.samples import samples_folder
from assistant.sections.sentences import by_age
from assistant.settings import Settings
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.encoder import embeddings_named

# A slow machine is no failure, and a change is judged by the same examples each time.
settings.register_profile("newsbrief", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsbrief")

ROOT = Path(__file__).resolve().parent.parent

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test reached for {address}")
    _connect(self, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Any connection that leaves this machine fails the test that makes it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _loopback_only)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see neither the settings nor the data folder of who runs them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NEWSBRIEF_{name.upper()}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is found out of this machine is kept for all tests of a run, and not in a home."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.getbasetemp().parent / "cache")
    yield
    os.environ.pop("XDG_CACHE_HOME") if before is None else os.environ.update(XDG_CACHE_HOME=before)


@pytest.fixture(scope="session")
def embeddings() -> SentenceTransformerEmbeddings:
    """The bundled MiniLM, loaded once."""
    return embeddings_named()


@pytest.fixture
def open_assistant(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Callable[..., Assistant]]:
    """Opens assistants on a library of the test's own, and closes them after it."""
    opened = []

    def open_one(**arguments: object) -> Assistant:
        arguments.setdefault("embeddings", embeddings)
        assistant = Assistant(tmp_path / "library", **arguments)  # type: ignore[arg-type]
        opened.append(assistant)
        return assistant

    yield open_one
    for assistant in opened:
        assistant.close()


@pytest.fixture
def assistant(open_assistant: Callable[..., Assistant]) -> Assistant:
    """An assistant on an empty library."""
    return open_assistant()


Make = Callable[[Path], object]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Make], Path]:
    """Makes a folder or file of this name once in a run, whoever of the workers asks first; it is
    read or copied, never written to."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Make) -> Path:
        place, making = shared / name, shared / f"{name}.making"
        with FileLock(shared / f"{name}.lock"):
            if not place.exists():
                shutil.rmtree(making, ignore_errors=True)
                make(making)
                making.rename(place)
        return place

    return made


@pytest.fixture(scope="session")
def samples_library(
    made_once: Callable[[str, Make], Path], embeddings: SentenceTransformerEmbeddings
) -> Path:
    """A library of all sample articles as it lies on the disk, to be copied."""

    def make(folder: Path) -> None:
        with Assistant(folder, embeddings=embeddings) as one:
            one.add(samples_folder())

    return made_once("samples", make)


@pytest.fixture(scope="session")
def sample_assistant(
    tmp_path_factory: pytest.TempPathFactory,
    samples_library: Path,
    embeddings: SentenceTransformerEmbeddings,
) -> Iterator[Assistant]:
    """An assistant on a library with all sample articles; tests only read from it."""
    folder = shutil.copytree(samples_library, tmp_path_factory.mktemp("samples") / "library")
    with Assistant(folder, embeddings=embeddings) as one:
        yield one


@pytest.fixture
def articles() -> list[Article]:
    """Three short articles about two events."""
    return [
        Article(
            title="Ferry runs aground off Larnholm",
            publisher="Northern Wire",
            published=date(2024, 5, 3),
            text="A ferry ran aground off Larnholm on Friday. Three people died, police said.\n\n"
            "The harbour master, Ines Dahl, said the ship left the channel in fog.",
        ),
        Article(
            title="Toll rises in ferry accident",
            publisher="Coastal Times",
            published=date(2024, 5, 4),
            text="The number of dead in the ferry accident off Larnholm has risen to seven.\n\n"
            "Divers searched the hull on Saturday, the coastguard said.",
        ),
        Article(
            title="Central bank raises rates",
            publisher="Ledger",
            published=date(2024, 6, 1),
            text="The central bank raised its main rate to 4.5% on Saturday. "
            "It was the third rise this year.",
        ),
    ]


@pytest.fixture(scope="session")
def sample_articles() -> list[Article]:
    """The sample articles, as they were read, oldest first."""
    found = (one.article for one in read(samples_folder()) if isinstance(one, Document))
    return sorted(found, key=by_age)
