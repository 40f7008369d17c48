"""How the two small models of briefings are learned: which facts belong, which words count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.briefing import concepts, relevance

DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Rows of features, shape (n, features), and which of the rows are right."""

    rows: NDArray[np.float64]
    right: Sequence[bool]


def relevance_weights(cases: Sequence[Case]) -> dict[str, float]:
    """What `relevance.json` holds: a logistic regression over `relevance.FEATURES`."""
    model = LogisticRegression(C=1, max_iter=5000).fit(*_stacked(cases))
    return _named(relevance.FEATURES, model.coef_[0]) | _bias(model)


def relevance_scores(weights: dict[str, float], case: Case) -> NDArray[np.float64]:
    """The logits of a case's rows."""
    told = np.array([weights[name] for name in relevance.FEATURES])
    return np.asarray(case.rows @ told + weights["bias"])


def concept_weights(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """What `concepts.json` holds: a logistic regression over `concepts.FEATURES`, standardised."""
    rows, right = _stacked(cases)
    scaler = StandardScaler().fit(rows)
    scaler.scale_ = np.where(scaler.scale_ < 1e-9, 1.0, scaler.scale_)
    model = LogisticRegression(C=0.1, max_iter=2000).fit(scaler.transform(rows), right)
    return {
        "mean": _named(concepts.FEATURES, scaler.mean_),
        "spread": _named(concepts.FEATURES, scaler.scale_),
        "weight": _named(concepts.FEATURES, model.coef_[0]) | _bias(model),
    }


def concept_scores(weights: dict[str, dict[str, float]], case: Case) -> NDArray[np.float64]:
    """The logits of a case's rows."""
    mean, spread, told = (
        np.array([weights[part][name] for name in concepts.FEATURES])
        for part in ("mean", "spread", "weight")
    )
    return np.asarray((case.rows - mean) / spread @ told + weights["weight"]["bias"])


def _stacked(cases: Sequence[Case]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return (
        np.vstack([case.rows for case in cases]),
        np.concatenate([np.asarray(case.right, dtype=bool) for case in cases]),
    )


def _named(names: Sequence[str], values: Any) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}


def _bias(model: Any) -> dict[str, float]:
    return {"bias": round(float(model.intercept_[0]), DIGITS)}
