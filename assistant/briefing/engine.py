"""One engine for briefings and summaries: articles in, a cited Briefing out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.briefing.choosing import Fact, choose, facts, fill, in_order, pick
from assistant.briefing.telling import tellings
from assistant.citing.citations import Numbering, publisher_key
from assistant.citing.marks import closed, with_marks
from assistant.errors import ModelError
from assistant.facts.same import group, told_once
from assistant.types import EXTRACTIVE, Briefing, Coverage, KeyPoint, Statement
from assistant.writing.checking import checked
from assistant.writing.draft import Draft, Drafted, Excerpt
from vectorstore.documents import Article, ArticleFilter
from vectorstore.language import Span, terms

DEFAULT_WORDS = 250
_FURTHER_POINTS = 7
_MATERIAL = 4
"""A chat model reads this many times the words that its lead may have."""
_FRESH = 0.5
"""Key points are told beside a lead only when this much of their words is not in it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles of a briefing with their sentences, and how relevant each sentence is.

    `relevance` maps article id and start of a sentence to a factor; what it lacks counts
    in full.
    """

    topic: str
    articles: Sequence[tuple[Article, Sequence[Span]]]
    relevance: Mapping[tuple[str, int], float]
    filter: ArticleFilter = field(default_factory=ArticleFilter)


Lead = Callable[[str, int, Sequence[Excerpt]], Draft]
"""A writer of lead paragraphs: topic, most words, excerpts -> draft."""


def briefing(
    scope: Scope,
    *,
    words: int = DEFAULT_WORDS,
    points: int | None = None,
    lead: Lead | None = None,
) -> Briefing:
    """A briefing on the articles: a lead of at most `words` words, and key points.

    With `points` the key points are that many of the weightiest facts, and the text is
    made of them; without, they tell what the lead leaves out. `lead` writes the lead from
    the chosen facts; left out, or failing, their exact sentences are the lead. Empty
    scope: a Briefing that is not answered and says why.
    """
    if not scope.articles:
        return refusal(scope, "No article is about this.")
    known = facts(tellings(_told_once(scope)), scope.relevance)
    chosen = in_order(fill(known, words))
    draft = _lead(scope, known, chosen, words, lead)
    if points is not None:
        told = pick(known, points)
    else:
        told = choose(_not_told(known, chosen), points=_FURTHER_POINTS)
    made = _assembled(scope, draft, told, points_first=points is not None)
    if not made.answered:
        return replace(made, notices=(*made.notices, "The articles hold no sentence to quote."))
    unfit = () if made.statements else (f"No whole sentence fits {words} words.",)
    return replace(made, headline=_headline(scope, known), notices=(*made.notices, *unfit))


def _told_once(scope: Scope) -> list[tuple[Article, Sequence[Span]]]:
    """The articles in scope, of copies only the first publication."""
    cited = told_once(article for article, _ in scope.articles)
    return [
        (article, spans)
        for article, spans in scope.articles
        if cited[group(article)].id == article.id
    ]


def _assembled(scope: Scope, draft: Draft, told: Sequence[Fact], *, points_first: bool) -> Briefing:
    """The briefing with its citations numbered in the order in which they are read."""
    numbering = Numbering()
    if points_first:
        key_points = tuple(_key_point(fact, numbering) for fact in told)
        statements = tuple(checked(drafted, numbering) for drafted in draft.statements)
    else:
        statements = tuple(checked(drafted, numbering) for drafted in draft.statements)
        key_points = tuple(_key_point(fact, numbering) for fact in told)
    return Briefing(
        topic=scope.topic,
        answered=bool(statements or key_points),
        headline="",
        text=_text(() if points_first else statements, key_points),
        plain=" ".join(closed(statement.text) for statement in statements),
        statements=statements,
        key_points=key_points,
        citations=numbering.citations,
        coverage=_coverage(scope, numbering),
        writer=draft.writer,
        filter=scope.filter,
        notices=draft.notices,
    )


def refusal(scope: Scope, *notices: str) -> Briefing:
    """A briefing that says why there is none."""
    return Briefing(
        topic=scope.topic, answered=False, headline="", text="", plain="", statements=(),
        key_points=(), citations=(), coverage=_coverage(scope, Numbering()), writer=EXTRACTIVE,
        filter=scope.filter, notices=notices,
    )  # fmt: skip


def _lead(
    scope: Scope, known: Sequence[Fact], chosen: Sequence[Fact], words: int, write: Lead | None
) -> Draft:
    """What the lead says: the chosen sentences, or what a model makes of more of them."""
    quoted = Draft(tuple(_drafted(fact) for fact in chosen), writer=EXTRACTIVE)
    if write is None:
        return quoted
    material = in_order(fill(known, words * _MATERIAL))
    if not material:
        return quoted
    try:
        draft = write(scope.topic, words, _excerpts(material))
    except ModelError as error:
        return replace(quoted, notices=(f"{error}. Exact quotes are shown instead.",))
    kept, room = [], words
    for drafted in draft.statements:
        room -= len(drafted.text.split())
        if room < 0:
            break
        kept.append(drafted)
    return replace(draft, statements=tuple(kept)) if kept else quoted


def _excerpts(chosen: Sequence[Fact]) -> list[Excerpt]:
    """Every sentence that tells a chosen fact, numbered from 1."""
    quotes = [telling.quote for fact in chosen for telling in fact.tellings]
    return [
        Excerpt(number, quote.article, quote.start, quote.end, (Span(quote.start, quote.end),))
        for number, quote in enumerate(quotes, start=1)
    ]


def _drafted(fact: Fact) -> Drafted:
    return Drafted(fact.best.text, tuple(telling.quote for telling in fact.tellings))


def _key_point(fact: Fact, numbering: Numbering) -> KeyPoint:
    statement = checked(_drafted(fact), numbering)
    return KeyPoint(
        statement.text,
        statement.citations,
        statement.verdict,
        publishers=fact.publishers,
        articles=len(fact.tellings),
    )


def _not_told(known: Sequence[Fact], lead: Sequence[Fact]) -> list[Fact]:
    """The facts whose words are mostly not in the lead."""
    told = {term for fact in lead for term in fact.best.terms}
    return [
        fact
        for fact in known
        if fact.best.stands
        and sum(t not in told for t in fact.best.terms) >= _FRESH * len(fact.best.terms)
    ]


def _headline(scope: Scope, known: Sequence[Fact]) -> str:
    """The title of an article that says most of what the weightiest facts say."""
    weight: Counter[str] = Counter()
    for rank, fact in enumerate(known[:50]):
        for term in set(fact.best.terms):
            weight[term] += 50 - rank
    titles = [article.title for article, _ in scope.articles if article.title]

    def merit(title: str) -> float:
        said = terms(title)
        return sum(weight[term] for term in set(said)) / (2 + len(said))

    return max(titles, key=lambda title: (round(merit(title), 6), title), default=scope.topic)


def _text(statements: Sequence[Statement], key_points: Sequence[KeyPoint]) -> str:
    lead = " ".join(with_marks(s.text, s.citations) for s in statements)
    lines = "\n".join(f"- {with_marks(p.text, p.citations)}" for p in key_points)
    return "\n\n".join(part for part in (lead, lines) if part)


def _coverage(scope: Scope, numbering: Numbering) -> Coverage:
    articles = [article for article, _ in scope.articles]
    days = [article.day for article in articles if article.day]
    citations = numbering.citations
    return Coverage(
        articles=len(articles),
        copies=len(articles) - len({group(article) for article in articles}),
        undated=len(articles) - len(days),
        cited=len({citation.article_id for citation in citations}),
        publishers=len({publisher_key(citation) for citation in citations}),
        oldest=min(days, default=None),
        newest=max(days, default=None),
    )
