"""E-mails and mailboxes: a newsletter, a forwarded article, the documents attached to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from assistant.reading.encoding import decode
from assistant.reading.formats import Part, embedded, markup, places, settled_format
from assistant.reading.formats.alerts import alerts, marked_alerts
from assistant.reading.formats.digests import digest
from assistant.reading.formats.pieces import page_of, pieces_of, pieces_of_text
from assistant.reading.outlets import is_outlet
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
_FLOWS_ON = re.compile(r"(?m)(?<!^--) \n ?(?=[^>\s])(?!-- $)")
_SEVEN_BIT = ("iso-2022", "utf-7", "hz")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: its id and subject, and its articles, an attached one by the name of its file."""

    id: str
    subject: str
    parts: tuple[Draft | Broken, ...]


def read_mail(content: bytes) -> Iterator[Draft | Broken]:
    """The message as an article, and one for each attached file of a format that is read.

    The subject is the title. A sender with the name of an outlet or the address of a
    newsletter is the publisher, any other one the author; of a forwarded message they are
    those of the message passed on. What it quotes, signatures and small print are left
    out, and a covering note of a few words beside an attached article is too. Raises
    Unreadable when nothing in it is an article.
    """
    found = parse_letter(content)
    if not found.parts:
        raise Unreadable(_NO_TEXT if found.subject or found.id else _NO_MAIL)
    for part in found.parts:
        yield replace(part, place=_inside(found.id, part.place)) if part.place else part


def _inside(*places: str) -> str:
    return "/".join(filter(None, places))


def parse_letter(content: bytes) -> Letter:
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
    text = _letter_text(bodies, subject)
    articles = [part for part in attached if isinstance(part, Draft)]
    enough = _words(text.text) >= (_FEWEST_WORDS if articles else 1)
    own = _own(message, bodies, _draft(message, text, subject, content)) if enough else ()
    return Letter(_header(message, "message-id").strip("<> "), subject, (*own, *attached))


def _own(
    message: Message[Any, Any], bodies: dict[str, list[str]], whole: Draft
) -> tuple[Draft, ...]:
    """The items of a newsletter or an alert, else the message as one article."""
    bulk = bool(message.get("list-unsubscribe")) or bool(_SMALL_PRINT.search(_all_of(bodies)))
    if not bulk and not whole.publisher:
        return (whole,)
    subject, sender = _header(message, "subject"), _header(message, "from")
    gathered = bool(_NEWSLETTER.search(f"{subject} {whole.title} {sender.split('<')[0]}"))
    forward = bool(whole.title) and bool(_FORWARD.match(_header(message, "subject")))
    for body in bodies["text/html"]:
        page = page_of(body)
        if page is None:
            continue
        if found := marked_alerts(page, whole):
            return found
        pieces = pieces_of(page)
        kept = letter_text("\n\n".join(one.text for one in pieces), forward=forward).text
        lines = {*kept.split("\n")}
        pieces = [piece for piece in pieces if piece.text in lines]
        letter = whole
        if not whole.publisher:
            letter = replace(whole, publisher="".join(whole.authors[:1]), authors=())
        if found := alerts(pieces, whole) or digest(pieces, letter, gathered=gathered):
            return found
    if bodies["text/html"]:
        return (whole,)
    return digest(pieces_of_text(whole.text), whole, gathered=gathered) or (whole,)


_NEWSLETTER = re.compile(
    r"(?i)\b(?:newsletter|digest|briefs?|briefing|round-?up|daily|weekly|morning|evening|bulletin"
    r"|headlines|top stories|wrap|update|alerts?|presseschau|newsticker|en bref|resumen|matinale"
    r"|boletín|rassegna|lettre|issue \d+|no\.? ?\d+|n° ?\d+|ausgabe \d+|this week|the week|today)\b"
)
"""What the subject or sender of a mail of several items has."""


def _all_of(bodies: dict[str, list[str]]) -> str:
    return "\n".join(body for kind in bodies.values() for body in kind)


