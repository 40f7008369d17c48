"""The plain data of the store: articles, the chunks cut from them, the passages found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime


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


def before(one: date | datetime | None, other: date | datetime | None) -> bool:
    """Whether one publication is known to have come before another.

    Two moments are compared to the second, a moment without a zone as UTC; else the days.
    """
    if isinstance(one, datetime) and isinstance(other, datetime):
        return _instant(one) < _instant(other)
    ours, theirs = day_of(one), day_of(other)
    return ours is not None and theirs is not None and ours < theirs


def _instant(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment(given: date | datetime | str | None) -> date | datetime | None:
    """A day or moment, also from ISO 8601; raises ValueError for other text."""
    if not given:
        return None
    if isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise TypeError(f"a date is a date, a datetime or text such as 2016-03-27, not {given!r}")
    try:
        return date.fromisoformat(given) if len(given) <= 10 else datetime.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{given!r} is no date: write it as 2016-03-27") from None


_TEXTS = ("title", "publisher", "url", "agency", "dateline", "language", "origin")


def writable(text: str) -> str:
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
    library `copy_of` is the id of the first publication that this one is a copy of, and
    `outlet` the name of the outlet that `publisher` and `url` tell, one for all its names.
    `pages` are, for text that was printed on pages, pairs of an offset in the text and the
    number of the page that begins there, in order.
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
    outlet: str = field(default="", compare=False)
    pages: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    version: str = field(init=False, default="")

    def __post_init__(self) -> None:
        for name in ("text", *_TEXTS):
            value = getattr(self, name)
            if not isinstance(value, str) and not (value is None and name != "text"):
                raise TypeError(f"the {name} of an Article is text, not {value!r}")
        authors = (self.authors,) if isinstance(self.authors, str) else tuple(self.authors or ())
        object.__setattr__(self, "published", moment(self.published))
        object.__setattr__(self, "authors", tuple(writable(name) for name in authors))
        object.__setattr__(self, "pages", tuple((start, page) for start, page in self.pages))
        for name in _TEXTS:
            object.__setattr__(self, name, writable(getattr(self, name) or ""))
        sure = 1.0 if self.confidence is None else float(self.confidence)
        object.__setattr__(self, "confidence", sure if self.published else 0.0)
        key = ("url", self.url) if self.url else (self.publisher, self.title, self.text)
        object.__setattr__(self, "id", self.id or digest(*key))
        object.__setattr__(self, "version", digest(self.text))

    @property
    def day(self) -> date | None:
        """The day of publication, without the time."""
        return day_of(self.published)

    def page_at(self, offset: int) -> int | None:
        """The number of the page that holds the character at `offset`; None without pages."""
        return next((page for start, page in reversed(self.pages) if start <= offset), None)


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
    but not `since`. `story` is the id of a story, or how it begins.
    """

    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    article_ids: tuple[str, ...] = ()
    story: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.story, str):
            raise TypeError(f"the story of an ArticleFilter is the id of one, not {self.story!r}")
        for name in ("publishers", "article_ids"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))
        for name in ("since", "until", "as_of"):
            object.__setattr__(self, name, day_of(moment(getattr(self, name))))

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
    """A file that was read whole: where it lies, the digest of its bytes, its articles' ids."""

    origin: str
    digest: str
    articles: tuple[str, ...] = ()
