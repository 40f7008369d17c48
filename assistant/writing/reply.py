"""What a chat model wrote becomes plain sentences, each with the numbers of what it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.verification.marks import Mark, ended, mark_runs, without_marks
from vectorstore.text import Span, sentences

_THOUGHT = r"think(?:ing)?|reasoning|thoughts?"
_THINKS = re.compile(rf"<\s?({_THOUGHT})\b[^<>]{{0,80}}>|\[THINK\]", re.IGNORECASE)
_THOUGHT_OUT = re.compile(rf"<\s?/\s?(?:{_THOUGHT})\s?>|\[/THINK\]", re.IGNORECASE)

_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|(?:\x1b\[|\x9b)[0-?]{0,30}[ -/]{0,5}[@-~]|\x1b[@-_]"
)
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Marks of direction, characters without width, annotations and tags: they reorder or hide text.
_UNSEEN = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_RAISED = re.compile(r"<sup>\s?\[?(\d{1,3}(?:\s?,\s?\d{1,3})*)\]?\s?</sup>", re.IGNORECASE)
_CODE_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[^\S\n]*\[\^?\d{1,3}\]:[^\n]*$", re.MULTILINE)
_HEADING = re.compile(r"^[^\S\n]*#{1,6}[^\S\n]+([^\n]*)$", re.MULTILINE)
_ITEM = re.compile(
    r"^[^\S\n]*(?:>[^\S\n]*)?(?:[-*+•–][^\S\n]+|\(?\d{1,2}[.)][^\S\n]+)(?=\S)", re.MULTILINE
)
_STRONG = re.compile(r"\*{2,}|__+|~~")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_ANSWER = re.compile(r"\A\s*(?:final )?answer\s?:\s*", re.IGNORECASE)
_TRAILER = re.compile(
    r"(?:^[^\S\n]*(?:#{1,6}[^\S\n]+)?|(?<=[.!?\])】]\s)\(?)"
    r"(?:sources?|references?|citations?|footnotes?|bibliography|works cited"
    r"|(?:excerpts?|sources?) (?:used|cited))[^\S\n]*(?::|(?=\n)|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_LISTED = re.compile(r"\s*(?:[-*+•–]\s|\\?[\[(【［^]|\(?\d{1,3}[.):\s])")
_UNFINISHED = re.compile(r"(?:[\[(【［<\\][^\])】］>\n]{0,40}|[*_#\x1b]+)\Z")
_MAY_GO_ON = re.compile(r"[\w,;:]\Z|\d\.\Z|\b[^\W\d_]\.\Z")
_PUNCTUATION = ".,;:!?…"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of the model's without its marks, and the numbers it cites, shown or not."""

    text: str
    numbers: tuple[int, ...]


def cited_sentences(written: str, shown: Collection[int]) -> list[CitedSentence]:
    """The sentences of a reply, in order; `shown` are the numbers of the excerpts it had.

    Reasoning, control characters, markup and a list of sources at the end are gone. What
    holds neither a letter nor a digit is no sentence; from an empty reply comes nothing.
    """
    bare, places = _lifted(_plain(without_reasoning(written)), shown)
    spans = [span for span in sentences(bare) if _speaks(bare[span.start : span.end])]
    cited: list[list[int]] = [[] for _ in spans]
    for place, numbers in places:
        if (owner := _owner(bare, place, spans, cited)) is not None:
            cited[owner] += numbers
    drawn = (
        _cited_sentence(bare[span.start : span.end], numbers, shown)
        for span, numbers in zip(spans, cited, strict=True)
    )
    return [sentence for sentence in drawn if _speaks(sentence.text)]


def finished_sentences(written: str, shown: Collection[int]) -> list[CitedSentence]:
    """The sentences of a reply that is still growing, less the last, which may yet change."""
    return cited_sentences(_UNFINISHED.sub("", without_reasoning(written)), shown)[:-1]


def whole_sentences(written: str, shown: Collection[int]) -> list[CitedSentence]:
    """The sentences of a reply that broke off, less one that it broke off in."""
    bare = _UNFINISHED.sub("", without_reasoning(written)).rstrip()
    # What another sentence could follow is whole; "4." may have been about to become 4.5.
    ended = bare if _MAY_GO_ON.search(bare) else f"{bare} The"
    return finished_sentences(ended, shown)


