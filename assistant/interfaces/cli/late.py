"""Names that are imported when they are first called: `--help` needs none of what they do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def late(module: str, name: str) -> Callable[..., Any]:
    """A function of a module, which is imported when the function is called."""

    @cache
    def found() -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def called(*given: Any, **named: Any) -> Any:
        return found()(*given, **named)

    return called


class LateModule:
    """A module that is imported when something of it is called."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return late(self._module, name)
