"""Characters and lines: odd spaces made plain, wrapped lines joined, bullets taken off."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from dataclasses import dataclass

_WIDEST_WRAP = 120
_NARROWEST_WRAP = 40
_FEWEST_PAIRS = 3
_WRAPPED_SHARE = 0.75
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
    # Joiners stay where they shape a word or an emoji: between two signs that are not ASCII.
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_BULLET = re.compile(r"^(?:(?:[•▪●‣◦∙■►▶✔➤]\s*|[*-]\s+)+)(?=\S)")
_RULE = re.compile(r"^[\W_]+$")
_CLOSING = "\"'”’»)]"
_SENTENCE_ENDS = (".", "!", "?", "…")
_PROSE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on its way to the text: the how-manieth it was, and in which block.

    Blocks are what blank lines separate.
    """

    text: str
    block: int
    at: int


def plain(text: str) -> str:
    """`text` with composed characters, plain spaces and newlines, nothing invisible."""
    text = _BREAK.sub("\n", text)
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    return "\n".join(" ".join(line.split()) for line in _BREAK.sub("\n", text).split("\n"))


def is_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def is_prose(text: str) -> bool:
    """Whether `text` is a paragraph of running text, not a headline, link or caption."""
    return len(text) >= _PROSE_LENGTH and is_sentence(text)


def paragraphs(text: str) -> list[Line]:
    """The paragraphs of plain `text`, in order, without bullets and ruled lines.

    Every line is a paragraph of its own, except in text that was wrapped at a fixed
    width: there a line that was full goes on in the next one of its block.
    """
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text.strip("\n"))]
    width = max((len(line) for block in blocks for line in block), default=0)
    wrapped = _is_wrapped(blocks, width)
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        for line in _joined(block, width) if wrapped else block:
            bare = _BULLET.sub("", line).strip()
            if bare and not _RULE.match(bare):
                lines.append(Line(bare, number, len(lines)))
    return lines


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of `following` did not fit on `line`."""
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _is_wrapped(blocks: list[list[str]], width: int) -> bool:
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    pairs = [pair for block in blocks for pair in itertools.pairwise(block)]
    full = sum(_is_full(line, following, width) for line, following in pairs)
    return len(pairs) >= _FEWEST_PAIRS and full >= _WRAPPED_SHARE * len(pairs)


def _joined(block: list[str], width: int) -> list[str]:
    joined = block[:1]
    previous = joined[0]
    for line in block[1:]:
        unfinished = not is_sentence(previous) and line[0].islower()
        goes_on = (_is_full(previous, line, width) or unfinished) and not _BULLET.match(line)
        if goes_on:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        previous = line
    return joined
