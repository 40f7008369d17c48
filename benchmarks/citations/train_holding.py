"""Learns whether a passage holds a sentence in other words: `assistant/verification/holding.npz`.

    python benchmarks/citations/train_holding.py --news FOLDER [--epochs 4] [--rank 8] [--report]

`rewordings.jsonl` beside this file names passages of real news by address and span; of each it has
sentences, written for this, that the passage holds and that it does not, most of them by one thing.
MiniLM reads passage and sentence together, with a mark on what of the sentence the passage has too,
a vector that is drawn once. Learned are low-rank changes of its upper layers and one head on the
sentence's mean and the first state; what the lower layers make of a pair is computed once. Right
sentences are also set beside other sentences of their article, which do not hold them. A tenth of
the articles is held out by the hash of their address; `--report` writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from claims import auroc
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "requests"))
from adapting import adapted

from assistant.verification.holding import MOST_TOKENS, WEIGHTS, evidence
from vectorstore.text import sentences
from vectorstore.text.adapters import SHARED, Pair, bundled, paired

FILE = Path(__file__).with_name("rewordings.jsonl")
TARGET = Path(__file__).parents[2] / "assistant" / "verification" / WEIGHTS
BATCH, RATE = 32, 1.5e-3
LOWEST = 2
"""The layers below stay as they are."""
_TITLED, _DATED = 0.65, 0.75
"""So many passages are read with the title and with the day of their article."""
MARK = 0.04
"""The spread of the numbers of the mark: about that of a word's own."""


@dataclass(frozen=True)
class Row:
    """A passage as it is read, a sentence, whether the passage holds it, and its kind."""

    passage: str
    sentence: str
    right: bool
    kind: str
    held_out: bool


