"""What the core of an article is, learned from the headlines of other articles on the event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.briefing.gist import Weights

Floats = NDArray[np.float64]

_SHARP = 12.0
"""How much more the sentence nearest to another headline counts than one that is farther."""
_TOLD = 3
_SAME = 0.8
_PENALTY = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An article: a row of features and a vector for each sentence that may be shown, how near
    each is to the nearest headline of another article on the event, and what was told before."""

    fold: str
    rows: Floats
    near: Floats
    vectors: Floats
    before: tuple[int, ...] = ()


def learned(cases: Sequence[Case]) -> Weights:
    """The weights under which the sentences nearest to other headlines are likeliest, by a softmax
    over the sentences of each article."""
    every = np.concatenate([case.rows for case in cases])
    mean, spread = every.mean(axis=0), every.std(axis=0) + 1e-9
    tables = [(case.rows - mean) / spread for case in cases]
    wanted = [np.exp(_SHARP * (case.near - case.near.max())) for case in cases]
    wanted = [one / one.sum() for one in wanted]

    def loss(weight: Floats) -> tuple[float, Floats]:
        value, slope = 0.5 * _PENALTY * float(weight @ weight), _PENALTY * weight
        for table, want in zip(tables, wanted, strict=True):
            raised = np.exp((logits := table @ weight) - logits.max())
            likely = raised / raised.sum()
            value -= float(want @ np.log(likely + 1e-12))
            slope = slope - table.T @ (want - likely)
        return value, slope

    found = minimize(loss, np.zeros(every.shape[1]), jac=True, method="L-BFGS-B").x
    return Weights(mean, spread, found)


def told(case: Case, scores: Floats) -> list[int]:
    """The best sentences of an article, none much like another."""
    chosen: list[int] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        if all(float(case.vectors[row] @ case.vectors[other]) < _SAME for other in chosen):
            chosen.append(row)
        if len(chosen) == _TOLD:
            break
    return chosen


def figures(cases: Sequence[Case], weights: Weights) -> dict[str, float]:
    """How near three sentences are to the nearest headline of another article, on average: by the
    weights, by the lead of briefings, and the first three."""
    ways: dict[str, Callable[[Case], Sequence[int]]] = {
        "gist": lambda case: told(case, weights.scores(case.rows)),
        "lead": lambda case: case.before,
        "first three": lambda case: range(min(_TOLD, len(case.near))),
    }
    found = {"articles": float(len(cases))}
    for way, choose in ways.items():
        rows = [case.near[list(choose(case))] for case in cases if len(choose(case))]
        found[way] = round(float(np.mean([row.mean() for row in rows])), 3)
        found[f"{way}, best of them"] = round(float(np.mean([row.max() for row in rows])), 3)
    return found
