"""All that a library keeps for its users, in one place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from assistant.conversations.briefings import Briefings
from assistant.conversations.feedback import Feedback
from assistant.conversations.file import KeptFile
from assistant.conversations.logins import EndedLogins
from assistant.conversations.secret import secret
from assistant.conversations.threads import Conversations
from assistant.types import Briefing, SavedBriefing


class Kept:
    """What is kept in a library folder; raises KeepingError where its file cannot be used.

    `conversations`, `feedback` and `ended_logins` are the parts that the chat window uses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = KeptFile(folder)
        self._briefings = Briefings(self._file)
        self.conversations = Conversations(self._file)
        self.feedback = Feedback(self._file)
        self.ended_logins = EndedLogins(self._file)

    def secret(self) -> bytes:
        """The secret of the folder; see `secret`."""
        return secret(self._folder)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self._file.close()

    def save(self, briefing: Briefing, moment: datetime) -> SavedBriefing:
        """Keep a briefing; see `Briefings.save`."""
        return self._briefings.save(briefing, moment)

    def briefings(self) -> list[SavedBriefing]:
        """Every saved briefing, newest first."""
        return self._briefings.all()

    def briefing(self, id: str) -> SavedBriefing:
        """The saved briefing with this id or the only one that begins so; or UnknownBriefing."""
        return self._briefings.one(id)

    def delete(self, id: str) -> None:
        """Remove a saved briefing; raises UnknownBriefing."""
        self._briefings.delete(id)
