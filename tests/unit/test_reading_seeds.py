"""The sample corpus read from its files: fields as the manifest tells them, texts whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.reading import Document, read
from assistant.reading.boilerplate import is_boilerplate
from assistant.reading.bylines import dateline
from assistant.reading.outlets import same_outlet
from vectorstore.documents import Article

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MANIFEST: list[dict[str, str]] = json.loads((SEEDS / "manifest.json").read_text())["files"]
FILES = [entry["file"] for entry in MANIFEST]
CLUTTER = re.compile(
    r"(?i)^(?:skip to|share\b|tweet$|print$|facebook$|copy link|leave a|name \*|email\b|save my"
    r"|your email|enter your|subscribe|sign up|related|read more|this website uses|we use cookies"
    r"|menu$|home\b|news\b|front page|markets \||©|title:|publisher:|published:|author:|url:|by )"
    r"|\.example\b|all rights reserved"
)


@cache
def article(file: str) -> Article:
    """The one article of a file of the corpus."""
    (result,) = read(SEEDS / "articles" / file, today=date(2026, 1, 1))
    assert isinstance(result, Document), result
    return result.article


def flat(text: str) -> str:
    """The text with each run of whitespace as one space."""
    return " ".join(text.split())


@pytest.mark.parametrize("entry", MANIFEST, ids=FILES)
def test_title_outlet_and_day_are_those_of_the_manifest(entry: dict[str, str]) -> None:
    """An outlet that only its address names ("RiverDispatch.example") goes by that."""
    one = article(entry["file"])
    assert one.title == entry["title"]
    assert one.day == date.fromisoformat(entry["published"])
    assert same_outlet(one.publisher, entry["publisher"])


@pytest.mark.parametrize("file", FILES)
def test_no_line_of_the_page_and_no_dateline_is_left_in_the_text(file: str) -> None:
    """Menus, forms, buttons, headers, bylines and datelines are gone from every file."""
    lines = article(file).text.split("\n\n")
    assert not [line for line in lines if is_boilerplate(line) or CLUTTER.search(line)]
    assert not [line for line in lines if dateline(line)]
    assert article(file).title not in lines


def test_datelines_and_agencies_of_the_corpus_are_fields() -> None:
    """Every file whose raw text opens with an agency's mark has it as fields."""
    marked = re.compile(r"(?m)^([A-Z][A-Z ]+[^(\n]{0,20}?) \((MPA|CPS|ANA|Northern Wire)\) [-—] ")
    seen = 0
    for file in FILES:
        path = SEEDS / "articles" / file
        found = marked.search(path.read_text()) if path.suffix in (".txt", ".md") else None
        assert (article(file).dateline, article(file).agency) == (
            found.groups() if found else ("", "")
        )
        seen += found is not None
    assert seen >= 12


def quoted(value: Any) -> Iterator[tuple[str, str]]:
    """The (file, quote) pairs anywhere in the gold."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value["article"], value["quote"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from quoted(one)


def test_every_gold_quote_stands_in_the_text_that_was_read() -> None:
    """Cleaning takes no word of what conflicts and quotations are measured by."""
    pairs = list(quoted(json.loads((SEEDS / "gold.json").read_text())))
    assert len(pairs) > 20
    missing = [pair for pair in pairs if flat(pair[1]) not in flat(article(pair[0]).text)]
    assert not missing


def text_and_fields(file: str) -> str:
    """The text of a file and, below it, what cleaning keeps as fields: dateline and day."""
    one = article(file)
    day = f"{one.day.day} {one.day:%B %Y}" if one.day else ""
    return flat(f"{one.text}\n{one.dateline}\n{day}").casefold()


def test_every_accepted_answer_stands_in_an_article_that_was_read() -> None:
    """An answer is found, whatever its case, in the text or fields of an article that it
    names, and at least one answer to every question in the text itself."""
    lines = (SEEDS / "questions.jsonl").read_text().splitlines()
    answered = [one for one in map(json.loads, lines) if one["answer"]]
    assert len(answered) > 50
    for one in answered:
        answers = [flat(answer).casefold() for answer in one["answer"]]
        texts = [flat(article(file).text).casefold() for file in one["articles"]]
        for answer in answers:
            assert any(answer in text_and_fields(file) for file in one["articles"]), (
                one["id"],
                answer,
            )
        found = [any(answer in text for text in texts) for answer in answers]
        assert all(found) if one.get("all") else any(found), one["id"]
