"""One engine for briefings and summaries: articles in, a cited Briefing out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Literal

from assistant.briefing.choosing import Choice, Chooser, Point
from assistant.briefing.digest import Digest
from assistant.briefing.gist import Gist
from assistant.briefing.leading import is_report
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope
from assistant.briefing.sections import Sections, coverage, unused
from assistant.errors import ModelError
from assistant.types import EXTRACTIVE, Briefing, KeyPoint, Statement
from assistant.verification.citations import Numbering, Quote, publisher_key
from assistant.verification.marks import closed, with_marks
from assistant.wording import counted, day
from assistant.writing.draft import Draft, Drafted, Excerpt, verified
from vectorstore.documents import ArticleFilter
from vectorstore.text import Span, terms

DEFAULT_WORDS = 250
_FURTHER_POINTS = 7
_NEW_POINTS = 7
_SHORTEST_TITLE = 3
_MATERIAL = 4
"""A chat model reads this many times the words that its lead may have."""

Stage = Literal["comparing", "choosing", "writing", "telling"]
Watch = Callable[[Stage, int], None]
"""Is told what is being done, and with how many articles."""
Lead = Callable[[str, int, Sequence[Sequence[Excerpt]], Callable[[int], None]], Draft]
"""A writer of lead paragraphs: topic, most words, the excerpts of each story -> draft. It says of
how many articles it is about to write, each time."""


def briefing(
    scope: Scope,
    *,
    words: int = DEFAULT_WORDS,
    points: int | None = None,
    lead: Lead | None = None,
    before: Before | None = None,
    gist: Gist | None = None,
    watch: Watch | None = None,
) -> Briefing:
    """A briefing on the articles: a lead of at most `words` words, key points, and sections.

    With `points` the key points are that many of the facts that matter most, or as many as
    there are, and the text is made of them; without, they tell what the lead leaves out, but
    for details. `lead` writes the lead from the chosen facts; left out, or failing, their exact
    sentences are the lead. `before` says what was known earlier: `new` is what was not. With
    `gist` the lead is a summary of what it is of. Without a topic each of the stories in scope has
    its part of lead and points, and a paragraph. Empty
    scope: a Briefing that is not answered and says why. `watch` is told how far it is.
    """
    if words < 1 or (points is not None and points < 1):
        raise ValueError("words and points count from 1")
    if not scope.articles:
        return refusal(scope, _nothing(scope))
    tell, size = watch or (lambda stage, articles: None), len(scope.articles)
    tell("comparing", size)
    parts = Sections(scope)
    choice = _chooser(scope, words, parts, gist)
    tell("choosing", size)
    about = scope.topic or scope.nearest_to
    draft, paragraphs = _lead(choice, about, words, lead, lambda many: tell("writing", many))
    beside = words if points is None else None
    chosen = choice.points(_FURTHER_POINTS if points is None else points, beside)
    if not draft.statements and not chosen:
        return refusal(scope, "The articles hold no sentence to quote.")
    tell("telling", size)
    numbering = Numbering()
    made = _made(scope, draft, paragraphs, chosen, numbering, points_first=points is not None)
    unfit = () if made.statements else (f"No whole sentence fits {counted(words, 'word')}.",)
    first = next(iter((*made.statements, *made.key_points)), None)
    made = replace(
        made,
        headline=_headline(draft.statements or [point.drafted for point in chosen], paragraphs),
        bottom_line=first and Statement(first.text, first.citations, first.verdict),
        notices=(*scope.notices, *draft.notices, *unfit, *_left_out(scope)),
    )
    return _with_sections(made, scope, choice, parts, numbering, before)


def _made(
    scope: Scope,
    draft: Draft,
    paragraphs: Sequence[int],
    points: Sequence[Point],
    numbering: Numbering,
    *,
    points_first: bool,
) -> Briefing:
    """Lead and points; the numbers of citations run in the order in which the text is read."""
    if points_first:
        key_points = _key_points(points, numbering, scope)
    statements = tuple(verified(drafted, numbering) for drafted in draft.statements)
    if not points_first:
        key_points = _key_points(points, numbering, scope)
    marked = [with_marks(statement.text, statement.citations) for statement in statements]
    lines = [f"- {with_marks(point.text, point.citations)}" for point in key_points]
    text = ("" if points_first else _in_paragraphs(marked, paragraphs), "\n".join(lines))
    return Briefing(
        topic=scope.topic or scope.nearest_to,
        answered=True,
        headline="",
        text="\n\n".join(filter(None, text)),
        plain=_in_paragraphs([closed(statement.text) for statement in statements], paragraphs),
        statements=statements,
        key_points=key_points,
        citations=numbering.citations,
        coverage=coverage(scope, numbering),
        writer=draft.writer,
        filter=scope.filter,
    )


def _chooser(scope: Scope, words: int, parts: Sections, gist: Gist | None) -> Chooser:
    """What chooses from the articles: story by story where there is no topic, and several."""
    if not scope.topic and not scope.filter.story:
        digest = Digest(scope, words, parts.replaced)
        if digest.several:
            return digest
    return Choice(scope, parts.replaced, gist)


def _in_paragraphs(sentences: Sequence[str], paragraphs: Sequence[int]) -> str:
    """The sentences as text, so many of them in each paragraph."""
    left = iter(sentences)
    return "\n\n".join(" ".join(islice(left, count)) for count in paragraphs)


def _left_out(scope: Scope) -> tuple[str, ...]:
    """What no briefing is made of, as long as there is anything else."""
    about = [source.article for source in scope.originals if source.article.id in scope.about]
    others = sum(not is_report(article) for article in about)
    if not others:
        return ()
    if others == len(about):
        return ("There are only opinion pieces, live pages or digests, and no report.",)
    return (f"{counted(others, 'article')} of opinion, live page or digest not in the lead.",)


def _headline(told: Sequence[Drafted], paragraphs: Sequence[int]) -> str:
    """Of the titles of what is quoted first on the first story the one that says most of it."""
    first = told[: paragraphs[0]] if paragraphs else told
    weight = Counter(term for drafted in first for term in set(terms(drafted.text)))

    def merit(title: str) -> float:
        title_terms = set(terms(title))
        return sum(weight[term] for term in title_terms) / (_SHORTEST_TITLE + len(title_terms))

    titles = [title for drafted in first if (title := drafted.quotes[0].article.title)]
    whole = [title for title in titles if not title.rstrip().endswith(("...", "…"))]
    return max(whole or titles, key=lambda title: (round(merit(title), 9), title), default="")


def _with_sections(
    made: Briefing,
    scope: Scope,
    choice: Chooser,
    parts: Sections,
    numbering: Numbering,
    before: Before | None,
) -> Briefing:
    """The briefing with all that follows lead and points."""
    new: list[Point] = [] if before is None else choice.new(before, _NEW_POINTS)
    made = replace(
        made,
        since=before.since if before is not None else None,
        new=_key_points(new, numbering, scope),
        notices=(*made.notices, *_nothing_new(before, new)),
        conflicts=parts.conflicts(numbering),
        timeline=parts.timeline(numbering),
        people=parts.people(numbering),
        figures=parts.figures(numbering),
        quotes=parts.quotes(numbering),
        stories=choice.paragraphs(numbering) if isinstance(choice, Digest) else (),
        open=parts.open(numbering),
    )
    return replace(
        made,
        citations=numbering.citations,
        coverage=coverage(scope, numbering),
        unused=unused(scope, choice.quotable(), numbering),
    )


def _nothing_new(before: Before | None, new: Sequence[Point]) -> tuple[str, ...]:
    if before is None or new:
        return ()
    since = f" since {day(before.since)}" if before.since else ""
    return (f"Nothing new{since}.",)


def _nothing(scope: Scope) -> str:
    """Why there is nothing to brief on."""
    if not scope.passing:
        if scope.filter == ArticleFilter():
            return "There are no articles yet: add some first."
        return "No article passes the filter: widen the dates, the publishers or the story."
    if not terms(scope.topic):
        return f"“{scope.topic}” names no subject: say what the briefing is about."
    return f"None of the {counted(scope.passing, 'article')} read is about “{scope.topic}”."


def refusal(scope: Scope, *notices: str) -> Briefing:
    """A briefing that says why there is none."""
    return Briefing(
        topic=scope.topic, answered=False, headline="", text="", plain="", statements=(),
        key_points=(), citations=(), coverage=coverage(scope, Numbering()), writer=EXTRACTIVE,
        filter=scope.filter, notices=notices,
    )  # fmt: skip


def _lead(
    choice: Chooser, topic: str, words: int, write: Lead | None, watch: Callable[[int], None]
) -> tuple[Draft, tuple[int, ...]]:
    """What the lead says, and how many sentences each paragraph has: the chosen sentences, or
    what a model makes of more of them."""
    chosen = choice.lead(words)
    quoted = Draft(tuple(chain.from_iterable(chosen)), writer=EXTRACTIVE)
    sizes = tuple(map(len, chosen))
    material = _excerpts(choice.lead(words * _MATERIAL)) if write else []
    if write is None or not material:
        return quoted, sizes
    try:
        draft = write(topic, words, material, watch)
    except ModelError as error:
        return replace(quoted, notices=(f"{error}. Exact quotes are shown instead.",)), sizes
    kept, room = [], words
    for drafted in draft.statements:
        room -= len(drafted.text.split())
        if room < 0:
            break
        kept.append(drafted)
    if not kept:
        return quoted, sizes
    return replace(draft, statements=tuple(kept)), (len(kept),)


def _excerpts(stories: Sequence[Sequence[Drafted]]) -> list[list[Excerpt]]:
    """Every sentence that tells what was chosen, by story, each once, numbered through from 1."""
    found, numbers = list[list[Excerpt]](), dict[Quote, int]()
    for story in stories:
        quotes = dict.fromkeys(quote for drafted in story for quote in drafted.quotes)
        new = [quote for quote in quotes if quote not in numbers]
        numbers |= {quote: number for number, quote in enumerate(new, len(numbers) + 1)}
        found.append([_excerpt(numbers[quote], quote) for quote in new])
    return [story for story in found if story]


def _excerpt(number: int, quote: Quote) -> Excerpt:
    span = Span(quote.start, quote.end)
    return Excerpt(number, quote.article, quote.start, quote.end, (span,))


def _key_points(
    points: Sequence[Point], numbering: Numbering, scope: Scope
) -> tuple[KeyPoint, ...]:
    """The points with numbered citations; single-source are those that one publisher alone tells,
    where there are others who could."""
    others = len({publisher_key(source.article) for source in scope.originals}) > 1
    return tuple(_point(point, numbering, single=others and point.alone) for point in points)


def _point(point: Point, numbering: Numbering, *, single: bool) -> KeyPoint:
    statement = verified(point.drafted, numbering)
    return KeyPoint(
        statement.text,
        statement.citations,
        statement.verdict,
        point.publishers,
        point.articles,
        point.copies,
        single,
    )
