"""The server of the chat window: one page, on this machine only."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from assistant.assistant import Assistant
from assistant.errors import SettingsError
from assistant.interfaces.chat.guard import Guard, is_loopback
from assistant.interfaces.chat.login_page import LOGIN, LOGOUT, LoginPage
from assistant.interfaces.chat.logins import Logins
from assistant.interfaces.chat.visitors import Visitors
from vectorstore.errors import VectorStoreError

if TYPE_CHECKING:
    from gradio import Blocks

_GRACE_SECONDS = 1
_NOBODY_SECONDS = 5


def serve(assistant: Assistant, host: str, port: int, logins: Path | None = None) -> None:
    """Serve the chat window until Ctrl-C; the address is printed once it answers.

    `logins` is a file of logins; see `application`. Raises SettingsError for a file that cannot
    be used, for a host that is not loopback where there are no logins, and for a taken port.
    """
    if logins is None and not is_loopback(host):
        raise SettingsError(
            f"{host or 'the host'} is not loopback: give a file of logins with --auth, "
            "or use 127.0.0.1"
        )
    if logins is not None:
        Logins(logins)  # what is wrong with it is told before the page is made
    with _bound(host, port) as listening:
        config = uvicorn.Config(
            application(assistant, logins=logins),
            log_level="warning", access_log=False, lifespan="on",
            server_header=False, timeout_graceful_shutdown=_GRACE_SECONDS,
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])


def application(
    assistant: Assistant, samples: Path | None = None, logins: Path | None = None
) -> FastAPI:
    """The chat window as an application that any ASGI server runs.

    `samples` is the folder that an empty library offers to load; left out, the sample
    articles that come with newsbrief. `logins` is a file of logins, without one of which
    nothing answers; left out, whoever reaches the window may use it. Raises SettingsError
    for a file of logins that cannot be used.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    from assistant.interfaces.chat.components import asset
    from assistant.interfaces.chat.desk import Desk
    from assistant.interfaces.chat.live import Workers
    from assistant.interfaces.chat.page import page
    from assistant.interfaces.chat.served import STYLESHEET, add_routes
    from assistant.interfaces.chat.talks import Talks

    workers = Workers()
    desk = Desk(assistant, samples)
    kept = assistant.kept
    known = Logins(logins) if logins is not None else None
    visitors = Visitors(kept.secret(), known, kept.ended_logins if known else None)
    talks = Talks(kept, desk, workers)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # The page is there at once; the embedding model, seconds to load, comes behind it.
        threading.Thread(target=_warm, args=(assistant, desk.opened), daemon=True).start()
        try:
            yield
        finally:
            desk.library.close()
            workers.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Guard, visitors=visitors, stylesheet=STYLESHEET)
    if known is not None:
        login = LoginPage(visitors, asset("login.css"))
        app.add_route(LOGIN, login.show, ["GET"])
        app.add_route(LOGIN, login.log_in, ["POST"])
        app.add_route(LOGOUT, login.log_out, ["POST"])

    add_routes(app, desk, workers, talks)
    return _mounted(app, page(desk, workers, talks))


def _mounted(app: FastAPI, blocks: Blocks) -> FastAPI:
    """The application with the page at its root, in our colours and without what Gradio adds."""
    import gradio as gr

    system = ("system-ui", "sans-serif")
    mounted: FastAPI = gr.mount_gradio_app(
        app, blocks, path="/",
        theme=gr.themes.Base(font=system, font_mono=("ui-monospace", "monospace")).set(
            body_background_fill="#faf9f7", body_background_fill_dark="#161614",
            body_text_color="#1c1b19", body_text_color_dark="#ece9e2",
        ),
        footer_links=[], run_history=False, enable_monitoring=False, show_error=False,
        ssr_mode=False, mcp_server=False, pwa=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )  # fmt: skip
    return mounted


class Server(uvicorn.Server):
    """Says where it is when it is there, and goes quietly, open pages or not."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"newsbrief is at {_address(sockets[0])} (Ctrl-C stops it)",
                  file=sys.stderr, flush=True)  # fmt: skip

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What open pages wait for is cut off; a traceback for each would tell nobody anything.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the address, taken before the seconds that loading the page needs."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"port {port} on {host} is taken: give another one with --port, or end what uses it"
            ) from error
        raise SettingsError(
            f"the chat window cannot listen on {host} port {port} ({error.strerror}): "
            "give another one with --host and --port"
        ) from error
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _warm(assistant: Assistant, opened: threading.Event) -> None:
    """Load the embedding model once a page is there, or soon if none comes."""
    opened.wait(_NOBODY_SECONDS)
    with contextlib.suppress(VectorStoreError):  # the first question will say it
        assistant.library.embeddings.embed(["warm"])
