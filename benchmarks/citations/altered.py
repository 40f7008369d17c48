"""Sentences of the sample articles, altered by code: what the gate should catch, and what not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from assistant.reading import Document, read
from vectorstore.text import dates, names, negations, numbers, same, same_name, sentences, terms
from vectorstore.text import words as words_of

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
_MONTHS = "January February March April May June July August September October November".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|has|have|had|could|should)\b(?! (?:not|no|never)\b)"
)
_DENIAL = re.compile(r"\b(is|are|was|were|will|would|has|have|had|could|should|did) not\b")
_LEADING = re.compile(
    r"^(?P<who>[^,;:“”\"]{3,60}? (?:said|says|claimed|reported|announced|added|believes?)"
    r"(?: on \w+day)?(?: that)?) (?P<what>(?!to\b|of\b|in\b|it\b|he\b|she\b|they\b)[\w’' -].{30,})$"
)
_TRAILING = re.compile(
    r"^(?P<what>.{30,}?),[”\"]? (?:[^,;:]{3,60} )?(?:said|says|added|told)\b[^,;:]{0,60}\.$"
)
_DATELINE = "HALDEN, 3 March (Northern Wire) — "


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a sample article; `story` and `article` are folder and file."""

    text: str
    story: str
    article: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A statement, what it is cited to, and how it was made."""

    kind: str
    statement: str
    quotes: tuple[str, ...]


def samples() -> list[Sentence]:
    """Every sentence of the sample articles that says something, in order."""
    found = []
    for file in sorted(SEEDS.glob("*/*.*")):
        for result in read(file, today=date(2026, 1, 1)):
            if isinstance(result, Document):
                text = result.article.text
                for start, end in sentences(text):
                    if len(terms(text[start:end])) >= 4:
                        found.append(Sentence(text[start:end], file.parent.name, file.name))
    return found


def probes(every: Sequence[Sentence]) -> Iterator[Probe]:
    """All probes of all kinds; a sentence without what a kind alters gives none of it."""
    single: dict[str, Callable[[str], Iterator[str]]] = {
        "altered number": _number,
        "altered date": _date,
        "flipped negation": _negation,
        "numbers exchanged": lambda text: _exchanged(text, "number"),
        "names exchanged": lambda text: _exchanged(text, "name"),
        "attribution dropped": _bare,
        "held: exact quote": lambda text: iter((text,)),
        "held: number in words": _in_words,
        "held: attribution cut with …": _cut_attribution,
        "held: clause cut": _clause_cut,
        "held: said of it at its end": lambda text: iter(
            (text.rstrip('.”"’') + ", as has been said.",)
        ),
    }
    for kind, alter in single.items():
        for sentence in every:
            for statement in alter(sentence.text):
                yield Probe(kind, statement, (sentence.text,))
    for sentence in every:
        quote = f"{_DATELINE}{sentence.text}"
        yield Probe("held: dateline dropped", sentence.text, (quote,))
    yield from _foreign(every)


def _with(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]


def _number(text: str) -> Iterator[str]:
    held = numbers(text)
    for number in held:
        digits = re.search(r"\d", number.text)
        if digits is None:
            continue
        at = number.start + digits.start()
        for step in range(1, 9):
            other = _with(text, at, at + 1, str((int(text[at]) - 1 + step) % 9 + 1))
            changed = [each for each in numbers(other) if each.start <= at < each.end]
            if changed and not any(same(changed[0], each) for each in held):
                yield other
                break


def _date(text: str) -> Iterator[str]:
    for mention in dates(text):
        for row in (_MONTHS, _WEEKDAYS):
            for name in row:
                if found := re.search(rf"\b{name}\b", mention.text):
                    other = [one for one in row if one not in text][-1]
                    start = mention.start + found.start()
                    yield _with(text, start, start + len(name), other)


def _negation(text: str) -> Iterator[str]:
    if denial := _DENIAL.search(text):
        yield _with(text, denial.start(), denial.end(), denial[1])
    elif not negations(text) and (verb := _AUXILIARY.search(text)):
        yield _with(text, verb.end(), verb.end(), " not")


def _exchanged(text: str, kind: str) -> Iterator[str]:
    """The text with two numbers or names in each other's place, where that says another thing."""
    spans = [(n.start, n.end) for n in (numbers(text) if kind == "number" else names(text))]
    for (start, end), (begin, stop) in combinations(spans, 2):
        if end > begin or re.fullmatch(r"[\s,]*(?:and|or|to)?\s*(?:the )?", text[end:begin]):
            continue
        if kind == "number":
            first, second = (
                re.match(r"[\d,.]*\d", text[start:end]),
                re.match(r"[\d,.]*\d", text[begin:stop]),
            )
            if not first or not second or first[0] == second[0]:
                continue
            end, stop = start + first.end(), begin + second.end()
        elif same_name(text[start:end], text[begin:stop]):
            continue
        yield text[:start] + text[begin:stop] + text[end:begin] + text[start:end] + text[stop:]


