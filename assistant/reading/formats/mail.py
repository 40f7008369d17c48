"""E-mails: a newsletter, a forwarded article, and the documents attached to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from assistant.reading import outlets
from assistant.reading.encoding import decode
from assistant.reading.formats import inside, letters, markup, sniffing
from assistant.reading.types import Broken, Draft, Unreadable

_DEEPEST = 3
_FEWEST_WORDS = 20
_LEAST_SHARE = 0.6
_NO_TEXT = "has no text and nothing attached that is read; save the message with its text"
_NO_MAIL = "is no e-mail; save the message as .eml in a mail program"
_SUBJECT = re.compile(r"(?i)^\s*(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw)\s*(?:\[\d+\])?\s*:\s*)+")
_FORWARD = re.compile(r"(?i)^\s*(?:fwd?|wg|tr|rv)\s*:")
_WORD_AT_OUTLET = re.compile(
    r"^(?P<author>[^|@]{3,60}?)(?:\s+(?:at|from|via|of)\s+|\s*[|@]\s*)(?P<outlet>.{3,60})$"
)
_SENDS_NEWS = re.compile(
    r"(?i)^(?:.*[._-])?(?:news(?:letters?|desk|room|alerts?)?|no-?reply|do-?not-?reply|info|hello"
    r"|editors?|editorial|alerts?|briefing|daily|weekly|digest|updates?|mail(?:er|ing)?|press"
    r"|contact|team|subscriptions?)(?:[._+-].*)?$"
)
_PRIVATE = re.compile(
    r"(?i)(?:.*\.)?(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|web|proton"
    r"(?:mail)?|mail|fastmail|t-online|msn)\.[a-z.]{2,6}$"
)
_SEVEN_BIT = ("iso-2022", "utf-7", "hz")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: its own id and subject, and its articles; the place of what was attached
    is the name of the file, that of the message itself is ""."""

    id: str
    subject: str
    parts: tuple[Draft | Broken, ...]


def read(content: bytes) -> Iterator[Draft | Broken]:
    """The message as an article, and one for each attached file of a format that is read.

    The subject is the title. A sender with the name of an outlet or the address of a
    newsletter is the publisher, any other one the author; of a forwarded message they are
    those of the message passed on. What it quotes, signatures and small print are left
    out, and a covering note of a few words beside an attached article is too. Raises
    Unreadable when nothing in it is an article.
    """
    found = letter(content)
    if not found.parts:
        raise Unreadable(_NO_TEXT if found.subject or found.id else _NO_MAIL)
    for part in found.parts:
        yield (
            replace(part, place="/".join(filter(None, (found.id, part.place))))
            if part.place
            else part
        )


def letter(content: bytes) -> Letter:
    """The message in `content`, in any encoding; unreadable headers are passed over."""
    # Some mail programs put the line that begins a message in a mailbox on top of files.
    bare = re.sub(rb"\AFrom [^\n]*\n", b"", content.lstrip(b"\xef\xbb\xbf\r\n"))
    return _letter(BytesParser(policy=policy.compat32).parsebytes(bare), bare, 1)


def _letter(message: Message[Any, Any], content: bytes, depth: int) -> Letter:
    attached: list[Draft | Broken] = []
    bodies: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "message/rfc822":
            attached += _enclosed(part, name, depth)
        elif kind in bodies and not name and part.get_content_disposition() != "attachment":
            bodies[kind].append(_text(part))
        elif name:
            attached += _attached(part, name)
    subject = _header(message, "subject")
    told = _told(bodies, subject)
    articles = [part for part in attached if isinstance(part, Draft)]
    enough = letters.words(told.text) >= (_FEWEST_WORDS if articles else 1)
    own = (_draft(message, told, subject, content),) if enough else ()
    return Letter(_header(message, "message-id").strip("<> "), subject, (*own, *attached))


def _draft(message: Message[Any, Any], told: letters.Told, subject: str, content: bytes) -> Draft:
    above = told.forwarded
    publisher, authors = _sender(message, above.get("from") or _raw(message, "from"))
    when = [above["date"]] if "date" in above else []
    if not above:
        when = [*_dates(_raw(message, "date"))]
    return Draft(
        text=told.text,
        title=_SUBJECT.sub("", above.get("subject") or subject).strip() or None,
        publisher=publisher,
        dates=tuple(filter(None, when)),
        authors=authors,
        language=_header(message, "content-language")[:2].lower(),
        original=content,
    )


def _dates(written: str) -> Iterator[str]:
    yield written
    try:
        yield parsedate_to_datetime(written).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return


