"""Which line of a page is the title, where its running text begins, and what labels stand above."""

from __future__ import annotations

import re

from assistant.reading import heading, outlets
from assistant.reading.layout import Line, is_prose, is_sentence

_LONGEST_TITLE = 220
_CLOSING = "'\"”’)]"
_NO_TITLES_END = (".", "…", ":", ";", ",")
_LONGEST_CUT_TITLE = 100
_LABEL_WORDS = 3
_FEWEST_LABELS = 2
_TOLD_SHARE = 0.3
_TOLD_SHARE_BELOW = 0.4
_CAPITALISED = r"(?:[A-Z][\w'’&-]*|of|the)(?: (?:[A-Z][\w'’&-]*|of|the)){1,3}"
_MOST_STANDFIRSTS = 3
_BYLINE_REACH = 6


def running_text(lines: list[Line]) -> tuple[int, int]:
    """Where the first and the last paragraph of running text stand.

    A sentence above the byline is the article's standfirst; the text begins below.
    """
    prose = [at for at, line in enumerate(lines) if is_prose(line.text)]
    if not prose:
        return len(lines), len(lines)
    for first in prose[:_MOST_STANDFIRSTS]:
        ahead = lines[first + 1 : first + _BYLINE_REACH]
        told = [at for at, line in enumerate(ahead, first + 1) if _tells_when_or_who(line.text)]
        if not told:
            return first, prose[-1]
        later = [at for at in prose if at > told[-1]]
        if not later:
            return first, prose[-1]
        prose = later
    return prose[0], prose[-1]


def _tells_when_or_who(text: str) -> bool:
    when = heading.stamp(text)
    if (when and when.days) or heading.byline(text) is not None:
        return True
    return outlets.imprint(text) is not None


def named_above(labels: list[Line], removed: list[Line]) -> str:
    """The outlet among the labels above a title: one that the page's furniture names again,
    or a last one that begins with an article ("The Lantern")."""
    page = " ".join(line.text for line in removed)
    names = [line.text for line in labels if re.fullmatch(_CAPITALISED, line.text)]
    again = [name for name in names if re.search(rf"\b{re.escape(name)}\b", page)]
    last = [name for name in names[-1:] if name.startswith("The ") and name == labels[-1].text]
    return next(iter(again + last), "")


def headline(lines: list[Line], removed: list[Line]) -> int:
    """Which of the lines is the title: the first one, but for the labels of a page.

    Above a title a page may show its sections and slogans. Where something of a page was
    found above the first line, or that is one of several labels of a few words, the
    title is the first headline that shares words with the text below.
    """
    head = lines[: running_text(lines)[0]]
    if not head or not is_title(head[0].text):
        return 0
    labels = next((at for at, line in enumerate(head) if is_headline(line.text)), 0)
    text = lines[len(head) :]
    page = any(line.at < head[-1].at for line in removed)
    if labels < _FEWEST_LABELS and not head[0].at and not page:
        return 0
    told = _stems(" ".join(line.text for line in text))
    for at, line in enumerate(head):
        own = _stems(line.text)
        share = _TOLD_SHARE if at == labels else _TOLD_SHARE_BELOW
        if is_headline(line.text) and len(own & told) >= max(1.0, share * len(own)):
            return at
    return (
        labels
        if labels >= _FEWEST_LABELS or any(one.at < head[labels].at for one in removed)
        else 0
    )


def _stems(text: str) -> set[str]:
    """The words of four letters and more, by their first five."""
    return {word[:5] for word in re.findall(r"[^\W_]{4,}", text.casefold())}


def without_labels(lines: list[Line], removed: list[Line]) -> list[Line]:
    """Lines without those of a few words above the text, on a page that shows others there."""
    first = running_text(lines)[0]
    if first >= len(lines):
        return lines
    above = sum(line.at < lines[first].at for line in removed)
    if above < _FEWEST_LABELS:
        return lines
    head = [
        line
        for line in lines[:first]
        if len(line.text.split()) > _LABEL_WORDS or is_sentence(line.text)
    ]
    return head + lines[first:]


def is_headline(text: str) -> bool:
    """Whether a line is long enough for a headline that needs no other sign."""
    return is_title(text) and len(text.split()) > _LABEL_WORDS


def is_title(text: str) -> bool:
    """Whether a first line reads as a headline: short, and no statement with a full stop."""
    if len(text) > _LONGEST_TITLE:
        return False
    ended = text.rstrip(_CLOSING).endswith(_NO_TITLES_END)
    return not ended or (text.endswith("...") and len(text) < _LONGEST_CUT_TITLE)