def _draft(message: Message[Any, Any], text: LetterText, subject: str, content: bytes) -> Draft:
    above = text.forwarded
    publisher, authors = _sender(message, above.get("from") or _raw(message, "from"))
    when = [above["date"]] if "date" in above else []
    if not above:
        when = [*_dates(_raw(message, "date"))]
    return Draft(
        text=text.text,
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


# Who sent it.


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
    if both and not is_outlet(name):
        return both["outlet"].strip(), (both["author"].strip(),)
    bulk = bool(message.get("list-unsubscribe")) and not message.get("list-post")
    public = not _PRIVATE.match(host)
    if is_outlet(name) or (public and (bulk or _SENDS_NEWS.match(local))):
        return name or host, ()
    return "", (name,) if name and "@" not in name else ()


# Headers.


def _raw(message: Message[Any, Any], name: str) -> str:
    """A header as it stands there; bytes that are no ASCII are read as text is."""
    value = next((str(raw) for key, raw in message.raw_items() if key.lower() == name), "")
    return decode(value.encode("utf-8", "surrogateescape")).replace("\n", " ").replace("\r", " ")


def _header(message: Message[Any, Any], name: str) -> str:
    return " ".join(_decoded(_raw(message, name)).split())


def _decoded(value: str) -> str:
    """A header with its encoded words (RFC 2047) read, whatever their charset says."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    # What is no encoded word is the value itself, in an encoding of the library's own.
    return "".join(
        part
        if isinstance(part, str)
        else _charset(part, charset)
        if charset
        else part.decode("raw_unicode_escape", "replace")
        for part, charset in parts
    )


def _file_name(part: Message[Any, Any]) -> str:
    with suppress(HeaderParseError, ValueError, TypeError, LookupError):
        return " ".join(_decoded(part.get_filename() or "").split())
    return ""


# Bodies.


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
    charset = ""
    with suppress(LookupError, ValueError, TypeError):
        charset = part.get_content_charset() or ""
    try:
        text = _charset(content if isinstance(content, bytes) else b"", charset)
    except Unreadable:
        return ""
    flowed = part.get_content_type() == "text/plain" and part.get_param("format") == "flowed"
    return _unflowed(text) if flowed else text


def _charset(content: bytes, charset: str) -> str:
    if charset.lower().startswith(_SEVEN_BIT):
        with suppress(LookupError):
            return content.decode(charset, "replace")
    return decode(content, charset)


def _unflowed(text: str) -> str:
    """Paragraphs of text whose lines end with a space where they go on (RFC 3676)."""
    return _FLOWS_ON.sub(" ", text.replace("\r\n", "\n"))


def _letter_text(bodies: dict[str, list[str]], subject: str) -> LetterText:
    """The message in plain text, if that is no mere stand-in for its page."""
    forward = bool(_FORWARD.match(subject))
    plain = letter_text("\n\n".join(bodies["text/plain"]), forward=forward)
    if not bodies["text/html"]:
        return plain
    page = "\n\n".join(block.text for body in bodies["text/html"] for block in markup.blocks(body))
    shown = letter_text(page, forward=forward)
    whole = _words(plain.text) >= _LEAST_SHARE * _words(shown.text)
    return plain if whole and _words(plain.text) else shown


# What is attached.


def _attached(part: Message[Any, Any], name: str) -> list[Draft | Broken]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return []
    form = settled_format(content, name)
    return list(embedded(form, content, name)) if form and form.fits(content) else []


def _enclosed(part: Message[Any, Any], name: str, depth: int) -> list[Draft | Broken]:
    """The articles of a message that another one encloses."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message) or depth >= _DEEPEST:
        return []
    found = _letter(inner, inner.as_bytes(), depth + 1)
    place = found.id or name or found.subject or "enclosed"
    return [replace(article, place=_inside(place, article.place)) for article in found.parts]


# The text of a mail, without what it answers, signatures, and the small print below.

_FORWARD_LINE = re.compile(
    r"(?i)^[>\s]*(?:-{2,}\s*forwarded (?:message|by .{1,80}?)\s*-*|begin forwarded message:?"
    r"|-{3,}\s*(?:original|forwarded) (?:message|mail|e-mail)\s*-{3,}|_{10,})\s*$"
)
_FORWARDED = re.compile(r"(?i)forwarded")
_HEADER_LINE = re.compile(
    r"(?i)^[>\s]*\*?(?P<name>from|sent|date|subject|to|cc|bcc|reply-to|resent-from|von|gesendet|datum"
    r"|betreff|an|de|envoyé|objet|à|enviado|fecha|asunto|para|da|inviato|data|oggetto) ?:\*?\s++"
    r"(?P<value>\S.*)?$"
)
_IN_ENGLISH = {
    "sent": "date", "gesendet": "date", "datum": "date", "envoyé": "date", "enviado": "date",
    "fecha": "date", "inviato": "date", "data": "date", "von": "from", "de": "from", "da": "from",
    "betreff": "subject", "objet": "subject", "asunto": "subject", "oggetto": "subject",
}  # fmt: skip
_QUOTE = re.compile(r"^\s?>+ ?")
_WROTE = re.compile(r"(?i)^[>\s]*(?:on .{4,200}|.{2,120} <\S+@\S+>\s*)\bwrote\s*:\s*$")
_WROTE_BEGINS = re.compile(r"(?i)^on .{4,120}$")
_WROTE_ENDS = re.compile(r"(?i)\bwrote\s*:\s*$")
_SIGNATURE = re.compile(r"^--\s*$")
_LONGEST_SIGNATURE = 25
_MOST_HEADER_LINES = 20
_LIST_FOOTER = re.compile(r"^_{20,}\s*$")
_DEVICE = re.compile(r"(?i)^(?:sent from (?:my |the )?.{2,40}|get outlook for .{2,20})\.?$")
_SMALL_PRINT = re.compile(
    r"(?i)\bunsubscribe\b|\bopt[- ]out\b|\bno longer (?:wish|want) to receive\b"
    r"|\b(?:manage|update|change|edit) (?:your |my )?(?:e-?mail |newsletter )?"
    r"(?:preferences|subscriptions?|settings|profile)\b"
    r"|\byou(?:['’]re| are| have)?(?: been)? (?:receiv\w+|getting|sent) th(?:is|ese) (?:e-?mails?"
    r"|newsletters?|messages?|updates?)\b"
    r"|\bth(?:is|ese) (?:e-?mails?|newsletters?|messages?) (?:was|were|is|are) (?:sent|intended)\b"
    r"|\byou(?:['’]ve| have)? (?:signed up|subscribed|opted in)\b"
    r"|\b(?:view|read|see|open|having trouble|can['’]?t (?:see|read|view))\b.{0,40}"
    r"\b(?:in (?:your|a|the) (?:web )?browser|online|on the web|web version)\b"
    r"|\bforward(?:ed)? (?:this (?:e-?mail|newsletter|message)|to a friend)\b"
    r"|\badd us to your (?:address book|contacts)\b|\b(?:ansehen|anzeigen|lesen|afficher|voir"
    r"|lire|ver|leer|vedi)\b"
    r".{0,30}\b(?:im|dans (?:le|votre)|en (?:el|su)|nel) (?:browser|navigateur|navegador)\b"
    r"|\bse désabonner\b|\bdésinscri(?:re|ption)\b"
    r"|\bnewsletter\b.{0,40}\b(?:abmelden|abbestellen)\b|\bannulla(?:re)? l[’']iscrizione\b"
    r"|\b(?:abmelden|abbestellen|darse de baja|afmelden)\b.{0,60}\b(?:newsletter|boletín"
    r"|nieuwsbrief)\b"
)
_LONGEST_SMALL_PRINT = 240
_LINK = re.compile(r"(?<![ \t])[ \t]*+[<\[(][ \t]*+https?://[^\s<>\[\]()]{1,2000}[ \t]*[>\])]")
_BARE_LINK = re.compile(r"(?m)^[ \t]*https?://\S+[ \t]*$")
_PICTURE = re.compile(r"(?i)\[(?:image|cid|img|logo|inline image)[:\s][^\]\n]{0,200}\]")
_FEWEST_ANSWERED = 12


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of a mail, and of a forwarded one who sent it, when, and under which title
    (by "from", "date" and "subject")."""

    text: str
    forwarded: dict[str, str]


def letter_text(text: str, *, forward: bool) -> LetterText:
    """The text of a mail without what stands around it, or of the mail that it forwards.

    Quoted lines and the mails they come from, signatures, the lines below newsletters
    and bare links are left out. `forward` says that the mail passes another one on. A
    text that is all quotes stays.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, headers = _passed_on(lines, forward)
    lines = _without_quotes(lines)
    lines = _without_signature(lines)
    lines = _without_small_print(lines)
    whole = "\n".join(lines)
    whole = _PICTURE.sub("", _LINK.sub("", whole))
    return LetterText(_BARE_LINK.sub("", whole).strip("\n"), headers)


def _words(text: str) -> int:
    """How many words there are, addresses aside."""
    return sum("://" not in word for word in text.split())


def _passed_on(lines: list[str], forward: bool) -> tuple[list[str], dict[str, str]]:
    """The forwarded mail's lines with its header; of an answer what stands above the mail
    that it answers."""
    for start, line in enumerate(lines):
        mark = _FORWARD_LINE.match(line)
        if not mark and not (forward and _HEADER_LINE.match(line)):
            continue
        headers, end = _forwarded_header(lines, start + 1 if mark else start)
        if len(headers) < 2:
            continue
        if forward or _FORWARDED.search(line):
            rest = lines[end:]
            quoted = [_QUOTE.match(text) is not None for text in rest if text.strip()]
            return [_QUOTE.sub("", text) for text in rest] if all(quoted) else rest, headers
        return (lines[:start], {}) if _words("\n".join(lines[:start])) else (lines[end:], headers)
    return lines, {}


def _forwarded_header(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The header lines from `at` on by their names, and where they end."""
    headers: dict[str, str] = {}
    end = start
    for number in range(start, min(len(lines), start + _MOST_HEADER_LINES)):
        found = _HEADER_LINE.match(lines[number])
        blank = not lines[number].strip(" >\t")
        if found:
            name = _IN_ENGLISH.get(found["name"].lower(), found["name"].lower())
            headers.setdefault(name, (found["value"] or "").rstrip())
        elif not blank and (not headers or not lines[number - 1].strip(" >\t")):
            # A line that goes on with the header stands right below it.
            break
        end = end if blank else number + 1
    return headers, end


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    quoted: list[str] = []
    for place, line in enumerate(lines):
        if _QUOTE.match(line):
            quoted.append(line)
        elif _announces(lines, place):
            ahead = next(filter(str.strip, lines[place + 1 :]), line)
            if not _QUOTE.match(ahead) and not _WROTE_ENDS.search(ahead) and any(kept):
                # Without marks all that follows is what the mail answers.
                break
        else:
            kept.append(line)
    answered = _words("\n".join(quoted))
    if _words("\n".join(kept)) < _FEWEST_ANSWERED < answered:
        return [_QUOTE.sub("", line) for line in lines]
    return kept


def _announces(lines: list[str], place: int) -> bool:
    """Whether the line says whose words come next ("On Friday Jane Roe wrote:"), by itself,
    with the next line, or with the one before."""
    if _WROTE.match(lines[place]):
        return True
    following = lines[place + 1] if place + 1 < len(lines) else ""
    before = lines[place - 1] if place else ""
    begins = _WROTE_BEGINS.match(lines[place]) and _WROTE.match(f"{lines[place]} {following}")
    ends = _WROTE_ENDS.search(lines[place]) and _WROTE.match(f"{before} {lines[place]}")
    return bool(begins or ends)


def _without_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        ends = _SIGNATURE.match(line) and len(lines) - place <= _LONGEST_SIGNATURE
        if (
            _LIST_FOOTER.match(line)
            and "mailing list" in " ".join(lines[place : place + 4]).lower()
        ):
            ends = True
        if ends and any(above.strip() for above in lines[:place]):
            lines = lines[:place]
            break
    return [line for line in lines if not _DEVICE.match(line.strip())]


def _without_small_print(lines: list[str]) -> list[str]:
    """Lines without single ones for subscribers, and without all below the first of them
    under the last paragraph."""
    long = [place for place, line in enumerate(lines) if len(line) > _LONGEST_SMALL_PRINT]
    printed = {
        place for place, line in enumerate(lines) if place not in long and _SMALL_PRINT.search(line)
    }
    middle = long[-1] if long else len(lines) // 2
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    end = min((place for place in printed if place > max(middle, first)), default=len(lines))
    return [line for place, line in enumerate(lines[:end]) if place not in printed]


# Mailboxes (mbox): every message in it is read as an e-mail.

_MESSAGE_BEGINS = re.compile(rb"(?m)^From [^\r\n]*\r?\n(?=(?:>From [^\r\n]*\r?\n)*[!-9;-~]+:)")
_ESCAPED = re.compile(rb"(?m)^>(?=>*From )")
_NO_MAILBOX = "is no mailbox (mbox); export the messages as .mbox or .eml"
_DAMAGED = "cannot be read as an e-mail (%s); leave it out or save it anew"


def read_mailbox(content: bytes) -> Iterator[Draft | Broken]:
    """The articles of all messages in their order; a message's id is the place of its
    article, with the name of the file behind it for what was attached.

    A message begins at a line "From …" that header lines follow, so that the same word at
    the beginning of a sentence is none. Raises Unreadable for anything that is no mailbox.
    """
    messages = list(_messages(content))
    if not messages:
        raise Unreadable(_NO_MAILBOX)
    letters = list(map(_read_message, messages))
    parts = [
        Part((letter.id, letter.subject), _all_words(letter, message))
        for letter, message in zip(letters, messages, strict=True)
    ]
    for letter, place in zip(letters, places(parts), strict=True):
        if not letter.parts:
            yield Broken(place, _NO_TEXT)
        for part in letter.parts:
            yield replace(part, place=f"{place}/{part.place}" if part.place else place)


def _messages(content: bytes) -> Iterator[bytes]:
    starts = list(_MESSAGE_BEGINS.finditer(content))
    ends = [*(start.start() for start in starts[1:]), len(content)]
    for start, end in zip(starts, ends, strict=False):
        yield _ESCAPED.sub(b"", content[start.end() : end])


def _read_message(message: bytes) -> Letter:
    try:
        return parse_letter(message)
    # Parsers meet damaged messages with errors of every kind.
    except Exception as error:
        return Letter("", "", (Broken("", _DAMAGED % type(error).__name__),))


def _all_words(letter: Letter, message: bytes) -> str:
    texts = [part.text for part in letter.parts if isinstance(part, Draft)]
    return "\n".join([letter.subject, *texts]) if texts else message.decode("latin-1")
