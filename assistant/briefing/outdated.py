"""Which sentences newer reports have overtaken: tolls, states, and plans for days gone by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from assistant.sections.quantities import ReportedQuantity, agree, reported_quantities, same_group
from assistant.sections.sentences import SentenceRecord
from vectorstore.text.tenses import tenses

_FOLLOWED_AFTER = 2
"""Days after which newer reports may tell that things stand otherwise; within one story a day is
enough."""
# "Remains in critical condition after being resuscitated".
_STANDS = re.compile(r"\b(?:is|are|remains?|continues?)\b")
# "Said that he is in hospital", "has survived a vote", "was clinging on", "is likely to go".
_UNDER_WAY = re.compile(
    r"\b(?:said|says|told|tells|added|acknowledged|announced|confirmed)\b.{0,200}?"
    r"\b(?:is|are|remains?|continues?)\b"
    r"|\b(?:has|have)\b|\b(?:was|were)\s+(?:(?:still|now|also|not|\w+ly)\s+)?[“\"]?(?!going\b|during\b)[a-z]+ing\b"
    r"|\b(?:will|won[’']t|shall|may|might|could|likely|whether|awaits?|(?:set|expected|due|scheduled"
    r"|poised|threaten\w*|vow\w*|plan\w*|hop\w+|seek\w*|want\w*)\s+to)\b",
    re.IGNORECASE,
)


class Outdated:
    """The sentences of annotated articles, and which of them are out of date.

    `story`: they are of one story, so that its newest report tells how things stand.
    """

    def __init__(self, sentences: Sequence[SentenceRecord], *, story: bool) -> None:
        self._sentences = sentences
        self._story = story
        self._known: dict[int, bool] = {}

    def __contains__(self, number: int) -> bool:
        """Whether a sentence plans something for a day that newer articles have seen pass, or
        tells how things stand, or a toll, in a report that newer ones have followed."""
        if number not in self._known:
            self._known[number] = self._is_outdated(number)
        return self._known[number]

    def _is_outdated(self, number: int) -> bool:
        sentence, newest = self._sentences[number], self._newest
        published = sentence.article.day
        planned = planned_day(sentence)
        if newest is None:
            return False
        if planned is not None and planned < newest:
            return True
        if published is None or published >= newest:
            return False
        if self._story:
            return (
                _tells_how_things_stand(sentence.text)
                or _UNDER_WAY.search(sentence.text) is not None
                or self.tells_old_toll(number)
            )
        old = (newest - published).days >= _FOLLOWED_AFTER
        return old and _tells_how_things_stand(sentence.text)

    def tells_old_toll(self, number: int) -> bool:
        """Whether a sentence tells how many were killed, missing and so on, and newer reports tell
        another number."""
        sentence = self._sentences[number]
        published = sentence.article.day
        return published is not None and any(
            self._is_followed(toll, published) for toll in tolls(sentence)
        )

    @cached_property
    def _newest(self) -> date | None:
        """The day of the newest article."""
        return max((s.article.day for s in self._sentences if s.article.day), default=None)

    @cached_property
    def _tolls(self) -> list[ReportedQuantity]:
        return [
            toll for sentence in self._sentences for toll in tolls(sentence) if sentence.article.day
        ]

    def _is_followed(self, toll: ReportedQuantity, published: date) -> bool:
        """Whether a newer report has another figure for the same people; of the dead, more."""
        return any(
            later.sentence.article.day is not None
            and later.sentence.article.day > published
            and later.key == toll.key
            and same_group(later, toll)
            and not agree(later, toll)
            and (later.value > toll.value or not (toll.attribute and toll.attribute.rising))
            for later in self._tolls
        )


def tolls(sentence: SentenceRecord) -> list[ReportedQuantity]:
    """How many people a sentence tells as killed, missing and so on, in all."""
    if not sentence.annotation.quantities:
        return []
    return [
        quantity
        for quantity in reported_quantities(sentence)
        if quantity.attribute is not None
        and quantity.attribute.people
        and not quantity.attribute.settled
        and not quantity.unreal
        and quantity.salient
    ]


def _tells_how_things_stand(text: str) -> bool:
    """Whether a sentence tells of nothing that happened, or first of what was so at the time."""
    gone, stands = tenses(text).gone, _STANDS.search(text)
    return not gone or (stands is not None and stands.start() < gone[0])


def planned_day(sentence: SentenceRecord) -> date | None:
    """The last day for which a sentence plans or expects something, nothing of it done yet."""
    published = sentence.article.day
    times = [
        mention
        for mention in sentence.annotation.times
        if mention.day and mention.precision == "day"
    ]
    if not sentence.annotation.modal or any(mention.tense == "past" for mention in times):
        return None
    days = (
        mention.day
        for mention in times
        if mention.day and mention.relation not in ("report", "name") and mention.day != published
    )
    return max(days, default=None)
