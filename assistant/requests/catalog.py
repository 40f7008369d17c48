"""The library itself: what is in it, how much, by whom, from when, and where something stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.briefing.scoping import scope
from assistant.requests.results import Asked, Result
from assistant.requests.subjects import LONGEST, NEWEST, OLDEST, SHORTEST
from assistant.types import Statement, Verdict
from assistant.verification.citations import Numbering, Quote
from assistant.wording import counted, day, listed, period, publisher, title
from vectorstore.documents import Article
from vectorstore.library import Library
from vectorstore.stories import Story
from vectorstore.text import numbers, terms

_SHOWN, _MOST = 10, 100
_STORIES = 15
_HOW_MANY = re.compile(
    r"\b(?:how\s+many|number\s+of|count|how\s+(?:big|large)|total|size\s+of|how\s+much)\b", re.I
)
_PUBLISHERS = re.compile(
    r"\b(?:publishers?|outlets?|newspapers?|papers|sources?|media|sites?"
    r"|who\s+(?:publish|report|cover)\w*|by\s+whom)\b",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"\b(?:agenc(?:y|ies)|wires?|newswires?)\b", re.IGNORECASE)
_AUTHORS = re.compile(
    r"\b(?:who\s+(?:wrote|authored|penned|is\s+the\s+author|are\s+the\s+authors)|author\w*|byline"
    r"|written\s+by|reporters?|journalists?|writers?|wrote)\b",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"\b(?:topics?|stories|story\s+list|subjects?|themes?|events?|what\s+(?:is|are)\s+(?:it|they|the"
    r"\s+articles)\s+about)\b",
    re.IGNORECASE,
)
_COPIES = re.compile(r"\b(?:duplicat\w*|cop(?:y|ies)|reprint\w*|syndicat\w*|twice)\b", re.I)
_WHEN = re.compile(
    r"\b(?:when|how\s+(?:old|recent|far\s+back|up\s+to\s+date)|date\s+range|period|days?|time\s+span"
    r"|go(?:es)?\s+back|cover(?:ed|age)?\s+dates?)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:articles|stories|pieces|reports|items|ones)\b", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:articles?|list|show|headlines?|titles?)\b", re.IGNORECASE)
_MENTIONS = re.compile(r"\b(?:mention|name|refer|contain|cite)\w*\b", re.IGNORECASE)


def about_library(library: Library, asked: Asked) -> Result:
    """What the catalog says: counts, publishers, authors, stories, copies, or the articles."""
    words = asked.request.question
    articles = _on_topic(library, asked)
    if not articles:
        return _none(library, asked)
    for pattern, engine in _ENGINES:
        if pattern.search(words) and (made := engine(library, asked, articles)) is not None:
            return made
    if asked.topic or asked.filter or _LISTED.search(words):
        return _listed(library, asked, articles)
    return _overview(library, asked, articles)


def _on_topic(library: Library, asked: Asked) -> list[Article]:
    """The articles that pass and are about the topic or, where that is asked, mention it; newest
    first."""
    found = library.articles(asked.filter or None)
    if asked.topic:
        about = scope(library, asked.topic, asked.filter)
        ids = frozenset() if about.nearest_to else about.about
        if _MENTIONS.search(asked.request.question) or not ids:
            wanted_terms = set(terms(asked.topic))
            found = [
                article
                for article in found
                if wanted_terms and wanted_terms <= set(terms(f"{article.title}\n{article.text}"))
            ]
        else:
            found = [article for article in found if article.id in ids]
    return sorted(found, key=lambda article: (-(article.day or date.min).toordinal(), article.id))


def _none(library: Library, asked: Asked) -> Result:
    """That no article is about it, among how many."""
    among = counted(library.scope(asked.filter or None).articles, "article")
    if not asked.topic:
        return Result("library", preface="No article passes: none is of that time or publisher.")
    return Result("library", preface=f"None of the {among} is about “{asked.topic}”.")


def _about(asked: Asked) -> str:
    """What was counted, in words."""
    parts = [f" about “{asked.topic}”"] if asked.topic else []
    if asked.filter.publishers:
        parts.append(f" by {listed(asked.filter.publishers)}")
    if asked.filter.since or asked.filter.last:
        parts.append(f", published {period(asked.filter.since, asked.filter.last)}")
    return "".join(parts)


def _counts(articles: Sequence[Article], asked: Asked) -> str:
    """How many articles, by how many publishers, from when to when."""
    copies = sum(bool(article.copy_of) for article in articles)
    parts = [f"{counted(len(articles), 'article')}{_about(asked)}"]
    if copies:
        parts.append(f"{copies:,} of them {'a copy' if copies == 1 else 'copies'} of others")
    if not asked.filter.publishers:
        parts.append(f"by {counted(len(_by_publisher(articles)), 'publisher')}")
    return f"{', '.join(parts)}{_days(articles)}."


def _days(articles: Sequence[Article]) -> str:
    days = [article.day for article in articles if article.day]
    if not days:
        return "; none has a date"
    undated = len(articles) - len(days)
    none = f", {counted(undated, 'article')} without a date" if undated else ""
    return f"; published {period(min(days), max(days))}{none}"


def _by_publisher(articles: Sequence[Article]) -> Counter[str]:
    return Counter(publisher(article.outlet) for article in articles)


# ---------------------------------------------------------------- engines


def _how_many(library: Library, asked: Asked, articles: Sequence[Article]) -> Result:
    words = asked.request.question
    if _TOPICS.search(words) and not asked.topic:
        stories = library.stories(asked.filter or None)
        told = f"{counted(len(stories), 'story')} told by two articles or more"
        alone = len(library.unclustered(asked.filter or None))
        return Result("library", preface=f"{told}, and {counted(alone, 'article')} in none.")
    if _PUBLISHERS.search(words) and not asked.filter.publishers:
        return _publishers(library, asked, articles) or Result("library")
    return replace(_listed(library, asked, articles), preface=_counts(articles, asked))


def _publishers(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    """Who published how many."""
    if asked.filter.publishers:
        return None
    rows = _by_publisher(articles).most_common()
    most = min(asked.wanted.form.count or _MOST, _MOST)
    shown = [f"{name}: {counted(number, 'article')}" for name, number in rows[:most]]
    head = (
        f"{counted(len(rows), 'publisher')} of {counted(len(articles), 'article')}{_about(asked)}:"
    )
    return Result("library", preface="\n".join([head, *(f"- {row}" for row in shown)]))


def _authors(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    """Who wrote the articles, as far as they say."""
    named = [article for article in articles if article.authors]
    if not named:
        head = f"None of {counted(len(articles), 'article')}{_about(asked)} names its author."
        return replace(_listed(library, asked, articles), preface=head)
    head = (
        f"{counted(len(named), 'article')}{_about(asked)} name{'s' * (len(named) == 1)} an author:"
    )
    return replace(_listed(library, asked, named, authors=True), preface=head)


def _stories(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    """Which stories the articles tell, the newest first."""
    ids = {article.id for article in articles}
    stories = [
        s for s in library.stories(asked.filter or None) if not ids.isdisjoint(s.article_ids)
    ]
    if not stories:
        return None
    most = min(asked.wanted.form.count or _STORIES, _MOST)
    head = f"{counted(len(stories), 'story')} in {counted(len(articles), 'article')}{_about(asked)}"
    head += f", the newest {most}:" if len(stories) > most else ":"
    return Result("library", preface="\n".join([head, *map(_story_line, stories[:most])]))


def _story_line(story: Story) -> str:
    days = period(story.first, story.last) if story.first else "no date"
    return f"- {title(story.title)} ({counted(len(story.article_ids), 'article')}, {days})"


def _copies(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    """Which articles are copies of others."""
    copies = [article for article in articles if article.copy_of]
    if not copies:
        return Result("library", preface=f"None of {counted(len(articles), 'article')} is a copy.")
    head = f"{len(copies):,} of {counted(len(articles), 'article')} are copies of others:"
    return replace(_listed(library, asked, copies), preface=head)


def _agency(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    """Which articles are marked as an agency's text."""
    marked = [article for article in articles if article.agency]
    names = listed(sorted({article.agency for article in marked}))
    of_all = f"{counted(len(articles), 'article')}{_about(asked)}"
    if not marked:
        return Result("library", preface=f"None of {of_all} is marked as an agency's.")
    return replace(
        _listed(library, asked, marked), preface=f"{len(marked):,} of {of_all} are marked: {names}."
    )