class Net(nn.Module):
    """MiniLM with low-rank changes, the mark on shared tokens, and the head."""

    def __init__(self, rank: int) -> None:
        super().__init__()
        self.bert, self.changed = adapted(rank, attention="sdpa", lowest=LOWEST)
        width = self.bert.config.hidden_size
        self.shared = torch.randn(width, generator=torch.Generator().manual_seed(7)) * MARK
        self.head = nn.Linear(2 * width, 1)
        self.drop = nn.Dropout(0.1)

    @torch.inference_mode()
    def lower(self, pairs: Sequence[Pair]) -> list[np.ndarray[Any, Any]]:
        """What the layers below make of each pair, in half precision."""
        longest = max(len(pair.ids) for pair in pairs)

        def padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
            return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])

        shared = padded([pair.shared for pair in pairs])[..., None] * self.shared
        inputs = self.bert.embeddings.word_embeddings(padded([pair.ids for pair in pairs]))
        states = self.bert.embeddings(
            inputs_embeds=inputs + shared, token_type_ids=padded([pair.types for pair in pairs])
        )
        mask = padded([[1] * len(pair.ids) for pair in pairs])
        kept = torch.where(mask[:, None, None, :] > 0, 0.0, torch.finfo(torch.float32).min)
        for layer in self.bert.encoder.layer[:LOWEST]:
            made = layer(states, attention_mask=kept)
            states = made[0] if isinstance(made, tuple) else made
        return [
            state[: len(pair.ids)].numpy().astype(np.float16)
            for state, pair in zip(states, pairs, strict=True)
        ]

    def forward(self, below: Sequence[np.ndarray[Any, Any]], pairs: Sequence[Pair]) -> torch.Tensor:
        """The logit of each pair, from what the layers below make of it."""
        longest = max(len(pair.ids) for pair in pairs)
        states = torch.zeros(len(pairs), longest, below[0].shape[1])
        own, mask = torch.zeros(len(pairs), longest), torch.zeros(len(pairs), longest)
        for number, (pair, rows) in enumerate(zip(pairs, below, strict=True)):
            states[number, : len(rows)] = torch.from_numpy(rows.astype(np.float32))
            mask[number, : len(rows)] = 1
            own[number, len(rows) - 1 - len(pair.second_spans) : len(rows) - 1] = 1
        kept = torch.where(mask[:, None, None, :] > 0, 0.0, torch.finfo(torch.float32).min)
        for layer in self.bert.encoder.layer[LOWEST:]:
            made = layer(states, attention_mask=kept)
            states = made[0] if isinstance(made, tuple) else made
        mean = (states * own[..., None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1)
        said: torch.Tensor = self.head(self.drop(torch.cat([mean, states[:, 0]], -1)))[:, 0]
        return said

    def take(self, kept: dict[str, Any]) -> None:
        """Goes on from what was kept."""
        places = {"held": self.head.weight, "held.bias": self.head.bias}
        for name, layer in self.changed.items():
            places |= {f"{name}.a": layer.a, f"{name}.b": layer.b}
        for name, place in places.items():
            place.data = torch.from_numpy(kept[name].astype(np.float32))

    def kept(self) -> dict[str, np.ndarray[Any, Any]]:
        """What the product reads, in half precision."""
        found: dict[str, Any] = {
            SHARED: self.shared, "held": self.head.weight, "held.bias": self.head.bias
        }  # fmt: skip
        for name, layer in self.changed.items():
            found |= {f"{name}.a": layer.a, f"{name}.b": layer.b}
        return {name: weight.detach().numpy().astype(np.float16) for name, weight in found.items()}


def rows(news: Path, seed: int) -> Iterator[Row]:
    """Every sentence beside its passage, and as many beside passages that do not hold them."""
    rng = random.Random(seed)
    articles = {}
    for path in sorted(news.glob("articles*.jsonl")):
        for told in map(json.loads, path.read_text("utf-8").splitlines()):
            articles[told["url"]] = told
    for line in FILE.read_text("utf-8").splitlines():
        told = json.loads(line)
        article = articles[told["url"]]
        text, title = article["text"], article["title"] or ""
        day = date.fromisoformat(article["published"][:10].replace("/", "-"))
        start, end = told["start"], told["end"]
        held_out = hashlib.sha256(told["url"].encode()).digest()[-1] % 10 == 0

        def row(start: int, end: int, sentence: str, right: bool, kind: str) -> Row:
            titled = title if rng.random() < _TITLED else ""  # noqa: B023
            passage = evidence(text[start:end], titled, day if rng.random() < _DATED else None)  # noqa: B023
            return Row(passage, sentence, right, kind, held_out)  # noqa: B023

        for sentence in told["right"]:
            yield row(start, end, sentence, True, "right")
        for kind, sentence in told["wrong"]:
            yield row(start, end, sentence, False, kind)
        spans = [tuple(span) for span in sentences(text)]
        others = [span for span in spans if span[1] <= start or span[0] >= end]
        copied = [text[span[0] : span[1]] for span in spans if start <= span[0] and span[1] <= end]
        if copied:
            for kind, sentence in nearly_copied(rng.choice(copied), rng):
                yield row(start, end, sentence, True, kind)
        if others:
            near = sorted(others, key=lambda span: abs(span[0] - start))[:8]
            one = rng.choice(near)
            yield row(one[0], one[1], rng.choice(told["right"]), False, "elsewhere")


_MOVED = re.compile(
    r"(?P<said>[^“”\"]{30,}), (?P<who>(?:[A-Z]|the )[^,“”\"]{2,60} (?:said|told [^,]{3,40}))\."
)
_CUT = re.compile(r",? (?:which|who|where|after|while|but|because|as|when|and) ")
_SHORTEST = 8


def nearly_copied(sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence itself, and the one of its parts that says the same: words that look alike are
    no sign of a lie."""
    yield "copy", sentence
    if moved := _MOVED.fullmatch(sentence):
        who = moved["who"]
        yield (
            "moved",
            f"{who[0].upper()}{who[1:]} that {moved['said'][0].lower()}{moved['said'][1:]}.",
        )
        return
    places = [found.start() for found in _CUT.finditer(sentence)]
    places = [place for place in places if len(sentence[:place].split()) >= _SHORTEST]
    if places:
        cut = sentence[: rng.choice(places)]
        if cut.count("“") == cut.count("”") and cut.count('"') % 2 == 0:
            yield "cut", f"{cut.rstrip(' ,;')}."


class Pairs:
    """Rows as the network reads them, with what its lower layers make of each."""

    def __init__(self, net: Net, rows: Sequence[Row]) -> None:
        self._net = net
        model, texts = bundled(), {(row.passage, row.sentence) for row in rows}
        self._pairs = {text: paired(model, *text, MOST_TOKENS) for text in texts}
        order = sorted(self._pairs.items(), key=lambda one: len(one[1].ids))
        net.eval()
        states = (
            net.lower([pair for _, pair in order[at : at + BATCH]])
            for at in range(0, len(order), BATCH)
        )
        self._below = dict(
            zip((text for text, _ in order), chain.from_iterable(states), strict=True)
        )

    def tokens(self, row: Row) -> int:
        """How many tokens passage and sentence are."""
        return len(self._pairs[row.passage, row.sentence].ids)

    def logits(self, rows: Sequence[Row]) -> torch.Tensor:
        """What the network says of each row."""
        texts = [(row.passage, row.sentence) for row in rows]
        logits: torch.Tensor = self._net(
            [self._below[text] for text in texts], [self._pairs[text] for text in texts]
        )
        return logits

    def batches(self, rows: Sequence[Row], rng: random.Random) -> list[list[Row]]:
        """The rows in batches of about one length, in an order by chance."""
        rows = sorted(rng.sample(rows, len(rows)), key=lambda row: self.tokens(row) // 16)
        batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
        rng.shuffle(batches)
        return batches


def main() -> None:
    """Learns, reports and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--news", type=Path, required=True, help="the folder of the articles")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", action="store_true", help="go on from the file there is")
    parser.add_argument("--report", action="store_true", help="write nothing")
    options = parser.parse_args()
    torch.manual_seed(0)
    net = Net(options.rank)
    if options.start:
        net.take(dict(np.load(TARGET)))
    everything = list(rows(options.news, 0))
    began = time.monotonic()
    pairs = Pairs(net, everything)
    print(f"{len(everything)} rows, lower layers in {time.monotonic() - began:.0f} s", flush=True)
    held_out = [row for row in everything if row.held_out]
    learned = [row for row in everything if not row.held_out]
    for epoch in _epochs(net, pairs, learned, options.epochs, options.rate):
        print(f"epoch {epoch}", flush=True)
        _report(net, held_out, pairs.logits)
        if not options.report:
            np.savez_compressed(TARGET, **net.kept())  # type: ignore[arg-type]


def _epochs(
    net: Net, pairs: Pairs, learned: Sequence[Row], epochs: int, rate: float
) -> Iterator[str]:
    """Learns; after each epoch, its number, loss and time."""
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.02)
    steps, step = epochs * math.ceil(len(learned) / BATCH), 0
    rng = random.Random(0)
    for epoch in range(epochs):
        net.train()
        began, total = time.monotonic(), 0.0
        for batch in pairs.batches(learned, rng):
            for setting in optimizer.param_groups:
                setting["lr"] = rate * min(1, (step + 1) / 60) * max(0.02, 1 - step / steps)
            truth = torch.tensor([float(row.right) for row in batch])
            loss = functional.binary_cross_entropy_with_logits(
                pairs.logits(batch), truth * 0.96 + 0.02
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            total += float(loss.detach()) * len(batch)
            step += 1
        yield f"{epoch + 1}: loss {total / len(learned):.3f}, {time.monotonic() - began:.0f} s"


def _report(net: Net, held_out: Sequence[Row], logits: Callable[..., torch.Tensor]) -> None:
    net.eval()
    said: list[float] = []
    with torch.inference_mode():
        for at in range(0, len(held_out), BATCH):
            said += logits(held_out[at : at + BATCH]).tolist()
    right = [row.right for row in held_out]
    print(f"  held out: {len(right)} rows, AUROC {auroc(said, right):.3f}", flush=True)
    for kind in sorted({row.kind for row in held_out}):
        own = [value > 0 for value, row in zip(said, held_out, strict=True) if row.kind == kind]
        print(f"    {kind:14}{sum(own)}/{len(own)} said to be held", flush=True)


if __name__ == "__main__":
    main()
