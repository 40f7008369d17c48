"""The chat window: a page in the browser with the library, the answers and their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the chat window until Ctrl-C; port 0 takes any that is free.

    Raises SettingsError for a host that is not loopback and for a port that is taken.
    """
    from assistant.interfaces.chat.server import serve

    serve(assistant, host, port)
