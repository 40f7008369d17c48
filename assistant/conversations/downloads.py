"""Briefings and conversations as files to be downloaded: name, kind and content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from assistant.conversations.threads import StoredConversation, StoredTurn
from assistant.documents import document
from assistant.exporting.files import Form, export
from assistant.exporting.markdown import escaped, opened, sources
from assistant.types import Briefing
from assistant.wording import day, one_line

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
    if answer.statements:
        sentences = (
            escaped(statement.text) + "".join(f" [{number}]" for number in statement.citations)
            for statement in answer.statements
        )
        yield opened(" ".join(sentences))
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
