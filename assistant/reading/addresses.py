"""An address becomes articles: a page, a document, or the entries of a feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from assistant.reading import formats
from assistant.reading.canonical import believed, canonical, site
from assistant.reading.charsets import utf8
from assistant.reading.dates import latest_allowed, latest_told
from assistant.reading.dating import BY_ADDRESS, BY_PAGE, by_address
from assistant.reading.fetching import Fetcher, Page, Unreachable
from assistant.reading.formats.feed import Entry, is_feed, parsed
from assistant.reading.formats.known import MARKDOWN
from assistant.reading.making import articles
from assistant.reading.shells import stands_before
from assistant.reading.types import Document, Draft, Failure, Unreadable
from vectorstore.documents import Article, day_of

MOST_ENTRIES = 50
"""Entries of a feed that are read, the newest ones."""
_FEWEST_WORDS = 25
"""Words a teaser must have to stand for an article that cannot be fetched."""
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rdf",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
}
_VAGUE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download",
     "application/force-download", "application/download", "application/xml",
     "text/xml", "text/plain")
)  # fmt: skip
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"{\\rtf")
_IN_CHARSETS = (formats.HTML, formats.TEXT, MARKDOWN)
"""Formats whose bytes the server's word on their charset is for; others tell it themselves."""
_ONLY_A_TITLE = (
    "holds a title and no article text; open the page in a browser, save it as .html and add the "
    "file"
)
_EMPTY_FEED = "is a feed without entries; try later, or add the articles by their own addresses"


def read_address(name: str, fetcher: Fetcher, today: date) -> Iterator[Document | Failure]:
    """The articles at one address; of a feed, those of its newest entries, in its order.

    What cannot be had comes as a Failure in its place, and nothing is raised for it.
    `today` is the current day: no article is published later.
    """
    return prefetched((name,), fetcher, today)


def prefetched(
    addresses: Iterable[str], fetcher: Fetcher, today: date
) -> Iterator[Document | Failure]:
    """What `read_address` gives for each of `addresses`, in their order, fetched in parallel.

    Closing the iterator stops what was not begun.
    """
    with closing(fetcher.ahead(addresses)) as pages:
        for name, page in pages:
            if isinstance(page, Unreachable):
                yield Failure(name, page.reason)
            elif is_feed(page.content):
                yield from _feed(name, page, fetcher, today)
            else:
                yield from _page(name, page, today)


def _page(name: str, page: Page, today: date) -> Iterator[Document | Failure]:
    """The articles of what one address gave."""
    one = _format(page)
    if one is None:
        kind = page.content_type[:60]
        yield Failure(name, f"is {kind}, which is not read; these are: {formats.endings()}")
        return
    content = utf8(page.content, page.charset) if one in _IN_CHARSETS else page.content
    url = canonical(page.url)
    for item in articles(name, url, one, content, today):
        if isinstance(item, Failure):
            yield item
            continue
        told = _no_article(item, name, url) if one is formats.HTML else ""
        yield (
            Failure(name, told)
            if told
            else replace(item, article=_placed(item.article, url, today))
        )


def _no_article(document: Document, asked: str, url: str) -> str:
    """Why a page that could be read is no article, or ""."""
    article = document.article
    told = stands_before(article.text, document.original, asked, url)
    return told or (_ONLY_A_TITLE if article.text == article.title else "")


def _placed(article: Article, url: str, today: date) -> Article:
    """The article with the address it is known by, and the day that is in it.

    One of several in a file keeps an address of its own. The outlet of a page that names
    none is its site, and not one that a disbelieved address named.
    """
    if article.origin != url:
        return replace(
            article, url=canonical(article.url) if article.url else article.origin, id=""
        )
    known = believed(article.url, url)
    publisher = article.publisher
    if not publisher or (site(known) != site(article.url) and publisher == site(article.url)):
        publisher = site(known)
    article = replace(article, url=known, origin=known, publisher=publisher, id="")
    day = by_address(known)
    if day is None or day > today or (article.confidence or 0) >= BY_ADDRESS:
        return article
    return replace(article, published=day, confidence=BY_ADDRESS)


