"""The briefings that clients have open: each under a token that only who asked for it is told.

Who has the token may export the briefing.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from assistant.conversations.downloads import Download, briefing_download
from assistant.errors import UnknownBriefing
from assistant.types import Briefing, SavedBriefing
from vectorstore.stories import Story

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
    """A briefing that a client shows, with its token; `saved` is when it was saved.

    `stories` are those of the library when it was opened, where it is on several.
    """

    briefing: Briefing
    token: str
    saved: datetime | None = None
    stories: tuple[Story, ...] = ()


class OpenBriefings:
    """Opens, exports and saves the briefings of one assistant."""

    def __init__(self, assistant: BriefingFacade) -> None:
        self._assistant = assistant
        self._open: OrderedDict[str, Briefing] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, briefing: Briefing, saved: datetime | None = None) -> OpenBriefing:
        """The briefing under a new token."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._open[token] = briefing
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        stories = tuple(self._assistant.stories()) if briefing.stories else ()
        return OpenBriefing(briefing, token, saved, stories)

    def reopen(self, saved_id: str) -> OpenBriefing:
        """A saved briefing, open again; raises UnknownBriefing."""
        saved = self.saved(saved_id)
        return self.open(saved.briefing, saved.saved)

    def save(self, opened: OpenBriefing) -> OpenBriefing:
        """The open briefing, which is now saved; saved already, it stays as it is."""
        if opened.saved is not None:
            return opened
        return replace(opened, saved=self._assistant.save(opened.briefing).saved)

    def saved(self, saved_id: str) -> SavedBriefing:
        """The saved briefing with exactly this id; raises UnknownBriefing."""
        saved = self._assistant.saved_briefing(saved_id)
        if saved.id != saved_id:  # the beginning of an id is for people who type one
            raise UnknownBriefing("no saved briefing has this id: reload the page")
        return saved

    def download(self, token: str, form: str) -> Download | None:
        """The open briefing as a file; None for a token or a form that there is not."""
        with self._lock:
            briefing = self._open.get(token)
        return None if briefing is None else briefing_download(briefing, form)
