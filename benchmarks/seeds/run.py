"""How well questions on the sample corpus are answered, and what search alone would give.

Prints and writes results.json: for each way to answer, the share of answerable questions
whose expected answer stands in the first statement and in the whole answer, the words
used, and the shares of answerable and of unanswerable questions that are refused. The
baseline is what a user would pick instead: the first sentences of the passage that vector
search alone puts first, and of the hybrid's first passage; neither ever refuses.
`newsbrief eval seeds` has all figures of the product, with their floors.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant import Assistant
from assistant.evaluating.collection import Question, read_collection
from assistant.evaluating.evaluation import reply
from assistant.evaluating.figures import Reply, answer_figures, refusal_figures
from assistant.evaluating.rankers import Ranker, plain_rankers
from assistant.samples import seeds_folder
from vectorstore.text import sentences


def first_passage(ranker: Ranker) -> Callable[[Question], Reply]:
    """Answers with the first three sentences of the passage that a ranking puts first."""

    def answer(question: Question) -> Reply:
        text = ranker(question.text, 1)[0].text
        told = tuple(text[start:end] for start, end in sentences(text)[:3])
        return Reply(question, told)

    return answer


def score(replies: list[Reply]) -> dict[str, float]:
    """The figures of one way to answer, shares in percent."""
    answers, refusals = answer_figures(replies), refusal_figures(replies)
    return {
        "in first statement": round(100 * answers["in_first_statement"].value, 1),
        "in answer": round(100 * answers["in_answer"].value, 1),
        "words": round(answers["words"].value, 1),
        "wrong refusals": round(100 * refusals["wrong"].value, 1),
        "right refusals": round(100 * refusals["right"].value, 1),
    }


def main() -> None:
    """Run on a fresh library of the sample articles."""
    collection = read_collection(seeds_folder())
    with tempfile.TemporaryDirectory() as folder, Assistant(Path(folder) / "library") as assistant:
        assistant.add(collection.articles)
        with plain_rankers(assistant.library) as rankers:
            ways: dict[str, Callable[[Question], Reply]] = {
                "newsbrief": lambda question: reply(assistant, question),
                "first passage, hybrid search": first_passage(assistant.search),
                "first passage, vector search": first_passage(rankers["vectors"]),
            }
            results = {
                name: score([answer(question) for question in collection.questions])
                for name, answer in ways.items()
            }
    for name, figures in results.items():
        print(f"{name:30}" + "  ".join(f"{what} {value:5}" for what, value in figures.items()))
    path = Path(__file__).with_name("results.json")
    path.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
