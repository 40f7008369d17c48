"""What goes wrong, as HTTP says it: a status, and one shape of JSON."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.errors import (
    AssistantError,
    Busy,
    ConversationStoreError,
    EmptyQuestion,
    ExportError,
    ModelError,
    NotABriefing,
    ReadingError,
    SettingsError,
    Stopped,
    UnknownBriefing,
    UnknownConversation,
)
from assistant.wording import one_line
from vectorstore.errors import LibraryBusy, UnknownArticle, UnknownStory, VectorStoreError

_LOG = logging.getLogger(__name__)

CLIENT_GONE = 499
"""The status in the log for a client that did not wait; nobody gets it."""

_RETRY = 5
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (EmptyQuestion, 422),
    (SettingsError, 422),
    (ReadingError, 422),
    (NotABriefing, 422),
    (UnknownBriefing, 404),
    (UnknownConversation, 404),
    (UnknownArticle, 404),
    (UnknownStory, 404),
    (ModelError, 502),
    (LibraryBusy, 503),
    (ConversationStoreError, 503),
    (ExportError, 503),
    (Stopped, 503),
    (Busy, 503),
    (VectorStoreError, 503),
    (AssistantError, 409),
)
_TYPES = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
    405: "method_not_allowed", 409: "conflict", 413: "too_large", 415: "unsupported_media_type",
    421: "misdirected_request", 422: "invalid_request", 429: "rate_limited",
    500: "internal_error", 503: "unavailable",
}  # fmt: skip
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_OPENAI_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: the status, a name for programs, a line for people, and headers. `code` and
    `parameter` are what OpenAI's shape tells beside those."""

    status: int
    type: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()
    code: str = ""
    parameter: str = ""


class Refused(Exception):
    """A request that is not done, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def refused(status: int, message: str, **headers: str) -> Refused:
    """What to raise for a request that is not done; `retry_after` becomes Retry-After."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Refused(Problem(status, _TYPES.get(status, "error"), message, named))


def problem_of(error: Exception) -> Problem:
    """Any error as what HTTP says of it; what was not foreseen goes to the log in full."""
    if isinstance(error, Refused):
        return error.problem
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        headers = tuple((error.headers or {}).items())
        kind = _TYPES.get(error.status_code, "error")
        return Problem(error.status_code, kind, one_line(str(error.detail)), headers)
    for known, status in _STATUSES:
        if isinstance(error, known):
            name = _WORD.sub("_", type(error).__name__).lower()
            wait = (("Retry-After", str(_RETRY)),) if status == 503 else ()
            return Problem(status, name, one_line(str(error)), wait)
    _LOG.error("newsbrief met an error", exc_info=error)
    return Problem(500, "internal_error", "something unforeseen went wrong; the log says more")


def problem_response(problem: Problem, path: str) -> Response:
    """The answer that tells a problem, in the shape that callers of this path expect."""
    if path.startswith("/v1/"):
        # What cannot be meant is a bad request there.
        problem = replace(problem, status=400) if problem.status == 422 else problem
        return _json(problem, openai_error(problem))
    return _json(problem, error_document(problem))


def error_document(problem: Problem) -> dict[str, object]:
    """The shape of errors: {"error": {"type", "message"}}."""
    return {"error": {"type": problem.type, "message": problem.message}}


def openai_error(problem: Problem) -> dict[str, object]:
    """The shape of errors of OpenAI's interface."""
    status = problem.status
    kind = _OPENAI_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    code = problem.code or _OPENAI_CODES.get(status)
    parameter = problem.parameter or None
    return {"error": {"message": problem.message, "type": kind, "param": parameter, "code": code}}


def _invalid(error: RequestValidationError) -> Problem:
    """A body or parameters of another shape, in one line: the place and what is wrong there."""
    problems: list[Mapping[str, object]] = list(error.errors())
    first = problems[0]
    if first["type"] == "json_invalid":
        return Problem(400, "bad_request", "the body is no JSON: send a JSON object")
    place = first["loc"]
    steps = place[1:] if isinstance(place, tuple) else ()
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    said = str(first["msg"]).removeprefix("Value error, ")
    message = one_line(f"{where.lstrip('.')[:100] or 'the body'}: {said[:300]}")
    return Problem(422, "invalid_request", message, parameter=where.lstrip(".")[:100])


def _json(problem: Problem, document: dict[str, object]) -> Response:
    # ASCII, so that what was sent and stands in a message can always be sent back.
    content = json.dumps(document).encode()
    return Response(content, problem.status, dict(problem.headers), media_type="application/json")
