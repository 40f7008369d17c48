"""How well questions on the sample corpus are answered, and what search alone would give.

Prints and writes results.json: for each way to answer, the share of answerable questions
whose expected answer stands in the first statement and in the whole answer, the words
used, and the shares of answerable and of unanswerable questions that are refused. The
baseline is what a user would pick instead: the first sentences of the passage that vector
search alone puts first, and of the hybrid's first passage; neither ever refuses.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Turn
from assistant.samples import samples_folder, seeds_folder
from vectorstore.language import sentences


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the answers that count (none: unanswerable), the turns before it."""

    text: str
    answers: tuple[str, ...]
    every: bool
    history: tuple[Turn, ...]

    def answered_by(self, text: str) -> bool:
        """Whether a text holds an expected answer; all of them where all are asked for."""
        found = [answer.casefold() in " ".join(text.split()).casefold() for answer in self.answers]
        return all(found) if self.every else any(found)


Answering = Callable[[Question], list[str]]
"""Statements in answer to a question, none for a refusal."""


def questions() -> list[Question]:
    """The sample questions."""
    lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    return [
        Question(
            asked["question"],
            tuple(" ".join(answer.split()) for answer in asked["answer"] or ()),
            asked.get("all", False),
            tuple(Turn(turn["question"], turn["answer"]) for turn in asked.get("history", ())),
        )
        for asked in map(json.loads, lines)
    ]


def score(asked: list[Question], answer: Answering) -> dict[str, float]:
    """The figures of one way to answer, shares in percent."""
    answerable = [question for question in asked if question.answers]
    first = whole = words = refused = wrongly = 0
    for question in answerable:
        statements = answer(question)
        wrongly += not statements
        first += bool(statements) and question.answered_by(statements[0])
        whole += question.answered_by(" ".join(statements))
        words += sum(len(statement.split()) for statement in statements)
    unanswerable = [question for question in asked if not question.answers]
    refused = sum(not answer(question) for question in unanswerable)
    return {
        "in first statement": round(100 * first / len(answerable), 1),
        "in answer": round(100 * whole / len(answerable), 1),
        "words": round(words / len(answerable), 1),
        "wrong refusals": round(100 * wrongly / len(answerable), 1),
        "right refusals": round(100 * refused / len(unanswerable), 1),
    }


def main() -> None:
    """Run on a fresh library of the sample articles."""
    asked = questions()
    with tempfile.TemporaryDirectory() as folder, Assistant(Path(folder) / "library") as assistant:
        assistant.add(samples_folder())

        def newsbrief(question: Question) -> list[str]:
            answer = assistant.ask(question.text, history=question.history)
            return [statement.text for statement in answer.statements]

        def head(text: str) -> list[str]:
            return [text[start:end] for start, end in sentences(text)[:3]]

        def hybrid(question: Question) -> list[str]:
            return head(assistant.search(question.text, 1)[0].text)

        def vectors(question: Question) -> list[str]:
            library = assistant.library
            (number,) = library._nearest(question.text, None, 1)
            article_id, start, end = library._catalog.spans([number])[number]
            return head(library.article(article_id).text[start:end])

        results = {
            "newsbrief": score(asked, newsbrief),
            "first passage, hybrid search": score(asked, hybrid),
            "first passage, vector search": score(asked, vectors),
        }
    for name, figures in results.items():
        print(f"{name:30}" + "  ".join(f"{what} {value:5}" for what, value in figures.items()))
    path = Path(__file__).with_name("results.json")
    path.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
