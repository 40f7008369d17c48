"""Learns the head that tells the kind of a request anew, with plain questions beside requests.

    python benchmarks/requests/fit_kind.py --qa FOLDER [--news FOLDER] [--report]

After `train.py`: what it learned stays, but for the head of the kind, which is fitted to the
requests of `train.jsonl`, each also varied as there, and to plain questions, which want an answer:
some of `benchmarks/answers/written.jsonl`, and of other people's questions on Wikipedia's
paragraphs (`--qa`, as `benchmarks/answers/run.py` reads it) those of the half to tune on. With
`--report` nothing is written: the share of plain questions that are taken for something else is
printed, of the half to report on and of a news quiz (`--news`: a folder with `questions.json`), and
how many requests of `heldout.jsonl` are told right, for the head there is and the new one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from train import HERE, WEIGHTS, Row, rows, varied

from assistant.understanding.request_classifier import KINDS, pooled_states
from vectorstore.text.encoder import embeddings_named

ANSWERS = HERE.parent / "answers"
_WRITTEN, _QUIZ = 1200, 300
"""So many questions are drawn of those that are many."""
_VARIED = 2
_NEAR = 0.01
"""How dear it is to move away from the head there is."""
_STEPS, _RATE = 400, 0.01

Head = tuple[torch.Tensor, torch.Tensor]


def plain_questions(qa: Path, half: str) -> list[str]:
    """Other people's questions of a half of those on Wikipedia's paragraphs."""
    sys.path.insert(0, str(ANSWERS))
    from sets import qa_questions

    return [one.question.text.strip() for one in qa_questions(qa) if one.half == half]


def written_questions() -> list[str]:
    """Some of the questions written for answers."""
    lines = (ANSWERS / "written.jsonl").read_text("utf-8").splitlines()
    return random.Random(5).sample([json.loads(line)["question"] for line in lines], _WRITTEN)


def with_variants(learned: Sequence[Row]) -> list[Row]:
    """The rows, each also with another topic, in lower case, without its end mark."""
    rng = random.Random(0)
    topics = sorted({topic for row in learned for topic in row.topics if len(topic.split()) <= 5})
    made = [varied(topics, row, rng) for row in learned for _ in range(_VARIED)]
    return [*learned, *filter(None, made)]


def states(texts: Sequence[str]) -> torch.Tensor:
    """What the head reads of each text."""
    read = [pooled_states(text, embeddings_named())[0] for text in texts]
    return torch.tensor(np.array(read, np.float32))


def fitted(head: Head, read: torch.Tensor, kinds: torch.Tensor) -> Head:
    """The head that tells these kinds of these states, near to the one given."""
    weight, bias = (part.clone().requires_grad_() for part in head)
    optimizer = torch.optim.Adam([weight, bias], lr=_RATE)
    for _ in range(_STEPS):
        loss = functional.cross_entropy(read @ weight.T + bias, kinds, label_smoothing=0.05)
        loss = loss + _NEAR * ((weight - head[0]) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return weight.detach(), bias.detach()


def told(head: Head, read: torch.Tensor) -> torch.Tensor:
    """The kind that a head tells of each."""
    return (read @ head[0].T + head[1]).argmax(1)


def report(heads: dict[str, Head], qa: Path, news: Path | None) -> None:
    sets = {"Wikipedia, half to report": plain_questions(qa, "report")}
    if news is not None:
        asked = json.loads((news / "questions.json").read_text("utf-8"))
        drawn = random.Random(5).sample([one["question"] for one in asked], _QUIZ)
        sets["news quiz"] = drawn
    for name, texts in sets.items():
        read = states(texts)
        for which, head in heads.items():
            wrong = float((told(head, read) != KINDS.index("answer")).float().mean())
            print(f"{name}, {which} head: {wrong:.1%} of {len(texts)} taken for something else")
    held = rows("heldout.jsonl")
    read, kinds = states([row.text for row in held]), _kinds(held)
    for which, head in heads.items():
        right = int((told(head, read) == kinds).sum())
        print(f"held-out requests, {which} head: {right} of {len(held)} right")


def _kinds(learned: Sequence[Row]) -> torch.Tensor:
    return torch.tensor([KINDS.index(row.kind) for row in learned])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qa", type=Path, required=True)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args()
    weights = dict(np.load(WEIGHTS))
    head = (
        torch.tensor(weights["kind"].astype(np.float32)),
        torch.tensor(weights["kind.bias"].astype(np.float32)),
    )
    plain = [*written_questions(), *plain_questions(given.qa, "tune")]
    asked = [Row(text, "answer", "none", "") for text in plain]
    learned = with_variants([*rows("train.jsonl"), *asked])
    new = fitted(head, states([row.text for row in learned]), _kinds(learned))
    if given.report:
        report({"old": head, "new": new}, given.qa, given.news)
        return
    weights["kind"], weights["kind.bias"] = (part.numpy().astype(np.float16) for part in new)
    np.savez_compressed(WEIGHTS, **weights)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
