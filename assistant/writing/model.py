"""The model writer: a chat model writes, its marks become quotes, invented ones go.

The one place where chat models and prompts meet. Whatever the model writes, a statement
stands only with marks that lead to excerpts it was shown; the gate then judges it by the
sentences it quotes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.citing.citations import Quote
from assistant.citing.marks import marks, without_marks
from assistant.errors import ModelError
from assistant.types import Turn
from assistant.writing.draft import Context, Draft, Drafted, Excerpt
from prompts import Prompt, load
from vectorstore.language import Span, sentences, terms

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NO_ANSWER = "NO ANSWER IN THE EXCERPTS"
"""What the model writes, and nothing else, when the excerpts do not answer."""

_QUOTED_SENTENCES = 2
_FENCE = re.compile(r"<(?=\s*/?\s*excerpt)", re.IGNORECASE)


def chat_model(name: str, url: str = "") -> BaseChatModel:
    """The chat model that LangChain's `init_chat_model` calls `name`, at temperature 0.

    `url` is the base URL of an OpenAI-compatible server. Raises ModelError where the
    provider is unknown, its package is missing or it wants a key that is not set.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "max_retries": 1, "timeout": 120}
    if url:
        options["base_url"] = url
        if name.partition(":")[0] == "openai":
            # Local servers want no key, but the client refuses to start without one.
            options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except Exception as error:  # every provider's package raises its own
        raise ModelError(
            f"the chat model {name!r} cannot be used ({_first_line(error)}): "
            "correct NEWSBRIEF_MODEL, or leave it empty to do without a model"
        ) from error
    return model


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

    def condense(self, question: str, history: Sequence[Turn]) -> str:
        """The question so that it stands without the turns before it; raises ModelError."""
        conversation = "\n".join(f"Q: {turn.question}\nA: {turn.answer}" for turn in history)
        prompt = load("condense").fill(conversation=conversation, question=question)
        written = " ".join("".join(self._stream(prompt)).split())
        return written or question

    def _drafts(self, prompt: Prompt, excerpts: Sequence[Excerpt]) -> Iterator[Draft]:
        by_number = {excerpt.number: excerpt for excerpt in excerpts}
        written, done = "", 0
        for piece in self._stream(prompt):
            written += piece
            # The last sentence may still grow, and its marks follow its full stop.
            finished = _sentences(written)[:-1]
            if len(finished) > done and NO_ANSWER not in written:
                done = len(finished)
                yield self._draft(finished, by_number)
        if NO_ANSWER in written or not written.strip():
            yield Draft(refused=True, writer=self.name)
        else:
            yield self._draft(_sentences(written), by_number)

    def _draft(self, written: Sequence[str], excerpts: dict[int, Excerpt]) -> Draft:
        statements, dropped = [], 0
        for sentence in written:
            known = [excerpts[number] for number in marks(sentence) if number in excerpts]
            text = without_marks(sentence).strip()
            if known and text:
                statements.append(Drafted(text, _resolve(text, known)))
            elif text:
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
                f"the chat model {self.name} did not answer ({_first_line(error)}): "
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


def _sentences(written: str) -> list[str]:
    """The sentences of the model's text, each with the marks that follow its full stop."""
    pieces: list[str] = []
    for start, end in sentences(written):
        piece = written[start:end]
        if pieces and not without_marks(piece).strip():
            pieces[-1] += f" {piece}"
        elif pieces and (own := _leading_marks(piece)):
            pieces[-1] += f" {piece[:own]}"
            pieces.append(piece[own:].strip())
        else:
            pieces.append(piece)
    return pieces


def _leading_marks(piece: str) -> int:
    """The length of the marks a piece begins with: they belong to the sentence before."""
    rest = piece
    while rest.lstrip().startswith(("[", "【")) and marks(rest[: _closing(rest)]):
        rest = rest[_closing(rest) :]
    return len(piece) - len(rest)


def _closing(text: str) -> int:
    ends = [at for at in (text.find("]"), text.find("】")) if at >= 0]
    return min(ends) + 1 if ends else len(text)


def _resolve(statement: str, excerpts: Sequence[Excerpt]) -> tuple[Quote, ...]:
    """For each excerpt the run of sentences in it that holds most of the statement."""
    said = frozenset(terms(statement))
    return tuple(_best_run(said, excerpt) for excerpt in excerpts)


def _best_run(said: frozenset[str], excerpt: Excerpt) -> Quote:
    spans = excerpt.sentences or (Span(excerpt.start, excerpt.end),)
    text = excerpt.article.text
    runs = [
        (spans[first].start, spans[last].end)
        for first in range(len(spans))
        for last in range(first, min(first + _QUOTED_SENTENCES, len(spans)))
    ]

    def merit(run: tuple[int, int]) -> tuple[int, int]:
        # More of the statement first; of equal runs the shorter one.
        return len(said.intersection(terms(text[run[0] : run[1]]))), run[0] - run[1]

    start, end = max(runs, key=merit)
    return Quote(excerpt.article, start, end)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
