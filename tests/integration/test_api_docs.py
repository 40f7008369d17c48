"""The examples of docs/api.md do what they show."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant
from tests.integration.api_server import ROOT, serving
from tests.integration.conftest import FERRY

_PAGE = (ROOT / "docs" / "api.md").read_text()
_ADDRESS = "http://127.0.0.1:7860"


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", _PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, embeddings: Any) -> Iterator[httpx.Client]:
    """A client on a library that the examples add to."""
    folder = tmp_path_factory.mktemp("docs") / "library"
    with Assistant(folder, embeddings=embeddings) as assistant:
        assistant.add(FERRY)
        with serving(assistant) as client:
            yield client


def test_the_python_examples_run(client: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
    """Each block of Python, with the server's address in place of the usual one."""
    address, names = str(client.base_url).rstrip("/"), dict[str, Any]()
    blocks = _blocks("python")
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block.replace(_ADDRESS, address), "docs/api.md", "exec"), names)
    assert "Ines Dahl" in capsys.readouterr().out
    names["client"].close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_examples_run(client: httpx.Client, tmp_path: Path) -> None:
    """Each command gives an answer, a stream, passages, or a report of what was added."""
    (script,) = _blocks("bash")
    address = str(client.base_url).rstrip("/")
    done = subprocess.run(
        ["bash", "-e"], input=script.replace(_ADDRESS, address).replace("curl ", "echo; curl "),
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert json.loads(lines[1])["answered"]
    assert "event: done" in lines
    reports = [json.loads(line) for line in lines if line.startswith('{"added"')]
    assert [len(report["added"]) for report in reports] == [1, 1]
    assert '"article_id"' in done.stdout


def test_every_call_of_the_table_is_there(client: httpx.Client) -> None:
    """And the settings it names are settings."""
    from assistant.settings import Settings

    paths = set(client.get("/api/v1/openapi.json").json()["paths"])
    for path in re.findall(r"/api/v1/[a-z/{}]+", _PAGE):
        if "libraries" not in path and "openapi" not in path:
            assert path.rstrip("/") in paths, path
    for name in ("rate_limit", "request_limit", "allowed_origins", "grace"):
        assert f"`{name}`" in _PAGE
        assert name in Settings.model_fields
    for config in _blocks("json"):
        json.loads(config)
