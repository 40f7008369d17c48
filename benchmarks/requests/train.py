"""Learns what a request wants: low-rank changes of MiniLM and three heads.

    python benchmarks/requests/train.py [--epochs 14] [--rank 8] [--report] [--threads 2]

Reads `train.jsonl` beside it, requests written for this and labelled by hand; with `--report`
a fifth is held out and its figures printed, without it all of it is learned and written to
`assistant/understanding/requests.npz`. `heldout.jsonl` is never read here.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from assistant.understanding.request_classifier import BEGINS, INSIDE, KINDS, OUTSIDE, SCOPES
from vectorstore.text.adapters import bundled, paired

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "assistant" / "understanding" / "requests.npz"
IGNORED = -100
BATCH = 32
PROJECTIONS = ("attention.self.query", "attention.self.key", "attention.self.value",
               "attention.output.dense", "intermediate.dense", "output.dense")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A labelled request; `topic` holds its own words, several joined with " || "."""

    text: str
    kind: str
    scope: str
    topic: str

    @property
    def topics(self) -> list[str]:
        return [part.strip() for part in self.topic.split("||") if part.strip()]

    def spans(self) -> list[tuple[int, int]]:
        found, place = [], 0
        for part in self.topics:
            start = self.text.find(part, place)
            start = start if start >= 0 else self.text.find(part)
            found.append((start, start + len(part)))
            place = max(place, start + len(part))
        return found


def rows(name: str) -> list[Row]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    return [Row(row["text"], row["kind"], row["scope"], row["topic"]) for row in found]


class LowRank(nn.Module):
    """A linear layer, frozen, with a low-rank change."""

    def __init__(self, base: Any, rank: int) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.base(states) + F.linear(F.linear(states, self.a), self.b)


