"""Held-out articles: what a human wrote about an event that other articles tell too."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common import ROOT, mean, module
from learning import Case
from rouge_score.tokenizers import DefaultTokenizer

from assistant import Article, Assistant
from assistant.briefing import concepts
from assistant.sections.sentences import read_sentences
from vectorstore.text import terms
from vectorstore.text.annotate import annotated

FOLDS = 5
LENGTH = 100
"""So many words at the head of a held-out article say what counts."""
_HELD_OUT = 2
"""So many articles of a story are held out, one at a time: those most like the others."""
_FEWEST, _LEFT = 4, 3
"""A story has at least so many articles that are no copies; so many are left to read."""
_LONG = 230
"""A held-out article has at least this many words."""
_RUN, _HEAD, _SHARED = 5, 300, 0.15
"""Left out is an article that holds so large a share of the runs of words of the held-out
one's head: it is much the same text."""

Runs = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """A held-out article's text, and the others of its story; a story is in one fold only."""

    story: str
    fold: int
    reference: str
    articles: tuple[Article, ...]


def held_out(news: Path, folder: Path) -> list[Held]:
    """What is held out of a folder of dated news (that of `benchmarks/answers/run.py`).

    `folder` has, or will have, the library in which the stories are found.
    """
    read = module(ROOT / "benchmarks/answers/sets.py").news_articles(news)
    with Assistant(folder / "news", model="", chroma="") as assistant:
        known = {article.id for article in assistant.articles()}
        new = [article for article in read if article.id not in known]
        if new:
            assistant.add(new)
        articles = {article.id: article for article in assistant.articles()}
        stories = assistant.stories()
    found: list[tuple[str, Article, list[Article]]] = []
    for story in stories:
        told = [articles[one] for one in story.article_ids if not articles[one].copy_of]
        if len(told) >= _FEWEST:
            found += [(story.title, out, left) for out, left in _of_story(told)]
    titles = sorted({title for title, _, _ in found})
    return [
        Held(title, titles.index(title) % FOLDS, out.text, tuple(left))
        for title, out, left in found
    ]


def _of_story(told: Sequence[Article]) -> list[tuple[Article, list[Article]]]:
    found = []
    for out in _most_central(told)[:_HELD_OUT]:
        head = _runs(" ".join(out.text.split()[:_HEAD]))
        left = [one for one in told if one is not out and _shared(head, one.text) < _SHARED]
        if len(left) >= _LEFT and len(out.text.split()) >= _LONG:
            found.append((out, left))
    return found


def _most_central(told: Sequence[Article]) -> list[Article]:
    """The articles, those first whose words are most like those of the others (tf-idf)."""
    counts = [Counter(terms(one.text)) for one in told]
    holders = Counter(word for count in counts for word in count)
    vectors = [
        {
            word: (1 + math.log(times)) * math.log(1 + len(told) / holders[word])
            for word, times in count.items()
        }
        for count in counts
    ]
    likeness = [
        mean([_cosine(one, other) for other in vectors if other is not one]) for one in vectors
    ]
    return [told[at] for at in sorted(range(len(told)), key=lambda at: -likeness[at])]


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    common = sum(weight * other.get(word, 0.0) for word, weight in one.items())
    return common / math.sqrt(
        sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values())
    )


def _shared(head: Runs, text: str) -> float:
    return sum((_runs(text) & head).values()) / max(1, sum(head.values()))


@cache
def _runs(text: str) -> Runs:
    words = DefaultTokenizer(use_stemmer=True).tokenize(text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def case(held: Held) -> Case:
    """The pairs of words of the articles, and which of them stand in the held-out one's head."""
    known = concepts.concepts(read_sentences([annotated(one) for one in held.articles]))
    head = set(concepts.pairs(" ".join(held.reference.split()[:LENGTH])))
    return Case(known.rows, [pair in head for pair in known.pairs])
