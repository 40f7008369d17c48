"""The sample corpus: its files read as the manifest tells them, its gold true of what was read."""

import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from assistant.reading import Document, read
from assistant.reading.boilerplate import is_boilerplate
from assistant.reading.bylines import dateline
from assistant.reading.outlets import same_outlet
from assistant.samples import samples_folder, seeds_folder
from vectorstore.documents import Article

SEEDS, ARTICLES = seeds_folder(), samples_folder()
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
CLUTTER = re.compile(
    r"(?i)^(?:skip to|share\b|tweet$|print$|facebook$|copy link|leave a|name \*|email\b|save my"
    r"|your email|enter your|subscribe|sign up|related|read more|this website uses|we use cookies"
    r"|menu$|home\b|news\b|front page|markets \||©|title:|publisher:|published:|author:|url:|by )"
    r"|\.example\b|all rights reserved"
)


def loaded(name: str) -> Any:
    """A JSON file of the corpus."""
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


MANIFEST, GOLD = loaded("manifest.json"), loaded("gold.json")
FILES: dict[str, dict[str, str]] = {entry["file"]: entry for entry in MANIFEST["files"]}
STORIES = [entry["story"] for entry in MANIFEST["stories"]]
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


@cache
def article(file: str) -> Article:
    """The one article of a file of the corpus."""
    (result,) = read(ARTICLES / file, today=date(2026, 1, 1))
    assert isinstance(result, Document), result
    return result.article


def flat(text: str) -> str:
    """The text with each run of whitespace as one space."""
    return " ".join(text.split())


def body(file: str) -> str:
    """The text of a file, on one line."""
    return flat(article(file).text)


def body_and_fields(file: str) -> str:
    """The same with what cleaning keeps as fields: dateline and day."""
    one = article(file)
    day = f"{one.day.day} {one.day:%B %Y}" if one.day else ""
    return f"{body(file)} {one.dateline} {day}".casefold()


def grams(text: str) -> set[tuple[str, ...]]:
    """All runs of five words."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(5)), strict=False))


# ---------------------------------------------------------------- files


def test_manifest_lists_every_article_and_nothing_else() -> None:
    """The manifest and the folder name the same files, each in its story's folder."""
    on_disk = {str(path.relative_to(ARTICLES)) for path in ARTICLES.rglob("*") if path.is_file()}
    assert set(FILES) == on_disk
    assert len(FILES) == len(MANIFEST["files"]) >= 40
    assert all(file.split("/")[0] == entry["story"] for file, entry in FILES.items())
    assert {entry["story"] for entry in FILES.values()} == set(STORIES)
    assert len({entry["title"] for entry in FILES.values()}) == len(FILES)


@pytest.mark.parametrize("file", FILES)
def test_title_outlet_and_day_are_those_of_the_manifest(file: str) -> None:
    """An outlet that only its address names ("RiverDispatch.example") goes by that."""
    one, entry = article(file), FILES[file]
    assert one.title == entry["title"]
    assert one.day == date.fromisoformat(entry["published"])
    assert same_outlet(one.publisher, entry["publisher"])
    addresses = re.findall(r"https?://([^/\s\"]+)", f"{one.url} {one.text}")
    assert all(address.endswith(".example") for address in addresses)
    assert 80 <= len(one.text.split()) <= 450


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
        path = ARTICLES / file
        found = marked.search(path.read_text()) if path.suffix in (".txt", ".md") else None
        assert (article(file).dateline, article(file).agency) == (
            found.groups() if found else ("", "")
        )
        seen += found is not None
    assert seen >= 12


def test_weekdays_written_beside_a_date_are_right() -> None:
    """A weekday and a date side by side agree, in the year of publication."""
    pattern = rf"({'|'.join(WEEKDAYS)}),? (\d{{1,2}}) ({'|'.join(MONTHS)})"
    found = [(file, *match) for file in FILES for match in re.findall(pattern, body(file))]
    assert found
    for file, weekday, day, month in found:
        year = int(FILES[file]["published"][:4])
        assert WEEKDAYS[date(year, MONTHS.index(month) + 1, int(day)).weekday()] == weekday


