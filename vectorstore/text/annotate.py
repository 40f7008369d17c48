"""Reading a text once: everything that the rest of the product needs to know of what it says."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from vectorstore.documents import Article
from vectorstore.text.annotations import (
    AnnotatedArticle,
    Annotations,
    Bound,
    Entity,
    Quantity,
    Quotation,
    Role,
    Sentence,
)
from vectorstore.text.chronology import years_told
from vectorstore.text.dates import DateMention, dates
from vectorstore.text.encoder import (
    Embeddings,
    TokenStates,
    Vectors,
    embed_tokens,
    embeddings_named,
)
from vectorstore.text.entities import Tagged, tag
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.number_words import CARDINALS, MULTIPLES
from vectorstore.text.lexicon.roles import is_plural_person
from vectorstore.text.negation import is_negated
from vectorstore.text.numbers import Number, numbers_beside
from vectorstore.text.quotations import quotations
from vectorstore.text.roles import NamedText, roles
from vectorstore.text.self_contained import (
    BOILERPLATE,
    Judged,
    is_self_contained,
    judged,
)
from vectorstore.text.sentences import sentences
from vectorstore.text.spans import Span
from vectorstore.text.splitter import head, split
from vectorstore.text.terms import STOP_WORDS, held_words
from vectorstore.text.times import event_day, news_day, time_expressions

_MOST = 60_000
"""So many characters of a text that is in no library are embedded to find its names."""
_LONGEST = 1500
"""More characters than this are a table or a list, in which no figure has its sentence."""
_MODAL = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|must|will|shall|can|cannot|won[’']t|likely"
    r"|possibly|perhaps|probably|potentially|plans?\s+to|expected\s+to|set\s+to)\b|\w[’']ll\b",
    re.IGNORECASE,
)
_BOUNDS: dict[str, Bound] = {"over": "least", "under": "most", "about": "about", "": ""}
_WORD = re.compile(r"[^\W\d_][\w’'-]*|[^\w\s]")
_NUMBERED = re.compile(
    r"\b(?:No\.?|EST\.|number|type|stage|group|level|phase|bill|chapter|highway|route|page|tier)\s$",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+of\s+(?:(?:the|all|its|their|his|her|our|this|that|these|those|a|an)\s+)*")
_BEFORE_OF = re.compile(
    r"(?P<counted>(?<![a-z-])(?:[a-z-]++\s){0,2}[a-z-]++)\s++of\s+(?:(?:at|more|less|about|around|over|nearly"
    r"|least|than|almost|some|only|just|up|to)\s+)*[$£€]?$",
    re.IGNORECASE,
)
_MEASURES = listed("ago later earlier longer more less old per times higher lower long tall away")
_COUNT_ENDS = STOP_WORDS - listed("other more new first second third last own")
_STILL = r"(?:(?:still|yet|as\s+yet|also|immediately|entirely|exactly|publicly|fully)\s+)*"
_OPEN = (
    r"(?:unclear|unknown|uncertain|undetermined|undisclosed|unexplained|unidentified|unresolved"
    r"|unanswered)"
)
_FOUND_OUT = (
    r"(?:clear|known|certain|confirmed|verified|identified|established|determined|explained|found"
    r"|released|disclosed|announced|made\s+public|recovered|located|accounted\s+for|decided|set)"
)
_UNKNOWN = re.compile(
    rf"\b(?:is|was|are|were|remains?|remained|been)\s+{_STILL}{_OPEN}\b"
    rf"|\b(?:is|was|are|were|has|have|had)(?:\s+not|n[’']t)\s+{_STILL}(?:been\s+)?{_STILL}{_FOUND_OUT}\b"
    rf"|\bremains?\s+to\s+be\s+seen\b|\bunaccounted\s+for\b|\bstill\s+(?:not\s+known|{_OPEN})\b"
    r"|\b(?:under\s+investigation|an\s+open\s+question|a\s+mystery)\b"
    r"|\bno\s+(?:\w+\s+){0,3}(?:claimed|taken)\s+(?:immediate\s+)?responsibility\b"
    r"|\bno\s+(?:\w+\s+){1,2}(?:has|have|had|was|were)\s+(?:yet\s+|immediately\s+)?(?:been\s+)?"
    r"(?:set|given|announced|made|found|established|determined|released|identified|disclosed)\b"
    rf"|\bcould\s+not\s+(?:\w+ly\s+)?(?:be\s+)?(?:\w+ly\s+)?(?:verify|confirm|establish|determine|{_FOUND_OUT})\b"
    r"|\b(?:trying|working|seeking|struggling)\s+to\s+(?:\w+ly\s+)?(?:establish|determine|find\s+out"
    r"|understand|work\s+out|figure\s+out|identify|confirm|pin\s+down|ascertain|piece\s+together)\b"
    r"|\b(?:do|did|does)(?:\s+not|n[’']t)\s+(?:yet\s+)?(?:know|say\s+(?:who|what|when|where|why|how"
    r"|whether|if)|specify|disclose|elaborate|provide\s+details)\b"
    r"|\b(?:nobody|no\s+one)\s+(?:yet\s+)?(?:knows|knew|can\s+say|could\s+say)\b"
    r"|\byet\s+to\s+(?:be\s+)?(?:confirm|announce|decide|say|determine|identif|establish|explain)\w*"
    r"|\b(?:gave|offered|provided)\s+no\s+(?:explanation|reason|details|date|timetable)\b"
    r"|\bquestions\s+remain|\b(?:declined|refused)\s+to\s+(?:say|confirm|identify|name|disclose"
    r"|specify|elaborate|reveal)\b",
    re.IGNORECASE,
)  # fmt: skip


# Of these words a text that says so has one: a quick look that saves the close one.
_DOUBT = listed(
    """
    not t no nobody unclear unknown uncertain undetermined undisclosed unexplained unidentified
    unresolved unanswered unaccounted investigation question questions remain remains remained yet
    mystery trying working seeking struggling declined refused
    """
)
_COUNTED = {"0", "half", "twice", *CARDINALS, *(f"{word}s" for word in MULTIPLES)}


def annotate(
    text: str, day: date | None = None, embeddings: Embeddings | None = None, title: str = ""
) -> Annotations:
    """What a text says: its sentences, and what stands in each.

    `day`: when it was published, from which "on Tuesday" is worked out. `embeddings` is the model
    whose states tell the names; without one the bundled model, loaded once. `title` is read before
    each piece of the text, as it is at `add`. Offsets count code points of `text`. A text without a
    sentence, or in a script that has no rules here, gives what there is; nothing is raised.
    """
    spans = sentences(text)
    states = states_of(text, spans, embeddings or embeddings_named(), title)
    return annotate_states(text, day, spans, states)


def annotate_states(
    text: str, day: date | None, spans: Sequence[Span], states: TokenStates
) -> Annotations:
    """The same for a text whose sentences and model states are known, as they are at `add`."""
    return assemble(text, day, spans, tag(text, spans, states), states)


def redated(text: str, day: date | None, known: Annotations) -> Annotations:
    """What an article of the same words says that was published on another day."""
    spans = [Span(sentence.start, sentence.end) for sentence in known.sentences]
    entities = tuple(replace(entity, roles=()) for entity in known.entities)
    mentions = tuple(sentence.mentions for sentence in known.sentences)
    judgements = [Judged(one.alone, float(one.boilerplate)) for one in known.sentences]
    return assemble(text, day, spans, Tagged(entities, mentions), judgements=judgements)


def annotate_unnamed(text: str, day: date | None = None) -> Annotations:
    """The same without names, roles and speakers: what no model is asked for."""
    spans = sentences(text)
    return assemble(text, day, spans, Tagged((), ()))


def annotated(article: Article, embeddings: Embeddings | None = None) -> AnnotatedArticle:
    """An article that is in no library, with what stands in it, all of it to be read."""
    found = annotate(article.text, article.day, embeddings, article.title)
    return AnnotatedArticle(article, found, found.sentences)


def states_of(
    text: str, spans: Sequence[Span], embeddings: Embeddings, title: str = ""
) -> TokenStates:
    """The model's states for the tokens of a text, with their places in it.

    Of a very long one those of its beginning: behind it nothing is named.
    """
    read = [span for span in spans if span.end <= _MOST]
    pieces = split(Article(text=text[:_MOST], title=title), read, embeddings)
    before = head(title, embeddings)
    _, states = embed_tokens(embeddings, [before + piece.text for piece in pieces])
    starts = (piece.start for piece in pieces)
    return joined((start, len(before), own) for start, own in zip(starts, states, strict=True))


def joined(parts: Iterable[tuple[int, int, TokenStates]]) -> TokenStates:
    """The states of a text from those of its pieces.

    Of each piece: where it begins in the text, how many characters were embedded before it (a
    title, left out here), and its states.
    """
    spans: list[tuple[int, int]] = []
    layers: list[Vectors] = []
    for begin, before, states in parts:
        first = bisect_left(states.spans, before, key=lambda span: span[0])
        shift = begin - before
        spans += [(start + shift, end + shift) for start, end in states.spans[first:]]
        if states.layers is not None:
            layers.append(np.vstack(states.layers)[first:])
    return TokenStates(np.zeros((0, 0), np.float32), spans, layers or None)


def assemble(
    text: str,
    day: date | None,
    spans: Sequence[Span],
    tagged: Tagged,
    states: TokenStates | None = None,
    judgements: Sequence[Judged] | None = None,
) -> Annotations:
    """The annotations of a text whose names are known, and what is judged of its sentences."""
    mentions = [mention for row in tagged.mentions for mention in row]
    named = NamedText(text, mentions, tagged.entities)
    named = NamedText(text, mentions, _with_roles(named, spans))
    starts = [span.start for span in spans]
    spoken: dict[int, list[Quotation]] = defaultdict(list)
    quoted = quotations(named, spans)
    for quotation in quoted:
        spoken[bisect_right(starts, quotation.start) - 1].append(quotation)
    records: list[Sentence] = []
    reference: date | None = None
    if judgements is None:
        judgements = judged(named, spans, quoted, states)
    years = years_told(text, spans)
    for number, (span, judgement, year) in enumerate(zip(spans, judgements, years, strict=True)):
        quoted_here = tuple(spoken.get(number, ()))
        scene = _Scene(day, reference, year)
        record, reference = _sentence(named, span, scene, quoted_here, judgement)
        records.append(record)
    return Annotations(tuple(_with_news(text, records, day)), tuple(named.entities))


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the dates of a sentence count from: the day of publication, the day told last before,
    the year that it stands under."""

    day: date | None
    reference: date | None
    year: int | None


