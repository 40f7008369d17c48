"""The command line: `newsbrief COMMAND`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; exits 0 when done, 1 when it could not be done, 2 on wrong usage."""
    # Before anything imports them: neither Gradio, Chroma nor the hub client calls home.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from assistant.errors import AssistantError
    from assistant.interfaces.cli.commands import app
    from vectorstore.errors import VectorStoreError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except (AssistantError, VectorStoreError) as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("stopped; what was reported as added is kept", 130)
    except BrokenPipeError:
        # The reader of our output went away: nothing is left to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _fail(message: str, status: int) -> None:
    print(f"newsbrief: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)
