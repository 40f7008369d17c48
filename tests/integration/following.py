"""What the tests of following share: a library that costs nothing, receivers, other processes.

python -m tests.integration.following DEED LIBRARY [ARGUMENT…]
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assistant import Article, Assistant
from assistant.following.running import Following
from tests.soak.standin import HashedTexts

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
AGROUND = Article(
    "A ferry ran aground off Larnholm on Friday. Three people died, police said.",
    title="Ferry aground", publisher="Northern Wire", published=date(2026, 2, 27),
)  # fmt: skip
FREE = Article(
    "The ferry off Larnholm was pulled free by two tugs on Sunday, the harbour master said.",
    title="Ferry free", publisher="Coastal Post", published=date(2026, 3, 1),
)  # fmt: skip


def opened(folder: Path) -> Assistant:
    """An assistant whose embedding model takes no time to load."""
    return Assistant(folder, embeddings=HashedTexts())


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **time: float) -> None:
        """So much later; or, of negative time, set back."""
        self.now += timedelta(**time)


@dataclass
class Receiver:
    """Where webhooks lead: what came, and what is answered, in order, the last one for ever."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    held: Callable[[], object] = lambda: None
    headers: dict[str, str] = field(default_factory=dict)


def until(happened: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A running receiver on loopback."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append((dict(self.headers), body))
            receiver.held()
            answers = receiver.answers
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook/s3cret-path"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# -------------------------------------------------------------------- other processes


def run_due(library: Path, now: str) -> None:
    """Run what is due at a moment, once told to."""
    with opened(library) as assistant:
        following = Following(assistant, lambda: datetime.fromisoformat(now))
        print("ready", flush=True)
        sys.stdin.readline()
        print(len(following.run_due()), flush=True)


if __name__ == "__main__":
    deed, library, *arguments = sys.argv[1:]
    globals()[deed](Path(library), *arguments)
