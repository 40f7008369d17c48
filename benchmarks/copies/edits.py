"""Copies made by code: what editors, outlets and page readers do to a text, at graded strengths.

Every edit takes an article's text and a seeded generator and gives a text that tells nothing new
of the event. Figures and dates stay as they are: a text with other figures is no copy.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import trafilatura
from lxml import html as parser
from pieces import FURNITURE, LOCAL, PLACES, SPELLINGS, SYNONYMS

from vectorstore.text import sentences

Edit = Callable[[str, random.Random], str]

_PARTS = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_FIGURES = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty"
    " sixty seventy eighty ninety hundred thousand million january february march april may june"
    " july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday".split()
)
_DIGITS = {"two": "2", "three": "3", "four": "4", "five": "5", "seven": "7", "nine": "9"}


@dataclass(frozen=True, slots=True)
class Kind:
    """An edit by name and strength; `apart`: reported by itself, not counted overall."""

    name: str
    strength: str
    edit: Edit
    apart: bool = False


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]


def told(paragraph: str) -> list[str]:
    """The sentences of a paragraph."""
    return [paragraph[span.start : span.end] for span in sentences(paragraph)]


def words_changed(share: float) -> Edit:
    """A share of the words replaced (by one that means about the same, if known), cut or moved."""

    def edit(text: str, rng: random.Random) -> str:
        parts = _PARTS.split(text)
        words = range(1, len(parts), 2)
        others = sorted({parts[at] for at in words if parts[at].islower()})
        for at in words:
            word = parts[at].lower()
            if rng.random() >= share or set(word.split("-")) & _FIGURES:
                continue
            chance = rng.random()
            if chance < 0.7:
                parts[at] = rng.choice(SYNONYMS.get(word, others))
            elif chance < 0.85 or at + 2 >= len(parts):
                parts[at] = ""
            else:
                parts[at], parts[at + 2] = parts[at + 2], parts[at]
        return "".join(parts)

    return edit


def sentences_dropped(share: float) -> Edit:
    """A share of the sentences left out; the first one never."""

    def edit(text: str, rng: random.Random) -> str:
        parts = [told(paragraph) for paragraph in paragraphs(text)]
        places = [(p, s) for p, part in enumerate(parts) for s in range(len(part))]
        gone = set(rng.sample(places[1:], round(share * len(places))))
        kept = (
            " ".join(one for s, one in enumerate(part) if (p, s) not in gone)
            for p, part in enumerate(parts)
        )
        return "\n\n".join(part for part in kept if part)

    return edit


def reordered(text: str, rng: random.Random) -> str:
    """The paragraphs in another order."""
    parts = paragraphs(text)
    rng.shuffle(parts)
    return "\n\n".join(parts)


def first_third(text: str, rng: random.Random) -> str:
    """The first sentences, up to a third of the words."""
    left = len(text.split()) / 3
    kept: list[str] = []
    for paragraph in paragraphs(text):
        for one in told(paragraph):
            if left <= 0:
                return " ".join(kept)
            kept.append(one)
            left -= len(one.split())
    return " ".join(kept)


def first_paragraphs(text: str, rng: random.Random) -> str:
    """The first two paragraphs."""
    return "\n\n".join(paragraphs(text)[:2])


def as_it_is(text: str, rng: random.Random) -> str:
    """The same text: only the headline is another."""
    return text


def furniture(count: int, rng: random.Random) -> list[str]:
    """So many lines of an outlet, none twice."""
    return [line.format(n=rng.choice(PLACES["n"])) for line in rng.sample(FURNITURE, count)]


def in_furniture(text: str, rng: random.Random) -> str:
    """An outlet's lines before, within and after the text."""
    lines = furniture(8, rng)
    parts = paragraphs(text)
    middle = rng.randrange(1, len(parts))
    return "\n\n".join([*lines[:3], *parts[:middle], lines[3], *parts[middle:], *lines[4:]])


def american(text: str, rng: random.Random) -> str:
    """American spelling, straight quotes, short dashes, small numbers in digits."""
    for british, other in SPELLINGS.items():
        text = re.sub(rf"\b{british}\b", other, text)
    for word, digit in _DIGITS.items():
        text = re.sub(rf"\b{word}\b", digit, text)
    return text.translate(str.maketrans("“”‘’—", "\"\"''-"))


def typographic(text: str, rng: random.Random) -> str:
    """Curly quotes, long dashes, no-break spaces, single quotes for speech."""
    text = re.sub(r'"([^"]*)"', r"‘\1’", text).replace("'", "’").replace(" - ", " — ")
    return re.sub(r"(?<=\d) (?=\w)", "\u00a0", text)


def local_added(share: float) -> Edit:
    """Paragraphs about a reader's own town, as long as this share of the text."""

    def edit(text: str, rng: random.Random) -> str:
        return f"{text}\n\n{filled(LOCAL, share * len(text.split()), rng)}"

    return edit


def local_first(text: str, rng: random.Random) -> str:
    """The same, a quarter as long, before the text."""
    return f"{filled(LOCAL, 0.25 * len(text.split()), rng)}\n\n{text}"


def redated(text: str, rng: random.Random) -> str:
    """A dateline of another place and day put before the text."""
    return f"{rng.choice(('WENDLOW', 'THORNBY')).title()}, {rng.randint(1, 28)} June - {text}"


