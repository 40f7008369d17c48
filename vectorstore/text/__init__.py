"""Sentences, words, names, numbers, dates and negations of English news text.

Pure text analysis: a function takes a string and returns what stands in it, in order, with
offsets in code points; nothing is read from disk and nothing is remembered but caches.
Names are handed out on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.text.annotations import Name
    from vectorstore.text.dates import DateMention, dates
    from vectorstore.text.irregular import forms
    from vectorstore.text.names import names, same_name
    from vectorstore.text.negation import negations
    from vectorstore.text.numbers import Number, numbers, same
    from vectorstore.text.sentences import sentences
    from vectorstore.text.spans import Span
    from vectorstore.text.terms import STOP_WORDS, stem, terms, words

_HOME = {
    "DateMention": "dates",
    "Name": "annotations",
    "Number": "numbers",
    "STOP_WORDS": "terms",
    "Span": "spans",
    "forms": "irregular",
    "dates": "dates",
    "names": "names",
    "negations": "negation",
    "numbers": "numbers",
    "same": "numbers",
    "same_name": "names",
    "sentences": "sentences",
    "stem": "terms",
    "terms": "terms",
    "words": "terms",
}

__all__ = [
    "STOP_WORDS",
    "DateMention",
    "Name",
    "Number",
    "Span",
    "dates",
    "forms",
    "names",
    "negations",
    "numbers",
    "same",
    "same_name",
    "sentences",
    "stem",
    "terms",
    "words",
]


class _Package(ModuleType):
    """A package in which a function may be named after the file that holds it."""

    def __setattr__(self, name: str, value: object) -> None:
        # Importing `language.dates` sets the attribute `dates` to the submodule, which would
        # hide the function of that name from whoever asks the package for it afterwards.
        if isinstance(value, ModuleType) and name in _HOME:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
