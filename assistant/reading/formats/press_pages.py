"""Pages and XML that press databases export: Factiva, Europresse, and Nexis saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.reading.encoding import decode
from assistant.reading.formats import markup
from assistant.reading.formats.exports import coded_article, divided, people, placed
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_MARKS = re.compile(
    r"(?i)docpublicationname|titrearticle|class=[\"']?article\b[^>]*enarticle"
    r"|id=[\"']?article-[A-Z]{2,12}\d|\bof \d+ documents\b|>\s*end of document\s*<"
    r"|\b(?:document|dokument) [a-z]{2,12}\d{6}\w{6,22}\b"
)
_DAMAGED = "is damaged or cut short; export the articles once more"
_NO_ARTICLE = "holds no article; export the articles with their texts"
_GATHERED = re.compile(r"(?i)^(?:propos recueillis par|avec) ")
_BELOW = re.compile(r"(?i)^(?:©|\(c\)|copyright|note\(s\)\s*:|cet article est paru dans|news·)")


def press_articles(page: str, tree: HtmlElement) -> tuple[Draft, ...]:
    """The articles of a page that a press database exported; () for any other page."""
    if not _MARKS.search(page):
        return ()
    found = tuple(_factiva(tree)) or tuple(_europresse(tree))
    return placed(found) or divided("\n\n".join(block.text for block in markup.blocks(page)))


# Factiva: a table of codes for each article, or its values alone.


def _factiva(tree: HtmlElement) -> Iterator[Draft]:
    for article in tree.xpath("//div[starts-with(@id, 'article-')]"):
        draft = coded_article(dict(_coded_rows(article)))
        if draft is None:
            text = "\n\n".join(block.text for block in markup.blocks(_source(article)))
            yield from divided(text)
        else:
            yield draft


def _coded_rows(article: HtmlElement) -> Iterator[tuple[str, str]]:
    for row in article.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        if len(cells) == 2:
            blocks = markup.blocks(_source(cells[1]))
            yield str(cells[0].text_content()).strip(), "\n\n".join(one.text for one in blocks)


def _source(element: HtmlElement) -> str:
    from lxml import html as parser

    return str(parser.tostring(element, encoding="unicode"))


# Europresse: an <article> for each, with classes for its parts.


def _europresse(tree: HtmlElement) -> Iterator[Draft]:
    articles = tree.xpath("//article[.//*[contains(@class, 'ocPublicationName')]]")
    for article in articles or ([tree] if _of_class(tree, "ocPublicationName") else []):
        head = article.xpath(".//header")
        header = markup.line(_source(head[0])) if head else ""
        text = _of_class(article, "DocText") or _of_class(article, "docOcurrContainer")
        kept = [part for part in text.split("\n\n") if not _BELOW.match(part)]
        outlet = _of_class(article, "ocPublicationName").split("\n")[0]
        day = _of_class(article, "DocHeader").split("\n")[0] or header
        names = _of_class(article, "docAuthors") or _of_class(article, "sm-margin-bottomNews")
        title = _of_class(article, "titreArticleVisu") or _of_class(article, "titreArticle")
        if any(kept):
            yield Draft(
                "\n\n".join(kept),
                title=" ".join(title.split()) or None,
                publisher=re.split(r",? n[o°]\.? | ?\((?:site web|web)", outlet)[0].strip(),
                dates=(day,) if day else (),
                authors=people(_GATHERED.sub("", names.split("\n")[0])) if names else (),
            )


def _of_class(article: HtmlElement, name: str) -> str:
    """The text of the first element whose class has `name` in it."""
    found = article.xpath(f".//*[contains(@class, '{name}')]")
    return "\n\n".join(block.text for block in markup.blocks(_source(found[0]))) if found else ""


# Factiva's XML.


_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding=[\"']([\w-]{2,30})")


def declared_in(content: bytes) -> str:
    """The encoding that an XML declaration names."""
    found = _ENCODING.search(content[:200])
    return found[1].decode() if found else ""


def read_press_xml(content: bytes) -> Sequence[Draft]:
    """One draft for each article of Factiva's XML. Raises Unreadable where there is none."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    text = _DECLARATION.sub("", decode(content, declared_in(content)))
    tree = etree.fromstring(text.encode("utf-8"), parser)
    if tree is None:
        raise Unreadable(_DAMAGED)
    found = tuple(filter(None, map(_xml_article, tree.iter("{*}article"))))
    if not found:
        raise Unreadable(_NO_ARTICLE)
    return placed(found)


def _xml_article(article: _Element) -> Draft | None:
    paragraphs = [
        _inside(part)
        for name in ("leadParagraph", "tailParagraphs")
        for part in article.iterfind(f".//{{*}}{name}/{{*}}paragraph")
    ]
    if not any(paragraphs):
        return None
    names = [_inside(part) for part in article.iterfind(".//{*}byline")]
    return Draft(
        "\n\n".join(filter(None, paragraphs)),
        title=_child(article, "headline") or None,
        publisher=_child(article, "sourceName") or _child(article, "publisherName"),
        dates=tuple(filter(None, (_child(article, "publicationDate"),))),
        authors=tuple(name for line in names for name in people(line)),
        language=_child(article, "baseLanguage").lower()[:2],
        place=_child(article, "accessionNo"),
    )


def _child(article: _Element, name: str) -> str:
    found = article.find(f".//{{*}}{name}")
    return _inside(found) if found is not None else ""


def _inside(element: _Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())
