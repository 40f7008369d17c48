"""Characters and lines: spaces made plain, a header told from the text, credits and repeats off."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

_WIDEST_WRAP = 120
_NARROWEST_WRAP = 28
_NARROW, _NARROW_SHARE = 40, 0.8
"""Narrower than so many characters lists are too, so that more of the lines must be full."""
_LONG_LINE = 0.6
"""A block that begins with a shorter line, by the width of the text, is no wrapped paragraph."""
_RUNNING_SHARE = 0.25
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
_EAST_ENDS = "。！？」』）"
_SLACK = 3
"""By so many characters a first line may be shorter, which was set in."""
_FEWEST_PAIRS = 3
_WRAPPED_SHARE = 0.75
_ESCAPED = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
    # Joiners stay where they shape a word or an emoji: between two signs that are not ASCII.
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_BULLET = re.compile(r"^(?:(?:[•▪●‣◦∙■►▶✔➤]\s*|[*-]\s+)+)(?=\S)")
_RULE = re.compile(r"^[\W_]+$")
CLOSING = "\"'”’»)]"
_SENTENCE_ENDS = (".", "!", "?", "…")
_PROSE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on its way to the text: its number on the page, and that of its block.

    Blocks are what blank lines separate.
    """

    text: str
    block: int
    number: int


def unbroken(text: str) -> str:
    """`text` with newlines for all signs that break lines."""
    return _BREAK.sub("\n", text)


def plain(text: str) -> str:
    """`text` with composed characters, letters for ligatures, plain spaces and newlines,
    nothing invisible."""
    text = _BREAK.sub("\n", text)
    # Markup that was escaped twice or more: "&amp;amp;" is an ampersand.
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), _ESCAPED.sub("&", text))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    text = text.translate(_LIGATURES)
    return "\n".join(" ".join(line.split()) for line in _BREAK.sub("\n", text).split("\n"))


def is_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return text.rstrip(CLOSING).endswith(_SENTENCE_ENDS)


def is_prose(text: str) -> bool:
    """Whether `text` is a paragraph of running text, not a headline, link or caption."""
    return len(text) >= _PROSE_LENGTH and is_sentence(text)


def paragraphs(text: str, alone: Callable[[str], bool] = lambda line: False) -> list[Line]:
    """The paragraphs of plain `text`, in order, without bullets and ruled lines.

    Every line is a paragraph of its own, except in text that was wrapped at a fixed
    width: there a line that was full goes on in the next one of its block, unless one of
    them is `alone` by what it tells: a byline, a date line.
    """
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text.strip("\n"))]
    width = max((len(line) for block in blocks for line in block), default=0)
    wrapped = _is_wrapped(blocks, width)
    if not wrapped and (running := _running_width(blocks)):
        wrapped, width = True, max(running, _NARROWEST_WRAP)
    lines: list[Line] = []
    for block_number, block in enumerate(blocks):
        for line in _joined(block, width, text, alone) if wrapped else block:
            bare = _BULLET.sub("", line).strip()
            if bare and not _RULE.match(bare):
                lines.append(Line(bare, block_number, len(lines)))
    return lines


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of `following` did not fit on `line`."""
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _is_wrapped(blocks: list[list[str]], width: int) -> bool:
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    long = [block for block in blocks if len(block[0]) >= _LONG_LINE * width]
    pairs = [pair for block in long for pair in itertools.pairwise(block)]
    full = sum(
        _is_full(line, following, width - _SLACK) or is_hyphenated(line, following)
        for line, following in pairs
    )
    share = _NARROW_SHARE if width < _NARROW else _WRAPPED_SHARE
    return len(pairs) >= _FEWEST_PAIRS and full >= share * len(pairs)


def _running_width(blocks: list[list[str]]) -> int:
    """How wide lines are that break in the middle of sentences: 0 where few do, as in a text with
    one paragraph a line, in which none does."""
    pairs = [pair for block in blocks for pair in itertools.pairwise(block)]
    running = [line for line, following in pairs if _runs_on(line, following)]
    enough = len(running) >= _FEWEST_PAIRS and len(running) >= _RUNNING_SHARE * len(pairs)
    return max(map(len, running)) if enough and max(map(len, running)) <= _WIDEST_WRAP else 0


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence goes on from a line to the next one."""
    if _EAST.match(following) and _EAST.search(line[-1:]):
        return line[-1] not in _EAST_ENDS
    return not is_sentence(line) and line[-1:] not in ":|" and following[:1].islower()


