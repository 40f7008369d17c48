"""What a request is about: its own words, the last result, a named article, a publisher, a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.flow import Request
from assistant.types import Turn
from assistant.understanding.followups import standalone_question
from assistant.understanding.publishers import all_names, publisher_mentions, without_publishers
from assistant.understanding.query import Query, understand
from assistant.understanding.requests import RequestKind, Wanted, follow_up, reworked
from assistant.understanding.time import dated
from assistant.wording import counted, listed, period, title
from vectorstore.documents import Article, ArticleFilter
from vectorstore.library import Library
from vectorstore.text import dates, stem, terms, words
from vectorstore.text.encoder import Embeddings
from vectorstore.text.lexicon.calendar import CALENDAR
from vectorstore.text.places import PLACES

NO_RESULT: tuple[RequestKind, ...] = ("help", "model")
"""Kinds of request that leave no result to work on."""
NEWEST = re.compile(r"\b(?:latest|newest|(?:most\s+)?recent(?:ly)?|last)\b", re.IGNORECASE)
OLDEST = re.compile(r"\b(?:oldest|earliest|first)\b", re.IGNORECASE)
LONGEST = re.compile(r"\blongest\b", re.IGNORECASE)
SHORTEST = re.compile(r"\bshortest\b", re.IGNORECASE)
_POINTS_BACK = frozenset(
    "it that this these those them they one ones same above result answer summary list".split()
)
_PIECES = 8
"""So many passages are looked at for the article that a request names."""
_TITLED = 0.5
_FEW_WORDS = 6
_OPEN_ENDED = re.compile(
    r"\b(?:since|until|till|before|after|by|onwards?|up\s+to|later\s+than|earlier\s+than)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last request whose result can be worked on, with all changes to it since.

    `request` is its words, standing alone; `changes` are the words of the changes, each of which
    may name publishers and times that narrow it.
    """

    request: str
    wanted: Wanted
    changes: tuple[str, ...] = ()

    def changed(self, change: Wanted, words_of_change: str, *, elsewhere: bool) -> Standing:
        """The request after one more change; `elsewhere`: it is wanted of another thing."""
        return Standing(
            self.request,
            changed(self.wanted, change, elsewhere=elsewhere),
            (*self.changes, words_of_change),
        )


def standing(history: Sequence[Turn], library: Library, today: date) -> Standing | None:
    """The last request of a conversation that has a result, as it stands now; None for none."""
    embeddings = library.embeddings
    last: Standing | None = None
    asked: list[Turn] = []
    for turn in history:
        words_alone, found, elsewhere = follow_up(turn.question, embeddings)
        again = elsewhere and last is not None and last.wanted.kind == "answer"
        if found.kind == "transform" and not again:
            if last is not None and not found.point:
                known = narrowing(library, turn.question, found, ArticleFilter(), today)
                change = replace(found, topics=known.topics)
                last = last.changed(change, turn.question, elsewhere=elsewhere)
            continue
        if found.kind in NO_RESULT:
            continue
        changes: tuple[str, ...] = ()
        if again and last is not None:
            words_alone, found, changes = asked_elsewhere(found), last.wanted, last.changes
        if found.kind == "answer":
            turn = replace(turn, question=words_alone)
            words_alone = standalone_question(words_alone, asked, embeddings)
            asked.append(turn)
        elif last is not None and leans_on_last(found):
            found = replace(found, topics=subject(last), scope="topic")
        last = Standing(words_alone, found, changes)
    return last


def questions(history: Sequence[Turn], embeddings: Embeddings) -> tuple[Turn, ...]:
    """The turns that a question can lean on: those that ask for something themselves."""
    found: list[Turn] = []
    for turn in history:
        words_alone, meant, elsewhere = follow_up(turn.question, embeddings)
        if elsewhere and found:
            found.append(replace(turn, question=asked_elsewhere(meant)))
        elif meant.kind not in ("transform", *NO_RESULT):
            found.append(replace(turn, question=words_alone))
    return tuple(found)


