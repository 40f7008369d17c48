"""Alerts: linked headlines, each with its outlet and a teaser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from assistant.reading.bylines import byline, stamp
from assistant.reading.formats.exports import placed
from assistant.reading.formats.pieces import (
    FURNITURE,
    SHARE_IN_POSTS,
    Piece,
    without_repeated,
)
from assistant.reading.layout import is_sentence
from assistant.reading.types import Draft

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TEASER = "is the teaser of an alert only; add the article that it links to"
"""What is said of an item of an alert."""
_OUTLET_WORDS, _OUTLET_AND_TEASER = 7, 2


def _is_no_outlet(line: str) -> bool:
    return is_sentence(line) or bool(byline(line) or stamp(line)) or not line[:1].isalnum()


_LONGEST_TEASER = 70


def marked_alerts(page: HtmlElement, mail: Draft) -> tuple[Draft, ...]:
    """The items of an alert that its page marks as articles (schema.org's microdata)."""

    def named(item: HtmlElement, name: str) -> str:
        found = item.xpath(f".//*[@itemprop='{name}']")
        return " ".join(str(found[0].text_content()).split()) if found else ""

    found = []
    for item in page.xpath("//*[contains(@itemtype, 'schema.org/Article')]"):
        teaser, title = named(item, "description"), named(item, "name")
        links = item.xpath(".//a[@itemprop='url']/@href")
        if teaser and title:
            found.append(_teaser(mail, title, named(item, "publisher"), teaser, *links[:1]))
    told = sum(len(f"{one.title} {one.text}".split()) for one in found)
    whole = len(str(page.text_content()).split())
    return placed(tuple(found)) if len(found) > 1 and told >= whole * _LEAST_MARKED else ()


_LEAST_MARKED = 0.4


def _teaser(mail: Draft, title: str, outlet: str, text: str, link: str = "") -> Draft:
    # The article itself, added later, is another one.
    url = f"{linked(link)}#teaser" if linked(link) else ""
    return replace(
        mail, text=text, title=title, publisher=outlet, authors=(), url=url, notice=TEASER
    )


def alerts(pieces: Sequence[Piece], mail: Draft) -> tuple[Draft, ...]:
    """The items of an alert: a linked headline, the outlet's name and a line or two; () for any
    other mail. Each has the outlet as its publisher and its own address, and says that it is a
    teaser."""
    found: list[Draft] = []
    pieces = without_repeated(pieces)
    for number, piece in enumerate(pieces):
        if not piece.link or piece.kind == "time":
            continue
        below = []
        for after in pieces[number + 1 : number + 4]:
            if after.link:
                break
            if not FURNITURE.fullmatch(after.text):
                below.append(after.text)
        outlet = below[0] if below and len(below[0].split()) <= _OUTLET_WORDS else ""
        teaser = next((text for text in below if len(text.split()) > _OUTLET_WORDS), "")
        if outlet and len(below) == _OUTLET_AND_TEASER and teaser and not _is_no_outlet(outlet):
            name = re.split(r" [-–—|·•] |, (?=\d)", outlet)[0].strip()
            found.append(_teaser(mail, piece.text, name, teaser, piece.link))
    short = all(len(draft.text.split()) <= _LONGEST_TEASER for draft in found)
    told = sum(len(f"{one.title} {one.publisher} {one.text}".split()) for one in found)
    whole = sum(len(piece.text.split()) for piece in pieces)
    all_of_it = told >= SHARE_IN_POSTS * whole
    return placed(tuple(found)) if len(found) > 1 and short and all_of_it else ()


def linked(address: str) -> str:
    """The address that a link leads to, also through a page that only counts the click."""
    parts = urlsplit(address)
    if not parts.scheme.startswith("http"):
        return ""
    inner = parse_qs(parts.query)
    through = next((value[0] for key, value in inner.items() if key in ("url", "q", "u")), "")
    return through if through.startswith(("http://", "https://")) else address
