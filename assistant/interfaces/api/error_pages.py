"""How errors are told to whom: to an admin in full, to others without what is on this machine."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from assistant.errors import AssistantError, Busy
from assistant.interfaces.api.access import Caller, caller_of
from assistant.interfaces.api.errors import (
    CLIENT_GONE,
    Problem,
    Refused,
    problem_of,
    problem_response,
)
from assistant.interfaces.api.keys import Role
from vectorstore.errors import VectorStoreError

_LATER = "newsbrief cannot do this now: try again later, or ask who runs it"


def problem_for(caller: Caller, error: Exception) -> Problem:
    """An error as HTTP tells it to a caller: where the fault is the server's, only an admin is told
    where the library lies and what is wrong with it."""
    problem = problem_of(error)
    inward = problem.status >= 500 and not isinstance(error, Refused | Busy)
    if inward and caller.role != Role.ADMIN:
        return replace(problem, message=_LATER)
    return problem


def add_error_pages(app: FastAPI) -> None:
    """Let an application answer errors so."""

    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, ClientDisconnect):
            return Response(status_code=CLIENT_GONE)
        return problem_response(problem_for(caller_of(request), error), request.url.path)

    for kind in (
        Refused, RequestValidationError, HTTPException, AssistantError, VectorStoreError,
        ClientDisconnect,
    ):  # fmt: skip
        app.add_exception_handler(kind, answer)
