"""The whole evaluation: a library made for it, every question asked, every figure taken."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.adding import Watch
from assistant.assistant import Assistant
from assistant.evaluating.collection import Collection, EvaluationError, Question
from assistant.evaluating.figures import (
    DEPTHS,
    Fall,
    Figure,
    Floors,
    Reply,
    answer_figures,
    fallen,
    refusal_figures,
    retrieval_figures,
)
from assistant.evaluating.verification import story_sentences, verification_figures
from assistant.types import Failed
from assistant.verification.verify import verify
from vectorstore.documents import Article

Opened = Callable[[Path], Assistant]
"""Opens an assistant on a library in a folder that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    `figures` are by name: `retrieval.search.…`, `answers.…`, `refusals.…`, `verification.…`.
    `seconds_per_question` is not one of them: it tells about the machine too. `failed` are
    articles that could not be read, `fell` the figures that are worse than their floors.
    """

    folder: Path
    checksum: str
    articles: int
    questions: int
    writer: str
    figures: Mapping[str, Figure]
    seconds_per_question: float
    failed: tuple[Failed, ...] = ()
    fell: tuple[Fall, ...] = ()


def _opened(library: Path) -> Assistant:
    # No Chroma server: nobody else's collections are touched.
    return Assistant(library, chroma="")


def evaluate(
    collection: Collection,
    floors: Floors | None = None,
    *,
    opened: Opened = _opened,
    watch: Watch | None = None,
    asked: Callable[[Question], None] | None = None,
) -> Evaluation:
    """Add a collection's articles to a library of its own, ask everything, and measure.

    The library is in a temporary folder that is removed at the end. `watch` is told of each
    article added and `asked` of each question asked. Raises EvaluationError where no article
    could be read, or a floor is of a figure that was not measured.
    """
    with (
        tempfile.TemporaryDirectory(prefix="newsbrief-eval-") as folder,
        opened(Path(folder) / "library") as assistant,
    ):
        report = assistant.add(collection.articles, watch=watch)
        if not report.read:
            raise EvaluationError(f"{collection.articles} has no article that can be read")
        articles = assistant.articles()
        replies = [reply(assistant, question, asked) for question in collection.questions]
        figures = dict(_figures(collection, articles, replies))
    return Evaluation(
        folder=collection.folder,
        checksum=collection.checksum,
        articles=len(articles),
        questions=len(replies),
        writer=assistant.model or "extractive",
        figures=figures,
        seconds_per_question=round(sum(reply.seconds for reply in replies) / len(replies), 3),
        failed=report.failed,
        fell=tuple(fallen(figures, floors)) if floors is not None else (),
    )


def reply(
    assistant: Assistant, question: Question, asked: Callable[[Question], None] | None = None
) -> Reply:
    """What the assistant answers to a question, which is asked as one."""
    began = time.perf_counter()
    answer = assistant.ask(question.text, history=question.history, k=max(DEPTHS), kind="answer")
    seconds = time.perf_counter() - began
    if asked is not None:
        asked(question)
    statements = tuple(statement.text for statement in answer.statements)
    return Reply(question, statements, answer.passages, seconds)


def _figures(
    collection: Collection, articles: Sequence[Article], replies: Sequence[Reply]
) -> Iterator[tuple[str, Figure]]:
    """Every figure with its full name."""
    firsts = _firsts(collection, articles)
    originals = {
        # An article is about the folder it lies in; on its own, about itself.
        firsts[article.id]: story_sentences(firsts[article.id].partition("/")[0], article.text)
        for article in reversed(articles)
        if firsts[article.id] == _name(collection, article)
    }
    searched = [(reply.question, reply.passages) for reply in replies]
    for group, figures in (
        ("retrieval.search", retrieval_figures(searched, firsts)),
        ("answers", answer_figures(replies)),
        ("refusals", refusal_figures(replies)),
        ("verification", verification_figures(originals, collection.quotes, verify)),
    ):
        yield from ((f"{group}.{name}", figure) for name, figure in figures.items() if figure.of)


def _firsts(collection: Collection, articles: Sequence[Article]) -> dict[str, str]:
    """The name of each article's first publication, by id and by file. A collection that tells its
    copies is believed; else the library is."""
    names = {article.id: _name(collection, article) for article in articles}
    if collection.copies:
        firsts = {key: collection.copies.get(name, name) for key, name in names.items()}
    else:
        firsts = {article.id: names.get(article.copy_of, names[article.id]) for article in articles}
    return {**firsts, **{names[key]: first for key, first in firsts.items()}}


def _name(collection: Collection, article: Article) -> str:
    return collection.place(article.origin) or article.id
