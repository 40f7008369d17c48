"""The model writer: a chat model writes, its marks become quotes, invented ones go.

The one place where chat models and prompts meet. Whatever the model writes, a statement
stands only with marks that lead to excerpts it was shown; it is then verified against
the sentences it quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.errors import ModelError
from assistant.types import Turn
from assistant.verification.citations import Quote
from assistant.writing.chat_models import first_line
from assistant.writing.draft import Context, Draft, Drafted, Excerpt
from assistant.writing.reply import (
    CitedSentence,
    cited_sentences,
    finished_sentences,
    without_controls,
    without_reasoning,
)
from prompts import Prompt, load
from vectorstore.text import Span, terms

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NO_ANSWER = "NO ANSWER IN THE EXCERPTS"
"""What the model writes, and nothing else, when the excerpts do not answer."""

_QUOTED_SENTENCES = 2
# A sentence can only be told to be whole when one of these has come, or its successor begins.
_MAY_END = re.compile(r"[\s.!?…。！？؟۔\])】］>]")
_FENCE = re.compile(r"<(?=\s*/?\s*excerpt)", re.IGNORECASE)


class ModelWriter:
    """Writes answers, briefings and stand-alone questions with a chat model."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self._model = model
        self.name = name

    def write(self, context: Context) -> Iterator[Draft]:
        """The draft, each time it has a sentence more; raises ModelError."""
        prompt = load("answer").fill(
            excerpts=_fenced(context.excerpts), question=context.question, no_answer=NO_ANSWER
        )
        yield from self._drafts(prompt, context.excerpts)

    def brief(self, topic: str, words: int, excerpts: Sequence[Excerpt]) -> Draft:
        """The lead paragraph of a briefing; raises ModelError."""
        prompt = load("brief").fill(
            excerpts=_fenced(excerpts), topic=topic or "everything below", words=str(words)
        )
        *_, whole = self._drafts(prompt, excerpts)
        return whole

    def standalone_question(self, question: str, history: Sequence[Turn]) -> str:
        """The question so that it stands without the turns before it; raises ModelError."""
        conversation = "\n".join(f"Q: {turn.question}\nA: {turn.answer}" for turn in history)
        prompt = load("standalone_question").fill(conversation=conversation, question=question)
        written = without_controls(without_reasoning("".join(self._stream(prompt))))
        return " ".join(written.split()) or question

    def _drafts(self, prompt: Prompt, excerpts: Sequence[Excerpt]) -> Iterator[Draft]:
        """The draft each time a sentence is whole; the last is whole, or a refusal."""
        by_number = {excerpt.number: excerpt for excerpt in excerpts}
        written, shown = "", 0
        for piece in self._stream(prompt):
            written += piece
            if not _MAY_END.search(piece):
                continue
            finished = finished_sentences(written, by_number)
            growing = self._draft([c for c in finished if not _begins_refusal(c)], by_number)
            if len(growing.statements) > shown:
                shown = len(growing.statements)
                yield growing
        yield self._draft(cited_sentences(written, by_number), by_number)

    def _draft(self, written: Sequence[CitedSentence], excerpts: dict[int, Excerpt]) -> Draft:
        """The claims with a source, quoted; a refusal where none has one."""
        statements, dropped = [], 0
        for sentence in written:
            known = [excerpts[number] for number in sentence.numbers if number in excerpts]
            if _REFUSAL in _flat(sentence.text):
                continue
            if known:
                statements.append(Drafted(sentence.text, _resolve(sentence.text, known)))
            else:
                dropped += 1
        were = "sentence that the model wrote without a source was"
        if dropped > 1:
            were = "sentences that the model wrote without a source were"
        notices = (f"{dropped} {were} left out.",)
        return Draft(
            tuple(statements),
            refused=not statements,
            notices=notices if dropped else (),
            writer=self.name,
        )

    def _stream(self, prompt: Prompt) -> Iterator[str]:
        try:
            for chunk in self._model.stream([("system", prompt.system), ("user", prompt.user)]):
                yield chunk.text
        except Exception as error:  # each provider's client has an error tree of its own
            raise ModelError(
                f"the chat model {self.name} did not answer ({first_line(error)}): "
                "check NEWSBRIEF_MODEL and NEWSBRIEF_MODEL_URL"
            ) from error


def _fenced(excerpts: Iterable[Excerpt]) -> str:
    """The excerpts as the prompt shows them; nothing in an article can close its fence."""
    blocks = []
    for excerpt in excerpts:
        article = excerpt.article
        about = ", ".join(
            part
            for part in (
                article.publisher or "publisher unknown",
                article.day.isoformat() if article.day else "no date",
                article.title,
            )
            if part
        )
        blocks.append(
            f"<excerpt>\n[{excerpt.number}] {_unfenced(about)}\n"
            f"{_unfenced(excerpt.text)}\n</excerpt>"
        )
    return "\n\n".join(blocks)


def _unfenced(text: str) -> str:
    return _FENCE.sub("‹", text)


def _flat(text: str) -> str:
    """The text as it is compared with the words of a refusal."""
    return " ".join(text.casefold().split()).strip(" .!\"'“”")


_REFUSAL = _flat(NO_ANSWER)


def _begins_refusal(sentence: CitedSentence) -> bool:
    return _REFUSAL.startswith(_flat(sentence.text))


def _resolve(statement: str, excerpts: Sequence[Excerpt]) -> tuple[Quote, ...]:
    """For each excerpt the run of sentences in it that holds most of the statement."""
    wanted = frozenset(terms(statement))
    return tuple(_best_run(wanted, excerpt) for excerpt in excerpts)


def _best_run(wanted: frozenset[str], excerpt: Excerpt) -> Quote:
    spans = excerpt.sentences or (Span(excerpt.start, excerpt.end),)
    text = excerpt.article.text
    runs = [
        (spans[first].start, spans[last].end)
        for first in range(len(spans))
        for last in range(first, min(first + _QUOTED_SENTENCES, len(spans)))
    ]

    def merit(run: tuple[int, int]) -> tuple[int, int]:
        # More of the statement first; of equal runs the shorter one.
        return len(wanted.intersection(terms(text[run[0] : run[1]]))), run[0] - run[1]

    start, end = max(runs, key=merit)
    return Quote(excerpt.article, start, end)
