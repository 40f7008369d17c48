"""What kind of answer a question asks for: a person, a place, a day, a count of something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vectorstore.text import dates, numbers, stem, terms, words
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.roles import is_body_noun, is_person_noun
from vectorstore.text.lexicon.speech import SAYING

AnswerKind = Literal[
    "person", "day", "place", "count", "amount", "reason", "manner", "choice", "thing", "list",
    "comparison", "account", "yes/no", "organisation", "speech",
    "identity", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What kind of answer a question asks for.

    `focus`: the stems of what is counted, chosen or named by the question word ("how many
    hardened fighters" -> "harden", "fighter"; "which city" -> "citi"), the last being the noun.
    `given`: what the question itself has of that kind, which is no answer: dates in lower case,
    numbers, or else its words in lower case.
    """

    kind: AnswerKind
    focus: tuple[str, ...] = ()
    given: frozenset[str | float] = frozenset()


_BE = r"(?:was|is|were|are)"
_AUXILIARIES = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
)
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|differences?|differ|differs|versus|vs\.?|contrast"
    r"|(?:more|less|fewer|better|worse|bigger|larger|smaller|older|newer)\b.{0,80}\bthan)\b"
    r"|\bdisagree|\bagree\s+on\b",
    re.IGNORECASE,
)
_ACCOUNTS = re.compile(
    r"\b(?:what\s+(?:has\s+|is\s+)?happen(?:s|ed|ing)|tell\s+me\s+about|summari[sz]e|an?\s+account"
    r"|what\s+(?:is|was)\s+going\s+on|how\s+did\s+.{3,60}\s(?:unfold|develop))\b",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"^\W*(?:please\s+)?(?:list|name|enumerate|give\s+(?:me\s+)?(?:a\s+list|all|some|the\s+names"
    r"|examples|\w+\s+examples)|(?:what|which)\s+are\s+(?:all\s+)?(?:the|some|all)\s+"
    r"(?:\w+\s+){0,3}\w+s\b|who\s+(?:all|are\s+all)|tell\s+me\s+all)",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    rf"^\W*(?:(?:and|but|so|also|then)\s+)?(?:{_AUXILIARIES}"
    r"|(?:is|are|was|were|do|does|did|has|have|ca|wo)n[’']t)\b",
    re.IGNORECASE,
)
_CUES: tuple[tuple[str, AnswerKind], ...] = (
    (rf"how\s+many|what\s+{_BE}\s+the\s+(?:total\s+)?(?:number|count|tally)\s+of"
     r"|(?:what|which)\s+number\s+of|what\s+(?:is|was)\s+the\s+(?:death\s+)?toll", "count"),
    (r"how\s+much|what\s+(?:percentage|share|proportion|fraction|amount|price|cost|sum)"
     rf"|what\s+{_BE}\s+the\s+(?:\w+\s+){{0,2}}(?:percentage|share|proportion"
     r"|fraction|amount|price|cost|value|size|rate)\s+of", "amount"),
    (r"how\s+(?:long\s+ago|soon|recently)|when|(?:what|which)"
     r"\s+(?:day|date|year|month|time|week|decade|century)|what\s+(?:was|is)\s+the\s+date", "day"),
    (r"how\s+(?:long|old|far|big|large|tall|high|deep|wide|fast|heavy|often|hot|cold)", "amount"),
    (r"whose|whom|who|(?:what|which)\s+(?:person|man|woman|people|politician|player|actor"
     r"|leader|president|minister)", "person"),
    (r"where|(?:in|at|from|to|near)\s+(?:what|which)\s+(?:city|town|country|place|village|state"
     r"|region|province)|(?:what|which)\s+(?:place|location)", "place"),
    (r"why|how\s+come|what\s+(?:\w+\s+)?(?:reason|reasons|cause|caused|prompted|motivated"
     r"|led\s+to)|for\s+what\s+reason|what\s.{1,60}\sfor(?=\W*$)", "reason"),
    (r"how", "manner"),
    (r"which", "choice"),
    (r"what", "thing"),
    (r"death\s+toll|deaths|fatalities|casualties", "count"),
)  # fmt: skip
# "What did the minister say of it?", "Who is Jane Roe?"
_SPEECH = re.compile(r"\bwhat\s+(?:did|does|do|has|have|had)\b", re.IGNORECASE)
_PLACES = listed("country nation city town village state region province continent island")
_SAID = frozenset(map(stem, SAYING))
_IDENTITY = re.compile(
    rf"^\W*who\s*(?:{_BE}|[’']s)\s+(?!(?:the|an?|in|on|at|of|behind|to)\b)(?:[\w.’'-]+\s+){{0,3}}"
    r"[\w.’'-]+\W*$",
    re.IGNORECASE,
)
_KINDS = tuple((re.compile(rf"\b(?:{cue})\b", re.IGNORECASE), kind) for cue, kind in _CUES)
_COUNTED = re.compile(
    r"\b(?:how\s+(?:many|much)|(?:what|which)\s+are\s+(?:all|some|the)(?:\s+of)?|which|what(?:\s+(?:percentage|share|proportion|number))?"
    r"|(?:number|count|tally|percentage|share|proportion|fraction|amount|toll|price|cost|list"
    r"|names)\s+of|list|name|whose)\s+(?:of\s+)?(?:all\s+)?(?:(?:the|its|their|his|her)\s+)?",
    re.IGNORECASE,
)
_NO_FOCUS = re.compile(
    rf"(?:{_AUXILIARIES}|be|been|happens?|led|made|makes|took|takes|in|on|at|from|by|to|of|for|with"
    r"|during|after|before|since|against|under|over|near|and|or|who|that|which|according|s"
    r"|fell|holds?|held|won|lost|says?|said|left|came|went|\w+ed)$",
    re.IGNORECASE,
)
_FOCUSED = ("count", "amount", "choice", "thing", "list", "place", "person", "day", "account")
_MOST_FOCUS = 5
"""So many words after the question word are looked at for what it asks of."""


