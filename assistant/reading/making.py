"""The bytes of one file become articles: read by their format, cleaned, their fields settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.reading import formats, outlets
from assistant.reading.cleaning import Cleaned, clean
from assistant.reading.dating import dated
from assistant.reading.encoding import LONGEST, TOO_LONG
from assistant.reading.tongues import language
from assistant.reading.types import Broken, Document, Draft, Failure, Unreadable
from vectorstore.documents import Article

LARGEST = 512 * 1024 * 1024
"""Bytes of a file, which is read whole; how long one article may be is another limit."""
_TITLE_LENGTH = 90
_NOTHING_LEFT = "holds no article text, only what surrounds one; add a file with the article itself"
_EMPTY = "is empty; add a file that holds an article"


def articles(
    name: str, origin: str, one: formats.Format, content: bytes, today: date
) -> Iterator[Document | Failure]:
    """The documents of one file's bytes, and a Failure for each part that gave none.

    `name` is what a Failure calls the file, `origin` where it lies. An article of a file
    that holds several has the origin `origin#place`.
    """
    if not content.strip():
        yield Failure(name, _EMPTY)
        return
    if len(content) > LARGEST:
        yield Failure(name, f"is larger than {LARGEST >> 20} MB; split it into its articles")
        return
    found = 0
    try:
        for part in one.read(content):
            found += 1
            if isinstance(part, Broken):
                yield Failure(_placed(name, part.place), part.reason)
                continue
            if len(part.text) > LONGEST:
                yield Failure(_placed(name, part.place), TOO_LONG)
                continue
            article = _article(part, _placed(origin, part.place), today)
            if article is None:
                yield Failure(_placed(name, part.place), _NOTHING_LEFT)
            else:
                yield Document(article, part.original if part.place else content)
    except Unreadable as error:
        yield Failure(name, str(error))
        return
    # Parsers meet damaged files with errors of every kind.
    except Exception as error:
        told = f"cannot be read as {one.name} ({type(error).__name__})"
        yield Failure(name, f"{told}; it may be damaged: get the file again")
        return
    if not found:
        yield Failure(name, _NOTHING_LEFT)


def _placed(name: str, place: str) -> str:
    return f"{name}#{place}" if place else name


def _article(draft: Draft, origin: str, today: date) -> Article | None:
    """The cleaned article of a draft; what the file's own fields say goes before its text."""
    cleaned = clean(draft.text, title=draft.title, today=today)
    title = cleaned.title or _opening(cleaned)
    text = cleaned.text or cleaned.title
    if not any(sign.isalnum() for sign in text):
        return None
    publisher = _publisher(draft, cleaned)
    when = dated(draft.dates, cleaned, draft.url, draft.text, today)
    authors = tuple(name for name in draft.authors if not outlets.same(name, publisher))
    return Article(
        text=text,
        title=title,
        publisher=publisher,
        published=when.published,
        url=draft.url or cleaned.url,
        authors=authors or cleaned.authors,
        agency=cleaned.agency,
        dateline=cleaned.dateline,
        language=language(f"{title}\n\n{text}", draft.language),
        origin=origin,
        confidence=when.confidence,
    )


def _publisher(draft: Draft, cleaned: Cleaned) -> str:
    """The outlet as the file's fields name it, else as its text does.

    A name in words goes before the address of the same site, and an author that has the
    form of an outlet before the agency of a text that names no outlet.
    """
    if draft.publisher:
        worded = outlets.is_domain(draft.publisher) and outlets.same(
            draft.publisher, cleaned.publisher
        )
        return cleaned.publisher if worded else draft.publisher
    if cleaned.publisher and cleaned.publisher != cleaned.agency:
        return cleaned.publisher
    return next(filter(outlets.is_outlet, draft.authors), cleaned.publisher)


def _opening(cleaned: Cleaned) -> str:
    """A title for a text that has none: its first words, cut between words."""
    first = cleaned.text.split("\n", 1)[0]
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
