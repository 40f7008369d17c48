"""How much of a human's summary the summaries tell: ROUGE recall at a fixed length.

    python benchmarks/briefings/rouge.py [NEWS] [--library DIR] [--each FILE] [--results FILE]

Texts of 100 and of 230 words by `assistant.summarize` and by what a user would pick instead
(`rivals.py`), all of the same articles; the others are cut to the length in the middle of a
sentence, ours stops before it. Measured on the stories of the sample articles, against two
summaries of about 100 words each (their mean), and, with a folder of news (that of
`benchmarks/answers/run.py`), on its stories, against as many words of an article of the story
that is held out (`heldout.py`). For the latter newsbrief's weights of words are learned from
the four folds that the story is not in: what the product has was learned from all of them. Its
features and settings were chosen with an eye on the same stories.

Sumy's ways take long on many sentences, so some are run on the smaller stories only; each
block says how many, with every way that was run on them. `--each` writes what every summary
came to.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from common import RESULTS, elsewhere, keep, kept, mean, show
from heldout import FOLDS, Held, case, held_out
from learning import concept_weights
from rivals import LIMITS, Way, told, ways
from rouge_score.rouge_scorer import RougeScorer

from assistant import Article
from assistant.reading import Document, read
from assistant.samples import samples_folder
from vectorstore.documents import day_of

LENGTHS = (100, 230)
KINDS = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
OURS = "newsbrief"


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles, what a human makes of them, and how many sentences there are."""

    name: str
    articles: tuple[Article, ...]
    references: tuple[str, ...]
    sentences: int
    fold: int | None = None


def sample(
    name: str, articles: Sequence[Article], references: Sequence[str], fold: int | None = None
) -> Sample:
    """A sample of which the sentences are counted."""
    count = sum(len(told(article)) for article in articles)
    return Sample(name, tuple(articles), tuple(references), count, fold)


def seeds() -> list[Sample]:
    """The stories of the sample articles."""
    references = json.loads((samples_folder().parent / "references.json").read_text("utf-8"))
    return [
        sample(
            story,
            [one.article for one in read(samples_folder() / story) if isinstance(one, Document)],
            summaries,
        )
        for story, summaries in references.items()
    ]


def news(held: Sequence[Held], length: int) -> list[Sample]:
    """The held-out articles, as many words of each."""
    return [
        sample(one.story, one.articles, [" ".join(one.reference.split()[:length])], one.fold)
        for one in held
    ]


def newsbrief(samples: Sequence[Sample], words: int, taught: dict[int, Any]) -> list[str]:
    """Our summaries; those of a fold with the weights that the others teach."""
    found = [""] * len(samples)
    for fold in dict.fromkeys(one.fold for one in samples):
        numbers = [at for at, one in enumerate(samples) if one.fold == fold]
        tasks = [
            {"articles": [_fields(one) for one in samples[at].articles], "words": words}
            for at in numbers
        ]
        weights = None if fold is None else {"concepts.json": taught[fold]}
        for at, text in zip(numbers, elsewhere("summaries.py", tasks, weights), strict=True):
            found[at] = text
    return found


def _fields(article: Article) -> dict[str, Any]:
    day: date | None = day_of(article.published)
    return {
        "text": article.text,
        "title": article.title,
        "publisher": article.publisher,
        "published": day.isoformat() if day else None,
        "url": article.url,
    }


def recalls(text: str, references: Sequence[str]) -> dict[str, float]:
    """ROUGE recall against each reference, in the mean, in per cent; stemmed."""
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    scores = [scorer.score(reference, text) for reference in references]
    return {
        name: 100 * mean([score[kind].recall for score in scores]) for kind, name in KINDS.items()
    }


Scores = dict[str, list[tuple[str, dict[str, float]] | None]]
"""For each way its text and recalls of each sample; None where it was not run."""


def scored(
    samples: Sequence[Sample], words: int, taught: dict[int, Any], rivals: dict[str, Way]
) -> Scores:
    """Every way on every sample that is not too much for it."""
    ours = newsbrief(samples, words, taught)
    found: Scores = {
        OURS: [(text, recalls(text, s.references)) for text, s in zip(ours, samples, strict=True)]
    }
    for name, way in rivals.items():
        found[name] = []
        for one in samples:
            if one.sentences > LIMITS[name]:
                found[name].append(None)
                continue
            text = way(one.articles, words)
            found[name].append((text, recalls(text, one.references)))
        print(f"{name}, {words} words: done", flush=True)
    return found


def tables(what: str, samples: Sequence[Sample], found: Scores) -> dict[str, dict[str, float]]:
    """The mean figures on all samples, and on those that slower ways could do."""
    told: dict[str, dict[str, float]] = {}
    for limit in sorted({10**6, *LIMITS.values()}, reverse=True):
        inside = [at for at, one in enumerate(samples) if one.sentences <= limit]
        able = [way for way in found if LIMITS.get(way, limit) >= limit]
        if limit < 10**6 and len(inside) == len(samples):
            told.clear()  # every sample is that small: one block says all
        for way in able if inside else []:
            scores = [found[way][at] for at in inside]
            told[f"{what}, {len(inside)} of {len(samples)}, {way}"] = {
                name: round(mean([score[1][name] for score in scores if score]), 2)
                for name in KINDS.values()
            } | {"words": round(mean([len(s[0].split()) for s in scores if s]), 1)}
    return told


def each(what: str, samples: Sequence[Sample], found: Scores) -> list[dict[str, Any]]:
    """What every summary came to, beside the reference."""
    return [
        {
            "set": what,
            "story": one.name,
            "articles": len(one.articles),
            "sentences": one.sentences,
            "references": one.references,
            **{way: scores[at] for way, scores in found.items()},
        }
        for at, one in enumerate(samples)
    ]


def main() -> None:
    """Measures, prints, and writes the results."""
    parser = argparse.ArgumentParser(description="Measure summaries against what humans wrote.")
    parser.add_argument("news", type=Path, nargs="?")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--each", type=Path)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    taught: dict[int, Any] = {}
    held: list[Held] = []
    if given.news:
        with tempfile.TemporaryDirectory() as temporary:
            held = held_out(given.news, given.library or Path(temporary))
        cases = [(one.fold, case(one)) for one in held]
        taught = {
            fold: concept_weights([one for at, one in cases if at != fold]) for fold in range(FOLDS)
        }
    rivals = dict(ways())
    found: dict[str, dict[str, dict[str, float]]] = {}
    details = []
    for words in LENGTHS:
        sets = {"samples": seeds()} | ({"held out": news(held, words)} if held else {})
        for name, samples in sets.items():
            scores = scored(samples, words, taught, rivals)
            table = tables(f"{words} words", samples, scores)
            show({f"{name}, {line}": figures for line, figures in table.items()})
            found.setdefault(name, {}).update(table)
            details += each(f"{name}, {words} words", samples, scores)
    keep("rouge", kept("rouge", given.results) | found, given.results)  # what was not run stays
    if given.each:
        given.each.write_text(json.dumps(details, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
