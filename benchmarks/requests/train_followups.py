"""Learns what a follow-up leans on: low-rank changes of MiniLM and three heads.

    python benchmarks/requests/train_followups.py [--epochs 12] [--rank 8] [--report]

Reads `followups.jsonl` beside it, dialogues of two turns written for this; with `--report` a fifth
is held out and its figures printed, without it all of it is learned and written to
`assistant/understanding/followups.npz`. `heldout_followups.jsonl` is never read here.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from adapting import IGNORED, Adapted, padded, trained
from torch.nn import functional

from assistant.understanding.binding import LEANINGS
from vectorstore.text.adapters import bundled, paired

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "assistant" / "understanding" / "followups.npz"
HEADS = {"leaning": len(LEANINGS), "*word": 2, "*target": 2}


@dataclass(frozen=True)
class Dialogue:
    """Two turns: the follow-up, the question and answer before it, the word of the follow-up that
    points back, and what it stands for there."""

    second: str
    first: str
    answer: str
    leaning: str
    word: str
    target: str

    @property
    def context(self) -> str:
        return f"{self.first} {self.answer}"

    def word_places(self) -> list[tuple[int, int]]:
        return _places(self.word, self.second)

    def target_places(self) -> list[tuple[int, int]]:
        """Where the target stands; of the question before where it is there."""
        within = self.first if self.leaning == "swap" else self.context
        return _places(self.target, within)


def _places(words: str, text: str) -> list[tuple[int, int]]:
    if not words:
        return []
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    start = whole.start() if whole else text.find(words)
    return [(start, start + len(words))] if start >= 0 else []


def dialogues() -> list[Dialogue]:
    lines = (HERE / "followups.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Dialogue(
            row["second"], row["first"], row["answer"], row["class"], row["word"], row["target"]
        )
        for row in rows
    ]


def varied(questions: list[str], row: Dialogue, rng: random.Random) -> Dialogue:
    """The dialogue with a follow-up in lower case, or without its end mark; with a short answer, or
    none; or with another question that has nothing to do with it."""
    if rng.random() < 0.12:
        other = rng.choice(questions)
        row = replace(row, second=other, leaning="alone", word="", target="")
    if row.target not in row.answer and rng.random() < 0.3:
        short = row.answer.split(",")[0].rstrip(".")
        row = replace(row, answer=rng.choice(["", f"{short}."]))
    second, word = row.second, row.word
    if rng.random() < 0.2:
        second, word = second.lower(), word.lower()
    if rng.random() < 0.2:
        second = second.rstrip("?. ")
    return replace(row, second=second, word=word)


def ends(spans: Sequence[tuple[int, int]], places: list[tuple[int, int]], before: int) -> list[int]:
    """The first and last token of a stretch, counted from the first token that is read."""
    inside = [
        number
        for number, (start, end) in enumerate(spans)
        if places and start < places[0][1] and end > places[0][0]
    ]
    return [inside[0] + before, inside[-1] + before] if inside else [IGNORED, IGNORED]


def batch(group: list[Dialogue]) -> tuple[torch.Tensor, ...]:
    pairs = [paired(bundled(), row.second, row.context) for row in group]
    words, targets = [], []
    for pair, row in zip(pairs, group, strict=True):
        words.append(ends(pair.first_spans, row.word_places(), 1))
        targets.append(ends(pair.second_spans, row.target_places(), len(pair.first_spans) + 2))
    return (
        padded([pair.ids for pair in pairs]),
        padded([[1] * len(pair.ids) for pair in pairs]),
        padded([pair.types for pair in pairs]),
        torch.tensor([list(LEANINGS).index(row.leaning) for row in group]),
        torch.tensor(words),
        torch.tensor(targets),
    )


def among(logits: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """The logits of each text's own tokens; those of the others are as good as none."""
    return logits.float().masked_fill(~allowed.bool()[..., None], -1e4)


def loss_of(net: Adapted, group: list[Dialogue]) -> torch.Tensor:
    ids, mask, types, leanings, words, targets = batch(group)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = net(ids, mask, types)
    entropy = functional.cross_entropy
    own = among(found["word"], mask * (1 - types))
    other = among(found["target"], mask * types)
    loss = entropy(found["leaning"].float(), leanings, label_smoothing=0.05)
    for end in (0, 1):
        for logits, wanted, weight in ((own, words, 0.5), (other, targets, 1.0)):
            if (wanted[:, end] != IGNORED).any():
                loss = loss + weight * entropy(logits[..., end], wanted[:, end])
    return loss


@torch.no_grad()
def report(net: Adapted, held: list[Dialogue]) -> None:
    right = begun = exact = counted = 0
    for row in held:
        ids, mask, types, leaning, _, targets = batch([row])
        made = net(ids, mask, types)
        right += int(made["leaning"].argmax() == leaning[0])
        if targets[0, 0] == IGNORED:
            continue
        best = among(made["target"], mask * types)[0].argmax(0)
        counted += 1
        begun += int(best[0] == targets[0, 0])
        exact += int((best == targets[0]).all())
    shares = f"leaning {right / len(held):.3f} of {len(held)}"
    count = max(1, counted)
    print(f"{shares}; target begun {begun / count:.3f}, exact {exact / count:.3f} of {counted}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    learned, held = dialogues(), []
    if given.report:  # by the question before: its follow-ups are much alike
        firsts = sorted({row.first for row in learned})
        apart = set(random.Random(5).sample(firsts, len(firsts) // 5))
        held = [row for row in learned if row.first in apart]
        learned = [row for row in learned if row.first not in apart]
    net = Adapted(given.rank, HEADS)
    requests = [json.loads(line) for line in (HERE / "train.jsonl").open(encoding="utf-8")]
    questions = [row["text"] for row in requests if row["kind"] == "answer"]
    net = trained(
        net,
        learned,
        partial(varied, questions),
        lambda row: len(row.second + row.context),
        loss_of,
        given.epochs,
    )
    if given.report:
        report(net, held)
        return
    np.savez_compressed(WEIGHTS, **net.kept())
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
