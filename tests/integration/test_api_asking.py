"""What is asked over HTTP: answers at once and as they grow, briefings, passages, conversations."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from assistant import Article, ArticleFilter, Assistant
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.sending import EventStream, event
from tests.integration.api_server import QUESTION, Slow, events, serving, until
from tests.integration.conftest import FERRY

ASK = "/api/v1/ask"
STREAMED = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, embeddings: Any) -> Iterator[Slow]:
    """An assistant whose answers wait until they may go on."""
    folder = tmp_path_factory.mktemp("slow") / "library"
    with Slow(folder, embeddings=embeddings) as assistant:
        assistant.add(FERRY)
        yield assistant


@pytest.fixture(scope="module")
def slowly(slow: Slow) -> Iterator[httpx.Client]:
    """A client of that assistant."""
    with serving(slow) as client:
        yield client
        slow.go.set()


def test_an_answer_is_the_one_of_python(api: httpx.Client, ferry_assistant: Assistant) -> None:
    """Field by field as `to_dict` has it, and its quotes stand in the articles that it cites."""
    answer = api.post(ASK, json={"question": QUESTION}).json()
    assert answer == ferry_assistant.ask(QUESTION).to_dict()
    assert answer["answered"]
    for cited in answer["citations"]:
        article = api.get(f"/api/v1/articles/{cited['article_id']}").json()
        assert article["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_an_answer_grows_as_events(api: httpx.Client) -> None:
    """Each event is the answer so far, the last one is `done` and the whole answer."""
    told = api.post(ASK, json={"question": QUESTION}, headers=STREAMED)
    assert told.headers["content-type"].startswith("text/event-stream")
    names, answers = zip(*events(told.text), strict=True)
    assert set(names[:-1]) == {"answer"}
    assert names[-1] == "done"
    assert answers[-1] == api.post(ASK, json={"question": QUESTION}).json()


def test_a_filter_and_a_history_count(api: httpx.Client) -> None:
    """A filter narrows what is read; a follow-up leans on the turn before; `suggest` suggests."""
    within = {"since": "2024-05-04", "publishers": "Coastal Times"}
    body = {"question": QUESTION, "filter": within, "suggest": True}
    answer = api.post(ASK, json=body).json()
    assert {cited["publisher"] for cited in answer["citations"]} == {"Coastal Times"}
    assert answer["filter"]["since"] == "2024-05-04"
    null = {"question": QUESTION, "filter": None, "history": None, "kind": None}
    assert api.post(ASK, json=null).json()["answered"]
    turn = {"question": "Who is Ines Dahl?", "answer": "The harbour master, Ines Dahl."}
    answer = api.post(ASK, json={"question": "What did she say?", "history": [turn]}).json()
    assert "Dahl" in answer["standalone_question"]


def test_a_refusal_is_no_error(api: httpx.Client) -> None:
    """It has status 200, says that it is none, and what is missing."""
    told = api.post(ASK, json={"question": "Who won the 2018 World Cup?"})
    assert (told.status_code, told.json()["answered"]) == (200, False)
    assert told.json()["notices"]


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        ({"question": "?!"}, 422, "empty_question", "ask something"),
        ({"question": "x" * 4001}, 422, "invalid_request", "4,001 characters: 4,000 are taken"),
        ({"question": 3}, 422, "invalid_request", "question"),
        ({}, 422, "invalid_request", "question"),
        ({"question": "a", "colour": 1}, 422, "invalid_request", "colour"),
        ({"question": "a", "k": 0}, 422, "invalid_request", "k:"),
        ({"question": "a", "filter": {"since": "soon"}}, 422, "invalid_request", "filter.since"),
        ({"question": "a", "filter": {"article_ids": ["nope!"]}}, 404, "unknown_article", "nope!"),
        ({"question": "a", "filter": {"story": "nope!"}}, 404, "unknown_story", "nope!"),
        ({"question": "a", "conversation": "nope"}, 404, "unknown_conversation", "not here"),
        ([], 422, "invalid_request", "the body"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(
    api: httpx.Client, body: Any, status: int, kind: str, said: str
) -> None:
    """One shape of errors says what is wrong, and where."""
    told = api.post(ASK, json=body)
    assert told.status_code == status
    assert set(told.json()) == {"error"}
    assert told.json()["error"]["type"] == kind
    assert said in told.json()["error"]["message"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"NaN", b'{"question": "\xc3"}', b"null"],
)
def test_odd_bytes_are_the_callers_mistake(api: httpx.Client, content: bytes) -> None:
    """What is no JSON is a bad request, and no error of the server's."""
    told = api.post(ASK, content=content, headers={"Content-Type": "application/json"})
    assert told.status_code in (400, 422)
    assert told.json()["error"]["message"]


def test_lone_surrogates_and_nul_are_taken(api: httpx.Client) -> None:
    """Text that no file takes is answered, or refused as the caller's."""
    for escaped in (r"the \ud800 ferry", r"the \u0000 ferry", "the ferry \U0001f6a2"):
        content = b'{"question": "' + escaped.encode() + b'"}'
        told = api.post(ASK, content=content, headers={"Content-Type": "application/json"})
        assert told.status_code in (200, 422)
        told.json()


