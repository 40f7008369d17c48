"""What a backup says of itself: which newsbrief made it, and what its files are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from assistant.conversations.database import MIGRATIONS as CONVERSATIONS
from assistant.documents import decoded, document, restored
from assistant.errors import ArchiveError
from vectorstore.catalog.schema import MIGRATIONS as CATALOG
from vectorstore.lock import CATALOG as CATALOG_FILE

FORMAT = 1
"""The number of this form of backups; one that older readers cannot read has a higher one."""
NAME = "manifest.json"
KIND = "newsbrief backup"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup: its name, length in bytes, permissions, and SHA-256 in hex."""

    name: str
    bytes: int
    mode: int
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
    if CATALOG_FILE not in names or len(set(names)) != len(names) or not all(map(_is_name, names)):
        raise ArchiveError(f"{name} is damaged: its manifest names other files than a library has")
    return told


def _is_name(name: str) -> bool:
    """Whether this is the name of a file in a folder, and nowhere else."""
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\\0")


def newer(name: str, by: str) -> ArchiveError:
    """The error for what a later version made."""
    return ArchiveError(
        f"{name} was made by a newer newsbrief ({by or 'of unknown version'}): upgrade newsbrief "
        "to read it"
    )