def leans_on_last(found: Wanted) -> bool:
    """Whether a request that is no question is about the last result."""
    about_nothing = not any(
        set(map(str.lower, topic.split())) - _POINTS_BACK for topic in found.topics
    )
    return found.scope in ("last", "point") and about_nothing


def asked_elsewhere(found: Wanted) -> str:
    """The follow-up to a question that wants the same of another thing."""
    return f"And what about {found.topic}?"


def subject(last: Standing) -> tuple[str, ...]:
    """What the last request is about."""
    return last.wanted.topics or ((last.request,) if last.wanted.kind == "answer" else ())


def changed(last: Wanted, change: Wanted, *, elsewhere: bool) -> Wanted:
    """The last request after a change: in another form, about another thing, or less of it."""
    made = reworked(last, replace(change, scope="last"))
    if not change.topics:
        return made
    if elsewhere:
        return replace(made, topics=change.topics, scope="topic")
    narrower = (f"{last.topic} {change.topic}".strip(),)
    return replace(made, topics=narrower, scope="topic")


_ALL = frozenset(
    stem(word)
    for word in (
        "happen happened news report reported say said tell told write written publish published"
        " cover covered go going there anything thing things"
    ).split()
)


def asks_for_all(question: str, request: Request, library: Library, today: date) -> bool:
    """Whether a question asks for all that is told of a time or by an outlet, and for nothing in
    it: "What happened on 8 July?", "What did the Courier report in June?"."""
    if not request.narrow:
        return False
    query = understand(question, request.history, request.filter, library, today)
    if query.filter == query.given:
        return False
    names = {term for name in query.filter.publishers for term in terms(name)}
    times = {term for found in dates(query.standalone) for term in terms(found.text)}
    left = set(terms(query.standalone)) - _ALL - names - times
    return not {term for term in left if not term.isdigit() and term not in _CALENDAR}


_CALENDAR = frozenset(stem(word) for word in CALENDAR)


# ---------------------------------------------------------------- publishers and times


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A request's filter, what is left of its topics without what became part of it, and what
    is to be said of it. `unknown`: an outlet that is named and not here."""

    filter: ArticleFilter
    topics: tuple[str, ...]
    query: Query
    unknown: str = ""


def narrowed(
    library: Library,
    request: str,
    found: Wanted,
    given: ArticleFilter,
    today: date,
    *,
    narrow: bool = True,
) -> Narrowed:
    """The filter that a request makes of what was given: its publishers and its time."""
    query = understand(request, (), given, library, today, narrow=narrow)
    filter = query.filter
    unknown = ""
    if narrow and not filter.publishers and not found.topics and found.kind == "summary":
        filter = replace(filter, publishers=_as_written(request, library))
    if narrow and found.scope == "publisher" and not filter.publishers:
        filter = replace(filter, publishers=named_publishers(request, library))
        unknown = "" if filter.publishers else _unknown_publisher(query, found)
    undated = not (given.since or given.until)
    of_that_time = found.kind == "library" or filter == given
    if narrow and undated and of_that_time and len(words(request)) <= _FEW_WORDS:
        within = time_of(request, today)
        if within is not None:
            filter = replace(filter, since=within[0], until=within[1])
            read = f"Only articles published {period(*within)} are read: the request says so."
            query = replace(query, filter_notices=(read,))
    topics = found.topics
    if filter != given:
        topics = tuple(
            left for topic in topics if (left := _without_filter(topic, filter, library, today))
        )
    return Narrowed(filter, topics, query, unknown)


def _unknown_publisher(query: Query, found: Wanted) -> str:
    """The name that a request for an outlet's word gives it, where none here is called so."""
    about = "" if found.kind == "library" else " ".join(found.topics)
    return next((name for name in query.names if name not in about), "")


