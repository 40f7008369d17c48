"""The routes of stored conversations: a caller's own, those of the window where it is the same
login."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from assistant.conversations.threads import ConversationSummary, StoredConversation
from assistant.interfaces.api.parts import Calling, Reading, failures, found
from assistant.interfaces.api.sending import Json

router = APIRouter(prefix="/conversations", tags=["conversations"])

_Id = Annotated[str, Path(max_length=64)]


@router.get(
    "", response_model=list[ConversationSummary], responses=failures(), summary="List conversations"
)
async def conversations(
    served: Reading,
    caller: Calling,
    q: Annotated[str, Query(max_length=200, description="Words that stand in them.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Yours, the one last used first; the header X-Total-Count says how many there are in all."""
    stored, total = served.assistant.conversation_store.conversations, 0

    def listed() -> tuple[ConversationSummary, ...]:
        nonlocal total
        page = stored.list(caller.owner, q, limit, offset)
        total = page.total
        return page.conversations

    return await found(served.readers, listed, lambda: {"X-Total-Count": str(total)})


@router.get(
    "/{id}", response_model=StoredConversation, responses=failures(), summary="One conversation"
)
async def conversation(id: _Id, served: Reading, caller: Calling) -> Response:
    """Every question with its answer, the first first."""
    stored = served.assistant.conversation_store.conversations
    return await found(served.readers, lambda: stored.open(caller.owner, id))


@router.delete("/{id}", responses=failures(), summary="Delete a conversation")
async def delete(id: _Id, served: Reading, caller: Calling) -> Response:
    """What is being written in it is stopped."""
    await served.readers.run(lambda: served.jobs.delete(caller.owner, id))
    return Json({"deleted": [id]})
