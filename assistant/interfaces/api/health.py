"""The routes that say how newsbrief is: alive, ready, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.interfaces.api.access import HEALTH, caller_of, check
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import MAIN
from assistant.interfaces.api.metrics import CONTENT_TYPE_LATEST, Figures
from assistant.interfaces.api.observing import Activity
from assistant.interfaces.api.parts import Calling, Counting, libraries_of
from assistant.interfaces.api.sending import Json
from vectorstore.errors import VectorStoreError

router = APIRouter(tags=["health"])

_VERSIONED = ("newsbrief", "chromadb", "gradio")


class Readiness:
    """Whether questions can be answered, and if not, why."""

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self.warm = False
        self.trouble = ""

    @property
    def why_not(self) -> str:
        """Why no question can be answered now; "" where it can."""
        if self._activity.draining:
            return "newsbrief is stopping"
        return self.trouble or ("" if self.warm else "the embedding model is being loaded")


@dataclass(frozen=True, slots=True)
class Counts:
    """What a library holds."""

    articles: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Health:
    """How newsbrief is; who is not known is told the `status` alone."""

    status: str
    reason: str = ""
    versions: dict[str, str] | None = None
    articles: int | None = None
    chunks: int | None = None
    libraries: dict[str, Counts] | None = None


@router.get(
    HEALTH, response_model=Health, summary="Whether questions can be answered",
    responses={503: {"model": Health, "description": "Not now, and why."}},
)  # fmt: skip
async def health(request: Request, caller: Calling) -> Response:
    """`ready` with status 200, or `not ready` with 503; to who is known also versions and what the
    libraries hold."""
    readiness: Readiness = request.app.state.readiness
    why = readiness.why_not
    if caller.role is None:
        return Json(Health("not ready" if why else "ready"), 503 if why else 200)
    counts = {}
    for one in libraries_of(request).all():
        if caller.may(Role.READER, one.name):
            try:
                counts[one.name] = Counts(*await one.readers.run(one.assistant.library.counts))
            except VectorStoreError:
                why = why or f"the catalog of the library {one.name} cannot be read"
    main = counts.get(MAIN)
    found = Health(
        "not ready" if why else "ready",
        why,
        {name: version(name) for name in _VERSIONED},
        main.articles if main else None,
        main.chunks if main else None,
        counts,
    )
    return Json(found, 503 if why else 200)


@router.get(f"{HEALTH}/live", summary="Whether newsbrief runs at all")
async def live() -> Response:
    """Always `alive`, where there is an answer."""
    return Json({"status": "alive"})


@router.get("/api/v1/libraries", response_model=list[str], summary="The libraries")
async def libraries(request: Request, caller: Calling) -> Response:
    """The names of those that you may use; `main` is meant where a path names none."""
    known = [one.name for one in libraries_of(request).all()]
    return Json([name for name in known if caller.may(Role.READER, name)])


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, counting: Counting) -> Response:
    """The figures, as Prometheus reads them."""
    figures = {}
    for one in libraries_of(request).all():
        if caller_of(request).may(Role.READER, one.name):
            counts = await one.readers.run(one.assistant.library.counts)
            figures[one.name] = Figures(*counts, one.workers.load)
    if not figures:
        check(request, Role.READER, MAIN)
    return Response(counting.text(figures), media_type=CONTENT_TYPE_LATEST)