def _joined(block: list[str], width: int, text: str, alone: Callable[[str], bool]) -> list[str]:
    joined = block[:1]
    previous = joined[0]
    for line in block[1:]:
        full = len(previous) <= width and _is_full(previous, line, width)
        goes_on = full or _runs_on(previous, line)
        if goes_on and not (_BULLET.match(line) or alone(line) or alone(previous)):
            joined[-1] = closed(joined[-1], line, text)
        else:
            joined.append(line)
        previous = line
    return joined


_HYPHENATED = re.compile(r"[^\W\d_][-\u2010]")
_COMPOUND = re.compile(r"[\d-].*[-\u2010]$")


def is_hyphenated(line: str, following: str) -> bool:
    """Whether a word begins at the end of a line and ends on the next."""
    return bool(_HYPHENATED.fullmatch(line[-2:])) and following[:1].islower()


def closed(line: str, following: str, text: str) -> str:
    """Two printed lines as one; a hyphen at the end of the first goes, unless it is one of the
    word's own, which has another one or a number before it, or stands so elsewhere in `text`."""
    if not is_hyphenated(line, following):
        east = line and _EAST.match(line[-1]) and _EAST.match(following)
        return f"{line}{following}" if east else f"{line} {following}".strip()
    begun = line[-60:].rsplit(" ", 1)[-1]
    compound = begun + re.split(r"\W", following, maxsplit=1)[0]
    own = _COMPOUND.match(begun) or compound in text
    return (line if own else line[:-1]) + following


_INDENT = re.compile(r"(?m)^(?:\u3000|(?:[ ]{2,8}|\t)(?=[\"“‘'(]?[A-ZÀ-Þ0-9]))")
_LEAST_INDENTED, _MOST_INDENTED = 0.05, 0.6


def with_paragraphs(text: str) -> str:
    """`text` with a blank line before each line that is set in, where that is how it marks its
    paragraphs: some of its lines are."""
    lines = [line for line in text.split("\n") if line.strip()]
    found = _INDENT.findall(text)
    share = len(found) / len(lines) if lines else 0.0
    if len(found) < 2 or not _LEAST_INDENTED <= share <= _MOST_INDENTED:
        return text
    return _INDENT.sub("\n", text)


_ROLE_MARK = re.compile(
    r"^(?:\*\*)?(?:(?P<asker>Q|A|Question|QUESTION|Answer|ANSWER)(?:\*\*)?\s?[:.]"
    r"|(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2})(?:\*\*)?\s?:)(?:\*\*)?\s+(?=\S)"
)
_ASKER = re.compile(r"(?i)q|question|interviewer|frage|interview")
_DASHED = re.compile(r"^[–—-]\s+(?=\S)")
_BOLD_QUESTION = re.compile(r"^\*\*(?P<asked>[^*\n]{3,200}\?)\*\*\s*(?P<rest>.*)$", re.DOTALL)
_FEWEST_TURNS = 2


def without_turns(lines: list[Line]) -> list[Line]:
    """The lines of an interview without the "Q:", the initials, names or dashes that say whose turn
    it is, where two people talk and one of them asks. Of more people each keeps the name."""
    lines = [part for line in lines for part in _asked_apart(line)]
    dashed = [line for line in lines if _DASHED.match(line.text)]
    asked = sum(line.text.rstrip().endswith("?") for line in dashed)
    if asked >= _FEWEST_TURNS and asked * 4 >= len(dashed) >= 2 * _FEWEST_TURNS:
        return [replace(line, text=_DASHED.sub("", line.text)) for line in lines]
    marks = [_ROLE_MARK.match(line.text) for line in lines]
    labels = [(mark["asker"] or mark["who"]) if mark else "" for mark in marks]
    turns: dict[str, list[bool]] = {}
    for line, label in zip(lines, labels, strict=True):
        if label:
            turns.setdefault(label, []).append(line.text.rstrip().endswith("?"))
    roles = [label for label in turns if _ASKER.fullmatch(label) and label[:1] in "QqFf"]
    asked = any(len(turns[label]) >= _FEWEST_TURNS for label in roles)
    if not asked and not _is_of_two(turns, [line.text for line in lines], labels):
        return lines
    if asked and len(turns) > len(_BOTH):
        return lines
    return [
        replace(line, text=line.text[mark.end() :]) if mark else line
        for line, mark in zip(lines, marks, strict=True)
    ]


