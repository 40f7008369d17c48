"""The extractive writer: an answer made of exact sentences, which needs no language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.citing.citations import publisher_key
from assistant.facts.same import group, groups, told_once
from assistant.types import EXTRACTIVE
from assistant.writing.draft import Candidate, Context, Draft, Drafted

MOST_STATEMENTS = 3
_WORTH = 0.75
"""A further sentence is shown when it scores at least this share of the first."""


class ExtractiveWriter:
    """Copies the sentences that answer best, and cites together those that say the same."""

    name = EXTRACTIVE

    def write(self, context: Context) -> Iterator[Draft]:
        """The draft, one statement more each time; refused when there are no sentences."""
        statements: list[Drafted] = []
        for told in _groups(context.candidates):
            if len(statements) == MOST_STATEMENTS or told[0].score < _WORTH * _best(context):
                break
            statements.append(Drafted(told[0].text, tuple(c.quote for c in told)))
            yield Draft(tuple(statements), writer=self.name)
        if not statements:
            yield Draft(refused=True, writer=self.name)


def _best(context: Context) -> float:
    return context.candidates[0].score


def _groups(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Sentences that say the same, together, the best first.

    One of each publisher, and of copies only the first publication.
    """
    cited = told_once(candidate.quote.article for candidate in candidates)
    kept = [c for c in candidates if cited[group(c.quote.article)].id == c.quote.article.id]
    found = []
    for indices in groups([candidate.text for candidate in kept]):
        one_each: dict[str, Candidate] = {}
        for index in indices:
            one_each.setdefault(publisher_key(kept[index].quote.article), kept[index])
        found.append(list(one_each.values()))
    return found
