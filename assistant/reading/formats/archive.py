"""ZIP files: every member of a known format is read, also in ZIP files inside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.reading.formats import gzipped, inside, known, sniffing
from assistant.reading.formats.places import Part, places
from assistant.reading.formats.unpacking import Archive, Budget
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


def read(content: bytes) -> Iterator[Draft | Broken]:
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
        one = known.by_suffix(_suffix(member.name))
        if one is None:
            continue
        for part in _member(archive, member, depth, budget, aside):
            found = True
            yield part
    if not found:
        yield from aside
    if not found and not aside:
        raise Unreadable(_NOTHING % known.endings())


def _members(archive: Archive) -> list[_Member]:
    """The members by their names, hidden ones left out; of two with one name each has its own."""
    members = [_Member(_name(entry), entry) for entry in archive.members()]
    members = [one for one in members if one.name and not _is_hidden(one.name)]
    members.sort(key=lambda one: (one.name.split("/"), one.entry.header_offset))
    parts = [Part((one.name,), f"{one.entry.filename} {one.entry.CRC}") for one in members]
    found = zip(members, places(parts), strict=True)
    return [replace(one, place=place) for one, place in found]


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


def _suffix(name: str) -> str:
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return dot + ending if stem else ""


def _member(
    archive: Archive, member: _Member, depth: int, budget: Budget, aside: list[Broken]
) -> Iterator[Draft | Broken]:
    """The articles of one member; one that is of another purpose is put `aside`."""
    try:
        content = archive.read(member.entry)
        one = sniffing.settled(content, member.name)
        if one is known.GZIP:
            content, one = gzipped.unpacked(content, budget)
        if not content.strip():
            yield Broken(member.place, _EMPTY)
        elif one is known.ZIP and depth == _DEEPEST:
            yield Broken(member.place, _TOO_DEEP)
        elif one is known.ZIP:
            for part in _articles(content, depth + 1, budget):
                yield replace(part, place=f"{member.place}#{part.place}")
        elif one is not None and one.fits(content):
            yield from inside.parts(one, content, member.place)
        elif one is not None:
            told = inside.parts(one, content, member.place)
            aside += [part for part in told if isinstance(part, Broken)]
    except Unreadable as error:
        if budget.left < 0:
            raise
        yield Broken(member.place, str(error))
