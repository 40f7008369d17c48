"""The real server of newsbrief on loopback: in a thread of the tests, or as its own process."""

import contextlib
import json
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from assistant import Answer, Assistant

QUESTION = "How many people died when the ferry ran aground off Larnholm?"
ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from assistant.interfaces.cli import main; main()"


class Slow(Assistant):
    """An assistant that gives an answer so far again and again, until it may go on."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.go = threading.Event()
        self.begun = 0
        self.ended = 0

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The answer so far, and at last the whole one."""
        self.begun += 1
        try:
            answer = self.whole(question, **asked)
            deadline = time.monotonic() + 60
            while not self.go.wait(0.02) and time.monotonic() < deadline:
                yield answer
            yield answer
        finally:
            self.ended += 1

    def whole(self, question: str, **asked: Any) -> Answer:
        """The answer."""
        *_, answer = super().stream(question, **asked)
        return answer


@contextlib.contextmanager
def serving(assistant: Assistant, **given: Any) -> Iterator[httpx.Client]:
    """A client of the interface on this assistant, without the window unless `window` is set."""
    with running(assistant, **given) as (client, _):
        yield client


@contextlib.contextmanager
def running(
    assistant: Assistant, grace: float = 5, **given: Any
) -> Iterator[tuple[httpx.Client, Any]]:
    """The same, and the server."""
    from assistant.interfaces.api.server import Draining, application

    servers: queue.Queue[Draining] = queue.Queue()
    given.setdefault("window", False)

    def run() -> None:
        app = application(assistant, **given)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1
        )
        servers.put(Draining(config, app, grace))
        servers.queue[0].run(sockets=[listening])

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive() and (servers.empty() or not servers.queue[0].started):
            time.sleep(0.02)
        server = servers.get(timeout=1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, timeout=120, trust_env=False) as client:
                yield client, server
        finally:
            server.should_exit = True
            thread.join()


@dataclass(slots=True)
class Process:
    """The server as a process of its own; `lines` are what it said on standard error."""

    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)
    reading: threading.Thread | None = None

    def wait(self, seconds: float = 60) -> int:
        """Its exit status, and all it said, once it has ended."""
        status = self.process.wait(seconds)
        if self.reading is not None:
            self.reading.join()
        return status


@contextlib.contextmanager
def process(library: Path) -> Iterator[Process]:
    """A running server on a library, whose answers take three seconds."""
    command = [sys.executable, "-m", "tests.integration.api_process", str(library)]
    started = Process(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT))
    error = started.process.stderr
    assert error is not None

    def read() -> None:
        for line in error:
            started.lines.append(line)

    started.reading = threading.Thread(target=read)
    started.reading.start()
    try:
        deadline = time.monotonic() + 120
        while not started.address:
            assert time.monotonic() < deadline, started.lines
            assert started.process.poll() is None, started.lines
            for line in started.lines:
                if match := re.search(r"newsbrief is at (http://\S+)", line):
                    started.address = match[1]
            time.sleep(0.05)
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.wait()
        error.close()


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: their names and what they hold; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if lines:
            found.append((lines.get("event", ""), json.loads(lines["data"])))
    return found


def until(true: Any, seconds: float = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
