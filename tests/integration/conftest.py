"""The command line in this process, with the embedding model loaded once; a web server."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from assistant.interfaces.cli import main
from tests.integration.page_server import PageServer, serving


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
