"""Live blogs: posts under stamps, and those that a page lists in its data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.reading.bylines import stamp
from assistant.reading.dates import find_dates, first_valid, in_year, parse_date, parse_moment
from assistant.reading.formats import markup
from assistant.reading.formats.pieces import (
    AD,
    FEWEST_IN_POST,
    FEWEST_ITEMS,
    FURNITURE,
    LEAD_WORDS,
    LONGEST_HEADING,
    SHARE_IN_POSTS,
    TITLE_WORDS,
    Piece,
    distinct,
    named_writers,
    without_repeated,
)
from assistant.reading.layout import is_sentence, line_key
from assistant.reading.types import Draft
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS

if TYPE_CHECKING:
    pass

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
_SUMS_UP = re.compile(
    r"(?i)what we(?:[’']ve)? cover(?:ed)?(?: here)?|key (?:events|points|moments)(?: so far)?"
    r"|summary|at a glance"
    r"|(?:here[’']s )?what (?:we know|you need to know)|here[’']s the latest|catch up"
)
_ABOVE = 8
"""So many pieces at the top may tell the day."""
_STRICT_SHARE, _FEWEST_UNSAID = 0.75, 5


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
    return distinct(found) if len(found) >= FEWEST_ITEMS else ()


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
    stamped = _stamped(without_repeated(pieces), newest or day)
    posts, above = _posts(stamped, line_key(blog.title or ""))
    full = [post for post in posts if post.words >= FEWEST_IN_POST]
    whole = sum(len(piece.text.split()) for piece in pieces if piece.kind != "time")
    share = SHARE_IN_POSTS if live or LIVE.search(f"{blog.title} {blog.url}") else _STRICT_SHARE
    fewest = FEWEST_ITEMS if share == SHARE_IN_POSTS else _FEWEST_UNSAID
    if len(full) < fewest or sum(post.words for post in posts) < share * whole:
        return ()
    prose = [text for text in above if is_sentence(text)]
    lead = sum(len(text.split()) for text in prose) >= LEAD_WORDS
    first = (replace(blog, text="\n\n".join(prose)),) if lead else ()
    return distinct((*first, *_drafts(posts, blog)))


def _stamped(pieces: Sequence[Piece], day: date | datetime | None) -> list[Piece]:
    """The pieces with their stamps as moments: the day is that of the stamp, else of the blog, and
    the one before or after it where the clock goes past midnight."""
    found: list[Piece] = []
    clocks: list[tuple[int, int]] = []
    for piece in pieces:
        if FURNITURE.fullmatch(piece.text):
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
            short = len(rest) <= LONGEST_HEADING and not is_sentence(rest)
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
    if piece.kind in ("link", "label") or AD.match(piece.text) or _is_day(piece.text):
        return
    if piece.kind == "heading" and not post.title and post.words <= _ROLE_WORDS:
        post.title, post.texts = piece.text, ()
    elif not post.texts and not post.authors and named_writers(piece.text):
        post.authors = named_writers(piece.text)
    elif post.texts or not post.authors or len(piece.text.split()) > _ROLE_WORDS:
        post.texts = (*post.texts, piece.text)


def _is_day(text: str) -> bool:
    """Whether a line only says which day the posts below it are of."""
    return len(text.split()) <= _ROLE_WORDS and bool(stamp(text) or in_year(text, _LEAP))


_LEAP = 2000
_ROLE_WORDS = 4


def _drafts(posts: Sequence[_Post], blog: Draft) -> tuple[Draft, ...]:
    """The posts that say something, in the order of time."""
    known: set[str] = set()
    kept = []
    for post in posts:
        text = "\n\n".join(post.texts)
        short = post.words < FEWEST_IN_POST - TITLE_WORDS * bool(post.title)
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
