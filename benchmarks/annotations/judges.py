"""Trains the judges of sentences: makes vectorstore/text/judges.npz, and prints their worth.

    python benchmarks/annotations/judges.py NEWS_FOLDER

Two logistic regressions, over the cues of `vectorstore.text.self_contained` and the states of the
embedding model averaged over a sentence, the latter in so many principal components: whether a
sentence is understood alone, learned from those that end as sentences and are no boilerplate, and
whether it is boilerplate, learned from all. Read are the hand labels of `training.json` and of the
development half of `gold.json`. Printed are figures of cross-validation by article; the reported
half is measured by `run.py` alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from run import published
from scoring import Gold, _shared, load
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import self_contained, sentences
from vectorstore.text.annotate import assemble, states_of
from vectorstore.text.encoder import Embeddings
from vectorstore.text.entities import tag
from vectorstore.text.roles import NamedText

OUT = Path(self_contained.__file__).with_name("judges.npz")
COMPONENTS, WEIGHT = 120, 3 / np.sqrt(1152)
JUDGES = {"understood alone": 0.3, "boilerplate": 1.0}
"""The judges, and how loosely each is fitted (scikit-learn's C, chosen by cross-validation)."""
FURTHEST = 5
"""Standardised cues count up to so many deviations."""
Floats = NDArray[np.float64]


class Labelled:
    """Sentences with their cues, states, labels and the number of their article."""

    def __init__(self, golds: list[Gold], model: Embeddings) -> None:
        rows = [self._article(gold, model) for gold in golds]
        self.cues = np.vstack([cues for cues, _, _ in rows]).astype(float)
        self.states = np.vstack([states for _, states, _ in rows]).astype(float)
        self.labels = np.vstack([labels for _, _, labels in rows])
        self.article = np.repeat(np.arange(len(rows)), [len(cues) for cues, _, _ in rows])

    @staticmethod
    def _article(gold: Gold, model: Embeddings) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        spans = sentences(gold.text)
        states = states_of(gold.text, spans, model)
        tagged = tag(gold.text, spans, states)
        unjudged = [self_contained.Judged(0.0, 0.0)] * len(spans)
        found = assemble(gold.text, published(gold), spans, tagged, judgements=unjudged)
        named = NamedText(gold.text, [m for row in tagged.mentions for m in row], tagged.entities)
        quotations = [quotation for one in found.sentences for quotation in one.quotations]
        labels = []
        for span in spans:
            start, end, flags = max(
                gold.labels["sentences"], key=lambda one: _shared((one[0], one[1]), tuple(span))
            )
            same = _shared((start, end), tuple(span)) > 0.7 * (span.end - span.start)
            ends = gold.text[start:end].rstrip("\"”’')")[-1:] in ".!?"
            boilerplate = bool(flags.get("boilerplate"))
            alone = not flags.get("dependent")
            labels.append((alone, boilerplate, same and ends and not boilerplate, same))
        return (
            self_contained.cues(named, spans, quotations),
            self_contained.means(spans, states.spans, np.vstack(states.layers or [])),
            np.asarray(labels),
        )

    def of(self, judge: int) -> NDArray[np.bool_]:
        """Which sentences a judge learns from."""
        return self.labels[:, 2 + judge]


def fitted(data: Labelled, judge: int, loose: float, rows: Floats) -> dict[str, Floats]:
    """The weights of a judge that learned from some rows, for cues and states as they are."""
    cues, states = data.cues[rows], data.states[rows]
    cue_mean, cue_scale = cues.mean(axis=0), cues.std(axis=0) + 1e-6
    mean, scale = states.mean(axis=0), states.std(axis=0) + 1e-6
    flat = (states - mean) / scale
    _, turned = np.linalg.eigh(flat.T @ flat)
    parts = turned[:, -COMPONENTS:] * WEIGHT
    near = np.clip((cues - cue_mean) / cue_scale, -FURTHEST, FURTHEST)
    model = LogisticRegression(C=loose, max_iter=1000)
    model.fit(np.hstack([near, flat @ parts]), data.labels[rows, judge])
    of_cues, of_states = np.split(model.coef_[0], [cues.shape[1]])
    by_cue, by_state = of_cues / cue_scale, parts @ of_states / scale
    return {
        "cues": by_cue,
        "bias": model.intercept_[0] - cue_mean @ by_cue,
        "states": by_state,
        "states_bias": -mean @ by_state,
    }


def sure(data: Labelled, weights: dict[str, Floats], rows: Floats) -> Floats:
    """How sure a judge is of some rows."""
    scores = data.cues[rows] @ weights["cues"] + weights["bias"]
    scores = scores + data.states[rows] @ weights["states"] + weights["states_bias"]
    return 1 / (1 + np.exp(-scores))


def crossed(data: Labelled, judge: int, loose: float) -> tuple[Floats, Floats]:
    """How sure a judge is of each sentence when it learned from other articles, and the labels."""
    rows = np.flatnonzero(data.of(judge))
    found = np.zeros(len(rows))
    for learned, held in GroupKFold(8).split(rows, groups=data.article[rows]):
        found[held] = sure(data, fitted(data, judge, loose, rows[learned]), rows[held])
    return found, data.labels[rows, judge]


def main() -> None:
    """Trains, prints the figures and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    news = parser.parse_args().news
    golds = load(news, "training") + [one for one in load(news) if one.half == "development"]
    data = Labelled(golds, SentenceTransformerEmbeddings())
    made: list[dict[str, Floats]] = []
    for judge, (name, loose) in enumerate(JUDGES.items()):
        found, labels = crossed(data, judge, loose)
        print(f"{name}: {len(labels)} sentences, {labels.mean():.3f} of them are")
        for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            yes = found >= least
            print(
                f"  from {least}: precision {labels[yes].mean():.3f}"
                f" recall {yes[labels].mean():.3f} accuracy {(yes == labels).mean():.3f}"
            )
        made.append(fitted(data, judge, loose, np.flatnonzero(data.of(judge))))
    columns = {name: np.stack([one[name] for one in made], axis=-1) for name in made[0]}
    np.savez_compressed(OUT, **{name: one.astype(np.float32) for name, one in columns.items()})


if __name__ == "__main__":
    main()
