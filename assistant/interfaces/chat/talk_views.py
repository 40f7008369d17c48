"""The list of conversations as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversations.threads import ConversationPage
from assistant.interfaces.chat.views import ThumbView, scrubbed


@dataclass(frozen=True, slots=True)
class TalkView:
    """One conversation: its title, how many questions it has, and when it was last used.

    `moment` is in ISO 8601, as only the browser knows its reader's time zone.
    """

    id: str
    title: str
    moment: str
    questions: int


@dataclass(frozen=True, slots=True)
class TalksView:
    """The newest conversations that have the words, and how many there are of them in all."""

    rows: tuple[TalkView, ...] = ()
    total: int = 0
    words: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class RatedView:
    """The thumbs of a conversation after one was given, or why it could not be kept.

    `told` differs each time, so that the page notices also what changes no thumb.
    """

    told: int
    conversation: str = ""
    thumbs: tuple[ThumbView, ...] = ()
    trouble: str = ""


def talks_view(page: ConversationPage, words: str) -> TalksView:
    """A page of the list of conversations that was asked for with these words."""
    rows = tuple(
        TalkView(one.id, scrubbed(one.title), one.updated.isoformat(), one.turns)
        for one in page.conversations
    )
    return TalksView(rows, page.total, scrubbed(words))
