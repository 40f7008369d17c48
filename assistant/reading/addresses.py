"""An address becomes articles: a page, a document, or the entries of a feed, but no login."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

import httpx

from assistant.reading import formats
from assistant.reading.articles import read_articles, settled
from assistant.reading.dates import FROM_METADATA, FROM_URL, date_in_url, first_valid
from assistant.reading.encoding import utf8
from assistant.reading.fetching import Fetcher, Page
from assistant.reading.formats.feed import Entry, parse_feed
from assistant.reading.network import Unreachable
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
_IN_CHARSETS = (formats.HTML, formats.TEXT, formats.MARKDOWN)
"""Formats whose bytes the server's word on their charset is for; others tell it themselves."""
_ONLY_A_TITLE = (
    "holds a title and no article text; open the page in a browser, save it as .html and add the "
    "file"
)
EMPTY_FEED = "is a feed without entries; try later, or add the articles by their own addresses"


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
            elif formats.is_feed(page.content):
                yield from _feed(name, page, fetcher, today)
            else:
                yield from _page(name, page, today)


def _page(name: str, page: Page, today: date) -> Iterator[Document | Failure]:
    """The articles of what one address gave."""
    form = _format(page)
    if form is None:
        kind = page.content_type[:60]
        yield Failure(name, f"is {kind}, which is not read; these are: {formats.endings()}")
        return
    content = utf8(page.content, page.charset) if form in _IN_CHARSETS else page.content
    url = canonical(page.url)
    for item in read_articles(name, url, form, content, today):
        if isinstance(item, Failure):
            yield item
            continue
        reason = _no_article(item, name, url) if form is formats.HTML else ""
        if reason:
            yield Failure(name, reason)
        else:
            yield replace(item, article=_placed(item.article, url, today))


def _no_article(document: Document, asked: str, url: str) -> str:
    """Why a page that could be read is no article, or ""."""
    article = document.article
    reason = interstitial(article.text, document.original, asked, url)
    return reason or (_ONLY_A_TITLE if article.text == article.title else "")


def _placed(article: Article, url: str, today: date) -> Article:
    """The article with the address it is known by, and the day that is in it.

    One of several in a file keeps an address of its own. The outlet of a page that names
    none is its site, and not one that a disbelieved address named.
    """
    if article.origin != url:
        # What leads to one place in a page is the address of what stands there.
        place = urlsplit(article.url).fragment
        own = f"{canonical(article.url)}{'#' * bool(place)}{place}"
        return replace(article, url=own if article.url else article.origin, id="")
    known = canonical_of_page(article.url, url)
    publisher = article.publisher
    if not publisher or (site(known) != site(article.url) and publisher == site(article.url)):
        publisher = site(known)
    article = replace(article, url=known, origin=known, publisher=publisher, id="")
    day = date_in_url(known)
    if day is None or day > today or (article.confidence or 0) >= FROM_URL:
        return article
    return replace(article, published=day, confidence=FROM_URL)


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
    form = named or formats.by_content(content)
    return None if form is formats.TEXT and kind.endswith("xml") else form


# Feeds.


def _feed(name: str, page: Page, fetcher: Fetcher, today: date) -> Iterator[Document | Failure]:
    """The articles of a feed's newest entries; those it holds only in part are fetched."""
    try:
        entries = newest_entries(page, today)
    except Unreadable as error:
        yield Failure(name, str(error))
        return
    if not entries:
        yield Failure(name, EMPTY_FEED)
    for _, items in of_entries(entries, page.url, fetcher, today):
        yield from items


def newest_entries(page: Page, today: date) -> list[Entry]:
    """The newest entries of a feed, in its order; raises Unreadable for what is no feed."""
    return _newest(parse_feed(utf8(page.content, page.charset)), today)


def of_entries(
    entries: Sequence[Entry], feed: str, fetcher: Fetcher, today: date
) -> Iterator[tuple[Entry, Iterator[Document | Failure]]]:
    """The articles of each of a feed's entries; pages are fetched in parallel. Closing the
    iterator stops what was not begun."""
    with closing(fetcher.ahead(entry.link for entry in entries if _is_linked(entry))) as pages:
        for entry in entries:
            if entry.whole:
                yield entry, iter((_given(entry, feed, today),))
            elif entry.link:
                yield entry, _linked(entry, next(pages)[1], feed, today)
            else:
                alone = _teaser(entry, "has no address of its own", feed, today)
                yield entry, iter((alone,))


def _is_linked(entry: Entry) -> bool:
    return bool(entry.link) and not entry.whole