def _sentence(
    named: NamedText,
    span: Span,
    scene: _Scene,
    quotations: tuple[Quotation, ...],
    judgement: Judged,
) -> tuple[Sentence, date | None]:
    """A sentence with what stands in it, and the day from which the next one may count."""
    text = named.text[span.start : span.end]
    date_mentions = dates(text, scene.day)
    times = time_expressions(
        text, span.start, date_mentions, scene.day, scene.reference, scene.year
    )
    event = event_day(text, times)
    days = [
        mention.day for mention in times if mention.day is not None and mention.precision == "day"
    ]
    record = Sentence(
        span.start,
        span.end,
        mentions=tuple(named.within(span.start, span.end)),
        quantities=tuple(_quantities(named, span, date_mentions)) if len(text) <= _LONGEST else (),
        times=tuple(times),
        quotations=quotations,
        event=event[0] if event else None,
        event_precision=event[1] if event else "day",
        alone=judgement.alone,
        dependent=not is_self_contained(text),
        boilerplate=judgement.boilerplate >= BOILERPLATE,
        unknown=_is_unknown(text),
        negated=is_negated(text),
        modal=_MODAL.search(text) is not None,
    )
    return record, days[-1] if days else None


def _is_unknown(text: str) -> bool:
    """Whether a sentence says that something is not known."""
    return not _DOUBT.isdisjoint(held_words(text)) and _UNKNOWN.search(text) is not None


