"""Learns which sentences tell the core of an article, from other outlets' headlines on the event.

    python benchmarks/briefings/train_gist.py NEWS --weeks WEEK WEEK… [--library DIR] [--write]

NEWS is the folder of news of `benchmarks/answers/run.py`. Of each article with 10 to 110 sentences
those of the same week are of its event whose titles have most of their rare words in its first
lines, and some of them in its title; a title that is its own says nothing. The nearer a sentence is
to one of these titles, by the embedding model's vectors, the more it is the core
(`gist_learning.py`). Printed are the figures of each week with what the other weeks teach: how near
three sentences are to the nearest of the titles, by the gist, by a lead of briefings, and the first
three. `--write` writes what all of the weeks teach to `assistant/briefing/gist.json`; `--library`
keeps the library, and uses it again.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import BRIEFING, ROOT, module, show
from gist_learning import Case, figures, learned

from assistant import Article, Assistant
from assistant.briefing.choosing import Choice
from assistant.briefing.gist import FEATURES, PARTS, Embed, features, headline
from assistant.briefing.scoping import whole
from vectorstore.text import terms
from vectorstore.text.annotations import AnnotatedArticle

_SENTENCES = range(10, 111)
_FEWEST = 4
_HEAD, _SAME = 1500, 200
_IN_HEAD, _IN_TITLE = 0.6, 0.3
_LEAD_WORDS, _TOLD = 78, 3


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of an article's title, and those of title and first lines."""

    title: frozenset[str]
    head: frozenset[str]


def cases(news: Path, weeks: Sequence[str], folder: Path) -> Iterator[Case]:
    """The articles of the weeks that other articles are of one event with."""
    sets = module(ROOT / "benchmarks/answers/sets.py")
    by_week = {week: sets.news_articles(news, frozenset([week])) for week in weeks}
    with Assistant(folder / "gist", model="", chroma="") as assistant:
        known = {article.id for article in assistant.articles()}
        new = [one for read in by_week.values() for one in read if one.id not in known]
        if new:
            assistant.add(new)
        embed = assistant.library.embeddings.embed
        for week, read in by_week.items():
            ids = list(dict.fromkeys(one.id for one in read))
            articles = {one.id: one for one in assistant.articles() if one.id in set(ids)}
            found = assistant.library.annotations(articles)
            sources = {
                id: AnnotatedArticle(articles[id], found[id], found[id].sentences)
                for id in articles
                if sum(not each.boilerplate for each in found[id].sentences) in _SENTENCES
            }
            yield from _of_week(week, sources, embed)


def _of_week(week: str, sources: Mapping[str, AnnotatedArticle], embed: Embed) -> Iterator[Case]:
    words = {id: _words(source.article) for id, source in sources.items()}
    holders = Counter(term for each in words.values() for term in each.head)
    rare = {term: math.log((1 + len(words)) / (1 + count)) for term, count in holders.items()}
    for id, source in sources.items():
        others = [
            sources[other].article
            for other in sources
            if _of_one_event(words[id], words[other], rare)
            and sources[other].article.text[:_SAME] != source.article.text[:_SAME]
        ]
        if others and (found := _case(week, source, others, embed)):
            yield found


def _words(article: Article) -> _Words:
    title = frozenset(terms(headline(article.title)))
    return _Words(title, title | frozenset(terms(article.text[:_HEAD])))


def _of_one_event(ours: _Words, theirs: _Words, rare: Mapping[str, float]) -> bool:
    total = sum(rare[term] for term in theirs.title)
    if total <= 0 or ours.title == theirs.title:
        return False
    in_head = sum(rare[term] for term in theirs.title & ours.head)
    in_title = sum(rare[term] for term in theirs.title & ours.title)
    return in_head >= _IN_HEAD * total and in_title >= _IN_TITLE * total


def _case(
    week: str, source: AnnotatedArticle, others: Sequence[Article], embed: Embed
) -> Case | None:
    choice = Choice(whole([source]))
    records = [choice.clustering.sentences[number] for number in choice.fit]
    if len(records) < _FEWEST:
        return None
    titles = [headline(article.title) for article in (source.article, *others)]
    found = np.asarray(embed([*titles, *(record.text for record in records)]), dtype=np.float64)
    own, theirs, vectors = found[0], found[1 : len(titles)], found[len(titles) :]
    lead = [each.quotes[0].start for part in choice.lead(_LEAD_WORDS) for each in part][:_TOLD]
    return Case(
        week,
        features(records, vectors, own, titles[0]),
        (vectors @ theirs.T).max(axis=1),
        vectors,
        tuple(row for row, record in enumerate(records) if record.start in lead),
    )


def main() -> None:
    """Learns, prints the figures, and writes the weights where that is asked for."""
    parser = argparse.ArgumentParser(description="Learn what the core of an article is.")
    parser.add_argument("news", type=Path)
    parser.add_argument("--weeks", nargs="+", required=True)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        known = list(cases(given.news, given.weeks, given.library or Path(temporary)))
    table = {}
    for week in given.weeks:
        taught = [case for case in known if case.fold != week]
        tested = [case for case in known if case.fold == week]
        if taught and tested:
            table[f"{week}, learned from the others"] = figures(tested, learned(taught))
    show(table)
    if given.write:
        weights = learned(known)
        rows = {
            part: dict(zip(FEATURES, np.round(getattr(weights, part), 5).tolist(), strict=True))
            for part in PARTS
        }
        (ROOT / BRIEFING / "gist.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
