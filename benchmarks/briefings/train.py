"""Learns which facts belong in a briefing on a topic, and which words a summary tells.

    python benchmarks/briefings/train.py [--summhay FILE FILE] [--news FOLDER]
                                         [--library DIR] [--write]

`--summhay`: two SummHay haystacks (JSON). A fact is wanted for a query when the articles that
tell it are much the same as the documents of one of the query's insights and its best sentence
says much the same (`haystacks.py`); a logistic regression over `relevance.FEATURES` tells
wanted facts from others. Printed are the figures of each haystack with what is learned from the
other. `--news`: the folder of news of `benchmarks/answers/run.py`. Of each of its stories the
two most central articles are held out in turn, and the pairs of words in the first 100 words of
the one held out are what an editor tells (`heldout.py`); a logistic regression over
`concepts.FEATURES` tells them from the other pairs of words in the rest of the story. Printed
are the figures over five folds, each story in one of them.

`--write` writes what is learned from everything to `assistant/briefing/relevance.json` and
`concepts.json`, each where its data were given; nothing is written without. `--library DIR`
keeps the libraries, and uses them again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from common import BRIEFING, ROOT, Weights, show
from haystacks import cases, figures, haystack
from heldout import FOLDS, case, held_out
from learning import (
    Case,
    concept_scores,
    concept_weights,
    relevance_scores,
    relevance_weights,
)


def relevance(paths: Sequence[Path], folder: Path) -> dict[str, float]:
    """Learns from all haystacks; prints how each fares with what the others teach."""
    known = {path.stem: cases(haystack(path), folder) for path in paths}
    table = {}
    for name, tested in known.items():
        others = [one for other, taught in known.items() if other != name for one in taught]
        weights = relevance_weights(others)
        scores = [relevance_scores(weights, one) for one in tested]
        table[f"facts of {name}, learned from the others"] = figures(tested, scores)
    show(table)
    return relevance_weights([one for taught in known.values() for one in taught])


def concepts(news: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Learns from all stories; prints how each fold fares with what the others teach."""
    folded = [(held.fold, case(held)) for held in held_out(news, folder)]
    folded = [(fold, one) for fold, one in folded if any(one.right)]
    tested: list[Case] = []
    scores = []
    for fold in range(FOLDS):
        weights = concept_weights([one for at, one in folded if at != fold])
        of = [one for at, one in folded if at == fold]
        tested += of
        scores += [concept_scores(weights, one) for one in of]
    show({"pairs of words, over five folds": figures(tested, scores)})
    return concept_weights([one for _, one in folded])


def differences(name: str, learned: Weights) -> str:
    """How far what was learned is from what the product has."""
    now = json.loads((ROOT / BRIEFING / name).read_text("utf-8"))
    ours, theirs = _flat(learned), _flat(now)
    if ours.keys() != theirs.keys():
        return f"{name}: other features than the product's"
    most = max(ours, key=lambda key: abs(ours[key] - theirs[key]))
    return f"{name}: differs by at most {abs(ours[most] - theirs[most]):.5f} ({most})"


def _flat(weights: Weights, above: str = "") -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in weights.items():
        found |= _flat(value, f"{name} ") if isinstance(value, dict) else {above + name: value}
    return found


def main() -> None:
    """Learns, prints, and with --write writes."""
    parser = argparse.ArgumentParser(description="Learn the weights of briefings.")
    parser.add_argument("--summhay", type=Path, nargs="+", default=[])
    parser.add_argument("--news", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if not (given.summhay or given.news):
        parser.error("name haystacks with --summhay, a folder with --news, or both")
    if len(given.summhay) == 1:
        parser.error("name two haystacks: one is tested with what the other teaches")
    learned: dict[str, Weights] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.library or Path(temporary)
        if given.summhay:
            learned["relevance.json"] = relevance(given.summhay, folder)
        if given.news:
            learned["concepts.json"] = concepts(given.news, folder)
    for name, weights in learned.items():
        print(differences(name, weights))
        if given.write:
            (ROOT / BRIEFING / name).write_text(json.dumps(weights, indent=1), "utf-8")


if __name__ == "__main__":
    main()