def _with_news(text: str, records: list[Sentence], day: date | None) -> Iterator[Sentence]:
    """The sentences, those that report the news of the day with the day of publication."""
    opening = [record for record in records if not record.boilerplate][:3]
    events = [
        (record.event, record.event_precision) if record.event else None for record in opening
    ]
    fresh = {
        opening[number].start
        for number in news_day([text[record.start : record.end] for record in opening], events, day)
    }
    for record in records:
        yield replace(record, event=day, event_precision="day") if record.start in fresh else record


def _with_roles(named: NamedText, spans: Sequence[Span]) -> tuple[Entity, ...]:
    found: dict[int, dict[Role, None]] = defaultdict(dict)
    for span in spans:
        for entity, role in roles(named, span):
            found[entity][role] = None
    return tuple(
        replace(entity, roles=tuple(found[number])) if number in found else entity
        for number, entity in enumerate(named.entities)
    )


def _quantities(
    named: NamedText, span: Span, date_mentions: Sequence[DateMention]
) -> Iterator[Quantity]:
    """The figures of a sentence, each with what it counts; not those that number or name."""
    start, text = span.start, named.text[span.start : span.end]
    if _COUNTED.isdisjoint(held_words(text)):
        return
    for number in numbers_beside(text, date_mentions):
        if number.ordinal or named.at(start + number.start) is not None:
            continue
        if _NUMBERED.search(text, max(0, number.start - 12), number.start):
            continue
        first, last = _counted(text, number)
        if number.value == 1 and not number.unit and (last == first or not number.text.isalpha()):
            continue
        unit = number.unit
        words = text[first:last].split()
        if not unit and words and is_plural_person(words[-1]):
            unit = "people"
        yield Quantity(
            start + number.start, start + number.end, number.value, unit,
            (start + first, start + last), _BOUNDS[number.bound],
        )  # fmt: skip


def _counted(text: str, number: Number) -> tuple[int, int]:
    """The words that say what a figure counts, behind it or before "of"; else an empty span."""
    of = _OF.match(text, number.end)
    place = of.end() if of else number.end
    if text[place : place + 1] in ("-", "‑"):
        place += 1
    start = end = place
    for count, match in enumerate(_WORD.finditer(text, place, place + 80)):
        word = match[0].lower()
        if count == 6 or not match[0][0].isalnum() or word in _COUNT_ENDS:
            break
        if text[end : match.start()].strip() or word.endswith("ed") or word in _MEASURES:
            break
        start = match.start() if count == 0 else start
        end = match.end()
    if start < end:
        return start, end
    before = _BEFORE_OF.search(text, max(0, number.start - 60), number.start)
    return before.span("counted") if before else (number.end, number.end)
