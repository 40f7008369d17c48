"""The way by which a page sends a file: its bytes as the body, its name in a header.

Another site's page cannot use it: what stands before all routes refuses a foreign Origin, and
a browser sends this header only to its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assistant.interfaces.chat.inbox import Inbox, TooMuch

NAME = "x-file-name"
"""The header with the file's name, percent-encoded."""


def uploading(inbox: Inbox) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that puts a file into the inbox and answers with its token."""

    async def upload(request: Request) -> Response:
        name = request.headers.get(NAME)
        if name is None:
            return JSONResponse({"refused": f"a file needs its name in {NAME}"}, 400)
        try:
            token = await inbox.take(unquote(name), request.stream())
        except TooMuch as error:
            return JSONResponse({"refused": str(error)}, 413)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except OSError as error:
            why = f"cannot be kept here ({error.strerror}): free some space"
            return JSONResponse({"refused": why}, 507)
        return JSONResponse({"token": token})

    return upload
