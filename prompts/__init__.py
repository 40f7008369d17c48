"""Prompt templates: one text file each, with `{names}` to be filled in.

`load("answer")` reads `answer.txt`. A line `--- user` parts what the model is told about
its task (the system message) from what it is given (the user message).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from string import Formatter

_SEPARATOR = "\n--- user\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt in two messages; `fields` are the names that must be given."""

    system: str
    user: str

    @property
    def fields(self) -> frozenset[str]:
        """The names in braces in both messages."""
        return frozenset(
            name for text in (self.system, self.user) for _, name, _, _ in Formatter().parse(text)
            if name
        )  # fmt: skip

    def fill(self, **values: str) -> Prompt:
        """The prompt with every name filled in; raises KeyError for one that is not given.

        Braces in a value stay as they are: values are never read as templates.
        """
        return Prompt(self.system.format(**values), self.user.format(**values))


def load(name: str) -> Prompt:
    """The template of that name; raises FileNotFoundError where there is none."""
    text = files(__name__).joinpath(f"{name}.txt").read_text("utf-8").strip()
    system, separator, user = text.partition(_SEPARATOR)
    return Prompt(system.strip(), user.strip()) if separator else Prompt("", system)