def _newest(entries: Iterable[Entry], today: date) -> list[Entry]:
    """The newest entries, each address once, in the order of the feed."""
    known: dict[str, Entry] = {}
    for place, entry in enumerate(entries):
        known.setdefault(canonical(entry.link) if entry.link else str(place), entry)
    moments = [first_valid(entry.draft.dates, today) for entry in known.values()]
    days = [day_of(moment) or date.min for moment in moments]
    newest = sorted(range(len(days)), key=lambda place: days[place], reverse=True)[:MOST_ENTRIES]
    chosen = set(newest)
    return [entry for place, entry in enumerate(known.values()) if place in chosen]


def _linked(
    entry: Entry, page: Page | Unreachable, feed: str, today: date
) -> Iterator[Document | Failure]:
    """The article of an entry's page; where there is none, that of its teaser."""
    if isinstance(page, Unreachable):
        failed = page.reason
    elif formats.is_feed(page.content):
        failed = "leads to another feed; add that feed by its address"
    else:
        items = list(_page(entry.link, page, today))
        documents = [item for item in items if isinstance(item, Document)]
        for document in documents:
            yield replace(document, article=_completed(document.article, entry.draft, today))
        if documents:
            return
        failed = next(item.reason for item in items if isinstance(item, Failure))
    yield _teaser(entry, failed, feed, today)


def _teaser(entry: Entry, failed: str, feed: str, today: date) -> Document | Failure:
    """The article of what a feed holds of an entry, where that is more than a line or two."""
    if len(entry.draft.text.split()) < _FEWEST_WORDS:
        name = entry.link or f"{feed}#{entry.draft.place}"
        return Failure(name, f"{failed} (and the feed holds only a line or two of it)")
    return _given(entry, feed, today)


def _given(entry: Entry, feed: str, today: date) -> Document | Failure:
    """The article of what the feed itself holds of an entry."""
    url = canonical(entry.link or entry.draft.url)
    draft = replace(entry.draft, url=url, place="" if url else entry.draft.place)
    return settled(draft, url or feed, url or canonical(feed), today)


def _completed(article: Article, draft: Draft, today: date) -> Article:
    """The article of a page with what only the feed tells of it."""
    published = first_valid(draft.dates, today)
    sure = article.published and article.confidence == FROM_METADATA
    named = article.publisher and article.publisher != site(article.url)
    return replace(
        article,
        published=article.published if sure else published or article.published,
        confidence=article.confidence if sure or not published else FROM_METADATA,
        publisher=article.publisher if named else draft.publisher or article.publisher,
        authors=article.authors or draft.authors,
    )


# One spelling of an address for one page, and whose word counts for it.

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm|hsa)_\w+|(?:pk|mtm|at)_(?:campaign|source|medium|kwd|keyword|content|cid)|_ga|_gl"
    r"|_hsenc|_hsmi|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid"
    r"|igshid|igsh|li_fat_id|epik|mc_[ce]id|mkt_tok|oly_(?:anon|enc)_id|s_kwcid|ref_src"
    r"|wt[._]mc(?:_id)?|xtor|guccounter|guce_referrer(?:_sig)?",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_KEPT = "%/:=&?@!$'()*+,;[]"
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")
_FRONT = re.compile(r"/*(?:index\.\w{2,5}|home/?)?", re.IGNORECASE)


