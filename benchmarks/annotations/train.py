"""Trains the tagger of names and the two judges of sentences: makes vectorstore/text/tagger.npz.

    python benchmarks/annotations/train.py NEWS_FOLDER NAMES_FOLDER [--without-development]

Read are the hand labels of `training.json` (names and all the rest), of `names.json` (names that
the tagger found, put right by hand) and of the development half of `gold.json`, on the texts in
NEWS_FOLDER, and `wikigold.conll` and `wnut17.conll` of NAMES_FOLDER at a lower weight, so that
names are found in other kinds of text as well. The reported half is never read. Nationalities are
no names in our labels; those that the public sets mark are left out. With --without-development
the development half can be measured by `run.py`.

The network (see `vectorstore/text/tagger.py`) is trained with the log likelihood of whole rows of
tags (a linear chain CRF: Lafferty et al. 2001), dropout, and one sentence in eight read as if it
were all in small letters, all in capitals or a headline; the states do not depend on case.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scoring import Gold, load
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch.nn import functional

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import sentence_flags, sentences, tagger
from vectorstore.text.annotate import states_of
from vectorstore.text.annotations import Entity, Mention
from vectorstore.text.encoder import Embeddings, TokenStates
from vectorstore.text.places import DEMONYMS

OUT = Path(tagger.__file__).with_suffix(".npz")
TAGS = 1 + 2 * len(tagger.TAGS)
PUBLIC = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
HIDDEN, LAYERS, REACH = 160, 2, 2
EPOCHS, RATE, BATCH = 12, 2e-3, 3000
STATES_DROPPED, HIDDEN_DROPPED, DECAY = 0.25, 0.35, 1e-2
POOLED = 4 * 384
"""How many numbers of a sentence come from the states; the others tell what its words show."""
LONGEST = 120
"""Sentences of more words take no part in training."""
Span = tuple[int, int]
Labelled = tuple[int, int, str]


@dataclass(eq=False)
class Document:
    """A text with its words' states, tags (-1 where nothing is known) and weight."""

    text: str
    spans: Sequence[Span]
    words: tagger.Words
    states: np.ndarray
    tags: np.ndarray
    weight: float


def document(
    text: str,
    spans: Sequence[Span],
    states: TokenStates,
    names: Iterable[Labelled],
    weight: float = 1.0,
) -> Document:
    """A text made ready; names of kind "" are neither names nor none."""
    words = tagger.words(text, spans)
    tags = np.zeros(len(words), dtype=np.int64)
    for start, end, kind in names:
        first = int(np.searchsorted(words.ends, start, side="right"))
        last = int(np.searchsorted(words.starts, end, side="left"))
        if kind and first < last:
            number = tagger.TAGS.index(kind)  # type: ignore[arg-type]
            tags[first:last], tags[first] = 2 + 2 * number, 1 + 2 * number
        else:
            tags[first:last] = -1
    pooled = tagger.pooled(words, states).astype(np.float16)
    return Document(text, spans, words, pooled, tags, weight)


def labelled(gold: Gold, model: Embeddings) -> Document:
    """An article with hand labels."""
    spans = sentences(gold.text)
    names = [(start, end, gold.kind(number)) for (start, end), number in gold.mentions.items()]
    return document(gold.text, spans, states_of(gold.text, spans, model), names)