def filled(pool: tuple[str, ...], words: float, rng: random.Random) -> str:
    """Sentences of the pool with their slots filled, about so many words."""
    kept: list[str] = []
    for one in rng.sample(pool, len(pool)):
        if sum(len(sentence.split()) for sentence in kept) >= words - 6:
            break
        kept.append(one.format(**{slot: rng.choice(names) for slot, names in PLACES.items()}))
    return " ".join(kept)


def merged(text: str, rng: random.Random) -> str:
    """Every short sentence joined to the one before it."""
    parts = []
    for paragraph in paragraphs(text):
        joined: list[str] = []
        for one in told(paragraph):
            if joined and len(one.split()) < 14 and one[0].isupper() and joined[-1].endswith("."):
                first, _, rest = one.partition(" ")
                small = first if first in ("I",) else first.lower()
                joined[-1] = (
                    f"{joined[-1][:-1]}, {rng.choice(('and', 'while', 'as'))} {small} {rest}"
                )
            else:
                joined.append(one)
        parts.append(" ".join(joined))
    return "\n\n".join(parts)


def page(text: str, rng: random.Random) -> str:
    """The HTML page of an article, with an outlet's furniture, captions and links."""
    lines = [html.escape(line) for line in furniture(9, rng)]
    parts = [f"<p>{html.escape(part)}</p>" for part in paragraphs(text)]
    caption = f"<figure><img src='a.jpg'><figcaption>{lines[0]}</figcaption></figure>"
    aside = f"<aside><h2>{lines[1]}</h2><ul><li><a href='/1'>{lines[2]}</a></li></ul></aside>"
    parts[1:1] = [caption]
    parts[4:4] = [aside]
    return (
        f"<html><head><title>News</title></head><body><nav><a href='/'>{lines[3]}</a></nav>"
        f"<div class='cookie'><p>{lines[4]}</p></div><article><h1>News of the day</h1>"
        f"{''.join(parts)}</article><footer><p>{lines[5]}</p><p>{lines[6]}</p></footer></body></html>"
    )


def _by_trafilatura(**options: bool) -> Edit:
    def edit(text: str, rng: random.Random) -> str:
        return trafilatura.extract(page(text, rng), output_format="txt", **options) or ""

    return edit


def by_paragraphs(text: str, rng: random.Random) -> str:
    """All that stands in a paragraph, a caption or a list of the page."""
    tree = parser.document_fromstring(page(text, rng))
    return "\n".join(str(one.text_content()) for one in tree.iter("p", "figcaption", "li", "h2"))


def by_all_text(text: str, rng: random.Random) -> str:
    """All the text of the page."""
    return str(parser.document_fromstring(page(text, rng)).text_content())


def in_lines(text: str, rng: random.Random) -> str:
    """Lines of 60 signs with words broken at their ends, as out of a column of print."""
    lines: list[str] = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) < 60:
            lines[-1] += f" {word}" if lines[-1] else word
        elif word.isalpha() and len(word) > 7:
            lines[-1] += f" {word[:4]}-"
            lines.append(word[4:])
        else:
            lines.append(word)
    return "\n".join(lines)


def odd_spaces(text: str, rng: random.Random) -> str:
    """Double spaces, tabs, one line, soft hyphens."""
    text = re.sub(r"\n\n", rng.choice((" ", "\r\n", " \t ")), text)
    text = re.sub(r" (?=[aeiou])", "  ", text)
    return re.sub(r"(?<=[a-z]{4})(?=[a-z]{4})", "\u00ad", text)


def one_after_another(*edits: Edit) -> Edit:
    """Several edits, each on what the one before left."""

    def edit(text: str, rng: random.Random) -> str:
        for each in edits:
            text = each(text, rng)
        return text

    return edit


KINDS = (
    *(Kind("words changed", f"{s}%", words_changed(s / 100)) for s in (2, 5, 10, 20)),
    Kind("words changed", "30%", words_changed(0.3), apart=True),
    *(Kind("sentences dropped", f"{s}%", sentences_dropped(s / 100)) for s in (10, 30, 50)),
    Kind("paragraphs reordered", "", reordered),
    Kind("excerpt", "first third", first_third),
    Kind("excerpt", "two paragraphs", first_paragraphs),
    Kind("headline changed", "", as_it_is),
    Kind("furniture around", "", in_furniture),
    Kind("spelling", "American", american),
    Kind("spelling", "typographic", typographic),
    *(Kind("local added", f"{s}%", local_added(s / 100)) for s in (20, 30, 40)),
    Kind("local added", "25%, first", local_first),
    Kind("sentences merged", "", merged),
    Kind("another dateline", "", redated),
    Kind("page read", "trafilatura, precise", _by_trafilatura(favor_precision=True)),
    Kind("page read", "trafilatura, all", _by_trafilatura(favor_recall=True)),
    Kind("page read", "paragraphs", by_paragraphs),
    Kind("page read", "all text", by_all_text),
    Kind("layout", "lines and hyphens", in_lines),
    Kind("layout", "odd spaces", odd_spaces),
    Kind(
        "several", "words 10%, sentences 30%, furniture",
        one_after_another(words_changed(0.1), sentences_dropped(0.3), in_furniture),
    ),
    Kind(
        "several", "words 20%, sentences 20%",
        one_after_another(words_changed(0.2), sentences_dropped(0.2)),
    ),
    Kind("several", "words 10%, local 30%",
         one_after_another(words_changed(0.1), local_added(0.3))),
    Kind("several", "words 10%, first third",
         one_after_another(words_changed(0.1), first_third)),
    Kind("several", "reordered, merged, American",
         one_after_another(merged, american, reordered)),
)  # fmt: skip
