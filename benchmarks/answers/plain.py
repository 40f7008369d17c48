"""What a user would pick instead: full text and vectors fused, the best chunk's first sentences."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from sets import out_by

from assistant.evaluating.collection import Question
from assistant.evaluating.figures import Reply
from assistant.evaluating.rankers import Ranker
from vectorstore.text import sentences

Ask = Callable[[Question, date | None], Reply]
"""A way to answer: a question, and the day on which it is asked."""

_CANDIDATES = 100


def plain(ranker: Ranker, sentences_told: int = 3) -> Ask:
    """Answers with the first sentences of the passage that a ranking puts first; never refuses."""

    def ask(question: Question, day: date | None) -> Reply:
        began = time.perf_counter()
        found = [p for p in ranker(question.text, _CANDIDATES) if out_by(p.published, day)]
        text = found[0].text if found else ""
        told = [text[start:end] for start, end in sentences(text)[:sentences_told]]
        seconds = time.perf_counter() - began
        return Reply(question, tuple(told), tuple(found[:10]), seconds)

    return ask