def canonical(url: str) -> str:
    """The one spelling of an address, so that a page gets one id however it was linked.

    Scheme and host come in small letters, without a default port, a final dot, a user
    name or a fragment; known tracking parameters go, all others stay in their order;
    escapes are as RFC 3986, section 6.2.2, has them. What is no http address comes back
    as it was.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError):
        return url
    scheme, host = parsed.scheme, parsed.raw_host.decode("ascii", "replace").lower().rstrip(".")
    if scheme not in _PORTS or not host:
        return url
    host = f"[{host}]" if ":" in host else host
    port = f":{parsed.port}" if parsed.port not in (None, _PORTS[scheme]) else ""
    path, _, query = parsed.raw_path.decode("ascii", "replace").partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _tracks(part))
    return f"{scheme}://{host}{port}{_escaped(path)}{'?' if kept else ''}{_escaped(kept)}"


def canonical_of_page(claim: str, url: str) -> str:
    """The address that the page at `url` is known by; `claim` is what it says itself.

    What it says counts where it names a page of the same site. A site's front page is
    no article, though many templates name it for every page, and no page speaks for
    another site.
    """
    claimed, own = canonical(claim), canonical(url)
    if not claim or _site(claimed) != _site(own) or _is_front(claimed) > _is_front(own):
        return own
    return claimed


def site(url: str) -> str:
    """The host of an address, without what only tells one edition of a site from another."""
    return _SAME_SITE.sub("", urlsplit(canonical(url)).hostname or "")


def _site(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return _SAME_SITE.sub("", parts.hostname or ""), parts.port


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_FRONT.fullmatch(parts.path)) and not parts.query


def _tracks(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(parameter.partition("=")[0]))


def _escaped(part: str) -> str:
    def settled(match: re.Match[str]) -> str:
        sign = chr(int(match[1], 16))
        return sign if _UNRESERVED.fullmatch(sign) else match[0].upper()

    return quote(_ESCAPED.sub(settled, part), safe=_KEPT)


# Interstitials: pages that stand before an article and ask to log in, agree, pay, run a script.

# In words: what is judged by its words at all, what beside a sign makes an article, what is
# nothing beside scripts, and the longest text of a login or of a notice of consent.
_HARDLY_ANY = 60
_AN_ARTICLE = 25
_NOTHING = 12
_A_NOTICE = 300
_SAVE = "open the page in a browser, save it as .html and add the file"
_SCRIPTED = re.compile(
    r"(?is)\A(?=.*?javascript).*?(?:browser|enabl|activ|aktiv|attiv|habilit|turn|switch|requir|need"
    r"|support|without|disabl|включ|włącz)"
)
_PROOF = re.compile(
    r"(?i)captcha|are (?:you )?(?:an? |not an? )?(?:human|robot)\b|not a robot"
    r"|checking your browser|unusual (?:traffic|activity)|verify(?:ing)? (?:that )?you"
    r"|access denied|just a moment\b|request (?:was |has been )?blocked|ddos protection"
)
_LOGIN = re.compile(
    r"(?i)\b(?:sign|log) ?in\b|\blog ?on\b|subscri(?:be|ber|ption)s?\b|create an? (?:free )?account"
    r"|already a member|register (?:for|to|now)|to continue reading|free trial|\babonn|\banmelden"
    r"|\beinloggen|\bregistrier|connectez-vous|inicia(?:r)? sesión|suscr[ií]|accedi\b|abbonati"
    r"|assine|inloggen|zaloguj|войдите"
)
_CONSENT = re.compile(
    r"(?is)\A(?=.*?(?:cookies?|privacy|datenschutz|confidentialité|privacidad)).*?(?:accept|agree"
    r"|consent|manage|reject|partners|akzept|zustimm|einwillig|autoris|acept|accett)"
)
_ASKING = (
    (_SCRIPTED, "is built by scripts, which are not run"),
    (_PROOF, "asks for a proof that no program reads it"),
    (_LOGIN, "needs a login or a subscription"),
    (_CONSENT, "asks for consent first"),
)
_GATES = frozenset(
    "consent collectconsent cookie-consent login log-in signin sign-in logon sso oauth oauth2"
    " auth authorize accounts paywall captcha challenge".split()
)
_LOOKED_AT = 200_000
_LONGEST = 2000
_UNSEEN = ("script", "style", "head", "svg", "template")
_SCRIPT = re.compile(rb"(?i)<script\b")


def interstitial(text: str, content: bytes, asked: str, url: str) -> str:
    """Why a page is no article but what stands before one; "" for any other page.

    `text` is what was read from its `content`, `asked` the address that was asked for
    and `url` the one that answered. A page is judged by its words only where it holds
    hardly any others, so that an article about a login stays one.
    """
    words = len(text.split())
    if words < _HARDLY_ANY:
        reason = _asks(text) or (_asks(_visible(content)) if words < _NOTHING else "")
        if reason:
            return f"{reason}; {_SAVE}"
    if words < _A_NOTICE and _gates(url) and not _gates(asked):
        return f"leads to a page that asks for a login or for consent; {_SAVE}"
    if words < _NOTHING and _SCRIPT.search(content):
        return f"holds hardly any text without its scripts, which are not run; {_SAVE}"
    return ""


def _asks(text: str) -> str:
    """What a text asks for that has next to no words beside the asking, else ""."""
    text = text[:_LONGEST]
    asked = next((reason for sign, reason in _ASKING if sign.search(text)), "")
    others = (
        len(part.split())
        for part in text.split("\n")
        if not any(sign.search(part) for sign, _ in _ASKING)
    )
    return asked if asked and sum(others) < _AN_ARTICLE else ""


def _visible(content: bytes) -> str:
    """The words of a page with nothing cleaned away; "" where they are many."""
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.document_fromstring(content[:_LOOKED_AT])
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, *_UNSEEN, etree.Comment, with_tail=False)
    text = "\n".join(map(str, tree.itertext()))
    return "" if len(text.split()) > _A_NOTICE else text


def _gates(url: str) -> bool:
    """Whether an address is by its own words that of a login or of consent."""
    parts = urlsplit(url.lower())
    first = (parts.hostname or "").partition(".")[0]
    return first in _GATES or any(part in _GATES for part in parts.path.split("/"))
