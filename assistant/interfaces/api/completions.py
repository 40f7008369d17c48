"""The routes of OpenAI's interface: chat completions and models."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.interfaces.api.access import Caller, caller_of, check
from assistant.interfaces.api.answers import Asked, Begun, begun, last
from assistant.interfaces.api.chatting import (
    MODEL,
    Completion,
    CompletionBody,
    check_wishes,
    no_model,
    prompt_tokens,
    question_of,
)
from assistant.interfaces.api.error_pages import problem_for
from assistant.interfaces.api.errors import openai_error
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import MAIN, Served
from assistant.interfaces.api.metrics import Metrics
from assistant.interfaces.api.parts import Calling, Counting, found, libraries_of
from assistant.interfaces.api.sending import EventStream, Json, encoded, unless_gone
from vectorstore.documents import ArticleFilter

router = APIRouter(prefix="/v1", tags=["openai"])

_DONE = b"data: [DONE]\n\n"


_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
_FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {"application/json": {"schema": _ERROR}}}
    for status, said in {
        400: "The request says what cannot be done.",
        401: "It is not known who calls.",
        404: "There is no such model.",
        422: "Never: what cannot be meant is a bad request here.",
        429: "Too many requests.",
    }.items()
}


@router.post("/chat/completions", responses=_FAILURES, summary="Chat, as OpenAI's interface has it")
async def completions(
    request: Request, body: CompletionBody, caller: Calling, metrics: Counting
) -> Response:
    """The last user message is the question. Citations are in `message.annotations` and, with all
    their fields, in `citations`. Streamed, deltas only ever add to the text."""
    served = _named(request, body.model)
    check_wishes(body)
    question, history = question_of(body.messages)
    filter, wanted = ArticleFilter(), body.filter
    if wanted is not None:
        filter = await served.readers.run(lambda: wanted.of(served.assistant))
    growing = await begun(served, Asked(question, filter, history), caller.owner)
    address = str(request.base_url).rstrip("/")
    completion = Completion(body.model, address, prompt_tokens(body.messages))
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return EventStream(_chunks(completion, growing, metrics, caller, usage=usage), metrics)
    answer = await unless_gone(request, last(growing, metrics.answered))
    return await found(served.readers, lambda: completion.whole(answer))


async def _chunks(
    completion: Completion, growing: Begun, metrics: Metrics, caller: Caller, *, usage: bool
) -> AsyncGenerator[bytes, None]:
    try:
        yield _data(completion.first())
        answer = await last(growing, metrics.answered)
        for chunk in completion.chunks(answer, usage=usage):
            yield _data(chunk)
    except Exception as error:
        yield _data(openai_error(problem_for(caller, error)))
    yield _DONE


def _data(value: dict[str, Any]) -> bytes:
    return f"data: {encoded(value)}\n\n".encode()


@router.get("/models", summary="The libraries, as models")
async def models(request: Request, caller: Calling) -> Response:
    """`newsbrief`, and `newsbrief/NAME` for each further library."""
    known = [
        _model(model_of(one))
        for one in libraries_of(request).all()
        if caller.may(Role.READER, one.name)
    ]
    return Json({"object": "list", "data": known})


@router.get("/models/{model:path}", responses=_FAILURES, summary="One model")
async def model(request: Request, model: str) -> Response:
    """That there is a model of this name."""
    return Json(_model(model_of(_named(request, model))))


def model_of(served: Served) -> str:
    """How a library is called as a model."""
    return MODEL if served.name == MAIN else f"{MODEL}/{served.name}"


def _model(id: str) -> dict[str, Any]:
    return {"id": id, "object": "model", "created": 0, "owned_by": "newsbrief"}


def _named(request: Request, name: str) -> Served:
    """The library of a model's name, where the caller may use it; raises Refused."""
    for one in libraries_of(request).all():
        if model_of(one) == name and caller_of(request).may(Role.READER, one.name):
            check(request, Role.READER, one.name)
            return one
    raise no_model(name)
