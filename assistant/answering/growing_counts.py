"""Counts that grow as a story goes on, such as a toll: the newest leads, or is told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.heads import head_terms, names_all
from assistant.answering.updates import excerpt_for
from assistant.sections.quantities import ATTRIBUTES, Attribute, reported_quantities
from assistant.sections.sentences import read_sentences
from assistant.understanding.answer_type import AnswerType
from assistant.verification.citations import Quote
from assistant.wording import day as written
from assistant.writing.draft import Candidate, Context, Excerpt
from vectorstore.documents import Article, before
from vectorstore.library import Library
from vectorstore.stories import same_story
from vectorstore.text import Span, dates, numbers, terms
from vectorstore.text.annotate import annotate_unnamed
from vectorstore.text.annotations import AnnotatedArticle, Quantity, Sentence
from vectorstore.text.demonstratives import pointed_at

_ABOVE = 1.0
"""So much more, in logits, than the best other sentence counts one that tells the newest count."""
_BESIDE = 0.01
"""So much less than the best counts one that is only understood beside another."""
_WEEKS = 21
"""Days within which reports that begin with the same names are taken for those of one event."""


def with_newest_count(
    context: Context, question: str, answer: AnswerType, library: Library
) -> tuple[Context, tuple[str, ...]]:
    """The context with the newest count of what a question asks for leading, and notices of what
    only a headline tells; as it is where nothing that grows is asked for or told of newer."""
    asked = next((one for one in ATTRIBUTES if one.rising and one.pattern.search(question)), None)
    if asked is None or answer.kind != "count" or not context.candidates:
        return context, ()
    reports = _of_event(context, _event_words(context, question, asked, answer))
    titled = _in_title(reports, asked, question)
    if titled is not None and _PEOPLE.issuperset(answer.focus):
        article, value = titled
        first = context.candidates[0]
        own = reports.get(first.quote.article.id)
        counted = own and _counted(own, first.quote, answer)
        outdone = value > counted[1] if counted else not _tells(first.text, value)
        if outdone and not before(article.published, first.quote.article.published):
            sentence = _sentence_of(reports[article.id], value, asked)
            if sentence is None:
                return context, (_headline(article),)
            quote = Quote(article, sentence.start, sentence.end)
            context = _with(context, quote, value, library)
    return _with_larger(context, reports, answer, asked, library), ()


def _event_words(
    context: Context, question: str, asked: Attribute, answer: AnswerType
) -> frozenset[str]:
    """The stems that tell what event a question asks of, beside names, times and what is counted:
    "mosque" and "bombing"."""
    plain = question
    for mention in sorted(dates(question), key=lambda one: -one.start):
        plain = f"{plain[: mention.start]} {plain[mention.end :]}"
    named = terms(" ".join(context.names))
    return frozenset(terms(asked.pattern.sub(" ", plain))).difference(named, answer.focus, _PEOPLE)


def _of_event(context: Context, event: frozenset[str]) -> dict[str, Excerpt]:
    """An excerpt of each article that tells of the event of the best sentence, its own first."""
    articles = {excerpt.article.id: excerpt for excerpt in context.excerpts}
    best = context.candidates[0].quote.article
    ids = sorted(articles, key=lambda one: one != best.id)
    pairs = same_story([articles[one].article for one in ids])
    shared = event & head_terms(best)  # reports of one place and week are alike in other words too
    found = {}
    for at, one in enumerate(ids):
        article = articles[one].article
        head = head_terms(article)
        named = event and event <= head and _names_it(context.names, best, article)
        alike = (0, at) in pairs and shared <= head
        if not at or named or alike:
            found[one] = articles[one]
    return found


def _names_it(names: Sequence[str], best: Article, article: Article) -> bool:
    """Whether an article begins with all names of the question, and is of the same weeks."""
    if best.day is None or article.day is None:
        return False
    near = abs((article.day - best.day).days) <= _WEEKS
    return near and names_all(names, head_terms(article))


def _in_title(
    reports: dict[str, Excerpt], asked: Attribute, question: str
) -> tuple[Article, float] | None:
    """The newest report whose title tells the count, and that count."""
    found = []
    for excerpt in reports.values():
        article = excerpt.article
        own = {term for term in terms(question) if not asked.pattern.search(term)}
        if own & set(terms(article.title)) and not _of_another_year(article, question):
            found += [(article, value) for value in _titled(article, asked)][:1]
    dated = [one for one in found if one[0].day is not None]
    return max(dated, key=lambda one: (one[0].day, one[1]), default=next(iter(found), None))


def _of_another_year(article: Article, question: str) -> bool:
    """Whether a question names a time of another year than that of an article."""
    times = [mention.first for mention in dates(question) if mention.first is not None]
    return article.day is not None and any(time.year != article.day.year for time in times)


def _titled(article: Article, asked: Attribute) -> Iterator[float]:
    known = annotate_unnamed(article.title, article.day)
    title = replace(article, text=article.title)
    for record in read_sentences([AnnotatedArticle(title, known, known.sentences)]):
        for quantity in reported_quantities(record):
            if quantity.attribute is asked and not quantity.unreal and not quantity.partial:
                yield quantity.value


def _tells(text: str, value: float) -> bool:
    return any(number.value == value for number in numbers(text))


def _sentence_of(excerpt: Excerpt, value: float, asked: Attribute) -> Sentence | None:
    """The first sentence of an article that tells a count and is understood without another."""
    for sentence in excerpt.annotations.sentences:
        text = excerpt.article.text[sentence.start : sentence.end]
        if sentence.boilerplate or sentence.dependent or pointed_at(text):
            continue
        told = any(quantity.value == value for quantity in sentence.quantities)
        if told and asked.pattern.search(text):
            return sentence
    return None


def _with_larger(
    context: Context,
    reports: dict[str, Excerpt],
    answer: AnswerType,
    asked: Attribute,
    library: Library,
) -> Context:
    """The context with the newest larger count of what the leading sentence counts."""
    first = context.candidates[0]
    own = reports.get(first.quote.article.id)
    counted = own and _counted(own, first.quote, answer)
    if not own or not counted:
        return context
    things, value = counted
    larger: list[tuple[Quote, Quantity, Sentence]] = []
    for excerpt in reports.values():
        if not before(own.article.published, excerpt.article.published):
            continue
        for sentence in excerpt.annotations.sentences:
            quote = Quote(excerpt.article, sentence.start, sentence.end)
            general = things <= _PEOPLE
            if sentence.boilerplate or (general and not asked.pattern.search(quote.text)):
                continue
            for quantity in sentence.quantities:
                if quantity.value > value and _things(excerpt.article, quantity) == things:
                    larger.append((quote, quantity, sentence))
                    break
    if not larger:
        return context
    quote, quantity, sentence = max(larger, key=lambda one: (one[0].article.day, -one[0].start))
    return _with(context, quote, quantity.value, library, leads=not sentence.dependent)


_PEOPLE = frozenset(terms("people person persons victims"))


def _counted(
    excerpt: Excerpt, quote: Quote, answer: AnswerType
) -> tuple[frozenset[str], float] | None:
    """What of that which is asked for a sentence counts, and how many."""
    for sentence in excerpt.annotations.sentences:
        if not quote.start <= sentence.start < quote.end:
            continue
        for quantity in sentence.quantities:
            things = _things(excerpt.article, quantity)
            if things & set(answer.focus):
                return things, quantity.value
    return None


def _things(article: Article, quantity: Quantity) -> frozenset[str]:
    return frozenset(terms(article.text[slice(*quantity.counted)]))


def _with(
    context: Context, quote: Quote, value: float, library: Library, *, leads: bool = True
) -> Context:
    """The context with a sentence that tells a count as the first candidate, or as the one after
    it; the candidate that holds the sentence moves there where one does."""
    number = next((number for number in numbers(quote.text) if number.value == value), None)
    answer = Span(quote.start + number.start, quote.start + number.end) if number else None
    excerpts, first = list(context.excerpts), context.candidates[0]
    score = first.score + _ABOVE if leads else first.score - _BESIDE
    held = next((one for one in context.candidates if _holds(one.quote, quote)), None)
    if held is None:
        held = Candidate(quote, excerpt_for(quote, excerpts, library).number, score)
    others = [one for one in context.candidates if one is not held]
    others.insert(0 if leads else 1, replace(held, score=score, answer=answer))
    return replace(context, excerpts=tuple(excerpts), candidates=tuple(others))


def _holds(wider: Quote, quote: Quote) -> bool:
    within = wider.start <= quote.start and quote.end <= wider.end
    return within and wider.article.id == quote.article.id


def _headline(article: Article) -> str:
    of = f" of {written(article.published)}" if article.published else ""
    return f"A headline{of} tells a newer count: “{article.title}”."
