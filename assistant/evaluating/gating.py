"""How much of what is false the gate catches, and how much of what is exact it doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.evaluating.alterations import (
    altered_dates,
    altered_numbers,
    flipped_negations,
    replaced_names,
    swapped_names,
)
from assistant.evaluating.figures import Figure, share
from assistant.types import Verdict
from vectorstore.text import Name, names, sentences, terms

Verify = Callable[[str, Sequence[str]], Verdict]
"""The gate: a statement and the quotes it cites."""

_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """An article's sentences, each on one line, and the story they belong to."""

    story: str
    sentences: tuple[str, ...]


def told(story: str, text: str) -> Told:
    """The sentences of an article that say something: five words at least."""
    found = (" ".join(text[start:end].split()) for start, end in sentences(text))
    return Told(story, tuple(one for one in found if len(one.split()) >= _LEAST_WORDS))


def gate_figures(
    articles: Mapping[str, Told], quotes: Iterable[tuple[str, str]], verify: Verify
) -> dict[str, Figure]:
    """Shares of false statements that the gate catches, and of exact quotes that it doubts.

    `articles` are by name, one of each group of copies; `quotes` are exact words with the
    name of their article. Each sentence is altered in one place and checked against
    itself as it was; checked against the sentence of another story that shares the most
    words with it (`wrong_article`); and, unaltered, against itself with its neighbours
    (`false_alarms`). Each quote is checked against the sentences it was cut from
    (`doubted_cuts`: rightly so where the cut leaves out who said it, or a "fewer than").
    """
    known = list(articles.values())
    everything = [sentence for article in known for sentence in article.sentences]
    strangers = {article.story: _strangers(article.story, known) for article in known}
    figures = {
        name: share(
            not verify(false, [sentence]).supported
            for sentence in everything
            for false in alter(sentence)
        )
        for name, alter in _ALTERATIONS.items()
    }
    figures["replaced_names"] = share(
        not verify(false, [sentence]).supported
        for article in known
        for sentence in article.sentences
        for false in replaced_names(sentence, strangers[article.story])
    )
    figures["wrong_article"] = share(
        not verify(sentence, [other]).supported for sentence, other in _mistaken(known)
    )
    for name, exact in (
        ("false_alarms", _neighbourhoods(known)),
        ("doubted_cuts", _cut(articles, quotes)),
    ):
        figures[name] = share(not verify(quote, [source]).supported for quote, source in exact)
    return figures


_ALTERATIONS: dict[str, Callable[[str], list[str]]] = {
    "altered_numbers": altered_numbers,
    "altered_dates": altered_dates,
    "swapped_names": swapped_names,
    "flipped_negations": flipped_negations,
}


def _strangers(story: str, articles: Iterable[Told]) -> list[Name]:
    """The names that the articles of other stories tell, each once, in order."""
    elsewhere = (article.sentences for article in articles if article.story != story)
    found = {n.text: n for said in elsewhere for sentence in said for n in names(sentence)}
    return [found[text] for text in sorted(found)]


def _mistaken(articles: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Each sentence with the one of another story that looks most like it."""
    worded = [(a.story, s, frozenset(terms(s))) for a in articles for s in a.sentences]
    for story, sentence, said in worded:
        others = [(len(said & known), other) for name, other, known in worded if name != story]
        if others:
            yield sentence, max(others)[1]


def _neighbourhoods(articles: Iterable[Told]) -> Iterator[tuple[str, str]]:
    for article in articles:
        for at, sentence in enumerate(article.sentences):
            yield sentence, " ".join(article.sentences[max(0, at - 1) : at + 2])


def _cut(
    articles: Mapping[str, Told], quotes: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Each quote with the sentence, or the two, that it was cut from."""
    for name, words in quotes:
        quote = " ".join(words.split())
        said = articles[name].sentences if name in articles else ()
        runs = [*said, *(f"{one} {other}" for one, other in pairwise(said))]
        yield from ((quote, run) for run in [run for run in runs if quote in run][:1])