def _format(page: Page) -> formats.Format | None:
    """How to read what an address gave: bytes that bear the mark of a format are in it,
    whatever is said of them; else the media type decides, and where that is vague the
    ending of the address, then the content."""
    content, kind = page.content, page.content_type
    if content.startswith(_SIGNATURES) or formats.is_page(content, strict=True):
        return formats.by_content(content)
    if kind in _SUFFIXES or kind.endswith("+json"):
        return formats.by_suffix(_SUFFIXES.get(kind, ".json"))
    if kind not in _VAGUE:
        return None
    named = formats.by_suffix(PurePosixPath(unquote(urlsplit(page.url).path)).suffix)
    told = named or formats.by_content(content)
    return None if told is formats.TEXT and kind.endswith("xml") else told


# ---------------------------------------------------------------- feeds


@dataclass(frozen=True, slots=True)
class _Given(formats.Format):
    """A draft that is there already, as a format, so that it is made into an article."""

    draft: Draft = field(kw_only=True)

    def read(self, content: bytes) -> tuple[Draft]:
        """The draft."""
        return (self.draft,)


def _feed(name: str, page: Page, fetcher: Fetcher, today: date) -> Iterator[Document | Failure]:
    """The articles of a feed's newest entries; those it holds only in part are fetched."""
    try:
        feed = parsed(utf8(page.content, page.charset))
    except Unreadable as error:
        yield Failure(name, str(error))
        return
    entries = _newest(feed.entries, today)
    if not entries:
        yield Failure(name, _EMPTY_FEED)
    with closing(fetcher.ahead(one.link for one in entries if _is_linked(one))) as pages:
        for entry in entries:
            if entry.whole:
                yield from _given(entry, page.url, today)
            elif entry.link:
                yield from _linked(entry, next(pages)[1], page.url, today)
            else:
                yield from _teaser(entry, "has no address of its own", page.url, today)


def _is_linked(entry: Entry) -> bool:
    return bool(entry.link) and not entry.whole


def _newest(entries: Iterable[Entry], today: date) -> list[Entry]:
    """The newest entries, each address once, in the order of the feed."""
    known: dict[str, Entry] = {}
    for place, entry in enumerate(entries):
        known.setdefault(canonical(entry.link) if entry.link else str(place), entry)
    told = [latest_allowed(one.draft.dates, today) for one in known.values()]
    days = [day_of(moment) or date.min for moment in told]
    newest = sorted(range(len(days)), key=lambda place: days[place], reverse=True)[:MOST_ENTRIES]
    chosen = set(newest)
    return [one for place, one in enumerate(known.values()) if place in chosen]


def _linked(
    entry: Entry, page: Page | Unreachable, feed: str, today: date
) -> Iterator[Document | Failure]:
    """The article of an entry's page; where there is none, that of its teaser."""
    if isinstance(page, Unreachable):
        failed = page.reason
    elif is_feed(page.content):
        failed = "leads to another feed; add that feed by its address"
    else:
        found = list(_page(entry.link, page, today))
        documents = [one for one in found if isinstance(one, Document)]
        for document in documents:
            yield replace(document, article=_completed(document.article, entry.draft, today))
        if documents:
            return
        failed = next(one.reason for one in found if isinstance(one, Failure))
    yield from _teaser(entry, failed, feed, today)


def _teaser(entry: Entry, failed: str, feed: str, today: date) -> Iterator[Document | Failure]:
    """The article of what a feed holds of an entry, where that is more than a line or two."""
    if len(entry.draft.text.split()) < _FEWEST_WORDS:
        name = entry.link or f"{feed}#{entry.draft.place}"
        yield Failure(name, f"{failed} (and the feed holds only a line or two of it)")
    else:
        yield from _given(entry, feed, today)


def _given(entry: Entry, feed: str, today: date) -> Iterator[Document | Failure]:
    """The article of what the feed itself holds of an entry."""
    url = canonical(entry.link or entry.draft.url)
    draft = replace(entry.draft, url=url, place="" if url else entry.draft.place)
    one = _Given("feed", (), "feed", draft=draft)
    content = draft.original or draft.text.encode("utf-8", "replace")
    yield from articles(url or feed, url or canonical(feed), one, content, today)


def _completed(article: Article, draft: Draft, today: date) -> Article:
    """The article of a page with what only the feed tells of it."""
    told = latest_told(draft.dates, today)
    sure = article.published and article.confidence == BY_PAGE
    named = article.publisher and article.publisher != site(article.url)
    return replace(
        article,
        published=article.published if sure else told or article.published,
        confidence=article.confidence if sure or not told else BY_PAGE,
        publisher=article.publisher if named else draft.publisher or article.publisher,
        authors=article.authors or draft.authors,
    )
