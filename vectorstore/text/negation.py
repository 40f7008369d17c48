"""Words that turn a statement into its opposite."""

from __future__ import annotations

import re

from vectorstore.text.lexicon import listed
from vectorstore.text.spans import Span
from vectorstore.text.terms import held_words

# First what holds a cue and denies nothing; where one of these begins, no cue is looked for.
_IDIOMS = (
    r"not\s+(?:only|just|merely|simply|least|to\s+mention)|no\s+(?:doubt|wonder|matter|sooner"
    r"|less\s+than|fewer\s+than|more\s+than|later\s+than)|without\s+(?:a\s+)?(?:doubt|question"
    r"|fail)|none\s+other\s+than|nothing\s+(?:less|short)\s+(?:than|of)|never\s+mind"
    r"|last\s+but\s+not\s+least|if\s+not|whether\s+or\s+not|or\s+not|nonetheless|nevertheless"
    r"|no\.\s*\d+|(?:can|could)(?:not|\s+not|n[’']t)\s+help\s+but|no-\w+"
    r"|not\s+(?:un(?!ti|der|it|io|if|iq|iv|animous|les|veil|load|do|cover|fold)\w+"
    r"|i(?:n(?:frequent|significant|considerable|conceivable)|mpossible|mprobable)(?:ly)?)"
    r"|why\s+not|not-for-profit|non-profit"
)
_CUES = (
    r"no\s+longer|no\s+one|nobody|nothing|nowhere|neither|nor|none|never|cannot|not|no|without"
    r"|\w*n[’']t|aint|den(?:y|ies|ied|ying)|fail(?:s|ed|ing)?\s+to|refus(?:e|es|ed|ing)\s+to"
    r"|declin(?:e|es|ed|ing)\s+to|unable\s+to|reject(?:s|ed|ing)?|ruled?\s+out|rules\s+out"
    r"|false(?:ly)?|untrue|lack(?:s|ed|ing)?|hardly|scarcely|barely|stopped\s+short\s+of"
)
# Of these words a text that negates has one: a quick look that saves the close one.
_HINTS = listed(
    """
    no nobody nothing nowhere neither nor none never cannot not without t aint deny denies denied
    denying fail fails failed failing refuse refuses refused refusing decline declines declined
    declining unable reject rejects rejected rejecting rule ruled rules false falsely untrue lack
    lacks lacked lacking hardly scarcely barely stopped
    """
)
_NEGATION = re.compile(rf"\b(?:(?P<idiom>{_IDIOMS})|(?P<cue>{_CUES}))\b", re.IGNORECASE)


def is_negated(text: str) -> bool:
    """Whether a text negates anything."""
    return not _HINTS.isdisjoint(held_words(text)) and bool(negations(text))


def negations(text: str) -> list[Span]:
    """Where a text negates: the spans of the cue words, in order and without overlap.

    "Not only", "no doubt", "No. 5" and the like deny nothing and are left out. A text that denies
    nothing: an empty list.
    """
    return [Span(*match.span()) for match in _NEGATION.finditer(text) if match["cue"]]
