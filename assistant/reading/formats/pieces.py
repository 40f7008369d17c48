"""The pieces of a page, text or mail: headings, paragraphs and times, in their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.reading.bylines import byline, stamp
from assistant.reading.dates import parse_moment
from assistant.reading.formats import markup
from assistant.reading.formats.exports import placed
from assistant.reading.layout import is_sentence
from assistant.reading.types import Draft

if TYPE_CHECKING:
    from lxml.html import HtmlElement


FEWEST_ITEMS = 3
LONGEST_HEADING = 180
TITLE_WORDS = 3
FEWEST_IN_POST = 12
LEAD_WORDS = 40
SHARE_IN_POSTS = 0.6
"""The share of the words that stands in the items of a page, text or mail that has items."""
# Private characters, which no parser minds.
_MARK, _LINK = "\ue0f0", "\ue0f1"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a document in its order: of kind "heading", "link" (all of it is one), "label"
    (a few words in capitals), "text", or "time", whose text is then a moment. `link` is where it
    leads, and the anchor of a time."""

    kind: str
    text: str
    link: str = ""


# The pieces of pages and texts.

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt".split())
_ELSEWHERE = "aside nav footer form button select".split()
_BESIDE = re.compile(
    r"(?i)(?:^|[\s_-])(?:shar(?:e|ing)|social|ads?|advert\w*|promo\w*|related|newsletter|outbrain"
    r"|taboola|sign-?up|comments?|reader-?comments|comment-?list|disqus|toolbar|sponsor\w*|tooltip)(?:$|[\s_-])"
)
"""Classes and ids of what stands beside the items of a page."""
_WRITES = re.compile(r"(?i)(?:^|[\s_-])(?:by-?line|author|contributor)(?:$|[\s_-])")
_ABOUT_WRITER = re.compile(r"(?i)role|image|photo|avatar|bio|title|link|social")


def page_of(source: str) -> HtmlElement | None:
    """The tree of HTML; None for what is none."""
    from lxml import etree
    from lxml import html as parser

    try:
        return parser.document_fromstring(markup.fit(source))
    except (etree.ParserError, ValueError):
        return None


def pieces_of(page: HtmlElement) -> list[Piece]:
    """The pieces of a page or of the HTML of a mail, which is changed."""
    from lxml import html as parser

    for element in page.xpath("|".join(f"//{tag}" for tag in _ELSEWHERE)):
        _drop(element)
    for element in page.xpath("//*[@class or @id]"):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _BESIDE.search(named) and not element.xpath(".//h1 | .//time"):
            _drop(element)
        elif _WRITES.search(named) and not _ABOUT_WRITER.search(named):
            _sign(element)
    for element in list(page.iter("time"))[:_MOST_LINKS]:
        _mark_time(element)
    for element in page.xpath("//p | //div | //td | //li"):
        text = " ".join(str(element.text_content()).split())
        if 0 < len(text) <= LONGEST_HEADING and _is_heading(element, text):
            element.tag = "h4"
    for element in page.xpath("//a[@href]")[:_MOST_LINKS]:
        text = " ".join(str(element.text_content()).split())
        above = element.getparent()
        if len(text.split()) >= TITLE_WORDS and above is not None and _fills(element, text):
            element.text = f"{_LINK}{element.get('href', '').strip()}{_LINK}{text}"
            for inner in list(element):
                element.remove(inner)
    source = str(parser.tostring(page, encoding="unicode"))
    return [piece for block in markup.blocks(source) for piece in _pieces(block)]


_MOST_LINKS = 600
"""So many times and links of a page are looked at."""


def _mark_time(element: HtmlElement) -> None:
    when = (element.get("datetime") or "").strip()
    if parse_moment(when):
        element.text = f"{_MARK}{when}{_LINK}{_anchor(element)}"
        for inner in list(element):
            element.remove(inner)
        element.tag = "p"


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in ("body", "main", "article"):
        element.drop_tree()


def _sign(element: HtmlElement) -> None:
    """Marks a short element as the line that names the writers."""
    name = " ".join(str(element.text_content()).split())
    if 0 < len(name) <= _LONGEST_NAME and not element.xpath(".//p | .//div") and not byline(name):
        if not re.match(r"(?i)from ", name):
            for inner in list(element):
                element.remove(inner)
            element.text = f"By {name}"
        element.tag = "p"


_LONGEST_NAME = 80


def _anchor(element: HtmlElement) -> str:
    """The id of the innermost element around a time that has one, where no other time has it."""
    for above in element.iterancestors():
        if above.tag in ("body", "main", "html"):
            return ""
        if above.get("id"):
            return str(above.get("id")) if len(above.xpath(".//time")) <= _TIMES_OF_POST else ""
    return ""


_TIMES_OF_POST = 2


def _is_heading(element: HtmlElement, text: str) -> bool:
    """Whether a block is one short line in bold."""
    if element.xpath(".//p | .//div | .//td | .//li | .//h1 | .//h2 | .//h3 | .//br"):
        return False
    bold = "".join(
        str(part.text_content()) for part in element.xpath("./b | ./strong | ./a/strong")
    )
    return " ".join(bold.split()) == text


def _fills(link: HtmlElement, text: str) -> bool:
    """Whether a link is all of its block."""
    block = link.getparent()
    while block is not None and block.tag in ("span", "b", "strong", "font", "em", "i"):
        block = block.getparent()
    return block is not None and " ".join(str(block.text_content()).split()) == text