def answer_type(question: str) -> AnswerType:
    """What kind of answer a question asks for; "other" when it does not say.

    "How long" and "how old" ask for an amount. A question that compares is told before all
    others, and one that asks for an account ("what happened") before one for a thing.
    """
    kind = answer_kind(question)
    focus = _focus(question) if kind in _FOCUSED else []
    if kind in ("choice", "thing", "person"):
        kind = _named_kind(question, kind, focus)
    return AnswerType(kind, tuple(terms(" ".join(focus))), _given(question, kind))


def _named_kind(question: str, kind: AnswerKind, focus: Sequence[str]) -> AnswerKind:
    """What a question for a thing or a person asks for more closely: what somebody said, who
    somebody is, or a name of the kind that its noun tells ("which pop star")."""
    if kind == "person":
        return "identity" if _IDENTITY.match(question) else kind
    asked = _SPEECH.search(question)
    if asked and any(stem(question[s:e]) in _SAID for s, e in words(question) if s > asked.end()):
        return "speech"
    noun = focus[-1].casefold() if focus else ""
    if noun.rstrip("s") in _PLACES:
        return "place"
    return "person" if is_person_noun(noun) else "organisation" if is_body_noun(noun) else kind


def answer_kind(question: str) -> AnswerKind:
    """The kind alone."""
    if _COMPARES.search(question):
        return "comparison"
    yes_no = _YES_NO.match(question) is not None
    if yes_no and not re.search(r"\bor\b", question):
        return "yes/no"
    if _LISTS.match(question) and not _KINDS[0][0].search(question):
        return "list"
    found = [
        (match.start(), rank, kind)
        for rank, (pattern, kind) in enumerate(_KINDS)
        if (match := pattern.search(question))
    ]
    kind: AnswerKind = min(found)[2] if found else "yes/no" if yes_no else "other"
    vague = kind in ("thing", "manner", "other")
    return "account" if vague and _ACCOUNTS.search(question) else kind


def _focus(question: str) -> list[str]:
    match = _COUNTED.search(question)
    if match is None:
        return []
    taken: list[str] = []
    rest = question[match.end() :]
    for start, end in words(rest)[:_MOST_FOCUS]:
        word = rest[start:end]
        # "How many wounded fighters": what looks like a verb may come before the noun.
        verb = _NO_FOCUS.match(word) and (taken or not word.lower().endswith("ed"))
        if verb or (taken and rest[:start].rstrip()[-1:] in ",;:?."):
            break
        taken.append(word)
    while taken and _NO_FOCUS.match(taken[-1]):
        taken.pop()
    return taken


def _given(question: str, kind: AnswerKind) -> frozenset[str | float]:
    match kind:
        case "day":
            return frozenset(question[d.start : d.end].casefold() for d in dates(question))
        case "count" | "amount":
            return frozenset(number.value for number in numbers(question))
        case _:
            return frozenset(question[start:end].casefold() for start, end in words(question))
