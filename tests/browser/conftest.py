"""A real library, the real server on a free port, and a real Chromium."""

from __future__ import annotations

import contextlib
import gc
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import uvicorn

from assistant import Article, Assistant
from assistant.samples import samples_folder

Serving = Callable[..., AbstractContextManager[str]]
"""Serves the chat window of an assistant on a free port; gives its address."""

_STORY = samples_folder() / "palmyra-recaptured"
_HOSTILE = Article(
    title="Quokka <script>window.struck=1</script> ${window.struck=2} {{window.struck=3}}",
    publisher="<img src=x onerror=window.struck=4> Wire",
    text="The quokka <img src=x onerror='window.struck=5'> of Rottnest was counted at 4,711 "
    "heads.\n\nA \U0001f998 keeper said ${Object.assign(window,{struck:6})} and {{constructor}} to "
    "visitors of the quokka enclosure. <script>window.struck=7</script> The quokka "
    "</p></div> slept.",
    url="javascript:window.struck=8",
)


@contextlib.contextmanager
def _serving(assistant: Assistant, samples: Path = _STORY) -> Iterator[str]:
    from assistant.interfaces.chat.server import Server, application

    servers: queue.Queue[Server] = queue.Queue()

    def run() -> None:
        # Built in this thread, so that the event loops Gradio leaves open end with it.
        app = application(assistant, samples)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        servers.put(Server(config))
        servers.queue[0].run(sockets=[listening])

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive() and (servers.empty() or not servers.queue[0].started):
            time.sleep(0.05)
        server = servers.get(timeout=1)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            gc.collect()  # what Gradio left unclosed is told here, not in some later test


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library with the articles of one sample story and a hostile one."""
    with Assistant(tmp_path_factory.mktemp("chat") / "library") as opened:
        opened.add(_STORY, _HOSTILE)
        yield opened


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """Where the chat window of that library is served."""
    with _serving(assistant, samples_folder()) as address:
        yield address


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Serves another assistant, whose samples are one story."""
    return _serving


@pytest.fixture(scope="session")
def story() -> Path:
    """The folder of one sample story."""
    return _STORY


@pytest.fixture(scope="session")
def hostile() -> Article:
    """An article that would do harm if it were taken for markup or a template."""
    return _HOSTILE
