"""Trains the tagger of names: makes vectorstore/text/tagger.npz, and tagger.json, which tells how.

    python benchmarks/annotations/train.py NEWS_FOLDER NAMES_FOLDER
        [--states FOLDER] [--without-development]

Read are the hand labels of `training.json` (names and all the rest), of `names.json` (names that
the tagger found, put right by hand) and of the development half of `gold.json`, on the texts in
NEWS_FOLDER, embedded as they are at `add`, under their titles; and parts of `wikigold.conll` and
`wnut17.conll` of NAMES_FOLDER at a lower weight, so that names are found in other kinds of text as
well. The reported half is read only to be measured. Nationalities are no names in our labels;
those that the public sets mark are left out. With --without-development the development half can
be measured by `run.py`. With --states what the model makes of each text is kept in a folder, and
read from there the next time.

The network (see `vectorstore/text/tagger.py`) is trained with the log likelihood of whole rows of
tags (a linear chain CRF: Lafferty et al. 2001), dropout, and one text in eight read as if it were
all in small letters, all in capitals or a headline; the states do not depend on case.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from run import published
from scoring import Gold, load, score, table
from torch.nn import functional

from vectorstore import Article, SentenceTransformerEmbeddings
from vectorstore.text import sentences, tagger
from vectorstore.text.annotate import annotate, joined
from vectorstore.text.encoder import Embeddings, embed_tokens
from vectorstore.text.places import DEMONYMS
from vectorstore.text.spans import Span
from vectorstore.text.splitter import head, split

OUT = Path(tagger.__file__).with_suffix(".npz")
TAGS = 1 + 2 * len(tagger.TAGS)
PUBLIC = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
HIDDEN, LAYERS, REACH = 160, 2, 2
EPOCHS, RATE, BATCH = 12, 2e-3, 3000
STATES_DROPPED, HIDDEN_DROPPED, DECAY = 0.25, 0.35, 1e-2
OWN = 0.3
"""What the tags of single words count beside whole rows of them."""
PARTS = (("wikigold", 8, 200, 0.3), ("wnut17", 1, 1_000, 0.2))
"""Of each public set its name, how many sentences make a text, how many of the texts are read, and
what a word of them counts."""
CLOSING = frozenset((*".,;:!?)%", "'s", "n't", "'re", "'ve", "'ll", "'m", "'d", "’s"))
"""Words of the public sets before which no blank stands."""
LONGEST = 120
"""Sentences of more words take no part in training."""
SHOWN = tuple(f"names with kind: {figure}" for figure in ("P", "R", "F1"))
"""The figures of the reported half that are told beside the weights."""
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


class Reader:
    """Makes texts ready, and keeps what the model made of them in a folder if there is one."""

    def __init__(self, model: Embeddings, folder: Path | None) -> None:
        self.model, self.folder = model, folder
        self.known = 0

    def document(
        self,
        article: Article,
        spans: Sequence[Span],
        names: Iterable[Labelled],
        weight: float = 1.0,
    ) -> Document:
        """A text made ready; names of kind "" are neither names nor none."""
        words = tagger.words(article.text, spans)
        tags = np.zeros(len(words), dtype=np.int64)
        for start, end, kind in names:
            first = int(np.searchsorted(words.ends, start, side="right"))
            last = int(np.searchsorted(words.starts, end, side="left"))
            if kind and first < last:
                number = tagger.TAGS.index(kind)  # type: ignore[arg-type]
                tags[first:last], tags[first] = 2 + 2 * number, 1 + 2 * number
            else:
                tags[first:last] = -1
        states = self.states(article, spans, words)
        return Document(article.text, spans, words, states, tags, weight)

    def states(self, article: Article, spans: Sequence[Span], words: tagger.Words) -> np.ndarray:
        """The states of the words of a text, in half precision."""
        if self.folder is None:
            return self.pooled(article, spans, words)
        name = hashlib.sha256(f"{article.title}\n{article.text}".encode()).hexdigest()
        path = self.folder / f"{name}.npy"
        if path.exists():
            self.known += 1
        else:
            np.save(path, self.pooled(article, spans, words))
        kept: np.ndarray = np.load(path)
        if len(kept) != len(words):
            raise ValueError(f"{path} is of a text with other words")
        return kept

    def pooled(self, article: Article, spans: Sequence[Span], words: tagger.Words) -> np.ndarray:
        """The same, made by the model: of an article chunk by chunk, as it is at `add`."""
        before = head(article.title, self.model)
        pieces = [(0, article.text)]
        if article.title:
            pieces = [(one.start, one.text) for one in split(article, spans, self.model)]
        _, states = embed_tokens(self.model, [before + piece for _, piece in pieces])
        parts = [(start, len(before), one) for (start, _), one in zip(pieces, states, strict=True)]
        found = joined(parts)
        if found.layers is None:
            raise ValueError(f"{self.model.name} is not the model that the tagger reads")
        return tagger.pooled(words, found.spans, np.vstack(found.layers)).astype(np.float16)

    def labelled(self, gold: Gold) -> Document:
        """An article with hand labels."""
        names = [(start, end, gold.kind(number)) for (start, end), number in gold.mentions.items()]
        article = Article(text=gold.text, title=gold.title)
        return self.document(article, sentences(gold.text), names)

    def public(self, path: Path, together: int, most: int, weight: float) -> Iterator[Document]:
        """Texts of a public set, each of so many sentences, in an order that does not matter."""
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        rows = [[line.split("\t") for line in one.splitlines() if "\t" in line] for one in blocks]
        rows = [row for row in rows if row]
        groups = [rows[at : at + together] for at in range(0, len(rows), together)]
        if together == 1:
            random.Random(0).shuffle(groups)
        for group in groups[:most]:
            text, spans, names = written(group)
            kept = [
                (start, end, "" if kind == "other" and nationality(text[start:end]) else kind)
                for start, end, kind in names
            ]
            yield self.document(Article(text=text), spans, kept, weight)


def nationality(name: str) -> bool:
    """Whether a name is that of a people, which is none in our labels."""
    return name.lower() in DEMONYMS


def written(rows: Sequence[Sequence[Sequence[str]]]) -> tuple[str, list[Span], list[Labelled]]:
    """Sentences of a public set as they would be printed, each on its line, with their places and
    the names in them."""
    text, spans, names = "", [], []
    for row in rows:
        begin = len(text)
        for word, tag in row:
            if len(text) > begin and word not in CLOSING and not text.endswith("("):
                text += " "
            start, text = len(text), text + word
            if tag.startswith("B-"):
                names.append((start, len(text), PUBLIC[tag[2:]]))
            elif tag.startswith("I-") and names:
                names[-1] = (names[-1][0], len(text), names[-1][2])
        spans.append(Span(begin, len(text)))
        text += "\n"
    return text[:-1], spans, names


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
        for step, shapes in enumerate(self.shapes):
            inner = inner + functional.embedding(batch["shapes"][:, step], shapes)
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
        text = rng.choices([str.lower, str.upper, str.title], (5, 4, 3))[0](one.text)
        words = tagger.words(text, one.spans) if len(text) == len(one.text) else one.words
        if len(words) == len(one.words):
            return words
    return one.words


def loss(scores: torch.Tensor, batch: dict[str, torch.Tensor], follows: torch.Tensor) -> Any:
    """The negative log likelihood of the sentences' tags, a word, and a part of the words' own."""
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
    return rows.sum() / (lengths * weight).sum() + OWN * own


def trained(documents: Sequence[Document], seed: int = 0) -> Network:
    """The network after all epochs."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    some = np.concatenate([one.states[::3] for one in documents[:150]]).astype(np.float32)
    network = Network(
        torch.from_numpy(some.mean(axis=0)), torch.from_numpy(some.std(axis=0) + 1e-3)
    )
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (sum(len(one.words) for one in documents) // BATCH + 2) + len(documents) // 10
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=steps + 1, pct_start=0.1
    )
    began = time.time()
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
        print(f"epoch {epoch + 1}: {np.mean(losses):.4f}, {time.time() - began:.0f} s", flush=True)
    network.eval()
    return network