def _pieces(block: markup.Block) -> Iterator[Piece]:
    text = block.text.strip()
    if _MARK in text:
        before, _, rest = text.partition(_MARK)
        when, _, anchor = rest.partition(_LINK)
        anchor, _, told = anchor.partition(" ")
        if not told or len(told.split()) >= FEWEST_IN_POST:  # else an entry of a list of posts
            yield Piece("time", when, anchor)
            text = f"{before} {told}".strip()
        else:
            return
    heading = block.tag in _HEADINGS
    if text.startswith(_LINK):
        _, link, named = text.split(_LINK, 2)
        yield Piece("heading" if heading else "link", " ".join(named.split()), link)
        return
    lines = [" ".join(line.replace(_LINK, " ").split()) for line in text.split("\n")]
    while len(lines) > 1 and (byline(lines[0]) or stamp(lines[0])):
        yield Piece("text", lines.pop(0))
    whole = " ".join(lines)
    shouted = len(whole) <= _LONGEST_SHOUT and _SHOUTED.fullmatch(whole)
    if whole:
        yield Piece("heading" if heading else "label" if shouted else "text", whole)


_LONGEST_SHOUT = 60
_SHOUTED = re.compile(r"[^a-zß-öø-ÿ]*[A-ZÀ-Þ]{3}[^a-zß-öø-ÿ]*")
NUMBERED = re.compile(r"(?:\d{1,2}[.)]|#\d{1,2}|[•▪■►*-])\s+(?P<rest>\S.*)")
BOLD = re.compile(r"\*\*(?P<bold>[^*\n]{3,180}?)\*\*:?(?P<rest>.*)", re.DOTALL)


def pieces_of_text(text: str) -> list[Piece]:
    """The pieces of a plain text: a short line that is no sentence, by itself or in capitals above
    others, is a heading."""
    pieces: list[Piece] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip(" \t\f") for line in block.split("\n")]
        lines = [line for line in lines if line and not _PAGE_TURNS.fullmatch(line)]
        if lines and (marked := _MARKED.match(lines[0])):
            pieces.append(Piece("heading", marked["bold"] or marked["heading"]))
            lines = lines[1:]
        while lines and (
            len(lines[0]) <= LONGEST_HEADING
            and (_SHOUTED.fullmatch(lines[0]) or NUMBERED.fullmatch(lines[0]) or len(lines) == 1)
        ):
            line = NUMBERED.sub(r"\g<rest>", lines[0])
            if len(line) > LONGEST_HEADING or is_sentence(line):
                break
            pieces.append(Piece("heading", line))
            lines = lines[1:]
        if lines:
            pieces.append(Piece("text", " ".join(lines)))
    return pieces


_MARKED = re.compile(r"#{1,6}\s+(?P<heading>\S.*)|\*\*(?P<bold>[^*]{3,180})\*\*:?$")
_PAGE_TURNS = re.compile(
    r"(?i)continued (?:on|from) page .{1,20}|(?:- )?page \d+(?: -)?|[=_*#~-]{3,}"
    r"|read more(?: \S+){0,3}[.…:>»]*"
)


FURNITURE = re.compile(
    r"(?i)(?:share(?: (?:this|post|on .{2,20}|via .{2,20}|this (?:post|update)|link))*|copy link"
    r"|link copied!?|facebook|twitter|whatsapp|x|e-?mail|bookmark|permalink|report this|reply"
    r"|key events?|pinned(?: post)?|show key events only|load more|read more|see more|top"
    r"|view all .{2,30}|back to top|updated?|live|new|newest first|oldest first|comments?"
    r"|(?:also read|read (?:next|also)|you may also like|more on this|related|à lire aussi"
    r"|lesen sie"
    r" auch|lee también|(?:también )?te puede interesar|leggi anche|leia também"
    r"|lees ook)\b.{0,120})"
)


def without_repeated(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without those that the document says again and again, such as "Share"."""
    counts = Counter(
        piece.text for piece in pieces if piece.kind != "time" and not named_writers(piece.text)
    )
    return [piece for piece in pieces if piece.kind == "time" or counts[piece.text] < FEWEST_ITEMS]


def distinct(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts in their places, those of one address told apart."""
    seen: Counter[str] = Counter()
    found = []
    for draft in drafts:
        seen[draft.url] += bool(draft.url)
        number = seen[draft.url]
        found.append(replace(draft, url=f"{draft.url}-{number}") if number > 1 else draft)
    return placed(tuple(found))


_FROM = re.compile(r"(?i)from (?:[\w .]{2,30}[’']s? )?(?=[A-ZÀ-Þ])")


def named_writers(line: str) -> tuple[str, ...]:
    """Whom a line names as who wrote it, "By ..." or "From ..."."""
    who = byline(_FROM.sub("By ", line, count=1) if _FROM.match(line) else line)
    return who.authors if who else ()


AD = re.compile(
    r"(?i)(?:sponsored|advertisement|(?:a )?(?:message|word) from (?:our|this|the|a) .{2,40}"
    r"|(?:presented|supported|brought to you|sponsored|powered) by .{2,60}|together with .{2,40}"
    r"|in partnership with .{2,40}|partner content|anzeige|publicité|publicidad|promotion|paid post"
    r"|notre partenaire|unser partner|nuestro patrocinador)\b(?!-)"
)
