"""What is counted while newsbrief serves, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as written

from assistant.conversations.workers import Load
from assistant.types import Answer

__all__ = ["CONTENT_TYPE_LATEST", "Figures", "Metrics"]

_METHODS = ("GET", "POST", "DELETE", "OPTIONS", "HEAD", "PUT", "PATCH")
_SECONDS = (0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a library holds, and how much is asked of it."""

    articles: int
    chunks: int
    load: Load


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
        self._running = Gauge(
            "newsbrief_running_answers", "What threads work on.", ("library",), registry=registry
        )
        self._waiting = Gauge(
            "newsbrief_waiting_answers", "What waits for a thread.", ("library",),
            registry=registry,
        )  # fmt: skip
        self._turned_away = Counter(
            "newsbrief_turned_away", "What was told to come again, as too much waited.",
            ("library",), registry=registry,
        )  # fmt: skip

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        named = method if method in _METHODS else "other"
        self._requests.labels(named, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count an answer or a refusal."""
        (self._answers if answer.answered else self._refusals).inc()

    def text(self, figures: Mapping[str, Figures]) -> bytes:
        """All of it in Prometheus's format, with the figures of libraries by name."""
        # Who asks now may know of other libraries than who asked before.
        for one in (self._articles, self._chunks, self._running, self._waiting):
            one.clear()
        self._turned_away.clear()
        for name, found in figures.items():
            self._articles.labels(name).set(found.articles)
            self._chunks.labels(name).set(found.chunks)
            self._running.labels(name).set(found.load.running)
            self._waiting.labels(name).set(found.load.waiting)
            self._turned_away.labels(name).inc(found.load.turned_away)
        return written(self._registry)
