"""What the head of a page tells: when it was published and by whom, by metadata and to the eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.boilerplate_patterns import NAVIGATION
from assistant.reading.bylines import byline, names_line, stamp
from assistant.reading.dates import find_dates, in_order, month_first, parse_date
from assistant.reading.formats.fields import moment
from assistant.reading.layout import is_prose, line_key
from assistant.reading.outlets import is_outlet
from vectorstore.text.places import PLACES

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
    "aside nav footer script style noscript form select button iframe svg template figure"
    " figcaption blockquote".split()
)
_SKIPPED = re.compile(
    r"(?i)(?:^|[\s_-])(?:comments?|sidebar|related\w*|recommend\w*|footer|teasers?|promo|newsletter"
    r"|latest\w*|trending|popular|breadcrumbs?|copyright|rail|mostread|most-(?:read|viewed)|see-also"
    r"|more-(?:from|on|news|stories))(?=$|[\s_-])"
)
_DATED = re.compile(
    r"(?i)(?:^|[\s_-])(?:date|time|datetime|publish(?:ed)?|posted|pub|submitted)|timestamp|meta\b"
    r"|byline|dateline"
)
_SIGNED = re.compile(
    r"(?i)(?:^|[\s_-])(?:by|author|byline|credit|writer|auteur|autor|autore|firma|fn|username|verfasser)"
    r"(?:$|[\s_-])|byline|author"
)
_LATER = re.compile(
    r"(?i)\b(?:(?:last|zuletzt|laatste?|dernière|última|ultimo) )?(?:updat\w+|modifi\w+|revis\w+"
    r"|edited|aktualisiert|actualis\w+|actualizad\w+|atualizad\w+|mise? à jour|aggiornat\w+"
    r"|bijgewerkt|geändert|uppdaterad|oppdatert|opdateret|päivitetty|zaktualizowano|aktualizacja"
    r"|aktualizováno)\b"
)
_FIRST = re.compile(
    r"(?i)\b(?:(?:first|originally) )?(?:published|posted|publié|veröffentlicht|publicado"
    r"|pubblicato|geplaatst|gepubliceerd|publicerad|publisert|publiceret|julkaistu|opublikowano"
    r"|publikováno|publicat)\b"
)
_SIGNED_AFTER = re.compile(r",? (?:par|by|von|por|door|da|di) (?=[A-ZÀ-Þ])")
_MARKERS = re.compile(r"(?i)modif|updat")
_PARTS = re.compile(r" ?[|·•] ?| [-–—] ")
_SUBMITTED = re.compile(
    r"(?i)^(?:submitted|posted|written|published|geschrieben|publié|escrito|scritto|geplaatst) "
    r"(?:by|von|par|por|da|door) (?P<who>.{3,60}?)(?:,? (?:on|am|le|el|il|em|op) |, | - |$)"
)
_BY = re.compile(
    r"^(?:(?i:words|written|text|story|report|posted|published|submitted) )?"
    r"(?:(?:By|BY|by|Von|VON|Par|PAR|Por|POR|Door|DOOR)(?: |: ?)"
    r"|(?:Di|De|Texto|Texte|Text|Testo): ?)"
    r"(?:de |di |von |por |par )?(?P<who>\S.*)$"
)
_AND = re.compile(r" (?:et|und|y|e|en|och|og) (?=[A-ZÀ-Þ])")
_MAIL = re.compile(r"(?<!\S)[^\s@]{1,64}+@\S++")
_NO_WRITERS = frozenset(
    "staff redazione redaktion rédaction redacción redação redactie admin editor administrator"
    " newsroom agencies".split()
)
_IN_DATA = re.compile(
    r"\"(?:firstPublish(?:ed)?(?:Date|At)?|datePublished|publishedAt|publish(?:ed)?Date|published_at"
    r"|publicationDate|first_publish_date|publish_date)\"\s*:\s*\"?(?P<when>[\w:.+ -]{8,40})"
)
_SECTIONS = frozenset(
    "news ireland kingdom league change politics sport sports world business culture opinion life"
    " health science edition county city region".split()
)
_LONGEST = 160
_MOST_ELEMENTS = 20_000
_AFTER_PROSE = 2
_ABOVE, _FEW_WORDS = 5, 4
_BEFORE = 6
"""So many pieces of text above the headline may tell of the article."""
_HEADLINES = ("h1", "h2", "h3", "b", "strong", "div", "span", "td", "font")


def published(
    meta: Mapping[str, str],
    linked: Sequence[Mapping[str, object]],
    tree: HtmlElement,
    language: str,
) -> tuple[str, ...]:
    """What the metadata of a page says of its publication, the most trusted first: JSON-LD of an
    article before that of the page, meta elements, elements that are marked as its date, and the
    data that the page's program is given."""
    found = [_text(item.get("datePublished")) for item in linked]
    found += [meta[name] for name in _META if name in meta]
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        if not _is_skipped(element):
            text = str(element.text_content())
            found.append(element.get("datetime") or element.get("content") or text)
    found += [_text(item.get("dateCreated")) for item in linked]
    order = _order(tree, language, [*found, *meta.values()])
    return tuple(in_order(moment(text), order) for text in found if text.strip())


