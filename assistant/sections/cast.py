"""Who is named in an article: which names mean one, and whether it is a person or a body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Literal

from assistant.sections.forenames import MEN, WOMEN
from assistant.sections.fullnames import FEMALE, MALE, resolved
from assistant.sections.mentions import Mention, mentions
from assistant.sections.quotemarks import Marked, marked
from assistant.sections.roles import (
    head_noun,
    role_after,
    role_before,
    role_of_kin,
    role_with_comma,
)
from assistant.sections.signs import Kind, kind, together
from vectorstore.text import Span

Sex = Literal["m", "f", ""]


class Cast:
    """The names of an article in order, each with the full name that it stands for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = resolved(text, mentions(text))
        self._starts = [mention.start for mention in self.mentions]
        self._roles: dict[int, tuple[Span, ...]] = {}

    def roles(self, mention: Mention) -> tuple[Span, ...]:
        """The phrases beside a mention that say who or what it is."""
        if mention.start not in self._roles:
            found = _roles(self.text, mention)
            self._roles[mention.start] = tuple(one for one in found if not self.quoted(one.start))
        return self._roles[mention.start]

    def quoted(self, at: int) -> bool:
        """Whether a place stands inside quotation marks: there nobody but the speaker tells."""
        row = bisect_left(self._quotations, at, key=lambda one: one.end)
        return row < len(self._quotations) and self._quotations[row].start <= at

    @cached_property
    def _quotations(self) -> list[Marked]:
        return [
            one
            for line in re.finditer(r"[^\n]+", self.text)
            for one in marked(self.text, line.start(), line.end())
        ]

    def within(self, start: int, end: int) -> list[Mention]:
        """The names between two places, in order."""
        found = self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [mention for mention in found if mention.end <= end]

    @cached_property
    def by_name(self) -> dict[str, list[Mention]]:
        """The mentions of each full name."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            found[mention.full].append(mention)
        return dict(found)

    @cached_property
    def signs(self) -> dict[str, frozenset[str]]:
        """What the neighbours of each name say it is."""
        alone = {m.full for m in self.mentions if " " not in m.text and " " in m.full}
        return {
            name: together(self.text, found, [self.roles(mention) for mention in found])
            | ({"surname"} if name in alone else frozenset())
            for name, found in self.by_name.items()
        }

    def kind(self, name: str) -> Kind:
        """What a full name of this article names, as far as the article alone tells."""
        return kind(self.signs.get(name, frozenset()))

    @cached_property
    def sexes(self) -> dict[str, Sex]:
        """Whom "he" or "she" may mean: by title, role or forename."""
        return {name: self._sex(found) for name, found in self.by_name.items()}

    @cached_property
    def _offices(self) -> dict[str, list[Mention]]:
        """The persons whom a title or a role of one word names."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if mention.titled:
                found[mention.title.split()[-1].lower().rstrip(".")].append(mention)
            for start, end in self.roles(mention):
                found[head_noun(self.text[start:end]).lower()].append(mention)
        return dict(found)

    def holder(self, office: str, before: int) -> str:
        """Who "the commander" is at a place: the one person of that title or role named before."""
        named = {m.full for m in self._offices.get(office.lower(), ()) if m.start < before}
        return named.pop() if len(named) == 1 else ""

    def _sex(self, found: Sequence[Mention]) -> Sex:
        for mention in found:
            words = {word.lower().rstrip(".") for word in mention.title.split()}
            for start, end in self.roles(mention):
                words.add(head_noun(self.text[start:end]).lower())
            if words & FEMALE:
                return "f"
            if words & MALE:
                return "m"
        first = found[0].full.lower().split()[0]
        if first in MEN and first not in WOMEN:
            return "m"
        return "f" if first in WOMEN and first not in MEN else ""


@lru_cache(maxsize=1024)
def cast(text: str) -> Cast:
    """The names of a text; the same text is read once."""
    return Cast(text)


def _roles(text: str, mention: Mention) -> tuple[Span, ...]:
    """The phrases around a mention that say who or what it is."""
    floor = max(0, mention.outer - 120)
    found = (
        role_of_kin(text, mention.outer, floor),
        role_with_comma(text, mention.outer, floor),
        role_before(text, mention.outer, floor),
        role_after(text, mention.end),
    )
    return tuple(span for span in found if span is not None)
