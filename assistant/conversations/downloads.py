"""Briefings that clients have open, and files to be downloaded: name, kind and content.

An open briefing has a token that only who asked for it is told; who has it may export it.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from assistant.conversations.threads import StoredConversation, StoredTurn
from assistant.documents import document
from assistant.errors import UnknownBriefing
from assistant.exporting.files import export
from assistant.exporting.forms import Form
from assistant.exporting.markdown import escaped, opened, sources
from assistant.types import Briefing, SavedBriefing
from assistant.wording import day, one_line, under_headings
from vectorstore.stories import Story

_LONGEST_NAME = 80
_NO_WORD = re.compile(r"[^\w]+")

MEDIA_TYPES = {
    Form.MD: "text/markdown; charset=utf-8",
    # As a page of its own it would get what the chat window's pages get.
    Form.HTML: "application/octet-stream",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, its media type, and its content."""

    name: str
    media_type: str
    content: bytes


def briefing_download(briefing: Briefing, form: str) -> Download | None:
    """A briefing in one of its forms; None for a form that there is not."""
    if form not in {str(known) for known in Form}:
        return None
    wanted = Form(form)
    name = f"{file_name(briefing.headline or briefing.topic or 'briefing')}.{wanted}"
    return Download(name, MEDIA_TYPES[wanted], export(briefing, wanted))


def conversation_download(conversation: StoredConversation, form: str) -> Download | None:
    """A conversation as Markdown or JSON; None for another form."""
    if form not in (Form.MD, Form.JSON):
        return None
    text = document(conversation) if form == Form.JSON else conversation_markdown(conversation)
    name = f"{file_name(conversation.conversation.title)}.{form}"
    return Download(name, MEDIA_TYPES[Form(form)], text.encode())


def conversation_markdown(conversation: StoredConversation) -> str:
    """Every question with its answer and, below it, the quotes that the answer rests on."""
    about = conversation.conversation
    parts = [f"# {escaped(about.title)}", f"*Begun on {day(about.created)}*"]
    for turn in conversation.turns:
        parts += _turn(turn)
    if conversation.pending is not None:
        parts += [f"## {escaped(conversation.pending.question)}", "*Not answered.*"]
    return "\n\n".join(parts) + "\n"


def _turn(turn: StoredTurn) -> Iterator[str]:
    answer = turn.answer
    yield f"## {escaped(turn.question)}"
    if answer.preface:
        yield "\n".join(
            f"- {opened(escaped(line[2:]))}" if line.startswith("- ") else opened(escaped(line))
            for line in answer.preface.splitlines()
        )
    for heading, statements in under_headings(answer.statements, answer.parts):
        sentences = [
            escaped(statement.text) + "".join(f" [{number}]" for number in statement.citations)
            for statement in statements
        ]
        if heading:
            yield f"**{escaped(heading)}**"
        if answer.layout == "prose":
            yield opened(" ".join(sentences))
        else:
            yield "\n".join(f"- {opened(sentence)}" for sentence in sentences)
    yield from (f"*{escaped(notice)}*" for notice in answer.notices)
    if answer.citations:
        yield "### Sources\n\n" + sources(answer.citations)


def file_name(words: str) -> str:
    """A headline as the name of a file, without an ending: words with hyphens between them."""
    name = _NO_WORD.sub("-", one_line(words).casefold()).strip("-")[:_LONGEST_NAME].rstrip("-")
    return name or "briefing"


def attachment(name: str) -> str:
    """The header that makes a browser save an answer under this name (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


MOST_OPEN = 64
"""So many briefings can be exported without being made again; older ones are forgotten."""


class BriefingFacade(Protocol):
    """What open briefings need of an assistant."""

    def stories(self) -> list[Story]:
        """The stories of the library."""

    def save(self, briefing: Briefing) -> SavedBriefing:
        """Keep a briefing under an id of its own."""

    def saved_briefing(self, briefing_id: str) -> SavedBriefing:
        """The saved briefing with this id, or the only one whose id begins so."""


@dataclass(frozen=True, slots=True)
class OpenBriefing:
    """A briefing that a client shows, with its token; `saved` is when it was saved, `id` under
    which id. `stories` are those of the library when it was opened, where it is on several."""

    briefing: Briefing
    token: str
    saved: datetime | None = None
    stories: tuple[Story, ...] = ()
    id: str = ""


class OpenBriefings:
    """Opens, exports and saves the briefings of one assistant."""

    def __init__(self, assistant: BriefingFacade) -> None:
        self._assistant = assistant
        self._open: OrderedDict[str, OpenBriefing] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, briefing: Briefing) -> OpenBriefing:
        """The briefing under a new token."""
        return self._opened(briefing)

    def reopen(self, saved_id: str) -> OpenBriefing:
        """A saved briefing, open again; raises UnknownBriefing."""
        saved = self.saved(saved_id)
        return self._opened(saved.briefing, saved.saved, saved.id)

    def resume(self, token: str, saved_id: str) -> OpenBriefing | None:
        """The briefing that is open under a token, else the saved one; None where both are gone."""
        with self._lock:
            opened = self._open.get(token)
        if opened is not None or not saved_id:
            return opened
        try:
            return self.reopen(saved_id)
        except UnknownBriefing:
            return None

    def save(self, opened: OpenBriefing) -> OpenBriefing:
        """The open briefing, which is now saved; saved already, it stays as it is."""
        if opened.saved is not None:
            return opened
        kept = self._assistant.save(opened.briefing)
        return self._keep(replace(opened, saved=kept.saved, id=kept.id))

    def _opened(
        self, briefing: Briefing, saved: datetime | None = None, id: str = ""
    ) -> OpenBriefing:
        stories = tuple(self._assistant.stories()) if briefing.stories else ()
        return self._keep(OpenBriefing(briefing, secrets.token_urlsafe(24), saved, stories, id))

    def _keep(self, opened: OpenBriefing) -> OpenBriefing:
        with self._lock:
            self._open[opened.token] = opened
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return opened

    def saved(self, saved_id: str) -> SavedBriefing:
        """The saved briefing with exactly this id; raises UnknownBriefing."""
        saved = self._assistant.saved_briefing(saved_id)
        if saved.id != saved_id:  # the beginning of an id is for people who type one
            raise UnknownBriefing("no saved briefing has this id: reload the page")
        return saved

    def download(self, token: str, form: str) -> Download | None:
        """The open briefing as a file; None for a token or a form that there is not."""
        with self._lock:
            opened = self._open.get(token)
        return None if opened is None else briefing_download(opened.briefing, form)
