"""The server of newsbrief: the HTTP interface, MCP, and the chat window, in one process."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import Depends, FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.assistant import Assistant
from assistant.conversations.workers import Workers
from assistant.errors import SettingsError
from assistant.following.scheduler import FollowingScheduler
from assistant.interfaces.api import (
    asking,
    completions,
    conversations,
    health,
    reading,
)
from assistant.interfaces.api.access import AccessMiddleware, Callers, is_api
from assistant.interfaces.api.description import described
from assistant.interfaces.api.error_pages import add_error_pages
from assistant.interfaces.api.keys import FILE, Keys
from assistant.interfaces.api.libraries import (
    ANSWERING,
    MAIN,
    READING,
    Changes,
    Libraries,
    Served,
    served,
)
from assistant.interfaces.api.limits import RateLimit
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.observing import Activity, ObservingMiddleware, logging_to_stderr
from assistant.interfaces.api.parts import named_library
from assistant.interfaces.api.protocol import PATHS, Protocols
from assistant.interfaces.chat.access import is_loopback
from assistant.interfaces.chat.logins import Logins
from assistant.interfaces.serving import Common, Server, bound, common
from assistant.interfaces.slow_clients import MinimumRateProtocol
from assistant.wording import one_line
from vectorstore.errors import VectorStoreError

_MEGABYTE = 1 << 20
_LOG = logging.getLogger(__name__)


def serve(
    assistant: Assistant,
    host: str,
    port: int,
    *,
    logins: Path | None = None,
    keys: Path | None = None,
    also: Mapping[str, Assistant] | None = None,
    window: bool = True,
) -> None:
    """Serve until SIGTERM or Ctrl-C; what runs then is given the seconds of the setting `grace`.

    `logins` and `keys` are files; left out, nobody logs in, and the keys are those in the library
    folder. `also` are further libraries by name. Without `window`, and where there are neither
    logins nor a loopback host, the window is not served. Raises SettingsError for a file that
    cannot be used, for a host that is not loopback where there are neither logins nor keys, and
    for a taken port.
    """
    path = keys or assistant.library.folder / FILE
    known = Keys(path)
    if logins is not None:
        Logins(logins)  # what is wrong with it is told before the page is made
    elif not is_loopback(host) and not known.required:
        raise SettingsError(
            f"{host or 'the host'} is not loopback: make a key with newsbrief keys add NAME, give "
            "a file of logins with --auth, or use 127.0.0.1"
        )
    _raise_file_limit()
    with logging_to_stderr(), bound(host, port) as listening:
        app = application(
            assistant, logins=logins, keys=known, also=also,
            window=window and (logins is not None or is_loopback(host)),
        )  # fmt: skip
        config = uvicorn.Config(
            app, http=MinimumRateProtocol, ws="none", lifespan="on", log_config=None,
            access_log=False, server_header=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            Draining(config, app, assistant.settings.grace).run(sockets=[listening])


def application(
    assistant: Assistant,
    *,
    logins: Path | None = None,
    keys: Keys | None = None,
    also: Mapping[str, Assistant] | None = None,
    window: bool = True,
) -> FastAPI:
    """All that is served, as an application that any ASGI server runs. Arguments as for `serve`;
    `keys` left out, there are none."""
    shared = common(assistant, logins, ANSWERING, assistant.settings.queue_limit)
    libraries = Libraries(_served(assistant, shared, also or {}))
    settings, activity, metrics = assistant.settings, Activity(), Metrics()
    readiness = health.Readiness(activity)
    most_bytes = settings.request_limit * _MEGABYTE
    protocols = Protocols(libraries, most_bytes, metrics)
    chat = _window(assistant, shared) if window else None

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        warming = threading.Thread(target=_warm, args=(libraries, readiness))
        warming.start()
        # The window runs what is followed in its own library.
        apart = libraries.all()[1 if chat is not None else 0 :]
        schedulers = [FollowingScheduler(one.assistant.following) for one in apart]
        for scheduler in schedulers:
            scheduler.start()
        try:
            async with contextlib.AsyncExitStack() as stack:
                if chat is not None:
                    await stack.enter_async_context(chat.router.lifespan_context(chat))
                await stack.enter_async_context(protocols.running())
                yield
        finally:
            for scheduler in schedulers:
                scheduler.close()
            libraries.close()
            warming.join()  # ended amid its work, the model's own threads would abort

    app = FastAPI(
        title="newsbrief", version=version("newsbrief"), lifespan=lifespan,
        openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    described(app)
    app.state.libraries, app.state.metrics = libraries, metrics
    app.state.readiness, app.state.activity = readiness, activity
    _add_routes(app, protocols, several=bool(also))
    add_error_pages(app)
    origins = [one.strip() for one in settings.allowed_origins.split(",") if one.strip()]
    callers = Callers(keys, shared.sessions)
    if chat is not None:
        app.add_middleware(WindowMiddleware, window=chat)
    app.add_middleware(
        AccessMiddleware, callers=callers, rate=RateLimit(settings.rate_limit),
        most_bytes=most_bytes, origins=origins,
    )  # fmt: skip
    app.add_middleware(ObservingMiddleware, metrics=metrics, activity=activity)
    return app


def _window(assistant: Assistant, shared: Common) -> FastAPI:
    from assistant.interfaces.chat.server import application as chat_window

    return chat_window(assistant, shared=shared)


def _served(
    assistant: Assistant, shared: Common, also: Mapping[str, Assistant]
) -> Iterable[Served]:
    yield Served(MAIN, assistant, shared.workers, Workers(READING), shared.jobs, Changes())
    for name, other in also.items():
        yield served(other, name)


def _add_routes(app: FastAPI, protocols: Protocols, *, several: bool) -> None:
    routers = (asking.router, reading.router, conversations.router)
    for router in routers:
        app.include_router(router, prefix="/api/v1")
    for router in routers if several else ():
        prefix = "/api/v1/libraries/{library}"
        app.include_router(router, prefix=prefix, dependencies=[Depends(named_library)])
    app.include_router(health.router)
    app.include_router(completions.router)
    for path in PATHS:
        app.router.routes.append(Route(path, endpoint=protocols))


def _warm(libraries: Libraries, readiness: health.Readiness) -> None:
    """Load what the first question of each library needs."""
    try:
        for one in libraries.all():
            one.assistant.library.embeddings.embed(["warm"])
            one.assistant.library.counts()
    except VectorStoreError as error:
        readiness.trouble = one_line(str(error))
        _LOG.error("not ready: %s", readiness.trouble)
    else:
        readiness.warm = True


def _raise_file_limit() -> None:
    """Each connection is an open file, and what a shell allows is little for many clients."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class WindowMiddleware:
    """ASGI middleware: what is not the interface's is the window's."""

    def __init__(self, app: ASGIApp, window: ASGIApp) -> None:
        self._app = app
        self._window = window

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "lifespan" or is_api(scope["path"])
        await (self._app if ours else self._window)(scope, receive, send)


class Draining(Server):
    """Told to stop, it begins nothing more, answers new requests with 503, and ends when what runs
    has ended, or `grace` seconds later; told again, at once."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, grace: float) -> None:
        super().__init__(config)
        self._activity: Activity = app.state.activity
        self._libraries: Libraries = app.state.libraries
        self._grace = grace
        self._until = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, or stop at once."""
        if self._activity.draining:
            self.should_exit = True
            return
        self._activity.draining = True
        self._until = time.monotonic() + self._grace

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now, asked ten times a second."""
        if self._activity.draining:
            known = self._libraries.all()
            written = any(one.jobs.busy or one.workers.adding for one in known)
            if (self._activity.idle and not written) or time.monotonic() > self._until:
                self.should_exit = True
        return await super().on_tick(counter)
