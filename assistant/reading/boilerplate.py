"""Boilerplate: the lines that a page puts around an article, navigation, forms, links, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.reading import boilerplate_patterns as patterns
from assistant.reading.dates import find_dates
from assistant.reading.layout import Line, is_prose, is_sentence

_LONGEST = 500
_LONGEST_CALL = 250
_LONGEST_LINK = 220
_LONGEST_MENU = 600
_LONGEST_CONTROL = 80
_LONGEST_NOTE = 200
_LIST_ITEM = 160
_TOPIC_WORDS = 4
_LABEL_WORDS = 3
_MOST_CAPTIONS = 2
_LONGEST_TAIL = 10
_TAIL_SHARE = 3
_OFFERED = ("sign", "subscri", "register", "newsletter", "inbox")
_TRAIL = re.compile(r"(?i)^you are here:?\s*")
_BUTTON = re.compile(r"[a-z][a-z-]*")
_WORD = re.compile(r"[^\s,]+")
_GAP = re.compile(r"\t+|[ \u00a0]{2,}")
_BEHIND_OUTLET = re.compile(
    r"(?i)(?<!\s)\s++(?:on \w+day|on \d|and is|and has|at \d|with permission|ltd\b|inc\b|llc\b"
    r"|limited\b|plc\b|all rights|under)|\.\s"
)
_NO_OUTLET = re.compile(r"\d{1,2}[:. ]|\d{4} |[\d\W]*$")
# A text is read again until nothing more is found: what a line is, is found out once.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Stripped:
    """The lines that stay, those taken out, and the outlet that the boilerplate names."""

    kept: list[Line]
    removed: list[Line]
    publisher: str


def strip_boilerplate(lines: Sequence[Line]) -> Stripped:
    """`lines` without boilerplate; a line that also holds text keeps its text.

    Lists under "Most read" go with their heading, and all that follows a comment form
    goes when the article stands above it. A sentence that only mentions cookies, shares
    or newsletters is no boilerplate: patterns stand for whole lines.
    """
    trimmed = [
        line if text == line.text else replace(line, text=text)
        for line in lines
        if (text := _without_inline(line.text))
    ]
    publisher = _named_publisher(trimmed)
    above, comments = _before_comments(trimmed)
    kept, removed = _without_lists(above)
    removed += comments
    for step in (_without_boilerplate, _without_navigation, _without_rest):
        kept, gone = step(kept, removed)
        removed = sorted([*removed, *gone], key=lambda line: line.number)
    return Stripped(kept, removed, publisher)


# What a line is.


@lru_cache(maxsize=_REMEMBERED)
def is_boilerplate(text: str) -> bool:
    """Whether a whole line is part of the page and not of the article."""
    bare = text.strip(patterns.EDGES)
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = bare[1:-1].strip(patterns.EDGES)
    if not bare or len(patterns.GALLERY.findall(bare)) > _MOST_CAPTIONS:
        return True
    if len(bare) > _LONGEST:
        return False
    if not _is_listed(bare):
        if _is_offer(bare) and not _is_reported(bare):
            return True
        if len(bare) > _LONGEST_LINK or not _is_link(text):
            return False
    # What somebody said is the article's; only a sentence can tell that.
    return not (is_sentence(bare) and patterns.REPORTED.search(bare))


def _is_listed(bare: str) -> bool:
    """Whether a line is one of the tables'."""
    if _is_control(bare):
        return True
    if (
        patterns.LINES.fullmatch(bare)
        or patterns.TOPICS.fullmatch(bare)
        or patterns.COMMENTS.fullmatch(bare)
        or patterns.LIST_HEADING.fullmatch(bare)
        or patterns.TOPIC_HEADING.fullmatch(bare)
    ):
        return True
    low = bare.lower()
    return any(part in low and pattern.search(bare) for part, pattern in patterns.WITHIN)


def _is_offer(bare: str) -> bool:
    """Whether a line asks its reader to sign up, to follow, or to click where a link was."""
    low = bare.lower()
    offered = any(part in low for part in _OFFERED)
    if offered and (patterns.SIGN_UP.search(bare) or patterns.OFFER.match(bare)):
        return True
    if len(bare) > _LONGEST_CALL:
        return False
    asks = low.rstrip(". !)]").endswith("here") and patterns.CALL.match(bare)
    asks = asks or ("support" in low and patterns.SUPPORT.search(bare))
    if asks and (low.startswith("support") or patterns.TO_READER.search(bare)):
        return True
    return " on " in low and bool(patterns.FOLLOW.search(bare))