_SIGNS = re.compile(r"[\W_]+")
_FROM_OUTLET = re.compile(
    r"\b(?:from|by|in)\s+(?:the\s+)?(?P<name>[A-Z][\w.&'’-]*(?:\s+(?:of\s+)?[A-Z][\w.&'’-]*){0,4})\W*$"
)


def unknown_outlet(request: str, library: Library) -> str:
    """The outlet that a change asks to hear from ("only from the BBC") and that has nothing here;
    "" for none. A place is no outlet, and neither is a month."""
    match = _FROM_OUTLET.search(request)
    if match is None or named_publishers(request, library) or dates(match["name"]):
        return ""
    return "" if match["name"].casefold() in PLACES else match["name"].rstrip(".?!")


def narrowing(
    library: Library, change: str, found: Wanted, given: ArticleFilter, today: date
) -> Narrowed:
    """The filter that a change to the last result makes of what was given: any outlet that it names
    counts."""
    return narrowed(library, change, replace(found, scope="publisher"), given, today)


def named_publishers(request: str, library: Library) -> tuple[str, ...]:
    """The known publishers that a request names, however it writes them."""
    outlets = library.outlets()
    exact = dict.fromkeys(mention.publisher for mention in publisher_mentions(request, outlets))
    if exact:
        return tuple(exact)
    known = {_joined(name): outlet.name for outlet in outlets for name in all_names(outlet)}
    spoken = [request[start:end] for start, end in words(request)]
    names = (
        _joined("".join(spoken[first : first + size]))
        for size in (3, 2, 1)
        for first in range(len(spoken) - size + 1)
    )
    return tuple(dict.fromkeys(known[name] for name in names if name in known))


def _as_written(request: str, library: Library) -> tuple[str, ...]:
    """The known publishers whose names a request writes as they are, capitals and all."""
    mentions = publisher_mentions(request, library.outlets())
    written = {
        mention.publisher
        for mention in mentions
        if any(char.isupper() for char in request[slice(*mention.span)])
    }
    return tuple(sorted(written))


def absent_outlet(request: str, library: Library) -> str:
    """The outlet of the world's whose word a request asks for and that has nothing here; "" for
    none."""
    here = {name for outlet in library.outlets() for name in all_names(outlet)}
    away = [outlet for outlet in library.known_outlets() if outlet.name not in here]
    known = {mention.span for mention in publisher_mentions(request, library.outlets())}
    for mention in publisher_mentions(request, away):
        if mention.asked and mention.span not in known:
            return mention.publisher
    return ""


def _joined(name: str) -> str:
    """The letters and digits of a name, however its words are written."""
    return _SIGNS.sub("", name.casefold())


def time_of(words_for_it: str, today: date) -> tuple[date, date] | None:
    """The one time that words name, first and last day: "only July 2022", "last week"; None where
    they name none, or a time from or up to a day."""
    known = [
        (mention.first, mention.last)
        for mention in dated(words_for_it, today)
        if mention.first is not None and mention.last is not None
    ]
    open_ended = _OPEN_ENDED.search(words_for_it) is not None
    return known[0] if len(known) == 1 and not open_ended else None


def _without_filter(topic: str, filter: ArticleFilter, library: Library, today: date) -> str:
    """A topic without the publishers and times that are part of the filter."""
    if not any(char.isalpha() for char in topic):
        return ""
    left = understand(topic, (), ArticleFilter(), library, today).topic
    wanted = [outlet for outlet in library.outlets() if outlet.name in filter.publishers]
    names = {*filter.publishers, *(name for outlet in wanted for name in all_names(outlet))}
    left = without_publishers(left, sorted(names, key=lambda name: (-len(name), name)))
    if set(terms(left)) <= {term for name in names for term in terms(name)}:
        return ""
    return left if terms(left) and left != topic else (topic if terms(topic) else "")


# ---------------------------------------------------------------- one article


