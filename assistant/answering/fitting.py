"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import re

from vectorstore.text import Asked, dates, names, numbers, terms, words

_CAUSES = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caused by|blamed|as a result|in order to|reasons?"
    r"|amid|so that|after|since|following|led to|prompted)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds?|cents?|rupees?|yuan|yen)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)
_SHARE = frozenset({"percentag", "percent", "proport", "share", "rate"})
_PRICE = frozenset({"cost", "price", "money", "worth", "pay", "sum", "amount"})
_WORD = re.compile(r"\w+")


def fit(text: str, wanted: Asked) -> float:
    """Whether the text holds the kind of thing asked for: 1, in part 0.5, not 0."""
    match wanted.kind:
        case "when":
            found = dates(text)
            return 1.0 if any(d.first or d.precision == "day" for d in found) else 0.5 * bool(found)
        case "how many" | "how much":
            return _counted(text, wanted)
        case "who":
            kinds = {name.kind for name in names(text)}
            return 1.0 if kinds & {"person", "organisation"} else 0.5 * bool(kinds)
        case "where":
            kinds = {name.kind for name in names(text)}
            return 1.0 if "place" in kinds else 0.5 * bool(kinds)
        case "why":
            return 1.0 if _CAUSES.search(text) else 0.0
        case "which" | "what":
            return 0.5 + 0.5 * bool(set(wanted.focus[-1:]) & set(terms(text)))
        case _:
            return 0.5


def _counted(text: str, wanted: Asked) -> float:
    focus = set(wanted.focus)
    if focus & _SHARE and _PERCENT.search(text):
        return 1.0
    if focus & _PRICE and _MONEY.search(text):
        return 1.0
    found = [number for number in numbers(text) if not number.ordinal]
    if any(number.noun in wanted.focus for number in found):
        return 1.0
    return 0.5 * bool(found)


def is_new(text: str, question: str, wanted: Asked) -> bool:
    """Whether the text has something of the kind asked for that the question has not."""
    match wanted.kind:
        case "when":
            known = {question[d.start : d.end].casefold() for d in dates(question)}
            return any(text[d.start : d.end].casefold() not in known for d in dates(text))
        case "how many" | "how much":
            given = {number.value for number in numbers(question)}
            return any(n.value not in given for n in numbers(text) if not n.ordinal)
        case _:
            spoken = {question[span.start : span.end].casefold() for span in words(question)}
            told = {word.casefold() for name in names(text) for word in _WORD.findall(name.text)}
            return not told <= spoken
