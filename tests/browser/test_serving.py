"""How the chat window is served: to this machine only, with headers that hold the page."""

import socket

import pytest

from assistant import Assistant
from assistant.errors import SettingsError
from assistant.interfaces.chat.access import is_loopback
from assistant.interfaces.chat.server import serve
from tests.browser.window import answer


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
def test_other_hosts_are_refused(assistant: Assistant, host: str) -> None:
    """Without logins the window opens on loopback only; the message says so."""
    with pytest.raises(SettingsError, match="is not loopback"):
        serve(assistant, host, 0)


def test_a_taken_port_is_one_line(assistant: Assistant) -> None:
    """A port in use is told at once, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"^port {port} on 127.0.0.1 is taken: .*--port"):
            serve(assistant, "127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("::1", True), ("[::1]", True),
     ("0.0.0.0", False), ("10.0.0.1", False), ("localhost.example.org", False), ("", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, own: bool) -> None:
    """Only names and addresses that cannot mean another machine."""
    assert is_loopback(host) is own


def test_a_rebound_name_is_refused(address: str) -> None:
    """A request under a foreign host name, or from another page, gets nothing."""
    assert answer(address, "/", Host="news.example.org")[0] == 421
    assert answer(address, "/", Host="")[0] in {400, 421}
    assert answer(address, "/gradio_api/queue/join", "POST", Origin="http://evil.example")[0] == 403
    assert answer(address, "/gradio_api/queue/join", "POST", Origin="null")[0] == 403
    assert answer(address, "/")[0] == 200


def test_only_marked_scripts_run(address: str) -> None:
    """Every script of the page carries the nonce of its answer, which differs each time."""
    _, headers, page = answer(address, "/")
    first = headers["Content-Security-Policy"]
    second = answer(address, "/")[1]["Content-Security-Policy"]
    nonce = first.split("'nonce-")[1].split("'")[0]
    assert nonce not in second
    assert page.count("<script") == page.count(f'<script nonce="{nonce}"') > 0
    assert "'unsafe-inline'" not in first.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    "path",
    ["/docs", "/openapi.json", "/monitoring", "/gradio_api/upload", "/gradio_api/file=/etc/hosts",
     "/gradio_api/proxy=http://127.0.0.1/", "/gradio_api/runs"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_closed(address: str, path: str) -> None:
    """Neither API pages, monitoring, uploads, files nor a proxy answer."""
    assert answer(address, path)[0] in {403, 404, 405}


def test_no_article_is_in_the_first_page(address: str, assistant: Assistant) -> None:
    """What articles say comes only as data, never inside the page's own HTML."""
    _, _, page = answer(address, "/")
    assert not any(article.title in page for article in assistant.articles())
