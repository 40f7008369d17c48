"""The server of the chat window: its page, and what it serves beside that."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.assistant import Assistant
from assistant.conversations.downloads import Download, attachment, conversation_download
from assistant.conversations.store import ConversationStore
from assistant.conversations.workers import Workers
from assistant.errors import SettingsError, UnknownConversation
from assistant.following.scheduler import FollowingScheduler
from assistant.interfaces.chat.access import (
    LOGIN_PAGE,
    LOGOUT_PAGE,
    OWNER,
    AccessMiddleware,
    Sessions,
    is_loopback,
)
from assistant.interfaces.chat.login_page import LoginPage
from assistant.interfaces.chat.logins import Logins
from assistant.interfaces.serving import Common, Server, bound, common
from assistant.interfaces.slow_clients import MinimumRateProtocol
from assistant.wording import error_line
from vectorstore.errors import VectorStoreError

if TYPE_CHECKING:
    from gradio import Blocks

    from assistant.interfaces.chat.ask import ViewModel

STYLESHEET = "/newsbrief.css"
_STYLES = ("chat.css", "talking.css", "settings.css", "matrix.css", "following.css")

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
    with bound(host, port) as listening:
        config = uvicorn.Config(
            application(assistant, logins=logins),
            log_level="warning", access_log=False, lifespan="on", http=MinimumRateProtocol,
            server_header=False, timeout_graceful_shutdown=_GRACE_SECONDS,
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])


def application(
    assistant: Assistant,
    samples: Path | None = None,
    logins: Path | None = None,
    shared: Common | None = None,
) -> FastAPI:
    """The chat window as an application that any ASGI server runs.

    `samples` is the folder that an empty library offers to load; left out, the sample
    articles that come with newsbrief. `logins` is a file of logins, without one of which
    nothing answers; left out, whoever reaches the window may use it. `shared` is what the window
    has in common with the other faces of its server, and stands for `logins`. Raises SettingsError
    for a file of logins that cannot be used.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    from assistant.interfaces.chat.ask import ViewModel
    from assistant.interfaces.chat.page import page

    shared = shared or common(assistant, logins)
    workers, jobs, sessions = shared.workers, shared.jobs, shared.sessions
    model = ViewModel(assistant, samples)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # The page is there at once; the embedding model, seconds to load, comes behind it.
        closing = threading.Event()
        warming = threading.Thread(target=_warm, args=(assistant, model.opened, closing))
        warming.start()
        scheduler = FollowingScheduler(assistant.following)
        scheduler.start()
        try:
            yield
        finally:
            closing.set()
            model.opened.set()
            scheduler.close()
            model.library.adding.close()
            workers.close()
            warming.join()  # ended amid its work, the model's own threads would abort

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(AccessMiddleware, sessions=sessions, stylesheet=STYLESHEET)
    _add_routes(app, model, workers, assistant.conversation_store)
    if sessions.logins is not None:
        _add_login_page(app, sessions)
    return _mounted(app, page(model, workers, jobs))


def _add_login_page(app: FastAPI, sessions: Sessions) -> None:
    from assistant.interfaces.chat.components import asset

    login = LoginPage(sessions, asset("login.css"))
    app.add_route(LOGIN_PAGE, login.show, ["GET"])
    app.add_route(LOGIN_PAGE, login.log_in, ["POST"])
    app.add_route(LOGOUT_PAGE, login.log_out, ["POST"])


def _add_routes(app: FastAPI, model: ViewModel, workers: Workers, store: ConversationStore) -> None:
    """Serve all that the page loads, sends and offers to download."""
    from assistant.interfaces.chat.components import asset

    app.add_route("/upload", model.library.adding.inbox.upload, methods=["POST"])

    @app.get("/briefing/{token}.{form}")
    async def briefing(token: str, form: str) -> Response:
        """A briefing that a page shows, in one of its forms."""
        return await _download(
            workers,
            "briefing: ask for it again",
            lambda: model.briefings.open.download(token, form),
        )

    @app.get("/conversation/{id}.{form}")
    async def conversation(id: str, form: str, request: Request) -> Response:
        """A conversation of who asks, in one of its forms."""
        owner = request.scope[OWNER]

        def stored() -> Download | None:
            try:
                return conversation_download(store.conversations.open(owner, id), form)
            except UnknownConversation:
                return None

        return await _download(workers, "conversation", stored)

    @app.get(STYLESHEET)
    def stylesheet() -> Response:
        return Response("".join(map(asset, _STYLES)), media_type="text/css")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(asset("icon.svg"), media_type="image/svg+xml")


async def _download(
    workers: Workers, missing: str, work: Callable[[], Download | None]
) -> Response:
    try:
        file = await workers.run(work)
    except Exception as error:
        return PlainTextResponse(f"{error_line(error)}\n", 500)
    if file is None:
        return PlainTextResponse(f"there is no such {missing}\n", 404)
    headers = {"Content-Disposition": attachment(file.name), "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


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


def _warm(assistant: Assistant, opened: threading.Event, closing: threading.Event) -> None:
    """Load the embedding model once a page is there, or soon if none comes."""
    opened.wait(_NOBODY_SECONDS)
    if closing.is_set():
        return
    with contextlib.suppress(VectorStoreError):  # the first question will say it
        assistant.library.embeddings.embed(["warm"])
