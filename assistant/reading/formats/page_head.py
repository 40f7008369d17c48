"""What the head of a page tells: when it was published and by whom, by metadata and to the eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.bylines import byline, stamp
from assistant.reading.dates import in_order, month_first
from assistant.reading.formats.fields import moment
from assistant.reading.layout import is_prose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = (
    "article:published_time", "og:article:published_time", "article:published",
    "article:published_date", "article.published", "datepublished", "date_published",
    "published_time", "og:published_time", "vr:published_time", "rnews:datepublished",
    "bt:pubdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "ptime", "pdate",
    "parsely-pub-date", "sailthru.date", "originalpublicationdate", "article_date_original",
    "publish-date", "publish_date", "publishdate", "publication_date", "publication-date",
    "published_date", "published", "pubdate", "pub_date", "citation_publication_date",
    "citation_date", "date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dc.date.created", "dcterms.created", "article.created", "dateposted", "created",
    "release_date", "timestamp", "shareaholic:article_published_time", "eprints.datestamp",
)  # fmt: skip
"""The names of meta elements that tell the publication, the most trusted first."""
_SKIPPED_TAGS = frozenset(
    "aside nav footer script style noscript form select button iframe svg template table ul ol"
    " figure figcaption blockquote".split()
)
_SKIPPED = re.compile(
    r"(?i)comment|sidebar|related|recommend|footer|teaser|promo|widget|newsletter|most-?(?:read|view)"
    r"|latest|trending|see-?also|more-?(?:from|on|news|stories)|popular|breadcrumb|copyright|archive"
)
_DATED = re.compile(
    r"(?i)(?:^|[\s_-])(?:date|time|datetime|publish(?:ed)?|posted|pub)|timestamp|meta|byline|dateline"
)
_LATER = re.compile(
    r"(?i)\b(?:updat\w+|modifi\w+|revis\w+|edited|aktualisiert|actualis\w+|actualizad\w+"
    r"|mis à jour|aggiornat\w+|bijgewerkt)\b"
)
_MARKERS = re.compile(r"(?i)modif|updat")
_LONGEST = 160
_MOST_ELEMENTS = 20_000
_AFTER_PROSE = 2


def published(
    meta: Mapping[str, str],
    linked: Sequence[Mapping[str, object]],
    tree: HtmlElement,
    language: str,
) -> tuple[str, ...]:
    """What the metadata of a page says of its publication, the most trusted first: JSON-LD of an
    article before that of the page, meta elements, and elements that are marked as its date."""
    found = [_text(item.get("datePublished")) for item in linked]
    found += [meta[name] for name in _META if name in meta]
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        if not _is_skipped(element):
            shown = str(element.text_content())
            found.append(element.get("datetime") or element.get("content") or shown)
    found += [_text(item.get("dateCreated")) for item in linked]
    order = month_first([*found, *meta.values()], language)
    return tuple(in_order(moment(text), order) for text in found if text.strip())


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _is_skipped(element: HtmlElement) -> bool:
    """Whether an element lies in a part of the page that is not the article's head."""
    return any(_begins_other(above) for above in (element, *element.iterancestors()))


def _begins_other(element: HtmlElement) -> bool:
    tag = element.tag if isinstance(element.tag, str) else "script"
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return tag in _SKIPPED_TAGS or (tag not in ("html", "body") and bool(_SKIPPED.search(named)))


# What the page shows.


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows above its text: days, those best marked as of publication first, and
    who wrote it."""

    days: tuple[str, ...]
    authors: tuple[str, ...]


def shown(tree: HtmlElement, language: str) -> Shown:
    """The days and writers above a page's text or right below its beginning; those of updates,
    comments, other stories and the foot of the page are none."""
    texts = list(_texts(tree))
    order = month_first([text for _, text in texts], language)
    found = [day for element, text in texts for day in _days(element, in_order(text, order))]
    lines = [who for _, text in texts if (who := byline(text)) and who.authors]
    days = [day for _, day in sorted(found, key=lambda told: told[0])]
    return Shown(tuple(days), lines[0].authors if lines else ())


def _texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The elements with a short text of their own, up to the first paragraphs."""
    body = tree.find("body")
    waiting = [body if body is not None else tree]
    prose = looked_at = 0
    while waiting and prose < _AFTER_PROSE and looked_at < _MOST_ELEMENTS:
        element = waiting.pop()
        looked_at += 1
        if _begins_other(element):
            continue
        text = " ".join(str(element.text_content()).split())
        inner = [child for child in element if isinstance(child.tag, str)]
        dated = element.tag in ("time", "abbr") or (len(text) <= _LONGEST and bool(text))
        prose += element.tag == "p" and is_prose(text)
        if dated:
            yield element, text
        if element.tag not in ("p", "time", "abbr"):
            waiting.extend(reversed(inner))
        elif element.tag == "p" and dated:
            waiting.extend(child for child in reversed(inner) if child.tag in ("time", "abbr"))


def _days(element: HtmlElement, text: str) -> Iterator[tuple[int, str]]:
    """The day that an element tells, with how well it is marked: 0 is best."""
    named = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
    around = element.getparent()
    before = " ".join(str(around.text or "").split()) if around is not None else ""
    if _MARKERS.search(named) or _LATER.match(text) or _LATER.search(before):
        return
    exact = element.get("datetime") or (element.get("title") if element.tag == "abbr" else "") or ""
    marked = bool(_DATED.search(named))
    if exact and (element.tag == "time" or marked):
        yield 1, moment(exact)
        return
    when = stamp(_LATER.split(text)[0]) or stamp(text)
    days = when.days if when else ()
    if not days and (who := byline(text)):
        days = who.days
    if days:
        yield 0 if when and when.labelled else 2 if marked else 3, days[0].isoformat()
