"""How well questions on other people's texts are answered, and how well a plain way does it.

    python benchmarks/answers/run.py --qa FOLDER --news FOLDER [--half tune|report|both]
                                     [--questions N] [--library DIR] [--results FILE]

`--qa`: a folder with `xquad.en.json` (SQuAD 1.1's format) and `squad2_dev.json` (a list of
`title paragraph question answer`, the answer null where the paragraph tells none). All
paragraphs are one library, each an article without a date. Asked are the questions with an
answer; those of squad2 without one; and, of libraries from which the pages of a fourth of the
titles were removed, the questions on these. `--news`: a folder with `articles.jsonl` (`url title
published text`) and `questions.json` (`question_id date question answer`); each question is
asked as of its day. Either may be left out, and what is not run keeps its place in the results.

All questions on one page, or of one week, fall into the same half. Set what can be set on
`--half tune`; quote `--half report`. `--questions N` asks at most N of each kind, drawn by hash.
`--library DIR` keeps the libraries, and uses them again: making the one of the news takes
minutes. Results are written to `results.json` beside this file.

The plain way fuses SQLite's full text and the same vectors by reciprocal rank and gives the
first sentences of the best chunk; it never refuses.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from plain import Ask, plain
from sets import (
    HALVES,
    Asked,
    news_articles,
    news_questions,
    parted,
    picked,
    qa_articles,
    qa_questions,
    squad2_questions,
    told_by,
)

from assistant import Article, ArticleFilter, Assistant
from assistant.evaluating.collection import Question, normalised
from assistant.evaluating.figures import Figure, Reply, balanced_accuracy, mean
from assistant.evaluating.rankers import plain_rankers

RESULTS = Path(__file__).with_name("results.json")
_PARTS = 4
"""The titles are taken out of the library a fourth at a time."""
_MOST_WORDS = 100

Table = dict[str, float]


def newsbrief(assistant: Assistant) -> Ask:
    """The product: asked as of a day, where there is one."""

    def ask(question: Question, day: date | None) -> Reply:
        began = time.perf_counter()
        filter = ArticleFilter(as_of=day) if day else None
        answer = assistant.ask(question.text, filter=filter, k=10)
        told = tuple(statement.text for statement in answer.statements)
        seconds = time.perf_counter() - began
        return Reply(question, told, answer.passages, seconds)

    return ask


def answered(replies: Sequence[Reply]) -> dict[str, Figure]:
    """Of questions with an answer: where it is told, in how many words, and how fast."""
    return {
        "in first statement": mean(r.question.answered_by(r.statements[:1]) for r in replies),
        "in three": mean(r.question.answered_by(r.statements[:3]) for r in replies),
        f"in three, {_MOST_WORDS} words": mean(
            r.question.answered_by([_cut(r.statements[:3])]) for r in replies
        ),
        "in ten passages": mean(
            r.question.answered_by([p.text for p in r.passages[:10]]) for r in replies
        ),
        "words": mean(sum(len(s.split()) for s in r.statements) for r in replies if r.statements),
        "refused": mean(not r.statements for r in replies),
        "seconds": mean(reply.seconds for reply in replies),
    }


def _cut(statements: Sequence[str]) -> str:
    return " ".join(" ".join(statements).split()[:_MOST_WORDS])


def replies_to(ask: Ask, asked: Sequence[Asked], what: str) -> list[Reply]:
    """What is answered; tells on standard error how far it has come."""
    replies = []
    for number, one in enumerate(asked, start=1):
        replies.append(ask(one.question, one.day))
        if number % 50 == 0 or number == len(asked):
            print(f"{what}: {number} of {len(asked)}", file=sys.stderr)
    return replies


def table(figures: dict[str, Figure]) -> Table:
    """Figures by name, shares in percent, with the number of questions."""
    plain_ones = ("words", "seconds")
    told = {
        name: round(figure.value, 2) if name in plain_ones else round(100 * figure.value, 1)
        for name, figure in figures.items()
    }
    return {**told, "questions": max(figure.of for figure in figures.values())}


def qa(folder: Path, libraries: Path, half: str, most: int | None) -> dict[str, Table]:
    """Reading comprehension: answers, misleading questions, and topics that are absent."""
    answerable = picked((a for a in qa_questions(folder) if a.half == half), most)
    found: dict[str, dict[str, Figure]] = {}
    with built(libraries / "qa", qa_articles(folder)) as assistant:
        for way, ask in ways(assistant):
            found[way] = answered(replies_to(ask, answerable, f"qa, {way}"))
        found["newsbrief"] |= misled(newsbrief(assistant), folder, half, most)
    found["newsbrief"]["absent topics refused"] = absent(folder, libraries / "qa", half, most)
    return {way: table(figures) for way, figures in found.items()}


def misled(ask: Ask, folder: Path, half: str, most: int | None) -> dict[str, Figure]:
    """Refusals of questions on a paragraph that tells no answer, and of those where it does."""
    pairs = [asked for asked in squad2_questions(folder) if asked.half == half]
    told = picked((a for a in pairs if a.question.answerable), most and most // 2)
    untold = picked((a for a in pairs if not a.question.answerable), most and most // 2)
    right = mean(not r.statements for r in replies_to(ask, untold, "squad2, no answer"))
    wrong = mean(not r.statements for r in replies_to(ask, told, "squad2, answer"))
    return {
        "squad2 right refusals": right,
        "squad2 wrong refusals": wrong,
        "squad2 balanced accuracy": balanced_accuracy(right, wrong),
    }


def absent(folder: Path, library: Path, half: str, most: int | None) -> Figure:
    """The share refused of questions on titles whose pages were taken out of the library."""
    asked = [a for a in qa_questions(folder) if a.half == half]
    replies: list[Reply] = []
    for assistant, titles in without_titles(library, qa_questions(folder)):
        gone = picked((a for a in asked if a.group in titles), most and most // _PARTS)
        replies += replies_to(newsbrief(assistant), gone, "absent topics")
    return mean(not reply.statements for reply in replies)


def without_titles(
    library: Path, asked: Iterable[Asked]
) -> Iterator[tuple[Assistant, frozenset[str]]]:
    """Copies of a library, each without the pages of a fourth of the titles, and the titles."""
    titles = parted(asked, _PARTS)
    for gone in titles:
        names = {title.replace("_", " ") for title in gone}
        with tempfile.TemporaryDirectory() as place:
            copied = shutil.copytree(library, Path(place) / "library")
            with Assistant(copied, model="", chroma="") as assistant:
                assistant.remove(*(a.id for a in assistant.articles() if a.title in names))
                yield assistant, gone


def news(folder: Path, libraries: Path, half: str, most: int | None) -> dict[str, Table]:
    """The news quiz: answers as of the day, and refusals where an article does tell it."""
    asked = picked((a for a in news_questions(folder) if a.half == half), most)
    found: dict[str, Table] = {}
    with built(libraries / "news", news_articles(folder)) as assistant:
        articles = assistant.articles()
        texts = [normalised(f"{article.title}\n{article.text}") for article in articles]
        told = {
            a.question.id
            for a in asked
            if told_by(articles, texts, [normalised(x) for x in a.question.answers], a.day)
        }
        for way, ask in ways(assistant):
            replies = replies_to(ask, asked, f"news, {way}")
            figures = answered(replies)
            figures["wrong refusals"] = mean(
                not reply.statements for reply in replies if reply.question.id in told
            )
            figures["told by the articles"] = mean(a.question.id in told for a in asked)
            found[way] = table(figures)
    return found


def ways(assistant: Assistant) -> Iterator[tuple[str, Ask]]:
    """The product, then the plain way, on the same library."""
    yield "newsbrief", newsbrief(assistant)
    with plain_rankers(assistant.library) as rankers:
        yield "plain", plain(rankers["fused"])


@contextmanager
def built(library: Path, articles: Sequence[Article]) -> Iterator[Assistant]:
    """An assistant on a library of the articles; those that are in it already are left alone."""
    with Assistant(library, model="", chroma="") as assistant:
        known = {article.id for article in assistant.articles()}
        new = [article for article in articles if article.id not in known]
        if new:
            print(f"adding {len(new)} articles to {library}", file=sys.stderr)
            assistant.add(new)
        yield assistant


def main() -> None:
    """Run what is asked for, print it, and write it into the results."""
    parser = argparse.ArgumentParser(description="Measure answers on other people's texts.")
    parser.add_argument("--qa", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--half", choices=[*HALVES, "both"], default="report")
    parser.add_argument("--questions", type=int)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    if not (given.qa or given.news):
        parser.error("name a folder with --qa or --news, or both")
    results = json.loads(given.results.read_text()) if given.results.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        libraries = given.library or Path(temporary)
        for name, folder, measure in (("qa", given.qa, qa), ("news", given.news, news)):
            for half in HALVES if given.half == "both" else [given.half]:
                if folder is None:
                    continue
                found = measure(folder, libraries, half, given.questions)
                results.setdefault(name, {})[half] = found
                for way, figures in found.items():
                    print(f"{name}, {half}, {way}: {json.dumps(figures)}", flush=True)
                given.results.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
