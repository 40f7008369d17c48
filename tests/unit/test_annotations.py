"""Promises of annotations: kept with an article, made anew where missing or damaged."""

import random
import sqlite3
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vectorstore.adding import Incoming
from vectorstore.catalog.annotations import pack, unpack
from vectorstore.documents import Article
from vectorstore.library import Library
from vectorstore.lock import CATALOG
from vectorstore.text.annotate import annotate, annotate_unnamed
from vectorstore.text.annotations import Annotations, Sentence

TEXT = (
    "The ferry Halma ran aground off Port Ansel on Tuesday, killing three people.\n\n"
    "“We are looking for the others,” said coast guard spokeswoman Hanne Roe."
)
ARTICLE = Article(text=TEXT, title="Ferry", publisher="Herald", published=date(2024, 5, 8))


@pytest.mark.parametrize(
    ("text", "precision", "modal"),
    [
        ("Three weeks ago the ferry sank.", "week", False),
        ("On Tuesday it may sink.", "day", True),
        ("The May Day march went on last year.", "year", False),
    ],
)
def test_times_are_as_precise_as_they_are_told(text: str, precision: str, modal: bool) -> None:
    """A week is no day, and a month no modal verb."""
    (sentence,) = annotate_unnamed(text, date(2024, 5, 8)).sentences
    assert ([time.precision for time in sentence.times], sentence.modal) == ([precision], modal)


def test_what_was_packed_comes_back() -> None:
    """Packing loses nothing."""
    found = annotate(TEXT, date(2024, 5, 8))
    assert unpack(pack(found)) == found


def test_damaged_ones_are_told_from_whole_ones() -> None:
    """Bytes that are no annotations give None and raise nothing."""
    packed = pack(annotate(TEXT))
    chance = random.Random(1)
    for _ in range(200):
        bad = bytearray(packed)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        assert unpack(bytes(bad)) in (None, unpack(packed))
    assert unpack(b"") is None


def _judged_alike(found: Annotations) -> Annotations:
    """Annotations without how sure the judges are, which differs under a title."""
    return replace(found, sentences=tuple(replace(one, alone=0.5) for one in found.sentences))


@pytest.mark.parametrize(
    "damage", ["DELETE FROM annotations", "UPDATE annotations SET packed = x'00'"]
)
def test_a_library_without_them_makes_and_keeps_them(tmp_path: Path, damage: str) -> None:
    """An older library, or one whose annotations are damaged, gives the same as a new one."""
    with Library(tmp_path) as library:
        list(library.add([Incoming(ARTICLE)]))
        first = library.annotations([ARTICLE.id, "unknown"])
    assert list(first) == [ARTICLE.id]
    assert _judged_alike(first[ARTICLE.id]) == _judged_alike(annotate(TEXT, ARTICLE.day))
    with sqlite3.connect(tmp_path / CATALOG) as connection:
        connection.execute(damage)
    with Library(tmp_path) as library:
        again = library.annotations([ARTICLE.id])
    assert _judged_alike(again[ARTICLE.id]) == _judged_alike(first[ARTICLE.id])
    with sqlite3.connect(tmp_path / CATALOG) as connection:
        ((packed,),) = connection.execute("SELECT packed FROM annotations").fetchall()
    assert unpack(packed) == again[ARTICLE.id]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "خرجت العبارة عن مسارها يوم الثلاثاء. قتل ثلاثة.",
        "渡轮星期二搁浅。三人死亡。",
        "a " * 200_000,
    ],
)
def test_any_text_is_annotated(text: str) -> None:
    """Empty texts, other scripts and one endless line: no error, and in linear time."""
    began = time.perf_counter()
    found = annotate(text, None)
    assert time.perf_counter() - began < 60
    assert all(text[one.start : one.end].strip() for one in found.sentences)


CHRONOLOGY = """The dispute is an old one.

2019: The port was closed on May 7.

It was opened again on Dec. 20, two weeks ago.

March 2021 – Crews walked out on April 3.

2022

The first talks failed on Nov. 2.

They met again on Nov. 9.

2023

A deal was signed on Feb. 29.

It was torn up on Monday, and on Jan. 5 the ships stood still.
"""


def test_days_under_a_year_are_of_that_year() -> None:
    """Years in order rule what stands between them; one by itself rules its own line."""
    found = annotate_unnamed(CHRONOLOGY, date(2024, 1, 10)).sentences
    assert [row for row in map(_days, found) if row] == [
        ["2019-05-07"],
        ["2019-12-20"],
        ["2021-04-03"],
        ["2022-11-02"],
        ["2022-11-09"],
        ["None"],
        ["2024-01-08", "2024-01-05"],
    ]
    single = annotate_unnamed(
        "2019: It shut on May 7.\n\nIt reopened on Jan. 5.", date(2024, 1, 10)
    )
    assert list(map(_days, single.sentences)) == [["2019-05-07"], ["2024-01-05"]]


def _days(sentence: Sentence) -> list[str]:
    return [str(time.day) for time in sentence.times if time.precision == "day"]


def test_the_sentence_at_a_place_is_the_one_that_holds_it() -> None:
    """Every place of a sentence gives it; between sentences, and past the last, there is none."""
    found = annotate(TEXT, date(2024, 5, 8))
    for place in range(-1, len(TEXT) + 2):
        holding = [one for one in found.sentences if one.start <= place < one.end]
        assert [found.sentence_at(place)] == (holding or [None])
    assert Annotations().sentence_at(0) is None
