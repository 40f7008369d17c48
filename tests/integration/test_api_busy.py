"""More is asked than can be answered: who waits, who is told to come again, who has left."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client

from assistant import Answer
from assistant.conversations.jobs import unanswered
from assistant.interfaces.api.libraries import ANSWERING
from tests.integration.api_server import Slow, serving, until
from tests.soak.standin import HashedTexts

ASK, ASKED = "/api/v1/ask", {"question": "What is told of the ferry?"}
CHAT = {"model": "newsbrief", "messages": [{"role": "user", "content": "What is told?"}]}


class Held(Slow):
    """One whose answer takes no reading."""

    def whole(self, question: str, **_: Any) -> Answer:
        """That there is none."""
        return unanswered(question, "nothing")


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Such an assistant, of which one question may wait."""
    monkeypatch.setenv("NEWSBRIEF_QUEUE_LIMIT", "1")
    with Held(tmp_path / "library", embeddings=HashedTexts()) as assistant:
        yield assistant
        assistant.go.set()


def _figure(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    (line,) = [line for line in lines if line.startswith(f'newsbrief_{name}{{library="main"}}')]
    return float(line.split()[1])


def _address(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


def test_who_finds_all_places_taken_is_told_to_come_again(held: Held) -> None:
    """Over HTTP, streamed or not, to an OpenAI client and over MCP; nothing of it is stored, what
    takes no time is answered all the same, and the figures tell of it. Who waited is answered."""
    with serving(held) as client, ThreadPoolExecutor(ANSWERING + 1) as many:
        try:
            waiting = [many.submit(client.post, ASK, json=ASKED) for _ in range(ANSWERING + 1)]
            until(lambda: _figure(client, "waiting_answers") == 1)
            assert _figure(client, "running_answers") == ANSWERING
            for method, path, body, accept in (
                ("POST", ASK, ASKED, "application/json"),
                ("POST", ASK, ASKED, "text/event-stream"),
                ("POST", ASK, {**ASKED, "conversation": "new"}, "text/event-stream"),
                ("POST", "/v1/chat/completions", CHAT, "application/json"),
                ("POST", "/v1/chat/completions", {**CHAT, "stream": True}, "text/event-stream"),
                ("POST", "/api/v1/brief", {}, "application/json"),
                ("GET", "/api/v1/search?q=ferry", None, "application/json"),
            ):
                told = client.request(method, path, json=body, headers={"Accept": accept})
                assert (told.status_code, told.headers["retry-after"]) == (503, "5"), path
                assert "ask again in a moment" in told.json()["error"]["message"]
            assert client.get("/api/v1/conversations").json() == []
            assert client.get("/api/v1/articles").status_code == 200
            asyncio.run(_told_over_mcp(_address(client)))
            assert _figure(client, "turned_away_total") == 8
        finally:
            held.go.set()
        assert {done.result().status_code for done in waiting} == {200}
        assert _figure(client, "running_answers") == 0


async def _told_over_mcp(address: str) -> None:
    async with Client(f"{address}/mcp") as client:
        told = await client.call_tool("ask", ASKED)
        assert told.is_error
        assert told.content[0].text.startswith("too many questions wait")  # type: ignore[union-attr]


def test_who_leaves_the_queue_makes_room(held: Held) -> None:
    """A question that waits is not begun once its client has gone, and the next may wait."""
    with serving(held) as client, ThreadPoolExecutor(ANSWERING + 1) as many:
        try:
            running = [many.submit(client.post, ASK, json=ASKED) for _ in range(ANSWERING)]
            until(lambda: held.begun == ANSWERING)
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(_address(client) + ASK, json=ASKED, timeout=0.5, trust_env=False)
            until(lambda: _figure(client, "waiting_answers") == 0)
            running.append(many.submit(client.post, ASK, json=ASKED))
            until(lambda: _figure(client, "waiting_answers") == 1)
        finally:
            held.go.set()
        assert {done.result().status_code for done in running} == {200}
    assert held.begun == ANSWERING + 1


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_mcp_client_that_leaves_is_answered_no_more(held: Held, mode: str) -> None:
    """As over HTTP, its answer ends where it is."""

    async def leave(address: str) -> None:
        async with Client(f"{address}/mcp", mode=mode) as client:
            asking = asyncio.ensure_future(client.call_tool("ask", ASKED))
            while not held.begun:
                await asyncio.sleep(0.02)
            asking.cancel()
            await asyncio.wait({asking})

    with serving(held) as client:
        asyncio.run(leave(_address(client)))
        until(lambda: held.ended == 1, 20)
