"""HTML pages: the article by trafilatura, its fields by the page's own metadata."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.reading.bylines import is_nobody
from assistant.reading.dates import parse_moment
from assistant.reading.encoding import decode
from assistant.reading.formats import markup, page_head
from assistant.reading.formats.digests import DIGEST, digest
from assistant.reading.formats.live_blogs import LIVE, LIVE_PATH, dated_posts, listed_posts
from assistant.reading.formats.page_body import front_page, is_listing, paywall, prepare
from assistant.reading.formats.pieces import pieces_of
from assistant.reading.formats.press_pages import press_articles
from assistant.reading.layout import line_key, listed_names
from assistant.reading.outlets import is_paper
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A picture or a program in an attribute: parsers take long over such tags, and need none.
_VAST = re.compile(r"<[^<>]{20000,}+>")
_DOUBLE_BREAK = re.compile(r"(?i)<br\s{0,3}/?>(?:\s{0,20}<br\s{0,3}/?>){1,10}")
_LIMIT = "ERR_RESOURCE_LIMIT"
_FEWEST_WORDS = 25
_LEAST_SHARE = 0.5
_BEGINNING = "is the beginning of an article only: the site keeps the rest for subscribers"
_FRONT_PAGE = (
    "is a front page, a list of headlines; add the articles that it links to, or the site's feed"
)
_NOTHING = "holds no article text; save the complete page as .html in a browser and add that file"


def read_page(content: bytes) -> Sequence[Draft]:
    """One draft: title, outlet, dates, authors and address by metadata, and the text.

    The text is trafilatura's main content (Barbaresi 2021); where that finds next to
    nothing, as on very small pages, it is the text of the page's paragraphs. Nothing is
    fetched. Raises Unreadable when the page holds no text.
    """
    from lxml import etree
    from lxml import html as parser

    declared = _DECLARED.search(content[:4096])
    whole = decode(content, declared[1].decode() if declared else "")
    text = _VAST.sub("", _XML_DECLARATION.sub("", markup.fit(whole)))
    text = _DOUBLE_BREAK.sub("<p>", text)
    strict = parser.HTMLParser()
    try:
        tree = parser.document_fromstring(text, parser=strict)
    except (etree.ParserError, ValueError) as error:
        raise Unreadable(_NOTHING) from error
    if found := press_articles(text, tree):
        return found
    for line_break in tree.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    draft = _described(tree)
    if (not draft.dates or is_listing(tree)) and front_page(tree):
        raise Unreadable(_FRONT_PAGE)
    # Nested deeper than the parser goes: it leaves out the rest.
    cut = any(error.type_name == _LIMIT for error in strict.error_log)
    teaser = paywall(tree)
    if items := _of_items(tree, draft):
        return items
    prepare(tree)
    paragraphs = [block.text for block in markup.blocks(text)] if cut else _paragraphs(tree)
    if not paragraphs:
        raise Unreadable(_NOTHING)
    whole = "\n\n".join(line for line in paragraphs if not page_head.tells_update(line))
    return (replace(draft, text=whole, notice=_BEGINNING if teaser(whole) else ""),)


_LIVE_CLASS = re.compile(r"(?i)(?:^|[\s_-])live-?(?:blog|post|update|feed|ticker|story)|liveblog")


def _of_items(tree: HtmlElement, page: Draft) -> Sequence[Draft]:
    """The posts of a live blog or the items of a digest; () for any other page."""
    titles = [str(tree.findtext(".//head/title") or ""), page.title or ""]
    linked = [item for item in _linked(tree) if "LiveBlogPosting" in str(item.get("@type"))]
    named = any(map(LIVE.search, titles)) or LIVE_PATH.search(urlsplit(page.url).path)
    live = bool(linked or named) or any(
        _LIVE_CLASS.search(str(name)) for name in tree.xpath("//time/ancestor::*/@class")[:_CLASSES]
    )
    digested = any(map(DIGEST.search, titles))
    if not live and not digested:
        return ()
    copied = deepcopy(tree)
    prepare(copied)
    pieces = pieces_of(copied)
    if not live:
        return digest(pieces, page, gathered=False)
    listed = listed_posts(linked, page)
    shown = dated_posts(pieces, page, live=live, newest=_changed(tree))
    return listed if len(listed) > len(shown) else shown


_CLASSES = 5_000
_FIRST_YEAR = 1990
_CHANGED = ("lastmod", "article:modified_time", "og:updated_time", "last-modified", "datemodified")


def _changed(tree: HtmlElement) -> datetime | None:
    """When the page says that it was changed last."""
    meta = _meta(tree)
    told = [meta[name] for name in _CHANGED if name in meta]
    told += [_text(item.get("dateModified")) for item in _linked(tree)]
    moments = (parse_moment(text) for text in told)
    return next(
        (one for one in moments if isinstance(one, datetime) and one.year > _FIRST_YEAR), None
    )


def _paragraphs(tree: HtmlElement) -> list[str]:
    """The main content, or all paragraphs where the main content is next to nothing."""
    import trafilatura
    from lxml import html as parser

    page = str(parser.tostring(tree, encoding="unicode"))
    found = trafilatura.extract(page, include_comments=False, favor_recall=True)
    main = [line.strip() for line in (found or "").split("\n") if line.strip()]
    if _words(main) >= _FEWEST_WORDS and main:
        return main
    simple = [block.text for block in markup.blocks(page)]
    return main if main and _words(main) >= _LEAST_SHARE * _words(simple) else simple


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


# What a page says of itself: JSON-LD, Open Graph and the usual meta elements.

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "LiveBlogPosting")
_AROUND_JSON = re.compile(r"(?://|/\*)? ?(?:<!\[CDATA\[|\]\]>|<!--|-->)(?: ?\*/)?")
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "headline", "title")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
_HOST_PREFIX = re.compile(r"^(?:www|m|amp)\.")
_MOST_HEADINGS = 40
_SITE_WORDS = 7
_RIGHTS = re.compile(r"(?:©|\([cC]\)|[Cc]opyright)[^\n©]{0,90}")
_BETWEEN_TITLES = re.compile(r"(?<!\s)\s++(?:[|–—-]|::|»|·)\s++|: ")
_ALIKE = 0.75
_IS_NAME = re.compile(r"[^@\d/:]{2,60}")
_AUTHORS = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
    "sailthru.author", "byl", "byline", "bt:author", "cxenseparse:author", "citation_author",
    "article.author", "article:author_name",
)  # fmt: skip


def _described(tree: HtmlElement) -> Draft:
    """A draft without text, by JSON-LD of an article before meta elements before the body.

    The publisher is og:site_name, else the JSON-LD publisher, else the host of the
    page's own address. `dates` hold every statement on publication, most trusted first;
    none is guessed from the text.
    """
    objects = list(_linked(tree))
    articles = [item for item in objects if _is_article(item)]
    linked = articles[0] if articles else {}
    meta = _meta(tree)
    language = tree.get("lang") or meta.get("og:locale") or meta.get("content-language") or ""
    url = _address(tree, linked, meta)
    publisher = _twice(meta.get("og:site_name", "")) or _name(linked.get("publisher"))
    publisher = publisher or _marked_publisher(tree)
    publisher = publisher or next((meta[key].lstrip("@") for key in _OUTLETS if key in meta), "")
    title, site = _title(tree, linked, meta, publisher)
    shown = page_head.shown(tree, language, title)
    return Draft(
        text="",
        title=title or None,
        publisher=publisher
        or site
        or re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or ""),
        dates=page_head.published(meta, articles[:1] or _pages(objects), tree, language),
        shown_dates=shown.days,
        authors=_authors(tree, linked, meta) or shown.authors,
        url=url,
        language=language[:2].lower(),
    )


def _marked_publisher(tree: HtmlElement) -> str:
    """The outlet that schema.org's microdata name."""
    for element in tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']"):
        if name := (element.get("content") or _words_of(element)).strip():
            return str(name)
    return ""


