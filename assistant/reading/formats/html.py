"""HTML pages: the article by trafilatura, what tells of it by the page's own metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.reading.encoding import decode
from assistant.reading.formats import markup
from assistant.reading.metadata import metadata
from assistant.reading.types import Draft, Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "blockquote",
    "figcaption",
    "td",
    "pre",
    "dd",
    "dt",
)
# A picture or a program in an attribute: parsers take long over such tags, and need none.
_VAST = re.compile(r"<[^<>]{20000,}+>")
_LIMIT = "ERR_RESOURCE_LIMIT"
_FEWEST_WORDS = 25
_LEAST_SHARE = 0.5
_NOTHING = "holds no article text; save the complete page as .html in a browser and add that file"


def read(content: bytes) -> Sequence[Draft]:
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
    told = metadata(tree)
    # Nested deeper than the parser goes: it leaves out the rest.
    cut = any(error.type_name == _LIMIT for error in strict.error_log)
    paragraphs = [one.text for one in markup.blocks(text)] if cut else _paragraphs(text, tree)
    if not paragraphs:
        raise Unreadable(_NOTHING)
    return (
        Draft(
            text="\n\n".join(paragraphs),
            title=told.title or None,
            publisher=told.publisher,
            dates=told.dates,
            url=told.url,
            authors=told.authors,
            language=told.language,
        ),
    )


def _paragraphs(text: str, tree: HtmlElement) -> list[str]:
    """The main content, or all paragraphs where the main content is next to nothing."""
    import trafilatura

    found = trafilatura.extract(
        text,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
        output_format="txt",
    )
    main = [line.strip() for line in (found or "").split("\n") if line.strip()]
    if _words(main) >= _FEWEST_WORDS and main:
        return main
    simple = _all_paragraphs(tree)
    return main if main and _words(main) >= _LEAST_SHARE * _words(simple) else simple


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def _all_paragraphs(tree: HtmlElement) -> list[str]:
    """The text of the paragraph-like elements, else of the whole body, without scripts."""
    from lxml import etree

    etree.strip_elements(tree, *markup.NEVER_TEXT, etree.Comment, with_tail=False)
    for br in tree.iter("br"):
        br.tail = "\n" + (br.tail or "")
    blocks = [
        one for one in tree.iter(*_BLOCKS) if next(one.iterdescendants(*_BLOCKS), None) is None
    ]
    found = [" ".join(str(one.text_content()).split()) for one in blocks]
    found = [paragraph for paragraph in found if paragraph]
    return found or [line.strip() for line in str(tree.text_content()).split("\n") if line.strip()]
