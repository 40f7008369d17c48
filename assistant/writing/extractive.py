"""The extractive writer: an answer made of exact sentences, which needs no language model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.sections.sentences import cited_copies, is_added, original_id
from assistant.sections.similarity import clusters
from assistant.types import EXTRACTIVE
from assistant.verification.citations import Quote, publisher_key
from assistant.verification.verify import holds_alone
from assistant.writing.answer_spans import whole_answer
from assistant.writing.draft import Candidate, Context, Draft, Drafted, Excerpt
from vectorstore.documents import Article
from vectorstore.text import Name, Span, terms
from vectorstore.text.self_contained import is_self_contained, tells_event

MOST_WORDS = 100
"""An answer is at most so many words long, unless its first sentence alone is longer."""
_COMPARED = 30
"""So many of the best sentences are brought together where they say the same."""
_BEGINNING = 250
"""So many characters from its start an article tells what happened."""
_BEGINS, _EVENT, _DEPENDENT = 2.0, 3.0, 3.0
"""What it counts in an account, in logits, to begin an article, to tell an event, and to depend on
the sentence before."""

_COUNTED_WORSE = 6.0
"""So much worse a sentence may be, in logits, where so many are asked for."""

_SURELY, _FILLER = 2, 1.5
"""After so many sentences one is shown only if it holds an answer or is, in logits, no more than
that less likely to be one than the first: without such a third sentence answers are a tenth
shorter, and of 331 questions with an answer one more has it in none of three."""

_Group = list[Candidate]
"""Sentences that say the same, the best first."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many statements an answer may have, and how much worse than the first, in logits, a
    further one may be: at 3 it is about twenty times less likely to be the answer. `brief`: what
    adds hardly anything is left out."""

    most: int = 3
    worse: float = 3.0
    in_time: bool = False
    gathers: bool = False
    brief: bool = False
    sides: tuple[frozenset[str], ...] = ()


class ExtractiveWriter:
    """Copies the sentences that answer best, and cites together those that say the same."""

    name = EXTRACTIVE

    def write(self, context: Context) -> Iterator[Draft]:
        """The draft, one statement more each time; refused when there are no sentences."""
        statements: list[Drafted] = []
        for group in _chosen(context):
            quotes = tuple(candidate.quote for candidate in group)
            first, answer = group[0], group[0].answering
            drafted = Drafted(first.text, quotes, answer and whole_answer(first.text, answer))
            excerpt = context.excerpts[group[0].excerpt - 1]
            statements.append(_self_contained(drafted, excerpt))
            yield Draft(tuple(statements), writer=self.name)
        if not statements:
            yield Draft(refused=True, writer=self.name)


def _planned(context: Context) -> _Plan:
    """A list gathers across articles, a comparison hears each side, an account goes by time."""
    match context.kind:
        case "account":
            return _Plan(most=4, worse=5.0, in_time=True)
        case "list":
            return _Plan(most=5, worse=5.0, gathers=True)
        case "comparison":
            sides = tuple(frozenset(terms(name)) for name in context.names)
            return _Plan(most=4, worse=6.0, sides=tuple(dict.fromkeys(sides)))
        case "speech":
            return _Plan()
        case _:
            return _Plan(brief=True)


def _chosen(context: Context) -> list[_Group]:
    """The sentences to copy, each with those that say the same, in the order of the answer."""
    if not context.candidates:
        return []
    plan = _planned(context)
    if context.most is not None:
        worse = max(plan.worse, _COUNTED_WORSE)
        plan = replace(plan, most=context.most, worse=worse, brief=False)
    candidates = _by_event(context.candidates) if plan.in_time else context.candidates
    least = candidates[0].score - plan.worse
    worth = [group for group in _groups(candidates[:_COMPARED]) if group[0].score >= least]
    chosen: list[_Group] = []
    for group in [*_of_each_side(worth, plan.sides), *worth]:
        if len(chosen) == plan.most:
            break
        words = sum(len(first.text.split()) for first, *_ in [*chosen, group])
        room = MOST_WORDS if context.most is None else words
        if group in chosen or (chosen and words > room):
            continue
        if plan.brief and len(chosen) >= _SURELY and _is_filler(group, candidates[0]):
            continue
        if plan.gathers and chosen and not _adds_a_name(group, chosen, context):
            continue
        chosen.append(group)
    chosen += _other_sides(chosen, context)
    if plan.in_time:
        return _in_time(chosen)
    for earlier, newest in context.replaced:
        chosen = _brought_up_to_date(chosen, earlier, newest)
    return chosen


def _is_filler(group: _Group, first: Candidate) -> bool:
    """Whether a sentence after others adds hardly anything: the reader finds no answer in it, and
    it is much less likely to be one than the first."""
    return all(one.answer is None for one in group) and group[0].score < first.score - _FILLER


def _by_event(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same by how well each tells what happened: news tells it first, in sentences that name
    who did what and that are self-contained."""

    def score(candidate: Candidate) -> float:
        begins = candidate.quote.start < _BEGINNING
        return (
            candidate.score
            + (_BEGINS if begins else 0.0)
            + (_EVENT if tells_event(candidate.text) else 0.0)
            - (0.0 if is_self_contained(candidate.text) else _DEPENDENT)
        )

    found = [replace(candidate, score=score(candidate)) for candidate in candidates]
    return tuple(sorted(found, key=lambda candidate: -round(candidate.score, 9)))


