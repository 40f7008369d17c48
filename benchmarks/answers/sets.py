"""Public question sets as articles and questions: reading comprehension, and a news quiz."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant import Article
from assistant.evaluating.collection import Question
from vectorstore.documents import day_of

HALVES = ("tune", "report")


WRITTEN = Path(__file__).parent / "written.jsonl"
"""Questions written about articles of the year of news: by the address of the article and a hash
of its text, with the place of the answer in it where it has one. Three of seven are answered, the
others ask for what the article leaves out. Written by a language model that read the articles."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it is about (a title, a week, an article), the day on which it is asked, and
    the id of the one article it is asked of, "" for all."""

    question: Question
    group: str
    day: date | None = None
    article: str = ""

    @property
    def half(self) -> str:
        """The half of the set it falls into: all questions of one group into the same."""
        return HALVES[_hash(self.group) % 2]


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def picked(asked: Iterable[Asked], most: int | None) -> list[Asked]:
    """At most so many of the questions, drawn by the hash of what they ask."""
    drawn = sorted(asked, key=lambda one: _hash(one.question.id + one.question.text))
    return drawn[:most]


def parted(asked: Iterable[Asked], parts: int) -> list[frozenset[str]]:
    """The groups in so many parts, drawn by a hash other than that of the halves."""
    drawn = sorted({one.group for one in asked}, key=lambda group: _hash(f"out {group}"))
    return [frozenset(drawn[part::parts]) for part in range(parts)]


def _title(name: str) -> str:
    return name.replace("_", " ")


def qa_articles(folder: Path) -> list[Article]:
    """Each paragraph of xquad and squad2 as an article with its page's title."""
    titles = {
        paragraph["context"]: page["title"]
        for page in _xquad(folder)
        for paragraph in page["paragraphs"]
    }
    titles.update({line["paragraph"]: line["title"] for line in _squad2(folder)})
    return [Article(text, title=_title(title)) for text, title in titles.items()]


def qa_questions(folder: Path) -> Iterator[Asked]:
    """The questions that have an answer, of both sets."""
    for page in _xquad(folder):
        for paragraph in page["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(one["text"] for one in asked["answers"]))
                yield Asked(Question(asked["id"], asked["question"], answers), page["title"])
    yield from (asked for asked in squad2_questions(folder) if asked.question.answerable)


def squad2_questions(folder: Path) -> Iterator[Asked]:
    """The questions of squad2, half of them without an answer in the paragraph they are on."""
    for number, line in enumerate(_squad2(folder)):
        answers = (line["answer"],) if line["answer"] else ()
        yield Asked(Question(f"squad2-{number}", line["question"], answers), line["title"])


def _xquad(folder: Path) -> list[Any]:
    pages: list[Any] = json.loads((folder / "xquad.en.json").read_text("utf-8"))["data"]
    return pages


def _squad2(folder: Path) -> list[Any]:
    lines: list[Any] = json.loads((folder / "squad2_dev.json").read_text("utf-8"))
    return lines


def weeks(folder: Path, most: int) -> frozenset[str]:
    """So many of a quiz's weeks, drawn by hash: what the ids of their questions begin with."""
    asked = json.loads((folder / "questions.json").read_text("utf-8"))
    return frozenset(sorted({told["question_id"][:8] for told in asked}, key=_hash)[:most])


def news_articles(folder: Path, within: frozenset[str] = frozenset()) -> list[Article]:
    """The articles of the news quiz, of some of its weeks or of all; the publisher is the site's
    address, as `add` has it."""
    lines = [
        line
        for path in sorted(folder.glob("articles*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        Article(
            told["text"] or "",
            title=told["title"] or "",
            publisher=re.sub(r"^(?:www|m|amp)\.", "", urlsplit(told["url"]).hostname or ""),
            published=_day(told["published"]),
            url=told["url"],
        )
        for told in map(json.loads, lines)
        if not within or told["week"] in within
    ]


def news_questions(folder: Path, within: frozenset[str] = frozenset()) -> Iterator[Asked]:
    """The quiz's questions, each asked on its day; the questions of a week are one group."""
    for told in json.loads((folder / "questions.json").read_text("utf-8")):
        if within and told["question_id"][:8] not in within:
            continue
        day = _day(told["date"])
        assert day is not None
        question = Question(told["question_id"], told["question"], (told["answer"],))
        yield Asked(question, f"week {day.isocalendar().week}", day)


def written_questions(folder: Path, within: frozenset[str]) -> list[tuple[Article, Asked]]:
    """The written questions on articles of some weeks, each with its article and asked of it."""
    articles = {article.url: article for article in news_articles(folder, within)}
    found = []
    for number, line in enumerate(WRITTEN.read_text("utf-8").splitlines()):
        told = json.loads(line)
        if told["week"] not in within:
            continue
        article = articles[told["url"]]
        answers = (article.text[told["start"] : told["end"]],) if "start" in told else ()
        question = Question(f"written-{number}", told["question"], answers)
        found.append((article, Asked(question, told["url"], article=article.id)))
    return found


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told.replace("/", "-")) if told else None


def out_by(published: date | None, day: date | None) -> bool:
    """Whether something was published by a day; without a date, or a day, it was."""
    return day is None or published is None or (day_of(published) or day) <= day


def told_by(articles: list[Article], texts: list[str], wanted: list[str], day: date | None) -> bool:
    """Whether an article that was out by the day holds one of the wanted (normalised) answers."""
    return any(
        out_by(article.published, day) and any(one in text for one in wanted)
        for article, text in zip(articles, texts, strict=True)
    )
