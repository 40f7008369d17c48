"""A real library, the real server on a free port, and a real Chromium."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from assistant import Article, Assistant
from assistant.samples import samples_folder

STORY = samples_folder() / "palmyra-recaptured"

HOSTILE = Article(
    title="Quokka <script>window.struck=1</script> ${window.struck=2} {{window.struck=3}}",
    publisher="<img src=x onerror=window.struck=4> Wire",
    text="The quokka <img src=x onerror='window.struck=5'> of Rottnest was counted at 4,711 heads.\n"
    "\nA \U0001f998 keeper said ${Object.assign(window,{struck:6})} and {{constructor}} to "
    "visitors of the quokka enclosure. <script>window.struck=7</script> The quokka </p></div> slept.",
    url="javascript:window.struck=8",
)


@contextlib.contextmanager
def serving(assistant: Assistant, samples: Path) -> Iterator[str]:
    """The chat window of an assistant on a free port; gives its address."""
    from assistant.interfaces.chat.server import application

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application(assistant, samples), log_level="warning", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library with the articles of one sample story and a hostile one."""
    with Assistant(tmp_path_factory.mktemp("chat") / "library") as opened:
        opened.add(STORY, HOSTILE)
        yield opened


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """Where the chat window of that library is served."""
    with serving(assistant, samples_folder()) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without one the test is left out."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("browser tests need Chromium: apt install chromium")
    return path