def named_article(
    request: str, topics: Sequence[str], library: Library, filter: ArticleFilter
) -> Article | None:
    """The article that a request means: the newest or oldest that passes, or the one whose title
    says most of its words; None where none does."""
    topic = " ".join(topics)
    passing = library.articles(filter or None)
    about = passing
    if terms(topic):
        about = _titled(topic, passing) or _found(topic, library, filter)
    if not about:
        return None
    choices: tuple[tuple[re.Pattern[str], Callable[[Article], float]], ...] = (
        (LONGEST, lambda article: len(article.text)),
        (SHORTEST, lambda article: -len(article.text)),
        (OLDEST, lambda article: -(article.day or date.max).toordinal()),
        (NEWEST, lambda article: (article.day or date.min).toordinal()),
    )
    for pattern, rank in choices:
        if pattern.search(request) and not (topic and pattern.search(topic)):
            return max(about, key=lambda article: (rank(article), article.id))
    return about[0] if terms(topic) else None


def titled_article(
    topics: Sequence[str], library: Library, filter: ArticleFilter
) -> Article | None:
    """The article whose title a request gives, or most of it; None where it gives none."""
    topic = " ".join(topics)
    found = _titled(topic, library.articles(filter or None)) if terms(topic) else []
    share = len(set(terms(topic))) / max(1, len(set(terms(found[0].title)))) if found else 0.0
    return found[0] if share > _TITLED else None


def _titled(topic: str, articles: Sequence[Article]) -> list[Article]:
    """The articles whose title has all words of the topic, the shortest title first."""
    wanted_terms = set(terms(topic))
    found = [article for article in articles if wanted_terms <= set(terms(article.title))]
    return sorted(found, key=lambda article: (len(article.title), article.id))


def _found(topic: str, library: Library, filter: ArticleFilter) -> list[Article]:
    with library.foreground():
        passages = library.search(topic, _PIECES, filter or None)
    ids = dict.fromkeys(passage.article_id for passage in passages)
    found = [library.article(article_id) for article_id in ids]
    share = set(terms(topic))
    held = {
        article.id: len(share & set(terms(article.title))) / max(1, len(share)) for article in found
    }
    titled = [article for article in found if held[article.id] >= _TITLED]
    return sorted(titled, key=lambda article: -held[article.id]) or found[:1]


# ---------------------------------------------------------------- what was understood

KIND_LABELS: dict[RequestKind, str] = {
    "answer": "Answer", "summary": "Summary", "comparison": "Comparison", "timeline": "Timeline",
    "list": "List", "differences": "Where reports differ", "changes": "What is new",
    "quotes": "Quotes", "library": "The library", "transform": "Change", "model": "Needs a model",
    "help": "Help",
}  # fmt: skip


def chips(
    found: Wanted, about: str, filter: ArticleFilter, given: ArticleFilter
) -> tuple[str, ...]:
    """What was understood, a few words each: kind, topic, publishers, time, form."""
    parts = [KIND_LABELS[found.kind]]
    if found.kind not in ("help", "library") or about:
        parts.append(about or "everything")
    if filter.publishers != given.publishers:
        parts.append(listed(filter.publishers))
    if (filter.since, filter.last) != (given.since, given.last) and (filter.since or filter.last):
        parts.append(period(filter.since, filter.last))
    form = found.form
    for number, noun in (
        (form.bullets, "bullet"), (form.sentences, "sentence"), (form.paragraphs, "paragraph"),
    ):  # fmt: skip
        parts += [counted(number, noun)] if number is not None else []
    parts += [f"at most {counted(form.words, 'word')}"] if form.words is not None else []
    if form.layout is not None and form.bullets is None:
        parts.append(form.layout)
    parts += [form.length] if form.length else []
    return tuple(parts)


def about_article(article: Article) -> str:
    """An article as what a request is about."""
    return f"“{title(article.title)}”"