# ---------------------------------------------------------------- who sent it


def _sender(message: Message[Any, Any], sender: str) -> tuple[str, tuple[str, ...]]:
    """The publisher and the authors that a sender stands for."""
    try:
        raw, address = parseaddr(sender)
    except RecursionError:
        return "", ()
    name = " ".join(_decoded(raw).strip("'\" ").split())
    if not name and "@" not in address:
        name, address = " ".join(_decoded(sender).split()), ""
    local, _, host = address.rpartition("@")
    both = _WORD_AT_OUTLET.match(name)
    if both and not outlets.is_outlet(name):
        return both["outlet"].strip(), (both["author"].strip(),)
    bulk = bool(message.get("list-unsubscribe")) and not message.get("list-post")
    public = not _PRIVATE.match(host)
    if outlets.is_outlet(name) or (public and (bulk or _SENDS_NEWS.match(local))):
        return name or host, ()
    return "", (name,) if name and "@" not in name else ()


# ---------------------------------------------------------------- headers


def _raw(message: Message[Any, Any], name: str) -> str:
    """A header as it stands there; bytes that are no ASCII are read as text is."""
    value = next((str(one) for key, one in message.raw_items() if key.lower() == name), "")
    return decode(value.encode("utf-8", "surrogateescape")).replace("\n", " ").replace("\r", " ")


def _header(message: Message[Any, Any], name: str) -> str:
    return " ".join(_decoded(_raw(message, name)).split())


def _decoded(value: str) -> str:
    """A header with its encoded words (RFC 2047) read, whatever their charset says."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    told = []
    for part, charset in parts:
        if isinstance(part, str):
            told.append(part)
        elif charset is None:
            # What is no encoded word is the value itself, in an encoding of the library's own.
            told.append(part.decode("raw_unicode_escape", "replace"))
        else:
            told.append(_charset(part, charset))
    return "".join(told)


def _file_name(part: Message[Any, Any]) -> str:
    try:
        return " ".join(_decoded(part.get_filename() or "").split())
    except (HeaderParseError, ValueError, TypeError, LookupError):
        return ""


# ---------------------------------------------------------------- bodies


def _leaves(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that hold something; a message inside is one part."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _text(part: Message[Any, Any]) -> str:
    content = part.get_payload(decode=True)
    try:
        told = _charset(content if isinstance(content, bytes) else b"", _charset_name(part))
    except Unreadable:
        return ""
    flowed = part.get_content_type() == "text/plain" and part.get_param("format") == "flowed"
    return _unflowed(told) if flowed else told


def _charset_name(part: Message[Any, Any]) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):
        return ""


def _charset(content: bytes, charset: str) -> str:
    if charset.lower().startswith(_SEVEN_BIT):
        try:
            return content.decode(charset, "replace")
        except LookupError:
            pass
    return decode(content, charset)


def _unflowed(text: str) -> str:
    """Paragraphs of text whose lines end with a space where they go on (RFC 3676)."""
    joined: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line[1:] if line.startswith(" ") else line
        if goes_on and bare and not bare.startswith(">") and bare != "-- ":
            joined[-1] += bare
        else:
            joined.append(bare)
        goes_on = bare.endswith(" ") and bare != "-- "
    return "\n".join(joined)


def _told(bodies: dict[str, list[str]], subject: str) -> letters.Told:
    """What the message tells in plain text, if that is no mere stand-in for its page."""
    forward = bool(_FORWARD.match(subject))
    plain = letters.told("\n\n".join(bodies["text/plain"]), forward=forward)
    if not bodies["text/html"]:
        return plain
    page = "\n\n".join(block.text for one in bodies["text/html"] for block in markup.blocks(one))
    shown = letters.told(page, forward=forward)
    whole = letters.words(plain.text) >= _LEAST_SHARE * letters.words(shown.text)
    return plain if whole and letters.words(plain.text) else shown


# ---------------------------------------------------------------- what is attached


def _attached(part: Message[Any, Any], name: str) -> list[Draft | Broken]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return []
    one = sniffing.settled(content, name)
    return list(inside.parts(one, content, name)) if one and one.fits(content) else []


def _enclosed(part: Message[Any, Any], name: str, depth: int) -> list[Draft | Broken]:
    """The articles of a message that another one encloses."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message) or depth >= _DEEPEST:
        return []
    found = _letter(inner, inner.as_bytes(), depth + 1)
    place = found.id or name or found.subject or "enclosed"
    return [replace(one, place="/".join(filter(None, (place, one.place)))) for one in found.parts]
