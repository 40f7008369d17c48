"""Which line of a page is the title, where its running text begins, and what labels stand above."""

from __future__ import annotations

import re

from assistant.reading.bylines import byline, imprint, stamp
from assistant.reading.layout import CLOSING, Line, is_prose, is_sentence

_LONGEST_TITLE = 220
_LONGEST_CUT_TITLE = 100
_NO_TITLES_END = (".", "…", ":", ";", ",")
_LABEL_WORDS = 3
_FEWEST_LABELS = 2
_SHARED = 0.3
_SHARED_BELOW = 0.4
_CAPITALISED = re.compile(r"(?:[A-Z][\w'’&-]*|of|the)(?: (?:[A-Z][\w'’&-]*|of|the)){1,3}")
_MOST_STANDFIRSTS = 3
_BYLINE_REACH = 6


def running_text(lines: list[Line]) -> tuple[int, int]:
    """Where the first and the last paragraph of running text stand.

    A sentence above the byline is the article's standfirst; the text begins below.
    """
    prose = [place for place, line in enumerate(lines) if is_prose(line.text)]
    if not prose:
        return len(lines), len(lines)
    first, last = prose[0], prose[-1]
    for _ in range(_MOST_STANDFIRSTS):
        ahead = range(first + 1, min(first + _BYLINE_REACH, len(lines)))
        signed = [place for place in ahead if _tells_when_or_who(lines[place].text)]
        below = [place for place in prose if signed and place > signed[-1]]
        if not below:
            break
        first = below[0]
    return first, last


def _tells_when_or_who(text: str) -> bool:
    when = stamp(text)
    if (when and when.days) or byline(text) is not None:
        return True
    return imprint(text) is not None


def outlet_above(labels: list[Line], removed: list[Line]) -> str:
    """The outlet among the labels above a title: one that the page's boilerplate names again,
    or a last one that begins with an article ("The Lantern")."""
    page = " ".join(line.text for line in removed)
    names = [line.text for line in labels if _CAPITALISED.fullmatch(line.text)]
    again = [name for name in names if re.search(rf"\b{re.escape(name)}\b", page)]
    last = [name for name in names[-1:] if name.startswith("The ") and name == labels[-1].text]
    return next(iter(again + last), "")


def find_headline(lines: list[Line], removed: list[Line]) -> int:
    """Which of the lines is the title: the first one, but for the labels of a page.

    Above a title a page may show its sections and slogans. Where something of a page was
    found above the first line, or that is one of several labels of a few words, the
    title is the first headline that shares words with the text below.
    """
    head = lines[: running_text(lines)[0]]
    if not head or not is_title(head[0].text):
        return 0
    labels = next((place for place, line in enumerate(head) if is_headline(line.text)), 0)
    page = any(line.number < head[-1].number for line in removed)
    if labels < _FEWEST_LABELS and not head[0].number and not page:
        return 0
    below = _stems(" ".join(line.text for line in lines[len(head) :]))
    for place, line in enumerate(head):
        own = _stems(line.text)
        share = _SHARED if place == labels else _SHARED_BELOW
        if is_headline(line.text) and len(own & below) >= max(1.0, share * len(own)):
            return place
    page_above = any(line.number < head[labels].number for line in removed)
    return labels if labels >= _FEWEST_LABELS or page_above else 0


def _stems(text: str) -> set[str]:
    """The words of four letters and more, by their first five."""
    return {word[:5] for word in re.findall(r"[^\W_]{4,}", text.casefold())}


def without_labels(lines: list[Line], removed: list[Line]) -> list[Line]:
    """Lines without those of a few words above the text, on a page that shows others there."""
    first = running_text(lines)[0]
    if first >= len(lines):
        return lines
    if sum(line.number < lines[first].number for line in removed) < _FEWEST_LABELS:
        return lines
    return [
        line
        for place, line in enumerate(lines)
        if place >= first or len(line.text.split()) > _LABEL_WORDS or is_sentence(line.text)
    ]


def is_headline(text: str) -> bool:
    """Whether a line is long enough for a headline that needs no other sign."""
    return is_title(text) and len(text.split()) > _LABEL_WORDS


def is_title(text: str) -> bool:
    """Whether a first line reads as a headline: short, and no statement with a full stop."""
    if len(text) > _LONGEST_TITLE:
        return False
    ended = text.rstrip(CLOSING).endswith(_NO_TITLES_END)
    return not ended or (text.endswith("...") and len(text) < _LONGEST_CUT_TITLE)
