"""The server as a process that answers slowly and hashes texts, slowly, instead of embedding them.

    python -m tests.integration.api_process LIBRARY

It serves on a free port, without the window, with the keys of the library.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant import Answer, Assistant
from assistant.conversations.jobs import unanswered
from assistant.interfaces.api.server import serve
from tests.soak.standin import HashedTexts

SENTENCES = 30


class Telling(Assistant):
    """Tells a sentence more every tenth of a second."""

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The answer so far."""
        for told in range(1, SENTENCES + 1):
            time.sleep(0.1)
            text = " ".join(f"Sentence {number}." for number in range(1, told + 1))
            yield replace(unanswered(question, ""), answered=True, text=text, notices=())


if __name__ == "__main__":
    with Telling(Path(sys.argv[1]), embeddings=HashedTexts(pause=0.05)) as assistant:
        serve(assistant, "127.0.0.1", 0, window=False)
