"""Whether newsbrief is alive, whether it is ready, and what it counts."""

import threading
from collections.abc import Sequence
from pathlib import Path

import httpx

from assistant import Assistant
from tests.integration.api_process import Telling
from tests.integration.api_server import serving, until
from tests.soak.standin import HashedTexts
from vectorstore.errors import EmbeddingsError
from vectorstore.text.encoder import Vectors


class Loading(HashedTexts):
    """An embedding model that takes its time to load, or cannot be loaded."""

    def __init__(self, failing: str = "") -> None:
        super().__init__()
        self.loaded = threading.Event()
        self._failing = failing

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors, once the model is loaded."""
        self.loaded.wait(60)
        if self._failing:
            raise EmbeddingsError(self._failing)
        return super().embed(texts)


def test_alive_before_it_is_ready(tmp_path: Path) -> None:
    """While the model loads it is alive and not ready, and says why; then it is both."""
    embeddings = Loading()
    with Assistant(tmp_path / "library", embeddings=embeddings) as assistant:
        with serving(assistant) as client:
            health = client.get("/api/v1/health")
            assert (health.status_code, health.json()["status"]) == (503, "not ready")
            assert "being loaded" in health.json()["reason"]
            assert client.get("/api/v1/health/live").status_code == 200
            embeddings.loaded.set()
            until(lambda: client.get("/api/v1/health").status_code == 200)
            told = client.get("/api/v1/health").json()
        assert told["status"] == "ready"
        assert told["versions"]["newsbrief"]
        assert (told["articles"], told["chunks"]) == assistant.library.counts()


def test_a_model_that_cannot_be_loaded(tmp_path: Path) -> None:
    """It is told what is wrong, and newsbrief goes on living."""
    embeddings = Loading("the model is damaged: install it again")
    embeddings.loaded.set()
    with (
        Assistant(tmp_path / "library", embeddings=embeddings) as assistant,
        serving(assistant) as client,
    ):
        until(lambda: "damaged" in client.get("/api/v1/health").json()["reason"])
        assert client.get("/api/v1/health").status_code == 503
        assert client.get("/api/v1/articles").status_code == 200


def test_what_is_counted(tmp_path: Path) -> None:
    """Requests by route and status, how long they took, answers, articles, and running streams."""
    with (
        Telling(tmp_path / "library", embeddings=HashedTexts()) as assistant,
        serving(assistant) as client,
    ):
        asked, accept = {"question": "What is told?"}, {"Accept": "text/event-stream"}
        with client.stream("POST", "/api/v1/ask", json=asked, headers=accept) as told:
            pieces = told.iter_text()
            next(pieces)
            assert _figures(client)["newsbrief_running_streams"] == "1.0"
            assert "event: done" in "".join(pieces)
        client.get("/api/v1/articles/nope")
        figures = _figures(client)
    of_articles = 'method="GET",route="/api/v1/articles/{id}",status="404"'
    assert figures[f"newsbrief_requests_total{{{of_articles}}}"] == "1.0"
    assert figures['newsbrief_request_seconds_count{route="/api/v1/ask"}'] == "1.0"
    assert figures["newsbrief_answers_total"] == "1.0"
    assert figures["newsbrief_refusals_total"] == "0.0"
    assert figures['newsbrief_articles{library="main"}'] == "0.0"
    assert figures["newsbrief_running_streams"] == "0.0"


def _figures(client: httpx.Client) -> dict[str, str]:
    lines = client.get("/metrics").raise_for_status().text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
