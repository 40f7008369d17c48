"""The sample corpus against its own gold: what it claims of its articles must be in them."""

from __future__ import annotations

import html
import importlib.util
import json
import re
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ARTICLES = SEEDS / "articles"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, slots=True)
class Seed:
    """One article of the corpus as the manifest describes it."""

    file: str
    story: str
    publisher: str
    published: date
    title: str

    @property
    def raw(self) -> str:
        """All the text of the file, markup stripped, whitespace as it is."""
        path = ARTICLES / self.file
        if path.suffix == ".pdf":
            return "\n".join(page.extract_text() for page in PdfReader(path).pages)
        if path.suffix == ".docx":
            return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", text)
            text = html.unescape(re.sub(r"<[^>]+>", "\n", text))
        return text

    @property
    def header(self) -> str:
        """The block of `Name: value` lines on top, or nothing."""
        return self.raw.split("\n\n")[0] if self.raw.startswith("Title: ") else ""

    @property
    def body(self) -> str:
        """The text below the header block, on one line, without its headline."""
        text = flat(self.raw.removeprefix(self.header))
        return text.removeprefix(flat(self.title)).strip()


def flat(text: str) -> str:
    """The text with each run of whitespace as one space."""
    return " ".join(text.split())


def loaded(name: str) -> Any:
    """A JSON file of the corpus."""
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


MANIFEST = loaded("manifest.json")
GOLD = loaded("gold.json")
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
SEEDS_BY_FILE = {
    entry["file"]: Seed(
        entry["file"],
        entry["story"],
        entry["publisher"],
        date.fromisoformat(entry["published"]),
        entry["title"],
    )
    for entry in MANIFEST["files"]
}
BODIES = {file: seed.body for file, seed in SEEDS_BY_FILE.items()}
STORIES = [entry["story"] for entry in MANIFEST["stories"]]
COPIES = {copy["article"] for group in GOLD["copies"] for copy in group["copies"]}


def sentences(seed: Seed) -> list[str]:
    """The sentences of an article's prose: lines that close like a sentence, plainly cut."""
    lines = (line.strip() for line in seed.raw.removeprefix(seed.header).splitlines())
    prose = [line for line in lines if re.search(r'[.!?]"?$', line)]
    parts = (part for line in prose for part in re.split(r'(?<=[.!?])"?\s', line))
    return [flat(part).strip(' "') for part in parts if part.strip(' "')]


def grams(text: str) -> set[tuple[str, ...]]:
    """All runs of five words."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(5)), strict=False))


def overlap(one: str, other: str) -> float:
    """Share of five-word runs that two articles have in common (Jaccard)."""
    left, right = grams(BODIES[one]), grams(BODIES[other])
    return len(left & right) / len(left | right)


def kept(first: str, copy: str) -> float:
    """Share of the first publication's sentences that stand unchanged in the copy."""
    originals = sentences(SEEDS_BY_FILE[first])
    assert len(originals) >= 5
    return sum(sentence in BODIES[copy] for sentence in originals) / len(originals)


def test_manifest_lists_every_article_and_nothing_else() -> None:
    """The manifest and the folder name the same files, each in its story's folder."""
    on_disk = {str(path.relative_to(ARTICLES)) for path in ARTICLES.rglob("*") if path.is_file()}
    assert set(SEEDS_BY_FILE) == on_disk
    assert len(SEEDS_BY_FILE) == len(MANIFEST["files"]) >= 40
    assert all(file.split("/")[0] == seed.story for file, seed in SEEDS_BY_FILE.items())
    assert {seed.story for seed in SEEDS_BY_FILE.values()} == set(STORIES)
    assert len({seed.title for seed in SEEDS_BY_FILE.values()}) == len(SEEDS_BY_FILE)


@pytest.mark.parametrize("file", SEEDS_BY_FILE)
def test_each_article_says_what_the_manifest_says_of_it(file: str) -> None:
    """Title, publisher and date can be found in the file, and addresses are reserved ones."""
    seed = SEEDS_BY_FILE[file]
    if seed.header:
        lines = seed.header.splitlines()
        assert f"Title: {seed.title}" in lines
        assert f"Publisher: {seed.publisher}" in lines
        assert f"Published: {seed.published.isoformat()}" in lines
    else:
        text = flat(seed.raw)
        day = f"{seed.published.day} {MONTHS[seed.published.month - 1]}"
        assert seed.title in text
        assert seed.publisher.replace(" ", "") in text.replace(" ", "")
        assert day in text
    addresses = re.findall(r"https?://([^/\s\"]+)", seed.raw)
    assert all(address.endswith(".example") for address in addresses)
    assert 80 <= len(seed.body.split()) <= 450


def test_weekdays_written_beside_a_date_are_right() -> None:
    """A weekday and a date side by side agree, in the year of publication."""
    pattern = rf"({'|'.join(WEEKDAYS)}),? (\d{{1,2}}) ({'|'.join(MONTHS)})"
    found = [(file, *match) for file, body in BODIES.items() for match in re.findall(pattern, body)]
    assert found
    for file, weekday, day, month in found:
        year = SEEDS_BY_FILE[file].published.year
        assert WEEKDAYS[date(year, MONTHS.index(month) + 1, int(day)).weekday()] == weekday


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
    """Every answer is in one of its articles, every article holds one; none without answer."""
    if question["answer"] is None:
        assert question["articles"] == []
        return
    bodies = [BODIES[file].lower() for file in question["articles"]]
    assert question["answer"]
    assert bodies
    for answer in question["answer"]:
        assert any(answer.lower() in body for body in bodies), answer
    for file, body in zip(question["articles"], bodies, strict=True):
        assert any(answer.lower() in body for answer in question["answer"]), file


