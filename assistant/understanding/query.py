"""A request and the turns before it become one `Query`; nothing after it parses the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.types import Turn
from assistant.understanding.answer_type import AnswerType, answer_type
from assistant.understanding.followups import standalone_question
from assistant.understanding.publishers import (
    PublisherMention,
    is_publisher,
    publisher_mentions,
    without_publishers,
)
from assistant.understanding.role_holders import with_holder
from assistant.understanding.spelling import corrected
from assistant.understanding.time import (
    EventTime,
    TimeAsked,
    asks_for_present,
    certain_time,
    event_times,
    placed,
    temporal_filter,
    without,
)
from assistant.wording import listed, period
from vectorstore.documents import ArticleFilter, day_of
from vectorstore.library import Library
from vectorstore.text import dates, terms
from vectorstore.text.annotate import annotate
from vectorstore.text.annotations import Name

MOST_CHARACTERS = 2000
"""What a question is cut to: what is longer is no question but a text."""
_MOST_TURNS = 20
"""So many turns before it can a follow-up lean on."""
_EVENT_PASSAGES = 5
"""So many passages are looked at for the day of an event that a question names."""
_EVENTS = 2
"""So many events of a question are looked for: each takes a search."""
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good\s+(?:morning|afternoon|evening))\b[^,!.:]{0,40}[,!.:]\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<=[?.!])\s*(?:thanks|thank\s+you|cheers|regards|(?:best|kind)\s+regards)\b.{0,60}$",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"\w[\w.'’]*")

Rewrite = Callable[[str, Sequence[Turn]], str]
"""Makes a question stand without the turns before it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A name that a question asks about: as it is written there, and its last capitalised word,
    by which articles are looked for that have it."""

    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a request and the turns before it ask for.

    `question` is as it was asked, `standalone` without what it leaves to the turns before, and
    `topic` what is searched: that without what became part of the filter. `answer` is the type of
    the answer, `names` are all names of the topic, `subjects` those that are no publisher's;
    `missing` of the subjects and years are in no article, `misspelled` are words that no article
    has but nearly so. `time` is the time that the question tells for sure, empty for none.
    `given` is the filter of the request, `filter` the same narrowed by the times and publishers
    that the question names. `firm`: nothing found there is the answer. `present`: how things stand
    now is asked for. `asked` is the last day that the question asks about, by which reports are
    old or new. `notices` say what was read how, `filter_notices` what became part of the filter.
    """

    question: str
    standalone: str
    topic: str
    answer: AnswerType
    given: ArticleFilter
    filter: ArticleFilter
    time: TimeAsked
    names: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    missing: tuple[str, ...] = ()
    misspelled: tuple[str, ...] = ()
    firm: bool = False
    present: bool = False
    asked: date | None = None
    notices: tuple[str, ...] = ()
    filter_notices: tuple[str, ...] = ()

    def widened(self) -> Query:
        """The same without what the question itself made part of the filter."""
        return replace(self, topic=self.standalone, filter=self.given, filter_notices=())


def understand(
    question: str,
    history: Sequence[Turn],
    given: ArticleFilter,
    library: Library,
    today: date,
    *,
    narrow: bool = True,
    rewrite: Rewrite | None = None,
) -> Query:
    """The query that a request is; `library` tells which publishers, days and names it has.

    `narrow`: times and publishers that the question names become part of the filter, of which
    what was given is never changed. Relative dates count from `given.as_of`, or else `today`.
    `rewrite` makes follow-ups stand alone, in the place of the built-in way.
    """
    read, notices = _cut(question)
    read, slips = corrected(read, library)
    notices = (*notices, *slips)
    turns = [Turn(_cut(turn.question)[0], _short(turn.answer)) for turn in history[-_MOST_TURNS:]]
    standalone = read
    if turns:
        rewritten = rewrite(read, turns) if rewrite else None
        standalone = _short(rewritten or standalone_question(read, turns, library.embeddings))
    standalone, holder = with_holder(standalone, given, library)
    if holder:
        notices = (*notices, f"The person meant is {holder}.")
    mentions = publisher_mentions(standalone, library.outlets())
    today = given.as_of or today
    annotations = annotate(standalone, today, library.embeddings)
    named = annotations.names(standalone, 0, len(standalone))
    subjects = tuple(dict.fromkeys(_subjects(named, mentions)))
    missing, misspelled = _unknown(subjects, library)
    time = TimeAsked(given.since, given.until) or certain_time(standalone, today)
    query = Query(
        question,
        standalone,
        standalone,
        answer_type(standalone),
        given,
        given,
        time,
        subjects=subjects,
        missing=(*missing, *_missing_years(standalone, library)),
        misspelled=misspelled,
        present=asks_for_present(standalone),
        asked=time.until or given.as_of or library.scope(given or None).newest,
        notices=notices,
    )
    if narrow and library.scope(given or None).articles:
        query = _with_publishers(_with_time(query, library, today), mentions)
    return replace(query, names=tuple(name.text for name in named if name.text in query.topic))


