"""The plain data of the store: articles, the chunks cut from them, the passages found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime


def digest(*parts: str) -> str:
    """Sixteen hex digits that identify the parts; a part's end is part of what is hashed."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:16]


def day_of(published: date | datetime | None) -> date | None:
    """The day of publication, without the time."""
    return published.date() if isinstance(published, datetime) else published


def _moment(given: date | datetime | str | None) -> date | datetime | None:
    """A day or moment, also from ISO 8601; raises ValueError for other text."""
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given) if len(given) <= 10 else datetime.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{given!r} is no date: write it as 2016-03-27") from None


def _writable(text: str) -> str:
    """The text with lone surrogates, which no file or terminal takes, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True)
class Article:
    """What was read: a text that citations point into, and what is known about it.

    `id` is fixed when the article is made: a hash of the url if there is one, else of
    publisher, title and text. `version` is a hash of the text, so an article that is
    read again with other words keeps its id and gets a new version.

    Beside the fields that users set, a reader keeps what it found on the way: the news
    `agency` a text is marked with, its `dateline` ("BEIRUT, 27 March"), its `language`
    (an ISO 639-1 code), the file or address it came from (`origin`), and how sure
    `published` is (`confidence`, 0..1; left out, 1 for a given date and 0 for none). In a
    library `copy_of` is the id of the first publication that this one is a copy of.
    """

    text: str
    title: str = ""
    publisher: str = ""
    published: date | datetime | None = None
    url: str = ""
    authors: tuple[str, ...] = ()
    agency: str = ""
    dateline: str = ""
    language: str = ""
    origin: str = ""
    confidence: float | None = None
    copy_of: str = ""
    id: str = ""
    version: str = field(init=False, default="")

    def __post_init__(self) -> None:
        authors = (self.authors,) if isinstance(self.authors, str) else tuple(self.authors)
        object.__setattr__(self, "published", _moment(self.published))
        object.__setattr__(self, "authors", tuple(_writable(name) for name in authors))
        for name in ("title", "publisher", "url", "agency", "dateline", "origin"):
            object.__setattr__(self, name, _writable(getattr(self, name) or ""))
        sure = 0.0 if self.published is None else self.confidence
        object.__setattr__(self, "confidence", 1.0 if sure is None else sure)
        key = ("url", self.url) if self.url else (self.publisher, self.title, self.text)
        object.__setattr__(self, "id", self.id or digest(*key))
        object.__setattr__(self, "version", digest(self.text))

    @property
    def day(self) -> date | None:
        """The day of publication, without the time."""
        return day_of(self.published)


@dataclass(frozen=True, slots=True)
class Chunk:
    """An indexed piece of one version of an article: `article.text[start:end] == text`."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk: `article.text[start:end] == text`; `score` orders, best first."""

    article_id: str
    title: str
    publisher: str
    published: date | datetime | None
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles count. Empty: all of them.

    `since` and `until` are days, both included. `as_of`: nothing published later, and
    relative dates count from it. An article without a date passes `until` and `as_of`
    but not `since`.
    """

    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    article_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("publishers", "article_ids"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        for name in ("since", "until", "as_of"):
            object.__setattr__(self, name, day_of(_moment(getattr(self, name))))

    @property
    def last(self) -> date | None:
        """The last day that passes: the earlier of `until` and `as_of`."""
        ends = [day for day in (self.until, self.as_of) if day is not None]
        return min(ends, default=None)

    def __bool__(self) -> bool:
        return self != ArticleFilter()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a filter lets through: how many articles, undated ones, copies; their days."""

    articles: int
    undated: int
    copies: int
    oldest: date | None
    newest: date | None


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A file or address that was read whole: the digest of its bytes, its articles' ids."""

    origin: str
    digest: str
    articles: tuple[str, ...] = ()
