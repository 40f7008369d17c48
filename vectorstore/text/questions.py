"""What a question asks for: a person, a time, a place, a count of something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from vectorstore.text.terms import terms, words

Kind = Literal[
    "who", "when", "where", "how many", "how much", "why", "how", "which", "what", "list",
    "compare", "yes/no", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    `focus`: the stems of what is counted, chosen or named by the question word ("how many
    hardened fighters" -> "harden", "fighter"; "which city" -> "citi"), the last being the noun.
    """

    kind: Kind
    focus: tuple[str, ...] = ()


_COMPARE = re.compile(
    r"\b(?:compare[ds]?|comparison|difference|differences|differ|differs|versus|vs\.?|contrast"
    r"|(?:more|less|fewer|better|worse|bigger|larger|smaller|older|newer)\b.{0,80}\bthan)\b"
    r"|\bdisagree|\bagree\s+on\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:please\s+)?(?:list|name|enumerate|give\s+(?:me\s+)?(?:a\s+list|all|some|the\s+names"
    r"|examples|\w+\s+examples)|(?:what|which)\s+are\s+(?:all\s+)?(?:the|some|all)\s+"
    r"(?:(?:\w+\s+){0,3})(?:\w+s)\b|who\s+(?:all|are\s+all)|tell\s+me\s+all)",
    re.IGNORECASE,
)
_CUES: tuple[tuple[str, Kind], ...] = (
    (r"how\s+many|what\s+(?:was|is|were|are)\s+the\s+(?:total\s+)?(?:number|count|tally)\s+of"
     r"|(?:what|which)\s+number\s+of|what\s+(?:is|was)\s+the\s+(?:death\s+)?toll", "how many"),
    (r"how\s+much|what\s+(?:percentage|share|proportion|fraction|amount|price|cost|sum)"
     r"|what\s+(?:was|is|were|are)\s+the\s+(?:\w+\s+){0,2}(?:percentage|share|proportion"
     r"|fraction|amount|price|cost|value|size|rate)\s+of", "how much"),
    (r"how\s+(?:long\s+ago|soon|recently)|when|since\s+when|(?:what|which|on\s+which"
     r"|on\s+what|in\s+what|in\s+which)\s+(?:day|date|year|month|time|week|decade|century)"
     r"|what\s+(?:was|is)\s+the\s+date", "when"),
    (r"how\s+(?:long|old|far|big|large|tall|high|deep|wide|fast|heavy|often|hot|cold)",
     "how much"),
    (r"whose|whom|who|(?:what|which)\s+(?:person|man|woman|people|politician|player|actor"
     r"|leader|president|minister)", "who"),
    (r"where|(?:in|at|from|to|near)\s+(?:what|which)\s+(?:city|town|country|place|village|state"
     r"|region|province)|(?:what|which)\s+(?:place|location)", "where"),
    (r"why|how\s+come|what\s+(?:\w+\s+)?(?:reason|reasons|cause|caused|prompted|motivated"
     r"|led\s+to)|for\s+what\s+reason|what\s+.{1,60}\sfor(?=\W*$)", "why"),
    (r"how", "how"),
    (r"which", "which"),
    (r"what|what[’']s", "what"),
)  # fmt: skip
_KINDS = tuple((re.compile(rf"\b(?:{cue})\b", re.IGNORECASE), kind) for cue, kind in _CUES)
_YES_NO = re.compile(
    r"^\W*(?:(?:and|but|so|also|then)\s+)?(?:is|are|was|were|do|does|did|has|have|had|can|could|will"
    r"|would|shall|should|may|might|must|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|don[’']t"
    r"|doesn[’']t|didn[’']t|hasn[’']t|haven[’']t|can[’']t|won[’']t)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how\s+(?:many|much)|(?:what|which)\s+are\s+(?:all|some|the)(?:\s+of)?|which|what(?:\s+(?:percentage|share|proportion|number))?"
    r"|(?:number|count|tally|percentage|share|proportion|fraction|amount|toll|price|cost|list"
    r"|names)\s+of|list|name|whose)\s+(?:of\s+)?(?:all\s+)?(?:the\s+|its\s+|their\s+|his\s+|her\s+)?",
    re.IGNORECASE,
)
_NO_FOCUS = re.compile(
    r"(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|shall|should|may"
    r"|might|must|happen(?:s|ed)?|led|caused|made|makes|took|takes|in|on|at|from|by|to|of|for|with"
    r"|during|after|before|since|against|under|over|near|and|or|who|that|which|according|s"
    r"|died|fled|fell|holds?|held|won|lost|says?|said|ruled|left|came|went|killed|wounded|injured|arrested|\w+ed)$",
    re.IGNORECASE,
)


def question_kind(question: str) -> Kind:
    """What kind of answer a question asks for; "other" when it does not say.

    "How long" and "how old" ask how much. A question that compares is told before all others.
    """
    if _COMPARE.search(question):
        return "compare"
    if _YES_NO.match(question) and not re.search(r"\bor\b", question):
        return "yes/no"
    if _LIST.match(question) and not _KINDS[0][0].search(question):
        return "list"
    found = [(m.start(), rank, kind) for rank, (p, kind) in enumerate(_KINDS)
             if (m := p.search(question))]  # fmt: skip
    if found:
        return min(found)[2]
    return "yes/no" if _YES_NO.match(question) else "other"


def asked(question: str) -> Asked:
    """What a question asks for, with the stems of what it counts, chooses or lists."""
    kind = question_kind(question)
    if kind not in ("how many", "how much", "which", "what", "list", "where", "who", "when"):
        return Asked(kind)
    match = _COUNTED.search(question)
    if match is None:
        return Asked(kind)
    taken: list[str] = []
    rest = question[match.end() :]
    for start, end in words(rest)[:5]:
        word = rest[start:end]
        # "How many wounded fighters": what looks like a verb may come before the noun.
        verb = _NO_FOCUS.match(word) and (taken or not word.lower().endswith("ed"))
        if verb or (taken and rest[:start].rstrip()[-1:] in ",;:?."):
            break
        taken.append(word)
    while taken and _NO_FOCUS.match(taken[-1]):
        taken.pop()
    return Asked(kind, tuple(terms(" ".join(taken))))
