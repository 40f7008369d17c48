"""The file formats that are read: each is one module with one function, named in one table."""

from __future__ import annotations

from assistant.reading.formats.known import (
    DOCX,
    FORMATS,
    HTML,
    PDF,
    TEXT,
    Format,
    by_suffix,
    endings,
)
from assistant.reading.formats.sniffing import by_content, is_page, settled

__all__ = [
    "DOCX",
    "FORMATS",
    "HTML",
    "PDF",
    "TEXT",
    "Format",
    "by_content",
    "by_suffix",
    "endings",
    "is_page",
    "settled",
]
