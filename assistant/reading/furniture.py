"""What a page puts around an article: lines that are navigation, forms, links, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.reading import dates, patterns
from assistant.reading.layout import Line, is_prose, is_sentence

_LONGEST = 500
_LONGEST_LINK = 220
_LIST_ITEM = 160
_TOPIC_WORDS = 4
_LABEL_WORDS = 3
_FEWEST_PLACES = 4
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRAIL = re.compile(r"(?i)^you are here:?\s*")
_BUTTON = re.compile(r"[a-z][a-z-]*")
_WORD = re.compile(r"[^\s,]+")
_GAP = re.compile(r"\t+|[ \u00a0]{2,}")
_LONGEST_PROMOTION = 16
_LONGEST_CALL = 250
_FEWEST_CAPTIONS = 2
_LONGEST_MENU = 600
_OFFERED = ("sign", "subscri", "register", "newsletter", "inbox")
# A text is read again until nothing more is found: what a line is, is found out once.
_REMEMBERED = 4096
_SHORT_PRINT = 200
_LONGEST_TAIL = 10
_TAIL_SHARE = 3


@dataclass(frozen=True, slots=True)
class Stripped:
    """The lines that stay, those taken out, and the outlet that the furniture names."""

    kept: list[Line]
    removed: list[Line]
    publisher: str


def strip(lines: Sequence[Line]) -> Stripped:
    """`lines` without furniture; a line that also tells something keeps its telling part.

    Lists under "Most read" go with their heading, and all that follows a comment form
    goes when the article stands above it. A sentence that only mentions cookies, shares
    or newsletters is no furniture: patterns stand for whole lines.
    """
    trimmed = []
    for line in lines:
        text = _without_inline(line.text)
        if text:
            trimmed.append(line if text == line.text else replace(line, text=text))
    publisher = _named_publisher(trimmed)
    told, rest = _before_comments(trimmed)
    kept, removed = _without_lists(told)
    removed += rest
    for step in (_without_promotions, _without_furniture, _without_navigation, _without_rest):
        kept, gone = step(kept, removed)
        removed = sorted([*removed, *gone], key=lambda line: line.at)
    return Stripped(kept, removed, publisher)


@lru_cache(maxsize=_REMEMBERED)
def is_furniture(text: str) -> bool:
    """Whether a whole line is part of the page and not of the article."""
    bare = text.strip(patterns.EDGES)
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = bare[1:-1].strip(patterns.EDGES)
    if not bare:
        return True
    if len(patterns.GALLERY.findall(bare)) > _FEWEST_CAPTIONS:
        return True
    if len(bare) > _LONGEST:
        return False
    # What somebody said is the article's; only a sentence can tell that.
    if _is_listed(bare):
        return not (is_sentence(bare) and patterns.REPORTED.search(bare))
    if _is_offer(bare) and not _is_reported(bare):
        return True
    if len(bare) > _LONGEST_LINK or not _is_link(text):
        return False
    return not (is_sentence(bare) and patterns.REPORTED.search(bare))


def _is_listed(bare: str) -> bool:
    """Whether a line is one of the tables'."""
    if patterns.FURNITURE.fullmatch(bare) or patterns.TOPICS.fullmatch(bare) or _is_social(bare):
        return True
    if (
        patterns.COMMENTS.fullmatch(bare)
        or patterns.LIST_HEADING.fullmatch(bare)
        or patterns.TOPIC_HEADING.fullmatch(bare)
    ):
        return True
    low = bare.lower()
    return any(part in low and one.search(bare) for part, one in patterns.WITHIN)


def _is_offer(bare: str) -> bool:
    """Whether a line asks its reader to sign up, to follow, or to click where a link was."""
    low = bare.lower()
    if any(part in low for part in _OFFERED) and (
        patterns.SIGN_UP.search(bare) or patterns.OFFER.match(bare)
    ):
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
            told = text.startswith("More") and is_sentence(text) and not text.endswith("?")
            return not label["link"][:1].islower() and not told
        if patterns.SHOUTED.fullmatch(text) or patterns.ADDRESSES.fullmatch(text):
            return True
        if patterns.GLUED.fullmatch(text) and not is_sentence(text.rstrip("?'\"’”")):
            return True
    match = patterns.READ_AT.fullmatch(text) or patterns.PUBLISHED_BY.fullmatch(text)
    return bool(match and _outlet(match["publisher"]))


def _is_social(bare: str) -> bool:
    # "ShareTweetSend" is three buttons, "WhatsApp" one.
    return not is_sentence(bare) and (_names_sites(bare) or _names_sites(_JOINED.sub(" ", bare)))


