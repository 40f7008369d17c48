"""Summaries of everything, of a topic or of one article, and of what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from assistant.briefing.engine import Lead, briefing
from assistant.briefing.gist import Gist
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope, scope
from assistant.requests.results import Asked, Result, within_words
from assistant.types import AnswerPart, Briefing, Layout, Statement
from assistant.understanding.form import Form
from assistant.understanding.requests import widened, without_aside
from assistant.verification.marks import closed
from assistant.verification.verify import verify
from assistant.wording import counted, day
from vectorstore.library import Library

WORDS, SHORT, LONG = 120, 60, 250
"""The words of a summary that is asked for without saying how long, shorter, or longer."""
MOST = 100
"""No more statements than this are given, however many are asked for."""
_PARAGRAPH = 70
_SENTENCE = 26
"""About so many words a sentence of news has."""
_STORIES, _MORE_STORIES, _FEW_STORIES = 8, 20, 4
_NEW, _FEW_NEW = 5, 3
_RECENT = timedelta(days=2)
"""So long before the newest report what is told counts as new, where no day is asked for."""


def summary(library: Library, asked: Asked, lead: Lead | None) -> Result:
    """A summary in the form asked for: so many bullets or sentences, at most so many words, or
    story by story where everything is asked for."""
    form = asked.wanted.form
    count = form.count
    found = _scope(library, asked)
    # Everything is told story by story; of one topic the story that leads goes first.
    whole = not (asked.topic or asked.filter.article_ids or asked.filter.story)
    made = briefing(
        found,
        words=_words(form) if count is None else _SENTENCE * min(count, MOST),
        points=min(count, MOST) if count is not None and whole else None,
        lead=lead if count is None else None,
        gist=None if whole else _gist(library, asked, count),
    )
    if count is not None and len(made.statements) + len(made.key_points) < min(count, MOST):
        made = briefing(found, words=_SENTENCE * min(count, MOST), points=min(count, MOST))
    if not made.answered:
        return _refused(library, asked, made)
    if count is not None:
        statements, notices = _counted(made, form)
        result = Result("summary", statements, notices=notices, layout=_layout(form))
    elif not asked.topic and form.words is None and form.paragraphs is None and made.stories:
        result = _by_story(made, form)
    else:
        result = Result("summary", made.statements, parts=_paragraphs(made, form.paragraphs))
    return replace(
        result,
        citations=made.citations,
        notices=(*made.notices, *result.notices),
        briefing=made,
        writer=made.writer,
    )


def _scope(library: Library, asked: Asked) -> Scope:
    """The articles on the topic with all that the request says behind it, where there are such;
    else those on the topic alone."""
    wide = widened(asked.request.question, asked.wanted.topics) if asked.topic else ""
    if wide and asked.filter == asked.request.filter:
        found = scope(library, wide, asked.filter)
        if found.on_topic and not found.nearest_to:
            return found
    return scope(library, asked.topic, asked.filter)


def _gist(library: Library, asked: Asked, count: int | None) -> Gist:
    """What the summary is of: the topic in the words of the request, which say how it is meant
    ("how the bubble works"); all of an article."""
    topic = asked.topic and without_aside(asked.request.question)
    most = None if count is None else min(count, MOST)
    return Gist(topic, library.embeddings.embed, most)


def _words(form: Form) -> int:
    if form.words is not None:
        return form.words
    if form.paragraphs is not None:
        return _PARAGRAPH * min(form.paragraphs, MOST)
    return {"shorter": SHORT, "longer": LONG}.get(form.length, WORDS)


def _layout(form: Form) -> Layout:
    return "bullets" if form.bullets is not None else "prose"


def plain_statements(found: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements alone, without what a briefing counts of its points."""
    return tuple(Statement(each.text, each.citations, each.verdict) for each in found)


def _counted(made: Briefing, form: Form) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """As many statements as are asked for, or as there are, within the words asked for."""
    count = form.count or 0
    lead = made.statements if not made.stories else ()
    kept = _distinct(plain_statements((*lead, *made.key_points)))[:count]
    notices: tuple[str, ...] = ()
    if form.words is not None:
        fitting = within_words(kept, form.words)
        if len(fitting) < len(kept):
            notices = (f"{counted(form.words, 'word')} have room for {len(fitting)} of them.",)
        kept = fitting
    elif len(kept) < count:
        notices = (f"There is no more to tell than {counted(len(kept), 'point')}.",)
    return kept, notices


