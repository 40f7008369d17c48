"""Follow-up questions that the library can answer, made from the evidence of an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.answering.proposing import Known, Proposal, full_name, known, proposed
from assistant.understanding.answer_type import answer_kind
from assistant.understanding.verbs import base_of
from assistant.wording import day
from vectorstore.text import STOP_WORDS, names, sentences, terms
from vectorstore.text.places import DEMONYMS

_MOST, _WIDER = 12, 3
_ORDER = (
    "why", "how many", "who", "when", "where", "deed", "reason", "day", "what", "said",
)  # fmt: skip
_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_UNSOUND = re.compile(
    r"[\[\]\"“”«»()|/<>…:;\n]|\b(?:he|she|it|they|him|them|his|her|their|this|that|these|those"
    r"|yesterday|today|tomorrow|tonight|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|we|our|you|your|my)\b|\b(\w+)\s+\1\b|\bthe\s+(?:the|an?)\b|\s[.,?]|[A-Z]{8,}"
)


def proposals(
    question: str,
    statements_text: Sequence[str],
    passages_text: Sequence[str] = (),
    history: Sequence[str] = (),
    outlets: Sequence[str] = (),
    newest: date | None = None,
) -> list[str]:
    """Questions that the evidence of an answer seems to answer, most useful first.

    `statements_text` is what the answer says, `passages_text` what was found beside it,
    `history` the questions that were asked before, `outlets` publishers, whose names are no
    subjects, `newest` the day of the newest article that is cited. At most 12, of different
    kinds in turn, each a whole sentence that stands alone; none asks what was asked. Without
    evidence: an empty list.
    """
    texts = [_MARKS.sub("", text) for text in (*statements_text, *passages_text)]
    told = list(_told(texts))
    evidence = known(told)
    by_kind: dict[str, list[str]] = {kind: [] for kind in _ORDER}
    asked = [question, *history]
    for sentence in told:
        for proposal in proposed(sentence, evidence):
            _keep(proposal, by_kind, asked, outlets)
    found = _in_turn(by_kind)[: _MOST - _WIDER]
    wider: dict[str, list[str]] = {"": []}
    for text in _wider(question, statements_text, told, evidence, outlets, newest):
        _keep(Proposal(text, ""), wider, (*asked, *found), outlets)
    return [*found, *wider[""][:_WIDER]]


def suggestions(
    question: str,
    statements_text: Sequence[str],
    passages_text: Sequence[str],
    answers: Callable[[str], bool],
    history: Sequence[str] = (),
    outlets: Sequence[str] = (),
    newest: date | None = None,
    most: int = 3,
    go_on: Callable[[], bool] = lambda: True,
) -> tuple[str, ...]:
    """The first few proposals that the library answers; `answers` is asked until enough do.

    `go_on` is asked before each: once it says no, what was found by then is all.
    """
    kept: list[str] = []
    for proposal in proposals(question, statements_text, passages_text, history, outlets, newest):
        if len(kept) >= most or not go_on():
            break
        if answers(proposal):
            kept.append(proposal)
    return tuple(kept)


def _told(texts: Sequence[str]) -> Iterator[str]:
    """The plain sentences of the evidence: no headlines, fragments, questions or speech."""
    seen: set[str] = set()
    for text in texts:
        for start, end in sentences(text):
            sentence = " ".join(text[start:end].split())
            sentence = re.sub(r"^[A-Z][A-Z ,\d\w]{2,40}\([^)]*\)\s+[-–—]\s+", "", sentence)
            if sentence in seen or not sentence.endswith("."):
                continue
            seen.add(sentence)
            if 4 <= len(sentence.split()) <= 45:
                yield sentence


def _keep(
    proposal: Proposal, by_kind: dict[str, list[str]], asked: Sequence[str], outlets: Sequence[str]
) -> None:
    text = proposal.text
    kept = [one for ones in by_kind.values() for one in ones]
    if not _sound(text) or any(_same(text, other) for other in (*asked, *kept)):
        return
    if not any(outlet and outlet.casefold() in text.casefold() for outlet in outlets):
        by_kind[proposal.kind].append(text)


def _sound(text: str) -> bool:
    """Whether a question can be shown: whole, short, and without words that point elsewhere."""
    return len(text) <= 100 and len(text.split()) <= 15 and _UNSOUND.search(text) is None


def _same(one: str, other: str) -> bool:
    """Whether two questions ask the same of the same."""
    mine, theirs = set(terms(one)), set(terms(other))
    if answer_kind(one) != answer_kind(other) or not theirs:
        return one.casefold() == other.casefold()
    added = mine - theirs
    # "Who is Marsh?" and "Who is Ivo Marsh?" are one; a day more is another question.
    return not added or (theirs <= mine and len(added) == 1 and added.pop().isalpha())


def _wider(
    question: str,
    statements: Sequence[str],
    told: Sequence[str],
    evidence: Known,
    outlets: Sequence[str],
    newest: date | None,
) -> Iterator[str]:
    """What came after the newest article, and what else is known of the names told most."""
    told_place = re.sub(r"^(?:in|on) ", "", evidence.main)
    if told_place and newest and told_place in " ".join((question, *statements)):
        yield f"What happened {evidence.main} after {day(newest)}?"
    known_outlets = {outlet.casefold() for outlet in outlets}
    counted: Counter[str] = Counter()
    articled: Counter[str] = Counter()
    for text in told:
        for name in names(text):
            bare = full_name(name.text, evidence)
            if name.text.casefold() in DEMONYMS or bare.casefold() in known_outlets:
                continue
            counted[bare] += 1
            following = re.match(r"\s+([a-z]+)", text[name.end :])
            alone = following is None or following[1] in STOP_WORDS or base_of(following[1])
            if alone:
                articled[bare] += 1 if re.search(r"\b[Tt]he\s+$", text[: name.start]) else -1
    asked = [full_name(name.text, evidence) for name in names(question)]
    often = [told_name for told_name, count in counted.most_common(4) if count > 1]
    parts = {part for told_name in counted for part in told_name.split()}
    for one in dict.fromkeys((*(one for one in asked if one in counted), *often)):
        # "Calveran" beside "Calvera": what its people are called.
        if not any(one != part and one.startswith(part) and len(one) < len(part) + 4
                   for part in parts):  # fmt: skip
            the = "the " if articled[one] > 0 else ""
            yield f"What else is known about {the}{one}?"


def _in_turn(by_kind: dict[str, list[str]]) -> list[str]:
    """The first of each kind, then the second of each, and so on."""
    rows = max(map(len, by_kind.values()), default=0)
    return [ones[row] for row in range(rows) for ones in by_kind.values() if row < len(ones)]
