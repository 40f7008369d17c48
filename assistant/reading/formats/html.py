"""HTML pages: the article by trafilatura, its fields by the page's own metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.reading.encoding import decode
from assistant.reading.formats import markup
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A picture or a program in an attribute: parsers take long over such tags, and need none.
_VAST = re.compile(r"<[^<>]{20000,}+>")
_LIMIT = "ERR_RESOURCE_LIMIT"
_FEWEST_WORDS = 25
_LEAST_SHARE = 0.5
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
    text = _VAST.sub("", _XML_DECLARATION.sub("", whole))
    strict = parser.HTMLParser()
    try:
        tree = parser.document_fromstring(text, parser=strict)
    except (etree.ParserError, ValueError) as error:
        raise Unreadable(_NOTHING) from error
    draft = _described(tree)
    # Nested deeper than the parser goes: it leaves out the rest.
    cut = any(error.type_name == _LIMIT for error in strict.error_log)
    paragraphs = [block.text for block in markup.blocks(text)] if cut else _paragraphs(text)
    if not paragraphs:
        raise Unreadable(_NOTHING)
    return (replace(draft, text="\n\n".join(paragraphs)),)


def _paragraphs(text: str) -> list[str]:
    """The main content, or all paragraphs where the main content is next to nothing."""
    import trafilatura

    found = trafilatura.extract(text, include_comments=False, favor_recall=True)
    main = [line.strip() for line in (found or "").split("\n") if line.strip()]
    if _words(main) >= _FEWEST_WORDS and main:
        return main
    simple = [block.text for block in markup.blocks(text)]
    return main if main and _words(main) >= _LEAST_SHARE * _words(simple) else simple


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


# What a page says of itself: JSON-LD, Open Graph and the usual meta elements.

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "LiveBlogPosting")
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "headline", "title")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate", "publish-date",
    "publish_date", "publication_date", "parsely-pub-date", "sailthru.date", "article.published",
    "originalpublicationdate", "article:published",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")


def _described(tree: HtmlElement) -> Draft:
    """A draft without text, by JSON-LD of an article before meta elements before the body.

    The publisher is og:site_name, else the JSON-LD publisher, else the host of the
    page's own address. `dates` hold every statement on publication, most trusted first;
    none is guessed from the text.
    """
    linked = next(_linked_articles(tree), {})
    meta = _meta(tree)
    url = _address(tree, linked, meta)
    publisher = meta.get("og:site_name") or _name(linked.get("publisher"))
    publisher = publisher or next((meta[key].lstrip("@") for key in _OUTLETS if key in meta), "")
    return Draft(
        text="",
        title=_title(tree, linked, meta, publisher) or None,
        publisher=publisher or re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or ""),
        dates=tuple(_published(tree, linked, meta)),
        authors=_authors(tree, linked, meta),
        url=url,
        language=(tree.get("lang") or meta.get("og:locale") or "")[:2].lower(),
    )


def _linked_articles(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The article objects of all JSON-LD blocks; broken blocks are passed over."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            parsed = json.loads(str(script.text_content()), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (item for item in _objects(parsed, 0) if _is_article(item))


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
) -> str:
    found = [_text(linked.get("headline")), *(meta.get(key, "") for key in _TITLES[:2])]
    headings = [_words_of(element) for element in tree.iter("h1")]
    found += [heading for heading in headings if len(heading.split()) > 2]
    found += [meta.get(key, "") for key in _TITLES[2:]]
    found += [_words_of(element) for element in tree.iterfind(".//head/title")]
    title = next((text for text in found + headings if text), "")
    tail = re.search(r"(?<!\s)\s++(?:[|–—-]|::|»)\s++([^|–—]{2,60})$", title)
    if tail and publisher and tail[1].casefold() == publisher.casefold():
        return title[: tail.start()].strip()
    return title


def _published(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> Iterator[str]:
    yield _text(linked.get("datePublished"))
    yield from (meta[key] for key in _DATES if key in meta)
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        yield element.get("datetime") or element.get("content") or str(element.text_content())
    yield from (element.get("datetime") for element in tree.xpath("(//time[@datetime])[1]"))
    yield _text(linked.get("dateCreated"))


def _authors(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> tuple[str, ...]:
    author = linked.get("author")
    names = [_name(person) for person in (author if isinstance(author, list) else [author])]
    if not any(names):
        names = [meta[key] for key in _AUTHORS if key in meta][:1]
    if not any(names):
        marked = tree.xpath("//*[@rel='author'] | //*[@itemprop='author']")
        names = [_words_of(element) for element in marked[:4]]
    split = [part for name in names for part in re.split(r"(?<!\s)\s*+(?:;|,|\band\b|&)", name)]
    bare = [re.sub(r"(?i)^by\s+", "", part).strip() for part in split]
    return tuple(
        dict.fromkeys(name for name in bare if name and "://" not in name and len(name) < 60)
    )


def _name(value: object) -> str:
    """The name in a JSON-LD person or organisation, which may be a string or a list."""
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _words_of(element: HtmlElement) -> str:
    """All text of an element, on one line."""
    return " ".join(str(element.text_content()).split())