_BOTH = ("one asks", "one answers")
_FEWEST_OF_TWO = 3


def _is_of_two(
    turns: Mapping[str, Sequence[bool]], texts: Sequence[str], labels: Sequence[str]
) -> bool:
    """Whether two people talk in turn, one of whom asks, under initials or names that the text
    has or under "Interviewer"."""
    if len(turns) != len(_BOTH) or any(len(row) < _FEWEST_OF_TWO for row in turns.values()):
        return False
    asking = [label for label, asks in turns.items() if sum(asks) * 2 >= len(asks)]
    spoken = [label for label in labels if label]
    alternate = sum(one != other for one, other in pairwise(spoken)) * 3 >= 2 * len(spoken)
    bare = " ".join(text for text, label in zip(texts, labels, strict=True) if not label)
    known = all(
        _INITIALS.fullmatch(label) or _ASKER.fullmatch(label) or label.split()[-1] in bare
        for label in turns
    )
    return len(asking) == 1 and alternate and known


_INITIALS = re.compile(r"[A-Z]{2,3}")


def _asked_apart(line: Line) -> Iterator[Line]:
    """A line; its bold question and the answer below each other where they share it."""
    found = _BOLD_QUESTION.match(line.text)
    if not found:
        yield line
        return
    yield replace(line, text=found["asked"])
    if found["rest"].strip():
        yield replace(line, text=found["rest"].strip())


# Captions: credits taken off them, and every paragraph kept once.

_FEWEST_WORDS = 4
_LONGEST_CREDIT = 260
_REMEMBERED = 4096
_APOSTROPHE = re.compile(r"['’‘`´]")
_WORD = re.compile(r"\w+")
_CREDIT_LABEL = (
    r"(?:[Pp]hoto(?:graph|graphy|graphs|s)?|PHOTO|[Ii]mages?|IMAGE|[Pp]ictures?|PICTURE|[Pp]ics?"
    r"|[Cc]redit"
    r"|CREDIT|[Ii]llustration|[Vv]ideo|[Cc]ourtesy|[Ff]ile(?: [Pp]hoto)?|FILE(?: PHOTO)?)"
)
_NAME = r"[A-Z@][\w.@'’&-]*"
_NAMES = rf"(?:the )?{_NAME}(?:(?:\s*[/,|]\s*|\s+(?:(?:of|for|via|and|by|the)\s+)*){_NAME}){{0,7}}"
_AGENCIES = (
    r"(?:Getty(?: Images)?|AP(?: Photo)?|AFP|Reuters|REUTERS|EPA|PA(?: Media| Wire| Images)?"
    r"|Alamy(?: Stock"
    r" Photo)?|Shutterstock|Rex(?: Features)?|Anadolu(?: Agency)?|Xinhua|iStock|Unsplash|SWNS"
    r"|Zuma|dpa"
    r"|Bloomberg|TASS)"
)
_CREDIT_LINE = re.compile(
    rf"[\[(]?\s*(?:(?i:image|photo|picture|media) (?i:source|credits?|courtesy)|{_CREDIT_LABEL}(?:"
    rf" [Cc]redits?)?)"
    rf"(?:\s*[:,|]|(?: courtesy)?(?: of| by))\s*(?:[^.!?]|(?<=\b[A-Z])\.){{0,80}}?\.?\s*[\])]?"
    rf"|[\[(]?(?:{_NAME}\s+){{0,3}}(?:{_NAME})?\s*+(?:[/|,]\s*+)?{_AGENCIES}(?:\s*[/,"
    rf"|]\s*{_NAMES})?[\])]?"
    rf"|[\[(](?:{_CREDIT_LABEL}|FILES?|File)[\])]"
    rf"|{_NAME}(?: {_NAME}){{1,2}}\s*/\s*{_NAME}(?: {_NAME}){{0,4}}"
    rf"|(?i:contributed|submitted|handout|file|supplied|courtesy|stock|library|archive)"
    rf" (?i:photo|image"
    rf"|picture)(?:graph)?s?"
)
_CAPTION_LABEL = re.compile(
    r"^(?:(?i:image|photo|media|video) (?i:caption)[,:]?\s+|(?i:caption):\s+|FILE(?:"
    r" PHOTO)?\s*[:–—-]\s*"
    r"|\((?i:file(?: photo)?)\)\s*)"
)
_CREDIT_AT_END = re.compile(
    rf"(?:(?<!\s)\s*+[\[(]\s*+(?:{_CREDIT_LABEL}(?: [Cc]redits?)?"
    rf"(?:\s*:|(?: courtesy)?(?: of| by)|(?=\s*[\])]))"
    rf"[^)\]]{{0,80}}|(?:{_NAME}\s*[/|,]\s*)?{_AGENCIES}(?:\s*[/|,]\s*{_NAMES})?"
    rf"|{_NAME}(?: {_NAME}){{1,2}}\s*/\s*{_NAME}(?: {_NAME}){{0,4}})\s*[\])]\.?"
    rf"|(?<=[.!?…\"”’\w])\s++(?:[/|]\s*)?(?:Photo(?:graph|s)?|Image|Picture|Credit|PHOTO|CREDIT"
    rf"|IMAGE)(?: [Cc]redits?)?"
    rf"(?::| by| courtesy of)\s*{_NAMES}\.?)$"
)


