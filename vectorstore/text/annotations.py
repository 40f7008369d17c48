"""What annotation finds in a text: sentences, entities, quantities, times and quotations.

Plain data, made by `vectorstore.text.annotate` once for each article, question or draft, kept in
the catalog, and read by everything that needs to know what a text says. All offsets are code
points of the annotated text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vectorstore.documents import Article
from vectorstore.text.spans import Span

Kind = Literal["person", "organisation", "place", "other"]
Precision = Literal["day", "week", "month", "year"]
Tense = Literal["past", "present", "future"]
Bound = Literal["", "least", "most", "about"]
Relation = Literal["event", "clause", "report", "bound", "name"]

SELF_CONTAINED = 0.5
"""A sentence of which it is so sure that it is understood alone is taken for such a one."""
_ACRONYM = re.compile(r"[A-Z]{2,6}[a-z]?\d?|[A-Z]+&[A-Z]+|[A-Z]{2,}-\d+|[A-Z]\d+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands, without title or article; `entity` is its place in `entities`.

    `title` is where the title or role word before it begins ("Prime Minister" in "Prime Minister
    Jane Roe"), `start` where there is none.
    """

    start: int
    end: int
    entity: int
    title: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a text has it: `text` is the words from `start` to `end`; `kind` "" where nothing
    tells it."""

    start: int
    end: int
    text: str
    kind: Kind | Literal[""] = ""

    @property
    def acronym(self) -> bool:
        """Whether it is capitals that stand for words ("SDF", "U.S.")."""
        return _ACRONYM.fullmatch(self.text.replace(".", "")) is not None


@dataclass(frozen=True, slots=True)
class Role:
    """What a text says an entity is, in its own words: the span of the role alone."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation, place or other thing that a text names, under all its names.

    `name` is the fullest name; `aliases` are the others as they are written. `roles` stand in the
    order of the text.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and what it counts.

    `value` is in the unit ("people", "%", "USD", "km"; "" where it only counts); `counted` is the
    span of the words that say what is counted, empty where nothing does. `bound`: "least" (at
    least, more than), "most" (up to, fewer than), "about", or "".
    """

    start: int
    end: int
    value: float
    unit: str
    counted: tuple[int, int]
    bound: Bound = ""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a day, month or year, worked out from the day of publication.

    `day` is the first of the week, month or year where the precision is that; None where the words
    cannot be worked out. `named`: part of a name ("the January 6 committee"), which dates nothing.
    `relation` is how it stands in its sentence: "event", the day of what the sentence tells;
    "clause", that of a clause in it ("which opened on Friday"); "report", on which somebody tells
    it; "bound", an end of a stretch or what another thing is placed by ("since May", "ahead of
    the vote on Friday"); "name".
    """

    start: int
    end: int
    day: date | None
    precision: Precision
    tense: Tense
    named: bool = False
    relation: Relation = "event"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech: the words between the quotation marks, and who says them.

    `speaker` is the place of an entity in `entities`, None where the text names none; `words` are
    then the words for the speaker as written ("a spokesman"), empty where there are none.
    `attribution` is the span of sentences that says who speaks. `certain`: name and verb of saying
    stand with the quotation, not a pronoun or the sentence before. `continues`: only "she said"
    or a paragraph's end parts it from the quotation before, so that both are one saying.
    """

    start: int
    end: int
    speaker: int | None
    words: str
    attribution: tuple[int, int]
    certain: bool
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what stands in it.

    `event` is the day of the event that it reports, None where it reports none or the day is not
    told. `alone`: how sure it is (0..1) that a reader who sees nothing else knows who and what it
    is about; 0 where a part of it is cut off. `dependent`: its words refer to a sentence before
    it ("they", "however"), so that not even a reader who knows the topic understands it.
    `boilerplate`: a caption, byline, link or other furniture of the page. `unknown`: it says that
    something is not known. `negated`: it denies. `modal`: it tells what may, will or should be.
    """

    start: int
    end: int
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    event: date | None = None
    event_precision: Precision = "day"
    alone: float = 1.0
    dependent: bool = False
    boilerplate: bool = False
    unknown: bool = False
    negated: bool = False
    modal: bool = False

    @property
    def self_contained(self) -> bool:
        """Whether a reader who sees it alone knows who and what it is about."""
        return self.alone >= SELF_CONTAINED


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that was found in one text; `sentences` in order, each in its own span."""

    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()

    def sentence_at(self, place: int) -> Sentence | None:
        """The sentence that a place of the text lies in; None where it lies in none."""
        at = bisect_right(self.sentences, place, key=lambda sentence: sentence.start) - 1
        return self.sentences[at] if at >= 0 and place < self.sentences[at].end else None

    def names(self, text: str, start: int, end: int) -> tuple[Name, ...]:
        """The names in a stretch of the text, in order; their offsets count from its start."""
        first = bisect_right(self.sentences, start, key=lambda sentence: sentence.end)
        found = []
        for sentence in self.sentences[first:]:
            if sentence.start >= end:
                break
            found += [
                Name(
                    mention.start - start, mention.end - start, text[mention.start : mention.end],
                    self.entities[mention.entity].kind,
                )
                for mention in sentence.mentions
                if start <= mention.start and mention.end <= end
            ]  # fmt: skip
        return tuple(found)


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article, what was found in it, and those of its sentences that are to be read, in order.

    `sentences` are some or all of `annotations.sentences`.
    """

    article: Article
    annotations: Annotations
    sentences: tuple[Sentence, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the sentences stand."""
        return tuple(Span(sentence.start, sentence.end) for sentence in self.sentences)
