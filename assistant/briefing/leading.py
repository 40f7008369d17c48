"""The story that a briefing leads with: reports of one event and one time."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from assistant.briefing.scoping import Scope
from assistant.sections.sentences import SentenceRecord
from vectorstore.documents import Article
from vectorstore.stories import is_round_up
from vectorstore.text.annotations import AnnotatedArticle
from vectorstore.text.self_contained import tells_event

_GAP = 60
"""Days without a report on a topic part two times of it."""
_PERIOD_HALF, _STORY_HALF, _NEWS_HALF = 90.0, 14.0, 3.0
"""Days after which an earlier time of a topic, a story of one, and a report in a story count
half."""
_RECENT = 14
"""What happened more days before an article was published is background."""
NAMED, _NEARLY = 0.5, 0.75
"""An article is called after a topic whose title has this share of it, by rarity, and nearly as
much of it as any title."""
# A page that is no report is known by its address or by what its title begins or ends with.
_NO_REPORT = re.compile(
    r"/(?:opinions?|op-?eds?|commentisfree|editorials?|columns?|columnists?|voices|letters|analysis"
    r"|live(?:-news|-updates|blog)?|quiz(?:zes)?|corrections?)(?:/|$)"
    r"|(?:^|\s)(?:opinion|analysis|editorial|commentary|column|letters?|fact[ -]check|corrections?"
    r"|quiz|photos|in pictures|transcript)\s*[:|–—]"
    r"|[:|–—]\s*(?:opinion|analysis|editorial|commentary|live|quiz)\s*$"
    r"|\b(?:live\s+(?:updates?|blog|coverage)|as\s+it\s+happened|news\s+quiz)\b",
    re.IGNORECASE,
)
# What a page says of itself at its beginning: a podcast's transcript, a newsletter.
_DIGEST = re.compile(
    r"\bepisode\sof\s(?:the|our)\b|\btranscript\s(?:below|was)\b|\balso\sin\sthe\snews:"
    r"|\bthe\snews\sto\sknow\b|\b(?:daily|morning|evening)\s(?:briefing|brief|newsletter)\b",
    re.IGNORECASE,
)
_HEAD = 800
_NO_COMMENT = re.compile(r"\b(?:declin|respon|return|request|inquir)\w*\b.{0,60}\bcomment\b", re.I)
# "What is …", "5 things …", "A timeline of …": background, whatever the news.
_BACKGROUND = re.compile(
    r"^(?!.*\?\s+\w)(?:how|why|what|who|when|where|which|here[’']s|everything|inside|(?:a\s)?timeline"
    r"|explain(?:er|ed)|\d+\s+(?:things|facts|ways|reasons|takeaways))\b|\bhow\s+to\b|\?\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_report(article: Article) -> bool:
    """Whether an article reports news: no opinion, live page, digest or quiz."""
    return not (
        is_round_up(article.title)
        or _NO_REPORT.search(article.title)
        or _NO_REPORT.search(article.url)
        or _DIGEST.search(article.text, 0, _HEAD)
    )


def is_news(sentence: SentenceRecord) -> bool:
    """Whether a sentence tells of something done or to come, in an article that tells news."""
    return (
        tells_news(sentence.article)
        and tells_event(sentence.text)
        and not _NO_COMMENT.search(sentence.text)
        and not _is_past(sentence)
    )


def tells_news(article: Article) -> bool:
    """Whether an article reports, and explains or lists nothing."""
    return is_report(article) and not _BACKGROUND.search(article.title)


def _is_past(sentence: SentenceRecord) -> bool:
    """Whether what a sentence tells was long gone when it was published."""
    published = sentence.article.day
    times = [time for time in sentence.annotation.times if time.day and not time.named]
    happened = [time for time in times if (time.relation, time.tense) == ("event", "past")]
    days = [time.day for time in happened or times if time.day]
    return bool(days and published) and all(
        (published - day).days > _RECENT for day in days if published
    )


def age_weight(article: Article, now: date | None, half: float = _NEWS_HALF) -> float:
    """What an article counts by its age beside one of today: 1 to 0; undated ones half."""
    if article.day is None or now is None:
        return 0.5
    return 1 / (1 + max(0, (now - article.day).days) / half)


def leading(scope: Scope) -> Scope:
    """The scope narrowed to the story that leads; itself where there is nothing to leave out.

    Of the articles about the topic those that report, of these those of one time, and of these
    those of one story, with what else is called after the topic at the same days.
    """
    if scope.leads:
        return scope
    about = [source for source in scope.articles if source.article.id in scope.about]
    reports = [source for source in about if is_report(source.article)] or about
    time = _of_one_time(reports, scope)
    kept = _of_one_story(time, scope) if scope.topic else time
    ids = frozenset(source.article.id for source in kept)
    named = bool(ids & called(scope))
    return replace(scope, articles=kept, about=ids, named=named, leads=True)


def called(scope: Scope) -> set[str]:
    """The ids of the articles whose titles have half of the topic, and nearly as much as any; and
    so with what stands at their beginning."""
    least = max(NAMED, _NEARLY * max(scope.titled.values(), default=0.0))
    opening = {
        source.article.id: scope.share(f"{source.article.title}\n{source.article.text[:_HEAD]}")
        for source in scope.articles
    }
    enough = _NEARLY * max(opening.values(), default=0.0)
    return {
        id
        for id, share in scope.titled.items()
        if share >= least and opening.get(id, 0.0) >= enough
    }


def related(scope: Scope) -> frozenset[str]:
    """The ids of the articles of the story that leads, and of all that are called after the topic;
    of all about it where none is."""
    narrowed = leading(scope)
    return narrowed.about | called(scope) if narrowed.named else scope.about


def _of_one_time(reports: Sequence[AnnotatedArticle], scope: Scope) -> list[AnnotatedArticle]:
    """The reports of the time that most of them, by title and age, belong to; with undated ones."""
    dated = sorted({source.article.day for source in reports if source.article.day})
    if not dated:
        return list(reports)
    now = scope.filter.as_of or dated[-1]
    starts = [dated[0], *(later for day, later in pairwise(dated) if (later - day).days > _GAP)]
    times: dict[date, float] = defaultdict(float)
    start_of = {day: max(start for start in starts if start <= day) for day in dated}
    for source in reports:
        day = source.article.day
        if day:
            times[start_of[day]] += _weight(source.article, scope) * age_weight(
                source.article, now, _PERIOD_HALF
            )
    best = max(times, key=lambda start: (round(times[start], 9), start))
    return [s for s in reports if s.article.day is None or start_of[s.article.day] == best]


def _of_one_story(reports: Sequence[AnnotatedArticle], scope: Scope) -> list[AnnotatedArticle]:
    """The reports of the story that is most called after the topic, newest first."""
    story_of = {id: story.id for story in scope.stories for id in story.article_ids}
    now = max((s.article.day for s in reports if s.article.day), default=None)
    groups: dict[str, list[AnnotatedArticle]] = defaultdict(list)
    for source in reports:
        groups[story_of.get(source.article.id, source.article.id)].append(source)

    def merit(group: str) -> tuple[float, str]:
        articles = [source.article for source in groups[group]]
        age = max(age_weight(article, now, _STORY_HALF) for article in articles)
        return round(
            age * math.sqrt(sum(_weight(article, scope) for article in articles)), 9
        ), group

    leads = called(scope) | {source.article.id for source in groups[max(groups, key=merit)]}
    return [source for source in reports if source.article.id in leads]


def _weight(article: Article, scope: Scope) -> float:
    """How much an article speaks for its time and story: one called after the topic most."""
    return 0.1 + scope.titled.get(article.id, 0.0 if scope.topic else 1.0) ** 2
