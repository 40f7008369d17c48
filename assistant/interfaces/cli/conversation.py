"""A conversation on a terminal: one request after the other, each with the turns before it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence

from assistant.errors import AssistantError
from assistant.types import Answer, Turn
from assistant.wording import one_line
from vectorstore.errors import VectorStoreError

PROMPT = "> "
_ENDS = ("exit", "quit")


def converse(answered: Callable[[str, Sequence[Turn]], Answer]) -> None:
    """Ask for requests until "exit" or the end of input (Ctrl-D); `answered` does and prints one.

    Ctrl-C stops an answer, and ends the conversation where none is being written. What cannot be
    done is one line, and the conversation goes on.
    """
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # lines can then be edited and called back
    print("Ask; exit or Ctrl-D ends.", file=sys.stderr)
    history: list[Turn] = []
    while (request := _asked()) is not None:
        if not request:
            continue
        try:
            answer = answered(request, history)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
        except (AssistantError, VectorStoreError) as error:
            print(one_line(str(error)), file=sys.stderr)
        else:
            history.append(Turn(request, answer.plain))
            print()


def _asked() -> str | None:
    """What is typed next; None at the end."""
    try:
        request = input(PROMPT).strip()
    except EOFError:
        print()
        return None
    return None if request.casefold() in _ENDS else request
