"""What articles tell, sentence by sentence, with what conflicts are looked for in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import fsum, log, sqrt

from assistant.sections.same import told_once
from assistant.verification.citations import publisher_key
from vectorstore.documents import Article
from vectorstore.text import (
    DateMention,
    Name,
    Number,
    dates,
    names,
    numbers,
    same_name,
    stem,
    terms,
)
from vectorstore.text.annotations import AnnotatedArticle

_OPENING = 3000
"""What an article is about is told by its title and this many characters."""
_HEADING = 700
_LONGEST = 1500
"""More characters than this are a table or a list, and no sentence."""
_RARE_FLOOR = 12
"""In a few articles no word is common; counting this many more keeps the weights apart."""
_RELATED = 0.17
_APART = 60
"""Articles published this many days apart tell two stories."""
_PROPER = re.compile(r"(?<=[a-z,;’'0-9\-)(] )[A-Z][\w’'-]+")
_CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december
    """.split()
)
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty"
    r"|hundred|thousand|million|billion|dozen|half)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|day\b|week|month|year|yesterday|tomorrow|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|spring|summer|autumn|fall|winter",
)
_SAME_EVENT = """
impact strike struck hit collide collision crash impact ram wreck
blast explode explosion blast detonate bomb bombing
quake earthquake tremor
begin open start begin launch inaugurate commence
close close end finish conclude
vote vote elect election poll ballot referendum
learn alert hear complain notify inform learn complaint
ship ferry ship vessel boat
plane plane aircraft jet airliner
fire fire blaze
arrest arrest detain
meet meet meeting summit talks
vaccine vaccine jab
"""
CANON = {
    stem(word): line.split()[0]
    for line in _SAME_EVENT.strip().splitlines()
    for word in line.split()[1:]
}


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of an article; offsets of what is found in it count from its own start."""

    article: Article
    number: int
    position: int
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """The sentence as it is written."""
        return self.article.text[self.start : self.end]

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its content words by stem, words for one kind of event as one, without figures."""
        return frozenset(
            CANON.get(term, term) for term in terms(self.text) if not _DIGIT.search(term)
        )

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its quantities in order."""
        return tuple(numbers(self.text)) if _COUNTED.search(self.text) else ()

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates it tells, counted from the day of publication."""
        return tuple(dates(self.text, self.article.day)) if _DATED.search(self.text) else ()

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names it holds in order."""
        return tuple(names(self.text))


class _Words:
    """How alike sets of words are, the rare ones counting most."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        self.sets = sets
        often = Counter(word for said in sets for word in said)
        self._total = len(sets) + _RARE_FLOOR
        self._weight = {word: log(self._total / count) for word, count in often.items()}
        self._size = [sqrt(self._sum(said)) for said in sets]

    def _sum(self, said: Iterable[str]) -> float:
        return fsum(self._weight[word] ** 2 for word in said)

    def weight(self, word: str) -> float:
        """How rare a word is."""
        return self._weight.get(word, log(self._total))

    def cosine(self, one: int, other: int) -> float:
        """From 0, no word in common, to 1."""
        size = self._size[one] * self._size[other]
        return self._sum(self.sets[one] & self.sets[other]) / size if size else 0.0


class Stories:
    """Which of several articles tell the same story, and how rare their words are.

    Two do when their words and, counted once more, their names are alike (cosine, words weighted
    by the square of their inverse document frequency), they share a name where both have any, and
    they were published within two months.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._openings = [f"{article.title} . {article.text[:_OPENING]}" for article in articles]
        self._all = _Words([frozenset(terms(opening)) for opening in self._openings])
        self._proper = _Words([_proper(opening) for opening in self._openings])
        self._known: dict[tuple[int, int], bool] = {}
        self._headings: dict[int, frozenset[str]] = {}

    def weight(self, said: Iterable[str]) -> float:
        """The weight of some words together: the rarer, the more."""
        return fsum(self._all.weight(word) for word in said)

    def likeness(self, one: int, other: int) -> float:
        """How alike two articles are, from 0 to 2: by all words, and by names."""
        ours, theirs = self._proper.sets[one], self._proper.sets[other]
        if ours and theirs and ours.isdisjoint(theirs):
            return 0.0
        return self._all.cosine(one, other) + self._proper.cosine(one, other)

    def related(self, one: int, other: int) -> bool:
        """Whether two articles are about the same; an article is with itself."""
        if one == other:
            return True
        key = (min(one, other), max(one, other))
        if key not in self._known:
            apart = days_apart(self._articles[one], self._articles[other])
            near = apart is None or abs(apart) <= _APART
            self._known[key] = near and self.likeness(*key) >= _RELATED
        return self._known[key]

    def affiliated(self, one: str, other: str, *articles: int) -> bool:
        """Whether an article tells one name to be of the other: "Ann, of the Harbour League"."""
        pattern = re.compile(
            rf"{re.escape(one)},?(?:\s+\w+){{0,3}}?\s+(?:of|for|from)\s+(?:the\s+)?{re.escape(other)}"
        )
        return any(pattern.search(self._openings[number]) for number in articles)

    def heading(self, number: int) -> str:
        """What an article says first: its title and its opening sentences."""
        return self._openings[number][:_HEADING]

    def heading_terms(self, number: int) -> frozenset[str]:
        """The content words of an article's heading."""
        if number not in self._headings:
            said = terms(self.heading(number))
            self._headings[number] = frozenset(CANON.get(term, term) for term in said)
        return self._headings[number]

    def within(self, number: int) -> list[int]:
        """The articles that tell the same story as one."""
        return [other for other in range(len(self._articles)) if self.related(number, other)]


def _proper(text: str) -> frozenset[str]:
    found = (match[0] for match in _PROPER.finditer(text))
    return frozenset(t for word in found if word.lower() not in _CALENDAR for t in terms(word))


def originals(told: Iterable[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Of each group of copies the one to cite, by day of publication, then by id.

    An article that is told twice gives its spans together, in order.
    """
    found: dict[str, AnnotatedArticle] = {}
    for one in told:
        known = found.get(one.article.id)
        if known is not None:
            both = {*known.spans, *one.spans}
            every = one.annotations.sentences
            one = replace(one, sentences=tuple(s for s in every if (s.start, s.end) in both))
        found[one.article.id] = one
    kept = sorted(told_once(one.article for one in found.values()).values(), key=by_time)
    return [replace(found[article.id], article=article) for article in kept]


def sentences_of(told: Sequence[AnnotatedArticle]) -> list[Sentence]:
    """The sentences of all articles in order; what is too long to be one is left out."""
    return [
        Sentence(one.article, number, position, *span)
        for number, one in enumerate(told)
        for position, span in enumerate(one.spans)
        if span.end - span.start <= _LONGEST
    ]


def by_time(article: Article) -> tuple[bool, int, str, str]:
    """Orders articles by publication, undated ones last; ties by publisher and id."""
    day, published = article.day, article.published
    moment = published.isoformat() if isinstance(published, datetime) else ""
    return (day is None, day.toordinal() if day else 0, moment, article.id)


def days_apart(one: Article, other: Article) -> int | None:
    """How many days the other was published after the one; None when either is undated."""
    return (other.day - one.day).days if one.day and other.day else None


def independent(one: Article, other: Article) -> bool:
    """Whether two articles are by different publishers."""
    return publisher_key(one) != publisher_key(other)


def share_name(ours: Iterable[Name], theirs: Iterable[Name]) -> bool:
    """Whether any name of one row may mean the same as one of the other."""
    known = [name.text for name in theirs]
    return any(same_name(name.text, other) for name in ours for other in known)
