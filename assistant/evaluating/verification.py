"""How much of what is false verification catches, and how much of what is exact it doubts.

Sentences are made false in one place: a number, a date, a name or a negation is changed. The
functions that do so give every such change they know, one at a time, and none where there is
nothing to change; the same sentence gives the same changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.evaluating.figures import Figure, mean
from assistant.types import Verdict
from vectorstore.text import Name, dates, names, negations, numbers, same_name, sentences, terms
from vectorstore.text.lexicon.calendar import MONTHS, WEEKDAYS

_LEAST_WORDS = 5
_DIGIT = re.compile(r"\d")
_COUNT_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty".split()
_WEEKDAYS = [day.capitalize() for day in WEEKDAYS]
_MONTHS = [month.capitalize() for month in MONTHS]
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_JOINED = re.compile(r"[\s,]*(?:(?:and|or|the|with)\b[\s,]*)*")
"""What stands between two names that may change places without a change of meaning."""
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must)\b")
_NOT = re.compile(r"n['’]t\b|(?<!\s)\s++(?:not|never)\b")

Verify = Callable[[str, Sequence[str]], Verdict]
"""What is measured: a statement and the quotes it cites."""


@dataclass(frozen=True, slots=True)
class StorySentences:
    """An article's sentences, each on one line, and the story they belong to."""

    story: str
    sentences: tuple[str, ...]


def story_sentences(story: str, text: str) -> StorySentences:
    """The sentences of an article that say something: five words at least."""
    found = (" ".join(text[start:end].split()) for start, end in sentences(text))
    return StorySentences(story, tuple(s for s in found if len(s.split()) >= _LEAST_WORDS))


def verification_figures(
    articles: Mapping[str, StorySentences], quotes: Iterable[tuple[str, str]], verify: Verify
) -> dict[str, Figure]:
    """Shares of false statements that verification catches, and of exact quotes that it doubts.

    `articles` are by name, one of each group of copies; `quotes` are exact words with the
    name of their article. Each sentence is altered in one place and checked against
    itself as it was; checked against the sentence of another story that shares the most
    words with it (`wrong_article`); and, unaltered, against itself with its neighbours
    (`false_alarms`). Each quote is checked against the sentences it was cut from
    (`doubted_cuts`: rightly so where the cut leaves out who said it, or a "fewer than").
    """
    known = list(articles.values())
    everything = [sentence for article in known for sentence in article.sentences]
    strangers = {article.story: _strangers(article.story, known) for article in known}
    pairs: dict[str, Iterable[tuple[str, str]]] = {
        name: [(false, sentence) for sentence in everything for false in alter(sentence)]
        for name, alter in _ALTERATIONS.items()
    }
    pairs["replaced_names"] = [
        (false, sentence)
        for article in known
        for sentence in article.sentences
        for false in replaced_names(sentence, strangers[article.story])
    ]
    pairs["wrong_article"] = _mistaken(known)
    pairs["false_alarms"] = _neighbourhoods(known)
    pairs["doubted_cuts"] = _cut(articles, quotes)
    return {
        name: mean(not verify(statement, [source]).supported for statement, source in doubted)
        for name, doubted in pairs.items()
    }


def _strangers(story: str, articles: Iterable[StorySentences]) -> list[Name]:
    """The names that the articles of other stories tell, each once, in order."""
    elsewhere = (article.sentences for article in articles if article.story != story)
    found = {n.text: n for row in elsewhere for sentence in row for n in names(sentence)}
    return [found[text] for text in sorted(found)]


def _mistaken(articles: Sequence[StorySentences]) -> Iterator[tuple[str, str]]:
    """Each sentence with the one of another story that looks most like it."""
    worded = [(a.story, s, frozenset(terms(s))) for a in articles for s in a.sentences]
    for story, sentence, wanted in worded:
        others = [(len(wanted & known), other) for name, other, known in worded if name != story]
        if others:
            yield sentence, max(others)[1]


def _neighbourhoods(articles: Iterable[StorySentences]) -> Iterator[tuple[str, str]]:
    for article in articles:
        for at, sentence in enumerate(article.sentences):
            yield sentence, " ".join(article.sentences[max(0, at - 1) : at + 2])


