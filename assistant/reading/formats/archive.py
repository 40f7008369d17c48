"""ZIP and gzip files: unpacked in memory, every member read by its own format."""

from __future__ import annotations

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO

from assistant.reading.formats import (
    GZIP,
    ZIP,
    Format,
    Part,
    by_content,
    by_suffix,
    embedded,
    endings,
    places,
    settled_format,
)
from assistant.reading.types import Broken, Draft, Unreadable

_DEEPEST = 3
_UTF8_NAMED = 0x800
_DRIVE = re.compile(r"^[A-Za-z]:")
_PACKAGE = "[Content_Types].xml"
_OFFICE = "is an Office file of another kind; save it as .docx"
_TOO_DEEP = "is a ZIP file too deep inside others; unpack it and add what is in it"
_NOTHING = "holds nothing that is read; these are read: %s"
_EMPTY = "is empty; put an article into it"


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive: its name without anything that leads out of it, and the place
    it is known by, which no other member has."""

    name: str
    entry: zipfile.ZipInfo
    place: str = ""


def read_zip(content: bytes) -> Iterator[Draft | Broken]:
    """The articles of all members in the order of their names; a member's name is the
    place of its article. Hidden members and those of other formats are passed over, as
    are settings and tables without articles, unless there is nothing else.

    Nothing is unpacked to a disk. Raises Unreadable for anything that is no ZIP file,
    when nothing in it is read, and for more than 20,000 members or 256 MB.
    """
    yield from _articles(content, 1, Budget())


def _articles(content: bytes, depth: int, budget: Budget) -> Iterator[Draft | Broken]:
    archive = Archive(content, budget)
    if archive.named(_PACKAGE) and not archive.named("word/document.xml"):
        raise Unreadable(_OFFICE)
    found = False
    aside: list[Broken] = []
    for member in _members(archive):
        form = by_suffix(PurePosixPath(member.name).suffix)
        if form is None:
            continue
        for part in _member(archive, member, depth, budget, aside):
            found = True
            yield part
    if not found:
        yield from aside
    if not found and not aside:
        raise Unreadable(_NOTHING % endings())


def _members(archive: Archive) -> list[_Member]:
    """The members by their names, hidden ones left out; of two with one name each has its own."""
    members = [_Member(_name(entry), entry) for entry in archive.members()]
    members = [member for member in members if member.name and not _is_hidden(member.name)]
    members.sort(key=lambda member: (member.name.split("/"), member.entry.header_offset))
    parts = [
        Part((member.name,), f"{member.entry.filename} {member.entry.CRC}") for member in members
    ]
    found = zip(members, places(parts), strict=True)
    return [replace(member, place=place) for member, place in found]


def _name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAMED:
        # Many programs write UTF-8 without saying so.
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    parts = _DRIVE.sub("", name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _member(
    archive: Archive, member: _Member, depth: int, budget: Budget, aside: list[Broken]
) -> Iterator[Draft | Broken]:
    """The articles of one member; one that is of another purpose is put `aside`."""
    try:
        content = archive.read(member.entry)
        form = settled_format(content, member.name)
        if form is GZIP:
            content, form = _unpacked(content, budget)
        if not content.strip():
            yield Broken(member.place, _EMPTY)
        elif form is ZIP and depth == _DEEPEST:
            yield Broken(member.place, _TOO_DEEP)
        elif form is ZIP:
            for part in _articles(content, depth + 1, budget):
                yield replace(part, place=f"{member.place}#{part.place}")
        elif form is not None and form.fits(content):
            yield from embedded(form, content, member.place)
        elif form is not None:
            parts = embedded(form, content, member.place)
            aside += [part for part in parts if isinstance(part, Broken)]
    except Unreadable as error:
        if budget.left < 0:
            raise
        yield Broken(member.place, str(error))


# One file packed with gzip.

_NO_GZIP = "is no gzip file or is damaged; get the file again"
_NESTED = "is packed several times over; unpack it and add what is in it"
_TAR = "is a packed tar archive; unpack it and add the folder"
_NAME_FLAG = 8


def read_gzip(content: bytes) -> Iterable[Draft | Broken]:
    """The articles of the packed file, whose name in the header, else its content, tells
    its format. Raises Unreadable for anything that is no gzip file, and for a file that
    is too large when unpacked."""
    inner, form = _unpacked(content, Budget())
    return form.read(inner)


def _unpacked(content: bytes, budget: Budget) -> tuple[bytes, Format]:
    """The packed file and its format; raises Unreadable as `read` does."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            inner = budget.read(stream)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Unreadable(_NO_GZIP) from error
    if inner[257:262] == b"ustar":
        raise Unreadable(_TAR)
    form = settled_format(inner, _packed_name(content)) or by_content(inner)
    if form is GZIP:
        raise Unreadable(_NESTED)
    return inner, form