def public(path: Path, weight: float, model: Embeddings) -> Iterator[Document]:
    """The sentences of a public set, each a text of its own."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        text, names = "", []
        for word, tag in rows:
            start = len(text) + bool(text)
            text = f"{text} {word}" if text else word
            if tag.startswith("B-"):
                names.append([start, len(text), PUBLIC[tag[2:]]])
            elif tag.startswith("I-") and names:
                names[-1][1] = len(text)
        if rows:
            kept = [
                (start, end, "" if text[start:end].lower() in DEMONYMS else kind)
                for start, end, kind in names
            ]
            spans = [(0, len(text))]
            yield document(text, spans, states_of(text, spans, model), kept, weight)


class Network(torch.nn.Module):
    """What `tagger.Weights` does, with gradients; states are standardised first."""

    def __init__(self, mean: torch.Tensor, deviation: torch.Tensor) -> None:
        super().__init__()
        taps, size = 2 * REACH + 1, len(mean)

        def made(scale: float, *shape: int) -> torch.nn.Parameter:
            return torch.nn.Parameter(torch.randn(*shape) * scale)

        self.mean, self.deviation = mean, deviation
        self.states, self.bias = made(0.03, size, HIDDEN), made(0, HIDDEN)
        self.shapes = made(0.1, 2 * tagger.REACH + 1, tagger.SHAPES, HIDDEN)
        self.looks = made(0, tagger.LINES, HIDDEN)
        self.beside = made((taps * HIDDEN) ** -0.5, LAYERS, taps, HIDDEN, HIDDEN)
        self.beside_bias = made(0, LAYERS, HIDDEN)
        self.names, self.names_bias = made(HIDDEN**-0.5, HIDDEN, TAGS), made(0, TAGS)
        self.follows = made(0, TAGS, TAGS)

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """The scores of all tags for each word."""
        states = (batch["states"] - self.mean) / self.deviation
        inner = functional.dropout(states, STATES_DROPPED, self.training) @ self.states + self.bias
        inner = inner + functional.embedding(batch["looks"], self.looks)
        for step, table in enumerate(self.shapes):
            inner = inner + functional.embedding(batch["shapes"][:, step], table)
        inner = functional.dropout(torch.relu(inner), HIDDEN_DROPPED, self.training)
        for number in range(LAYERS):
            outer = self.beside_layer(batch["sentences"], inner, number)
            outer = functional.dropout(torch.relu(outer), HIDDEN_DROPPED, self.training)
            inner = outer + inner if number else outer
        return inner @ self.names + self.names_bias

    def beside_layer(self, inside: torch.Tensor, inner: torch.Tensor, number: int) -> torch.Tensor:
        """One layer over the words beside each word in its sentence."""
        taps = self.beside[number]
        outer = inner @ taps[REACH] + self.beside_bias[number]
        for step in range(1, REACH + 1):
            same = (inside[step:] == inside[:-step]).float()[:, None]
            gap = torch.zeros(step, HIDDEN)
            left = (inner[:-step] @ taps[REACH - step]) * same
            right = (inner[step:] @ taps[REACH + step]) * same
            outer = outer + torch.cat([gap, left]) + torch.cat([right, gap])
        return outer

    def weights(self) -> dict[str, np.ndarray]:
        """The parameters as the tagger reads them: for states that are not standardised."""
        kept = {name: value.detach().numpy() for name, value in self.named_parameters()}
        kept["states"] = kept["states"] / self.deviation.numpy()[:, None]
        kept["bias"] = kept["bias"] - self.mean.numpy() @ kept["states"]
        return kept


def batched(documents: Sequence[Document], rng: random.Random) -> Iterator[dict[str, torch.Tensor]]:
    """The documents in some order, in batches of some thousand words."""
    order = list(documents)
    rng.shuffle(order)
    batch: list[Document] = []
    for one in order:
        batch.append(one)
        if sum(len(each.words) for each in batch) >= BATCH:
            yield tensors(batch, rng)
            batch = []
    if batch:
        yield tensors(batch, rng)


def tensors(batch: Sequence[Document], rng: random.Random) -> dict[str, torch.Tensor]:
    """What the network reads of some documents, one in eight in another case."""
    shapes, looks, inside, passed = [], [], [], 0
    for one in batch:
        words = recased(one, rng)
        padded = np.pad(words.shapes, tagger.REACH)
        steps = range(2 * tagger.REACH + 1)
        shapes.append(np.stack([padded[step : step + len(words)] for step in steps], axis=1))
        looks.append(words.looks)
        known = one.words.sentences >= 0
        inside.append(np.where(known, one.words.sentences + passed, -1 - passed))
        passed += len(one.spans) + 1
    parts = {
        "states": np.concatenate([one.states for one in batch]).astype(np.float32),
        "shapes": np.concatenate(shapes),
        "looks": np.concatenate(looks),
        "sentences": np.concatenate(inside),
        "tags": np.concatenate([one.tags for one in batch]),
        "weights": np.concatenate([np.full(len(one.words), one.weight) for one in batch]),
    }
    return {name: torch.from_numpy(values) for name, values in parts.items()}


def recased(one: Document, rng: random.Random) -> tagger.Words:
    """The words of a document, sometimes as they are in another case."""
    if rng.random() < 1 / 8:
        text = rng.choice([str.lower, str.upper, str.title])(one.text)
        words = tagger.words(text, one.spans) if len(text) == len(one.text) else one.words
        if len(words) == len(one.words):
            return words
    return one.words


def loss(scores: torch.Tensor, batch: dict[str, torch.Tensor], follows: torch.Tensor) -> Any:
    """The negative log likelihood of the sentences' tags, a word, and a third of the words' own."""
    tags, weights = batch["tags"], batch["weights"].float()
    own = functional.cross_entropy(scores, tags.clamp(min=0), reduction="none")
    own = (own * weights * (tags >= 0)).sum() / weights.sum()
    numbers, inverse, counts = torch.unique_consecutive(
        batch["sentences"], return_inverse=True, return_counts=True
    )
    kept = (numbers >= 0) & (counts <= LONGEST)
    row = torch.full((len(numbers),), -1)
    row[kept] = torch.arange(int(kept.sum()))
    row = row[inverse]
    column = torch.arange(len(row)) - (counts.cumsum(0) - counts)[inverse]
    at, lengths = row >= 0, counts[kept]
    longest, size = int(lengths.max()), len(lengths)
    padded = torch.zeros(longest, size, TAGS)
    padded[column[at], row[at]] = scores[at]
    wanted = torch.zeros(longest, size, dtype=torch.long)
    wanted[column[at], row[at]] = tags[at].clamp(min=0)
    weight = torch.zeros(size)
    weight[row[at]] = weights[at]
    weight[row[at & (tags < 0)]] = 0
    allowed = torch.from_numpy(tagger.allowed(TAGS))
    steps = follows + allowed
    total = padded[0] + allowed[0]
    right = padded[0].gather(1, wanted[0][:, None])[:, 0]
    for step in range(1, longest):
        going = step < lengths
        grown = torch.logsumexp(total[:, :, None] + steps[None], 1) + padded[step]
        total = torch.where(going[:, None], grown, total)
        here = padded[step].gather(1, wanted[step][:, None])[:, 0]
        right = right + torch.where(going, here + steps[wanted[step - 1], wanted[step]], 0.0)
    rows = (torch.logsumexp(total, 1) - right) * weight
    return rows.sum() / (lengths * weight).sum() + own / 3


def trained(documents: Sequence[Document], seed: int = 0) -> Network:
    """The network after all epochs."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    some = np.concatenate([one.states[::3] for one in documents[:150]]).astype(np.float32)
    network = Network(
        torch.from_numpy(some.mean(axis=0)), torch.from_numpy(some.std(axis=0) + 1e-3)
    )
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (sum(len(one.words) for one in documents) // BATCH + 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=steps + 1, pct_start=0.1
    )
    for epoch in range(EPOCHS):
        losses = []
        for batch in batched(documents, rng):
            network.train()
            lost = loss(network(batch), batch, network.follows)
            optimizer.zero_grad()
            lost.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            if schedule.last_epoch < steps:
                schedule.step()
            losses.append(lost.item())
        print(f"epoch {epoch + 1}: {np.mean(losses):.4f}", flush=True)
    network.eval()
    return network


