"""The language of an article: found in its text, checked against what its page claims."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_READ = 1000
_FEWEST_WORDS = 20
_FEWEST_SIGNS = 40
_SURE = 0.6
_CLAIMED_ENOUGH = 0.95
# Scripts that are written without spaces between words.
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
# Languages so near to each other that a claim of one is not denied by a doubtful other.
_NEAR = (
    frozenset({"no", "nb", "nn", "da"}), frozenset({"hr", "bs", "sr"}), frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}), frozenset({"gl", "pt", "es"}), frozenset({"af", "nl"}),
    frozenset({"ru", "be", "uk", "bg", "mk"}), frozenset({"hi", "mr", "ne"}),
)  # fmt: skip
_NORWEGIAN = frozenset({"no", "nb", "nn"})


def language(text: str, claim: str = "") -> str:
    """The ISO 639-1 code of the language that `text` is in; "" when that is not sure.

    The first 1,000 characters are read by py3langid, a naive Bayes classifier over byte
    sequences (Lui and Baldwin 2012). `claim` is what the page or file says ("en-GB"): it
    stands for a text of less than 20 words, where the classifier is not sure, and between
    languages that differ little; a page that claims English over a French text is French.
    """
    code = claim.strip()[:2].lower()
    code = code if re.fullmatch(r"[a-z]{2}", code) else ""
    opening = text[:_READ]
    if len(opening.split()) < _FEWEST_WORDS and (
        len(_WITHOUT_SPACES.findall(opening)) < _FEWEST_SIGNS
    ):
        return code
    found, sure = _identifier().classify(opening)
    if sure < _SURE or not re.fullmatch(r"[a-z]{2}", found):
        return code
    if code in _NORWEGIAN and found in _NORWEGIAN:
        return code
    near = any({code, found} <= group for group in _NEAR)
    return code if near and sure < _CLAIMED_ENOUGH else found


@cache
def _identifier() -> LanguageIdentifier:
    """The classifier; loading it takes half a second, so it waits for the first article."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
