"""A library exported as JSON lines: what no other version of newsbrief has to make again."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, cast

from assistant.archiving import records
from assistant.archiving.backup import Watch
from assistant.archiving.records import Apart, OwnOutlets, line
from assistant.archiving.scratch import outside, replacing
from assistant.conversations.store import ConversationStore
from assistant.errors import ConversationStoreError
from vectorstore.library import Library
from vectorstore.outlets import FILE as OUTLETS_FILE

GZIPPED = ".gz"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was exported into a file, and what could not be: a notice each."""

    file: Path
    bytes: int
    articles: int
    kept_apart: int
    briefings: int
    conversations: int
    notices: tuple[str, ...] = ()


def exported(
    library: Library, conversations: ConversationStore, file: Path, watch: Watch | None = None
) -> ExportReport:
    """Write what a library holds into a file of JSON lines, compressed where its name ends in
    ".gz"; the articles are all of one moment. Raises ArchiveError."""
    outside(file, library.folder, "export")
    notices: list[str] = []
    counts: dict[str, int] = {}
    tell = watch or (lambda what, share: None)
    total = max(1, library.counts()[0])
    with replacing(file) as new:
        with ExitStack() as stack:
            target = cast(IO[bytes], stack.enter_context(new.open("wb")))
            if file.name.endswith(GZIPPED):
                target = cast(IO[bytes], stack.enter_context(
                    gzip.GzipFile("", "wb", fileobj=target, mtime=0)))  # fmt: skip
            digest, lines = (
                hashlib.sha256(),
                stack.enter_context(closing(_lines(library, conversations, notices))),
            )
            for kind, written in lines:
                counts[kind] = counts.get(kind, 0) + 1
                digest.update(written)
                target.write(written)
                tell("exporting", min(1.0, counts.get(records.ARTICLE, 0) / total))
            end = {"lines": sum(counts.values()), "sha256": digest.hexdigest()}
            target.write(line(records.END, end))
        size = new.stat().st_size
    return ExportReport(
        file.expanduser().resolve(), size, counts.get(records.ARTICLE, 0),
        counts.get(records.APART, 0), counts.get(records.BRIEFING, 0),
        counts.get(records.CONVERSATION, 0), tuple(notices),
    )  # fmt: skip


def _lines(
    library: Library, conversations: ConversationStore, notices: list[str]
) -> Generator[tuple[str, bytes], None, None]:
    """Every line but the last, with its kind."""
    head = {
        "format": records.FORMAT,
        "newsbrief": version("newsbrief"),
        "exported": datetime.now(UTC),
    }
    yield records.KIND, line(records.KIND, head)
    outlets = library.folder / OUTLETS_FILE
    if outlets.is_file():
        own = OwnOutlets(outlets.read_text("utf-8", "replace"))
        yield records.OUTLETS, line(records.OUTLETS, own)
    # Before the articles: a pair that is set apart while these are read may be of new ones.
    pairs = library.kept_apart()
    with closing(library.exported()) as articles:
        for item in articles:
            yield records.ARTICLE, line(records.ARTICLE, records.article_fields(item))
    for pair in pairs:
        yield records.APART, line(records.APART, Apart(*pair))
    for saved in conversations.briefings.all():
        yield records.BRIEFING, line(records.BRIEFING, saved)
    for owner, id in conversations.transfer.ids():
        try:
            owned = conversations.transfer.conversation(owner, id)
        except ConversationStoreError as error:
            notices.append(f"not exported: {error}")
        else:
            yield records.CONVERSATION, line(records.CONVERSATION, owned)
