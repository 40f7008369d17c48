"""The chat window: a page in the browser with the library, the answers and their evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    logins: Path | None = None,
) -> None:
    """Serve the chat window until Ctrl-C; port 0 takes any that is free.

    `logins` is a file of logins, which a host that is not loopback needs. Raises SettingsError
    where the file cannot be used, a host needs one, or the port is taken.
    """
    from assistant.interfaces.chat.server import serve

    serve(assistant, host, port, logins)
