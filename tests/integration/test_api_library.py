"""Articles over HTTP: listed, read, added from JSON, files and addresses, removed, and logged."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant
from assistant.documents import jsonable
from tests.integration.api_server import serving
from tests.integration.conftest import FERRY
from tests.integration.page_server import PageServer

ARTICLES = "/api/v1/articles"
_TEXT = "The {} bridge over the Oster was closed on Monday, the road office said."


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, embeddings: Any) -> Iterator[Assistant]:
    """An assistant on a library that tests of this module add to."""
    with Assistant(tmp_path_factory.mktemp("own") / "library", embeddings=embeddings) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def client(own: Assistant) -> Iterator[httpx.Client]:
    """A client of its interface."""
    with serving(own) as client:
        yield client


def test_articles_are_listed_page_by_page(api: httpx.Client, ferry_assistant: Assistant) -> None:
    """Oldest first with all fields, with texts or without, so many of how many; filters count."""
    whole = api.get(ARTICLES)
    assert [row["id"] for row in whole.json()] == [one.id for one in ferry_assistant.articles()]
    assert whole.json()[0]["text"] == ferry_assistant.articles()[0].text
    page = api.get(ARTICLES, params={"limit": 1, "offset": 1, "text": False})
    assert page.headers["x-total-count"] == "3"
    assert page.json() == [{**whole.json()[1], "text": ""}]
    late = api.get(ARTICLES, params={"since": "2024-05-04", "publisher": ["Ledger"]})
    assert [row["publisher"] for row in late.json()] == ["Ledger"]
    assert late.headers["x-total-count"] == "1"
    article = api.get(f"{ARTICLES}/{FERRY[0].id[:6]}").json()
    assert article == jsonable(ferry_assistant.article(FERRY[0].id))
    assert api.get(f"{ARTICLES}/nope").json()["error"]["type"] == "unknown_article"


def test_articles_come_as_json(client: httpx.Client, own: Assistant) -> None:
    """One, then a list: kept word for word; what is there already is unchanged, new words update;
    the log has who, when and which, and no words."""
    one = {"text": _TEXT.format("old"), "title": "Closed", "published": "2024-05-06",
           "publisher": "Wire", "url": "https://wire.example/bridge"}  # fmt: skip
    (added,) = client.post(ARTICLES, json=one).raise_for_status().json()["added"]
    assert client.get(f"{ARTICLES}/{added}").json()["text"] == one["text"]
    both = [one, {"text": _TEXT.format("new")}]
    report = client.post(ARTICLES, json=both).json()
    assert report["unchanged"] == [added]
    assert len(report["added"]) == 1
    newer = {**one, "text": _TEXT.format("older"), "published": "2024-05-07"}
    assert client.post(ARTICLES, json=newer).json()["updated"] == [added]
    gone = client.delete(ARTICLES, params={"id": [added, *report["added"]]})
    assert gone.json() == {"removed": [added, *report["added"]]}
    assert client.get(ARTICLES).json() == []
    lines = [json.loads(line) for line in own.audit.path.read_text().splitlines()]
    assert [line["deed"] for line in lines] == ["add", "add", "add", "remove"]
    assert {line["who"] for line in lines} == {"this machine"}
    assert lines[0]["added"] == [added]
    assert lines[-1]["removed"] == [added, *report["added"]]
    assert "bridge" not in own.audit.path.read_text()
    assert own.audit.path.stat().st_mode & 0o077 == 0


def test_files_are_read_as_add_reads_them(client: httpx.Client) -> None:
    """Several at once; a name cannot lead out of its folder; what cannot be read is named so."""
    page = b"<html><head><title>Bridge shut</title></head><body><article><p>" + _TEXT.format(
        "iron"
    ).encode() * 3 + b"</p></article></body></html>"  # fmt: skip
    report = client.post(
        ARTICLES,
        files=[("files", ("../../etc/cron.d/page.html", page)), ("files", ("bad.pdf", b"%PDF no"))],
    ).json()
    (added,) = report["added"]
    ((source, reason),) = report["failed"]
    assert source == "bad.pdf"
    assert "/tmp" not in reason
    article = client.get(f"{ARTICLES}/{added}").json()
    assert (article["title"], article["origin"]) == ("Bridge shut", "page.html")
    assert client.delete(f"{ARTICLES}/{added}").json() == {"removed": [added]}


def test_no_path_of_this_machine_is_read(client: httpx.Client, tmp_path: Path) -> None:
    """Whatever stands where an address might: it is refused, or kept as the text that it is."""
    secret = tmp_path / "secret.txt"
    secret.write_text(_TEXT.format("secret"))
    for path in (str(secret), secret.as_uri(), "-", "../secret.txt"):
        for body in ([path], path, {"url": path}, {"path": path}, {"source": path}):
            assert client.post(ARTICLES, json=body).status_code == 422
    report = client.post(ARTICLES, json={"text": str(secret)}).json()
    (added,) = report["added"]
    assert client.get(f"{ARTICLES}/{added}").json()["text"] == str(secret)
    client.delete(f"{ARTICLES}/{added}")
    for path in ("/api/v1/articles/..%2f..%2fsecret.txt", "/api/v1/articles/%2fetc%2fpasswd"):
        assert client.get(path).status_code == 404


def test_only_public_addresses_are_fetched(client: httpx.Client, server: PageServer) -> None:
    """A page of this machine is not asked for, and the report says why."""
    server.set("/page", "<p>never</p>")
    report = client.post(ARTICLES, json={"url": f"http://127.0.0.1:{server.port}/page"}).json()
    ((source, reason),) = report["failed"]
    assert source.endswith("/page")
    assert "no public address" in reason
    assert server.asked == []


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "no JSON"),
        (b"[", 400, "no JSON"),
        (b"[" * 50_000, 400, "no JSON"),
        (b"[]", 422, "1 to 1,000"),
        (b"{}", 422, "has a text, or a url"),
        (b'[{"text": "a word"}, {"text": 3}]', 422, "[1].text"),
        (b'{"text": "a word", "published": "soon"}', 422, "published"),
        (b'{"text": "a word", "published": "2024-02-31"}', 422, "published"),
        (b"3", 422, "the body"),
    ],
)  # fmt: skip
def test_what_is_no_article(client: httpx.Client, body: bytes, status: int, said: str) -> None:
    """The place and what is wrong there are named, and nothing is added."""
    told = client.post(ARTICLES, content=body, headers={"Content-Type": "application/json"})
    assert told.status_code == status
    assert said in told.json()["error"]["message"]
    assert client.get(ARTICLES).json() == []


def test_other_bodies_are_not_read(client: httpx.Client) -> None:
    """Of another media type, or a form without a file."""
    told = client.post(ARTICLES, content=b"text", headers={"Content-Type": "text/plain"})
    assert told.status_code == 415
    assert client.post(ARTICLES, files={"a": (None, "b")}).status_code == 422
    bad = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post(ARTICLES, content=b"\x00--x", headers=bad).status_code in (400, 422)
    bad = {"Content-Type": "multipart/form-data"}
    assert client.post(ARTICLES, content=b"--x", headers=bad).status_code in (400, 422)


def test_a_removal_needs_whole_ids(client: httpx.Client) -> None:
    """The beginning of an id removes nothing, nor does a list with an unknown one."""
    body = {"text": _TEXT.format("stone")}
    (added,) = client.post(ARTICLES, json=body).json()["added"]
    assert client.delete(f"{ARTICLES}/{added[:8]}").status_code == 404
    assert client.delete(ARTICLES, params={"id": [added, "nope"]}).status_code == 404
    assert client.delete(ARTICLES).status_code == 422
    assert client.get(f"{ARTICLES}/{added}").status_code == 200
    client.delete(f"{ARTICLES}/{added}")


def test_several_libraries(own: Assistant, ferry_assistant: Assistant) -> None:
    """One more library is under its name, and is a model of its own."""
    with serving(own, also={"ferries": ferry_assistant}) as client:
        assert client.get("/api/v1/libraries").json() == ["main", "ferries"]
        assert client.get(ARTICLES).json() == []
        there = client.get("/api/v1/libraries/ferries/articles").json()
        assert len(there) == len(FERRY)
        asked = {"question": "Who is the harbour master?"}
        told = client.post("/api/v1/libraries/ferries/ask", json=asked).json()
        assert "Dahl" in told["text"]
        assert not client.post("/api/v1/ask", json=asked).json()["answered"]
        assert client.get("/api/v1/libraries/nope/articles").status_code == 404
        models = [model["id"] for model in client.get("/v1/models").json()["data"]]
        assert models == ["newsbrief", "newsbrief/ferries"]
        assert client.get("/v1/models/newsbrief/ferries").json()["id"] == "newsbrief/ferries"
        counts = client.get("/api/v1/health").json()["libraries"]
        assert {name: each["articles"] for name, each in counts.items()} == {
            "main": 0, "ferries": len(FERRY)
        }  # fmt: skip
        figures = client.get("/metrics").text
        assert 'newsbrief_articles{library="ferries"} 3.0' in figures
        assert 'route="/api/v1/libraries/{library}/articles",status="404"' in figures