def test_binary_articles_are_what_their_script_writes(tmp_path: Path) -> None:
    """Writing the PDF and DOCX again gives the committed text, and the same bytes each time."""
    spec = importlib.util.spec_from_file_location("make_binary", SEEDS / "make_binary.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    committed = {Path(file).suffix: file for file in FILES}
    for suffix, write in ((".pdf", maker.write_pdf), (".docx", maker.write_docx)):
        once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
        write(once)
        write(twice)
        assert once.read_bytes() == twice.read_bytes()
        (again,) = read(once, today=date(2026, 1, 1))
        assert isinstance(again, Document)
        assert again.article.text == article(committed[suffix]).text


# ---------------------------------------------------------------- questions


def test_there_are_enough_questions_of_every_sort() -> None:
    """At least 60 questions, 15 without an answer in all three ways, some with a history."""
    unanswerable = [question for question in QUESTIONS if question["answer"] is None]
    assert len(QUESTIONS) >= 75
    assert len(unanswerable) >= 18
    for lack in ("topic", "detail", "premise"):
        assert sum(question["lacks"] == lack for question in unanswerable) >= 6
    assert sum("history" in question for question in QUESTIONS) >= 4
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question["id"]))
def test_answers_stand_in_the_articles_they_are_said_to_stand_in(question: dict[str, Any]) -> None:
    """Each in the text or fields of one, each article has one, one at least stands in a text."""
    if question["answer"] is None:
        assert question["articles"] == []
        return
    answers = [flat(answer).casefold() for answer in question["answer"]]
    whole = [body_and_fields(file) for file in question["articles"]]
    texts = [body(file).casefold() for file in question["articles"]]
    assert answers
    assert texts
    assert [one for one in answers if not any(one in text for text in whole)] == []
    assert all(any(one in text for one in answers) for text in whole)
    found = [any(one in text for text in texts) for one in answers]
    assert all(found) if question.get("all") else any(found)


# ---------------------------------------------------------------- gold


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
    pairs = list(quoted(GOLD))
    assert len(pairs) > 20
    assert [pair for pair in pairs if flat(pair[1]) not in body(pair[0])] == []


@pytest.mark.parametrize("conflict", GOLD["conflicts"], ids=lambda conflict: str(conflict["what"]))
def test_conflicts_have_sides_that_differ(conflict: dict[str, Any]) -> None:
    """Values that are quoted, of outlets of one story; updates on days that follow."""
    sides = conflict["sides"]
    for side in sides:
        entry = FILES[side["article"]]
        assert entry["story"] == conflict["story"]
        assert (entry["publisher"], entry["published"]) == (side["publisher"], side["published"])
        assert side["value"].lower() in side["quote"].lower()
    assert len({side["value"] for side in sides}) == len(sides) >= 2
    days = [side["published"] for side in sides]
    if conflict["kind"] == "update":
        assert days == sorted(set(days))
    else:
        assert conflict["kind"] == "contradiction"
        assert len({side["publisher"] for side in sides}) == len(sides)


def test_there_are_enough_conflicts_of_both_kinds() -> None:
    """At least three updates, and three contradictions printed on one day."""
    days: dict[str, list[set[str]]] = {"update": [], "contradiction": []}
    for conflict in GOLD["conflicts"]:
        days[conflict["kind"]].append({side["published"] for side in conflict["sides"]})
    assert len(days["update"]) >= 3
    assert sum(len(one) == 1 for one in days["contradiction"]) >= 3


def test_one_saying_is_quoted_in_different_words() -> None:
    """Two wordings in articles that name the speaker."""
    for group in GOLD["quotes"]:
        assert len({side["quote"] for side in group["sides"]}) == len(group["sides"]) == 2
        for side in group["sides"]:
            assert group["speaker"].split()[-1] in body(side["article"])


@pytest.mark.parametrize("story", STORIES)
def test_independent_articles_share_few_runs_of_words(story: str) -> None:
    """Articles that are no copies retell in other words; publishers are counted without copies;
    a copy comes later and from another outlet."""
    copies = {
        copy["article"]: group["first"] for group in GOLD["copies"] for copy in group["copies"]
    }
    own = [file for file in FILES if FILES[file]["story"] == story]
    independent = {file: grams(body(file)) for file in own if file not in copies}
    for (one, ours), (other, theirs) in combinations(independent.items(), 2):
        assert len(ours & theirs) < 0.2 * len(ours | theirs), (one, other)
    assert GOLD["publishers"][story] == len({FILES[file]["publisher"] for file in independent})
    for file in set(own) & set(copies):
        assert FILES[file]["publisher"] != FILES[copies[file]]["publisher"]
        assert FILES[file]["published"] >= FILES[copies[file]]["published"]


@pytest.mark.parametrize("story", STORIES)
def test_timelines_name_articles_of_their_story(story: str) -> None:
    """Every event has a date that can be ordered and articles that tell it."""
    events = GOLD["timeline"][story]
    assert events
    for event in events:
        assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", event["date"])
        assert event["articles"]
        assert all(FILES[file]["story"] == story for file in event["articles"])
    days = [event["date"] for event in events]
    assert days == sorted(days)


@pytest.mark.parametrize("story", STORIES)
def test_each_story_has_two_reference_summaries(story: str) -> None:
    """Two summaries of about 100 words, in words of their own."""
    one, other = loaded("references.json")[story]
    assert not grams(one) & grams(other)
    for summary in (one, other):
        assert 90 <= len(summary.split()) <= 115
        for file in FILES:
            if FILES[file]["story"] == story:
                run = grams(summary)
                assert len(run & grams(body(file))) <= 0.1 * len(run)
