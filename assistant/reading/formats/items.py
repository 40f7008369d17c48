"""Live blogs, digests, newsletters and alerts: the items of one page, text or mail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from assistant.reading.bylines import byline, imprint, stamp
from assistant.reading.dates import find_dates, first_valid, in_year, parse_date, parse_moment
from assistant.reading.formats import markup
from assistant.reading.formats.exports import placed
from assistant.reading.layout import is_sentence, line_key, listed_names, split_header
from assistant.reading.outlets import is_outlet
from assistant.reading.types import Draft
from vectorstore.text import terms
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TEASER = "is the teaser of an alert only; add the article that it links to"
"""What is said of an item of an alert."""
_FEWEST_ITEMS = 3
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
_LONGEST_HEADING = 180
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
        if 0 < len(text) <= _LONGEST_HEADING and _is_heading(element, text):
            element.tag = "h4"
    for element in page.xpath("//a[@href]")[:_MOST_LINKS]:
        text = " ".join(str(element.text_content()).split())
        above = element.getparent()
        if len(text.split()) >= _TITLE_WORDS and above is not None and _fills(element, text):
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
        if not told or len(told.split()) >= _FEWEST_IN_POST:  # else an entry of a list of posts
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
_NUMBERED = re.compile(r"(?:\d{1,2}[.)]|#\d{1,2}|[•▪■►*-])\s+(?P<rest>\S.*)")
_BOLD = re.compile(r"\*\*(?P<bold>[^*\n]{3,180}?)\*\*:?(?P<rest>.*)", re.DOTALL)


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
            len(lines[0]) <= _LONGEST_HEADING
            and (_SHOUTED.fullmatch(lines[0]) or _NUMBERED.fullmatch(lines[0]) or len(lines) == 1)
        ):
            line = _NUMBERED.sub(r"\g<rest>", lines[0])
            if len(line) > _LONGEST_HEADING or is_sentence(line):
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


# Live blogs: posts under stamps, and those that the page lists in its data.

LIVE = re.compile(
    r"(?i)\blive[- ]?(?:blog|updates?|ticker|coverage|feed|report(?:s|ing)?)\b|^live\s*(?:[:|–—]"
    r"| - )"
    r"|[|:–—-]\s*live\s*$|\blive\s*:|\bas it happened\b|\bas they come in\b"
    r"|\bhow the day unfolded\b|\bminute[- ]by[- ]minute\b|\ben direct\b"
    r"|\ben directo\b"
    r"|minuto a minuto|\bin diretta\b|\bao vivo\b|\bnews ticker\b|\blatest updates\b"
)
"""What the title of a live blog has."""
LIVE_PATH = re.compile(
    r"(?i)/live(?:-?blog|-updates?|ticker)?(?:/|$)|liveblog|liveticker|live-updates"
)
"""And its address."""
_CLOCK = r"(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d)(?::[0-5]\d)?|(?:1[0-2]|0?[1-9])(?=\s?[ap]\.?m)"
_ZONE = r"(?:GMT|BST|UTC|CES?T|E[SD]?T|P[SD]?T|C[SD]T|M[SD]?T|IST|AES?T|AEDT|EES?T|MSK|JST|Uhr|Z)"
_MONTH = any_of(name.capitalize() for name in (*MONTHS, *SHORT_MONTHS))
_STAMP = re.compile(
    rf"(?:(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Aa]dded)(?: at| on)?:? )?(?:at )?"
    rf"(?:(?P<before>[^\n:]{{3,40}}?)(?:,|\s[-–—|·]| at| @)? )?"
    rf"(?P<clock>{_CLOCK})\s?(?P<half>[ap]\.?m\.?)?(?:\s?{_ZONE})?"
    rf"(?:(?:,| on|\s[-–—|·])? (?P<after>[^\n]{{3,40}}?))?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?i)(?:(?:posted|updated|published) )?(?:(?P<h>\d{1,2}) ?h(?:ou)?r?s?)? ?,? ?(?:and )?"
    r"(?:(?P<m>\d{1,2}) ?m(?:in(?:ute)?s?)?)? ago"
)
_LED = re.compile(
    rf"(?P<stamp>(?:{_CLOCK})(?:\s?[ap]\.?m\b\.?)?+(?:\s?{_ZONE}\b)?+)(?:\s?[-–—|:•]\s?|\s+)(?P<rest>\S.*)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?i)(?:share(?: (?:this|post|on .{2,20}|via .{2,20}|this (?:post|update)|link))*|copy link"
    r"|link copied!?|facebook|twitter|whatsapp|x|e-?mail|bookmark|permalink|report this|reply"
    r"|key events?|pinned(?: post)?|show key events only|load more|read more|see more|top"
    r"|view all .{2,30}|back to top|updated?|live|new|newest first|oldest first|comments?"
    r"|(?:also read|read (?:next|also)|you may also like|more on this|related|à lire aussi"
    r"|lesen sie"
    r" auch|lee también|(?:también )?te puede interesar|leggi anche|leia também"
    r"|lees ook)\b.{0,120})"
)
_SUMS_UP = re.compile(
    r"(?i)what we(?:[’']ve)? cover(?:ed)?(?: here)?|key (?:events|points|moments)(?: so far)?"
    r"|summary|at a glance"
    r"|(?:here[’']s )?what (?:we know|you need to know)|here[’']s the latest|catch up"
)
_TITLE_WORDS = 3
_FEWEST_IN_POST = 12
_SHARE_IN_POSTS = 0.6
_ABOVE = 8
"""So many pieces at the top may tell the day."""
_STRICT_SHARE, _FEWEST_UNSAID = 0.75, 5
_LEAD_WORDS = 40


@dataclass(slots=True)
class _Post:
    """A dated post while it is put together; `clock` is the time of day where no day is told."""

    when: str
    anchor: str
    title: str = ""
    authors: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts)


def listed_posts(linked: Sequence[dict[str, object]], blog: Draft) -> tuple[Draft, ...]:
    """The posts that the data of a page (schema.org's LiveBlogPosting) list with their texts."""
    posts = []
    for item in linked:
        listed = item.get("liveBlogUpdate")
        for update in listed if isinstance(listed, list) else [listed]:
            if not isinstance(update, dict):
                continue
            text = markup.plain(str(update.get("articleBody") or update.get("text") or ""))
            title = markup.line(str(update.get("headline") or update.get("name") or ""))
            anchor = urlsplit(str(update.get("url") or update.get("@id") or "")).fragment
            when = str(update.get("datePublished") or "")
            posts.append(_Post(when, anchor, title, (), tuple(text.split("\n\n"))))
    found = _drafts(posts, blog)
    return _distinct(found) if len(found) >= _FEWEST_ITEMS else ()


def dated_posts(
    pieces: Sequence[Piece], blog: Draft, *, live: bool, newest: datetime | None = None
) -> tuple[Draft, ...]:
    """The posts of a live blog, the oldest first; () for any other page or text.

    A post begins at a stamp: an element of time, or a line that tells the time of day alone or
    before a headline. A page that says that it is `live` needs three of them; else they must be
    nearly all that there is. `newest` is when the page was changed last, from which "2 hours ago"
    counts.
    """
    day = first_valid((*blog.dates, *blog.shown_dates), date.max)
    day = day or next(
        (found for piece in pieces[:_ABOVE] if (found := parse_date(piece.text))), None
    )
    stamped = _stamped(_without_repeated(pieces), newest or day)
    posts, above = _posts(stamped, line_key(blog.title or ""))
    full = [post for post in posts if post.words >= _FEWEST_IN_POST]
    whole = sum(len(piece.text.split()) for piece in pieces if piece.kind != "time")
    share = _SHARE_IN_POSTS if live or LIVE.search(f"{blog.title} {blog.url}") else _STRICT_SHARE
    fewest = _FEWEST_ITEMS if share == _SHARE_IN_POSTS else _FEWEST_UNSAID
    if len(full) < fewest or sum(post.words for post in posts) < share * whole:
        return ()
    prose = [text for text in above if is_sentence(text)]
    lead = sum(len(text.split()) for text in prose) >= _LEAD_WORDS
    first = (replace(blog, text="\n\n".join(prose)),) if lead else ()
    return _distinct((*first, *_drafts(posts, blog)))


def _without_repeated(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without those that the document says again and again, such as "Share"."""
    counts = Counter(
        piece.text for piece in pieces if piece.kind != "time" and not _who(piece.text)
    )
    return [piece for piece in pieces if piece.kind == "time" or counts[piece.text] < _FEWEST_ITEMS]


def _stamped(pieces: Sequence[Piece], day: date | datetime | None) -> list[Piece]:
    """The pieces with their stamps as moments: the day is that of the stamp, else of the blog, and
    the one before or after it where the clock goes past midnight."""
    found: list[Piece] = []
    clocks: list[tuple[int, int]] = []
    for piece in pieces:
        if _FURNITURE.fullmatch(piece.text):
            continue
        if piece.kind == "time":
            found.append(piece)
            continue
        alone = len(piece.text) <= _LONGEST_STAMP and _moment(piece.text, day)
        led = None if alone else _LED.fullmatch(piece.text)
        stamp, rest = (led["stamp"], led["rest"]) if led else (piece.text, "")
        when = _moment(stamp, day) if len(stamp) <= _LONGEST_STAMP else ""
        if not when or (rest and piece.kind == "text" and not rest[:1].isupper()):
            found.append(piece)
            continue
        if not find_dates(stamp) and when.startswith("T"):
            clocks.append((len(found), _minutes(when)))
        found.append(Piece("time", when))
        if rest:
            short = len(rest) <= _LONGEST_HEADING and not is_sentence(rest)
            found.append(Piece("heading" if short or piece.kind == "heading" else "text", rest))
    for at, when in _with_days(found, clocks, day):
        found[at] = Piece("time", when)
    return _once(found)


_LONGEST_STAMP = 60


def _once(pieces: list[Piece]) -> list[Piece]:
    """The pieces without a second stamp right behind one."""
    return [
        piece
        for before, piece in zip([None, *pieces], pieces, strict=False)
        if not (piece.kind == "time" and before is not None and before.kind == "time")
    ]


def _moment(text: str, day: date | datetime | None) -> str:
    """The moment of a stamp in ISO's form, "T" and the clock where it tells no day; "" where
    `text` is no stamp."""
    ago = _AGO.fullmatch(text)
    if ago and (ago["h"] or ago["m"]):
        past = timedelta(hours=int(ago["h"] or 0), minutes=int(ago["m"] or 0))
        return (day - past).isoformat() if isinstance(day, datetime) else ""
    found = _STAMP.fullmatch(text)
    if not found:
        return ""
    beside = " ".join(filter(None, (found["before"], found["after"])))
    hours, minutes = _clock(found["clock"], found["half"] or "")
    own = next((span.day for span in find_dates(beside) if span.day), None)
    if beside and own is None:
        year = day.year if day else 0
        own = in_year(beside, year) if year else None
        if own is None and not re.fullmatch(_WEEKDAY, beside):
            return ""
    return f"{own.isoformat() if own else ''}T{hours:02}:{minutes:02}"


_WEEKDAY = r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day,?"


def _clock(text: str, half: str) -> tuple[int, int]:
    hours, *rest = (int(number) for number in re.findall(r"\d+", text))
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return hours, rest[0] if rest else 0


def _minutes(when: str) -> int:
    return int(when[1:3]) * 60 + int(when[4:6])


_HALF_A_DAY = 12 * 60


def _with_days(
    pieces: list[Piece], clocks: list[tuple[int, int]], day: date | datetime | None
) -> Iterator[tuple[int, str]]:
    """Moments for stamps that tell the clock alone. The blog's day is that of its newest post."""
    if day is None or not clocks:
        return
    times = [clock for _, clock in clocks]
    falls = sum(first > second for first, second in pairwise(times))
    newest_first = falls * 2 >= len(times) - 1
    order = clocks if newest_first else clocks[::-1]
    current, last = date(day.year, day.month, day.day), order[0][1]
    for at, clock in order:
        if clock - last >= _HALF_A_DAY:
            current -= timedelta(days=1)  # from the small hours back to the evening before
        last = clock
        yield at, f"{current.isoformat()}{pieces[at].text}"


def _posts(pieces: Sequence[Piece], title: str) -> tuple[list[_Post], list[str]]:
    """The posts, and what stands above the first.

    A headline stands above its stamp where most do.
    """
    ahead = sum(
        before.kind == "heading" and line_key(before.text) != title and here.kind == "time"
        for before, here in pairwise(pieces)
    )
    stamps = sum(piece.kind == "time" for piece in pieces)
    over = stamps > 0 and ahead * 2 > stamps
    posts: list[_Post] = []
    above: list[str] = []
    held = ""
    for number, piece in enumerate(pieces):
        following = pieces[number + 1].kind if number + 1 < len(pieces) else ""
        if over and piece.kind == "heading" and following == "time":
            held = piece.text
        elif piece.kind == "time":
            posts.append(_Post(piece.text, piece.link, held))
            held = ""
        elif not posts:
            above.append(piece.text)
        else:
            _add(posts[-1], piece)
    return posts, above


def _add(post: _Post, piece: Piece) -> None:
    if piece.kind in ("link", "label") or _AD.match(piece.text) or _is_day(piece.text):
        return
    if piece.kind == "heading" and not post.title and post.words <= _ROLE_WORDS:
        post.title, post.texts = piece.text, ()
    elif not post.texts and not post.authors and _who(piece.text):
        post.authors = _who(piece.text)
    elif post.texts or not post.authors or len(piece.text.split()) > _ROLE_WORDS:
        post.texts = (*post.texts, piece.text)


def _is_day(text: str) -> bool:
    """Whether a line only says which day the posts below it are of."""
    return len(text.split()) <= _ROLE_WORDS and bool(stamp(text) or in_year(text, _LEAP))


_LEAP = 2000
_ROLE_WORDS = 4
_FROM = re.compile(r"(?i)from (?:[\w .]{2,30}[’']s? )?(?=[A-ZÀ-Þ])")


def _who(line: str) -> tuple[str, ...]:
    who = byline(_FROM.sub("By ", line, count=1) if _FROM.match(line) else line)
    return who.authors if who else ()


def _drafts(posts: Sequence[_Post], blog: Draft) -> tuple[Draft, ...]:
    """The posts that say something, in the order of time."""
    known: set[str] = set()
    kept = []
    for post in posts:
        text = "\n\n".join(post.texts)
        short = post.words < _FEWEST_IN_POST - _TITLE_WORDS * bool(post.title)
        if (
            short
            or text in known
            or not any(map(is_sentence, post.texts))
            or _SUMS_UP.fullmatch(post.title)
        ):
            continue
        known.add(text)
        place = post.anchor or post.when
        kept.append(
            replace(
                blog,
                text=text,
                title=post.title or blog.title,
                dates=(post.when,) if parse_moment(post.when) else blog.dates,
                shown_dates=(),
                authors=post.authors or blog.authors,
                url=f"{blog.url.partition('#')[0]}#{place}" if blog.url else "",
                place=place,
            )
        )
    return tuple(sorted(kept, key=lambda draft: _sortable(draft.dates)))


def _sortable(dates: Sequence[str]) -> str:
    """A moment as it sorts: as the page writes it, whose zone is one."""
    return dates[0] if dates else ""


# Digests and newsletters: short items under headings.

DIGEST = re.compile(
    r"(?i)^(?:[\w’'.&-]+\s+){0,4}(?:in brief|(?:news ?)?briefs"
    r"|(?:morning|evening|daily|weekly|world|news|midday|local|business|market|sports?)"
    r" (?:brief(?:ing)?|digest|summary|round-?up|wrap(?:-?up)?)|digest|round-?up|day ?book"
    r"|day ahead"
    r"|week ahead|newsletter|top stories|headlines|week in review|news of the week|week in \w+"
    r"|kurz notiert|kurzmeldungen|in kürze|nachrichtenüberblick|nachrichten der woche|en bref"
    r"|brèves"
    r"|en breve|breves|in breve|kort nieuws|resumen (?:diario|semanal|de noticias)"
    r"|(?:semana|semaine|woche|settimana) (?:en|in) \w+(?: \w+)?|l’essentiel|presseschau"
    r"|revue de presse)"
    r"(?:\s*(?:[:|,(–—/-]|\d|for |of |on |vom |du |del |am ).*)?$"
)
"""What the title of a digest is: its name, and a day or what it is of."""
_AD = re.compile(
    r"(?i)(?:sponsored|advertisement|(?:a )?(?:message|word) from (?:our|this|the|a) .{2,40}"
    r"|(?:presented|supported|brought to you|sponsored|powered) by .{2,60}|together with .{2,40}"
    r"|in partnership with .{2,40}|partner content|anzeige|publicité|publicidad|promotion|paid post"
    r"|notre partenaire|unser partner|nuestro patrocinador)\b(?!-)"
)
_SHORTEST_ITEM, _LONGEST_ITEM = 15, 320
_SHARE_IN_ITEMS = 0.7
_COMMON, _COMMON_WORD, _LONG_WORD = 0.5, 0.75, 5
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")


def digest(pieces: Sequence[Piece], whole: Draft, *, gathered: bool) -> tuple[Draft, ...]:
    """The items of a digest or newsletter, each under its heading; () for any other document.

    What it is tells its title, or that it is `gathered` (a mail that calls itself so); that it is
    no long article with headings tells that no name of several words is in half of its items.
    """
    if not gathered and not DIGEST.search(whole.title or ""):
        return ()
    pieces = _without_repeated(pieces)
    for kind in ("heading", "link", "label"):
        items = _told(_items(pieces, whole.title or "", kind))
        asked = sum(heading.rstrip().endswith("?") for heading, _ in items)
        if asked * 2 >= len(items):
            continue  # what one article asks and answers
        if items and not _one_subject([" ".join(texts) for _, texts in items], whole.title or ""):
            return _as_drafts([*_opening(pieces, items, whole), *items], whole)
    return ()


def _opening(
    pieces: Sequence[Piece], items: Sequence[tuple[str, list[str]]], whole: Draft
) -> list[tuple[str, list[str]]]:
    """What stands above the first item, where it is more than a greeting."""
    first = next((at for at, one in enumerate(pieces) if one.text == items[0][1][0]), 0)
    texts = [one.text for one in pieces[:first] if one.kind == "text" and is_sentence(one.text)]
    long_enough = sum(len(text.split()) for text in texts) >= _LEAD_WORDS
    return [(whole.title or "", texts)] if long_enough else []


def _told(found: Iterable[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """The items that say something, where they are nearly all that there is; else []."""
    items = [item for item in found if not _is_ad(item)]
    lengths = [sum(len(text.split()) for text in texts) for _, texts in items]
    told = [item for item, words in zip(items, lengths, strict=True) if words >= _SHORTEST_ITEM]
    whole = sum(words for words in lengths if words >= _SHORTEST_ITEM)
    if len(told) < _FEWEST_ITEMS or max(lengths) > _LONGEST_ITEM:
        return []
    return told if whole >= _SHARE_IN_ITEMS * sum(lengths) else []


def _as_drafts(items: Sequence[tuple[str, list[str]]], whole: Draft) -> tuple[Draft, ...]:
    return _distinct(
        tuple(
            replace(whole, text="\n\n".join(texts), title=_bare(heading), url=_at(whole, heading))
            for heading, texts in items
        )
    )


def _distinct(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts in their places, those of one address told apart."""
    seen: Counter[str] = Counter()
    found = []
    for draft in drafts:
        seen[draft.url] += bool(draft.url)
        number = seen[draft.url]
        found.append(replace(draft, url=f"{draft.url}-{number}") if number > 1 else draft)
    return placed(tuple(found))


def _at(whole: Draft, heading: str) -> str:
    """The address of an item: that of its page, with its heading as the place in it."""
    place = line_key(heading).replace(" ", "-")
    return f"{whole.url.partition('#')[0]}#{place}" if whole.url else ""


def _bare(heading: str) -> str:
    """A heading without its number and the full stop or colon behind it."""
    numbered = _NUMBERED.fullmatch(heading)
    heading = numbered["rest"] if numbered else heading
    return heading if heading.endswith("..") else heading.rstrip(" :.")


def _items(pieces: Sequence[Piece], title: str, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Headings of a kind with the paragraphs below them; a heading right above another names a
    part, as labels do, and what was paid for ends the item above it."""
    heading, texts = "", list[str]()
    for piece in pieces:
        led = _BOLD.fullmatch(piece.text) if piece.kind == "text" else None
        paid = piece.kind == "text" and _AD.match(piece.text.lstrip("*_ "))
        begins = piece.kind == kind and line_key(piece.text) != line_key(title)
        if begins or paid or piece.kind == "label" or (led and led["rest"].strip()):
            if heading and texts:
                yield heading, texts
            heading, texts = piece.text if begins else "", []
            if led and not paid:
                heading, texts = led["bold"], [led["rest"].strip()]
        elif piece.kind == "text" and heading and not _FURNITURE.fullmatch(piece.text):
            texts.append(piece.text)
    if heading and texts:
        yield heading, texts


def _is_ad(item: tuple[str, list[str]]) -> bool:
    heading, texts = item
    return bool(_AD.match(heading)) or any(_AD.fullmatch(text) for text in texts[:1])


def _one_subject(texts: Sequence[str], title: str) -> bool:
    """Whether items are of one subject: a name of several words, or a word of the title, is in half
    of them, or a name of one word in three of four."""
    counts: Counter[str] = Counter()
    wanted = {term for term in terms(title) if len(term) >= _LONG_WORD}
    for text in texts:
        counts.update({found[0] for found in _NAME.finditer(text)})
        counts.update(f"={term}" for term in wanted & set(terms(text)))
    return any(
        count > max(1.0, (_COMMON if " " in name or name[0] == "=" else _COMMON_WORD) * len(texts))
        for name, count in counts.items()
    )


# Texts: what they are stands on top.

_TOP = 5
_IMPRINT_WORDS = 12


def text_items(text: str, known: Draft | None = None) -> tuple[Draft, ...]:
    """The posts or items of a text that says on top that it is a live blog or a digest; () for
    any other. Outlet and day are those of the lines on top, or of what is `known` beside it."""
    header = split_header(text) if known is None else split_header("")
    body = text if known else header.rest
    lines = [line.strip(" \t\f#*_") for line in body.split("\n") if line.strip(" \t\f=*_-#")]
    title = (known and known.title) or header["title"]
    above = 0  # what only says whose it is and of which day
    while above < min(_TOP, len(lines)) and (
        _tells_imprint(lines[above]) or " " not in lines[above]
    ):
        above += 1
    telling = [title] if title else lines[above : above + 1]
    telling = [line for line in telling if len(line) <= _LONGEST_HEADING]
    title = next((line for line in telling if LIVE.search(line) or DIGEST.search(line)), "")
    if not title or (is_sentence(title) and not (known or header["title"])):
        return ()
    top = [line for line in lines[:_TOP] if line != title and _tells_imprint(line)]
    pieces = [
        one
        for one in pieces_of_text(_below(body, lines[:_TOP], title))
        if one.text.strip("*_ ") not in top
    ]
    day = header["published"] or next((line for line in (title, *top) if parse_date(line)), "")
    outlet = next(filter(None, map(_outlet, top)), "")
    whole = known or Draft(
        "", publisher=header["publisher"] or outlet, authors=listed_names(header["authors"]),
        url=header["url"],
    )  # fmt: skip
    whole = replace(whole, title=title, dates=whole.dates or ((day,) if day else ()))
    if LIVE.search(title):
        return dated_posts(pieces, whole, live=True)
    return digest(pieces, whole, gathered=False)


def _below(body: str, lines: Sequence[str], title: str) -> str:
    """What stands below the title, where that is one of the first lines."""
    rest = body.split("\n")
    for line in lines[: lines.index(title) + 1] if title in lines else ():
        at = next(at for at, one in enumerate(rest) if one.strip(" \t\f#*_") == line)
        rest = rest[at + 1 :]
    return "\n".join(rest)


def _tells_imprint(line: str) -> bool:
    dated = bool(parse_date(line)) and len(line.split()) <= _IMPRINT_WORDS and not is_sentence(line)
    return dated or bool(_outlet(line))


def _outlet(line: str) -> str:
    """The outlet that a line on top names, by itself or beside a day."""
    line = line.title() if line.isupper() else line
    if len(line) > _LONGEST_HEADING:
        return ""
    found = imprint(line)
    return (found.outlet if found else "") or (line if is_outlet(line) else "")


# Alerts: linked headlines, each with its outlet and a teaser.

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
    pieces = _without_repeated(pieces)
    for number, piece in enumerate(pieces):
        if not piece.link or piece.kind == "time":
            continue
        below = []
        for after in pieces[number + 1 : number + 4]:
            if after.link:
                break
            if not _FURNITURE.fullmatch(after.text):
                below.append(after.text)
        outlet = below[0] if below and len(below[0].split()) <= _OUTLET_WORDS else ""
        teaser = next((text for text in below if len(text.split()) > _OUTLET_WORDS), "")
        if outlet and len(below) == _OUTLET_AND_TEASER and teaser and not _is_no_outlet(outlet):
            name = re.split(r" [-–—|·•] |, (?=\d)", outlet)[0].strip()
            found.append(_teaser(mail, piece.text, name, teaser, piece.link))
    short = all(len(draft.text.split()) <= _LONGEST_TEASER for draft in found)
    told = sum(len(f"{one.title} {one.publisher} {one.text}".split()) for one in found)
    whole = sum(len(piece.text.split()) for piece in pieces)
    all_of_it = told >= _SHARE_IN_POSTS * whole
    return placed(tuple(found)) if len(found) > 1 and short and all_of_it else ()


def linked(address: str) -> str:
    """The address that a link leads to, also through a page that only counts the click."""
    parts = urlsplit(address)
    if not parts.scheme.startswith("http"):
        return ""
    inner = parse_qs(parts.query)
    through = next((value[0] for key, value in inner.items() if key in ("url", "q", "u")), "")
    return through if through.startswith(("http://", "https://")) else address
