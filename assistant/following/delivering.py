"""Takes one saved briefing to one destination, in the form that goes there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.conversations.downloads import briefing_download
from assistant.documents import document, jsonable
from assistant.errors import DeliveryError, ExportError
from assistant.exporting.files import write
from assistant.exporting.forms import Form
from assistant.following import mail, webhook
from assistant.following.destinations import Folder, Mailbox, destination
from assistant.following.outbox import Sending
from assistant.settings import Settings
from assistant.types import SavedBriefing

_ATTACHED = (Form.DOCX, Form.PDF)


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers with the settings of a library."""

    settings: Settings

    def deliver(self, sending: Sending, saved: SavedBriefing, now: datetime) -> None:
        """Deliver a briefing; raises DeliveryError, and DeliveryRefused where it is of no
        use to try again."""
        place = destination(sending.to)
        if isinstance(place, Folder):
            self._to_folder(place.path, sending, saved)
        elif isinstance(place, Mailbox):
            self._to_mailbox(place, sending, saved, now)
        else:
            webhook.post(
                place.url,
                _parcel(sending, saved),
                delivery=sending.id,
                secret=self.settings.webhook_secret.get_secret_value(),
                now=now,
                allow_private=sending.topic.allow_private,
            )

    def _to_folder(self, folder: Path, sending: Sending, saved: SavedBriefing) -> None:
        file = briefing_download(saved.briefing, sending.topic.form)
        assert file is not None
        day = saved.saved.astimezone().date().isoformat()
        stem, _, ending = file.name.rpartition(".")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Its id in the name: what is written once more takes the place of the same file.
            write(folder / f"{day}-{stem}-{saved.id}.{ending}", file.content)
        except OSError as error:
            raise DeliveryError(f"{folder} cannot be made ({error.strerror})") from error
        except ExportError as error:
            raise DeliveryError(str(error)) from error

    def _to_mailbox(
        self, place: Mailbox, sending: Sending, saved: SavedBriefing, now: datetime
    ) -> None:
        topic = sending.topic
        message = mail.letter(
            saved.briefing, topic.topic, place.addresses[0], mail.sender(self.settings),
            sending.id, now,
            briefing_download(saved.briefing, topic.form) if topic.form in _ATTACHED else None,
        )  # fmt: skip
        mail.send(message, self.settings)


def _parcel(sending: Sending, saved: SavedBriefing) -> bytes:
    """What a webhook gets: which delivery, what is followed, and the briefing as its JSON."""
    return document(
        {
            "event": "briefing",
            "delivery": sending.id,
            "schedule": {"id": sending.schedule, "topic": sending.topic.topic},
            "saved": {"id": saved.id, "at": jsonable(saved.saved)},
            "briefing": jsonable(saved.briefing),
        }
    ).encode()