def _cut(
    articles: Mapping[str, StorySentences], quotes: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Each quote with the sentence, or the two, that it was cut from."""
    for name, words in quotes:
        quote = " ".join(words.split())
        row = articles[name].sentences if name in articles else ()
        runs = [*row, *(f"{first} {second}" for first, second in pairwise(row))]
        yield from ((quote, run) for run in [run for run in runs if quote in run][:1])


# ---------------------------------------------------------------- alterations


def altered_numbers(text: str) -> list[str]:
    """The text with one of its numbers changed to another one, for each number."""
    return _changed(text, [(n.start, n.end, _other_number(n.text)) for n in numbers(text)])


def _changed(text: str, changes: Iterable[tuple[int, int, str]]) -> list[str]:
    return [_put(text, start, end, other) for start, end, other in changes if other]


def _other_number(figure: str) -> str:
    digit = _DIGIT.search(figure)
    if digit is not None:
        other = str((int(digit[0]) + 3) % 9 + 1)
        return _put(figure, digit.start(), digit.end(), other if other != digit[0] else "5")
    return _next_word(figure, _COUNT_WORDS, 4)


def altered_dates(text: str) -> list[str]:
    """The text with one of its dates moved: another weekday, else month, else year."""
    return _changed(text, [(d.start, d.end, _other_date(d.text, text)) for d in dates(text)])


def _other_date(mention: str, text: str) -> str:
    moved = _next_word(mention, _WEEKDAYS, 3, text) or _next_word(mention, _MONTHS, 4, text)
    if moved:
        return moved
    year = _YEAR.search(mention)
    return _put(mention, *year.span(), str(int(year[0]) - 2)) if year else ""


def _next_word(text: str, row: Sequence[str], steps: int, avoided: str = "") -> str:
    """The text with its first word that stands in the row replaced by one further on. The first one
    that many steps on which `avoided` does not hold; "" without such words."""
    found = re.search(rf"\b(?:{'|'.join(row)})\b", text, re.IGNORECASE if row[0].islower() else 0)
    if found is None:
        return ""
    at = [word.casefold() for word in row].index(found[0].casefold())
    later = [row[(at + steps + more) % len(row)] for more in range(len(row))]
    other = next((word for word in later if word not in avoided), "")
    return _put(text, *found.span(), other.capitalize() if found[0][0].isupper() else other)


def swapped_names(text: str) -> list[str]:
    """The text with two names that follow one another exchanged, for each such pair. Names that
    stand in one list ("Russia and the United States") are left where they are."""
    return [
        text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]
        for a, b in pairwise(names(text))
        if not same_name(a.text, b.text) and not _JOINED.fullmatch(text[a.end : b.start])
    ]


def replaced_names(text: str, others: Sequence[Name]) -> list[str]:
    """The text with one of its names replaced by another one of its kind, for each name."""
    found = names(text)
    return _changed(text, [(n.start, n.end, _stranger(n, text, found, others)) for n in found])


def _stranger(name: Name, text: str, present: Sequence[Name], others: Sequence[Name]) -> str:
    alike = [
        other.text
        for other in others
        if other.acronym == name.acronym
        and not any(same_name(other.text, name.text) for name in present)
    ]
    # Which one it is varies from sentence to sentence, and is the same each time.
    return alike[len(text) % len(alike)] if alike else ""


def flipped_negations(text: str) -> list[str]:
    """The text with its "not" taken out; or, where it denies nothing, with one put in."""
    if negations(text):
        cue = _NOT.search(text)
        return [_put(text, *cue.span(), "")] if cue else []
    verb = _AUXILIARY.search(text)
    return [_put(text, verb.end(), verb.end(), " not")] if verb else []


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]


_ALTERATIONS: dict[str, Callable[[str], list[str]]] = {
    "altered_numbers": altered_numbers,
    "altered_dates": altered_dates,
    "swapped_names": swapped_names,
    "flipped_negations": flipped_negations,
}
