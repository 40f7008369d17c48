"""Texts that say on top that they are a live blog or a digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reading.bylines import imprint
from assistant.reading.dates import parse_date
from assistant.reading.formats.digests import DIGEST, digest
from assistant.reading.formats.live_blogs import LIVE, dated_posts
from assistant.reading.formats.pieces import (
    LONGEST_HEADING,
    pieces_of_text,
)
from assistant.reading.layout import is_sentence, listed_names, split_header
from assistant.reading.outlets import is_outlet
from assistant.reading.types import Draft

if TYPE_CHECKING:
    pass

_TOP = 5
_IMPRINT_WORDS = 12


def text_items(text: str, known: Draft | None = None) -> tuple[Draft, ...]:
    """The posts or items of a text that says on top that it is a live blog or a digest; () for
    any other. Outlet and day are those of the lines on top, or of what is `known` beside it."""
    header = split_header(text) if known is None else split_header("")
    body = text if known else header.rest
    lines = [line.strip(" \t\f#*_") for line in body.split("\n") if line.strip(" \t\f=*_-#")]
    title = (known and known.title) or header["title"]
    above = 0  # what only says whose it is and of which day
    while above < min(_TOP, len(lines)) and (
        _tells_imprint(lines[above]) or " " not in lines[above]
    ):
        above += 1
    telling = [title] if title else lines[above : above + 1]
    telling = [line for line in telling if len(line) <= LONGEST_HEADING]
    title = next((line for line in telling if LIVE.search(line) or DIGEST.search(line)), "")
    if not title or (is_sentence(title) and not (known or header["title"])):
        return ()
    top = [line for line in lines[:_TOP] if line != title and _tells_imprint(line)]
    pieces = [
        one
        for one in pieces_of_text(_below(body, lines[:_TOP], title))
        if one.text.strip("*_ ") not in top
    ]
    day = header["published"] or next((line for line in (title, *top) if parse_date(line)), "")
    outlet = next(filter(None, map(_outlet, top)), "")
    whole = known or Draft(
        "", publisher=header["publisher"] or outlet, authors=listed_names(header["authors"]),
        url=header["url"],
    )  # fmt: skip
    whole = replace(whole, title=title, dates=whole.dates or ((day,) if day else ()))
    if LIVE.search(title):
        return dated_posts(pieces, whole, live=True)
    return digest(pieces, whole, gathered=False)


def _below(body: str, lines: Sequence[str], title: str) -> str:
    """What stands below the title, where that is one of the first lines."""
    rest = body.split("\n")
    for line in lines[: lines.index(title) + 1] if title in lines else ():
        at = next(at for at, one in enumerate(rest) if one.strip(" \t\f#*_") == line)
        rest = rest[at + 1 :]
    return "\n".join(rest)


def _tells_imprint(line: str) -> bool:
    dated = bool(parse_date(line)) and len(line.split()) <= _IMPRINT_WORDS and not is_sentence(line)
    return dated or bool(_outlet(line))


def _outlet(line: str) -> str:
    """The outlet that a line on top names, by itself or beside a day."""
    line = line.title() if line.isupper() else line
    if len(line) > LONGEST_HEADING:
        return ""
    found = imprint(line)
    return (found.outlet if found else "") or (line if is_outlet(line) else "")