def _linked(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The objects of all JSON-LD blocks; broken blocks are passed over."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        source = str(script.text_content()).strip()
        if not source.startswith(("{", "[")):
            source = _AROUND_JSON.sub("", source)
        try:
            parsed = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(parsed, 0)


def _pages(objects: list[dict[str, object]]) -> list[dict[str, object]]:
    """Of a page whose JSON-LD has no article, what it says of the page."""
    return [item for item in objects if "Comment" not in str(item.get("@type"))]


def _objects(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > 5:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _is_article(item: dict[str, object]) -> bool:
    kinds = item.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in listed)


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first non-empty content of every meta element, by its name in small letters."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            key = (element.get(attribute) or "").lower()
            if key and content:
                found.setdefault(key, content)
    return found


def _address(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> str:
    canonical = tree.xpath("//link[contains(@rel, 'canonical')]/@href")
    urls = [*(str(href) for href in canonical), meta.get("og:url", ""), _text(linked.get("url"))]
    return next((url.strip() for url in urls if re.match(r"https?://\S+$", url.strip())), "")


def _title(
    tree: HtmlElement, linked: dict[str, object], meta: dict[str, str], publisher: str
) -> tuple[str, str]:
    """The title, and the site's name where it stands beside that in the page's own title.

    Metadata go before the heading that the page's title has too, the longest of several; a
    section or the name of the site in a heading is none.
    """
    named = _twice(next((_words_of(one) for one in tree.iterfind(".//head/title")), ""))
    parts = [part for part in _BETWEEN_TITLES.split(named) if part]
    whole = str(tree.text_content())
    site = next((part for part in (*parts[:0:-1], *parts[:1]) if _is_site(part, parts, whole)), "")
    headings = [_words_of(element) for element in tree.iter("h1", "h2", "h3")][:_MOST_HEADINGS]
    known = set(line_key(named).split())
    own = [text for text in headings if len(text.split()) > 2 and _shared(text, known)]
    first = [_words_of(element) for element in tree.iter("h1")]
    found = [
        _text(linked.get("headline")), *(meta.get(key, "") for key in _TITLES[:2]),
        *sorted((text for text in own if text != site), key=len, reverse=True)[:1],
        *(heading for heading in first if len(heading.split()) > 2),
        *(meta.get(key, "") for key in _TITLES[2:]),
        max((part for part in parts if part != site), key=len, default=named), *first,
    ]  # fmt: skip
    title = _twice(next((text for text in found if text), ""))
    tail = re.search(r"(?<!\s)\s++(?:[|–—-]|::|»)\s++([^|–—]{2,60})$", title)
    beside = (publisher.casefold(), site.casefold())
    if tail and tail[1].casefold() in beside and tail[1]:
        title = title[: tail.start()].strip()
    return title, site


def _twice(text: str) -> str:
    """`text` without entities that were written of entities."""
    return html.unescape(html.unescape(text))


def _is_site(part: str, parts: Sequence[str], page: str) -> bool:
    """Whether a part of a page's title is the name of the site: by its form, or because the page's
    copyright is that of the same name."""
    if len(parts) < 2 or len(part.split()) > _SITE_WORDS:
        return False
    return is_paper(part) or any(part in found[0] for found in _RIGHTS.finditer(page))


def _shared(heading: str, known: set[str]) -> bool:
    """Whether nearly all words of a heading are in the page's own title."""
    words = line_key(heading).split()
    return len(known & set(words)) >= _ALIKE * len(words)


def _authors(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> tuple[str, ...]:
    author = linked.get("author")
    names = [_name(person) for person in (author if isinstance(author, list) else [author])]
    if not any(names):
        names = [meta[key] for key in _AUTHORS if key in meta][:1]
    if not any(names):
        marked = tree.xpath("//*[@rel='author'] | //*[@itemprop='author']")
        names = [_named(element) for element in marked[:4]]
    listed = (name for line in names for name in listed_names(line))
    named = (name for name in listed if _IS_NAME.fullmatch(name) and not is_nobody(name))
    return tuple(dict.fromkeys(named))


def _name(value: object) -> str:
    """The name in a JSON-LD person or organisation, which may be a string or a list."""
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    return " ".join(_twice(value).split()) if isinstance(value, str) else ""


def _named(element: HtmlElement) -> str:
    """The name in an element that is marked as a writer: what is marked as it, else its words."""
    own = element.xpath(".//*[@itemprop='name']")
    return _WHOSE_POSTS.sub(r"\g<who>", _words_of(own[0] if own else element))


_WHOSE_POSTS = re.compile(
    r"(?i)^(?:(?:view|see|read) )?(?:all|more)(?: (?:of|from|by|posts|articles|stories))* "
    r"(?P<who>\S.*?)(?:[’']s?)?(?: (?:posts|articles|stories))?$"
)


def _words_of(element: HtmlElement) -> str:
    """All text of an element, on one line."""
    return " ".join(str(element.text_content()).split())