class Net(nn.Module):
    """The adapted model and its heads."""

    def __init__(self, rank: int) -> None:
        super().__init__()
        from transformers import BertModel

        self.bert: Any = BertModel.from_pretrained(
            str(bundled().folder), attn_implementation="eager", add_pooling_layer=False
        )
        for weight in self.bert.parameters():
            weight.requires_grad_(False)
        self.changed: dict[str, LowRank] = {}
        for number in range(len(self.bert.encoder.layer)):
            for projection in PROJECTIONS:
                name = f"layer.{number}.{projection}"
                parent, _, leaf = name.rpartition(".")
                module = self.bert.encoder.get_submodule(parent)
                self.changed[name] = LowRank(getattr(module, leaf), rank)
                setattr(module, leaf, self.changed[name])
        width = self.bert.config.hidden_size
        self.kind = nn.Linear(2 * width, len(KINDS))
        self.scope = nn.Linear(2 * width, len(SCOPES))
        self.topic = nn.Linear(width, 3)
        self.drop = nn.Dropout(0.2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        own = mask.clone()
        own[:, 0] = 0
        own[torch.arange(len(ids)), mask.sum(1) - 1] = 0
        mean = (states * own[..., None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1)
        pooled = self.drop(torch.cat([mean, states[:, 0]], -1))
        return self.kind(pooled), self.scope(pooled), self.topic(self.drop(states))

    def kept(self) -> dict[str, np.ndarray]:
        """What the product reads, in half precision."""
        found = {}
        for name, layer in self.changed.items():
            found |= {f"{name}.a": layer.a, f"{name}.b": layer.b}
        for name in ("kind", "scope", "topic"):
            head = getattr(self, name)
            found |= {name: head.weight, f"{name}.bias": head.bias}
        return {name: weight.detach().numpy().astype(np.float16) for name, weight in found.items()}


def varied(row: Row, others: list[str], rng: random.Random) -> Row | None:
    """The row with another topic, in lower case, without its end mark, or with a slip: what says
    the kind of a request is not what it is about."""
    text, topics = row.text, row.topics
    if topics and row.scope == "topic" and row.kind != "answer" and rng.random() < 0.4:
        new = [rng.choice(others) for _ in topics]
        for old, other in zip(topics, new, strict=True):
            text = text.replace(old, other, 1)
        topics = new
    elif rng.random() < 0.1 and len(text.split()) > 3:
        text = _slip(text, topics, rng)
    if rng.random() < 0.25:
        text, topics = text.lower(), [topic.lower() for topic in topics]
    if rng.random() < 0.2:
        text = text.rstrip("?. ")
    row = replace(row, text=text, topic=" || ".join(topics))
    return row if all(start >= 0 for start, _ in row.spans()) else None


def _slip(text: str, topics: list[str], rng: random.Random) -> str:
    """The text with two letters of a word outside of its topics exchanged, or one left out."""
    inside = set(" ".join(topics).split())
    words = text.split(" ")
    places = [n for n, word in enumerate(words) if len(word) > 4 and word not in inside]
    if places:
        place = rng.choice(places)
        word = words[place]
        at = rng.randrange(1, len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        words[place] = rng.choice([swapped, word[:at] + word[at + 1 :]])
    return " ".join(words)


def encoded(row: Row) -> tuple[list[int], list[int]]:
    pair = paired(bundled(), row.text)
    tags, spans = [IGNORED], row.spans()
    before: tuple[int, int] | None = None
    for start, end in pair.first_spans:
        inside = next((span for span in spans if start < span[1] and end > span[0]), None)
        tags.append(OUTSIDE if inside is None else INSIDE if inside == before else BEGINS)
        before = inside
    return pair.ids, [*tags, IGNORED]


def batch(group: list[Row]) -> tuple[torch.Tensor, ...]:
    found = [encoded(row) for row in group]
    longest = max(len(ids) for ids, _ in found)

    def padded(values: list[list[int]], filler: int) -> torch.Tensor:
        return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in values])

    ids = padded([ids for ids, _ in found], 0)
    mask = padded([[1] * len(ids) for ids, _ in found], 0)
    tags = padded([tags for _, tags in found], IGNORED)
    kinds = torch.tensor([KINDS.index(row.kind) for row in group])  # type: ignore[arg-type]
    scopes = torch.tensor([SCOPES.index(row.scope) for row in group])  # type: ignore[arg-type]
    return ids, mask, tags, kinds, scopes


def trained(learned: list[Row], epochs: int, rank: int, rate: float = 1e-3) -> Net:
    torch.manual_seed(0)
    rng = random.Random(0)
    net = Net(rank)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.02)
    topics = sorted({topic for row in learned for topic in row.topics if len(topic.split()) <= 5})
    steps, step = epochs * math.ceil(len(learned) / BATCH), 0
    for epoch in range(epochs):
        net.train()
        new = [row for old in learned if (row := varied(old, topics, rng)) is not None]
        rng.shuffle(new)
        new.sort(key=lambda row: len(row.text) // 12)
        groups = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
        rng.shuffle(groups)
        for group in groups:
            ids, mask, tags, kinds, scopes = batch(group)
            for setting in optimizer.param_groups:
                setting["lr"] = rate * min(1, (step + 1) / 40) * max(0.02, 1 - step / steps)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                kind, scope, topic = net(ids, mask)
            loss = (
                F.cross_entropy(kind.float(), kinds, label_smoothing=0.05)
                + 0.5 * F.cross_entropy(scope.float(), scopes, label_smoothing=0.05)
                + 0.7 * F.cross_entropy(topic.float().flatten(0, 1), tags.flatten())
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            step += 1
        print(f"epoch {epoch + 1} of {epochs}: loss {loss.item():.3f}", flush=True)
    return net


@torch.no_grad()
def report(net: Net, held: list[Row], *, wrong: bool = False) -> None:
    net.eval()
    right = scoped = met = extra = lacking = 0
    for start in range(0, len(held), 64):
        group = held[start : start + 64]
        ids, mask, tags, kinds, scopes = batch(group)
        kind, scope, topic = net(ids, mask)
        right += int((kind.argmax(1) == kinds).sum())
        scoped += int((scope.argmax(1) == scopes).sum())
        found, wanted, counts = topic.argmax(-1) > 0, tags > 0, tags != IGNORED
        met += int((found & wanted & counts).sum())
        extra += int((found & ~wanted & counts).sum())
        lacking += int((~found & wanted & counts).sum())
        if wrong:
            for row, guess in zip(group, kind.argmax(1).tolist(), strict=True):
                if KINDS[guess] != row.kind:
                    print(f"{row.kind} taken for {KINDS[guess]}: {row.text}")
    f1 = 2 * met / (2 * met + extra + lacking)
    count = len(held)
    print(
        f"kind {right / count:.3f}, scope {scoped / count:.3f}, topic words F1 {f1:.3f} of {count}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    learned = rows("train.jsonl")
    if given.report:
        random.Random(3).shuffle(learned)
        held, learned = learned[: len(learned) // 5], learned[len(learned) // 5 :]
        report(trained(learned, given.epochs, given.rank), held, wrong=True)
        return
    np.savez_compressed(WEIGHTS, **trained(learned, given.epochs, given.rank).kept())
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