def _names_sites(text: str) -> bool:
    """Whether every word is that of a button for sharing, and one names what shares."""
    named = False
    for match in _BUTTON.finditer(text.lower()):
        word = match[0]
        if word in patterns.SOCIAL:
            named = True
        elif word not in patterns.BESIDE_SOCIAL:
            return False
    return named


def _is_navigation(text: str) -> bool:
    """Whether every word names a section of a news site ("Home > World > Europe")."""
    if len(text) > _LONGEST_MENU or is_sentence(text):
        return False
    bare = patterns.PAIRS.sub("news", text.strip(patterns.EDGES))
    named = False
    for match in _WORD.finditer(patterns.SEPARATOR.sub(" ", bare).lower()):
        word = match[0]
        if word in patterns.NAVIGATION:
            named = True
        elif word not in patterns.BESIDE_NAVIGATION:
            return False
    return named


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


def _is_list_of_places(text: str) -> bool:
    """Whether a line of several short labels names at least one section of a news site; a
    paper's own sections ("Tides") are not known, so this only tells a menu above the text."""
    if len(text) > _LONGEST_MENU:
        return False
    parts = [part for part in patterns.SEPARATOR.split(text.strip(patterns.EDGES)) if part]
    short = all(len(part.split()) <= _TOPIC_WORDS and part[0].isupper() for part in parts)
    told = is_sentence(text) or any(sign.isdigit() for sign in text)
    return len(parts) >= _FEWEST_PLACES and short and not told and any(map(_is_navigation, parts))


def with_bars(text: str) -> str:
    """Raw `text` with bars between the places of a menu that only wide gaps set apart."""
    if not _GAP.search(text):
        return text
    return "\n".join(map(_with_bars, text.split("\n")))


def _with_bars(line: str) -> str:
    parts = _GAP.split(line.strip()) if len(line) <= _LONGEST_MENU else []
    if len(parts) <= _FEWEST_PLACES // 2:
        return line
    listed = " | ".join(parts)
    return listed if _is_menu(listed) or _is_list_of_places(listed) else line


@lru_cache(maxsize=_REMEMBERED)
def _without_inline(text: str) -> str:
    low = text.lower()
    for part, pattern in patterns.INLINE:
        if part in low:
            text = pattern.sub("", text)
    if text[-1:].isupper():
        text = patterns.ENDED.sub("", text)
    return text.strip()