def judges(golds: Sequence[Gold], documents: Sequence[Document]) -> dict[str, np.ndarray]:
    """The weights that tell sentences that stand alone, and those that belong to the page."""
    alone, page = [], []
    for gold, one in zip(golds, documents, strict=True):
        rows = shown_and_pooled(gold, one)
        for number, (start, end) in enumerate(one.spans):
            flags = flags_of(gold, start, end)
            if flags is None:
                continue
            page.append((rows[number], bool(flags.get("boilerplate"))))
            if not flags.get("boilerplate") and gold.text[start:end].rstrip("\"”’')")[-1:] in ".!?":
                alone.append((rows[number], not flags.get("dependent")))
    return {"alone": logistic(alone), "page": logistic(page)}


def shown_and_pooled(gold: Gold, one: Document) -> np.ndarray:
    """The pooled states of each sentence, then what its words show."""
    named = sorted((start, end, number) for (start, end), number in gold.mentions.items())
    entities = [Entity("", entity["kind"]) for entity in gold.labels["entities"]]
    mentions = [
        [Mention(s, e, number, s) for s, e, number in named if start <= s < end]
        for start, end in one.spans
    ]
    pooled = sentence_flags.pooled(
        one.states.astype(np.float32), one.words.sentences, len(one.spans)
    )
    shown = sentence_flags.features(one.text, one.spans, mentions, entities)
    return np.hstack([pooled, shown])


def flags_of(gold: Gold, start: int, end: int) -> dict[str, Any] | None:
    """The labels of the sentence that shares most with a span."""
    shared = [
        (min(end, last) - max(start, first), number)
        for number, (first, last, _) in enumerate(gold.labels["sentences"])
    ]
    most, number = max(shared)
    return gold.labels["sentences"][number][2] if most > 0 else None


def logistic(rows: Sequence[tuple[np.ndarray, bool]]) -> np.ndarray:
    """Weights of a logistic regression, its intercept last; what words show counts for more."""
    values = np.stack([row for row, _ in rows])
    scaler = StandardScaler().fit(values)
    scale = np.ones(values.shape[1])
    scale[POOLED:] = 3
    model = LogisticRegression(C=0.003, max_iter=500)
    model.fit(scaler.transform(values) * scale, [right for _, right in rows])
    weights = model.coef_[0] * scale / scaler.scale_
    return np.append(weights, model.intercept_[0] - scaler.mean_ @ weights)


def small(values: np.ndarray) -> np.ndarray:
    """Tables in half precision; rows, which may hold large numbers, in single."""
    return values.astype(np.float16 if values.ndim > 1 else np.float32)


def main() -> None:
    """Trains on all there is and writes the weights with what they were made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("--without-development", action="store_true")
    told = parser.parse_args()
    model, began = SentenceTransformerEmbeddings(), time.time()
    golds = load(told.news, "training")
    if not told.without_development:
        golds += [gold for gold in load(told.news) if gold.half == "development"]
    whole = [labelled(gold, model) for gold in golds]
    documents = whole + [labelled(gold, model) for gold in load(told.news, "names")]
    for name, weight in (("wikigold", 0.3), ("wnut17", 0.2)):
        documents += public(told.names / f"{name}.conll", weight, model)
    print(f"{len(documents)} texts read in {time.time() - began:.0f} s", flush=True)
    weights = trained(documents).weights() | judges(golds, whole)
    np.savez_compressed(OUT, **{name: small(value) for name, value in weights.items()})
    made = {
        "made by": "benchmarks/annotations/train.py",
        "model": f"{model.name} {model.checksum}",
        "articles with all labels": len(whole),
        "words": sum(len(one.words) for one in documents),
        "without the development half": told.without_development,
    }
    OUT.with_suffix(".json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
