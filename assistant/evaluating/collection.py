"""What is asked of which articles: a folder with articles, questions and expected answers."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from assistant.errors import AssistantError
from assistant.types import Turn

QUESTIONS = "questions.jsonl"
ARTICLES = "articles"
_GOLD = "gold.json"
# A figure is one word: 4.75 is not told by "75", nor 2,300 by "12,300".
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")


class EvaluationError(AssistantError):
    """A folder cannot be evaluated."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what counts as its answer.

    `answers` are accepted answers, with `every` all of them asked for; none: the articles
    do not tell, and `lacks` may say what is missing. `articles` are the files, below
    articles/, that tell the answer. `history` holds the turns before a follow-up.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    every: bool = False
    articles: tuple[str, ...] = ()
    lacks: str = ""
    history: tuple[Turn, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the articles tell an answer."""
        return bool(self.answers)

    def answered_by(self, texts: Sequence[str]) -> bool:
        """Whether one of the texts holds an expected answer; where all are asked for, all do."""
        found = [any(holds(text, answer) for text in texts) for answer in self.answers]
        return bool(found) and (all(found) if self.every else any(found))

    def touched_by(self, text: str) -> bool:
        """Whether a text holds any of the expected answers."""
        return any(holds(text, answer) for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder that can be evaluated.

    `copies` maps a file below articles/ to the one it is a copy of, and `quotes` are
    (file, exact words) pairs: both from gold.json, empty without one. `checksum` is that
    of the articles and the questions.
    """

    folder: Path
    questions: tuple[Question, ...]
    checksum: str
    copies: Mapping[str, str] = field(default_factory=dict)
    quotes: tuple[tuple[str, str], ...] = ()

    @property
    def articles(self) -> Path:
        """The folder with the articles."""
        return self.folder / ARTICLES

    def place(self, origin: str) -> str:
        """The file below articles/ that an article was read from; "" for any other origin."""
        path, below = Path(origin.partition("#")[0]), self.articles
        return path.relative_to(below).as_posix() if path.is_relative_to(below) else ""


def normalised(text: str) -> str:
    """The words of a text in one case, without accents and punctuation, a blank round each. The
    commas that group the digits of a figure are left out as well."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return f" {' '.join(word.replace(',', '') for word in _WORD.findall(plain))} "


def holds(text: str, answer: str) -> bool:
    """Whether a text tells an answer: its words in a row, whatever their case and accents. An
    answer without words is told by nothing."""
    wanted = normalised(answer)
    return bool(wanted.strip()) and wanted in normalised(text)


def read_collection(folder: str | Path) -> Collection:
    """The collection in a folder; raises EvaluationError, which says what is wrong where."""
    place = Path(folder).expanduser().resolve()
    if not place.is_dir():
        raise EvaluationError(f"{folder} is no folder: name one with {ARTICLES}/ and {QUESTIONS}")
    if not (place / ARTICLES).is_dir():
        raise EvaluationError(f"{folder} has no {ARTICLES}/: put the articles to ask about there")
    path = place / QUESTIONS
    questions = tuple(_questions(path, _text(path)))
    if not questions:
        raise EvaluationError(f"{path} asks nothing: write one question a line")
    copies, quotes = _gold(place / _GOLD)
    return Collection(place, questions, checksum(place), copies, quotes)


def checksum(folder: Path) -> str:
    """The SHA-256 of a collection: every file of articles/, by its path, then the questions. Hidden
    files, which file managers leave behind, do not count."""
    digest = hashlib.sha256()
    files = [path for path in (folder / ARTICLES).rglob("[!.]*") if path.is_file()]
    named = sorted((path.relative_to(folder).as_posix(), path) for path in files)
    for name, path in [*named, (QUESTIONS, folder / QUESTIONS)]:
        for part in (name.encode(), _bytes(path)):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise EvaluationError(
            f"{path} {what} ({error.strerror}): see docs/evaluation.md"
        ) from error


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: save it as UTF-8") from error


def _questions(path: Path, text: str) -> Iterator[Question]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _question(_Line.model_validate_json(line), number, path.parent)
        except ValueError as error:
            wrong = str(error)
            if isinstance(error, ValidationError):
                problem = error.errors()[0]
                wrong = ": ".join([*map(repr, problem["loc"][:1]), problem["msg"]])
            raise EvaluationError(
                f"{path}, line {number} is no question: {wrong}; see docs/evaluation.md"
            ) from error


_Words = Annotated[str, StringConstraints(pattern=r"\w")]


class _Line(BaseModel):
    """A line of questions.jsonl; other fields are left alone."""

    question: _Words
    answer: Annotated[tuple[_Words, ...], Field(min_length=1)] | None
    all: bool = False
    articles: tuple[str, ...] = ()
    lacks: str | None = None
    history: tuple[Turn, ...] = ()
    id: str | int | None = None


def _question(line: _Line, number: int, folder: Path) -> Question:
    for name in line.articles:
        if not (folder / ARTICLES / name).is_file():
            raise ValueError(f"{ARTICLES}/{name} is missing")
    return Question(
        id=str(number if line.id is None else line.id),
        text=line.question,
        answers=line.answer or (),
        every=line.all,
        articles=line.articles,
        lacks=line.lacks or "",
        history=line.history,
    )


def _gold(path: Path) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The copies and the quotes that a gold file tells; none without the file."""
    if not path.exists():
        return {}, ()
    try:
        gold = json.loads(_text(path))
        copies = {
            str(copy["article"]): str(group["first"])
            for group in gold.get("copies", [])
            for copy in group["copies"]
        }
        quotes = tuple(
            (str(side["article"]), str(side["quote"]))
            for conflict in gold.get("conflicts", [])
            for side in conflict["sides"]
        )
    except json.JSONDecodeError as error:
        raise EvaluationError(f"{path} is not JSON ({error}): correct or remove it") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"{path} does not tell copies and conflicts as seeds/gold.json does: correct or "
            "remove it"
        ) from error
    return copies, quotes