def _before_comments(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines above the first comment section that has the article above it."""
    above, below = 0, sum(is_prose(line.text) for line in lines)
    for at, line in enumerate(lines):
        if patterns.COMMENTS.fullmatch(line.text.strip(patterns.EDGES)):
            sure = re.match(r"(?i)leave|post|write|\d", line.text)
            if above and (below < above or (sure and above > 1)):
                return lines[:at], lines[at:]
        prose = is_prose(line.text)
        above, below = above + prose, below - prose
    return lines, []


def _without_lists(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without the link and topic lists; a list ends at its block or at running text."""
    kept: list[Line] = []
    removed: list[Line] = []
    blocks = len({line.block for line in lines}) > 1
    at = 0
    while at < len(lines):
        end = _list_end(lines, at, blocks=blocks)
        (removed if end > at else kept).extend(lines[at : max(end, at + 1)])
        at = max(end, at + 1)
    return kept, removed


def _list_end(lines: list[Line], at: int, *, blocks: bool) -> int:
    """Where the list that begins with the heading at `at` ends; `at` when there is none.

    `blocks`: whether blank lines tell blocks apart.
    """
    bare = lines[at].text.strip(patterns.EDGES)
    topics = bool(patterns.TOPIC_HEADING.fullmatch(bare))
    label = patterns.LINK.fullmatch(lines[at].text)
    if label and not label["link"]:
        limit = 1
    elif patterns.SHORT_LIST.fullmatch(bare):
        limit = 2
    elif topics or (patterns.LIST_HEADING.fullmatch(bare) and bare.lower() != "read more"):
        limit = len(lines)
    else:
        return at
    block = lines[at].block
    own_block = at + 1 < len(lines) and lines[at + 1].block == block
    end = at + 1
    while end < len(lines) and end - at <= limit and _is_item(lines[end].text, topics):
        if own_block and blocks and lines[end].block != block:
            break
        end += 1
    return end


def _is_item(text: str, topics: bool) -> bool:
    if topics:
        if patterns.LIST_HEADING.fullmatch(text.strip(patterns.EDGES)):
            return False
        return len(text.split()) <= _TOPIC_WORDS and not is_sentence(text)
    if len(text) > _LIST_ITEM or patterns.AGENDA.match(text):
        return False
    return not (is_sentence(text) and not text.endswith(("?", "’", "'")))


def _without_promotions(lines: list[Line], _removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without what stands between "Skip past promotion" and "after promotion"."""
    kept: list[Line] = []
    removed: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        if patterns.PROMOTION_START.match(lines[at].text):
            ahead = range(at + 1, min(at + _LONGEST_PROMOTION, len(lines)))
            end = next((one for one in ahead if patterns.PROMOTION_END.match(lines[one].text)), at)
        (removed if end > at else kept).extend(lines[at : end + 1])
        at = end + 1
    return kept, removed


def _without_furniture(lines: list[Line], removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without furniture, nor the small print that stands beside it.

    Small print speaks to the reader of accounts, comments or mail; by its form it could
    be an article's, beside a sign-up button it is not. So it is with figures that stand
    alone, which beside the text too are a page's.
    """
    prose = [line.at for line in lines if is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    places = {line.at for line in removed}
    for line in lines:
        counted = not first < line.at < last and patterns.COUNTER.fullmatch(line.text)
        if counted or is_furniture(line.text):
            places.add(line.at)
    page = [*removed, *(line for line in lines if line.at in places)]
    forms = {line.at for line in page if patterns.FORM.search(line.text)}
    for step, ordered in ((-1, lines), (1, lines[::-1])):
        for line in ordered:
            counted = line.at + step in places and patterns.COUNTER.fullmatch(line.text)
            if counted or (line.at + step in forms and _is_small_print(line.text)):
                places.add(line.at)
                forms.add(line.at)
    kept = [line for line in lines if line.at not in places]
    return kept, [line for line in lines if line.at in places]


def _is_small_print(text: str) -> bool:
    if _is_reported(text):
        return False
    found = {match[0].lower() for match in patterns.SMALL_PRINT.finditer(text)}
    fewest = 1 if len(text) <= _SHORT_PRINT else 2
    return len(found) >= fewest and bool(patterns.TO_READER.search(text))


def _is_reported(text: str) -> bool:
    """Whether a paragraph is too long for furniture, or tells what somebody said."""
    return len(text) > _LONGEST or bool(patterns.REPORTED.search(text)) or text[0] in "\"“‘'"


def _without_rest(lines: list[Line], removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without those under the last sentence that are labels or below furniture.

    Many lines with little furniture among them are no page's end but a list of the
    article's: results, winners, dates.
    """
    sentences = [line.at for line in lines if is_sentence(line.text)]
    if not sentences:
        return lines, []
    begun = next((line.at for line in removed if line.at > sentences[-1]), None)
    if begun is None:
        return lines, []
    tail = [line for line in lines if line.at > sentences[-1]]
    beside = sum(line.at > sentences[-1] for line in removed)
    if len(tail) > max(_LONGEST_TAIL, _TAIL_SHARE * beside):
        return lines, []
    gone = [line for line in tail if line.at > begun or len(line.text.split()) <= _LABEL_WORDS]
    places = {line.at for line in gone}
    return [line for line in lines if line.at not in places], gone


def _without_navigation(lines: list[Line], _removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Menus go everywhere; single section names go above and below the running text."""
    prose = [at for at, line in enumerate(lines) if is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    kept: list[Line] = []
    removed: list[Line] = []
    for at, line in enumerate(lines):
        outside = (at < first or at > last) and _is_navigation(line.text)
        outside = outside or (at < first and _is_list_of_places(line.text))
        (removed if outside or _is_menu(line.text) else kept).append(line)
    return kept, removed


def _named_publisher(lines: Sequence[Line]) -> str:
    """The outlet that a "Read more at", "first published in" or copyright line names."""
    for pattern in (patterns.READ_AT, patterns.PUBLISHED_BY, patterns.COPYRIGHT):
        for line in lines:
            if len(line.text) > _LONGEST_LINK:
                continue
            match = pattern.match(line.text)
            outlet = _outlet(match["publisher"] or "") if match else ""
            if outlet:
                return outlet
    return ""


def _outlet(name: str) -> str:
    """`name` as the name of an outlet: capitalised or a domain, without what trails it."""
    name = re.split(r"(?i)\s+(?:on \w+day|on \d|and is|and has|at \d|with permission|ltd\b|inc\b"
                    r"|llc\b"
                    r"|limited\b|plc\b|all rights|under)|\.\s", name)[0]  # fmt: skip
    name = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", name).strip(' .,:;»→>"“”-–—')
    name = name.split("/")[0] if "." in name else name
    dated = [one.start for one in dates.find(name)]
    name = name[: dated[0]].rstrip(" ,") if dated else name
    is_domain = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name)
    words = name.split()
    capitals = sum(word[0].isupper() for word in words)
    named = 0 < len(words) <= 6 and words[-1][0].isupper() and capitals * 2 >= len(words)
    if patterns.FILLED.fullmatch(name) or re.match(r"\d{1,2}[:. ]|\d{4} |[\d\W]*$", name):
        return ""
    return name if is_domain or named else ""
