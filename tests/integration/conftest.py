"""The command line in this process, with the embedding model loaded once; a web server."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from assistant import Article, Assistant
from assistant.interfaces.cli import main
from tests.integration import api_server
from tests.integration.page_server import PageServer, serving
from vectorstore import SentenceTransformerEmbeddings


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON on standard output, which must be all of it."""
        return json.loads(self.out)

    @property
    def content(self) -> bytes:
        """Standard output, be it text or not."""
        return self.out.encode("utf-8", "surrogateescape")


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command line."""

    def run_it(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["newsbrief", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        printed = capsysbinary.readouterr()
        return Ran(status, printed.out.decode("utf-8", "surrogateescape"), printed.err.decode())

    return run_it


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxies of who runs the tests are none of theirs."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server(no_proxy: None) -> Iterator[PageServer]:
    """A web server whose pages the test sets."""
    with serving() as found:
        yield found


@pytest.fixture(scope="session")
def ferry_assistant(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """An assistant on three short articles; tests only read from it."""
    folder = tmp_path_factory.mktemp("ferry") / "library"
    with Assistant(folder, embeddings=embeddings) as opened:
        opened.add(FERRY)
        yield opened


@pytest.fixture(scope="session")
def api(ferry_assistant: Assistant) -> Iterator[httpx.Client]:
    """A client of the HTTP interface on those articles; there are no keys."""
    with api_server.serving(ferry_assistant) as client:
        yield client


FERRY = [
    Article(
        title="Ferry runs aground off Larnholm",
        publisher="Northern Wire",
        published="2024-05-03",  # type: ignore[arg-type]
        url="https://wire.example/ferry",
        text="A ferry ran aground off Larnholm on Friday. Three people died, police said.\n\n"
        "The harbour master, Ines Dahl, said the ship left the channel in fog.",
    ),
    Article(
        title="Toll rises in ferry accident",
        publisher="Coastal Times",
        published="2024-05-04",  # type: ignore[arg-type]
        text="The number of dead in the ferry accident off Larnholm has risen to seven.\n\n"
        "Divers searched the hull on Saturday, the coastguard said.",
    ),
    Article(
        title="Central bank raises rates",
        publisher="Ledger",
        published="2024-06-01",  # type: ignore[arg-type]
        text="The central bank raised its main rate to 4.5% on Saturday. "
        "It was the third rise this year.",
    ),
]
