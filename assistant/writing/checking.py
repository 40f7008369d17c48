"""Drafted sentences pass the gate and become statements."""

from __future__ import annotations

from assistant.types import Statement
from assistant.verification.citations import Numbering
from assistant.verification.verify import verify
from assistant.writing.draft import Drafted


def checked(drafted: Drafted, numbering: Numbering) -> Statement:
    """The drafted sentence with numbered citations and the gate's verdict."""
    numbers = tuple(dict.fromkeys(numbering.number(quote) for quote in drafted.quotes))
    verdict = verify(drafted.text, [quote.text for quote in drafted.quotes])
    return Statement(" ".join(drafted.text.split()), numbers, verdict)
