"""Mailboxes (mbox): every message in it is read as an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.formats.mail import Letter, letter
from assistant.reading.formats.places import Part, places
from assistant.reading.types import Broken, Draft, Unreadable

_POSTMARK = re.compile(rb"(?m)^From [^\r\n]*\r?\n(?=(?:>From [^\r\n]*\r?\n)*[!-9;-~]+:)")
_ESCAPED = re.compile(rb"(?m)^>(?=>*From )")
_NO_MAILBOX = "is no mailbox (mbox); export the messages as .mbox or .eml"
_NO_TEXT = "has no text and nothing attached that is read; save the message with its text"
_DAMAGED = "cannot be read as an e-mail (%s); leave it out or save it anew"


def read(content: bytes) -> Iterator[Draft | Broken]:
    """The articles of all messages in their order; a message's id is the place of its
    article, with the name of the file behind it for what was attached.

    A message begins at a line "From …" that header lines follow, so that the same word at
    the beginning of a sentence is none. Raises Unreadable for anything that is no mailbox.
    """
    messages = list(_messages(content))
    if not messages:
        raise Unreadable(_NO_MAILBOX)
    read_ones = list(map(_read, messages))
    parts = [Part((one.id, one.subject), _words(one, message)) for one, message in read_ones]
    for (one, _), place in zip(read_ones, places(parts), strict=True):
        if not one.parts:
            yield Broken(place, _NO_TEXT)
        for part in one.parts:
            yield replace(part, place=f"{place}/{part.place}" if part.place else place)


def _messages(content: bytes) -> Iterator[bytes]:
    starts = list(_POSTMARK.finditer(content))
    ends = [*(start.start() for start in starts[1:]), len(content)]
    for start, end in zip(starts, ends, strict=False):
        yield _ESCAPED.sub(b"", content[start.end() : end])


def _read(message: bytes) -> tuple[Letter, bytes]:
    try:
        return letter(message), message
    # Parsers meet damaged messages with errors of every kind.
    except Exception as error:
        told = Broken("", _DAMAGED % type(error).__name__)
        return Letter("", "", (told,)), message


def _words(one: Letter, message: bytes) -> str:
    texts = [part.text for part in one.parts if isinstance(part, Draft)]
    return "\n".join([one.subject, *texts]) if texts else message.decode("latin-1")
