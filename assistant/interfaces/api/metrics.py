"""What is counted while newsbrief serves, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as written

from assistant.types import Answer

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

_METHODS = ("GET", "POST", "DELETE", "OPTIONS", "HEAD", "PUT", "PATCH")
_SECONDS = (0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "newsbrief_requests", "Requests.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "newsbrief_request_seconds", "Seconds until an answer was whole.", ("route",),
            registry=registry, buckets=_SECONDS,
        )  # fmt: skip
        self._answers = Counter(
            "newsbrief_answers", "Answers with citations or from the library.", registry=registry
        )
        self._refusals = Counter(
            "newsbrief_refusals", "Answers that say it is not told here.", registry=registry
        )
        self.streams = Gauge(
            "newsbrief_running_streams", "Answers that are being streamed.", registry=registry
        )
        self._articles = Gauge(
            "newsbrief_articles", "Articles in a library.", ("library",), registry=registry
        )
        self._chunks = Gauge(
            "newsbrief_chunks", "Chunks in a library.", ("library",), registry=registry
        )

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        named = method if method in _METHODS else "other"
        self._requests.labels(named, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count an answer or a refusal."""
        (self._answers if answer.answered else self._refusals).inc()

    def text(self, counts: Mapping[str, tuple[int, int]]) -> bytes:
        """All of it in Prometheus's format; `counts` are the articles and chunks by library."""
        # Who asks now may know of other libraries than who asked before.
        self._articles.clear()
        self._chunks.clear()
        for name, (articles, chunks) in counts.items():
            self._articles.labels(name).set(articles)
            self._chunks.labels(name).set(chunks)
        return written(self._registry)
