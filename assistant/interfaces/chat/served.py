"""What the window serves beside its page: its stylesheet and icon, and files to keep."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.errors import UnknownConversation
from assistant.exporting.conversations import KINDS, exported
from assistant.interfaces.chat.components import asset
from assistant.interfaces.chat.desk import Desk, said
from assistant.interfaces.chat.guard import OWNER
from assistant.interfaces.chat.live import Workers
from assistant.interfaces.chat.shelf import attachment, file_name
from assistant.interfaces.chat.talks import Talks
from assistant.interfaces.chat.uploading import uploading

STYLESHEET = "/newsbrief.css"
_STYLES = ("chat.css", "talking.css", "settings.css", "matrix.css")


class Files:
    """Briefings and conversations as files, for who asks for them by address."""

    def __init__(self, desk: Desk, workers: Workers, talks: Talks) -> None:
        self._desk = desk
        self._workers = workers
        self._talks = talks

    async def briefing(self, token: str, form: str) -> Response:
        """A briefing that a page shows, in one of its forms."""
        try:
            file = await self._workers.run(lambda: self._desk.shelf.file(token, form))
        except Exception as error:
            return PlainTextResponse(f"{said(error)}\n", 500)
        if file is None:
            return PlainTextResponse("there is no such briefing: ask for it again\n", 404)
        return _kept(file.content, file.name, file.kind)

    async def conversation(self, id: str, form: str, request: Request) -> Response:
        """A conversation of who asks, in one of its forms."""
        owner = request.scope[OWNER]
        try:
            told = await self._workers.run(lambda: self._talks.file(owner, id))
            content = exported(told, form)
        except (UnknownConversation, KeyError):
            return PlainTextResponse("there is no such conversation\n", 404)
        except Exception as error:
            return PlainTextResponse(f"{said(error)}\n", 500)
        return _kept(content, f"{file_name(told.conversation.title)}.{form}", KINDS[form])


def add_routes(app: FastAPI, desk: Desk, workers: Workers, talks: Talks) -> None:
    """Serve all that the page loads, sends and offers to keep."""
    files = Files(desk, workers, talks)
    app.get("/briefing/{token}.{form}")(files.briefing)
    app.get("/conversation/{id}.{form}")(files.conversation)
    app.add_route("/upload", uploading(desk.library.adding.inbox), methods=["POST"])

    @app.get(STYLESHEET)
    def stylesheet() -> Response:
        return Response("".join(map(asset, _STYLES)), media_type="text/css")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(asset("icon.svg"), media_type="image/svg+xml")


def _kept(content: str | bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
