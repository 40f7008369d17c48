"""A frozen MiniLM with low-rank changes that are learned, and the loop that learns them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from vectorstore.text.adapters import bundled

T = TypeVar("T")
IGNORED = -100
BATCH = 32
PROJECTIONS = (
    "attention.self.query", "attention.self.key", "attention.self.value",
    "attention.output.dense", "intermediate.dense", "output.dense",
)  # fmt: skip


class LowRank(nn.Module):
    """A linear layer, frozen, with a low-rank change."""

    def __init__(self, base: Any, rank: int) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        changed: torch.Tensor = self.base(states)
        return changed + functional.linear(functional.linear(states, self.a), self.b)


def adapted(rank: int, *, attention: str, lowest: int = 0) -> tuple[Any, dict[str, LowRank]]:
    """MiniLM, frozen, and its low-rank changes by the name of the layer that each changes; the
    layers below `lowest` have none. `attention` is transformers' name of how it is computed."""
    from transformers import BertModel

    bert: Any = BertModel.from_pretrained(
        str(bundled().folder), attn_implementation=attention, add_pooling_layer=False
    )
    for weight in bert.parameters():
        weight.requires_grad_(False)
    changed: dict[str, LowRank] = {}
    for number in range(lowest, len(bert.encoder.layer)):
        for projection in PROJECTIONS:
            name = f"layer.{number}.{projection}"
            parent, _, leaf = name.rpartition(".")
            module = bert.encoder.get_submodule(parent)
            changed[name] = LowRank(getattr(module, leaf), rank)
            setattr(module, leaf, changed[name])
    return bert, changed


class Adapted(nn.Module):
    """The adapted model, and heads by name: {"kind": outputs} reads mean and first state, {"topic":
    outputs} with a leading "*" each token's state."""

    def __init__(self, rank: int, heads: dict[str, int]) -> None:
        super().__init__()
        self.bert, self.changed = adapted(rank, attention="eager")
        width = self.bert.config.hidden_size
        self.heads = nn.ModuleDict(
            {
                name.lstrip("*"): nn.Linear(width if name.startswith("*") else 2 * width, size)
                for name, size in heads.items()
            }
        )
        self.of_tokens = {name.lstrip("*") for name in heads if name.startswith("*")}
        self.drop = nn.Dropout(0.2)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        """What each head says; the mean is that of the first text's tokens."""
        states = self.bert(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        own = mask * (1 - types)
        own[:, 0] = 0
        own[torch.arange(len(ids)), (mask * (1 - types)).sum(1) - 1] = 0
        mean = (states * own[..., None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1)
        pooled = self.drop(torch.cat([mean, states[:, 0]], -1))
        dropped = self.drop(states)
        return {
            name: head(dropped if name in self.of_tokens else pooled)
            for name, head in self.heads.items()
        }

    def kept(self) -> dict[str, np.ndarray[Any, Any]]:
        """What the product reads, in half precision."""
        found: dict[str, Any] = {}
        for name, layer in self.changed.items():
            found |= {f"{name}.a": layer.a, f"{name}.b": layer.b}
        for name, head in self.heads.items():
            found |= {name: head.weight, f"{name}.bias": head.bias}
        return {name: weight.detach().numpy().astype(np.float16) for name, weight in found.items()}


def padded(rows: Sequence[Sequence[int]], filler: int = 0) -> torch.Tensor:
    """Rows as one tensor, the shorter ones filled up."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


def trained(
    net: Adapted,
    learned: Sequence[T],
    varied: Callable[[T, random.Random], T | None],
    length: Callable[[T], int],
    loss_of: Callable[[Adapted, list[T]], torch.Tensor],
    epochs: int,
    rate: float = 1e-3,
) -> Adapted:
    """The net after so many passes over the rows, each varied anew; rows of one length together."""
    rng = random.Random(0)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.02)
    steps, step = epochs * math.ceil(len(learned) / BATCH), 0
    for epoch in range(epochs):
        net.train()
        new = [row for old in learned if (row := varied(old, rng)) is not None]
        rng.shuffle(new)
        new.sort(key=lambda row: length(row) // 12)
        groups = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
        rng.shuffle(groups)
        for group in groups:
            for setting in optimizer.param_groups:
                setting["lr"] = rate * min(1, (step + 1) / 40) * max(0.02, 1 - step / steps)
            loss = loss_of(net, group)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            step += 1
        print(f"epoch {epoch + 1} of {epochs}: loss {loss.item():.3f}", flush=True)
    net.eval()
    return net


def tagged(spans: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]) -> list[int]:
    """A tag for each token: 1 where one of the places begins, 2 where it goes on, else 0."""
    tags: list[int] = []
    before: tuple[int, int] | None = None
    for start, end in spans:
        inside = next((place for place in places if start < place[1] and end > place[0]), None)
        tags.append(0 if inside is None else 2 if inside == before else 1)
        before = inside
    return tags