def _distinct(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple({statement.text: statement for statement in statements}.values())


def _by_story(made: Briefing, form: Form) -> Result:
    """A paragraph for each story under its title; the widest told first."""
    most = {"shorter": _FEW_STORIES, "longer": _MORE_STORIES}.get(form.length, _STORIES)
    shown = made.stories[:most]
    statements: list[Statement] = []
    parts: list[AnswerPart] = []
    for story in shown:
        told = story.statements[:1] if form.length == "shorter" else story.statements
        statements += told
        about = f"{story.title} ({counted(story.articles, 'article')})"
        parts.append(AnswerPart(about, len(told)))
    left = len(made.stories) - len(shown)
    notices = (f"{counted(left, 'more story')} not told here.",) if left > 0 else ()
    return Result("summary", tuple(statements), parts=tuple(parts), notices=notices)


def _paragraphs(made: Briefing, count: int | None) -> tuple[AnswerPart, ...]:
    """The paragraphs of a lead, or so many of the same length."""
    statements = list(made.statements)
    if count is not None:
        size, rest = divmod(len(statements), count)
        sizes = [size + (number < rest) for number in range(count)]
        return tuple(AnswerPart("", number) for number in sizes if number)
    sizes = []
    for paragraph in made.plain.split("\n\n"):
        left, number = paragraph, 0
        while statements and left.startswith(text := closed(statements[0].text)):
            left, number = left[len(text) :].lstrip(), number + 1
            statements.pop(0)
        sizes.append(number)
    return tuple(AnswerPart("", number) for number in (*sizes, len(statements)) if number)


def _refused(library: Library, asked: Asked, made: Briefing) -> Result:
    """Why there is nothing to sum up, with the nearest passages."""
    near = library.search(asked.topic, asked.request.k, asked.filter or None) if asked.topic else ()
    return Result("summary", notices=made.notices, passages=tuple(near))


# ---------------------------------------------------------------- what is new


def changes(library: Library, asked: Asked) -> Result:
    """What no article told before: since the day that is asked for, or else in the newest reports;
    and which figures later reports replaced."""
    form = asked.wanted.form
    earlier = replace(asked.filter, since=asked.request.filter.since)
    found = scope(library, asked.topic, earlier)
    days = sorted(source.article.day for source in found.on_topic if source.article.day)
    if not days:
        return _refused(library, asked, briefing(found))
    since = asked.filter.since or days[-1] - _RECENT
    if since > days[-1]:
        line = f"Nothing new since {day(since)}: the newest report is of {day(days[-1])}."
        return Result("summary", notices=(line,))
    count = min(form.count or _NEW, MOST)
    made = briefing(found, points=count, before=Before(since))
    new = plain_statements(made.new[:count])
    notices = made.notices
    if len(new) < min(count, _FEW_NEW):
        # What is new may be one report among many of the same: the newest reports are told then.
        newest = scope(library, asked.topic, replace(earlier, since=since))
        latest = briefing(newest, words=_SENTENCE * count, points=None if asked.topic else count)
        told = (*latest.statements, *latest.key_points) if asked.topic else latest.key_points
        made, new, notices = latest, _distinct(plain_statements(told))[:count], latest.notices
    updated = _updates(made, since) if form.count is None else ()
    parts = [AnswerPart(f"New since {day(since)}", len(new))] if new else []
    parts += [AnswerPart("Figures that changed", len(updated))] if updated else []
    return Result(
        "summary",
        (*new, *updated),
        made.citations,
        tuple(parts),
        layout="bullets",
        notices=notices,
        conflicts=tuple(conflict for conflict in made.conflicts if conflict.kind == "update"),
        briefing=made,
    )


def _updates(made: Briefing, since: date) -> tuple[Statement, ...]:
    """The newest report of each figure that was replaced since then."""
    found = []
    for conflict in made.conflicts:
        newest = conflict.sides[-1].citations[:1]
        for cited in newest if conflict.kind == "update" else ():
            if cited.published is not None and str(cited.published)[:10] >= since.isoformat():
                text = " ".join(cited.quote.split())
                found.append(Statement(text, (cited.number,), verify(text, [cited.quote])))
    return tuple(found)
