"""The routes that ask: answers, briefings, passages, and what is told of a topic."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.interfaces.api.answers import Asked, begun, events, last
from assistant.interfaces.api.bodies import LONGEST_QUESTION, AskBody, BriefBody, VerifyBody
from assistant.interfaces.api.parts import Calling, Counting, Filters, Reading, failures, found
from assistant.interfaces.api.sending import EVENTS, EventStream, unless_gone
from assistant.types import Answer, Briefing, Conflict, TimelineEntry, Verdict
from vectorstore.documents import Passage

router = APIRouter(tags=["asking"])

_EVENTS = {
    "description": "The answer. With `Accept: text/event-stream` the answer so far, as events "
    "named `answer`; the last one, `done`, is the whole answer, or `error` says what went wrong.",
    "content": {EVENTS: {"schema": {"type": "string"}}},
}
_Subject = Annotated[
    str | None, Query(max_length=LONGEST_QUESTION, description="Left out: the whole library.")
]


@router.post(
    "/ask", response_model=Answer, responses={200: _EVENTS, **failures(409, 502)},
    summary="Answer a question with citations, or say that it is not told here",
)  # fmt: skip
async def ask(
    request: Request, body: AskBody, served: Reading, caller: Calling, metrics: Counting
) -> Response:
    """Any request typed in the chat, not questions alone: summaries, comparisons, timelines, lists,
    quotes. What is asked in no conversation ends when the client goes away."""
    filter = await served.readers.run(lambda: body.filter.of(served.assistant))
    asked = Asked(
        body.question, filter, body.turns, body.k, body.narrow, body.kind, body.suggest,
        body.conversation or "",
    )  # fmt: skip
    growing = await begun(served, asked, caller.owner)
    headers = {"X-Conversation-Id": growing.conversation} if growing.conversation else {}
    if EVENTS in request.headers.get("accept", ""):
        return EventStream(events(growing, metrics, caller), metrics, headers)
    answer = await unless_gone(request, last(growing, metrics.answered))
    return await found(served.readers, lambda: answer, lambda: headers)


@router.post(
    "/brief", response_model=Briefing, responses=failures(502), summary="Write a cited briefing"
)
async def brief(body: BriefBody, served: Reading) -> Response:
    """On a topic, or on the whole library; nothing in scope is a briefing that is not answered."""
    assistant = served.assistant
    return await found(
        served.workers,
        lambda: assistant.brief(
            body.topic, words=body.words, points=body.points, filter=body.filter.of(assistant)
        ),
    )


@router.get(
    "/search", response_model=list[Passage], responses=failures(),
    summary="Find passages by words and by meaning, best first",
)  # fmt: skip
async def search(
    served: Reading,
    filters: Filters,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION, examples=["coast guard search"])],
    k: Annotated[int, Query(ge=1, le=1000, description="So many passages.")] = 10,
) -> Response:
    """Each passage is where `text[start:end]` of its article stands."""
    assistant = served.assistant
    return await found(served.workers, lambda: assistant.search(q, k, filters.of(assistant)))


@router.get(
    "/timeline", response_model=list[TimelineEntry], responses=failures(),
    summary="What happened when, one cited sentence a day",
)  # fmt: skip
async def timeline(
    served: Reading,
    filters: Filters,
    topic: _Subject = None,
    entries: Annotated[
        int | None, Query(ge=1, le=1000, description="So many days at most.")
    ] = None,
) -> Response:
    """The days of a topic that matter, in order."""
    assistant = served.assistant
    return await found(
        served.workers,
        lambda: assistant.timeline(topic, entries=entries, filter=filters.of(assistant)),
    )


@router.get(
    "/conflicts", response_model=list[Conflict], responses=failures(),
    summary="Where reports differ",
)  # fmt: skip
async def conflicts(served: Reading, filters: Filters, topic: _Subject = None) -> Response:
    """What was updated, and what contradicts, oldest first."""
    assistant = served.assistant
    return await found(
        served.workers, lambda: assistant.conflicts(topic, filter=filters.of(assistant))
    )


@router.post(
    "/verify", response_model=Verdict, responses=failures(),
    summary="Check a statement against quotes",
)  # fmt: skip
async def verify(body: VerifyBody, served: Reading) -> Response:
    """The quotes together must hold all of the statement; the reasons name what they lack."""
    from assistant.verification.verify import verify as verified

    return await found(served.readers, lambda: verified(body.statement, list(body.quotes)))
