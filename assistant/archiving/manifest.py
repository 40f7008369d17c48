"""What a backup says of itself: which newsbrief made it, and what its files are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from assistant.conversations.database import MIGRATIONS as CONVERSATIONS
from assistant.conversations.database import NAME as CONVERSATIONS_FILE
from assistant.conversations.store import SECRET_FILE
from assistant.documents import decoded, document, restored
from assistant.errors import ArchiveError
from assistant.settings import FILE as SETTINGS_FILE
from vectorstore.catalog.schema import MIGRATIONS as CATALOG
from vectorstore.lock import CATALOG as CATALOG_FILE
from vectorstore.outlets import FILE as OUTLETS_FILE

FORMAT = 1
"""The number of this form of backups; one that older readers cannot read has a higher one."""
NAME = "manifest.json"
KIND = "newsbrief backup"

PLAIN_FILES = (SETTINGS_FILE, OUTLETS_FILE, SECRET_FILE)
"""What is copied as it lies beside the two databases, where it is there."""
PRIVATE = (SECRET_FILE, CONVERSATIONS_FILE)
"""What only the owner of a library may read."""
FILES = (*PLAIN_FILES, CONVERSATIONS_FILE, CATALOG_FILE)
"""All that a backup can hold, in the order in which it is put into a folder: the last one makes
a library of it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup: its name, its length in bytes, the SHA-256 of its content in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup tells: the versions it was made by and with, when (UTC), and its files."""

    made: datetime
    newsbrief: str
    catalog: int
    conversations: int
    embeddings: str
    articles: int
    chunks: int
    files: tuple[StoredFile, ...]
    kind: str = KIND
    format: int = FORMAT


def manifest(
    made: datetime, embeddings: str, counts: tuple[int, int], files: tuple[StoredFile, ...]
) -> str:
    """The manifest of a backup made by this newsbrief, as JSON."""
    return document(
        Manifest(made, version("newsbrief"), len(CATALOG), len(CONVERSATIONS), embeddings,
                 *counts, files)
    )  # fmt: skip


def read_manifest(text: bytes, name: str) -> Manifest:
    """The manifest of the backup that is called `name`; raises ArchiveError where it is none, or
    one of a newer newsbrief."""
    try:
        found = decoded(text.decode())
        if not isinstance(found, dict) or found.get("kind") != KIND:
            raise ValueError("it has another manifest")
        form, by = found.get("format"), str(found.get("newsbrief", ""))[:20]
        if isinstance(form, int) and form > FORMAT:
            raise newer(name, by)
        told = restored(Manifest, found)
    except ValueError as error:
        raise ArchiveError(f"{name} is no backup of newsbrief, or damaged: {error}") from None
    if told.catalog > len(CATALOG) or told.conversations > len(CONVERSATIONS):
        raise newer(name, told.newsbrief)
    names = [file.name for file in told.files]
    if CATALOG_FILE not in names or len(set(names)) != len(names) or not set(names) <= set(FILES):
        raise ArchiveError(f"{name} is damaged: its manifest names other files than a library has")
    return told


def newer(name: str, by: str) -> ArchiveError:
    """The error for what a later version made."""
    return ArchiveError(
        f"{name} was made by a newer newsbrief ({by or 'of unknown version'}): upgrade newsbrief "
        "to read it"
    )
