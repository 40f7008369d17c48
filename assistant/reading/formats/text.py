"""Plain text, with or without a header block; pages saved under a text name are read as pages."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.reading.encoding import one_article
from assistant.reading.types import Draft


def read(content: bytes) -> Sequence[Draft]:
    """One draft: the decoded text; what stands around the article is left to cleaning."""
    return (Draft(one_article(content)),)