@pytest.mark.parametrize("conflict", GOLD["conflicts"], ids=lambda conflict: str(conflict["what"]))
def test_conflicts_quote_their_articles_exactly(conflict: dict[str, Any]) -> None:
    """Quotes are runs of the bodies, values differ; contradictions are between outlets."""
    sides = conflict["sides"]
    for side in sides:
        seed = SEEDS_BY_FILE[side["article"]]
        assert seed.story == conflict["story"]
        assert seed.publisher == side["publisher"]
        assert seed.published.isoformat() == side["published"]
        assert flat(side["quote"]) in BODIES[side["article"]]
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
    conflicts = GOLD["conflicts"]
    assert sum(conflict["kind"] == "update" for conflict in conflicts) >= 3
    same_day = [
        conflict
        for conflict in conflicts
        if conflict["kind"] == "contradiction"
        and len({side["published"] for side in conflict["sides"]}) == 1
    ]
    assert len(same_day) >= 3


@pytest.mark.parametrize("group", GOLD["quotes"], ids=lambda group: str(group["speaker"]))
def test_one_saying_is_quoted_in_different_words(group: dict[str, Any]) -> None:
    """Both wordings stand in their articles, which name the speaker, and they differ."""
    for side in group["sides"]:
        assert flat(side["quote"]) in BODIES[side["article"]]
        assert group["speaker"].split()[-1] in BODIES[side["article"]]
    assert len({side["quote"] for side in group["sides"]}) == len(group["sides"]) == 2


@pytest.mark.parametrize("group", GOLD["copies"], ids=lambda group: str(group["first"]))
def test_copies_are_copies(group: dict[str, Any]) -> None:
    """Exact copies keep at least 95% of the sentences, edited ones some but not all."""
    first = SEEDS_BY_FILE[group["first"]]
    for copy in group["copies"]:
        other = SEEDS_BY_FILE[copy["article"]]
        assert other.publisher != first.publisher
        assert other.published >= first.published
        share = kept(first.file, other.file)
        if copy["kind"] == "exact":
            assert share >= 0.95
        else:
            assert copy["kind"] == "edited"
            assert 0.2 <= share < 0.95
            assert overlap(first.file, other.file) >= 0.4


@pytest.mark.parametrize("story", STORIES)
def test_independent_articles_share_few_runs_of_words(story: str) -> None:
    """Articles that are no copies retell in other words; publishers are counted without copies."""
    own = [file for file, seed in SEEDS_BY_FILE.items() if seed.story == story]
    independent = [file for file in own if file not in COPIES]
    for one, other in combinations(independent, 2):
        assert overlap(one, other) < 0.2, (one, other)
    publishers = {SEEDS_BY_FILE[file].publisher for file in independent}
    assert GOLD["publishers"][story] == len(publishers)


@pytest.mark.parametrize("story", STORIES)
def test_timelines_name_articles_of_their_story(story: str) -> None:
    """Every event has a date that can be ordered and articles that tell it."""
    events = GOLD["timeline"][story]
    assert events
    for event in events:
        assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", event["date"])
        assert event["articles"]
        assert all(SEEDS_BY_FILE[file].story == story for file in event["articles"])
    days = [event["date"] for event in events]
    assert days == sorted(days)


@pytest.mark.parametrize("story", STORIES)
def test_each_story_has_two_reference_summaries(story: str) -> None:
    """Two summaries of about 100 words, in words of their own."""
    summaries = loaded("references.json")[story]
    assert len(summaries) == 2
    runs = [grams(summary) for summary in summaries]
    assert not runs[0] & runs[1]
    for summary, run in zip(summaries, runs, strict=True):
        assert 90 <= len(summary.split()) <= 115
        for file, seed in SEEDS_BY_FILE.items():
            if seed.story == story:
                assert len(run & grams(BODIES[file])) <= 0.1 * len(run)


def binary_maker() -> ModuleType:
    """The script that writes the PDF and the DOCX, as a module."""
    spec = importlib.util.spec_from_file_location("make_binary", SEEDS / "make_binary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_binary_articles_are_what_their_script_writes(tmp_path: Path) -> None:
    """Writing the PDF and DOCX again gives the committed text, and the same bytes each time."""
    maker = binary_maker()
    committed = {Path(file).suffix: file for file in SEEDS_BY_FILE if file[-4:] in (".pdf", "docx")}
    for suffix, write in ((".pdf", maker.write_pdf), (".docx", maker.write_docx)):
        once, twice = tmp_path / f"once{suffix}", tmp_path / f"twice{suffix}"
        write(once)
        write(twice)
        assert once.read_bytes() == twice.read_bytes()
        seed = SEEDS_BY_FILE[committed[suffix]]
        again = Seed(str(once), seed.story, seed.publisher, seed.published, seed.title)
        assert flat(again.raw) == flat(seed.raw)
