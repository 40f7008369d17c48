"""Whether a sentence is understood by itself, and whether it belongs to the page, not the article.

Two logistic regressions over the mean of the embedding model's states in the sentence, its last
layer at the first word, and what the words show: pronouns, connectives, definite articles, names,
quotation marks, credits and links. `benchmarks/annotations/train.py` makes their weights.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.annotations import Entity, Mention
from vectorstore.text.lexicon import listed

Floats = NDArray[np.float32]

_THIRD = listed("he she they it him her them his their its hers theirs himself herself themselves")
_FIRST = listed("i we us our my me you your ours")
_THESE = listed("this that these those such")
_CONNECTIVES = listed(
    """
    but and so also however meanwhile then instead still yet moreover therefore thus additionally
    furthermore besides otherwise nevertheless or later earlier afterwards here there both neither
    either another others some many most more nor even similarly likewise
    """
)
_ADVERBIALS = listed("if in on at after before during for with as when while")
_WORD = re.compile(r"[A-Za-z]+")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|him|her|them|his|their|its)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")
_DEFINITE = re.compile(r"\bthe [a-z]")
_SUBJECT = re.compile(r"\bThe [a-z]+ (?:said|was|is|has|had|were|are|will|also|came|comes|would)")
_SAID = re.compile(r"\b(?:said|says|told|added|wrote|tweeted)\b")
_SAID_BY_PRONOUN = re.compile(r"[”\"],? (?:he|she|they|it) ")
_LOOSE = re.compile(r"\b(?:also|too|another|other|same|both|latter|former|there|then)\b")
_ENDED = re.compile(r"[.!?][”\"’')]*$")
_CREDIT = re.compile(r"[|©/]|getty|image|photo|reuters|\bap\b", re.IGNORECASE)
_OFFER = re.compile(
    r"\b(?:click|subscribe|sign up|newsletter|read more|follow|contact|email|contributed|updated"
    r"|published|share|watch|related|more:)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|https?:|www\.|\.com")


def features(
    text: str,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Sequence[Mention]],
    entities: Sequence[Entity],
) -> Floats:
    """What the words of each sentence show, shape (sentences, features)."""
    rows = []
    for number, ((start, end), named) in enumerate(zip(sentences, mentions, strict=True)):
        line = text[start:end]
        persons = [one for one in named if entities[one.entity].kind == "person"]
        first = named[0].start - start if named else len(line)
        rows.append(
            [
                *_words(line, first, bool(named)),
                not named,
                min(len(named), 4),
                min(len(persons), 3),
                bool(persons) and persons[0].start - start < 30,
                *_form(line),
                number == 0,
                number < 3,
                min(number, 40) / 40,
                start == 0 or text[start - 1] == "\n",
                end >= len(text) or text[end] == "\n",
            ]
        )
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), -1)


def _words(line: str, first_name: int, named: bool) -> list[float]:
    """Which words open the sentence, and those that may point at something outside it."""
    outside = _QUOTED.sub(" ", line)
    words = [word.lower() for word in _WORD.findall(line)]
    own = [word.lower() for word in _WORD.findall(outside)]
    opening = words[0] if words else ""
    pronoun = _PRONOUN.search(line)
    own_pronoun = _PRONOUN.search(outside) is not None
    return [
        opening in _THIRD,
        opening in _FIRST,
        opening in _THESE,
        opening in _CONNECTIVES,
        opening == "the",
        opening in _ADVERBIALS,
        pronoun is not None and pronoun.start() < first_name,
        pronoun is not None and not named,
        own_pronoun,
        own_pronoun and not named,
        sum(word in _THIRD for word in words),
        sum(word in _THESE for word in own),
        sum(word in _FIRST for word in own),
        sum(word in _FIRST for word in words),
        words.count("the"),
        len(_DEFINITE.findall(outside)),
        _SUBJECT.search(line) is not None,
        len(words) < 6,
        len(words) < 12,
        len(words) > 30,
        min(len(words), 50) / 50,
    ]


def _form(line: str) -> list[float]:
    """Its marks and its look: quotations, ends, credits, links."""
    return [
        line[:1] in '“"‘',
        line.count("“") != line.count("”") or line.count('"') % 2 == 1,
        line[-1:] in '”"',
        "“" in line or '"' in line,
        _SAID.search(line) is not None,
        _SAID_BY_PRONOUN.search(line) is not None,
        _LOOSE.search(line) is not None,
        _ENDED.search(line) is None,
        line.endswith("?"),
        any(char.isdigit() for char in line),
        _CREDIT.search(line) is not None,
        line.isupper(),
        line[:1].islower(),
        line[:1] in "-•*",
        ":" in line,
        _OFFER.search(line) is not None,
        _ADDRESS.search(line) is not None,
    ]


def pooled(rows: Floats, inside: NDArray[np.int64], count: int) -> Floats:
    """Of each sentence the mean of its words' states, and the last layer's at its first word.

    `rows` are the states of words, shape (n, 1152), `inside` the sentence of each; a sentence
    without a word has zeros. Shape (count, 1152 + 384).
    """
    last = rows.shape[1] // 3
    made = np.zeros((count, rows.shape[1] + last), dtype=np.float32)
    places = np.flatnonzero(inside >= 0)
    if not len(places):
        return made
    numbers = inside[places]
    fresh = np.flatnonzero(np.diff(numbers, prepend=-1))
    sums = np.add.reduceat(rows[places], fresh, axis=0)
    sizes = np.diff(np.append(fresh, len(places)))
    made[numbers[fresh], :-last] = sums / sizes[:, None]
    made[numbers[fresh], -last:] = rows[places[fresh], -last:]
    return made
