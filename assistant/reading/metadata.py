"""What an HTML page says of itself: JSON-LD, Open Graph and the usual meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells of its article; "" and () stand for not told."""

    title: str
    publisher: str
    dates: tuple[str, ...]
    authors: tuple[str, ...]
    url: str
    language: str


def metadata(tree: HtmlElement) -> Metadata:
    """The metadata of a page: JSON-LD of an article before meta elements before the body.

    The publisher is og:site_name, else the JSON-LD publisher, else the host of the
    page's own address. `dates` hold every statement on publication, most trusted first;
    none is guessed from the text.
    """
    linked = next(_linked_articles(tree), {})
    meta = _meta(tree)
    url = _address(tree, linked, meta)
    publisher = meta.get("og:site_name") or _name(linked.get("publisher"))
    publisher = publisher or next((meta[key].lstrip("@") for key in _OUTLETS if key in meta), "")
    return Metadata(
        title=_title(tree, linked, meta, publisher),
        publisher=publisher or re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or ""),
        dates=tuple(_dates(tree, linked, meta)),
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
        yield from (one for one in _objects(parsed, 0) if _is_article(one))


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


def _is_article(one: dict[str, object]) -> bool:
    kinds = one.get("@type")
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
    told = [*(str(href) for href in canonical), meta.get("og:url", ""), _text(linked.get("url"))]
    return next((one.strip() for one in told if re.match(r"https?://\S+$", one.strip())), "")


def _title(
    tree: HtmlElement, linked: dict[str, object], meta: dict[str, str], publisher: str
) -> str:
    told = [_text(linked.get("headline")), *(meta.get(key, "") for key in _TITLES[:2])]
    headings = [" ".join(str(one.text_content()).split()) for one in tree.iter("h1")]
    told += [heading for heading in headings if len(heading.split()) > 2]
    told += [meta.get(key, "") for key in _TITLES[2:]]
    told += [" ".join(str(one.text_content()).split()) for one in tree.iterfind(".//head/title")]
    title = next((one for one in told + headings if one), "")
    tail = re.search(r"\s+(?:[|–—-]|::|»)\s+([^|–—]{2,60})$", title)
    if tail and publisher and tail[1].casefold() == publisher.casefold():
        return title[: tail.start()].strip()
    return title


def _dates(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> Iterator[str]:
    yield _text(linked.get("datePublished"))
    yield from (meta[key] for key in _DATES if key in meta)
    for one in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        yield one.get("datetime") or one.get("content") or str(one.text_content())
    yield from (one.get("datetime") for one in tree.xpath("(//time[@datetime])[1]"))
    yield _text(linked.get("dateCreated"))


def _authors(tree: HtmlElement, linked: dict[str, object], meta: dict[str, str]) -> tuple[str, ...]:
    told = linked.get("author")
    names = [_name(one) for one in (told if isinstance(told, list) else [told])]
    if not any(names):
        names = [meta[key] for key in _AUTHORS if key in meta][:1]
    if not any(names):
        marked = tree.xpath("//*[@rel='author'] | //*[@itemprop='author']")
        names = [" ".join(str(one.text_content()).split()) for one in marked[:4]]
    split = [part for name in names for part in re.split(r"\s*(?:;|,|\band\b|&)\s*", name)]
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
