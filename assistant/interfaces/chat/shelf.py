"""The briefings that pages have open, and those that were saved.

A briefing that is open has a token, which only the page that asked for it is told: who has
the token may export it.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, replace
from urllib.parse import quote

from assistant.assistant import Assistant
from assistant.errors import UnknownBriefing
from assistant.exporting.files import Form, export
from assistant.interfaces.chat.brief_views import (
    BriefingView,
    CheckView,
    SavedListView,
    briefing_view,
    check_view,
    headline,
    saved_list_view,
    saved_on,
)
from assistant.types import Briefing, SavedBriefing
from vectorstore.stories import Story as Told

MOST_OPEN = 64
"""So many briefings can be exported without being made again; older ones are forgotten."""

_LONGEST_NAME = 80
_NO_WORD = re.compile(r"[^\w]+")

KINDS = {
    Form.MD: "text/markdown; charset=utf-8",
    # As a page of its own it would get what the chat window's pages get.
    Form.HTML: "application/octet-stream",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A briefing that a page shows, with its token; `saved` is when it was saved.

    `stories` are those of the library when it was opened, where it is on several.
    """

    briefing: Briefing
    token: str
    saved: str = ""
    stories: tuple[Told, ...] = ()

    @property
    def view(self) -> BriefingView:
        """The briefing as the page shows it."""
        return briefing_view(self.briefing, self.token, self.saved, self.stories)


@dataclass(frozen=True, slots=True)
class File:
    """An exported briefing: its name, the kind of its content, and the content."""

    name: str
    kind: str
    content: bytes


class Shelf:
    """Opens, exports, saves, checks and deletes briefings of one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._open: OrderedDict[str, Briefing] = OrderedDict()
        self._lock = threading.Lock()

    def opened(self, briefing: Briefing, saved: str = "") -> Opened:
        """The briefing under a new token."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._open[token] = briefing
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        stories = tuple(self._assistant.stories()) if briefing.stories else ()
        return Opened(briefing, token, saved, stories)

    def file(self, token: str, form: str) -> File | None:
        """The open briefing as a file; None for a token or a form that there is not."""
        with self._lock:
            briefing = self._open.get(token)
        if briefing is None or form not in {str(known) for known in Form}:
            return None
        wanted = Form(form)
        name = f"{file_name(headline(briefing))}.{wanted}"
        return File(name, KINDS[wanted], export(briefing, wanted))

    def list(self) -> SavedListView:
        """The saved briefings, newest first."""
        return saved_list_view(self._assistant.briefings())

    def save(self, opened: Opened) -> Opened:
        """The open briefing, which is now saved; saved already, it stays as it is."""
        if opened.saved:
            return opened
        return replace(opened, saved=saved_on(self._assistant.save(opened.briefing)))

    def reopened(self, saved_id: str) -> Opened:
        """A saved briefing, open again; raises UnknownBriefing."""
        saved = self._saved(saved_id)
        return self.opened(saved.briefing, saved_on(saved))

    def checked(self, saved_id: str) -> CheckView:
        """A saved briefing against the library as it is now; raises UnknownBriefing."""
        saved = self._saved(saved_id)
        return check_view(saved.id, self._assistant.verify_briefing(saved.briefing))

    def deleted(self, saved_id: str) -> SavedListView:
        """The list without a saved briefing; raises UnknownBriefing."""
        self._assistant.delete_briefing(self._saved(saved_id).id)
        return self.list()

    def _saved(self, saved_id: str) -> SavedBriefing:
        saved = self._assistant.saved_briefing(saved_id)
        if saved.id != saved_id:  # the beginning of an id is for people who type one
            raise UnknownBriefing("no saved briefing has this id: reload the page")
        return saved


def file_name(words: str) -> str:
    """A headline as the name of a file, without an ending: words with hyphens between them."""
    name = _NO_WORD.sub("-", words.casefold()).strip("-")[:_LONGEST_NAME].rstrip("-")
    return name or "briefing"


def attachment(name: str) -> str:
    """The header that makes a browser save an answer under this name (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