def _is_link(text: str) -> bool:
    if patterns.LINKING.search(text):
        if label := patterns.LINK.fullmatch(text):
            statement = text.startswith("More") and is_sentence(text) and not text.endswith("?")
            return not label["link"][:1].islower() and not statement
        if patterns.SHOUTED.fullmatch(text) or patterns.ADDRESSES.fullmatch(text):
            return True
        if patterns.GLUED.fullmatch(text) and not is_sentence(text.rstrip("?'\"’”")):
            return True
    match = patterns.READ_AT.fullmatch(text) or patterns.PUBLISHED_BY.fullmatch(text)
    return bool(match and _outlet(match["publisher"]))


def _is_control(bare: str) -> bool:
    """Whether a short line holds only the words of buttons."""
    return len(bare) <= _LONGEST_CONTROL and _is_made_of(
        _BUTTON.findall(bare.lower()), patterns.CONTROLS, patterns.BESIDE_CONTROLS
    )


def _is_made_of(words: Sequence[str], named: frozenset[str], beside: frozenset[str]) -> bool:
    """Whether every word is one of these, and one at least is `named`."""
    return any(word in named for word in words) and all(
        word in named or word in beside for word in words
    )


def _is_navigation(text: str) -> bool:
    """Whether every word names a section of a news site ("Home > World > Europe")."""
    if len(text) > _LONGEST_MENU or is_sentence(text):
        return False
    bare = patterns.PAIRS.sub("news", text.strip(patterns.EDGES))
    words = _WORD.findall(patterns.SEPARATOR.sub(" ", bare).lower())
    return _is_made_of(words, patterns.NAVIGATION, patterns.BESIDE_NAVIGATION)


def _is_menu(text: str) -> bool:
    """Whether a line lists places of a site, so that it is no text wherever it stands."""
    if len(text) > _LONGEST_MENU:
        return False
    if not patterns.SEPARATOR.search(text):
        return text.count(" ") > 1 and _is_navigation(text)
    trail = _TRAIL.sub("", text.strip(patterns.EDGES))
    parts = [part for part in patterns.SEPARATOR.split(trail) if part]
    if len(parts) >= 2 and parts[0].lower() in ("home", "homepage", "you are here"):
        return all(len(part) <= _LIST_ITEM for part in parts)
    if len(parts) >= 3 and sum(map(_is_navigation, parts)) * 2 >= len(parts):
        return all(len(part.split()) <= _TOPIC_WORDS for part in parts)
    return _is_navigation(text) and len(text.split()) >= 3


def with_bars(text: str) -> str:
    """Raw `text` with bars between the places of a menu that only wide gaps set apart."""
    if not _GAP.search(text):
        return text
    return "\n".join(map(_with_bars, text.split("\n")))


def _with_bars(line: str) -> str:
    parts = _GAP.split(line.strip()) if len(line) <= _LONGEST_MENU else []
    listed = " | ".join(parts)
    return listed if len(parts) > 2 and _is_menu(listed) else line


@lru_cache(maxsize=_REMEMBERED)
def _without_inline(text: str) -> str:
    low = text.lower()
    for part, pattern in patterns.INLINE:
        if part in low:
            text = pattern.sub("", text)
    if text[-1:].isupper():
        text = patterns.ENDED.sub("", text)
    return text.strip()


# Where boilerplate stands.


