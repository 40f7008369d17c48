"""Servers of chat models on this machine, found on their ports, whatever stands there."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.writing import local_servers

MODELS = {"data": [{"id": "llama3.2"}, {"id": "qwen3"}]}


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[int]:
    """A server on loopback that answers so; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/v1/models" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_servers_are_found_with_their_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the ports; what does not listen is not there. No proxy is asked."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with (
        answering(json.dumps(MODELS).encode()) as first,
        answering(b'{"data": [{"id": "x"}]}') as last,
        socket.socket() as taken,
    ):
        taken.bind(("127.0.0.1", 0))
        silent = taken.getsockname()[1]
        ports = {first: "Ollama", silent: "LM Studio", last: "vLLM"}
        monkeypatch.setattr(local_servers, "PORTS", ports)
        found = local_servers.local_servers()
    assert [(one.name, one.models) for one in found] == [
        ("Ollama", ("llama3.2", "qwen3")),
        ("vLLM", ("x",)),
    ]
    assert found[0].url == f"http://127.0.0.1:{first}/v1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"[]",
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": [{"name": "x"}]}',
        b'{"data": ["x"]}',
        b'{"data": [{"id": "newsbrief"}]}',
        b'{"data": [{"id": "' + b"x" * 1_100_000 + b'"}]}',
    ],
    ids=lambda body: body[:30].decode(),
)
def test_other_servers_are_none(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    """A page, an empty list, one without end, and newsbrief itself."""
    with answering(body) as port:
        monkeypatch.setattr(local_servers, "PORTS", {port: "Ollama"})
        assert local_servers.local_servers() == []


def test_no_more_than_fifty_models_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {"data": [{"id": f"model-{number}"} for number in range(80)]}
    with answering(json.dumps(many).encode()) as port:
        monkeypatch.setattr(local_servers, "PORTS", {port: "Ollama"})
        (server,) = local_servers.local_servers()
    assert len(server.models) == 50