def _cut(question: str) -> tuple[str, tuple[str, ...]]:
    """The question without greeting and thanks, and no longer than one is, saying so."""
    read = _short(question)
    notices: tuple[str, ...] = ()
    if read != question:
        notices = (f"The question is long: its first {len(read):,} characters were read.",)
    return _CLOSING.sub("", _GREETING.sub("", read)).strip() or read, notices


def _short(text: str) -> str:
    """A text, no longer than a question is read, whole words."""
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS].rsplit(None, 1)[0]


def _with_time(query: Query, library: Library, today: date) -> Query:
    """The query within the time that its question names, by dates or by an event."""
    scope = library.scope(query.given or None)
    question = query.standalone
    if query.given.since or query.given.until:
        return query
    asked = temporal_filter(question, today, scope.oldest, scope.newest)
    topic = without(question, asked.phrases) if asked else question
    if not asked:
        asked = _time_of_events(event_times(question, today), query.given, library)
    if not asked:
        return query
    phrases = " and ".join(f"“{question[start:end]}”" for start, end in asked.phrases)
    days = period(asked.since, asked.until)
    return replace(
        query,
        topic=topic if terms(topic) else question,
        filter=replace(query.given, since=asked.since, until=asked.until),
        firm=asked.firm,
        filter_notices=(f"{phrases} is read as articles published {days}.",),
    )


def _time_of_events(
    times: Sequence[EventTime], given: ArticleFilter, library: Library
) -> TimeAsked:
    """The first of the times told by an event whose day the library tells: that on which it was
    first told of, by the passages nearest to it that name it."""
    for time in times[:_EVENTS]:
        wanted = set(terms(time.event))
        with library.foreground():
            passages = library.search(time.event, _EVENT_PASSAGES, given or None)
        days = [
            day_of(passage.published)
            for passage in passages
            if wanted <= set(terms(f"{passage.title} {passage.text}"))
        ]
        if dated := [day for day in days if day is not None]:
            return placed(time, min(dated))
    return TimeAsked()


def _with_publishers(query: Query, mentions: Sequence[PublisherMention]) -> Query:
    """The query among the articles of the publishers whose word its question asks for."""
    asked = [mention for mention in mentions if mention.asked]
    if not asked or query.given.publishers:
        return query
    publishers = tuple(dict.fromkeys(mention.publisher for mention in asked))
    spans = [mention.span for mention in asked]
    names = dict.fromkeys(query.standalone[span.start : span.end] for span in spans)
    topic = without_publishers(query.topic, names)
    notice = f"Only articles by {listed(publishers)} are read: the question says so."
    return replace(
        query,
        topic=topic if terms(topic) else query.standalone,
        filter=replace(query.filter, publishers=publishers),
        firm=True,
        filter_notices=(*query.filter_notices, notice),
    )


def _subjects(named: Sequence[Name], mentions: Sequence[PublisherMention]) -> Iterator[Subject]:
    for name in named:
        capitalised = [word for word in _WORD.findall(name.text) if word[0].isupper()]
        if capitalised and not is_publisher(name, mentions):
            yield Subject(name.text, capitalised[-1])


def _unknown(
    subjects: Sequence[Subject], library: Library
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names whose last word no article has, nor any word a slip of the pen apart from it;
    and the words that no article has where one spelled nearly so is there."""
    unknown = [subject for subject in subjects if not library.searcher.has_word(subject.word)]
    spelled = {
        word: library.searcher.spelling_suggestions(word)
        for word in {subject.word for subject in unknown}
    }
    missing = tuple(subject.name for subject in unknown if not spelled[subject.word])
    return missing, tuple(subject.word for subject in unknown if spelled[subject.word])


def _missing_years(question: str, library: Library) -> Iterator[str]:
    """The years that no article names and in which none was published."""
    for mention in dates(question):
        if (
            mention.precision != "year"
            or mention.relative
            or library.searcher.has_word(mention.text)
        ):
            continue
        if not library.scope(ArticleFilter(since=mention.first, until=mention.last)).articles:
            yield mention.text
