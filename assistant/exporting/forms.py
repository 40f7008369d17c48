"""The forms that a briefing is written in, by the endings of files, and its sections."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """The forms a briefing is written in; each is the usual ending of such files."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self not in (Form.DOCX, Form.PDF)


_ENDINGS = {"markdown": Form.MD, "htm": Form.HTML, "xhtml": Form.HTML}


def form_of(path: Path) -> Form | None:
    """The form that a file's ending tells; None for an ending that tells none."""
    ending = path.suffix.removeprefix(".").casefold()
    with contextlib.suppress(ValueError):
        return Form(ending)
    return _ENDINGS.get(ending)


SECTIONS = (
    "lead", "key_points", "new", "conflicts", "timeline", "people", "figures", "quotes", "stories",
    "open",
)  # fmt: skip
"""What can be left out; the lead is the bottom line and the paragraphs of the text."""
