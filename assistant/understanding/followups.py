"""A follow-up becomes a question that stands alone: what it leaves out is filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Turn
from assistant.understanding.binding import Binding, Target, binding
from assistant.understanding.ellipsis import filled_by_form
from assistant.verification.marks import without_marks
from vectorstore.text import terms
from vectorstore.text.encoder import Embeddings

DOUBT = 0.6
"""A second meaning that is at least so likely, against the first, is asked about."""
_SURE, _UNSURE = 0.7, 0.1
"""What is less sure to stand alone leans on the turn before; a target less likely is not believed
against the form of the question."""
_CLEAR = 0.4
"""So likely what a fragment replaces is believed against its form."""
_FEW_WORDS = 8
"""An answer of fewer words gives little to read: the form of the follow-up alone decides."""
_MOST_CONTEXT = 900
_OPENER = re.compile(
    r"^\s*(?:(?:and|but|or|so|ok|okay|then)\b[\s,]*)*(?:(?:what|how)\s+about\b[\s,]*)?", re.I
)
_OWN = re.compile(r"(?:his|her|hers|its|theirs?)$", re.IGNORECASE)
_NO_OWNED = r"(?:in|on|at|to|for|by|with|after|before|and|or|from|during|when|as|into)"
_THERE = re.compile(r"^there$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:The|A|An|His|Her|Its|Their|This|That|These|Those)\s")
_PREPOSITION = re.compile(
    r"(?:in|on|at|since|before|after|until|by|during|from|of|near|for|to)\s", re.I
)


def standalone_question(
    question: str, history: Sequence[Turn], embeddings: Embeddings | None = None
) -> str:
    """The question with what it leaves to the turns before filled in; itself where it is whole."""
    return standalone_forms(question, history, embeddings)[0]


def standalone_forms(
    question: str, history: Sequence[Turn], embeddings: Embeddings | None = None
) -> tuple[str, ...]:
    """What a question may mean after these turns, the likeliest first; more than one where it is
    doubtful. `embeddings` are the library's.

    A word that points back gives way to what it stands for, a fragment takes the place of its like
    in the question before, and what a question leaves out is named before it.
    """
    turns: list[Turn] = []
    for turn in history:
        alone = _forms(turn.question, turns, embeddings)[0]
        turns.append(replace(turn, question=alone))
    return _forms(question, turns, embeddings)


def _forms(question: str, turns: Sequence[Turn], embeddings: Embeddings | None) -> tuple[str, ...]:
    by_form = filled_by_form(question, turns)
    turns = [turn for turn in turns if terms(turn.question)]
    if not turns or not terms(question) or by_form == turns[-1].question.strip():
        return (by_form,)
    before, answer = turns[-1].question.strip(), without_marks(turns[-1].answer).strip()
    if len(answer.split()) < _FEW_WORDS:
        return (by_form,)
    context = f"{before} {answer}"[:_MOST_CONTEXT]
    found = binding(question, context, len(before), embeddings)
    targets = _named(found, context)
    match found.leaning:
        case "alone" if found.sure >= _SURE:
            return (question,)
        case "again":
            return (by_form,)
        case _ if not targets:
            return (by_form,)
        case "swap":
            believed = targets[0].likely >= _CLEAR and targets[0].end <= len(before)
            swapped = _swapped(before, question, found, targets[0]) if believed else ""
            return (swapped or by_form,)
    asked_again = by_form != question and by_form.startswith(before.rstrip("?!. "))
    if asked_again or (by_form != question and targets[0].likely < _UNSURE):
        return (by_form,)
    forms = [_bound(question, found, target, context) for target in targets[:2]]
    if targets[1:] and targets[1].likely < DOUBT * targets[0].likely:
        forms = forms[:1]
    return tuple(dict.fromkeys(forms))


def _named(found: Binding, context: str) -> list[Target]:
    """The targets that are words: a number is none that a question is about."""
    return [
        target
        for target in found.targets
        if any(char.isalpha() for char in context[target.start : target.end])
    ]


def _bound(question: str, found: Binding, target: Target, context: str) -> str:
    """The question with a target in the place of the word for it, or named before it."""
    named = _inside(context[target.start : target.end])
    if context[: target.start].lower().endswith((" the ", "“the ")):
        named = f"the {named}"
    if found.leaning == "refers" and found.word is not None:
        return _put(question, found.word, named)
    opener = _OPENER.match(question)
    rest = question[opener.end() :].strip() if opener else question
    start = rest if rest[:1].isupper() and rest[1:2].isupper() else rest[:1].lower() + rest[1:]
    return f"As for {named}, {start or question}"


def _inside(phrase: str) -> str:
    """A phrase as it stands within a sentence."""
    words = phrase.strip(' "“”‘’,;:.!?').removesuffix("'s").removesuffix("’s")
    return words[:1].lower() + words[1:] if _ARTICLE.match(words) else words


def _put(question: str, place: tuple[int, int], named: str) -> str:
    head, word, tail = question[: place[0]], question[place[0] : place[1]], question[place[1] :]
    if _THERE.match(word) and not _PREPOSITION.match(named):
        named = f"in {named}"
    if _possesses(word, tail):
        named = f"{named}'" if named.endswith("s") and named.split()[-1].islower() else f"{named}'s"
    return f"{head}{named[:1].upper() + named[1:] if not head.strip() else named}{tail}"


def _possesses(word: str, tail: str) -> bool:
    """Whether a word tells whose ("her country"), not whom ("replaced her")."""
    if _OWN.match(word) is None:
        return False
    return word.lower() != "her" or bool(re.match(rf"\s+(?!{_NO_OWNED}\b)[a-z]", tail))


def _swapped(before: str, question: str, found: Binding, target: Target) -> str:
    """The question before with what a fragment names in the place of its like; "" for nothing."""
    new = question[slice(*found.word)].strip(" ?!.,") if found.word is not None else ""
    if before[: target.start].lower().endswith("the "):
        new = re.sub(r"^the\s+", "", new, flags=re.IGNORECASE)
    return f"{before[: target.start]}{new}{before[target.end :]}" if new else ""