def _before_comments(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines above the first comment section that has the article above it."""
    above, below = 0, sum(is_prose(line.text) for line in lines)
    for place, line in enumerate(lines):
        if patterns.COMMENTS.fullmatch(line.text.strip(patterns.EDGES)):
            sure = re.match(r"(?i)leave|post|write|\d", line.text)
            if above and (below < above or (sure and above > 1)):
                return lines[:place], lines[place:]
        prose = is_prose(line.text)
        above, below = above + prose, below - prose
    return lines, []


def _without_lists(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without the link and topic lists; a list ends at its block or at running text."""
    kept: list[Line] = []
    removed: list[Line] = []
    blocks = len({line.block for line in lines}) > 1
    start = 0
    while start < len(lines):
        end = _list_end(lines, start, blocks=blocks)
        (removed if end > start else kept).extend(lines[start : max(end, start + 1)])
        start = max(end, start + 1)
    return kept, removed


def _list_end(lines: list[Line], start: int, *, blocks: bool) -> int:
    """Where the list that begins with the heading at `start` ends; `start` when there is none.

    `blocks`: whether blank lines tell blocks apart.
    """
    heading = lines[start]
    bare = heading.text.strip(patterns.EDGES)
    topics = bool(patterns.TOPIC_HEADING.fullmatch(bare))
    label = patterns.LINK.fullmatch(heading.text)
    if label and not label["link"]:
        limit = 1
    elif topics or (patterns.LIST_HEADING.fullmatch(bare) and bare.lower() != "read more"):
        limit = len(lines)
    else:
        return start
    end = start + 1
    own_block = blocks and end < len(lines) and lines[end].block == heading.block
    while end < len(lines) and end - start <= limit and _is_item(lines[end].text, topics):
        if own_block and lines[end].block != heading.block:
            break
        end += 1
    return end


def _is_item(text: str, topics: bool) -> bool:
    if topics:
        if patterns.LIST_HEADING.fullmatch(text.strip(patterns.EDGES)):
            return False
        return len(text.split()) <= _TOPIC_WORDS and not is_sentence(text)
    if len(text) > _LIST_ITEM:
        return False
    return not is_sentence(text) or text.endswith(("?", "’", "'"))


def _without_boilerplate(lines: list[Line], removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without boilerplate, nor the small print that stands beside it.

    Small print speaks to the reader of accounts, comments or mail; by its form it could
    be an article's, beside a sign-up button it is not.
    """
    gone = {line.number for line in lines if is_boilerplate(line.text)}
    page = [*removed, *(line for line in lines if line.number in gone)]
    forms = {line.number for line in page if patterns.FORM.search(line.text)}
    for step, ordered in ((-1, lines), (1, lines[::-1])):
        for line in ordered:
            if line.number + step in forms and _is_small_print(line.text):
                gone.add(line.number)
                forms.add(line.number)
    return _parted(lines, gone)


def _is_small_print(text: str) -> bool:
    if _is_reported(text):
        return False
    found = {match[0].lower() for match in patterns.SMALL_PRINT.finditer(text)}
    fewest = 1 if len(text) <= _LONGEST_NOTE else 2
    return len(found) >= fewest and bool(patterns.TO_READER.search(text))


def _is_reported(text: str) -> bool:
    """Whether a paragraph is too long for boilerplate, or tells what somebody said."""
    return len(text) > _LONGEST or bool(patterns.REPORTED.search(text)) or text[0] in "\"“‘'"


def _without_navigation(lines: list[Line], _removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Menus go everywhere; single section names go above and below the running text."""
    prose = [line.number for line in lines if is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (0, -1)
    gone = {
        line.number
        for line in lines
        if _is_menu(line.text) or (not first <= line.number <= last and _is_navigation(line.text))
    }
    return _parted(lines, gone)


def _without_rest(lines: list[Line], removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without those under the last sentence that are labels or below boilerplate.

    Many lines with little boilerplate among them are no page's end but a list of the
    article's: results, winners, dates.
    """
    last = max((line.number for line in lines if is_sentence(line.text)), default=None)
    below = [line.number for line in removed if last is not None and line.number > last]
    if last is None or not below:
        return lines, []
    tail = [line for line in lines if line.number > last]
    if len(tail) > max(_LONGEST_TAIL, _TAIL_SHARE * len(below)):
        return lines, []
    return _parted(
        lines,
        {
            line.number
            for line in tail
            if line.number > below[0] or len(line.text.split()) <= _LABEL_WORDS
        },
    )


def _parted(lines: list[Line], gone: set[int]) -> tuple[list[Line], list[Line]]:
    """The lines that stay, and those whose numbers are in `gone`."""
    return (
        [line for line in lines if line.number not in gone],
        [line for line in lines if line.number in gone],
    )


# The outlet that boilerplate names.


def _named_publisher(lines: Sequence[Line]) -> str:
    """The outlet that a "Read more at", "first published in" or copyright line names."""
    for pattern in (patterns.READ_AT, patterns.PUBLISHED_BY, patterns.COPYRIGHT):
        for line in lines:
            match = pattern.match(line.text) if len(line.text) <= _LONGEST_LINK else None
            if match and (outlet := _outlet(match["publisher"] or "")):
                return outlet
    return ""


def _outlet(name: str) -> str:
    """`name` as the name of an outlet: capitalised or a domain, without what trails it."""
    name = _BEHIND_OUTLET.split(name, maxsplit=1)[0]
    name = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", name).strip(' .,:;»→>"“”-–—')
    name = name.split("/")[0] if "." in name else name
    dated = [span.start for span in find_dates(name)]
    name = name[: dated[0]].rstrip(" ,") if dated else name
    is_domain = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name)
    words = name.split()
    capitals = sum(word[0].isupper() for word in words)
    named = 0 < len(words) <= 6 and words[-1][0].isupper() and capitals * 2 >= len(words)
    if patterns.FILLED.fullmatch(name) or _NO_OUTLET.match(name):
        return ""
    return name if is_domain or named else ""
