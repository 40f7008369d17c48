"""A real library, the real server on a free port, and a real Chromium."""

import contextlib
import gc
import os
import queue
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant import Article, Assistant
from assistant.samples import samples_folder
from tests.browser.window import Opened, OwnWindow, Serving

expect.set_options(timeout=20_000)  # like a page's other waits: a busy machine is no failure

CHROMIUM = shutil.which("chromium")
MISSING = "browser tests need Chromium: apt install chromium"

# Gradio's own script says this of the streams it had open when its page is left.
_LEFT = ("signal is aborted without reason", "errored out.")

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
def _serving(
    assistant: Assistant, samples: Path = _STORY, logins: Path | None = None
) -> Iterator[str]:
    from assistant.interfaces.chat.server import Server, application

    servers: queue.Queue[Server] = queue.Queue()

    def run() -> None:
        # Built in this thread, so that the event loops Gradio leaves open end with it.
        app = application(assistant, samples, logins)
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


@pytest.fixture
def own_window(visit: Opened, serving: Serving, tmp_path: Path) -> Iterator[OwnWindow]:
    """Opens the window on a library of the test's own, which has these articles.

    The page is closed before its server goes, which it would complain of.
    """
    with contextlib.ExitStack() as stack:

        def own_window(assistant: Assistant, *sources: Any, **served: Any) -> Page:
            stack.enter_context(assistant)
            if sources:
                assistant.add(*sources)
            page = visit(at=stack.enter_context(serving(assistant, **served)))
            stack.callback(page.context.close)
            return page

        yield own_window


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    if CHROMIUM is None and os.environ.get("NEWSBRIEF_REQUIRE_BROWSER"):
        pytest.fail(MISSING, pytrace=False)
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def first_visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Whose cache has the scripts of the shared window, which take seconds to fetch and compile."""
    with browser.new_context() as context:
        context.set_default_timeout(20_000)
        yield context


def _forget(context: BrowserContext, page: Page, address: str) -> None:
    """Make a visitor a new one: only the cache stays."""
    context.clear_cookies()
    context.clear_permissions()
    kept = {"origin": address, "storageTypes": "cookies,local_storage,indexeddb"}
    session = context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", kept)
    session.detach()


@pytest.fixture
def visit(browser: Browser, first_visitor: BrowserContext, address: str) -> Iterator[Opened]:
    """Opens the chat window as a new visitor; afterwards, nothing may have gone wrong.

    No request may have left this machine, and no script may have failed or been refused. Who comes
    second in a test is another visitor than the first.
    """
    contexts: list[BrowserContext] = []
    strays: list[str] = []
    problems: list[str] = []

    def visit(width: int = 1440, height: int = 900, scheme: str = "light", at: str = "") -> Page:
        if at or first_visitor.pages:
            context = browser.new_context()
            context.set_default_timeout(20_000)
            contexts.append(context)
        else:
            context = first_visitor
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if context is first_visitor:
            _forget(context, page, address)
        page.on(
            "request",
            lambda request: (
                strays.append(request.url)
                if urlsplit(request.url).hostname not in {"127.0.0.1", None}
                else None
            ),
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda said: problems.append(said.text) if said.type == "error" else None,
        )
        page.goto(at or address)
        page.locator(".nb-intro > *").first.wait_for()
        return page

    yield visit
    for page in first_visitor.pages:
        page.close()
    for context in contexts:
        context.close()
    assert strays == []
    assert [told for told in problems if not any(left in told for left in _LEFT)] == []
