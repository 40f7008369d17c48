"""What the page sends of conversations: questions, stops, thumbs, and the list of them."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.errors import UnknownConversation
from assistant.interfaces.chat.components import shown
from assistant.interfaces.chat.desk import Asked, Session, failed, growing, pending, said
from assistant.interfaces.chat.guard import OWNER
from assistant.interfaces.chat.live import Workers
from assistant.interfaces.chat.scope import Scope
from assistant.interfaces.chat.sent import number, text
from assistant.interfaces.chat.talk_views import RatedView, TalksView, talks_view
from assistant.interfaces.chat.talks import LOST, Talk, Talks
from assistant.interfaces.chat.views import AskView, answer_view

MOST_LISTED = 1_000
"""So many conversations a page lists at most."""

_PAGE = 50


def owner(request: gr.Request) -> str:
    """Who sent this, as the guard found it; "" where that is not known."""
    inner = request.request
    return str(inner.scope.get(OWNER, "")) if inner is not None else ""


def mine(session: Session, request: gr.Request) -> Session:
    """The session of a page where it is that of who asks, else a new one."""
    asking = owner(request)
    return session if session.owner == asking else Session(owner=asking)


class TalkEvents:
    """The events of conversations; each reads the owner from the request."""

    def __init__(self, talks: Talks, workers: Workers) -> None:
        self._talks = talks
        self._run = workers.run

    async def opened(self, wanted: str, request: gr.Request) -> tuple[AskView, Session]:
        """The conversation that a page is opened with; an empty one where there is none."""
        asking = owner(request)
        lost = ""
        if wanted:
            try:
                session = await self._run(lambda: self._talks.opened(asking, wanted))
                view = await self._run(lambda: self._talks.view(session))
                return replace(view, running=self._talks.running(session) is not None), session
            except UnknownConversation:
                lost = LOST
        fresh = Session(owner=asking)
        view = await self._run(lambda: self._talks.view(fresh))
        return replace(view, lost=lost), fresh

    async def ask(
        self, session: Session, asked: Asked, scope: Scope, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        """A question: the answer as it grows, in the page and in the session."""
        session = mine(session, request)
        page = request.session_hash or ""
        base = session if asked.instead is None else replace(
            session, answers=session.answers[: asked.instead]
        )  # fmt: skip
        yield shown(live=growing(base, pending(asked.question)), suggested={}), session
        try:
            talk = await self._run(lambda: self._talks.begin(session, asked, page, scope))
        except Exception as error:
            yield shown(live=growing(base, failed(asked.question, error))), session
            return
        yield shown(live=growing(talk.base, pending(asked.question))), talk.before
        async with aclosing(self._followed(talk)) as steps:
            async for step in steps:
                yield step

    async def follow(
        self, session: Session, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        """A page was opened at a conversation in which an answer is being written."""
        session = mine(session, request)
        talk = self._talks.running(session)
        if talk is None:
            yield gr.skip(), gr.skip()
            return
        yield shown(live=growing(talk.base, pending(talk.question))), session
        async with aclosing(self._followed(talk)) as steps:
            async for step in steps:
                yield step

    async def _followed(self, talk: Talk) -> AsyncGenerator[tuple[Any, Any], None]:
        assert talk.running is not None
        try:
            async with aclosing(talk.running.follow()) as steps:
                async for grown in steps:
                    yield shown(live=growing(talk.base, answer_view(grown.answers[-1]))), grown
            settled = talk.settled or talk.before
            view = await self._run(lambda: self._talks.view(settled))
        except Exception as error:
            withdrawn = talk.settled or talk.before
            yield shown(live=growing(talk.base, failed(talk.question, error))), withdrawn
            return
        yield shown(value=view, live={}), settled

    async def suggest(self, session: Session, request: gr.Request) -> Any:
        """An answer is whole: what could be asked next."""
        session, page = mine(session, request), request.session_hash or ""
        try:
            return shown(suggested=await self._talks.suggestions(session, page))
        except Exception as error:
            said(error)  # the answer stands without them
            return gr.skip()

    async def stop(self, session: Session, request: gr.Request) -> tuple[Any, Any]:
        """The answer is stopped; what there is of it stays."""
        session, page = mine(session, request), request.session_hash or ""
        kept = await self._run(lambda: self._talks.stop(session, page))
        view = await self._run(lambda: self._talks.view(kept))
        return shown(value=view, live={}), kept

    async def clear(self, request: gr.Request) -> tuple[Any, Any]:
        """A new conversation."""
        fresh = Session(owner=owner(request))
        view = await self._run(lambda: self._talks.view(fresh))
        return shown(value=view, live={}, suggested={}), fresh

    async def rate(self, session: Session, event: gr.EventData, request: gr.Request) -> Any:
        """A thumb on an answer, up (1), down (-1) or none (0), and perhaps words."""
        session = mine(session, request)
        turn, thumb, words = number(event, "turn"), number(event, "thumb"), text(event, "words")
        try:
            await self._run(lambda: self._talks.rate(session, turn, thumb, words))
            view = await self._run(lambda: self._talks.view(session))
        except Exception as error:
            return shown(rated=RatedView(_now(), trouble=said(error)))
        return shown(rated=RatedView(_now(), view.conversation, view.thumbs))

    # ---------------------------------------------------------------- the list

    async def seek(self, event: gr.EventData, request: gr.Request) -> Any:
        """The list is looked at, or searched."""
        return await self._listed(event, request)

    async def rename(self, event: gr.EventData, request: gr.Request) -> Any:
        """A conversation gets another title."""
        asking, id, title = owner(request), text(event, "id"), text(event, "title")
        try:
            await self._run(lambda: self._talks.rename(asking, id, title))
        except Exception as error:
            return shown(live={"trouble": said(error)})
        return await self._listed(event, request)

    async def discard(
        self, session: Session, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any]:
        """A conversation is deleted; where it is the one that the page has open, it goes."""
        session, id = mine(session, request), text(event, "id")
        try:
            await self._run(lambda: self._talks.delete(session.owner, id))
        except Exception as error:
            return shown(live={"trouble": said(error)}), gr.skip(), gr.skip()
        listed = await self._listed(event, request)
        if session.id != id:
            return listed, gr.skip(), gr.skip()
        return listed, *(await self.clear(request))

    async def open(self, event: gr.EventData, request: gr.Request) -> tuple[Any, Session]:
        """A conversation of the list is opened."""
        try:
            view, session = await self.opened(text(event, "id"), request)
        except Exception as error:
            fresh = Session(owner=owner(request))
            return shown(live=growing(fresh, failed("", error))), fresh
        return shown(value=view, live={}, suggested={}), session

    async def _listed(self, event: gr.EventData, request: gr.Request) -> Any:
        asking, words = owner(request), text(event, "words")[:200]
        most = min(max(number(event, "most"), _PAGE), MOST_LISTED)
        if not asking:
            return shown(value=TalksView(kept=False), live={})
        try:
            page = await self._run(lambda: self._talks.list(asking, words, most))
        except Exception as error:
            return shown(live={"trouble": said(error)})
        return shown(value=talks_view(page, words), live={})


def _now() -> int:
    return time.monotonic_ns() // 1_000
