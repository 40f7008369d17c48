"""What of a translated sentence can be checked: its figures, its days, and the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.verification.verify import Quoted
from assistant.writing.translated_dates import translated_dates
from vectorstore.text import names, numbers

_ASKS = re.compile(
    r"\btranslat\w*|\b(?:in|into|to|auf|en|em|på|po)\s+(?:plain\s+|simple\s+)?(?:german|french"
    r"|spanish|italian|dutch|portuguese|polish|russian|ukrainian|arabic|chinese|japanese|korean"
    r"|turkish|hindi|urdu|persian|farsi|hebrew|greek|swedish|norwegian|danish|finnish|czech"
    r"|hungarian|romanian|deutsch|français|francais|español|espanol|italiano|nederlands|português"
    r"|polski|svenska|norsk)\b(?=\s*(?:please\b|[.!?,;:]|$))",
    re.IGNORECASE,
)
ONLY_SO_FAR = "translated: no more than its figures, days and names was checked"
"""The reason against a translated sentence of which all that can be checked is right."""
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f' ’]\d{3}(?!\d))*(?:[.,]\d+)?")
_GROUPED = re.compile(r"[.,\u00a0\u202f' ’](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def asks_for_translation(request: str) -> bool:
    """Whether a request asks for another language."""
    return _ASKS.search(request) is not None


def mistranslated(sentence: str, quotes: Sequence[Quoted], others: Iterable[str]) -> Iterator[str]:
    """What in a translated sentence its quotes don't have: dates, other figures, and names that
    only `others`, the texts beside the quotes, have."""
    told = "\n".join(quote.text for quote in quotes)
    days = translated_dates(sentence, quotes)
    yield from days.wrong
    known = {_plain(figure) for figure in _DIGITS.findall(told)}
    known |= {_plain(f"{number.low:f}".rstrip("0").rstrip(".")) for number in numbers(told)}
    known |= days.figures
    words = {word.casefold() for word in _WORD.findall(told)}
    for figure in _DIGITS.findall(days.rest):
        if _plain(figure) not in known and _plain(figure).lstrip("0") not in known:
            yield f"number {figure}"
    own = {word.casefold() for word in _WORD.findall(sentence)}
    for name in dict.fromkeys(name.text for text in others for name in names(text)):
        parts = {word.casefold() for word in _WORD.findall(name)}
        if parts and parts <= own and not parts & words:
            yield f"name {name}"


def _plain(figure: str) -> str:
    """A figure as every language writes it: without signs between thousands, a point before
    decimals."""
    return _GROUPED.sub("", figure).replace(",", ".")
