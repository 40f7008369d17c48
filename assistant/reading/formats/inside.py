"""A file inside another (a member, an attachment) is read by its own format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.formats.known import Format
from assistant.reading.types import Broken, Draft, Unreadable


def parts(one: Format, content: bytes, place: str) -> Iterator[Draft | Broken]:
    """The articles of a file that lies at `place`, and a Broken for what is none there;
    nothing is raised, whatever the file holds."""
    try:
        for part in one.read(content):
            inner = f"{place}#{part.place}" if part.place else place
            if isinstance(part, Broken):
                yield Broken(inner, part.reason)
            else:
                yield replace(part, place=inner, original=part.original if part.place else content)
    except Unreadable as error:
        yield Broken(place, str(error))
    # Parsers meet damaged files with errors of every kind.
    except Exception as error:
        told = f"cannot be read as {one.name} ({type(error).__name__})"
        yield Broken(place, f"{told}; it may be damaged: get the file again")
