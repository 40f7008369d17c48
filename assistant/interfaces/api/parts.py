"""What routes are given: the library that a request is about, and that its sender may use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.responses import Response

from assistant.conversations.workers import Workers
from assistant.interfaces.api.access import Caller, caller_of, check
from assistant.interfaces.api.bodies import Filter, filter_of_query
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import MAIN, Libraries, Served
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.sending import Json, encoded

LIBRARY = "library"
"""The part of a path that names a library."""


def libraries_of(request: Request) -> Libraries:
    """The libraries of the server."""
    found: Libraries = request.app.state.libraries
    return found


def _served(request: Request, role: Role) -> Served:
    name = str(request.path_params.get(LIBRARY, MAIN))
    check(request, role, name)
    return libraries_of(request).get(name)


async def _reading(request: Request) -> Served:
    return _served(request, Role.READER)


async def _changing(request: Request) -> Served:
    return _served(request, Role.ADMIN)


async def _caller(request: Request) -> Caller:
    return caller_of(request)


async def _metrics(request: Request) -> Metrics:
    found: Metrics = request.app.state.metrics
    return found


async def named_library(
    library: Annotated[str, Path(max_length=64, description="The name of a library.")],
) -> None:
    """Says that a path names a library; `_served` looks it up."""


Reading = Annotated[Served, Depends(_reading)]
"""The library, for who may ask and read in it."""
Changing = Annotated[Served, Depends(_changing)]
"""The library, for who may add to it and remove from it."""
Calling = Annotated[Caller, Depends(_caller)]
Counting = Annotated[Metrics, Depends(_metrics)]
Filters = Annotated[Filter, Depends(filter_of_query)]

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {
                "type": {"type": "string", "examples": ["unknown_article"]},
                "message": {"type": "string", "description": "What happened, and what to do."},
            },
        }
    },
}
_SAID = {
    400: "The body is no JSON.",
    401: "It is not known who calls.",
    403: "The caller may not do this.",
    404: "There is no such thing here.",
    409: "An answer is being written in this conversation.",
    413: "The request is too large.",
    415: "Bodies of this kind are not read.",
    422: "The request says what cannot be meant.",
    429: "Too many requests; Retry-After says how long to wait.",
    502: "The chat model does not answer.",
    503: "Not now: busy, or stopping.",
}


def failures(*also: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route may answer, for its description."""
    return {
        status: {"description": _SAID[status], "content": {"application/json": {"schema": _ERROR}}}
        for status in sorted({400, 401, 404, 413, 422, 429, 503, *also})
    }


async def found(
    workers: Workers,
    work: Callable[[], object],
    headers: Callable[[], Mapping[str, str]] = dict,
) -> Response:
    """What work returns, as JSON; it is done, and written, beside the event loop.
    `headers` are read when it is done. Raises Busy where no more may wait."""
    text = await workers.run(lambda: encoded(work()), always=False)
    return Response(text.encode(), 200, dict(headers()), media_type=Json.media_type)
