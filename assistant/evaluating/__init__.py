"""Measuring answers: articles and questions in, figures out, and the floors they must keep.

Names are handed out on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.evaluating.collection import (
        Collection,
        EvaluationError,
        Question,
        read_collection,
    )
    from assistant.evaluating.evaluation import Evaluation, evaluate
    from assistant.evaluating.figures import Figure
    from assistant.evaluating.floors import Fall, Floors, fallen, read_floors, write_floors
    from assistant.evaluating.rankers import Ranker, plain_rankers

_HOME = {
    "Collection": "collection",
    "Evaluation": "evaluation",
    "EvaluationError": "collection",
    "Fall": "floors",
    "Figure": "figures",
    "Floors": "floors",
    "Question": "collection",
    "Ranker": "rankers",
    "evaluate": "evaluation",
    "fallen": "floors",
    "plain_rankers": "rankers",
    "read_collection": "collection",
    "read_floors": "floors",
    "write_floors": "floors",
}

__all__ = [
    "Collection",
    "Evaluation",
    "EvaluationError",
    "Fall",
    "Figure",
    "Floors",
    "Question",
    "Ranker",
    "evaluate",
    "fallen",
    "plain_rankers",
    "read_collection",
    "read_floors",
    "write_floors",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