def without_reasoning(written: str) -> str:
    """The text without `<think>…</think>` and its like.

    Reasoning that is still open hides all that follows it; where only its end stands, as when
    the server supplied the beginning, all before that end is reasoning.
    """
    pieces, position = [], 0
    while opening := _THINKS.search(written, position):
        pieces.append(written[position : opening.start()])
        closing = _THOUGHT_OUT.search(written, opening.end())
        position = closing.end() if closing else len(written)
    rest = "\n".join([*pieces, written[position:]]) if pieces else written
    return _THOUGHT_OUT.split(rest)[-1]


def without_controls(text: str) -> str:
    """The text without terminal sequences, control, direction and invisible characters."""
    seen = _UNSEEN.sub("", _LINE_BREAKS.sub("\n", _ESCAPES.sub("", text)))
    return "".join(
        character
        for character in seen
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
    )


def _plain(text: str) -> str:
    """The text without markup; headings and list items stand as paragraphs of their own."""
    text = _RAISED.sub(r"[\1]", without_controls(text))
    text = _STRONG.sub("", _FOOTNOTE.sub("", _CODE_FENCE.sub("", text)))
    text = _without_trailer(text)
    text = _HEADING.sub(lambda line: f"\n{line[1]}\n" if mark_runs(line[1]) else "\n", text)
    return _ANSWER.sub("", _EMPHASIS.sub("", _ITEM.sub(_item, text)))


def _item(prefix: re.Match[str]) -> str:
    """What takes the place of an item's bullet or number."""
    return "\n\n" if prefix.start() else ""


def _without_trailer(text: str) -> str:
    """The text without the list of sources that ends it."""
    for heading in _TRAILER.finditer(text):
        before, after = text[: heading.start()], text[heading.end() :]
        if _lists_sources(after, alone=before[-1:] in ("", "\n"), first=not _speaks(before)):
            return before
    return text


def _lists_sources(text: str, *, alone: bool, first: bool) -> bool:
    """Whether what follows the heading of a list of sources is one.

    `alone`: the heading begins its line; `first`: nothing was said before it. Only a heading
    alone, with something before it, may be followed by more than marks.
    """
    own, *lines = text.split("\n")
    if _speaks(without_marks(own).replace("and", "")) and (first or not alone):
        return False
    return all(
        _LISTED.match(line) or (alone and not ended(without_marks(line).rstrip()))
        for line in lines
        if line.strip()
    )


def _lifted(text: str, shown: Collection[int]) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """The text without its marks, and where in it each run of them stood, with its numbers."""
    bare, places, position = "", [], 0
    for run in mark_runs(text, shown):
        bare += text[position : run.start]
        places.append((len(bare), run.numbers))
        joint, position = _joint(text, run, bare)
        bare += joint
    return bare + text[position:], places


def _joint(text: str, run: Mark, before: str) -> tuple[str, int]:
    """What takes the place of a run of marks, and where the text goes on after it."""
    end = run.end
    following = text[end:].lstrip(" \t")[:1]
    if ended(before):
        if following and following in ".,;:":
            end = text.index(following, end) + 1
            following = text[end:].lstrip()[:1]
        # A mark behind a full stop ends the sentence for good, be it "U.S." or glued.
        return (" " if following.islower() else "\n\n"), end
    if following and following in _PUNCTUATION:
        return "", text.index(following, end)
    return (" " if text[end : end + 1].isalnum() else ""), end


def _owner(
    bare: str, place: int, spans: Sequence[Span], cited: Sequence[Sequence[int]]
) -> int | None:
    """The sentence that marks belong to: the one before them, unless they lead lines."""
    before = sum(span.start < place for span in spans) - 1
    after = before + 1
    leads = bare[:place].rpartition("\n")[2].strip() == "" and after < len(spans)
    leads = leads and "\n" not in bare[place : spans[after].start].strip("\n")
    if leads and (before < 0 or cited[before]):
        return after
    return before if before >= 0 else None


def _cited_sentence(text: str, numbers: Sequence[int], shown: Collection[int]) -> CitedSentence:
    """The sentence on one line, without marks that only show now that others are gone."""
    found, text = list(numbers), " ".join(text.split())
    while runs := mark_runs(text, shown):
        found += [number for run in runs for number in run.numbers]
        text = " ".join(without_marks(text, shown).split())
    text = re.sub(r"\s?(?:\(\s?\)|\[\s?\])", "", text).lstrip(",;:.!? ").strip()
    return CitedSentence(text, tuple(dict.fromkeys(found)))


def _speaks(text: str) -> bool:
    return any(character.isalnum() for character in text)