def _order(tree: HtmlElement, language: str, texts: Sequence[str]) -> bool | None:
    """Whether the page puts the month first, by its language where that tells, else by all dates
    of the page."""
    known = month_first((), language)
    return known if known is not None else month_first([*texts, str(tree.text_content())])


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
    """What a page shows around its headline: days, those best marked as of publication first,
    and who wrote it."""

    days: tuple[str, ...]
    authors: tuple[str, ...]


def shown(tree: HtmlElement, language: str, title: str) -> Shown:
    """The days and writers near the headline and above the text; those of updates, comments,
    other stories and the foot of the page are none. Without a headline, those above the text."""
    order = _order(tree, language, ())
    pieces = list(_around(tree, title))
    days: list[tuple[int, str]] = []
    authors: tuple[str, ...] = ()
    found = [list(_days(element, in_order(text, order))) for element, text, _ in pieces]
    for at, (element, text, above) in enumerate(pieces):
        days += [(rank + _ABOVE * above, day) for rank, day in found[at]]
        beside = any(found[max(0, at - 1) : at + 2])
        authors = authors or _writers(element, text, beside)
    if not days:
        data = (str(one.text_content()) for one in tree.xpath("//script[@type='application/json']"))
        told = {moment(found["when"])[:10] for text in data for found in _IN_DATA.finditer(text)}
        days += [(4, day) for day in told if len(told) == 1]
        for element in tree.xpath("//abbr[contains(@class, 'published')][@title]")[:1]:
            days.append((1, moment(element.get("title"))))
    return Shown(tuple(day for _, day in sorted(days, key=lambda told: told[0])), authors)


def _around(tree: HtmlElement, title: str) -> Iterator[tuple[HtmlElement, str, bool]]:
    """The short pieces of text right above the headline (True), and those from it to the text;
    what stands in links and in lists of stories is left out."""
    pieces = list(_pieces(tree))
    wanted = line_key(title)
    at = next(
        (
            number
            for number, (element, text) in enumerate(pieces)
            if element.tag in _HEADLINES and wanted and line_key(text) == wanted
        ),
        None,
    )
    prose = 0
    first = 0 if at is None else max(0, at - _BEFORE)
    for number, (element, text) in enumerate(pieces[first:], first):
        prose += is_prose(text)
        if prose >= _AFTER_PROSE:
            return
        above = at is not None and number < at
        if len(text) <= _LONGEST and not _is_of_another(element, above=above or at is None):
            yield element, text, above