def _brought_up_to_date(
    chosen: Sequence[_Group], earlier: frozenset[Quote], newest: Candidate
) -> list[_Group]:
    """Where a sentence tells what was replaced, the newest report of it follows, and what others
    told of it in between is left out; the same where none does."""
    kept: list[_Group] = []
    begun = False
    for group in chosen:
        quotes = {candidate.quote for candidate in group}
        if newest.quote not in quotes and not earlier & quotes:
            kept.append(group)
        elif not begun:
            begun = True
            kept.append(group)
            if newest.quote not in quotes:
                kept.append(next((other for other in chosen if newest in other), [newest]))
    return kept


def _other_sides(chosen: Sequence[_Group], context: Context) -> Iterator[_Group]:
    """What others tell differently from the sentences that were chosen, one for each side."""
    quoted = {candidate.quote for group in chosen for candidate in group}
    for sides in context.opposed:
        if not any(side & quoted for side in sides):
            continue
        for side in sides:
            other = next((c for c in context.candidates if c.quote in side), None)
            if other is not None and not side & quoted:
                quoted.add(other.quote)
                yield [other]


def _of_each_side(worth: Sequence[_Group], sides: Sequence[frozenset[str]]) -> Iterator[_Group]:
    """For each thing that is compared the best sentence that names it."""
    for side in sides:
        yield from [group for group in worth if side & set(terms(group[0].text))][:1]


def _adds_a_name(group: _Group, chosen: Sequence[_Group], context: Context) -> bool:
    def named(group: _Group) -> set[str]:
        quote, excerpt = group[0].quote, context.excerpts[group[0].excerpt - 1]
        return {name.text for name in excerpt.names(quote.start, quote.end)}

    return not named(group) <= {name for each in chosen for name in named(each)}


def _in_time(chosen: Sequence[_Group]) -> list[_Group]:
    """By day, the reports of one day by how well they answer, and each from its beginning."""
    best: dict[str, float] = {}
    for first, *_ in chosen:
        article = first.quote.article.id
        best[article] = max(best.get(article, first.score), first.score)

    def place(group: _Group) -> tuple[int, float, str, int]:
        article = group[0].quote.article
        day = article.day.toordinal() if article.day else 0
        return day, -best[article.id], article.id, group[0].quote.start

    return sorted(chosen, key=place)


def _groups(candidates: Sequence[Candidate]) -> list[_Group]:
    """Sentences that say the same, together, the best first. One of each publisher, and of copies
    only the first publication."""
    cited = cited_copies(candidate.quote.article for candidate in candidates)
    kept = [c for c in candidates if _is_own(c, cited[original_id(c.quote.article)])]
    found: dict[int, _Group] = {}
    for indices in clusters([candidate.text for candidate in kept]):
        left = indices
        while left:
            at, *others = left
            alike = [n for n in others if holds_alone(kept[at].text, kept[n].text)]
            one_each: dict[str, Candidate] = {}
            for n in (at, *alike):
                one_each.setdefault(publisher_key(kept[n].quote.article), kept[n])
            found[at] = list(one_each.values())
            left = [n for n in others if n not in alike]
    return [group for _, group in sorted(found.items())]


def _is_own(candidate: Candidate, cited: Article) -> bool:
    """Whether a sentence is no copy of one in the article that is cited for all its copies."""
    return cited.id == candidate.quote.article.id or is_added(candidate.text, cited.text)


# ---------------------------------------------------------------- pronouns

_PRONOUN = re.compile(
    r"^[\"“'‘]?(?:(?:But|And|So|Later|Earlier|Then|Meanwhile|However),?\s+)?"
    r"(?P<word>He|She|It|he|she|it)\b(?![’'])"
)
_EXPLETIVE = re.compile(
    r"\s+(?:is|was|has been|will be|would be|seems|appears|remains|takes|took)\s+(?:not\s+)?"
    r"(?:\w+\s+)?(?:that|to|unclear|likely|possible|clear|known|the\s+first\s+time|raining)\b",
    re.IGNORECASE,
)
"""After these "it" means nothing that was named."""
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+ \d+")


def _self_contained(drafted: Drafted, excerpt: Excerpt) -> Drafted:
    """The statement with "[Name]" after a pronoun that opens it, and the sentence that has the
    name cited beside it; itself where nothing is left out or who is meant is not plain.

    Only the sentence just before it in the excerpt is asked, and only a name that it opens with,
    or the only one of its kind there, is taken.
    """
    quote = drafted.quotes[0]
    match = _PRONOUN.match(drafted.text)
    before = [span for span in excerpt.sentences if span.end <= quote.start]
    if match is None or not before:
        return drafted
    word, end = match["word"].casefold(), match.end()
    if word == "it" and _EXPLETIVE.match(drafted.text, end):
        return drafted
    earlier = Quote(quote.article, before[-1].start, before[-1].end)
    name = _antecedent(excerpt.names(earlier.start, earlier.end), len(earlier.text), word != "it")
    if name is None:
        return drafted
    added, answer = f" [{name.text}]", drafted.answer
    text = f"{drafted.text[:end]}{added}{drafted.text[end:]}"
    if answer and answer.start >= end:
        answer = Span(answer.start + len(added), answer.end + len(added))
    return Drafted(text, (*drafted.quotes, earlier), answer)


def _antecedent(named: Sequence[Name], length: int, person: bool) -> Name | None:
    """Of the names of a sentence so long the one that a pronoun after it stands for."""
    fitting = [
        name
        for name in named
        if (name.kind == "person") == person and not _DAY.fullmatch(name.text)
    ]
    if len(fitting) == 1:
        return fitting[0] if person or fitting[0].start < length // 3 else None
    return next((name for name in fitting if name.start <= 4), None)