def _packed_name(content: bytes) -> str:
    """The name of the packed file, where the header holds it (RFC 1952)."""
    if not content[3] & _NAME_FLAG:
        return ""
    start = 10 + (2 + int.from_bytes(content[10:12], "little") if content[3] & 4 else 0)
    return content[start : content.find(b"\0", start)].decode("latin-1")


# Packed bytes are unpacked piece by piece, so that none can fill the memory.

LARGEST = 64 * 1024 * 1024
"""Bytes of one member of an archive."""
MOST = 256 * 1024 * 1024
"""Bytes of all members together, those of archives inside included."""
_PIECE = 1024 * 1024
_FILES = 20_000
_ENTRY = b"PK\x01\x02"
_TOO_LARGE = f"is larger than {LARGEST >> 20} MB when unpacked; split it into its articles"
_TOO_MUCH = f"holds more than {MOST >> 20} MB when unpacked; split it into several files"
_TOO_MANY = f"holds more than {_FILES:,} files; split it into several"
_LOCKED = "is locked with a password; unpack it and add what is in it"
_OTHER = "is packed in a way that is not read; pack it anew as an ordinary ZIP file"
_DAMAGED = "is damaged; get the file again"
NO_ZIP = "is no ZIP file or is cut short; get the file again"


class Budget:
    """How many bytes may still be unpacked out of one file, whatever is packed in what."""

    def __init__(self, size: int = MOST) -> None:
        self.left = size

    def read(self, stream: io.BufferedIOBase | IO[bytes]) -> bytes:
        """All of `stream`; raises Unreadable as soon as it is too much."""
        pieces: list[bytes] = []
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            self.left -= len(piece)
            if size > LARGEST:
                raise Unreadable(_TOO_LARGE)
            if self.left < 0:
                raise Unreadable(_TOO_MUCH)
            pieces.append(piece)
        return b"".join(pieces)


class Archive:
    """A ZIP file in memory. Opening it raises Unreadable when it is none, or has too many
    files; nothing is ever written to a disk, and no name in it is used as a path."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        if content.count(_ENTRY) > _FILES:
            raise Unreadable(_TOO_MANY)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(NO_ZIP) from error
        self._budget = budget

    def members(self) -> Iterator[zipfile.ZipInfo]:
        """The files in it, without folders and links, in the order of the archive."""
        for entry in self._zip.infolist():
            if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16):
                yield entry

    def named(self, name: str) -> zipfile.ZipInfo | None:
        """The file with exactly this name."""
        return self._zip.NameToInfo.get(name)

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of a file; raises Unreadable for locked, damaged and too large ones."""
        if entry.flag_bits & 1:
            raise Unreadable(_LOCKED)
        # The others unpack a whole block at once, however large.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(_OTHER)
        try:
            with self._zip.open(entry) as stream:
                return self._budget.read(stream)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise Unreadable(_DAMAGED) from error
        except (NotImplementedError, RuntimeError) as error:
            raise Unreadable(_OTHER) from error