def _newest(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    return _extreme(library, asked, articles, "Newest")


def _oldest(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    dated = [article for article in articles if article.day]
    return _extreme(library, asked, dated[::-1] or articles, "Oldest")


def _longest(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    return _extreme(library, asked, _by_length(articles)[::-1], "Longest")


def _shortest(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    return _extreme(library, asked, _by_length(articles), "Shortest")


def _by_length(articles: Sequence[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: (len(article.text.split()), article.id))


def _extreme(library: Library, asked: Asked, ordered: Sequence[Article], which: str) -> Result:
    """The first of the articles, as many as are asked for, one where one is."""
    count = asked.wanted.form.count or _asked_number(asked)
    plural = _SEVERAL.search(asked.request.question)
    most = min(count or (_SHOWN if plural else 1), _MOST)
    head = f"{which} of {_counts(ordered, asked)}"
    form = replace(asked.wanted.form, bullets=most, sentences=None)
    asked = replace(asked, wanted=replace(asked.wanted, form=form))
    listed = _listed(library, asked, ordered)
    return replace(listed, preface=head, notices=listed.notices if most > 1 else ())


def _asked_number(asked: Asked) -> int | None:
    found = [n for n in numbers(asked.request.question) if not n.ordinal and not n.unit and n.noun]
    return int(found[0].value) if found and found[0].value >= 1 else None


def _when(library: Library, asked: Asked, articles: Sequence[Article]) -> Result | None:
    return replace(_listed(library, asked, articles), preface=_counts(articles, asked))


def _listed(
    library: Library, asked: Asked, articles: Sequence[Article], *, authors: bool = False
) -> Result:
    """The articles, each with its title, publisher and day, cited at how it begins."""
    form = asked.wanted.form
    shown = articles[: min(form.count or _SHOWN, _MOST)]
    numbering = Numbering()
    statements = tuple(_line(article, library, numbering, authors) for article in shown)
    left = len(articles) - len(shown)
    notices = (
        (f"{counted(left, 'more article')}: ask for more, or see the library.",) if left else ()
    )
    return Result(
        "library",
        tuple(statement for statement in statements if statement is not None),
        numbering.citations,
        preface=_counts(articles, asked),
        layout="bullets",
        notices=notices,
    )


def _line(
    article: Article, library: Library, numbering: Numbering, authors: bool
) -> Statement | None:
    """An article as a statement of the catalog, which is true of it by itself."""
    sentences = library.sentences(article.id)
    if not sentences:
        return None
    number = numbering.number(Quote(article, sentences[0].start, sentences[0].end))
    by = f"{listed(article.authors)}, " if authors else ""
    text = f"{title(article.title)} ({by}{publisher(article.publisher)}, {day(article.published)})"
    return Statement(text, (number,), Verdict(True, 1.0))


def _overview(library: Library, asked: Asked, articles: Sequence[Article]) -> Result:
    """What is in the library: how much, by whom, and the stories."""
    rows = _by_publisher(articles).most_common(5)
    by = listed([f"{name} ({number:,})" for name, number in rows])
    lines = [_counts(articles, asked), f"Most are by {by}."]
    told = _stories(library, asked, articles)
    return Result("library", preface="\n".join([*lines, *([told.preface] if told else [])]))


Engine = Callable[[Library, Asked, Sequence[Article]], Result | None]
_ENGINES: tuple[tuple[re.Pattern[str], Engine], ...] = (
    (_COPIES, _copies),
    (_AGENCY, _agency),
    (_HOW_MANY, _how_many),
    (_AUTHORS, _authors),
    (NEWEST, _newest),
    (OLDEST, _oldest),
    (LONGEST, _longest),
    (SHORTEST, _shortest),
    (_TOPICS, _stories),
    (_PUBLISHERS, _publishers),
    (_WHEN, _when),
)
