"""Follow-up questions made from the sentences that an answer rests on, and tried on the library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest

from assistant.understanding.answer_type import answer_kind
from vectorstore.text import Name, dates, names, sentences, terms
from vectorstore.text.irregular import PAST
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.number_words import SMALL, TENS
from vectorstore.text.lexicon.speech import PLAIN_SAYING
from vectorstore.text.lexicon.titles import TITLES
from vectorstore.text.places import DEMONYMS

_MOST, _TRIED = 3, 12
"""So many questions are suggested, of so many that are tried at most."""
_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_TITLE = re.compile(rf"^(?:(?:{any_of(TITLES)}|prime|deputy|vice)\.?\s+)+", re.IGNORECASE)
_ROLE_BEFORE = re.compile(rf"\b(?:{any_of(TITLES)}),?\s+$", re.IGNORECASE)
_SAID = re.compile(r",?\s+(?:said|told|announced|warned|argued|insisted)\b")
_SAID_BY = re.compile(rf"[”\",]\s+(?:{any_of(PLAIN_SAYING)})\s+$")
_APPOSITION = re.compile(r",\s+(?:(?P<who>who|aged|\d\d)\b|(?:the|a|an|its|their)\s+[a-z])")
_PLACE_NOUN = re.compile(
    r",\s+(?:a|an|the)\s+(?:[a-z-]+\s+){0,2}"
    r"(?:town|village|city|port|island|district|suburb|region|province)\b"
)
_DONE = rf"(?:[a-z]{{3,}}ed|{any_of(PAST)})"
_PASSIVE = re.compile(
    rf"(?:,[^,]{{1,60}},)?\s+(?P<be>was|were)\s+(?P<verb>{_DONE})\b(?!\s+(?:to|as)\b)"
)
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


def suggestions(
    question: str,
    evidence: Sequence[str],
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
    asked: Sequence[str], evidence: Sequence[str], publishers: Sequence[str] = ()
) -> list[str]:
    """Questions that texts seem to answer, of different kinds in turn, at most twelve.

    Who or what a name is, what somebody said, when, where and why something was done, how many
    were counted; and what else is known of the names told most. Each is a whole sentence that
    stands alone; none asks what was `asked`, nor about a publisher. Without evidence: none.
    """
    texts = list(_plain_sentences(evidence))
    known = _full_names(texts)
    outlets = [publisher.casefold() for publisher in publishers if publisher]
    kept: list[str] = []
    by_kind: dict[str, list[str]] = {}
    for made in chain(*(_of_sentence(text, known) for text in texts), _wider(texts, known, asked)):
        about_outlet = any(outlet in made.casefold() for outlet in outlets)
        if _sound(made) and not about_outlet and not any(_same(made, o) for o in (*asked, *kept)):
            kept.append(made)
            by_kind.setdefault(" ".join(made.split()[:2]), []).append(made)
    in_turn = chain.from_iterable(zip_longest(*by_kind.values()))
    return [made for made in in_turn if made][:_TRIED]


def _plain_sentences(texts: Sequence[str]) -> Iterator[str]:
    """Whole sentences of usual length, each once: no headlines, fragments or questions."""
    seen: set[str] = set()
    for text in (_MARKS.sub("", part) for part in texts):
        for start, end in sentences(text):
            sentence = " ".join(text[start:end].split())
            if sentence.endswith(".") and 4 <= len(sentence.split()) <= 45 and sentence not in seen:
                seen.add(sentence)
                yield sentence


def _full_names(texts: Sequence[str]) -> dict[str, str]:
    """The names of two or three words by their last one ("Quill" -> "Dorothea Quill")."""
    full: dict[str, str] = {}
    for text in texts:
        for name in names(text):
            bare = _TITLE.sub("", name.text)
            if 2 <= len(bare.split()) <= 3:
                full.setdefault(bare.split()[-1], bare)
    return full


def _of_sentence(sentence: str, known: dict[str, str]) -> Iterator[str]:
    """The questions that a sentence answers, those about whoever it names first."""
    for name in names(sentence):
        before, after = sentence[: name.start], sentence[name.end :]
        bare = _TITLE.sub("", name.text)
        subject = known.get(bare, bare)
        if name.text.casefold() in DEMONYMS or re.match(r"\s+[A-Z]|[-’']", after):
            continue
        the = "the " if re.search(r"\b[Tt]he\s+$", before) else ""
        yield from _about(name, before, after, subject, the)
        opens = not before.strip(' “"') or before in ("The ", "the ")
        sure = " " in subject or bare in known or name.kind
        passive = _PASSIVE.match(after) if opens and sure else None
        if passive:
            clause = f"{passive['be']} {the}{subject} {passive['verb']}"
            yield from _circumstances(clause, after[passive.end() :])
    place = next((f"in {n.text}" for n in names(sentence) if n.kind == "place"), "")
    if place and (count := _COUNT.search(sentence)):
        yield f"How many {count['noun'].lower()} were {count['state'].lower()} {place}?"


def _about(name: Name, before: str, after: str, subject: str, the: str) -> Iterator[str]:
    """Who or what a name is, where it lies, and what it said."""
    introduced = _APPOSITION.match(after)
    described = _ROLE_BEFORE.search(before)
    whole = 2 <= len(subject.split()) <= 3 and not the and not name.acronym
    speaks = _SAID.match(after) or _SAID_BY.search(before)
    at_place = re.search(r"\b(?:in|on|at|near|off|from|to)\s+$", before)
    unknown = whole and not name.kind and not at_place
    person = name.kind == "person" or (unknown and bool(introduced or described or speaks))
    if _PLACE_NOUN.match(after):
        yield f"Where is {the}{subject}?"
    elif person and whole and (introduced or described or subject != name.text):
        yield f"Who is {subject}?"
    elif introduced and not introduced["who"] and name.kind == "organisation":
        yield f"What is {the}{subject}?"
    if person and whole and speaks:
        yield f"What did {subject} say?"


def _circumstances(clause: str, rest: str) -> Iterator[str]:
    """Why, when and where something was done, where the rest of its sentence tells."""
    near = _CLAUSE_END.split(rest)[0]
    if _REASON.search(rest):
        yield f"Why {clause}?"
    if any(mention.precision in ("day", "month", "year") for mention in dates(near)):
        yield f"When {clause}?"
    elif re.match(r"\s+(?:in|at|near|off)\s+(?:the\s+)?[A-Z]", near):
        yield f"Where {clause}?"


def _wider(texts: Sequence[str], known: dict[str, str], asked: Sequence[str]) -> Iterator[str]:
    """What else is known of the names that were asked about and of those told most."""
    found = [name for text in texts for name in names(text)]
    often = Counter(
        known.get(bare, bare)
        for name in found
        if name.kind and name.text.casefold() not in DEMONYMS
        and (bare := _TITLE.sub("", name.text))
    )  # fmt: skip
    articled = {name.text for text in texts for name in names(text)
                if re.search(r"\b[Tt]he\s+$", text[: name.start])}  # fmt: skip
    about = {name.text for question in asked[:1] for name in names(question)}
    for name, count in sorted(often.most_common(4), key=lambda one: one[0] not in about):
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
