"""`newsbrief serve` as a process: it stops gracefully, loses no add, and logs no words."""

import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx

from assistant import Assistant
from assistant.interfaces.api.keys import FILE, Role, add_key
from tests.integration.api_process import SENTENCES, Telling
from tests.integration.api_server import (
    Process,
    events,
    process,
    running,
    until,
)
from tests.integration.conftest import FERRY, Run
from tests.soak.standin import HashedTexts
from vectorstore import Library


def test_sigterm_finishes_what_runs(tmp_path: Path) -> None:
    """A stream that has begun and an add come to their end; meanwhile nothing new is begun."""
    library = tmp_path / "library"
    with Library(library, HashedTexts()):
        key = add_key(library / FILE, "desk", Role.ADMIN)
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/event-stream"}
    more = [
        {"text": f"The Oster bridge was shut on day {n}, the road office said."} for n in range(50)
    ]
    added: list[httpx.Response] = []
    with (
        process(library) as server,
        httpx.Client(base_url=server.address, timeout=120, trust_env=False) as client,
    ):
        articles = f"{server.address}/api/v1/articles"

        def add() -> None:
            added.append(
                httpx.post(articles, json=more, headers=headers, timeout=120, trust_env=False)
            )

        adding = threading.Thread(target=add)
        asked = {"question": "What is told of the ferry off Larnholm?"}
        with client.stream("POST", "/api/v1/ask", json=asked, headers=headers) as told:
            pieces = told.iter_text()
            text = next(pieces)
            adding.start()
            until(lambda: _held(library))
            server.process.terminate()
            until(lambda: httpx.get(articles, timeout=20, trust_env=False).status_code == 503)
            text += "".join(pieces)
        adding.join()
        assert server.wait() == 0
    names, answers = zip(*events(text), strict=True)
    assert names[-1] == "done"
    assert answers[-1]["text"].endswith(f"Sentence {SENTENCES}.")
    reported = added[0].json()["added"]
    assert len(reported) == len(more)
    with Library(library, HashedTexts()) as kept:
        assert {article.id for article in kept.articles()} == set(reported)
    _no_words(server, key)


def _held(library: Path) -> int:
    """How many articles a library has."""
    with Library(library, HashedTexts()) as opened:
        return opened.counts()[0]


def _no_words(server: Process, key: str) -> None:
    """Its log is lines of JSON with no question, no article and no key."""
    first, *lines = server.lines
    assert first.startswith("newsbrief is at ")
    found = [json.loads(line) for line in lines]
    assert {"POST"} <= {line.get("method") for line in found}
    ask = next(line for line in found if line.get("route") == "/api/v1/ask")
    assert (ask["status"], ask["who"]) == (200, "key:desk")
    whole = "".join(lines)
    for words in ("ferry", "Larnholm", "Oster", key):
        assert words not in whole


def test_an_end_that_takes_too_long_comes_all_the_same(tmp_path: Path) -> None:
    """Told to stop, it answers 503 and says that it is not ready; after the grace period a stream
    is cut off."""
    asked, accept = {"question": "What is told?"}, {"Accept": "text/event-stream"}
    with (
        Telling(tmp_path / "library", embeddings=HashedTexts()) as assistant,
        running(assistant, grace=1) as (client, server),
    ):
        address = str(client.base_url).rstrip("/")
        with client.stream("POST", "/api/v1/ask", json=asked, headers=accept) as told:
            pieces = told.iter_text()
            assert "event: answer" in next(pieces)
            began = time.monotonic()
            server.handle_exit(signal.SIGTERM, None)
            late = httpx.get(f"{address}/api/v1/articles", trust_env=False)
            assert (late.status_code, late.headers["retry-after"]) == (503, "5")
            late = httpx.get(f"{address}/api/v1/health", trust_env=False)
            assert late.json()["reason"] == "newsbrief is stopping"
            try:
                text = "".join(pieces)
            except httpx.HTTPError:
                text = ""
            assert 0.9 < time.monotonic() - began < 20
        assert "event: done" not in text


def test_the_command_serves_until_it_is_told_to_stop(
    run: Run, tmp_path: Path, ferry_assistant: Assistant
) -> None:
    """It says where it is; one more library is there; SIGTERM ends it with status 0."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    seen: list[object] = []

    def look() -> None:
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: _alive(address))
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                seen.append(client.get("/api/v1/libraries").json())
                seen.append(client.get("/").status_code)
                found = client.get("/api/v1/libraries/ferries/articles")
                seen.append(found.headers["x-total-count"])
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    looking = threading.Thread(target=look)
    looking.start()
    ran = run("--library", tmp_path / "library", "serve", "--port", port, "--no-window",
              "--also", f"ferries={ferry_assistant.library.folder}")  # fmt: skip
    looking.join()
    assert ran.status == 0, ran.err
    assert f"newsbrief is at http://127.0.0.1:{port}" in ran.err
    assert seen == [["main", "ferries"], 404, str(len(FERRY))]
    for wrong in (["ferries"], ["=x"], ["main=x"], ["a b=x"], ["a=x", "a=y"]):
        options = [part for each in wrong for part in ("--also", each)]
        assert run("serve", *options).status == 2


def _alive(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/health/live", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
