"""Learns what a request wants: low-rank changes of MiniLM and three heads.

    python benchmarks/requests/train.py [--epochs 14] [--rank 8] [--report] [--threads 2]

Reads `train.jsonl` beside it, requests written for this and labelled by hand; with `--report`
a fifth is held out and its figures printed, without it all of it is learned and written to
`assistant/understanding/requests.npz`. `heldout.jsonl` is never read here.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from adapting import IGNORED, Adapted, padded, tagged, trained
from torch.nn import functional

from assistant.understanding.request_classifier import KINDS, SCOPES
from vectorstore.text.adapters import bundled, paired

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "assistant" / "understanding" / "requests.npz"
HEADS = {"kind": len(KINDS), "scope": len(SCOPES), "*topic": 3}


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


def varied(others: list[str], row: Row, rng: random.Random) -> Row | None:
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


def batch(group: list[Row]) -> tuple[torch.Tensor, ...]:
    pairs = [paired(bundled(), row.text) for row in group]
    ids, types = padded([pair.ids for pair in pairs]), padded([pair.types for pair in pairs])
    mask = padded([[1] * len(pair.ids) for pair in pairs])
    tags = [
        [IGNORED, *tagged(pair.first_spans, row.spans()), IGNORED]
        for pair, row in zip(pairs, group, strict=True)
    ]
    kinds = torch.tensor([list(KINDS).index(row.kind) for row in group])
    scopes = torch.tensor([list(SCOPES).index(row.scope) for row in group])
    return ids, mask, types, padded(tags, IGNORED), kinds, scopes


def loss_of(net: Adapted, group: list[Row]) -> torch.Tensor:
    ids, mask, types, tags, kinds, scopes = batch(group)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = net(ids, mask, types)
    entropy = functional.cross_entropy
    return (
        entropy(found["kind"].float(), kinds, label_smoothing=0.05)
        + 0.5 * entropy(found["scope"].float(), scopes, label_smoothing=0.05)
        + 0.7 * entropy(found["topic"].float().flatten(0, 1), tags.flatten())
    )


@torch.no_grad()
def report(net: Adapted, held: list[Row]) -> None:
    right = scoped = met = extra = lacking = 0
    for start in range(0, len(held), 64):
        group = held[start : start + 64]
        ids, mask, types, tags, kinds, scopes = batch(group)
        made = net(ids, mask, types)
        right += int((made["kind"].argmax(1) == kinds).sum())
        scoped += int((made["scope"].argmax(1) == scopes).sum())
        found, wanted, counts = made["topic"].argmax(-1) > 0, tags > 0, tags != IGNORED
        met += int((found & wanted & counts).sum())
        extra += int((found & ~wanted & counts).sum())
        lacking += int((~found & wanted & counts).sum())
        for row, guess in zip(group, made["kind"].argmax(1).tolist(), strict=True):
            if KINDS[guess] != row.kind:
                print(f"{row.kind} taken for {KINDS[guess]}: {row.text}")
    f1 = 2 * met / (2 * met + extra + lacking)
    shares = f"kind {right / len(held):.3f}, scope {scoped / len(held):.3f}"
    print(f"{shares}, topic words F1 {f1:.3f} of {len(held)}")


def learn(learned: list[Row], epochs: int, rank: int) -> Adapted:
    torch.manual_seed(0)
    topics = sorted({topic for row in learned for topic in row.topics if len(topic.split()) <= 5})
    net = Adapted(rank, HEADS)
    return trained(
        net, learned, partial(varied, topics), lambda row: len(row.text), loss_of, epochs
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    learned = rows("train.jsonl")
    if given.report:
        random.Random(3).shuffle(learned)
        held, learned = learned[: len(learned) // 5], learned[len(learned) // 5 :]
        report(learn(learned, given.epochs, given.rank), held)
        return
    np.savez_compressed(WEIGHTS, **learn(learned, given.epochs, given.rank).kept())
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