@lru_cache(maxsize=_REMEMBERED)
def without_credit(text: str) -> str:
    """`text` without the photographer's or picture agency's credit; "" if it was only that."""
    if len(text) <= _LONGEST_CREDIT and _CREDIT_LINE.fullmatch(text):
        return ""
    bare = _CAPTION_LABEL.sub("", text)
    credit = _CREDIT_AT_END.search(bare, max(0, len(bare) - _LONGEST_CREDIT))
    shorter = bare[: credit.start()].rstrip() if credit else ""
    return shorter or bare


@lru_cache(maxsize=_REMEMBERED)
def line_key(text: str) -> str:
    """What a line and its repetition share: letters and digits, without case or marks."""
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", text).casefold()))


def without_repeats(lines: Sequence[Line], title: str) -> list[Line]:
    """`lines` without credits, without the title, and without lines that came before.

    Lines under four words may come back (a short answer in an interview does), unless
    they come back at once.
    """
    title_key = line_key(title)
    seen = {title_key} if title else set()
    kept: list[Line] = []
    previous = ""
    for line in lines:
        text = without_credit(line.text)
        key = line_key(text)
        repeated = key in seen and (len(key.split()) >= _FEWEST_WORDS or key == title_key)
        if not text or repeated or (key and key == previous):
            continue
        seen.add(key)
        previous = key
        kept.append(line if text == line.text else replace(line, text=text))
    return kept


# A header: a block of "Key: value" lines at the top of a text, as exported articles carry it.