def _is_of_another(element: HtmlElement, *, above: bool) -> bool:
    """Whether a piece stands in a link, or in an item of a list that links to another story."""
    for one in (element, *element.iterancestors("a", "li")):
        if one.tag == "a" and above:
            return True
        if one.tag == "li":
            linked = [str(link.text_content()) for link in one.iter("a")]
            if above or any(len(text.split()) > _FEW_WORDS for text in linked):
                return True
    return False


def _pieces(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The elements in order that have no block inside, with their text; parts of the page that
    are no article's are left out."""
    body = tree.find("body")
    waiting = [body if body is not None else tree]
    looked_at = 0
    while waiting and looked_at < _MOST_ELEMENTS:
        element = waiting.pop()
        looked_at += 1
        if _begins_other(element):
            continue
        inner = [child for child in element if isinstance(child.tag, str)]
        own = " ".join((element.text or "").split())
        if element.tag in ("time", "abbr", "h1", "h2", "h3", "p") or not inner or own:
            text = " ".join(str(element.text_content()).split())
            if text:
                yield element, text
        if element.tag not in ("time", "abbr"):
            waiting.extend(reversed(inner))
        for child in inner:  # text that stands loose behind an element
            if (tail := " ".join((child.tail or "").split())) and not own:
                yield element, tail


def _days(element: HtmlElement, text: str) -> Iterator[tuple[int, str]]:
    """The day that an element tells, with how well it is marked: 0 is best."""
    named = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
    around = element.getparent()
    before = " ".join(str(around.text or "").split()) if around is not None else ""
    if _LATER.match(text) and (published := _FIRST.search(text)):
        text = text[published.start() :]
    if _MARKERS.search(named) or _LATER.match(text) or _LATER.search(before):
        return
    marked = bool(_DATED.search(named))
    exact = element.get("datetime") or element.get("title") or ""
    shown = stamp(text)
    if exact.endswith(("Z", "+00:00")) and shown and shown.days:
        exact = ""  # the day as its readers have it, where the moment is told by another clock
    if exact and (element.tag in ("time", "abbr") or marked or parse_date(exact)):
        yield 1, moment(exact)
        return
    first = _LATER.split(text)[0]
    for part in (first, _SIGNED_AFTER.split(first)[0], *_PARTS.split(first)):
        when = stamp(part)
        days = when.days if when else who.days if (who := byline(part)) else ()
        if not days and (told := _SUBMITTED.match(part)):
            day = parse_date(part[told.end() :])
            days = (day,) if day else ()
        if days:
            yield 0 if when and when.labelled else 2 if marked else 3, days[0].isoformat()
            return


def _writers(element: HtmlElement, text: str, beside: bool) -> tuple[str, ...]:
    """Who wrote it, by a line that says so, an element that is marked as theirs, or a name
    beside a day (`beside`)."""
    named = " ".join(element.get(name) or "" for name in ("class", "id", "rel", "itemprop"))
    marked = bool(_SIGNED.search(named)) and len(text) <= _LONGEST
    for part in _PARTS.split(_MAIL.sub("", text)):
        told = _SUBMITTED.match(part) or _BY.match(part)
        dated = beside and " " in part and not (is_outlet(part) or _is_place(part))
        line = told["who"] if told else part if marked or dated else ""
        line = _AND.sub(" and ", re.sub(r"(?i)^(?:from )?our \w+, ", "", line.strip(" ,;:")))
        if not line or line.casefold() in _NO_WRITERS or find_dates(line) or line[-1:] in ".!?":
            continue
        who = byline(f"By {line}") if told else names_line(line)
        if who and who.authors:
            return who.authors
    return ()


def _is_place(line: str) -> bool:
    """Whether a line names a place or a section of a paper, and nobody."""
    low = line.casefold()
    return low in PLACES or low in NAVIGATION or low.split()[-1] in _SECTIONS


def tells_update(line: str) -> bool:
    """Whether a line of a page tells nothing but when it was changed, which is no publication."""
    return _LATER.match(line) is not None and stamp(line) is not None