def test_what_else_is_asked_is_what_python_gives(
    api: httpx.Client, ferry_assistant: Assistant
) -> None:
    """Briefing, passages, timeline, conflicts, stories, entities and the gate."""
    from assistant import verify
    from assistant.documents import jsonable

    def got(path: str, **parameters: Any) -> Any:
        return api.get(f"/api/v1/{path}", params=parameters).raise_for_status().json()

    one, assistant = FERRY[0], ferry_assistant
    brief = api.post("/api/v1/brief", json={"topic": "ferry", "words": 40}).json()
    assert brief == jsonable(assistant.brief("ferry", words=40))
    assert got("search", q="fog", k=2) == jsonable(assistant.search("fog", 2))
    assert got("search", q="ferry", publisher="Ledger", since="2024-05-04") == jsonable(
        assistant.search(
            "ferry", filter=ArticleFilter(publishers=("Ledger",), since=date(2024, 5, 4))
        )
    )
    assert got("timeline", topic="ferry", entries=1) == jsonable(
        assistant.timeline("ferry", entries=1)
    )
    assert got("conflicts") == jsonable(assistant.conflicts())
    assert got("stories") == jsonable(assistant.stories())
    assert got(f"entities/{one.id}") == jsonable(assistant.entities(one.id))
    quotes = ["The town fell on Sunday, the army said."]
    body = {"statement": "The town fell on Monday.", "quotes": quotes}
    verdict = api.post("/api/v1/verify", json=body).json()
    assert verdict == jsonable(verify(body["statement"], quotes))  # type: ignore[arg-type]
    assert verdict["reasons"] == ["date Monday"]


def _asking(accept: str) -> bytes:
    """A request as it goes over the wire."""
    body = f'{{"question": "{QUESTION}"}}'
    return (
        f"POST {ASK} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def test_who_goes_away_stops_the_work(slow: Slow, slowly: httpx.Client) -> None:
    """Asked at once and streamed: what answers ends soon after the client has left."""
    place = urlsplit(str(slowly.base_url))
    for accept in ("application/json", "text/event-stream"):
        begun, ended = slow.begun, slow.ended
        with socket.create_connection((place.hostname or "", place.port or 0)) as client:
            client.sendall(_asking(accept))
            until(lambda begun=begun: slow.begun == begun + 1)
            assert slow.ended == ended
        until(lambda ended=ended: slow.ended == ended + 1, 20)
    until(lambda: "newsbrief_running_streams 0.0" in slowly.get("/metrics").text)


def test_a_silent_stream_says_that_it_lives() -> None:
    """While nothing comes a comment is sent now and then, which clients pass over."""

    async def silent() -> AsyncGenerator[bytes, None]:
        await asyncio.sleep(0.5)
        yield event("done", {"text": "at last"})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()

    stream = EventStream(silent(), Metrics(), heartbeat=0.1)
    asyncio.run(stream({"type": "http"}, receive, send))
    assert sent[0]["status"] == 200
    text = b"".join(message.get("body", b"") for message in sent).decode()
    assert text.count(": still at it") >= 2
    assert events(text) == [("done", {"text": "at last"})]
    assert sent[-1]["more_body"] is False


def test_slow_clients_stop_nobody(slow: Slow, slowly: httpx.Client) -> None:
    """While 300 connections idle and some streams are not read, others are served."""
    place = urlsplit(str(slowly.base_url))
    where, idle = (place.hostname or "", place.port or 0), []
    try:
        for number in range(300):
            client = socket.create_connection(where)
            idle.append(client)
            if number % 3:
                client.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        for _ in range(5):
            client = socket.create_connection(where)
            idle.append(client)
            client.sendall(_asking("text/event-stream"))
        until(lambda: "newsbrief_running_streams 5.0" in slowly.get("/metrics").text)
        assert slowly.get("/api/v1/articles", timeout=20).json()
        assert slowly.get("/api/v1/search", params={"q": "fog"}, timeout=20).json()
    finally:
        for client in idle:
            client.close()
    until(lambda: "newsbrief_running_streams 0.0" in slowly.get("/metrics").text)


def test_a_conversation_goes_on_and_is_kept(
    tmp_path: Path, embeddings: Any, articles: list[Article]
) -> None:
    """Begun and continued by its id, it knows its turns; it is listed, read and deleted."""
    with Assistant(tmp_path / "library", embeddings=embeddings) as assistant:
        assistant.add(articles)
        with serving(assistant) as client:
            first = client.post(ASK, json={"question": "Who is Ines Dahl?", "conversation": "new"})
            id = first.headers["x-conversation-id"]
            body = {"question": "What did she say?", "conversation": id}
            second = client.post(ASK, json=body, headers=STREAMED)
            assert second.headers["x-conversation-id"] == id
            assert "Dahl" in events(second.text)[-1][1]["standalone_question"]
            listed = client.get("/api/v1/conversations")
            assert (listed.headers["x-total-count"], listed.json()[0]["id"]) == ("1", id)
            kept = client.get(f"/api/v1/conversations/{id}").json()
            assert [turn["question"] for turn in kept["turns"]] == [
                "Who is Ines Dahl?", "What did she say?"
            ]  # fmt: skip
            assert kept["turns"][0]["answer"] == first.json()
            turn = {"question": "a", "answer": "b"}
            assert client.post(ASK, json={**body, "history": [turn]}).status_code == 422
            assert client.delete(f"/api/v1/conversations/{id}").json() == {"deleted": [id]}
            assert client.get(f"/api/v1/conversations/{id}").status_code == 404
