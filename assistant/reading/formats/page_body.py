"""The body of a page made ready for extraction, and pages that are no whole article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.reading.layout import is_prose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSHOWN = re.compile(r"(?i)\b(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z](?:, ?[a-z])*|[*†‡§¶#]{1,3})[\])]?")
"""A mark that leads to a note."""
_NOTED = re.compile(r"(?:[^\W\d_]{2,}|[.,;:!?”’\"')\]])$")
_UNIT = re.compile(
    r"(?:^|[^\w])(?:[mckd]?m|ft|in|mi|yd|s|sec|kg|ha|inch(?:es)?|feet|miles?|yards?|met(?:er|re)s?"
    r"|kilomet(?:er|re)s?)$",
    re.IGNORECASE,
)
_POWER = re.compile(r"[×x·]\s?10$")
_ROMAN = re.compile(r"\b[IVXLC]+$")
_MOST_MARKS = 500
_SOURCE_WRAP = re.compile(r"(?<![ \t])[ \t]*+[\r\n]\s*+")
_AS_WRITTEN = frozenset("pre code textarea script style".split())
_WHOLE = frozenset("html body main article".split())
_MOST_HIDDEN = 0.3
_MOST_LINKED = 0.7


def prepare(tree: HtmlElement) -> None:
    """Changes a page into what its reader sees: without hidden parts and the marks of footnotes,
    lines of the source joined, and the items of the text's own lists kept when they hold links,
    which extraction takes for navigation."""
    for element in tree.xpath("//*[@hidden or @aria-hidden='true' or @style]"):
        if _is_hidden(element, tree):
            element.drop_tree()
    _drop_others(tree)
    for cell in tree.xpath("//td"):
        if len(str(cell.text_content())) > _LAYOUT:
            for part in (cell, *cell.iterancestors("td", "tr", "tbody", "table")):
                part.tag = "div"  # a table that lays out the page holds no data
    for mark in tree.xpath("//sup | //a[contains(@role, 'noteref')]")[:_MOST_MARKS]:
        _mark_apart(mark)
    for list_element in tree.xpath("//ul | //ol"):
        if _is_told(list_element):
            for link in list(list_element.iter("a")):
                link.drop_tag()
    _join_lines(tree)


def _mark_apart(mark: HtmlElement) -> None:
    """Takes the mark of a note out of its word; square metres, powers of ten and what belongs to
    its word ("21st", "2e") stay."""
    text = str(mark.text_content()).strip()
    if mark.getparent() is None or not _MARK.fullmatch(text):
        return
    previous = mark.getprevious()
    above = mark.getparent().text if previous is None else previous.tail
    before = (above or "").rstrip("\n")
    if previous is not None and not before:
        before = str(previous.text_content())
    before = before[-40:]
    linked = mark.tag == "a" or bool(mark.xpath(".//a"))
    if not linked and text.isdigit() and _POWER.search(before):
        mark.text = f"^{text}"
        mark.drop_tag()
    elif (
        linked
        or (not text.isalnum() and text not in "#" and before[-1:].isalnum())
        or (_NOTED.search(before) and not _UNIT.search(before) and not _ROMAN.search(before))
    ):
        mark.drop_tree()


_OTHERS = re.compile(
    r"(?i)(?:most (?:read|viewed|popular)|more (?:news|stories|from .{2,40}|on this)"
    r"|related(?: \w+)?|read (?:next|more)|trending(?: now)?|latest(?: news| stories)?"
    r"|(?:\d+ )?comments?:?|popular now|you may also like|recommended(?: .{2,20})?"
    r"|also in the news|share this|newsletter"
    r"|les plus lus|à lire aussi|commentaires|articles? liés|meistgelesen|mehr zum thema|kommentare"
    r"|auch interessant|lo más leído|noticias relacionadas|comentarios|più letti|leggi anche"
    r"|commenti|mais lidas|leia também|comentários|meest gelezen|lees ook|reacties)"
)
_PARTS = frozenset(
    """
    comments comment-list comments-area sidebar side-bar related related-posts related-news
    relatedposts jp-relatedposts recommended recommendations newsletter newsletter-signup mostread
    most-read breadcrumb breadcrumbs addthis addthis_toolbox sharethis share-buttons
    social-share advertisement outbrain taboola cookie-notice
    """.split()
)
"""Classes and ids, whole, of what is no article."""
_MOST_OF_OTHERS = 0.4
_LAYOUT = 400


def _drop_others(tree: HtmlElement) -> None:
    """Takes out what a page shows of other stories and of its readers: parts that are named so,
    and those that follow a heading that says so; never what holds running text of its own, nor
    more than a part of the page in all."""
    for part in tree.xpath("//script | //style | //noscript"):
        part.drop_tree()
    whole = left = len(str(tree.text_content()))
    found = [one for one in tree.xpath("//*[@class or @id]") if _PARTS & _names(one)]
    for heading in tree.xpath("//h2 | //h3 | //h4 | //h5 | //h6"):
        text = " ".join(str(heading.text_content()).split())
        if len(text) <= 40 and _OTHERS.fullmatch(text):
            found += [heading, *_below(heading)]
    for part in found:
        size = len(str(part.text_content()))
        if part.tag in _WHOLE or part.getparent() is None or part.xpath(".//h1"):
            continue
        if whole - left + size <= _MOST_OF_OTHERS * whole:
            left -= size
            part.drop_tree()


def _below(heading: HtmlElement) -> Iterator[HtmlElement]:
    """What follows a heading up to the first paragraph of running text."""
    for following in heading.itersiblings():
        if following.tag == "p" and is_prose(" ".join(str(following.text_content()).split())):
            return
        yield following


def _names(element: HtmlElement) -> set[str]:
    """The classes and the id of an element."""
    return {*f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()}


def _is_hidden(element: HtmlElement, tree: HtmlElement) -> bool:
    if element.tag in _WHOLE or element.getparent() is None:
        return False
    if element.get("aria-hidden") == "true":
        # Some pages hide all of themselves behind a box that asks for something.
        own, all_of_it = (len(str(part.text_content())) for part in (element, tree))
        return own <= _MOST_HIDDEN * all_of_it
    return element.get("hidden") is not None or bool(_UNSHOWN.search(element.get("style") or ""))


def _is_told(list_element: HtmlElement) -> bool:
    """Whether a list belongs to the text: a paragraph stands before it, which announces it or
    is followed by items that are more than links."""
    before = list_element.getprevious()
    if before is None or before.tag != "p" or not list_element.xpath(".//a"):
        return False
    announced = str(before.text_content()).rstrip().endswith(":")
    linked = sum(len(str(link.text_content())) for link in list_element.iter("a"))
    whole = len(" ".join(str(list_element.text_content()).split()))
    return announced or linked < _MOST_LINKED * whole


def _join_lines(tree: HtmlElement) -> None:
    """Line breaks of the source, which a page shows as blanks, become blanks."""
    for element in tree.iter():
        written = any(above.tag in _AS_WRITTEN for above in (element, *element.iterancestors()))
        if element.text and not written and isinstance(element.tag, str):
            element.text = _SOURCE_WRAP.sub(" ", element.text)
        if element.tail and not any(above.tag in _AS_WRITTEN for above in element.iterancestors()):
            element.tail = _SOURCE_WRAP.sub(" ", element.tail)


_ARCHIVES = frozenset("archive category tag home blog search-results".split())
_SINGLE = frozenset("single single-post single-format-standard page-template".split())
_FEWEST_IN_ARCHIVE = 3
_FEWEST_HEADLINES = 4
_WORDS_BELOW = 35
_ABOVE = "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::header"
_ELSEWHERE = "ancestor-or-self::*[self::aside or self::nav or self::footer or self::header]"


def front_page(tree: HtmlElement) -> bool:
    """Whether a page is a list of headlines: four or more that are links, each with no more
    below it than a teaser, and no running text beside them."""
    headings = tree.xpath(f"//*[self::h1 or self::h2 or self::h3][not({_ELSEWHERE})]")
    linked = [one for one in headings if one.xpath("./a | ./parent::a")]
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    body = tree.find("body")
    texts = tree.xpath(
        f"//body//text()[not(ancestor::a or ancestor::script or ancestor::style or {_ABOVE})]"
    )
    words = sum(len(str(text).split()) for text in texts)
    if words > _WORDS_BELOW * max(len(linked), _FEWEST_HEADLINES):
        return False
    if (
        body is not None
        and len(linked) >= _FEWEST_IN_ARCHIVE
        and _ARCHIVES & _names(body)
        and not _SINGLE & _names(body)
    ):
        return True
    if is_listing(tree):
        links = tree.xpath(f"//body//a[@href][not({_ELSEWHERE})]")
        titles = [one for one in links if len(str(one.text_content()).split()) >= _TITLE_WORDS]
        return len(titles) >= _FEWEST_HEADLINES and words <= _WORDS_BELOW * len(titles)
    if len(linked) < _FEWEST_HEADLINES or "article" in [kind.lower() for kind in kinds]:
        return False
    return len(linked) * 2 > len(headings) and words <= _WORDS_BELOW * len(linked)


_TITLE_WORDS = 3
_LISTING = re.compile(r"\"(?:CollectionPage|SearchResultsPage)\"")
_IS_ARTICLE = re.compile(r"\"(?:\w*Article|LiveBlogPosting|BlogPosting|Report\w*|Review)\"")
_RESULTS = re.compile(
    r"(?i)(?:\d+ )?(?:search results? for|results? for [“\"‘']|résultats (?:de recherche|pour [«“])"
    r"|suchergebnisse|\d+ treffer für|resultados (?:de la búsqueda|de búsqueda)"
    r"|risultati della ricerca|zoekresultaten)"
)


def is_listing(tree: HtmlElement) -> bool:
    """Whether a page says that it lists others: in its data, or as results of a search."""
    data = " ".join(str(text) for text in tree.xpath("//script[contains(@type, 'ld+json')]/text()"))
    named = [str(tree.findtext(path) or "").strip() for path in (".//head/title", ".//body//h1")]
    listed = bool(_LISTING.search(data)) and not _IS_ARTICLE.search(data)
    return listed or any(_RESULTS.match(name) for name in named)


_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(?:false|no|0)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"(?i)\b(?:subscribe(?:rs?)?|subscription|sign (?:up|in)|log in|register|become a member"
    r"|abonnieren|abonnez|suscr[ií]bete|abbonati)\b.{0,60}"
    r"\b(?:continue|read(?:ing)?|full|rest|only|access|unlock|weiterlesen|lire|leer|leggere)\b"
    r"|\b(?:article|content|story) is (?:for|available (?:only )?to|reserved for) (?:our )?"
    r"(?:paying )?(?:subscribers|members)\b"
)
_REST = re.compile(
    r"(?i)il vous reste \d+ ?% de cet article|(?:la suite|cet article) est réservée? (?:à nos|aux)"
    r"|weiterlesen mit\b|\bfree articles this month|to (?:continue|keep) reading"
    r"|\b(?:subscribers?|members?)[- ]only\b|exclusive to (?:our )?subscribers"
    r"|contenido exclusivo para suscriptores|contenuto riservato agli abbonati"
    r"|exclusivo para assinantes|alleen voor abonnees"
)
_SHORT = 250


def paywall(tree: HtmlElement) -> Callable[[str], bool]:
    """What tells of a text that was taken from the page whether it is only the beginning of an
    article: the page says that the rest is to be paid for, and there is little text."""
    scripts = tree.xpath("//script[@type='application/ld+json']")
    paid = any(_FREE.search(str(script.text_content())) for script in scripts)
    shown = tree.xpath("//body//text()[not(ancestor::script or ancestor::nav or ancestor::header)]")
    page = " ".join(" ".join(map(str, shown)).split())
    asks, rest = bool(_ASKS.search(page)), bool(_REST.search(page))

    def is_teaser(text: str) -> bool:
        short = len(text.split()) < _SHORT
        return (paid and (short or asks)) or (short and rest)

    return is_teaser
