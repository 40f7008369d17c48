"""The plain data of reading: what a source gives, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.documents import Article


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article and the bytes of the file, page or stream it was read from."""

    article: Article
    original: bytes
    notice: str = ""
    """One line for the user about how it was read; "" where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article; `reason` is one line: what is wrong, and what to do."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of a folder that was left out, as it is of no format that is read or of another
    purpose; `reason` says which."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class FullyRead:
    """All articles of a file were given, and none failed; `digest` tells its bytes apart."""

    origin: str
    digest: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that was not read again: it is as it was when all its articles were taken in."""

    origin: str
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format takes out of a file, before cleaning.

    `text` is plain text with a blank line between paragraphs. `title` is None when the
    file does not say which of its lines is the title, so that cleaning looks for it.
    `dates` are the publication dates as the file's fields write them, the most trusted first,
    `shown_dates` those that a reader of the page sees above the text.
    `place` tells the articles of one file apart by something that stays when the file
    grows: a member's path, a message's id; "" in a file that is one article. `original`
    holds the bytes of that part of the file. `notice` is one line that the user is told. `pages`
    are the words of each printed page, the first page's first.
    """

    text: str
    title: str | None = None
    publisher: str = ""
    dates: tuple[str, ...] = ()
    shown_dates: tuple[str, ...] = ()
    url: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    place: str = ""
    original: bytes = b""
    notice: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of a file that gave no article: where it is in the file, and why, as a Failure."""

    place: str
    reason: str


class Unreadable(Exception):
    """A format cannot take an article out of these bytes; the message is a Failure's reason."""
