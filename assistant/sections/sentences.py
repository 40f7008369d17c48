"""The sentences of annotated articles as sections read them, and the order of articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article
from vectorstore.text import Number, numbers, same, same_name, sentences, stem, terms
from vectorstore.text.annotations import AnnotatedArticle, Name
from vectorstore.text.annotations import Sentence as Annotation
from vectorstore.text.self_contained import is_whole

_LEAST = 0.05
"""Less sure that a sentence is understood alone it leans on what stands before it; the judge does
not know the topic, which a reader knows, so the bar is low."""
_LONGEST = 1500
"""More characters than this are a table or a list, and no sentence."""
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"[•·▪▸●◦►▶■∎]\s*(?=\S)")
_AGENCIES = (
    r"(?:AP|AFP|ANSA|BBC|Bloomberg|CNN|DPA|dpa|EFE|PA|PTI|Reuters|TASS|UPI|Xinhua)"
    r"(?:\s(?:Business|News|Sport|Travel))?"
)
_PLACE = r"[A-Z][A-Z.’' -]{2,30}(?:,\s[A-Z][\w.]+){0,2}(?:,\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}))?"
# "LONDON, March 3 (Reuters) -", "(CNN)", "Rome/Paris (CNN)", "PALMYRA, Syria —".
_DATELINE = re.compile(
    rf"(?<![\w.’'/-])(?:[A-Z][\w.’'/-]*+,?\s?){{0,6}}\({_AGENCIES}\)\s*(?:[—–-]{{1,2}}\s*)?(?=[\"“‘A-Z])"
    rf"|(?:{_PLACE}\s*)?\([A-Z][\w .&/-]{{1,28}}\)\s*(?:[—–-]{{1,2}}\s*)?(?=[\"“‘A-Z])"
    rf"|{_PLACE}\s[—–-]{{1,2}}\s(?=[\"“‘A-Z])"
)
# "A deeper look:Companies …", "Photos show …", "… (left) in an undated photo", "NASA/ESA Webb's …".
_PAGE = re.compile(
    r"[^.,;:“”\"]{2,60}:[A-Z“\"‘]|(?i:correction|clarification|editor[’']s note)\b[^.:]{0,20}:"
    r"|(?i:(?:an?\s)?(?:\w+\s)?(?:photo|image|picture)s?\sshows?\b)|[A-Z]{2,}(?:/[A-Z]\w+)+\s"
    r"|.*(?:\((?:left|right|cent(?:er|re)|pictured)\b|\b(?:undated|file)\sphoto)"
)
_SAME_EVENT = """
impact strike struck hit collide collision crash impact ram wreck
blast explode explosion blast detonate bomb bombing
quake earthquake tremor
begin open start begin launch inaugurate commence
close close end finish conclude
vote vote elect election poll ballot referendum
learn alert hear complain notify inform learn complaint
arrest arrest detain
meet meet meeting summit talks
"""
_CANONICAL = {
    stem(word): line.split()[0]
    for line in _SAME_EVENT.strip().splitlines()
    for word in line.split()[1:]
}


def content(text: str) -> frozenset[str]:
    """The content words of a text by stem, words for one kind of event as one, no figures."""
    return frozenset(
        _CANONICAL.get(term, term)
        for term in terms(text)
        if term.isalpha() or not _DIGIT.search(term)
    )


@dataclass(frozen=True, eq=False)
class SentenceRecord:
    """A sentence of an article with what annotation found in it.

    `number` is the place of its article among those that are read, `position` its own place
    among the article's sentences; a dateline before `start` is no part of it. Offsets in
    `annotation` count in the article's text.
    """

    source: AnnotatedArticle
    number: int
    position: int
    start: int
    annotation: Annotation

    @property
    def article(self) -> Article:
        """The article that holds it."""
        return self.source.article

    @property
    def end(self) -> int:
        """Where it ends in its article."""
        return self.annotation.end

    @property
    def quote(self) -> Quote:
        """The sentence as a span to cite."""
        return Quote(self.article, self.start, self.end)

    @cached_property
    def text(self) -> str:
        """The sentence as it is written."""
        return self.article.text[self.start : self.end]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Its content words by stem, in order, figures too."""
        return tuple(terms(self.text))

    @cached_property
    def length(self) -> int:
        """How many words it has; in scripts without spaces two signs make a word."""
        return max(len(self.text.split()), len(_DENSE.findall(self.text)) // 2)

    @property
    def self_contained(self) -> bool:
        """Whether it is a statement that is understood alone, and no part of the page."""
        return self.under_topic and self.annotation.alone >= _LEAST

    @property
    def under_topic(self) -> bool:
        """Whether it is a statement that a reader who knows the topic understands."""
        return not (self.annotation.dependent or self.furniture)

    @cached_property
    def furniture(self) -> bool:
        """Whether it is a part of the page around the news: a caption, a link, a credit."""
        return self.annotation.boilerplate or _PAGE.match(self.text) is not None

    @cached_property
    def whole(self) -> bool:
        """Whether nothing of it is cut off."""
        return is_whole(self.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its content words."""
        return content(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names it holds in order; offsets count from its own start."""
        return self.source.annotations.names(self.article.text, self.start, self.end)


def read_sentences(articles: Sequence[AnnotatedArticle]) -> list[SentenceRecord]:
    """The sentences of all articles in order; not what is too long, or has no letter."""
    return [
        SentenceRecord(
            source, number, position, _after_dateline(source.article.text, annotation), annotation
        )
        for number, source in enumerate(articles)
        for position, annotation in enumerate(source.sentences)
        if annotation.end - annotation.start <= _LONGEST
        and any(map(str.isalnum, source.article.text[annotation.start : annotation.end]))
    ]


def _after_dateline(text: str, annotation: Annotation) -> int:
    """Where a sentence begins behind the bullet, dateline or agency mark that opens it."""
    start, end = annotation.start, annotation.end
    for opening in (_BULLET, _DATELINE):
        match = opening.match(text, start, end)
        if match and match.end() < end:
            start = match.end()
    return start


def share_name(ours: Iterable[Name], theirs: Iterable[Name]) -> bool:
    """Whether any name of one row may mean the same as one of the other."""
    known = [name.text for name in theirs]
    return any(same_name(name.text, other) for name in ours for other in known)


def originals(articles: Iterable[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Of each group of copies the one to cite, and the others with the sentences that only they
    have; by day of publication, then by id.

    An article that is given twice gives its sentences together, in order.
    """
    found: dict[str, AnnotatedArticle] = {}
    for each in articles:
        known = found.get(each.article.id)
        if known is not None:
            both = {*known.sentences, *each.sentences}
            each = replace(each, sentences=tuple(sorted(both, key=lambda sentence: sentence.start)))
        found[each.article.id] = each
    cited = cited_copies(each.article for each in found.values())
    own: list[AnnotatedArticle] = []
    for each in found.values():
        first = cited[original_id(each.article)]
        if first.id != each.article.id:
            each = replace(each, sentences=added_by_copy(each, first.text))
        if each.sentences or first.id == each.article.id:
            own.append(each)
    return sorted(own, key=lambda each: by_time(each.article))


_SAME_SENTENCE, _FEWEST_SAME = 0.5, 2
"""The share of all words of both in which two sentences of copies are the same."""


def added_by_copy(copy: AnnotatedArticle, original: str) -> tuple[Annotation, ...]:
    """The sentences of a copy that its original has not, in no like words with like figures."""
    return tuple(
        annotation
        for annotation in copy.sentences
        if is_added(copy.article.text[annotation.start : annotation.end], original)
    )


def is_added(text: str, original: str) -> bool:
    """Whether a sentence of a copy is none of its original's in other words."""
    own, figures = frozenset(terms(text)), tuple(numbers(text))
    return len(own) > 1 and not any(
        len(own & theirs) >= max(_FEWEST_SAME, _SAME_SENTENCE * len(own | theirs))
        and all(any(same(ours, other) for other in told) for ours in figures)
        for theirs, told in _told(original)
    )


@lru_cache(maxsize=64)
def _told(text: str) -> tuple[tuple[frozenset[str], tuple[Number, ...]], ...]:
    """The content words and the numbers of each sentence of a text."""
    spans = (text[start:end] for start, end in sentences(text))
    return tuple((frozenset(terms(told)), tuple(numbers(told))) for told in spans)


def cited_copies(articles: Iterable[Article]) -> dict[str, Article]:
    """Of each group of copies the article to cite, by the id of the group's original.

    That is the original; where it is not among the articles, the earliest copy is: by day,
    then by id, so that the order in which they were added does not show.
    """
    first: dict[str, Article] = {}
    for article in articles:
        known = first.get(original_id(article))
        if known is None or by_age(article) < by_age(known):
            first[original_id(article)] = article
    return first


def original_id(article: Article) -> str:
    """The id of the article that this one is a copy of; its own where it is none."""
    return article.copy_of or article.id


def by_age(article: Article) -> tuple[bool, bool, int, str]:
    """What articles are ordered by: no copies first, then the oldest; undated ones last."""
    day = article.day
    return (bool(article.copy_of), day is None, day.toordinal() if day else 0, article.id)


def by_time(article: Article) -> tuple[bool, int, str, str]:
    """Orders articles by publication to the minute, undated ones last; ties by id."""
    day, published = article.day, article.published
    moment = published.isoformat() if isinstance(published, datetime) else ""
    return (day is None, day.toordinal() if day else 0, moment, article.id)


def days_apart(article: Article, other: Article) -> int | None:
    """How many days the other was published after the one; None when either is undated."""
    return (other.day - article.day).days if article.day and other.day else None


def independent(article: Article, other: Article) -> bool:
    """Whether two articles may be by different publishers: those without one may."""
    return publisher_key(article) != publisher_key(other) or not article.publisher


def publisher_quotes(records: Iterable[SentenceRecord]) -> tuple[Quote, ...]:
    """The first sentence of each independent publisher, in the order given."""
    first: dict[str, Quote] = {}
    for record in records:
        first.setdefault(publisher_key(record.article), record.quote)
    return tuple(first.values())
