"""What of each article belongs to the story that most of the articles tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from vectorstore.text import names
from vectorstore.text.annotations import AnnotatedArticle

_FEWEST = 4
"""Of fewer articles nothing says which of them is a digest."""
_HEAD = 800
_MOST = 0.5
_LEAST = 0.3
"""Where a smaller share of the sentences holds a name of the story, the article is a digest."""
_AROUND = 2
_WORD = re.compile(r"\w[\w’'-]+")


def concerned(told: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """The articles, of a digest only the sentences around those that name the story's names.

    The names of a story are those that half of the articles have in title or opening. Fewer than
    four articles, or articles that share no names: all as they are.
    """
    core = _core(told)
    if len(told) < _FEWEST or not core:
        return list(told)
    return [_of_story(one, core) for one in told]


def _core(told: Sequence[AnnotatedArticle]) -> frozenset[str]:
    held: Counter[str] = Counter()
    for one in told:
        head = f"{one.article.title}. {one.article.text[:_HEAD]}"
        held.update({word for name in names(head) for word in _WORD.findall(name.text)})
    least = max(2, ceil(_MOST * len(told)))
    return frozenset(word for word, count in held.items() if count >= least)


def _of_story(one: AnnotatedArticle, core: frozenset[str]) -> AnnotatedArticle:
    text = one.article.text
    near = [
        at
        for at, (start, end) in enumerate(one.spans)
        if not core.isdisjoint(_WORD.findall(text[start:end].replace("’s", "").replace("'s", "")))
    ]
    if len(near) >= _LEAST * len(one.spans):
        return one
    kept = {around for at in near for around in range(at - _AROUND, at + _AROUND + 1)}
    return replace(one, sentences=tuple(s for at, s in enumerate(one.sentences) if at in kept))