HEADER_FIELDS = {
    "title": "title", "headline": "title",
    "publisher": "publisher", "source": "publisher", "outlet": "publisher",
    "newspaper": "publisher", "publication": "publisher", "site": "publisher",
    "published": "published", "date": "published", "published on": "published",
    "publication date": "published", "date published": "published", "pubdate": "published",
    "publish date": "published", "published at": "published", "publish_date": "published",
    "author": "authors", "authors": "authors", "by": "authors", "byline": "authors",
    "url": "url", "link": "url", "canonical": "url", "canonical_url": "url",
    "agency": "agency", "dateline": "dateline", "language": "language", "lang": "language",
}  # fmt: skip
_LINE = re.compile(r"^\s*+(?P<key>[A-Za-z][A-Za-z_ ]{0,20}?) *+:(?!//)\s*+(?P<value>.*)$")
_FEWEST_KEYS = 2
_BETWEEN_NAMES = re.compile(
    r" ?(?:;|,|&(?! ?(?:co|sons|partners)\b)|\b(?:and|et|und)\b(?! (?:co|sons|partners)\b)) ?"
    r"|(?-i:(?<=[a-zà-ÿ]) (?:en|e|y) (?=[A-ZÀ-Þ][\w’'-]+ [A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_ABOVE_NAMES = re.compile(
    r"(?i)^(?:(?:(?:view|see|read) )?(?:all |more )?(?:posts|articles|stories) (?:by|from)"
    r"|more from|(?:written )?by:?)\s+"
)
_DEGREES = re.compile(
    r"(?i)(?:ph\.? ?d|m\.? ?d|m\.? ?sc|b\.? ?sc|m\.? ?a|b\.? ?a|m\.? ?b\.? ?a|j\.? ?d|ll\.? ?[bm]"
    r"|d\.? ?phil|esq|r\.? ?n|d\.? ?v\.? ?m|cfa|frcp|mph|amp)\.?"
)
_IN_PLACE = re.compile(r"(?<=\w) in [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}$")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_LAST_FIRST = re.compile(
    r"(?P<last>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2}), *"
    r"(?P<first>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2})"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The values of a header by field of an article ("" where it has none), and its rest."""

    rest: str
    values: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the author line."""
        return listed_names(self["authors"])


def listed_names(value: str) -> tuple[str, ...]:
    """The names in "Jane Roe, A. Loe and B. Moe", or in "Roe, Jane; Loe, A.", each once, in
    order; without degrees, and what stands before names on pages."""
    line = _ABOVE_NAMES.sub("", " ".join(html.unescape(value).split()))
    names: list[str] = []
    for part in _first_names_first(line) or _BETWEEN_NAMES.split(line):
        name = _IN_PLACE.sub("", _ABOVE_NAMES.sub("", part.strip()))
        if names and _SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name and not _DEGREES.fullmatch(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _first_names_first(line: str) -> list[str]:
    """The names of a line that puts last names first, turned round; [] for any other line.

    Semicolons with one comma in each part tell it for sure; a single name does where its last
    name is one word and its first one is written in small letters ("Roe, Jane").
    """
    parts = [part.strip() for part in line.split(";") if part.strip()]
    found = [_LAST_FIRST.fullmatch(part) for part in parts]
    if len(parts) == 1 and found[0]:
        last, first = found[0].group("last", "first")
        small = first.split()[0][1:].islower() or re.fullmatch(r"(?:[A-Z]\. ?)+", first)
        shouted = last.isupper() or first.isupper()
        if (
            " " in last
            or shouted
            or not small
            or _SUFFIX.fullmatch(first)
            or _DEGREES.fullmatch(first)
        ):
            return []
    return [f"{name['first']} {name['last']}" for name in found if name] if all(found) else []


def _fields(lines: list[str]) -> dict[str, str]:
    """The known keys of `lines` with their values, first one first; {} when none is known."""
    values: dict[str, str] = {}
    for line in lines:
        match = _LINE.match(line)
        name = HEADER_FIELDS.get(match["key"].lower()) if match else None
        if match and name and match["value"]:
            values.setdefault(name, match["value"].rstrip())
    return values


def split_header(text: str) -> Header:
    """The header of `text` and what follows it; without a header all of `text` is the rest.

    A header is the run of "Key: value" lines at the very top. Its keys are known ones
    (any case, any order); with two known keys or more, others are passed over. A blank
    line ends it, unless a known key that it has not told yet comes next; two known keys
    are enough without a blank line.
    """
    lines = text.lstrip("\n").split("\n")
    run = _run(lines)
    keys = [_key(line) for line in lines[:run]]
    ended = run == len(lines) or not lines[run].strip()
    while run and not ended and keys[run - 1] not in HEADER_FIELDS:
        run -= 1
    known = [key for key in keys[:run] if key in HEADER_FIELDS]
    if not known or (len(known) < _FEWEST_KEYS and not (ended and run == 1)):
        return Header(text)
    return Header("\n".join(lines[run:]), _fields(lines[:run]))


def is_header_block(lines: list[str]) -> bool:
    """Whether all `lines` are "Key: value" lines, with two known keys among them or more."""
    keys = [_key(line) for line in lines]
    return all(keys) and sum(key in HEADER_FIELDS for key in keys) >= _FEWEST_KEYS


def _run(lines: list[str]) -> int:
    """How many lines at the top are "Key: value" lines or blank ones between known keys."""
    named: set[str] = set()
    run = 0
    while run < len(lines):
        key = _key(lines[run])
        if key:
            named.add(HEADER_FIELDS.get(key, ""))
            run += 1
            continue
        ahead = next((place for place in range(run, len(lines)) if lines[place].strip()), run)
        field_ahead = HEADER_FIELDS.get(_key(lines[ahead]), "")
        if ahead == run or not named - {""} or not field_ahead or field_ahead in named:
            break
        run = ahead
    return run


def _key(line: str) -> str:
    """The key of a "Key: value" line in small letters; "" for any other line."""
    match = _LINE.match(line)
    return match["key"].lower() if match else ""
