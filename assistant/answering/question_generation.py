"""Follow-up questions made from the sentences that an answer rests on, and tried on the library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.understanding.answer_type import answer_kind
from vectorstore.text import Span, dates, terms
from vectorstore.text.annotations import AnnotatedArticle, Entity
from vectorstore.text.irregular import PAST
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.number_words import SMALL, TENS
from vectorstore.text.lexicon.speech import PLAIN_SAYING
from vectorstore.text.places import DEMONYMS

_MOST, _TRIED = 3, 12
"""So many questions are suggested, of so many that are tried at most."""
_SAID = re.compile(r",?\s+(?:said|told|announced|warned|argued|insisted)\b")
_SAID_BY = re.compile(rf"[”\",]\s+(?:{any_of(PLAIN_SAYING)})\s+$")
_INTRODUCED = re.compile(r",\s+(?:who|aged|\d\d)\b")
_PLACE_NOUN = re.compile(
    r",\s+(?:a|an|the)\s+(?:[a-z-]+\s+){0,2}"
    r"(?:town|village|city|port|island|district|suburb|region|province)\b"
)
_DONE = rf"(?:[a-z]{{3,}}ed|{any_of(PAST)})"
_PASSIVE = re.compile(
    rf"(?:,[^,]{{1,60}},)?\s+(?P<be>was|were)\s+(?P<verb>{_DONE})\b(?!\s+(?:to|as)\b)"
)
_THE = re.compile(r"\b[Tt]he\s+$")
_SPACE = re.compile(r"\s")
_CLAUSE_END = re.compile(r"[,;—–]|\s(?:and|but|which|who|while|when|after|before)\s")
_REASON = re.compile(r"\b(?:because|due\s+to|owing\s+to|in\s+protest)\b")
_COUNT = re.compile(
    rf"(?<![\w.,-])(?:\d[\d,]{{0,12}}|{any_of(n for n in (*SMALL, *TENS) if n != 'one')})\s+"
    r"(?P<noun>(?:(?!of\b|more\b|other\b|million\b|billion\b)[a-z-]+\s+)?(?:[a-z]{3,}s|people|men"
    rf"|women|children))\s+(?:were|had\s+been|have\s+been)\s+(?P<state>missing|dead|{_DONE})\b",
    re.IGNORECASE,
)
# A question that stands alone has no word that points elsewhere, and nothing doubled.
_UNSOUND = re.compile(
    r"[\[\]\"“”«»()|/<>…:;\n]|\b(?:s?he|it|they|him|them|his|hers?|their|this|that|these|those|we"
    r"|our|you|your|my|yesterday|today|tomorrow|tonight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"\b|\b(\w+)\s\1\b|\s[.,?]|[A-Z]{8,}"
)


@dataclass(frozen=True, slots=True)
class NamedSentence:
    """A sentence of the evidence, and where in it whom or what it names."""

    text: str
    names: tuple[tuple[Span, Entity], ...]


def named_sentences(source: AnnotatedArticle, start: int, end: int) -> Iterator[NamedSentence]:
    """The whole sentences of a stretch of an article: no headlines, fragments or questions, and
    none of an unusual length."""
    entities = source.annotations.entities
    for sentence in source.sentences:
        text = _SPACE.sub(" ", source.article.text[sentence.start : sentence.end])
        whole = start <= sentence.start and sentence.end <= end and text.endswith(".")
        if whole and 4 <= len(text.split()) <= 45:
            found = [
                (Span(m.start - sentence.start, m.end - sentence.start), entities[m.entity])
                for m in sentence.mentions
            ]
            yield NamedSentence(text, tuple(found))


def suggestions(
    question: str,
    evidence: Sequence[NamedSentence],
    answers: Callable[[str], bool],
    history: Sequence[str] = (),
    publishers: Sequence[str] = (),
    go_on: Callable[[], bool] = lambda: True,
) -> tuple[str, ...]:
    """The first few questions made from the evidence that the library answers.

    `answers` is asked for one after the other until enough do, `go_on` before each: once it says
    no, what was found by then is all. `history` are the questions that were asked before.
    """
    kept: list[str] = []
    for candidate in generated_questions([question, *history], evidence, publishers):
        if len(kept) == _MOST or not go_on():
            break
        if answers(candidate):
            kept.append(candidate)
    return tuple(kept)


def generated_questions(
    asked: Sequence[str], evidence: Sequence[NamedSentence], publishers: Sequence[str] = ()
) -> list[str]:
    """Questions that sentences seem to answer, of different kinds in turn, at most twelve.

    Who or what a name is, what somebody said, when, where and why something was done, how many
    were counted; and what else is known of the names told most. Each is a whole sentence that
    stands alone; none asks what was `asked`, nor about a publisher. Without evidence: none.
    """
    outlets = [publisher.casefold() for publisher in publishers if publisher]
    evidence = list(dict.fromkeys(evidence))
    kept: list[str] = []
    by_kind: dict[str, list[str]] = {}
    for made in chain(*map(_of_sentence, evidence), _wider(evidence, asked)):
        about_outlet = any(outlet in made.casefold() for outlet in outlets)
        if _sound(made) and not about_outlet and not any(_same(made, o) for o in (*asked, *kept)):
            kept.append(made)
            by_kind.setdefault(" ".join(made.split()[:2]), []).append(made)
    in_turn = chain.from_iterable(zip_longest(*by_kind.values()))
    return [made for made in in_turn if made][:_TRIED]


def _of_sentence(sentence: NamedSentence) -> Iterator[str]:
    """The questions that a sentence answers, those about whoever it names first."""
    text = sentence.text
    for span, entity in sentence.names:
        before, after = text[: span.start], text[span.end :]
        if entity.name.casefold() in DEMONYMS or re.match(r"\s+[A-Z]|[-’']", after):
            continue
        the = "the " if _THE.search(before) else ""
        yield from _about(entity, before, after, the)
        opens = not before.strip(' “"') or before in ("The ", "the ")
        sure = " " in entity.name or entity.kind == "place"
        if opens and sure and (passive := _PASSIVE.match(after)):
            clause = f"{passive['be']} {the}{entity.name} {passive['verb']}"
            yield from _circumstances(clause, after[passive.end() :])
    place = next((entity.name for _, entity in sentence.names if entity.kind == "place"), "")
    if place and (count := _COUNT.search(text)):
        yield f"How many {count['noun'].lower()} were {count['state'].lower()} in {place}?"


def _about(entity: Entity, before: str, after: str, the: str) -> Iterator[str]:
    """Who or what a name is, where it lies, and what it said."""
    name = entity.name
    if entity.kind == "place" and _PLACE_NOUN.match(after):
        yield f"Where is {the}{name}?"
    elif entity.kind == "organisation" and entity.roles:
        yield f"What is {the}{name}?"
    elif entity.kind == "person" and 2 <= len(name.split()) <= 3:
        if entity.roles or _INTRODUCED.match(after):
            yield f"Who is {name}?"
        if _SAID.match(after) or _SAID_BY.search(before):
            yield f"What did {name} say?"


def _circumstances(clause: str, rest: str) -> Iterator[str]:
    """Why, when and where something was done, where the rest of its sentence tells."""
    near = _CLAUSE_END.split(rest)[0]
    if _REASON.search(rest):
        yield f"Why {clause}?"
    if any(mention.precision in ("day", "month", "year") for mention in dates(near)):
        yield f"When {clause}?"
    elif re.match(r"\s+(?:in|at|near|off)\s+(?:the\s+)?[A-Z]", near):
        yield f"Where {clause}?"


def _wider(evidence: Sequence[NamedSentence], asked: Sequence[str]) -> Iterator[str]:
    """What else is known of the names that were asked about and of those told most."""
    named = [(sentence.text, *pair) for sentence in evidence for pair in sentence.names]
    often = Counter(entity.name for _, _, entity in named if entity.name.casefold() not in DEMONYMS)
    articled = {entity.name for text, span, entity in named if _THE.search(text, 0, span.start)}
    about = " ".join(asked[:1])
    for name, count in sorted(often.most_common(4), key=lambda pair: pair[0] not in about):
        if count > 1:
            yield f"What else is known about {'the ' if name in articled else ''}{name}?"


def _sound(question: str) -> bool:
    """Whether a question can be shown: whole, short, and without words that point elsewhere."""
    return len(question) <= 100 and len(question.split()) <= 15 and not _UNSOUND.search(question)


def _same(question: str, other: str) -> bool:
    """Whether two questions ask the same of the same."""
    mine, theirs = set(terms(question)), set(terms(other))
    if answer_kind(question) != answer_kind(other) or not theirs:
        return question.casefold() == other.casefold()
    added = mine - theirs
    # "Who is Marsh?" and "Who is Ivo Marsh?" are one; a day more is another question.
    return not added or (theirs <= mine and len(added) == 1 and added.pop().isalpha())