def small(values: np.ndarray) -> np.ndarray:
    """Tables in half precision; rows, which may hold large numbers, in single."""
    return values.astype(np.float16 if values.ndim > 1 else np.float32)


def main() -> None:
    """Trains on all there is and writes the weights with what they were made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("--states", type=Path)
    parser.add_argument("--without-development", action="store_true")
    told = parser.parse_args()
    if told.states:
        told.states.mkdir(exist_ok=True)
    torch.set_num_threads(2)
    model, began = SentenceTransformerEmbeddings(), time.time()
    reader, gold = Reader(model, told.states), load(told.news)
    whole = load(told.news, "training")
    if not told.without_development:
        whole += [one for one in gold if one.half == "development"]
    names = load(told.news, "names")
    documents = [reader.labelled(one) for one in whole + names]
    for name, *part in PARTS:
        documents += reader.public(told.names / f"{name}.conll", *part)
    print(f"{len(documents)} texts read in {time.time() - began:.0f} s", flush=True)
    weights = trained(documents).weights()
    np.savez_compressed(OUT, **{name: small(value) for name, value in weights.items()})
    reported = [one for one in gold if one.half == "reported"]
    figures = table(score((one, annotate(one.text, published(one), model)) for one in reported))
    made = {
        "made by": "python benchmarks/annotations/train.py NEWS_FOLDER NAMES_FOLDER"
        + " --states FOLDER" * bool(told.states)
        + " --without-development" * told.without_development,
        "made on": f"{datetime.now(UTC):%Y-%m-%d}",
        "model": f"{model.name} {model.checksum}",
        "articles with all labels": len(whole),
        "articles with names alone": len(names),
        "public sets": {
            name: f"{most} texts, weight {part}, CC BY 4.0" for name, _, most, part in PARTS
        },
        "words": sum(len(one.words) for one in documents),
        "texts": len(documents),
        "texts whose states were kept from an earlier pass": reader.known,
        "reported half": {name: round(figures[name] or 0, 4) for name in SHOWN},
    }
    OUT.with_suffix(".json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
