"""The command line in this process, with the embedding model loaded once."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from assistant.interfaces.cli import main


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