def _bare(text: str) -> Iterator[str]:
    if found := _LEADING.match(text):
        yield found["what"][0].upper() + found["what"][1:]


def _in_words(text: str) -> Iterator[str]:
    small = "two three four five six seven eight nine ten eleven twelve".split()
    for value, word in enumerate(small, start=2):
        if re.search(rf"(?<![\d,.$£€-]){value}(?= [a-z]{{4}})", text):
            yield re.sub(rf"(?<![\d,.$£€-]){value}(?= [a-z]{{4}})", word, text, count=1)
            return


def _cut_attribution(text: str) -> Iterator[str]:
    if found := _TRAILING.match(text):
        yield f"{found['what']} …"
    elif found := _LEADING.match(text):
        yield f"… {found['what']}"


def _clause_cut(text: str) -> Iterator[str]:
    cut = [
        m.start() for m in re.finditer(r"(?:, (?:which|who|where|while|when|as)\b|;|, and\b)", text)
    ]
    if cut and len(terms(text[: cut[-1]])) >= 5 and not negations(text[cut[-1] :]):
        yield text[: cut[-1]] + "."


def _foreign(every: Sequence[Sentence]) -> Iterator[Probe]:
    """Names and words of another story in a sentence, and whole sentences cited elsewhere."""
    stories = list(dict.fromkeys(sentence.story for sentence in every))
    told = {s: [e for e in every if e.story == s] for s in stories}
    for position, sentence in enumerate(every):
        other = told[stories[(stories.index(sentence.story) + 1) % len(stories)]]
        strangers = [n.text for e in other for n in names(e.text) if " " in n.text]
        for index, name in enumerate(names(sentence.text)):
            stranger = strangers[(position + index) % len(strangers)]
            yield Probe(
                "swapped name",
                _with(sentence.text, name.start, name.end, stranger),
                (sentence.text,),
            )
        yield from _word(sentence, other[position % len(other)])
        yield Probe("another story's sentence", sentence.text, (other[position % len(other)].text,))
        if near := _nearest(sentence, told[sentence.story]):
            yield Probe("wrong article of the same story", sentence.text, (near.text,))


def _word(sentence: Sentence, other: Sentence) -> Iterator[Probe]:
    """One ordinary word in the middle of the sentence for a word of another one's."""
    ours, theirs = _ordinary(sentence.text), _ordinary(other.text)
    known = set(terms(sentence.text))
    strange = [word for _, _, word in theirs if known.isdisjoint(terms(word))]
    if len(ours) < 4 or not strange:
        return
    start, end, _ = ours[len(ours) // 2]
    yield Probe(
        "word replaced",
        _with(sentence.text, start, end, strange[len(strange) // 2]),
        (sentence.text,),
    )


def _ordinary(text: str) -> list[tuple[int, int, str]]:
    """The content words in small letters."""
    return [
        (start, end, text[start:end])
        for start, end in words_of(text)
        if text[start:end].isalpha() and text[start:end].islower() and terms(text[start:end])
    ]


def _nearest(sentence: Sentence, told: Sequence[Sentence]) -> Sentence | None:
    """The likest sentence of another article that still lacks a good part of this one's words."""
    said = set(terms(sentence.text))
    others = [e for e in told if e.article != sentence.article]
    shares = [(len(said.intersection(terms(e.text))) / len(said), -i) for i, e in enumerate(others)]
    share, index = max(((s, i) for s, i in shares if s < _LEAST_OWN), default=(0.0, 0))
    return others[-index] if share else None


_LEAST_OWN = 0.7
"""A sentence that shares more words than this is taken to tell the same."""
